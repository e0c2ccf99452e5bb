// Rules narrowed column by column, where the table is as simple as that; else row by row.
#include "feel/columns/narrow.hpp"
#include "feel/decision/decision_code.hpp"

#include <reglament/feel/columns.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace reglament::feel {
namespace {

value value_at(const column& c, std::size_t row) {
    if (const auto* values = std::get_if<std::span<const value>>(&c)) return (*values)[row];
    if (const auto* doubles = std::get_if<std::span<const double>>(&c)) {
        const double d = (*doubles)[row];
        const auto n = std::isfinite(d) ? number::from_double(d) : std::nullopt;
        return n ? value{*n} : value{};
    }
    if (const auto* wholes = std::get_if<std::span<const std::int64_t>>(&c)) return value{(*wholes)[row]};
    if (const auto* truths = std::get_if<std::span<const std::uint8_t>>(&c)) return value{(*truths)[row] != 0};
    const auto& texts = std::get<coded_texts>(c);
    const std::uint8_t code = texts.codes[row];
    return code < texts.dictionary.size() ? value{texts.dictionary[code]} : value{};
}

number point_of(const quick_column& c, std::uint32_t i) {
    return *number::parse(std::to_string(c.points[i]) + "e-" + std::to_string(c.digits));
}

// The first double whose number is not below `point`, or that is above it. Infinity when there is none.
double first_double(number point, bool above) {
    const auto reaches = [&](double d) {
        if (!std::isfinite(d)) return d > 0;
        const number n = *number::from_double(d);
        return above ? point < n : !(n < point);
    };
    constexpr double end = std::numeric_limits<double>::infinity();
    double at = std::strtod(point.to_string().c_str(), nullptr);
    while (reaches(at) && at != -end) at = std::nextafter(at, -end);
    while (!reaches(at)) at = std::nextafter(at, end);
    return at;
}

// The same of whole numbers: `point` is `units` at `digits` behind the point.
std::int64_t first_whole(std::int64_t units, std::uint8_t digits, bool above) {
    std::int64_t scale = 1;
    for (unsigned i = 0; i < digits; ++i) scale *= 10;
    const std::int64_t down = units / scale - (units % scale < 0 ? 1 : 0);
    const bool exact = units % scale == 0;
    return exact && !above ? down : down + 1;
}

// A column of the table over a column of data, ready to be narrowed by.
class lane {
public:
    // False when rows must be looked at one by one.
    bool prepare(const quick_column& c, const column& data) {
        if (const auto* doubles = std::get_if<std::span<const double>>(&data)) return prepare(c, *doubles);
        if (const auto* wholes = std::get_if<std::span<const std::int64_t>>(&data)) return prepare(c, *wholes);
        if (const auto* truths = std::get_if<std::span<const std::uint8_t>>(&data)) {
            if (c.of != quick_column::sort::truths) return false;
            codes_ = truths->data();
            sets_ = {set(c, 1), set(c, 2)};
            return true;
        }
        const auto* texts = std::get_if<coded_texts>(&data);
        if (texts == nullptr || c.of != quick_column::sort::texts || texts->dictionary.size() > 255) return false;
        codes_ = texts->codes.data();
        for (const auto text : texts->dictionary) {
            const auto id = c.texts->find(text);
            if (c.count != 0 && id >= c.count) return false;
            sets_.push_back(set(c, id == text_index::none ? 1 : 2 + id));
        }
        sets_.push_back(set(c, 0));
        return true;
    }

    void narrow(const narrow_functions& by, std::size_t from, std::size_t count, std::uint32_t* left) const {
        if (doubles_ != nullptr) {
            by.doubles(doubles_ + from, count, {doubles_from_, sets_.data(), before_, of_null_}, left);
        } else if (wholes_ != nullptr) {
            by.wholes(wholes_ + from, count, {wholes_from_, sets_.data(), before_, of_null_}, left);
        } else {
            by.codes(codes_ + from, count, {sets_.data(), static_cast<std::uint32_t>(sets_.size() - 1)}, left);
        }
    }

private:
    static std::uint32_t set(const quick_column& c, std::size_t i) { return static_cast<std::uint32_t>(c.sets[i]); }

