// How like two words are, for "did you mean".
#include "text/likeness.hpp"

#include "text/characters.hpp"

#include <reglament/text/names.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace reglament {
namespace {

struct twins {
    char32_t cyrillic;
    char32_t latin;
};

bool is_latin(char32_t code) noexcept {
    return (code | 0x20) >= 'a' && (code | 0x20) <= 'z' && code < 128;
}
bool is_cyrillic(char32_t code) noexcept {
    return code >= 0x400 && code <= 0x52F;
}

constexpr std::array look_alikes{
    twins{U'А', U'A'}, twins{U'В', U'B'}, twins{U'Е', U'E'}, twins{U'К', U'K'}, twins{U'М', U'M'}, twins{U'Н', U'H'},
    twins{U'О', U'O'}, twins{U'Р', U'P'}, twins{U'С', U'C'}, twins{U'Т', U'T'}, twins{U'У', U'Y'}, twins{U'Х', U'X'},
    twins{U'І', U'I'}, twins{U'Ј', U'J'}, twins{U'Ѕ', U'S'}, twins{U'а', U'a'}, twins{U'е', U'e'}, twins{U'к', U'k'},
    twins{U'о', U'o'}, twins{U'р', U'p'}, twins{U'с', U'c'}, twins{U'у', U'y'}, twins{U'х', U'x'}, twins{U'і', U'i'},
    twins{U'ј', U'j'}, twins{U'ѕ', U's'},
};

// The twin of the other script, or 0.
char32_t to_latin(char32_t code) noexcept {
    if (!is_cyrillic(code)) return 0;
    const auto* found = std::ranges::find(look_alikes, code, &twins::cyrillic);
    return found == look_alikes.end() ? 0 : found->latin;
}

char32_t to_cyrillic(char32_t code) noexcept {
    const auto* found = std::ranges::find(look_alikes, code, &twins::latin);
    return found == look_alikes.end() ? 0 : found->cyrillic;
}

// Words longer than this are no slip of the hand; the bound keeps the work small.
constexpr std::size_t max_characters = 120;

std::size_t characters(std::string_view text) noexcept {
    return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
}

// What a hurried eye sees: look-alikes as one letter, ё as е, small letters.
std::u32string skeleton(std::string_view word) {
    std::u32string seen;
    for (std::size_t at = 0; at < word.size() && seen.size() <= max_characters;) {
        const auto c = decode(word, at);
        const auto plain = c.code == U'ё' ? U'е' : c.code == U'Ё' ? U'Е' : c.code;
        const auto latin = to_latin(plain);
        seen += to_lower(latin != 0 ? latin : plain);
        at += c.length;
    }
    return seen;
}

std::size_t allowed_slips(std::size_t length) noexcept {
    if (length < 2) return 0;
    if (length < 5) return 1;
    return length < 9 ? 2 : 3;
}

// Optimal string alignment: insertion, deletion, replacement and the exchange of two neighbours cost one each.
std::size_t distance(const std::u32string& a, const std::u32string& b) {
    std::array<std::vector<std::size_t>, 3> rows;
    for (auto& row : rows) row.resize(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) rows[0][j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        auto& row = rows[i % 3];
        const auto& above = rows[(i + 2) % 3];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = std::min(row[j], rows[(i + 1) % 3][j - 2] + 1);
        }
    }
    return rows[a.size() % 3][b.size()];
}

struct script_count {
    std::size_t latin = 0;
    std::size_t cyrillic = 0;
    bool sure_latin = false;  // has a letter that has no Cyrillic twin
    bool sure_cyrillic = false;
};

script_count count_scripts(std::u32string_view word) {
    script_count count;
    for (const auto code : word) {
        if (is_latin(code)) {
            ++count.latin;
            count.sure_latin |= to_cyrillic(code) == 0;
        } else if (is_cyrillic(code)) {
            ++count.cyrillic;
            count.sure_cyrillic |= to_latin(code) == 0;
        }
    }
    return count;
}

// True when letters were exchanged. A word with letters that belong to each script alone is mixed on purpose.
bool unmix(std::u32string& word) {
    const auto count = count_scripts(word);
    if (count.latin == 0 || count.cyrillic == 0 || (count.sure_latin && count.sure_cyrillic)) return false;
    const bool latin = count.sure_latin || (!count.sure_cyrillic && count.latin >= count.cyrillic);
    for (auto& code : word) {
        const auto twin = latin ? to_latin(code) : to_cyrillic(code);
        if (twin != 0) code = twin;
    }
    return true;
}

}  // namespace

std::vector<std::string_view> near_names(std::string_view word, std::span<const std::string_view> known) {
    struct candidate {
        std::size_t distance;
        std::size_t apart;  // in length
        std::string_view name;
    };
    const auto sought = skeleton(word);
    std::vector<candidate> found;
    if (sought.size() > max_characters) return {};
    for (const auto name : known) {
        const auto length = characters(name);
        const auto limit = allowed_slips(std::min(sought.size(), length));
        const auto apart = sought.size() > length ? sought.size() - length : length - sought.size();
        if (apart > limit) continue;
        const auto seen = skeleton(name);
        if (const auto d = distance(sought, seen); d <= limit) found.push_back({d, apart, name});
    }
    std::ranges::stable_sort(found, {}, [](const candidate& c) { return std::pair{c.distance, c.apart}; });
    std::vector<std::string_view> names;
    for (const auto& c : found) names.push_back(c.name);
    return names;
}

bool looks_like(std::string_view a, std::string_view b) {
    const auto seen = [](std::string_view text, std::size_t& at) {
        const auto c = decode(text, at);
        at += c.length;
        const auto latin = to_latin(c.code);
        return latin != 0 ? latin : c.code;
    };
    std::size_t i = 0;
    std::size_t j = 0;
    while (i < a.size() && j < b.size())
        if (seen(a, i) != seen(b, j)) return false;
    return i == a.size() && j == b.size();
}

std::string look_of(std::string_view word) {
    std::string seen;
    for (std::size_t at = 0; at < word.size();) {
        const auto c = decode(word, at);
        const auto latin = to_latin(c.code);
        append_utf8(seen, latin != 0 ? latin : c.code);
        at += c.length;
    }
    return seen;
}

issue& report_unknown(issues& found, std::string_view code, place at, std::string_view name,
                      std::span<const std::string_view> known, std::vector<std::string> arguments, std::size_t before) {
    constexpr std::size_t most_comparisons = 300'000;
    const bool too_many = (before + 1) * known.size() > most_comparisons;
    const auto near = too_many ? std::vector<std::string_view>{} : near_names(name, known);
    std::string suggestion{near.empty() ? std::string_view{} : near.front()};
    if (!near.empty() && near.front() != name && looks_like(name, near.front()))
        return found.add("lookalike-name", std::move(at), {std::string{name}}, std::move(suggestion));
    return found.add(code, std::move(at), std::move(arguments), std::move(suggestion));
}

std::optional<std::string> without_lookalikes(std::string_view word) {
    std::string result;
    bool changed = false;
    for (std::size_t at = 0; at < word.size();) {
        const auto end = word_end(word, at);
        std::u32string letters;
        for (auto c = decode(word, at); at < end; c = decode(word, at)) {
            letters += c.code;
            at += c.length;
        }
        if (unmix(letters)) changed = true;
        for (const auto code : letters) append_utf8(result, code);
    }
    if (!changed) return std::nullopt;
    return result;
}

}  // namespace reglament
