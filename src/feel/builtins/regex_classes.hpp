// Sets of characters for regular expressions: ranges of code points, and the sets that XML Schema and Unicode name.
// Internal.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace reglament::feel::regex {

/// Both ends belong to it.
struct code_range {
    char32_t first = 0;
    char32_t last = 0;

    friend bool operator==(const code_range&, const code_range&) = default;
};

constexpr char32_t last_code = 0x10FFFF;

class code_set {
public:
    code_set() = default;
    explicit code_set(std::vector<code_range> ranges);  ///< in any order, and they may overlap
    explicit code_set(char32_t only) : ranges_{{only, only}} {}

    /// Apart from each other, in their order.
    [[nodiscard]] std::span<const code_range> ranges() const noexcept { return ranges_; }
    [[nodiscard]] bool has(char32_t code) const noexcept;
    [[nodiscard]] std::size_t size() const noexcept;  ///< how many characters

    friend bool operator==(const code_set&, const code_set&) = default;

private:
    std::vector<code_range> ranges_;
};

[[nodiscard]] code_set together(const code_set& a, const code_set& b);
[[nodiscard]] code_set complement(const code_set& of);
[[nodiscard]] code_set without(const code_set& from, const code_set& taken);

/// With every character that differs from one of the set by case only: equal to it in lower or in upper case.
[[nodiscard]] code_set any_case(const code_set& of);

/// A general category of Unicode, or a group of them: `Lu`, `L`. Nothing for another name.
[[nodiscard]] std::optional<code_set> category_named(std::string_view name);

/// A block of Unicode, without `Is`: `BasicLatin`.
[[nodiscard]] std::optional<code_set> block_named(std::string_view name);

/// What `\s`, `\d`, `\w`, `\i`, `\c` and their opposites `\S`… stand for in XML Schema. Nothing for another letter.
[[nodiscard]] std::optional<code_set> escape_named(char32_t letter);

}  // namespace reglament::feel::regex
