// Columns give what rows give: conditions and tables over random columns, with nulls, at the edges of every type.
#include "feel/columns/kernels.hpp"
#include "feel/columns/limits.hpp"
#include "support.hpp"

#include <reglament/feel/columns.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

namespace reglament::feel {
namespace {

constexpr std::size_t row_count = 1'300;  // some blocks and a rest
constexpr double infinity = std::numeric_limits<double>::infinity();

// Numbers that one type or the other cannot hold, or only just.
const std::vector<std::string> constants{"0",
                                         "1",
                                         "-1",
                                         "2.5",
                                         "0.1",
                                         "0.3",
                                         "100.01",
                                         "50000.50",
                                         "2147483646",
                                         "2147483647",
                                         "2147483648",
                                         "-2147483648",
                                         "-2147483649",
                                         "9007199254740993",
                                         "9223372036854775807",
                                         "9223372036854775808",
                                         "-9223372036854775808",
                                         "-9223372036854775808.5",
                                         "0.1000000000000000055511151231257827",
                                         "1E308",
                                         "1.7976931348623157E308",
                                         "1.7976931348623158E308",
                                         "-1E309",
                                         "1E-323",
                                         "4.9E-324",
                                         "1E-400",
                                         "-1E-400"};

// A decimal as FEEL writes it, which has exponents too.
number number_of(const std::string& text) {
    return *number::parse(text);
}

unsigned bit_of(number a, number b) {
    return 1U << order_of(a, b);
}

template <class T>
bool is_within(const limits<T>& l, T n) {
    return (n >= l.low && n <= l.high) != l.outside;
}

TEST(column_limits, of_doubles_agree_with_decimals) {
    for (const auto& text : constants) {
        const number c = number_of(text);
        std::vector<double> probes{0.0,
                                   -0.0,
                                   1,
                                   -1,
                                   std::numeric_limits<double>::max(),
                                   -std::numeric_limits<double>::max(),
                                   std::numeric_limits<double>::denorm_min()};
        double up = std::fmin(std::fmax(c.to_double(), -1.7976931348623157e308), 1.7976931348623157e308), down = up;
        for (int i = 0; i < 4; ++i) {
            for (const double d : {up, down})
                if (std::isfinite(d)) probes.push_back(d);
            up = std::nextafter(up, infinity);
            down = std::nextafter(down, -infinity);
        }
        for (unsigned orders = 0; orders < 8; ++orders)
            for (const double d : probes)
                EXPECT_EQ(is_within(double_limits(c, orders), d), (orders & bit_of(*number::from_double(d), c)) != 0)
                    << text << " " << orders << " " << d;
    }
}

TEST(column_limits, of_whole_numbers_agree_with_decimals) {
    using of = std::numeric_limits<std::int64_t>;
    std::vector<std::int64_t> probes{0, 1, -1, 2, 3, of::min(), of::min() + 1, of::max(), of::max() - 1};
    for (const std::int64_t n : {100L, 50'000L, 2'147'483'647L, -2'147'483'648L, 9'007'199'254'740'993L})
        for (std::int64_t d = -2; d <= 2; ++d) probes.push_back(n + d);
    for (const auto& text : constants)
        for (unsigned orders = 0; orders < 8; ++orders)
            for (const auto n : probes)
                EXPECT_EQ(is_within(whole_limits(number_of(text), orders), n),
                          (orders & bit_of(n, number_of(text))) != 0)
                    << text << " " << orders << " " << n;
}

// What each loop writes, one after the other.
std::vector<std::vector<std::int64_t>> run_all(const kernels& k, std::mt19937 random, std::size_t count) {
    std::vector<double> doubles;
    std::vector<std::int64_t> longs, edges{INT64_MIN, INT64_MAX, INT32_MIN, INT32_MAX, INT64_C(1) << 31};
    std::vector<std::int32_t> words(count), narrowed(count);
    std::vector<std::uint8_t> bytes(count), codes(count);
    for (std::size_t i = 0; i < count; ++i) {
        const auto n = static_cast<std::int32_t>(random() % 9) - 1;
        doubles.push_back(random() % 99 == 0 ? std::nan("") : random() % 99 == 0 ? infinity : n / 2.0);
        longs.push_back(count % 2 == 0 && random() % 9 == 0 ? edges[random() % 5] : n);
        words[i] = n;
        bytes[i] = static_cast<std::uint8_t>(random() % 3);
    }
    std::vector<std::vector<std::int64_t>> written;
    std::vector<mask> out(count), other(count);
    const auto note = [&](const auto& rows) { written.emplace_back(rows.begin(), rows.end()); };
    constexpr double most = std::numeric_limits<double>::max();
    for (const auto& [low, high] : {std::pair{0.5, 2.5}, {-most, 1.0}, {1.5, most}})
        k.within_doubles(doubles.data(), count, low, high, out.data()), note(out);
    for (const auto& [low, high] : {std::pair{1, 4}, {INT32_MIN, 2}, {3, INT32_MAX}, {1, 0}})
        k.within_words(words.data(), count, low, high, out.data()), note(out);
    k.within_longs(longs.data(), count, 0, 5, out.data()), note(out);
    k.narrow(longs.data(), count, narrowed.data()), note(narrowed);
    written.push_back({k.not_finite(doubles.data(), count, out.data())}), note(out);
    written.push_back({k.codes_beyond(words.data(), count, 7, out.data())}), note(out);
    k.low_bytes(words.data(), count, codes.data()), note(codes);
    k.not_zero(bytes.data(), count, other.data()), note(other);
    k.add_equal(codes.data(), count, 3, out.data()), note(out);
    k.both(out.data(), other.data(), count, codes.data()), note(codes);
    k.add(other.data(), count, codes.data()), note(codes);
    std::vector<mask> yes(count), no(count);
    k.branch(out.data(), other.data(), count, yes.data(), no.data()), note(yes), note(no);
    k.put(other.data(), count, 255, bytes.data()), note(bytes);
    std::vector<std::uint32_t> rules(count);
    k.put_rules(bytes.data(), count, rules.data()), note(rules);
    k.invert(count, out.data()), note(out);
    written.push_back({k.any(out.data(), count), k.any(out.data(), 0)});
    return written;
}

TEST(column_kernels, of_every_instruction_set_do_the_same) {
    const auto all = usable_kernels();
    for (const std::size_t count : {1U, 7U, 32U, 63U, 64U, 500U, 511U, 512U}) {
        const auto expected = run_all(*all.front(), std::mt19937{count}, count);
        for (const auto* k : all) EXPECT_EQ(run_all(*k, std::mt19937{count}, count), expected) << count;
    }
}

// Columns of every sort, and the same values row by row. Slots: long, word, money, flag, day, text, mixed, any, same.
struct random_columns {
    static constexpr std::size_t width = 10;
    std::vector<std::int64_t> longs;
    std::vector<std::int32_t> words, days, codes, mixed_codes;
    std::vector<double> moneys;
    std::vector<std::uint8_t> flags;
    std::vector<value> dictionary, mixed, any, rows;
    std::array<std::vector<std::uint8_t>, width> bits;
    std::vector<column> columns;
    value rest[width];
    scope names;

