#include "support/rules.hpp"

#include <reglament/control/feedback.hpp>

#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

namespace reglament {
namespace {

// Steps of a regulation; `A` stands for a task of that name.
std::string rules_with(const std::string& steps, const std::string& more = {}) {
    return "regulation: r\ninput:\n  event: ping\noutput:\n  done:\n  other:\n" + more + "steps:\n" + steps +
           "  - output: done\n";
}

std::string task(const std::string& name, const std::string& more = {}) {
    return "  - task: " + name + "\n    do: do " + name + "\n    by: manager\n" + more;
}

const std::string optional = "    optional: yes\n";

std::vector<std::string> split(std::string_view text, char by) {
    std::vector<std::string> out;
    for (std::size_t at = 0; at <= text.size();) {
        const std::size_t end = std::min(text.find(by, at), text.size());
        if (end > at) out.emplace_back(text.substr(at, end - at));
        at = end + 1;
    }
    return out;
}

struct told {
    case_conformance what;
    std::string text;  // "cost: kind step; …"
    issues found;
};

told compared(const std::string& rules, const std::string& log, conformance_options how = {},
              std::optional<instant> first = std::nullopt, std::chrono::hours apart = std::chrono::hours{1}) {
    told out;
    const auto book = testing::rules_of(rules);
    conformance c{book, 0, how, out.found};
    const std::vector<std::string> names = split(log, ' ');
    std::vector<case_event> events;
    for (const std::string& n : names) {
        const std::size_t slash = n.find('/');
        const std::string_view name = std::string_view{n}.substr(0, slash);
        events.push_back(
            {name, {}, slash == n.npos ? std::string_view{} : std::string_view{n}.substr(slash + 1), {}, first, {}});
        if (first) *first += apart;
    }
    out.what = c.take({"1", events, 0});
    out.text = std::to_string(out.what.cost);
    for (const deviation& d : out.what.deviations)
        out.text += (&d == &out.what.deviations.front() ? ": " : "; ") + std::string{to_string(d.kind)} + " " +
                    (d.step.empty() ? d.activity : d.step);
    return out;
}

struct row {
    const char* log;
    const char* told;
};

void expect(const std::string& rules, const std::vector<row>& rows) {
    for (const row& r : rows) EXPECT_EQ(compared(rules, r.log).text, r.told) << r.log << "\n" << rules;
}

TEST(conformance, a_sequence_with_an_optional_step) {
    expect(rules_with(task("A") + task("B", optional) + task("C")), {
                                                                        {"A B C", "0"},
                                                                        {"A C", "0"},
                                                                        {"A", "1: missing C"},
                                                                        {"", "2: missing A; missing C"},
                                                                        {"A A C", "1: too often A"},
                                                                        {"A X C", "1: unknown event X"},
                                                                        {"C A", "2: out of sequence A"},
                                                                        {"A C B", "1: extra B"},
                                                                    });
}

TEST(conformance, ways_that_are_chosen) {
    const std::string either =
        "  - either:\n      one:\n        - task: A\n          do: a\n          by: manager\n"
        "        - task: B\n          do: b\n          by: manager\n"
        "      two:\n        - task: C\n          do: c\n          by: manager\n";
    expect(rules_with(either + task("D")), {{"A B D", "0"},
                                            {"C D", "0"},
                                            {"D", "1: missing C"},
                                            {"A B C D", "1: wrong branch C"},
                                            {"B D", "1: missing A"}});
    const std::string split_by =
        "  - if: phone allowed\n    then:\n      - task: A\n        do: a\n        by: manager\n"
        "    else:\n      - output: other\n";
    expect(rules_with(split_by + task("B")), {{"A B", "0"}, {"", "0"}, {"A", "1: missing B"}});
}

TEST(conformance, loops) {
    const std::string free =
        "  - repeat:\n      - task: A\n        do: a\n        by: manager\n      - task: B\n"
        "        do: b\n        by: manager\n";
    expect(rules_with(free + task("C")),
           {{"A B C", "0"}, {"A B A B C", "0"}, {"A B A C", "1: too often A"}, {"C", "2: missing A; missing B"}});
    const std::string thrice = "  - repeat:\n      - task: A\n        do: a\n        by: manager\n    times: 3\n";
    expect(rules_with(thrice), {{"A A A", "0"}, {"A A", "1: missing A"}, {"A A A A", "1: too often A"}});
    const std::string until =
        "  - repeat:\n      - task: A\n        do: a\n        by: manager\n    until: phone allowed\n"
        "    at most: 2\n";
    expect(rules_with(until), {{"A", "0"}, {"A A", "0"}, {"A A A", "1: too often A"}, {"", "1: missing A"}});
    const std::string each =
        "  - for each: x\n    in: [\"a\", \"b\"]\n    at once: yes\n    steps:\n      - task: A\n"
        "        do: a\n        by: manager\n      - task: B\n        do: b\n        by: manager\n";
    expect(rules_with(each), {{"A B A B", "0"}, {"A A B B", "0"}, {"A B", "2: missing A; missing B"}});
    const std::string unknown =
        "  - for each: x\n    in: if phone allowed then [\"a\"] else [\"a\", \"b\"]\n    at once: yes\n    steps:\n    "
        "  - task: A\n"
        "        do: a\n        by: manager\n";
    const told some = compared(rules_with(unknown + task("B")), "A A A B");
    EXPECT_EQ(some.text, "0");
    EXPECT_EQ(compared(rules_with(unknown + task("B")), "B").text, "0");
}

std::string fork_of(const std::string& join) {
    return "  - fork:\n      one:\n        - task: A\n          do: a\n          by: manager\n        - task: B\n"
           "          do: b\n          by: manager\n      two:\n        - task: C\n          do: c\n          by: "
           "manager\n" +
           join;
}

TEST(conformance, concurrency) {
    expect(rules_with(fork_of("") + task("D")), {{"A B C D", "0"},
                                                 {"C A B D", "0"},
                                                 {"A C B D", "0"},
                                                 {"B A C D", "2: out of sequence A"},
                                                 {"A B D", "1: missing C"}});
    expect(rules_with(fork_of("    join: any\n") + task("D")),
           {{"C D", "0"}, {"A B D", "0"}, {"A C D", "0"}, {"C B D", "1: extra B"}});
    expect(rules_with(fork_of("    join: any\n    others: finish\n") + task("D")),
           {{"C A B D", "0"}, {"C D", "0"}, {"C A D", "0"}, {"C A D B", "1: extra B"}});
    expect(rules_with(fork_of("    join: none\n") + task("D")), {{"D", "0"}, {"A B C D", "0"}, {"C A D", "0"}});
}

TEST(conformance, events_and_outputs) {
    const std::string listens = "  - listen: pong\n    within: 3 days\n    on timeout: other\n";
    expect(rules_with(listens + task("A")), {{"pong A", "0"}, {"", "0"}, {"pong", "1: missing A"}});
    const std::string block =
        "  - block: inner\n    steps:\n      - task: A\n        do: a\n        by: manager\n"
        "      - task: B\n        do: b\n        by: manager\n    on:\n      - event: pong\n"
        "        then:\n          - task: C\n            do: c\n            by: manager\n";
    expect(rules_with(block + task("D")),
           {{"A B D", "0"}, {"A pong C D", "0"}, {"pong C D", "0"}, {"A pong D", "1: missing C"}});
    const std::string beside =
        "  - block: inner\n    steps:\n      - task: A\n        do: a\n        by: manager\n"
        "    on:\n      - event: pong\n        interrupting: no\n"
        "        then:\n          - task: C\n            do: c\n            by: manager\n";
    expect(rules_with(beside + task("D")),
           {{"A D", "0"}, {"pong A C D", "0"}, {"pong pong C A C D", "0"}, {"A pong D", "1: extra inner"}});
    const std::string ends =
        "regulation: r\ninput:\n  event: ping\noutput:\n  done:\n  other:\n    when: pong\nsteps:\n" + task("A") +
        task("B") + "  - output: done\n";
    expect(ends, {{"A B", "0"}, {"A pong", "0"}, {"pong", "0"}, {"A", "1: missing B"}});
}

TEST(conformance, attempts) {
    const std::string call =
        "    on no answer:\n      retry after: 1 day\n      at most: 2\n      then: other\n"
        "    observe:\n      activity: Call\n      no answer: Nobody\n";
    expect(
        rules_with(task("A", call) + task("B")),
        {{"Call B", "0"}, {"Nobody Call B", "0"}, {"Nobody Nobody", "0"}, {"Nobody Nobody Call B", "1: too often A"}});
}

TEST(conformance, names_in_the_log) {
    const std::string twice =
        task("A", "    observe: Call\n") + task("B", "    observe: [Call, Letter]\n") + task("C", "    observe: no\n");
    expect(
        rules_with(twice),
        {{"Call Call", "0"}, {"Call Letter", "0"}, {"Letter", "1: missing A"}, {"Call Call Call", "1: too often A"}});
    const std::string start = "regulation: r\ninput:\n  event: ping\n  observe: Begin\noutput: [done]\nsteps:\n" +
                              task("A") + "  - wait: 1 day\n    observe: Waited\n  - output: done\n";
    expect(start, {{"Begin A Waited", "0"}, {"A Waited", "1: missing Begin"}, {"Begin A", "1: missing wait-1"}});
}

TEST(conformance, costs_and_what_is_accepted) {
    const std::string rules = rules_with(task("A") + task("B", "    observe:\n      missing: 5\n"),
                                         "control:\n  missing: 2\n  extra: 3\n  ignore: [Note]\n  accept missing: A\n"
                                         "  accept extra: Mail\n");
    expect(rules, {{"A B", "0"},
                   {"B", "0: missing A"},
                   {"A", "5: missing B"},
                   {"A X B", "3: unknown event X"},
                   {"Mail A B", "0: unknown event Mail"},
                   {"A Note B", "0"}});
    EXPECT_EQ(compared(rules, "Note A B X").what.deviations[0].event, 3U);
}

TEST(conformance, open_cases_have_pending_steps) {
    conformance_options how;
    how.open_since = parse_instant("2025-01-02T00:00:00Z", feel::zone::utc());
    const std::string rules = rules_with(task("S") + fork_of("") + task("D"));
    const auto day = parse_instant("2025-01-02T10:00:00Z", feel::zone::utc());
    EXPECT_EQ(compared(rules, "S C", how, day).text, "0: pending A");
    EXPECT_EQ(compared(rules, "S X", how, day).text.substr(0, 18), "1: unknown event X");
    const auto before = parse_instant("2025-01-01T10:00:00Z", feel::zone::utc());
    EXPECT_FALSE(compared(rules, "S C", how, before).what.open);
}

TEST(conformance, lateness_and_roles_cost_nothing) {
    const std::string rules = rules_with(task("A") + task("B", "    within: 2 days\n"));
    const auto day = parse_instant("2025-01-06T10:00:00Z", feel::zone::utc());
    EXPECT_EQ(compared(rules, "A B", {}, day, std::chrono::hours{47}).text, "0");
    EXPECT_EQ(compared(rules, "A B", {}, day, std::chrono::hours{49}).text, "0: late B");
    EXPECT_EQ(compared(rules, "A/manager B/head", {}, day).text, "0: wrong role B");
}

TEST(conformance, what_is_not_treated_is_told) {
    const told some =
        compared("regulation: r\ninput:\n  event: ping\noutput:\n  done:\n  other:\n    stop when: debt > 5\nsteps:\n" +
                     task("A") + "  - output: done\n",
                 "A");
    ASSERT_EQ(some.found.size(), 1U);
    EXPECT_EQ(some.found[0].code, "control-stop");
}

TEST(conformance, beyond_the_budget_a_case_is_undecided) {
    conformance_options how;
    how.budget = 3;
    const told some = compared(rules_with(fork_of("") + task("D")), "D C B A X Y", how);
    EXPECT_FALSE(some.what.decided);
    EXPECT_LE(some.what.lower, some.what.upper);
    EXPECT_EQ(some.what.upper, 10U);
}

// By person, step and week is the same as all together.
void expect_the_same(const feedback_figures& f, const conformance_figures& all) {
    std::uint64_t cost = 0, times = 0, of_rows = 0;
    for (const deviation_figures& d : all.deviations) {
        const auto same = std::find_if(f.deviations.begin(), f.deviations.end(), [&](const auto& x) {
            return x.kind == d.kind && x.step == d.step && x.activity == d.activity;
        });
        ASSERT_NE(same, f.deviations.end());
        EXPECT_EQ(same->cases, d.cases);
        EXPECT_EQ(same->times, d.times);
        times += d.times;
    }
    for (const feedback_person& p : f.people) cost += p.cost;
    for (const feedback_row& r : f.rows) of_rows += r.times;
    EXPECT_EQ(cost, all.total_cost);
    EXPECT_EQ(of_rows, times);
    EXPECT_EQ(f.conforming, all.conforming);
    EXPECT_EQ(f.course.before.cases + f.course.after.cases, all.cases);
}

// The figures were computed independently of this project, with integers.
TEST(conformance, the_help_desk) {
    const std::filesystem::path log = std::filesystem::path{REGLAMENT_SHARED_DIR} / "data/helpdesk.xes.gz";
    std::ifstream reference_file{std::filesystem::path{REGLAMENT_SHARED_DIR} / "data/reference.json"};
    if (!std::filesystem::exists(log) || !reference_file) {
        std::cout << "the log of the help desk is not here (" << log << "): nothing was compared\n";
        return;
    }
    const feel::value reference =
        feel::read_json(std::string{std::istreambuf_iterator<char>{reference_file}, {}}).value().get("helpdesk.xes.gz");
    const loaded rules = load({std::filesystem::path{REGLAMENT_SOURCE_DIR} / "bench/control/helpdesk.yaml"});
    ASSERT_TRUE(rules.rules) << render(rules.found);
    issues found;
    conformance c{rules.rules, 0, {}, found};
    feedback people{rules.rules, c};
    case_log_summary told;
    ASSERT_TRUE(read_cases(
        log, {}, [&](const observed_case& one) { people.take(one, c.take(one)); }, told, found))
        << render(found);
    expect_the_same(people.figures(), c.figures());
    const auto json = feel::read_json(to_json(c.figures(), c)).value();
    EXPECT_EQ(json.get("cases"), reference.get("cases"));
    EXPECT_EQ(json.get("events"), reference.get("events"));
    EXPECT_EQ(json.get("variants"), reference.get("variants"));
    EXPECT_EQ(json.get("conforming"), reference.get("conforming_cases"));
    EXPECT_EQ(json.get("total_cost"), reference.get("total_cost"));
    EXPECT_EQ(feel::to_string(json.get("cost_histogram")), feel::to_string(reference.get("cost_histogram")));
    const auto nine = [](const feel::value& v) { return round(v.as_number(), 9, feel::rounding::half_even); };
    EXPECT_EQ(nine(json.get("fitness").get("mean")), nine(reference.get("log_fitness_mean")));
    EXPECT_EQ(nine(json.get("fitness").get("weighted")), nine(reference.get("log_fitness_weighted")));
}

}  // namespace
}  // namespace reglament
