// Rehearsal: all scenarios of a rulebook, and how much of its regulations they went through.
#pragma once

#include <reglament/control/scenario.hpp>
#include <reglament/export.hpp>
#include <reglament/feel/value.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace reglament {

struct covered {
    std::size_t reached = 0, total = 0;
};

/// What the scenarios together went through of one regulation.
struct regulation_coverage {
    regulation_index regulation = 0;
    covered steps;     ///< those that a run rests in or decides at
    covered branches;  ///< ways from step to step, and outputs that hold at every step
    covered outputs;
    covered rows;  ///< of the decision tables of its steps
    traffic counts;
    row_counts fitted;
};

struct rehearsal {
    std::shared_ptr<const rulebook> rules;
    std::vector<scenario_result> scenarios;
    std::vector<regulation_coverage> coverage;  ///< of every regulation, in the rulebook's order

    [[nodiscard]] REGLAMENT_API std::size_t failed() const noexcept;
};

/// Runs the scenarios for which `which` is true; without it, all.
[[nodiscard]] REGLAMENT_API rehearsal rehearse(std::shared_ptr<const rulebook> rules,
                                               const std::function<bool(const scenario&)>& which = {});

/// A failed scenario in words: each failure as an issue is rendered, then what did come about. Empty for one that
/// passed.
[[nodiscard]] REGLAMENT_API std::string render(const rulebook& rules, const scenario_result& result,
                                               language lang = language::en);

/// For a terminal: the scenarios, what failed, and what was not gone through.
[[nodiscard]] REGLAMENT_API std::string to_text(const rehearsal& r, language lang = language::en);

/// {"passed", "failed", "coverage": {"<id>": {"steps": {"covered", "total"}, …, "missed": ["a → b"]}},
/// "scenarios": [{"name", …, "failures": [{"line", "expected", "came", …}]}]}; lines and columns count from 1.
[[nodiscard]] REGLAMENT_API feel::value to_value(const rehearsal& r, language lang = language::en);

/// JUnit's XML, as build servers read it.
[[nodiscard]] REGLAMENT_API std::string to_junit(const rehearsal& r, language lang = language::en);

/// One self-contained HTML page: figures, each regulation's diagram with what was gone through and how often, its
/// scenarios, and what came otherwise. Without Graphviz a table of the ways stands in a diagram's place.
[[nodiscard]] REGLAMENT_API std::string to_html(const rehearsal& r, language lang = language::en);

}  // namespace reglament
