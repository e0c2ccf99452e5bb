#include "support/rules.hpp"
#include "unit/control/story.hpp"

#include <reglament/control/conformance.hpp>
#include <reglament/control/run_cases.hpp>
#include <reglament/log/event_log.hpp>
#include <reglament/machine/versions.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace reglament {
namespace {

using testing::at;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::make;

/// A case in a line: "c1: survey(ann manager), ping".
std::string line(const observed_case& c) {
    std::string out = std::string{c.id} + (c.open ? " open" : "") + ":";
    for (const case_event& e : c.events) {
        out += (&e == c.events.data() ? " " : ", ") + std::string{e.activity};
        if (!e.resource.empty() || !e.role.empty())
            out += "(" + std::string{e.resource} + (e.resource.empty() || e.role.empty() ? "" : " ") +
                   std::string{e.role} + ")";
    }
    return out;
}

struct heard {
    std::vector<std::string> lines;
    run_case_figures figures;
};

heard cases_of(const engine& e, std::string_view regulation) {
    heard out;
    out.figures =
        read_runs(e, e.rules().find(regulation).value(), [&](const observed_case& c) { out.lines.push_back(line(c)); });
    return out;
}

/// Cases in which somebody left the regulation, and how: "c1: missing call".
std::vector<std::string> deviations_of(const engine& e, regulation_index which, std::uint64_t* decided = nullptr) {
    std::vector<std::string> out;
    issues found;
    conformance c{e.shared_rules(), which, {}, found};
    (void)read_runs(e, which, [&](const observed_case& one) {
        const case_conformance& r = c.take(one);
        if (decided != nullptr) *decided += r.decided && !one.open ? 1 : 0;
        if (r.decided && r.cost == 0) return;
        std::string text = line(one) + " =>" + (r.decided ? "" : " undecided");
        for (const deviation& d : r.deviations)
            if (d.cost > 0) text += " " + std::string{to_string(d.kind)} + " " + d.step;
        out.push_back(text);
    });
    return out;
}

void tell(engine& e, std::string_view type, std::string_view who, std::string_view when, feel::value data = {},
          std::string actor = {}) {
    event x = make(type, when, std::move(data), who);
    x.actor = std::move(actor);
    const posted p = e.post(x);
    ASSERT_EQ(p.status, post_status::accepted) << render(p.found);
}

feel::value of(std::initializer_list<std::pair<const char*, const char*>> data) {
    feel::context all;
    for (const auto& [name, value] : data) all.emplace_back(name, feel::value{value});
    return feel::value{std::move(all)};
}

const std::string desk = R"(vocabulary: desk
subjects:
  deal:
    parent: client
events:
  ping:
  pong:
    title: A pong
  deal.opened:
    subject: deal
roles:
  clerk:
    by: turn
---
people: desk
persons:
  anna:
    roles: clerk
  boris:
    roles: clerk
---
regulation: ticket
input:
  event: ping
output:
  closed:
  lost:
steps:
  - task: take
    do: Take it
    by: clerk
    within: 2 hours
  - task: wait
    do: Wait
    optional: yes
  - task: call
    do: Take it
    on no answer:
      retry after: 1 day
      at most: 2
      then: lost
  - listen: pong
    id: hear
  - output: closed
---
regulation: deal
subject: deal
input:
  event: deal.opened
output: [done]
steps:
  - task: sign
    do: Sign
    observe: [Signed, Signed by both]
  - output: done
)";

std::shared_ptr<const rulebook> desk_rules(const std::string& text = desk) {
    loaded l = load_text(text, "desk.yaml");
    if (!l.rules) throw std::runtime_error{render(l.found)};
    return l.rules;
}

