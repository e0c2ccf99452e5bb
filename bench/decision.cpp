// How fast does a decision table find its rules: 12 of them over eight facts, the first that fits, and 3,700 of which
// one fits; and how fast is it compiled? Beside it stand a switch by hand and testing every row.
#include <reglament/feel/decision.hpp>

#include <benchmark/benchmark.h>

#include <array>
#include <random>
#include <string>
#include <vector>

namespace reglament::bench {

namespace {

constexpr std::size_t client_count = 4'096;
constexpr std::size_t width = 8;

// class, sale, region, days, revenue, complaints, phone, debt: as in bench/peers.
constexpr std::string_view twelve_rules = R"(
first
class   | sale           | region                 | days       | revenue         | complaints | phone | debt  || rule
A, B    | -              | -                      | -          | -               | >= 2       | -     | -     || 0
-       | -              | -                      | > 30       | < 50000.50      | -          | -     | true  || 1
A       | -              | -                      | [45..90]   | -               | -          | true  | -     || 2
A, B    | order, project | -                      | [91..180]  | -               | 0          | -     | -     || 3
B       | -              | -                      | [60..180]  | -               | -          | true  | false || 4
A, B, C | -              | -                      | > 60       | -               | -          | false | -     || 5
C       | -              | -                      | [90..270]  | >= 20000        | -          | -     | -     || 6
-       | online         | north, west            | [30..120]  | -               | -          | -     | -     || 7
-       | stock, online  | south, east, centre    | -          | [10000..120000] | <= 1       | -     | -     || 8
C, D    | -              | -                      | > 270      | -               | -          | -     | -     || 9
-       | -              | -                      | -          | > 1000.25       | > 0        | -     | -     || 10
-       | -              | -                      | -          | -               | -          | -     | -     || 11
)";

struct client {
    int kind, sale, region, days, revenue, complaints;  // revenue in hundredths
    bool phone, debt;
};

std::size_t rule_of(const client& c) {
    const bool a = c.kind == 0, b = c.kind == 1, ab = a || b;
    if (ab && c.complaints >= 2) return 0;
    if (c.debt && c.revenue < 5'000'050 && c.days > 30) return 1;
    if (a && c.days >= 45 && c.days <= 90 && c.phone) return 2;
    if (ab && (c.sale == 1 || c.sale == 2) && c.days >= 91 && c.days <= 180 && c.complaints == 0) return 3;
    if (b && c.days >= 60 && c.days <= 180 && c.phone && !c.debt) return 4;
    if (c.kind <= 2 && c.days > 60 && !c.phone) return 5;
    if (c.kind == 2 && c.days >= 90 && c.days <= 270 && c.revenue >= 2'000'000) return 6;
    if (c.sale == 3 && (c.region == 0 || c.region == 3) && c.days >= 30 && c.days <= 120) return 7;
    if ((c.sale == 0 || c.sale == 3) && (c.region == 1 || c.region == 2 || c.region == 4) && c.revenue >= 1'000'000 &&
        c.revenue <= 12'000'000 && c.complaints <= 1)
        return 8;
    if (c.kind >= 2 && c.days > 270) return 9;
    return c.complaints > 0 && c.revenue > 100'025 ? 10 : 11;
}

const std::array<std::vector<std::string>, 3> words{
    {{"A", "B", "C", "D"}, {"stock", "order", "project", "online"}, {"north", "south", "east", "west", "centre"}}};

struct clients {
    std::vector<client> plain;
    std::vector<feel::value> facts;

