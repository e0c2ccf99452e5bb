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
      choices_{find_choices(of)},
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

// Those that are tested, where nothing is seen on any way that may be chosen.
std::vector<bool> space::find_choices(const net& of) const {
    std::vector<bool> out(of.m.states().size());
    for (std::size_t s = 0; s < out.size() && apart_; ++s) {
        const state& at = of.m.states()[s];
        if (at.kind != state_kind::choice && at.kind != state_kind::decide && at.kind != state_kind::fork) continue;
        bool tested = false, seen = false;
        for (std::uint16_t i = at.first; i < at.first + at.count; ++i) {
            tested = tested || tracked_[i] != 0;
            seen = seen || of.is_seen(i);
        }
        out[s] = tested && !seen;
    }
    return out;
}

// Where threads go side by side a choice is made as the run comes there: what the others are told later it does not
// know. One thread makes it before the next thing seen, which is the same but for what is too much in the log.
std::vector<marking> space::chosen(marking k) {
    std::vector<marking> out;
    std::deque<marking> waiting;
    std::unordered_set<std::u16string> seen_keys;
    waiting.push_back(std::move(k));
    while (!waiting.empty()) {
        const marking from = std::move(waiting.front());
        waiting.pop_front();
        const bool more = seen_keys.size() <= most_apart;
        const auto go = [&](marking&& to, visible_index) {
            if (seen_keys.insert(key_of(to, false) + mark_of(to.passed)).second) waiting.push_back(std::move(to));
        };
        if (!more || !mover_.each_choice(from, choices_, go)) out.push_back(from);
    }
    return out;
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
    const marking start = marking_of(*nodes_[n].key);
    close(n, start, true);
    if (nodes_[n].too_wide && std::ranges::find(choices_, true) != choices_.end()) close(n, start, false);
    return nodes_[n].expanded;
}

// Nearest first, so that of two ways to the same the shorter one is kept. Where too many threads come to their choices
// silently, each chooses right before what is seen next of it.
void space::close(node_index n, const marking& start, bool with_choices) {
    std::vector<edge> found;
    std::vector<way> ends;
    std::set<std::tuple<visible_index, node_index, std::u16string>> known;
    const auto see = [&](marking&& k, visible_index seen) {
        std::vector<marking> all;
        if (with_choices)
            all = chosen(std::move(k));
        else
            all.push_back(std::move(k));
        for (const marking& after : all) {
            const node_index to = find(after);
            if (!known.emplace(seen, to, mark_of(after.passed)).second) continue;
            const way w = keep(after.passed);
            found.push_back({seen, to, w.first, w.count});
        }
    };
    const auto end = [&](const marking& k) {
        if (known.emplace(silent, over, mark_of(k.passed)).second) ends.push_back(keep(k.passed));
    };
    std::unordered_set<std::u16string> seen_keys;
    std::deque<marking> waiting;
    const auto go = [&](marking&& k) {
        if (k.over) {
            end(k);
        } else if (seen_keys.insert(key_of(k, true) + mark_of(k.passed)).second) {
            waiting.push_back(std::move(k));
        }
    };
    mover_.each_exit(start, [&](marking&& k, visible_index seen) { see(std::move(k), seen); });
    waiting.push_back(start);
    const std::size_t most = apart_ ? most_apart : most_silent;
    while (!waiting.empty() && seen_keys.size() <= most) {
        const marking from = std::move(waiting.front());
        waiting.pop_front();
        const auto choose = [&](marking&& k, visible_index) { go(std::move(k)); };
        if (with_choices && mover_.each_choice(from, choices_, choose)) continue;
        mover_.each_move(from, [&](marking&& k, visible_index seen) {
            if (seen == silent) {
                go(std::move(k));
            } else if (!from.quiet) {
                see(std::move(k), seen);
            }
        });
    }
    nodes_[n].too_wide = !waiting.empty();
    if (waiting.empty()) settle(n, std::move(found), ends);
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
