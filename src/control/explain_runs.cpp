// Runs: what began them, where they rest and why, and whose task it is.
#include "control/explain_parts.hpp"
#include "machine/contact_desk.hpp"

#include <algorithm>

namespace reglament {

namespace {

bool is_over_by(effect_kind k) noexcept {
    return k == effect_kind::run_finished || k == effect_kind::run_cancelled;
}

// What people ask about that is no task and no end.
bool is_told_of(effect_kind k) noexcept {
    switch (k) {
        case effect_kind::contact_dropped:
        case effect_kind::run_stuck:
        case effect_kind::run_migrated:
        case effect_kind::run_paused:
        case effect_kind::run_resumed:
        case effect_kind::run_jumped:
            return true;
        default:
            return false;
    }
}

// What ends a rest: told just before the way from there.
bool ends_rest(effect_kind k) noexcept {
    switch (k) {
        case effect_kind::task_done:
        case effect_kind::task_unanswered:
        case effect_kind::task_skipped:
        case effect_kind::task_late:
        case effect_kind::action_done:
        case effect_kind::action_failed:
        case effect_kind::action_timed_out:
        case effect_kind::run_returned:
        case effect_kind::run_jumped:
            return true;
        default:
            return false;
    }
}

}  // namespace

explained_run* explainer::run_of(std::uint32_t number) {
    const auto its_own =
        std::find_if(out_.runs.begin(), out_.runs.end(), [&](const explained_run& r) { return r.number == number; });
    return its_own == out_.runs.end() ? nullptr : &*its_own;
}

void explainer::tell_runs() {
    for (const effect& e : history_) {
        if (e.at > out_.as_of) break;
        if (e.kind != effect_kind::merged && rules_.family_of(e.regulation) == family() && is_meant(e.part))
            tell_run(e);
    }
    if (now_ && record_ != nullptr) tell_open();
}

void explainer::tell_run(const effect& e) {
    if (e.kind == effect_kind::run_started) {
        explained_run fresh;
        fresh.number = e.run;
        fresh.regulation = e.regulation;
        fresh.part = key_of(e.part);
        fresh.started = e;
        out_.runs.push_back(std::move(fresh));
        return;
    }
    explained_run* const of = run_of(e.run);
    if (of == nullptr) return;
    if (is_over_by(e.kind)) of->ended = e;
    if (e.kind == effect_kind::run_migrated) of->regulation = e.regulation;
    if (is_told_of(e.kind)) of->told.push_back(e);
}

void explainer::tell_open() {
    run_filter which;
    which.subject = out_.subject;
    which.regulation = its().regulation().id.value;
    for (const open_run& r : engine_.runs(which)) {
        const auto from = std::find_if(record_->runs.begin(), record_->runs.end(),
                                       [&](const run& x) { return x.number == r.number; });
        if (from == record_->runs.end() || !is_meant(from->part)) continue;
        explained_run* its_own = run_of(r.number);
        if (its_own == nullptr) {  // the history does not go back so far
            explained_run fresh;
            fresh.number = r.number;
            fresh.part = r.part;
            fresh.started.kind = effect_kind::run_started;
            fresh.started.at = never;
            its_own = &out_.runs.emplace_back(std::move(fresh));
        }
        its_own->regulation = r.regulation;
        its_own->state = r.state;
        its_own->paused_since = r.paused_since;
        tell_rests(*its_own, *from);
        tell_tasks(*its_own);
    }
}

void explainer::tell_rests(explained_run& of, const run& from) const {
    const machine& m = rules_.machines()[from.regulation];
    from.each_token([&](const token& t, std::uint32_t branch, instant) {
        if (t.at == no_index) return;
        const state_kind kind = m.states()[t.at].kind;
        const bool in_branches = kind == state_kind::offer && from.divided() && branch == 0;
        if (!t.stuck && (!rests(kind) || in_branches)) return;
        explained_rest rest;
        rest.at = t.at;
        rest.branch = branch;
        rest.since = rests_since(from, branch, t.at);
        rest.due = t.next_due();
        rest.stuck = t.stuck;
        rest.task = kind == state_kind::task ? t.task : 0;
        const bool waits = kind == state_kind::task && t.task == 0 && !t.stuck;
        if (waits && m.tasks()[m.states()[t.at].detail].channel != no_index) tell_contact(rest, from, m);
        of.rests.push_back(std::move(rest));
    });
}

// The policy says why, and when it may; where a more important run took the contact, the history does.
void explainer::tell_contact(explained_rest& of, const run& from, const machine& m) const {
    const std::uint16_t by = m.tasks()[m.states()[of.at].detail].channel;
    const std::vector<feel::value> facts = engine_.facts(client_);
    const auto answer = contact_desk{rules_, facts.data()}.ask(record_->contacts, by, now_at());
    of.contact = answer.why;
    of.due = answer.at;
    for (auto e = history_.rbegin(); e != history_.rend() && of.contact == refusal::none; ++e) {
        if (e->kind == effect_kind::contact_waits && e->run == from.number && e->state == of.at) of.contact = e->why;
    }
    for (const contact& c : record_->contacts) {
        const reglament::channel& its_own = rules_.vocabulary().channels[c.channel];
        of.contacts.emplace_back(its_own.title.empty() ? its_own.name.value : its_own.title, c.at);
    }
}

instant explainer::rests_since(const run& of, std::uint32_t branch, state_index at) const {
    for (auto e = history_.rbegin(); e != history_.rend(); ++e) {
        if (e->run != of.number || rules_.family_of(e->regulation) != rules_.family_of(of.regulation)) continue;
        const bool came = e->kind == effect_kind::state_entered || e->kind == effect_kind::run_jumped;
        if (came && e->branch == branch && e->state == at) return e->at;
        if (e->kind == effect_kind::run_started) return branch == 0 ? e->at : never;
    }
    return never;
}

void explainer::tell_tasks(explained_run& of) const {
    task_filter which;
    which.subject = out_.subject;
    for (task& t : engine_.tasks(which)) {
        if (t.run != of.number || t.regulation != of.regulation) continue;
        const machine& m = rules_.machines()[t.regulation];
        explained_task out;
        out.number = t.number;
        out.what = t.what;
        out.values = std::move(t.values);
        out.person = t.person;
        out.why = t.why;
        out.unassigned = t.unassigned;
        if (t.what->role != no_index) out.person_fact = rules_.vocabulary().roles[t.what->role].person;
        out.created = t.created;
        out.due = t.due;
        out.late = t.late;
        out.paused = t.paused;
        out.cause = cause_of(m, t.run, t.number);
        of.tasks.push_back(std::move(out));
    }
}

// Back from the task to the last place where the run rested, and to what moved it from there.
std::vector<effect> explainer::cause_of(const machine& m, std::uint32_t run, std::uint32_t task) const {
    std::vector<effect> out;
    auto e = std::find_if(history_.rbegin(), history_.rend(), [&](const effect& x) {
        return x.kind == effect_kind::task_created && x.task == task && x.run == run;
    });
    if (e == history_.rend()) return out;
    bool moved = false;
    for (++e; e != history_.rend(); ++e) {
        if (e->run != run) continue;
        if (moved) {
            if (ends_rest(e->kind) && e->at == out.front().at) out.insert(out.begin(), *e);
            break;
        }
        if (e->kind != effect_kind::state_entered && e->kind != effect_kind::run_started) continue;
        const bool began = e->kind == effect_kind::run_started || e->transition == no_index;
        out.insert(out.begin(), *e);
        if (e->kind == effect_kind::run_started) break;
        moved = began || rests(m.states()[m.transitions()[e->transition].from].kind);
    }
    return out;
}

}  // namespace reglament
