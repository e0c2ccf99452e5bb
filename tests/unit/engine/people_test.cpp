// Who of the people gets a task: by ownership, turn, load and skill; shifts, absence, substitution; nobody.
#include "support/rules.hpp"

#include <gmock/gmock.h>

namespace reglament {
namespace {

using testing::at;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::make;

const std::string head = R"(vocabulary: v
calendar:
  zone: UTC
  hours: 09:00-18:00
calendars:
  late:
    like: main
    hours: 12:00-20:00
events:
  ping:
facts:
  owner: text
  topic: text
roles:
  clerk:
    by: turn
  engineer:
    by: load
    skill: topic
    otherwise: boss
  manager:
    person: owner
    otherwise: boss
  boss:
    by: turn
)";

std::string rules_text(const std::string& role, const std::string& more = "    within: 2 working hours\n",
                       const std::string& id = "r") {
    return "---\nregulation: " + id + "\nowner: " + role +
           "\ninput:\n  event: ping\noutput: [done, gone]\nsteps:\n  - task: call\n    do: Call\n" + more +
           "  - output: done\n";
}

const std::string three = R"(---
people: v
persons:
  anna:
    roles: [clerk, manager]
    absent:
      - from: 2025-03-10
        to: 2025-03-14
        reason: vacation
    substitutes: boris
  boris:
    title: Boris Lukin
    roles: [clerk, engineer]
    skills: [nets, printers]
    calendar: late
  clara:
    roles: [clerk, engineer]
    skills: nets
    shifts:
      mon-fri: 09:00-18:00
)";

const std::string boss = "  zoe:\n    roles: boss\n";

std::shared_ptr<const rulebook> load_rules(const std::string& text) {
    loaded l = load_text(text, "test.yaml");
    if (!l.rules) throw std::runtime_error{render(l.found)};
    return l.rules;
}

std::shared_ptr<const rulebook> rules_for(const std::string& role, const std::string& people = three + boss) {
    return load_rules(head + people + rules_text(role, role == "clerk" ? "    within: 2 working hours\n" : ""));
}

void tell(engine& e, std::string_view who, std::string_view when, feel::context data) {
    const posted p = e.post(make("facts.changed", when, feel::value{std::move(data)}, who));
    ASSERT_EQ(p.status, post_status::accepted) << render(p.found);
}

void ping(engine& e, std::string_view who, std::string_view when) {
    const posted p = e.post(make("ping", when, {}, who));
    ASSERT_EQ(p.status, post_status::accepted) << render(p.found);
}

// "c1: anna turn", by client and number.
std::vector<std::string> given(const engine& e) {
    std::vector<std::string> all;
    for (const task& t : e.tasks()) {
        all.push_back(std::string{t.subject} + ": " + (t.person.empty() ? "nobody" : std::string{t.person}) + " " +
                      std::string{t.why});
    }
    std::sort(all.begin(), all.end());
    return all;
}

std::vector<std::string> codes(const posted& p) {
    std::vector<std::string> all;
    for (const issue& i : p.found) all.emplace_back(i.code);
    return all;
}

std::string load_of(const engine& e) {
    std::string out;
    for (const auto& [who, count] : e.loads()) out += (out.empty() ? "" : " ") + who + std::to_string(count);
    return out;
}

TEST(people, get_tasks_by_turn) {
    engine e{rules_for("clerk")};
    for (const auto* who : {"c1", "c2", "c3", "c4"}) ping(e, who, "2025-03-03T10:00:00Z");
    EXPECT_THAT(given(e), ElementsAre("c1: anna turn", "c2: boris turn", "c3: clara turn", "c4: anna turn"));
    EXPECT_EQ(load_of(e), "anna2 boris1 clara1");
    EXPECT_EQ(e.complete("c1", 1, {}, at("2025-03-03T11:00:00Z")).status, post_status::accepted);
    EXPECT_EQ(load_of(e), "anna1 boris1 clara1");
    EXPECT_EQ(e.cancel("c2", 1, "no use", at("2025-03-03T11:00:00Z")).status, post_status::accepted);
    EXPECT_EQ(load_of(e), "anna1 clara1");
}

TEST(people, off_shift_and_absent_ones_are_passed_over) {
    engine e{rules_for("clerk")};
    ping(e, "c1", "2025-03-10T19:00:00Z");  // anna is away, clara off shift
    ping(e, "c2", "2025-03-10T19:00:00Z");
    ping(e, "c3", "2025-03-11T10:00:00Z");
    EXPECT_THAT(given(e), ElementsAre("c1: boris turn", "c2: boris turn", "c3: clara turn"));
}

