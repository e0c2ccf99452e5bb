#include "text/characters.hpp"

#include <utf8proc.h>

#include <array>
#include <cstdlib>
#include <memory>

namespace reglament {
namespace {

enum ascii_class : std::uint8_t { other = 0, blank = 1, digit = 2, letter = 4 };

constexpr std::array<std::uint8_t, 128> make_ascii_classes() {
    std::array<std::uint8_t, 128> classes{};
    for (const char c : {' ', '\t', '\n', '\r', '\v', '\f'}) classes[static_cast<unsigned char>(c)] = blank;
    for (std::size_t c = '0'; c <= '9'; ++c) classes[c] = digit;
    for (std::size_t c = 'A'; c <= 'Z'; ++c) classes[c] = classes[c + 32] = letter;
    classes['_'] = letter;
    return classes;
}
constexpr auto ascii_classes = make_ascii_classes();

// The letters of Russian and its neighbours, asked for most often, need no look at the tables of Unicode.
constexpr bool is_plain_cyrillic(char32_t code) noexcept {
    return (code >= 0x400 && code <= 0x481) || (code >= 0x48A && code <= 0x52F);
}

utf8proc_category_t category(char32_t code) noexcept {
    return utf8proc_category(static_cast<utf8proc_int32_t>(code));
}

}  // namespace

character decode_beyond_ascii(std::string_view text, std::size_t at) noexcept {
    const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data()) + at;
    utf8proc_int32_t code = 0;
    const auto length = utf8proc_iterate(bytes, static_cast<utf8proc_ssize_t>(text.size() - at), &code);
    if (length <= 0) return {0xFFFD, 1};
    return {static_cast<char32_t>(code), static_cast<std::size_t>(length)};
}

bool is_blank(char32_t code) noexcept {
    if (code < 128) return ascii_classes[code] == blank;
    if (code == 0x85 || code == 0xFEFF || code == 0x200B) return true;
    if (is_plain_cyrillic(code)) return false;
    const auto c = category(code);
    return c == UTF8PROC_CATEGORY_ZS || c == UTF8PROC_CATEGORY_ZL || c == UTF8PROC_CATEGORY_ZP;
}

bool is_word(char32_t code) noexcept {
    if (code < 128) return (ascii_classes[code] & (digit | letter)) != 0;
    if (is_plain_cyrillic(code)) return true;
    const auto c = category(code);
    return (c >= UTF8PROC_CATEGORY_LU && c <= UTF8PROC_CATEGORY_NO) || c == UTF8PROC_CATEGORY_SO;
}

bool is_letter(char32_t code) noexcept {
    if (code < 128) return ascii_classes[code] == letter;
    if (is_plain_cyrillic(code)) return true;
    const auto c = category(code);
    return (c >= UTF8PROC_CATEGORY_LU && c <= UTF8PROC_CATEGORY_LO) || c == UTF8PROC_CATEGORY_SO;
}

std::size_t skip_blanks(std::string_view text, std::size_t at) noexcept {
    for (auto c = decode(text, at); c.length != 0 && is_blank(c.code); c = decode(text, at)) at += c.length;
    return at;
}

std::size_t word_end(std::string_view text, std::size_t at) noexcept {
    auto c = decode(text, at);
    if (!is_word(c.code)) return at + c.length;
    while (c.length != 0 && is_word(c.code)) c = decode(text, at += c.length);
    return at;
}

void append_utf8(std::string& to, char32_t code) {
    std::array<utf8proc_uint8_t, 4> bytes{};
    const auto length = utf8proc_encode_char(static_cast<utf8proc_int32_t>(code), bytes.data());
    to.append(reinterpret_cast<const char*>(bytes.data()), static_cast<std::size_t>(length));
}

bool may_need_nfc(std::string_view text) noexcept {
    for (std::size_t at = 0; at < text.size();) {
        const auto c = decode(text, at);
        if (c.code >= 0x300 && !is_plain_cyrillic(c.code)) return true;
        at += c.length;
    }
    return false;
}

std::string to_nfc(std::string_view text) {
    if (!may_need_nfc(text)) return std::string{text};
    utf8proc_uint8_t* mapped = nullptr;
    const auto length =
        utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()), static_cast<utf8proc_ssize_t>(text.size()),
                     &mapped, static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
    const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owned{mapped, &std::free};
    if (length < 0) return std::string{text};
    return {reinterpret_cast<const char*>(mapped), static_cast<std::size_t>(length)};
}

char32_t to_lower(char32_t code) noexcept {
    return static_cast<char32_t>(utf8proc_tolower(static_cast<utf8proc_int32_t>(code)));
}

char32_t to_upper(char32_t code) noexcept {
    return static_cast<char32_t>(utf8proc_toupper(static_cast<utf8proc_int32_t>(code)));
}

std::string_view general_category(char32_t code) noexcept {
    return utf8proc_category_string(static_cast<utf8proc_int32_t>(code));
}

}  // namespace reglament
