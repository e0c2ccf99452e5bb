// Sixty regulations with one hole each, and the same ones without it: every hole is found, with a client who really
// falls through it, and nothing is said of the sound ones.
#include "planted.hpp"

#include "support/rules.hpp"

#include <algorithm>
#include <map>

namespace reglament::testing {
namespace {

std::shared_ptr<const rulebook> read(const std::string& text) {
    const loaded l = load_text(planted_words + text, "planted.yaml");
    EXPECT_TRUE(l.rules) << render(l.found) << text;
    return l.rules;
}

std::string all_of(const proof& p) {
    std::string out;
    for (const finding& f : p.findings) out += std::string{to_string(f.kind)} + " " + render(f.what);
    return out;
}

// What was found and is more than a note.
std::vector<finding> alarms(const proof& p) {
    std::vector<finding> out;
    std::copy_if(p.findings.begin(), p.findings.end(), std::back_inserter(out),
                 [](const finding& f) { return f.what.level != severity::note; });
    return out;
}

class planted_holes : public ::testing::TestWithParam<planted> {
protected:
    [[nodiscard]] static const finding* find(const proof& p, const planted& hole) {
        for (const finding& f : p.findings) {
            const machine& m = rules_->machines()[f.regulation];
            if (f.kind == hole.kind && f.state != no_index && m.states()[f.state].id == hole.step &&
                f.what.level != severity::note)
                return &f;
        }
        return nullptr;
    }
    static inline std::shared_ptr<const rulebook> rules_;
};

// The scenario of the example, run by the engine: what the finding says comes about.
void expect_falls_through(const planted& hole, const finding& f) {
    ASSERT_FALSE(f.scenario.empty()) << hole.faulty << render(f.what);
    const loaded l = load_text(planted_words + hole.faulty + "---\n" + f.scenario, "example.yaml");
    ASSERT_TRUE(l.rules) << render(l.found) << f.scenario;
    const scenario_result ran = run_scenario(l.rules, l.rules->scenarios().front());
    for (const scenario_failure& x : ran.failures) ADD_FAILURE() << render(x.what) << f.scenario;
    const auto warned = [&](std::string_view code) {
        return std::any_of(ran.warnings.begin(), ran.warnings.end(), [&](const issue& i) {
            return i.code == code || (!i.arguments.empty() && render(i).find(code) != std::string::npos);
        });
    };
    if (f.what.code == "proof-no-row") {
        EXPECT_TRUE(warned("decision-no-rule")) << render(ran.warnings) << f.scenario;
    }
    if (f.what.code == "proof-rows-overlap") {
        EXPECT_FALSE(ran.warnings.empty()) << f.scenario;
    }
    if (hole.kind != flaw::conflict) return;
    for (const traffic& t : ran.counts) EXPECT_EQ(t.starts.front(), 1U) << f.scenario;  // both began
}

TEST_P(planted_holes, are_found_with_a_client_who_falls_through) {
    const planted& hole = GetParam();
    rules_ = read(hole.faulty);
    ASSERT_TRUE(rules_);
    const proof p = prove(rules_);
    const finding* const f = find(p, hole);
    ASSERT_NE(f, nullptr) << hole.faulty << all_of(p);
    EXPECT_TRUE(p.complete) << all_of(p);
    if (hole.kind == flaw::gap || hole.kind == flaw::overlap || hole.kind == flaw::conflict)
        expect_falls_through(hole, *f);
}

TEST_P(planted_holes, raise_no_alarm_when_mended) {
    const planted& hole = GetParam();
    const proof p = prove(read(hole.sound));
    EXPECT_TRUE(alarms(p).empty()) << hole.sound << all_of(p);
    EXPECT_TRUE(p.complete) << all_of(p);
}

INSTANTIATE_TEST_SUITE_P(suite, planted_holes, ::testing::ValuesIn(all_planted()),
                         [](const auto& row) { return row.param.name; });

TEST(planted_suite, is_large) {
    std::map<flaw, int> of;
    for (const planted& p : all_planted()) ++of[p.kind];
    EXPECT_GE(all_planted().size(), 60U);
    EXPECT_EQ(of.size(), 6U);
}

}  // namespace
}  // namespace reglament::testing
