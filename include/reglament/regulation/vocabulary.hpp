// Vocabulary: the typed subjects, events, facts and roles that regulations speak of.
#pragma once

#include <reglament/export.hpp>
#include <reglament/feel/type.hpp>
#include <reglament/regulation/calendar.hpp>
#include <reglament/regulation/condition.hpp>
#include <reglament/regulation/contact_policy.hpp>
#include <reglament/regulation/fact.hpp>
#include <reglament/regulation/people.hpp>
#include <reglament/regulation/period.hpp>
#include <reglament/regulation/segment.hpp>
#include <reglament/text/names.hpp>
#include <reglament/text/source.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reglament {

/// What a run, a fact or an event is about: the client or another subject that owns a record (employee, department,
/// campaign), or a part of such a record, as a deal, a request or a contact is of the client's. The client is always
/// the first.
struct subject_type {
    located<std::string> name;  ///< "client"
    std::string title;
    std::string key;         ///< of a part: the attribute of its events that names it; its own name unless said
    std::string parent;      ///< the subject whose record it lives in; empty: it owns a record
    subject_index root = 0;  ///< the owner of the record: its parent, or itself

    [[nodiscard]] bool is_part() const noexcept { return !parent.empty(); }
};

/// An attribute of an event, or a field of a form.
struct attribute {
    located<std::string> name;
    feel::type type;
    bool optional = false;
};

/// What becomes of an event that occurred before something the record has been stepped with already.
enum class late_rule : std::uint8_t {
    as_of_now,   ///< it is applied as any other, now
    facts_only,  ///< it moves facts, and what hangs on them, but no run hears it and it starts nothing
    refuse
};

/// An event that comes from outside or is emitted, by its CloudEvents type.
struct event_type {
    located<std::string> name;  ///< "order.paid"
    std::string title;
    std::string subject = "client";
    std::vector<attribute> data;
    subject_index about = 0;             ///< that subject
    std::uint16_t contact = UINT16_MAX;  ///< the channel of which it is a contact; else UINT16_MAX
    std::uint16_t key = UINT16_MAX;      ///< of a part: the attribute that names it; else UINT16_MAX
    late_rule late = late_rule::as_of_now;

    [[nodiscard]] REGLAMENT_API const attribute* find(std::string_view attribute_name) const noexcept;
};

/// Events that every vocabulary has; their indices are these.
enum class reserved_event : std::uint16_t {
    task_done,  ///< "task.done": data task (a step id or a task's number), answers (a context), regulation (may be
                ///< absent)
    task_unanswered,  ///< "task.unanswered": data task, regulation
    facts_changed,    ///< "facts.changed": data fact name: value, …; null forgets the fact
    action_done,      ///< "action.done": data call (a step id or a call's number), result (a context), regulation
    action_failed,    ///< "action.failed": data call, error (a text), final (no more attempts), attempt, regulation
    run_start,        ///< "run.start": data regulation, data (a context), and the part it is to be about
    run_cancel,       ///< "run.cancel": data regulation or run (its number), reason (a text)
    run_ended,        ///< "run.ended": data call (a step id or its number), output, data (a context), regulation
    task_skipped,     ///< "task.skipped": data task, regulation; of an optional one
    subject_merged,   ///< "subject.merged": data into: the key of the one it turned out to be
    task_claimed,     ///< "task.claimed": data task, person, regulation; somebody takes it
    task_returned,    ///< "task.returned": data task, person and reason (may be absent), regulation; they give it back
    task_handed,      ///< "task.handed": data task, to, reason, regulation; it is given to somebody by name
    run_pause,        ///< "run.pause": data regulation or run, reason; nothing is due in it until it is resumed
    run_resume,       ///< "run.resume": likewise; of a run that is paused, or stuck: that is tried again
    run_jump,         ///< "run.jump": likewise, to: the id of the step, or the output, it goes on at
    // Between a record and the desk (machine/people_desk.hpp); from outside they are refused.
    person_asked,     ///< a task needs somebody: data ways, unwanted, taken by
    person_released,  ///< it is over
    person_given,     ///< who does it: data person, why, role, instead of, until
    people_changed    ///< other people are in force
};
inline constexpr std::uint16_t reserved_events = 20;  ///< the index of the first event that a vocabulary declares

