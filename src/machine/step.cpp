// Step: of a record. Facts first, then runs, then starts; then the events these emitted.
#include "machine/gatherer.hpp"
#include "machine/merge.hpp"
#include "machine/people_desk.hpp"
#include "machine/roller.hpp"
#include "machine/told_facts.hpp"
#include "machine/version_mover.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <utility>

namespace reglament {

namespace {

constexpr event_index index_of(reserved_event e) noexcept {
    return static_cast<event_index>(e);
}

/// One record in hand.
class stepper {
public:
    stepper(const rulebook& rules, record& r, step_output& out)
        : rules_{rules},
          record_{r},
          out_{out},
          context_{nullptr, r.last_task, r.sequence, &r.facts, &r.parts, &r.contacts},
          runner_{rules, context_, out},
          starter_{rules, r, runner_, out},
          gatherer_{rules, r, runner_},
          is_new_{r.seen == instant::min()} {
        point_at_facts();
    }

    void apply(const signal& e, instant now) {
        const std::size_t before = out_.effects.size();
        pass(now);
        apply_one(e, now);
        if (out_.effects.size() != before || runner_.touched() || runner_.persons_changed()) drain(before, now);
        if (rules_.awaits()) release(now);
        settle(now);
    }

    void fire_until(instant now) {
        while (record_.due != never && record_.due <= now) {
            const instant when = std::max(record_.due, record_.seen);
            const std::size_t before = out_.effects.size();
            pass(when);
            fire_at(record_.due, when);
            drain(before, when);
            if (rules_.awaits()) release(when);
            settle(when);
        }
        record_.seen = std::max(record_.seen, now);
    }

    // Facts of another record are known here now.
    // `last_own`: runs of a higher number came from there.
    void take_over(const std::vector<std::uint16_t>& facts, std::uint32_t last_own, instant now) {
        const std::size_t before = out_.effects.size();
        for (run& r : record_.runs) {
            if (r.number > last_own) runner_.send_out(r, record_.runs, now);
        }
        pass(now);
        for (const std::uint16_t f : facts) runner_.set_fact(f, feel::value{record_.facts[f]});
        runner_.wake_all();
        runner_.compute(now);
        starter_.look_at_everything(now);
        drain(before, now);
        if (rules_.awaits()) release(now);
        settle(now);
    }

    void take_rolled(const rolled_change& what, instant now) {
        const std::size_t before = out_.effects.size();
        pass(now);
        take_roll(rules_, record_, what, runner_);
        runner_.compute(now);
        if (std::exchange(is_new_, false)) starter_.meet(record_.subject, no_index, now, now);
        drain(before, now);
        if (rules_.awaits()) release(now);
        settle(now);
    }

    // What was counted elsewhere is known here now.
    std::vector<std::uint16_t> take_counted(const record& counted, instant now) {
        const std::size_t before = out_.effects.size();
        pass(now);
        std::vector<std::uint16_t> facts = gatherer_.take_counted(counted, now);
        runner_.compute(now);
        drain(before, now);
        if (rules_.awaits()) release(now);
        settle(now);
        return facts;
    }

    // Runs are moved to other versions; what that emits is applied as ever. Nothing to do: nothing is touched.
    void change(const version_plans& plans, const record& old, instant now, version_report& report) {
        const std::size_t before = out_.effects.size();
        if (!version_mover{plans, record_, runner_, starter_, context_, report}.go(old, now)) return;
        drain(before, now);
        if (rules_.awaits()) release(now);
        settle(now);
    }

private:
    void point_at_facts() {
        context_.facts = record_.facts.empty() ? rules_.initial_facts().data() : record_.facts.data();
    }

    // Facts that hang on time are those of `now`.
    void pass(instant now) {
        gatherer_.leave(now);
        if (!rules_.derived().clocks().empty()) runner_.wake();
        runner_.compute(now);
    }

