#include "regulation/key_shapes.hpp"

#include <algorithm>

namespace reglament {

namespace {

using enum shape;
using c = context_of;

constexpr key_shape shapes[] = {
    {c::regulation, "resources", names},
    {c::regulation, "input", one_or_word, c::input},
    {c::regulation, "output", many, c::output},
    {c::regulation, "steps", steps},
    {c::regulation, "on", ways},
    {c::regulation, "running", word, c::running},
    {c::regulation, "pilot", one, c::pilot},
    {c::input, "since", word, c::since},
    {c::input, "by call", anything},
    {c::input, "yearly", yes_no},
    {c::input, "once", yes_no},
    {c::input, "data", values},
    {c::input, "existing", word, c::existing},
    {c::output, "data", values},
    {c::step, "then", steps},
    {c::step, "else", steps},
    {c::step, "switch", anything},
    {c::step, "cases", ways},
    {c::step, "listen", ways},
    {c::step, "fork", ways},
    {c::step, "repeat", steps},
    {c::step, "set", values},
    {c::step, "retry", one, c::retry},
    {c::step, "on failure", steps},
    {c::step, "undo", steps},
    {c::step, "compensate", anything},
    {c::step, "on", ways},
    {c::step, "heard before", yes_no},
    {c::step, "on timeout", steps},
    {c::step, "others", word, c::others},
    {c::step, "in", anything},
    {c::step, "at once", yes_no},
    {c::step, "steps", steps},
    {c::step, "data", values},
    {c::task, "optional", yes_no},
    {c::task, "form", values},
    {c::task, "resources", names},
    {c::task, "if not allowed", word, c::refused},
    {c::task, "on late", one, c::late},
    {c::task, "on no answer", one, c::no_answer},
    {c::no_answer, "then", steps},
    {c::late, "then", steps},
    {c::switch_case, "then", steps},
    {c::handler, "then", steps},
    {c::handler, "interrupting", yes_no},
    {c::vocabulary, "calendar", one, c::calendar},
    {c::vocabulary, "calendars", many, c::calendar},
    {c::vocabulary, "subjects", many, c::subject},
    {c::vocabulary, "events", many, c::event},
    {c::vocabulary, "facts", many, c::fact},
    {c::vocabulary, "segments", many, c::segment},
    {c::vocabulary, "roles", many, c::role},
    {c::vocabulary, "actions", many, c::action},
    {c::vocabulary, "resources", names},
    {c::vocabulary, "channels", many, c::channel},
    {c::vocabulary, "contact policy", one, c::contact_policy},
    {c::event, "data", values},
    {c::event, "if late", word, c::late_word},
    {c::action, "data", values},
    {c::action, "result", values},
    {c::fact, "from", names},
    {c::fact, "initial", names},
    {c::fact, "count", names},
    {c::fact, "sum", names},
    {c::fact, "average", names},
    {c::fact, "min", names},
    {c::fact, "max", names},
    {c::fact, "first", names},
    {c::fact, "last", names},
    {c::fact, "distinct", names},
    {c::fact, "complete", names},
    {c::fact, "missing", names},
    {c::segment, "classes", values},
    {c::segment, "share of", word, c::share_word},
    {c::segment, "best", word, c::best_word},
    {c::segment, "on the cut", word, c::cut_word},
    {c::segment, "ties", word, c::tie_word},
    {c::role, "keeps tasks", yes_no},
    {c::calendar, "week", names},
    {c::calendar, "hours", anything},
    {c::calendar, "breaks", anything},
    {c::calendar, "holidays", anything},
    {c::calendar, "working days", anything},
    {c::calendar, "short days", anything},
    {c::contact_policy, "limits", list, c::contact_limit},
    {c::contact_policy, "if not allowed", word, c::refused},
    {c::scenario, "given", values},
    {c::scenario, "steps", list, c::scenario_step},
    {c::scenario_step, "result", values},
    {c::scenario_step, "final", yes_no},
    {c::scenario_step, "facts", values},
    {c::scenario_step, "data", values},
    {c::scenario_step, "form", values},
    {c::scenario_step, "expect", list, c::expectation},
    {c::pilot, "clients", names},
    {c::migration, "from", names},
    {c::migration, "map", values},
    {c::migration, "removed", word, c::removed},
    {c::migration, "deadlines", word, c::deadlines},
    {c::expectation, "late", yes_no},
    {c::expectation, "data", values},
    {c::expectation, "facts", values},
    {c::expectation, "started", anything},
    {c::expectation, "not started", anything},
    {c::expectation, "stuck", anything},
    {c::expectation, "not", list, c::expectation},
};

}  // namespace

std::span<const key_shape> key_shapes() noexcept {
    return shapes;
}

const key_shape* shape_of(const keyword& k) noexcept {
    const auto* const at = std::find_if(std::begin(shapes), std::end(shapes),
                                        [&](const key_shape& s) { return s.where == k.where && s.en == k.en; });
    return at == std::end(shapes) ? nullptr : at;
}

}  // namespace reglament
