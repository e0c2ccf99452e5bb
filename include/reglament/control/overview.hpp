// Overview: what a head of department looks at once a month, as sections of a report.
#pragma once

#include <reglament/control/section.hpp>
#include <reglament/engine/engine.hpp>
#include <reglament/export.hpp>
#include <reglament/log/event_log.hpp>
#include <reglament/text/issue.hpp>

#include <cstddef>
#include <vector>

namespace reglament {

struct overview_options {
    language lang = language::en;
    std::size_t rows_shown = 20;         ///< of what may be long
    std::size_t most_planned = 20'000;   ///< tasks that are foreseen; when there are more, there is no plan
    std::size_t most_clients = 100'000;  ///< with more of them there is no plan, for which all are copied
    const event_log* log = nullptr;      ///< what was run; without it what hangs on the times of events is left out
};

/// Whatever the rules have something for, of all that has happened until now:
/// "tasks", what became of those that were due, by month, regulation and person; "late", what is past its time;
/// "plan", what will be due in the next month; "reaction", how long clients waited for the first task after their event
/// was done, in working time; "returns", of each regulation that a silence starts and the same event ends: how many
/// came back, beside those whom it did not take up; "contacts" by person; "classes" of segments;
/// "dossier" of each fact that says how complete others are, beside the computed numbers that a decision reads with it;
/// "script-NAME" of each script and questionnaire by which somebody has talked: which answers were given.
/// REQUIRES: the engine keeps its trace.
[[nodiscard]] REGLAMENT_API std::vector<report_section> overview(const engine& e, const overview_options& how = {});

}  // namespace reglament
