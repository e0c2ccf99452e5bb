// The production calendars that are shipped. All are of a week of five days.
//
// Russia. Holidays and the hour less before them: Labour Code, articles 112 and 95. A day off that coincides with a
// holiday goes over to the next working day (article 112; not those of January), which is written out below year by
// year. Days off that the government moves:
//   2025: decree No. 1335 of 4 October 2024 "О переносе выходных дней в 2025 году":
//         4 January to 2 May, 23 February to 8 May, 8 March to 13 June, 1 November to 3 November, 5 January to 31
//         December
//   2026: decree No. 1466 of 24 September 2025 "О переносе выходных дней в 2026 году":
//         3 January to 9 January, 4 January to 31 December
//   2027: the decree "О переносе выходных дней в 2027 году" (consultant.ru, LAW_544706):
//         2 January to 5 November, 3 January to 31 December, 20 February to 22 February
// A day that is worked instead of one before a holiday is as short as that one would have been (Ministry of Health,
// order No. 588n of 13 August 2009). Each of the three years has 247 working days and, in a week of 40 hours, 1,972
// working hours; the tests hold the data to it.
#include "regulation/production_calendars.hpp"

#include "text/characters.hpp"

#include <reglament/text/names.hpp>

#include <algorithm>
#include <array>
#include <string>

namespace reglament {

namespace {

using namespace std::chrono;

constexpr std::array<std::string_view, 5> russian_names{"Russia", "RU", "Россия", "РФ", "Российская Федерация"};

constexpr std::array<month_day, 14> russian_holidays{January / 1, January / 2, January / 3, January / 4,   January / 5,
                                                     January / 6, January / 7, January / 8, February / 23, March / 8,
                                                     May / 1,     May / 9,     June / 12,   November / 4};

constexpr std::array off_2025{May / 2, May / 8, June / 13, November / 3, December / 31};
constexpr std::array worked_2025{November / 1};
constexpr std::array shorter_2025{March / 7, April / 30, June / 11, November / 1};

constexpr std::array off_2026{January / 9, March / 9, May / 11, December / 31};
constexpr std::array shorter_2026{April / 30, May / 8, June / 11, November / 3};

constexpr std::array off_2027{February / 22, May / 3, May / 10, June / 14, November / 5, December / 31};
constexpr std::array worked_2027{February / 20};
constexpr std::array shorter_2027{February / 20, April / 30, June / 11, November / 3};

constexpr std::array<production_year, 3> russian_years{{
    {2025y, off_2025, worked_2025, shorter_2025},
    {2026y, off_2026, {}, shorter_2026},
    {2027y, off_2027, worked_2027, shorter_2027},
}};

constexpr std::array<production_calendar, 1> shipped{{{russian_names, russian_holidays, russian_years}}};

std::string lower(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const character c = decode(text, at);
        append_utf8(out, to_lower(c.code));
        at += c.length;
    }
    return out;
}

}  // namespace

const production_calendar* find_production_calendar(std::string_view name) {
    const std::string wanted = lower(normal_name(name));
    for (const production_calendar& c : shipped) {
        if (std::any_of(c.names.begin(), c.names.end(), [&](std::string_view n) { return lower(n) == wanted; }))
            return &c;
    }
    return nullptr;
}

std::vector<std::string_view> production_calendar_names() {
    std::vector<std::string_view> all;
    for (const production_calendar& c : shipped) {
        for (const std::string_view name : c.names) all.push_back(name);  // insert() earns a false warning of GCC 12
    }
    return all;
}

}  // namespace reglament
