#include "control/alignment/search.hpp"

#include <algorithm>

namespace reglament::alignment {

namespace {

constexpr std::size_t first_table = 1u << 10;

std::size_t hash(node_index n, std::uint32_t position, known_index known) noexcept {
    std::uint64_t h = (static_cast<std::uint64_t>(n) << 32 | position) * 0x9E3779B97F4A7C15ULL;
    if (known != 0) h = (h ^ known) * 0x9E3779B97F4A7C15ULL;
    return static_cast<std::size_t>(h ^ (h >> 29));
}

}  // namespace

searcher::searcher(const net& of, const groups& by, space& over, guards* tests)
    : net_{of},
      groups_{by},
      space_{over},
      guards_{tests},
      model_cost_(by.count(), 0xFFFF'FFFF),
      table_(first_table, 0) {
    for (visible_index v = 0; v < of.visibles.size(); ++v)
        model_cost_[by.of(v)] = std::min(model_cost_[by.of(v)], of.visibles[v].cost);
}

// How many events of each group are still to come, from each position on.
void searcher::prepare(std::span<const std::uint32_t> trace, std::span<const event_class> classes) {
    const std::size_t n = groups_.count();
    left_.assign((trace.size() + 1) * n, 0);
    strange_.assign(trace.size() + 1, 0);
    log_cost_.assign(n, 0xFFFF'FFFF);
    for (std::size_t i = trace.size(); i-- > 0;) {
        const event_class& c = classes[trace[i]];
        std::copy_n(left_.begin() + static_cast<std::ptrdiff_t>((i + 1) * n), n,
                    left_.begin() + static_cast<std::ptrdiff_t>(i * n));
        strange_[i] = strange_[i + 1];
        if (c.group == 0xFFFF) {
            strange_[i] += c.cost;
        } else {
            auto& count = left_[i * n + c.group];
            if (count < 0xFFFF) ++count;
            log_cost_[c.group] = std::min(log_cost_[c.group], c.cost);
        }
    }
    states_.clear();
    if (table_.size() > first_table * 64) table_.assign(first_table, 0);
    std::fill(table_.begin(), table_.end(), 0u);
    for (auto& bucket : queue_) bucket.clear();
    front_ = 0;
}

// Of each group by itself: what must come and cannot be seen, and what was seen and cannot come.
std::uint32_t searcher::at_least(node_index n, std::uint32_t position) const {
    const std::size_t count = groups_.count();
    const std::uint8_t* const least = space_.least(n);
    const std::uint8_t* const most = space_.most(n);
    const std::uint16_t* const left = left_.data() + position * count;
    std::uint32_t sum = strange_[position];
    for (std::size_t g = 0; g < count; ++g) {
        if (left[g] < least[g]) {
            if (!open_) sum += (least[g] - std::uint32_t{left[g]}) * model_cost_[g];
        } else if (left[g] > most[g] && most[g] != 255) {
            sum += (left[g] - std::uint32_t{most[g]}) * log_cost_[g];
        }
    }
    return sum;
}

std::uint32_t& searcher::slot_of(node_index n, std::uint32_t position, known_index known) {
    for (std::size_t at = hash(n, position, known);; ++at) {
        std::uint32_t& slot = table_[at & (table_.size() - 1)];
        if (slot == 0) return slot;
        const state& s = states_[slot - 1];
        if (s.node == n && s.position == position && s.known == known) return slot;
    }
}

void searcher::grow() {
    table_.assign(table_.size() * 2, 0);
    for (std::uint32_t i = 0; i < states_.size(); ++i) {
        const state& s = states_[i];
        slot_of(s.node, s.position, s.known) = i + 1;
    }
}

void searcher::reach(const arrival& at, std::uint32_t parent, std::uint32_t by, enum state::how how) {
    std::uint32_t& slot = slot_of(at.node, at.position, at.way.known);
    std::uint32_t index = slot;
    const std::uint32_t cost = at.cost + at.way.cost;
    if (index == 0) {
        index = slot = static_cast<std::uint32_t>(states_.size() + 1);
        states_.push_back(
            {at.node, at.position, cost, at_least(at.node, at.position), at.way.known, at.way.cost, parent, by, how});
        if (states_.size() * 2 > table_.size()) grow();
    } else {
        state& known = states_[index - 1];
        if (known.cost <= cost) return;
        known.cost = cost;
        known.guards = at.way.cost;
        known.parent = parent;
        known.by = by;
        known.how = how;
    }
    const std::uint32_t total = cost + states_[index - 1].rest;
    if (queue_.size() <= total) queue_.resize(total + std::size_t{1});
    queue_[total].push_back(index - 1);
    front_ = std::min(front_, total);
}

guards::outcome searcher::went(const state& s, const edge& e, told_index t) {
    if (guards_ == nullptr) return {};
    return guards_->go(s.known, space_.passed(e), e.first, e.seen, t);
}

// The last one found first, and of one marking the moves with an event last: so a case that replays goes straight on.
aligned searcher::align(const traced& trace, std::span<const event_class> classes, bool open, std::size_t budget) {
    open_ = open;
    prepare(trace.classes, classes);
    const auto length = static_cast<std::uint32_t>(trace.classes.size());
    guards::outcome start;
    if (guards_ != nullptr) {
        std::vector<std::uint16_t> wrong;
        const known_index first = guards_->at_start(trace.of_case, length == 0 ? 0 : told_at(trace, 0));
        start = guards_->go(first, space_.way_to_start(), silent, 0, wrong);
    }
    reach({space_.initial(), 0, 0, start}, move::none, move::none, state::how::alone);
    std::size_t looked_at = 0;
    for (; front_ < queue_.size(); ++front_) {
        while (front_ < queue_.size() && !queue_[front_].empty()) {
            const std::uint32_t index = queue_[front_].back();
            queue_[front_].pop_back();
            const state s = states_[index];
            if (s.cost + s.rest != front_) continue;  // a cheaper way was found since
            if (!space_.expand(s.node)) return undecided(true);
            looked_at += guards_ == nullptr ? 1 : 1 + space_.edges(s.node).size();
            if (looked_at > budget) return undecided(false);
            if (s.position == length) {
                if (open || s.node == space::over || (guards_ == nullptr && space_.ends(s.node))) return told(index);
                if (space_.ends(s.node)) end(index);
            }
            go_on(index, trace, classes);
        }
        if (front_ >= queue_.size()) break;
    }
    front_ = 0;
    return undecided(false);
}

aligned searcher::undecided(bool too_wide) const {
    aligned out;
    out.decided = false;
    out.too_wide = too_wide;
    out.lower = front_;
    return out;
}

// Each of the ways to the end has conditions of its own.
void searcher::end(std::uint32_t from) {
    const state s = states_[from];
    const auto ways = space_.ways_to_end(s.node);
    for (std::uint32_t i = 0; i < ways.size(); ++i) {
        const guards::outcome way = guards_->go(s.known, space_.passed(ways[i]), ways[i].first, silent, 0);
        reach({space::over, s.position, s.cost, way}, from, i, state::how::to_end);
    }
}

void searcher::go_on(std::uint32_t from, const traced& trace, std::span<const event_class> classes) {
    const state s = states_[from];
    const auto length = static_cast<std::uint32_t>(trace.classes.size());
    const bool at_end = s.position == length;
    const told_index told = at_end ? 0 : told_at(trace, s.position);
    if (!at_end) {
        const known_index heard = guards_ != nullptr ? guards_->heard(s.known, told) : 0;
        reach({s.node, s.position + 1, s.cost + classes[trace.classes[s.position]].cost, {heard, 0}}, from, move::none,
              state::how::with_event);
    }
    const std::span<const edge> edges = space_.edges(s.node);
    if (!open_ || !at_end) {
        for (std::uint32_t e = 0; e < edges.size(); ++e) {
            if (net_.visibles[edges[e].seen].only_told) continue;
            reach({edges[e].to, s.position, s.cost + net_.visibles[edges[e].seen].cost, went(s, edges[e], 0)}, from, e,
                  state::how::alone);
        }
    }
    if (at_end) return;
    const event_class& next = classes[trace.classes[s.position]];
    if (next.group == 0xFFFF) return;
    for (auto e = static_cast<std::uint32_t>(edges.size()); e-- > 0;) {
        if (next.is(edges[e].seen))
            reach({edges[e].to, s.position + 1, s.cost, went(s, edges[e], told)}, from, e, state::how::with_event);
    }
}

// An open case may have come to its end; by a way that is known to be wrong it has not.
space::way searcher::end_of_open(const state& s) const {
    for (const space::way w : space_.ways_to_end(s.node)) {
        if (guards_ == nullptr || guards_->go(s.known, space_.passed(w), w.first, silent, 0).cost == 0) return w;
    }
    return {};
}

aligned searcher::told(std::uint32_t goal) const {
    aligned out;
    out.cost = states_[goal].cost;
    const state& last = states_[goal];
    out.last = last.node;
    if (last.how == state::how::to_end) {
        goal = last.parent;
        out.last = states_[goal].node;
        out.end = space_.ways_to_end(out.last)[last.by];
    } else if (space_.ends(out.last)) {
        out.end = end_of_open(last);
    }
    for (std::uint32_t at = goal; states_[at].parent != move::none; at = states_[at].parent) {
        const state& s = states_[at];
        const state& from = states_[s.parent];
        const bool with_event = s.how == state::how::with_event;
        out.moves.push_back(
            {with_event ? from.position : move::none, from.node, s.by, s.cost - from.cost - s.guards, s.guards});
    }
    std::reverse(out.moves.begin(), out.moves.end());
    return out;
}

}  // namespace reglament::alignment
