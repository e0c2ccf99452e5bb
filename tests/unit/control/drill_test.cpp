#include "support/rules.hpp"

#include <reglament/control/drill.hpp>

#include <algorithm>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

namespace reglament {
namespace {

using std::chrono::seconds;
using testing::rules_of;

const std::string greeting = R"(regulation: greet
input:
  event: order.paid
output: [bought, silent]
steps:
  - task: call
    do: Call
    by: manager
    within: 2 days
    norm: 5 min
    form:
      mood: one of glad, cross
      words: optional text
    on no answer:
      retry after: 1 day
      at most: 2
      then: silent
  - if: call.mood = "cross"
    then:
      - task: mend
        do: Mend
        by: head
        within: 1 day
      - task: apologise
        do: Apologise
        by: manager
    else:
      - task: thank
        do: Thank
        by: manager
        optional: yes
        within: 1 day
  - wait: 3 days
  - task: offer
    do: Offer
    by: manager
    within: 1 day
  - output: bought
)";

const std::string cross = R"(---
scenario: A cross one
regulation: greet
steps:
  - event: order.paid
    at: 2025-03-03 10:00
    data:
      amount: 5
  - done: call
    form:
      mood: cross
      words: It was late
  - done: mend
    after: 2 hours
  - done: apologise
  - done: offer
    after: 3 days
    expect:
      output: bought
)";

const std::string silent = R"(---
scenario: Nobody
regulation: greet
steps:
  - event: order.paid
    at: 2025-03-03 10:00
    data:
      amount: 5
  - no answer: call
  - after: 1 day
  - no answer: call
    expect:
      output: silent
)";

struct played {
    explicit played(const std::string& text, drill_options how = {})
        : rules{rules_of(text)},
          it{rules, *rules->find("greet"), static_cast<std::uint16_t>(*rules->vocabulary().find_role("manager")), how,
             found} {}

    std::size_t step(std::string_view id) const {
        const auto& all = it.steps();
        return static_cast<std::size_t>(
            std::find_if(all.begin(), all.end(), [&](const drill_step& s) { return s.what->id == id; }) - all.begin());
    }
    // Does a step as it should be done; what was wrong.
    std::vector<std::string> go(std::string_view id, const feel::context& also = {}, seconds took = {}) {
        const drill_taken t = it.take(step(id));
        std::vector<std::string> out = kinds(t.wrong);
        if (!t.begun) return out;
        feel::context written = also.empty() ? t.told : also;
        for (const std::string& k : kinds(it.finish(written, took))) out.push_back(k);
        return out;
    }
    static std::vector<std::string> kinds(const drill_deviations& all) {
        std::vector<std::string> out;
        for (const drill_deviation& d : all)
            out.push_back(std::string{to_string(d.kind)} + " " + d.step + (d.meant.empty() ? "" : " → " + d.meant));
        return out;
    }

    issues found;
    std::shared_ptr<const rulebook> rules;
    drill it;
};

using lines = std::vector<std::string>;

TEST(drill, is_clean_when_everything_is_done_in_its_turn) {
    played d{greeting + cross};
    EXPECT_EQ(d.go("call"), lines{});
    EXPECT_EQ(played::kinds(d.it.wait()), lines{});
    EXPECT_EQ(to_string(d.it.now()), "2025-03-03T12:00:00Z");
    EXPECT_EQ(d.go("apologise"), lines{});
    EXPECT_EQ(played::kinds(d.it.wait()), lines{});
    EXPECT_EQ(to_string(d.it.now()), "2025-03-06T12:00:00Z");
    EXPECT_EQ(d.go("offer"), lines{});
    EXPECT_TRUE(d.it.over());
    EXPECT_TRUE(d.it.take(0).wrong.empty() && d.it.skip(0).empty() && d.it.wait().empty())
        << "nothing more is to be done";
    const drill_result r = d.it.result();
    EXPECT_TRUE(r.clean());
    EXPECT_EQ(r.output, "bought");
    EXPECT_EQ(r.story, "A cross one");
    EXPECT_EQ(r.steps, (lines{"call", "apologise", "offer"}));
    EXPECT_EQ(r.norm, std::chrono::minutes{5});
}

