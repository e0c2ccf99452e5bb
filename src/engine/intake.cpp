#include "engine/intake.hpp"

#include "engine/intake_text.hpp"

#include <reglament/text/names.hpp>

#include <algorithm>
#include <array>

namespace reglament {

using namespace intake_detail;

namespace {

bool is_of_run(event_index type) noexcept {
    return type == index_of(reserved_event::run_cancel) ||
           (type >= index_of(reserved_event::run_pause) && type <= index_of(reserved_event::run_jump));
}

}  // namespace

std::optional<resolved> intake::resolve(const event& e, const record* r, issues& found) const {
    const vocabulary& words = rules_.vocabulary();
    const auto type = words.find_event(e.type);
    if (!type) {
        found.add("event-unknown", {}, {e.type}, nearest(e.type, words.events));
        return std::nullopt;
    }
    resolved out;
    out.type = static_cast<event_index>(*type);
    if (e.subject.empty()) {
        found.add("event-no-subject", {}, {e.type});
        return std::nullopt;
    }
    if (!e.data.is_null() && e.data.kind() != feel::value_kind::context) {
        found.add("event-data", {}, {e.type, shown(e.data)});
        return std::nullopt;
    }
    if (out.type == index_of(reserved_event::facts_changed)) {
        if (!resolve_facts(e, out, found)) return std::nullopt;
    } else if (out.type >= index_of(reserved_event::person_asked) && out.type < reserved_events) {
        found.add("event-unknown", {}, {e.type}, {});  // of the desk alone
        return std::nullopt;
    } else if (out.type <= index_of(reserved_event::task_unanswered) ||
               (out.type >= index_of(reserved_event::task_skipped) && out.type < reserved_events &&
                !is_of_run(out.type) && out.type != index_of(reserved_event::subject_merged))) {
        if (!resolve_task(e, r, out, found)) return std::nullopt;
    } else if (out.type <= index_of(reserved_event::action_failed)) {
        if (!resolve_call(e, r, out, found)) return std::nullopt;
    } else if (out.type == index_of(reserved_event::run_start)) {
        if (!resolve_start(e, out, found)) return std::nullopt;
    } else if (is_of_run(out.type)) {
        if (!resolve_run(e, r, out, found)) return std::nullopt;
    } else if (out.type == index_of(reserved_event::subject_merged)) {
        return std::nullopt;  // the engine's own business
    } else if (out.type == index_of(reserved_event::run_ended)) {
        if (!resolve_end(e, r, out, found)) return std::nullopt;
    } else {
        auto values = attributes(words.events[out.type], e.data, found);
        if (!values) return std::nullopt;
        out.values = std::move(*values);
    }
    if (!resolve_part(e, r, out, found)) return std::nullopt;
    if (out.revision != 0) leave_out_known(r, out, same_revision::repeated);
    return out;
}

std::optional<std::vector<feel::value>> intake::attributes(const event_type& type, const feel::value& data,
                                                           issues& found) const {
    std::vector<feel::value> values(type.data.size());
    bool good = true;
    for (const auto& [name, given] : entries_of(data)) {
        const attribute* a = type.find(name);
        if (a == nullptr) {
            if (rules_.vocabulary().declared) {
                found.add("event-attribute-unknown", {}, {type.name.value, name}, nearest(name, type.data));
            }
            continue;
        }
        if (given.is_null()) continue;
        auto converted = feel::convert(given, a->type, rules_.vocabulary().calendar.zone());
        if (!converted) {
            found.add("event-attribute-wrong", {},
                      {type.name.value, name, feel::to_string(a->type), shown(given), in_russian(a->type)});
            good = false;
            continue;
        }
        values[static_cast<std::size_t>(a - type.data.data())] = std::move(*converted);
    }
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (!values[i].is_null() || type.data[i].optional) continue;
        if (!data.get(type.data[i].name.value).is_null()) continue;  // told as wrong
        found.add("event-attribute-missing", {}, {type.name.value, type.data[i].name.value});
        good = false;
    }
    return good ? std::optional{std::move(values)} : std::nullopt;
}

subject_index intake::kind_of(std::string_view subject) const noexcept {
    const auto& all = rules_.vocabulary().subjects;
    for (subject_index i = 1; i < all.size(); ++i) {
        const std::string& name = all[i].name.value;
        const bool named = subject.size() > name.size() && subject[name.size()] == '/' && subject.starts_with(name);
        if (named && !all[i].is_part()) return i;
    }
    return 0;
}

