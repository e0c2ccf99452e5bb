// Publishing changed rules to an engine that has runs open.
#include "support/rules.hpp"

#include <gmock/gmock.h>

#include <functional>

namespace reglament {
namespace {

using testing::at;
using ::testing::ElementsAre;
using testing::make;
using testing::open_tasks;
using testing::paid;
using testing::rules_of;

// Two tasks in a row.
const std::string first = R"(regulation: wake
version: 1.0.0
input:
  event: order.paid
output: [done, lost]
steps:
  - task: ask
    do: Ask
    by: manager
    within: 10 days
    form:
      reason: text
  - task: mend
    do: Mend
    by: manager
    within: 5 days
  - output: done
)";

std::string with(std::string text, std::string_view from, std::string_view to) {
    const std::size_t place = text.find(from);
    EXPECT_NE(place, text.npos) << from;
    return text.replace(place, from.size(), to);
}

// The next version, which treats runs so.
std::string next(std::string_view running, std::string text = first) {
    return with(std::move(text), "version: 1.0.0", "version: 2.0.0\nrunning: " + std::string{running});
}

/// What became of runs: "c1#1 moved ask>ask", "c1#1 needs mapping (step gone) ask".
std::vector<std::string> told(const publish_report& r) {
    std::vector<std::string> out;
    for (const auto& [client, m] : r.runs) {
        std::string one = client + "#" + std::to_string(m.run) + " " + std::string{to_string(m.fate)};
        if (m.why != stay_reason::none) one += " (" + std::string{to_string(m.why)} + ")";
        one += " " + m.step + (m.to_step == m.step ? "" : ">" + m.to_step);
        for (const lost_part& l : m.lost) one += " lost " + l.name;
        out.push_back(one);
    }
    return out;
}

engine running(const std::string& rules,
               const std::vector<event>& events = {make("order.paid", "2025-01-01", paid(5))}) {
    engine e{rules_of(rules)};
    for (const event& x : events) EXPECT_EQ(e.post(x).status, post_status::accepted);
    return e;
}

std::string bytes(const engine& e) {
    std::string all;
    for (std::size_t i = 0; i < e.client_count(); ++i) all += encode(e.rules(), e.state(i));
    return all;
}

std::string version_of(const engine& e, std::size_t run = 0) {
    return e.rules().machines()[e.state(0).runs.at(run).regulation].regulation().version;
}

TEST(publish, the_same_rules_change_nothing) {
    engine e = running(first);
    const std::string before = bytes(e);
    const auto lines = testing::lines(e, "c1", true);
    const auto report = e.publish(rules_of("# a comment\n" + first));
    EXPECT_TRUE(report.published);
    EXPECT_TRUE(report.found.empty());
    EXPECT_TRUE(report.runs.empty());
    EXPECT_EQ(bytes(e), before);
    EXPECT_EQ(testing::lines(e, "c1", true), lines);
    EXPECT_EQ(e.rules().machines().size(), 1U);
}

TEST(publish, runs_go_on_by_their_own_version) {
    engine e = running(first);
    const auto report = e.publish(
        rules_of(next("keep", with(first, "  - task: mend\n    do: Mend\n    by: manager\n    within: 5 days\n", ""))));
    EXPECT_TRUE(report.published) << render(report.found);
    EXPECT_THAT(told(report), ElementsAre("c1#1 stays (kept) ask"));
    EXPECT_EQ(version_of(e), "1.0.0");
    EXPECT_TRUE(e.complete("c1", 1, feel::context{{"reason", "x"}}, at("2025-01-02")).status == post_status::accepted);
    EXPECT_THAT(open_tasks(e), ElementsAre("mend#2")) << "as its version has it";
    e.post(make("order.paid", "2025-01-03", paid(5), "c2"));
    EXPECT_EQ(e.rules().machines()[e.state(1).runs[0].regulation].regulation().version, "2.0.0");
    e.post(make("order.paid", "2025-01-03", paid(5)));
    EXPECT_EQ(testing::last_line(e), "2025-01-03 start refused: already running") << "one run a client, of any version";
    e.complete("c1", 2, {}, at("2025-01-04"));
    e.post(make("order.paid", "2025-01-05", paid(5)));
    EXPECT_EQ(version_of(e), "2.0.0");
}

TEST(publish, runs_are_moved_with_their_task) {
    engine e = running(first);
    const auto report =
        e.publish(rules_of(next("migrate", with(first, "    within: 5 days\n", "    within: 1 day\n"))));
    EXPECT_THAT(told(report), ElementsAre("c1#1 moved ask"));
    EXPECT_EQ(version_of(e), "2.0.0");
    EXPECT_THAT(open_tasks(e), ElementsAre("ask#1")) << "it is the same task";
    EXPECT_EQ(e.tasks()[0].due, at("2025-01-11"));
    EXPECT_EQ(testing::last_line(e), "2025-01-01 run migrated ask");
    e.complete("c1", 1, feel::context{{"reason", "x"}}, at("2025-01-02"));
    EXPECT_EQ(e.tasks()[0].due, at("2025-01-03")) << "by the new version";
}

TEST(publish, a_dry_run_changes_nothing_and_tells_the_same) {
    engine e = running(first);
    const std::string before = bytes(e);
    const auto rules = rules_of(next("migrate"));
    const auto dry = e.publish(rules, {.dry_run = true});
    EXPECT_FALSE(dry.published);
    EXPECT_EQ(bytes(e), before);
    EXPECT_EQ(e.rules().machines()[0].regulation().version, "1.0.0");
    EXPECT_EQ(told(dry), told(e.publish(rules)));
}

struct removal {
    std::string_view name, rule;
    std::vector<std::string> fates, tasks;
};

TEST(publish, what_becomes_of_a_step_that_is_no_more) {
    const std::string shorter =
        with(first, "  - task: ask\n    do: Ask\n    by: manager\n    within: 10 days\n    form:\n      reason: text\n",
             "  - task: call\n    do: Call\n    by: manager\n    within: 3 days\n");
    for (const removal& r : std::vector<removal>{
             {"nothing", "", {"c1#1 needs mapping (step gone) ask"}, {"ask#1"}},
             {"map", "map:\n  ask: call\n", {"c1#1 moved ask>call lost ask.reason"}, {"call#1"}},
             {"skip", "removed: skip\n", {"c1#1 moved ask>mend lost ask.reason"}, {"mend#2"}},
             {"jump", "removed: jump\nto: call\n", {"c1#1 moved ask>call lost ask.reason"}, {"call#2"}},
             {"jump to an end", "removed: jump\nto: lost\n", {"c1#1 ended ask>lost lost ask.reason"}, {}},
             {"cancel", "removed: cancel\n", {"c1#1 ended ask>"}, {}}}) {
        engine e = running(first);
        const auto report =
            e.publish(rules_of(next("migrate", shorter) +
                               (r.rule.empty() ? "" : "---\nmigration: wake\nfrom: 1.0.0\n") + std::string{r.rule}));
        EXPECT_TRUE(report.published) << render(report.found);
        // No answer was given yet, so none is lost.
        std::vector<std::string> fates = r.fates;
        for (std::string& f : fates) f = f.substr(0, f.find(" lost ask"));
        EXPECT_EQ(told(report), fates) << r.name;
        EXPECT_EQ(open_tasks(e), r.tasks) << r.name;
    }
}

TEST(publish, answers_move_under_their_new_names_or_are_told_lost) {
    for (const auto& [map, lost] : {std::pair{"  ask: question\n  ask.reason: question.why\n", ""},
                                    std::pair{"  ask: question\n", " lost ask.reason"}}) {
        engine e = running(first);
        e.complete("c1", 1, feel::context{{"reason", "too far"}}, at("2025-01-02"));
        const std::string changed =
            with(with(with(first, "task: ask", "task: question"), "reason: text", "why: text"), "  - output: done\n",
                 "  - if: question.why = \"too far\"\n    then: lost\n  - output: done\n");
        const auto report =
            e.publish(rules_of(next("migrate", changed) + "---\nmigration: wake\nfrom: [0.9, 1.0.0]\nmap:\n" + map));
        EXPECT_THAT(told(report), ElementsAre("c1#1 moved mend" + std::string{lost}));
        e.complete("c1", 2, {}, at("2025-01-03"));
        EXPECT_EQ(testing::last_line(e), "2025-01-03 run finished " + std::string{*lost == '\0' ? "lost" : "done"});
    }
}

TEST(publish, due_times_stay_or_are_counted_anew) {
    for (const auto& [rule, due] : {std::pair{"keep", "2025-01-11"}, std::pair{"recompute", "2025-01-04"}}) {
        engine e = running(first);
        e.publish(rules_of(next("migrate", with(first, "within: 10 days", "within: 3 days")) +
                           "---\nmigration: wake\nfrom: 1.0.0\ndeadlines: " + rule + "\n"));
        EXPECT_EQ(e.tasks()[0].due, at(due)) << rule;
        e.advance(at("2025-01-05"));
        EXPECT_EQ(e.tasks()[0].late, std::string{rule} == "recompute");
    }
}

TEST(publish, nobody_begins_a_version_that_waits_for_the_earlier_ones) {
    engine e = running(first);
    EXPECT_THAT(told(e.publish(rules_of(next("drain")))), ElementsAre("c1#1 stays (draining) ask"));
    e.post(make("order.paid", "2025-01-02", paid(5), "c2"));
    EXPECT_THAT(testing::lines(e, "c2"), ElementsAre("2025-01-02 start refused: draining"));
    e.complete("c1", 1, feel::context{{"reason", "x"}}, at("2025-01-03"));
    e.complete("c1", 2, {}, at("2025-01-03"));
    e.post(make("order.paid", "2025-01-04", paid(5), "c2"));
    EXPECT_EQ(e.state(1).runs.size(), 1U) << "the last of them has ended";
}

TEST(publish, who_is_in_the_situation_waits_for_the_earlier_versions_too) {
    const auto owes = [](const char* client) {
        return make("facts.changed", "2025-01-01", feel::context{{"debt", feel::number{500}}}, client);
    };
    engine e = running(first, {make("order.paid", "2025-01-01", paid(5)), owes("c2")});
    const std::string rules =
        with(next("drain"), "  event: order.paid\n", "  as soon as: debt > 100\n  existing: start\n");
    const auto report = e.publish(rules_of(rules));
    ASSERT_TRUE(report.published) << render(report.found);
    EXPECT_EQ(report.started, 0U);
    EXPECT_EQ(e.waiting().size(), 1U);
    EXPECT_EQ(e.next_due(), at("2025-01-11")) << "nothing to do for those who wait";
    e.complete("c1", 1, feel::context{{"reason", "x"}}, at("2025-01-03"));
    EXPECT_EQ(e.waiting().size(), 1U);
    e.complete("c1", 2, {}, at("2025-01-04"));
    EXPECT_EQ(e.waiting().size(), 0U);
    EXPECT_EQ(e.state(0).runs.size(), 0U);
    EXPECT_THAT(testing::lines(e, "c2"), ElementsAre("2025-01-01 start queued ask", "2025-01-04 run started",
                                                     "2025-01-04 task created ask#1 due 2025-01-14"));
}

TEST(publish, two_runs_are_not_moved_into_one_block_for_one_at_a_time) {
    const std::string twin = with(first, "regulation: wake", "regulation: twin");
    const std::string step =
        "  - task: ask\n    do: Ask\n    by: manager\n    within: 10 days\n    form:\n      reason: text\n";
    const auto alone = [&](const std::string& text) {
        std::string inner = with(text, step,
                                 "  - block: talk\n    alone: talk\n    steps:\n      - task: ask\n        do: Ask\n"
                                 "        by: manager\n        form:\n          reason: text\n");
        return inner;
    };
    engine e = running(first + "---\n" + twin);
    EXPECT_THAT(told(e.publish(rules_of(alone(next("migrate")) + "---\n" + alone(next("migrate", twin))))),
                ElementsAre("c1#1 moved ask", "c1#2 needs mapping (not alone) ask"));
}

const std::string divided = R"(regulation: wake
version: 1.0.0
input:
  event: order.paid
output: [done]
steps:
  - fork:
      left:
        - task: a
          do: A
          by: manager
        - task: b
          do: B
          by: manager
      right:
        - task: c
          do: C
          by: manager
    id: both
  - task: last
    do: Last
    by: manager
  - output: done
)";