TEST(run_cases, tell_what_is_looked_for_by_names_of_their_own) {
    engine e{desk_rules()};
    tell(e, "ping", "c1", "2025-03-03T10:00:00Z");
    const posted handed = e.hand_on("c1", 1, "boris", "", at("2025-03-03T13:00:00Z"));  // it is late by now
    EXPECT_EQ(handed.status, post_status::accepted) << render(handed.found);
    tell(e, "task.done", "c1", "2025-03-03T14:00:00Z", of({{"task", "take"}}), "carla");
    (void)e.skipped("c1", 2, at("2025-03-03T15:00:00Z"));
    tell(e, "task.unanswered", "c1", "2025-03-03T16:00:00Z", of({{"task", "call"}}), "carla");
    e.advance(at("2025-03-05T00:00:00Z"));
    (void)e.complete("c1", 4, {}, at("2025-03-05T10:00:00Z"));
    tell(e, "pong", "c1", "2025-03-06T10:00:00Z", {}, "crm");
    const heard all = cases_of(e, "ticket");
    EXPECT_THAT(all.lines, ElementsAre("c1: take(boris clerk), task.unanswered call(carla), call, pong(crm)"));
    EXPECT_EQ(all.figures.events, 4U);
    EXPECT_THAT(deviations_of(e, 1), IsEmpty());
}

TEST(run_cases, are_named_after_whom_they_are_about) {
    engine e{desk_rules()};
    for (const char* day : {"2025-03-03T10:00:00Z", "2025-03-04T10:00:00Z"}) {
        tell(e, "ping", "c1", day);
        tell(e, "task.done", "c1", day, of({{"task", "take"}}));
        (void)e.jump("c1", static_cast<std::uint32_t>(e.runs().front().number), "lost", "", at(day));
    }
    tell(e, "ping", "Bolt, Inc. #2", "2025-03-03T10:00:00Z");
    tell(e, "deal.opened", "c2", "2025-03-03T10:00:00Z", of({{"deal", "D-1"}}));
    tell(e, "deal.opened", "c2", "2025-03-03T10:00:00Z", of({{"deal", "D-2"}}));
    (void)e.complete("c2", 2, {}, at("2025-03-04T10:00:00Z"));
    EXPECT_THAT(cases_of(e, "ticket").lines,
                ElementsAre("c1 #1: take(anna clerk)", "c1 #2: take(boris clerk)", "\"Bolt, Inc. #2\" open:"));
    const heard deals = cases_of(e, "deal");
    EXPECT_THAT(deals.lines, ElementsAre("c2, D-1 open:", "c2, D-2: Signed"));
    EXPECT_EQ(deals.figures.open, 1U);
}

TEST(run_cases, that_were_jumped_lack_what_was_jumped_over) {
    engine e{desk_rules()};
    tell(e, "ping", "c1", "2025-03-03T10:00:00Z");
    const posted jumped = e.jump("c1", 1, "hear", "asked by phone", at("2025-03-03T11:00:00Z"));
    EXPECT_EQ(jumped.status, post_status::accepted) << render(jumped.found);
    tell(e, "pong", "c1", "2025-03-04T10:00:00Z");
    EXPECT_THAT(deviations_of(e, *e.rules().find("ticket")), ElementsAre("c1: pong => missing take missing call"));
}

TEST(run_cases, leave_out_what_cannot_be_compared) {
    engine e{desk_rules()};
    for (const char* who : {"c1", "c2", "c3"}) tell(e, "ping", who, "2025-03-03T10:00:00Z");
    (void)e.cancel("c1", 1, "by mistake", at("2025-03-03T11:00:00Z"));
    std::string next = desk;
    next.replace(next.find("do: Take it"), 11, "do: Take on");
    ASSERT_TRUE(e.publish(desk_rules(next)).published);
    tell(e, "ping", "c4", "2025-03-04T10:00:00Z");
    const heard now = cases_of(e, "ticket");
    EXPECT_THAT(now.lines, ElementsAre("c4 open:"));
    EXPECT_EQ(now.figures.others, 3U);
    engine copied = e.copy();  // without a history
    tell(copied, "task.done", "c4", "2025-03-04T11:00:00Z", of({{"task", "take"}}));
    const heard later = cases_of(copied, "ticket");
    EXPECT_THAT(later.lines, IsEmpty());
    EXPECT_EQ(later.figures.beheaded, 1U);
    EXPECT_EQ(later.figures.others, 2U) << "of c1 nothing is told any more";
    engine before{desk_rules()};
    tell(before, "ping", "c1", "2025-03-03T10:00:00Z");
    (void)before.cancel("c1", 1, "by mistake", at("2025-03-03T11:00:00Z"));
    EXPECT_EQ(cases_of(before, "ticket").figures.cancelled, 1U);
    EXPECT_EQ(cases_of(before, "ticket").figures.cases, 0U);
}

