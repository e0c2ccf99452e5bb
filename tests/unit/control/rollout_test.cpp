#include "support/rules.hpp"

#include <reglament/control/rollout.hpp>

#include <string>
#include <tuple>
#include <vector>

namespace reglament {
namespace {

using testing::at;
using testing::make;
using testing::rules_of;

// Two regulations, the second of which comes first; Anna and Boris are managers, Vera is in the headquarters.
const std::string department = R"(regulation: later
priority: 2
input: by call
output: [done]
steps:
  - task: write
    do: Write
    by: manager
    norm: 10 min
  - output: done
---
regulation: first
priority: 1
input:
  event: order.paid
output: [done]
steps:
  - task: call
    do: Call
    by: manager
    within: 1 day
    norm: 5 min
  - task: look
    do: Look
    by: head
  - output: done
---
people: shop
persons:
  anna:
    roles: manager
  boris:
    roles: manager
  vera:
    roles: head
)";

struct office {
    std::shared_ptr<const rulebook> rules = rules_of(department);
    std::vector<drill_record> records;

    void repeat(std::string person, std::string_view regulation, int times, std::string_view when) {
        const regulation_index which = *rules->find(regulation);
        const auto manager = static_cast<std::uint16_t>(*rules->vocabulary().find_role("manager"));
        for (int i = 0; i < times; ++i) {
            drill_record r;
            r.person = person;
            r.regulation = regulation;
            r.version = "1";
            r.definition = rules->machines()[which].regulation().definition;
            r.role = "manager";
            r.at = at(when);
            r.clean = true;
            r.steps = steps_of(*rules, which, manager);
            r.took = std::chrono::minutes{3};
            records.push_back(std::move(r));
        }
    }
    [[nodiscard]] rollout_options how() const {
        rollout_options how;
        how.as_of = at("2025-03-12T10:00:00Z");
        how.needed = 3;
        how.at_once = 1;
        how.headquarters = static_cast<std::uint16_t>(*rules->vocabulary().find_role("head"));
        return how;
    }
    // "first manager anna nothing 0"
    [[nodiscard]] std::vector<std::string> rows(const rollout& r) const {
        std::vector<std::string> out;
        for (const rollout_row& x : r.rows)
            out.push_back(rules->machines()[x.regulation].regulation().id.value + " " +
                          rules->vocabulary().roles[x.role].name.value + " " + x.person + " " +
                          std::string{to_string(x.stage)} + " " + std::to_string(x.how.in_a_row));
        return out;
    }
};

using lines = std::vector<std::string>;

TEST(rollout, tells_everybody_of_each_regulation_by_priority) {
    office o;
    o.repeat("anna", "first", 3, "2025-03-11T10:00:00Z");
    o.repeat("boris", "first", 1, "2025-03-12T09:00:00Z");
    o.repeat("boris", "first", 2, "2025-03-12T11:00:00Z");
    const rollout r = plan_rollout(o.rules, o.records, nullptr, o.how());
    EXPECT_EQ(o.rows(r), (lines{"first manager anna can 3", "first manager boris knows 1", "first head vera nothing 0",
                                "later manager anna nothing 0", "later manager boris nothing 0"}))
        << "what was later is not looked at";
    EXPECT_EQ(r.spent, std::chrono::minutes{12});
}

TEST(rollout, tells_of_ten_thousand_results_what_each_persons_accreditation_says) {
    office o;
    constexpr int people = 100, each = 100;
    for (int i = 0; i < people * each; ++i) {
        o.repeat("p" + std::to_string(i % people), i % 3 == 0 ? "later" : "first", 1, "2025-03-11T10:00:00Z");
        o.records.back().clean = i % (7 + i % people) != 0;
    }
    const rollout r = plan_rollout(o.rules, o.records, nullptr, o.how());
    ASSERT_EQ(r.rows.size(), 2 * (people + 2) + 1U) << "anna and boris hold the role, vera the other one";
    for (const rollout_row& row : r.rows) {
        const accreditation a = accreditation_of(*o.rules, row.regulation, row.role, row.person, o.records, 3);
        const auto told = [](const accreditation& x) {
            return std::tuple{x.level, x.in_a_row, x.needed,  x.repetitions, x.version,
                              x.since, x.asked,    x.not_met, x.deviations};
        };
        EXPECT_EQ(told(row.how), told(a)) << row.person;
    }
    EXPECT_EQ(r.spent, people * each * std::chrono::minutes{3});
    ASSERT_EQ(r.sprints.size(), 2U);
    EXPECT_EQ(r.sprints[0].needs % std::chrono::minutes{3}, std::chrono::seconds{0}) << "as long as those before";
}

TEST(rollout, plans_sprints_one_after_the_other) {
    office o;
    o.repeat("anna", "first", 3, "2025-03-11T10:00:00Z");
    const rollout r = plan_rollout(o.rules, o.records, nullptr, o.how());
    ASSERT_EQ(r.sprints.size(), 2U);
    EXPECT_EQ(to_string(r.sprints[0].week), "2025-03-10T00:00:00Z");
    EXPECT_EQ(r.sprints[0].who, (std::vector<std::size_t>{1, 2}))
        << "whoever can it is done, where habits are not known";
    EXPECT_EQ(r.sprints[0].needs, 6 * std::chrono::minutes{3}) << "as long as those before";
    EXPECT_EQ(to_string(r.sprints[1].week), "2025-03-17T00:00:00Z");
    EXPECT_EQ(r.sprints[1].needs, 6 * std::chrono::minutes{10}) << "as the norms say";
}

TEST(rollout, gives_the_headquarters_a_share_of_its_week) {
    const office o;
    const rollout r = plan_rollout(o.rules, o.records, nullptr, o.how());
    ASSERT_EQ(r.headquarters.size(), 1U);
    EXPECT_EQ(r.headquarters[0].person, "vera");
    EXPECT_EQ(r.headquarters[0].week, std::chrono::hours{45});
    EXPECT_EQ(r.headquarters[0].least, std::chrono::minutes{405});
    EXPECT_EQ(r.headquarters[0].most, std::chrono::hours{9});
    EXPECT_EQ(usual_headquarters(*o.rules), no_index);
}

// Anna makes her calls in time, or one of five late.
engine worked(const office& o, int late) {
    engine e{o.rules};
    for (int i = 0; i < 5; ++i) {
        const std::string who = "c" + std::to_string(i);
        EXPECT_EQ(e.post(make("order.paid", "2025-03-03T10:00:00Z", testing::paid(5), who)).status,
                  post_status::accepted);
    }
    EXPECT_EQ(e.tasks().size(), 5U);
    for (int i = 0; i < 5; ++i) {
        const std::string who = "c" + std::to_string(i);
        const auto open = e.tasks({.subject = who});
        EXPECT_EQ(e.claim(who, open[0].number, "anna", e.now()).status, post_status::accepted);
    }
    for (int i = 0; i < 5; ++i) {
        const std::string who = "c" + std::to_string(i);
        const std::uint32_t number = e.tasks({.subject = who})[0].number;
        const instant when = at(i < 5 - late ? "2025-03-03T12:00:00Z" : "2025-03-05T12:00:00Z");
        EXPECT_EQ(e.complete(who, number, {}, when).status, post_status::accepted);
    }
    e.advance(at("2025-03-12T10:00:00Z"));
    return e;
}

TEST(rollout, calls_it_a_habit_when_it_is_done_in_time_for_weeks) {
    office o;
    o.repeat("anna", "first", 3, "2025-03-01T10:00:00Z");
    const engine good = worked(o, 0), bad = worked(o, 1);
    EXPECT_EQ(o.rows(plan_rollout(o.rules, o.records, &good, o.how()))[0], "first manager anna habit 3");
    const rollout r = plan_rollout(o.rules, o.records, &bad, o.how());
    EXPECT_EQ(o.rows(r)[0], "first manager anna can 3");
    EXPECT_EQ(r.rows[0].due, 5U);
    EXPECT_EQ(r.rows[0].made, 4U);
    EXPECT_EQ(r.sprints[0].who[0], 0U) << "she is watched";
    EXPECT_NE(to_html(r, language::ru).find("из не менее чем 5 задач за 4 недели в срок сделано 90 %"),
              std::string::npos);
    rollout_options mild = o.how();
    mild.habit_share = 80;
    EXPECT_EQ(o.rows(plan_rollout(o.rules, o.records, &bad, mild))[0], "first manager anna habit 3");
    rollout_options early = o.how();
    early.habit_tasks = 6;
    EXPECT_EQ(o.rows(plan_rollout(o.rules, o.records, &good, early))[0], "first manager anna can 3");
}

TEST(rollout, is_told_in_words_and_as_data) {
    office o;
    o.repeat("anna", "first", 2, "2025-03-11T10:00:00Z");
    const rollout r = plan_rollout(o.rules, o.records, nullptr, o.how());
    const std::string text = to_text(r, language::ru);
    EXPECT_NE(text.find("знает"), std::string::npos) << text;
    EXPECT_NE(text.find("anna: 1 прогон "), std::string::npos) << text;
    EXPECT_NE(text.find("6,8 ч – 9 ч"), std::string::npos) << text;
    const feel::value told = to_value(r);
    EXPECT_EQ(feel::to_string(told.get("sprints").as_list()[0].get("people")), "[\"anna\", \"boris\", \"vera\"]");
    EXPECT_EQ(feel::to_string(told.get("headquarters").get("spent")), "0.1");
    const std::string page = to_html(r);
    EXPECT_NE(page.find("<h2>Sprints</h2>"), std::string::npos);
    EXPECT_TRUE(page.ends_with("</html>\n"));
}

}  // namespace
}  // namespace reglament
