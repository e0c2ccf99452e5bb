// What a definition hangs on, and what it does not.
#include <reglament/machine/rulebook.hpp>

#include <gtest/gtest.h>

#include <string>

namespace reglament {
namespace {

const std::string words = R"(vocabulary: test
events:
  order.paid:
    data:
      amount: number
  ping:
facts:
  class: one of A, B
  unread: text
roles: [manager]
---
)";

const std::string wake = R"(regulation: wake
title: Wake up
version: 1.0.0
input:
  event: order.paid
  if: class = "A" and event.amount > 10
output: [done, lost]
steps:
  - task: ask
    do: Ask them
    by: manager
    within: 2 days
  - output: done
)";

std::string definition_of(const std::string& text, const std::string& name = "a.yaml") {
    const loaded l = load_text(text, name);
    EXPECT_TRUE(l.rules) << render(l.found);
    return l.rules ? l.rules->machines()[0].regulation().definition : std::string{};
}

std::string with(std::string text, std::string_view from, std::string_view to) {
    const std::size_t at = text.find(from);
    EXPECT_NE(at, text.npos) << from;
    return text.replace(at, from.size(), to);
}

TEST(definition, is_a_uuid_that_stays_what_it_is) {
    EXPECT_EQ(definition_of(words + wake), "3a61e935-194f-564a-a828-68f2a1b91633");
}

struct change {
    std::string_view from, to;
};

TEST(definition, does_not_hang_on_how_it_is_written) {
    const std::string known = definition_of(words + wake);
    EXPECT_EQ(definition_of(words + wake, "b.yaml"), known);
    for (const auto& [from, to] :
         {change{"title: Wake up\n", "title:   'Wake up'  # a comment\n"},
          change{"title: Wake up\nversion: 1.0.0\n", "version: 1.0.0\ntitle: Wake up\n"},
          change{"    do: Ask them\n    by: manager\n", "    by: manager\n    do: Ask them\n"},
          change{"class = \"A\" and", "class  =  \"A\"   and"},
          change{"output: [done, lost]", "output:\n  - done\n  - lost"},
          change{"version: 1.0.0\n", "version: 1.0.0\nrunning: migrate\n"},
          change{"version: 1.0.0\n", "version: 1.0.0\npilot:\n  share: 10 %\n"},
          change{"  unread: text", "  unread: number"}, change{"  ping:\n", "  ping:\n    data:\n      x: text\n"}})
        EXPECT_EQ(definition_of(with(words + wake, from, to)), known) << to;
}

TEST(definition, hangs_on_all_that_it_says) {
    const std::string known = definition_of(words + wake);
    for (const auto& [from, to] :
         {change{"title: Wake up\n", "title: Wake him up\n"}, change{"version: 1.0.0", "version: 1.0.1"},
          change{"class = \"A\"", "class = \"B\""}, change{"event.amount > 10", "event.amount > 11"},
          change{"output: [done, lost]", "output: [lost, done]"}, change{"within: 2 days", "within: 3 days"},
          change{"class: one of A, B", "class: one of A, B, C"},
          change{"      amount: number\n", "      amount: number\n      more: optional text\n"}})
        EXPECT_NE(definition_of(with(words + wake, from, to)), known) << to;
    const std::string listed = with(words + wake, "class = \"A\"", "contains(class, \"A  B\")");
    EXPECT_NE(definition_of(listed), definition_of(with(listed, "A  B", "A B")))
        << "blanks in a text of a condition count";
}

TEST(definition, knows_the_order_of_names) {
    const std::string ways = R"(regulation: ways
input:
  event: order.paid
output:
  a:
    when: ping
  b:
steps:
  - output: b
)";
    EXPECT_NE(definition_of(words + ways),
              definition_of(words + with(ways, "  a:\n    when: ping\n  b:\n", "  b:\n  a:\n    when: ping\n")))
        << "ways out are tried in their order";
}

}  // namespace
}  // namespace reglament