TEST(people, get_tasks_by_load_and_skill) {
    engine e{rules_for("engineer")};
    for (const auto* who : {"c1", "c2", "c3"}) {
        tell(e, who, "2025-03-03T10:00:00Z", {{"topic", "nets"}});
        ping(e, who, "2025-03-03T10:00:00Z");
    }
    tell(e, "c4", "2025-03-03T10:00:00Z", {{"topic", "printers"}});
    ping(e, "c4", "2025-03-03T10:00:00Z");
    tell(e, "c5", "2025-03-03T10:00:00Z", {{"topic", "nets"}});
    ping(e, "c5", "2025-03-03T10:00:00Z");
    EXPECT_THAT(given(e),
                ElementsAre("c1: boris load", "c2: clara load", "c3: boris load", "c4: boris load", "c5: clara load"));
    tell(e, "c6", "2025-03-03T10:00:00Z", {{"topic", "phones"}});
    ping(e, "c6", "2025-03-03T10:00:00Z");
    EXPECT_EQ(given(e).back(), "c6: zoe turn");
    EXPECT_EQ(e.tasks({.subject = "c6"}).front().role, "boss");
}

TEST(people, owners_and_who_stands_in) {
    engine e{rules_for("manager")};
    for (const auto* who : {"c1", "c2", "c3"}) tell(e, who, "2025-03-07T10:00:00Z", {{"owner", "anna"}});
    tell(e, "c4", "2025-03-07T10:00:00Z", {{"owner", "Boris Lukin"}});
    ping(e, "c1", "2025-03-07T10:00:00Z");
    ping(e, "c2", "2025-03-10T10:00:00Z");
    ping(e, "c4", "2025-03-10T10:00:00Z");
    ping(e, "c5", "2025-03-10T10:00:00Z");  // of nobody
    tell(e, "c6", "2025-03-10T10:00:00Z", {{"owner", "Somebody else"}});
    ping(e, "c6", "2025-03-10T10:00:00Z");
    EXPECT_THAT(given(e), ElementsAre("c1: anna owner", "c2: boris substitute", "c4: boris owner", "c5: zoe turn",
                                      "c6: zoe turn"));
    tell(e, "c1", "2025-03-10T11:00:00Z", {{"owner", "boris"}});  // the task goes over
    EXPECT_EQ(given(e).front(), "c1: boris owner");
    EXPECT_EQ(load_of(e), "boris3 zoe2");
}

TEST(people, nobody_is_told_with_the_reason_and_tried_again) {
    engine e{rules_for("clerk",
                       "---\npeople: v\npersons:\n  dan:\n    roles: clerk\n    shifts:\n      mon: 09:00-12:00\n")};
    ping(e, "c1", "2025-03-03T13:00:00Z");
    EXPECT_THAT(given(e), ElementsAre("c1: nobody off shift"));
    ASSERT_EQ(e.tasks({.unassigned = true}).size(), 1U);
    const effect& told = e.history("c1").back();
    EXPECT_EQ(told.kind, effect_kind::task_unassigned);
    EXPECT_EQ(told.due, at("2025-03-10T09:00:00Z"));
    EXPECT_EQ(e.next_due(), at("2025-03-03T15:00:00Z"));
    e.advance(at("2025-03-10T08:59:59Z"));
    EXPECT_THAT(given(e), ElementsAre("c1: nobody off shift"));
    e.advance(at("2025-03-10T09:00:00Z"));
    EXPECT_THAT(given(e), ElementsAre("c1: dan turn"));
    EXPECT_THAT(e.tasks({.unassigned = true}), IsEmpty());
    EXPECT_EQ(load_of(e), "dan1");
}

TEST(people, of_a_role_nobody_has) {
    engine e{rules_for("engineer", "---\npeople: v\npersons:\n  dan:\n    roles: clerk\n")};
    ping(e, "c1", "2025-03-03T13:00:00Z");
    EXPECT_THAT(given(e), ElementsAre("c1: nobody no role"));
    EXPECT_EQ(e.history("c1").back().due, never);
}