TEST(publish, all_branches_are_moved_or_none) {
    struct row {
        std::string_view from, to, map, fate;
        std::vector<std::string> after;
    };
    for (const row& r :
         std::vector<row>{{"do: Last", "do: The last", "", "c1#1 moved both", {"b#3"}},
                          {"task: c\n", "task: d\n", "", "c1#1 needs mapping (step gone) c", {"b#3"}},
                          {"task: c\n", "task: d\n", "map:\n  c: d\n", "c1#1 moved both", {"b#3"}},
                          {"task: c\n", "task: d\n", "removed: skip\n", "c1#1 moved both", {"b#3"}},
                          {"id: both", "id: twice", "", "c1#1 needs mapping (step gone) both", {"b#3"}},
                          {"id: both", "id: twice", "map:\n  both: twice\n", "c1#1 moved both>twice", {"b#3"}},
                          {"      right:\n", "      other:\n", "", "c1#1 needs mapping (step elsewhere) c", {"b#3"}},
                          {"    id: both\n",
                           "    id: both\n    join: any\n",
                           "",
                           "c1#1 needs mapping (step changed) both",
                           {"b#3"}}}) {
        engine e = running(divided);
        const auto report =
            e.publish(rules_of(next("migrate", with(divided, r.from, r.to)) +
                               (r.map.empty() ? "" : "---\nmigration: wake\nfrom: 1.0.0\n") + std::string{r.map}));
        EXPECT_TRUE(report.published) << render(report.found);
        EXPECT_THAT(told(report), ElementsAre(r.fate)) << r.to << r.map;
        for (const std::uint32_t task : {1U, 2U}) e.complete("c1", task, {}, at("2025-01-02"));
        EXPECT_EQ(open_tasks(e), r.after) << r.to << r.map;
        while (!e.tasks().empty()) e.complete("c1", e.tasks()[0].number, {}, at("2025-01-03"));
        EXPECT_EQ(testing::last_line(e), "2025-01-03 run finished done") << r.to << r.map;
    }
}