/// What the host can be asked to do.
struct action_type {
    located<std::string> name;  ///< "send message"
    std::string title;
    std::vector<attribute> data, result;
};

/// Who does what: a task is given to a role, a role is held by people.
struct role {
    located<std::string> name;  ///< "client manager"
    std::string title;
    std::uint16_t person = UINT16_MAX;  ///< the fact, a text, that names who holds it for a client; else UINT16_MAX
    bool keeps_tasks = false;           ///< when that changes, open tasks stay with whom they were given to
    std::uint16_t calendar =
        UINT16_MAX;  ///< the deadlines of its tasks: into vocabulary::calendars, or the default one
    enum class choice : std::uint8_t { owner, turn, load };
    choice by = choice::owner;  ///< who gets a task when no fact names anybody
    condition skill;            ///< over facts: a text, or a list of them, that the person must be able to do; or empty
    std::uint16_t otherwise = UINT16_MAX;  ///< the role that gets a task when nobody of this one is there
    /// Its tasks are given to somebody of vocabulary::people, because it says so or some person has it.
    bool staffed = false;
    std::shared_ptr<const source> file;  ///< of `skill`
};

/// A calendar beside the default one: of a department in another zone, of a shift.
struct named_calendar {
    located<std::string> name;  ///< "east"
    reglament::calendar calendar;
    place where;  ///< its name in its file
};

/// No more events, facts, roles, attributes of an event or fields of a form: their indices are of 16 bits.
inline constexpr std::size_t most_names = 30'000;

/// Everything regulations may name. `declared` is false when no vocabulary file was given: then the events and roles
/// that regulations use are taken as they stand, and a note says that they are not checked.
struct REGLAMENT_API vocabulary {
    std::string id;
    std::string title;
    bool declared = false;
    std::vector<subject_type> subjects;
    std::vector<event_type> events;
    std::vector<fact> facts;
    std::vector<segment> segments;
    std::vector<role> roles;
    std::vector<action_type> actions;
    std::vector<std::string> resources;  ///< empty: not checked
    std::vector<channel> channels;
    contact_policy contacts;
    reglament::calendar calendar;  ///< the default one: of waits, silences, schedules, and roles without one
    place calendar_where;          ///< nowhere when none was given
    std::vector<named_calendar> calendars;
    reglament::people people;
    bool staffs = false;  ///< some role is staffed
    /// The subject, always the last, whose one record keeps who has how many tasks, and whose turn it is.
    subject_index desk = UINT16_MAX;

    /// The default one for UINT16_MAX.
    [[nodiscard]] const reglament::calendar& calendar_at(std::uint16_t which) const noexcept {
        return which == UINT16_MAX ? calendar : calendars[which].calendar;
    }
    /// Which one the tasks of a role are counted in: into `calendars`, or UINT16_MAX for the default one.
    [[nodiscard]] std::uint16_t calendar_of(std::uint16_t role) const noexcept {
        return role == UINT16_MAX ? UINT16_MAX : roles[role].calendar;
    }
    [[nodiscard]] std::optional<std::uint16_t> find_calendar(std::string_view name) const;
    [[nodiscard]] std::optional<std::uint32_t> find_event(std::string_view name) const;
    [[nodiscard]] std::optional<std::uint32_t> find_fact(std::string_view name) const;
    [[nodiscard]] std::optional<std::uint16_t> find_channel(std::string_view name) const;
    [[nodiscard]] std::optional<subject_index> find_subject(std::string_view name) const;
    [[nodiscard]] std::optional<std::uint32_t> find_role(std::string_view name) const;
};

}  // namespace reglament
