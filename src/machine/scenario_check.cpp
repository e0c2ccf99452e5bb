#include "machine/scenario_check.hpp"

#include "regulation/nobody.hpp"
#include "text/likeness.hpp"

#include <reglament/text/names.hpp>

#include <algorithm>
#include <utility>

namespace reglament {

namespace {

using action = scenario_step::action;
using what = expectation::what;

template <class Items>
std::vector<std::string_view> names_of(const Items& items) {
    std::vector<std::string_view> known;
    for (const auto& item : items) known.emplace_back(item.name.value);
    return known;
}

std::vector<std::string_view> tasks_of(const machine& m) {
    std::vector<std::string_view> known;
    for (const task_definition& t : m.tasks()) known.emplace_back(t.id);
    return known;
}

std::vector<std::string_view> states_of(const machine& m) {
    std::vector<std::string_view> known;
    for (const state& s : m.states()) {
        if (s.kind != state_kind::end) known.emplace_back(s.id);
    }
    return known;
}

bool contains(const std::vector<std::string_view>& known, std::string_view name) {
    return std::find(known.begin(), known.end(), name) != known.end();
}

// What an issue shows of a value as written.
std::string shown(const feel::value& v) {
    return v.kind() == feel::value_kind::string ? std::string{v.as_string()} : feel::to_string(v);
}

}  // namespace

scenario_checker::scenario_checker(const vocabulary& words, std::span<const machine> machines, std::vector<bool> failed,
                                   issues& found)
    : words_{words}, machines_{machines}, failed_{std::move(failed)}, found_{found} {}

void scenario_checker::report(std::string_view code, span where, std::vector<std::string> arguments) {
    found_.add(code, place{file_, where}, std::move(arguments));
}

void scenario_checker::report_unknown(std::string_view code, const located<std::string>& name,
                                      const std::vector<std::string_view>& known, std::vector<std::string> arguments) {
    reglament::report_unknown(found_, code, place{file_, name.where}, name.value, known, std::move(arguments),
                              found_.size());
}

void scenario_checker::check(scenario& s) {
    file_ = s.file;
    check_new(s);
    const subject whole = find_regulation(s.regulation);
    check_times(s);
    check_values(s.given, {target::what::facts});
    sound_ = s.sound;
    for (scenario_step& step : s.steps) check_step(step, whole);
}

// Reports tell scenarios apart by the names of their regulation and their own.
void scenario_checker::check_new(const scenario& s) {
    if (s.name.value.empty()) return;
    const auto [at, fresh] = names_.try_emplace(s.regulation.value + "/" + s.name.value, place{s.file, s.name.where});
    if (fresh) return;
    const position first = at->second.source->at(at->second.where.begin);
    report("duplicate-scenario", s.name.where,
           {s.name.value, std::string{at->second.source->name()} + ":" + std::to_string(first.line)});
}

scenario_checker::subject scenario_checker::find_regulation(const located<std::string>& name) {
    if (name.value.empty()) return {};  // reported as missing
    std::vector<std::string_view> known;
    for (std::size_t i = 0; i < machines_.size(); ++i) {
        const std::string& id = machines_[i].regulation().id.value;
        if (id == name.value) return {&machines_[i], !failed_[i]};
        known.emplace_back(id);
    }
    report_unknown("unknown-regulation", name, known, {name.value});
    return {};
}

// --- Times
// ------------------------------------------------------------------------------------------------------------

bool scenario_checker::resolve(moment& m) {
    const feel::zone zone = words_.calendar.zone();
    const auto first = parse_moment(m.written.value, zone);
    if (!first) {
        report("bad-time", m.written.where, {m.written.value});
        return false;
    }
    constexpr std::size_t day_alone = 10;
    m.first = m.last = *first;
    if (m.written.value.size() == day_alone)
        m.last = words_.calendar.zone().to_instant(zone.to_local(*first) + std::chrono::days{1}) -
                 std::chrono::microseconds{1};
    return true;
}

void scenario_checker::check_times(scenario& s) {
    instant clock = first_instant;
    bool begun = false;
    if (s.at && resolve(*s.at)) {
        clock = s.at->first;
        begun = true;
    }
    for (scenario_step& step : s.steps) {
        if (!move_clock(step, clock, begun)) return;
        if (&step == s.steps.data()) s.begin = s.at ? s.at->first : clock;
        step.time = clock;
    }
}

// False when what comes after can no longer be timed.
bool scenario_checker::move_clock(scenario_step& s, instant& clock, bool& begun) {
    if (s.at) {
        if (!resolve(*s.at)) return false;
        if (begun && s.at->first < clock) {
            report("time-goes-back", s.at->written.where,
                   {s.at->written.value, to_string(clock, words_.calendar.zone())});
            return false;
        }
        clock = s.at->first;
        begun = true;
        return true;
    }
    if (!begun) {
        report("scenario-without-time", s.where, {});
        return false;
    }
    if (s.after) clock = words_.calendar.add(clock, s.after->value);
    if (clock != never) return true;
    report("bad-period", s.after->where, {to_string(s.after->value)});
    return false;
}

// --- Steps
// ------------------------------------------------------------------------------------------------------------

void scenario_checker::check_step(scenario_step& s, const subject& whole) {
    const subject of = s.regulation.value.empty() ? whole : find_regulation(s.regulation);
    check_action(s, of);
    for (expectation& e : s.expected) check_expectation(e, of);
    const bool empty = s.kind == action::none && !s.at && !s.after && s.expected.empty();
    if (empty && sound_) report("empty-scenario-step", s.where, {});
}

void scenario_checker::check_action(scenario_step& s, const subject& of) {
    if (s.kind == action::facts) return check_values(s.values, {target::what::facts});
    if (s.kind == action::none || s.name.value.empty()) return;
    if (s.kind == action::event) {
        const auto reserved = words_.find_event(s.name.value);
        for (const auto what : {reserved_event::run_start, reserved_event::run_cancel, reserved_event::run_pause,
                                reserved_event::run_resume, reserved_event::run_jump, reserved_event::subject_merged}) {
            if (reserved == static_cast<std::size_t>(what)) return check_host_event(s, of, what);
        }
        const event_type* type = find_event(s.name);
        if (type == nullptr) return;
        const target into{target::what::data, type->name.value, type->data};
        check_values(s.values, into);
        return check_complete(s.values, into, s.name.where);
    }
    if (s.kind == action::answered || s.kind == action::failed) {
        const call_definition* call = find_call(s.name, of);
        if (call == nullptr || s.kind != action::answered) return;
        const target into{target::what::result, call->id, words_.actions[call->action].result};
        check_values(s.values, into);
        return check_complete(s.values, into, s.name.where);
    }
    const task_definition* task = find_task(s.name, of);
    for (const given_value& v : s.values) {
        const bool names = (s.kind == action::claimed && v.name.value == "person") ||
                           (s.kind == action::returned && v.name.value == "person") ||
                           (s.kind == action::handed_on && v.name.value == "to");
        if (names) check_person({std::string{v.value.as_string()}, v.where});
    }
    if (task == nullptr || s.kind != action::done) return;
    const target into{target::what::form, task->id, task->form};
    check_values(s.values, into);
    check_complete(s.values, into, s.name.where);
}

// What a host does: `regulation` of the step says of which run, `data` what that is handed over, why, or who it is.
void scenario_checker::check_host_event(scenario_step& s, const subject& of, reserved_event what) {
    const auto text = [](std::string_view name, bool optional) {
        attribute a;
        a.name.value = name;
        a.type.kind = feel::type_kind::string;
        a.optional = optional;
        return a;
    };
    std::vector<attribute> known;
    if (what != reserved_event::run_start && what != reserved_event::subject_merged)
        known.push_back(text("reason", true));
    if (what == reserved_event::run_jump) known.push_back(text("to", false));
    if (what == reserved_event::subject_merged) known.push_back(text("into", false));
    if (what == reserved_event::run_start) {
        if (!of.judged) return;
        known = of.of->regulation().input.data;
        if (of.of->about_part()) known.push_back(text(words_.subjects[of.of->subject()].key, false));
    }
    const target into{target::what::data, s.name.value, known};
    check_values(s.values, into);
    check_complete(s.values, into, s.name.where);
}

const task_definition* scenario_checker::find_task(const located<std::string>& name, const subject& of) {
    if (!of.judged) return nullptr;
    const auto tasks = of.of->tasks();
    const auto at = std::find_if(tasks.begin(), tasks.end(), [&](const auto& t) { return t.id == name.value; });
    if (at != tasks.end()) return &*at;
    report_unknown("unknown-task", name, tasks_of(*of.of), {name.value, of.of->regulation().id.value});
    return nullptr;
}

void scenario_checker::check_person(const located<std::string>& name) {
    if (name.value.empty() || words_.people.find(name.value)) return;
    std::vector<std::string_view> known;
    for (const person& p : words_.people.all) known.emplace_back(p.id.value);
    report_unknown("unknown-person", name, known, {name.value});
}

const call_definition* scenario_checker::find_call(const located<std::string>& name, const subject& of) {
    if (!of.judged) return nullptr;
    std::vector<std::string_view> known;
    for (const call_definition& c : of.of->calls()) {
        if (c.id == name.value) return &c;
        known.emplace_back(c.id);
    }
    report_unknown("unknown-call", name, known, {name.value, of.of->regulation().id.value});
    return nullptr;
}

const event_type* scenario_checker::find_event(const located<std::string>& name) {
    const auto known = words_.find_event(name.value);
    if (!known) {
        report_unknown("unknown-event", name, names_of(words_.events), {name.value});
        return nullptr;
    }
    if (*known < reserved_events) {
        report("reserved-event", name.where, {name.value});
        return nullptr;
    }
    return &words_.events[*known];
}

void scenario_checker::check_values(std::vector<given_value>& values, const target& into) {
    for (given_value& v : values) {
        if (into.kind == target::what::facts) {
            if (const auto fact = words_.find_fact(v.name.value)) {
                check_value(v, words_.facts[*fact].type);
            } else {
                report_unknown("fact-unknown", v.name, names_of(words_.facts), {v.name.value});
            }
            continue;
        }
        const auto at = std::find_if(into.known.begin(), into.known.end(),
                                     [&](const attribute& a) { return a.name.value == v.name.value; });
        if (at != into.known.end()) {
            check_value(v, at->type);
        } else {
            report_unknown(into.kind == target::what::data     ? "unknown-attribute"
                           : into.kind == target::what::result ? "result-unknown"
                                                               : "answer-unknown",
                           v.name, names_of(into.known), {std::string{into.owner}, v.name.value});
        }
    }
}

void scenario_checker::check_value(given_value& v, const feel::type& type) {
    if (v.value.is_null()) return;
    if (auto converted = feel::convert(v.value, type, words_.calendar.zone())) {
        v.value = std::move(*converted);
        return;
    }
    const std::string written = shown(v.value);
    const std::vector<std::string_view> known{type.values.begin(), type.values.end()};
    report_unknown("wrong-value", {written, v.where}, known,
                   {v.name.value, written, feel::to_string(type), feel::to_string(type, language::ru)});
}

// An event or a form that lacks what it needs would be refused.
void scenario_checker::check_complete(const std::vector<given_value>& values, const target& into, span where) {
    for (const attribute& a : into.known) {
        const auto given = std::find_if(values.begin(), values.end(),
                                        [&](const given_value& v) { return v.name.value == a.name.value; });
        if (a.optional || (given != values.end() && !given->value.is_null())) continue;
        if (into.kind == target::what::data) {
            report("event-attribute-missing", where, {std::string{into.owner}, a.name.value});
        } else {
            report(into.kind == target::what::result ? "result-missing" : "answer-missing", where,
                   {std::string{into.owner}, a.name.value, feel::to_string(a.type),
                    feel::to_string(a.type, language::ru)});
        }
    }
}

// --- Expectations
// -----------------------------------------------------------------------------------------------------

void scenario_checker::check_expectation(expectation& e, const subject& of) {
    switch (e.kind) {
        case what::task:
            return check_task_expectation(e, of);
        case what::call:
            (void)find_call(e.name, of);
            return;
        case what::output:
            if (of.judged && !contains(names_of(of.of->regulation().outputs), e.name.value))
                report_unknown("unknown-output", e.name, names_of(of.of->regulation().outputs), {e.name.value});
            return;
        case what::event:
            if (const event_type* type = find_event(e.name))
                check_values(e.values, {target::what::data, type->name.value, type->data});
            return;
        case what::fact:
            return check_values(e.values, {target::what::facts});
        case what::stuck:
            if (of.judged && !contains(states_of(*of.of), e.name.value))
                report_unknown("unknown-target", e.name, states_of(*of.of), {e.name.value});
            return;
        default:
            return;
    }
}

void scenario_checker::check_task_expectation(expectation& e, const subject& of) {
    (void)find_task(e.name, of);
    if (e.due) (void)resolve(*e.due);
    if (!is_nobody(e.person.value)) check_person(e.person);
    if (e.by.value.empty() || words_.find_role(e.by.value)) return;
    report_unknown("unknown-role", e.by, names_of(words_.roles), {e.by.value});
}

}  // namespace reglament
