#include "control/alignment/space.hpp"

#include <algorithm>
#include <deque>
#include <set>
#include <tuple>
#include <unordered_set>

namespace reglament::alignment {

namespace {

// Markings that are come to from one without anything seen; where ways are told apart.
constexpr std::size_t most_silent = 200'000, most_apart = 4'000;

}  // namespace

space::space(const net& of, const groups& by, const std::vector<std::uint8_t>& tracked)
    : groups_{by},
      tracked_{tracked},
      apart_{std::any_of(tracked.begin(), tracked.end(), [](std::uint8_t most) { return most != 0; })},
      mover_{of},
      bounds_{of, by} {
    marking over_now;
    over_now.over = true;
    find(over_now);
    nodes_[over].expanded = nodes_[over].ends = true;
    nodes_[over].end_count = 1;
    ends_.push_back(keep({}));
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

space::way space::keep(const std::vector<std::uint16_t>& passed) {
    const auto first = static_cast<std::uint32_t>(passed_.size());
    passed_.insert(passed_.end(), passed.begin(), passed.end());
    return {first, static_cast<std::uint32_t>(passed.size())};
}

// Which of the tracked ones a way passes through, each as often as it makes a difference: so silent loops come to an
// end.
std::u16string space::mark_of(const std::vector<std::uint16_t>& passed) const {
    std::u16string out;
    if (!apart_) return out;
    for (const std::uint16_t t : passed) {
        const auto times = std::count(out.begin(), out.end(), static_cast<char16_t>(t));
        if (times < tracked_[t]) out.push_back(static_cast<char16_t>(t));
    }
    std::sort(out.begin(), out.end());
    return out;
}

bool space::expand(node_index n) {
    if (nodes_[n].expanded) return true;
    if (nodes_[n].too_wide || nodes_.size() > most_nodes) return false;
    close(n, marking_of(*nodes_[n].key));
    return nodes_[n].expanded;
}

// Nearest first, so that of two ways to the same the shorter one is kept.
void space::close(node_index n, marking start) {
    std::vector<edge> found;
    std::vector<way> ends;
    std::set<std::tuple<visible_index, node_index, std::u16string>> known;
    const auto see = [&](const marking& k, visible_index seen) {
        const node_index to = find(k);
        if (!known.emplace(seen, to, mark_of(k.passed)).second) return;
        const way w = keep(k.passed);
        found.push_back({seen, to, w.first, w.count});
    };
    const auto end = [&](const marking& k) {
        if (known.emplace(silent, over, mark_of(k.passed)).second) ends.push_back(keep(k.passed));
    };
    std::unordered_set<std::u16string> seen_keys;
    std::deque<marking> waiting;
    mover_.each_exit(start, [&](marking&& k, visible_index seen) { see(k, seen); });
    waiting.push_back(std::move(start));
    const std::size_t most = apart_ ? most_apart : most_silent;
    while (!waiting.empty() && seen_keys.size() <= most) {
        const marking from = std::move(waiting.front());
        waiting.pop_front();
        mover_.each_move(from, [&](marking&& k, visible_index seen) {
            if (seen != silent) {
                if (!from.quiet) see(k, seen);
            } else if (k.over) {
                end(k);
            } else if (seen_keys.insert(key_of(k, true) + mark_of(k.passed)).second) {
                waiting.push_back(std::move(k));
            }
        });
    }
    waiting.empty() ? settle(n, std::move(found), ends) : void(nodes_[n].too_wide = true);
}

void space::settle(node_index n, std::vector<edge> found, const std::vector<way>& ends) {
    std::stable_sort(found.begin(), found.end(), [](const edge& a, const edge& b) { return a.seen < b.seen; });
    node& at = nodes_[n];
    at.first = static_cast<std::uint32_t>(edges_.size());
    at.count = static_cast<std::uint32_t>(found.size());
    edges_.insert(edges_.end(), found.begin(), found.end());
    at.ends = !ends.empty();
    at.end_first = static_cast<std::uint32_t>(ends_.size());
    at.end_count = static_cast<std::uint32_t>(ends.size());
    ends_.insert(ends_.end(), ends.begin(), ends.end());
    at.expanded = true;
}

}  // namespace reglament::alignment
