// Tasks of staffed roles: the desk is asked who does them, and what it answers is kept with the run.
#include "machine/runner.hpp"

#include <algorithm>

namespace reglament {

namespace {

using entry = given_task::entry;

std::string_view text_of(const feel::value& v) noexcept {
    return v.kind() == feel::value_kind::string ? v.as_string() : std::string_view{};
}

}  // namespace

asked_call* runner::given(const cursor& c) noexcept {
    if (c.of.details() == nullptr) return nullptr;
    for (asked_call& a : c.of.details()->asked) {
        if (a.number == c.here.task && a.data.size() == entry::entries) return &a;
    }
    return nullptr;
}

const task_definition& runner::task_of(const cursor& c) const noexcept {
    const machine& m = machine_of(c.of);
    return m.tasks()[m.states()[c.here.at].detail];
}

// Whom it may go to, each with who holds the role for this record and the skill it asks for.
feel::value runner::ways_of(const cursor& c, instant now) {
    const machine& m = machine_of(c.of);
    const task_definition& what = task_of(c);
    feel::list ways;
    for (const task_definition::way& w : what.ways) {
        feel::value skill = w.skill == no_index ? feel::value{} : evaluate(c, m, w.skill, now);
        feel::value owner = holder_of_role(m, w.role);
        ways.emplace_back(
            feel::list{feel::value{rules_.vocabulary().roles[w.role].name.value}, std::move(owner), std::move(skill)});
    }
    return feel::value{std::move(ways)};
}

// `taken`: who has it already, so that nobody is to be found, only to be written down.
void runner::ask_desk(const cursor& c, std::string_view unwanted, std::string_view taken, instant now) {
    feel::value ways = ways_of(c, now);
    asked_call* its = given(c);
    if (its == nullptr) {
        auto& all = c.of.need_details().asked;
        std::erase_if(all, [&](const asked_call& a) { return a.number == c.here.task; });  // whom it was kept with
        its = &all.emplace_back();
        its->number = c.here.task;
        its->data.resize(entry::entries);
    }
    const feel::list& first = ways.as_list().front().as_list();
    its->data[entry::role] = first[0];
    its->data[entry::skill] = first[2];
    its->data[entry::person] = taken.empty() ? feel::value{} : feel::value{taken};
    const auto or_null = [](std::string_view t) { return t.empty() ? feel::value{} : feel::value{t}; };
    effect& e = note(effect_kind::person_asked, c, now);
    e.whom = feel::value{desk_key};
    e.data = {std::move(ways), or_null(unwanted), or_null(taken)};
}

void runner::release_person(const cursor& c, instant now) {
    if (given(c) == nullptr) return;
    note(effect_kind::person_released, c, now).whom = feel::value{desk_key};
    std::erase_if(c.of.details()->asked, [&](const asked_call& a) { return a.number == c.here.task; });
}

// Claimed, given back, handed on, or answered by the desk. The run stays where it is.
void runner::change_person(const cursor& c, const signal& e, instant now) {
    asked_call* const its = given(c);
    if (its == nullptr) return;  // its role is staffed no more
    const std::string had{text_of(its->data[entry::person])};
    if (e.event == static_cast<event_index>(reserved_event::person_given)) return take_person(c, *its, e, now);
    const auto why = [&](choice_reason r) { given(c)->data[entry::why] = feel::value{to_string(r)}; };
    if (e.event == static_cast<event_index>(reserved_event::task_claimed)) {
        if (had == text_of(e.data[0])) return;
        effect& told = note(effect_kind::task_claimed, c, now);
        told.event = e.event;
        told.data = {e.data[0]};
        ask_desk(c, {}, text_of(e.data[0]), now);
        why(choice_reason::claimed);
    } else if (e.event == static_cast<event_index>(reserved_event::task_handed)) {
        effect& told = note(effect_kind::task_handed, c, now);
        told.event = e.event;
        told.data = {had.empty() ? feel::value{} : feel::value{had}, e.data[0], e.data[1]};
        ask_desk(c, {}, text_of(e.data[0]), now);
        why(choice_reason::handed_on);
    } else {
        effect& told = note(effect_kind::task_returned, c, now);
        told.event = e.event;
        told.data = {feel::value{had}, e.data[1]};
        ask_desk(c, had, {}, now);
    }
}

// By the person's own calendar it is due when they have one, if they get it as it comes about; later it is told
// already.
void runner::take_person(const cursor& c, asked_call& its, const signal& e, instant now) {
    const machine& m = machine_of(c.of);
    const people& all = rules_.vocabulary().people;
    its.data[entry::person] = e.data[0];
    its.data[entry::why] = e.data[1];
    its.data[entry::role] = e.data[2];
    const auto who = all.find(text_of(e.data[0]));
    const state& here = m.states()[c.here.at];
    const instant created = c.in == nullptr ? c.of.details()->task_created : c.in->task_created;
    if (who && all.all[*who].calendar != no_index && here.timer && created == now && !c.here.late)
        c.here.due = due_after(all.all[*who].calendar, now, *here.timer);
    const bool nobody = e.data[0].is_null();
    effect& told = note(nobody ? effect_kind::task_unassigned : effect_kind::task_assigned, c, now);
    constexpr std::size_t until = 4;
    told.data.assign(e.data.begin(), e.data.begin() + until);
    const bool known = nobody && e.data.size() > until && !e.data[until].is_null();
    told.due = nobody ? (known ? e.data[until].as_date_time().at() : never) : c.here.due;
}

// Other people are in force: tasks of a role that has come to be staffed ask for somebody.
void runner::ask_again(run& at, instant now) {
    const auto ask = [&](const cursor& c) {
        const machine& m = machine_of(c.of);
        if (is_over(c.here) || c.here.task == 0 || m.states()[c.here.at].kind != state_kind::task) return;
        if (!task_of(c).ways.empty() && given(c) == nullptr) ask_desk(c, {}, {}, now);
    };
    look_at(at.part);
    ask(cursor{at});
    if (!at.divided()) return;
    for (branch& b : at.details()->branches) ask(cursor{at, b});
}

std::uint16_t runner::person_calendar(const cursor& c) const noexcept {
    const asked_call* const its = given(c);
    if (its == nullptr) return no_index;
    const auto who = rules_.vocabulary().people.find(text_of(its->data[entry::person]));
    return who ? rules_.vocabulary().people.all[*who].calendar : std::uint16_t{no_index};
}

}  // namespace reglament
