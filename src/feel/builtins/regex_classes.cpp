#include "feel/builtins/regex_classes.hpp"

#include "text/characters.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace reglament::feel::regex {
namespace {

struct category_run {
    code_range range;
    std::string_view category;
};

// All of Unicode once: asking for every character again would take milliseconds a pattern.
const std::vector<category_run>& category_runs() {
    static const auto runs = [] {
        std::vector<category_run> all;
        for (char32_t c = 0; c <= last_code; ++c) {
            const auto category = general_category(c);
            if (all.empty() || all.back().category != category) all.push_back({{c, c}, category});
            all.back().range.last = c;
        }
        return all;
    }();
    return runs;
}

using cases = std::vector<std::pair<char32_t, char32_t>>;

// Pairs of a character and one that differs by case only, in the order of the first.
cases make_case_pairs() {
    std::vector<char32_t> cased;
    for (char32_t c = 0; c < 0x20000; ++c) {
        const char32_t lower = to_lower(c);
        const char32_t upper = to_upper(c);
        if (lower != c || upper != c) cased.insert(cased.end(), {c, lower, upper});
    }
    std::ranges::sort(cased);
    cased.erase(std::unique(cased.begin(), cased.end()), cased.end());
    cases pairs;
    for (auto* map : {&to_lower, &to_upper}) {
        cases by_key;
        for (const char32_t c : cased) by_key.emplace_back(map(c), c);
        std::ranges::sort(by_key);
        for (const auto& [key, c] : by_key) {
            const auto same = std::ranges::equal_range(by_key, key, {}, &cases::value_type::first);
            for (const auto& [k, other] : same)
                if (other != c) pairs.emplace_back(c, other);
        }
    }
    std::ranges::sort(pairs);
    return pairs;
}

const cases& case_pairs() {
    static const auto pairs = make_case_pairs();
    return pairs;
}

constexpr code_range name_start[] = {
    {':', ':'},       {'A', 'Z'},       {'_', '_'},       {'a', 'z'},         {0xC0, 0xD6},     {0xD8, 0xF6},
    {0xF8, 0x2FF},    {0x370, 0x37D},   {0x37F, 0x1FFF},  {0x200C, 0x200D},   {0x2070, 0x218F}, {0x2C00, 0x2FEF},
    {0x3001, 0xD7FF}, {0xF900, 0xFDCF}, {0xFDF0, 0xFFFD}, {0x10000, 0xEFFFF},
};
constexpr code_range name_rest[] = {{'-', '.'}, {'0', '9'}, {0xB7, 0xB7}, {0x300, 0x36F}, {0x203F, 0x2040}};

code_set of(std::span<const code_range> ranges) {
    return code_set{std::vector<code_range>{ranges.begin(), ranges.end()}};
}

const code_set& digits() {
    static const auto set = *category_named("Nd");
    return set;
}

// Everything but punctuation, separators and others: symbols are word characters in XML Schema, `_` is not.
const code_set& word() {
    static const auto set =
        complement(together(together(*category_named("P"), *category_named("Z")), *category_named("C")));
    return set;
}

}  // namespace

code_set::code_set(std::vector<code_range> ranges) {
    std::ranges::sort(ranges, {}, &code_range::first);
    for (const auto& r : ranges) {
        if (!ranges_.empty() && r.first <= ranges_.back().last + 1)
            ranges_.back().last = std::max(ranges_.back().last, r.last);
        else
            ranges_.push_back(r);
    }
}

bool code_set::has(char32_t code) const noexcept {
    const auto after = std::ranges::upper_bound(ranges_, code, {}, &code_range::first);
    return after != ranges_.begin() && std::prev(after)->last >= code;
}

std::size_t code_set::size() const noexcept {
    std::size_t all = 0;
    for (const auto& r : ranges_) all += r.last - r.first + 1;
    return all;
}

code_set together(const code_set& a, const code_set& b) {
    std::vector<code_range> ranges{a.ranges().begin(), a.ranges().end()};
    ranges.insert(ranges.end(), b.ranges().begin(), b.ranges().end());
    return code_set{std::move(ranges)};
}

code_set complement(const code_set& of) {
    std::vector<code_range> gaps;
    char32_t from = 0;
    for (const auto& r : of.ranges()) {
        if (r.first > from) gaps.push_back({from, r.first - 1});
        from = r.last + 1;
    }
    if (from <= last_code) gaps.push_back({from, last_code});
    return code_set{std::move(gaps)};
}

code_set without(const code_set& from, const code_set& taken) {
    return complement(together(complement(from), taken));
}

code_set any_case(const code_set& of) {
    std::vector<code_range> ranges{of.ranges().begin(), of.ranges().end()};
    for (const auto& r : of.ranges()) {
        auto pair = std::ranges::lower_bound(case_pairs(), r.first, {}, &cases::value_type::first);
        for (; pair != case_pairs().end() && pair->first <= r.last; ++pair)
            ranges.push_back({pair->second, pair->second});
    }
    return code_set{std::move(ranges)};
}

std::optional<code_set> category_named(std::string_view name) {
    // Surrogates are no characters, so XML Schema has no `Cs`.
    constexpr std::string_view known =
        " L Lu Ll Lt Lm Lo M Mn Mc Me N Nd Nl No P Pc Pd Ps Pe Pi Pf Po Z Zs Zl Zp S Sm Sc Sk So C Cc Cf Co Cn ";
    if (name.empty() || name.find(' ') != std::string_view::npos) return std::nullopt;
    if (known.find(" " + std::string{name} + " ") == std::string_view::npos) return std::nullopt;
    std::vector<code_range> found;
    for (const auto& run : category_runs())
        if (run.category.starts_with(name)) found.push_back(run.range);
    return code_set{std::move(found)};
}

std::optional<code_set> escape_named(char32_t letter) {
    static const code_set blank{std::vector<code_range>{{'\t', '\n'}, {'\r', '\r'}, {' ', ' '}}};
    static const code_set initial = of(name_start);
    static const code_set name = together(initial, of(name_rest));
    switch (letter) {
        case 's':
            return blank;
        case 'd':
            return digits();
        case 'w':
            return word();
        case 'i':
            return initial;
        case 'c':
            return name;
        case 'S':
            return complement(blank);
        case 'D':
            return complement(digits());
        case 'W':
            return complement(word());
        case 'I':
            return complement(initial);
        case 'C':
            return complement(name);
        default:
            return std::nullopt;
    }
}

}  // namespace reglament::feel::regex