std::string intake::address(subject_index root, std::string_view key) const {
    if (root == 0 || kind_of(key) == root) return std::string{key};
    std::string out = rules_.vocabulary().subjects[root].name.value;
    return out.append(1, '/').append(key);
}

std::optional<subject_index> intake::root_of(const event& e, issues& found) const {
    const vocabulary& words = rules_.vocabulary();
    const subject_index named = kind_of(e.subject);
    std::optional<subject_index> spoken;
    const auto speaks_of = [&](subject_index about) {
        const subject_index root = words.subjects[about].root;
        if (spoken && *spoken != root) {
            found.add("facts-of-two-records", {},
                      {words.subjects[*spoken].name.value, words.subjects[root].name.value});
            return false;
        }
        spoken = root;
        return true;
    };
    const auto type = words.find_event(e.type);
    if (!type) return named;  // reported when it is resolved
    if (*type == index_of(reserved_event::facts_changed)) {
        const feel::value facts = facts_in(e.data);
        for (const auto& [name, given] : entries_of(facts)) {
            const auto f = words.find_fact(name);
            if (f && !speaks_of(words.facts[*f].about)) return std::nullopt;
        }
    } else if (*type == index_of(reserved_event::run_start)) {
        const feel::value id = e.data.get("regulation");
        const auto known = id.kind() == feel::value_kind::string ? rules_.find(id.as_string()) : std::nullopt;
        if (known) speaks_of(rules_.machines()[*known].subject());
    } else if (*type >= reserved_events) {
        speaks_of(words.events[*type].about);
    }
    if (!spoken || named == 0 || named == *spoken) return spoken.value_or(named);
    found.add("event-of-other-kind", {}, {e.type, words.subjects[*spoken].name.value, e.subject});
    return std::nullopt;
}

std::string intake::part_of(const event& e) const {
    const vocabulary& words = rules_.vocabulary();
    const auto type = words.find_event(e.type);
    if (!type) return {};
    const event_type& known = words.events[*type];
    for (subject_index s = 0; s < words.subjects.size(); ++s) {
        const subject_type& of = words.subjects[s];
        if (!of.is_part() || (known.about != s && *type != index_of(reserved_event::facts_changed))) continue;
        const std::string key = key_text(e.data.get(of.key));
        if (!key.empty()) return of.name.value + "/" + key;
    }
    return {};
}

bool intake::resolve_part(const event& e, const record* r, resolved& into, issues& found) const {
    const vocabulary& words = rules_.vocabulary();
    const event_type& type = words.events[into.type];
    if (type.key != no_index) {
        into.about = type.about;
        into.part = key_text(into.values[type.key]);
        if (into.part.empty()) {
            found.add("event-attribute-missing", {}, {type.name.value, type.data[type.key].name.value});
            return false;
        }
    }
    if (into.part.empty() || r == nullptr || r->parts.size() < most_parts) return true;
    const bool known = std::any_of(r->parts.begin(), r->parts.end(),
                                   [&](const part& p) { return p.subject == into.about && p.key == into.part; });
    if (!known) found.add("too-many-parts", {}, {e.subject, std::to_string(most_parts)});
    return known;
}

// The task, call or called run that data names by its number or its step's id. Among several of one step the oldest is
// meant.
std::optional<intake::open_task> intake::find_open(const record* r, const event& e, std::string_view key,
                                                   state_kind kind) const {
    std::optional<open_task> oldest;
    if (r == nullptr) return oldest;
    const bool call = kind == state_kind::call;
    const feel::value named = e.data.get(key), which = e.data.get("regulation");
    const std::string_view regulation =
        which.kind() == feel::value_kind::string ? which.as_string() : std::string_view{};
    for (const run& of : r->runs) {
        const machine& m = rules_.machines()[of.regulation];
        if (!regulation.empty() && m.regulation().id.value != regulation) continue;
        of.each_token([&](const token& at, std::uint32_t, instant) {
            const bool fits = call ? m.call_at(at.at) != nullptr : m.states()[at.at].kind == kind;
            if (at.task == 0 || !fits) return;
            const std::string& id = call ? m.call_at(at.at)->id : m.states()[at.at].id;
            const bool by_number =
                named.kind() == feel::value_kind::number && named.as_number() == feel::number{at.task};
            const bool by_step = named.kind() == feel::value_kind::string && named.as_string() == id;
            if ((by_number || by_step) && (!oldest || at.task < oldest->at->task)) oldest = {&m, &of, &at};
        });
    }
    return oldest;
}

