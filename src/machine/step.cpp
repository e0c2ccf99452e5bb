// Step: of a record. Facts first, then runs, then starts; then the events these emitted.
#include "machine/runner.hpp"

#include <algorithm>
#include <cassert>

namespace reglament {

namespace {

constexpr event_index first_ordinary = static_cast<event_index>(reserved_event::facts_changed) + 1;

/// One record in hand.
class stepper {
public:
    stepper(const rulebook& rules, record& r, step_output& out)
        : rules_{rules},
          record_{r},
          out_{out},
          context_{nullptr, r.last_task, r.sequence, &r.facts},
          runner_{rules, context_, out} {
        point_at_facts();
    }

    void apply(const signal& e, instant now) {
        const std::size_t before = out_.effects.size();
        apply_one(e, now);
        if (out_.effects.size() != before) drain(before, now);
        if (rules_.awaits()) release(now);
        settle(now);
    }

    void fire_until(instant now) {
        while (record_.due != never && record_.due <= now) {
            const instant when = std::max(record_.due, record_.seen);
            const std::size_t before = out_.effects.size();
            fire_at(record_.due, when);
            drain(before, when);
            if (rules_.awaits()) release(when);
            settle(when);
        }
        record_.seen = std::max(record_.seen, now);
    }

private:
    void point_at_facts() {
        context_.facts = record_.facts.empty() ? rules_.initial_facts().data() : record_.facts.data();
    }

    void apply_one(const signal& e, instant now) {
        set_facts(e);
        for (std::size_t i = 0; i < record_.runs.size();) {
            run& at = record_.runs[i];
            if (concerns(at, e) && runner_.react(at, e, now)) {
                end(i, now);
            } else {
                ++i;
            }
        }
        if (e.event < first_ordinary) return;
        for (const regulation_index which : rules_.silences(e.event)) arm(which, e.occurred);
        for (const regulation_index which : rules_.starters(e.event))
            try_start(which, e.event, e.data.data(), never, now);
    }

    [[nodiscard]] bool concerns(const run& at, const signal& e) const {
        if (e.task != 0) return at.find_task(e.task) != nullptr;
        const auto listeners = rules_.listeners(e.event);
        return std::find(listeners.begin(), listeners.end(), at.regulation) != listeners.end();
    }

    void set_facts(const signal& e) {
        for (const auto& [index, attribute] : rules_.settings(e.event)) {
            if (attribute == no_index) {
                runner_.set_fact(index, feel::value{e.occurred});
            } else if (attribute < e.data.size() && !e.data[attribute].is_null()) {
                runner_.set_fact(index, e.data[attribute]);
            }
        }
        for (std::size_t i = 0; i < e.facts.size(); ++i) runner_.set_fact(e.facts[i], e.data[i]);
    }

    void arm(regulation_index which, instant since) {
        auto& all = record_.silences;
        auto s = std::find_if(all.begin(), all.end(), [&](const silence& x) { return x.regulation == which; });
        if (s == all.end()) s = all.insert(all.end(), silence{which, instant::min(), never});
        if (since <= s->since) return;  // only a later event arms it: one of that very time was counted already
        const machine& m = rules_.machines()[which];
        s->since = since;
        s->due = m.working_time().add(since, *m.start().silent_for);
    }

    regulation_memory& memory(regulation_index which) {
        auto& all = record_.memories;
        const auto found =
            std::find_if(all.begin(), all.end(), [&](const regulation_memory& x) { return x.regulation == which; });
        if (found != all.end()) return *found;
        regulation_memory fresh;
        fresh.regulation = which;
        return all.emplace_back(fresh);
    }

    [[nodiscard]] refusal why_not(const machine& m, regulation_index which, const feel::value* event, instant now) {
        const start_definition& start = m.start();
        const regulation_memory& known = memory(which);
        if (known.open > 0) return refusal::already_running;
        if (start.once && known.starts > 0) return refusal::once_only;
        if (start.again && known.starts > 0) {
            const bool from_start = start.again->from == start_rule::again_rule::since::start;
            const instant since = from_start ? known.last_start : known.last_end;
            if (now < m.working_time().add(since, start.again->after)) return refusal::too_soon;
        }
        const feel::truth holds = runner_.test(m, which, start.guard, event, nullptr, nullptr, now);
        if (holds == feel::truth::yes) return refusal::none;
        return holds == feel::truth::no ? refusal::condition_false : refusal::condition_unknown;
    }

