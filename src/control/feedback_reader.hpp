// Feedback reader: of one case, who did what when, who is charged with which deviation, and what came of it.
#pragma once

#include "control/backtest_side.hpp"
#include "control/feedback_paths.hpp"

#include <reglament/control/feedback.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace reglament {

/// Names as numbers, so many of them at most.
class feedback_names {
public:
    static constexpr std::uint32_t others = 0;

    explicit feedback_names(std::size_t most) : most_{most}, list_{std::string{feedback_others}} {}

    std::uint32_t of(std::string_view name) {
        if (last_ < list_.size() && last_ != others && list_[last_] == name) return last_;
        const auto known = index_.find(name);
        if (known != index_.end()) return last_ = known->second;
        if (list_.size() > most_) return others;
        last_ = static_cast<std::uint32_t>(list_.size());
        list_.emplace_back(name);
        index_.emplace(std::string{name}, last_);
        return last_;
    }
    [[nodiscard]] const std::string& operator[](std::uint32_t i) const { return list_[i]; }
    [[nodiscard]] std::size_t size() const { return list_.size(); }

private:
    struct hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view s) const noexcept { return std::hash<std::string_view>{}(s); }
    };
    std::size_t most_;
    std::vector<std::string> list_;
    std::unordered_map<std::string, std::uint32_t, hash, std::equal_to<>> index_;
    std::uint32_t last_ = others;
};

struct feedback_reading {
    static constexpr std::int64_t no_week = INT64_MIN;

    /// A deviation and whose it is.
    struct charge {
        const deviation* what = nullptr;
        std::uint32_t person = 0;
        std::int64_t week = no_week;
        std::size_t move = 0;            // it was found at; of none: the number of moves
        std::uint16_t arrow = no_index;  // to its step; none: the start, or no step
        bool at_step = false;
        std::chrono::seconds late{};
    };

    std::vector<charge> charges;
    std::vector<std::uint32_t> people;                           // by event of the case, none: feedback_names::others
    std::vector<std::pair<std::uint32_t, std::int64_t>> worked;  // who did something, and the last week they did
    std::vector<std::pair<std::uint16_t, std::chrono::seconds>> times;  // by arrow
    std::uint32_t person = 0;                                           // who did most
    std::optional<instant> begin, end;
    std::int64_t last_week = no_week;
    std::string_view output;  // empty: none

    /// The last in which they did something in the case.
    [[nodiscard]] std::int64_t week_of(std::uint32_t someone) const {
        for (const auto& [who, week] : worked) {
            if (who == someone) return week;
        }
        return last_week;
    }
    [[nodiscard]] std::optional<std::chrono::seconds> duration() const {
        if (!begin) return std::nullopt;
        return std::chrono::duration_cast<std::chrono::seconds>(*end - *begin);
    }
};

class feedback_reader {
public:
    feedback_reader(const rulebook& rules, const conformance& of, std::size_t most_people);

    /// What it tells lasts until the next call. REQUIRES: `r` is decided.
    const feedback_reading& read(const observed_case& c, const case_conformance& r);

    [[nodiscard]] const feedback_names& people() const { return people_; }
    /// Weeks as they came, from 1; 0: no week.
    [[nodiscard]] std::uint32_t slot_of(std::int64_t week) const {
        const auto known = slots_.find(week);
        return known == slots_.end() ? 0 : known->second;
    }
    [[nodiscard]] const std::unordered_map<std::int64_t, std::uint32_t>& weeks() const { return slots_; }
    [[nodiscard]] const std::vector<std::string>& outputs() const { return paths_.outputs(); }

private:
    /// A move of the alignment in time.
    struct moment {
        std::optional<instant> entered, done;
        std::uint16_t arrow = no_index;
        bool real = false;  // done was seen, not left out
    };
    void look_at_events();
    void add_worked(std::uint32_t person, std::int64_t week);
    void look_at_times();
    void look_at_output();
    void charge_all();
    [[nodiscard]] feedback_reading::charge charged(const deviation& d);
    [[nodiscard]] std::size_t move_of(const deviation& d);
    void charge_left_out(feedback_reading::charge& to) const;
    [[nodiscard]] const feedback_paths::lead* lead_to(std::size_t move, std::size_t& from) const;
    [[nodiscard]] std::optional<instant> entered_by(const feedback_paths::lead& way, std::optional<instant> done) const;
    [[nodiscard]] std::chrono::seconds lateness(std::size_t move) const;
    [[nodiscard]] bool is_step(const alignment_move& m) const;
    [[nodiscard]] std::int64_t week_of(std::uint32_t event);

    const rulebook& rules_;
    const conformance& of_;
    const machine& m_;
    feedback_paths paths_;
    feedback_names people_;
    period_clock clock_;
    std::unordered_map<std::int64_t, std::uint32_t> slots_;
    std::int64_t known_week_ = feedback_reading::no_week;  // the one asked for last
    std::unordered_map<std::string_view, std::size_t> steps_;
    const observed_case* case_ = nullptr;
    const case_conformance* found_ = nullptr;
    std::vector<moment> moments_;
    std::vector<std::int64_t> weeks_;    // by event
    std::vector<std::uint32_t> done_;    // how many things, by those who worked
    std::vector<std::size_t> moves_;     // by event; none: how many moves there are
    std::vector<std::size_t> left_out_;  // moves
    feedback_reading out_;
};

/// Whether somebody has left the regulation: not what is still to be done, nor what is accepted.
[[nodiscard]] bool counts(const deviation& d) noexcept;

}  // namespace reglament
