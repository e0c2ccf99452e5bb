#include "machine/picture.hpp"
#include "unit/control/story.hpp"

#include <reglament/machine/draw.hpp>

#include <cstdlib>
#include <set>
#include <string>

namespace reglament {
namespace {

const machine& drawn() {
    static const auto rules = testing::rules_of(testing::story_rules);
    return rules->machines()[0];
}

TEST(draw, table_lists_states_and_transitions) {
    testing::expect_golden("table.en", to_table(drawn()));
    testing::expect_golden("table.ru", to_table(drawn(), language::ru));
}

TEST(draw, mermaid_and_dot_hold_no_raw_text) {
    const std::string mermaid = to_mermaid(drawn()), dot = to_dot(drawn());
    EXPECT_TRUE(mermaid.starts_with("flowchart TD\n"));
    EXPECT_EQ(mermaid.find("(\"A\""), std::string::npos) << mermaid;
    EXPECT_NE(mermaid.find("#40;#34;A#34;"), std::string::npos) << mermaid;
    EXPECT_NE(dot.find("(&quot;A&quot;"), std::string::npos) << dot;
    EXPECT_NE(dot.find("class=\"choice\""), std::string::npos);
    EXPECT_EQ(dot.find("penwidth=0"), std::string::npos) << "nothing is counted";
}

TEST(draw, counts_stand_in_bold_and_make_arrows_thick) {
    traffic counts;
    counts.starts = {1'234'567};
    counts.transitions.assign(drawn().transitions().size(), 0);
    counts.transitions[0] = 10;
    counts.exits = {7};
    counts.open.assign(drawn().states().size(), 0);
    counts.open[drawn().initial()] = 42;
    const std::string dot = to_dot(drawn(), counts), mermaid = to_mermaid(drawn(), counts);
    EXPECT_NE(dot.find("<B>1\u202F234\u202F567</B></TD></TR></TABLE>> penwidth=4.5"), std::string::npos) << dot;
    EXPECT_NE(dot.find("● 42"), std::string::npos) << dot;
    EXPECT_NE(dot.find("class=\"idle\""), std::string::npos) << dot;
    EXPECT_NE(mermaid.find("==>|\"<b>1\u202F234\u202F567</b>\"|"), std::string::npos) << mermaid;
    EXPECT_NE(mermaid.find("-.->|\"<b>7</b>\"|"), std::string::npos) << mermaid;
}

// Every kind of step there is.
const machine& of_every_kind() {
    static const auto rules = testing::rules_of(R"(vocabulary: more
actions:
  charge:
---
regulation: all
input:
  event: ping
output:
  done:
  lost:
  stopped:
    when: client.lost
on:
  pong: lost
steps:
  - task: call
    do: Call
    on no answer:
      retry after: P1D
      at most: 2
      then: lost
  - fork:
      a:
        - set:
            debt: '5'
      b:
        - emit: client.lost
  - for each: who
    in: [Anna]
    steps:
      - wait: P1D
  - repeat:
      - listen: order.paid
    times: 2
  - either:
      phone:
        - wait: P1D
      letter:
        - wait: P2D
  - call: pay
    do: charge
    retry:
      at most: 2
      after: PT1H
      back off: 2
    on failure: lost
  - run: other
    within: P3D
    on failure: lost
    on timeout: lost
  - decide: fee
    table: |
      class || fee
      A     || 5
      -     || 7
    else: lost
  - block: talks
    alone: phone
    steps:
      - wait until: debt = 0
  - block: more
    steps:
      - if: debt = 0
        then: lost
    on:
      - event: call.made
        interrupting: false
        then:
          - wait: P1D
  - output: done
---
regulation: other
priority: 3
input: by call
output: [done]
steps:
  - output: done
)");
    return rules->machines()[0];
}

TEST(draw, every_kind_of_step_has_a_look_and_words) {
    std::set<std::string_view> kinds;
    for (const state& s : of_every_kind().states()) kinds.insert(to_string(s.kind));
    EXPECT_EQ(kinds.size(), static_cast<std::size_t>(state_kind::end) + 1) << "the regulation above has them all";
    const std::string dot = to_dot(of_every_kind()), table = to_table(of_every_kind(), language::ru);
    for (const std::string_view name : {"task", "call", "run", "retry", "listen", "wait", "offer", "choice", "decide",
                                        "emit", "set", "group", "fork", "join", "end"})
        EXPECT_NE(dot.find("class=\"" + std::string{name} + "\""), std::string::npos) << name;
    for (const std::string_view word :
         {"запись", "вызов", "запуск", "решение", "блок", "разделение", "слияние", "ожидание", "на выбор", "выход"})
        EXPECT_NE(table.find(word), std::string::npos) << word;
}

TEST(draw, steps_of_what_is_handled_anywhere_are_drawn) {
    const auto rules = testing::rules_of(R"(regulation: a
input:
  event: ping
output: [done, lost]
on:
  pong:
    - task: mend
      do: Mend
      by: head
    - output: lost
steps:
  - task: call
    do: Call
    by: manager
  - output: done
)");
    EXPECT_NE(to_dot(rules->machines()[0]).find("Mend"), std::string::npos);
}

TEST(draw, svg_is_drawn_where_graphviz_is) {
    if (std::system("dot -V >/dev/null 2>&1") != 0) {
        ASSERT_EQ(std::getenv("CI"), nullptr) << "./dev test installs Graphviz: here it must be checked";
        GTEST_SKIP() << "not checked: there is no `dot` here";
    }
    EXPECT_TRUE(to_svg(of_every_kind()).starts_with("<svg"));
    const std::string svg = to_svg(drawn());
    EXPECT_TRUE(svg.starts_with("<svg"));
    EXPECT_NE(svg.find("Позвонить"), std::string::npos);
    EXPECT_NE(svg.find("class=\"node task\""), std::string::npos);
}

TEST(words_in_pictures, are_wrapped_and_grouped) {
    EXPECT_EQ(grouped(0), "0");
    EXPECT_EQ(grouped(999), "999");
    EXPECT_EQ(grouped(1000), "1\u202F000");
    EXPECT_EQ(grouped(1'234'567), "1\u202F234\u202F567");
    EXPECT_EQ(wrapped("один два  три\nчетыре", 8), (std::vector<std::string>{"один два", "три", "четыре"}));
    EXPECT_EQ(wrapped("", 8), std::vector<std::string>{});
    EXPECT_EQ(wrapped("a · b b b · c", 8), (std::vector<std::string>{"a", "b b b", "c"}));
    EXPECT_EQ(wrapped("a · b", 8), std::vector<std::string>{"a · b"});
}

// As the author wrote it; in the other language in the units the author took.
TEST(draw, periods_are_told_in_the_units_they_were_written_in) {
    const auto rules = testing::rules_of(R"(regulation: a
owner: manager
input:
  silent: order.paid
  for: 2 weeks
output: [done]
steps:
  - task: call
    do: Call
    within: 1 неделя
    on no answer:
      retry after: "14 days"
      at most: 2
  - wait: 1 неделю
  - listen: ping
    within: 1 day 12 hours
  - wait: P7D
  - fork:
      a:
        - wait: 1.5 hours
    within: 4 рабочих часа
  - output: done
)");
    const std::string en = to_table(rules->machines()[0]), ru = to_table(rules->machines()[0], language::ru);
    for (const std::string_view words :
         {"for 2 weeks", "within 1 week)", "again in 14 days", "wait 1 week\n", "at most 1 day 12 hours", "wait 7 days",
          "wait 1.5 hours", "at most 4 working hours"})
        EXPECT_NE(en.find(words), std::string::npos) << words << "\n" << en;
    for (const std::string_view words :
         {"2 недели без события", "срок 1 неделя", "через 14 дней", "ждать 1 неделю", "не дольше: 1 день 12 часов",
          "ждать 7 дней", "ждать 90 минут", "не дольше: 4 рабочих часа"})
        EXPECT_NE(ru.find(words), std::string::npos) << words << "\n" << ru;
}

TEST(draw, titles_of_the_vocabulary_stand_for_names) {
    const loaded l = load_text(R"(vocabulary: v
events:
  order.paid: {title: Paid}
  ping: {title: Ping came}
  told: {title: Told}
roles:
  manager: {title: The manager}
actions:
  charge: {title: Charge the card}
---
regulation: a
input:
  event: order.paid
output:
  done:
    when: ping
steps:
  - task: call
    do: Call
    by: manager
  - listen: [ping, order.paid]
  - emit: told
  - call: c
    do: charge
    on failure: done
  - output: done
)");
    ASSERT_TRUE(l.rules) << render(l.found);
    const machine& m = l.rules->machines()[0];
    const std::string named = to_mermaid(m), titled = to_mermaid(m, {}, language::en, &l.rules->vocabulary());
    for (const std::string_view name : {"order.paid", "ping", "told", "charge"}) {
        EXPECT_NE(named.find(name), std::string::npos) << name;
        EXPECT_EQ(titled.find(name), std::string::npos) << name << "\n" << titled;
    }
    for (const std::string_view title :
         {"Paid", "wait for Ping came, Paid", "tell: Told", "The manager", "Charge the card"})
        EXPECT_NE(titled.find(title), std::string::npos) << title << "\n" << titled;
}

}  // namespace
}  // namespace reglament