    void apply_one(const signal& e, instant now) {
        bool new_part = false;
        const part_index about = e.part.empty() ? no_index : find_or_add(e.about, e.part, new_part);
        runner_.look_at(about);
        if (e.event == index_of(reserved_event::run_cancel)) return cancel_runs(e, now);
        if (e.event >= index_of(reserved_event::run_pause) && e.event <= index_of(reserved_event::run_jump))
            return handle_run(e, now);
        if (e.event == index_of(reserved_event::people_changed)) {
            for (run& at : record_.runs) runner_.ask_again(at, now);
            return;
        }
        if (new_part) runner_.meet_part(about);
        const bool facts_only = comes_late(e) && rules_.vocabulary().events[e.event].late == late_rule::facts_only;
        set_facts(e, facts_only);
        if (!e.facts.empty()) note_told(e, about, now);
        gatherer_.add(e, about, now);
        runner_.compute(now);
        const std::uint16_t contact = rules_.vocabulary().events[e.event].contact;
        if (contact != no_index) runner_.note_contact(contact, e.occurred);
        if (facts_only) {
            if (new_part) starter_.meet(e.about, about, e.occurred, now);  // what time and facts start of it is armed
            return;
        }
        for (std::size_t i = 0; i < record_.runs.size();) {
            run& at = record_.runs[i];
            if (concerns(at, e, about) && runner_.react(at, e, now)) {
                starter_.end(i, now);
            } else {
                ++i;
            }
        }
        if (is_new_) {
            is_new_ = false;
            starter_.meet(record_.subject, no_index, e.occurred, now);
        }
        if (new_part) starter_.meet(e.about, about, e.occurred, now);
        if (e.event >= reserved_events) starter_.hear(e, about, now);
        if (e.event == index_of(reserved_event::run_start))
            e.admits ? starter_.admit(e.called, about, now) : starter_.call(e, about, now);
    }

    // The run of a number, or those that were called by whoever does not wait for them any more.
    void cancel_runs(const signal& e, instant now) {
        const auto is_meant = [&](const run& at) {
            if (e.by == nullptr) return at.number == e.run;
            return at.details() != nullptr && at.details()->by == *e.by;
        };
        for (std::size_t i = 0; i < record_.runs.size();) {
            if (!is_meant(record_.runs[i])) {
                ++i;
                continue;
            }
            runner_.cancel(record_.runs[i], e.data, now);
            starter_.end(i, now);
        }
    }

    // What is done to a run by hand, wherever it is.
    void handle_run(const signal& e, instant now) {
        for (std::size_t i = 0; i < record_.runs.size(); ++i) {
            run& at = record_.runs[i];
            if (at.number != e.run) continue;
            if (e.event == index_of(reserved_event::run_pause)) return runner_.pause(at, e.data, now);
            const bool ended = e.event == index_of(reserved_event::run_resume) ? runner_.resume(at, e.data, now)
                                                                               : runner_.jump(at, e.to, e.data, now);
            if (ended) starter_.end(i, now);
            return;
        }
    }

    [[nodiscard]] part_index find_or_add(subject_index of, std::string_view key, bool& is_new) {
        auto& all = record_.parts;
        const auto known =
            std::find_if(all.begin(), all.end(), [&](const part& p) { return p.subject == of && p.key == key; });
        if (known == all.end()) {
            is_new = true;
            const auto initial = rules_.initial_facts_of(of);
            all.push_back({of, std::string{key}, {initial.begin(), initial.end()}});
            return static_cast<part_index>(all.size() - 1);
        }
        return static_cast<part_index>(known - all.begin());
    }

    // What is about a deal concerns runs about that deal, and those about the client.
    [[nodiscard]] bool concerns(const run& at, const signal& e, part_index about) const {
        if (e.task != 0) return at.find_task(e.task) != nullptr;
        if (e.event < reserved_events) return false;
        if (about != no_index && at.part != no_index && at.part != about) return false;
        const auto listeners = rules_.listeners(e.event);
        return std::find(listeners.begin(), listeners.end(), at.regulation) != listeners.end();
    }

    // Who has left a segment altogether has no class.
    [[nodiscard]] bool is_class(std::uint16_t fact) const {
        return rules_.vocabulary().facts[fact].segment != UINT16_MAX;
    }

    [[nodiscard]] bool comes_late(const signal& e) const noexcept { return e.occurred < record_.seen; }

    // What was heard since is newer than what a late event tells, if it is to move nothing but facts.
    void set_facts(const signal& e, bool late) {
        for (const auto& [index, attribute] : rules_.settings(e.event)) {
            if (late && !runner_.fact_value(index).is_null()) continue;
            if (attribute == no_index) {
                runner_.set_fact(index, feel::value{e.occurred});
            } else if (attribute < e.data.size() && (!e.data[attribute].is_null() || is_class(index))) {
                runner_.set_fact(index, e.data[attribute]);
            }
        }
        for (std::size_t i = 0; i < e.facts.size(); ++i) runner_.set_fact(e.facts[i], e.data[i]);
    }

    // By which revision, and when, a host's facts were told last.
    void note_told(const signal& e, part_index about, instant now) {
        for (const std::uint16_t index : e.facts) {
            const fact& f = rules_.vocabulary().facts[index];
            if (!f.of_host || (e.revision == 0 && !f.fresh_for)) continue;
            const part_index whose = rules_.vocabulary().subjects[f.about].is_part() ? about : part_index{no_index};
            told_fact& t = need_told(record_, index, whose);
            t.revision = std::max(t.revision, e.revision);
            t.at = now;
        }
    }

