// Outputs: what the cells of a rule give.
#include "feel/decision/decision_code.hpp"
#include "feel/operators.hpp"

#include <algorithm>
#include <utility>

namespace reglament::feel {
namespace {

bool is_within(const value& v, const value& listed, zone local) {
    if (equal(v, listed, local) == truth::yes) return true;
    if (listed.kind() != value_kind::range) return false;
    const range& r = listed.as_range();
    const auto holds = [&](sign s, const value& bound) {
        return bound.is_null() || compare(v, s, bound, local) == truth::yes;
    };
    return holds(r.low_open ? sign::greater : sign::greater_equal, r.low) &&
           holds(r.high_open ? sign::less : sign::less_equal, r.high);
}

}  // namespace

std::uint32_t rank_among(const list& values, const value& v, zone local) {
    const auto found = std::ranges::find_if(values, [&](const value& each) { return is_within(v, each, local); });
    return static_cast<std::uint32_t>(found - values.begin());
}

std::string listed_text(const list& values) {
    std::string all;
    for (const value& v : values) all += (all.empty() ? "" : ", ") + to_string(v);
    return all;
}

value row_outputs::one(std::size_t row, std::size_t output) const {
    const output_cell& cell = code_.cell(row, output);
    if (!cell.code) return cell.constant;
    const output_column& column = code_.outputs[output];
    value raw = run_at(cell.where, notes_, [&] { return cell.code.evaluate(from_, notes_); });
    value v = coerce(raw, column.fit);
    if (v.is_null() && !raw.is_null())
        note("decision-output-type", cell.where,
             {to_string(raw), to_string(column.fit, language::en), to_string(column.fit, language::ru)});
    const bool listed =
        column.values.empty() || v.is_null() || rank_among(column.values, v, from_.zone) < column.values.size();
    if (listed) return v;
    note("decision-output-value", cell.where, {to_string(v), column.name, listed_text(column.values)});
    return {};
}

value row_outputs::all(std::size_t row) const {
    if (const auto& known = code_.results[row]) return *known;
    if (code_.outputs.size() == 1) return one(row, 0);
    context entries;
    entries.reserve(code_.outputs.size());
    for (std::size_t i = 0; i < code_.outputs.size(); ++i) entries.emplace_back(code_.outputs[i].name, one(row, i));
    return value{std::move(entries)};
}

std::uint32_t row_outputs::rank(std::size_t row, std::size_t output) const {
    const output_cell& cell = code_.cell(row, output);
    return cell.code ? rank_among(code_.outputs[output].values, one(row, output), from_.zone) : cell.rank;
}

// By the first output that tells them apart.
bool row_outputs::goes_before(std::size_t row, std::size_t other) const {
    for (std::size_t i = 0; i < code_.outputs.size(); ++i) {
        const auto a = rank(row, i);
        const auto b = rank(other, i);
        if (a != b) return a < b;
    }
    return false;
}

}  // namespace reglament::feel
