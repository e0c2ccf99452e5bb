// Draw: a machine as a diagram, with counts on its arrows where there are some.
#pragma once

#include <reglament/export.hpp>
#include <reglament/machine/machine.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace reglament {

/// How often each part was taken; empty vectors draw no counts.
struct traffic {
    std::vector<std::uint64_t> starts;       ///< one entry: runs started
    std::vector<std::uint64_t> transitions;  ///< by index into machine::transitions()
    std::vector<std::uint64_t> exits;        ///< by index into machine::exits()
    std::vector<std::uint64_t> open;         ///< by state: runs that rest there now
};

/// With `words`, events, roles and actions are called by their titles, where they have any.
[[nodiscard]] REGLAMENT_API std::string to_mermaid(const machine& m, const traffic& counts = {},
                                                   language lang = language::en, const vocabulary* words = nullptr);
[[nodiscard]] REGLAMENT_API std::string to_dot(const machine& m, const traffic& counts = {},
                                               language lang = language::en, const vocabulary* words = nullptr);

/// SVG through the program `dot` of Graphviz; empty when it is not there or fails.
[[nodiscard]] REGLAMENT_API std::string to_svg(const machine& m, const traffic& counts = {},
                                               language lang = language::en, const vocabulary* words = nullptr);

/// States and transitions as a table in text, one a line.
[[nodiscard]] REGLAMENT_API std::string to_table(const machine& m, language lang = language::en);

}  // namespace reglament