    explicit random_columns(std::mt19937& random) {
        declare();
        make_values(random);
        columns = {{{0, 0}, std::span<const std::int64_t>{longs}},
                   {{0, 1}, std::span<const std::int32_t>{words}},
                   {{0, 2}, std::span<const double>{moneys}},
                   {{0, 3}, boolean_rows{flags}},
                   {{0, 4}, date_rows{days}},
                   {{0, 5}, dictionary_rows{codes, dictionary}},
                   {{0, 6}, dictionary_rows{mixed_codes, mixed}},
                   {{0, 7}, std::span<const value>{any}},
                   {{0, 8}, value{"B"}}};
        rest[9] = 7;
        for (std::size_t c = 0; c < columns.size(); ++c)
            if (random() % 3 == 0) hide_some(c, random);
        for (std::size_t row = 0; row < row_count; ++row)
            for (std::uint32_t c = 0; c < width; ++c) rows.push_back(value_at(c, row));
    }

    void declare() {
        using enum type_kind;
        const std::array<std::pair<const char*, type_kind>, width> all{{{"long", number},
                                                                        {"word", number},
                                                                        {"money", number},
                                                                        {"flag", boolean},
                                                                        {"day", date},
                                                                        {"text", string},
                                                                        {"mixed", type_kind::any},
                                                                        {"free", type_kind::any},
                                                                        {"same", string},
                                                                        {"other", number}}};
        for (std::uint32_t i = 0; i < width; ++i) names.declare(all[i].first, {.kind = all[i].second}, {0, i});
    }

