#include "text/fill.hpp"

#include <reglament/text/catalogue.hpp>
#include <reglament/text/issue.hpp>

#include <algorithm>
#include <cassert>
#include <tuple>

namespace reglament {

std::string fill(std::string_view pattern, const issue& i) {
    std::string out;
    for (std::size_t at = 0; at < pattern.size(); ++at) {
        const bool braced = pattern[at] == '{' && at + 2 < pattern.size() && pattern[at + 2] == '}';
        if (!braced) {
            out += pattern[at];
            continue;
        }
        const char what = pattern[at + 1];
        const auto index = static_cast<std::size_t>(what - '0');
        if (what == 's') {
            out += i.suggestion;
        } else if (index < i.arguments.size()) {
            out += i.arguments[index];
        }
        at += 2;
    }
    return out;
}

namespace {

// A line longer than this is shown around the place only.
constexpr std::size_t shown_width = 160;

// Advice is written in clauses divided by `|`; one that speaks of what the issue lacks is left out.
std::string fill_clauses(std::string_view pattern, const issue& i) {
    std::string out;
    while (!pattern.empty()) {
        const std::size_t bar = std::min(pattern.find('|'), pattern.size());
        const std::string_view clause = pattern.substr(0, bar);
        pattern.remove_prefix(std::min(bar + 1, pattern.size()));
        if (clause.find("{s}") != clause.npos && i.suggestion.empty()) continue;
        if (!out.empty()) out += ' ';
        out += fill(clause, i);
    }
    return out;
}

std::string_view word(severity level, language lang) {
    switch (level) {
        case severity::note:
            return lang == language::ru ? "замечание" : "note";
        case severity::warning:
            return lang == language::ru ? "предупреждение" : "warning";
        case severity::error:
            break;
    }
    return lang == language::ru ? "ошибка" : "error";
}

bool is_wide_blank(char c) noexcept {
    return c == '\t';
}

struct excerpt {
    std::string line;
    std::size_t skip = 0;   // characters before the marked ones
    std::size_t width = 1;  // characters marked
};

std::size_t byte_of(std::string_view text, std::size_t character) {
    std::size_t at = 0;
    for (; at < text.size() && character > 0; --character) {
        for (++at; at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0u) == 0x80u;) ++at;
    }
    return at;
}

// Cuts a long line to the part around the place; tabs become blanks so that the carets stand right.
excerpt cut(std::string_view line, std::size_t skip, std::size_t width) {
    excerpt out{std::string{line}, skip, width};
    if (count_characters(line) > shown_width) {
        const std::size_t from = skip > shown_width / 3 ? skip - shown_width / 3 : 0;
        const std::size_t begin = byte_of(line, from);
        const std::string_view rest = line.substr(begin);
        const std::string_view kept = rest.substr(0, byte_of(rest, shown_width));
        out.line = std::string{from > 0 ? "…" : ""} + std::string{kept} + (kept.size() < rest.size() ? "…" : "");
        out.skip = skip - from + (from > 0 ? 1 : 0);
        out.width = std::min(width, shown_width);
    }
    std::replace_if(out.line.begin(), out.line.end(), is_wide_blank, ' ');
    return out;
}

// A byte that is no character, or a control character, would spoil the terminal.
std::string printable(std::string text) {
    for (std::size_t bad = find_invalid_utf8(text); bad != std::string_view::npos; bad = find_invalid_utf8(text)) {
        text[bad] = '?';
    }
    std::replace_if(
        text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }, '?');
    return text;
}

std::string render_excerpt(const place& at) {
    // No more of a line is looked at than could be shown: it may be very long.
    constexpr std::uint32_t most_bytes = 8 * shown_width;
    const std::uint32_t end = std::min(at.where.end, at.where.begin + most_bytes);
    const position from = at.source->at(at.where.begin);
    const position to = at.source->at(std::max(end, at.where.begin));
    const std::size_t start = at.source->line_start(from.line);
    const std::string_view line = at.source->line(from.line).substr(0, at.where.begin - start + most_bytes);
    const std::size_t last = to.line == from.line ? to.column : count_characters(line) + 1;
    const std::size_t width = std::max<std::size_t>(1, last > from.column ? last - from.column : 0);
    const excerpt shown = cut(line, from.column - 1, width);
    const std::string number = std::to_string(from.line);
    std::string out = " " + number + " | " + printable(shown.line) + "\n";
    out += std::string(number.size() + 2, ' ') + "| " + std::string(shown.skip, ' ') + std::string(shown.width, '^') +
           "\n";
    return out;
}

