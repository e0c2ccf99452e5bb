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
    {"never-taken", "6:9", "", with_steps("  - if: 1 > 2\n    then: other\n  - output: done\n")},
    {"always-taken", "6:9", "", with_steps("  - if: 1 < 2\n    then: other\n    else: done\n")},
    {"case-missing", "6:5", "", with_steps("  - switch: class\n    cases:\n      A: done\n      B: other\n")},
    {"unknown-case", "8:7", "", with_steps("  - switch: class\n    cases:\n      D: done\n    else: other\n")},
    {"zero-period", "6:11", "", with_steps("  - wait: PT0S\n  - output: done\n")},
    {"event-data-missing", "6:11", "", with_steps("  - emit: order.paid\n  - output: done\n")},
    {"unknown-attribute", "8:7", "amount", with_steps("  - emit: pong\n    data:\n      amout: 5\n  - output: done\n")},
    {"ambiguous-target", "6:11", "", with_steps("  - task: done\n    do: x\n  - output: done\n")},
    {"unsupported-subject", "1:13", "",
     "regulation: r\nsubject: deal\ninput:\n  event: ping\noutput: [done]\nsteps:\n  - output: done\n"},
    {"feel-unknown-name", "6:9", "", with_steps("  - if: klass = \"A\"\n    then: other\n  - output: done\n")},
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

TEST(verify, without_a_vocabulary_names_are_taken_as_they_stand) {
    const loaded l = load_text(
        "regulation: r\ninput:\n  silent: order.paid\n  for: P90D\noutput:\n  returned:\n    when: "
        "order.paid\nsteps:\n  - task: t\n    do: x\n    by: someone\n  - output: returned\n");
    ASSERT_TRUE(l.rules) << render(l.found);
    EXPECT_EQ(l.found.count(severity::note), 1U);
    EXPECT_EQ(l.rules->vocabulary().roles.size(), 1U);
}

}  // namespace
}  // namespace reglament
