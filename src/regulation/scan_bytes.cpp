#include "regulation/scan_bytes.hpp"

#include <algorithm>
#include <string>
#include <string_view>

namespace reglament::yaml {

namespace {

constexpr bool is_control(char c) noexcept {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t' && c != '\n' && c != '\r') || byte == 0x7F;
}

constexpr bool is_ascii_letter(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// Russian letters of Windows-1251: А to я, Ё and ё.
constexpr bool is_cp1251_letter(char c) noexcept {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0xC0 || byte == 0xA8 || byte == 0xB8;
}

// In Windows-1251 nearly every byte above ASCII is a Russian letter, and most of them stand beside another.
bool looks_like_cp1251(std::string_view text) noexcept {
    text = text.substr(0, 64u << 10);
    std::size_t high = 0, letters = 0, in_words = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (static_cast<unsigned char>(text[i]) < 0x80) continue;
        ++high;
        if (!is_cp1251_letter(text[i])) continue;
        ++letters;
        const bool before = i > 0 && is_cp1251_letter(text[i - 1]);
        const bool after = i + 1 < text.size() && is_cp1251_letter(text[i + 1]);
        if (before || after) ++in_words;
    }
    return letters >= 2 && letters * 10 >= high * 8 && in_words * 10 >= letters * 7;
}

// UTF-16 without a byte-order mark shows as a zero beside nearly every ASCII letter.
bool looks_like_utf16(std::string_view text) noexcept {
    if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) return true;
    text = text.substr(0, 256);
    const auto zeros = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\0'));
    const auto letters = static_cast<std::size_t>(std::count_if(text.begin(), text.end(), is_ascii_letter));
    return letters > 3 && zeros * 3 > text.size();
}

class byte_check {
public:
    byte_check(const std::shared_ptr<const source>& file, const read_limits& limits, issues& found)
        : file_{file}, text_{file->text()}, limits_{limits}, found_{found} {}

    bool run() { return size() && line_lengths() && encoding() && line_ends() && controls(); }

private:
    bool refuse(std::string_view code, std::size_t at, std::vector<std::string> arguments = {}) {
        const auto offset = static_cast<std::uint32_t>(at);
        found_.add(code, place{file_, {offset, offset + 1}}, std::move(arguments));
        return false;
    }

    bool size() {
        if (text_.size() <= limits_.file_size) return true;
        return refuse("file-too-large", 0,
                      {std::to_string(text_.size() >> 20), std::to_string(limits_.file_size >> 20)});
    }

    bool encoding() {
        if (looks_like_utf16(text_)) return refuse("utf-16", 0);
        const std::size_t bad = find_invalid_utf8(text_);
        if (bad == text_.npos) return true;
        const std::string_view head = text_.substr(0, bad);
        if (std::any_of(head.begin(), head.end(), is_control)) return controls();
        if (looks_like_cp1251(text_)) return refuse("windows-1251", bad);
        return refuse("invalid-utf8", bad, {hexadecimal(text_[bad])});
    }

    // What is no text at all is called that, though its lines are long as well.
    [[nodiscard]] bool starts_as_text() const noexcept {
        const std::string_view head = text_.substr(0, 4u << 10);
        return !looks_like_utf16(text_) && std::none_of(head.begin(), head.end(), is_control);
    }

    bool line_lengths() {
        for (std::size_t begin = 0; begin < text_.size();) {
            const std::size_t end = std::min(text_.find('\n', begin), text_.size());
            if (end - begin > limits_.line_length) {
                if (!starts_as_text()) return encoding() && controls();
                return refuse("line-too-long", begin,
                              {std::to_string(end - begin), std::to_string(limits_.line_length)});
            }
            begin = end + 1;
        }
        return true;
    }

    bool line_ends() {
        for (std::size_t at = text_.find('\r'); at != text_.npos; at = text_.find('\r', at + 1)) {
            if (at + 1 == text_.size() || text_[at + 1] != '\n') return refuse("old-line-ends", at);
        }
        return true;
    }

    bool controls() {
        const auto bad = std::find_if(text_.begin(), text_.end(), is_control);
        if (bad == text_.end()) return true;
        const auto at = static_cast<std::size_t>(bad - text_.begin());
        return *bad == '\0' ? refuse("binary-file", at) : refuse("control-character", at, {hexadecimal(*bad)});
    }

    static std::string hexadecimal(char c) {
        constexpr std::string_view digits = "0123456789ABCDEF";
        const auto byte = static_cast<unsigned char>(c);
        return {digits[byte >> 4], digits[byte & 15]};
    }

    const std::shared_ptr<const source>& file_;
    std::string_view text_;
    const read_limits& limits_;
    issues& found_;
};

}  // namespace

bool check_bytes(const std::shared_ptr<const source>& file, const read_limits& limits, issues& found) {
    return byte_check{file, limits, found}.run();
}

}  // namespace reglament::yaml
