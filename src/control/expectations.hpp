// Expectations: each compared with what there is, and the difference as an issue in both languages.
#pragma once

#include "control/words.hpp"

#include <reglament/engine/engine.hpp>
#include <reglament/regulation/scenario.hpp>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace reglament {

class expectations {
public:
    /// Where a step of a scenario has led: `since` are the client's effects since the step before.
    struct situation {
        std::string_view client;
        regulation_index regulation = 0;
        std::span<const effect> since;
    };

    expectations(const engine& e, const scenario& s)
        : engine_{e}, scenario_{s}, en_{e.rules(), language::en}, ru_{e.rules(), language::ru} {}

    /// Nothing when it is met.
    [[nodiscard]] std::optional<issue> check(const expectation& e, const situation& now) const;

private:
    struct both {
        std::string en, ru;
    };
    using difference = std::optional<issue>;

    [[nodiscard]] difference make(std::string_view code, span where, std::vector<std::string> arguments) const;
    [[nodiscard]] difference unexpected(const expectation& e, const effect& x) const;
    [[nodiscard]] difference check_nothing(const expectation& e, const situation& now) const;
    [[nodiscard]] difference check_no_task(const expectation& e, const situation& now) const;
    [[nodiscard]] difference check_task(const expectation& e, const situation& now) const;
    [[nodiscard]] difference check_call(const expectation& e, const situation& now) const;
    [[nodiscard]] bool is_with(const task& t, std::string_view name) const;
    [[nodiscard]] difference check_task_details(const expectation& e, const task& t) const;
    [[nodiscard]] difference detail(const expectation& e, span where, both name, both expected, both found) const;
    [[nodiscard]] difference check_output(const expectation& e, const situation& now) const;
    [[nodiscard]] difference check_event(const expectation& e, const situation& now) const;
    [[nodiscard]] difference check_data(const expectation& e, const effect& told) const;
    [[nodiscard]] difference check_fact(const expectation& e, const situation& now) const;
    [[nodiscard]] difference check_start(const expectation& e, const situation& now) const;
    [[nodiscard]] difference check_refusal(const expectation& e, const situation& now) const;
    [[nodiscard]] difference check_stuck(const expectation& e, const situation& now) const;

    [[nodiscard]] std::vector<task> open(const situation& now) const;
    [[nodiscard]] both open_in_words(const std::vector<task>& list) const;
    [[nodiscard]] both said(const effect& x) const;
    [[nodiscard]] both moment_in_words(const moment& m) const;
    [[nodiscard]] both value_in_words(const feel::value& v) const;
    template <class Test>
    [[nodiscard]] const effect* last(const situation& now, Test test) const;
    template <class Test>
    [[nodiscard]] const effect* last_ever(const situation& now, Test test) const;

    const engine& engine_;
    const scenario& scenario_;
    words en_, ru_;
};

}  // namespace reglament
