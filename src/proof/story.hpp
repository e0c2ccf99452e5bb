// Story: what happens to an example, written as a scenario. Internal.
#pragma once

#include <reglament/machine/rulebook.hpp>
#include <reglament/proof/prove.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reglament::proof_stage {

/// One step of it: `did` as a scenario's keyword, "event", "done" …; empty: time passes, or only facts change.
struct told_step {
    std::string did, name;
    feel::context data, facts;
    std::optional<std::string> at, after;
    std::string expect;  ///< "stuck: id", "output: id"; empty: nothing is said
};

/// The steps that lead a client the way of an example; nothing when a scenario cannot tell them.
[[nodiscard]] std::optional<std::vector<told_step>> tell_way(const rulebook& rules, regulation_index which,
                                                             const std::vector<example_step>& way,
                                                             const std::vector<std::uint16_t>& transitions);

/// The text of a scenario.
[[nodiscard]] std::string write_story(std::string_view name, std::string_view regulation,
                                      const std::vector<told_step>& steps);

/// A value as YAML has it.
[[nodiscard]] std::string yaml_value(const feel::value& v);

}  // namespace reglament::proof_stage
