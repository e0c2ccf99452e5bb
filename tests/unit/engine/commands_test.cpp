// Who says what is said by hand, what a host allows, and many operations at once.
#include "support/rules.hpp"

#include <gmock/gmock.h>

#include <functional>

namespace reglament {
namespace {

using testing::at;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::make;
using testing::paid;

const std::string calls = R"(regulation: calls
version: "2"
input:
  event: order.paid
output: [done]
steps:
  - task: ask
    do: Ask
    by: manager
    within: 2 days
    optional: true
    form:
      answer: one of good, bad
  - task: thank
    do: Thank
    by: head
  - output: done
)";

std::vector<std::string> steps_of(const std::vector<task>& all) {
    std::vector<std::string> out;
    for (const task& t : all) out.push_back(std::string{t.subject} + " " + t.what->id);
    return out;
}

feel::value actor_of(const engine& e, std::string_view subject) {
    return e.history(subject).back().origin.get("actor");
}

TEST(commands, say_who_has_said_it) {
    engine e{testing::rules_of(calls)};
    (void)e.post(make("order.paid", "2025-01-01", paid(5)));
    const instant now = at("2025-01-02");
    const feel::value good = feel::context{{"answer", feel::value{"good"}}};
    EXPECT_EQ(e.complete("c1", 1, good, now, "anna").status, post_status::accepted);
    EXPECT_EQ(actor_of(e, "c1"), feel::value{"anna"});
    EXPECT_EQ(e.unanswered("c1", 2, now, "boris").status, post_status::accepted);
    EXPECT_EQ(actor_of(e, "c1"), feel::value{"boris"});
    EXPECT_EQ(e.pause("c1", 1, "", now, "vera").status, post_status::accepted);
    EXPECT_EQ(actor_of(e, "c1"), feel::value{"vera"});
    EXPECT_EQ(e.resume("c1", 1, "", now, "gleb").status, post_status::accepted);
    EXPECT_EQ(actor_of(e, "c1"), feel::value{"gleb"});
    EXPECT_EQ(e.jump("c1", 1, "ask", "", now, "dina").status, post_status::accepted);
    EXPECT_EQ(actor_of(e, "c1"), feel::value{"dina"});
    EXPECT_EQ(e.skipped("c1", 3, now, "egor").status, post_status::accepted);
    EXPECT_EQ(actor_of(e, "c1"), feel::value{"egor"});
    EXPECT_EQ(e.cancel("c1", 1, "", now, "zoya").status, post_status::accepted);
    EXPECT_EQ(actor_of(e, "c1"), feel::value{"zoya"});
    EXPECT_EQ(e.start("c2", "calls", {}, now, "ivan").status, post_status::accepted);
    EXPECT_EQ(actor_of(e, "c2"), feel::value{"ivan"});
}

TEST(commands, that_publish_rules_are_asked_of_the_policy) {
    std::vector<event> asked;
    std::string why = "ask the head";
    engine_options how;
    how.policy = [&](const event& e) {
        asked.push_back(e);
        return why;
    };
    const auto first = testing::rules_of(calls);
    std::string text = calls;
    text.replace(text.find("Ask"), 3, "Ask them");
    text += "---\nregulation: other\ninput:\n  event: ping\noutput: [done]\nsteps:\n  - output: done\n";
    const auto next = testing::rules_of(text);
    engine e{first, how};
    (void)e.post(make("order.paid", "2025-01-01", paid(5)));
    EXPECT_THAT(asked, IsEmpty()) << "an event of the vocabulary is nobody's command";
    const publish_report refused = e.publish(next, {.actor = "anna", .reason = "new season"});
    EXPECT_FALSE(refused.published);
    EXPECT_THAT(render(refused.found), HasSubstr("`rules.publish` is not allowed: ask the head"));
    EXPECT_EQ(e.shared_rules(), first);
    ASSERT_EQ(asked.size(), 1U);
    EXPECT_EQ(asked[0].type, "rules.publish");
    EXPECT_EQ(asked[0].actor, "anna");
    EXPECT_EQ(asked[0].data.get("reason"), feel::value{"new season"});
    EXPECT_EQ(asked[0].data.get("regulations"), (feel::value{feel::list{feel::value{"calls"}, feel::value{"other"}}}));
    EXPECT_TRUE(e.publish(next, {.dry_run = true}).found.has_errors()) << "a dry run tells that, too";
    why.clear();
    EXPECT_TRUE(e.publish(next, {.actor = "anna"}).published);
}

TEST(commands, of_a_time_that_has_not_come_are_refused_where_the_host_has_a_clock) {
    instant clock = at("2025-01-02");
    engine_options how;
    how.latest = [&] { return clock; };
    engine e{testing::rules_of(calls), how};
    (void)e.post(make("order.paid", "2025-01-01", paid(5)));
    const posted mistyped = e.post(make("order.paid", "2205-01-01", paid(5)));
    EXPECT_EQ(mistyped.status, post_status::rejected);
    EXPECT_THAT(render(mistyped.found), HasSubstr("2205-01-01"));
    EXPECT_EQ(mistyped.found[0].code, "event-ahead");
    EXPECT_EQ(e.check(make("order.paid", "2205-01-01", paid(5)))[0].code, "event-ahead");
    EXPECT_EQ(e.now(), at("2025-01-01"));
    EXPECT_EQ(e.tasks().size(), 1U);
    EXPECT_EQ(e.unanswered("c1", 1, at("2025-01-03")).status, post_status::rejected);
    clock = at("2025-01-03");
    EXPECT_EQ(e.unanswered("c1", 1, at("2025-01-03")).status, post_status::accepted);
    clock = at("2025-01-01");  // it was put back: what is not later than the engine is nothing new
    EXPECT_EQ(e.post(make("order.paid", "2025-01-03", paid(5))).status, post_status::accepted);
}

TEST(tasks, are_found_by_version_step_and_time) {
    std::string older = calls;
    older.replace(older.find("\"2\""), 3, "\"1\"");
    older.replace(older.find("Ask"), 3, "Ask!");
    engine e{testing::rules_of(older)};
    (void)e.post(make("order.paid", "2025-01-01", paid(5), "c1"));
    ASSERT_TRUE(e.publish(testing::rules_of(calls)).published);
    (void)e.post(make("order.paid", "2025-01-02", paid(5), "c2"));
    (void)e.complete("c2", 1, feel::context{{"answer", feel::value{"good"}}}, at("2025-01-02"));
    const auto with = [&](const std::function<void(task_filter&)>& set) {
        task_filter which;
        set(which);
        return steps_of(e.tasks(which));
    };
    EXPECT_THAT(with([](task_filter&) {}), ElementsAre("c1 ask", "c2 thank"));
    EXPECT_THAT(with([](task_filter& f) { f.version = "1"; }), ElementsAre("c1 ask"));
    EXPECT_THAT(with([](task_filter& f) { f.version = "2"; }), ElementsAre("c2 thank"));
    EXPECT_THAT(with([](task_filter& f) { f.step = "thank"; }), ElementsAre("c2 thank"));
    EXPECT_THAT(with([](task_filter& f) { f.due_before = at("2025-01-04"); }), ElementsAre("c1 ask"));
    EXPECT_THAT(with([](task_filter& f) { f.due_before = at("2025-01-03"); }), IsEmpty()) << "due just then";
}

TEST(runs, are_found_by_their_number) {
    std::string other = calls;
    other.replace(other.find("calls"), 5, "other");
    engine e{testing::rules_of(calls + "---\n" + other)};
    (void)e.post(make("order.paid", "2025-01-01", paid(5)));
    ASSERT_EQ(e.runs().size(), 2U);
    run_filter one;
    one.subject = "c1";
    one.number = 2;
    ASSERT_EQ(e.runs(one).size(), 1U);
    EXPECT_EQ(e.runs(one)[0].number, 2U);
}

class many : public ::testing::Test {
protected:
    many() {
        for (int i = 0; i < 5; ++i) (void)e.post(make("order.paid", "2025-01-01", paid(5), "c" + std::to_string(i)));
    }
    [[nodiscard]] std::vector<event> pausing() const {
        return events_of(e, {}, {operation_kind::pause, "", "", ""}, at("2025-01-02"));
    }
    [[nodiscard]] std::vector<posted> post(std::span<const event> some) {
        portions.push_back(some.size());
        std::vector<posted> answers;
        for (const event& one : some) answers.push_back(e.post(one));
        return answers;
    }
    engine e{testing::rules_of(calls)};
    std::vector<std::size_t> portions;
};

TEST_F(many, operations_are_done_a_portion_at_a_time) {
    std::vector<std::pair<std::size_t, std::size_t>> seen;
    (void)e.cancel("c3", 1, "", at("2025-01-02"));
    const std::vector<event> all = [&] {
        std::vector<event> some = pausing();
        some.push_back(some.back());  // is paused already, then
        return some;
    }();
    const operated came = operate(all,
                                  {2,
                                   [&](std::size_t tried, std::size_t of) {
                                       seen.emplace_back(tried, of);
                                       return true;
                                   }},
                                  [&](std::span<const event> some) { return post(some); });
    EXPECT_THAT(portions, ElementsAre(2, 2, 1));
    EXPECT_THAT(seen, ElementsAre(std::pair{2, 5}, std::pair{4, 5}, std::pair{5, 5}));
    EXPECT_EQ(came.done, 4U);
    ASSERT_EQ(came.refused.size(), 1U);
    EXPECT_EQ(came.refused[0].subject, "c4");
    EXPECT_EQ(came.refused[0].run, 1U);
    EXPECT_THAT(render(came.refused[0].why), Not(IsEmpty()));
}

TEST_F(many, operations_end_when_somebody_says_so_or_the_store_fails) {
    const auto stop = [](std::size_t, std::size_t) { return false; };
    EXPECT_EQ(operate(pausing(), {2, stop}, [&](auto some) { return post(some); }).done, 2U);
    const auto broken = [&](std::span<const event> some) {
        portions.push_back(some.size());
        issues why;
        why.add("store-full", {}, {"a.db", "full"});
        return std::vector<posted>(some.size(), posted{post_status::rejected, why});
    };
    portions.clear();
    const operated came = operate(pausing(), {2, {}}, broken);
    EXPECT_THAT(portions, ElementsAre(2)) << "the rest would fail as well";
    EXPECT_EQ(came.refused.size(), 2U);
}

}  // namespace
}  // namespace reglament
