// Lanes: a log divided by client, so that those in hand lie in the nearer caches, and several threads can hear it.
#pragma once

#include <reglament/log/event_log.hpp>
#include <reglament/machine/rulebook.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace reglament {

/// All events of some clients, or of all, in the order of the log.
class log_lane {
public:
    /// The whole log, where it is.
    explicit log_lane(const event_log& log) : log_{&log} {}
    struct sizes {
        std::size_t events = 0, values = 0;
        std::size_t subjects = 0;  ///< bytes of their keys
    };
    /// A part of it, to which so much is to be added.
    static log_lane part_of(const event_log& log, const sizes& all);

    /// The event at that place of the log belongs to this part: what is read of it often lies here from now on.
    void add(std::uint32_t place, const event_log::entry& e);

    [[nodiscard]] std::size_t size() const noexcept { return is_part_ ? events_.size() : log_->size(); }
    [[nodiscard]] event_log::entry operator[](std::size_t i) const;

private:
    struct kept {
        instant time{};
        std::uint64_t key = 0;
        std::uint32_t place = 0;
        std::uint32_t subject = 0, subject_length = 0;
        std::uint32_t first = 0;  // of its values
        std::uint16_t values = 0;
        event_index type = no_index;
        bool in_log = false;  // it is read where it is
    };

    const event_log* log_;
    bool is_part_ = false;
    std::vector<kept> events_;
    std::vector<char> subjects_;
    std::vector<feel::value> values_;
};

/// When the last event of a log comes: up to there time passes for all.
[[nodiscard]] instant last_moment(const event_log& log);

/// How many lanes a log has, and in how many turns it is copied into them: one of so many parts of it lies there a
/// second time.
struct lane_plan {
    std::uint32_t lanes = 1, turns = 1;  ///< lanes of one turn
};

/// How a log of so many events is divided: not at all, when what happens to one client may move another.
[[nodiscard]] lane_plan plan_lanes(const rulebook& before, const rulebook& after, std::size_t events);

/// A log, and which of its events belong where.
class divided_log {
public:
    divided_log(const event_log& log, const lane_plan& plan);

    /// Whether each of its events tells of one client alone. Else it must be heard as a whole.
    [[nodiscard]] bool tells_of_clients_apart() const noexcept { return apart_; }

    /// The lanes of a turn. A client is in the same one of either log.
    [[nodiscard]] std::vector<log_lane> lanes(std::uint32_t turn) const;

private:
    const event_log& log_;
    lane_plan plan_;
    bool apart_ = true;
    std::vector<std::uint16_t> lane_of_;  // of each event: its lane, in all turns
    std::vector<log_lane::sizes> sizes_;  // by lane, in all turns
};

}  // namespace reglament
