// Effects handed to the host by a call: in order, again after a pause, set aside in the end, and going on after a
// crash.
#include "stores.hpp"
#include "support/rules.hpp"
#include "support/store_around.hpp"

#include <reglament/engine/delivery.hpp>

#include <gmock/gmock.h>

#include <array>
#include <map>

namespace reglament {
namespace {

using namespace std::chrono_literals;
using testing::at;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::make;
using ::testing::Not;

const std::string regulation = R"(regulation: ask
input:
  event: order.paid
output: [done]
steps:
  - task: ask
    do: Ask
    by: manager
  - output: done
)";

class post_office {
public:
    std::unique_ptr<durable_engine> engine(const std::shared_ptr<store>& in) {
        issues found;
        auto e = durable_engine::open(in, testing::rules_of(regulation), {}, found);
        EXPECT_NE(e, nullptr) << render(found);
        return e;
    }
    std::unique_ptr<delivery> open(durable_engine& e, delivery_options how = {}) {
        issues found;
        auto d = delivery::open(
            e,
            [this](const sent_effect& s) {
                const std::string what = s.subject + "#" + std::to_string(s.effect.sequence);
                if (failing.contains(s.subject)) return failing[s.subject];
                handed.push_back(what);
                return std::string{};
            },
            how, found);
        EXPECT_NE(d, nullptr) << render(found);
        return d;
    }
    std::vector<std::string> taken() { return std::exchange(handed, {}); }

