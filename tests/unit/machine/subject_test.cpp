// Subjects: runs about deals and requests, which live in their client's record.
#include "support/rules.hpp"

#include <gmock/gmock.h>

namespace reglament {
namespace {

using testing::at;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::make;

const std::string words = R"(vocabulary: v
subjects:
  deal:
    title: Сделка
    parent: client
  request:
    parent: client
    key: number
events:
  client.lost:
  deal.opened:
    subject: deal
    data:
      amount: number
  deal.stage:
    subject: deal
    data:
      stage: one of talk, offer, won, lost
  request.made:
    subject: request
facts:
  class: one of A, B
  deal amount:
    subject: deal
    type: number
    from: deal.opened.amount
  stage:
    subject: deal
    type: one of talk, offer, won, lost
    initial: talk
    from: deal.stage.stage
  deal end:
    subject: deal
    type: date
  last deal:
    type: date and time
    from: deal.opened.time
roles: [manager]
---
)";

engine over(const std::string& regulations) {
    loaded l = load_text(words + regulations, "test.yaml");
    if (!l.rules) throw std::runtime_error{render(l.found)};
    return engine{l.rules};
}

void post(engine& e, std::string_view type, std::string_view time, feel::context data, std::string_view client = "c1") {
    const posted p = e.post(make(type, time, feel::value{std::move(data)}, client));
    EXPECT_EQ(p.status, post_status::accepted) << render(p.found);
}

void open_deal(engine& e, std::string_view time, std::string_view deal, int amount, std::string_view client = "c1") {
    post(e, "deal.opened", time, {{"deal", feel::value{deal}}, {"amount", feel::number{amount}}}, client);
}

void stage(engine& e, std::string_view time, std::string_view deal, std::string_view stage,
           std::string_view client = "c1") {
    post(e, "deal.stage", time, {{"deal", feel::value{deal}}, {"stage", feel::value{stage}}}, client);
}

std::vector<std::string> open(const engine& e) {
    std::vector<std::string> out;
    for (const task& t : e.tasks()) out.push_back(t.what->id + ": " + whose(t));
    return out;
}

std::string regulation(const std::string& input, const std::string& steps, const std::string& more = {},
                       const std::string& subject = "deal") {
    return "regulation: r" + std::to_string(input.size() + steps.size()) + "\nsubject: " + subject +
           "\ninput: " + input + "\noutput:\n  done:\n" + more + "steps:\n" + steps + "  - output: done\n";
}

const std::string call = "  - task: call\n    do: Call\n    by: manager\n";

TEST(subject, two_deals_run_side_by_side) {
    engine e = over(regulation("{event: deal.opened, if: deal amount > 100}", call,
                               "  won:\n    when: deal.stage\n    if: event.stage = \"won\"\n"));
    open_deal(e, "2025-01-01", "D1", 500);
    open_deal(e, "2025-01-02", "D2", 700);
    open_deal(e, "2025-01-03", "D3", 50);
    EXPECT_THAT(open(e), ElementsAre("call: c1, deal D1", "call: c1, deal D2"));
    open_deal(e, "2025-01-04", "D1", 600);
    EXPECT_EQ(e.history("c1").back().why, refusal::already_running) << "one of each deal";
    stage(e, "2025-01-05", "D1", "won");
    EXPECT_THAT(open(e), ElementsAre("call: c1, deal D2"));
    stage(e, "2025-01-06", "D2", "offer");
    EXPECT_THAT(open(e), ElementsAre("call: c1, deal D2"));
    EXPECT_THAT(tell(e, "c1", language::ru), ::testing::HasSubstr("Сделка D1"));
}

TEST(subject, facts_of_a_deal_are_its_own) {
    engine e = over(regulation("{event: deal.opened}", "  - wait until: stage = \"won\" and class = \"A\"\n" + call));
    open_deal(e, "2025-01-01", "D1", 1);
    open_deal(e, "2025-01-01", "D2", 1);
    stage(e, "2025-01-02", "D2", "won");
    EXPECT_THAT(open(e), IsEmpty());
    post(e, "facts.changed", "2025-01-03", {{"class", "A"}});
    EXPECT_THAT(open(e), ElementsAre("call: c1, deal D2")) << "the client's facts are seen from all";
    post(e, "facts.changed", "2025-01-04", {{"deal", "D1"}, {"stage", "won"}});
    EXPECT_THAT(open(e), ElementsAre("call: c1, deal D2", "call: c1, deal D1"));
}

TEST(subject, what_is_about_the_client_concerns_all_its_deals) {
    engine e = over(regulation("{event: deal.opened}", call, "  lost:\n    when: client.lost\n"));
    open_deal(e, "2025-01-01", "D1", 1);
    open_deal(e, "2025-01-01", "D2", 1);
    open_deal(e, "2025-01-01", "D3", 1, "c2");
    post(e, "client.lost", "2025-01-02", {});
    EXPECT_THAT(open(e), ElementsAre("call: c2, deal D3"));
}

TEST(subject, a_regulation_about_the_client_hears_of_its_deals) {
    engine e = over(regulation("{event: deal.stage, if: event.stage = \"won\"}", call, {}, "client"));
    open_deal(e, "2025-01-01", "D1", 1);
    stage(e, "2025-01-02", "D1", "won");
    stage(e, "2025-01-02", "D2", "won");
    EXPECT_THAT(open(e), ElementsAre("call: c1")) << "one run of the client";
}

TEST(subject, an_event_that_names_only_the_deal_finds_its_client) {
    engine e = over(regulation("{event: deal.opened}", call, "  won:\n    when: deal.stage\n"));
    open_deal(e, "2025-01-01", "D1", 1);
    stage(e, "2025-01-02", "D1", "won", "");
    EXPECT_THAT(open(e), IsEmpty());
    const posted unknown =
        e.post(make("deal.stage", "2025-01-03", feel::context{{"deal", "D9"}, {"stage", "won"}}, ""));
    EXPECT_EQ(unknown.status, post_status::rejected);
    EXPECT_NE(render(unknown.found).find("event-of-unknown-part"), std::string::npos) << render(unknown.found);
    const posted facts = e.post(make("facts.changed", "2025-01-03", feel::context{{"stage", "won"}}));
    EXPECT_NE(render(facts.found).find("fact-needs-part"), std::string::npos) << render(facts.found);
    post(e, "facts.changed", "2025-01-04", {{"deal", "D1"}, {"deal amount", feel::number{5}}}, "");
    EXPECT_EQ(e.state(0).parts[0].facts[0], feel::value{feel::number{5}});
}

TEST(subject, silences_dates_and_conditions_are_kept_by_deal) {
    engine e = over(regulation("{silent: deal.stage, for: 10 days, since: first seen}", call) + "---\n" +
                    regulation("{date: deal end, before: 3 days}", call) + "---\n" +
                    regulation("{as soon as: class = \"A\" and deal amount > 100}", call));
    open_deal(e, "2025-01-01", "D1", 500);
    open_deal(e, "2025-01-05", "D2", 50);
    stage(e, "2025-01-06", "D1", "offer");
    EXPECT_EQ(e.next_due(), at("2025-01-15"));
    e.advance(at("2025-01-15"));
    EXPECT_THAT(open(e), ElementsAre("call: c1, deal D2"));
    post(e, "facts.changed", "2025-01-15T01:00:00Z", {{"class", "A"}});
    EXPECT_THAT(open(e), ElementsAre("call: c1, deal D2", "call: c1, deal D1"));
    post(e, "facts.changed", "2025-01-15T02:00:00Z", {{"deal", "D2"}, {"deal end", "2025-01-17"}});
    EXPECT_EQ(open(e).size(), 3U);
    EXPECT_EQ(open(e).back(), "call: c1, deal D2");
}

TEST(subject, an_emitted_event_is_about_the_same_deal) {
    engine e = over(regulation("{event: deal.opened}", "  - emit: deal.stage\n    data: {stage: won}\n") + "---\n" +
                    regulation("{event: deal.stage}", "  - set: {deal amount: deal amount + 1}\n" + call));
    open_deal(e, "2025-01-01", "D1", 1);
    open_deal(e, "2025-01-01", "D2", 5);
    EXPECT_THAT(open(e), ElementsAre("call: c1, deal D1", "call: c1, deal D2"));
    EXPECT_EQ(e.state(0).parts[1].facts[0], feel::value{feel::number{6}});
}

TEST(subject, a_key_of_its_own_name_and_numbers_for_keys) {
    engine e = over(regulation("{event: request.made}", call, {}, "request"));
    post(e, "request.made", "2025-01-01", {{"number", "17"}});
    EXPECT_THAT(open(e), ElementsAre("call: c1, request 17"));
    const posted nameless = e.post(make("request.made", "2025-01-01"));
    EXPECT_NE(render(nameless.found).find("event-attribute-missing"), std::string::npos) << render(nameless.found);
}

TEST(subject, is_saved_with_the_record) {
    engine e = over(regulation("{event: deal.opened, again after: 30 days}", call) + "---\n" +
                    regulation("{date: deal end, before: 3 days}", call));
    open_deal(e, "2025-01-01", "D1", 500);
    open_deal(e, "2025-01-05", "D2", 50);
    post(e, "facts.changed", "2025-01-15", {{"deal", "D2"}, {"deal end", "2025-02-17"}});
    const std::string bytes = encode(e.rules(), e.state(0));
    std::string why;
    const auto again = decode(e.rules(), bytes, &why);
    ASSERT_TRUE(again) << why;
    EXPECT_EQ(encode(e.rules(), *again), bytes);
    EXPECT_EQ(again->due, e.state(0).due);
    EXPECT_EQ(again->parts[1].key, "D2");
    EXPECT_EQ(again->runs[0].part, 0);
    EXPECT_EQ(again->runs[1].part, 1);
    for (std::size_t cut = 0; cut < bytes.size(); ++cut) EXPECT_FALSE(decode(e.rules(), bytes.substr(0, cut)));
}

TEST(subject, what_cannot_be_known_is_refused) {
    const auto codes = [](const std::string& regulation) {
        std::string out;
        for (const issue& i : load_text(words + regulation, "t.yaml").found) out += std::string{i.code} + " ";
        return out;
    };
    EXPECT_EQ(codes(regulation("{event: client.lost}", call)), "start-of-other-subject ");
    EXPECT_EQ(codes(regulation("{event: request.made}", call)), "event-of-other-subject start-of-other-subject ");
    EXPECT_EQ(codes(regulation("{event: deal.opened}", "  - listen: request.made\n")), "event-of-other-subject ");
    EXPECT_EQ(codes(regulation("{event: client.lost, if: stage = \"won\"}", call, {}, "client")), "feel-unknown-name ");
    EXPECT_EQ(codes(regulation("{event: client.lost}", "  - set: {stage: won}\n", {}, "client")),
              "set-of-other-subject ");
    EXPECT_EQ(codes(regulation("{event: client.lost}", call, {}, "deals")), "unknown-subject ");
}

}  // namespace
}  // namespace reglament
