// Cell text: a cell as FEEL reads it, where the values of an enumeration stand without quotes. Internal.
#pragma once

#include "feel/scope.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace reglament::feel {

/// A text in which some stretches were replaced, and the way back.
class cell_text {
public:
    explicit cell_text(std::string_view original) : text_{original} {}

    /// Replaces what stands at `where` of the original. REQUIRES: behind all that was replaced before.
    void replace(span where, std::string_view with);

    [[nodiscard]] const std::string& text() const noexcept { return text_; }

    /// A place of the text in the original.
    [[nodiscard]] span original(span where) const noexcept { return {back(where.begin, true), back(where.end, false)}; }

    /// Whether a place of the text is one that was replaced.
    [[nodiscard]] bool is_replaced(span where) const noexcept;

private:
    struct replacement {
        span before;
        span after;
    };
    [[nodiscard]] std::uint32_t back(std::uint32_t at, bool begins) const noexcept;

    std::string text_;
    std::vector<replacement> replaced_;
    std::int64_t shift_ = 0;
};

/// The parts of a text between its commas; those in brackets and quotes do not count.
[[nodiscard]] std::vector<span> between_commas(std::string_view text);

/// Quotes every part that is one of `values`, and every other one that is words but no declared name: these are
/// misspelt values, and are found to be by the checker.
[[nodiscard]] cell_text quoted_values(std::string_view cell, const std::vector<std::string>& values,
                                      const scope_data& names);

/// Quotes every part that is words: the cell declares values.
[[nodiscard]] cell_text quoted_words(std::string_view cell);

}  // namespace reglament::feel
