// The shared purchases: figures computed independently of the project, wherever the files are present.
#include "cli/command_line.hpp"

#include <algorithm>
#include <chrono>
#include <map>
#include <string>
#include <vector>

namespace reglament::testing {
namespace {

using namespace std::chrono;

constexpr std::string_view vocabulary = R"(vocabulary: shop
events:
  order.paid:
    data:
      amount: number
---
)";

std::string regulation(const std::string& period) {
    return "regulation: back\ninput:\n  silent: order.paid\n  for: " + period +
           "\noutput:\n  returned:\n    when: order.paid\nsteps:\n  - listen: order.paid\n  - output: returned\n";
}

struct purchases {
    folder f;
    std::filesystem::path data = std::filesystem::path{REGLAMENT_SHARED_DIR} / "data";
    [[nodiscard]] bool present() const {
        return std::filesystem::exists(data / "CDNOW_master.txt") && std::filesystem::exists(data / "reference.json");
    }
    [[nodiscard]] feel::value run(const std::string& rules, const std::string& until = "1998-06-30") const {
        const outcome o =
            reglament("run " + f.file("rules.yaml", rules) + " --json --until " + until + " --events " +
                      (data / "CDNOW_master.txt").string() +
                      " --map type=order.paid,subject=customer_id,time=date:%Y%m%d,data.amount=dollar_value");
        EXPECT_EQ(o.code, 0) << o.err;
        return o.json();
    }
    /// The days on which each customer bought, in their order.
    [[nodiscard]] std::map<std::string, std::vector<sys_days>> days() const {
        std::map<std::string, std::vector<sys_days>> out;
        std::ifstream in{data / "CDNOW_master.txt"};
        std::string customer, number, value;
        std::getline(in, customer);  // the header
        for (int day = 0; in >> customer >> day >> number >> value;) {
            const auto month = static_cast<unsigned>(day / 100 % 100), of_month = static_cast<unsigned>(day % 100);
            out[customer].emplace_back(year{day / 10'000} / std::chrono::month{month} / std::chrono::day{of_month});
        }
        for (auto& [who, list] : out) std::sort(list.begin(), list.end());
        return out;
    }
    [[nodiscard]] feel::value reference() const {
        std::ifstream in{data / "reference.json"};
        return feel::read_json(std::string{std::istreambuf_iterator<char>{in}, {}}).value().get("CDNOW_master.txt");
    }
};

TEST(purchases, give_the_figures_computed_independently) {
    const purchases p;
    if (!p.present()) GTEST_SKIP() << "NOT CHECKED: the shared purchases are not in " << p.data;
    const feel::value expected = p.reference().get("silence_P90D_until_1998-06-30");
    for (const std::string& words : {std::string{vocabulary}, std::string{}}) {
        const feel::value v = p.run(words + regulation("P90D"));
        EXPECT_EQ(number_at(v, "total", "events", "read"), number_at(p.reference(), "rows"));
        EXPECT_EQ(number_at(v, "total", "events", "applied"), number_at(p.reference(), "rows"));
        EXPECT_EQ(number_at(v, "total", "clients"), number_at(p.reference(), "customers"));
        EXPECT_EQ(number_at(v, "total", "runs", "started"), number_at(expected, "started"));
        EXPECT_EQ(number_at(v, "total", "runs", "finished", "returned"), number_at(expected, "returned"));
        EXPECT_EQ(number_at(v, "total", "runs", "open"), number_at(expected, "still_open"));
    }
}

struct counted {
    std::int64_t started = 0, returned = 0, open = 0;
};

// What a silence comes to, customer by customer: no engine, no queue, no YAML.
template <class Add>
counted count_silences(const std::map<std::string, std::vector<sys_days>>& days, sys_days until, Add add) {
    counted out;
    for (const auto& [who, bought] : days) {
        for (std::size_t i = 0; i < bought.size() && bought[i] <= until; ++i) {
            const sys_days due = add(bought[i]);
            const bool again = i + 1 < bought.size() && bought[i + 1] <= until;
            if (due > until || (again && due >= bought[i + 1])) continue;  // an event comes before a timer of its day
            ++out.started;
            ++(again ? out.returned : out.open);
        }
    }
    return out;
}

sys_days months_later(sys_days from, int amount) {
    const year_month_day there = year_month_day{from} + months{amount};
    return there.ok() ? sys_days{there} : sys_days{there.year() / there.month() / last};
}

TEST(purchases, give_the_figures_of_a_plain_loop_for_any_period) {
    const purchases p;
    if (!p.present()) GTEST_SKIP() << "NOT CHECKED: the shared purchases are not in " << p.data;
    struct row {
        const char* words;
        int amount;
        bool of_months = false;
        const char* until = "1998-06-30";
    };
    const row table[] = {
        {"P30D", 30},
        {"45 days", 45},
        {"60 дней", 60},
        {"P90D", 90},
        {"120 days", 120},
        {"180 дней", 180},
        {"10 weeks", 70},
        {"3 months", 3, true},
        {"1 год", 12, true},
        {"1 day", 1},
        {"P30D", 30, false, "1997-12-31"},
        {"P1M", 1, true, "1998-02-28"},
        {"90 days", 90, false, "1997-04-01"},
    };
    const auto days = p.days();
    for (const row& r : table) {
        const feel::value v = p.run(regulation(r.words), r.until).get("total").get("runs");
        const sys_days until = floor<std::chrono::days>(*parse_instant(r.until));
        const counted expected = count_silences(days, until, [&](sys_days from) {
            return r.of_months ? months_later(from, r.amount) : from + std::chrono::days{r.amount};
        });
        EXPECT_GT(expected.started, 0) << r.words;
        EXPECT_EQ(number_at(v, "started"), expected.started) << r.words << " until " << r.until;
        EXPECT_EQ(number_at(v, "finished", "returned"), expected.returned) << r.words << " until " << r.until;
        EXPECT_EQ(number_at(v, "open"), expected.open) << r.words << " until " << r.until;
    }
}

TEST(purchases, come_out_the_same_whatever_the_silence_is_called) {
    const purchases p;
    if (!p.present()) GTEST_SKIP() << "NOT CHECKED: the shared purchases are not in " << p.data;
    const feel::value iso = p.run(regulation("P30D"));
    EXPECT_EQ(iso, p.run(regulation("30 days")));
    EXPECT_EQ(iso, p.run(regulation("30 дней")));
    EXPECT_GT(number_at(iso, "total", "runs", "started"),
              number_at(p.reference(), "silence_P90D_until_1998-06-30", "started"));
}

// Who is ahead is ranked by revenue, then by number; the one who crosses the cut belongs to the class above it.
TEST(purchases, are_divided_into_classes) {
    const purchases p;
    if (!p.present()) GTEST_SKIP() << "NOT CHECKED: the shared purchases are not in " << p.data;
    const feel::value reference = p.reference().get("abc_lifetime_start_rule");
    const std::string rules = std::string{vocabulary}.substr(0, vocabulary.find("---")) +
                              "facts:\n  revenue:\n    sum: order.paid.amount\nsegments:\n  class:\n    by: revenue\n"
                              "    classes:\n      A: 80 %\n      B: 95 %\n      C: rest\n";
    const outcome o = reglament("segments " + p.f.file("rules.yaml", rules) + " --json --until 1998-06-30 --events " +
                                (p.data / "CDNOW_master.txt").string() +
                                " --map type=order.paid,subject=customer_id,time=date:%Y%m%d,data.amount=dollar_value");
    ASSERT_EQ(o.code, 0) << o.err;
    const feel::value classes = o.json().get("segments").as_list().at(0).get("classes");
    ASSERT_EQ(classes.as_list().size(), 3U);
    for (const feel::value& c : classes.as_list()) {
        const feel::value wanted = reference.get(c.get("name").as_string());
        EXPECT_EQ(feel::to_string(c.get("clients")), feel::to_string(wanted.get("customers")));
        EXPECT_EQ(multiply(c.get("total").as_number(), feel::number{100}), wanted.get("revenue_cents").as_number());
    }
}

}  // namespace
}  // namespace reglament::testing
