#include "unit/control/story.hpp"

#include <reglament/control/explain.hpp>

#include <vector>

namespace reglament {
namespace {

using testing::at;
using testing::make;
using testing::paid;

feel::value facts(feel::context all) {
    return feel::value{std::move(all)};
}

/// An engine that is watched, with its events numbered.
struct watched {
    engine e;
    start_witness by;
    int id = 0;

    explicit watched(const std::string& regulations, std::string regulation = "r", std::string subject = "c1")
        : e{testing::rules_of(regulations)}, by{std::move(subject), std::move(regulation)} {}

    void post(event x) {
        x.id = std::to_string(++id);
        x.source = "test";
        const posted p = by.post(e, x);
        EXPECT_EQ(p.status, post_status::accepted) << render(p.found);
    }
    void advance(std::string_view to) { by.advance(e, at(to)); }
    [[nodiscard]] explained told(std::string_view regulation = "r", std::string_view subject = "c1") const {
        return explain(e, {subject, regulation}, &by).value();
    }
};

/// "silence lasts; condition false, too soon"
std::string outlook(const explained& x) {
    std::string out;
    for (const start_outlook& o : x.outlook) {
        out +=
            (out.empty() ? "" : " | ") + (o.part.empty() ? "" : o.part + ": ") + std::string{to_string(o.trigger.what)};
        for (const start_reason& r : o.in_the_way)
            out += (&r == &o.in_the_way.front() ? "; " : ", ") + std::string{to_string(r.what)};
    }
    return out;
}

std::string attempts(const explained& x) {
    std::string out;
    for (const start_attempt& a : x.attempts) {
        out += out.empty() ? "" : ", ";
        out += a.told.kind == effect_kind::start_refused ? to_string(a.told.why) : to_string(a.told.kind);
    }
    return out;
}

std::string changes(const std::optional<tested_condition>& c) {
    if (!c) return "untold";
    std::string out;
    for (const auto& set : c->changes) {
        out += out.empty() ? "" : "; ";
        for (const fact_change& x : set) {
            out += (&x == &set.front() ? "" : " & ") + x.name + ":";
            for (const feel::value& v : x.to) out += " " + feel::to_string(v);
        }
    }
    return out;
}

const std::string silent = R"(regulation: r
input:
  silent: order.paid
  for: 90 days
  if: class in ("A", "B") and phone allowed
  again after: 180 days since start
output:
  lost:
steps:
  - wait: 10 days
  - output: lost
)";

TEST(explain, of_a_silence_tells_since_when_and_until_when) {
    watched w{silent};
    w.post(make("ping", "2025-01-01T00:00:00Z"));
    EXPECT_EQ(outlook(w.told()), "silence unarmed");
    w.post(make("order.paid", "2025-01-02T00:00:00Z", paid(10)));
    const explained x = w.told();
    EXPECT_EQ(outlook(x), "silence lasts");
    EXPECT_EQ(x.outlook[0].trigger.since, at("2025-01-02T00:00:00Z"));
    EXPECT_EQ(x.outlook[0].trigger.until, at("2025-04-02T00:00:00Z"));
    EXPECT_EQ(x.heard, 1U);
}

TEST(explain, of_a_refusal_tells_the_values_then_and_what_would_have_started_it) {
    watched w{silent};
    w.post(make("order.paid", "2025-01-02T00:00:00Z", paid(10)));
    w.post(make("facts.changed", "2025-01-03T00:00:00Z", facts({{"class", "C"}})));
    w.post(make("facts.changed", "2025-05-03T00:00:00Z", facts({{"class", "A"}})));
    const explained x = w.told();
    EXPECT_EQ(attempts(x), "condition false");
    ASSERT_TRUE(x.attempts[0].why_not && x.attempts[0].why_not->condition);
    EXPECT_EQ(changes(x.attempts[0].why_not->condition), R"(class: "A" "B")");
    EXPECT_EQ(x.attempts[0].why_not->condition->parts.parts[0].parts[0].result, feel::value{"C"}) << "the value then";
    EXPECT_EQ(outlook(x), "silence over") << "now the condition holds, but that silence is used up";
    EXPECT_TRUE(x.limits.empty());
}

TEST(explain, of_a_start_tells_the_values_then) {
    watched w{silent};
    w.post(make("order.paid", "2025-01-02T00:00:00Z", paid(10)));
    w.post(make("facts.changed", "2025-04-03T00:00:00Z", facts({{"class", "C"}})));
    const explained x = w.told();
    EXPECT_EQ(attempts(x), "run started");
    ASSERT_TRUE(x.attempts[0].condition);
    EXPECT_EQ(x.attempts[0].condition->came, feel::truth::yes);
    EXPECT_EQ(outlook(x), "silence over; already running, condition false");
    ASSERT_EQ(x.runs.size(), 1U);
    ASSERT_EQ(x.runs[0].rests.size(), 1U);
    EXPECT_EQ(x.runs[0].rests[0].since, at("2025-04-02T00:00:00Z"));
    EXPECT_EQ(x.runs[0].rests[0].due, at("2025-04-12T00:00:00Z"));
}

TEST(explain, tells_the_rule_of_beginning_again) {
    watched w{silent};
    w.post(make("order.paid", "2025-01-02T00:00:00Z", paid(10)));
    w.post(make("order.paid", "2025-05-01T00:00:00Z", paid(10)));
    w.advance("2025-08-01T00:00:00Z");
    const explained x = w.told();
    EXPECT_EQ(attempts(x), "run started, too soon");
    EXPECT_EQ(x.attempts[1].why_not->until, at("2025-09-29T00:00:00Z"));
    EXPECT_EQ(outlook(x), "silence over; too soon");
    EXPECT_EQ(x.outlook[0].in_the_way[0].since, at("2025-04-02T00:00:00Z"));
    EXPECT_TRUE(x.runs[0].ended);
}

TEST(explain, without_a_witness_says_that_the_values_then_are_not_known) {
    watched w{silent};
    w.post(make("facts.changed", "2025-01-01T00:00:00Z", facts({{"class", "C"}})));
    w.post(make("order.paid", "2025-01-02T00:00:00Z", paid(10)));
    w.advance("2025-05-01T00:00:00Z");
    const explained x = explain(w.e, {"c1", "r"}).value();
    EXPECT_EQ(attempts(x), "condition false");
    EXPECT_FALSE(x.attempts[0].values_told);
    EXPECT_EQ(x.limits, std::vector{untold::values_then});
    EXPECT_EQ(outlook(x), "silence over; condition false") << "of now it tells all";
    EXPECT_EQ(changes(x.outlook[0].in_the_way[0].condition), R"(class: "A" "B")");
}

TEST(explain, of_an_earlier_time_tells_what_the_history_does) {
    watched w{silent};
    w.post(make("order.paid", "2025-01-02T00:00:00Z", paid(10)));
    w.advance("2025-08-01T00:00:00Z");
    explain_query what{"c1", "r"};
    what.as_of = at("2025-04-05T00:00:00Z");
    const explained x = explain(w.e, what).value();
    ASSERT_EQ(x.runs.size(), 1U);
    EXPECT_FALSE(x.runs[0].ended) << "that was later";
    EXPECT_TRUE(x.outlook.empty() && x.runs[0].rests.empty());
    EXPECT_EQ(x.limits, (std::vector{untold::state_then, untold::values_then}));
    what.as_of = at("2025-03-05T00:00:00Z");
    EXPECT_TRUE(explain(w.e, what)->runs.empty());
}

struct situation {
    const char* name;
    std::string input;  // of a regulation
    std::vector<event> events;
    const char* until;
    const char* outlook;
    const char* attempts;
};

TEST(explain, tells_what_is_in_the_way) {
    const auto order = [](const char* time, std::int64_t amount) { return make("order.paid", time, paid(amount)); };
    const auto set = [](const char* time, feel::context all) {
        return make("facts.changed", time, facts(std::move(all)));
    };
    const situation all[] = {
        {"never came",
         "  event: order.paid\n",
         {make("ping", "2025-01-01T00:00:00Z")},
         "2025-02-01T00:00:00Z",
         "on event",
         ""},
        {"open",
         "  event: order.paid\n",
         {order("2025-01-01T00:00:00Z", 1), order("2025-01-02T00:00:00Z", 1)},
         "2025-01-03T00:00:00Z",
         "on event; already running",
         "run started, already running"},
        {"once",
         "  event: order.paid\n  once: yes\n",
         {order("2025-01-01T00:00:00Z", 1), order("2025-03-02T00:00:00Z", 1)},
         "2025-03-03T00:00:00Z",
         "on event; once only",
         "run started, once only"},
        {"of the event",
         "  event: order.paid\n  if: event.amount > 100\n",
         {order("2025-01-01T00:00:00Z", 1)},
         "2025-01-03T00:00:00Z",
         "on event; condition of event",
         "condition false"},
        {"not known",
         "  event: order.paid\n  if: debt > 100\n",
         {order("2025-01-01T00:00:00Z", 1)},
         "2025-01-03T00:00:00Z",
         "on event; condition unknown",
         "condition unknown"},
        {"becomes",
         "  as soon as: debt > 100\n",
         {set("2025-01-01T00:00:00Z", {{"debt", 50}})},
         "2025-01-03T00:00:00Z",
         "becomes true",
         ""},
        {"lasts",
         "  as soon as: debt > 100\n  for: 5 days\n",
         {set("2025-01-01T00:00:00Z", {{"debt", 150}})},
         "2025-01-03T00:00:00Z",
         "holds not long",
         ""},
        {"used up",
         "  as soon as: debt > 100\n",
         {set("2025-01-01T00:00:00Z", {{"debt", 150}})},
         "2025-03-03T00:00:00Z",
         "used up",
         "run started"},
        {"date",
         "  date: last order\n  after: 30 days\n",
         {order("2025-01-01T00:00:00Z", 1)},
         "2025-01-03T00:00:00Z",
         "on date",
         ""},
        {"no date",
         "  date: last order\n  after: 30 days\n",
         {make("ping", "2025-01-01T00:00:00Z")},
         "2025-01-03T00:00:00Z",
         "date unknown",
         ""},
        {"date over",
         "  date: last order\n  after: 3 days\n",
         {order("2025-01-01T00:00:00Z", 1)},
         "2025-03-03T00:00:00Z",
         "date over",
         "run started"},
        {"schedule",
         "  schedule: every monday at 09:00\n",
         {make("ping", "2025-01-01T00:00:00Z")},
         "2025-01-03T00:00:00Z",
         "on schedule",
         ""},
        {"called",
         "  by call: yes\n",
         {make("ping", "2025-01-01T00:00:00Z")},
         "2025-01-03T00:00:00Z",
         "never called",
         ""},
    };
    for (const situation& s : all) {
        watched w{"regulation: r\ninput:\n" + s.input +
                  "output:\n  lost:\nsteps:\n  - wait: 10 days\n  - output: lost\n"};
        for (const event& e : s.events) w.post(e);
        w.advance(s.until);
        const explained x = w.told();
        EXPECT_EQ(outlook(x), s.outlook) << s.name;
        EXPECT_EQ(attempts(x), s.attempts) << s.name;
        EXPECT_TRUE(x.limits.empty()) << s.name << "\n" << to_text(x);
        for (const language lang : {language::en, language::ru}) {
            EXPECT_FALSE(to_text(x, lang).empty());
            EXPECT_FALSE(feel::write_json(to_value(x, lang)).empty());
        }
    }
}

TEST(explain, of_a_condition_over_the_event_tells_with_which_data_it_would_have_started) {
    watched w{
        "regulation: r\ninput:\n  event: order.paid\n  if: event.amount > 100\noutput: [lost]\nsteps:\n  - output: "
        "lost\n"};
    w.post(make("order.paid", "2025-01-01T00:00:00Z", paid(7)));
    const explained x = w.told();
    EXPECT_EQ(changes(x.attempts.at(0).why_not->condition), "event.amount: 101");
    EXPECT_NE(to_text(x).find("→ would have started if “event.amount” had been 101 (it was 7)"), std::string::npos)
        << to_text(x);
}

TEST(explain, tells_what_stops_it) {
    watched w{
        "regulation: r\ninput:\n  event: order.paid\noutput:\n  lost:\n    stop when: debt > 100\nsteps:\n  - wait: 10 "
        "days\n"
        "  - output: lost\n"};
    w.post(make("facts.changed", "2025-01-01T00:00:00Z", facts({{"debt", 150}})));
    w.post(make("order.paid", "2025-01-02T00:00:00Z", paid(7)));
    const explained x = w.told();
    EXPECT_EQ(outlook(x), "on event; stopped");
    EXPECT_EQ(attempts(x), "stopped");
    EXPECT_EQ(changes(x.attempts[0].why_not->condition), "debt: 100");
}

TEST(explain, tells_the_place_in_the_line) {
    watched w{
        "regulation: r\ninput:\n  event: order.paid\n  at most: 1 a day\noutput: [lost]\nsteps:\n  - wait: 10 days\n  "
        "- output: lost\n",
        "r", "c2"};
    w.post(make("order.paid", "2025-01-02T10:00:00Z", paid(7)));
    w.post(make("order.paid", "2025-01-02T11:00:00Z", paid(7), "c2"));
    const explained x = w.told("r", "c2");
    EXPECT_EQ(outlook(x), "on event; queued");
    EXPECT_EQ(x.outlook[0].in_the_way[0].place, 1U);
    EXPECT_EQ(attempts(x), "start queued");
    w.advance("2025-01-04T00:00:00Z");
    EXPECT_EQ(attempts(w.told("r", "c2")), "start queued, run started");
}

TEST(explain, tells_of_pauses_and_of_who_goes_on) {
    watched w{
        "regulation: r\ninput:\n  event: order.paid\noutput: [lost]\nsteps:\n  - wait: 10 days\n  - output: lost\n"};
    w.post(make("order.paid", "2025-01-02T10:00:00Z", paid(7)));
    EXPECT_EQ(w.e.pause("c1", 1, "on leave", at("2025-01-03T00:00:00Z")).status, post_status::accepted);
    const explained x = w.told();
    EXPECT_EQ(x.runs.at(0).state, run_state::paused);
    EXPECT_NE(to_text(x).find("paused since 3 January 2025"), std::string::npos) << to_text(x);
    EXPECT_NE(to_text(x).find("on leave"), std::string::npos);
    w.post(make("ping", "2025-01-04T00:00:00Z", {}, "c9"));
    EXPECT_EQ(w.e.merge("c1", "c9", at("2025-01-05T00:00:00Z")).status, post_status::accepted);
    const explained merged = w.told();
    EXPECT_EQ(merged.subject, "c9");
    EXPECT_EQ(merged.asked_for, "c1");
}

TEST(explain, tells_a_task_from_what_led_to_it) {
    const engine e = testing::story();
    const explained x = explain(e, {"ann", "wake"}).value();
    ASSERT_EQ(x.runs.size(), 1U);
    for (const char* client : {"ann", "bob", "zoe"}) {
        for (const language lang : {language::en, language::ru}) {
            const std::string suffix = lang == language::ru ? ".ru" : ".en";
            testing::expect_golden(std::string{"explain-"} + client + suffix,
                                   to_text(explain(e, {client, "wake"}).value(), lang));
        }
    }
    testing::expect_golden("explain-ann.json", feel::write_json(to_value(x), 2));
}

const std::string calls = R"(regulation: r
input:
  event: order.paid
output: [lost]
steps:
  - task: ask
    do: Ask
    by: manager
    within: 2 days
    form:
      answer: one of yes, no
  - if: ask.answer = "no"
    then:
      - task: mend
        do: Mend
        by: head
  - wait: 3 days
  - task: thank
    do: Thank
    by: manager
  - output: lost
)";

