// Two versions side by side give what they give one after the other, and clients heard apart what they give together.
#include "support/rules.hpp"

#include <reglament/control/backtest.hpp>

#include <array>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace reglament {
namespace {

std::string regulation(const std::string& threshold) {
    return "regulation: r\ntitle: Over " + threshold + "\ninput:\n  event: order.paid\n  if: event.amount > " +
           threshold +
           "\noutput: [done, lost]\nsteps:\n  - task: call\n    do: Call\n    by: manager\n    within: 2 days\n"
           "    on late:\n      then: lost\n  - output: done\n";
}

constexpr int clients = 97, old_threshold = 150;

// Orders of some clients, and replies by number to every third task of the old rules.
std::string lines_of_orders(int count) {
    const instant first = testing::at("2025-01-01T00:00:00Z");
    std::array<int, clients> number{};
    std::array<instant, clients> due{};
    std::string text;
    const auto add = [&](const std::string& id, const std::string& type, int client, instant at,
                         const std::string& data) {
        text += R"({"id":")" + id + R"(","source":"t","type":")" + type + R"(","subject":"c)" + std::to_string(client) +
                R"(","time":")" + to_string(at) + R"(","data":{)" + data + "}}\n";
    };
    for (int i = 0; i < count; ++i) {
        const int client = i % clients, amount = i * 31 % 200;
        const auto who = static_cast<std::size_t>(client);
        const instant at = first + std::chrono::minutes{13 * i};
        add(std::to_string(i), "order.paid", client, at, R"("amount":)" + std::to_string(amount));
        if (amount <= old_threshold || at < due[who]) continue;
        due[who] = at + std::chrono::days{2};
        if (++number[who] % 3 != 0) continue;
        due[who] = at;
        add("r" + std::to_string(i), "task.done", client, at, R"("task":)" + std::to_string(number[who]));
    }
    return text;
}

event_log orders(const rulebook& rules, int count) {
    event_log log{rules, {}};
    issues found;
    EXPECT_TRUE(log.read_text(lines_of_orders(count), "log.jsonl", found)) << render(found);
    log.sort();
    return log;
}

TEST(backtest, side_by_side_as_one_after_the_other) {
    constexpr int count = 20'000;
    const auto before = testing::rules_of(regulation(std::to_string(old_threshold))),
               after = testing::rules_of(regulation("100"));
    const event_log old = orders(*before, count), fresh = orders(*after, count);
    std::uint64_t heard = 0;
    backtest_options how;
    how.threads = 2;
    how.progress = [&](std::uint64_t done, std::uint64_t all) {
        EXPECT_LE(done, all);
        heard = done;
    };
    const backtest together = run_backtest(before, old, after, fresh, how);
    EXPECT_EQ(heard, together.events);
    EXPECT_GT(together.events, static_cast<std::uint64_t>(count)) << "with replies";
    EXPECT_EQ(together.before.rejected, 0U);
    EXPECT_EQ(together.after.rejected, 0U);
    how.threads = 1;
    const backtest apart = run_backtest(before, old, after, fresh, how);
    EXPECT_EQ(feel::write_json(to_value(together)), feel::write_json(to_value(apart)));
    EXPECT_GT(together.changed, 0U);
    EXPECT_GT(together.rows.back().after.observed.at("done"), 100U);
    EXPECT_FALSE(together.rows.back().after.unsupported.empty());
}

constexpr std::string_view shop =
    "vocabulary: shop\nevents:\n  order.paid:\n    data:\n      amount: number\n"
    "roles: [manager]\n";

// The same rules; with employees, who could have to do with clients, the log is heard as a whole.
std::shared_ptr<const rulebook> rules_with(const std::string& threshold, bool has_employees) {
    const std::string others = has_employees ? "subjects:\n  employee: {}\n" : "";
    const loaded l = load_text(std::string{shop} + others + "---\n" + regulation(threshold), "test.yaml");
    if (!l.rules) throw std::runtime_error{render(l.found)};
    return l.rules;
}

std::string told(const std::string& text, unsigned threads, bool as_a_whole, std::optional<instant> until) {
    const auto before = rules_with(std::to_string(old_threshold), as_a_whole), after = rules_with("100", as_a_whole);
    issues found;
    event_log old{*before, {}}, fresh{*after, {}};
    for (event_log* log : {&old, &fresh}) {
        EXPECT_TRUE(log->read_text(text, "log.jsonl", found)) << render(found);
        log->sort();
    }
    EXPECT_GT(old.size(), 16'384U) << "so long that it is divided";
    backtest_options how;
    how.threads = threads;
    how.until = until;
    return feel::write_json(to_value(run_backtest(before, old, after, fresh, how)));
}

TEST(backtest, clients_apart_as_all_together) {
    const std::string text = lines_of_orders(20'000);
    for (const std::optional<instant> until : {std::optional<instant>{}, {testing::at("2025-04-01T00:00:00Z")}}) {
        const std::string whole = told(text, 1, true, until);
        EXPECT_GT(whole.size(), 1'000U);
        EXPECT_EQ(told(text, 1, false, until), whole);
        EXPECT_EQ(told(text, 2, false, until), whole);
        EXPECT_EQ(told(text, 5, false, until), whole);
    }
}

// What was known of the one is known of the other from then on, so they cannot be heard apart.
TEST(backtest, clients_who_turn_out_to_be_one) {
    std::string text = lines_of_orders(20'000);
    for (int i = 0; i < clients; i += 2)
        text += R"({"id":"m)" + std::to_string(i) + R"(","source":"t","type":"subject.merged","subject":"c)" +
                std::to_string(i) + R"(","time":"2025-03-01T00:00:00Z","data":{"into":"c)" +
                std::to_string((i + 1) % clients) + "\"}}\n";
    const std::string whole = told(text, 1, true, std::nullopt);
    EXPECT_EQ(told(text, 2, false, std::nullopt), whole);
    EXPECT_NE(told(lines_of_orders(20'000), 2, false, std::nullopt), whole);
}

}  // namespace
}  // namespace reglament