bool intake::resolve_task(const event& e, const record* r, resolved& into, issues& found) const {
    const feel::value task = e.data.get("task");
    if (task.is_null()) {
        found.add("task-not-named", {}, {});
        return false;
    }
    const auto open = find_open(r, e, "task", state_kind::task);
    if (!open) {
        found.add("task-not-open", {}, {named(task), e.subject});
        return false;
    }
    const task_definition& what = open->in->tasks()[open->in->states()[open->at->at].detail];
    into.task = open->at->task;
    if (open->of->is_paused()) {
        found.add("run-paused", {}, {open->in->regulation().id.value, e.subject});
        return false;
    }
    if (into.type == index_of(reserved_event::task_skipped) && !may_skip(*open->in, *open->of, into.task)) {
        found.add("task-not-optional", {}, {what.id});
        return false;
    }
    if (into.type >= index_of(reserved_event::task_claimed)) return resolve_person(e, *open, into, found);
    if (into.type != index_of(reserved_event::task_done)) return true;
    auto given = answers(what, e.data.get("answers"), found);
    if (!given) {
        note_misplaced(what, e.data, found);
        return false;
    }
    into.values = std::move(*given);
    return true;
}

bool intake::resolve_call(const event& e, const record* r, resolved& into, issues& found) const {
    const feel::value call = e.data.get("call");
    if (call.is_null()) {
        found.add("call-not-named", {}, {});
        return false;
    }
    const auto open = find_open(r, e, "call", state_kind::call);
    if (!open) {
        found.add("call-not-open", {}, {named(call), e.subject});
        return false;
    }
    into.task = open->at->task;
    const call_definition& what = *open->in->call_at(open->at->at);
    if (into.type == index_of(reserved_event::action_failed)) {
        const bool waits = open->in->states()[open->at->at].kind == state_kind::retry;
        return resolve_failure(e, *open->at, waits, into, found);
    }
    auto given = fields(what.id, rules_.vocabulary().actions[what.action].result, e.data.get("result"),
                        {"result-missing", "result-unknown", "result-wrong", "result-form"}, found);
    if (given) into.values = std::move(*given);
    return given.has_value();
}

namespace {

std::string_view text_of(const feel::value& v) noexcept {
    return v.kind() == feel::value_kind::string ? v.as_string() : std::string_view{};
}

}  // namespace

// What stands in the data of an event of the language and says nothing. `part`: the name of a deal's key beside it.
void intake::note_unknown(const event& e, std::span<const std::string_view> known, std::string_view part,
                          issues& found) const {
    for (const auto& [name, given] : entries_of(e.data)) {
        if (name == part || std::find(known.begin(), known.end(), name) != known.end()) continue;
        const auto near = near_names(name, {known.begin(), known.end()});
        found.add("event-attribute-unknown", {}, {e.type, name}, near.empty() ? std::string{} : std::string{near[0]});
    }
}

// Of a regulation about a deal the deal is named beside it.
bool intake::resolve_start(const event& e, resolved& into, issues& found) const {
    const std::string_view id = text_of(e.data.get("regulation"));
    const auto known = rules_.find(id);
    if (!known) {
        std::vector<std::string_view> all;
        for (const machine& m : rules_.machines()) all.push_back(m.regulation().id.value);
        const auto near = near_names(id, all);
        found.add("start-of-unknown", {}, {std::string{id}}, near.empty() ? std::string{} : std::string{near.front()});
        return false;
    }
    into.called = *known;
    const machine& m = rules_.machines()[*known];
    auto given = fields(id, m.regulation().input.data, e.data.get("data"),
                        {"input-missing", "input-unknown", "input-wrong", "input-form"}, found);
    if (!given) return false;
    into.values = std::move(*given);
    static constexpr std::array<std::string_view, 2> entries{"regulation", "data"};
    const auto& kinds = rules_.vocabulary().subjects;
    note_unknown(e, entries, m.about_part() ? kinds[m.subject()].key : std::string_view{}, found);
    if (!m.about_part()) return true;
    const subject_type& of = rules_.vocabulary().subjects[m.subject()];
    into.about = m.subject();
    into.part = key_text(e.data.get(of.key));
    if (!into.part.empty()) return true;
    found.add("event-attribute-missing", {}, {e.type, of.key});
    return false;
}