TEST(explain, of_a_task_tells_who_did_what_before_it) {
    watched w{calls};
    w.post(make("order.paid", "2025-01-02T10:00:00Z", paid(7)));
    explained x = w.told();
    ASSERT_EQ(x.runs.at(0).tasks.size(), 1U);
    EXPECT_EQ(x.runs[0].tasks[0].cause.at(0).kind, effect_kind::run_started);
    const feel::value no = feel::context{{"task", feel::value{"ask"}}, {"answers", feel::context{{"answer", "no"}}}};
    w.post(make("task.done", "2025-01-03T10:00:00Z", no));
    x = w.told();
    const std::string text = to_text(x);
    EXPECT_NE(text.find("because: done: Ask; answer — no; decided: "), std::string::npos) << text;
    w.post(make("task.done", "2025-01-03T11:00:00Z", feel::context{{"task", feel::value{"mend"}}}));
    w.advance("2025-01-07T00:00:00Z");
    EXPECT_NE(to_text(w.told()).find("because: the time of "), std::string::npos) << to_text(w.told());
}

std::shared_ptr<const rulebook> loaded_from(const std::string& text) {
    const loaded l = load_text(text, "test.yaml");
    EXPECT_TRUE(l.rules) << render(l.found);
    return l.rules;
}

TEST(explain, of_a_task_that_waits_tells_which_contacts_count) {
    const auto touch = [](const std::string& event) {
        return "---\nregulation: r" + event + "\ninput: {event: " + event +
               "}\noutput: [done]\nsteps:\n  - task: call\n    do: Call\n    by: manager\n    contact: phone\n"
               "  - output: done\n";
    };
    engine e{loaded_from(
        "vocabulary: v\nchannels:\n  phone: Phone\ncontact policy:\n  limits:\n    - at most: 1 per 7 days\n"
        "      channel: phone\nevents:\n  e1:\n  e2:\nroles: [manager]\n" +
        touch("e1") + touch("e2"))};
    e.post(make("e1", "2025-01-06T10:00:00Z"));
    e.post(make("e2", "2025-01-06T11:00:00Z"));
    ASSERT_EQ(e.complete("c1", 1, {}, at("2025-01-07T10:00:00Z")).status, post_status::accepted);
    const explained x = explain(e, {"c1", "re2"}).value();
    ASSERT_EQ(x.runs.at(0).rests.size(), 1U);
    const explained_rest& rest = x.runs[0].rests[0];
    EXPECT_EQ(rest.contact, refusal::contact_limit);
    EXPECT_EQ(rest.due, at("2025-01-14T10:00:00Z"));
    ASSERT_EQ(rest.contacts.size(), 1U);
    EXPECT_EQ(rest.contacts[0].second, at("2025-01-07T10:00:00Z"));
    EXPECT_TRUE(x.runs[0].tasks.empty());
    EXPECT_NE(
        to_text(x).find("no more contacts for now, from 14 January 2025, 10:00; contacts: Phone 7 January 2025, 10:00"),
        std::string::npos)
        << to_text(x);
}

