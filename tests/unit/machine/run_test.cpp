// Runs that run other regulations, for the same client and for others; subjects that own records of their own.
#include "support/rules.hpp"

#include <gmock/gmock.h>

namespace reglament {
namespace {

using testing::at;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::last_line;
using testing::lines;
using testing::make;
using testing::open_tasks;

const std::string words = R"(vocabulary: v
subjects:
  client:
  deal:
    parent: client
  campaign:
    title: Кампания
  employee:
events:
  ping:
  deal.opened:
    subject: deal
  campaign.begun:
    subject: campaign
    data:
      clients: list of text
  client.returned:
    data:
      reason: optional text
  employee.praised:
    subject: employee
    data:
      for: text
facts:
  class: one of A, B
  manager: text
  clients:
    subject: campaign
    type: list of text
    from: campaign.begun.clients
  praises:
    subject: employee
    type: number
    initial: 0
  last praise:
    subject: employee
    type: text
    from: employee.praised.for
roles: [manager]
---
)";

// Asks, and ends by what was answered.
const std::string survey = R"(regulation: survey
input:
  by call: yes
  data:
    topic: text
    limit: optional number
  if: input.topic != "weather"
output:
  pleased:
    data:
      score: ask.score
      topic: input.topic
  angry:
    data:
      reason: ask.reason
steps:
  - task: ask
    do: Ask
    form:
      score: number
      reason: optional text
  - if: ask.score > 5
    then: pleased
    else: angry
)";

std::shared_ptr<const rulebook> rules_of(const std::string& regulations) {
    loaded l = load_text(words + regulations, "test.yaml");
    if (!l.rules) throw std::runtime_error{render(l.found)};
    return l.rules;
}

engine started(const std::string& regulations) {
    engine e{rules_of(regulations)};
    EXPECT_EQ(e.post(make("ping", "2025-01-01")).status, post_status::accepted);
    return e;
}

std::string caller(const std::string& more, const std::string& then = "  - output: done\n") {
    return "regulation: caller\ninput:\n  event: ping\noutput: [done, lost, failed]\nsteps:\n  - run: survey\n    "
           "data:\n      "
           "topic: '\"price\"'\n" +
           more + then + "---\n" + survey;
}

void answer(engine& e, std::string_view subject, std::uint32_t number, int score, std::string_view day) {
    const feel::value given = feel::context{{"score", feel::number{score}}, {"reason", feel::value{"late"}}};
    const posted p = e.complete(subject, number, given, at(day));
    EXPECT_EQ(p.status, post_status::accepted) << render(p.found);
}