TEST(publish, a_version_that_does_not_fit_the_new_vocabulary_is_refused_with_its_place) {
    const std::string with_debt =
        with(first, "  event: order.paid\n", "  event: order.paid\n  if: debt = null or debt < 10\n");
    engine e = running(with_debt);
    const std::string before = bytes(e);
    std::string words = testing::small_vocabulary;
    words = with(words, "  debt: number\n", "");
    const loaded l = load_text(words + next("keep"), "new.yaml");
    ASSERT_TRUE(l.rules) << render(l.found);
    const auto report = e.publish(l.rules);
    EXPECT_FALSE(report.published);
    EXPECT_NE(render(report.found).find("[version-not-fitting]"), std::string::npos) << render(report.found);
    EXPECT_NE(render(report.found).find("test.yaml:"), std::string::npos) << "its own place";
    EXPECT_EQ(bytes(e), before);
    e.complete("c1", 1, feel::context{{"reason", "x"}}, at("2025-01-02"));
    e.complete("c1", 2, {}, at("2025-01-02"));
    EXPECT_FALSE(e.publish(l.rules).published) << "what it told is not taken yet";
    e.taken(SIZE_MAX);
    EXPECT_TRUE(e.publish(l.rules).published) << "without runs it is left out";
}

TEST(publish, a_fact_that_is_gone_is_told) {
    engine e = running(first, {make("facts.changed", "2025-01-01", feel::context{{"debt", feel::number{7}}})});
    const loaded l = load_text(with(testing::small_vocabulary, "  debt: number\n", "") + first, "new.yaml");
    const auto report = e.publish(l.rules);
    ASSERT_TRUE(report.published) << render(report.found);
    ASSERT_EQ(report.lost.size(), 1U);
    EXPECT_EQ(report.lost[0].client + ": " + report.lost[0].what.name, "c1: debt");
}

