// What would start a regulation next, and what would be in the way then.
#include "control/explain_parts.hpp"
#include "machine/runner.hpp"

#include <algorithm>

namespace reglament {

namespace {

bool reads_event(const feel::program& p) {
    const auto& reads = p.reads();
    return std::any_of(reads.begin(), reads.end(), [](feel::slot s) {
        return s.bank == static_cast<std::uint8_t>(bank::event) || s.bank == static_cast<std::uint8_t>(bank::run);
    });
}

}  // namespace

void explainer::look_ahead() {
    if (!now_ || record_ == nullptr) return;
    if (!its().about_part()) return look_ahead(no_index);
    for (part_index p = 0; p < record_->parts.size(); ++p) {
        if (record_->parts[p].subject == its().subject() && is_meant(p)) look_ahead(p);
    }
    if (out_.outlook.empty()) limit(untold::no_part);
}

void explainer::look_ahead(part_index part) {
    seen_values now{engine_.shared_rules(), std::max(out_.as_of, record_->seen), engine_.facts(client_), {}, {}};
    if (part != no_index) now.part = record_->parts[part].facts;
    start_outlook next;
    next.part = key_of(part);
    next.trigger = trigger(part, now);
    next.in_the_way = in_the_way(part, now);
    if (next.trigger.what == start_reason_kind::outside_segment) {
        std::erase_if(next.in_the_way, [](const start_reason& r) {
            return r.what == start_reason_kind::condition_false || r.what == start_reason_kind::condition_unknown;
        });
    }
    out_.outlook.push_back(std::move(next));
}

start_reason explainer::trigger(part_index part, const seen_values& now) const {
    const auto& all = record_->armed;
    const auto its_own = std::find_if(all.begin(), all.end(), [&](const armed_start& s) {
        return s.regulation == out_.regulation && s.part == part;
    });
    const armed_start* const armed = its_own == all.end() ? nullptr : &*its_own;
    switch (its().start().what) {
        case start_kind::silence:
            return silence(armed, now);
        case start_kind::schedule: {
            if (armed == nullptr) return {start_reason_kind::not_armed};
            start_reason out{start_reason_kind::on_schedule};
            out.until = armed->due;
            return out;
        }
        case start_kind::date:
            return date(armed, now);
        case start_kind::condition:
            return condition(armed, now);
        case start_kind::call:
            return call();
        default:
            return {start_reason_kind::on_event};
    }
}

start_reason explainer::silence(const armed_start* armed, const seen_values& now) const {
    using counted = start_rule::since;
    const counted from = its().start().counted;
    if (from == counted::segment_entered && (armed == nullptr || !armed->holds)) {
        start_reason out{start_reason_kind::outside_segment};
        out.condition =
            test_on(now, out_.regulation, its().start().guard, its().regulation().input.when.text, feel::truth::yes);
        return out;
    }
    if (armed == nullptr || armed->since == instant::min())
        return {from == counted::last_event ? start_reason_kind::silence_unarmed : start_reason_kind::not_armed};
    start_reason out{start_reason_kind::silence_lasts};
    out.since = armed->since;
    out.until = armed->due;
    if (armed->due != never) return out;
    out.what = had_no_start(*armed) ? start_reason_kind::existing_ignored : start_reason_kind::silence_over;
    return out;
}

// Whether what it is armed by came about without a start: then it was so when the regulation was published.
bool explainer::had_no_start(const armed_start& armed) const {
    const bool whole = std::find(out_.limits.begin(), out_.limits.end(), untold::history_gone) == out_.limits.end();
    const auto of_it = [&](const effect& e) {
        return tells_of_start(rules_, e, family()) && e.part == armed.part && e.at >= armed.since;
    };
    return whole && std::none_of(history_.begin(), history_.end(), of_it);
}

start_reason explainer::date(const armed_start* armed, const seen_values& now) const {
    const start_definition& start = its().start();
    const feel::program& p = its().programs()[start.program];
    const feel::frame f = now.frame();
    const auto base = moment_of(p.evaluate(f), f.zone, start.time);
    if (!base) {
        start_reason out{start_reason_kind::date_unknown};
        const std::string& text = its().regulation().input.date.text;
        out.condition = tested_condition{text, feel::truth::unknown, feel::explain(p, text, f), {}, true};
        return out;
    }
    const bool waits = armed != nullptr && armed->due != never;
    start_reason out{waits ? start_reason_kind::on_date : start_reason_kind::date_over};
    out.since = *base;
    if (waits) out.until = armed->due;
    return out;
}

start_reason explainer::condition(const armed_start* armed, const seen_values& now) const {
    const start_definition& start = its().start();
    start_reason out{start_reason_kind::becomes_true};
    out.condition =
        test_on(now, out_.regulation, start.program, its().regulation().input.becomes.text, feel::truth::yes);
    if (armed == nullptr || !armed->holds || out.condition->came != feel::truth::yes) return out;
    out.since = armed->since;
    if (armed->fired) {
        out.what = had_no_start(*armed) ? start_reason_kind::existing_ignored : start_reason_kind::used_up;
        return out;
    }
    out.what = start_reason_kind::holds_not_long;
    out.until = start.lasting ? rules_.vocabulary().calendar.add(armed->since, *start.lasting) : armed->due;
    return out;
}

start_reason explainer::call() const {
    start_reason out{start_reason_kind::on_call};
    for (const machine& m : rules_.machines()) {
        const auto runs = m.calls_of_runs();
        const bool calls = std::any_of(runs.begin(), runs.end(), [&](const run_definition& r) {
            return r.of != no_index && rules_.family_of(r.of) == family();
        });
        const std::string& id = m.regulation().id.value;
        if (calls && std::find(out.names.begin(), out.names.end(), id) == out.names.end()) out.names.push_back(id);
    }
    if (out.names.empty()) out.what = start_reason_kind::never_called;
    return out;
}

// In the order in which a start looks at them.
std::vector<start_reason> explainer::in_the_way(part_index part, const seen_values& now) const {
    std::vector<start_reason> all;
    if (!rules_.begins(out_.regulation, record_->who)) {
        start_reason out{start_reason_kind::no_version};
        out.names = {its().regulation().version};
        all.push_back(std::move(out));
    }
    add_remembered(all, part);
    add_stops(all, now);
    add_queued(all, part);
    add_guard(all, now);
    return all;
}

void explainer::add_remembered(std::vector<start_reason>& all, part_index part) const {
    const auto& memories = record_->memories;
    const auto its_own = std::find_if(memories.begin(), memories.end(), [&](const regulation_memory& x) {
        return x.regulation == family() && x.part == part;
    });
    const regulation_memory known = its_own == memories.end() ? regulation_memory{} : *its_own;
    if (known.open > 0) {
        start_reason out{start_reason_kind::already_running};
        out.since = known.last_start;
        for (const run& r : record_->runs) {
            if (rules_.family_of(r.regulation) == family() && r.part == part) out.run = r.number;
        }
        all.push_back(std::move(out));
    }
    if (its().regulation().running == running_rule::drain && !rules_.is_earlier(out_.regulation)) {
        start_reason out{start_reason_kind::draining};
        run_filter which;
        which.regulation = its().regulation().id.value;
        for (const open_run& r : engine_.runs(which)) out.place += rules_.is_earlier(r.regulation) ? 1 : 0;
        if (out.place > 0) all.push_back(std::move(out));
    }
    if (known.starts == 0) return;
    if (its().start().once) {
        start_reason out{start_reason_kind::once_only};
        out.since = known.last_start;
        all.push_back(std::move(out));
    }
    if (!its().start().again || known.open > 0) return;
    start_reason out = too_soon(out_.regulation, known.last_start, known.last_end);
    if (out.until > now_at()) all.push_back(std::move(out));
}

void explainer::add_stops(std::vector<start_reason>& all, const seen_values& now) const {
    for (const exit_rule& x : its().exits()) {
        if (x.event != no_index || its().programs()[x.guard].test(now.frame()) != feel::truth::yes) continue;
        start_reason out{start_reason_kind::stopped};
        out.condition = test_on(now, out_.regulation, x.guard, stop_text(its(), x), feel::truth::no);
        all.push_back(std::move(out));
    }
}

void explainer::add_queued(std::vector<start_reason>& all, part_index part) const {
    for (const queued_start& q : record_->queued) {
        if (q.regulation != family() || q.part != part) continue;
        start_reason out{start_reason_kind::queued};
        out.since = q.since;
        for (const waiting_start& w : engine_.waiting()) {
            if (rules_.family_of(w.regulation) != family() || w.subject != out_.subject || w.part != key_of(part))
                continue;
            out.place = w.place;
            if (!w.person.empty()) out.names = {std::string{w.person}};
        }
        all.push_back(std::move(out));
    }
}

void explainer::add_guard(std::vector<start_reason>& all, const seen_values& now) const {
    const std::uint16_t guard = its().start().guard;
    if (guard == no_index) return;
    const feel::program& p = its().programs()[guard];
    const std::string& text = its().regulation().input.when.text;
    if (reads_event(p)) {
        start_reason out{start_reason_kind::condition_of_event};
        out.condition = tested_condition{text, feel::truth::unknown, {}, {}, true};
        out.condition->parts.text = text;
        all.push_back(std::move(out));
        return;
    }
    tested_condition came = test_on(now, out_.regulation, guard, text, feel::truth::yes);
    if (came.came == feel::truth::yes) return;
    start_reason out{came.came == feel::truth::no ? start_reason_kind::condition_false
                                                  : start_reason_kind::condition_unknown};
    out.condition = std::move(came);
    all.push_back(std::move(out));
}

}  // namespace reglament