    void fire_at(instant due, instant now) {
        for (std::size_t i = 0; i < record_.runs.size();) {
            run& at = record_.runs[i];
            if (at.next_due() == due && runner_.fire(at, due, now)) {
                starter_.end(i, now);
            } else {
                ++i;
            }
        }
        starter_.fire(due, now);
    }

    // Events emitted since `from` are applied to this record, first in, first out; then what hangs on facts that were
    // set is looked at.
    void drain(std::size_t from, instant now) {
        std::size_t emitted = 0;
        const auto bound = [&] {
            return std::min(most_emitted + emitted_a_turn * runner_.branches_begun(), most_emitted_by_loops);
        };
        for (std::size_t i = from;;) {
            for (; i < out_.effects.size(); ++i) {
                if (!is_message(out_.effects[i])) continue;
                const effect message = out_.effects[i];  // what comes of it is added there
                if (++emitted > most_emitted && emitted > bound())
                    return hold(message.run, message.regulation, emitted - 1, now);
                deliver(message, now);
            }
            if (runner_.persons_changed()) runner_.reassign(record_.runs, now);
            if (!runner_.touched()) return;
            starter_.look_again(now);
        }
    }

    // What runs of this record tell each other.
    [[nodiscard]] bool is_message(const effect& e) const noexcept {
        switch (e.kind) {
            case effect_kind::event_emitted:
            case effect_kind::run_requested:
            case effect_kind::run_called_off:
                return !goes_elsewhere(rules_, e);
            case effect_kind::run_finished:
            case effect_kind::run_cancelled:
            case effect_kind::start_refused:
                return e.task != 0 && e.whom.is_null();
            default:
                return false;
        }
    }

    void deliver(const effect& e, instant now) {
        if (e.kind == effect_kind::event_emitted) return apply_one(about(signal{e.event, now, e.data, 0, {}}), now);
        const run_caller by{e.task, {}};
        signal s;
        s.occurred = now;
        if (e.kind == effect_kind::run_called_off) {
            s.event = index_of(reserved_event::run_cancel);
            s.by = &by;
            return apply_one(s, now);
        }
        if (e.kind != effect_kind::run_requested || e.called == no_index) return answer(e, now);
        s.event = index_of(reserved_event::run_start);
        s.called = e.called;
        s.by = &by;
        s.data = e.data;
        const machine& m = rules_.machines()[e.called];
        s.about = m.subject();
        if (m.about_part())
            s.part = e.whom.is_null() ? std::string_view{record_.parts[e.part].key} : e.whom.as_string();
        if (record_.parts.size() >= most_parts) s.part = {};
        apply_one(s, now);
    }

    // To whoever waits for a run: how it ended and what it gave; nothing, when it did not begin or was cancelled.
    void answer(const effect& e, instant now) {
        const std::vector<feel::value> data = answer_of(rules_, e);
        signal s{index_of(reserved_event::run_ended), now, data, e.task, {}};
        if (s.task != 0) apply_one(s, now);
    }

    // An emitted event about a deal names it among its data.
    [[nodiscard]] signal about(signal e) const {
        const event_type& type = rules_.vocabulary().events[e.event];
        if (type.key == no_index || e.data[type.key].kind() != feel::value_kind::string) return e;
        e.about = type.about;
        e.part = e.data[type.key].as_string();
        if (record_.parts.size() >= most_parts) e.part = {};
        return e;
    }

    // Whoever awaits something that is so now goes on, one after the other, in the order of runs.
    void release(instant now) {
        last_released_ = {};
        for (std::size_t released = 0; released < most_emitted; ++released) {
            const std::size_t before = out_.effects.size();
            if (!release_first(now)) return;
            drain(before, now);
        }
        hold(last_released_.first, last_released_.second, most_emitted, now);
    }

    bool release_first(instant now) {
        for (std::size_t i = 0; i < record_.runs.size(); ++i) {
            const std::pair one{record_.runs[i].number, record_.runs[i].regulation};
            const auto done = runner_.release_one(record_.runs[i], record_.runs, now);
            if (done == runner::release::ended) starter_.end(i, now);
            if (done == runner::release::none) continue;
            last_released_ = one;
            return true;
        }
        return false;
    }

    // The run whose events have no end is held as an incident, if it is still there.
    void hold(std::uint32_t number, regulation_index which, std::size_t after, instant now) {
        out_.endless = which;
        out_.stopped_after = after;
        for (run& at : record_.runs) {
            if (at.number != number) continue;
            runner_.stick(at, now);
            return;
        }
    }