    clients() {
        std::mt19937 random{7};
        const auto below = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
        std::array<std::vector<feel::value>, 3> interned;
        for (std::size_t i = 0; i < 3; ++i) interned[i].assign(words[i].begin(), words[i].end());
        for (std::size_t i = 0; i < client_count; ++i) {
            const client c{below(4),      below(4),     below(5), below(400), below(30'000'000), below(5) * below(2),
                           below(4) != 0, below(7) == 0};
            plain.push_back(c);
            facts.push_back(interned[0][static_cast<std::size_t>(c.kind)]);
            facts.push_back(interned[1][static_cast<std::size_t>(c.sale)]);
            facts.push_back(interned[2][static_cast<std::size_t>(c.region)]);
            facts.emplace_back(c.days);
            facts.emplace_back(feel::number::of(c.revenue, -2));
            facts.emplace_back(c.complaints);
            facts.emplace_back(c.phone);
            facts.emplace_back(c.debt);
        }
    }
};

feel::scope facts_in_scope() {
    using enum feel::type_kind;
    feel::scope names;
    const std::array<const char*, width> all{"class",   "sale",       "region", "days",
                                             "revenue", "complaints", "phone",  "debt"};
    for (std::uint32_t i = 0; i < width; ++i) {
        const auto kind = i < 3 ? string : i < 6 ? number : boolean;
        names.declare(all[i], {.kind = kind, .values = i < 3 ? words[i] : std::vector<std::string>{}}, {0, i});
    }
    return names;
}

feel::decision compiled(const std::string& text, const feel::scope& names) {
    issues found;
    const place all{std::make_shared<const source>("table", text), {0, static_cast<std::uint32_t>(text.size())}};
    return feel::compile_decision(feel::parse_decision_table(all, found), names, found, {.regulation = true});
}

std::int64_t done(const benchmark::State& state, std::size_t each) {
    return static_cast<std::int64_t>(static_cast<std::size_t>(state.iterations()) * each);
}

void twelve_by_hand(benchmark::State& state) {
    const clients all;
    for (auto _ : state) {
        std::size_t sum = 0;
        for (const client& c : all.plain) sum += rule_of(c);
        benchmark::DoNotOptimize(sum);
        benchmark::ClobberMemory();
    }
    state.SetItemsProcessed(done(state, client_count));
}
BENCHMARK(twelve_by_hand)->Name("decision/12_by_hand");

std::size_t sum_of_hits(const feel::decision& d, const clients& all) {
    std::size_t sum = 0;
    feel::frame f;
    for (std::size_t i = 0; i < client_count; ++i) {
        f.bank[0] = &all.facts[i * width];
        sum += d.first_hit(f);
    }
    return sum;
}

void twelve(benchmark::State& state) {
    const clients all;
    const auto d = compiled(std::string{twelve_rules}, facts_in_scope());
    feel::frame f;
    for (std::size_t i = 0; i < client_count; ++i) {
        f.bank[0] = &all.facts[i * width];
        if (d.first_hit(f) != rule_of(all.plain[i])) return state.SkipWithError("the answers differ");
    }
    for (auto _ : state) benchmark::DoNotOptimize(sum_of_hits(d, all));
    state.SetItemsProcessed(done(state, client_count));
}
BENCHMARK(twelve)->Name("decision/12_first_hit");

void twelve_values(benchmark::State& state) {
    const clients all;
    const auto d = compiled(std::string{twelve_rules}, facts_in_scope());
    feel::frame f;
    for (auto _ : state) {
        for (std::size_t i = 0; i < client_count; ++i) {
            f.bank[0] = &all.facts[i * width];
            benchmark::DoNotOptimize(d.evaluate(f));
        }
    }
    state.SetItemsProcessed(done(state, client_count));
}
BENCHMARK(twelve_values)->Name("decision/12_value");

// Prices by article, region, class and quantity: 3,700 rows, each of which is needed.
constexpr int big_rows = 3'700;

std::string big_table() {
    std::string text = "first\narticle | region | class | quantity || price\n";
    for (int i = 0; i < big_rows; ++i) {
        const int step = i % 4;
        text += "\"art-" + std::to_string(i / 20 % 185) + "\" | " + words[2][static_cast<std::size_t>(i / 4 % 5)] +
                " | " + (i % 3 == 0 ? "-" : words[0][static_cast<std::size_t>(i % 4)]) + " | [" +
                std::to_string(step * 10) + ".." + std::to_string(step * 10 + 10) + ") || " + std::to_string(i) + "\n";
    }
    return text;
}

feel::scope big_scope() {
    using enum feel::type_kind;
    feel::scope names;
    names.declare("article", {.kind = string}, {0, 0});
    names.declare("region", {.kind = string, .values = words[2]}, {0, 1});
    names.declare("class", {.kind = string, .values = words[0]}, {0, 2});
    names.declare("quantity", {.kind = number}, {0, 3});
    return names;
}

void big(benchmark::State& state) {
    const auto d = compiled(big_table(), big_scope());
    std::mt19937 random{7};
    std::vector<feel::value> facts;
    for (std::size_t i = 0; i < client_count; ++i) {
        facts.emplace_back("art-" + std::to_string(random() % 190));
        facts.emplace_back(words[2][random() % 5]);
        facts.emplace_back(words[0][random() % 4]);
        facts.emplace_back(random() % 50);
    }
    std::size_t hits = 0;
    feel::frame f;
    for (auto _ : state) {
        for (std::size_t i = 0; i < client_count; ++i) {
            f.bank[0] = &facts[i * 4];
            hits += d.evaluate(f).is_null() ? 0 : 1;
        }
    }
    if (hits == 0) state.SkipWithError("no rule ever fits");
    state.SetItemsProcessed(done(state, client_count));
}
BENCHMARK(big)->Name("decision/3700_rows");

void compiling(benchmark::State& state) {
    const auto text = big_table();
    const auto names = big_scope();
    for (auto _ : state) benchmark::DoNotOptimize(compiled(text, names));
    state.SetItemsProcessed(done(state, big_rows));
}
BENCHMARK(compiling)->Name("decision/compile_rows");

}  // namespace

}  // namespace reglament::bench
