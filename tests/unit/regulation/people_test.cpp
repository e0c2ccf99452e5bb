// When somebody is there: shifts over midnight, dates of their own, absences.
#include <reglament/machine/rulebook.hpp>

#include <gtest/gtest.h>

namespace reglament {
namespace {

const char* const text = R"(vocabulary: v
calendar:
  zone: Europe/Moscow
events:
  ping:
roles: [clerk]
---
people: v
persons:
  anna:
    title: Anna Orlova
    roles: clerk
    skills: [nets, printers]
    shifts:
      mon-thu: 09:00-13:00, 14:00-18:00
      fri: 22:00-06:00
      2025-03-10: 20:00-02:00
      2025-03-11: no
    absent:
      - from: 2025-03-17
        to: 2025-03-18
      - 2025-03-20
  boris:
    absent:
      from: 2025-03-05
)";

const people& everybody() {
    static const loaded l = load_text(text, "people.yaml");
    EXPECT_TRUE(l.rules) << render(l.found);
    return l.rules->vocabulary().people;
}

instant at(const char* when) {
    return *parse_instant(when);
}

TEST(people, are_found_by_id_or_title) {
    EXPECT_EQ(everybody().find("anna"), 0);
    EXPECT_EQ(everybody().find("Anna Orlova"), 0);
    EXPECT_EQ(everybody().find("boris"), 1);
    EXPECT_FALSE(everybody().find("Boris"));
    EXPECT_FALSE(everybody().find(""));
    EXPECT_TRUE(everybody().has_skill(0, feel::value{"nets"}));
    EXPECT_TRUE(everybody().has_skill(0, feel::value{feel::list{feel::value{"nets"}, feel::value{"printers"}}}));
    EXPECT_FALSE(everybody().has_skill(0, feel::value{"phones"}));
    EXPECT_FALSE(everybody().has_skill(0, feel::value{feel::number{1}}));
    EXPECT_TRUE(everybody().has_skill(1, {}));
}

TEST(people, are_there_in_their_shifts) {
    struct row {
        const char* when;
        bool there;
    };
    for (const auto& [when, there] : std::initializer_list<row>{{"2025-03-03T08:59:59+03:00", false},
                                                                {"2025-03-03T09:00:00+03:00", true},
                                                                {"2025-03-03T12:59:59+03:00", true},
                                                                {"2025-03-03T13:00:00+03:00", false},
                                                                {"2025-03-03T14:00:00+03:00", true},
                                                                {"2025-03-03T18:00:00+03:00", false},
                                                                {"2025-03-07T21:59:59+03:00", false},
                                                                {"2025-03-07T22:00:00+03:00", true},
                                                                {"2025-03-08T05:59:59+03:00", true},
                                                                {"2025-03-08T06:00:00+03:00", false},
                                                                {"2025-03-08T22:00:00+03:00", false},
                                                                {"2025-03-10T10:00:00+03:00", false},
                                                                {"2025-03-11T01:59:59+03:00", true},
                                                                {"2025-03-11T10:00:00+03:00", false},
                                                                {"2025-03-17T10:00:00+03:00", false},
                                                                {"2025-03-19T10:00:00+03:00", true},
                                                                {"2025-03-20T10:00:00+03:00", false}}) {
        EXPECT_EQ(everybody().is_there(0, at(when)), there) << when;
    }
    EXPECT_TRUE(everybody().is_there(1, at("2025-03-04T23:59:59+03:00")));
    EXPECT_FALSE(everybody().is_there(1, at("2035-03-05T00:00:00+03:00")));
}

TEST(people, will_be_there) {
    EXPECT_EQ(everybody().there_from(0, at("2025-03-03T10:00:00+03:00")), at("2025-03-03T10:00:00+03:00"));
    EXPECT_EQ(everybody().there_from(0, at("2025-03-03T13:30:00+03:00")), at("2025-03-03T14:00:00+03:00"));
    EXPECT_EQ(everybody().there_from(0, at("2025-03-08T06:00:00+03:00")), at("2025-03-10T20:00:00+03:00"));
    EXPECT_EQ(everybody().there_from(0, at("2025-03-17T00:00:00+03:00")), at("2025-03-19T09:00:00+03:00"));
    EXPECT_EQ(everybody().there_from(1, at("2025-03-05T00:00:00+03:00")), never);
}

}  // namespace
}  // namespace reglament