    void settle(instant now) {
        record_.seen = now;
        record_.due = next_due(rules_, record_);
        record_.last_task = context_.last_task;
        record_.sequence = context_.sequence;
        tell_rolls(rules_, record_, out_);
    }

    const rulebook& rules_;
    record& record_;
    step_output& out_;
    run_context context_;
    runner runner_;
    starter starter_;
    gatherer gatherer_;
    bool is_new_;                                               // never heard of before
    std::pair<std::uint32_t, regulation_index> last_released_;  // run number, and its regulation
};

}  // namespace

namespace {

bool is_desk(const rulebook& rules, const record& r) noexcept {
    return r.subject != 0 && r.subject == rules.vocabulary().desk;
}

}  // namespace

void step_event(const rulebook& rules, record& r, const signal& e, instant now, step_output& out) {
    assert(now >= e.occurred && now >= r.seen);
    if (is_desk(rules, r)) return step_desk(rules, r, e, now, out);
    stepper{rules, r, out}.apply(e, now);
}

namespace {

void tell_merged(record& r, bool is_left, std::string_view other, const merger& by, instant now, step_output& out) {
    effect& e = out.effects.emplace_back();
    e.kind = effect_kind::merged;
    e.at = now;
    e.sequence = ++r.sequence;
    e.data = {feel::value{is_left}, feel::value{other}, feel::value{feel::number{by.tasks}},
              feel::value{feel::number{by.runs}}};
}

}  // namespace

void step_merge(const rulebook& rules, record& from, std::string_view from_key, record& into, std::string_view into_key,
                instant now, step_output& from_out, step_output& into_out) {
    static const std::array reason{feel::value{"merged"}};
    const auto runs_there = [&](const run& r) {
        const part_index place = part_in(from, r.part, into);
        return std::any_of(into.runs.begin(), into.runs.end(), [&](const run& x) {
            return rules.family_of(x.regulation) == rules.family_of(r.regulation) && x.part == place;
        });
    };
    std::vector<std::uint32_t> twice;  // settled before: who hears of the end of one may ask for it again
    for (const run& r : from.runs) {
        if (runs_there(r)) twice.push_back(r.number);
    }
    for (const std::uint32_t number : twice) {
        signal s{index_of(reserved_event::run_cancel), now, reason, 0, {}};
        s.run = number;
        step_event(rules, from, s, now, from_out);
    }
    const merger by{std::string{from_key}, into.last_task, into.last_run, from.last_task};
    if (!rules.machines().empty()) {  // else nobody's history is told
        tell_merged(from, false, into_key, by, now, from_out);
        tell_merged(into, true, from_key, by, now, into_out);
    }
    if (into.seen == instant::min()) into.seen = from.seen;
    take_back_rolls(from, from_out);
    const std::vector<std::uint16_t> changed = merge_records(rules, from, into, by, now);
    into.merged.push_back(by);
    record left;
    left.subject = from.subject;
    left.seen = now;
    left.sequence = from.sequence;
    left.merged_into = {std::string{into_key}, by.tasks, by.runs, by.last_task};
    from = std::move(left);
    if (into.seen == instant::min()) return;  // nothing was heard of either: what waits for that waits still
    into.seen = now;
    stepper{rules, into, into_out}.take_over(changed, by.runs, now);
}

void step_rolled(const rulebook& rules, record& r, const rolled_change& what, instant now, step_output& out) {
    assert(now >= r.seen);
    stepper{rules, r, out}.take_rolled(what, now);
}

void step_rolls(const rulebook& rules, record& r, step_output& out) {
    tell_rolls(rules, r, out);
}

std::vector<std::uint16_t> step_counted(const rulebook& rules, record& r, const record& counted, instant now,
                                        step_output& out) {
    assert(now >= r.seen && now >= counted.seen);
    return stepper{rules, r, out}.take_counted(counted, now);
}

void step_timers(const rulebook& rules, record& r, instant now, step_output& out) {
    assert(now >= r.seen);
    if (is_desk(rules, r)) return wake_desk(rules, r, now, out);
    stepper{rules, r, out}.fire_until(now);
}

void version_change::step(const record& old, record& r, instant now, step_output& out, version_report& report) const {
    assert(now >= r.seen);
    stepper{*plans_->rules, r, out}.change(*plans_, old, now, report);
}

bool step_run(const rulebook& rules, run_context& context, run& at, const signal& e, instant now, step_output& out) {
    return !runner::only_moves(rules, context, at, e, out) && runner{rules, context, out}.react(at, e, now);
}

}  // namespace reglament
