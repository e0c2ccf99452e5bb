// Operations: which runs are open, and the events by which people take them in hand.
#include "engine/impl.hpp"

#include <algorithm>
#include <array>

namespace reglament {

std::string_view to_string(run_state s) noexcept {
    static constexpr std::array<std::string_view, 3> names{"going", "paused", "stuck"};
    return names[static_cast<std::size_t>(s)];
}

std::string_view to_string(operation_kind k) noexcept {
    static constexpr std::array<std::string_view, 4> names{"pause", "resume", "cancel", "jump"};
    return names[static_cast<std::size_t>(k)];
}

namespace {

instant started_at(const record& of, const run& r, const rulebook& rules) {
    for (const regulation_memory& m : of.memories) {
        if (rules.family_of(m.regulation) == rules.family_of(r.regulation) && m.part == r.part) return m.last_start;
    }
    return {};
}

open_run view_of(std::string_view key, const record& of, const run& r, const rulebook& rules) {
    const machine& m = rules.machines()[r.regulation];
    open_run out;
    out.subject = key;
    out.number = r.number;
    out.regulation = r.regulation;
    out.started = started_at(of, r, rules);
    out.due = r.next_due();
    if (r.part != no_index) {
        out.about = rules.vocabulary().subjects[m.subject()].name.value;
        out.part = of.parts[r.part].key;
    }
    if (r.status() == run_status::stuck) out.state = run_state::stuck;
    if (r.is_paused()) {
        out.state = run_state::paused;
        out.paused_since = r.details()->pause->since;
        for (const auto& [branch, due] : r.details()->pause->due) out.due = std::min(out.due, due);
    }
    r.each_token([&](const token& t, std::uint32_t, instant) {
        if (t.at != no_index) out.at.push_back(t.at);
    });
    return out;
}

bool fits(const open_run& r, const rulebook& rules, const run_filter& which) {
    const machine& m = rules.machines()[r.regulation];
    if (!which.regulation.empty() && m.regulation().id.value != which.regulation) return false;
    if (which.number != 0 && which.number != r.number) return false;
    if (!which.version.empty() && m.regulation().version != which.version) return false;
    if (which.state && *which.state != r.state) return false;
    if (which.due_before && r.due >= *which.due_before) return false;
    return which.step.empty() ||
           std::any_of(r.at.begin(), r.at.end(), [&](state_index s) { return m.states()[s].id == which.step; });
}

}  // namespace

std::vector<open_run> engine::runs(const run_filter& which) const {
    const impl& my = *impl_;
    std::vector<open_run> all;
    const auto add = [&](std::uint32_t i) {
        if (!my.clients.times(i).has_runs || my.clients.read(i).state.runs.empty()) return;
        const record& state = my.show(i);
        for (const run& r : state.runs) {
            open_run one = view_of(my.clients.key(i), state, r, *my.rules);
            if (fits(one, *my.rules, which)) all.push_back(std::move(one));
        }
    };
    if (!which.subject.empty()) {
        if (const auto known = my.clients.find(which.subject)) add(*known);
    } else {
        for (std::uint32_t i = 0; i < my.clients.size(); ++i) add(i);
    }
    if (which.role.empty() && which.person.empty()) return all;
    std::vector<std::pair<std::string_view, std::uint32_t>> theirs;
    task_filter of;
    of.subject = which.subject;
    of.role = which.role;
    of.person = which.person;
    for (const task& t : tasks(of)) theirs.emplace_back(t.subject, t.run);
    std::sort(theirs.begin(), theirs.end());
    std::erase_if(all, [&](const open_run& r) {
        return !std::binary_search(theirs.begin(), theirs.end(), std::pair{r.subject, r.number});
    });
    return all;
}

bool concerns(operation_kind what, run_state s) noexcept {
    if (what == operation_kind::pause) return s != run_state::paused;
    return what != operation_kind::resume || s != run_state::going;
}

std::vector<event> events_of(const engine& in, const run_filter& which, const operation& what, instant at,
                             std::size_t at_most) {
    std::vector<event> all;
    for (const open_run& r : in.runs(which)) {
        if (all.size() == at_most) break;
        if (!concerns(what.what, r.state)) continue;
        event& e = all.emplace_back();
        e.type = "run." + std::string{to_string(what.what)};
        e.subject = r.subject;
        e.time = at;
        e.actor = what.actor;
        feel::context data{{"run", feel::number{r.number}}};
        if (!what.reason.empty()) data.emplace_back("reason", feel::value{what.reason});
        if (what.what == operation_kind::jump) data.emplace_back("to", feel::value{what.to});
        e.data = std::move(data);
    }
    return all;
}

namespace {

// 0: it is not about one.
std::uint32_t run_of(const event& e) {
    const feel::value run = e.data.kind() == feel::value_kind::context ? e.data.get("run") : feel::value{};
    if (run.kind() != feel::value_kind::number) return 0;
    return static_cast<std::uint32_t>(run.as_number().to_int64().value_or(0));
}

}  // namespace

operated operate(std::span<const event> all, const operate_options& how,
                 const std::function<std::vector<posted>(std::span<const event>)>& post) {
    operated out;
    const std::size_t portion = std::max<std::size_t>(how.a_commit, 1);
    const auto of_store = [](const issue& i) { return i.level == severity::error && i.code.starts_with("store-"); };
    for (std::size_t i = 0; i < all.size(); i += portion) {
        const auto some = all.subspan(i, std::min(portion, all.size() - i));
        const std::vector<posted> answers = post(some);
        bool failed = false;
        for (std::size_t k = 0; k < some.size(); ++k) {
            const auto& [status, found, fetched] = answers[k];
            if (status == post_status::accepted) {
                ++out.done;
                continue;
            }
            out.refused.push_back({some[k].subject, run_of(some[k]), found});
            failed = failed || std::any_of(found.begin(), found.end(), of_store);
        }
        if (failed || (how.between && !how.between(i + some.size(), all.size()))) break;
    }
    return out;
}

issues engine::check(const event& e) const {
    const impl& my = *impl_;
    issues found;
    if (my.is_refused(e, found)) return found;
    if (auto refused = my.out_of_time(e.type, e.time)) return std::move(refused->found);
    if (const auto whole = e.subject.empty() ? my.with_owner(e) : std::nullopt) return check(*whole);
    if (const auto whole = my.addressed(e, found)) return check(*whole);
    if (const auto whole = my.redirected(e)) return check(*whole);
    if (e.type == "subject.merged" || !found.empty()) return found;
    const auto known = my.clients.find(e.subject);
    (void)my.in.resolve(e, known ? &my.clients.read(*known).state : nullptr, found);
    return found;
}

}  // namespace reglament
