// What a host keeps beside its clients stands with them: a change that is refused takes it along, and what kept() tells
// is of the state that the engine has.
#include "support/rules.hpp"
#include "support/store_around.hpp"
#include "unit/store/orders.hpp"

#include <reglament/engine/durable_engine.hpp>

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace reglament::testing {
namespace {

/// A server that is away, or that goes on with a commit whose sender has been cut off.
class distant_store : public store_around {
public:
    using store_around::store_around;

    bool write(const store_commit& what, issues& found) override {
        if (!std::exchange(cuts_off, false)) return store_around::write(what, found);
        under_way_ = what;
        journal_ = what.journal;
        pages_.assign(what.pages.begin(), what.pages.end());
        notes_.assign(what.notes.begin(), what.notes.end());
        found.add("store-lost", {}, {name(), "cut off"});
        return false;
    }
    bool at_one_moment(const std::function<bool()>& read, issues& found) override {
        if (auto late = std::exchange(under_way_, std::nullopt)) {
            late->journal = journal_;
            late->pages = pages_;
            late->notes = notes_;
            if (!inner().write(*late, found)) return false;
        }
        if (!store_around::at_one_moment(read, found)) return false;
        if (!std::exchange(cuts_off_at_end, false)) return true;
        found.add("store-lost", {}, {name(), "cut off"});
        return false;
    }

    bool is_away = false, cuts_off = false, cuts_off_at_end = false;

protected:
    bool up(issues& found) const override {
        if (is_away) found.add("store-lost", {}, {name(), "away"});
        return !is_away;
    }

private:
    std::optional<store_commit> under_way_;
    std::string journal_;
    std::vector<store_commit::page> pages_;
    std::vector<store_commit::note> notes_;
};

class kept : public ::testing::Test {
protected:
    kept() : engine{open()} { EXPECT_EQ(engine->post(order(1, "a")).status, post_status::accepted); }

    [[nodiscard]] std::unique_ptr<durable_engine> open() {
        issues found;
        auto made = durable_engine::open(in, rules_alone(host_regulations), {}, found);
        EXPECT_NE(made, nullptr) << render(found);
        return made;
    }
    [[nodiscard]] std::string place() {
        issues found;
        std::string bytes = engine->kept("place", found);
        EXPECT_FALSE(found.has_errors()) << render(found);
        return bytes;
    }
    // It is not there, nor does it come with what is written next.
    void is_gone() {
        EXPECT_EQ(place(), "");
        EXPECT_EQ(engine->post(order(9, "b")).status, post_status::accepted);
        engine = open();
        EXPECT_EQ(place(), "");
    }

    std::shared_ptr<distant_store> in = std::make_shared<distant_store>(memory_store());
    std::unique_ptr<durable_engine> engine;
};

TEST_F(kept, goes_with_a_publication_that_is_refused) {
    std::string changed = host_regulations;
    changed.replace(changed.find("3 days"), 6, "4 days");
    engine->keep("place", "1");
    in->is_away = true;
    EXPECT_FALSE(engine->publish(rules_alone(changed)).published);
    in->is_away = false;
    is_gone();
}

TEST_F(kept, goes_with_a_change_that_cannot_even_begin) {
    in->is_away = true;
    EXPECT_EQ(engine->post(order(2, "a")).status, post_status::rejected);
    engine->keep("place", "3");
    EXPECT_EQ(engine->post(order(3, "a")).status, post_status::rejected);
    in->is_away = false;
    is_gone();
    EXPECT_EQ(orders_of(engine->look(), "a"), 1);
}

TEST_F(kept, is_of_the_state_that_is_read_after_a_refusal) {
    in->cuts_off = true;
    engine->keep("place", "2");
    EXPECT_EQ(engine->post(order(2, "a")).status, post_status::rejected);
    const std::string told = place();
    issues found;
    ASSERT_TRUE(engine->ready(found)) << render(found);
    EXPECT_EQ(told, orders_of(engine->look(), "a") == 2 ? "2" : "");
}

// Nobody is there then: whoever is posted to next must be read first, and not begun anew.
TEST_F(kept, is_read_again_when_reading_fails_at_its_end) {
    EXPECT_EQ(engine->post(order(7, "b")).status, post_status::accepted);
    in->is_away = true;
    EXPECT_EQ(engine->post(order(2, "a")).status, post_status::rejected);
    in->is_away = false;
    in->cuts_off_at_end = true;
    issues found;
    EXPECT_FALSE(engine->ready(found));
    EXPECT_EQ(engine->post(order(1, "a")).status, post_status::duplicate);
    EXPECT_EQ(engine->post(order(2, "a")).status, post_status::accepted);
    engine = open();
    ASSERT_NE(engine, nullptr);
    EXPECT_EQ(orders_of(engine->look(), "a"), 2);
    EXPECT_EQ(orders_of(engine->look(), "b"), 1);
}

}  // namespace
}  // namespace reglament::testing