    void make_values(std::mt19937& random) {
        const auto below = [&](unsigned n) { return static_cast<std::int32_t>(random() % n); };
        const std::vector<double> edges{2.5,
                                        0.3,
                                        100.01,
                                        50000.5,
                                        1,
                                        0.09999999999999999,
                                        0.1,
                                        -0.0,
                                        0.30000000000000004,
                                        1e308,
                                        infinity,
                                        -infinity,
                                        std::nan(""),
                                        9007199254740992.0};
        const bool far = below(2) == 0;
        for (const char* t : {"A", "B", "C", "отказано в выдаче", ""}) dictionary.emplace_back(t);
        if (below(2) == 0)
            for (int i = 0; i < 300; ++i) dictionary.emplace_back("x" + std::to_string(i));
        mixed = {value{"A"}, value{2}, value{}, value{true}, value{"B"}};
        for (std::size_t i = 0; i < row_count; ++i) {
            longs.push_back(far && below(9) == 0 ? std::numeric_limits<std::int64_t>::max() - below(2)
                                                 : below(300) - 20);
            words.push_back(far && below(9) == 0 ? INT32_MIN + below(3) : below(5));
            moneys.push_back(below(2) == 0 ? edges[static_cast<std::size_t>(below(14))] : below(20'000) / 100.0);
            flags.push_back(static_cast<std::uint8_t>(below(3)));
            days.push_back(20'000 + below(10));
            codes.push_back(below(static_cast<unsigned>(dictionary.size()) + (far ? 1 : 0)) - (far && below(50) == 0));
            mixed_codes.push_back(below(5));
            const value one[]{value{"A"}, value{2}, value{}, value{false}, value{number::of(15, -1)}};
            any.push_back(one[below(5)]);
        }
    }

    void hide_some(std::size_t c, std::mt19937& random) {
        const std::size_t offset = random() % 10;
        for (std::size_t i = 0; i < (row_count + offset) / 8 + 1; ++i)
            bits[c].push_back(static_cast<std::uint8_t>(random() % 2 == 0 ? 255 : random()));
        columns[c].valid = {bits[c].data(), offset};
    }

    [[nodiscard]] value value_at(std::uint32_t c, std::size_t row) const {
        if (c < columns.size() && !columns[c].valid[row]) return {};
        const auto of = [](const std::vector<value>& all, std::int32_t code) {
            return code >= 0 && static_cast<std::size_t>(code) < all.size() ? all[static_cast<std::size_t>(code)]
                                                                            : value{};
        };
        switch (c) {
            case 0:
                return longs[row];
            case 1:
                return words[row];
            case 2: {
                const auto n = number::from_double(moneys[row]);
                return n ? value{*n} : value{};
            }
            case 3:
                return flags[row] != 0;
            case 4:
                return date{local_day{local_day::duration{days[row]}}};
            case 5:
                return of(dictionary, codes[row]);
            case 6:
                return of(mixed, mixed_codes[row]);
            case 7:
                return any[row];
            default:
                return c == 8 ? value{"B"} : rest[c];
        }
    }

    [[nodiscard]] frame at(std::size_t row) const {
        frame f;
        f.bank[0] = &rows[row * width];
        return f;
    }
    [[nodiscard]] column_options options(bool portable) const {
        column_options o{.portable = portable};
        o.rest.bank[0] = rest;
        return o;
    }
};

struct random_text {
    std::mt19937& random;

    std::size_t below(std::size_t n) { return random() % n; }
    std::string pick(const std::vector<std::string>& of) { return of[below(of.size())]; }
    std::string constant() {
        const auto text = pick(constants);
        return below(2) == 0 && text.find('E') == std::string::npos
                   ? text
                   : std::to_string(below(200)) + "." + std::to_string(below(100));
    }
    std::string order() { return pick({"<", "<=", ">", ">=", "=", "!="}); }
    std::string date() { return "@\"2024-10-" + std::to_string(10 + below(9)) + "\""; }
    std::string text() { return pick({"\"A\"", "\"B\"", "\"отказано в выдаче\"", "\"\"", "\"x7\"", "\"none\""}); }

    std::string term() {
        const auto n = pick({"long", "word", "money", "money", "other"});
        const auto t = pick({"text", "text", "same"});
        switch (below(14)) {
            case 0:
            case 1:
                return n + " " + order() + " " + constant();
            case 2:
                return n + " in " + pick({"[", "("}) + "3.." + std::to_string(below(250)) + pick({"]", ")"});
            case 3:
                return n + " in (" + constant() + ", 1, 2, " + constant() + ")";
            case 4:
                return n + " between 2 and " + constant();
            case 5:
                return t + pick({" = ", " != "}) + text();
            case 6:
                return t + " in (" + text() + ", " + text() + ")";
            case 7:
                return "not(" + t + " in (" + text() + "))";
            case 8:
                return pick({"flag", "not(flag)", "flag = true", "flag != true", "flag = false"});
            case 9:
                return "day " + order() + " " + date();
            case 10:
                return pick({"mixed", "free"}) + pick({" = ", " != "}) + pick({"\"A\"", "2", "true", "null"});
            case 11:
                return pick({"mixed", "free"}) + " in (\"A\", \"B\")";
            case 12:
                return pick({"contains(text, \"x\")", "long + word > 5", "money * 2 < 100", "text = null", "true",
                             "modulo(long, 2) = 0"});
            default:
                return "day in [" + date() + ".." + date() + "]";
        }
    }
    std::string condition(int depth) {
        if (depth == 0 || below(4) == 0) return term();
        const auto joined = condition(depth - 1) + pick({" and ", " or "}) + condition(depth - 1);
        return below(5) == 0 ? "not(" + joined + ")" : "(" + joined + ")";
    }

    std::string cell(std::size_t column) {
        if (below(2) == 0) return "-";
        switch (column) {
            case 0:
            case 1:
            case 2:
                return pick({"< ", ">= ", "", "not(", "["}) == "[" ? "[2.." + std::to_string(below(150)) + "]"
                       : below(4) == 0                             ? "not(" + constant() + ")"
                                                                   : pick({"< ", ">= ", "> ", "", "1, "}) + constant();
            case 3:
                return pick({"true", "false", "not(true)"});
            case 4:
                return pick({"< ", ">= ", ""}) + date();
            default:
                return below(8) == 0              ? "contains(?, \"x\")"
                       : pick({"", "not("}) == "" ? text() + ", " + text()
                                                  : "not(" + text() + ")";
        }
    }
    std::string table(const std::string& values) {
        std::string out = "first\nlong | word | money | flag | day | text || rule\n" + values;
        const auto rules = 1 + below(14);
        for (std::size_t r = 0; r < rules; ++r) {
            for (std::size_t c = 0; c < 6; ++c) out += (c == 0 ? "" : " | ") + cell(c);
            out += " || " + std::to_string(r) + "\n";
        }
        return out;
    }
};

TEST(columns, conditions_hold_where_rows_do) {
    std::mt19937 random{11};
    std::size_t compiled = 0;
    for (int round = 0; round < 40; ++round) {
        const random_columns all{random};
        for (int k = 0; k < 12; ++k) {
            const auto text = random_text{random}.condition(3);
            issues found;
            const auto p = compile_condition(text, all.names, found);
            if (!p) continue;
            ++compiled;
            for (const bool portable : {false, true}) {
                std::vector<truth> truths(row_count);
                test_rows(p, all.columns, truths, all.options(portable));
                for (std::size_t row = 0; row < row_count; ++row)
                    ASSERT_EQ(truths[row], p.test(all.at(row))) << text << "\nrow " << row << ", portable " << portable;
            }
        }
    }
    EXPECT_GT(compiled, 300U);
}

TEST(columns, tables_hit_what_rows_do) {
    std::mt19937 random{12};
    std::size_t compiled = 0;
    for (int round = 0; round < 40; ++round) {
        const random_columns all{random};
        for (int k = 0; k < 8; ++k) {
            random_text write{random};
            const auto values = write.below(4) == 0
                                    ? "- | - | - | - | - | \"A\", \"B\", \"C\" || -\n---|---|---|---|---|---||---\n"
                                    : "";
            auto text = write.table(values);
            const auto size = static_cast<std::uint32_t>(text.size());
            issues found;
            const auto table = parse_decision_table({std::make_shared<const source>("table", text), {0, size}}, found);
            const auto d = compile_decision(table, all.names, found);
            if (!d) continue;
            ++compiled;
            for (const bool portable : {false, true}) {
                std::vector<std::uint32_t> hits(row_count);
                first_hit_rows(d, all.columns, hits, all.options(portable));
                for (std::size_t row = 0; row < row_count; ++row)
                    ASSERT_EQ(hits[row], d.first_hit(all.at(row)))
                        << text << "\nrow " << row << ", portable " << portable;
            }
        }
    }
    EXPECT_GT(compiled, 150U);
}

TEST(columns, empty_programs_say_nothing) {
    std::vector<truth> truths(3, truth::yes);
    test_rows(program{}, {}, truths);
    EXPECT_EQ(truths, std::vector<truth>(3, truth::unknown));
    std::vector<std::uint32_t> hits(3);
    first_hit_rows(decision{}, {}, hits);
    EXPECT_EQ(hits, std::vector<std::uint32_t>(3, decision::no_rule));
}

}  // namespace
}  // namespace reglament::feel
