// Drill: a person plays a role through a regulation, from its start to its end; the engine plays everybody else.
#pragma once

#include <reglament/engine/engine.hpp>
#include <reglament/export.hpp>
#include <reglament/feel/value.hpp>
#include <reglament/regulation/scenario.hpp>
#include <reglament/text/issue.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace reglament {

/// In which way somebody has left the regulation.
enum class drill_fault : std::uint8_t {
    too_early,     ///< a step whose turn comes later
    again,         ///< a step that was done, and does not come again
    wrong_branch,  ///< a step of a way that is not gone
    not_yours,     ///< a step that another role has to do now
    left_out,      ///< there was something to do, and nothing was done
    wrong_answer,  ///< what was written down is not what was told
    late,          ///< past its time
    slow           ///< longer than its norm
};
inline constexpr std::size_t drill_faults = 8;
[[nodiscard]] REGLAMENT_API std::string_view to_string(drill_fault f) noexcept;

struct drill_deviation {
    drill_fault kind = drill_fault::left_out;
    std::string step;                     ///< that was chosen, done, or left out
    std::string meant;                    ///< the one that was to be done instead; empty: none
    std::string field;                    ///< of a wrong answer
    feel::value told, written;            ///< likewise
    instant at{}, due = never;            ///< in the regulation's time
    std::chrono::seconds took{}, norm{};  ///< of a slow one
};
using drill_deviations = std::vector<drill_deviation>;

struct drill_options {
    std::uint64_t seed = 1;              ///< which story is told, and what is answered where none says it
    std::vector<std::string> through{};  ///< a story that goes through one of these steps, if there is one
    const scenario* story = nullptr;     ///< this one; null: of the regulation's own (drill_stories), by the seed
    std::uint32_t pace = 1;          ///< how much faster time goes in the regulation than for the person, 1 to 10'000
    std::size_t most_moves = 1'000;  ///< of the engine; a regulation that goes on beyond them is broken off
};

/// A step that can be chosen: of any role.
struct drill_step {
    const task_definition* what = nullptr;
    state_index state = 0;
};

/// What came of choosing a step.
struct drill_taken {
    bool begun = false;       ///< it is the person's to do now: finish() is to be called
    bool unanswered = false;  ///< nobody is there: no form is filled in
    feel::context told;  ///< what the person learns, by field of the form; free texts that no story tells are left out
    instant due = never;
    drill_deviations wrong;
};

/// What a repetition has come to.
struct drill_result {
    std::string story;                    ///< the scenario's name; empty: none
    bool complete = false;                ///< it was played to the end
    std::string output;                   ///< which the regulation ended with; of several the last
    std::chrono::seconds took{}, norm{};  ///< of the steps that have a norm, together
    std::vector<std::string> steps;       ///< that were done, each once
    drill_deviations deviations;

    [[nodiscard]] bool clean() const noexcept { return complete && deviations.empty(); }
};

/// The scenarios of a regulation in which the role does something.
[[nodiscard]] REGLAMENT_API std::vector<const scenario*> drill_stories(const rulebook& rules, regulation_index which,
                                                                       std::uint16_t role);

/// What somebody has typed as the value of a field: yes and no in both languages, numbers with a comma, dates as people
/// write them, lists divided by commas; null for nothing. Nothing when it does not fit.
[[nodiscard]] REGLAMENT_API std::optional<feel::value> typed_answer(std::string_view text, const feel::type& t,
                                                                    feel::zone zone = feel::zone::utc());

/// One repetition, on an engine of its own: what the client and the others do comes from a scenario, and where that
/// says nothing, by lot from the seed. Time passes while the person waits, as fast as it can be computed. The same
/// options and moves give the same. Not thread-safe.
class REGLAMENT_API drill {
public:
    /// Plays until a run has begun. When none can be: an issue, and it is over at once.
    /// REQUIRES: `which` is one of rules->machines(), `role` has a task in it.
    drill(std::shared_ptr<const rulebook> rules, regulation_index which, std::uint16_t role, const drill_options& how,
          issues& found);
    drill(drill&&) noexcept;
    ~drill();

    /// The steps of the regulation, by their instructions.
    [[nodiscard]] const std::vector<drill_step>& steps() const noexcept;
    [[nodiscard]] const rulebook& rules() const noexcept;
    [[nodiscard]] regulation_index regulation() const noexcept;
    [[nodiscard]] std::uint16_t role() const noexcept;

    [[nodiscard]] instant now() const noexcept;
    [[nodiscard]] bool over() const noexcept;

    /// What has happened since this was asked last, a sentence each: of the person's own steps only what others see.
    [[nodiscard]] std::vector<std::string> news(language lang = language::en);

    /// "It is not my turn": time goes on until it is, or all is over. When something is to be done it does not.
    drill_deviations wait();
    /// Time goes by, whatever there is to do.
    drill_deviations wait(const period& so_long);
    /// "I do this now." Nothing, when it is over. REQUIRES: step < steps().size(), nothing is begun.
    drill_taken take(std::size_t step);
    /// Instead of what the story tells: the client, played by somebody else, says this to what was begun.
    /// Issues: an answer does not fit its field; then nothing has changed.
    issues told(const feel::context& answers);
    /// Nobody is there, says whoever plays the client.
    void told_nothing();
    /// What was begun is done, and was written down so; it took so long. REQUIRES: something is begun.
    drill_deviations finish(const feel::context& written, std::chrono::seconds took);
    /// An optional step is passed over. REQUIRES: as take().
    drill_deviations skip(std::size_t step);

    [[nodiscard]] drill_result result() const;

    struct impl;

private:
    std::unique_ptr<impl> impl_;
};

/// A deviation in a sentence: "too early: “Offer”; now: “Survey”".
[[nodiscard]] REGLAMENT_API std::string to_text(const drill_deviation& d, const drill& of,
                                                language lang = language::en);

}  // namespace reglament
