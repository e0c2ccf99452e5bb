#include "machine/version_mover.hpp"

#include <algorithm>
#include <array>

namespace reglament {

namespace {

using how = token_target::how;

std::string step_of(const machine& m, state_index s) {
    return m.states()[s].id;
}

std::string version_of(const machine& m) {
    return m.regulation().version;
}

// When a step was begun: told for tasks and what is awaited; else counted back from when it is over.
instant begun(const calendar& in, const machine& m, const token& t, instant created, instant now) {
    const state& here = m.states()[t.at];
    using enum state_kind;
    if (here.kind == task || here.kind == call || here.kind == state_kind::run || here.kind == await) return created;
    if (!here.timer || t.due == never) return now;
    return in.subtract(t.due, *here.timer);
}

}  // namespace

bool version_mover::go(const record& old, instant now) {
    const bool recounted = recount(now);
    std::vector<std::uint32_t> earlier;
    for (const run& r : record_.runs) {
        if (rules_.is_earlier(r.regulation)) earlier.push_back(r.number);
    }
    const std::size_t told = report_.runs.size();
    for (const std::uint32_t number : earlier) move(number, now);
    const bool moved =
        std::any_of(report_.runs.begin() + static_cast<std::ptrdiff_t>(told), report_.runs.end(),
                    [](const run_move& m) { return m.fate == run_fate::moved || m.fate == run_fate::ended; });
    const bool armed = arm_all(old, now);
    const bool kept = keep_persons();
    return moved || armed || recounted || kept;
}

// Of a role that keeps its tasks from now on, those that are open stay with whom they are with now; of one that does so
// no more, they go over with the role.
bool version_mover::keep_persons() {
    const auto& roles = rules_.vocabulary().roles;
    std::vector<bool> changed(roles.size());
    for (const role& old : before_.vocabulary().roles) {
        const auto at =
            std::find_if(roles.begin(), roles.end(), [&](const role& r) { return r.name.value == old.name.value; });
        if (at == roles.end()) continue;
        changed[static_cast<std::size_t>(at - roles.begin())] = at->keeps_tasks != old.keeps_tasks;
    }
    if (std::find(changed.begin(), changed.end(), true) == changed.end()) return false;
    bool any = false;
    for (run& r : record_.runs) {
        const machine& m = rules_.machines()[r.regulation];
        std::vector<std::pair<std::uint32_t, std::uint16_t>> open;  // tasks, and whose they are
        r.each_token([&](const token& t, std::uint32_t, instant) {
            if (is_over(t) || t.task == 0 || m.states()[t.at].kind != state_kind::task) return;
            const std::uint16_t role = m.tasks()[m.states()[t.at].detail].role;
            if (role != no_index && changed[role]) open.emplace_back(t.task, role);
        });
        for (const auto& [task, role] : open) {
            auto& asked = r.need_details().asked;
            const auto known = std::find_if(asked.begin(), asked.end(),
                                            [task = task](const asked_call& a) { return a.number == task; });
            if (known != asked.end() && known->data.size() == given_task::entries) continue;  // the desk's
            runner_.look_at(r.part);
            feel::value person = roles[role].keeps_tasks ? runner_.holder_of_role(m, role) : feel::value{};
            if (known != asked.end() && !roles[role].keeps_tasks) {
                asked.erase(known);
            } else if (known == asked.end() && !person.is_null()) {
                asked.push_back({task, {std::move(person)}});
            } else {
                continue;
            }
            any = true;
        }
    }
    return any;
}

std::size_t version_mover::place_of(std::uint32_t number) const {
    const auto at =
        std::find_if(record_.runs.begin(), record_.runs.end(), [number](const run& r) { return r.number == number; });
    return static_cast<std::size_t>(at - record_.runs.begin());
}

stay_reason version_mover::why_it_stays(const run& r, regulation_index current) const {
    if (rules_.is_earlier(current)) return stay_reason::gone;
    const running_rule rule = rules_.machines()[current].regulation().running;
    if (rule == running_rule::drain) return stay_reason::draining;
    const bool begins = rules_.begins(current, record_.who);  // with a pilot runs of others stay where they are
    if (rule == running_rule::keep || !begins) return stay_reason::kept;
    if (!plans_.plans[r.regulation]) return stay_reason::other_subject;
    if (r.is_paused()) return stay_reason::paused;
    return r.status() == run_status::stuck ? stay_reason::stuck : stay_reason::none;
}

void version_mover::move(std::uint32_t number, instant now) {
    const std::size_t i = place_of(number);
    if (i == record_.runs.size()) return;  // it ended by what another one did
    const run& r = record_.runs[i];
    run_move told;
    told.run = number;
    told.from = r.regulation;
    told.to = rules_.family_of(r.regulation);
    told.step = told.to_step = step_of(rules_.machines()[r.regulation], r.at);
    told.why = why_it_stays(r, told.to);
    const bool asked =
        told.why == stay_reason::none || told.why == stay_reason::stuck || told.why == stay_reason::other_subject;
    if (told.why == stay_reason::none) {
        const version_plan& plan = *plans_.plans[r.regulation];
        if (is_cancelled(r, plan)) {
            cancel(i, told, now);
        } else if (const auto obstacle = find_obstacle(r, plan, told.step)) {
            told.why = *obstacle;
        } else {
            change(i, plan, told, now);
        }
    }
    if (asked && told.why != stay_reason::none) told.fate = run_fate::needs_mapping;
    if (told.fate == run_fate::stays || told.fate == run_fate::needs_mapping) {
        told.to = told.from;
        told.to_step = told.step;
    }
    report_.runs.push_back(std::move(told));
}

bool version_mover::is_cancelled(const run& r, const version_plan& plan) {
    bool any = false;
    r.each_token([&](const token& t, std::uint32_t, instant) {
        any = any || (!is_over(t) && plan.tokens[t.at].what == how::cancel);
    });
    return any;
}

// All of a run or nothing of it: the first thing that cannot be moved holds it.
std::optional<stay_reason> version_mover::find_obstacle(const run& r, const version_plan& plan,
                                                        std::string& step) const {
    const machine& m = rules_.machines()[r.regulation];
    std::optional<stay_reason> found;
    r.each_token([&](const token& t, std::uint32_t, instant) {
        if (found || is_over(t) || plan.tokens[t.at].what != how::none) return;
        found = plan.tokens[t.at].why;
        step = step_of(m, t.at);
    });
    if (!found && meets_another(r, plan)) return stay_reason::not_alone;
    if (found || r.details() == nullptr) return found;
    for (const division& d : r.details()->divisions) {
        if (plan.divisions[d.fork]) continue;
        step = step_of(m, d.fork);
        return stay_reason::step_changed;
    }
    return std::nullopt;
}

void version_mover::cancel(std::size_t i, run_move& told, instant now) {
    const std::array why{feel::value{version_of(rules_.machines()[told.to])}};
    runner_.cancel(record_.runs[i], why, now);
    starter_.end(i, now);
    told.fate = run_fate::ended;
    told.to_step.clear();
}

void version_mover::change(std::size_t i, const version_plan& plan, run_move& told, instant now) {
    run r = std::move(record_.runs[i]);
    record_.runs.erase(record_.runs.begin() + static_cast<std::ptrdiff_t>(i));
    const machine& old = rules_.machines()[plan.from];
    const machine& m = rules_.machines()[plan.to];
    runner_.look_at(r.part);
    std::vector<std::uint32_t> entering;  // tokens, by branch
    std::vector<state_index> targets;
    r.each_token([&](const token& t, std::uint32_t branch, instant) {
        if (is_over(t) || plan.tokens[t.at].what != how::enter) return;
        entering.push_back(branch);
        targets.push_back(plan.tokens[t.at].to);
    });
    const auto cursor_of = [](run& at, std::uint32_t branch) {
        return branch == 0 ? cursor{at} : cursor{at, *at.details()->branches.find(branch)};
    };
    for (const std::uint32_t b : entering) runner_.cancel_task(cursor_of(r, b), now);
    const instant created = r.details() == nullptr ? instant{} : r.details()->task_created;
    change_token(r, plan, created, now);
    if (r.details() != nullptr) {
        for (branch& b : r.details()->branches) change_token(b, plan, b.task_created, now);
        change_details(*r.details(), plan, told);
    }
    r.regulation = plan.to;
    const auto place = std::find_if(record_.runs.begin(), record_.runs.end(), [&](const run& x) {
        return std::pair{x.regulation, x.number} > std::pair{r.regulation, r.number};
    });
    run& at = *record_.runs.insert(place, std::move(r));
    effect& e = runner_.note(effect_kind::run_migrated, at, now);
    e.data = {feel::value{version_of(old)}, feel::value{version_of(m)}, feel::value{told.step}};
    bool ended = false;
    for (std::size_t k = 0; k < entering.size() && !ended; ++k) {
        cursor c = cursor_of(at, entering[k]);
        if (is_over(c.here)) continue;
        c.here.attempt = 1;
        ended = runner_.enter(c, m, targets[k], no_index, now);
    }
    ended = ended || runner_.next_turns(at, m, now);
    told.fate = ended ? run_fate::ended : run_fate::moved;
    told.to_step = step_of(m, at.at);
    if (ended) starter_.end(place_of(at.number), now);
}

// A timer that nothing follows in the new version would fire again and again.
void version_mover::change_token(token& t, const version_plan& plan, instant created, instant now) const {
    if (is_over(t)) return;
    const machine& old = rules_.machines()[plan.from];
    const machine& m = rules_.machines()[plan.to];
    const token_target& target = plan.tokens[t.at];
    const state& there = m.states()[target.to];
    if (target.what == how::enter) {
        t.at = target.to;  // entered presently
        t.due = never;
        t.rung = 0;
        t.late = false;
        return;
    }
    const bool waits_for_contact = there.kind == state_kind::task && t.task == 0;
    if (plan.recompute && !waits_for_contact) {
        const vocabulary& words = rules_.vocabulary();
        const instant since = begun(words.calendar_at(runner_.calendar_of(old, t.at)), old, t, created, now);
        const instant due =
            there.timer ? runner_.due_after(runner_.calendar_of(m, target.to), since, *there.timer) : instant{never};
        t.late = t.late && due <= now;
        t.rung = 0;
        t.due = due;
    } else if (!there.timer && there.kind != state_kind::task && there.kind != state_kind::await) {
        t.due = never;
    }
    t.at = target.to;
}

std::vector<feel::value> version_mover::changed(std::vector<feel::value> values,
                                                const std::vector<value_target>& targets,
                                                std::span<const std::string> names, std::size_t size,
                                                run_move& told) const {
    if (values.empty()) return values;
    std::vector<feel::value> out(size);
    for (std::size_t i = 0; i < values.size(); ++i) {
        const value_target& t = targets[i];
        if (values[i].is_null()) continue;
        const bool fits = t.to != value_target::no_value && (!t.type || feel::conforms(values[i], *t.type));
        if (fits) {
            out[t.to] = std::move(values[i]);
        } else {
            told.lost.push_back({lost_part::what::answer, names[i]});
        }
    }
    return out;
}

void version_mover::change_details(run_details& d, const version_plan& plan, run_move& told) const {
    const machine& old = rules_.machines()[plan.from];
    const machine& m = rules_.machines()[plan.to];
    d.values = changed(std::move(d.values), plan.values, old.value_names(), m.value_count(), told);
    const auto of_items = [&](std::vector<feel::value>& values) {
        values = changed(std::move(values), plan.items, old.item_names(), m.item_names().size(), told);
    };
    for (branch& b : d.branches) of_items(b.values);
    for (division& one : d.divisions) one.fork = plan.divisions[one.fork].value_or(one.fork);
    const auto kept = m.kept_events();
    std::erase_if(d.kept,
                  [&](const kept_event& k) { return std::find(kept.begin(), kept.end(), k.event) == kept.end(); });
    std::erase_if(d.done, [&](const done_step& s) {
        if (plan.undone[s.at]) return false;
        told.lost.push_back({lost_part::what::undoing, step_of(old, s.at)});
        return true;
    });
    for (done_step& s : d.done) {
        s.at = *plan.undone[s.at];
        of_items(s.values);
    }
}

}  // namespace reglament
