// Scripts played, printed, and the talks that filled forms tell of.
#include "support/rules.hpp"

#include <reglament/control/drill.hpp>
#include <reglament/control/script_play.hpp>
#include <reglament/control/script_report.hpp>

#include <string>
#include <vector>

namespace reglament {
namespace {

using testing::rules_of;

const std::string calls = R"(regulation: calls
input:
  event: order.paid
output: [met, gone]
steps:
  - task: talk
    do: Talk
    by: manager
    within: 2 days
    script: first call
    form:
      minutes: optional number
  - if: talk.outcome = "meeting"
    then: met
    else: gone
---
script: first call
title: The first call
form:
  greeting: one of fine, busy
  outcome: one of meeting, no
  need: optional text
  days: optional number
lines:
  greet:
    say: Good morning. Have you a minute?
    hint: Smile
    ask: greeting
    replies:
      fine: need
    next: later
  need:
    say: What do you need?
    ask: need
    next: offer
  offer:
    say: Shall we meet?
    replies:
      Yes: agreed
      How long: how long
      No:
        fill: {outcome: no}
        next: end
  how long:
    say: Ten minutes.
    next: offer
  later:
    say: When shall I call?
    fill: {outcome: no}
    ask: days
    next: end
  agreed:
    say: Good-bye.
    fill: {outcome: meeting}
    next: end
---
scenario: A meeting
regulation: calls
steps:
  - event: order.paid
    at: 2025-03-03 10:00
    data:
      amount: 5
  - done: talk
    form:
      greeting: fine
      outcome: meeting
      need: Pumps
    expect:
      output: met
)";

std::shared_ptr<const script> the_script() {
    static const auto rules = rules_of(calls);
    return rules->scripts()[0];
}

feel::context form(std::initializer_list<std::pair<std::string, feel::value>> all) {
    feel::context out;
    for (const auto& [name, v] : all) out.emplace_back(name, v);
    return out;
}

std::string played(const std::vector<std::string>& answers) {
    script_play p{the_script()};
    for (const std::string& a : answers)
        if (!p.answer(a)) return "no: " + a;
    return (p.over() ? "" : p.line().id.value + " ") + feel::to_string(feel::value{p.form()});
}

TEST(script_play, goes_from_line_to_line) {
    EXPECT_EQ(played({}), "greet {}");
    EXPECT_EQ(played({"1", "Pumps", "Yes", ""}), R"({greeting: "fine", outcome: "meeting", need: "Pumps"})");
    EXPECT_EQ(played({"fine", "", "2", "", "No"}), R"({greeting: "fine", outcome: "no"})");
    EXPECT_EQ(played({" busy ", "3"}), R"({greeting: "busy", outcome: "no", days: 3})");
    EXPECT_EQ(played({"busy", ""}), R"({greeting: "busy", outcome: "no"})");
}

TEST(script_play, takes_no_answer_that_is_none) {
    for (const std::vector<std::string>& wrong : {std::vector<std::string>{"3"},
                                                  {"glad"},
                                                  {""},
                                                  {"busy", "soon"},
                                                  {"fine", "x", ""},
                                                  {"fine", "x", "Yes", "what"}})
        EXPECT_EQ(played(wrong), "no: " + wrong.back());
}

TEST(script_play, takes_an_answer_back) {
    script_play p{the_script()};
    EXPECT_FALSE(p.back());
    EXPECT_TRUE(p.answer("busy"));
    EXPECT_TRUE(p.back());
    EXPECT_EQ(p.line().id.value, "greet");
    EXPECT_TRUE(p.form().empty());
}

TEST(script_play, ends_even_where_people_go_round_in_circles) {
    script_play p{the_script()};
    EXPECT_TRUE(p.answer("fine") && p.answer(""));
    while (!p.over()) EXPECT_TRUE(p.answer(p.line().id.value == "offer" ? "How long" : ""));
    EXPECT_EQ(p.talk().size(), script_play::most);
    EXPECT_FALSE(p.answer(""));
}

std::vector<std::string> talks(const feel::context& of) {
    const script& s = *the_script();
    std::vector<std::string> out;
    for (const auto& talk : talks_of(s, of).all) {
        std::string text;
        for (const script_turn& t : talk) text += (text.empty() ? "" : " ") + s.lines[t.line].id.value;
        out.push_back(text);
        EXPECT_EQ(next_of(s, talk.back()), script_end);
    }
    return out;
}

TEST(talks_of, are_those_that_leave_such_a_form) {
    using texts = std::vector<std::string>;
    const feel::value fine{"fine"}, busy{"busy"}, no{"no"}, meeting{"meeting"};
    EXPECT_EQ(talks(form({{"greeting", busy}, {"outcome", no}})), (texts{"greet later"}));
    EXPECT_EQ(talks(form({{"greeting", busy}, {"outcome", no}, {"days", feel::value{feel::number{2}}}})),
              (texts{"greet later"}));
    EXPECT_EQ(talks(form({{"greeting", fine}, {"outcome", meeting}, {"minutes", feel::value{feel::number{9}}}})),
              (texts{"greet need offer agreed", "greet need offer how long offer agreed"}));
    EXPECT_EQ(talks(form({{"greeting", busy}, {"outcome", meeting}})), texts{});
    EXPECT_EQ(talks(form({{"greeting", fine}, {"outcome", no}, {"days", feel::value{feel::number{2}}}})), texts{});
}

TEST(talks_of, are_bounded) {
    const script_talks all =
        talks_of(*the_script(), form({{"greeting", feel::value{"fine"}}, {"outcome", feel::value{"no"}}}), 1);
    EXPECT_EQ(all.all.size(), 1U);
    EXPECT_TRUE(all.bounded);
}

TEST(script_use, counts_what_is_sure_and_what_may_be) {
    const script& s = *the_script();
    script_use use;
    use.add(s, form({{"greeting", feel::value{"busy"}}, {"outcome", feel::value{"no"}}}));
    use.add(s, form({{"greeting", feel::value{"fine"}}, {"outcome", feel::value{"no"}}}));
    use.add(s, form({{"greeting", feel::value{"busy"}}, {"outcome", feel::value{"meeting"}}}));
    EXPECT_EQ(use.forms, 3U);
    EXPECT_EQ(use.unlike, 1U);
    EXPECT_EQ(use.unclear, 1U);
    EXPECT_EQ(use.lines[0].said.sure, 2U);
    EXPECT_EQ(use.lines[0].answers[0].sure, 1U);
    EXPECT_EQ(use.lines[0].answers[1].sure, 1U);
    EXPECT_EQ(use.lines[2].answers[2].sure, 1U);  // no
    EXPECT_EQ(use.lines[2].answers[1].sure, 0U);  // how long: perhaps
    EXPECT_EQ(use.lines[2].answers[1].possible, 1U);
    EXPECT_EQ(use.lines[4].answers[0].possible, 0U);  // nobody named a day
    const report_section told = to_section(s, use);
    ASSERT_EQ(told.tables.size(), 2U);
    EXPECT_EQ(told.tables[1].rows.size(), 1U);  // of the two ends the one that was answered
}

TEST(script_use, is_gathered_from_the_history) {
    const auto rules = rules_of(calls);
    engine e{rules};
    const instant at = *parse_moment("2025-03-03 10:00", feel::zone::utc());
    const feel::value paid{feel::context{{"amount", feel::value{feel::number{5}}}}};
    ASSERT_EQ(e.post({"1", "crm", "order.paid", "C-1", at, paid}).status, post_status::accepted);
    const auto open = e.tasks();
    ASSERT_EQ(open.size(), 1U);
    const feel::value filled{form({{"greeting", feel::value{"busy"}},
                                   {"outcome", feel::value{"no"}},
                                   {"minutes", feel::value{feel::number{3}}}})};
    ASSERT_EQ(e.complete("C-1", open[0].number, filled, at).status, post_status::accepted);
    const script_use use = count_talks(e, rules->scripts()[0]);
    EXPECT_EQ(use.forms, 1U);
    EXPECT_EQ(use.unlike, 0U);
    EXPECT_EQ(use.lines[4].said.sure, 1U);
}

TEST(script_use, tells_talks_by_another_wording_apart) {
    std::string text = calls;
    text.replace(text.find("Ten minutes."), 12, "Five minutes.");
    const auto before = rules_of(calls), after = rules_of(text);
    EXPECT_NE(before->machines()[0].regulation().definition, after->machines()[0].regulation().definition);
    engine e{before};
    const instant at = *parse_moment("2025-03-03 10:00", feel::zone::utc());
    const feel::value paid{feel::context{{"amount", feel::value{feel::number{5}}}}};
    const feel::value filled{form({{"greeting", feel::value{"busy"}}, {"outcome", feel::value{"no"}}})};
    ASSERT_EQ(e.post({"1", "crm", "order.paid", "C-1", at, paid}).status, post_status::accepted);
    ASSERT_FALSE(e.publish(after).found.has_errors());
    ASSERT_EQ(e.post({"2", "crm", "order.paid", "C-2", at, paid}).status, post_status::accepted);
    const std::vector<task> open = e.tasks();
    ASSERT_EQ(open.size(), 2U);
    for (const task& t : open) {  // what has begun goes on by the wording it began with
        EXPECT_EQ(t.what->goes_by->text, (t.subject == "C-1" ? before : after)->scripts()[0]->text);
        ASSERT_EQ(e.complete(std::string{t.subject}, t.number, filled, at).status, post_status::accepted);
    }
    const script_use use = count_talks(e, after->scripts()[0]);
    EXPECT_EQ(use.forms, 1U);
    EXPECT_EQ(use.others, 1U);
}

TEST(talks_of, are_found_among_very_many) {
    std::string text = "script: wide\nform:\n  done: optional boolean\nlines:\n";
    for (int l = 0; l < 200; ++l) {
        text += "  l" + std::to_string(l) + ":\n    say: x\n    replies:\n";
        const std::string next = l == 199 ? "end" : "l" + std::to_string(l + 1);
        for (int r = 0; r < 20; ++r) text += "      r" + std::to_string(r) + ": " + next + "\n";
    }
    const loaded l = load_text(text);
    ASSERT_TRUE(l.rules) << render(l.found);
    EXPECT_TRUE(talks_of(*l.rules->scripts()[0], {}).bounded);
}

TEST(rehearsed_talks, are_those_of_the_scenarios) {
    std::string text = calls;
    text += R"(---
scenario: Beside the script
regulation: calls
steps:
  - event: order.paid
    at: 2025-03-03 10:00
    data:
      amount: 5
  - done: talk
    form:
      greeting: busy
      outcome: meeting
)";
    const auto rules = rules_of(text);
    issues found;
    const script_use use = rehearsed_talks(*rules, rules->scripts()[0], found);
    EXPECT_EQ(use.forms, 2U);
    EXPECT_EQ(use.unlike, 1U);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].code, "scenario-not-by-script");
    const std::string told = rehearsed_in_text(*rules->scripts()[0], use);
    EXPECT_NE(told.find("The first call: answers 6 of 9\n"), told.npos) << told;
    EXPECT_NE(told.find("    1. greet: busy\n"), told.npos) << told;
}

