// Scenario: a rehearsal as its author wrote it. What is known, what happens when, and what should come of it.
#pragma once

#include <reglament/feel/value.hpp>
#include <reglament/regulation/period.hpp>
#include <reglament/text/source.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace reglament {

/// A time or a whole day as written. Read in the zone of the vocabulary's calendar when the scenario is checked.
struct moment {
    located<std::string> written;
    instant first{}, last{};  ///< the same for a time; of a day its first and its last microsecond
};

/// The value of a fact, an attribute or a field. As written: a text, a list of texts, or null; of its declared type
/// once the scenario is checked.
struct given_value {
    located<std::string> name;
    feel::value value;
    span where{};
};

/// One thing that should, or should not, have come about when a step is over.
struct expectation {
    enum class what : std::uint8_t {
        nothing,      ///< no effect for the world since the step before
        no_task,      ///< no task is open
        call,         ///< a call of the step `name` is open, as `due` and `attempt` say
        task,         ///< a task of the step `name` is open, as `do`, `by`, `due`, `attempt` and `late` say
        output,       ///< since the step before, the run has ended with the output `name`
        event,        ///< since the step before, the regulation emitted `name` with `values` among its data
        fact,         ///< the fact `name` is now the one of `values`
        started,      ///< since the step before, a run has started
        not_started,  ///< since the step before, a start was refused for the reason `name` (empty: any)
        stuck         ///< since the step before, no branch applied at the step `name`
    };
    what kind = what::nothing;
    bool negated = false;
    located<std::string> name;
    located<std::string> by;      ///< role, or empty
    located<std::string> person;  ///< who has it, by id; "nobody"; or empty
    located<std::string> said;    ///< the instruction with what stands in its braces, in either language; or empty
    std::optional<moment> due;
    std::optional<located<std::uint32_t>> attempt;
    std::optional<located<bool>> late;
    std::vector<given_value> values;
    span where{};
};

struct scenario_step {
    enum class action : std::uint8_t {
        none,
        event,
        done,
        no_answer,
        skipped,
        answered,
        failed,
        facts,
        claimed,
        returned,
        handed_on
    };
    action kind = action::none;
    located<std::string> name;        ///< of the event, or of the step of the task or call
    std::vector<given_value> values;  ///< the event's data, the answers, the result, why it failed, the facts
    std::optional<moment> at;
    std::optional<located<period>> after;     ///< since the step before
    located<std::string> client, regulation;  ///< empty: those of the scenario
    std::vector<expectation> expected;
    span where{};
    instant time{};  ///< known once the scenario is checked
};

struct scenario {
    located<std::string> name;
    located<std::string> regulation;
    std::string client = "client";
    std::optional<moment> at;
    std::vector<given_value> given;  ///< facts of the client at the time of the first step, before it
    std::vector<scenario_step> steps;
    std::shared_ptr<const source> file;
    instant begin{};    ///< the earliest time in it, known once it is checked
    bool sound = true;  ///< all of it could be read
};

}  // namespace reglament