TEST(publish, the_history_of_earlier_versions_is_still_told) {
    engine e = running(first);
    e.complete("c1", 1, feel::context{{"reason", "x"}}, at("2025-01-02"));
    e.complete("c1", 2, {}, at("2025-01-03"));
    const auto before = testing::lines(e);
    std::string other = first;
    e.publish(
        rules_of("regulation: a\ninput:\n  event: ping\noutput: [x]\nsteps:\n  - output: x\n---\n" + next("migrate")));
    EXPECT_EQ(testing::lines(e), before);
    EXPECT_EQ(e.rules().machines().size(), 3U);
}

// --- Runs that wait for other runs ---

const std::string caller = R"(---
regulation: campaign
input:
  event: ping
output: [good, bad]
steps:
  - run: called
    id: it
    data:
      depth: 3
  - if: it.score = 7 and it.depth = 3
    then: good
  - output: bad
)";

const std::string called = R"(regulation: called
version: 1.0.0
input:
  by call: yes
  data:
    depth: number
output:
  done:
    data:
      score: "7"
      depth: input.depth
steps:
  - task: ask
    do: Ask
    by: manager
  - output: done
)";

TEST(publish, who_waits_for_a_run_hears_of_it_in_whatever_version_it_ends) {
    const std::string reordered = with(with(called, "      score: \"7\"\n      depth: input.depth\n",
                                            "      depth: input.depth\n      note: 8\n      score: \"7\"\n"),
                                       "    depth: number\n", "    reason: optional text\n    depth: number\n");
    for (const char* how : {"keep", "migrate", "keep\npilot:\n  clients: [c2]"}) {
        engine e = running(called + caller, {make("ping", "2025-01-01")});
        const auto report = e.publish(rules_of(next(how, reordered) + caller));
        ASSERT_TRUE(report.published) << render(report.found);
        e.post(make("ping", "2025-01-01", {}, "c2"));
        for (const char* client : {"c1", "c2"}) {
            ASSERT_EQ(e.tasks({.subject = client}).size(), 1U) << how << client;
            e.complete(client, e.tasks({.subject = client})[0].number, {}, at("2025-01-02"));
            EXPECT_EQ(testing::lines(e, client).back(), "2025-01-02 run finished good") << how << " " << client;
        }
    }
}