    bool prepare(const quick_column& c, std::span<const double> data) {
        doubles_ = data.data();
        return take_steps(c, doubles_from_,
                          [&](std::uint32_t i, bool above) { return first_double(point_of(c, i), above); });
    }

    bool prepare(const quick_column& c, std::span<const std::int64_t> data) {
        wholes_ = data.data();
        if (c.digits == 0 && c.of == quick_column::sort::numbers &&
            c.points[c.count - 1] == std::numeric_limits<std::int64_t>::max())
            return false;  // nothing is above it
        return take_steps(c, wholes_from_,
                          [&](std::uint32_t i, bool above) { return first_whole(c.points[i], c.digits, above); });
    }

    // Two steps a point, at it and above it, but for those that change nothing, or lie where the next one does.
    template <class Number, class First>
    bool take_steps(const quick_column& c, std::vector<Number>& from, const First& first) {
        if (c.of != quick_column::sort::numbers) return false;
        of_null_ = set(c, 0);
        before_ = set(c, 1);
        for (std::uint32_t step = 0; step < 2 * c.count; ++step) {
            const Number at = first(step / 2, step % 2 != 0);
            const std::uint32_t then = set(c, 2 + step);
            if (!from.empty() && from.back() == at) {
                from.pop_back();
                sets_.pop_back();
            }
            if (then == (sets_.empty() ? before_ : sets_.back())) continue;
            from.push_back(at);
            sets_.push_back(then);
        }
        return true;
    }

    const double* doubles_ = nullptr;
    const std::int64_t* wholes_ = nullptr;
    const std::uint8_t* codes_ = nullptr;
    std::vector<double> doubles_from_;
    std::vector<std::int64_t> wholes_from_;
    std::uint32_t before_ = 0, of_null_ = 0;
    std::vector<std::uint32_t> sets_;
};

// Nothing when the table or a column is not simple enough.
std::optional<std::vector<lane>> lanes_of(const decision_code& code, std::span<const column> inputs) {
    constexpr std::size_t most_rules = 31;  // the highest bit would be a sign
    if (code.quick.empty() || code.rules.size() > most_rules) return std::nullopt;
    std::vector<lane> lanes(code.quick.size());
    for (std::size_t c = 0; c < lanes.size(); ++c) {
        const quick_column& q = code.quick[c];
        if (q.bank != 0 || q.slot >= inputs.size() || !lanes[c].prepare(q, inputs[q.slot])) return std::nullopt;
    }
    return lanes;
}

}  // namespace

void first_hits(const decision& table, std::span<const column> inputs, std::span<std::uint32_t> out, column_path path) {
    const auto* const code = decision_access::of(table);
    const auto lanes = code == nullptr ? std::nullopt : lanes_of(*code, inputs);
    if (!lanes) {
        std::vector<value> row(inputs.size());
        frame f;
        f.bank[0] = row.data();
        for (std::size_t i = 0; i < out.size(); ++i) {
            for (std::size_t c = 0; c < row.size(); ++c) row[c] = value_at(inputs[c], i);
            out[i] = table.first_hit(f);
        }
        return;
    }
    const narrow_functions& by = path == column_path::portable ? portable_narrow() : best_narrow();
    std::array<std::uint32_t, block_rows> left;
    for (std::size_t from = 0; from < out.size(); from += block_rows) {
        const std::size_t count = std::min(block_rows, out.size() - from);
        std::fill_n(left.begin(), count, static_cast<std::uint32_t>(code->every_rule[0]));
        for (const lane& l : *lanes) l.narrow(by, from, count, left.data());
        by.firsts(left.data(), count, out.data() + from);
    }
}

}  // namespace reglament::feel
