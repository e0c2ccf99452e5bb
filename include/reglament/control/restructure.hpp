// Restructure: what a change of who does what does to running work, told before it is done, and then done.
#pragma once

#include <reglament/control/section.hpp>
#include <reglament/engine/durable_engine.hpp>
#include <reglament/export.hpp>
#include <reglament/feel/value.hpp>
#include <reglament/text/issue.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reglament {

/// Whose clients and tasks go to whom. People are named by id, by title, or as facts name them.
struct hand_over {
    std::string from;
    std::vector<std::string> to;  ///< of several each gets as many clients as the others
    std::string when;             ///< a condition over the client's facts; empty: all of them
};

/// "anna=boris", "anna=boris,vera", "anna=boris if class = "A"" (`если`). Nothing: it is no such text.
[[nodiscard]] REGLAMENT_API std::optional<hand_over> parse_hand_over(std::string_view text, issues& found);

struct restructure_options {
    std::vector<hand_over> hands;   ///< for each client the first that fits counts
    std::vector<std::string> gone;  ///< who has left, beside those who are not among the people any more
    std::string role;               ///< only what is done in it is handed over, by name or title; empty: everything
    std::string reason, actor;      ///< for the history; a changed fact keeps the actor alone
    std::chrono::days ahead{30};    ///< how far the plan of everybody's work is looked at
    std::size_t most_clients = 100'000;  ///< with more of them there is no plan, for which all are copied
};

/// How an open task comes to somebody else.
enum class task_move : std::uint8_t {
    follows,     ///< it is of whomever the fact names
    handed,      ///< it is handed on by name
    given,       ///< it is given out anew, as its role says
    substitute,  ///< likewise, to somebody who stands in
    waits,       ///< nobody is there now; somebody will be
    nobody,      ///< nobody can take it: `why` says so
    stays        ///< with somebody who is gone, or may not do it any more
};
[[nodiscard]] REGLAMENT_API std::string_view to_string(task_move m) noexcept;

struct task_change {
    std::string subject, about, part;  ///< as those of a task
    std::uint32_t number = 0;
    std::string regulation, step, role;
    std::string from, to;  ///< by id, or as facts name them; empty: nobody
    task_move how = task_move::given;
    std::string why;  ///< of a task of a staffed role: a choice_reason
    instant due = never;
};

/// A fact that names somebody who hands over, is gone, or is not known.
struct owner_change {
    std::string subject, about, part;
    std::string fact;
    std::string from, to;  ///< `to` empty: it stays as it is
};

struct person_load {
    struct amount {
        std::uint64_t clients = 0;  ///< whom a fact names them for
        std::uint64_t tasks = 0;    ///< open ones
        std::uint64_t planned = 0;  ///< due in the days ahead
        friend bool operator==(const amount&, const amount&) = default;
    };
    std::string person;
    bool gone = false;
    amount before, after;
    std::vector<std::string> substitutes;  ///< of somebody who is gone: who stood in for them
};

/// A role that somebody had and nobody has now.
struct empty_role {
    std::string role;
    std::vector<std::string> regulations;  ///< in which it has something to do
};

struct restructuring {
    std::shared_ptr<const rulebook> before, next, after;  ///< `after`: what `next` is once it is published
    bool publishes = false;                               ///< the texts of the rules are others
    publish_report publication;                           ///< what becomes of runs then
    issues found;                                         ///< an error: it cannot be done
    instant as_of{};
    std::chrono::days ahead{};
    std::string actor, reason;  ///< as asked for
    bool planned = false;       ///< person_load::amount::planned is known
    std::vector<event> early;   ///< by which facts and tasks are moved before the rules are published, in their order
    std::vector<event> events;  ///< likewise afterwards: what the new rules alone allow
    std::vector<task_change> tasks;      ///< whatever must be looked at first, then by (due, subject, number)
    std::uint64_t begun = 0, ended = 0;  ///< tasks that came about, and that were called off, by the change itself
    std::vector<owner_change> owners;    ///< by subject in the order first seen
    std::vector<person_load> loads;      ///< in the order of the people, then those whom only facts name
    std::vector<empty_role> empty_roles;

    /// Something stays with somebody who is gone, or comes to nobody.
    [[nodiscard]] REGLAMENT_API bool leaves_holes() const noexcept;
};

/// Tries the change on a copy of the engine: publishes, hands over, and looks what has become of everybody's work. The
/// engine stays as it is. `next` null: the rules stay. REQUIRES: `next` was read.
[[nodiscard]] REGLAMENT_API restructuring plan_restructuring(const engine& e, std::shared_ptr<const rulebook> next,
                                                             const restructure_options& how = {});

struct restructured {
    bool done = false;           ///< the rules are published and every event was taken
    publish_report publication;  ///< of this time; nothing when they were in force already
    std::size_t taken = 0;       ///< events
    issues found;                ///< why it is not done
};

/// What would keep it from being done, were it done now: the rules would be refused, or the host's policy is against an
/// event. Empty: nothing, as far as can be told without doing it.
[[nodiscard]] REGLAMENT_API issues check(const engine& e, const restructuring& how);

/// Does what was planned: posts the early events, publishes the rules unless they are in force already, then posts the
/// others, in a store each of the three in one commit. Nothing is done when check() finds an error, and nothing after a
/// part that was refused. Planned and done once more it changes nothing, and goes on where it had stopped. REQUIRES:
/// the engine is as it was when it was planned.
[[nodiscard]] REGLAMENT_API restructured restructure(engine& e, const restructuring& how);
[[nodiscard]] REGLAMENT_API restructured restructure(durable_engine& e, const restructuring& how);

/// Everybody's load, clients, tasks, roles without people.
[[nodiscard]] REGLAMENT_API std::vector<report_section> to_sections(const restructuring& r,
                                                                    language lang = language::en,
                                                                    std::size_t rows_shown = 20);
[[nodiscard]] REGLAMENT_API std::string to_text(const restructuring& r, language lang = language::en,
                                                std::size_t rows_shown = 20);
/// One self-contained HTML page.
[[nodiscard]] REGLAMENT_API std::string to_html(const restructuring& r, language lang = language::en);

/// {"as of", "publishes", "whole", "people": [{"person", "gone", "before": {"clients", "tasks", "planned"}, "after"}],
/// "clients": [{"client", "fact", "from", "to", …}], "tasks": [{"client", "task", "regulation", "step", "role", "due",
/// "from", "to", "how", "why"}], "roles": [{"role", "regulations"}], "events"}; what is not known is null.
[[nodiscard]] REGLAMENT_API feel::value to_value(const restructuring& r);

}  // namespace reglament
