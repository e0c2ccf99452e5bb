// What the parts of the reader of patterns share. Internal.
#pragma once

#include "feel/builtins/regex_syntax.hpp"

#include <string>
#include <utility>

namespace reglament::feel::regex {

constexpr int deepest = 100;  ///< of groups and brackets in each other

/// Recursive descent; the first refusal stays and ends it.
class reader {
public:
    reader(std::u32string text, const flag_set& flags) : text_{std::move(text)}, flags_{flags} {}

    syntax read();

private:
    /// What stands for one character, or for a set of them.
    struct unit {
        char32_t code = 0;
        bool single = true;
        bool escaped = false;
        code_set set{};
    };

    [[nodiscard]] bool at_end() const noexcept { return at_ >= text_.size(); }
    [[nodiscard]] bool follows(std::u32string_view part) const noexcept {
        return std::u32string_view{text_}.substr(at_).starts_with(part);
    }
    bool take(std::u32string_view part) noexcept;
    bool failed() const noexcept { return !refusal_.empty(); }
    void refuse(std::string_view why) noexcept;

    node choice();
    node sequence();
    node atom();
    node group();
    node reference();
    node repeated(node what);
    std::optional<std::uint32_t> count();
    bool quantity(node& repeat);
    [[nodiscard]] node characters(code_set set) const;
    [[nodiscard]] code_set cased(code_set set) const;

    unit escape();
    unit named_set(bool opposite);
    unit member();
    code_set class_expression();
    void class_part(std::vector<code_range>& ranges, code_set& sets);
    [[nodiscard]] bool range_follows() const noexcept;

    std::u32string text_;
    flag_set flags_;
    std::size_t at_ = 0;
    int depth_ = 0;
    std::vector<bool> closed_;  // of each group opened so far
    std::string_view refusal_;
};

}  // namespace reglament::feel::regex