TEST(people, a_deadline_is_counted_in_the_calendar_of_whoever_gets_it) {
    engine e{rules_for("clerk")};
    for (const auto* who : {"c1", "c2"}) ping(e, who, "2025-03-03T10:00:00Z");
    EXPECT_EQ(e.tasks({.subject = "c1"}).front().due, at("2025-03-03T12:00:00Z"));
    EXPECT_EQ(e.tasks({.subject = "c2"}).front().due, at("2025-03-03T14:00:00Z"));  // boris begins at noon
    EXPECT_EQ(e.hand_on("c2", 1, "anna", "", at("2025-03-03T10:30:00Z")).status, post_status::accepted);
    EXPECT_EQ(e.tasks({.subject = "c2"}).front().due, at("2025-03-03T14:00:00Z"));  // it stays
    e.advance(at("2025-03-03T14:00:00Z"));
    EXPECT_TRUE(e.tasks({.subject = "c2"}).front().late);
}

TEST(people, claim_give_back_and_hand_on) {
    engine e{rules_for("clerk")};
    ping(e, "c1", "2025-03-03T10:00:00Z");
    const instant then = at("2025-03-03T10:05:00Z");
    EXPECT_THAT(codes(e.claim("c1", 1, "boris", then)), ElementsAre("task-of-another"));
    EXPECT_THAT(codes(e.claim("c1", 1, "zoe", then)), ElementsAre("task-of-another"));
    EXPECT_THAT(codes(e.hand_on("c1", 1, "zoe", "", then)), ElementsAre("person-without-role"));
    EXPECT_THAT(codes(e.hand_on("c1", 1, "nemo", "", then)), ElementsAre("unknown-person"));
    EXPECT_THAT(codes(e.hand_on("c1", 7, "boris", "", then)), ElementsAre("task-not-open"));
    EXPECT_EQ(e.give_back("c1", 1, "busy", then).status, post_status::accepted);
    EXPECT_THAT(given(e), ElementsAre("c1: boris turn"));
    EXPECT_EQ(e.hand_on("c1", 1, "clara", "asked for it", then).status, post_status::accepted);
    EXPECT_THAT(given(e), ElementsAre("c1: clara handed on"));
    EXPECT_EQ(load_of(e), "clara1");
    EXPECT_THAT(codes(e.hand_on("c1", 1, "anna", "", at("2025-03-11T10:00:00Z"))), ElementsAre("person-absent"));
    EXPECT_EQ(e.post(make("task.returned", "2025-03-11T10:00:00Z",
                          feel::context{{"task", feel::number{1}}, {"person", "anna"}}))
                  .status,
              post_status::rejected);
}

TEST(people, without_the_skill_nothing_is_taken) {
    engine e{
        load_rules(head +
                   "---\npeople: v\npersons:\n  dan:\n    roles: engineer\n    skills: nets\n    absent: 2025-03-03\n"
                   "  eve:\n    roles: engineer\n" +
                   rules_text("engineer", ""))};
    tell(e, "c1", "2025-03-03T10:00:00Z", {{"topic", "nets"}});
    ping(e, "c1", "2025-03-03T10:00:00Z");
    EXPECT_THAT(given(e), ElementsAre("c1: nobody absent"));
    EXPECT_THAT(codes(e.claim("c1", 1, "eve", at("2025-03-03T10:01:00Z"))), ElementsAre("person-without-skill"));
    EXPECT_THAT(codes(e.give_back("c1", 1, "", at("2025-03-03T10:01:00Z"))), ElementsAre("task-with-nobody"));
    EXPECT_EQ(e.claim("c1", 1, "dan", at("2025-03-03T10:02:00Z")).status, post_status::accepted);
    EXPECT_THAT(given(e), ElementsAre("c1: dan claimed"));
    EXPECT_EQ(load_of(e), "dan1");
}

TEST(people, messages_of_the_desk_are_refused_from_outside) {
    engine e{rules_for("clerk")};
    ping(e, "c1", "2025-03-03T10:00:00Z");
    for (const auto* type : {"person.asked", "person.given", "person.released", "people.changed"})
        EXPECT_EQ(e.post(make(type, "2025-03-03T10:00:00Z")).status, post_status::rejected) << type;
    EXPECT_EQ(load_of(e), "anna1");
}

TEST(people, merged_clients_keep_who_has_their_tasks) {
    engine e{rules_for("clerk")};
    ping(e, "c1", "2025-03-03T10:00:00Z");
    ping(e, "c2", "2025-03-03T10:00:00Z");
    EXPECT_EQ(e.merge("c1", "c3", at("2025-03-03T11:00:00Z")).status, post_status::accepted);
    EXPECT_EQ(load_of(e), "anna1 boris1");
    EXPECT_EQ(e.merge("c2", "c3", at("2025-03-03T12:00:00Z")).status, post_status::accepted);  // one run is cancelled
    EXPECT_EQ(e.tasks().size(), 1U);
    EXPECT_EQ(load_of(e), "anna1");
    EXPECT_EQ(e.give_back("c3", e.tasks().front().number, "", at("2025-03-03T12:30:00Z")).status,
              post_status::accepted);
    EXPECT_THAT(given(e), ElementsAre("c3: clara turn"));
    EXPECT_EQ(e.complete("c3", e.tasks().front().number, {}, at("2025-03-03T13:00:00Z")).status, post_status::accepted);
    EXPECT_EQ(load_of(e), "");
}

