// Plan: what will be due before it happens. The engine is run forward on a copy.
#pragma once

#include <reglament/engine/engine.hpp>
#include <reglament/export.hpp>
#include <reglament/feel/value.hpp>
#include <reglament/text/issue.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace reglament {

/// A task that is open already or will come up.
struct planned_task {
    std::string subject;  ///< the client's key
    std::string part;     ///< the deal's, request's … key; empty: the client
    std::string person;   ///< by id, or as the fact names them; empty: not known, or nobody is there
    regulation_index regulation = 0;
    std::uint16_t role = no_index;          ///< into vocabulary::roles; none: nobody named
    const task_definition* what = nullptr;  ///< lives as long as plan::rules
    std::vector<feel::value> values;        ///< of the braces in its instruction, as known when it begins
    std::uint32_t number = 0;               ///< with the subject its key, should everything come as foreseen
    instant created{};
    instant due = never;
    bool is_open = false;     ///< it is there already; else it is foreseen
    bool is_late = false;     ///< it was due before the plan begins
    bool unassigned = false;  ///< nobody is there for it
    [[nodiscard]] bool mandatory() const noexcept { return !what->optional; }
};

/// What nobody knows yet, and was taken to be so: "survey.reason", an answer or a result.
using assumed_answers = std::map<std::string, feel::value>;

struct plan {
    std::shared_ptr<const rulebook> rules;
    instant from{}, to{};             ///< both included
    instant as_of = instant::min();   ///< how far the clients' history goes: from there it is foreseen
    std::vector<planned_task> tasks;  ///< by (due, subject, number); those without a deadline by when they begin
    assumed_answers answers;          ///< what the ways of runs were taken by
    std::uint64_t late_before = 0;    ///< open tasks that were due before the period begins, and are not in it
    std::uint64_t not_assumed = 0;    ///< tasks and calls that the engine would not take as done; they stay open
    bool cut = false;                 ///< there was more than plan_options::most
};

struct plan_options {
    instant from{}, to{};           ///< both included
    std::size_t most = 20'000'000;  ///< tasks and calls that are done on the way
};

/// Runs a copy of the engine forward to the end of the period. No client does anything, and nothing is told from
/// outside. Tasks are done when they are due, late ones at once, those without a deadline a day after they begin;
/// optional ones are skipped then. Calls are answered at once. Of forms and results each required field is answered by
/// the first of its values, yes, zero, an empty text or list, or the day. Tasks of paused runs stay. The engine stays
/// as it is.
[[nodiscard]] REGLAMENT_API plan plan_ahead(const engine& e, const plan_options& how);

/// Under which heading a task stands.
enum class plan_group : std::uint8_t { day, client, manager };

/// For a terminal, with what was assumed.
[[nodiscard]] REGLAMENT_API std::string to_text(const plan& p, plan_group by, language lang = language::en);

/// A row a task, with a heading, separated by commas (RFC 4180).
[[nodiscard]] REGLAMENT_API std::string to_csv(const plan& p, plan_group by, language lang = language::en);

/// An event a task in iCalendar (RFC 5545), at the time it is due.
[[nodiscard]] REGLAMENT_API std::string to_calendar(const plan& p, plan_group by, language lang = language::en);

/// {"from", "to", "as of", "assumed": {"in words": […], "answers": {…}}, "groups": [{"name", "tasks", "mandatory"}],
/// "tasks": [{"due", "mandatory", "role", "person", "channel", "client", "regulation", "task", "do", …}]}.
[[nodiscard]] REGLAMENT_API feel::value to_value(const plan& p, plan_group by, language lang = language::en);

}  // namespace reglament
