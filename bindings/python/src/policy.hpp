// What the host allows by hand, asked in Python.
#pragma once

#include <reglament/engine/event.hpp>
#include <reglament/text/issue.hpp>

#include <pybind11/pybind11.h>

#include <cstddef>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace reglament::python {

/// An event as Python has it: what it says, by CloudEvents' names.
pybind11::dict from_event(const event& e, feel::zone zone);

/// `ask(event)` gives why it may not be, or None. What it raises refuses the event, too. REQUIRES: who calls what comes
/// of this holds no GIL that another one waits for with the engine.
std::function<std::string(const event&)> asking_policy(const pybind11::object& ask, feel::zone zone, language lang);

/// What an engine asks a policy while it is worked with, to be asked afterwards: until then it is refused, and the same
/// is done again with the answers.
class open_questions {
public:
    /// The answer to what was asked before, in the same order; anything else is open.
    std::string answer(const event& e);
    /// Asks what is open, to be answered from the first on. False: nothing was.
    bool settle(const std::function<std::string(const event&)>& ask);

private:
    struct answered {
        event about;
        std::string why;
    };
    std::vector<answered> known_;
    std::size_t at_ = 0;  // among those
    std::vector<event> open_;
};

/// A policy that is asked while its engine is not worked with, so that others may use that meanwhile. What was not
/// asked before, nor is noted as an open question, is asked when the engine comes to it.
class asked_before {
public:
    explicit asked_before(std::function<std::string(const event&)> ask) : ask_{std::move(ask)} {}

    [[nodiscard]] std::string ask(const event& e) const { return ask_(e); }
    /// For the engine's options; this must live as long.
    [[nodiscard]] std::function<std::string(const event&)> for_engine() const {
        return [this](const event& e) {
            if (answer_ != nullptr) return *answer_;
            return questions_ != nullptr ? questions_->answer(e) : ask_(e);
        };
    }

    /// While it lives, that is the answer, or where questions go. REQUIRES: nobody else works with the engine.
    class answered {
    public:
        answered(asked_before* of, const std::string* answer) : of_{answer == nullptr ? nullptr : of} {
            if (of_ != nullptr) of_->answer_ = answer;
        }
        answered(asked_before* of, open_questions& by) : of_{of} {
            if (of_ != nullptr) of_->questions_ = &by;
        }
        answered(const answered&) = delete;
        answered& operator=(const answered&) = delete;
        ~answered() {
            if (of_ == nullptr) return;
            of_->answer_ = nullptr;
            of_->questions_ = nullptr;
        }

    private:
        asked_before* of_;
    };

private:
    std::function<std::string(const event&)> ask_;
    const std::string* answer_ = nullptr;
    open_questions* questions_ = nullptr;
};

}  // namespace reglament::python
