#include "control/alignment/space.hpp"

#include <algorithm>
#include <deque>
#include <unordered_set>

namespace reglament::alignment {

namespace {

constexpr std::size_t most_silent = 200'000;  // markings that are come to from one without anything seen

}  // namespace

space::space(const net& of, const groups& by) : groups_{by}, mover_{of}, bounds_{of, by} {
    marking over_now;
    over_now.over = true;
    find(over_now);
    nodes_[over].expanded = nodes_[over].ends = true;
    const marking first = mover_.initial();
    start_ = first.passed;
    initial_ = find(first);
}

node_index space::find(const marking& k) {
    const auto [at, fresh] = index_.try_emplace(key_of(k, false), static_cast<node_index>(nodes_.size()));
    if (!fresh) return at->second;
    node& made = nodes_.emplace_back();
    made.key = &at->first;
    least_.resize(nodes_.size() * groups_.count());
    most_.resize(least_.size());
    const std::size_t from = (nodes_.size() - 1) * groups_.count();
    bounds_.of(k, std::span{least_}.subspan(from), std::span{most_}.subspan(from));
    return at->second;
}

std::pair<std::uint32_t, std::uint32_t> space::keep(const std::vector<std::uint16_t>& way) {
    const auto first = static_cast<std::uint32_t>(passed_.size());
    passed_.insert(passed_.end(), way.begin(), way.end());
    return {first, static_cast<std::uint32_t>(way.size())};
}

bool space::expand(node_index n) {
    if (nodes_[n].expanded) return !too_large_;
    if (nodes_.size() > most_nodes) too_large_ = true;
    if (too_large_) return false;
    close(n, marking_of(*nodes_[n].key));
    return !too_large_;
}

// Nearest first, so that of two ways to the same the shorter one is kept.
void space::close(node_index n, marking start) {
    std::vector<edge> found;
    const auto see = [&](const marking& k, visible_index seen) {
        const node_index to = find(k);
        const bool known =
            std::any_of(found.begin(), found.end(), [&](const edge& e) { return e.seen == seen && e.to == to; });
        if (known) return;
        const auto [first, count] = keep(k.passed);
        found.push_back({seen, to, first, count});
    };
    std::unordered_set<std::u16string> seen_keys;
    std::deque<marking> waiting;
    mover_.each_exit(start, [&](marking&& k, visible_index seen) { see(k, seen); });
    waiting.push_back(std::move(start));
    while (!waiting.empty() && !too_large_) {
        const marking from = std::move(waiting.front());
        waiting.pop_front();
        mover_.each_move(from, [&](marking&& k, visible_index seen) {
            if (seen != silent) {
                if (!from.quiet) see(k, seen);
            } else if (k.over) {
                if (!nodes_[n].ends) std::tie(nodes_[n].end_first, nodes_[n].end_count) = keep(k.passed);
                nodes_[n].ends = true;
            } else if (seen_keys.insert(key_of(k, true)).second) {
                waiting.push_back(std::move(k));
                too_large_ = too_large_ || seen_keys.size() > most_silent;
            }
        });
    }
    std::stable_sort(found.begin(), found.end(), [](const edge& a, const edge& b) { return a.seen < b.seen; });
    nodes_[n].first = static_cast<std::uint32_t>(edges_.size());
    nodes_[n].count = static_cast<std::uint32_t>(found.size());
    edges_.insert(edges_.end(), found.begin(), found.end());
    nodes_[n].expanded = true;
}

}  // namespace reglament::alignment