    // `since`: from when on nothing came, of a silence.
    void try_start(regulation_index which, event_index cause, const feel::value* event, instant since, instant now) {
        const machine& m = rules_.machines()[which];
        const refusal why = why_not(m, which, event, now);
        run fresh;
        fresh.regulation = which;
        fresh.at = m.initial();
        if (why != refusal::none) {
            if (!out_.trace) return;
            effect& e = runner_.note(effect_kind::start_refused, fresh, now);
            e.why = why;
            e.event = cause;
            e.due = since;
            return;
        }
        fresh.number = ++record_.last_run;
        regulation_memory& known = memory(which);
        known.last_start = now;
        ++known.starts;
        ++known.open;
        effect& e = runner_.note(effect_kind::run_started, fresh, now);
        e.event = cause;
        e.due = since;
        if (runner_.begin(fresh, cause, now)) {
            --known.open;
            known.last_end = now;
            return;
        }
        const auto place =
            std::find_if(record_.runs.begin(), record_.runs.end(), [&](const run& r) { return r.regulation > which; });
        record_.runs.insert(place, std::move(fresh));
    }

    void end(std::size_t i, instant now) {
        regulation_memory& known = memory(record_.runs[i].regulation);
        --known.open;
        known.last_end = now;
        record_.runs.erase(record_.runs.begin() + static_cast<std::ptrdiff_t>(i));
    }

    void fire_at(instant due, instant now) {
        for (std::size_t i = 0; i < record_.runs.size();) {
            run& at = record_.runs[i];
            if (at.next_due() == due && runner_.fire(at, due, now)) {
                end(i, now);
            } else {
                ++i;
            }
        }
        for (std::size_t i = 0; i < record_.silences.size(); ++i) {
            silence& s = record_.silences[i];
            if (s.due != due) continue;
            s.due = never;
            try_start(s.regulation, no_index, nullptr, s.since, now);
        }
    }

    // Events emitted since `from` are applied to this record, first in, first out.
    void drain(std::size_t from, instant now) {
        std::size_t emitted = 0;
        for (std::size_t i = from; i < out_.effects.size(); ++i) {
            if (out_.effects[i].kind != effect_kind::event_emitted) continue;
            if (++emitted > most_emitted) {
                const effect last = out_.effects[i];
                hold(last.run, last.regulation, now);
                return;
            }
            const std::vector<feel::value> data = out_.effects[i].data;
            apply_one(signal{out_.effects[i].event, now, data, 0, {}}, now);
        }
    }

    // Whoever awaits something that is so now goes on, one after the other, in the order of runs.
    void release(instant now) {
        last_released_ = {};
        for (std::size_t released = 0; released < most_emitted; ++released) {
            const std::size_t before = out_.effects.size();
            if (!release_first(now)) return;
            drain(before, now);
        }
        hold(last_released_.first, last_released_.second, now);
    }

    bool release_first(instant now) {
        for (std::size_t i = 0; i < record_.runs.size(); ++i) {
            const std::pair one{record_.runs[i].number, record_.runs[i].regulation};
            const auto done = runner_.release_one(record_.runs[i], record_.runs, now);
            if (done == runner::release::ended) end(i, now);
            if (done == runner::release::none) continue;
            last_released_ = one;
            return true;
        }
        return false;
    }

    // The run whose events have no end is held as an incident, if it is still there.
    void hold(std::uint32_t number, regulation_index which, instant now) {
        out_.endless = which;
        for (run& at : record_.runs) {
            if (at.number != number) continue;
            runner_.stick(at, now);
            return;
        }
    }

    void settle(instant now) {
        instant due = never;
        for (const run& at : record_.runs) due = std::min(due, at.next_due());
        for (const silence& s : record_.silences) due = std::min(due, s.due);
        record_.due = due;
        record_.seen = now;
        record_.last_task = context_.last_task;
        record_.sequence = context_.sequence;
    }

    const rulebook& rules_;
    record& record_;
    step_output& out_;
    run_context context_;
    runner runner_;
    std::pair<std::uint32_t, regulation_index> last_released_;  // run number, and its regulation
};

}  // namespace

void step_event(const rulebook& rules, record& r, const signal& e, instant now, step_output& out) {
    assert(now >= e.occurred && now >= r.seen);
    stepper{rules, r, out}.apply(e, now);
}

void step_timers(const rulebook& rules, record& r, instant now, step_output& out) {
    assert(now >= r.seen);
    stepper{rules, r, out}.fire_until(now);
}

bool step_run(const rulebook& rules, run_context& context, run& at, const signal& e, instant now, step_output& out) {
    return runner{rules, context, out}.react(at, e, now);
}

}  // namespace reglament
