// A decision over columns gives for each row what it gives over a frame, to the last bit of a double.
#include <reglament/feel/columns.hpp>

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>
#include <random>

namespace reglament::feel {
namespace {

constexpr std::array<std::string_view, 5> cities{"Tver", "Omsk", "Ufa", "Perm", ""};

scope known_names() {
    scope names;
    names.declare("amount", {.kind = type_kind::number}, {0, 0});
    names.declare("days", {.kind = type_kind::number}, {0, 1});
    names.declare("city", {.kind = type_kind::string}, {0, 2});
    names.declare("paid", {.kind = type_kind::boolean}, {0, 3});
    return names;
}

decision table_of(const std::string& text) {
    const auto file = std::make_shared<const source>("table", text);
    issues found;
    const auto table = parse_decision_table({file, {0, static_cast<std::uint32_t>(text.size())}}, found);
    auto made = compile_decision(table, known_names(), found);
    EXPECT_FALSE(found.has_errors()) << render(found);
    return made;
}

struct rows {
    std::vector<double> amount;
    std::vector<std::int64_t> days;
    std::vector<std::uint8_t> city, paid;

    [[nodiscard]] std::size_t size() const { return amount.size(); }
    [[nodiscard]] std::vector<column> columns() const {
        return {std::span<const double>{amount}, std::span<const std::int64_t>{days}, coded_texts{city, cities},
                std::span<const std::uint8_t>{paid}};
    }
    // By value, as any caller would make it.
    [[nodiscard]] std::array<value, 4> row(std::size_t i) const {
        std::array<value, 4> r;
        if (std::isfinite(amount[i])) r[0] = *number::from_double(amount[i]);
        r[1] = days[i];
        if (city[i] < cities.size()) r[2] = cities[city[i]];
        r[3] = paid[i] != 0;
        return r;
    }
};

// Numbers at the edges of `points`, and a step of the last bit beside them.
rows random_rows(std::mt19937& random, const std::vector<double>& points, std::size_t count, bool large = true) {
    const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
    constexpr double end = std::numeric_limits<double>::infinity();
    rows r;
    for (std::size_t i = 0; i < count; ++i) {
        double a = points[below(points.size())];
        const auto move = below(6);
        if (move == 1) a = std::nextafter(a, end);
        if (move == 2) a = std::nextafter(a, -end);
        if (move == 3) a = (static_cast<double>(below(100'000)) - 50'000) / 100;
        if (below(50) == 0) a = std::array{end, -end, std::nan(""), -0.0, 1e308, 5e-324}[below(6)];
        r.amount.push_back(a);
        const std::array<std::int64_t, 4> edges{INT64_MAX, INT64_MIN, 9007199254740993, 0};
        r.days.push_back(large && below(40) == 0 ? edges[below(4)] : static_cast<std::int64_t>(below(25)) - 5);
        r.city.push_back(static_cast<std::uint8_t>(below(8)));
        r.paid.push_back(static_cast<std::uint8_t>(below(3)));
    }
    return r;
}

void expect_same(const decision& d, const rows& r, const std::string& what) {
    const auto columns = r.columns();
    for (const column_path path : {column_path::best, column_path::portable}) {
        std::vector<std::uint32_t> out(r.size());
        first_hits(d, columns, out, path);
        for (std::size_t i = 0; i < r.size(); ++i) {
            const auto row = r.row(i);
            frame f;
            f.bank[0] = row.data();
            ASSERT_EQ(out[i], d.first_hit(f))
                << what << "\nrow " << i << ": " << to_string(row[0]) << ", " << to_string(row[1]) << ", "
                << to_string(row[2]) << ", " << to_string(row[3]) << (path == column_path::best ? "" : ", portable");
        }
    }
}

TEST(columns, random_tables_give_by_row_what_they_give_one_by_one) {
    std::mt19937 random{20'25};
    const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
    const std::vector<std::string> numbers{"0", "0.1", "0.3", "-2.5", "100.05", "1e20", "33.333333333333333333", "7"};
    const std::vector<std::string> days{"0", "3", "7.5", "-2", "12", "9007199254740993", "15", "19.25"};
    bool plain = true;  // most tables are as simple as those that are narrowed column by column
    const auto number_cell = [&](const std::vector<std::string>& from) -> std::string {
        const auto& a = from[below(plain ? 5 : from.size())];
        switch (below(plain ? 5 : 7)) {
            case 0:
                return "< " + a;
            case 1:
                return ">= " + a;
            case 2:
                return a;
            case 3:
                return "not(" + a + ")";
            case 4:
                return "(" + a + "..1e21]";
            case 5:
                return "null, > " + a;
            default:
                return "-";
        }
    };
    const std::vector<std::string> texts{"\"Tver\"", "\"Omsk\", \"Ufa\"", "not(\"Perm\")", "-",
                                         "\"\"",     "\"Kazan\"",         "null"};
    const std::vector<std::string> truths{"true", "false", "-", "not(true)"};
    for (int round = 0; round < 300; ++round) {
        std::string text = "hit policy: first\namount | days | city | paid || rule\n";
        const std::size_t count = 1 + below(round % 10 == 0 ? 60 : 30);
        plain = round % 4 != 0;
        for (std::size_t r = 0; r < count; ++r)
            text += number_cell(numbers) + " | " + number_cell(days) + " | " +
                    texts[below(texts.size() - (plain ? 1 : 0))] + " | " + truths[below(truths.size())] + " || " +
                    std::to_string(r) + "\n";
        const rows data = random_rows(random, {0, 0.1, 0.3, -2.5, 100.05, 1e20, 33.333333333333333, 7}, 300 + below(20),
                                      round % 2 == 0);
        expect_same(table_of(text), data, text);
    }
}

TEST(columns, a_table_that_is_not_simple_is_asked_row_by_row) {
    std::mt19937 random{7};
    const auto d =
        table_of("hit policy: first\namount + days | city || rule\n> 10 | string length(?) > 3 || 0\n- | - || 1\n");
    expect_same(d, random_rows(random, {1, 5, 10.5}, 200), "not simple");
}

TEST(columns, values_as_they_come) {
    const auto d = table_of("hit policy: first\namount | city || rule\n> 10 | \"Tver\" || 0\nnull | - || 1\n");
    const std::vector<value> amounts{value{11}, value{}, value{"no number"}};
    const std::vector<value> texts{value{"Tver"}, value{"Tver"}, value{}};
    const std::vector<column> in{std::span<const value>{amounts}, std::span<const value>{amounts},
                                 std::span<const value>{texts}, std::span<const value>{texts}};
    std::vector<std::uint32_t> out(3);
    first_hits(d, in, out);
    EXPECT_EQ(out, (std::vector<std::uint32_t>{0, 1, decision::no_rule}));
}

TEST(columns, entries_are_found_wherever_they_stand) {
    const auto d = table_of("hit policy: first\namount | city || rule\n> 10 | \"Tver\" || 0\n- | \"Omsk\" || 1\n");
    entry_finder entries{{"amount", "days", "city", "paid"}};
    const context forth{{"amount", 11}, {"days", 1}, {"city", "Tver"}, {"paid", true}};
    const context back{{"paid", true}, {"city", "Omsk"}, {"amount", 11}};
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(d.first_hit_of(entries.find(forth)), 0U);
        EXPECT_EQ(d.first_hit_of(entries.find(back)), 1U);
        EXPECT_EQ(d.first_hit_of(entries.find({})), decision::no_rule);
    }
}

}  // namespace
}  // namespace reglament::feel
