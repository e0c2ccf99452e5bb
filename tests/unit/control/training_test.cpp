#include "support/rules.hpp"

#include <reglament/control/training.hpp>

#include <string>
#include <vector>

namespace reglament {
namespace {

using testing::at;
using testing::rules_of;

std::string rules_text(std::string_view version, std::string_view mend, std::string_view cross = "cross") {
    return "regulation: greet\nversion: " + std::string{version} + R"(
input:
  event: order.paid
output: [done]
steps:
  - task: call
    do: Call
    by: manager
    form:
      mood: one of glad, cross
  - if: call.mood = ")" +
           std::string{cross} + R"("
    then:
      - task: mend
        do: )" +
           std::string{mend} + R"(
        by: manager
  - task: offer
    do: Offer
    by: manager
  - output: done
)";
}

struct class_room {
    explicit class_room(const std::string& text) : rules{rules_of(text)} {}

    std::shared_ptr<const rulebook> rules;
    std::vector<drill_record> records;

    [[nodiscard]] regulation_index which() const { return *rules->find("greet"); }
    [[nodiscard]] std::uint16_t role() const {
        return static_cast<std::uint16_t>(*rules->vocabulary().find_role("manager"));
    }
    void next(const std::string& text) { rules = rules_of(text); }
    void repeat(int times, bool clean, std::vector<std::string> done = {"call", "mend", "offer"},
                std::string person = "anna") {
        const regulation& r = rules->machines()[which()].regulation();
        for (int i = 0; i < times; ++i) {
            drill_record one;
            one.person = person;
            one.regulation = r.id.value;
            one.version = r.version;
            one.definition = r.definition;
            one.role = "manager";
            one.at = at("2025-03-03T10:00:00Z") + std::chrono::minutes{records.size()};
            one.clean = clean;
            one.done = done;
            one.steps = steps_of(*rules, which(), role());
            if (!clean) one.deviations = {{"late", "call"}};
            records.push_back(std::move(one));
        }
    }
    [[nodiscard]] accreditation of(std::string_view person = "anna", std::uint32_t needed = 3) const {
        return accreditation_of(*rules, which(), role(), person, records, needed);
    }
};

TEST(accreditation, takes_so_many_clean_ones_in_a_row) {
    class_room c{rules_text("1", "Mend")};
    EXPECT_EQ(c.of().level, mastery::none);
    c.repeat(2, true);
    EXPECT_EQ(c.of().level, mastery::knows);
    EXPECT_EQ(to_text(c.of(), *c.rules), "2 of 3 clean in a row");
    c.repeat(1, false);
    EXPECT_EQ(c.of().in_a_row, 0U);
    c.repeat(2, true);
    EXPECT_EQ(c.of().level, mastery::knows);
    EXPECT_EQ(c.of().deviations, 1U);
    c.repeat(1, true);
    EXPECT_EQ(c.of().level, mastery::can);
    EXPECT_EQ(to_text(c.of(), *c.rules), "accredited for version 1 since 3 March 2025, 10:05");
    c.repeat(1, false);
    EXPECT_EQ(c.of().level, mastery::can) << "it is looked after afterwards, not taken away";
    EXPECT_EQ(c.of("boris").level, mastery::none);
}

TEST(accreditation, is_for_a_person_and_a_role) {
    class_room c{rules_text("1", "Mend")};
    c.repeat(3, true, {"call"}, "boris");
    EXPECT_EQ(c.of("boris").level, mastery::can);
    EXPECT_EQ(c.of("boris").not_met, (std::vector<std::string>{"mend", "offer"}));
    EXPECT_EQ(c.of("anna").level, mastery::none);
    c.records.back().role = "head";
    EXPECT_EQ(c.of("boris").level, mastery::knows);
}

