// Space: the markings of a machine and what can be seen next in each, made as far as somebody asks.
#pragma once

#include "control/alignment/bounds.hpp"
#include "control/alignment/mover.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace reglament::alignment {

using node_index = std::uint32_t;
inline constexpr node_index no_node = 0xFFFF'FFFF;

/// One thing seen, and all that is passed through before and after it.
struct edge {
    visible_index seen = silent;
    node_index to = no_node;
    std::uint32_t first = 0, count = 0;  // of space::passed()
};

class space {
public:
    static constexpr node_index over = 0;  ///< the run has ended
    static constexpr std::size_t most_nodes = 3'000'000;

    /// A place in which a way lies.
    struct way {
        std::uint32_t first = 0, count = 0;
    };

    /// `tracked`: by transition; ways to the same that pass through different ones of these, or through one another
    /// number of times up to this, are told apart. Empty: none are.
    space(const net& of, const groups& by, const std::vector<std::uint8_t>& tracked);

    [[nodiscard]] node_index initial() const noexcept { return initial_; }
    /// What can be seen next, also after passing through silently. False: there is too much of it.
    bool expand(node_index n);
    [[nodiscard]] std::span<const edge> edges(node_index n) const noexcept {
        return {edges_.data() + nodes_[n].first, nodes_[n].count};
    }
    /// Whether the run can end with nothing more to be seen; REQUIRES: expanded.
    [[nodiscard]] bool ends(node_index n) const noexcept { return nodes_[n].ends; }
    /// One, unless ways are told apart.
    [[nodiscard]] std::span<const way> ways_to_end(node_index n) const noexcept {
        return {ends_.data() + nodes_[n].end_first, nodes_[n].end_count};
    }
    [[nodiscard]] std::span<const std::uint16_t> passed(way w) const noexcept {
        return {passed_.data() + w.first, w.count};
    }
    [[nodiscard]] std::span<const std::uint16_t> passed(const edge& e) const noexcept {
        return {passed_.data() + e.first, e.count};
    }
    [[nodiscard]] std::span<const std::uint16_t> way_to_start() const noexcept { return start_; }
    [[nodiscard]] const std::uint8_t* least(node_index n) const noexcept { return least_.data() + n * groups_.count(); }
    [[nodiscard]] const std::uint8_t* most(node_index n) const noexcept { return most_.data() + n * groups_.count(); }
    [[nodiscard]] std::size_t size() const noexcept { return nodes_.size(); }

private:
    struct node {
        const std::u16string* key = nullptr;
        std::uint32_t first = 0, count = 0;
        std::uint32_t end_first = 0, end_count = 0;
        bool expanded = false, ends = false, too_wide = false;
    };

    node_index find(const marking& k);
    way keep(const std::vector<std::uint16_t>& passed);
    [[nodiscard]] std::u16string mark_of(const std::vector<std::uint16_t>& passed) const;
    [[nodiscard]] std::vector<bool> find_choices(const net& of) const;
    [[nodiscard]] std::vector<marking> chosen(marking k);
    void close(node_index n, const marking& start, bool with_choices);
    void settle(node_index n, std::vector<edge> found, const std::vector<way>& ends);

    const groups& groups_;
    const std::vector<std::uint8_t>& tracked_;
    bool apart_ = false;
    std::vector<bool> choices_;  // by state: to be made as soon as a thread beside others comes there
    mover mover_;
    bounds bounds_;
    std::unordered_map<std::u16string, node_index> index_;
    std::vector<node> nodes_;
    std::vector<edge> edges_;
    std::vector<way> ends_;
    std::vector<std::uint16_t> passed_, start_;
    std::vector<std::uint8_t> least_, most_;
    node_index initial_ = over;
};

}  // namespace reglament::alignment