TEST(explain, of_deals_tells_of_each) {
    engine e{loaded_from(R"(vocabulary: v
subjects:
  deal:
    parent: client
events:
  ping:
  deal.opened:
    subject: deal
    data:
      amount: number
facts:
  deal amount:
    subject: deal
    type: number
    from: deal.opened.amount
---
regulation: big
subject: deal
input:
  as soon as: deal amount > 100
output: [done]
steps:
  - wait: 10 days
  - output: done
)")};
    e.post(make("ping", "2025-01-01T00:00:00Z"));
    EXPECT_EQ(explain(e, {"c1", "big"})->limits, std::vector{untold::no_part});
    const auto open = [&](const char* key, int amount) {
        const posted p =
            e.post(make("deal.opened", "2025-01-02T00:00:00Z", facts({{"deal", key}, {"amount", amount}})));
        EXPECT_EQ(p.status, post_status::accepted) << render(p.found);
    };
    open("D-1", 50);
    open("D-2", 500);
    EXPECT_EQ(outlook(explain(e, {"c1", "big"}).value()), "D-1: becomes true | D-2: used up; already running");
    const explained one = explain(e, {"c1", "big", "D-1"}).value();
    EXPECT_EQ(outlook(one), "D-1: becomes true");
    EXPECT_EQ(changes(one.outlook[0].trigger.condition), "deal amount: 101");
    EXPECT_TRUE(one.runs.empty() && one.attempts.empty()) << "they are of the other one";
}

const std::string owing = R"(regulation: r
version: 1.0.0
input:
  as soon as: debt > 100
output: [lost]
steps:
  - wait: 10 days
  - output: lost
)";