TEST(accreditation, of_a_new_version_asks_what_has_changed) {
    class_room c{rules_text("1", "Mend")};
    c.repeat(3, true);
    c.next(rules_text("2", "Mend and tell"));
    EXPECT_EQ(c.of().level, mastery::changed);
    EXPECT_EQ(c.of().asked, std::vector<std::string>{"mend"});
    c.repeat(5, true, {"call", "offer"});
    EXPECT_EQ(c.of().level, mastery::changed) << "none of them went through what has changed";
    c.repeat(2, true, {"call", "mend", "offer"});
    EXPECT_EQ(to_text(c.of(), *c.rules),
              "accredited for version 1; what has changed is asked anew: mend; 2 of 3 clean in a row");
    c.repeat(1, true, {"call", "mend", "offer"});
    EXPECT_EQ(c.of().level, mastery::can);
    EXPECT_EQ(c.of().version, "2");
    c.next(rules_text("1", "Mend"));
    EXPECT_EQ(c.of().level, mastery::can) << "what it says was known before";
}

TEST(accreditation, holds_where_nothing_of_the_role_has_changed) {
    class_room c{rules_text("1", "Mend")};
    c.repeat(3, true);
    c.next(rules_text("1.1", "Mend"));
    EXPECT_EQ(c.of().level, mastery::can);
    EXPECT_EQ(c.of().version, "1.1");
}

TEST(steps_of, changes_with_the_ways_that_lead_on) {
    const class_room one{rules_text("1", "Mend")}, other{rules_text("1", "Mend", "glad")};
    const step_hashes a = steps_of(*one.rules, one.which(), one.role()),
                      b = steps_of(*other.rules, other.which(), other.role());
    EXPECT_EQ(a.size(), 3U);
    EXPECT_NE(a.at("call"), b.at("call"));
    EXPECT_EQ(a.at("offer"), b.at("offer"));
    EXPECT_EQ(a.at("mend"), b.at("mend"));
}

TEST(drill_records, are_read_as_they_are_written) {
    class_room c{rules_text("1", "Mend")};
    c.repeat(1, false);
    c.repeat(1, true);
    c.records[0].story = "Сердитый";
    c.records[0].seed = 7;
    c.records[0].took = std::chrono::seconds{12};
    std::string text;
    for (const drill_record& r : c.records) text += to_line(r);
    issues found;
    const auto read = read_drills(std::make_shared<const source>("r.jsonl", text), found);
    EXPECT_TRUE(found.empty()) << render(found);
    ASSERT_EQ(read.size(), 2U);
    std::string again;
    for (const drill_record& r : read) again += to_line(r);
    EXPECT_EQ(again, text);
}

TEST(drill_records, that_are_wrong_are_told_with_their_place) {
    class_room c{rules_text("1", "Mend")};
    c.repeat(1, false);
    std::string good = to_line(c.records[0]), lying = good, lacking = good;
    lying.replace(lying.find("\"clean\":false"), 13, "\"clean\":true");
    lacking.replace(lacking.find("\"person\":\"anna\""), 15, "\"person\":12");
    issues found;
    training_limits limits;
    limits.line = 2'000;
    const std::string text = "oops\n\n" + lying + lacking + good + std::string(3'000, 'x') + "\n";
    EXPECT_EQ(read_drills(std::make_shared<const source>("r.jsonl", text), found, limits).size(), 1U);
    std::string said;
    for (const issue& i : found)
        said += std::to_string(i.at.source->at(i.at.where.begin).line) + " " + std::string{i.code} + "\n";
    EXPECT_EQ(said, "1 drill-line\n3 drill-line-clean\n4 drill-line-lacks\n6 drill-line-long\n");
    limits.records = 1;
    issues many;
    EXPECT_EQ(read_drills(std::make_shared<const source>("r.jsonl", good + good), many, limits).size(), 1U);
    EXPECT_EQ(many[0].code, "drills-too-many");
    limits.bytes = 10;
    issues large;
    EXPECT_TRUE(read_drills(std::make_shared<const source>("r.jsonl", good), large, limits).empty());
    EXPECT_EQ(large[0].code, "drills-too-large");
}

}  // namespace
}  // namespace reglament
