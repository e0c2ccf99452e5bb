// Tasks that contact the client: they wait until that is allowed, reserve a contact, and give way to what comes first.
#include "machine/runner.hpp"

#include <algorithm>

namespace reglament {

void runner::note_contact(std::uint16_t channel, instant at) {
    if (context_.contacts == nullptr) return;
    auto& all = *context_.contacts;
    const auto reserved =
        std::find_if(all.begin(), all.end(), [&](const contact& c) { return !c.made && c.channel == channel; });
    if (reserved == all.end()) {
        all.push_back({channel, true, 0, at});
    } else {  // it is the one that a task is about: done later, it does not count twice
        reserved->made = true;
        reserved->at = at;
    }
    contact_desk{rules_, context_.facts}.forget(all, at);
}

void runner::reserve(const cursor& c, std::uint16_t channel, instant now) {
    contact_desk{rules_, context_.facts}.forget(*context_.contacts, now);
    context_.contacts->push_back({channel, false, c.here.task, now});
}

void runner::made_contact(const cursor& c, instant now) {
    if (context_.contacts == nullptr) return;
    for (contact& one : *context_.contacts) {
        if (one.task != c.here.task || one.made) continue;
        one.made = true;
        one.at = now;
    }
}

void runner::release_contact(std::uint32_t task) {
    if (context_.contacts == nullptr || task == 0) return;
    std::erase_if(*context_.contacts, [&](const contact& c) { return c.task == task && !c.made; });
}

bool runner::waits_for_contact(const cursor& c, const machine& m) const {
    return m.contacts_ && c.here.task == 0 && m.states()[c.here.at].kind == state_kind::task &&
           m.tasks()[m.states()[c.here.at].detail].channel != no_index;
}

// True when the token moved: the task was created, or dropped.
bool runner::try_contact(const cursor& c, const machine& m, std::span<run> others, instant now, bool& ended) {
    const bool first = c.here.due == instant::min();
    const state& here = m.states()[c.here.at];
    const task_definition& what = m.tasks()[here.detail];
    const contact_desk desk{rules_, context_.facts};
    auto& so_far = *context_.contacts;
    const auto create = [&](bool reserves) {
        c.here.due = here.timer ? due_after(calendar_of(m, c.here.at), now, *here.timer) : never;
        create_task(c, now);
        if (reserves) reserve(c, what.channel, now);
        return true;
    };
    contact_desk::answer may = desk.ask(so_far, what.channel, now);
    if (may.at > now && outrank(c.of, desk, what.channel, others, now)) may = desk.ask(so_far, what.channel, now);
    if (may.at <= now) return create(true);
    const bool open = std::any_of(so_far.begin(), so_far.end(), [&](const contact& one) {
        return !one.made && one.task != 0 && one.channel == what.channel;
    });
    if (what.otherwise == if_refused::merged && open) return create(false);
    if (what.otherwise == if_refused::dropped) {
        c.here.due = never;
        note(effect_kind::contact_dropped, c, now).why = may.why;
        ended = follow(c, m, trigger_kind::task_done, no_index, now);
        return true;
    }
    if (first) {
        effect& told = note(effect_kind::contact_waits, c, now);
        told.why = may.why;
        told.due = may.at;
    }
    c.here.due = may.at;
    return false;
}

// A contact reserved by a regulation of lower priority, and not made yet, gives way when that is enough. The task is
// withdrawn and waits.
bool runner::outrank(const run& at, const contact_desk& desk, std::uint16_t channel, std::span<run> others,
                     instant now) {
    const int priority = machine_of(at).regulation().priority;
    for (auto other = others.rbegin(); other != others.rend(); ++other) {
        const machine& m = machine_of(*other);
        if (m.regulation().priority <= priority) return false;  // runs are in the order of priority
        std::vector<contact> left = *context_.contacts;
        const auto withdraw = [&](const cursor& c) {
            const std::uint32_t task = c.here.task;
            const auto mine = [&](const contact& one) { return one.task == task && !one.made; };
            if (task == 0 || std::none_of(left.begin(), left.end(), mine)) return false;
            std::erase_if(left, mine);
            if (desk.ask(left, channel, now).at > now) {
                left = *context_.contacts;
                return false;
            }
            cancel_task(c, now);
            c.here.late = false;
            effect& told = note(effect_kind::contact_waits, c, now);
            told.why = refusal::outranked;
            told.due = never;
            c.here.due = never;
            return true;
        };
        if (withdraw(cursor{*other})) return true;
        if (!other->divided()) continue;
        for (branch& b : other->details()->branches) {
            if (withdraw(cursor{*other, b})) return true;
        }
    }
    return false;
}

}  // namespace reglament