TEST(publish, a_run_that_was_called_begins_in_the_version_of_its_client) {
    engine e{rules_of(called + caller)};
    e.publish(rules_of(next("keep\npilot:\n  clients: [c2]", called) + caller));
    for (const char* c : {"c1", "c2"}) e.post(make("ping", "2025-01-01", {}, c));
    const auto version = [&](std::size_t client) {
        for (const run& r : e.state(client).runs) {
            const regulation& of = e.rules().machines()[r.regulation].regulation();
            if (of.id.value == "called") return of.version;
        }
        return std::string{};
    };
    EXPECT_EQ(version(0), "1.0.0");
    EXPECT_EQ(version(1), "2.0.0");
}

// --- What is saved ---

TEST(publish, a_saved_run_is_of_the_version_it_was_saved_in) {
    engine e = running(first);
    const std::string saved = encode(e.rules(), e.state(0));
    e.publish(rules_of(next("keep")));
    const auto read = decode(e.rules(), saved);
    ASSERT_TRUE(read);
    EXPECT_EQ(e.rules().machines()[read->runs[0].regulation].regulation().version, "1.0.0");
    EXPECT_EQ(encode(e.rules(), *read), encode(e.rules(), e.state(0)));
    std::string why;
    EXPECT_FALSE(decode(*rules_of(next("keep")), saved, &why));
    EXPECT_THAT(why, ::testing::StartsWith("the rulebook has not the version of regulation 'wake' that a run is in"));
}

// --- Who is in the situation already ---

const std::string silent = R"(regulation: silent
version: 1.0.0
input:
  silent: order.paid
  for: 90 days
output: [done]
steps:
  - task: ask
    do: Ask
    by: manager
  - output: done
)";

