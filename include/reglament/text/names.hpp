// Names: a dictionary of names that may have blanks and be written in any script.
#pragma once

#include <reglament/export.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace reglament {

/// The form in which names are compared: Unicode NFC, blanks (any kind, any number, line breaks too) folded to one
/// space, none at the ends. Letter case counts.
[[nodiscard]] REGLAMENT_API std::string normal_name(std::string_view name);

/// Known words in the order of their likeness to `word` (edit distance by characters, transpositions count once,
/// look-alike letters of other scripts count as equal); only those near enough to be a slip of the hand.
[[nodiscard]] REGLAMENT_API std::vector<std::string_view> near_names(std::string_view word,
                                                                     std::span<const std::string_view> known);

/// `word` with each letter that only looks like one of the other script (Cyrillic А in a Latin word, Latin c in a
/// Cyrillic one) replaced by its twin; nothing when no word of it mixes scripts.
[[nodiscard]] REGLAMENT_API std::optional<std::string> without_lookalikes(std::string_view word);

/// The bytes at the front of `text` that are the name `normal` (in its normal form), inner blanks included; 0 when the
/// text does not begin with it, or a word goes on behind it. REQUIRES: `text` begins at a word boundary.
[[nodiscard]] REGLAMENT_API std::size_t name_prefix(std::string_view normal, std::string_view text);

/// A trie of names, word by word. A name is found at word boundaries only; the longest one wins and shorter ones are
/// fallen back on. Words are runs of letters, digits and `_`; every other character that is no blank is a word of its
/// own.
class REGLAMENT_API name_table {
public:
    using id = std::uint32_t;

    name_table();
    name_table(const name_table&);
    name_table(name_table&&) noexcept;
    name_table& operator=(const name_table&);
    name_table& operator=(name_table&&) noexcept;
    ~name_table();

    /// Adds a name. False when it is there already, with whatever id.
    bool add(std::string_view name, id value);

    /// The id of a whole name.
    [[nodiscard]] std::optional<id> find(std::string_view name) const;

    struct match {
        id value = 0;
        std::size_t length = 0;  ///< bytes of the text that the name takes, inner blanks included
    };

    /// The longest name that the text begins with, of those shorter than `below` bytes of it. REQUIRES: `text` begins
    /// at a word boundary.
    [[nodiscard]] std::optional<match> longest(std::string_view text, std::size_t below = std::string_view::npos) const;

    [[nodiscard]] std::span<const std::string> names() const noexcept;  ///< normal forms, in the order added

private:
    struct impl;
    std::unique_ptr<impl> impl_;
};

}  // namespace reglament
