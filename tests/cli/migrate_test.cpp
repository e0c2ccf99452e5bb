// reglament migrate: what becomes of open runs, told before it is done.
#include "cli/command_line.hpp"

#include <string>

namespace reglament::testing {
namespace {

const std::string vocabulary = R"(vocabulary: shop
events:
  order.paid:
    data:
      amount: number
roles: [manager]
---
)";

std::string rules(std::string_view version, std::string_view task, std::string_view more = "") {
    return vocabulary + "regulation: feedback\nversion: " + std::string{version} +
           "\nrunning: migrate\ninput:\n  event: order.paid\noutput: [done]\nsteps:\n  - task: " + std::string{task} +
           "\n    do: Ask\n    by: manager\n  - output: done\n" + std::string{more};
}

const std::string events =
    R"({"id": "1", "source": "crm", "type": "order.paid", "subject": "Anvil", "time": "2025-03-03T10:00:00Z", "data": {"amount": 1}}
{"id": "2", "source": "crm", "type": "order.paid", "subject": "Bolt", "time": "2025-03-04T10:00:00Z", "data": {"amount": 1}}
)";

class migrate : public ::testing::Test {
protected:
    outcome run(const std::string& after, const std::string& options = "--dry-run") {
        const std::string from = files_.file("from.yaml", rules("1.0.0", "ask"));
        const std::string to = files_.file("to.yaml", after);
        return reglament("migrate --from " + from + " --to " + to + " --events " + files_.file("e.jsonl", events) +
                         " " + options);
    }
    folder files_;
};

TEST_F(migrate, tells_who_moves) {
    const outcome o = run(rules("2.0.0", "ask"));
    EXPECT_EQ(o.code, 0) << o.err;
    EXPECT_EQ(o.out, "feedback: version 1.0.0 → 2.0.0\n  2 runs go on by the new version\n    ask — 2 (Anvil, Bolt)\n");
    EXPECT_EQ(run(rules("2.0.0", "ask"), "--dry-run --lang ru").out,
              "feedback: версия 1.0.0 → 2.0.0\n  2 запуска идут дальше по новой версии\n    ask — 2 (Anvil, Bolt)\n");
}

TEST_F(migrate, fails_while_a_run_needs_a_mapping) {
    const outcome o = run(rules("2.0.0", "call"), "--dry-run --json");
    EXPECT_EQ(o.code, 1);
    EXPECT_EQ(number_at(o.json(), "regulations", "feedback", "from", "1.0.0", "needs mapping"), 2);
    const std::string mapped = "---\nmigration: feedback\nfrom: 1.0.0\nmap:\n  ask: call\n";
    EXPECT_EQ(run(rules("2.0.0", "call", mapped)).code, 0);
}

TEST_F(migrate, says_what_people_should_look_at) {
    const outcome o = run(rules("1.0.0", "call", "---\nmigration: feedback\nfrom: 1.0.0\nmap:\n  asc: call\n"));
    EXPECT_NE(o.err.find("[same-version]"), std::string::npos) << o.err;
    EXPECT_NE(o.err.find("[migration-unknown-old-step]"), std::string::npos) << o.err;
}

TEST_F(migrate, refuses_what_cannot_be_published) {
    std::string without = rules("2.0.0", "ask");
    const std::string event = "  order.paid:\n    data:\n      amount: number\n";
    without.replace(without.find(event), event.size(), "  order.sold:\n");
    without.replace(without.find("event: order.paid"), 17, "event: order.sold");
    const outcome o = run(without);
    EXPECT_EQ(o.code, 1);
    EXPECT_NE(o.err.find("[version-not-fitting]"), std::string::npos) << o.err;
    EXPECT_EQ(o.out, "");
}

TEST_F(migrate, only_tells) {
    EXPECT_EQ(run(rules("2.0.0", "ask"), "").code, 2);
}

TEST_F(migrate, has_nothing_to_say_of_the_same_rules) {
    const outcome o = run(rules("1.0.0", "ask", "# a comment\n"));
    EXPECT_EQ(o.code, 0);
    EXPECT_EQ(o.out, "No run is in an earlier version.\n");
}

}  // namespace
}  // namespace reglament::testing