TEST(run, waits_until_the_other_has_ended_and_reads_what_it_gives) {
    engine e = started(caller("", R"(  - switch: survey.output
    cases:
      pleased:
        - if: survey.score = 9 and survey.topic = "price" and survey.reason = null
          then: done
          else: failed
      angry: lost
)"));
    EXPECT_THAT(lines(e), ElementsAre("2025-01-01 run started", "2025-01-01 run requested survey",
                                      "2025-01-01 run started", "2025-01-01 task created ask#2"));
    answer(e, "c1", 2, 9, "2025-01-02");
    EXPECT_THAT(lines(e), ::testing::Contains("2025-01-02 run finished pleased"));
    EXPECT_EQ(last_line(e), "2025-01-02 run finished done");
    EXPECT_TRUE(e.state(0).runs.empty());
}

TEST(run, goes_on_at_once_where_it_is_told_not_to_wait) {
    engine e = started(caller("    join: none\n"));
    EXPECT_THAT(lines(e),
                ElementsAre("2025-01-01 run started", "2025-01-01 run requested survey", "2025-01-01 run finished done",
                            "2025-01-01 run started", "2025-01-01 task created ask#1"));
    answer(e, "c1", 1, 9, "2025-01-02");
    EXPECT_EQ(last_line(e), "2025-01-02 run finished pleased");
}

TEST(run, that_did_not_begin_is_a_failure_or_passed_over) {
    const std::string weather =
        "regulation: caller\ninput:\n  event: ping\noutput: [done, failed]\nsteps:\n  - run: "
        "survey\n    data:\n      topic: '\"weather\"'\n";
    engine said = started(weather + "    on failure: failed\n  - output: done\n---\n" + survey);
    EXPECT_THAT(lines(said), ElementsAre("2025-01-01 run started", "2025-01-01 run requested survey",
                                         "2025-01-01 start refused: condition false", "2025-01-01 run returned survey",
                                         "2025-01-01 run finished failed"));
    engine unsaid = started(weather + "  - if: survey.output = null\n    then: done\n    else: failed\n---\n" + survey);
    EXPECT_EQ(last_line(unsaid), "2025-01-01 run finished done");
}

TEST(run, that_takes_too_long_is_cancelled) {
    engine e = started(caller("    within: 2 days\n    on timeout: lost\n"));
    e.advance(at("2025-01-03"));
    EXPECT_THAT(lines(e), ElementsAre("2025-01-01 run started", "2025-01-01 run requested survey",
                                      "2025-01-01 run started", "2025-01-01 task created ask#2",
                                      "2025-01-03 run called off survey", "2025-01-03 run finished lost",
                                      "2025-01-03 task cancelled ask", "2025-01-03 run cancelled ask"));
    EXPECT_THAT(open_tasks(e), IsEmpty());
}

TEST(run, whose_caller_is_cancelled_is_cancelled_too) {
    engine e = started(caller(""));
    ASSERT_EQ(e.cancel("c1", 1, "a mistake", at("2025-01-02")).status, post_status::accepted);
    EXPECT_TRUE(e.state(0).runs.empty());
    EXPECT_EQ(last_line(e), "2025-01-02 run cancelled ask");
}

TEST(run, cancelled_by_the_host_is_a_failure_for_its_caller) {
    engine e = started(caller("    on failure: failed\n"));
    ASSERT_EQ(e.cancel("c1", 2, "a mistake", at("2025-01-02")).status, post_status::accepted);
    EXPECT_EQ(last_line(e), "2025-01-02 run finished failed");
    const posted again = e.cancel("c1", 2, {}, at("2025-01-02"));
    EXPECT_EQ(again.status, post_status::rejected);
    EXPECT_EQ(again.found[0].code, "run-not-open");
}

TEST(run, of_the_same_regulation_again_is_refused_and_ends) {
    engine e = started(R"(regulation: self
input:
  event: ping
output: [done, twice]
steps:
  - run: self
    on failure: twice
  - output: done
)");
    EXPECT_EQ(last_line(e), "2025-01-01 run finished twice");
}

TEST(run, is_started_by_the_host_with_its_data) {
    engine e{rules_of(survey)};
    const posted p = e.start("c1", "survey", feel::context{{"topic", feel::value{"price"}}}, at("2025-01-01"));
    ASSERT_EQ(p.status, post_status::accepted) << render(p.found);
    EXPECT_THAT(open_tasks(e), ElementsAre("ask#1"));
    const posted again = e.start("c1", "survey", feel::context{{"topic", feel::value{"price"}}}, at("2025-01-01"));
    EXPECT_EQ(again.status, post_status::accepted);
    ASSERT_EQ(again.found.size(), 1U);
    EXPECT_EQ(render(again.found),
              "warning: “survey” did not start: already running [not-started]\n0 errors, 1 warning\n");
    for (const auto& wrong : {feel::value{feel::context{}}, feel::value{feel::context{{"topic", feel::number{3}}}},
                              feel::value{feel::context{{"topic", feel::value{"a"}}, {"tipoc", feel::value{"b"}}}}})
        EXPECT_EQ(e.start("c2", "survey", wrong, at("2025-01-01")).status, post_status::rejected);
    EXPECT_EQ(e.start("c2", "surve", feel::value{}, at("2025-01-01")).found[0].suggestion, "survey");
}

const std::string campaign = R"(regulation: spring
subject: campaign
input:
  event: campaign.begun
output:
  done:
    data:
      pleased: count(survey[output = "pleased"])
      angry: count(survey[output = "angry"])
  late:
steps:
  - for each: client
    in: clients
    at once: true
{}    steps:
      - run: survey
        for: client
        data:
          topic: '"spring"'
  - output: done
---
)" + survey;

