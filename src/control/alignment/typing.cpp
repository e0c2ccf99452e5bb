#include "control/alignment/typing.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <utility>

namespace reglament::alignment {

namespace {

bool is_choice(state_kind k) {
    return k == state_kind::choice || k == state_kind::offer || k == state_kind::decide || k == state_kind::fork ||
           k == state_kind::listen;
}

}  // namespace

visible_index typing::seen_by(const move& one) const {
    return one.by == move::none ? silent : space_.edges(one.at)[one.by].seen;
}

std::vector<bool> typing::visited_by(const aligned& found) const {
    std::vector<bool> visited(net_.m.states().size(), false);
    visited[net_.m.initial()] = true;
    for (const passed_step& s : timeline_of(found)) {
        if (s.transition == no_index) continue;
        visited[net_.m.transitions()[s.transition].from] = true;
        visited[net_.m.transitions()[s.transition].to] = true;
    }
    return visited;
}

// A step that the case did not come to, though some way from where it chose leads there.
bool typing::is_on_other_way(const event_class& c, const std::vector<bool>& visited) const {
    std::vector<bool> wanted(visited.size(), false);
    for (visible_index v = 0; v < net_.visibles.size(); ++v) {
        const state_index s = net_.visibles[v].state;
        if (c.is(v) && s != no_index && visited[s]) return false;
        if (c.is(v) && s != no_index) wanted[s] = true;
    }
    std::vector<state_index> waiting;
    std::vector<bool> known(visited.size(), false);
    for (state_index s = 0; s < visited.size(); ++s) {
        if (!visited[s] || !is_choice(net_.m.states()[s].kind)) continue;
        waiting.push_back(s);
        known[s] = true;
    }
    while (!waiting.empty()) {
        const state_index s = waiting.back();
        waiting.pop_back();
        if (wanted[s]) return true;
        for (const transition& t : net_.m.transitions_of(s)) {
            if (known[t.to] || visited[t.to]) continue;
            known[t.to] = true;
            waiting.push_back(t.to);
        }
    }
    return false;
}

deviation typing::extra_of(const event_class& c, const std::string& activity, const aligned& found,
                           const std::vector<bool>& visited) const {
    deviation d{deviation_kind::unknown_event, {}, activity, alignment_move::none, c.cost};
    if (c.group == 0xFFFF) return d;
    for (visible_index v = 0; v < net_.visibles.size() && d.step.empty(); ++v) {
        if (c.is(v)) d.step = net_.visibles[v].id;
    }
    const bool again = std::any_of(found.moves.begin(), found.moves.end(), [&](const move& m) {
        const visible_index v = seen_by(m);
        return m.event != move::none && v != silent && c.is(v);
    });
    d.kind = again                         ? deviation_kind::too_often
             : is_on_other_way(c, visited) ? deviation_kind::wrong_branch
                                           : deviation_kind::extra;
    return d;
}

namespace {

// Steps that were left out, by what they are, each until it is taken.
class left_out_moves {
public:
    void add(visible_index what, std::size_t at) { places_[what].insert(at); }