TEST(script_page, writes_the_tree_out) {
    const script& s = *the_script();
    const std::string text = script_in_text(s), markdown = script_in_markdown(s),
                      html = script_in_html(s, language::ru);
    EXPECT_NE(text.find("– How long → 4. how long\n"), text.npos) << text;
    EXPECT_NE(text.find("– No (write down: outcome = no) → the end\n"), text.npos) << text;
    EXPECT_NE(text.find("goes on → 3. offer\n"), text.npos) << text;
    EXPECT_NE(markdown.find("## 1. greet\n\n> Good morning. Have you a minute?\n\n*Hint: Smile*\n"), markdown.npos)
        << markdown;
    EXPECT_NE(html.find("href=\"#line-5\""), html.npos);
    EXPECT_NE(html.find("конец разговора"), html.npos);
    const feel::value told = to_value(s);
    EXPECT_EQ(feel::write_json(told).find("\"next\":\"need\"") != std::string::npos, true);
}

TEST(drill, draws_talks_that_follow_the_script) {
    std::string text = calls;
    text.resize(text.find("---\nscenario"));
    const auto rules = rules_of(text);
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        drill_options how;
        how.seed = seed;
        issues found;
        drill d{rules, 0, 0, how, found};
        ASSERT_FALSE(d.over()) << render(found);
        const drill_taken taken = d.take(0);
        ASSERT_TRUE(taken.begun);
        EXPECT_FALSE(talks_of(*rules->scripts()[0], taken.told).all.empty())
            << feel::to_string(feel::value{taken.told});
    }
}

}  // namespace
}  // namespace reglament