std::string campaign_with(const std::string& more) {
    std::string text = campaign;
    return text.replace(text.find("{}"), 2, more);
}

feel::value three_clients() {
    return feel::context{{"clients", feel::list{feel::value{"a"}, feel::value{"b"}, feel::value{"c"}}}};
}

TEST(campaign, runs_a_regulation_for_each_of_a_list_and_counts_how_they_ended) {
    engine e{rules_of(campaign_with(""))};
    ASSERT_EQ(e.post(make("campaign.begun", "2025-01-01", three_clients(), "spring 25")).status, post_status::accepted);
    EXPECT_EQ(e.client(0), "campaign/spring 25");
    EXPECT_EQ(e.state(0).subject, e.rules().vocabulary().find_subject("campaign"));
    EXPECT_EQ(e.tasks().size(), 3U);
    answer(e, "a", 1, 9, "2025-01-02");
    answer(e, "b", 1, 2, "2025-01-03");
    EXPECT_EQ(e.state(0).runs.size(), 1U);
    answer(e, "c", 1, 8, "2025-01-04");
    EXPECT_TRUE(e.state(0).runs.empty());
    const effect& end = e.history("campaign/spring 25").back();
    EXPECT_EQ(end.kind, effect_kind::run_finished);
    EXPECT_EQ(feel::to_string(feel::value{end.data}), "[2, 1]");
}

TEST(campaign, goes_on_with_a_share_and_calls_off_the_others) {
    engine e{rules_of(campaign_with("    join: 60 %\n"))};
    ASSERT_EQ(e.post(make("campaign.begun", "2025-01-01", three_clients(), "spring 25")).status, post_status::accepted);
    answer(e, "a", 1, 9, "2025-01-02");
    answer(e, "c", 1, 2, "2025-01-03");  // two of three are 66 %
    EXPECT_TRUE(e.state(0).runs.empty());
    EXPECT_EQ(last_line(e), "");
    EXPECT_EQ(lines(e, "b").back(), "2025-01-03 run cancelled ask");
    EXPECT_THAT(e.tasks(), IsEmpty());
}

TEST(campaign, waits_no_longer_than_its_deadline) {
    engine e{rules_of(campaign_with("    within: 10 days\n    on timeout: late\n"))};
    ASSERT_EQ(e.post(make("campaign.begun", "2025-01-01", three_clients(), "spring 25")).status, post_status::accepted);
    answer(e, "a", 1, 9, "2025-01-02");
    e.advance(at("2025-01-11"));
    EXPECT_EQ(lines(e, "campaign/spring 25").back(), "2025-01-11 run finished late");
    EXPECT_EQ(lines(e, "b").back(), "2025-01-11 run cancelled ask");
}

TEST(campaign, of_nobody_is_over_at_once) {
    engine e{rules_of(campaign_with(""))};
    const feel::value none = feel::context{{"clients", feel::list{}}};
    ASSERT_EQ(e.post(make("campaign.begun", "2025-01-01", none, "spring 25")).status, post_status::accepted);
    EXPECT_EQ(lines(e, "campaign/spring 25").back(), "2025-01-01 run finished done");
}

const std::string praise = R"(regulation: praise
input:
  event: client.returned
output: [done]
steps:
  - emit: employee.praised
    to: manager
    data:
      for: '"a client who came back"'
  - output: done
---
regulation: bonus
subject: employee
input:
  event: employee.praised
output: [done]
steps:
  - set:
      praises: praises + 1
  - output: done
)";

TEST(subject, is_told_by_others_what_concerns_it) {
    engine e{rules_of(praise)};
    const auto manager = [](std::string_view who) { return feel::value{feel::context{{"manager", feel::value{who}}}}; };
    ASSERT_EQ(e.post(make("facts.changed", "2025-01-01", manager("Anna"), "a")).status, post_status::accepted);
    ASSERT_EQ(e.post(make("client.returned", "2025-01-02", {}, "a")).status, post_status::accepted);
    ASSERT_EQ(e.post(make("client.returned", "2025-01-03", {}, "a")).status, post_status::accepted);
    const auto anna = e.find_client("employee/Anna");
    ASSERT_TRUE(anna);
    const auto fact = [&](std::string_view name) {
        return e.state(*anna).facts[*e.rules().vocabulary().find_fact(name)];
    };
    EXPECT_EQ(fact("praises"), feel::value{2});
    EXPECT_EQ(fact("last praise"), feel::value{"a client who came back"});
    ASSERT_EQ(e.post(make("client.returned", "2025-01-03", {}, "nobody's")).status, post_status::accepted);
    ASSERT_EQ(e.warnings().size(), 1U);
    EXPECT_EQ(e.warnings()[0].code, "nobody-meant");
}

