// What shows only when every way has been gone: what nobody comes to, and what nobody comes out of.
#include "feel/decision/decision_code.hpp"
#include "proof/explorer.hpp"

#include <algorithm>

namespace reglament::proof_stage {

finding explorer::about(flaw kind, std::string_view code, span where, state_index at,
                        std::vector<std::string> arguments) const {
    finding f;
    f.kind = kind;
    f.regulation = which_;
    f.state = at;
    issues one;
    one.add(code, place{m_.regulation().file, where}, std::move(arguments));
    f.what = one[0];
    return f;
}

namespace {

std::string_view dead_code(state_kind kind) noexcept {
    switch (kind) {
        case state_kind::listen:
            return "proof-never-heard";
        case state_kind::await:
            return "proof-never-so";
        case state_kind::fork:
            return "proof-never-begun";
        default:
            return "proof-dead-branch";
    }
}

// Whether a way was written, and how much it matters that nobody takes it: an `else` that is left over does no harm.
enum class written : std::uint8_t { no, as_a_guard, yes };

written otherwise_of(const step* s) {
    if (s == nullptr) return written::no;
    if (const auto* k = std::get_if<if_step>(&s->kind)) return k->otherwise.given ? written::yes : written::no;
    if (const auto* k = std::get_if<switch_step>(&s->kind)) return k->otherwise ? written::as_a_guard : written::no;
    if (const auto* k = std::get_if<decide_step>(&s->kind)) return k->otherwise ? written::as_a_guard : written::no;
    return written::no;
}

}  // namespace

void explorer::tell_dead() {
    if (!complete_) return;
    for (std::size_t s = 0; s < m_.states().size(); ++s) {
        const state& here = m_.states()[s];
        if (!reached_[s]) continue;
        const auto named = steps_.find(here.id);
        const step* const model = named == steps_.end() ? nullptr : named->second;
        for (std::uint16_t i = here.first; i < here.first + here.count; ++i) {
            const transition& t = m_.transitions()[i];
            if (taken_[i]) continue;
            const bool conditional = t.guard != no_index;
            const bool awaited = here.kind == state_kind::await && t.on == trigger_kind::condition;
            const bool turns = here.kind == state_kind::fork && t.on == trigger_kind::none;
            const auto at = static_cast<state_index>(s);
            if (conditional || awaited || turns) {
                add(about(flaw::dead_branch, dead_code(here.kind), t.where, at, {t.label.empty() ? here.id : t.label}));
            } else if (here.kind == state_kind::choice || t.on == trigger_kind::no_rule) {
                const written how = otherwise_of(model);
                if (how == written::yes) add(about(flaw::dead_branch, "proof-dead-else", t.where, at, {here.label}));
                if (how == written::as_a_guard)
                    add(about(flaw::dead_branch, "proof-spare-else", t.where, at, {here.label}));
            }
        }
    }
    for (const auto& [row, comes] : rows_) {
        if (comes) continue;
        const decide_definition& d = m_.decisions()[m_.states()[row.first].detail];
        finding f = about(flaw::dead_branch, "proof-dead-row", {}, row.first, {std::to_string(row.second + 1)});
        f.what.at = place{m_.origin_of(d.program).where.source, feel::decision_access::of(d.table)->rules[row.second]};
        add(std::move(f));
    }
}

void explorer::tell_outputs() {
    if (!complete_) return;
    for (std::size_t s = 0; s < m_.states().size(); ++s) {
        const state& here = m_.states()[s];
        const bool is_led_to = std::any_of(m_.transitions().begin(), m_.transitions().end(),
                                           [&](const transition& t) { return t.to == s; });
        if (here.kind == state_kind::end && !reached_[s] && is_led_to)  // else the check says it
            add(about(flaw::lost_output, "proof-lost-output", here.where, static_cast<state_index>(s), {here.id}));
    }
}

// Whether one comes back to a place, or does not get on from it.
bool explorer::stays(std::size_t place) const {
    std::vector<bool> seen(seen_.size());
    std::vector<std::size_t> open{place};
    bool moves = false;
    while (!open.empty()) {
        const std::size_t at = open.back();
        open.pop_back();
        for (const auto& [from, to] : moves_) {
            if (from != at) continue;
            moves = moves || at == place;
            if (to == place) return true;
            if (!seen[to]) open.push_back(to);
            seen[to] = true;
        }
    }
    return !moves;
}

// From every place some end can be reached, unless an event that comes from outside ends the run anyway.
void explorer::tell_endless() {
    if (!complete_) return;
    std::vector<bool> ends = ended_at_;
    for (std::size_t i = 0; i < seen_.size(); ++i)
        if (told_.contains({seen_[i].at, "gap"})) ends[i] = true;  // told already
    for (bool grown = true; grown;) {
        grown = false;
        for (const auto& [from, to] : moves_) {
            if (!ends[to] || ends[from]) continue;
            ends[from] = grown = true;
        }
    }
    const bool stops =
        std::any_of(m_.exits().begin(), m_.exits().end(), [&](const exit_rule& x) { return reached_[x.to]; });
    std::optional<std::size_t> worst;  // where it rests, rather than where it decides
    for (std::size_t i = 0; i < seen_.size(); ++i) {
        if (ends[i] || !stays(i)) continue;
        if (!worst) worst = i;
        if (!rests(m_.states()[seen_[i].at].kind)) continue;
        worst = i;
        break;
    }
    if (!worst) return;
    const path& p = paths_[*worst];
    const bool turns = !p.around.empty() && p.around.back().what == within::then::turn;
    const state_index at = turns ? p.around.back().fork : seen_[*worst].at;
    const state& here = m_.states()[at];
    finding f = about(flaw::livelock, stops ? "proof-ends-from-outside" : "proof-livelock", here.where, at, {here.id});
    (void)show(
        f, p, {}, {}, [](const feel::frame&) { return true; }, true);
    add(std::move(f));
}

void explorer::tell_late() {
    for (std::size_t s = 0; s < m_.states().size(); ++s) {
        const state& here = m_.states()[s];
        if (here.kind != state_kind::task || !here.timer || !reached_[s]) continue;
        const task_definition& task = m_.tasks()[here.detail];
        const auto all = m_.transitions_of(static_cast<state_index>(s));
        const bool leads_on =
            std::any_of(all.begin(), all.end(), [](const transition& t) { return t.on == trigger_kind::late; });
        if (leads_on || task.lapses || !task.ladder.empty()) continue;
        add(about(flaw::late, "proof-late", here.where, static_cast<state_index>(s), {here.id}));
    }
}

// What could not be told for certain, with the part of a condition that is to blame.
void explorer::tell_untreated() {
    if (!complete_)
        add(about(flaw::unknown, "proof-too-large", m_.regulation().id.where, no_index, {m_.regulation().id.value}));
    for (const state_index s : unproved_) {
        if (std::any_of(found_->begin(), found_->end(), [&](const finding& f) {
                return f.regulation == which_ && f.state == s && f.kind <= flaw::overlap;
            }))
            continue;
        const state& here = m_.states()[s];
        std::string part;
        span where = here.where;
        const auto blame = [&](std::uint16_t program) {
            const auto known = untreated_.find(program);
            if (program == no_index || known == untreated_.end() || !part.empty()) return;
            const place& at = m_.origin_of(program).where;
            if (!at) return;
            const std::string_view text = at.source->text().substr(at.where.begin, at.where.end - at.where.begin);
            const span in = known->second.begin()->where;
            part = in.end <= text.size() && in.begin < in.end && !m_.origin_of(program).is_table
                       ? std::string{text.substr(in.begin, in.end - in.begin)}
                       : std::string{text};
            if (!m_.origin_of(program).is_table) where = at.where;
        };
        for (const transition& t : m_.transitions_of(s)) blame(t.guard);
        if (here.kind == state_kind::decide) blame(m_.decisions()[here.detail].program);
        if (part.empty()) part = here.id;
        add(about(flaw::unknown, "proof-unknown", where, s, {part}));
    }
    complete_ = complete_ && unproved_.empty();
}

}  // namespace reglament::proof_stage
