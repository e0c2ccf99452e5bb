#include "support/rules.hpp"
#include "unit/control/page.hpp"

#include <reglament/control/rehearsal.hpp>

#include <gmock/gmock.h>

#include <cstdlib>
#include <string>

namespace reglament {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const std::string regulations = R"(regulation: call
title: Звонок <"новичку">
input:
  event: order.paid
output:
  done:
  lost:
    when: client.lost
on:
  ping:
    - output: lost
steps:
  - task: ring
    do: Ring
    by: manager
    within: 2 days
    on no answer:
      retry after: 1 day
      at most: 2
      then: lost
  - output: done
---
regulation: idle
input:
  event: pong
output: [done]
steps:
  - wait: 1 day
  - output: done
---
scenario: Passes
regulation: call
steps:
  - event: order.paid
    at: 2025-01-10 12:00
    data:
      amount: 1
    expect:
      task: ring
---
scenario: 'Fails & is <told>'
regulation: call
steps:
  - event: order.paid
    at: 2025-01-10 12:00
    data:
      amount: 1
  - done: ring
    expect:
      output: lost
)";

rehearsal rehearsed() {
    return rehearse(testing::rules_of(regulations));
}

bool has_dot() {
    return std::system("dot -V >/dev/null 2>&1") == 0;
}

TEST(rehearsal, counts_what_was_gone_through_of_each_regulation) {
    const rehearsal r = rehearsed();
    EXPECT_EQ(r.failed(), 1U);
    ASSERT_EQ(r.coverage.size(), 2U);
    const regulation_coverage &call = r.coverage[0], &idle = r.coverage[1];
    EXPECT_EQ(call.steps.reached, 1U);
    EXPECT_EQ(call.steps.total, 1U) << "a pause before a retry is a part of its task, a handler no step of the way";
    EXPECT_EQ(call.outputs.reached, 1U);
    EXPECT_EQ(call.outputs.total, 2U);
    EXPECT_EQ(call.counts.starts[0], 2U);
    EXPECT_EQ(idle.steps.reached, 0U);
    EXPECT_EQ(idle.branches.reached, 0U);
}

TEST(rehearsal, runs_only_those_that_were_chosen) {
    const rehearsal r =
        rehearse(testing::rules_of(regulations), [](const scenario& s) { return s.name.value == "Passes"; });
    ASSERT_EQ(r.scenarios.size(), 1U);
    EXPECT_EQ(r.failed(), 0U);
    EXPECT_EQ(r.coverage[0].outputs.reached, 0U);
}

TEST(rehearsal, in_text_names_the_ways_never_taken) {
    const std::string en = to_text(rehearsed()), ru = to_text(rehearsed(), language::ru);
    EXPECT_THAT(en, HasSubstr("✓ call: Passes\n"));
    EXPECT_THAT(en, HasSubstr("the run should have ended with “lost”; 10 January 2025, 12:00 — finished: “done”"));
    EXPECT_THAT(en, HasSubstr("call: steps 1 of 1, branches 1 of "));
    EXPECT_THAT(en, HasSubstr("    at any step, ping → lost\n"));
    EXPECT_THAT(ru, HasSubstr("    ждать 1 день → done\n"));
}

TEST(rehearsal, as_data_has_the_figures_and_both_halves_of_each_difference) {
    const feel::value v = to_value(rehearsed());
    EXPECT_EQ(v.get("passed"), feel::value{1});
    EXPECT_EQ(v.get("failed"), feel::value{1});
    for (const char* part : {"steps", "branches", "outputs"}) {
        for (const char* number : {"covered", "total"})
            EXPECT_EQ(v.get("coverage").get("idle").get(part).get(number).kind(), feel::value_kind::number) << part;
    }
    EXPECT_EQ(v.get("coverage").get("idle").get("missed").as_list()[0], feel::value{"pong → wait 1 day"});
    const feel::value failed = v.get("scenarios").as_list()[1];
    EXPECT_EQ(failed.get("name"), feel::value{"Fails & is <told>"});
    EXPECT_EQ(failed.get("passed"), feel::value{false});
    const feel::value failure = failed.get("failures").as_list()[0];
    EXPECT_EQ(failure.get("code"), feel::value{"expected-output"});
    EXPECT_EQ(failure.get("step"), feel::value{2});
    EXPECT_EQ(failure.get("expected"), feel::value{"the run should have ended with “lost”"});
    EXPECT_EQ(failure.get("came"), feel::value{"10 January 2025, 12:00 — finished: “done”"});
}