TEST(subject, of_another_kind_has_a_record_of_its_own) {
    engine e{rules_of(praise)};
    const feel::value told = feel::context{{"for", feel::value{"speed"}}};
    ASSERT_EQ(e.post(make("employee.praised", "2025-01-01", told, "Anna")).status, post_status::accepted);
    ASSERT_EQ(e.post(make("employee.praised", "2025-01-01", told, "employee/Anna")).status, post_status::accepted);
    ASSERT_EQ(e.post(make("client.returned", "2025-01-02", {}, "Anna")).status, post_status::accepted);
    EXPECT_EQ(e.client_count(), 2U);
    const posted mixed = e.post(make("facts.changed", "2025-01-03",
                                     feel::context{{"praises", feel::number{1}}, {"class", feel::value{"A"}}}, "Anna"));
    EXPECT_EQ(mixed.found[0].code, "facts-of-two-records");
    const posted other = e.post(make("client.returned", "2025-01-03", {}, "employee/Anna"));
    EXPECT_EQ(other.found[0].code, "event-of-other-kind");
}

TEST(run, survives_being_saved_in_the_midst_of_it) {
    engine e{rules_of(campaign_with(""))};
    ASSERT_EQ(e.post(make("campaign.begun", "2025-01-01", three_clients(), "spring 25")).status, post_status::accepted);
    for (std::size_t i = 0; i < e.client_count(); ++i) {
        const std::string bytes = encode(e.rules(), e.state(i));
        std::string why;
        const auto back = decode(e.rules(), bytes, &why);
        ASSERT_TRUE(back) << why;
        EXPECT_EQ(encode(e.rules(), *back), bytes);
        EXPECT_EQ(back->subject, e.state(i).subject);
        EXPECT_EQ(back->due, e.state(i).due);
    }
    const auto back = decode(e.rules(), encode(e.rules(), e.state(1)));
    EXPECT_EQ(back->runs.front().details()->by, e.state(1).runs.front().details()->by);
    EXPECT_EQ(back->runs.front().details()->by.subject, feel::value{"campaign/spring 25"});
}

// A list has an end, so going through it does too, however long it is.
TEST(run, of_one_that_ends_at_once_goes_through_the_longest_list) {
    for (const std::string_view how : {"one by one", "all at once"}) {
        const std::string loop = how == "one by one" ? "" : "    at once: yes\n";
        engine e = started(
            "regulation: caller\ninput:\n  event: ping\noutput: [done]\nsteps:\n  - for each: n\n"
            "    in: for i in 1..3000 return i\n" +
            loop +
            "    steps:\n      - run: survey\n  - output: done\n---\nregulation: survey\ninput: by call\n"
            "output: [said]\nsteps:\n  - output: said\n");
        EXPECT_EQ(e.warnings().size(), 0U) << how << ": " << render(e.warnings());
        EXPECT_EQ(last_line(e), "2025-01-01 run finished done") << how;
        EXPECT_TRUE(e.state(0).runs.empty()) << how;
    }
}

// But a circle that goes through a list is one, too.
TEST(run, in_circles_through_a_list_is_stopped) {
    engine e = started(
        "regulation: caller\ninput:\n  event: ping\noutput: [done]\nsteps:\n  - for each: n\n"
        "    in: '[1]'\n    steps:\n      - emit: ping\n  - output: done\n");
    ASSERT_EQ(e.warnings().size(), 1U);
    EXPECT_EQ(e.warnings()[0].code, "events-without-end");
}