TEST(drill, tells_what_happens_but_not_what_is_to_be_done) {
    played d{greeting + cross};
    EXPECT_EQ(d.it.news(), (lines{"3 March 2025, 10:00  “order.paid”: amount — 5",
                                  "3 March 2025, 10:00  started because “order.paid” came"}));
    EXPECT_EQ(d.it.news(), lines{});
    (void)d.go("call");
    EXPECT_EQ(d.it.news(), lines{});
    (void)d.it.wait();
    const lines told = d.it.news();
    ASSERT_EQ(told.size(), 1U);
    EXPECT_NE(told[0].find("Mend"), std::string::npos) << told[0];
}

TEST(drill, tells_at_once_what_was_chosen_wrongly) {
    played d{greeting + cross};
    EXPECT_EQ(d.go("offer"), lines{"too early offer → call"});
    EXPECT_EQ(played::kinds(d.it.wait()), lines{"left out call → call"});
    EXPECT_EQ(d.go("call"), lines{});
    EXPECT_EQ(d.go("mend"), lines{"not yours mend"});
    EXPECT_EQ(d.go("call"), lines{"again call"});
    EXPECT_EQ(d.go("thank"), lines{"wrong branch thank"});
    (void)d.it.wait();
    EXPECT_EQ(d.go("apologise"), lines{});
    (void)d.it.wait();
    EXPECT_EQ(d.go("offer"), lines{});
    const drill_result r = d.it.result();
    EXPECT_TRUE(r.complete);
    EXPECT_FALSE(r.clean());
    EXPECT_EQ(r.deviations.size(), 5U);
    EXPECT_EQ(to_text(r.deviations[0], d.it), "too early: “Offer”; now: “Call”");
    EXPECT_EQ(to_text(r.deviations[4], d.it, language::ru), "не та ветка: «Thank»; сейчас делать нечего, ждите");
}

TEST(drill, compares_what_was_written_down_with_what_was_told) {
    played d{greeting + cross};
    const drill_taken t = d.it.take(d.step("call"));
    ASSERT_TRUE(t.begun);
    EXPECT_EQ(t.told, (feel::context{{"mood", feel::value{"cross"}}, {"words", feel::value{"It was late"}}}));
    const auto wrong = d.it.finish({{"mood", feel::value{"glad"}}}, seconds{10});
    ASSERT_EQ(wrong.size(), 2U);
    EXPECT_EQ(to_text(wrong[0], d.it), "written down wrongly: mood — glad; told: cross");
    EXPECT_EQ(to_text(wrong[1], d.it), "written down wrongly: words — nothing; told: It was late");
    (void)d.it.wait();
    EXPECT_EQ(d.go("apologise"), lines{}) << "it goes on by what was told";
}

TEST(drill, takes_a_free_text_in_other_words) {
    played d{greeting + cross};
    EXPECT_EQ(d.go("call", {{"mood", feel::value{"cross"}}, {"words", feel::value{"too late"}}}), lines{});
}

TEST(drill, measures_work_against_its_norm_and_time_against_the_deadline) {
    drill_options fast;
    fast.pace = 3'600;
    played d{greeting + cross, fast};
    EXPECT_EQ(d.go("call", {}, seconds{301}), (lines{"slow call", "late call"}));
    EXPECT_EQ(to_text(d.it.result().deviations[0], d.it), "too slow: “Call”, 301 seconds, the norm is 5 minutes");
    played slow{greeting + cross};
    EXPECT_EQ(slow.go("call", {}, seconds{300}), lines{});
}

