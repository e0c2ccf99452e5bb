#include "feel/decision/cell_reader.hpp"

#include "feel/code.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace reglament::feel {
namespace {

// Suggestions for a value that stood without quotes have none either.
std::string without_quotes(std::string text) {
    const bool quoted = text.size() >= 2 && text.front() == '"' && text.back() == '"';
    return quoted ? text.substr(1, text.size() - 2) : text;
}

}  // namespace

std::optional<type> type_of_word(std::string_view word) {
    using enum type_kind;
    constexpr std::array<std::pair<std::string_view, type_kind>, 14> words{{
        {"text", string},
        {"текст", string},
        {"число", number},
        {"да/нет", boolean},
        {"дата", date},
        {"время", time},
        {"дата и время", date_time},
        {"dateTime", date_time},
        {"duration", time_duration},
        {"длительность", time_duration},
        {"dayTimeDuration", time_duration},
        {"yearMonthDuration", months_duration},
        {"список", list},
        {"list", list},
    }};
    const auto found = std::ranges::find(words, word, &std::pair<std::string_view, type_kind>::first);
    return found == words.end() ? std::nullopt : std::optional{type{.kind = found->second}};
}

std::optional<type> cell_reader::named_type(const located<std::string>& text) {
    const auto name = normal_name(text.value);
    auto t = parse_type(name, how_.types != nullptr ? *how_.types : type_table{});
    if (!t) t = type_of_word(name);
    if (!t) add("decision-type", text.where, {name});
    return t;
}

bool cell_reader::is_verbatim(const located<std::string>& text) const noexcept {
    if (table_.file == nullptr || text.where.end - text.where.begin != text.value.size()) return false;
    return table_.file->text().substr(text.where.begin, text.value.size()) == text.value;
}

cell_text cell_reader::bare(std::string_view cell, const type& t) const {
    if (!how_.regulation || !t.is_enumeration()) return cell_text{cell};
    return quoted_values(cell, t.values, scope_access::of(names_));
}

program cell_reader::read(const located<std::string>& cell, const cell_text& as, const scope& names, compiler compile) {
    issues own;
    const auto size = static_cast<std::uint32_t>(as.text().size());
    auto code = compile(as.text(), names, own, {table_.file, {0, size}, true}, how_);
    for (const issue& i : own) report(i, cell, as);
    return code;
}

void cell_reader::report(const issue& i, const located<std::string>& cell, const cell_text& as) {
    span where = cell.where;
    if (is_verbatim(cell)) {
        const span inside = as.original(i.at.where);
        where = {cell.where.begin + inside.begin, cell.where.begin + inside.end};
    }
    const bool bare = as.is_replaced(i.at.where);
    add(i.code, where, i.arguments, bare ? without_quotes(i.suggestion) : i.suggestion).level = i.level;
}

list cell_reader::listed(const located<std::string>& cell) {
    const cell_text as = how_.regulation ? quoted_words(cell.value) : cell_text{cell.value};
    issues ignored;  // what is wrong here is told where the cell is compiled as tests
    const auto code = compile("[" + as.text() + "]", names_, ignored, {}, how_);
    if (!code || !code.reads().empty() || code.reads_clock()) return {};
    const value all = code.evaluate({});
    return all.kind() == value_kind::list ? all.as_list() : list{};
}

}  // namespace reglament::feel
