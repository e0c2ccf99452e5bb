// What comes first of what happens at the same instant: docs/language.md, "Of one instant"; docs/architecture.md, "The
// step".
#include "support/rules.hpp"

#include <gmock/gmock.h>

namespace reglament {
namespace {

using testing::at;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const std::string words = R"(vocabulary: v
subjects:
  deal:
    parent: client
events:
  opened:
    subject: deal
  ping:
  pong:
  other:
  paid:
    data:
      amount: number
  lost:
  told:
    data:
      what: text
facts:
  sum:
    type: number
    from: paid.amount
  flag:
    type: boolean
    initial: false
  second: boolean
  day: date and time
actions:
  charge:
roles: [manager]
channels: [phone]
contact policy:
  limits:
    - at most: 1 per 7 days
---
)";

std::string indented(const std::string& steps) {
    std::string out;
    for (std::size_t from = 0; from < steps.size();) {
        const std::size_t end = std::min(steps.find('\n', from), steps.size());
        out += "  " + steps.substr(from, end - from) + "\n";
        from = end + 1;
    }
    return out;
}

// One that `input` starts; `lost` ends it anywhere.
std::string regulation(const std::string& id, const std::string& steps, const std::string& input = "event: ping",
                       const std::string& more = {}) {
    return "regulation: " + id + "\nowner: manager\n" + more + "input:\n  " + input +
           "\noutput:\n  done:\n  late:\n  gone:\n    when: lost\nsteps:\n" + indented(steps) + "---\n";
}

std::string task(const std::string& id) {
    return "- task: " + id + "\n  do: Do it\n";
}

const std::string done = "- output: done\n";

class story {
public:
    explicit story(const std::string& regulations) : engine_{rules(regulations)} {}

    void event(std::string_view type, std::string_view time, feel::value data = {}) {
        const posted p = engine_.post(testing::make(type, time, std::move(data)));
        EXPECT_EQ(p.status, post_status::accepted) << render(p.found);
    }
    void facts(std::string_view time, feel::context facts) { event("facts.changed", time, std::move(facts)); }
    void task_done(const char* task, std::string_view time) {
        event("task.done", time, feel::context{{"task", feel::value{task}}});
    }
    void advance(std::string_view time) { engine_.advance(at(time)); }

    // What came about since the last time this was asked: "r: task created a".
    std::vector<std::string> told() {
        std::vector<std::string> out;
        const auto history = engine_.history("c1");
        for (; seen_ < history.size(); ++seen_) {
            const effect& x = history[seen_];
            if (x.kind != effect_kind::state_entered && x.kind != effect_kind::facts_set) out.push_back(words_of(x));
        }
        return out;
    }

    [[nodiscard]] const engine& of() const { return engine_; }

private:
    static std::shared_ptr<const rulebook> rules(const std::string& regulations) {
        loaded l = load_text(words + regulations.substr(0, regulations.rfind("---\n")), "test.yaml");
        if (!l.rules) throw std::runtime_error{render(l.found)};
        return l.rules;
    }

    [[nodiscard]] std::string words_of(const effect& x) const {
        const machine& m = engine_.rules().machines()[x.regulation];
        std::string out = m.regulation().id.value + ": " + std::string{to_string(x.kind)};
        if (x.kind == effect_kind::start_refused) return out + " " + std::string{to_string(x.why)};
        if (x.kind == effect_kind::run_started) return out;
        if (x.kind == effect_kind::event_emitted)
            return x.data.empty() ? out : out + " " + std::string{x.data[0].as_string()};
        return out + " " + m.states()[x.state].id;
    }

