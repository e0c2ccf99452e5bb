// Commits that are written while the next is made.
#include "stores.hpp"
#include "support/rules.hpp"
#include "support/store_around.hpp"

#include <reglament/engine/durable_engine.hpp>

#include <condition_variable>
#include <mutex>

namespace reglament {
namespace {

using testing::make;
using testing::paid;

const std::string regulations = R"(regulation: thank
input:
  event: order.paid
  again after: 1 day
output: [done]
steps:
  - task: card
    do: Send a card
    by: manager
  - output: done
)";

// Writes when it is let, and fails when it is told to.
class held_store final : public testing::store_around {
public:
    using store_around::store_around;

    bool write(const store_commit& what, issues& found) override {
        std::unique_lock lock{guard_};
        changed_.wait(lock, [this] { return !held_; });
        if (!fails_) return inner().write(what, found);
        fails_ = false;
        found.add("store-full", {}, {"test", "no space"});
        return false;
    }
    void hold(bool now) {
        const std::lock_guard lock{guard_};
        held_ = now;
        changed_.notify_all();
    }
    void fail() {
        const std::lock_guard lock{guard_};
        fails_ = true;
    }

private:
    std::mutex guard_;
    std::condition_variable changed_;
    bool held_ = false, fails_ = false;
};

struct begins : ::testing::Test {
    void SetUp() override {
        e = durable_engine::open(in, rules, {}, found);
        ASSERT_NE(e, nullptr) << render(found);
        ASSERT_TRUE(e->change([](engine& to) { to.post(make("ping", "2025-01-01")); }, found));
    }
    bool begin(const std::string& client) {
        return e->begin([&](engine& to) { to.post(make("order.paid", "2025-01-02", paid(5), client)); }, found);
    }
    [[nodiscard]] std::size_t kept() const {
        issues f;
        return durable_engine::open(below, rules, {}, f)->look().client_count();
    }

    std::shared_ptr<store> below = testing::new_store();
    std::shared_ptr<held_store> in = std::make_shared<held_store>(below);
    std::shared_ptr<const rulebook> rules = testing::rules_of(regulations);
    issues found;
    std::unique_ptr<durable_engine> e;
};

TEST_F(begins, the_next_change_while_one_is_written) {
    const commit_number before = e->last_commit();
    in->hold(true);
    ASSERT_TRUE(begin("a"));
    EXPECT_EQ(e->look().tasks().size(), 1U) << "it is seen at once";
    EXPECT_EQ(e->last_commit(), before + 1);
    EXPECT_EQ(e->durable_commit(), before);
    EXPECT_TRUE(e->outbox(SIZE_MAX, found).empty()) << "and told when it is durable";
    in->hold(false);
    ASSERT_TRUE(begin("b"));
    EXPECT_GE(e->durable_commit(), before + 1);
    ASSERT_TRUE(e->settle(found)) << render(found);
    EXPECT_EQ(e->durable_commit(), before + 2);
    EXPECT_EQ(e->outbox(SIZE_MAX, found).size(), 4U) << "two runs begun, two tasks";
    EXPECT_EQ(kept(), 3U);
}

TEST_F(begins, nothing_when_nothing_changed) {
    const commit_number before = e->last_commit();
    ASSERT_TRUE(e->begin([](engine&) {}, found));
    EXPECT_EQ(e->last_commit(), before);
    EXPECT_TRUE(e->settle(found));
}

TEST_F(begins, and_what_fails_takes_the_next_along) {
    const commit_number before = e->last_commit();
    in->hold(true);
    in->fail();
    ASSERT_TRUE(begin("a")) << "nobody knows yet";
    in->hold(false);
    while (begin("b")) {
    }
    ASSERT_FALSE(found.empty());
    EXPECT_EQ(found[0].code, "store-full");
    EXPECT_EQ(e->durable_commit(), before);
    ASSERT_TRUE(begin("b")) << "read anew";
    ASSERT_TRUE(e->settle(found));
    EXPECT_EQ(e->look().client_count(), 2U) << "neither a nor the first b";
    EXPECT_EQ(kept(), 2U);
    EXPECT_EQ(e->metrics().failed_commits, 1U);
}

TEST_F(begins, and_whatever_needs_the_store_waits) {
    ASSERT_TRUE(begin("a"));
    std::vector<effect> history;
    ASSERT_TRUE(e->history("a", history, found)) << render(found);
    EXPECT_FALSE(history.empty());
    ASSERT_TRUE(begin("b"));
    e->keep("read", "7");
    EXPECT_EQ(e->kept("read", found), "7");
    ASSERT_TRUE(begin("c"));
    EXPECT_EQ(e->kept("read", found), "7");
    const auto copy = e->copy(found);
    ASSERT_TRUE(copy) << render(found);
    EXPECT_EQ(copy->client_count(), e->look().client_count());
    ASSERT_TRUE(begin("d"));
    ASSERT_TRUE(e->fold(found));
    EXPECT_EQ(e->durable_commit(), e->last_commit());
}

TEST_F(begins, and_is_told_when_it_is_written) {
    std::mutex guard;
    std::condition_variable changed;
    int told = 0;
    e->when_written([&] {
        const std::lock_guard lock{guard};
        ++told;
        changed.notify_all();
    });
    ASSERT_TRUE(begin("a"));
    {
        std::unique_lock lock{guard};
        changed.wait(lock, [&] { return told == 1; });
    }
    ASSERT_TRUE(e->settle(found));
    EXPECT_EQ(e->durable_commit(), e->last_commit());
}

}  // namespace
}  // namespace reglament
