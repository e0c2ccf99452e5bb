// Feedback: where people left the regulation, by person, step and week; what it cost; whether it gets better; and the
// cases worth talking about.
#pragma once

#include <reglament/control/conformance.hpp>
#include <reglament/control/section.hpp>

#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace reglament {

/// What is told apart at most, so that memory does not grow with the number of cases. Whoever or whatever comes later
/// is counted together, under the name `feedback_others`.
struct feedback_options {
    std::size_t people = 500;
    std::size_t deviations = 1'000;  ///< kinds at steps
    std::size_t rows = 100'000;      ///< beyond, rows are not kept, only counted
    std::size_t dotted = 120;        ///< cases of the dotted chart
    std::size_t events = 60;         ///< of a case that is shown
};
inline constexpr std::string_view feedback_others = "…";

/// How long something took, over so many times. Exact where all took the same, else within 2 %.
struct feedback_span {
    std::uint64_t count = 0;
    std::chrono::seconds median{}, ninety{};  ///< half, and 90 % of them, took no longer
};

/// A week by ISO 8601, in the department's zone.
struct feedback_week {
    std::string week;    ///< "2025-W10"; empty: the log tells no time
    std::string monday;  ///< "2025-03-03"
};

/// What one person did otherwise at one step in one week. A deviation is charged to the resource of its event (its
/// role, where there is none), and lies in that event's week. A step left out is charged to whoever did the last thing
/// before it; where nothing was done before, to who did most in the case. Empty: the log does not tell.
struct feedback_row {
    feedback_week when;
    std::string person;
    deviation_kind kind = deviation_kind::missing;
    std::string step;      ///< its id; empty when no step is meant
    std::string activity;  ///< as the log calls it
    std::uint64_t cases = 0, times = 0, cost = 0;
    std::chrono::seconds late{};                 ///< beyond the due time, all together
    std::optional<std::chrono::seconds> longer;  ///< mean duration of its cases, less the median of conforming ones
    std::uint64_t over = 0, reached = 0;         ///< of its cases: that are over, and that came to an output
};

/// Whether a share of cases rises or falls between the first and the second half of the weeks. A case lies in the week
/// of its last event; of a person in that of the last thing they did in it. Said only with 30 cases in each half and
/// four weeks in all, and only when chance alone would show such a difference in fewer than 5 of 100 logs.
enum class feedback_trend : std::uint8_t { unknown, steady, rising, falling };
[[nodiscard]] REGLAMENT_API std::string_view to_string(feedback_trend t) noexcept;

/// Cases, those of them with a deviation, and how many deviations these are.
struct feedback_share {
    std::uint64_t cases = 0, deviating = 0, times = 0;
};

struct feedback_course {
    feedback_trend trend = feedback_trend::unknown;
    feedback_share before, after;  ///< the halves
    std::vector<std::pair<feedback_week, feedback_share>> weeks;
};

struct feedback_person {
    std::string name;    ///< empty: the log does not tell
    feedback_share all;  ///< cases they did something in, and those in which they left the regulation
    std::uint64_t cost = 0;
    feedback_course course;
};

struct feedback_step {
    std::string step;    ///< its id; empty: what no step is called
    feedback_share all;  ///< of all cases
    std::uint64_t cost = 0;
    feedback_course course;
};

/// Deviations of one kind at one step, over all people and weeks.
struct feedback_deviation {
    deviation_kind kind = deviation_kind::missing;
    std::string step, activity;
    std::uint64_t cases = 0, times = 0, cost = 0;
    feedback_span duration;                      ///< of its cases that are over
    std::optional<std::chrono::seconds> longer;  ///< their median, less that of conforming cases
    feedback_span late;                          ///< beyond the due time
    std::uint64_t over = 0;                      ///< of its cases
    std::vector<std::uint64_t> reached;          ///< cases by output: feedback_figures::outputs
    feedback_course course;
};