    engine engine_;
    std::size_t seen_ = 0;
};

// --- Two events
// -------------------------------------------------------------------------------------------------------

TEST(instant, two_events_count_in_the_order_they_are_told_and_each_is_heard_once) {
    story s{regulation("r", "- listen: pong\n" + task("a") + "- listen: pong\n" + done)};
    s.event("ping", "2025-01-01");
    s.event("pong", "2025-01-01");
    s.event("pong", "2025-01-01");
    EXPECT_THAT(s.told(), ElementsAre("r: run started", "r: task created a"));
    s.task_done("a", "2025-01-01");
    s.event("pong", "2025-01-01");
    EXPECT_THAT(s.told(), ElementsAre("r: task done a", "r: run finished done"));
}

TEST(instant, the_facts_an_event_sets_are_known_to_whoever_hears_it) {
    story s{regulation("r", "- listen: paid\n  if: sum > 5\n" + done)};
    s.event("ping", "2025-01-01");
    s.event("paid", "2025-01-01", feel::context{{"amount", feel::number{9}}});
    EXPECT_THAT(s.told(), ElementsAre("r: run started", "r: run finished done"));
}

TEST(instant, of_an_event_a_way_out_comes_before_blocks_and_these_before_who_listens) {
    const std::string steps = "- block: b\n  steps:\n    - listen: pong\n  on:\n    pong:\n      - task: handled\n" +
                              std::string{"        do: Do it\n"} + task("behind") + done;
    story handled{regulation("r", steps)};
    handled.event("ping", "2025-01-01");
    handled.event("pong", "2025-01-01");
    EXPECT_THAT(handled.told(), ElementsAre("r: run started", "r: task created handled"));
    std::string with_way_out = regulation("r", steps);
    with_way_out.replace(with_way_out.find("when: lost"), 10, "when: pong");
    story ended{with_way_out};
    ended.event("ping", "2025-01-01");
    ended.event("pong", "2025-01-01");
    EXPECT_THAT(ended.told(), ElementsAre("r: run started", "r: run finished gone"));
}

TEST(instant, the_outer_block_handles_first_what_is_beside_does_not_stop_the_inner) {
    const auto nested = [](const std::string& interrupting) {
        return "- block: outer\n  steps:\n    - block: inner\n      steps:\n        - listen: other\n      on:\n"
               "        pong:\n          - task: inside\n            do: Do it\n  on:\n    - event: pong\n"
               "      interrupting: " +
               interrupting + "\n      then:\n        - task: outside\n          do: Do it\n" + done;
    };
    story left{regulation("r", nested("true"))};
    left.event("ping", "2025-01-01");
    left.event("pong", "2025-01-01");
    EXPECT_THAT(left.told(), ElementsAre("r: run started", "r: task created outside"));
    story beside{regulation("r", nested("false"))};
    beside.event("ping", "2025-01-01");
    beside.event("pong", "2025-01-01");
    EXPECT_THAT(beside.told(), ElementsAre("r: run started", "r: task created outside", "r: task created inside"));
}

TEST(instant, branches_hear_an_event_in_the_order_they_were_begun_and_not_who_it_begins) {
    story s{
        regulation("r",
                   "- fork:\n    a:\n      - listen: pong\n      - fork:\n          a1:\n            - listen: pong\n"
                   "          a2:\n            - task: a2\n              do: Do it\n    b:\n      - listen: pong\n"
                   "      - task: b\n        do: Do it\n" +
                       done)};
    s.event("ping", "2025-01-01");
    s.event("pong", "2025-01-01");
    EXPECT_THAT(s.told(), ElementsAre("r: run started", "r: task created a2", "r: task created b"));
}

TEST(instant, runs_hear_an_event_by_priority_then_regulation_and_before_it_starts_any) {
    story s{regulation("a", "- listen: pong\n" + done, "event: ping", "priority: 2\n") +
            regulation("b", "- listen: pong\n" + done, "event: ping", "priority: 2\n") +
            regulation("c", "- listen: pong\n" + done, "event: ping", "priority: 1\n") +
            regulation("d", task("t") + done, "event: pong", "priority: 1\n")};
    s.event("ping", "2025-01-01");
    EXPECT_THAT(s.told(), ElementsAre("c: run started", "a: run started", "b: run started"));
    s.event("pong", "2025-01-01");
    EXPECT_THAT(s.told(), ElementsAre("c: run finished done", "a: run finished done", "b: run finished done",
                                      "d: run started", "d: task created t"));
}

TEST(instant, what_is_emitted_comes_after_the_event_is_done_with_first_in_first_out) {
    const auto tell = [](const std::string& what) { return "- emit: told\n  data:\n    what: '\"" + what + "\"'\n"; };
    story s{regulation("a", tell("1") + tell("2") + done) + regulation("b", task("t") + done) +
            regulation("c", "- emit: other\n" + done, "event: told") +
            regulation("d", task("u") + done, "event: other")};
    s.event("ping", "2025-01-01");
    EXPECT_THAT(s.told(),
                ElementsAre("a: run started", "a: event emitted 1", "a: event emitted 2", "a: run finished done",
                            "b: run started", "b: task created t", "c: run started", "c: event emitted",
                            "c: run finished done", "c: run started", "c: event emitted", "c: run finished done",
                            "d: run started", "d: task created u", "d: start refused already running"));
}

TEST(instant, two_ways_out_of_one_event_are_tried_in_their_order) {
    const std::string outs = "output:\n  first:\n    when: lost\n    if: sum > 5\n  second:\n    when: lost\n";
    story s{"regulation: r\nowner: manager\ninput:\n  event: ping\n" + outs + "steps:\n" + indented(task("a")) +
            "  - output: second\n---\n"};
    s.event("ping", "2025-01-01");
    s.event("paid", "2025-01-01", feel::context{{"amount", feel::number{9}}});
    s.event("lost", "2025-01-01");
    EXPECT_THAT(s.told(),
                ElementsAre("r: run started", "r: task created a", "r: task cancelled a", "r: run finished first"));
}

// --- An event and a timer
// ---------------------------------------------------------------------------------------------

// The regulation is begun on the first; its timer is due on the second, when the event comes.
struct contract {
    const char* name;
    std::string steps;
    const char* event;
    std::vector<std::string> told;
};

void PrintTo(const contract& c, std::ostream* out) {
    *out << c.name;
}

class event_first : public ::testing::TestWithParam<contract> {};

TEST_P(event_first, at_the_instant_of_a_timer) {
    story s{regulation("r", GetParam().steps)};
    s.event("ping", "2025-01-01");
    (void)s.told();
    const std::string what = GetParam().event;
    if (what.starts_with("done ")) {
        s.task_done(what.c_str() + 5, "2025-01-02");
    } else if (what == "answered") {
        s.event("action.done", "2025-01-02", feel::context{{"call", feel::value{"c"}}});
    } else if (what == "flag") {
        s.facts("2025-01-02", {{"flag", feel::value{true}}});
    } else {
        s.event(what, "2025-01-02");
    }
    s.advance("2025-01-02");
    EXPECT_EQ(s.told(), GetParam().told);
}

const std::string fork_of_one = "- fork:\n    one:\n      - task: a\n        do: Do it\n";

INSTANTIATE_TEST_SUITE_P(
    instant, event_first,
    ::testing::Values(
        contract{"task",
                 "- task: a\n  do: Do it\n  within: P1D\n" + done,
                 "done a",
                 {"r: task done a", "r: run finished done"}},
        contract{"late_task_with_a_way_out",
                 "- task: a\n  do: Do it\n  within: P1D\n  on late:\n    then: late\n" + done,
                 "done a",
                 {"r: task done a", "r: run finished done"}},
        contract{
            "retry_of_a_task",
            "- task: a\n  do: Do it\n  within: P1D\n  on no answer:\n    retry after: P1D\n    at most: 2\n" + done,
            "lost",
            {"r: task cancelled a", "r: run finished gone"}},
        contract{"call",
                 "- call: c\n  do: charge\n  within: P1D\n  on failure: late\n" + done,
                 "answered",
                 {"r: action done c", "r: run finished done"}},
        contract{
            "listen", "- listen: pong\n  within: P1D\n  on timeout: late\n" + done, "pong", {"r: run finished done"}},
        contract{"wait", "- wait: P1D\n" + done, "lost", {"r: run finished gone"}},
        contract{"wait_inside_a_block",
                 "- block: b\n  steps:\n    - wait: P1D\n    - output: late\n  on:\n    pong: []\n" + done,
                 "pong",
                 {"r: run finished done"}},
        contract{"wait_beside_what_is_handled",
                 "- block: b\n  steps:\n    - wait: P1D\n  on:\n    - event: pong\n      interrupting: false\n"
                 "      then:\n        - task: a\n          do: Do it\n" +
                     done,
                 "pong",
                 {"r: task created a", "r: task cancelled a", "r: branch cancelled a", "r: run finished done"}},
        contract{"wait_until_a_date",
                 "- wait until: date and time(\"2025-01-02T00:00:00Z\")\n" + done,
                 "lost",
                 {"r: run finished gone"}},
        contract{"wait_until_a_condition",
                 "- wait until: flag\n  within: P1D\n  on timeout: late\n" + done,
                 "flag",
                 {"r: run finished done"}},
        contract{"fork",
                 fork_of_one + "  within: P1D\n  on timeout: late\n" + done,
                 "done a",
                 {"r: task done a", "r: run finished done"}},
        contract{
            "for_each",
            "- for each: x\n  in: [1]\n  within: P1D\n  on timeout: late\n  steps:\n    - task: a\n      do: Do it\n" +
                done,
            "done a",
            {"r: task done a", "r: run finished done"}},
        contract{"repeat",
                 "- repeat:\n    - listen: pong\n      within: P1D\n      on timeout: late\n  times: 2\n" + done,
                 "pong",
                 {}},
        contract{"alone",
                 "- fork:\n    one:\n      - block: b1\n        alone: x\n        steps:\n          - task: a\n"
                 "            do: Do it\n    two:\n      - block: b2\n        alone: x\n        steps:\n"
                 "          - task: b\n            do: Do it\n  within: P1D\n  on timeout: late\n" +
                     done,
                 "done a",
                 {"r: task done a", "r: task created b", "r: task cancelled b", "r: branch cancelled b",
                  "r: run finished late"}}),
    [](const auto& tested) { return std::string{tested.param.name}; });

TEST(instant, an_event_comes_before_a_silence_that_would_be_over) {
    story s{regulation("r", task("a") + done, "silent: pong\n  for: P1D")};
    s.event("pong", "2025-01-01");
    s.event("pong", "2025-01-02");
    s.advance("2025-01-02");
    EXPECT_THAT(s.told(), IsEmpty());
    s.advance("2025-01-03");
    EXPECT_THAT(s.told(), ElementsAre("r: run started", "r: task created a"));
}

TEST(instant, an_event_comes_before_a_schedule_a_date_and_a_condition_that_has_held_so_long) {
    story s{regulation("a", task("a") + done, "schedule: every day at 00:00\n  if: flag") +
            regulation("b", task("b") + done, "date: day") +
            regulation("c", task("c") + done, "as soon as: not(flag)\n  for: P1D")};
    s.facts("2025-01-01", {{"day", *feel::parse_date_time("2025-01-02T00:00:00Z")}});
    s.facts("2025-01-02", {{"flag", feel::value{true}}, {"day", *feel::parse_date_time("2025-01-05T00:00:00Z")}});
    s.advance("2025-01-02");
    EXPECT_THAT(s.told(), ElementsAre("a: run started", "a: task created a"));
}

TEST(instant, an_answer_comes_before_the_next_attempt) {
    story task_again{
        regulation("r", "- task: a\n  do: Do it\n  on no answer:\n    retry after: P1D\n    at most: 2\n" + done)};
    task_again.event("ping", "2025-01-01");
    task_again.event("task.unanswered", "2025-01-01", feel::context{{"task", feel::value{"a"}}});
    (void)task_again.told();
    task_again.event("lost", "2025-01-02");
    EXPECT_THAT(task_again.told(), ElementsAre("r: run finished gone"));
    story call_again{regulation("r",
                                "- call: c\n  do: charge\n  retry:\n    at most: 2\n    after: P1D\n"
                                "  on failure: late\n" +
                                    done)};
    call_again.event("ping", "2025-01-01");
    call_again.event("action.failed", "2025-01-01", feel::context{{"call", feel::value{"c"}}});
    (void)call_again.told();
    call_again.event("action.done", "2025-01-02", feel::context{{"call", feel::value{"c"}}});
    EXPECT_THAT(call_again.told(), ElementsAre("r: action done c", "r: run finished done"));
}

TEST(instant, an_event_comes_before_a_contact_that_would_be_allowed) {
    story s{
        regulation("r", "- task: a\n  do: Do it\n  contact: phone\n- task: b\n  do: Do it\n  contact: phone\n" + done)};
    s.event("ping", "2025-01-01");
    s.task_done("a", "2025-01-01");
    (void)s.told();
    s.event("lost", "2025-01-08");
    s.advance("2025-01-08");
    EXPECT_THAT(s.told(), ElementsAre("r: run finished gone"));
}

// --- Two timers
// -------------------------------------------------------------------------------------------------------

TEST(instant, the_deadline_of_a_fork_comes_before_those_of_its_branches) {
    story s{regulation("r",
                       "- fork:\n    a:\n      - task: a\n        do: Do it\n        within: P1D\n    b:\n"
                       "      - call: c\n        do: charge\n        within: P1D\n        on failure: late\n"
                       "    c:\n      - wait: P1D\n      - output: late\n    d:\n      - listen: pong\n"
                       "        within: P1D\n        on timeout: late\n  within: P1D\n" +
                           task("behind") + done)};
    s.event("ping", "2025-01-01");
    (void)s.told();
    s.advance("2025-01-02");
    EXPECT_THAT(s.told(), ElementsAre("r: task cancelled a", "r: branch cancelled a", "r: action cancelled c",
                                      "r: branch cancelled c", "r: branch cancelled wait-1",
                                      "r: branch cancelled listen-1", "r: task created behind"));
}

TEST(instant, the_deadline_of_a_loop_comes_before_that_of_its_turn) {
    story s{regulation(
        "r", "- for each: x\n  in: [1, 2]\n  within: P1D\n  on timeout: late\n  steps:\n    - wait: P1D\n" + done)};
    s.event("ping", "2025-01-01");
    s.advance("2025-01-02");
    EXPECT_THAT(s.told(), Contains("r: run finished late"));
}

TEST(instant, timers_of_branches_fire_in_the_order_they_were_begun) {
    story s{regulation("r",
                       "- fork:\n    a:\n      - wait: P1D\n      - task: a\n        do: Do it\n    b:\n"
                       "      - task: b\n        do: Do it\n        within: P1D\n    c:\n      - wait: P1D\n"
                       "      - task: c\n        do: Do it\n" +
                           done)};
    s.event("ping", "2025-01-01");
    (void)s.told();
    s.advance("2025-01-02");
    EXPECT_THAT(s.told(), ElementsAre("r: task created a", "r: task late b", "r: task created c"));
}

TEST(instant, timers_of_runs_fire_by_priority_then_regulation) {
    const std::string steps = "- wait: P1D\n" + done;
    story s{regulation("a", steps, "event: ping", "priority: 3\n") +
            regulation("b", steps, "event: ping", "priority: 2\n") +
            regulation("c", steps, "event: ping", "priority: 2\n") +
            regulation("d", steps, "event: ping", "priority: 1\n")};
    s.event("ping", "2025-01-01");
    (void)s.told();
    s.advance("2025-01-02");
    EXPECT_THAT(s.told(), ElementsAre("d: run finished done", "b: run finished done", "c: run finished done",
                                      "a: run finished done"));
}

TEST(instant, timers_of_runs_of_one_regulation_fire_in_the_order_the_runs_began) {
    story s{regulation("r", "- wait: P1D\n" + task("a") + done, "event: opened", "subject: deal\n")};
    for (const char* deal : {"D2", "D1"}) s.event("opened", "2025-01-01", feel::context{{"deal", feel::value{deal}}});
    s.advance("2025-01-02");
    const auto tasks = s.of().history("c1");
    std::vector<std::uint32_t> runs;
    for (const effect& x : tasks) {
        if (x.kind == effect_kind::task_created) runs.push_back(x.run);
    }
    EXPECT_THAT(runs, ElementsAre(1U, 2U));
}

TEST(instant, timers_of_runs_come_before_silences_which_see_what_these_set) {
    story s{regulation("a", task("a") + done, "silent: ping\n  for: P1D\n  if: flag", "priority: 1\n") +
            regulation("b", "- wait: P1D\n- set:\n    flag: true\n" + done, "event: ping", "priority: 3\n")};
    s.event("ping", "2025-01-01");
    (void)s.told();
    s.advance("2025-01-02");
    EXPECT_THAT(s.told(), ElementsAre("b: run finished done", "a: run started", "a: task created a"));
}

TEST(instant, a_run_that_ends_makes_room_for_the_one_that_its_silence_starts) {
    story s{regulation("r", "- wait: P1D\n" + done, "silent: pong\n  for: P1D")};
    s.event("pong", "2025-01-01");
    s.advance("2025-01-02");
    s.event("pong", "2025-01-02");
    (void)s.told();
    s.advance("2025-01-03");
    EXPECT_THAT(s.told(), ElementsAre("r: run finished done", "r: run started"));
}

TEST(instant, silences_schedules_and_dates_start_by_priority_whichever_was_armed_first) {
    story s{regulation("a", task("a") + done, "silent: pong\n  for: P1D", "priority: 3\n") +
            regulation("b", task("b") + done, "date: day", "priority: 2\n") +
            regulation("c", task("c") + done, "silent: other\n  for: P1D", "priority: 1\n") +
            regulation("d", task("d") + done, "schedule: every day at 00:00", "priority: 2\n")};
    s.event("pong", "2025-01-01");
    s.facts("2025-01-01", {{"day", *feel::parse_date_time("2025-01-02T00:00:00Z")}});
    s.event("other", "2025-01-01");
    s.advance("2025-01-02");
    EXPECT_THAT(s.told(), ElementsAre("c: run started", "c: task created c", "b: run started", "b: task created b",
                                      "d: run started", "d: task created d", "a: run started", "a: task created a"));
}

// --- Facts, and what is awaited
// ---------------------------------------------------------------------------------------

TEST(instant, all_conditions_are_looked_at_before_the_first_starts_a_run) {
    story s{regulation("a", "- set:\n    flag: false\n" + done, "as soon as: flag") +
            regulation("b", task("b") + done, "as soon as: flag")};
    s.facts("2025-01-01", {{"flag", feel::value{true}}});
    EXPECT_THAT(s.told(), ElementsAre("a: run started", "a: run finished done", "b: run started", "b: task created b"));
}

TEST(instant, what_several_facts_start_begins_in_the_order_of_priority) {
    story s{regulation("a", task("a") + done, "as soon as: flag", "priority: 3\n") +
            regulation("b", task("b") + done, "as soon as: second", "priority: 1\n")};
    s.event("ping", "2025-01-01");
    s.facts("2025-01-02", {{"flag", feel::value{true}}, {"second", feel::value{true}}});
    EXPECT_THAT(s.told(), ElementsAre("b: run started", "b: task created b", "a: run started", "a: task created a"));
}

TEST(instant, what_facts_start_comes_before_what_is_awaited) {
    story s{regulation("a", "- wait until: flag\n" + task("a") + done, "event: ping", "priority: 1\n") +
            regulation("b", task("b") + done, "as soon as: flag", "priority: 3\n")};
    s.event("ping", "2025-01-01");
    (void)s.told();
    s.facts("2025-01-02", {{"flag", feel::value{true}}});
    EXPECT_THAT(s.told(), ElementsAre("b: run started", "b: task created b", "a: task created a"));
}

TEST(instant, what_stops_a_run_comes_before_what_it_awaits_and_after_what_it_hears) {
    const std::string outs = "output:\n  done:\n  stopped:\n    stop when: flag\n";
    const auto stopped = [&](const std::string& steps, const std::string& input = "event: ping") {
        return "regulation: r\nowner: manager\ninput:\n  " + input + "\n" + outs + "steps:\n" + indented(steps) +
               "---\n";
    };
    story awaits{stopped("- wait until: flag\n" + task("a") + done)};
    awaits.event("ping", "2025-01-01");
    awaits.facts("2025-01-01", {{"flag", feel::value{true}}});
    EXPECT_THAT(awaits.told(), ElementsAre("r: run started", "r: run finished stopped"));
    story never{stopped(task("a") + done, "as soon as: flag")};
    never.facts("2025-01-01", {{"flag", feel::value{true}}});
    EXPECT_THAT(never.told(), ElementsAre("r: start refused stopped"));
    story hears{stopped("- listen: pong\n- set:\n    flag: true\n" + task("a") + done)};
    hears.event("ping", "2025-01-01");
    hears.event("pong", "2025-01-01");
    EXPECT_THAT(hears.told(),
                ElementsAre("r: run started", "r: task created a", "r: task cancelled a", "r: run finished stopped"));
}

TEST(instant, of_those_who_await_the_same_the_first_in_the_order_of_runs_goes_on) {
    const std::string alone = "- block: b\n  alone: x\n  steps:\n    - task: t\n      do: Do it\n" + done;
    story s{regulation("a", alone, "event: pong", "priority: 3\n") + regulation("b", alone, "event: other") +
            regulation("c", alone, "event: ping", "priority: 3\n")};
    for (const char* event : {"ping", "pong", "other"}) s.event(event, "2025-01-01");
    (void)s.told();
    s.event("task.done", "2025-01-02", feel::context{{"task", feel::value{"t"}}, {"regulation", feel::value{"c"}}});
    EXPECT_THAT(s.told(), ElementsAre("c: task done t", "c: run finished done", "b: task created t"));
}

TEST(instant, of_those_who_wait_for_a_contact_the_one_of_higher_priority_makes_it) {
    const std::string contact = "- task: t\n  do: Do it\n  contact: phone\n" + done;
    story s{regulation("a", contact, "event: ping") + regulation("b", contact, "event: pong", "priority: 3\n") +
            regulation("c", contact, "event: other", "priority: 1\n")};
    s.event("ping", "2025-01-01");
    s.task_done("t", "2025-01-01");
    s.event("pong", "2025-01-02");
    s.event("other", "2025-01-03");
    (void)s.told();
    s.advance("2025-01-08");
    EXPECT_THAT(s.told(), ElementsAre("c: task created t"));
}

// --- Undoing
// ----------------------------------------------------------------------------------------------------------

TEST(instant, what_is_undone_within_one_instant_is_undone_from_the_last_to_the_first) {
    const auto tell = [](const std::string& what) {
        return "- emit: told\n  data:\n    what: '\"" + what + "\"'\n  undo:\n    - emit: told\n      data:\n" +
               "        what: '\"not " + what + "\"'\n";
    };
    story s{regulation("r", tell("1") + tell("2") + "- compensate:\n" + done)};
    s.event("ping", "2025-01-01");
    EXPECT_THAT(s.told(), ElementsAre("r: run started", "r: event emitted 1", "r: event emitted 2",
                                      "r: event emitted not 2", "r: event emitted not 1", "r: run finished done"));
}

TEST(instant, an_event_that_makes_a_block_undo_comes_before_the_timer_of_what_is_undone) {
    story s{
        regulation("r",
                   "- block: b\n  steps:\n    - set:\n        flag: true\n      undo:\n        - task: back\n"
                   "          do: Do it\n    - wait: P1D\n    - output: late\n  on:\n    pong:\n      - compensate:\n" +
                       done)};
    s.event("ping", "2025-01-01");
    s.event("pong", "2025-01-02");
    s.event("pong", "2025-01-02");
    s.advance("2025-01-02");
    EXPECT_THAT(s.told(), ElementsAre("r: run started", "r: task created back"));
    s.task_done("back", "2025-01-02");
    EXPECT_THAT(s.told(), ElementsAre("r: task done back", "r: run finished done"));
}

}  // namespace
}  // namespace reglament
