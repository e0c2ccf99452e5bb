#include "unit/control/story.hpp"

#include <reglament/control/figures.hpp>

namespace reglament {
namespace {

TEST(figures, count_what_happened) {
    const engine e = testing::story();
    const figures f = count(e);
    EXPECT_EQ(feel::write_json(to_value(f).get("total")),
              R"({"events":{"read":0,"applied":0,"rejected":0,"duplicate":0,"after_until":0},"clients":4,)"
              R"("runs":{"started":3,"open":1,"stuck":0,"finished":{"lost":1,"returned":1},"cancelled":0,"waiting":0},)"
              R"("tasks":{"created":5,"done":2,"late":2,"open":1,"cancelled":1,"unanswered":1,"skipped":0}})");
    ASSERT_EQ(f.regulations.size(), 1U);
    const regulation_figures& r = f.regulations[0];
    EXPECT_EQ(r.clients, 3U);
    EXPECT_EQ(r.refused, (std::map<std::string, std::uint64_t>{{"condition false", 1}}));
    EXPECT_EQ(r.tasks.created, r.tasks.done + r.tasks.cancelled + r.tasks.unanswered + r.tasks.skipped + r.tasks.open);
}

TEST(figures, count_every_way_of_the_machine) {
    const engine e = testing::story();
    const regulation_figures r = count(e).regulations[0];
    const machine& m = e.rules().machines()[0];
    EXPECT_EQ(r.counts.starts, std::vector<std::uint64_t>{3});
    EXPECT_EQ(r.counts.exits, std::vector<std::uint64_t>{1});
    ASSERT_EQ(r.counts.transitions.size(), m.transitions().size());
    // What comes into a state goes out of it again, ends or rests there.
    for (state_index s = 0; s < m.states().size(); ++s) {
        std::uint64_t in = s == m.initial() ? r.counts.starts[0] : 0, out = r.counts.open[s];
        for (std::size_t t = 0; t < m.transitions().size(); ++t) {
            in += m.transitions()[t].to == s ? r.counts.transitions[t] : 0;
            out += m.transitions()[t].from == s ? r.counts.transitions[t] : 0;
        }
        if (m.states()[s].kind == state_kind::end) {
            const std::uint64_t by_exit = m.exits()[0].to == s ? r.counts.exits[0] : 0;
            EXPECT_EQ(in + by_exit, r.runs.finished.at(m.states()[s].id)) << m.states()[s].id;
        } else {
            const std::uint64_t interrupted = m.states()[s].id == "mend" ? 1 : 0;
            EXPECT_EQ(in, out + interrupted) << m.states()[s].id;
        }
    }
}

// How often each way that no effect speaks of was gone: "times/join → times" back for a turn, "maybe → maybe/join" past
// it.
std::string silent_ways(const std::string& facts) {
    const auto rules = testing::rules_of(R"(regulation: loops
input:
  event: ping
output: [done]
steps:
  - id: maybe
    fork:
      owes:
        when: debt > 0
        then:
          - set:
              class: '"B"'
  - id: each
    for each: who
    in: [Anna, Boris]
    at once: true
    steps:
      - id: turn
        repeat:
          - set:
              debt: debt - 1
          - wait: 1 day
        while: debt > 0
        at most: 9
  - id: asking
    repeat:
      - task: ask
        do: Ask
        form:
          enough: boolean
    until: ask.enough
    at most: 5
  - output: done
)");
    engine e{rules};
    (void)e.post(testing::make("facts.changed", "2025-01-01T00:00:00Z", *feel::read_json(facts)));
    (void)e.post(testing::make("ping", "2025-01-01T00:00:00Z"));
    for (const bool enough : {false, false, true}) {
        const feel::value answers = feel::context{{"enough", feel::value{enough}}};
        (void)e.post(testing::make("task.done", "2025-02-01T00:00:00Z",
                                   feel::context{{"task", feel::value{"ask"}}, {"answers", answers}}));
    }
    const traffic t = count(e).regulations[0].counts;
    const machine& m = rules->machines()[0];
    std::string out;
    for (std::size_t i = 0; i < m.transitions().size(); ++i) {
        const transition& way = m.transitions()[i];
        const state &from = m.states()[way.from], &to = m.states()[way.to];
        const bool back = from.kind == state_kind::join && to.kind == state_kind::fork && from.detail == to.detail;
        if (back || way.on == trigger_kind::skip)
            out += from.id + " → " + to.id + ": " + std::to_string(t.transitions[i]) + "\n";
    }
    return out;
}

TEST(figures, count_the_turns_of_loops_and_what_was_passed_by) {
    EXPECT_EQ(silent_ways(R"({"debt": 0})"),
              "maybe → maybe/join: 1\nturn → turn/join: 2\nasking/join → asking: 2\nturn/join → turn: 0\n");
    EXPECT_EQ(silent_ways(R"({"debt": 3})"),
              "maybe → maybe/join: 0\nturn → turn/join: 0\nasking/join → asking: 2\nturn/join → turn: 1\n");
}

}  // namespace
}  // namespace reglament
