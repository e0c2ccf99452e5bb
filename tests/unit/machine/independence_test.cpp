// Whether clients can be told apart from each other for good.
#include "machine/independence.hpp"

#include <reglament/machine/rulebook.hpp>

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

namespace reglament {
namespace {

const std::string vocabulary = R"(vocabulary: shop
events:
  order.paid:
    data:
      amount: number
      friend: text
  friend.told: {}
roles: [manager]
)";

bool are_apart(const std::string& regulation, const std::string& words = vocabulary) {
    const loaded l = load_text(words + "---\n" + regulation, "test.yaml");
    if (!l.rules) throw std::runtime_error{render(l.found)};
    return are_clients_independent(*l.rules);
}

std::string regulation(const std::string& input, const std::string& step) {
    return "regulation: r\ninput:\n  event: order.paid\n" + input + "output: [done]\nsteps:\n" + step +
           "  - output: done\n";
}

const std::string task = "  - task: call\n    do: Call\n    by: manager\n    within: 2 days\n";

TEST(independence, of_clients_who_only_get_tasks) {
    EXPECT_TRUE(are_apart(regulation("", task)));
}

TEST(independence, ends_where_starts_are_counted_together) {
    EXPECT_FALSE(are_apart(regulation("  at most: 3 a day\n", task)));
}

TEST(independence, ends_where_somebody_else_is_told) {
    EXPECT_TRUE(are_apart(regulation("", "  - emit: friend.told\n")));
    EXPECT_FALSE(are_apart(regulation("", "  - emit: friend.told\n    to: '\"ann\"'\n")));
}

TEST(independence, ends_where_somebody_else_is_cared_for) {
    const std::string called =
        "---\nregulation: s\ninput:\n  by call: yes\noutput: [done]\nsteps:\n" + task + "  - output: done\n";
    EXPECT_TRUE(are_apart(regulation("", "  - run: s\n") + called));
    EXPECT_FALSE(are_apart(regulation("", "  - run: s\n    for: '\"ann\"'\n") + called));
}

TEST(independence, ends_where_others_own_records) {
    EXPECT_TRUE(are_apart(regulation("", task), vocabulary + "subjects:\n  deal:\n    parent: client\n"));
    EXPECT_FALSE(are_apart(regulation("", task), vocabulary + "subjects:\n  employee: {}\n"));
}

TEST(independence, ends_where_a_fact_is_gathered_from_others) {
    const std::string by = "facts:\n  referrer:\n    type: text\n    from: order.paid.friend\n";
    EXPECT_TRUE(are_apart(regulation("", task), vocabulary + by));
    EXPECT_FALSE(
        are_apart(regulation("", task), vocabulary + by + "  referred:\n    count: client\n    by: referrer\n"));
}

TEST(independence, ends_where_clients_are_ranked) {
    EXPECT_FALSE(are_apart(regulation("", task), vocabulary + R"(facts:
  revenue:
    sum: order.paid.amount
segments:
  class:
    by: revenue
    classes:
      A: 80 %
      B: rest
    recomputed: every day at 03:00
)"));
}

TEST(independence, ends_where_the_desk_gives_out_tasks) {
    const std::string by_turn = "vocabulary: shop\nevents:\n  order.paid:\nroles:\n  manager:\n    by: turn\n";
    const std::string people = "---\npeople: shop\npersons:\n  ann:\n    roles: [manager]\n";
    EXPECT_FALSE(are_apart(regulation("", task) + people, by_turn));
}

}  // namespace
}  // namespace reglament
