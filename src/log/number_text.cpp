#include "log/number_text.hpp"

namespace reglament::log_detail {

namespace {

// The bytes of a blank, also of a no-break or narrow one; 0 when there is none.
std::size_t blank_at(std::string_view text) {
    for (const std::string_view blank : {" ", "\u00A0", "\u202F", "\u2009"})
        if (text.starts_with(blank)) return blank.size();
    return 0;
}

// "1 200,50" → "1200.50"; nothing when blanks are not between thousands or a comma stands twice.
std::string as_written_by_offices(std::string_view text) {
    std::string out;
    std::size_t digits = 0;  // since the last blank
    bool grouped = false, fraction = false;
    const auto whole_group = [&] { return !grouped || digits == 3; };
    while (!text.empty()) {
        const char c = text.front();
        std::size_t length = 1;
        if (c >= '0' && c <= '9') {
            out += c;
            ++digits;
        } else if ((c == ',' || c == '.') && !fraction && digits > 0 && whole_group()) {
            out += '.';
            fraction = true;
        } else if (const std::size_t blank = blank_at(text);
                   blank > 0 && !fraction && digits > 0 && digits <= 3 && whole_group()) {
            length = blank;
            grouped = true;
            digits = 0;
        } else if (c == '-' && out.empty()) {
            out += c;
        } else {
            return {};
        }
        text.remove_prefix(length);
    }
    return fraction || whole_group() ? out : std::string{};
}

}  // namespace

number_text read_number(std::string_view text, bool decimal_comma) {
    if (const auto n = feel::number::parse(text)) return {*n, {}};
    std::string plain = as_written_by_offices(text);
    const auto n = plain.empty() ? std::nullopt : feel::number::parse(plain);
    if (!n) return {};
    const std::size_t comma = text.find(',');
    if (decimal_comma || comma == text.npos) return {*n, {}};
    const bool thousands = text.size() - comma == 4;  // 1,200 may be either
    return {std::nullopt, thousands ? std::string{} : std::move(plain)};
}

}  // namespace reglament::log_detail
