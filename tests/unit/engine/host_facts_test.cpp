// Facts that live with the host: pushed with a revision.
#include "support/rules.hpp"

#include <reglament/engine/engine.hpp>

#include <gtest/gtest.h>

#include <string>

namespace reglament {
namespace {

using testing::make;

const std::string words = R"(vocabulary: v
subjects:
  deal:
    parent: client
events:
  ping:
  deal.moved:
    subject: deal
facts:
  debt:
    type: number
    from: host
  city:
    type: text
    from: host
  wish: text
  price:
    subject: deal
    type: number
    from: host
  doubled:
    formula: debt * 2
---
)";

std::shared_ptr<const rulebook> rules_of(const std::string& more = {}) {
    loaded l = load_text(words + more, "test.yaml");
    if (!l.rules) throw std::runtime_error{render(l.found)};
    return l.rules;
}

feel::value told(feel::context facts, std::int64_t revision, feel::context beside = {}) {
    beside.emplace_back("facts", feel::value{std::move(facts)});
    beside.emplace_back("revision", feel::number{revision});
    return feel::value{std::move(beside)};
}

posted push(engine& e, feel::value data, std::string_view who = "c1") {
    return e.post(make("facts.changed", "2025-03-01T10:00:00Z", std::move(data), who));
}

std::string shown(const engine& e, std::string_view fact, std::string_view client = "c1") {
    const auto index = e.rules().vocabulary().find_fact(fact);
    return feel::to_string(e.facts(e.find_client(client).value())[index.value()]);
}

TEST(host_facts, of_an_older_revision_are_refused_and_of_the_same_one_are_a_duplicate) {
    engine e{rules_of()};
    EXPECT_EQ(push(e, told({{"debt", feel::number{5}}}, 7)).status, post_status::accepted);
    EXPECT_EQ(shown(e, "doubled"), "10");
    const posted again = push(e, told({{"debt", feel::number{5}}}, 7));
    EXPECT_EQ(again.status, post_status::duplicate);
    EXPECT_TRUE(again.found.empty());
    const posted older = push(e, told({{"debt", feel::number{4}}}, 6));
    EXPECT_EQ(older.status, post_status::rejected);
    ASSERT_EQ(older.found.size(), 1U);
    EXPECT_EQ(older.found[0].code, "revision-older");
    EXPECT_EQ(message(older.found[0]), "revision 6 of “debt” comes too late: revision 7 was told already");
    EXPECT_EQ(shown(e, "debt"), "5");
    EXPECT_EQ(push(e, told({{"debt", feel::number{4}}}, 8)).status, post_status::accepted);
    EXPECT_EQ(shown(e, "debt"), "4");
}

TEST(host_facts, have_their_revisions_one_by_one) {
    engine e{rules_of()};
    push(e, told({{"debt", feel::number{5}}}, 7));
    const posted mixed = push(e, told({{"debt", feel::number{4}}, {"city", "Perm"}}, 6));
    EXPECT_EQ(mixed.status, post_status::accepted);
    ASSERT_EQ(mixed.found.size(), 1U);
    EXPECT_EQ(mixed.found[0].code, "fact-older");
    EXPECT_EQ(mixed.found[0].level, severity::warning);
    EXPECT_EQ(shown(e, "debt"), "5");
    EXPECT_EQ(shown(e, "city"), "\"Perm\"");
    EXPECT_EQ(push(e, told({{"debt", feel::number{5}}, {"city", "Perm"}}, 7)).status, post_status::accepted);
}

TEST(host_facts, of_a_deal_have_revisions_of_their_own) {
    engine e{rules_of()};
    push(e, told({{"price", feel::number{1}}}, 5, {{"deal", "D-1"}}));
    EXPECT_EQ(push(e, told({{"price", feel::number{2}}}, 3, {{"deal", "D-2"}})).status, post_status::accepted);
    EXPECT_EQ(push(e, told({{"price", feel::number{3}}}, 4, {{"deal", "D-1"}})).status, post_status::rejected);
    EXPECT_EQ(push(e, told({{"price", feel::number{2}}}, 3, {{"deal", "D-2"}})).status, post_status::duplicate);
    const record& r = e.state(0);
    ASSERT_EQ(r.parts.size(), 2U);
    EXPECT_EQ(feel::to_string(r.parts[0].facts[0]), "1");
    EXPECT_EQ(feel::to_string(r.parts[1].facts[0]), "2");
}

TEST(host_facts, without_a_revision_are_taken_as_they_come) {
    engine e{rules_of()};
    push(e, told({{"debt", feel::number{5}}}, 7));
    EXPECT_EQ(push(e, feel::context{{"debt", feel::number{1}}}).status, post_status::accepted);
    EXPECT_EQ(shown(e, "debt"), "1");
    EXPECT_EQ(push(e, told({{"debt", feel::number{2}}}, 6)).status, post_status::rejected);
}

TEST(host_facts, that_are_wrong_are_all_told) {
    engine e{rules_of()};
    const posted p = push(e, told({{"debt", "many"}, {"city", feel::number{1}}, {"cty", "Perm"}, {"wish", "tea"}}, 1));
    EXPECT_EQ(p.status, post_status::rejected);
    std::vector<std::string> codes;
    for (const issue& i : p.found) codes.emplace_back(i.code);
    EXPECT_EQ(codes, (std::vector<std::string>{"fact-wrong", "fact-wrong", "fact-unknown", "revision-of-stored"}));
    EXPECT_EQ(p.found[2].suggestion, "city");
    EXPECT_FALSE(e.find_client("c1"));
    for (const feel::value& bad : {feel::value{"7"}, feel::value{feel::number{0}}, feel::value{true}}) {
        const posted wrong =
            push(e, feel::context{{"facts", feel::context{{"debt", feel::number{1}}}}, {"revision", bad}});
        EXPECT_EQ(wrong.status, post_status::rejected);
        ASSERT_EQ(wrong.found.size(), 1U);
        EXPECT_EQ(wrong.found[0].code, "revision-wrong");
    }
    const posted beside =
        push(e, feel::context{{"facts", feel::context{{"debt", feel::number{1}}}}, {"revison", feel::number{3}}});
    ASSERT_EQ(beside.found.size(), 1U);
    EXPECT_EQ(beside.found[0].code, "event-attribute-unknown");
    EXPECT_EQ(beside.found[0].suggestion, "revision");
}

TEST(host_facts, keep_their_revisions_when_saved_and_when_rules_change) {
    const auto rules = rules_of();
    engine e{rules};
    push(e, told({{"debt", feel::number{5}}}, 7));
    push(e, told({{"price", feel::number{1}}}, 5, {{"deal", "D-1"}}));
    const std::string bytes = encode(*rules, e.state(0));
    const auto read = decode(*rules, bytes);
    ASSERT_TRUE(read);
    EXPECT_EQ(encode(*rules, *read), bytes);
    ASSERT_EQ(read->told.size(), 2U);
    EXPECT_EQ(read->told[0].revision, 7U);
    EXPECT_EQ(read->told[1].revision, 5U);
    EXPECT_EQ(read->told[1].part, 0U);
    const auto next = load_text(
        "vocabulary: v\nsubjects:\n  deal:\n    parent: client\nfacts:\n  city: text\n"
        "  price:\n    subject: deal\n    type: number\n    from: host\n"
        "  debt:\n    type: number\n    from: host\n");
    ASSERT_TRUE(next.rules) << render(next.found);
    ASSERT_TRUE(e.publish(next.rules).published);
    EXPECT_EQ(push(e, told({{"debt", feel::number{5}}}, 7)).status, post_status::duplicate);
    EXPECT_EQ(push(e, told({{"price", feel::number{5}}}, 4, {{"deal", "D-1"}})).status, post_status::rejected);
    EXPECT_EQ(e.state(0).told.size(), 2U);
}

TEST(host_facts, stay_packed_with_their_revisions) {
    engine e{rules_of()};
    for (int i = 0; i < 300; ++i) push(e, told({{"debt", feel::number{i}}}, 1000 + i), "c" + std::to_string(i));
    for (int i = 0; i < 300; ++i) {
        const std::string who = "c" + std::to_string(i);
        EXPECT_EQ(push(e, told({{"debt", feel::number{1}}}, 999 + i), who).status, post_status::rejected);
        EXPECT_EQ(push(e, told({{"debt", feel::number{1}}}, 1001 + i), who).status, post_status::accepted);
        EXPECT_EQ(shown(e, "debt", who), "1");
    }
}

TEST(host_facts, of_two_clients_who_are_one_are_compared_by_revisions_of_the_one_that_is_left) {
    engine e{rules_of()};
    push(e, told({{"debt", feel::number{5}}, {"city", "Perm"}}, 100), "old");
    push(e, told({{"price", feel::number{9}}}, 50, {{"deal", "D-1"}}), "old");
    push(e, told({{"debt", feel::number{3}}}, 2), "new");
    ASSERT_EQ(e.merge("old", "new", e.now()).status, post_status::accepted);
    EXPECT_EQ(shown(e, "debt", "new"), "3");
    EXPECT_EQ(shown(e, "city", "new"), "\"Perm\"");
    EXPECT_EQ(push(e, told({{"city", "Omsk"}, {"debt", feel::number{4}}}, 3), "new").status, post_status::accepted);
    EXPECT_EQ(shown(e, "city", "new"), "\"Omsk\"");
    EXPECT_EQ(push(e, told({{"price", feel::number{1}}}, 49, {{"deal", "D-1"}}), "new").status, post_status::rejected);
}

}  // namespace
}  // namespace reglament
