// Payroll: what people are paid for a month, by the statements of a rulebook, out of a log of events.
#pragma once

#include <reglament/control/section.hpp>
#include <reglament/export.hpp>
#include <reglament/feel/value.hpp>
#include <reglament/log/event_log.hpp>
#include <reglament/machine/rulebook.hpp>
#include <reglament/regulation/statement.hpp>
#include <reglament/text/issue.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reglament {

/// One of the events, or tasks, that a line counts for a person.
struct paid_event {
    instant at{};
    std::string what;          ///< its type, or the regulation and step of a task
    std::string client, part;  ///< whose it is; the part's key when it is about one
    std::string where;         ///< "orders.jsonl:12"; empty: a regulation emitted it, or it is a task
    feel::number amount;       ///< the person's part of it
    feel::number percent{100};
    feel::number pay;     ///< by `each`
    bool back = false;    ///< it takes another one back
    bool shares = false;  ///< `share` holds of it
};

struct paid_line {
    const statement* of = nullptr;  ///< both live as long as payroll::rules
    const statement_line* line = nullptr;
    std::optional<feel::date> month;  ///< of an adjustment: the first day of the month that is closed
    feel::context values;             ///< `total`, `times` … and what the table gave
    feel::value exact;                ///< before it was rounded; null: it could not be told
    feel::number pay;                 ///< of an adjustment the difference
    feel::number before;              ///< of an adjustment: what had been paid by that line until then
    std::vector<paid_event> events;   ///< by time; of an adjustment those that have become known since
};

struct pay_slip {
    std::string person;  ///< by id, or as the facts name them
    std::vector<paid_line> lines, adjustments;
    feel::number total;
};

struct payroll {
    std::shared_ptr<const rulebook> rules;
    feel::date month;             ///< its first day
    instant as_of{};              ///< the time of the last event that was looked at
    bool is_open = false;         ///< the events end before the month is closed: it may change yet
    std::vector<pay_slip> slips;  ///< by person
    issues found;                 ///< warnings: what could not be paid, and why
};

struct payroll_options {
    std::string_view person{};  ///< only theirs, by id or title; empty: everybody's
};

/// What everybody is paid for a month. The events are run through the engine in the order of time, and each counts for
/// whoever owned it then: facts are as the event has left them, before any regulation has heard it.
///
/// A month is closed some time after its end (statement::closes). What is recorded later does not change it: each month
/// also pays the difference that has come up, since the month before it was closed, in all earlier ones. So a month
/// comes to the same however many later events there are. REQUIRES: the log was read with these rules and is sorted.
[[nodiscard]] REGLAMENT_API payroll compute_payroll(const std::shared_ptr<const rulebook>& rules, const event_log& log,
                                                    feel::date month, const payroll_options& how = {});

/// For a terminal: a slip a person, each line with how it was come by and the first events behind it.
[[nodiscard]] REGLAMENT_API std::string to_text(const payroll& p, language lang = language::en);

/// One self-contained HTML page, all events included.
[[nodiscard]] REGLAMENT_API std::string to_html(const payroll& p, language lang = language::en);

/// The first day of the last month that is closed by all statements at an instant; nothing when there is no statement.
[[nodiscard]] REGLAMENT_API std::optional<feel::date> last_closed_month(const rulebook& rules, instant at);

/// A part of a report: what each person is paid, then each person's lines and what they came to. Its id is "pay".
[[nodiscard]] REGLAMENT_API report_section to_section(const payroll& p, language lang = language::en);

/// A row a line, with a heading, separated by commas (RFC 4180).
[[nodiscard]] REGLAMENT_API std::string to_csv(const payroll& p, language lang = language::en);

/// {"month", "open", "slips": [{"person", "total", "lines": [{"statement", "line", "pay", "exact", "values",
/// "events": […]}], "adjustments": [{…, "month", "before"}]}]}.
[[nodiscard]] REGLAMENT_API feel::value to_value(const payroll& p);

}  // namespace reglament
