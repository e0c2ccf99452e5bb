// Explanation: why an expression has the value it has.
#pragma once

#include <reglament/export.hpp>
#include <reglament/feel/expression.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace reglament::feel {

/// A part of an expression with its value. The parts of a part are what its value follows from.
struct explanation {
    enum class role : std::uint8_t {
        fact,      ///< a name, whose value came from outside
        constant,  ///< written in the text
        operation  ///< computed from its parts
    };

    role what = role::operation;
    span where{};        ///< in the expression's text
    std::string text{};  ///< as it stands there
    value result{};
    bool decided = true;  ///< false: of `and`, `or`, `if`, it was not needed
    std::vector<explanation> parts{};
};

/// Evaluates every part by itself, so it costs many evaluations: for people who ask, not for every event. What lies
/// inside loops, filters and functions has no value by itself and is not taken apart. `text` is what was compiled.
[[nodiscard]] REGLAMENT_API explanation explain(const program& p, std::string_view text, const frame& f);

/// One line a part, the whole first, parts indented: `amount > 100 — no`, then `amount — 50`. Ends with a line break.
[[nodiscard]] REGLAMENT_API std::string to_string(const explanation& e, language lang = language::en);

}  // namespace reglament::feel