    std::map<std::string, std::string> failing;
    std::vector<std::string> handed;
};

class full_store final : public testing::store_around {
public:
    full_store(std::shared_ptr<store> of, const bool& full) : store_around{std::move(of)}, full_{full} {}
    bool write(const store_commit& what, issues& found) override {
        if (full_) found.add("store-full", {}, {"store", "full"});
        return !full_ && inner().write(what, found);
    }

private:
    const bool& full_;
};

void order(durable_engine& e, const std::string& client) {
    ASSERT_EQ(e.post(make("order.paid", "2025-01-01", testing::paid(5), client)).status, post_status::accepted);
}

std::size_t work(delivery& d, instant now, std::size_t at_most = 100) {
    issues found;
    const auto done = d.work(now, at_most, found);
    EXPECT_TRUE(done) << render(found);
    return done.value_or(0);
}

TEST(delivery, hands_over_everything_in_its_order_and_once) {
    post_office p;
    auto e = p.engine(testing::new_store());
    const auto d = p.open(*e);
    for (const char* who : {"a", "b", "a"}) order(*e, who);
    EXPECT_EQ(work(*d, at("2025-01-01"), 3), 3U);
    EXPECT_EQ(work(*d, at("2025-01-01")), 1U);
    EXPECT_THAT(p.taken(), ElementsAre("a#1", "a#2", "b#1", "b#2"));
    EXPECT_EQ(work(*d, at("2025-01-01")), 0U);
    EXPECT_FALSE(d->next_due());
    issues found;
    EXPECT_THAT(e->outbox(10, found), IsEmpty());
}

TEST(delivery, tries_again_after_longer_and_longer_pauses_while_others_go_on) {
    post_office p;
    const auto in = testing::new_store();
    auto e = p.engine(in);
    auto d = p.open(*e, {.pause = 1s, .longest_pause = 3s, .attempts = 10});
    p.failing["a"] = "no line";
    for (const char* who : {"a", "b"}) order(*e, who);
    instant now = at("2025-01-01");
    EXPECT_EQ(work(*d, now), 2U);
    EXPECT_THAT(p.taken(), ElementsAre("b#1", "b#2"));
    std::vector<std::int64_t> pauses;
    for (int i = 0; i < 4; ++i) {
        const instant due = d->next_due().value();
        EXPECT_EQ(work(*d, due - 1ms), 0U);
        pauses.push_back((due - now) / 1s);
        now = due;
        EXPECT_EQ(work(*d, now), 0U);
    }
    EXPECT_THAT(pauses, ElementsAre(1, 2, 3, 3));
    d.reset();
    e = p.engine(in);  // after a crash it goes on where it was
    d = p.open(*e, {.pause = 1s, .longest_pause = 3s, .attempts = 10});
    p.failing.clear();
    EXPECT_EQ(work(*d, now), 0U);
    EXPECT_EQ(work(*d, now + 3s), 2U);
    EXPECT_THAT(p.taken(), ElementsAre("a#1", "a#2"));
    issues found;
    EXPECT_THAT(e->outbox(10, found), IsEmpty());
}

TEST(delivery, in_two_steps_while_others_use_the_engine) {
    post_office p;
    auto e = p.engine(testing::new_store());
    issues found;
    const auto d = delivery::open(*e, {}, {.pause = 1s, .attempts = 2}, found);
    for (const char* who : {"a", "b"}) order(*e, who);
    const instant now = at("2025-01-01");
    const auto due = [&](instant when) {
        std::vector<std::string> out;
        const auto these = d->due(when, 100, found);
        for (const sent_effect& s : these.value()) out.push_back(s.subject + "#" + std::to_string(s.effect.sequence));
        return out;
    };
    const auto all = d->due(now, 100, found).value();
    ASSERT_THAT(due(now), ElementsAre("a#1", "a#2", "b#1", "b#2")) << "nothing was told yet";
    EXPECT_EQ(d->due(now, 3, found).value().size(), 3U);
    order(*e, "c");
    EXPECT_TRUE(d->tell({{all[0].number, "no line"}, {all[2].number, ""}}, now, found)) << render(found);
    EXPECT_THAT(due(now), ElementsAre("b#2", "c#1", "c#2"));
    EXPECT_EQ(d->next_due(), now + 1s);
    EXPECT_THAT(due(now + 1s), ElementsAre("a#1", "a#2", "b#2", "c#1", "c#2"));
    EXPECT_TRUE(d->tell({{all[0].number, "no line"}}, now + 1s, found));
    EXPECT_THAT(due(now + 1s), ElementsAre("a#2", "b#2", "c#1", "c#2")) << "it was the last attempt";
    EXPECT_TRUE(d->retry(all[0].number));
    EXPECT_TRUE(d->retry(all[0].number));
    EXPECT_THAT(due(now + 1s), ElementsAre("a#1", "a#2", "b#2", "c#1", "c#2"));
    EXPECT_TRUE(d->tell({{all[0].number, ""}, {12'345, ""}}, now + 1s, found));
    EXPECT_THAT(d->aside(), IsEmpty());
    EXPECT_THAT(due(now + 1s), ElementsAre("a#2", "b#2", "c#1", "c#2"));
}

TEST(delivery, keeps_what_was_done_when_the_handler_throws) {
    post_office p;
    auto e = p.engine(testing::new_store());
    issues found;
    std::vector<std::string> seen;
    const auto throws_at_b = [&](const sent_effect& s) -> std::string {
        if (s.subject == "b") throw std::runtime_error{"b"};
        seen.push_back(s.subject);
        return {};
    };
    const auto d = delivery::open(*e, throws_at_b, {}, found);
    for (const char* who : {"a", "b"}) order(*e, who);
    EXPECT_THROW((void)d->work(at("2025-01-01"), 100, found), std::runtime_error);
    EXPECT_THROW((void)d->work(at("2025-01-01"), 100, found), std::runtime_error);
    EXPECT_THAT(seen, ElementsAre("a", "a"));
}

TEST(delivery, of_a_few_at_once_one_that_fails_holds_back_nobody_else) {
    post_office p;
    auto e = p.engine(testing::new_store());
    const auto d = p.open(*e, {.pause = 0s, .attempts = 100});
    p.failing["a"] = "no line";
    for (const char* who : {"a", "b"}) order(*e, who);
    EXPECT_EQ(work(*d, at("2025-01-01"), 3), 2U);
    EXPECT_THAT(p.taken(), ElementsAre("b#1", "b#2"));
}

TEST(delivery, forgets_what_somebody_else_has_taken) {
    post_office p;
    auto e = p.engine(testing::new_store());
    const auto d = p.open(*e, {.pause = 1s});
    p.failing["a"] = "no line";
    order(*e, "a");
    EXPECT_EQ(work(*d, at("2025-01-01")), 0U);
    EXPECT_TRUE(d->next_due());
    issues found;
    e->taken(e->outbox(10, found).back().number);
    EXPECT_EQ(work(*d, *d->next_due()), 0U);
    EXPECT_FALSE(d->next_due());
}

TEST(delivery, sets_aside_what_keeps_failing_and_lets_it_be_tried_again) {
    post_office p;
    const auto in = testing::new_store();
    auto e = p.engine(in);
    auto d = p.open(*e, {.attempts = 2});
    p.failing["a"] = "no such number";
    order(*e, "a");
    for (int i = 0; i < 4; ++i) (void)work(*d, at("2025-01-01") + 600s * i);
    ASSERT_EQ(d->aside().size(), 2U);
    EXPECT_EQ(d->aside()[0].subject, "a");
    EXPECT_EQ(d->aside()[0].sequence, 1U);
    EXPECT_EQ(d->aside()[0].why, "no such number");
    issues found;
    EXPECT_THAT(e->outbox(10, found), IsEmpty());
    d.reset();
    e = p.engine(in);
    d = p.open(*e, {.attempts = 2});
    ASSERT_EQ(d->aside().size(), 2U);
    EXPECT_TRUE(d->retry(d->aside()[1].number));
    EXPECT_EQ(work(*d, at("2025-01-02")), 0U);
    EXPECT_EQ(d->aside().size(), 2U);
    p.failing.clear();
    EXPECT_TRUE(d->retry(d->aside()[1].number));
    EXPECT_EQ(work(*d, at("2025-01-02")), 1U);
    EXPECT_THAT(p.taken(), ElementsAre("a#2"));
    EXPECT_TRUE(d->drop(d->aside()[0].number));
    EXPECT_FALSE(d->drop(99));
    EXPECT_EQ(work(*d, at("2025-01-02")), 0U);
    d.reset();
    e = p.engine(in);
    EXPECT_THAT(p.open(*e)->aside(), IsEmpty());
}

// Neither in the store nor in a delivery that goes on.
// By another program, which has the store for a moment.
TEST(delivery, may_be_taken_in_hand_from_elsewhere) {
    post_office p;
    const auto in = testing::new_store();
    auto e = p.engine(in);
    const auto d = p.open(*e, {.attempts = 1});
    for (const char* who : {"a", "b"}) p.failing[who] = "no such number";
    order(*e, "a");
    order(*e, "b");
    for (int i = 0; i < 2; ++i) (void)work(*d, at("2025-01-01") + 600s * i);
    ASSERT_EQ(d->aside().size(), 4U);
    p.failing.clear();
    issues found;
    {
        auto other = p.engine(in);
        const auto its = p.open(*other);
        ASSERT_EQ(its->aside().size(), 4U);
        EXPECT_TRUE(its->retry(its->aside()[0].number));
        EXPECT_TRUE(its->drop(its->aside()[1].number));
        EXPECT_FALSE(its->drop(99));
        EXPECT_TRUE(its->save(found)) << render(found);
        EXPECT_THAT(p.taken(), IsEmpty()) << "that is for whoever delivers";
    }
    // What this one is asked for meanwhile is not forgotten when it finds the store changed.
    EXPECT_TRUE(d->retry(d->aside()[3].number));
    EXPECT_EQ(e->post(make("order.paid", "2025-01-01", testing::paid(5), "c")).found.begin()->code, "store-shared");
    EXPECT_EQ(work(*d, at("2025-01-02")), 2U);
    EXPECT_THAT(p.taken(), ElementsAre("a#1", "b#2"));
    ASSERT_EQ(d->aside().size(), 1U);
    EXPECT_EQ(d->aside()[0].subject, "a");
    e = p.engine(in);
    EXPECT_EQ(p.open(*e)->aside().size(), 1U);
}

TEST(delivery, is_asked_for_until_it_is_kept) {
    post_office p;
    bool full = false;
    const auto in = testing::new_store();
    auto e = p.engine(std::make_shared<full_store>(in, full));
    const auto d = p.open(*e, {.attempts = 1});
    p.failing["a"] = "no such number";
    order(*e, "a");
    for (int i = 0; i < 2; ++i) (void)work(*d, at("2025-01-01") + 600s * i);
    ASSERT_EQ(d->aside().size(), 2U);
    full = true;
    issues found;
    EXPECT_TRUE(d->drop(1));
    EXPECT_FALSE(d->save(found));
    EXPECT_FALSE(d->save(found)) << "it is not kept yet";
    EXPECT_TRUE(d->drop(1)) << "the same once more";
    full = false;
    EXPECT_TRUE(d->save(found));
    EXPECT_TRUE(d->retry(2));
    EXPECT_EQ(d->next_due(), e->look().now()) << "there is something to be tried";
    e = p.engine(in);
    EXPECT_EQ(p.open(*e)->aside().size(), 1U);
}

TEST(delivery, counts_what_came_of_it) {
    post_office p;
    auto e = p.engine(testing::new_store());
    const auto d = p.open(*e, {.attempts = 2});
    p.failing["a"] = "no such number";
    order(*e, "a");
    order(*e, "b");
    (void)work(*d, at("2025-01-01"));
    delivery_metrics m = d->metrics();
    EXPECT_EQ((std::array{m.done, m.failed, m.failing, m.aside}), (std::array<std::uint64_t, 4>{2, 1, 1, 0}));
    (void)work(*d, at("2025-01-02"));
    m = d->metrics();
    EXPECT_EQ((std::array{m.done, m.failed, m.aside}), (std::array<std::uint64_t, 3>{2, 3, 1}));
    const std::string text = to_prometheus(m, "shard=\"3\"");
    EXPECT_THAT(text, HasSubstr("reglament_deliveries_total{shard=\"3\",status=\"failed\"} 3\n"));
    EXPECT_THAT(text, HasSubstr("reglament_effects_aside{shard=\"3\"} 1\n"));
}

TEST(delivery, keeps_nothing_of_somebody_who_was_erased) {
    post_office p;
    const auto in = testing::new_store();
    auto e = p.engine(in);
    auto d = p.open(*e, {.attempts = 1});
    p.failing["a"] = "no number of a";
    p.failing["b"] = "no number of b";
    order(*e, "a");
    order(*e, "b");
    (void)work(*d, at("2025-01-01"));
    ASSERT_EQ(d->aside().size(), 4U);
    issues found;
    ASSERT_TRUE(e->erase("a", "", at("2025-01-02"), found)) << render(found);
    std::string bytes;
    ASSERT_TRUE(in->read_note("host/delivery", bytes, found));
    EXPECT_THAT(bytes, Not(HasSubstr("no number of a")));
    EXPECT_THAT(bytes, HasSubstr("no number of b"));
    (void)work(*d, at("2025-01-03"));
    for (const auto& a : d->aside()) EXPECT_EQ(a.subject, "b");
    ASSERT_TRUE(in->read_note("host/delivery", bytes, found));
    EXPECT_THAT(bytes, Not(HasSubstr("no number of a")));
}

}  // namespace
}  // namespace reglament
