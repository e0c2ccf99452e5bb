#include "support/rules.hpp"

#include <reglament/control/backtest.hpp>

#include <gmock/gmock.h>

namespace reglament {
namespace {

using testing::rules_of;

const std::string old_rules = R"(regulation: r
input:
  event: order.paid
  if: event.amount > 100
output:
  won:
    when: call.made
  lost:
steps:
  - task: ask
    do: Ask
    by: manager
    within: 5 days
    on late:
      then: lost
  - output: lost
)";

std::string with(std::string text, std::string_view from, std::string_view to) {
    const std::size_t place = text.find(from);
    EXPECT_NE(place, text.npos) << from;
    return text.replace(place, from.size(), to);
}

/// Lines of a log, of one client after the other.
class history {
public:
    history& add(std::string_view type, std::string_view client, std::string_view day, std::string_view data) {
        text_ += R"({"id":")" + std::to_string(++id_) + R"(","source":"test","type":")" + std::string{type} +
                 R"(","subject":")" + std::string{client} + R"(","time":")" + std::string{day} +
                 R"(T10:00:00Z","data":)" + std::string{data} + "}\n";
        return *this;
    }
    [[nodiscard]] event_log read(const rulebook& rules) const {
        event_log log{rules, {}};
        issues found;
        EXPECT_TRUE(log.read_text(text_, "log.jsonl", found)) << render(found);
        EXPECT_TRUE(log.bad_lines().empty()) << render(log.bad_lines()[0].what);
        log.sort();
        return log;
    }

private:
    std::string text_;
    int id_ = 0;
};

backtest run(const std::string& before, const std::string& after, const history& all, backtest_options how = {}) {
    const auto old = rules_of(before), fresh = rules_of(after);
    how.side_by_side = false;
    return run_backtest(old, all.read(*old), fresh, all.read(*fresh), how);
}

std::string told(const std::map<std::string, std::uint64_t>& all) {
    std::string out;
    for (const auto& [name, count] : all) out += (out.empty() ? "" : ", ") + name + " " + std::to_string(count);
    return out;
}

std::string told(const backtest_counts& c) {
    return std::to_string(c.starts) + " starts, " + std::to_string(c.tasks) + " tasks; observed: " + told(c.observed) +
           "; not supported: " + told(c.unsupported);
}

// Ann was asked and answered, Bob was asked and nothing came of it, Eve paid too little.
history year() {
    return history{}
        .add("order.paid", "ann", "2025-01-10", R"({"amount":200})")
        .add("task.done", "ann", "2025-01-12", R"({"task":"ask"})")
        .add("order.paid", "bob", "2025-02-10", R"({"amount":200})")
        .add("order.paid", "eve", "2025-02-11", R"({"amount":50})")
        .add("order.paid", "zoe", "2025-03-10", R"({"amount":200})")
        .add("call.made", "zoe", "2025-03-11", R"({"result":"talked"})")
        .add("order.paid", "ann", "2025-04-20", R"({"amount":10})");
}

TEST(backtest, of_the_same_rules_finds_nothing) {
    const backtest b = run(old_rules, old_rules, year());
    EXPECT_EQ(b.changed, 0U);
    EXPECT_TRUE(b.clients.empty());
    ASSERT_EQ(b.rows.size(), 4U) << "three months, and all together";
    EXPECT_EQ(b.rows.back().period, "");
    EXPECT_EQ(told(b.rows.back().before), "3 starts, 3 tasks; observed: lost 2, won 1; not supported: ");
    EXPECT_EQ(b.rows.back().before, b.rows.back().after) << "what was asked and not answered, people did not do";
    EXPECT_EQ(b.before.applied, 7U);
}

TEST(backtest, keeps_apart_what_the_log_cannot_answer) {
    const backtest b = run(old_rules, with(old_rules, "> 100", "> 10"), year());
    EXPECT_EQ(told(b.rows.back().after), "4 starts, 4 tasks; observed: lost 2, won 1; not supported: lost 1")
        << "nobody asked Eve, so whether she would have answered is not known";
    ASSERT_EQ(b.clients.size(), 1U);
    EXPECT_EQ(b.clients[0].client, "eve");
    EXPECT_EQ(b.changed, 1U);
}