TEST(explain, after_a_publication_tells_who_was_there_already) {
    engine e{testing::rules_of(calls)};
    e.post(make("facts.changed", "2025-01-01T00:00:00Z", facts({{"debt", 150}})));
    ASSERT_TRUE(
        e.publish(testing::rules_of(calls + "---\nregulation: owing\ninput:\n  as soon as: debt > 100\noutput: [lost]\n"
                                            "steps:\n  - output: lost\n"))
            .published);
    EXPECT_EQ(outlook(explain(e, {"c1", "owing"}).value()), "existing ignored");
}

TEST(explain, tells_of_pilots_and_of_versions_that_drain) {
    const auto next = [](std::string_view how) {
        std::string text = owing;
        return text.replace(text.find("version: 1.0.0"), 14, "version: 2.0.0\n" + std::string{how});
    };
    engine alone{testing::rules_of(next("pilot:\n  clients: [c2]"))};
    alone.post(make("facts.changed", "2025-01-01T00:00:00Z", facts({{"debt", 50}})));
    const explained pilot = explain(alone, {"c1", "r"}).value();
    ASSERT_FALSE(pilot.outlook.at(0).in_the_way.empty());
    EXPECT_EQ(pilot.outlook[0].in_the_way[0].what, start_reason_kind::no_version);

    engine e{testing::rules_of(owing)};
    e.post(make("facts.changed", "2025-01-01T00:00:00Z", facts({{"debt", 150}})));
    e.post(make("facts.changed", "2025-01-02T00:00:00Z", facts({{"debt", 50}}), "c2"));
    ASSERT_TRUE(e.publish(testing::rules_of(next("running: drain"))).published);
    const explained drains = explain(e, {"c2", "r"}).value();
    EXPECT_EQ(outlook(drains), "becomes true; draining");
    EXPECT_EQ(drains.outlook[0].in_the_way[0].place, 1U);
    EXPECT_EQ(explain(e, {"c1", "r"})->runs.at(0).rests.size(), 1U) << "an earlier version's run is told too";
}

TEST(explain, of_nobody_and_of_no_regulation) {
    const watched w{calls};
    EXPECT_FALSE(explain(w.e, {"c1", "no such"}));
    const explained x = explain(w.e, {"nobody", "r"}).value();
    EXPECT_FALSE(x.known);
    EXPECT_NE(to_text(x).find("Nothing has been heard"), std::string::npos);
}

TEST(explain, a_witness_changes_nothing) {
    const auto run = [](bool watch) {
        engine e{testing::rules_of(silent)};
        start_witness by{"c1", "r"};
        int id = 0;
        for (const char* time : {"2025-01-02T00:00:00Z", "2025-05-02T00:00:00Z", "2025-12-02T00:00:00Z"}) {
            event x = make("order.paid", time, paid(1));
            x.id = std::to_string(++id);
            watch ? (void)by.post(e, x) : (void)e.post(x);
        }
        return testing::lines(e);
    };
    EXPECT_EQ(run(true), run(false));
    EXPECT_GT(run(false).size(), 2U);
}

}  // namespace
}  // namespace reglament
