// Offers: ways and turns that people choose by what they do.
#include "support/rules.hpp"

#include <gmock/gmock.h>

namespace reglament {
namespace {

using testing::at;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::last_line;
using testing::lines;
using testing::make;
using testing::open_tasks;
using testing::rules_of;

std::string regulation(const std::string& steps) {
    return "regulation: r\ninput:\n  event: ping\noutput:\n  done:\n  lost:\nsteps:\n" + steps;
}

engine started(const std::string& steps) {
    engine e{rules_of(regulation(steps))};
    EXPECT_EQ(e.post(make("ping", "2025-01-01")).status, post_status::accepted);
    return e;
}

void complete(engine& e, std::uint32_t number, std::string_view day) {
    const posted p = e.complete("c1", number, {}, at(day));
    EXPECT_EQ(p.status, post_status::accepted) << render(p.found);
}

std::string task(const std::string& id, int indent) {
    const std::string blanks(static_cast<std::size_t>(indent), ' ');
    return blanks + "- task: " + id + "\n" + blanks + "  do: Work\n";
}

std::string codes_of(const std::string& steps) {
    const loaded l = load_text(testing::small_vocabulary + regulation(steps), "test.yaml");
    std::string out;
    for (const issue& i : l.found) {
        if (i.level == severity::error) out.append(out.empty() ? "" : " ").append(i.code);
    }
    return out;
}

const std::string either = "  - either:\n      phone:\n" + task("call", 8) + task("note", 8) + "      visit:\n" +
                           task("visit", 8) + "      they:\n        - listen: client.lost\n        - output: lost\n";

TEST(either, rests_until_a_way_is_gone_and_withdraws_the_others) {
    engine e = started(either + "  - output: done\n");
    EXPECT_THAT(open_tasks(e), ElementsAre("call#1", "visit#2"));
    complete(e, 1, "2025-01-02");
    EXPECT_THAT(open_tasks(e), ElementsAre("note#3")) << "the rest of the way is done as anywhere";
    EXPECT_EQ(e.post(make("client.lost", "2025-01-03")).status, post_status::accepted);
    EXPECT_THAT(open_tasks(e), ElementsAre("note#3")) << "nobody listens any more";
    complete(e, 3, "2025-01-04");
    EXPECT_EQ(last_line(e), "2025-01-04 run finished done");
}

TEST(either, is_decided_by_what_comes_too) {
    engine e = started(either + "  - output: done\n");
    EXPECT_EQ(e.post(make("client.lost", "2025-01-03")).status, post_status::accepted);
    EXPECT_EQ(last_line(e), "2025-01-03 run finished lost");
    EXPECT_THAT(open_tasks(e), IsEmpty());
}

TEST(either, is_decided_by_time_too) {
    engine e = started("  - either:\n      now:\n" + task("call", 8) + "      later:\n        - wait: P5D\n" +
                       task("mail", 8) + "  - output: done\n");
    e.advance(at("2025-01-06"));
    EXPECT_THAT(open_tasks(e), ElementsAre("mail#2"));
}

TEST(either, may_be_over_after_some_time) {
    engine e = started(either + "    within: P3D\n    on timeout: lost\n  - output: done\n");
    EXPECT_EQ(e.next_due(), at("2025-01-04"));
    e.advance(at("2025-01-04"));
    EXPECT_EQ(last_line(e), "2025-01-04 run finished lost");
}

// What stands in docs/architecture.md for all steps: an event comes before a timer of its instant, timers by their
// tokens.
TEST(either, at_one_instant_the_event_chooses_before_time_does) {
    engine e = started(either + "    within: P3D\n    on timeout: lost\n  - output: done\n");
    complete(e, 1, "2025-01-04");
    EXPECT_THAT(open_tasks(e), ElementsAre("note#3"));
    e.advance(at("2025-01-10"));
    EXPECT_THAT(open_tasks(e), ElementsAre("note#3"));
}

TEST(either, at_one_instant_its_own_deadline_comes_before_those_of_its_ways) {
    engine e = started("  - either:\n      one:\n        - wait: P3D\n" + task("a", 8) + "      two:\n" + task("b", 8) +
                       "    within: P3D\n    on timeout: lost\n  - output: done\n");
    e.advance(at("2025-01-04"));
    EXPECT_EQ(last_line(e), "2025-01-04 run finished lost");
}

TEST(either, of_two_ways_due_at_one_instant_the_first_is_gone) {
    engine e = started("  - either:\n      one:\n        - wait: P3D\n" + task("a", 8) +
                       "      two:\n        - wait: P3D\n" + task("b", 8) + "  - output: done\n");
    e.advance(at("2025-01-04"));
    EXPECT_THAT(open_tasks(e), ElementsAre("a#1"));
}

TEST(either, keeps_its_deadline_for_the_choice_alone) {
    engine e = started(either + "    within: P3D\n    on timeout: lost\n  - output: done\n");
    complete(e, 1, "2025-01-02");
    EXPECT_EQ(e.next_due(), std::nullopt);
}

TEST(either, a_way_that_begins_by_itself_is_gone_when_a_task_is_skipped) {
    engine e = started("  - either:\n      phone:\n" + task("call", 8) + "      visit:\n" + task("visit", 8) +
                       "      nothing:\n        - output: lost\n  - output: done\n");
    EXPECT_THAT(open_tasks(e), ElementsAre("call#1", "visit#2"));
    EXPECT_EQ(e.skipped("c1", 2, at("2025-01-02")).status, post_status::accepted);
    EXPECT_EQ(last_line(e), "2025-01-02 run finished lost");
}

TEST(either, a_task_is_not_skipped_where_all_ways_are_chosen) {
    engine e = started(either + "  - output: done\n");
    EXPECT_EQ(e.skipped("c1", 2, at("2025-01-02")).status, post_status::rejected);
}

TEST(either, stands_in_another_one) {
    engine e =
        started("  - either:\n      first:\n        - either:\n            a:\n" + task("a", 14) + "            b:\n" +
                task("b", 14) + task("c", 8) + "      second:\n" + task("d", 8) + "  - output: done\n");
    EXPECT_THAT(open_tasks(e), ElementsAre("a#1", "b#2", "d#3"));
    complete(e, 2, "2025-01-02");
    EXPECT_THAT(open_tasks(e), ElementsAre("c#4")) << "both are chosen at once";
    complete(e, 4, "2025-01-03");
    EXPECT_EQ(last_line(e), "2025-01-03 run finished done");
}

TEST(either, stands_in_the_branch_of_a_fork) {
    engine e = started("  - fork:\n      one:\n        - either:\n            a:\n" + task("a", 14) +
                       "            b:\n" + task("b", 14) + "      two:\n" + task("c", 8) + "  - output: done\n");
    EXPECT_THAT(open_tasks(e), ElementsAre("a#1", "b#2", "c#3"));
    complete(e, 1, "2025-01-02");
    EXPECT_THAT(open_tasks(e), ElementsAre("c#3"));
    complete(e, 3, "2025-01-03");
    EXPECT_EQ(last_line(e), "2025-01-03 run finished done");
}

TEST(either, what_a_chosen_way_did_can_be_undone) {
    engine e = started(
        "  - block: all\n    steps:\n      - either:\n          a:\n            - task: a\n              do: Work\n"
        "              undo:\n" +
        task("back", 16) + "          b:\n" + task("b", 12) +
        "      - listen: client.lost\n      - compensate:\n  - output: done\n");
    complete(e, 1, "2025-01-02");
    EXPECT_EQ(e.post(make("client.lost", "2025-01-03")).status, post_status::accepted);
    EXPECT_THAT(open_tasks(e), ElementsAre("back#3"));
}

const std::string loop = "  - repeat:\n" + task("call", 6) + task("note", 6);

TEST(free_repeat, goes_on_as_long_as_people_go_on_with_it) {
    engine e = started(loop + task("close", 2) + "  - output: done\n");
    EXPECT_THAT(open_tasks(e), ElementsAre("call#1")) << "the first turn is no choice";
    complete(e, 1, "2025-01-02");
    complete(e, 2, "2025-01-03");
    EXPECT_THAT(open_tasks(e), ElementsAre("call#3", "close#4"));
    complete(e, 3, "2025-01-04");
    EXPECT_THAT(open_tasks(e), ElementsAre("note#5"));
    complete(e, 5, "2025-01-05");
    EXPECT_THAT(open_tasks(e), ElementsAre("call#6", "close#7"));
    complete(e, 7, "2025-01-06");
    EXPECT_EQ(last_line(e), "2025-01-06 run finished done");
}

TEST(free_repeat, ends_when_the_next_turn_is_skipped) {
    engine e = started(loop + "  - output: done\n");
    EXPECT_EQ(e.skipped("c1", 1, at("2025-01-01")).status, post_status::rejected) << "the first turn is no choice";
    complete(e, 1, "2025-01-02");
    complete(e, 2, "2025-01-03");
    EXPECT_THAT(open_tasks(e), ElementsAre("call#3"));
    EXPECT_EQ(e.skipped("c1", 3, at("2025-01-04")).status, post_status::accepted);
    EXPECT_EQ(last_line(e), "2025-01-04 run finished done");
}

TEST(free_repeat, is_saved_while_it_is_offered) {
    engine e = started(loop + task("close", 2) + "  - output: done\n");
    complete(e, 1, "2025-01-02");
    complete(e, 2, "2025-01-03");
    const auto rules = rules_of(regulation(loop + task("close", 2) + "  - output: done\n"));
    const std::string bytes = encode(*rules, e.state(0));
    const auto again = decode(*rules, bytes);
    ASSERT_TRUE(again);
    EXPECT_EQ(encode(*rules, *again), bytes);
}

TEST(offer, needs_somebody_who_chooses) {
    EXPECT_EQ(
        codes_of("  - either:\n      a:\n        - emit: pong\n      b:\n        - emit: pong\n  - output: done\n"),
        "way-by-itself way-by-itself");
    EXPECT_EQ(
        codes_of("  - either:\n      a:\n        - listen: ping\n      b:\n        - emit: pong\n  - output: done\n"),
        "way-by-itself")
        << "nothing can be skipped";
    EXPECT_EQ(codes_of("  - either:\n      a:\n" + task("a", 8) + "      b:\n        - emit: pong\n  - output: done\n"),
              "");
    EXPECT_EQ(codes_of("  - either:\n      a:\n        - if: debt > 1\n          then:\n" + task("a", 12) +
                       "        - emit: pong\n      b:\n        - wait: P1D\n  - output: done\n"),
              "way-by-itself")
        << "without a debt the first way begins by itself, and there is no other task to skip";
    EXPECT_EQ(codes_of("  - repeat:\n      - emit: pong\n" + task("a", 6) + "  - output: done\n"),
              "repeat-without-end");
    EXPECT_EQ(codes_of("  - repeat:\n      - listen: ping\n  - output: done\n"), "repeat-without-end");
    EXPECT_EQ(codes_of("  - repeat:\n      - listen: ping\n" + task("a", 2) + "  - output: done\n"), "");
    EXPECT_EQ(codes_of("  - either:\n      a:\n        when: 1 = 1\n        then:\n" + task("a", 10) + "      b:\n" +
                       task("b", 8) + "  - output: done\n"),
              "either-has-condition");
}

}  // namespace
}  // namespace reglament
