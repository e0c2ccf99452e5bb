#include "cli/command_line.hpp"

#include <algorithm>
#include <string>

namespace reglament::testing {
namespace {

const std::string_view rules_text = R"(vocabulary: shop
events:
  order.paid:
roles:
  manager:
    title: Менеджер
  head:
  headquarters:
---
people: shop
persons:
  anna:
    title: Анна
    roles: manager
  vera:
    roles: [head, headquarters]
---
regulation: greet
title: Знакомство
version: 2.0.0
input:
  event: order.paid
output: [good, bad]
steps:
  - task: call
    do: Позвонить
    by: manager
    within: 1 day
    norm: 5 min
    form:
      mood: one of glad, cross
  - task: mend
    do: Исправить
    by: head
    within: 1 day
  - if: call.mood = "glad"
    then: good
  - task: apologise
    do: Извиниться
    by: manager
  - output: bad
---
scenario: A glad one
regulation: greet
steps:
  - event: order.paid
    at: 2025-03-03 10:00
  - done: call
    form:
      mood: glad
  - done: mend
    after: 1 hour
    expect:
      output: good
)";

struct shop {
    folder f;
    std::string rules = f.file("rules.yaml", rules_text);

    [[nodiscard]] outcome drill(const std::string& typed, const std::string& more = {}) const {
        const std::string input = f.file("typed", typed);
        return reglament("drill \"" + rules + "\" --regulation greet --as manager " + more + " <\"" + input + "\"");
    }
    [[nodiscard]] std::string results() const { return " --results \"" + f.path("r.jsonl") + "\" "; }
    [[nodiscard]] outcome rollout(const std::string& more) const {
        return reglament("rollout \"" + rules + "\"" + results() + more);
    }
};

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

TEST(drill, tells_deviations_at_once_and_what_it_came_to) {
    const shop s;
    const outcome done = s.drill("mend\n3\ncross\nwait\n");
    EXPECT_EQ(done.code, 1);
    EXPECT_EQ(done.err, "");
    EXPECT_TRUE(has(done.out, "✗ not yours: “Исправить”; now: “Позвонить”")) << done.out;
    EXPECT_TRUE(has(done.out, "✗ written down wrongly: mood — cross; told: glad")) << done.out;
    EXPECT_TRUE(has(done.out, "ended: good; story: A glad one; took 0 s, norm 300 s")) << done.out;
    EXPECT_TRUE(has(done.out, "deviations: 2")) << done.out;
}

TEST(drill, adds_results_and_accredits) {
    const shop s;
    const std::string clean = "call\nglad\nwait\n";
    const outcome done = s.drill(clean + clean, "--person Анна --repetitions 2 --needed 2" + s.results());
    EXPECT_EQ(done.code, 0) << done.out << done.err;
    EXPECT_TRUE(has(done.out, "1 of 2 clean in a row")) << done.out;
    EXPECT_TRUE(has(done.out, "accredited for version 2.0.0 since ")) << done.out;
    const std::string kept = s.f.text("r.jsonl");
    EXPECT_EQ(std::count(kept.begin(), kept.end(), '\n'), 2);
    EXPECT_TRUE(has(kept, R"("person":"anna")")) << kept;
    const feel::value told = s.rollout("--needed 2 --json").json();
    EXPECT_EQ(told.get("people").as_list().size(), 2U);
    EXPECT_EQ(told.get("people").as_list()[0].get("stage"), feel::value{"can"});
    EXPECT_EQ(told.get("people").as_list()[1].get("stage"), feel::value{"nothing"});
    EXPECT_EQ(told.get("sprints").as_list().size(), 1U);
    EXPECT_EQ(told.get("headquarters").get("people").as_list()[0].get("person"), feel::value{"vera"});
}

TEST(drill, says_so_when_no_story_leads_to_what_has_changed) {
    const shop s;
    const std::string more = "--person anna --needed 1" + s.results();
    EXPECT_EQ(s.drill("call\nglad\nwait\n", more).code, 0);
    std::string changed{rules_text};
    changed.replace(changed.find("Извиниться"), std::string_view{"Извиниться"}.size(), "Извиниться дважды");
    s.f.file("rules.yaml", changed);
    const outcome done = s.drill("call\nglad\nwait\n", more);
    EXPECT_TRUE(has(done.out, "what has changed is asked anew: apologise; 0 of 1 clean in a row")) << done.out;
    EXPECT_TRUE(has(done.out, "none of what has changed was met")) << done.out;
}

TEST(drill, is_not_counted_when_it_is_broken_off) {
    const shop s;
    const outcome done = s.drill("call\nglad\nstop\n", "--person anna" + s.results());
    EXPECT_EQ(done.code, 1);
    EXPECT_TRUE(has(done.out, "not to the end: it does not count")) << done.out;
    EXPECT_TRUE(has(s.f.text("r.jsonl"), R"("clean":false)"));
    EXPECT_EQ(s.drill("call\n").code, 1) << "the input ends";
}

TEST(drill, lets_somebody_else_answer_for_the_client) {
    const shop s;
    const outcome done = s.drill("call\ncross\ncross\nwait\napologise\n\n", "--two");
    EXPECT_EQ(done.code, 0) << done.out << done.err;
    EXPECT_TRUE(has(done.out, "Client, mood (one of glad, cross; -: nobody answers) > cross")) << done.out;
    EXPECT_TRUE(has(done.out, "ended: bad")) << done.out;
}

TEST(drill, tells_programs_each_repetition_and_people_the_conversation) {
    const shop s;
    const outcome done =
        s.drill("call\nglad\nwait\nmend\nstop\n", "--json --repetitions 3 --person Анна" + s.results());
    EXPECT_EQ(done.code, 1);
    EXPECT_EQ(done.out, s.f.text("r.jsonl")) << "nothing else, and the same as the file";
    EXPECT_EQ(std::count(done.out.begin(), done.out.end(), '\n'), 2);
    const feel::value first = feel::read_json(done.out.substr(0, done.out.find('\n'))).value_or(feel::value{});
    EXPECT_EQ(first.get("person"), feel::value{"anna"});
    EXPECT_EQ(first.get("clean"), feel::value{true});
    EXPECT_TRUE(has(done.err, "What do you do? > mend\n  ✗ not yours")) << done.err;
    EXPECT_TRUE(has(done.err, "broken off; story: A glad one\n  ── deviations: 1")) << done.err;
    const outcome alone = s.drill("call\nglad\nwait\n", "--json");
    EXPECT_EQ(alone.code, 0) << alone.err;
    EXPECT_EQ(alone.json().get("person"), feel::value{""}) << "no file of results is needed";
}

TEST(drill, asks_again_for_what_does_not_fit) {
    const shop s;
    const outcome done = s.drill("9\ncall\nblue\n\nglad\nwait soon\nwait\n");
    EXPECT_EQ(done.code, 0) << done.out;
    EXPECT_TRUE(has(done.out, "There is no such step: “9”")) << done.out;
    EXPECT_TRUE(has(done.out, "It has to be: one of glad, cross")) << done.out;
    EXPECT_TRUE(has(done.out, "No period: “soon”")) << done.out;
}

TEST(drill, speaks_russian) {
    const shop s;
    const outcome done = s.drill("2\nждать\nстоп\n", "--lang ru");
    EXPECT_TRUE(has(done.out, "Знакомство, версия 2.0.0; ваша роль: Менеджер")) << done.out;
    EXPECT_TRUE(has(done.out, "✗ не ваше дело: «Исправить»; сейчас: «Позвонить»")) << done.out;
    EXPECT_TRUE(has(done.out, "✗ не сделано: «Позвонить»")) << done.out;
}

TEST(drill, refuses_wrong_names) {
    const shop s;
    EXPECT_EQ(reglament("drill \"" + s.rules + "\" --regulation great --as manager").err,
              "reglament: there is no regulation “great”; did you mean “greet”?\n");
    EXPECT_EQ(reglament("drill \"" + s.rules + "\" --regulation greet --as headquarters").code, 2);
    EXPECT_EQ(s.drill("", s.results()).code, 2) << "whose results?";
    EXPECT_EQ(s.drill("", "--person nobody").code, 2);
}

TEST(rollout, tells_lines_that_are_wrong_and_writes_a_page) {
    const shop s;
    EXPECT_EQ(s.rollout("").code, 2) << "there is no such file";
    s.f.file("r.jsonl", "oops\n");
    EXPECT_EQ(s.rollout("").code, 2) << "nothing is known";
    const outcome done = s.rollout("--as-of 2025-03-12 --report \"" + s.f.path("page.html") + "\"");
    EXPECT_EQ(done.code, 1);
    EXPECT_TRUE(has(done.err, "[drill-line]")) << done.err;
    EXPECT_TRUE(has(done.out, "Know, can, do habitually")) << done.out;
    EXPECT_TRUE(has(done.out, "2025-03-10")) << done.out;
    EXPECT_TRUE(has(done.out, "6.8 h – 9 h")) << done.out;
    EXPECT_TRUE(has(s.f.text("page.html"), "<h1>Rollout of the regulations</h1>"));
    EXPECT_EQ(s.rollout("--as-of soon").code, 2);
    EXPECT_EQ(s.rollout("--as-of 2025-03-12 --headquarters nobody").code, 2);
}

}  // namespace
}  // namespace reglament::testing
