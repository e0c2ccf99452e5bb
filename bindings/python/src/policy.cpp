#include "policy.hpp"

#include "values.hpp"

#include <exception>
#include <memory>
#include <string>
#include <utility>

namespace reglament::python {

py::dict from_event(const event& e, feel::zone zone) {
    py::dict out;
    const auto text = [&](const char* name, const std::string& value) {
        if (!value.empty()) out[name] = value;
    };
    text("id", e.id);
    text("source", e.source);
    text("type", e.type);
    text("subject", e.subject);
    text("actor", e.actor);
    out["time"] = from_instant(e.time == instant::min() ? never : e.time, zone);
    if (!e.data.is_null()) out["data"] = from_value(e.data);
    return out;
}

namespace {

// What was raised may be unable to say what it is.
std::string text_of(const py::handle& raised) {
    try {
        return py::str(raised);
    } catch (const std::exception&) {
        return "…";
    }
}

// Who cannot be asked has not allowed it.
std::string not_asked(const std::string& why, language lang) {
    return (lang == language::ru ? "спросить не удалось: " : "it could not be asked: ") + why;
}

std::string asked(const py::object& ask, const event& e, feel::zone zone, language lang) {
    try {
        const py::object why = ask(from_event(e, zone));
        if (why.is_none()) return {};
        return py::str(why);
    } catch (py::error_already_set& raised) {
        return not_asked(text_of(raised.type().attr("__name__")) + ": " + text_of(raised.value()), lang);
    } catch (const std::exception& failed) {
        return not_asked(failed.what(), lang);
    }
}

// The time may be the engine's, which goes on.
bool is_the_same(const event& a, const event& b) {
    return a.id == b.id && a.source == b.source && a.type == b.type && a.subject == b.subject && a.actor == b.actor &&
           a.data == b.data;
}

}  // namespace

std::string open_questions::answer(const event& e) {
    if (open_.empty() && at_ < known_.size() && is_the_same(known_[at_].about, e)) return known_[at_++].why;
    open_.push_back(e);
    return "not asked yet";  // nobody reads it
}

bool open_questions::settle(const std::function<std::string(const event&)>& ask) {
    known_.resize(std::exchange(at_, 0));
    const auto open = std::exchange(open_, {});
    for (const event& e : open) known_.push_back({e, ask(e)});
    return !open.empty();
}

std::function<std::string(const event&)> asking_policy(const py::object& ask, feel::zone zone, language lang) {
    // The engine may go without the GIL; the function may not.
    const std::shared_ptr<py::object> kept{new py::object{ask}, [](const py::object* function) {
                                               const py::gil_scoped_acquire held;
                                               delete function;
                                           }};
    return [kept, zone, lang](const event& e) {
        const py::gil_scoped_acquire held;
        return asked(*kept, e, zone, lang);
    };
}

}  // namespace reglament::python