TEST(backtest, of_a_new_step_knows_no_reply) {
    const std::string more =
        with(old_rules, "  - output: lost\n",
             "  - task: thank\n    do: Thank\n    by: manager\n    within: 2 days\n    on late:\n      then: lost\n"
             "  - output: lost\n");
    const backtest b = run(old_rules, more, year());
    EXPECT_EQ(told(b.rows.back().after), "3 starts, 4 tasks; observed: lost 1, won 1; not supported: lost 1");
}

TEST(backtest, counts_in_the_period_in_which_it_came) {
    const backtest b = run(old_rules, with(old_rules, "> 100", "> 300"), year());
    std::vector<std::string> periods;
    for (const backtest_row& r : b.rows) periods.push_back(r.period + ": " + told(r.before));
    EXPECT_THAT(periods, ::testing::ElementsAre("2025-01: 1 starts, 1 tasks; observed: lost 1; not supported: ",
                                                "2025-02: 1 starts, 1 tasks; observed: lost 1; not supported: ",
                                                "2025-03: 1 starts, 1 tasks; observed: won 1; not supported: ",
                                                ": 3 starts, 3 tasks; observed: lost 2, won 1; not supported: "));
    EXPECT_EQ(b.rows.back().after, backtest_counts{});
    EXPECT_EQ(b.changed, 3U);
    backtest_options how;
    how.by = backtest_period::quarter;
    EXPECT_EQ(run(old_rules, old_rules, year(), how).rows.front().period, "2025-Q1");
    how.by = backtest_period::year;
    EXPECT_EQ(run(old_rules, old_rules, year(), how).rows.front().period, "2025");
    how.by = backtest_period::week;
    EXPECT_EQ(run(old_rules, old_rules, year(), how).rows.front().period, "2025-01-06") << "a Monday";
}

TEST(backtest, lists_so_many_clients_and_hears_so_long) {
    backtest_options how;
    how.most_clients = 1;
    how.until = testing::at("2025-02-28T00:00:00Z");
    const backtest b = run(old_rules, with(old_rules, "> 100", "> 300"), year(), how);
    EXPECT_EQ(b.after_until, 3U);
    EXPECT_EQ(b.changed, 2U);
    EXPECT_EQ(b.clients.size(), 1U);
    EXPECT_EQ(b.left_out, 1U);
}

TEST(backtest, leaves_out_replies_by_number) {
    const history all = history{}
                            .add("order.paid", "ann", "2025-01-10", R"({"amount":200})")
                            .add("task.done", "ann", "2025-01-12", R"({"task":1})")
                            .add("order.paid", "ann", "2025-03-12", R"({"amount":1})");
    const backtest b = run(old_rules, old_rules, all);
    EXPECT_EQ(b.before.by_number, 0U);
    EXPECT_EQ(b.after.by_number, 1U);
    EXPECT_NE(to_text(b).find("Replies by number"), std::string::npos) << to_text(b);
}

TEST(backtest, is_told_in_words_and_as_data) {
    const backtest b = run(old_rules, with(old_rules, "> 100", "> 10"), year());
    const std::string en = to_text(b), ru = to_text(b, language::ru);
    EXPECT_NE(en.find("all together  decided: starts 3 → 4, tasks 3 → 4"), std::string::npos) << en;
    EXPECT_NE(en.find("not supported by the log: lost 0 → 1"), std::string::npos) << en;
    EXPECT_NE(ru.find("журналом не подтверждено: lost 0 → 1"), std::string::npos) << ru;
    const feel::value row = to_value(b).get("rows").as_list().back();
    EXPECT_EQ(
        feel::write_json(row.get("new")),
        R"({"decided":{"starts":4,"tasks":4,"contacts":0},"observed":{"lost":2,"won":1},"not supported":{"lost":1}})");
}

}  // namespace
}  // namespace reglament
