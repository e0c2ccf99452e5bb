// What is found when a regulation is compiled: references, flow, conditions that are constant.
#include "support/rules.hpp"

#include <gmock/gmock.h>

namespace reglament {
namespace {

struct finding {
    std::string_view code;
    std::string_view where;  // line:column in the regulation
    std::string_view suggestion;
    std::string text;  // after the vocabulary
};

std::string with_steps(const std::string& steps) {
    return "regulation: r\ninput:\n  event: ping\noutput: [done, other]\nsteps:\n" + steps;
}

const finding table[] = {
    {"unknown-event", "3:10", "ping",
     "regulation: r\ninput:\n  event: pinc\noutput: [done]\nsteps:\n  - output: done\n"},
    {"unknown-event", "6:11", "order.paid", with_steps("  - emit: order.pad\n  - output: done\n")},
    {"reserved-event", "3:10", "",
     "regulation: r\ninput:\n  event: task.done\noutput: [done]\nsteps:\n  - output: done\n"},
    {"unknown-role", "8:9", "manager", with_steps("  - task: a\n    do: x\n    by: manger\n  - output: done\n")},
    {"unknown-output", "6:13", "done", with_steps("  - output: dome\n")},
    {"unknown-target", "7:11", "other", with_steps("  - if: class = \"A\"\n    then: othe\n  - output: done\n")},
    {"unknown-target", "6:11", "", with_steps("  - goto: nowhere\n  - output: done\n")},
    {"jump-into-block", "10:11", "",
     with_steps("  - if: class = \"A\"\n    then:\n      - wait: P1D\n        id: inner\n  - goto: inner\n")},
    {"unreachable-step", "7:5", "", with_steps("  - output: done\n  - wait: P1D\n  - output: other\n")},
    {"output-unused", "4:16", "", with_steps("  - output: done\n")},
    {"falls-off-the-end", "6:5", "", with_steps("  - wait: P1D\n")},
    {"falls-off-the-end", "6:5", "", with_steps("  - if: class = \"A\"\n    then: done\n")},
    {"endless-loop", "6:5", "",
     with_steps("  - if: class = \"A\"\n    id: again\n    then: again\n  - output: done\n")},
    {"never-ends", "6:5", "", with_steps("  - wait: P1D\n    id: again\n  - goto: again\n")},
    {"endless-loop", "6:11", "", with_steps("  - goto: b\n    id: a\n  - goto: a\n    id: b\n  - output: done\n")},
    {"never-taken", "6:9", "", with_steps("  - if: 1 > 2\n    then: other\n  - output: done\n")},
    {"always-taken", "6:9", "", with_steps("  - if: 1 < 2\n    then: other\n    else: done\n")},
    {"case-missing", "6:5", "", with_steps("  - switch: class\n    cases:\n      A: done\n      B: other\n")},
    {"unknown-case", "8:7", "", with_steps("  - switch: class\n    cases:\n      D: done\n    else: other\n")},
    {"zero-period", "6:11", "", with_steps("  - wait: PT0S\n  - output: done\n")},
    {"event-data-missing", "6:11", "", with_steps("  - emit: order.paid\n  - output: done\n")},
    {"unknown-attribute", "8:7", "amount", with_steps("  - emit: pong\n    data:\n      amout: 5\n  - output: done\n")},
    {"ambiguous-target", "6:11", "", with_steps("  - task: done\n    do: x\n  - output: done\n")},
    {"unknown-subject", "2:10", "client",
     "regulation: r\nsubject: cleint\ninput:\n  event: ping\noutput: [done]\nsteps:\n  - output: done\n"},
    {"feel-unknown-name", "6:9", "", with_steps("  - if: klass = \"A\"\n    then: other\n  - output: done\n")},
    {"answer-too-early", "4:7", "",
     "regulation: r\ninput:\n  event: ping\n  if: ask.how = \"x\" and klass = 1\noutput: [done]\nsteps:\n"
     "  - task: ask\n    do: x\n    form: {how: text}\n  - output: done\n"},
    {"answer-too-early", "5:22", "",
     "regulation: r\ninput:\n  silent: ping\n  for: 5 days\n  if: class = \"A\" or new ask.how = \"x\"\noutput: "
     "[done]\n"
     "steps:\n  - task: new ask\n    do: x\n    form: {how: text}\n  - output: done\n"},
    {"emit-type-mismatch", "8:16", "",
     with_steps("  - emit: order.paid\n    data:\n      amount: '\"5\"'\n  - output: done\n")},
    {"emit-type-mismatch", "8:15", "",
     with_steps("  - emit: order.paid\n    data:\n      amount: class\n  - output: done\n")},
    {"emit-unknown-value", "8:16", "\"talked\"",
     with_steps("  - emit: call.made\n    data:\n      result: '\"talkd\"'\n  - output: done\n")},
    {"emit-unknown-value", "8:15", "",
     with_steps("  - emit: call.made\n    data:\n      result: class\n  - output: done\n")},
    {"not-boolean", "6:9", "", with_steps("  - if: last amount\n    then: other\n  - output: done\n")},
};

TEST(verify, finds_what_is_wrong_and_where) {
    const auto first = static_cast<std::uint32_t>(
        std::count(testing::small_vocabulary.begin(), testing::small_vocabulary.end(), '\n'));
    for (const finding& row : table) {
        const loaded l = load_text(testing::small_vocabulary + row.text, "test.yaml");
        const auto found =
            std::find_if(l.found.begin(), l.found.end(), [&](const issue& i) { return i.code == row.code; });
        ASSERT_NE(found, l.found.end()) << row.code << "\n" << row.text << render(l.found);
        const position p = found->at.source->at(found->at.where.begin);
        EXPECT_EQ(std::to_string(p.line - first) + ":" + std::to_string(p.column), row.where) << render(*found);
        EXPECT_TRUE(row.suggestion.empty() || found->suggestion == row.suggestion) << found->suggestion << row.text;
        EXPECT_EQ(l.rules == nullptr, l.found.has_errors());
        EXPECT_TRUE(found->level != severity::error || !l.rules) << row.text;
    }
}

TEST(verify, tells_everything_at_once) {
    const loaded l =
        load_text(testing::small_vocabulary + with_steps("  - task: a\n    do: x\n    by: nobody\n  - switch: klass\n  "
                                                         "  cases:\n      A: nowhere\n  - emit: nothing\n"));
    std::set<std::string_view> codes;
    for (const issue& i : l.found) codes.insert(i.code);
    EXPECT_THAT(codes, ::testing::IsSupersetOf({"unknown-role", "feel-unknown-name", "unknown-target", "unknown-event",
                                                "falls-off-the-end"}));
    EXPECT_FALSE(l.rules);
}

// The slips of one regulation, each instead of a line of it, and what is said besides what is wrong anyway.
TEST(verify, one_slip_hides_no_other) {
    const std::string whole =
        "regulation: r\nowner: manger\ninput:\n  silent: ping\n  for: 9 days\n  if: clas = \"A\"\n"
        "output:\n  done:\n    when: pong\n    emit: pong\n  other:\nsteps:\n"
        "  - task: ask\n    do: x\n    by: manaer\n    form:\n      how: text\n"
        "  - wait: 5 days\n  - listen: pong\n    within: 1 day\n    on timeout: other\n"
        "  - if: ask.how = \"x\"\n    then: other\n    else: othr\n"
        "  - switch: ask.how\n    cases:\n      a: other\n    else: done\n  - output: oter\n";
    struct slip {
        std::string_view line, instead, code;
    };
    const slip slips[] = {
        {"    do: x\n", "", "missing-key"},
        {"    do: x\n", "    do: [a, b]\n", "expected-text"},
        {"    then: other\n    else: othr\n", "", "missing-key"},
        {"    then: other\n", "    then:\n", "missing-value"},
        {"  for: 9 days\n", "", "missing-key"},
        {"  silent: ping\n", "  event: ping\n", "key-of-other-start"},
        {"  - wait: 5 days\n", "  -\n", "expected-step"},
        {"  - wait: 5 days\n", "  - wiat: 5 days\n", "step-without-kind"},
        {"  - wait: 5 days\n", "  - wait 5 days\n", "expected-step"},
        {"  - wait: 5 days\n", "  - wait: 5 days\n    emit: pong\n", "key-elsewhere"},
        {"  - task: ask\n", "  - id: ask\n", "step-without-kind"},
        {"    within: 1 day\n", "", "missing-key"},
        {"    do: x\n", "    do: x\n    on no answer:\n      retry after: 1 day\n", "missing-key"},
        {"if: ask.how = \"x\"\n", "if:\n", "missing-value"},
        {"    when: pong\n", "    when:\n", "missing-value"},
        {"    emit: pong\n", "    emit:\n", "missing-value"},
        {"    cases:\n      a: other\n", "    cases: {}\n", "no-cases"},
        {"    cases:\n      a: other\n", "", "missing-key"},
        {"output:\n  done:\n    when: pong\n    emit: pong\n  other:\n", "output: other\n", "expected-map"},
    };
    for (const slip& s : slips) {
        std::string text = whole;
        ASSERT_NE(text.find(s.line), text.npos) << s.line;
        text.replace(text.find(s.line), s.line.size(), s.instead);
        const loaded l = load_text(testing::small_vocabulary + text);
        EXPECT_FALSE(l.rules);
        std::multiset<std::string_view> codes;
        for (const issue& i : l.found) codes.insert(i.code);
        std::multiset<std::string_view> expected{"unknown-role", "unknown-role", "feel-unknown-name", "unknown-output"};
        expected.insert(s.code);
        if (text.find("othr") != text.npos) expected.insert("unknown-target");
        EXPECT_EQ(codes, expected) << s.instead << render(l.found);
    }
}

TEST(verify, names_that_may_stand_in_a_gap_are_not_called_unknown) {
    const loaded l =
        load_text(testing::small_vocabulary +
                  with_steps("  - quiz:\n  - if: quiz.how = \"x\"\n    then: quiz\n  - output: finished\n"));
    ASSERT_EQ(l.found.size(), 1U) << render(l.found);
    EXPECT_EQ(l.found[0].code, "step-without-kind");
}

TEST(verify, what_does_not_fit_is_said_with_its_place) {
    std::string steps;
    for (int i = 0; i < 25'000; ++i) steps += "  - wait: P1D\n";
    const loaded many_steps = load_text(testing::small_vocabulary + with_steps(steps + "  - output: done\n"));
    std::string events;
    for (int i = 0; i < 30'001; ++i) events += "  e" + std::to_string(i) + ":\n";
    const loaded many_events = load_text("vocabulary: v\nevents:\n" + events);
    for (const loaded* l : {&many_steps, &many_events}) {
        EXPECT_FALSE(l->rules);
        ASSERT_EQ(l->found.size(), 1U);
        EXPECT_EQ(l->found[0].code, "too-large");
        EXPECT_TRUE(l->found[0].at);
    }
    EXPECT_EQ(message(many_steps.found[0]), "too much for one: more than 20000 steps");
    EXPECT_EQ(message(many_events.found[0], language::ru), "слишком много: больше 30000 имён");
    EXPECT_EQ(many_events.found[0].at.source->at(many_events.found[0].at.where.begin).line, 30'003U);
}

TEST(verify, without_a_vocabulary_names_are_taken_as_they_stand) {
    const loaded l = load_text(
        "regulation: r\ninput:\n  silent: order.paid\n  for: P90D\noutput:\n  returned:\n    when: "
        "order.paid\nsteps:\n  - task: t\n    do: x\n    by: someone\n  - output: returned\n");
    ASSERT_TRUE(l.rules) << render(l.found);
    EXPECT_EQ(l.found.count(severity::note), 1U);
    EXPECT_EQ(l.rules->vocabulary().roles.size(), 1U);
}

// A run goes on at once behind a fork that waits for nobody, also when each of its ways ends the run.
TEST(verify, what_comes_behind_a_fork_that_waits_for_nobody_is_reached) {
    const std::string head = "regulation: r\ninput:\n  event: ping\noutput: [done]\nsteps:\n";
    const std::string fork =
        "  - fork:\n      a:\n        - wait: P1D\n        - output: done\n      b:\n        - wait: P2D\n"
        "        - output: done\n    join: none\n";
    EXPECT_NE(render(load_text(testing::small_vocabulary + head + fork).found).find("falls-off-the-end"),
              std::string::npos);
    EXPECT_TRUE(load_text(testing::small_vocabulary + head + fork + "  - wait: P3D\n  - output: done\n").rules);
}

}  // namespace
}  // namespace reglament