TEST(drill, is_late_when_somebody_lets_time_go_by) {
    played d{greeting + cross};
    EXPECT_EQ(played::kinds(d.it.wait(*parse_period("1 day"))), lines{});
    EXPECT_EQ(played::kinds(d.it.wait(*parse_period("2 days"))), lines{"late call"});
    EXPECT_EQ(played::kinds(d.it.wait(*parse_period("1 day"))), lines{}) << "once";
    EXPECT_EQ(d.go("call"), lines{});
}

TEST(drill, finds_nobody_where_the_story_says_so) {
    played d{greeting + silent};
    EXPECT_TRUE(d.it.take(d.step("call")).unanswered);
    EXPECT_EQ(d.it.finish({}, seconds{9'999}).size(), 0U);
    EXPECT_EQ(d.go("call"), lines{"too early call"});
    EXPECT_EQ(played::kinds(d.it.wait()), lines{});
    EXPECT_EQ(d.go("call"), lines{});
    EXPECT_TRUE(d.it.over());
    EXPECT_EQ(d.it.result().output, "silent");
}

TEST(drill, goes_another_way_when_a_second_player_says_so) {
    played d{greeting + cross};
    ASSERT_TRUE(d.it.take(d.step("call")).begun);
    EXPECT_TRUE(d.it.told({{"mood", feel::value{"blue"}}}).has_errors());
    EXPECT_EQ(d.it.told({{"mood", feel::value{"glad"}}}).size(), 0U);
    EXPECT_EQ(played::kinds(d.it.finish({{"mood", feel::value{"cross"}}}, {})), lines{"wrong answer call"});
    EXPECT_EQ(played::kinds(d.it.skip(d.step("thank"))), lines{});
    EXPECT_EQ(played::kinds(d.it.wait()), lines{});
    EXPECT_EQ(d.go("offer"), lines{});
    EXPECT_EQ(d.it.result().output, "bought");
}

TEST(drill, does_without_a_story_and_is_the_same_for_the_same_seed) {
    const auto way = [](std::uint64_t seed) {
        drill_options how;
        how.seed = seed;
        played d{greeting, how};
        std::string out;
        for (int i = 0; i < 50 && !d.it.over(); ++i) {
            const drill_deviations wrong = d.it.wait();
            if (wrong.empty()) continue;
            const drill_taken t = d.it.take(d.step(wrong[0].step));
            out += wrong[0].step + (t.unanswered ? "? " : " ");
            (void)d.it.finish(t.told, {});
        }
        EXPECT_TRUE(d.it.over()) << out;
        return out + d.it.result().output;
    };
    std::vector<std::string> ways;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        ways.push_back(way(seed));
        EXPECT_EQ(way(seed), ways.back());
    }
    std::sort(ways.begin(), ways.end());
    EXPECT_GE(std::unique(ways.begin(), ways.end()) - ways.begin(), 3) << ways.front();
}

TEST(drill, lets_come_what_is_listened_for_though_others_have_their_schedules) {
    played d{R"(regulation: greet
input: by call
output: [bought]
steps:
  - task: call
    do: Call
    by: manager
  - listen: order.paid
  - task: thank
    do: Thank
    by: manager
  - output: bought
---
regulation: monthly
input:
  schedule: every month on day 1 at 09:00
output: [done]
steps:
  - emit: ping
  - output: done
)"};
    EXPECT_EQ(d.go("call"), lines{});
    EXPECT_EQ(played::kinds(d.it.wait()), lines{});
    EXPECT_EQ(to_string(d.it.now()), "2025-03-03T11:00:00Z");
    EXPECT_EQ(d.go("thank"), lines{});
    EXPECT_TRUE(d.it.result().clean());
}

TEST(drill, prefers_stories_that_go_through_what_is_asked) {
    drill_options how;
    how.through = {"apologise"};
    for (how.seed = 1; how.seed < 4; ++how.seed)
        EXPECT_EQ(played(greeting + silent + cross, how).it.result().story, "A cross one");
    how.through.clear();
    how.seed = 1;
    EXPECT_EQ(played(greeting + silent + cross, how).it.result().story, "Nobody");
}

TEST(drill, says_so_when_nothing_can_begin) {
    const played d{R"(regulation: greet
input:
  event: order.paid
  if: event.amount > 1000000
output: [done]
steps:
  - task: call
    do: Call
    by: manager
  - output: done
)"};
    ASSERT_EQ(d.found.size(), 1U);
    EXPECT_EQ(d.found[0].code, "drill-no-start");
    EXPECT_TRUE(d.it.over());
    EXPECT_FALSE(d.it.result().clean());
}

TEST(drill, is_broken_off_when_it_does_not_end) {
    drill_options how;
    how.most_moves = 3;
    played d{greeting + cross, how};
    (void)d.go("call");
    for (int i = 0; i < 10 && !d.it.over(); ++i) (void)d.it.wait(*parse_period("30 days"));
    (void)d.it.wait();
    EXPECT_FALSE(d.it.result().complete);
}

// Whoever does what is left out, each time, is clean but for that; the regulation ends.
TEST(drill, comes_to_an_end_of_every_regulation_that_is_shipped) {
    const loaded all = load(std::filesystem::path{REGLAMENT_SOURCE_DIR} / "rules");
    ASSERT_TRUE(all.rules) << render(all.found);
    std::size_t drilled = 0, stories = 0, idle = 0;
    for (regulation_index i = 0; i < all.rules->machines().size(); ++i) {
        const machine& m = all.rules->machines()[i];
        std::set<std::uint16_t> roles;
        for (const task_definition& t : m.tasks()) roles.insert(t.role);
        roles.erase(no_index);
        for (const std::uint16_t role : roles) {
            for (const scenario* s : drill_stories(*all.rules, i, role)) {
                drill_options how;
                how.story = s;
                issues found;
                drill d{all.rules, i, role, how, found};
                EXPECT_TRUE(found.empty()) << s->name.value << render(found);
                ++stories;
                for (int move = 0; move < 400 && !d.over(); ++move) {
                    const drill_deviations left = d.wait();
                    for (std::size_t k = 0; !left.empty() && k < d.steps().size(); ++k) {
                        if (d.steps()[k].what->id != left[0].step) continue;
                        const drill_taken t = d.take(k);
                        EXPECT_TRUE(t.begun) << s->name.value << ": " << left[0].step;
                        EXPECT_TRUE(d.finish(t.told, {}).empty()) << s->name.value << ": " << left[0].step;
                    }
                }
                const drill_result r = d.result();
                idle += r.steps.empty() ? 1 : 0;  // all that the role has to do is optional
                EXPECT_TRUE(r.complete || r.steps.empty()) << m.regulation().id.value << ", " << s->name.value;
                for (const drill_deviation& one : r.deviations) EXPECT_EQ(one.kind, drill_fault::left_out);
            }
            ++drilled;
        }
    }
    EXPECT_GT(drilled, 30U);
    EXPECT_GT(stories, 60U);
    EXPECT_LT(idle, 5U);
}

TEST(typed_answer, is_read_as_people_type_it) {
    const auto read = [](std::string_view text, std::string_view type) {
        const auto v = typed_answer(text, *feel::parse_type(type));
        return v ? feel::to_string(*v) : std::string{"—"};
    };
    EXPECT_EQ(read(" да ", "boolean"), "true");
    EXPECT_EQ(read("no", "boolean"), "false");
    EXPECT_EQ(read("maybe", "boolean"), "—");
    EXPECT_EQ(read("3,5", "number"), "3.5");
    EXPECT_EQ(read("12.03.2025", "date"), "2025-03-12");
    EXPECT_EQ(read("one, two", "list<string>"), "[\"one\", \"two\"]");
    EXPECT_EQ(read("", "number"), "null");
    feel::type colours;
    colours.kind = feel::type_kind::string;
    colours.values = {"red", "blue"};
    EXPECT_EQ(typed_answer("red", colours), feel::value{"red"});
    EXPECT_FALSE(typed_answer("green", colours));
}

}  // namespace
}  // namespace reglament
