// Performance: how soon a department reacts, how much of its time a client gets and costs, and how it keeps to its
// regulations, measured from the history.
#pragma once

#include <reglament/control/section.hpp>
#include <reglament/engine/engine.hpp>
#include <reglament/export.hpp>
#include <reglament/feel/number.hpp>
#include <reglament/feel/value.hpp>
#include <reglament/text/issue.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace reglament {

struct performance_options {
    enum class span : std::uint8_t { month, quarter };
    span by = span::quarter;
    std::string
        class_fact;     ///< the fact that tells a client's class; empty: that of the first segment, if there is one
    std::string spent;  ///< the field of forms in which people tell how long it took, in minutes or as a duration
    /// What an hour costs, by person or role, by id or title: a person's own goes first.
    std::vector<std::pair<std::string, feel::number>> hour_cost;
    language lang = language::en;  ///< of the names of periods
};

/// "client manager=1200", "anna=1500.50". Nothing: it is no such text.
[[nodiscard]] REGLAMENT_API std::optional<std::pair<std::string, feel::number>> parse_hour_cost(std::string_view text,
                                                                                                issues& found);

/// All that was measured of one person, class or period.
struct performance_row {
    std::string name, period;                    ///< `period`: of a person in it; else empty
    std::uint64_t reactions = 0;                 ///< from a client's event to the first task done, in working time
    std::chrono::microseconds median{}, most{};  ///< half of them, nine in ten are no longer
    std::uint64_t clients = 0, tasks = 0, contacts = 0;  ///< clients about whom tasks were done; contacts among those
    std::uint64_t told = 0, by_norm = 0, timeless = 0;   ///< of the tasks: whose time people told, a norm, nobody says
    std::chrono::seconds worked{};                       ///< on them, as told or as the norms say
    std::uint64_t priced = 0;                            ///< of the tasks with a time: an hour has a cost
    feel::number cost;                                   ///< of those
    std::uint64_t due = 0, in_time = 0;                  ///< tasks whose time has come
    std::uint64_t runs = 0,
                  kept = 0;  ///< that have ended; `kept`: no task late or missed, and nobody moved them by hand
};

struct performance {
    std::shared_ptr<const rulebook> rules;
    performance_options how;
    std::string class_title;  ///< of what tells classes; empty: nothing does
    performance_row all;
    std::vector<performance_row> people, classes, periods;  ///< by name, by class, by time
    std::vector<performance_row> people_by_period;          ///< by (name, time)
    issues found;  ///< a cost of nobody, a field of no form, a fact that is not there
};

/// Of all that has happened until now. A task is of whoever had it when it was over, a run of whoever has done the most
/// of its tasks, a client of the class it is in now. REQUIRES: the engine keeps its trace.
[[nodiscard]] REGLAMENT_API performance measure_performance(const engine& e, const performance_options& how = {});

/// One section, "performance"; nothing: no task was done yet.
[[nodiscard]] REGLAMENT_API std::optional<report_section> to_section(const performance& p,
                                                                     language lang = language::en);

/// {"by": "quarter", "class": title, "all": {"reactions", "median", "most", "clients", "tasks", "contacts", "hours",
/// "told", "by norm", "timeless", "cost", "priced", "due", "in time", "runs", "kept"}, "people": [{"name", …}],
/// "classes", "periods", "people by period": [{"name", "period", …}]}; median and most in minutes; no cost: null.
[[nodiscard]] REGLAMENT_API feel::value to_value(const performance& p);

}  // namespace reglament
