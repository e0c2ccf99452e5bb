// Statement: what people of a role are paid for in a month, as its author wrote it.
#pragma once

#include <reglament/feel/decision.hpp>
#include <reglament/feel/number.hpp>
#include <reglament/regulation/condition.hpp>
#include <reglament/regulation/period.hpp>
#include <reglament/text/source.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace reglament {

/// One thing that is paid for. Of each person and month there are values that `pay` and a monthly table may read:
/// `total`, `times`, `average`, `clients`, `share`, each also of the month before (`total before`), and `figure`.
struct statement_line {
    located<std::string> id;
    std::string title;
    std::vector<located<std::string>> events;  ///< those of these types count; or
    condition figure;                          ///< what is known of the person when the month is over; or
    bool of_tasks = false;                     ///< tasks that were due in the month …
    std::vector<located<std::string>> tasks;   ///< … of these regulations; empty: of all
    condition when;    ///< which events count, over the client's facts as they were then; of a figure: for whom
    condition amount;  ///< of an event; empty: 1
    condition share;   ///< of which events `share` is the part, in per cent
    located<std::string> back, by;  ///< the event that takes one of them back, and the attribute both are known by
    located<std::string> owner;     ///< the fact that names whose it is; empty: the one of the role
    std::vector<std::pair<located<std::string>, feel::number>> split;  ///< facts that name people, and per cents
    std::optional<feel::decision_table> table;                         ///< once a month; with `each` for each event
    condition each;                                                    ///< what is paid for each event
    condition pay;                                                     ///< what is paid for the month
    feel::number unit{1};  ///< what it is rounded to, half up; a hundredth unless said
    bool unit_said = false;
    span where{};
};

struct statement {
    located<std::string> id;  ///< statements of one id follow each other, each from its month on
    std::string title, version;
    located<std::string> role;
    located<std::string> subject;             ///< the kind of record that is kept of a person, or empty
    std::optional<located<feel::date>> from;  ///< the first day of its first month
    std::optional<located<period>> closes;    ///< how long after its end a month stays open
    std::vector<located<std::string>> never;  ///< what is never paid for: `volume`, events, facts
    std::vector<statement_line> lines;
    std::shared_ptr<const source> file;
    bool sound = true;  ///< all of it could be read
};

}  // namespace reglament
