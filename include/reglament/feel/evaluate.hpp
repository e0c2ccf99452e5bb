// Evaluate: FEEL on its own, over values by their names.
#pragma once

#include <reglament/export.hpp>
#include <reglament/feel/entry_places.hpp>
#include <reglament/feel/explanation.hpp>
#include <reglament/feel/expression.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reglament::feel {

/// What an evaluation needs beside its text and names.
struct evaluate_options {
    dialect how;
    instant now{};  ///< now(), today(); nothing reads a clock
    feel::zone zone;
    std::uint32_t max_steps = 1'000'000;
};

/// A result with everything that was found wrong on the way: errors in the text, for which the result is null, and
/// warnings that say why a part of it was null.
struct evaluated {
    value result;
    issues found;
};

/// Reads, checks and runs `text` once. Places are those in `text`, under the name "expression".
[[nodiscard]] REGLAMENT_API evaluated evaluate(std::string_view text, const context& names = {},
                                               const evaluate_options& options = {});

/// Why it has the value it has, in words (see explanation.hpp); for a text with errors: what is wrong with it.
[[nodiscard]] REGLAMENT_API std::string why(std::string_view text, const context& names = {},
                                            const evaluate_options& options = {}, language lang = language::en);

/// A program with the names it was compiled for, to be run over many contexts.
class REGLAMENT_API named_program {
public:
    named_program();
    ~named_program();
    named_program(const named_program&);
    named_program(named_program&&) noexcept;
    named_program& operator=(const named_program&);
    named_program& operator=(named_program&&) noexcept;

    /// `names`: what may be named, with types as far as they are known. Empty when the text has errors.
    [[nodiscard]] static named_program compile(std::string_view text, const type_table& names, issues& found,
                                               const dialect& how = {});

    /// The value over a context's entries; what it lacks is null.
    [[nodiscard]] value evaluate(const context& names, const evaluate_options& options = {},
                                 issues* found = nullptr) const;

    /// The same, over contexts that have the names in the same places: faster.
    [[nodiscard]] value evaluate(const context& names, entry_places& places, const evaluate_options& options = {},
                                 issues* found = nullptr) const;

    /// The truth of a condition: `unknown` when it is null or no boolean. Tests against constants copy nothing.
    [[nodiscard]] truth test(const context& names, entry_places& places, const evaluate_options& options = {}) const;

    [[nodiscard]] explanation explain(const context& names, const evaluate_options& options = {}) const;

    /// The slots of bank 0, in the order of names(): for callers who keep values in that order.
    [[nodiscard]] const program& code() const noexcept { return code_; }
    [[nodiscard]] const std::vector<std::string>& names() const noexcept { return names_; }

    explicit operator bool() const noexcept { return static_cast<bool>(code_); }

private:
    program code_;
    std::vector<std::string> names_;
    std::shared_ptr<const source> text_;
};

}  // namespace reglament::feel
