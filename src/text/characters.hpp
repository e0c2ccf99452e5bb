// Characters: what a code point is, as names and expressions need to know it. Internal.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace reglament {

/// A code point and the bytes it takes; length 0 at the end of the text. An invalid byte is U+FFFD of length 1.
struct character {
    char32_t code = 0;
    std::size_t length = 0;
};

[[nodiscard]] character decode_beyond_ascii(std::string_view text, std::size_t at) noexcept;

[[nodiscard]] inline character decode(std::string_view text, std::size_t at) noexcept {
    if (at >= text.size()) return {};
    const auto byte = static_cast<unsigned char>(text[at]);
    return byte < 0x80 ? character{byte, 1} : decode_beyond_ascii(text, at);
}

/// Blanks of any kind, line breaks and the byte order mark too.
[[nodiscard]] bool is_blank(char32_t code) noexcept;

/// Letters, digits, combining marks and `_`: what words are made of.
[[nodiscard]] bool is_word(char32_t code) noexcept;

/// A character a word may begin with that is no number: a letter or `_`.
[[nodiscard]] bool is_letter(char32_t code) noexcept;

/// The offset of the first character at or after `at` that is no blank.
[[nodiscard]] std::size_t skip_blanks(std::string_view text, std::size_t at) noexcept;

/// Where the word that begins at `at` ends: a run of word characters, or one character of another kind.
[[nodiscard]] std::size_t word_end(std::string_view text, std::size_t at) noexcept;

void append_utf8(std::string& to, char32_t code);

/// Unicode NFC; a text that is not UTF-8 is given back as it is.
[[nodiscard]] std::string to_nfc(std::string_view text);

/// False only when the text is surely in NFC already.
[[nodiscard]] bool may_need_nfc(std::string_view text) noexcept;

[[nodiscard]] char32_t to_lower(char32_t code) noexcept;
[[nodiscard]] char32_t to_upper(char32_t code) noexcept;

/// Unicode's general category in its two letters: `Lu`, `Nd`; `Cn` when the code is not assigned.
[[nodiscard]] std::string_view general_category(char32_t code) noexcept;

}  // namespace reglament
