// Scenarios written for each way, and slips that scenarios notice or not.
#include "planted.hpp"
#include "support/rules.hpp"

#include <reglament/control/mutation.hpp>
#include <reglament/proof/generate.hpp>

#include <algorithm>

namespace reglament::testing {
namespace {

const std::string asked =
    steps(ask("survey", "n: number") + "  - if: survey.n > 10\n    then: good\n  - output: bad\n");

TEST(generate, writes_a_scenario_for_each_way_and_they_pass) {
    const loaded l = load_text(planted_words + asked, "r.yaml");
    ASSERT_TRUE(l.rules) << render(l.found);
    const generated_scenarios made = generate_scenarios(l.rules);
    EXPECT_EQ(made.written, 2U) << made.text;
    EXPECT_EQ(made.left_out, 0U);
    const loaded with = load_text(planted_words + asked + "---\n" + made.text, "r.yaml");
    ASSERT_TRUE(with.rules) << render(with.found) << made.text;
    const rehearsal done = rehearse(with.rules);
    EXPECT_EQ(done.scenarios.size(), 2U);
    EXPECT_EQ(done.failed(), 0U);
    EXPECT_EQ(done.coverage[0].branches.reached, done.coverage[0].branches.total);
}

TEST(generate, keeps_to_the_ranges_of_numbers) {
    const std::string ranged = steps(ask("survey", "n: number [20..30)\n      m: number (0..1)") +
                                     "  - if: survey.n > 25\n    then: good\n  - output: bad\n");
    const loaded l = load_text(planted_words + ranged, "r.yaml");
    ASSERT_TRUE(l.rules) << render(l.found);
    const generated_scenarios made = generate_scenarios(l.rules);
    EXPECT_EQ(made.written, 2U) << made.text;
    EXPECT_EQ(made.left_out, 0U);
}

TEST(mutate, tells_which_slips_no_scenario_notices) {
    const auto story = [](const std::string& n, const std::string& output) {
        return "---\nscenario: n " + n +
               "\nregulation: r\nsteps:\n  - event: ping\n    at: 2025-06-16 12:00\n  - done: survey\n" +
               "    form:\n      n: " + n + "\n    expect:\n      output: " + output + "\n";
    };
    const auto slips = [&](const std::string& stories) {
        const loaded l = load_text(planted_words + asked + stories, "r.yaml");
        EXPECT_TRUE(l.rules) << render(l.found);
        return mutate(l.rules);
    };
    const auto guarded = slips(story("11", "good") + story("10", "bad"));
    ASSERT_EQ(guarded.size(), 1U);
    EXPECT_EQ(guarded[0].before, ">");
    EXPECT_EQ(guarded[0].after, "<=");
    EXPECT_TRUE(guarded[0].noticed);
    EXPECT_TRUE(unnoticed(guarded).empty());
    const auto open = slips({});
    ASSERT_EQ(open.size(), 1U);
    EXPECT_FALSE(open[0].noticed);
    EXPECT_EQ(message(unnoticed(open)[0]), "no scenario minds if > here becomes <=");
}

}  // namespace
}  // namespace reglament::testing