// Two subjects that tell each other without end are stopped, and it is said.
TEST(run, without_end_from_record_to_record_is_stopped) {
    engine e{rules_of(R"(regulation: a
input:
  event: client.returned
output: [done]
steps:
  - emit: employee.praised
    to: '"Anna"'
    data:
      for: '"x"'
  - output: done
---
regulation: b
subject: employee
input:
  event: employee.praised
output: [done]
steps:
  - emit: client.returned
    to: '"c1"'
  - output: done
)")};
    ASSERT_EQ(e.post(make("client.returned", "2025-01-01")).status, post_status::accepted);
    ASSERT_EQ(e.warnings().size(), 1U);
    EXPECT_EQ(e.warnings()[0].code, "messages-without-end");
}

TEST(run, of_a_deal_is_called_by_its_key) {
    engine e = started(R"(regulation: caller
input:
  event: ping
output: [done]
steps:
  - run: visit
    for: '"D-1"'
  - output: done
---
regulation: visit
subject: deal
input: by call
output: [done]
steps:
  - task: go
    do: Go
  - output: done
)");
    ASSERT_EQ(e.tasks().size(), 1U);
    EXPECT_EQ(e.tasks().front().part, "D-1");
    ASSERT_EQ(e.complete("c1", 2, {}, at("2025-01-02")).status, post_status::accepted);
    EXPECT_EQ(last_line(e), "2025-01-02 run finished done");
}

// Only of a run that is kept elsewhere the host says how it ended.
TEST(run, that_is_here_ends_by_itself) {
    engine e = started(caller(""));
    const auto ended = [&](const feel::context& data) { return e.post(make("run.ended", "2025-01-02", data)); };
    const posted p = ended({{"call", "survey"}, {"output", "pleased"}});
    EXPECT_EQ(p.status, post_status::rejected);
    ASSERT_EQ(p.found.size(), 1U);
    EXPECT_EQ(p.found[0].code, "run-is-here");
    EXPECT_EQ(e.state(0).runs.size(), 2U);
    const posted of_none = ended({{"output", "pleased"}});
    ASSERT_EQ(of_none.found.size(), 1U);
    EXPECT_EQ(of_none.found[0].code, "call-not-named");
    ASSERT_EQ(e.cancel("c1", 2, {}, at("2025-01-03")).status, post_status::accepted);
    EXPECT_TRUE(e.state(0).runs.empty());
}

TEST(run, that_is_here_with_another_client_ends_by_itself) {
    engine e = started(caller("    for: '\"c2\"'\n"));
    const feel::context data{{"call", feel::number{1}}, {"output", "pleased"}};
    EXPECT_EQ(e.post(make("run.ended", "2025-01-02", data)).status, post_status::rejected);
    ASSERT_EQ(e.merge("c1", "c3", at("2025-01-03")).status, post_status::accepted);
    EXPECT_EQ(e.post(make("run.ended", "2025-01-04", data)).status, post_status::rejected) << "asked under its old key";
    ASSERT_EQ(e.merge("c2", "c4", at("2025-01-05")).status, post_status::accepted);
    EXPECT_EQ(e.post(make("run.ended", "2025-01-06", data)).status, post_status::rejected) << "it runs elsewhere now";
    answer(e, "c2", 1, 9, "2025-01-07");
    EXPECT_EQ(e.history("c3").back().kind, effect_kind::run_finished);
}

TEST(run, what_the_host_says_of_runs_is_not_passed_over) {
    engine e = started(caller(""));
    const auto codes = [](const posted& p) {
        std::vector<std::string> all;
        for (const issue& i : p.found) all.push_back(std::string{i.code} + " " + i.suggestion);
        return all;
    };
    const feel::context topic{{"topic", "price"}};
    const feel::context start{{"regulation", "survey"}, {"date", topic}, {"data", topic}};
    event of_other = make("run.start", "2025-01-02", start);
    of_other.subject = "c9";
    EXPECT_THAT(codes(e.post(of_other)), ElementsAre("event-attribute-unknown data"));
    const feel::context cancel{{"run", feel::number{2}}, {"reasons", "so"}};
    EXPECT_THAT(codes(e.post(make("run.cancel", "2025-01-02", cancel))), ElementsAre("event-attribute-unknown reason"));
}

}  // namespace
}  // namespace reglament