/// By transition of the machine: from when the step before was done until the step it leads to was, where both were.
struct feedback_arrow {
    feedback_span time;
    std::uint64_t deviating = 0;  ///< cases that left the regulation at the step it leads to
};

struct feedback_event {
    std::optional<instant> time;
    std::string activity, person;
    std::optional<deviation_kind> deviation;
};

/// A case that is shown: of the dotted chart, or for talking about.
struct feedback_case {
    std::string id, person;  ///< who did most in it
    std::optional<instant> begin, end;
    std::uint32_t cost = 0;
    std::string output;                  ///< empty: it came to none
    std::vector<feedback_event> events;  ///< no more than feedback_options::events
    std::uint64_t left_out = 0;          ///< events beyond
    std::vector<deviation> deviations;
};

/// What came of all cases together. Accepted deviations, and what is still to be done in open cases, are none.
struct feedback_figures {
    std::shared_ptr<const rulebook> rules;
    std::uint64_t cases = 0, undecided = 0, open = 0, over = 0;
    std::uint64_t conforming = 0;                ///< without any deviation, late and wrong roles counted too
    feedback_span conforming_duration;           ///< of those that are over
    feedback_course course;                      ///< of all
    std::vector<std::string> outputs;            ///< that cases came to; where the log does not tell which: "a / b"
    std::vector<std::uint64_t> reached;          ///< of the cases that are over, by output
    std::vector<feedback_row> rows;              ///< by week, person, the dearest first
    std::uint64_t rows_left_out = 0;             ///< deviations beyond feedback_options::rows
    std::vector<feedback_person> people;         ///< the most cases with deviations first
    std::vector<feedback_step> steps;            ///< as the regulation has them
    std::vector<feedback_deviation> deviations;  ///< the dearest first
    std::vector<feedback_arrow> arrows;
    std::uint64_t deviating_at_start = 0;  ///< cases, at the step that runs begin with
    std::vector<feedback_case> dotted;     ///< by begin; those whose hashed names come first
    /// Three to talk about, of the last four weeks of the log, or of all where there is none. A typical one of the
    /// dearest deviation that 1 % of all cases have, and five at least: of its 16 latest cases those that cost least,
    /// of these the nearest to the median duration. The dearest: then the longest. The model: of those without
    /// deviations that came to an output the quickest.
    std::optional<feedback_case> typical, dearest, model;
};

/// Takes cases and what was found in them, in one pass; the order of cases makes no difference.
class REGLAMENT_API feedback {
public:
    /// REQUIRES: `of` compares with a regulation of `rules`, and lives as long as this.
    feedback(std::shared_ptr<const rulebook> rules, const conformance& of, feedback_options how = {});
    ~feedback();
    feedback(feedback&&) noexcept;

    void take(const observed_case& what, const case_conformance& found);

    [[nodiscard]] feedback_figures figures() const;

private:
    struct impl;
    std::unique_ptr<impl> impl_;
};

enum class feedback_by : std::uint8_t { all, manager, step, week };

/// For people: who left the regulation where, what it cost, whether it gets better.
[[nodiscard]] REGLAMENT_API std::vector<report_section> sections(const feedback_figures& f, const conformance& of,
                                                                 language lang = language::en,
                                                                 feedback_by by = feedback_by::all);

/// A page that needs nothing beside it, with the diagram of the regulation: on its arrows how often, how long, and how
/// many cases left the regulation there; and a dotted chart.
[[nodiscard]] REGLAMENT_API std::string to_html(const conformance_figures& f, const feedback_figures& more,
                                                const conformance& of, language lang = language::en);
/// As that of the figures, with "feedback" behind.
[[nodiscard]] REGLAMENT_API std::string to_json(const conformance_figures& f, const feedback_figures& more,
                                                const conformance& of);
/// week, monday, person, kind, step, activity, cases, times, cost, late_hours, longer_hours, over, reached: a row each,
/// by RFC 4180; feedback_row tells what they mean.
[[nodiscard]] REGLAMENT_API std::string to_csv(const feedback_figures& f);

}  // namespace reglament
