#include "text/dates.hpp"

#include <array>
#include <string_view>

namespace reglament {

namespace {

struct month_names {
    std::string_view en, ru;
};

constexpr std::array<month_names, 12> months{{{"January", "января"},
                                              {"February", "февраля"},
                                              {"March", "марта"},
                                              {"April", "апреля"},
                                              {"May", "мая"},
                                              {"June", "июня"},
                                              {"July", "июля"},
                                              {"August", "августа"},
                                              {"September", "сентября"},
                                              {"October", "октября"},
                                              {"November", "ноября"},
                                              {"December", "декабря"}}};

std::string two(std::int64_t n) {
    return (n < 10 ? "0" : "") + std::to_string(n);
}

}  // namespace

std::string in_words(std::chrono::year_month_day day, language lang) {
    const month_names& month = months[static_cast<unsigned>(day.month()) - 1];
    return std::to_string(static_cast<unsigned>(day.day())) + " " +
           std::string{lang == language::ru ? month.ru : month.en} + " " + std::to_string(static_cast<int>(day.year()));
}

std::string clock_text(std::chrono::minutes since_midnight) {
    return two(since_midnight.count() / 60) + ":" + two(since_midnight.count() % 60);
}

}  // namespace reglament
