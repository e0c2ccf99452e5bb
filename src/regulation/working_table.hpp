// Working table: all that is worked in some years, counted once, so that a deadline is looked up and not counted.
#pragma once

#include <reglament/regulation/calendar.hpp>

#include <cstdint>
#include <vector>

namespace reglament {

/// The hours of a day by the rules, be it a day that there was or not.
[[nodiscard]] working_hours hours_by(const calendar_rules& rules, feel::date d);

class working_table {
public:
    using local_days = std::chrono::local_days;
    using local_instant = std::chrono::local_time<std::chrono::microseconds>;
    using duration = std::chrono::microseconds;

    /// Of the local days from `first` up to `end`.
    working_table(const calendar_rules& rules, local_days first, local_days end);

    [[nodiscard]] instant begin() const noexcept { return begin_; }
    [[nodiscard]] instant end() const noexcept { return end_; }
    [[nodiscard]] local_days first_day() const noexcept { return first_; }
    [[nodiscard]] local_days end_day() const noexcept { return last_; }

    /// All that is worked, and all working days.
    [[nodiscard]] duration total() const noexcept { return duration{before_.back()}; }
    [[nodiscard]] std::int64_t total_days() const noexcept { return static_cast<std::int64_t>(days_.size()); }

    /// What is worked from its begin to an instant. REQUIRES: begin() <= t < end().
    [[nodiscard]] duration worked_before(instant t) const noexcept;
    /// The first instant by which that much is worked. REQUIRES: 0 < much <= total().
    [[nodiscard]] instant first_with(duration much) const noexcept;
    /// The last one by which no more than that is. REQUIRES: 0 <= much < total().
    [[nodiscard]] instant last_with(duration much) const noexcept;

    /// Working days before a day. REQUIRES: first_day() <= d <= end_day().
    [[nodiscard]] std::int64_t days_before(local_days d) const noexcept;
    /// REQUIRES: 0 <= i < total_days().
    [[nodiscard]] local_days working_day(std::int64_t i) const noexcept;

    /// As the zone has it. REQUIRES: begin() <= t < end().
    [[nodiscard]] local_instant to_local(instant t) const noexcept;
    /// REQUIRES: its day is one of these.
    [[nodiscard]] instant to_instant(local_instant t) const noexcept;

private:
    struct offset {
        instant end;  // exclusive
        local_instant local_end;
        duration of;
    };

    void read_offsets(feel::zone zone);
    void add_day(const calendar_rules& rules, local_days day);
    void add_span(instant opens, instant closes);
    void index();

    local_days first_, last_;
    instant begin_, end_;
    std::vector<offset> offsets_;
    // Of each span when it opens, and what was worked before it; one more at the end.
    std::vector<std::int64_t> opens_, before_;
    std::vector<std::uint32_t> by_day_;     // of each day of 24 hours since begin_: the first span that opens in it
    std::vector<std::uint32_t> by_worked_;  // of each part_ of what is worked: the span in which it begins
    std::int64_t part_ = 1;
    std::vector<std::int32_t> days_;   // working days, since first_
    std::vector<std::int32_t> ranks_;  // of each day: the working days before it
};

}  // namespace reglament
