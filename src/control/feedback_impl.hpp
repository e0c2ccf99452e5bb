// Feedback, inside: what is counted of cases. Internal.
#pragma once

#include "control/feedback_examples.hpp"
#include "control/feedback_reader.hpp"
#include "control/span_sketch.hpp"

#include <reglament/control/feedback.hpp>

#include <memory>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace reglament {

/// Sums over cases; who is counted carries the number of the case that was counted last.
struct share_record {
    feedback_share sums;
    std::uint64_t worked = 0, deviated = 0;

    void add_case(std::uint64_t number) {
        if (std::exchange(worked, number) != number) ++sums.cases;
    }
    /// Whether it is the first of this case.
    bool add_deviation(std::uint64_t number) {
        ++sums.times;
        const bool fresh = std::exchange(deviated, number) != number;
        if (fresh) ++sums.deviating;
        return fresh;
    }
};

struct course_record {
    share_record all;
    std::uint64_t cost = 0;
    std::vector<share_record> weeks;  // by slot: feedback_reader::slot_of

    void add_case(std::uint64_t number, std::uint32_t slot) {
        all.add_case(number);
        in(slot).add_case(number);
    }
    void add_deviation(std::uint64_t number, std::uint32_t slot, std::uint32_t costs) {
        all.add_deviation(number);
        in(slot).add_deviation(number);
        cost += costs;
    }

private:
    share_record& in(std::uint32_t slot) {
        if (slot >= weeks.size()) weeks.resize(slot + 1);
        return weeks[slot];
    }
};

/// What became of cases that are over.
struct outcome_record {
    std::uint64_t over = 0;
    std::vector<std::uint64_t> reached;  // by output
    span_sketch duration;
};

struct deviation_record {
    deviation_kind kind{};
    std::string step, activity;
    course_record course;
    outcome_record outcome;
    span_sketch late;
};

struct row_key {
    std::uint32_t person = 0, deviation = 0;
    std::int64_t week = 0;
    friend bool operator==(const row_key&, const row_key&) = default;
};
struct row_hash {
    std::size_t operator()(const row_key& k) const noexcept {
        const std::uint64_t h =
            (std::uint64_t{k.person} << 40U) ^ (std::uint64_t{k.deviation} << 20U) ^ static_cast<std::uint64_t>(k.week);
        return static_cast<std::size_t>((h * 0x9E37'79B9'7F4A'7C15ULL) >> 16U);
    }
};
struct row_record {
    share_record share;
    std::uint64_t cost = 0, over = 0, timed = 0, reached = 0;
    std::chrono::seconds late{}, duration{};
};

struct arrow_record {
    span_sketch time;
    share_record share;
};

/// Of all cases so far.
struct feedback_counts {
    feedback_counts(std::shared_ptr<const rulebook> r, const conformance& c, feedback_options o);

    void take(const observed_case& c, const case_conformance& r);
    [[nodiscard]] feedback_figures figures() const;

    std::shared_ptr<const rulebook> rules;
    const conformance& of;
    feedback_options how;
    feedback_reader reader;
    feedback_examples examples;
    std::uint64_t cases = 0, undecided = 0, open = 0, conforming = 0, rows_left_out = 0;
    outcome_record outcome, kept;  // of all, and of those without deviations
    course_record all;
    std::vector<course_record> people, steps;
    std::vector<std::string> step_names;
    std::unordered_map<std::string, std::size_t> step_index;
    std::unordered_map<std::string, std::uint32_t> deviation_index;
    std::vector<deviation_record> deviations;  // the first: all that were too many
    const std::vector<std::string>& outputs;
    std::unordered_map<row_key, row_record, row_hash> rows;
    std::vector<arrow_record> arrows;
    share_record start;

private:
    void count_case(const feedback_reading& read);
    void add(const feedback_reading::charge& c, const feedback_reading& read, bool over);
    void add_outcome(const feedback_reading& read, outcome_record& to) const;
    std::size_t step_of(const std::string& id);
    std::uint32_t deviation_of(const deviation& d);
    feedback_case case_of(const observed_case& c, const case_conformance& r, const feedback_reading& read) const;
    void add_move(const observed_case& c, const feedback_reading& read, std::size_t move, const alignment_move& one,
                  feedback_case& to) const;

    std::vector<std::uint32_t> touched_;  // deviations of the case in hand
    std::size_t output_ = 0;              // of it; the number of outputs: none
    std::string key_;
};

}  // namespace reglament
