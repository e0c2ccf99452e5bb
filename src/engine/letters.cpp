#include "engine/impl.hpp"

#include <algorithm>
#include <utility>

namespace reglament {

run_caller engine::impl::asked_by(std::string_view key, const record& from, std::uint32_t number) {
    const merger* first = nullptr;
    for (const merger& m : from.merged) {
        const bool its = number > m.tasks && number - m.tasks <= m.last_task;
        if (its && (first == nullptr || m.last_task < first->last_task)) first = &m;
    }
    if (first != nullptr) return {number - first->tasks, feel::value{first->key}};
    return {number, feel::value{key}};
}

bool engine::impl::is_run_here(std::uint32_t from, std::uint32_t call) {
    const record& caller = clients.read(from).state;
    const std::string where = in.address_of_called(caller, call);
    const run_caller from_outside = asked_by(clients.key(from), caller, call);
    const auto known = where.empty() ? std::optional{from} : clients.find(where);
    if (!known) return false;
    const std::uint32_t there = where.empty() ? from : who_is_left(*known);
    const run_caller by = there == from ? run_caller{call, {}} : from_outside;
    const auto& runs = clients.read(there).state.runs;
    return std::any_of(runs.begin(), runs.end(),
                       [&](const run& r) { return r.details() != nullptr && r.details()->by == by; });
}

letter engine::impl::letter_to(std::string_view key, const record& from, const effect& e) const {
    const vocabulary& words = rules->vocabulary();
    const auto root_of = [&](subject_index s) { return words.subjects[s].root; };
    letter m;
    m.hops = hops + 1;
    switch (e.kind) {
        case effect_kind::event_emitted:
            m.to = in.address(root_of(words.events[e.event].about), e.whom.as_string());
            m.event = e.event;
            m.data = e.data;
            break;
        case effect_kind::run_requested:
        case effect_kind::run_called_off:
            m.to = in.address(root_of(rules->machines()[e.called].subject()), e.whom.as_string());
            m.event = static_cast<event_index>(e.kind == effect_kind::run_requested ? reserved_event::run_start
                                                                                    : reserved_event::run_cancel);
            if (e.kind == effect_kind::run_requested) m.data = e.data;
            m.called = e.called;
            m.by = asked_by(key, from, e.task);
            break;
        case effect_kind::person_asked:
        case effect_kind::person_released:
            m.to = desk_key;
            m.event = static_cast<event_index>(e.kind == effect_kind::person_asked ? reserved_event::person_asked
                                                                                   : reserved_event::person_released);
            m.data = e.data;
            m.by = asked_by(key, from, e.task);
            break;
        case effect_kind::person_given:
            m.to = e.whom.as_string();
            m.event = static_cast<event_index>(reserved_event::person_given);
            m.data = e.data;
            m.task = e.task;
            break;
        default:
            m.to = e.whom.as_string();
            m.event = static_cast<event_index>(reserved_event::run_ended);
            m.data = answer_of(*rules, e);
            m.task = e.task;
    }
    return m;
}

void engine::impl::send_rolled() {
    const vocabulary& words = rules->vocabulary();
    for (rolled_change& r : out.rolled) {
        letter m;
        m.hops = hops + 1;
        m.to = in.address(words.subjects[words.facts[r.fact].about].root, r.to);
        m.rolled = std::move(r);
        letters.push_back(std::move(m));
    }
    out.rolled.clear();
}

void engine::impl::deliver(instant at) {
    for (std::size_t count = 0; !letters.empty(); ++count) {
        letter m = std::move(letters.front());
        letters.pop_front();
        if (m.hops > most_hops || count == most_letters) {
            warnings.add("messages-without-end", {}, {m.to, std::to_string(most_hops)});
            letters.clear();
            break;
        }
        hops = m.hops;
        if (const merger* const gone = merged(m.to)) {
            m.to = gone->key;
            if (m.task != 0) m.task += gone->tasks;
            letters.push_front(std::move(m));
            continue;
        }
        const std::uint32_t which = find_or_add(m.to);
        kept_client& c = clients.open(which);
        const instant now_there = std::max(at, c.state.seen);
        if (m.rolled) {
            step_rolled(*rules, c.state, *m.rolled, now_there, out);
        } else {
            signal s{m.event, at, m.data, m.task, {}};
            s.called = m.called;
            s.by = m.by.number == 0 ? nullptr : &m.by;
            step_event(*rules, c.state, s, now_there, out);
        }
        keep(which, c);
        queue(which, c);
    }
    hops = 0;
}

}  // namespace reglament