TEST(people, the_desk_is_saved_and_read) {
    engine e{rules_for("engineer")};
    for (const auto* who : {"c1", "c2"}) {
        tell(e, who, "2025-03-03T10:00:00Z", {{"topic", "nets"}});
        ping(e, who, "2025-03-03T10:00:00Z");
    }
    const record& desk = e.state(*e.find_client("people desk/all"));
    ASSERT_TRUE(desk.desk);
    const std::string bytes = encode(e.rules(), desk);
    const auto read = decode(e.rules(), bytes);
    ASSERT_TRUE(read);
    EXPECT_EQ(encode(e.rules(), *read), bytes);
    EXPECT_EQ(read->desk->load, desk.desk->load);
    for (std::size_t cut = 0; cut < bytes.size(); ++cut) EXPECT_FALSE(decode(e.rules(), bytes.substr(0, cut))) << cut;
}

TEST(people, others_are_in_force_when_published) {
    engine e{rules_for("clerk")};
    for (const auto* who : {"c1", "c2", "c3"}) ping(e, who, "2025-03-03T10:00:00Z");
    const auto report = e.publish(
        rules_for("clerk", "---\npeople: v\npersons:\n  boris:\n    roles: clerk\n  dan:\n    roles: clerk\n"));
    ASSERT_TRUE(report.published) << render(report.found);
    EXPECT_THAT(report.runs, IsEmpty());
    EXPECT_EQ(load_of(e), "boris2 dan1");
    EXPECT_EQ(given(e)[1], "c2: boris turn");
    const auto gone = e.publish(load_rules(head + rules_text("clerk", "    within: 2 working hours\n")));
    ASSERT_TRUE(gone.published) << render(gone.found);
    EXPECT_THAT(given(e), ElementsAre("c1: nobody no role", "c2: nobody no role", "c3: nobody no role"));
    ASSERT_TRUE(e.publish(rules_for("clerk")).published);
    EXPECT_EQ(e.tasks({.unassigned = true}).size(), 0U);
}

TEST(people, a_role_comes_to_be_staffed) {
    const std::string plain =
        "vocabulary: v\nevents:\n  ping:\nroles: [clerk]\n" + rules_text("clerk", "    within: 2 days\n");
    engine e{load_rules(plain)};
    ping(e, "c1", "2025-03-03T10:00:00Z");
    EXPECT_EQ(e.tasks().front().person, "");
    const auto with =
        "vocabulary: v\nevents:\n  ping:\nroles:\n  clerk:\n    by: turn\n---\npeople: v\npersons:\n  anna:\n    "
        "roles: clerk\n" +
        rules_text("clerk", "    within: 2 days\n");
    ASSERT_TRUE(e.publish(load_rules(with)).published);
    EXPECT_THAT(given(e), ElementsAre("c1: anna turn"));
    ASSERT_TRUE(e.publish(load_rules(plain)).published);
    EXPECT_EQ(e.complete("c1", 1, {}, at("2025-03-03T11:00:00Z")).status, post_status::accepted);
    EXPECT_EQ(load_of(e), "");
}

TEST(people, the_same_events_give_the_same) {
    const auto run = [] {
        engine e{rules_for("clerk")};
        for (const auto* who : {"c1", "c2", "c3", "c4"}) ping(e, who, "2025-03-03T10:00:00Z");
        e.give_back("c2", 1, "", at("2025-03-03T11:00:00Z"));
        e.advance(at("2025-03-20T10:00:00Z"));
        std::string all;
        for (std::size_t i = 0; i < e.client_count(); ++i) all += encode(e.rules(), e.state(i));
        return all;
    };
    EXPECT_EQ(run(), run());
}