TEST(publish, a_silence_goes_on_and_is_counted_by_the_new_version) {
    struct row {
        std::string_view period, existing;
        std::uint64_t started, ignored;
        std::optional<instant> due;
    };
    for (const row& r : std::vector<row>{{"120 days", "ignore", 0, 0, at("2025-05-01")},
                                         {"30 days", "ignore", 0, 1, std::nullopt},
                                         {"30 days", "start", 1, 0, std::nullopt}}) {
        engine e = running(silent);
        e.advance(at("2025-02-15"));
        const auto report =
            e.publish(rules_of(with(next("keep", silent), "for: 90 days",
                                    "for: " + std::string{r.period} + "\n  existing: " + std::string{r.existing})));
        EXPECT_EQ(report.started, r.started) << r.period;
        EXPECT_EQ(report.ignored, r.ignored) << r.period;
        EXPECT_EQ(e.next_due(), r.due) << r.period;
        EXPECT_EQ(e.tasks().size(), r.started);
        const std::string now = bytes(e);
        EXPECT_TRUE(
            e.publish(rules_of(with(next("keep", silent), "for: 90 days",
                                    "for: " + std::string{r.period} + "\n  existing: " + std::string{r.existing})))
                .published);
        EXPECT_EQ(bytes(e), now) << "again: nothing";
    }
}

TEST(publish, a_silence_that_had_its_start_does_not_have_another) {
    engine e = running(silent);
    e.advance(at("2025-05-15"));
    ASSERT_EQ(e.tasks().size(), 1U);
    e.complete("c1", 1, {}, at("2025-05-16"));
    const auto report =
        e.publish(rules_of(with(next("keep", silent), "for: 90 days", "for: 60 days\n  existing: start")));
    EXPECT_EQ(report.started, 0U);
    EXPECT_FALSE(e.next_due());
}

TEST(publish, a_new_regulation_finds_clients_already_in_its_situation) {
    struct row {
        std::string_view input;
        std::uint64_t fires;
    };
    for (const row& r : std::vector<row>{{"  silent: order.paid\n  for: 30 days\n", 1},  // a fact keeps the time
                                         {"  silent: ping\n  for: 30 days\n", 0},
                                         {"  as soon as: debt > 100\n", 1},
                                         {"  as soon as: debt > 1000\n", 0},
                                         {"  date: last order\n  before: 90 days\n", 0},
                                         {"  date: last order + duration(\"P80D\")\n  before: 60 days\n", 1}}) {
        for (const bool start : {false, true}) {
            engine e =
                running(first, {make("order.paid", "2025-01-01", paid(5)),
                                make("facts.changed", "2025-01-01", feel::context{{"debt", feel::number{500}}})});
            e.advance(at("2025-02-15"));
            const std::string fresh = "---\nregulation: fresh\ninput:\n" + std::string{r.input} +
                                      (start ? "  existing: start\n" : "") +
                                      "output: [done]\nsteps:\n  - wait: 1 day\n  - output: done\n";
            const auto report = e.publish(rules_of(first + fresh));
            ASSERT_TRUE(report.published) << render(report.found);
            EXPECT_EQ(report.started, start ? r.fires : 0U) << r.input;
            EXPECT_EQ(report.ignored, start ? 0U : r.fires) << r.input;
            e.advance(at("2025-03-15"));
            EXPECT_EQ(e.state(0).last_run, start ? 1 + r.fires : 1U) << r.input << " later";
        }
    }
}

// --- Pilots ---

std::size_t begun(const engine& e, std::string_view version) {
    std::size_t n = 0;
    for (std::size_t i = 0; i < e.client_count(); ++i) {
        for (const run& r : e.state(i).runs)
            n += e.rules().machines()[r.regulation].regulation().version == version ? 1U : 0U;
    }
    return n;
}