// By its number, or as the only one of a regulation.
bool intake::resolve_run(const event& e, const record* r, resolved& into, issues& found) const {
    const feel::value number = e.data.get("run"), reason = e.data.get("reason");
    const std::string_view id = text_of(e.data.get("regulation"));
    std::vector<std::uint32_t> meant;
    static const std::vector<run> none;
    for (const run& at : r == nullptr ? none : r->runs) {
        const bool by_number = number.is_null() || number == feel::value{at.number};
        const bool by_id = id.empty() || rules_.machines()[at.regulation].regulation().id.value == id;
        if (by_number && by_id) meant.push_back(at.number);
    }
    if (meant.size() != 1 || (number.is_null() && id.empty())) {
        const std::string which = number.is_null() ? std::string{id} : shown(number);
        found.add(meant.size() > 1 ? "run-not-clear" : "run-not-open", {}, {which, e.subject});
        return false;
    }
    static constexpr std::array<std::string_view, 4> entries{"regulation", "run", "reason", "to"};
    const bool jumps = into.type == index_of(reserved_event::run_jump);
    note_unknown(e, std::span{entries}.first(jumps ? 4 : 3), {}, found);
    into.run = meant.front();
    const run& which =
        *std::find_if(r->runs.begin(), r->runs.end(), [&](const run& x) { return x.number == into.run; });
    if (!fits_run(which, e, into, found)) return false;
    into.values = {reason.is_null() || reason.kind() == feel::value_kind::string ? reason : feel::value{shown(reason)}};
    return true;
}

// Whether it can be done to the run as it is.
bool intake::fits_run(const run& at, const event& e, resolved& into, issues& found) const {
    const machine& m = rules_.machines()[at.regulation];
    const std::string& id = m.regulation().id.value;
    const bool resumes = into.type == index_of(reserved_event::run_resume);
    if (resumes && !at.is_paused() && at.status() != run_status::stuck) {
        found.add("run-not-paused", {}, {id, e.subject});
        return false;
    }
    if (resumes || into.type == index_of(reserved_event::run_cancel)) return true;
    if (at.is_paused()) {
        found.add("run-paused", {}, {id, e.subject});
        return false;
    }
    if (into.type != index_of(reserved_event::run_jump)) return true;
    const std::string_view to = text_of(e.data.get("to"));
    const auto there = m.find_state(to);
    if (there && may_jump(m, *there)) {
        into.to = *there;
        return true;
    }
    std::vector<std::string_view> all;
    for (state_index s = 0; s < m.states().size(); ++s) {
        if (may_jump(m, s)) all.push_back(m.states()[s].id);
    }
    const auto near = near_names(to, all);
    found.add(there ? "jump-inside" : "jump-where", {}, {id, std::string{to}},
              near.empty() ? std::string{} : std::string{near.front()});
    return false;
}

// What a host tells of a run that it keeps elsewhere.
bool intake::resolve_end(const event& e, const record* r, resolved& into, issues& found) const {
    if (e.data.get("call").is_null()) {
        found.add("call-not-named", {}, {});
        return false;
    }
    const auto open = find_open(r, e, "call", state_kind::run);
    if (!open) {
        found.add("call-not-open", {}, {named(e.data.get("call")), e.subject});
        return false;
    }
    into.task = open->at->task;
    const machine& called = rules_.machines()[open->in->calls_of_runs()[open->in->states()[open->at->at].detail].of];
    const feel::value output = e.data.get("output"), data = e.data.get("data");
    into.values = {output};
    if (!data.is_null() && data.kind() != feel::value_kind::context) {
        found.add("result-form", {}, {called.regulation().id.value, shown(data)});
        return false;
    }
    static constexpr std::array<std::string_view, 4> entries{"regulation", "call", "output", "data"};
    note_unknown(e, entries, {}, found);
    const auto& results = called.result_names();
    bool good = true;
    for (const auto& [name, given] : entries_of(data)) {
        if (std::find(results.begin(), results.end(), name) != results.end()) continue;
        found.add("result-unknown", {}, {called.regulation().id.value, name});
        good = false;
    }
    if (!good) return false;
    for (const std::string& name : results) into.values.push_back(data.get(name));
    const auto& all = called.regulation().outputs;
    const bool known = output.is_null() || std::any_of(all.begin(), all.end(), [&](const auto& o) {
                           return output == feel::value{o.name.value};
                       });
    if (!known) found.add("output-of-other", {}, {shown(output), called.regulation().id.value});
    return known;
}

