// Numbers with a range: what lies outside is as wrong as a value that an enumeration has not.
#include "support/rules.hpp"

#include <gmock/gmock.h>

namespace reglament {
namespace {

using testing::at;
using testing::make;

std::shared_ptr<const rulebook> ranged() {
    const loaded l = load_text(R"(vocabulary: shop
events:
  discount.asked:
    data:
      percent: number [0..100]
facts:
  loyalty: number [1..10]
  share:
    type: число (0..1]
    initial: 0.5
  debt: number >= 0
  asked:
    type: number
    from: discount.asked.percent
roles: [manager]
---
regulation: discount
input:
  event: discount.asked
output: [given]
steps:
  - task: decide
    do: Decide
    by: manager
    form:
      percent: number [0..30]
  - set:
      debt: decide.percent - 10
  - output: given
)",
                               "shop.yaml");
    EXPECT_TRUE(l.rules) << render(l.found);
    return l.rules;
}

std::string said(const posted& p) {
    return p.found.empty() ? "" : std::string{p.found[0].code};
}

feel::value number_of(std::string_view name, std::string_view n) {
    return feel::context{{std::string{name}, feel::value{*feel::number::parse(n)}}};
}

TEST(ranges, an_event_beyond_is_rejected) {
    engine e{ranged()};
    const auto asked = [&](std::string_view percent) {
        return said(e.post(make("discount.asked", "2025-01-01", number_of("percent", percent))));
    };
    EXPECT_EQ(asked("100.01"), "event-attribute-wrong");
    EXPECT_EQ(asked("-1"), "event-attribute-wrong");
    EXPECT_EQ(e.client_count(), 0U);
    EXPECT_EQ(asked("100"), "");
    const posted p = e.post(make("discount.asked", "2025-01-01", feel::context{{"percent", "101"}}));
    EXPECT_EQ(message(p.found[0]), "“percent” of the event “discount.asked” takes number [0..100], not \"101\"");
    EXPECT_NE(message(p.found[0], language::ru).find("число [0..100]"), std::string::npos);
}

TEST(ranges, a_fact_beyond_is_rejected) {
    engine e{ranged()};
    const auto told = [&](std::string_view fact, std::string_view n) {
        return said(e.post(make("facts.changed", "2025-01-01", number_of(fact, n))));
    };
    EXPECT_EQ(told("loyalty", "0"), "fact-wrong");
    EXPECT_EQ(told("loyalty", "1"), "");
    EXPECT_EQ(told("share", "0"), "fact-wrong") << "the bound itself is outside";
    EXPECT_EQ(told("share", "0.001"), "");
    EXPECT_EQ(told("debt", "-0.01"), "fact-wrong");
    EXPECT_EQ(told("debt", "1e30"), "");
    EXPECT_EQ(said(e.post(make("facts.changed", "2025-01-01", feel::context{{"debt", feel::value{}}}))), "");
}

TEST(ranges, an_answer_beyond_is_rejected_and_what_is_computed_is_not_known) {
    engine e{ranged()};
    e.post(make("discount.asked", "2025-01-01", number_of("percent", "50")));
    EXPECT_EQ(said(e.complete("c1", 1, number_of("percent", "31"), at("2025-01-02"))), "answer-wrong");
    EXPECT_EQ(said(e.complete("c1", 1, number_of("percent", "5"), at("2025-01-02"))), "");
    const auto debt = e.rules().vocabulary().find_fact("debt");
    ASSERT_TRUE(debt);
    EXPECT_TRUE(e.facts(0)[*debt].is_null()) << "5 - 10 is less than nothing";
    ASSERT_EQ(e.warnings().size(), 1U);
    EXPECT_EQ(e.warnings()[0].code, "set-wrong-value");
}

}  // namespace
}  // namespace reglament