TEST(publish, a_pilot_of_the_only_version_is_warned_of) {
    const std::string pilot = next("keep\npilot:\n  clients: [c2]");
    const engine alone{rules_of(pilot)};
    ASSERT_EQ(alone.warnings().size(), 1U);
    EXPECT_EQ(alone.warnings()[0].code, "pilot-alone");
    engine e{rules_of(first)};
    EXPECT_TRUE(e.warnings().empty());
    const auto codes = [&](const std::string& rules) {
        std::vector<std::string> all;
        for (const issue& i : e.publish(rules_of(rules)).found) all.emplace_back(i.code);
        return all;
    };
    EXPECT_THAT(codes(pilot), ElementsAre());
    EXPECT_THAT(codes(pilot), ElementsAre()) << "the version before is kept";
    EXPECT_THAT(codes(next("keep")), ElementsAre()) << "the end of the pilot";
    EXPECT_THAT(codes(pilot), ElementsAre("pilot-alone")) << "of what all begin already";
}

TEST(publish, a_migration_from_a_version_that_never_was_is_warned_of) {
    const auto from = [](const std::string& version) {
        return next("migrate") + "---\nmigration: wake\nfrom: " + version + "\nmap:\n  ask: mend\n";
    };
    engine e = running(first);
    const auto told = [&](const std::string& version) {
        std::vector<std::string> all;
        for (const issue& i : e.publish(rules_of(from(version)), {.dry_run = true}).found) all.emplace_back(i.code);
        return all;
    };
    EXPECT_THAT(told("1.0.1"), ElementsAre("migration-of-no-version"));
    EXPECT_THAT(told("[0.9.0, 1.0.0]"), ElementsAre()) << "a file may serve several engines";
    ASSERT_TRUE(e.publish(rules_of(from("1.0.0"))).published);
    EXPECT_THAT(told("1.0.0"), ElementsAre()) << "used before";
}

TEST(publish, a_pilot_is_for_the_clients_named) {
    engine e{rules_of(first)};
    EXPECT_TRUE(e.publish(rules_of(next("keep\npilot:\n  clients: [c2]"))).published);
    for (const char* c : {"c1", "c2", "c3"}) e.post(make("order.paid", "2025-01-01", paid(5), c));
    EXPECT_EQ(begun(e, "1.0.0"), 2U);
    EXPECT_EQ(begun(e, "2.0.0"), 1U);
    EXPECT_TRUE(e.publish(rules_of(next("keep"))).published) << "the end of the pilot";
    e.post(make("order.paid", "2025-01-02", paid(5), "c4"));
    EXPECT_EQ(begun(e, "2.0.0"), 2U);
    EXPECT_EQ(begun(e, "1.0.0"), 2U);
}

TEST(publish, a_pilot_is_for_a_share_of_all_and_grows) {
    engine e{rules_of(first)};
    e.publish(rules_of(next("keep\npilot:\n  share: 10 %")));
    for (int i = 0; i < 1'000; ++i) e.post(make("order.paid", "2025-01-01", paid(5), "client " + std::to_string(i)));
    EXPECT_NEAR(static_cast<double>(begun(e, "2.0.0")), 100, 30);
    EXPECT_EQ(begun(e, "1.0.0") + begun(e, "2.0.0"), 1'000U);
    const std::size_t before = begun(e, "2.0.0");
    e.publish(rules_of(next("migrate\npilot:\n  share: 50 %")));
    EXPECT_NEAR(static_cast<double>(begun(e, "2.0.0")), 500, 50) << "runs of clients who are in it now are moved";
    EXPECT_GT(begun(e, "2.0.0"), before);
}

TEST(publish, what_time_starts_goes_by_the_pilot_too) {
    engine e{rules_of(silent)};
    for (const char* c : {"c1", "c2"}) e.post(make("order.paid", "2025-01-01", paid(5), c));
    e.publish(rules_of(with(next("keep\npilot:\n  clients: [c2]", silent), "for: 90 days", "for: 30 days")));
    e.advance(at("2025-02-15"));
    EXPECT_EQ(begun(e, "2.0.0"), 1U);
    EXPECT_EQ(begun(e, "1.0.0"), 0U);
    e.advance(at("2025-04-15"));
    EXPECT_EQ(begun(e, "1.0.0"), 1U);
}

}  // namespace
}  // namespace reglament