TEST(rehearsal, counts_the_rows_of_decision_tables) {
    const std::string tables = R"(regulation: visits
input:
  event: order.paid
output: [done]
steps:
  - decide: visit
    table: |
      FIRST
      class | last amount || who
      A     | > 100       || "head"
      A, B  | -           || "manager"
      -     | -           || "nobody"
  - decide: gift
    table: |
      COLLECT
      last amount || gift
      > 0         || "card"
      > 1000      || "flowers"
  - output: done
---
scenario: "one"
regulation: visits
steps:
  - event: order.paid
    at: 2025-01-10 12:00
    data:
      amount: 5
    expect:
      output: done
)";
    const rehearsal r = rehearse(testing::rules_of(tables));
    EXPECT_EQ(r.coverage[0].rows.reached, 2U);
    EXPECT_EQ(r.coverage[0].rows.total, 5U);
    EXPECT_THAT(to_text(r), HasSubstr("outputs 1 of 1, rows 2 of 5\n  never gone through:\n"
                                      "    visit, row 1 (A | > 100)\n    visit, row 3 (- | -)\n"
                                      "    gift, row 2 (> 1000)\n"));
    EXPECT_EQ(to_value(r).get("coverage").get("visits").get("rows").get("covered"), feel::value{2});
    EXPECT_THAT(to_html(r, language::ru), HasSubstr("<td>строки таблиц</td><td class=\"n\">2 из 5</td>"));
}

// The row for when no other fits is one like the others; a loop with a known number of turns has no way round it.
TEST(rehearsal, counts_what_can_be_gone_and_nothing_else) {
    const std::string rules = R"(regulation: visits
input:
  event: order.paid
output: [done]
steps:
  - decide: visit
    table: |
      FIRST
      last amount || who
      > 100       || "head"
      else        || "manager"
  - repeat:
      - wait: P1D
    times: 2
  - output: done
---
scenario: "one"
regulation: visits
steps:
  - event: order.paid
    at: 2025-01-10 12:00
    data:
      amount: AMOUNT
  - after: P3D
    expect:
      output: done
)";
    const auto rehearsed_with = [&](const std::string& amount) {
        std::string with = rules;
        return rehearse(testing::rules_of(with.replace(with.find("AMOUNT"), 6, amount)));
    };
    const rehearsal high = rehearsed_with("101"), low = rehearsed_with("5");
    EXPECT_THAT(to_text(high),
                HasSubstr("outputs 1 of 1, rows 1 of 2\n  never gone through:\n    visit, row “else”\n"));
    EXPECT_THAT(to_text(low), HasSubstr("rows 1 of 2\n  never gone through:\n    visit, row 1 (> 100)\n"));
    EXPECT_EQ(low.coverage[0].branches.reached, low.coverage[0].branches.total);
}

TEST(rehearsal, in_html_is_one_page_with_coverage_and_differences) {
    for (const language lang : {language::en, language::ru}) {
        const std::string page = to_html(rehearsed(), lang);
        std::string why;
        EXPECT_TRUE(testing::well_formed(page, why)) << why;
        EXPECT_THAT(page, HasSubstr("Звонок &lt;&quot;новичку&quot;&gt;"));
        EXPECT_THAT(page, HasSubstr("Fails &amp; is &lt;told&gt;"));
        EXPECT_THAT(page, HasSubstr(lang == language::ru ? "<dt>ожидали</dt>" : "<dt>expected</dt>"));
        EXPECT_THAT(page, HasSubstr(lang == language::ru ? "Ни один сценарий" : "No scenario rehearses it"));
    }
}

TEST(rehearsal, marks_what_was_never_gone_through_in_the_diagram) {
    const std::string page = to_html(rehearsed());
    if (!has_dot()) {
        EXPECT_THAT(page, HasSubstr("<tr class=\"missed\">"));
        return;
    }
    EXPECT_THAT(page, HasSubstr("class=\"missed node end\""));
    EXPECT_THAT(page, HasSubstr("class=\"missed node any"));
    EXPECT_THAT(page, HasSubstr("class=\"node task\""));
    EXPECT_THAT(page, Not(HasSubstr("class=\"missed node task\"")));
    EXPECT_THAT(page, HasSubstr("● 2"));
}

TEST(rehearsal, of_nothing_is_still_a_page) {
    std::string why;
    const auto rules = testing::rules_of(regulations.substr(0, regulations.find("---\nscenario")));
    EXPECT_TRUE(testing::well_formed(to_html(rehearse(rules)), why)) << why;
}

}  // namespace
}  // namespace reglament
