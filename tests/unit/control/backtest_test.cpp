#include "support/rules.hpp"

#include <reglament/control/backtest.hpp>

#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>

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
    how.threads = 1;
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

// Ann's first task, and Bob's, are answered by their numbers.
history answered_by_number() {
    return history{}
        .add("order.paid", "ann", "2025-01-10", R"({"amount":200})")
        .add("order.paid", "bob", "2025-01-10", R"({"amount":50})")
        .add("order.paid", "bob", "2025-01-11", R"({"amount":200})")
        .add("task.done", "ann", "2025-01-12", R"({"task":1})")
        .add("task.done", "bob", "2025-01-13", R"({"task":1})")
        .add("order.paid", "ann", "2025-03-12", R"({"amount":1})");
}

const std::string two_ends =
    with(with(old_rules, "  lost:\n", "  lost:\n  done:\n"), "  - output: lost\n", "  - output: done\n");

TEST(backtest, carries_replies_by_number_over) {
    const backtest b = run(two_ends, two_ends, answered_by_number());
    EXPECT_EQ(b.changed, 0U);
    EXPECT_EQ(b.after.by_number, 0U);
    EXPECT_EQ(b.after.applied, b.before.applied);
    EXPECT_EQ(told(b.rows.back().after), "2 starts, 2 tasks; observed: done 2; not supported: ");
}

TEST(backtest, finds_the_task_whatever_its_number_is) {
    const std::string more = R"(---
regulation: other
priority: 1
input:
  event: order.paid
output: [done]
steps:
  - task: note
    do: Note
    by: head
  - output: done
)";
    const backtest b = run(two_ends, two_ends + more, answered_by_number());
    const auto r = std::find_if(b.rows.begin(), b.rows.end(),
                                [](const backtest_row& row) { return row.regulation == "r" && row.period.empty(); });
    ASSERT_NE(r, b.rows.end());
    EXPECT_EQ(r->before, r->after) << told(r->after);
    EXPECT_EQ(b.after.by_number, 0U);
}

TEST(backtest, leaves_out_replies_to_what_only_the_old_rules_asked) {
    const backtest b = run(two_ends, with(two_ends, "> 100", "> 300"), answered_by_number());
    EXPECT_EQ(b.before.by_number, 0U);
    EXPECT_EQ(b.after.by_number, 2U);
    EXPECT_EQ(b.after.rejected, 0U);
    EXPECT_NE(to_text(b).find("Replies by number"), std::string::npos) << to_text(b);
}

TEST(backtest, hears_a_reply_that_came_too_late_for_the_old_rules) {
    const history late = history{}
                             .add("order.paid", "ann", "2025-01-10", R"({"amount":200})")
                             .add("task.done", "ann", "2025-01-17", R"({"task":1})")
                             .add("task.done", "ann", "2025-01-18", R"({"task":7})")
                             .add("order.paid", "ann", "2025-03-12", R"({"amount":1})");
    const backtest b = run(two_ends, with(two_ends, "within: 5 days", "within: 9 days"), late);
    EXPECT_EQ(told(b.rows.back().before), "1 starts, 1 tasks; observed: lost 1; not supported: ");
    EXPECT_EQ(told(b.rows.back().after), "1 starts, 1 tasks; observed: done 1; not supported: ");
    EXPECT_EQ(b.before.rejected, 2U);
    EXPECT_EQ(b.after.rejected, 1U) << "there never was a seventh";
    EXPECT_EQ(run(two_ends, two_ends, late).after.rejected, 2U) << "what is over with both is wrong with both";
}

