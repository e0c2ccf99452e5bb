#include "policy.hpp"

#include "values.hpp"

#include <memory>
#include <string>

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

std::string asked(const py::object& ask, const event& e, feel::zone zone, language lang) {
    try {
        const py::object why = ask(from_event(e, zone));
        if (why.is_none()) return {};
        return py::str(why);
    } catch (py::error_already_set& raised) {
        // Who cannot be asked has not allowed it.
        const std::string what = py::str(raised.value());
        const std::string type = py::str(raised.type().attr("__name__"));
        return (lang == language::ru ? "спросить не удалось: " : "it could not be asked: ") + type + ": " + what;
    }
}

}  // namespace

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