TEST(run_cases, go_on_where_one_was_merged) {
    engine e{desk_rules()};
    tell(e, "ping", "c1", "2025-03-03T10:00:00Z");
    tell(e, "task.done", "c1", "2025-03-03T11:00:00Z", of({{"task", "take"}}));
    tell(e, "deal.opened", "c1", "2025-03-03T11:00:00Z", of({{"deal", "D-1"}}));
    (void)e.complete("c1", 3, {}, at("2025-03-03T12:00:00Z"));
    tell(e, "deal.opened", "c2", "2025-03-03T11:00:00Z", of({{"deal", "D-7"}}));
    ASSERT_EQ(e.merge("c1", "c2", at("2025-03-04T10:00:00Z")).status, post_status::accepted);
    ASSERT_EQ(e.merge("c2", "c3", at("2025-03-04T11:00:00Z")).status, post_status::accepted);
    (void)e.skipped("c1", 2, at("2025-03-05T10:00:00Z"));
    EXPECT_THAT(cases_of(e, "ticket").lines, ElementsAre("c3 open: take(anna clerk)"));
    EXPECT_THAT(cases_of(e, "deal").lines, ElementsAre("c1 #2: Signed", "c3, D-7 open:"));
    EXPECT_EQ(cases_of(e, "ticket").figures.beheaded, 0U);
}

TEST(run_cases, that_a_condition_ended_conform) {
    engine e{testing::rules_of(
        "regulation: r\ninput:\n  event: ping\noutput:\n  done:\n  left:\n    stop when: debt > 5\nsteps:\n"
        "  - task: A\n    do: a\n    by: manager\n  - task: B\n    do: b\n    by: manager\n  - output: done\n")};
    tell(e, "ping", "c1", "2025-03-03T10:00:00Z");
    tell(e, "task.done", "c1", "2025-03-03T11:00:00Z", of({{"task", "A"}}));
    tell(e, "facts.changed", "c1", "2025-03-03T12:00:00Z", feel::context{{"debt", feel::number{6}}});
    EXPECT_THAT(cases_of(e, "r").lines, ElementsAre("c1: A(manager), run.stopped left"));
    EXPECT_THAT(deviations_of(e, 0), IsEmpty());
}

TEST(run_cases, of_a_story_conform) {
    const engine e = testing::story();
    EXPECT_THAT(cases_of(e, "wake").figures.cases, 3U);
    EXPECT_THAT(deviations_of(e, 0), IsEmpty());
}

// What the engine let through is what the regulation asks for: the runner and the alignment mean the same by it.
TEST(run_cases, of_the_sample_department_conform) {
    const std::filesystem::path root = REGLAMENT_SOURCE_DIR "/rules";
    const loaded read = load(root);
    ASSERT_TRUE(read.rules) << render(read.found);
    engine e{read.rules};
    issues found;
    event_log log{*read.rules, {}};
    ASSERT_TRUE(log.read(root / "sample/department/events.jsonl", found)) << render(found);
    log.sort();
    for (std::size_t i = 0; i < log.size(); ++i) {
        const auto entry = log[i];
        (void)(entry.whole != nullptr ? e.post(*entry.whole) : e.post(entry.bound));
    }
    e.advance(at("2025-12-31T00:00:00Z"));
    std::uint64_t finished = 0;
    for (regulation_index r = 0; r < e.rules().machines().size(); ++r) {
        const std::string& id = e.rules().machines()[r].regulation().id.value;
        EXPECT_GT(cases_of(e, id).figures.cases, 0U) << id;
        EXPECT_THAT(deviations_of(e, r, &finished), IsEmpty()) << id;
    }
    EXPECT_GT(finished, 1'000U);
}

}  // namespace
}  // namespace reglament