    // The nearest to `from` of those that an event is; of two the one before it. Nothing: there is none.
    std::optional<std::size_t> take(const event_class& c, std::size_t from) {
        std::optional<std::pair<std::size_t, std::size_t>> best;  // distance, place
        std::set<std::size_t>* where = nullptr;
        for (auto& [what, places] : places_) {
            if (!c.is(what) || places.empty()) continue;
            const auto next = places.lower_bound(from);
            for (auto at : {next == places.begin() ? next : std::prev(next), next}) {
                if (at == places.end()) continue;
                const std::pair found{*at > from ? *at - from : from - *at, *at};
                if (best && *best <= found) continue;
                best = found;
                where = &places;
            }
        }
        if (!best) return std::nullopt;
        where->erase(best->second);
        return best->second;
    }

private:
    std::map<visible_index, std::set<std::size_t>> places_;
};

}  // namespace

// An event that is too much and the same step left out are one thing: it was done, but not in its turn.
void typing::type(const aligned& found, std::span<const std::uint32_t> trace, std::span<const event_class> classes,
                  const std::vector<std::string>& activities, case_conformance& into) const {
    const auto& moves = found.moves;
    left_out_moves left_out;
    std::vector<bool> paired(moves.size(), false);
    for (std::size_t i = 0; i < moves.size(); ++i) {
        const visible_index v = seen_by(moves[i]);
        into.moves.push_back({moves[i].event, v == silent ? no_index : net_.visibles[v].state, v, moves[i].cost});
        if (moves[i].event == move::none) left_out.add(v, i);
    }
    std::map<std::uint32_t, deviation> extras;  // by class
    std::optional<std::vector<bool>> visited;
    for (std::size_t i = 0; i < moves.size(); ++i) {
        if (moves[i].by != move::none) continue;
        const std::uint32_t one = trace[moves[i].event];
        const auto other = classes[one].group == 0xFFFF ? std::nullopt : left_out.take(classes[one], i);
        if (!other) {
            auto known = extras.find(one);
            if (known == extras.end()) {
                if (!visited) visited = visited_by(found);
                known = extras.emplace(one, extra_of(classes[one], activities[one], found, *visited)).first;
            }
            into.deviations.push_back(known->second);
            into.deviations.back().event = moves[i].event;
            continue;
        }
        paired[*other] = true;
        const visible& v = net_.visibles[seen_by(moves[*other])];
        into.deviations.push_back({deviation_kind::out_of_sequence, v.id, activities[one], moves[i].event,
                                   moves[i].cost + moves[*other].cost});
    }
    add_missing(found, paired, into);
}

void typing::add_missing(const aligned& found, const std::vector<bool>& paired, case_conformance& into) const {
    const auto& moves = found.moves;
    for (std::size_t i = 0; i < moves.size(); ++i) {
        if (moves[i].event != move::none || paired[i]) continue;
        const visible& v = net_.visibles[seen_by(moves[i])];
        into.deviations.push_back({deviation_kind::missing, v.id, v.activities.empty() ? "" : v.activities.front(),
                                   alignment_move::none, moves[i].cost});
    }
}

void typing::add_pending(const aligned& found, const std::function<bool(const edge&)>& may,
                         case_conformance& into) const {
    const auto edges = space_.edges(found.last);
    const bool some = std::any_of(edges.begin(), edges.end(), may);  // else nothing is known to be right
    visible_index last = silent;
    for (const edge& e : edges) {
        const visible& v = net_.visibles[e.seen];
        if (e.seen == last || v.only_told || (some && !may(e))) continue;
        last = e.seen;
        into.deviations.push_back(
            {deviation_kind::pending, v.id, v.activities.empty() ? "" : v.activities.front(), alignment_move::none, 0});
    }
}

timeline typing::timeline_of(const aligned& found) const {
    timeline out;
    out.push_back({});
    for (const std::uint16_t t : space_.way_to_start()) out.push_back({t, alignment_move::none, false});
    for (const move& m : found.moves) {
        if (m.by == move::none) continue;
        const edge& e = space_.edges(m.at)[m.by];
        bool told = false;
        for (const std::uint16_t t : space_.passed(e)) {
            const bool itself = !told && net_.seen(t) == e.seen;
            told = told || itself;
            out.push_back({t, itself ? m.event : alignment_move::none, itself && m.event == move::none});
        }
        if (!told) out.push_back({no_index, m.event, m.event == move::none});
    }
    for (const std::uint16_t t : space_.passed(found.end)) out.push_back({t, alignment_move::none, false});
    return out;
}

timing::timing(const rulebook& rules, const machine& m) : rules_{rules}, m_{m} {
    for (const state& s : m.states()) times_ = times_ || (s.kind == state_kind::task && s.timer);
}

void timing::look_at(const observed_case& c, std::span<const std::uint32_t> places, const timeline& when,
                     std::span<const alignment_move> moves, std::vector<deviation>& out) {
    if (times_) look_at_times(c, places, when, out);
    look_at_people(c, places, moves, out);
}

const calendar& timing::calendar_of(state_index s) const {
    const auto& words = rules_.vocabulary();
    const std::uint16_t role = m_.tasks()[m_.states()[s].detail].role;
    return words.calendar_at(role == no_index ? no_index : words.roles[role].calendar);
}

// A step is come to when what leads there was done; what is passed through takes no time, a wait its own.
void timing::look_at_times(const observed_case& c, std::span<const std::uint32_t> places, const timeline& when,
                           std::vector<deviation>& out) {
    entered_.assign(m_.states().size(), std::nullopt);
    const std::optional<instant> start = places.empty() ? std::nullopt : c.events[places.front()].time;
    entered_[m_.initial()] = start;
    for (const passed_step& p : when) {
        if (p.transition == no_index) continue;
        const transition& t = m_.transitions()[p.transition];
        const state& from = m_.states()[t.from];
        std::optional<instant> now = entered_[t.from];
        if (p.event != alignment_move::none) {
            const std::optional<instant> seen = c.events[places[p.event]].time;
            if (t.on == trigger_kind::task_done && from.kind == state_kind::task && from.timer && now && seen &&
                *now >= first_instant && *now <= last_instant && *seen > calendar_of(t.from).add(*now, *from.timer))
                out.push_back({deviation_kind::late, from.id, std::string{c.events[places[p.event]].activity},
                               places[p.event], 0});
            now = seen;
        } else if (from.kind == state_kind::wait && from.timer && now && *now >= first_instant &&
                   *now <= last_instant) {
            const instant due = rules_.vocabulary().calendar_at(no_index).add(*now, *from.timer);
            now = due == never ? std::nullopt : std::optional{due};
        }
        if (m_.states()[t.to].kind == state_kind::join && entered_[t.to] && now) now = std::max(*now, *entered_[t.to]);
        entered_[t.to] = now;
    }
}

void timing::look_at_people(const observed_case& c, std::span<const std::uint32_t> places,
                            std::span<const alignment_move> moves, std::vector<deviation>& out) const {
    for (const alignment_move& one : moves) {
        if (one.event == alignment_move::none || one.state == no_index) continue;
        const state& at = m_.states()[one.state];
        if (at.kind != state_kind::task) continue;
        const task_definition& task = m_.tasks()[at.detail];
        const case_event& e = c.events[places[one.event]];
        if (task.role == no_index || !is_wrong(e, task)) continue;
        out.push_back({deviation_kind::wrong_role, at.id, std::string{e.activity}, places[one.event], 0});
    }
}

// Only who is known can be the wrong one. Whoever is asked otherwise is right, too.
bool timing::is_wrong(const case_event& e, const task_definition& task) const {
    if (task.ways.empty()) return is_wrong(e, task.role);
    return std::all_of(task.ways.begin(), task.ways.end(), [&](const auto& way) { return is_wrong(e, way.role); });
}

bool timing::is_wrong(const case_event& e, std::uint16_t role) const {
    const auto& words = rules_.vocabulary();
    const auto is = [&](std::uint16_t r, std::string_view name) {
        return words.roles[r].name.value == name || words.roles[r].title == name;
    };
    for (const std::string_view said : {e.role, e.resource}) {
        if (said.empty()) continue;
        if (is(role, said)) return false;
        for (std::uint16_t r = 0; r < words.roles.size(); ++r) {
            if (is(r, said)) return true;
        }
    }
    if (e.resource.empty() || words.people.empty()) return false;
    const auto who = words.people.find(e.resource);
    return who && !words.people.has_role(*who, role);
}

}  // namespace reglament::alignment
