#include "cli/command_line.hpp"

#include <string>

namespace reglament::testing {
namespace {

const std::string_view rules_text = R"(vocabulary: shop
events:
  order.paid:
roles:
  manager:
---
regulation: calls
title: Calls
input:
  event: order.paid
output: [met, gone]
steps:
  - task: talk
    do: Talk
    by: manager
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
  outcome: one of meeting, no
  days: optional number
lines:
  greet:
    say: Good morning.
    hint: Smile
    replies:
      Go on: agreed
      Not now: later
  later:
    say: When shall I call?
    fill: {outcome: no}
    ask: days
    next: end
  agreed:
    say: See you.
    fill: {outcome: meeting}
    next: end
---
scenario: Not now
regulation: calls
steps:
  - event: order.paid
    at: 2025-03-03 10:00
  - done: talk
    form:
      outcome: no
      days: 3
)";

struct shop {
    folder f;
    std::string rules = f.file("rules.yaml", rules_text);

    [[nodiscard]] outcome play(const std::string& typed, const std::string& more = {}) const {
        const std::string input = f.file("typed", typed);
        return reglament("play \"" + rules + "\" --script \"first call\" " + more + " <\"" + input + "\"");
    }
    [[nodiscard]] outcome drill(const std::string& typed, const std::string& more = {}) const {
        const std::string input = f.file("typed", typed);
        return reglament("drill \"" + rules + "\" --regulation calls --as manager " + more + " <\"" + input + "\"");
    }
};

bool has(const outcome& of, const std::string& part) {
    return (of.out + of.err).find(part) != std::string::npos;
}

TEST(play, goes_from_line_to_line_and_shows_the_form) {
    const shop s;
    const outcome done = s.play("x\n2\nback\n2\nsoon\n3\n");
    EXPECT_EQ(done.code, 0) << done.out;
    EXPECT_TRUE(has(done, "  » Good morning.\n  (hint) Smile\n    1  Go on\n    2  Not now\n")) << done.out;
    EXPECT_TRUE(has(done, "Answer with a number of the list\n")) << done.out;
    EXPECT_TRUE(has(done, "It has to be: number\n")) << done.out;
    EXPECT_TRUE(has(done, "── The form\n  outcome: no\n  days: 3\n")) << done.out;
}

TEST(play, writes_the_form_as_json) {
    const shop s;
    const outcome done = s.play("1\n\n", "--json");
    EXPECT_EQ(done.code, 0) << done.out;
    EXPECT_TRUE(has(done, "\"complete\": true")) << done.out;
    EXPECT_TRUE(has(done, "\"outcome\": \"meeting\"")) << done.out;
}

TEST(play, says_that_a_talk_was_broken_off) {
    const shop s;
    const outcome done = s.play("2\n", "--lang ru");
    EXPECT_EQ(done.code, 1);
    EXPECT_TRUE(has(done, "── Прервано; анкета\n")) << done.out;
}

TEST(play, prints_a_script) {
    const shop s;
    EXPECT_TRUE(has(s.play("", "--format text"), "– Not now → 2. later\n"));
    EXPECT_TRUE(has(s.play("", "--format markdown"), "## 3. agreed\n"));
    EXPECT_TRUE(has(s.play("", "--format html --lang ru"), "<html lang=\"ru\">"));
    EXPECT_TRUE(has(s.play("", "--format json"), "\"kind\": \"script\""));
}

TEST(play, counts_the_talks_of_files) {
    const shop s;
    const std::string events =
        s.f.file("events.jsonl",
                 R"({"id": "1", "source": "crm", "type": "order.paid", "subject": "C-1", "time": "2025-03-03T10:00:00Z"}
{"id": "2", "source": "crm", "type": "task.done", "subject": "C-1", "time": "2025-03-03T11:00:00Z", "data": {"task": "talk", "answers": {"outcome": "meeting", "minutes": 4}}}
)");
    const outcome done = s.play("", "--events \"" + events + "\"");
    EXPECT_EQ(done.code, 0) << done.out;
    EXPECT_TRUE(has(done, "  1 talk\n")) << done.out;
    EXPECT_TRUE(has(done, "Where the talks ended\n")) << done.out;
}

TEST(play, knows_no_script_of_another_name) {
    const shop s;
    const outcome done = reglament("play \"" + s.rules + "\" --script \"first cal\"");
    EXPECT_EQ(done.code, 2);
    EXPECT_TRUE(has(done, "did you mean “first call”?")) << done.out;
}

TEST(drill, plays_a_script_line_by_line) {
    const shop s;
    const outcome done = s.drill("talk\n2\n3\n\n");
    EXPECT_EQ(done.code, 0) << done.out;
    EXPECT_TRUE(has(done, "  Client: Not now\n")) << done.out;
    EXPECT_TRUE(has(done, "  Client: 3\n")) << done.out;
    EXPECT_TRUE(has(done, "minutes (number) > \n")) << done.out;
    EXPECT_TRUE(has(done, "  ── clean\n")) << done.out;
}

TEST(drill, tells_what_was_heard_wrongly) {
    const shop s;
    const outcome done = s.drill("talk\n1\n\n\n");
    EXPECT_EQ(done.code, 1) << done.out;
    EXPECT_TRUE(has(done, "  ── deviations: 2\n")) << done.out;
}

TEST(drill, tells_a_story_beside_the_script_beforehand) {
    const shop s;
    const std::string rules = s.f.file(
        "beside.yaml",
        std::string{rules_text}.replace(rules_text.find("      outcome: no\n"), 18, "      outcome: meeting\n"));
    const std::string input = s.f.file("typed", "talk\n1\n\n\n");
    const outcome done = reglament("drill \"" + rules + "\" --regulation calls --as manager <\"" + input + "\"");
    EXPECT_TRUE(has(done, "  You learn: outcome — meeting\n  You learn: days — 3\n")) << done.out;
}

TEST(drill, lets_a_second_one_answer_for_the_client) {
    const shop s;
    const outcome done = s.drill("talk\n1\n1\n\n\n", "--two");
    EXPECT_EQ(done.code, 0) << done.out;
    EXPECT_TRUE(has(done, "Client, the answer? (-: nobody is there) > 1\n")) << done.out;
    const outcome nobody = s.drill("talk\n-\n", "--two");
    EXPECT_TRUE(has(nobody, "Nobody answers.")) << nobody.out;
}

}  // namespace
}  // namespace reglament::testing