const catalogue_entry& entry_of(const issue& i) {
    const catalogue_entry* found = find_entry(i.code);
    assert(found != nullptr && "an issue's code is in the catalogue");
    return *found;
}

auto order(const issue& i) {
    return std::tuple{i.at.where.begin, i.at.where.end};
}

// A file that is read twice is two sources: a table that two steps look things up in.
std::string_view file_of(const issue& i) {
    return i.at ? i.at.source->name() : std::string_view{};
}

bool is_at_the_same_place(const issue& a, const issue& b) {
    return file_of(a) == file_of(b) && a.at.where == b.at.where;
}

bool says_the_same(const issue& a, const issue& b) {
    return is_at_the_same_place(a, b) && a.code == b.code && a.arguments == b.arguments;
}

std::string_view plural(std::size_t n, std::string_view one, std::string_view few, std::string_view many) {
    const std::size_t last = n % 10, tens = n % 100;
    if (last == 1 && tens != 11) return one;
    return last >= 2 && last <= 4 && (tens < 12 || tens > 14) ? few : many;
}

std::string counts(std::size_t errors, std::size_t warnings, language lang) {
    const std::string e = std::to_string(errors), w = std::to_string(warnings);
    if (lang == language::ru) {
        return e + " " + std::string{plural(errors, "ошибка", "ошибки", "ошибок")} + ", " + w + " " +
               std::string{plural(warnings, "предупреждение", "предупреждения", "предупреждений")} + "\n";
    }
    return e + (errors == 1 ? " error, " : " errors, ") + w + (warnings == 1 ? " warning\n" : " warnings\n");
}

}  // namespace

std::string message(const issue& i, language lang) {
    const catalogue_entry& entry = entry_of(i);
    return fill(lang == language::ru ? entry.message_ru : entry.message_en, i);
}

std::string advice(const issue& i, language lang) {
    const catalogue_entry& entry = entry_of(i);
    return fill_clauses(lang == language::ru ? entry.advice_ru : entry.advice_en, i);
}

std::string render(const issue& i, language lang) {
    std::string out;
    if (i.at) {
        const position from = i.at.source->at(i.at.where.begin);
        out += std::string{i.at.source->name()} + ":" + std::to_string(from.line) + ":" + std::to_string(from.column) +
               ": ";
    }
    out += std::string{word(i.level, lang)} + ": " + message(i, lang) + " [" + std::string{i.code} + "]\n";
    if (i.at && !i.at.source->text().empty()) out += render_excerpt(i.at);
    const std::string what_to_do = advice(i, lang);
    if (!what_to_do.empty()) out += "   → " + what_to_do + "\n";
    return out;
}

issue& issues::add(std::string_view code, place at, std::vector<std::string> arguments, std::string suggestion) {
    const catalogue_entry* entry = find_entry(code);
    assert(entry != nullptr && "the code is in the catalogue");
    return list_.emplace_back(
        issue{entry->code, entry->level, std::move(at), std::move(arguments), std::move(suggestion)});
}

void issues::append(const issues& others) {
    list_.insert(list_.end(), others.begin(), others.end());
}

void issues::sort() {
    const auto by_place = [](const issue& a, const issue& b) {
        return std::pair{file_of(a), order(a)} < std::pair{file_of(b), order(b)};
    };
    std::stable_sort(list_.begin(), list_.end(), by_place);
    std::vector<issue> kept;
    for (issue& i : list_) {
        const auto elsewhere = [&](const issue& k) { return !is_at_the_same_place(k, i); };
        const auto here = std::find_if(kept.rbegin(), kept.rend(), elsewhere).base();
        if (std::none_of(here, kept.end(), [&](const issue& k) { return says_the_same(k, i); }))
            kept.push_back(std::move(i));
    }
    list_ = std::move(kept);
}

bool issues::has_errors() const noexcept {
    return count(severity::error) > 0;
}

std::size_t issues::count(severity level) const noexcept {
    return static_cast<std::size_t>(std::count_if(begin(), end(), [&](const issue& i) { return i.level == level; }));
}

std::string render(const issues& list, language lang, std::size_t most) {
    const std::size_t shown = std::min(most, list.size());
    std::string out;
    for (std::size_t i = 0; i < shown; ++i) out += render(list[i], lang);
    if (shown < list.size()) {
        const std::string more = std::to_string(list.size() - shown);
        out += lang == language::ru ? "… и ещё " + more + ": исправьте сначала то, что показано выше\n"
                                    : "… and " + more + " more: mend the ones above first\n";
    }
    const std::size_t errors = list.count(severity::error), warnings = list.count(severity::warning);
    if (errors + warnings > 0) out += counts(errors, warnings, lang);
    return out;
}

}  // namespace reglament