std::string intake::address_of_called(const record& r, std::uint32_t call) const {
    for (const run& of : r.runs) {
        const token* const at = of.find_task(call);
        if (at == nullptr || of.details() == nullptr) continue;
        const machine& m = rules_.machines()[of.regulation];
        const machine& called = rules_.machines()[m.calls_of_runs()[m.states()[at->at].detail].of];
        for (const asked_call& a : of.details()->asked) {
            if (a.number == call && !called.about_part())
                return address(rules_.vocabulary().subjects[called.subject()].root, text_of(a.data.front()));
        }
    }
    return {};
}

// Of an attempt that is over already nothing more is heard.
bool intake::resolve_failure(const event& e, const token& open, bool waits, resolved& into, issues& found) const {
    const feel::value error = e.data.get("error"), final = e.data.get("final"), attempt = e.data.get("attempt");
    if (waits || (!attempt.is_null() && !(attempt == feel::value{open.attempt}))) {
        found.add("attempt-over", {}, {named(e.data.get("call")), e.subject});
        return false;
    }
    const auto truth = feel::convert(final, {.kind = feel::type_kind::boolean});
    if (!final.is_null() && !truth) {
        found.add("event-attribute-wrong", {}, {e.type, "final", "boolean", shown(final), "да или нет"});
        return false;
    }
    into.values = {error.is_null() || error.kind() == feel::value_kind::string ? error : feel::value{shown(error)},
                   truth.value_or(feel::value{})};
    return true;
}

// A field that stands beside `task`, or one level too deep under another name.
void intake::note_misplaced(const task_definition& what, const feel::value& data, issues& found) {
    if (!data.get("answers").is_null()) return;
    for (const auto& [name, given] : entries_of(data)) {
        const auto misplaced = [&, &name = name, &given = given](const attribute& a) {
            return name == a.name.value || !given.get(a.name.value).is_null();
        };
        if (name != "task" && std::any_of(what.form.begin(), what.form.end(), misplaced)) {
            found.add("answers-misplaced", {}, {what.id, name});
            return;
        }
    }
}

std::optional<std::vector<feel::value>> intake::answers(const task_definition& what, const feel::value& given,
                                                        issues& found) const {
    return fields(what.id, what.form, given, {"answer-missing", "answer-unknown", "answer-wrong", "answers-form"},
                  found);
}

std::optional<std::vector<feel::value>> intake::fields(std::string_view owner, const std::vector<attribute>& known,
                                                       const feel::value& given, const field_codes& codes,
                                                       issues& found) const {
    const std::string of{owner};
    std::vector<feel::value> values(known.size());
    bool good = true;
    const auto field = [&](std::string_view name) {
        return std::find_if(known.begin(), known.end(), [&](const attribute& a) { return a.name.value == name; });
    };
    if (!given.is_null() && given.kind() != feel::value_kind::context) {
        found.add(codes.form, {}, {of, shown(given)});
        return std::nullopt;
    }
    for (const auto& [name, answer] : entries_of(given)) {
        const auto at = field(name);
        if (at == known.end()) {
            found.add(codes.unknown, {}, {of, name}, nearest(name, known));
            good = false;
            continue;
        }
        if (answer.is_null()) continue;
        auto converted = feel::convert(answer, at->type, rules_.vocabulary().calendar.zone());
        if (!converted) {
            found.add(codes.wrong, {}, {of, name, feel::to_string(at->type), shown(answer), in_russian(at->type)});
            good = false;
            continue;
        }
        values[static_cast<std::size_t>(at - known.begin())] = std::move(*converted);
    }
    for (std::size_t i = 0; i < values.size(); ++i) {
        const attribute& a = known[i];
        if (!values[i].is_null() || a.optional || !given.get(a.name.value).is_null()) continue;
        found.add(codes.missing, {}, {of, a.name.value, feel::to_string(a.type), in_russian(a.type)});
        good = false;
    }
    return good ? std::optional{std::move(values)} : std::nullopt;
}

}  // namespace reglament
