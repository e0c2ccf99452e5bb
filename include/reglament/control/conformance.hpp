// Conformance: what was done, as a log tells it, compared with what a regulation asks for.
#pragma once

#include <reglament/export.hpp>
#include <reglament/log/case_log.hpp>
#include <reglament/machine/draw.hpp>
#include <reglament/machine/rulebook.hpp>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reglament {

/// In which way a case has left its regulation.
enum class deviation_kind : std::uint8_t {
    missing,          ///< a step that had to be done was not
    extra,            ///< something was done that was not to be done there
    too_often,        ///< a step was done again though its turn was over
    out_of_sequence,  ///< a step was done, but earlier or later than its turn
    wrong_branch,     ///< a step of a way that the case did not go
    late,             ///< a task was done after its due time; costs nothing
    wrong_role,       ///< a task was done by somebody who does not have its role; costs nothing
    unknown_event,    ///< an activity that no step is observed by
    pending,          ///< an open case: a step that is to be done next; no deviation, costs nothing
    guard_false       ///< a way was gone though its condition did not hold, or one that held before it was not
};
[[nodiscard]] REGLAMENT_API std::string_view to_string(deviation_kind k) noexcept;

/// One move of an alignment: an event and the step it was (both), an event alone, or a step alone.
struct alignment_move {
    static constexpr std::uint32_t none = 0xFFFF'FFFF;
    std::uint32_t event = none;      ///< index in the case, ignored events counted
    state_index state = no_index;    ///< of the machine; of an output's event its end; no_index: none, or the start
    std::uint16_t visible = 0xFFFF;  ///< into conformance::steps()
    std::uint32_t cost = 0;
    std::uint32_t guards = 0;  ///< beside `cost`: of conditions on the way there that did not hold
};

struct deviation {
    deviation_kind kind = deviation_kind::missing;
    std::string step;      ///< its id; empty when no step is meant
    std::string activity;  ///< as the log calls it; of a guard the way, as the regulation calls it
    std::uint32_t event = alignment_move::none;
    std::uint32_t cost = 0;  ///< 0 also of what is accepted
};

/// A case compared. Of one that is not decided within the budget, bounds of its cost.
struct case_conformance {
    bool decided = true;
    bool open = false;       ///< compared as far as it has come
    std::uint32_t cost = 0;  ///< when decided
    std::uint32_t lower = 0, upper = 0;
    std::uint32_t event_costs = 0;  ///< of all its events, if none of them were expected
    double fitness = 1;             ///< 1 - cost / (event_costs + cost of the shortest run), not below 0; undecided:
                                    ///< by `upper`
    std::vector<alignment_move> moves;
    std::vector<deviation> deviations;
};

struct conformance_options {
    std::size_t budget = 2'000'000;  ///< markings looked at for one variant, before it is left undecided
    std::optional<instant>
        open_since;  ///< cases with an event at that time or later are open; none: only those known to be
};

/// Deviations of one kind at one step.
struct deviation_figures {
    deviation_kind kind = deviation_kind::missing;
    std::string step, activity;
    std::uint64_t cases = 0, times = 0, cost = 0;
    std::vector<std::string> examples;  ///< names of the first cases
};

/// What came of all cases together.
struct conformance_figures {
    std::uint64_t cases = 0, events = 0, ignored = 0, variants = 0;
    std::uint64_t conforming = 0;  ///< cases that cost nothing
    std::uint64_t undecided = 0, open = 0;
    std::uint64_t total_cost = 0;                           ///< of those decided
    std::map<std::uint32_t, std::uint64_t> cost_histogram;  ///< cost, cases; of those decided
    std::uint32_t shortest_run = 0;
    double fitness_mean = 1;                    ///< of the cases' fitness
    double fitness_weighted = 1;                ///< 1 - sum of costs / sum of what the cases' costs are divided by
    std::vector<deviation_figures> deviations;  ///< the dearest first
    traffic counts;                             ///< how often each way was gone, by what was observed
    std::vector<std::uint64_t> left_out;        ///< by transition: by steps that were left out
};

/// Compares cases with a regulation, one after the other; cases of one variant are aligned once. Each case gets an
/// optimal alignment: of all runs of the machine that come to an end, the one that is the cheapest to turn into the
/// case. A step left out and an event that is too much cost what the regulation says, passing through costs nothing.
/// Conditions are tested with the values that the log tells (see value_names): to go a way whose condition is known to
/// be false, or another one than the first that is known to hold, costs what `control: condition` says, once for each
/// choice. What reads something not known costs nothing: values of steps left out, of loops over lists, computed facts
/// that are not told. Tested is with what was told before the event behind the choice. Conditions of `repeat` and of
/// ends that interrupt are not tested. Deterministic.
class REGLAMENT_API conformance {
public:
    /// What of the regulation is not treated is told as notes.
    /// REQUIRES: `which` is one of rules->machines().
    conformance(std::shared_ptr<const rulebook> rules, regulation_index which, conformance_options how, issues& found);
    ~conformance();
    conformance(conformance&&) noexcept;

    /// Compares one more case. The result lasts until the next call.
    const case_conformance& take(const observed_case& what);

    [[nodiscard]] conformance_figures figures() const;

    /// What logs may tell of: a step and the names it is observed by.
    struct observed_step {
        std::string id;
        state_index state = no_index;
        std::vector<std::string> activities;
        std::uint32_t cost = 1;
    };
    [[nodiscard]] const std::vector<observed_step>& steps() const noexcept;
    [[nodiscard]] const machine& of() const noexcept;

    /// What a log may tell beside its events, because conditions read it: facts and their titles, answers of forms and
    /// data of events, with and without their step ("survey.reason", "reason"). To be read as case_log_options::values,
    /// in this order.
    [[nodiscard]] const std::vector<std::string>& value_names() const noexcept;
    /// Values that were told and could not be read; they count as not known.
    [[nodiscard]] issues oddities() const;

private:
    struct impl;
    std::unique_ptr<impl> impl_;
};

/// The figures for people; in the words of --lang.
[[nodiscard]] REGLAMENT_API std::string to_text(const conformance_figures& f, const conformance& of,
                                                language lang = language::en);
/// A page that needs nothing beside it, with the diagram of the regulation and how often each way was gone.
[[nodiscard]] REGLAMENT_API std::string to_html(const conformance_figures& f, const conformance& of,
                                                language lang = language::en);
/// For programs: {"cases", "conforming", "total_cost", "cost_histogram", "fitness": {"mean", "weighted"}, "deviations"
/// …}.
[[nodiscard]] REGLAMENT_API std::string to_json(const conformance_figures& f, const conformance& of);

}  // namespace reglament
