#include "regulation/days_text.hpp"

#include "text/characters.hpp"

#include <reglament/text/names.hpp>

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace reglament {

namespace {

using namespace std::chrono;

constexpr std::array<std::array<std::string_view, 3>, 12> months{{
    {"january", "jan", "января"},
    {"february", "feb", "февраля"},
    {"march", "mar", "марта"},
    {"april", "apr", "апреля"},
    {"may", "may", "мая"},
    {"june", "jun", "июня"},
    {"july", "jul", "июля"},
    {"august", "aug", "августа"},
    {"september", "sep", "сентября"},
    {"october", "oct", "октября"},
    {"november", "nov", "ноября"},
    {"december", "dec", "декабря"},
}};

std::optional<unsigned> two_digits(std::string_view text) {
    const bool digits = !text.empty() && text.size() <= 2 && text.find_first_not_of("0123456789") == text.npos;
    if (!digits) return std::nullopt;
    unsigned n = 0;
    for (const char c : text) n = n * 10 + static_cast<unsigned>(c - '0');
    return n;
}

std::optional<unsigned> month_of(std::string_view word) {
    const auto at = std::find_if(months.begin(), months.end(), [&](const auto& forms) {
        return std::find(forms.begin(), forms.end(), word) != forms.end();
    });
    return at == months.end() ? std::nullopt : std::optional{static_cast<unsigned>(at - months.begin()) + 1};
}

std::optional<month_day> day_of_year(std::optional<unsigned> m, std::optional<unsigned> d) {
    if (!m || !d) return std::nullopt;
    const month_day day{month{*m}, std::chrono::day{*d}};
    return day.ok() ? std::optional{day} : std::nullopt;
}

// "01-07", "07.01", "7 january", "january 7".
std::optional<month_day> yearly_day(std::string_view text) {
    const auto halves = [&](char by) {
        const std::size_t at = text.find(by);
        return at == text.npos ? std::pair{std::string_view{}, std::string_view{}}
                               : std::pair{text.substr(0, at), text.substr(at + 1)};
    };
    if (text.size() == 5 && text[2] == '-')
        return day_of_year(two_digits(text.substr(0, 2)), two_digits(text.substr(3)));
    if (text.size() == 5 && text[2] == '.')
        return day_of_year(two_digits(text.substr(3)), two_digits(text.substr(0, 2)));
    const auto [first, second] = halves(' ');
    if (const auto m = month_of(second)) return day_of_year(m, two_digits(first));
    return day_of_year(month_of(first), two_digits(second));
}

std::optional<feel::date> one_day(std::string_view text) {
    const bool dotted = text.size() == 10 && text[2] == '.' && text[5] == '.';
    const auto read = dotted ? feel::parse_date(std::string{text.substr(6)} + "-" + std::string{text.substr(3, 2)} +
                                                "-" + std::string{text.substr(0, 2)})
                             : feel::parse_date(text);
    if (!read) return read;
    const bool counted =
        *read >= feel::date{local_days{year{1} / 1 / 1}} && *read <= feel::date{local_days{year{9999} / 12 / 31}};
    return counted ? read : std::nullopt;
}

// Between dates with dots or months by name a bare dash may stand, too.
std::pair<std::string_view, std::string_view> sides_of(std::string_view text) {
    constexpr std::array<std::string_view, 7> marks{"..", "–", "—", " - ", " to ", " по ", "/"};
    const auto split = [&](std::string_view mark) {
        const std::size_t at = text.find(mark);
        return std::pair{text.substr(0, at), text.substr(std::min(at + mark.size(), text.size()))};
    };
    for (const std::string_view mark : marks) {
        if (text.find(mark) != text.npos) return split(mark);
    }
    const bool iso = text.size() == 5 || (text.size() == 10 && text[4] == '-');
    return iso || text.find('-') == text.npos ? std::pair{text, std::string_view{}} : split("-");
}

std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(' ');
    return first == text.npos ? std::string_view{} : text.substr(first, text.find_last_not_of(' ') - first + 1);
}

}  // namespace

std::optional<day_range> days_of(std::string_view text) {
    std::string plain;
    const std::string normal = normal_name(text);
    for (std::size_t at = 0; at < normal.size();) {
        const character c = decode(normal, at);
        append_utf8(plain, to_lower(c.code));
        at += c.length;
    }
    if (plain.starts_with("с ")) plain.erase(0, std::string_view{"с "}.size());
    auto [first, last] = sides_of(plain);
    first = trimmed(first);
    last = last.empty() && first.size() == trimmed(plain).size() ? first : trimmed(last);
    day_range out;
    if (const auto day = one_day(first)) {
        const auto end = one_day(last);
        if (!end || *end < *day || end->days - day->days > days{366}) return std::nullopt;
        out.first = *day;
        out.last = *end;
        return out;
    }
    const auto from = yearly_day(first), to = yearly_day(last);
    if (!from || !to) return std::nullopt;
    out.yearly = true;
    out.yearly_first = *from;
    out.yearly_last = *to;
    return out;
}

}  // namespace reglament