TEST(people, who_is_absent_when_the_deadline_falls_is_replaced) {
    engine e{rules_for("manager")};
    tell(e, "c1", "2025-03-07T10:00:00Z", {{"owner", "anna"}});
    const auto rules = load_rules(head + three + boss + rules_text("manager", "    within: 4 days\n"));
    engine with{rules};
    tell(with, "c1", "2025-03-07T10:00:00Z", {{"owner", "anna"}});
    ping(with, "c1", "2025-03-07T10:00:00Z");
    EXPECT_THAT(given(with), ElementsAre("c1: anna owner"));
    with.advance(at("2025-03-11T10:00:00Z"));
    EXPECT_THAT(given(with), ElementsAre("c1: boris substitute"));
}

const std::string ladder = R"(    within: 1 day
    on late:
      - escalate: clerk
      - after: 1 day
        escalate: boss
      - after: 2 days
        then: gone
)";

std::vector<std::string> told(const engine& e) {
    std::vector<std::string> all;
    for (const effect& x : e.history("c1")) {
        const bool of_late = x.kind == effect_kind::task_late || x.kind == effect_kind::escalated ||
                             x.kind == effect_kind::task_cancelled || x.kind == effect_kind::run_finished;
        if (!of_late) continue;
        all.push_back(to_string(x.at).substr(0, 10) + " " + std::string{to_string(x.kind)} +
                      (x.kind == effect_kind::escalated ? " " + std::string{x.data[0].as_string()} : ""));
    }
    return all;
}

TEST(ladder, each_rung_once_in_order) {
    engine e{load_rules(head + three + boss + rules_text("clerk", ladder))};
    ping(e, "c1", "2025-03-03T10:00:00Z");
    e.advance(at("2025-03-05T10:00:00Z"));
    EXPECT_THAT(told(e),
                ElementsAre("2025-03-04 task late", "2025-03-04 escalated clerk", "2025-03-05 escalated boss"));
    EXPECT_EQ(e.tasks().front().due, at("2025-03-04T10:00:00Z"));
    EXPECT_TRUE(e.tasks().front().late);
    const std::string bytes = encode(e.rules(), e.state(*e.find_client("c1")));
    const auto read = decode(e.rules(), bytes);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->due, at("2025-03-07T10:00:00Z"));
    for (int i = 0; i < 200; ++i) ping(e, "x" + std::to_string(i), "2025-03-06T10:00:00Z");  // it is packed away
    EXPECT_EQ(encode(e.rules(), e.state(*e.find_client("c1"))), bytes);
    e.advance(at("2025-03-07T10:00:00Z"));
    EXPECT_THAT(told(e), ElementsAre("2025-03-04 task late", "2025-03-04 escalated clerk", "2025-03-05 escalated boss",
                                     "2025-03-07 task cancelled", "2025-03-07 run finished"));
}

TEST(ladder, ends_when_the_task_does) {
    engine e{load_rules(head + rules_text("clerk", ladder))};
    ping(e, "c1", "2025-03-03T10:00:00Z");
    e.advance(at("2025-03-04T12:00:00Z"));
    EXPECT_EQ(e.complete("c1", 1, {}, at("2025-03-04T13:00:00Z")).status, post_status::accepted);
    EXPECT_EQ(told(e).size(), 3U);
    e.advance(at("2025-03-20T12:00:00Z"));
    EXPECT_EQ(told(e).size(), 3U);
    EXPECT_EQ(e.state(*e.find_client("c1")).due, never);
}

TEST(people, of_a_limit_the_day_is_that_of_the_person) {
    const std::string limited = R"(vocabulary: v
calendar:
  zone: UTC
  week: mon-fri
calendars:
  weekend:
    zone: UTC
    week: sat-sun
events:
  ping:
facts:
  owner: text
roles:
  manager:
    person: owner
    calendar: weekend
---
people: v
persons:
  anna:
    roles: manager
  boris:
    roles: manager
    calendar: weekend
---
regulation: r
owner: manager
input:
  event: ping
  at most: 1 a working day per manager
output: [done]
steps:
  - task: call
    do: Call
  - output: done
)";
    engine e{load_rules(limited)};
    for (const auto* who : {"c1", "c2", "c3"}) {
        tell(e, who, "2025-03-03T10:00:00Z", {{"owner", "boris"}});
        ping(e, who, "2025-03-03T10:00:00Z");  // a Monday: a day off for them
    }
    EXPECT_THAT(e.tasks(), IsEmpty());
    e.advance(at("2025-03-08T23:00:00Z"));
    EXPECT_EQ(e.tasks().size(), 1U);
    e.advance(at("2025-03-09T23:00:00Z"));
    EXPECT_EQ(e.tasks().size(), 2U);
}

}  // namespace
}  // namespace reglament
