// What was done to a store as a whole is kept in it, with who and why, and may be refused.
#include "orders.hpp"
#include "stores.hpp"

#include <reglament/engine/durable_engine.hpp>

#include <gmock/gmock.h>

namespace reglament {
namespace {

using testing::at;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::order;

std::string renamed(const std::string& from, const std::string& to) {
    std::string text = testing::host_regulations;
    text.replace(text.find(from), from.size(), to);
    return text;
}

class audited : public ::testing::Test {
protected:
    std::unique_ptr<durable_engine> open(const std::string& rules = testing::host_regulations) {
        durable_options how;
        how.actor = "anna";
        how.engine.policy = [this](const event& e) {
            asked.push_back(e.type + " " + e.subject + " " + e.actor);
            return refuses == e.type ? std::string{"not you"} : std::string{};
        };
        issues found;
        auto e = durable_engine::open(in, testing::rules_alone(rules), how, found);
        opened = render(found);
        return e;
    }
    static std::vector<std::string> all(durable_engine& e) {
        std::vector<audit_entry> entries;
        issues found;
        EXPECT_TRUE(e.audit(entries, found)) << render(found);
        std::vector<std::string> out;
        for (const audit_entry& a : entries) {
            std::string line{to_string(a.what)};
            for (const std::string& text : {a.actor, a.reason, a.detail}) line += "|" + text;
            out.push_back(line);
        }
        return out;
    }

    std::shared_ptr<store> in = testing::new_store();
    std::vector<std::string> asked;
    std::string refuses, opened;
};

TEST_F(audited, rules_are_who_ever_published_them) {
    auto e = open();
    ASSERT_EQ(e->post(order(1, "c1")).status, post_status::accepted);
    EXPECT_THAT(all(*e), ElementsAre("rules.publish|anna||+ask 1"));
    const auto next = testing::rules_alone(renamed("regulation: ask", "regulation: ask\nversion: \"2\""));
    EXPECT_TRUE(e->publish(next, {.actor = "boris", .reason = "new season"}).published);
    e.reset();
    e = open(renamed("do: Ask", "do: Write"));
    EXPECT_THAT(all(*e), ElementsAre("rules.publish|anna||+ask 1", "rules.publish|boris|new season|ask 1 → 2",
                                     "rules.publish|anna||ask 2 → 1"));
    refuses = "rules.publish";
    const publish_report refused = e->publish(next, {.actor = "boris"});
    EXPECT_FALSE(refused.published);
    EXPECT_THAT(render(refused.found), HasSubstr("not you"));
    EXPECT_EQ(all(*e).size(), 3U);
    e.reset();
    EXPECT_EQ(open(renamed("do: Ask", "do: Ring")), nullptr) << "opening would publish";
    EXPECT_THAT(opened, HasSubstr("`rules.publish` is not allowed: not you"));
}

TEST_F(audited, are_who_was_erased_and_what_was_forgotten) {
    auto e = open();
    for (int i = 1; i <= 3; ++i) ASSERT_EQ(e->post(order(i, "c" + std::to_string(i))).status, post_status::accepted);
    issues found;
    refuses = "subject.erase";
    EXPECT_FALSE(e->erase("c1", "asked", at("2025-01-02"), found, "boris"));
    EXPECT_THAT(render(found), HasSubstr("`subject.erase` is not allowed: not you"));
    EXPECT_TRUE(e->look().find_client("c1"));
    EXPECT_EQ(e->look().tasks().size(), 3U) << "nothing was cancelled";
    refuses.clear();
    asked.clear();
    found = {};
    EXPECT_TRUE(e->erase("c1", "asked", at("2025-01-02"), found, "boris")) << render(found);
    EXPECT_THAT(asked, ElementsAre("subject.erase c1 boris")) << "of cancelling it is not asked again";
    e->taken(1'000);
    std::uint64_t gone = 0;
    refuses = "history.forget";
    EXPECT_FALSE(e->forget_history(at("2025-02-01"), gone, found, "old", "vera"));
    refuses.clear();
    EXPECT_TRUE(e->forget_history(at("2025-02-01"), gone, found, "old", "vera"));
    e = open();
    EXPECT_THAT(all(*e), ElementsAre("rules.publish|anna||+ask 1", "subject.erase|boris|asked|erased/0",
                                     "history.forget|vera|old|2025-02-01T00:00:00Z"));
}

TEST_F(audited, a_store_from_before_has_none) {
    auto e = open();
    ASSERT_EQ(e->post(order(1, "c1")).status, post_status::accepted);
    issues found;
    store_content without;
    without.notes.push_back({"audit", ""});
    ASSERT_TRUE(in->fill(without, found)) << render(found);
    EXPECT_THAT(all(*e), ElementsAre());
    without.notes[0].bytes = "\x07nonsense";
    ASSERT_TRUE(in->fill(without, found)) << render(found);
    std::vector<audit_entry> entries;
    EXPECT_FALSE(e->audit(entries, found));
    EXPECT_THAT(render(found), HasSubstr("store-damaged"));
}

}  // namespace
}  // namespace reglament
