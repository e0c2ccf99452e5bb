#include "feel/columns/column_test.hpp"

#include "feel/columns/overloaded.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

namespace reglament::feel {
namespace {

constexpr std::int64_t least = INT64_MIN, most = INT64_MAX;

// Whether a limit says the same of numbers that were brought to 32 bits.
bool is_small(const limits<std::int64_t>& l) noexcept {
    const bool low = l.low == least || (l.low > INT32_MIN && l.low < INT32_MAX);
    const bool high = l.high == most || (l.high > INT32_MIN && l.high < INT32_MAX);
    return low && high;
}

std::int32_t to_small(std::int64_t limit) noexcept {
    return static_cast<std::int32_t>(std::clamp<std::int64_t>(limit, INT32_MIN, INT32_MAX));
}

// The limits of a test of numbers or of days.
template <class Make>
auto all_limits(const branch_code& code, const branch_test& t, const Make& make) {
    std::vector<decltype(make(number{}, 0U))> all;
    const value* const c = code.constants_of(t);
    if (t.what == branch_test::kind::day) {
        all.push_back(make(number{c->as_date().days.time_since_epoch().count()}, t.holds));
    } else if (t.what == branch_test::kind::number) {
        all.push_back(make(c->as_number(), t.holds));
    } else {
        constexpr unsigned equal = 2;
        for (unsigned k = 0; k < t.count; ++k)
            if (const auto l = make(c[k].as_number(), equal); l.low <= l.high) all.push_back(l);
    }
    return all;
}

bool is_of_numbers(const branch_test& t) noexcept {
    return t.what == branch_test::kind::number || t.what == branch_test::kind::number_in;
}

}  // namespace

column_test::column_test(const branch_code& code, const branch_test& test, column_reader& in)
    : in_{&in}, form_{form_of(code, test, in)}, passes_(block_rows) {
    settle();
}

column_test::column_test(std::vector<std::uint8_t> by_code, column_reader& in)
    : in_{&in}, form_{form_of_codes(std::move(by_code), in)}, passes_(block_rows) {
    settle();
}

column_test::form column_test::form_of(const branch_code& code, const branch_test& t, column_reader& in) {
    const auto wholes_of = [&](bool of_kind) -> form {
        if (!of_kind) return same{};
        wholes w{all_limits(code, t, &whole_limits)};
        w.small = std::ranges::all_of(w.any, &is_small);
        return w;
    };
    return std::visit(overloaded{
                          [&](const value& all) -> form { return same{code.passes(t, all)}; },
                          [&](std::span<const value>) -> form {
                              return values{&code, t};
                          },
                          [&](std::span<const std::int64_t>) { return wholes_of(is_of_numbers(t)); },
                          [&](std::span<const std::int32_t>) { return wholes_of(is_of_numbers(t)); },
                          [&](const date_rows&) { return wholes_of(t.what == branch_test::kind::day); },
                          [&](std::span<const double>) -> form {
                              if (!is_of_numbers(t)) return same{};
                              return doubles{all_limits(code, t, &double_limits)};
                          },
                          [&](const boolean_rows&) -> form {
                              return t.what == branch_test::kind::truth ? form{truths{}} : form{same{}};
                          },
                          [&](const dictionary_rows& rows) -> form {
                              std::vector<std::uint8_t> by_code;
                              for (const value& v : rows.dictionary)
                                  by_code.push_back(static_cast<std::uint8_t>(code.passes(t, v)));
                              return form_of_codes(std::move(by_code), in);
                          },
                      },
                      in.from().rows);
}

// A few codes of a small dictionary are compared, else each is looked up.
column_test::form column_test::form_of_codes(std::vector<std::uint8_t> by_code, column_reader&) {
    constexpr std::size_t few = 8;
    const auto passing = static_cast<std::size_t>(std::ranges::count(by_code, 1));
    const bool sure = std::ranges::count(by_code, 2) == 0;
    const bool inverted = passing > by_code.size() / 2;
    const std::size_t compared = inverted ? by_code.size() - passing : passing;
    if (!sure || by_code.size() > 256 || compared > few) return table{std::move(by_code)};
    codes c{{}, inverted};
    for (std::size_t i = 0; i < by_code.size(); ++i)
        if (by_code[i] == (inverted ? 0 : 1)) c.equal.push_back(static_cast<std::uint8_t>(i));
    return c;
}

// What the form needs beside it.
void column_test::settle() {
    std::visit(overloaded{
                   [&](const wholes& f) {
                       if (f.small && std::holds_alternative<std::span<const std::int64_t>>(in_->from().rows))
                           in_->want_words();
                   },
                   [&](const codes&) { in_->want_bytes(); },
                   [&](const table& f) {
                       if (std::ranges::count(f.by_code, 2) != 0) unsure_.resize(block_rows);
                   },
                   [&](const same& f) {
                       if (f.passes == 2) unsure_.resize(block_rows);
                   },
                   [&](const values&) { unsure_.resize(block_rows); },
                   [](const auto&) {},
               },
               form_);
}

bool column_test::join(const column_test& other) {
    if (in_ != other.in_ || form_.index() != other.form_.index()) return false;
    const auto cut = [](auto& mine, const auto& its) {
        if (mine.any.size() != 1 || its.any.size() != 1 || mine.any[0].outside || its.any[0].outside) return false;
        mine.any[0].low = std::max(mine.any[0].low, its.any[0].low);
        mine.any[0].high = std::min(mine.any[0].high, its.any[0].high);
        return true;
    };
    if (auto* d = std::get_if<doubles>(&form_)) return cut(*d, std::get<doubles>(other.form_));
    auto* w = std::get_if<wholes>(&form_);
    return w != nullptr && w->small == std::get<wholes>(other.form_).small && cut(*w, std::get<wholes>(other.form_));
}

void column_test::run(const rows_block& b) {
    if (!unsure_.empty()) std::fill_n(unsure_.begin(), b.count, mask{0});
    std::visit([&](const auto& f) { fill(f, b); }, form_);
    if (inverted_) b.with->invert(b.count, passes_.data());
    if (!unsure_.empty() && in_->nulls() != nullptr) b.with->add(in_->nulls(), b.count, unsure_.data());
}

template <class Within>
void column_test::any_of(std::size_t count, const rows_block& b, const Within& within) {
    std::array<mask, block_rows> one;
    if (count == 0) std::fill_n(passes_.begin(), b.count, mask{0});
    for (std::size_t k = 0; k < count; ++k) {
        within(k, k == 0 ? passes_.data() : one.data());
        if (k != 0) b.with->add(one.data(), b.count, passes_.data());
    }
}

void column_test::fill(const doubles& f, const rows_block& b) {
    const auto* const rows = std::get<std::span<const double>>(in_->from().rows).data() + b.first;
    any_of(f.any.size(), b, [&](std::size_t k, mask* out) {
        b.with->within_doubles(rows, b.count, f.any[k].low, f.any[k].high, out);
        if (f.any[k].outside) b.with->invert(b.count, out);
    });
}

void column_test::fill(const wholes& f, const rows_block& b) {
    const auto& from = in_->from().rows;
    const auto* const longs = std::get_if<std::span<const std::int64_t>>(&from);
    const std::int32_t* words = nullptr;
    if (const auto* rows = std::get_if<std::span<const std::int32_t>>(&from)) words = rows->data() + b.first;
    if (const auto* rows = std::get_if<date_rows>(&from)) words = rows->days.data() + b.first;
    if (longs != nullptr && f.small) words = in_->words();
    any_of(f.any.size(), b, [&](std::size_t k, mask* out) {
        const auto& l = f.any[k];
        if (words != nullptr && (f.small || is_small(l))) {
            b.with->within_words(words, b.count, to_small(l.low), to_small(l.high), out);
        } else if (longs != nullptr) {
            b.with->within_longs(longs->data() + b.first, b.count, l.low, l.high, out);
        } else {
            for (std::size_t i = 0; i < b.count; ++i)
                out[i] = static_cast<mask>(words[i] >= l.low && words[i] <= l.high ? 255 : 0);
        }
        if (l.outside) b.with->invert(b.count, out);
    });
}

void column_test::fill(const codes& f, const rows_block& b) {
    std::fill_n(passes_.begin(), b.count, mask{0});
    for (const auto code : f.equal) b.with->add_equal(in_->bytes(), b.count, code, passes_.data());
    if (f.inverted) b.with->invert(b.count, passes_.data());
}

void column_test::fill(const table& f, const rows_block& b) {
    const auto rows = std::get<dictionary_rows>(in_->from().rows).codes.subspan(b.first, b.count);
    for (std::size_t i = 0; i < b.count; ++i) {
        const auto code = static_cast<std::uint32_t>(rows[i]);
        put(i, code < f.by_code.size() ? f.by_code[code] : 0);
    }
}

void column_test::fill(const truths&, const rows_block& b) {
    b.with->not_zero(std::get<boolean_rows>(in_->from().rows).bytes.data() + b.first, b.count, passes_.data());
}

void column_test::fill(const same& f, const rows_block& b) {
    for (std::size_t i = 0; i < b.count; ++i) put(i, f.passes);
}

void column_test::fill(const values& f, const rows_block& b) {
    const auto rows = std::get<std::span<const value>>(in_->from().rows).subspan(b.first, b.count);
    for (std::size_t i = 0; i < b.count; ++i) put(i, f.code->passes(f.test, rows[i]));
}

void column_test::put(std::size_t row, unsigned passes) noexcept {
    passes_[row] = passes == 1 ? 255 : 0;
    if (!unsure_.empty()) unsure_[row] = passes == 2 ? 255 : 0;
}

}  // namespace reglament::feel
