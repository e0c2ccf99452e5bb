// Task: work handed to a role.
#pragma once

#include <reglament/feel/temporal.hpp>
#include <reglament/machine/state.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reglament {

/// An open task. Views live as long as the engine and until its next change.
struct task {
    std::string_view subject;  ///< the client's key
    std::string_view about;    ///< what the run is about, "deal"; empty: the client
    std::string_view part;     ///< that deal's key; empty: the client
    std::uint32_t number = 0;  ///< of the subject's tasks; subject and number are its key
    regulation_index regulation = 0;
    std::uint32_t run = 0;
    std::uint32_t branch = 0;  ///< of the run, where it has divided; 0: the run itself
    const task_definition* what = nullptr;
    std::vector<feel::value> values;  ///< of the braces in its instruction, now: for instruction_text()
    std::string_view role;            ///< empty: nobody named
    std::string_view person;          ///< who holds the role for this subject, or was given it: by id; empty: not known
    bool unassigned = false;          ///< nobody is there for it: `why` says so
    std::string_view why;             ///< of a task that is given out: why it is them, or nobody (see choice_reason)
    instant created{};
    instant due = never;  ///< never: without a time, or later than last_instant
    bool late = false;
    std::uint16_t attempt = 1;
    bool paused = false;  ///< its run is: it cannot be done now, and `due` is when it was due
};

/// Whose the task is, for people: "Иванов", "Иванов, сделка D-17".
[[nodiscard]] inline std::string whose(const task& t) {
    std::string out{t.subject};
    if (!t.part.empty()) out.append(", ").append(t.about).append(1, ' ').append(t.part);
    return out;
}

/// Which tasks; empty members do not restrict.
struct task_filter {
    std::string_view subject{};
    std::string_view role{};
    std::string_view regulation{};
    std::optional<bool> late{};
    std::string_view person{};
    bool unassigned = false;              ///< only those that nobody is there for
    std::string_view version{};           ///< of the regulation
    std::string_view step{};              ///< the task's name in its regulation
    std::optional<instant> due_before{};  ///< only those with a time, before this one
};

}  // namespace reglament
