// The shared purchases: figures computed independently of the project, wherever the files are present.
#include "cli/command_line.hpp"

#include <string>

namespace reglament::testing {
namespace {

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
    [[nodiscard]] feel::value run(const std::string& rules) const {
        const outcome o =
            reglament("run " + f.file("rules.yaml", rules) + " --json --until 1998-06-30 --events " +
                      (data / "CDNOW_master.txt").string() +
                      " --map type=order.paid,subject=customer_id,time=date:%Y%m%d,data.amount=dollar_value");
        EXPECT_EQ(o.code, 0) << o.err;
        return o.json();
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

TEST(purchases, come_out_the_same_whatever_the_silence_is_called) {
    const purchases p;
    if (!p.present()) GTEST_SKIP() << "NOT CHECKED: the shared purchases are not in " << p.data;
    const feel::value iso = p.run(regulation("P30D"));
    EXPECT_EQ(iso, p.run(regulation("30 days")));
    EXPECT_EQ(iso, p.run(regulation("30 дней")));
    EXPECT_GT(number_at(iso, "total", "runs", "started"),
              number_at(p.reference(), "silence_P90D_until_1998-06-30", "started"));
}

}  // namespace
}  // namespace reglament::testing