TEST(backtest, tells_tasks_of_one_step_apart_by_when_they_began) {
    const std::string two = R"(regulation: r
input:
  event: order.paid
output: [done, lost]
steps:
  - for each: n
    in: [1, 2]
    at once: true
    join: any
    steps:
      - if: n = "2"
        then:
          - wait: 1 day
      - task: ask
        do: Ask
        by: manager
        within: 5 days
        on late:
          then: lost
  - output: done
)";
    const history second = history{}
                               .add("order.paid", "ann", "2025-01-10", R"({"amount":150})")
                               .add("task.done", "ann", "2025-01-12", R"({"task":2})")
                               .add("order.paid", "zoe", "2025-03-12", R"({"amount":1})");
    const backtest b = run(two, with(two, "[1, 2]", "[2]"), second);
    EXPECT_EQ(told(b.rows.front().before), "1 starts, 2 tasks; observed: done 1; not supported: ");
    EXPECT_EQ(told(b.rows.front().after), "1 starts, 1 tasks; observed: done 1; not supported: ");
    EXPECT_EQ(b.after.by_number, 0U);
}

TEST(backtest, carries_calls_and_runs_over_by_number) {
    const std::string asks = R"(regulation: r
input:
  event: order.paid
output: [done, failed]
steps:
  - task: ask
    do: Ask
    by: manager
  - call: check
    do: check the client
    within: 5 days
    on failure: failed
  - output: done
)";
    const history all = history{}
                            .add("order.paid", "ann", "2025-01-10", R"({"amount":200})")
                            .add("task.done", "ann", "2025-01-11", R"({"task":1})")
                            .add("action.done", "ann", "2025-01-12", R"({"call":2})")
                            .add("order.paid", "bob", "2025-01-10", R"({"amount":200})")
                            .add("run.pause", "bob", "2025-01-11", R"({"run":1})")
                            .add("run.cancel", "bob", "2025-01-12", R"({"run":1})");
    const auto rules = load_text(
        with(testing::small_vocabulary, "roles:", "actions:\n  check the client:\nroles:") + asks, "test.yaml");
    const auto shifted =
        load_text(with(testing::small_vocabulary, "roles:", "actions:\n  check the client:\nroles:") +
                      "regulation: before\npriority: 1\ninput:\n  event: order.paid\noutput: [done]\nsteps:\n"
                      "  - task: note\n    do: Note\n    by: head\n  - output: done\n---\n" +
                      asks,
                  "test.yaml");
    ASSERT_TRUE(rules.rules) << render(rules.found);
    ASSERT_TRUE(shifted.rules) << render(shifted.found);
    backtest_options how;
    how.threads = 1;
    const backtest b = run_backtest(rules.rules, all.read(*rules.rules), shifted.rules, all.read(*shifted.rules), how);
    EXPECT_EQ(b.before.rejected, 0U);
    EXPECT_EQ(b.after.rejected, 0U);
    EXPECT_EQ(b.after.by_number, 0U);
    EXPECT_EQ(told(b.rows.back().after), "2 starts, 2 tasks; observed: done 1; not supported: ");
    EXPECT_EQ(b.rows.back().before, b.rows.back().after);
}

TEST(backtest, of_the_same_department_finds_nothing) {
    const std::filesystem::path root = std::filesystem::path{REGLAMENT_SOURCE_DIR} / "rules";
    const loaded rules = load({root});
    ASSERT_TRUE(rules.rules) << render(rules.found);
    const auto read = [&] {
        event_log log{*rules.rules, {}};
        issues found;
        EXPECT_TRUE(log.read(root / "sample/department/events.jsonl", found)) << render(found);
        log.sort();
        return log;
    };
    backtest_options how;
    how.until = testing::at("2024-06-30T00:00:00Z");
    how.threads = 1;
    const backtest b = run_backtest(rules.rules, read(), rules.rules, read(), how);
    EXPECT_GT(b.before.applied, 1'000U) << "tasks are answered by their numbers there";
    EXPECT_EQ(b.changed, 0U) << to_text(b);
    EXPECT_EQ(b.after.by_number, 0U);
    EXPECT_EQ(b.after.applied, b.before.applied);
    EXPECT_EQ(b.after.rejected, b.before.rejected);
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
