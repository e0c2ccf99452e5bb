// Bounds: how often, at least and at most, what logs tell of can still come in a run, told from where it is.
#pragma once

#include "control/alignment/marking.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace reglament::alignment {

/// Visibles that share a name are of one group: an event of that name may be any of them.
class groups {
public:
    explicit groups(const net& of);
    [[nodiscard]] std::size_t count() const noexcept { return count_; }
    [[nodiscard]] std::uint16_t of(visible_index v) const noexcept { return of_[v]; }

private:
    std::vector<std::uint16_t> of_;
    std::size_t count_ = 0;
};

/// Lower and upper bounds that hold for every way the run may go from a marking. Simple ones: each group by itself.
class bounds {
public:
    static constexpr std::uint16_t endless = 60;  ///< so often, or more often

    bounds(const net& of, const groups& by);

    /// By group: at least, at most.
    void of(const marking& k, std::span<std::uint8_t> least, std::span<std::uint8_t> most) const;

private:
    using row = std::vector<std::uint16_t>;
    struct pair {
        row join, end;  // at least, until the branch comes to its join, until the run comes to its end
    };

    [[nodiscard]] row weight(visible_index v) const;
    void settle_least();
    bool lower(state_index s);
    void settle_most();
    bool raise(state_index s);
    [[nodiscard]] std::uint32_t turns_at_least(const fork_definition& f, const fork_count& c) const;
    [[nodiscard]] bool whole_join(const fork_definition& f) const { return f.need == 0 && f.share == 0 && f.waits; }
    [[nodiscard]] pair least_of(const thread& t) const;
    void lower_by_ways(const thread& t, pair& out) const;
    void collect_ends(const thread& t, row& into) const;
    [[nodiscard]] row most_of(const thread& t) const;

    const net& net_;
    const machine& m_;
    const groups& groups_;
    std::size_t n_;
    std::vector<row> join_, end_, most_;  // by state
};

}  // namespace reglament::alignment
