#include "feel/words.hpp"

#include <algorithm>
#include <array>

namespace reglament::feel {
namespace {

struct keyword_word {
    std::string_view text;
    keyword meaning;
};

constexpr std::array feel_words{
    keyword_word{"and", keyword::and_},
    keyword_word{"or", keyword::or_},
    keyword_word{"not", keyword::not_},
    keyword_word{"in", keyword::in},
    keyword_word{"between", keyword::between},
    keyword_word{"if", keyword::if_},
    keyword_word{"then", keyword::then},
    keyword_word{"else", keyword::else_},
    keyword_word{"true", keyword::true_},
    keyword_word{"false", keyword::false_},
    keyword_word{"null", keyword::null},
    keyword_word{"for", keyword::for_},
    keyword_word{"return", keyword::return_},
    keyword_word{"some", keyword::some},
    keyword_word{"every", keyword::every},
    keyword_word{"satisfies", keyword::satisfies},
    keyword_word{"function", keyword::function},
    keyword_word{"instance", keyword::instance},
    keyword_word{"of", keyword::of},
};

constexpr std::array russian_words{
    keyword_word{"и", keyword::and_},        keyword_word{"или", keyword::or_},
    keyword_word{"не", keyword::not_},       keyword_word{"в", keyword::in},
    keyword_word{"между", keyword::between}, keyword_word{"если", keyword::if_},
    keyword_word{"то", keyword::then},       keyword_word{"иначе", keyword::else_},
    keyword_word{"истина", keyword::true_},  keyword_word{"ложь", keyword::false_},
    keyword_word{"да", keyword::true_},      keyword_word{"нет", keyword::false_},
};

// The longer ones first.
constexpr std::array comparisons_in_words{comparison_words{"больше или равно", ">="},
                                          comparison_words{"меньше или равно", "<="},
                                          comparison_words{"не больше", "<="},
                                          comparison_words{"не меньше", ">="},
                                          comparison_words{"не равно", "!="},
                                          comparison_words{"больше", ">"},
                                          comparison_words{"меньше", "<"},
                                          comparison_words{"равно", "="},
                                          comparison_words{"greater than", ">"},
                                          comparison_words{"less than", "<"},
                                          comparison_words{"equals", "="}};

constexpr std::size_t longest_keyword = 12;  // bytes: истина

constexpr std::int64_t second = 1'000'000;
constexpr std::int64_t minute = 60 * second;
constexpr std::int64_t hour = 60 * minute;
constexpr std::int64_t day = 24 * hour;

struct unit_word {
    std::string_view text;
    unit meaning;
};

constexpr std::array units{
    unit_word{"second", {false, second}},  unit_word{"seconds", {false, second}}, unit_word{"sec", {false, second}},
    unit_word{"секунда", {false, second}}, unit_word{"секунды", {false, second}}, unit_word{"секунд", {false, second}},
    unit_word{"секунду", {false, second}}, unit_word{"сек", {false, second}},     unit_word{"minute", {false, minute}},
    unit_word{"minutes", {false, minute}}, unit_word{"min", {false, minute}},     unit_word{"минута", {false, minute}},
    unit_word{"минуты", {false, minute}},  unit_word{"минут", {false, minute}},   unit_word{"минуту", {false, minute}},
    unit_word{"мин", {false, minute}},     unit_word{"hour", {false, hour}},      unit_word{"hours", {false, hour}},
    unit_word{"час", {false, hour}},       unit_word{"часа", {false, hour}},      unit_word{"часов", {false, hour}},
    unit_word{"day", {false, day}},        unit_word{"days", {false, day}},       unit_word{"день", {false, day}},
    unit_word{"дня", {false, day}},        unit_word{"дней", {false, day}},       unit_word{"сутки", {false, day}},
    unit_word{"суток", {false, day}},      unit_word{"week", {false, 7 * day}},   unit_word{"weeks", {false, 7 * day}},
    unit_word{"неделя", {false, 7 * day}}, unit_word{"недели", {false, 7 * day}}, unit_word{"недель", {false, 7 * day}},
    unit_word{"неделю", {false, 7 * day}}, unit_word{"month", {true, 1}},         unit_word{"months", {true, 1}},
    unit_word{"месяц", {true, 1}},         unit_word{"месяца", {true, 1}},        unit_word{"месяцев", {true, 1}},
    unit_word{"year", {true, 12}},         unit_word{"years", {true, 12}},        unit_word{"год", {true, 12}},
    unit_word{"года", {true, 12}},         unit_word{"лет", {true, 12}},
};

constexpr auto make_unit_words() {
    std::array<std::string_view, units.size()> words{};
    for (std::size_t i = 0; i < units.size(); ++i) words[i] = units[i].text;
    return words;
}
constexpr auto all_unit_words = make_unit_words();

}  // namespace

keyword find_keyword(std::string_view word, bool aliases) noexcept {
    if (word.empty() || word.size() > longest_keyword) return keyword::none;
    const bool ascii = static_cast<unsigned char>(word[0]) < 0x80;
    if (!ascii && !aliases) return keyword::none;
    const auto* begin = ascii ? feel_words.data() : russian_words.data();
    const auto* end = begin + (ascii ? feel_words.size() : russian_words.size());
    const auto* found = std::find_if(begin, end, [&](const keyword_word& k) { return k.text == word; });
    return found == end ? keyword::none : found->meaning;
}

std::string_view spelling(keyword k) noexcept {
    const auto* found = std::ranges::find(feel_words, k, &keyword_word::meaning);
    return found == feel_words.end() ? std::string_view{} : found->text;
}

const comparison_words* find_comparison(std::string_view text) noexcept {
    const auto* found = std::ranges::find_if(comparisons_in_words, [&](const comparison_words& c) {
        return text == c.text || (text.starts_with(c.text) && text[c.text.size()] == ' ');
    });
    return found == comparisons_in_words.end() ? nullptr : found;
}

std::optional<unit> find_unit(std::string_view word) noexcept {
    const auto* found = std::ranges::find(units, word, &unit_word::text);
    if (found == units.end()) return std::nullopt;
    return found->meaning;
}

std::span<const std::string_view> unit_words() noexcept {
    return all_unit_words;
}

bool is_working(std::string_view word) noexcept {
    constexpr std::array<std::string_view, 6> words{"working", "business", "рабочий", "рабочих", "рабочего", "рабочие"};
    return std::ranges::find(words, word) != words.end();
}

}  // namespace reglament::feel
