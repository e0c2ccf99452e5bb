// Facts that the host is asked for before events are posted: which, what is recorded, and what becomes of events when
// it does not answer.
#include "support/rules.hpp"

#include <reglament/engine/fetch.hpp>

#include <gmock/gmock.h>

#include <map>
#include <stdexcept>
#include <string>

namespace reglament {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::make;

const std::string words = R"(vocabulary: v
subjects:
  deal:
    parent: client
events:
  ping:
  pong:
  quiet:
  order.paid:
    data:
      amount: number
  deal.moved:
    subject: deal
facts:
  debt:
    type: number
    from: host
  limit:
    type: number
    from: host
    fresh for: 1 day
  city:
    type: text
    from: host
  never read:
    type: text
    from: host
  free:
    formula: limit - debt
  revenue:
    sum: order.paid.amount
  price:
    subject: deal
    type: number
    from: host
  pipeline:
    sum: price
---
regulation: one
input:
  event: ping
  if: debt > 100
output: [done, fine]
steps:
  - listen: [pong]
  - if: city = "Perm"
    then:
      - task: call
        do: Call
      - output: done
  - output: fine
---
regulation: two
input:
  as soon as: revenue > 1000 and free > 0
output: [done]
steps:
  - task: thank
    do: Thank
  - output: done
---
regulation: three
subject: deal
input:
  event: deal.moved
  if: price > 10
output: [done]
steps:
  - task: look
    do: Look
  - output: done
---
)";

std::shared_ptr<const rulebook> rules_of(const std::string& more = {}) {
    loaded l = load_text(words + more, "test.yaml");
    if (!l.rules) throw std::runtime_error{render(l.found)};
    return l.rules;
}

std::string shown(const fact_request& r) {
    std::string text = r.subject;
    if (!r.part.empty()) text += " " + r.about + "/" + r.part;
    for (const std::string& f : r.facts) text += " " + f + ";";
    return text;
}

/// A CRM that knows some facts, and notes what it was asked.
struct crm {
    std::map<std::string, feel::value> known{
        {"debt", feel::number{500}}, {"limit", feel::number{1000}}, {"city", "Perm"}, {"price", feel::number{20}}};
    std::vector<std::string> asked;
    int batches = 0;

    std::vector<fact_answer> operator()(std::span<const fact_request> all) {
        ++batches;
        std::vector<fact_answer> told;
        for (const fact_request& r : all) {
            asked.push_back(shown(r));
            feel::context facts;
            for (const std::string& f : r.facts) facts.emplace_back(f, known[f]);
            told.push_back({feel::value{std::move(facts)}, 0, {}});
        }
        return told;
    }
};

std::vector<posted> post(engine& e, crm& c, std::vector<event> batch) {
    return post_fetching(e, batch, [&](std::span<const fact_request> all) { return c(all); });
}

posted post_one(engine& e, crm& c, event one) {
    return post(e, c, {std::move(one)}).front();
}

std::string told(const engine& e, std::string_view fact, std::string_view client = "c1") {
    const auto index = e.rules().vocabulary().find_fact(fact);
    return feel::to_string(e.facts(e.find_client(client).value())[index.value()]);
}

TEST(fetch, asks_for_what_the_coming_step_may_read) {
    engine e{rules_of()};
    crm c;
    // Of a client never heard of, what starts by facts is looked at for the first time.
    EXPECT_EQ(post_one(e, c, make("quiet", "2025-03-01T10:00:00Z")).status, post_status::accepted);
    EXPECT_THAT(c.asked, ElementsAre("c1 debt; limit;"));
    c.asked.clear();
    post_one(e, c, make("quiet", "2025-03-01T11:00:00Z"));
    EXPECT_THAT(c.asked, IsEmpty());
    post_one(e, c, make("ping", "2025-03-01T11:00:00Z"));
    EXPECT_THAT(c.asked, ElementsAre("c1 debt;"));  // it rests in `listen`, and looks at the city only behind it
    c.asked.clear();
    post_one(e, c, make("pong", "2025-03-01T12:00:00Z"));
    EXPECT_THAT(c.asked, ElementsAre("c1 city;"));
    ASSERT_EQ(e.tasks().size(), 1U);
    EXPECT_EQ(e.tasks()[0].what->id, "call");
}

TEST(fetch, asks_for_what_is_computed_and_compared_when_a_sum_grows) {
    engine e{rules_of()};
    crm c;
    post_one(e, c, make("order.paid", "2025-03-01T10:00:00Z", feel::context{{"amount", feel::number{2000}}}));
    EXPECT_THAT(c.asked, ElementsAre("c1 debt; limit;"));
    ASSERT_EQ(e.tasks().size(), 1U);
    EXPECT_EQ(told(e, "free"), "500");
}

TEST(fetch, asks_nothing_of_a_fact_that_is_fresh) {
    engine e{rules_of()};
    crm c;
    const auto paid = [](std::string_view when) {
        return make("order.paid", when, feel::context{{"amount", feel::number{1}}});
    };
    post_one(e, c, paid("2025-03-01T10:00:00Z"));
    post_one(e, c, paid("2025-03-02T09:59:59Z"));
    post_one(e, c, paid("2025-03-02T10:00:00Z"));
    EXPECT_THAT(c.asked, ElementsAre("c1 debt; limit;", "c1 debt;", "c1 debt; limit;"));
}

TEST(fetch, asks_once_a_batch_and_about_deals_by_their_keys) {
    engine e{rules_of()};
    crm c;
    const auto moved = [](const char* deal, const char* who) {
        return make("deal.moved", "2025-03-01T10:00:00Z", feel::context{{"deal", deal}}, who);
    };
    const auto results = post(e, c, {moved("D-1", "c1"), moved("D-2", "c1"), moved("D-3", "c2")});
    EXPECT_EQ(c.batches, 1);
    EXPECT_THAT(c.asked, ElementsAre("c1 debt; limit;", "c1 deal/D-1 price;", "c1 deal/D-2 price;", "c2 debt; limit;",
                                     "c2 deal/D-3 price;"));
    EXPECT_EQ(e.tasks().size(), 3U);
    EXPECT_EQ(told(e, "pipeline"), "40");
    EXPECT_EQ(feel::to_string(results[2].fetched),
              R"([{facts: {debt: 500, limit: 1000}}, {deal: "D-3", facts: {price: 20}}])");
}

TEST(fetch, is_recorded_with_the_event_and_never_asked_again) {
    const auto rules = rules_of();
    engine live{rules};
    crm c;
    std::vector<event> log{make("ping", "2025-03-01T10:00:00Z"), make("pong", "2025-03-01T12:00:00Z"),
                           make("order.paid", "2025-03-01T13:00:00Z", feel::context{{"amount", feel::number{2000}}})};
    for (event& e : log) {
        e.fetched = post_one(live, c, e).fetched;
        EXPECT_FALSE(e.fetched.is_null());
        c.known["debt"] = feel::number{300};
    }
    engine replayed{rules};
    const auto nobody = [](std::span<const fact_request>) -> std::vector<fact_answer> {
        throw std::logic_error{"a replay asks nobody"};
    };
    for (const posted& p : post_fetching(replayed, log, nobody)) EXPECT_EQ(p.status, post_status::accepted);
    engine plain{rules};
    for (const event& e : log) EXPECT_EQ(plain.post(e).status, post_status::accepted);
    const std::string bytes = encode(*rules, live.state(0));
    EXPECT_EQ(encode(*rules, replayed.state(0)), bytes);
    EXPECT_EQ(encode(*rules, plain.state(0)), bytes);
    EXPECT_EQ(live.tasks().size(), 2U);
}

TEST(fetch, sets_aside_what_the_host_does_not_answer_and_goes_on_with_the_rest) {
    engine e{rules_of()};
    const auto some = [](std::span<const fact_request> all) {
        std::vector<fact_answer> told;
        for (const fact_request& r : all) {
            feel::context facts;
            for (const std::string& f : r.facts) facts.emplace_back(f, feel::number{500});
            if (r.subject == "wrong type") facts.front().second = "many";
            if (r.subject == "incomplete") facts.clear();
            told.push_back({feel::value{std::move(facts)}, 0, r.subject == "failed" ? "timeout" : ""});
        }
        told.resize(told.size() - 1);  // of the last one nothing
        return told;
    };
    std::vector<event> batch;
    for (const char* who : {"good", "failed", "wrong type", "incomplete", "unanswered"})
        batch.push_back(make("ping", "2025-03-01T10:00:00Z", {}, who));
    batch.insert(batch.begin() + 2, make("pong", "2025-03-01T10:00:00Z", {}, "failed"));
    const auto results = post_fetching(e, batch, some);
    std::vector<std::string> codes;
    for (const posted& p : results) {
        codes.push_back(p.status == post_status::accepted ? "accepted" : std::string{p.found[0].code});
        EXPECT_EQ(p.status == post_status::set_aside, !p.found.empty());
    }
    EXPECT_THAT(codes, ElementsAre("accepted", "fetch-failed", "fetch-failed", "fact-wrong", "fetch-incomplete",
                                   "fetch-unanswered"));
    EXPECT_EQ(message(results[1].found[0]), "the facts of “failed” could not be fetched: timeout");
    EXPECT_EQ(e.client_count(), 1U);
    crm c;
    for (const posted& p : post(e, c, batch)) EXPECT_NE(p.status, post_status::set_aside);
    EXPECT_EQ(e.client_count(), 5U);
}

TEST(fetch, sets_aside_all_that_needs_it_when_asking_throws) {
    engine e{rules_of()};
    const auto fails = [](std::span<const fact_request>) -> std::vector<fact_answer> {
        throw std::runtime_error{"no connection"};
    };
    const std::vector<event> batch{make("ping", "2025-03-01T10:00:00Z"),
                                   make("nothing", "2025-03-01T10:00:00Z", {}, "c2")};
    const auto results = post_fetching(e, batch, fails);
    EXPECT_EQ(results[0].status, post_status::set_aside);
    EXPECT_EQ(results[0].found[0].arguments[1], "no connection");
    EXPECT_EQ(results[1].status, post_status::rejected);
}

TEST(fetch, keeps_what_was_pushed_meanwhile_with_a_later_revision) {
    engine e{rules_of()};
    e.post(make("facts.changed", "2025-03-01T09:00:00Z",
                feel::context{{"facts", feel::context{{"debt", feel::number{7}}}}, {"revision", feel::number{9}}}));
    const auto behind = [](std::span<const fact_request> all) {
        std::vector<fact_answer> told;
        for (const fact_request& r : all) {
            feel::context facts;
            for (const std::string& f : r.facts) facts.emplace_back(f, feel::number{500});
            told.push_back({feel::value{std::move(facts)}, 8, {}});
        }
        return told;
    };
    const std::vector<event> batch{make("ping", "2025-03-01T10:00:00Z")};
    EXPECT_EQ(post_fetching(e, batch, behind)[0].status, post_status::accepted);
    EXPECT_EQ(told(e, "debt"), "7");
}

TEST(fetch, takes_nothing_that_is_not_the_hosts) {
    engine e{rules_of()};
    event wrong = make("ping", "2025-03-01T10:00:00Z");
    wrong.fetched = feel::value{feel::list{feel::context{{"facts", feel::context{{"revenue", feel::number{1}}}}}}};
    EXPECT_EQ(e.post(wrong).found[0].code, "fact-derived");
    wrong.fetched = "debt";
    EXPECT_EQ(e.post(wrong).found[0].code, "fetched-form");
    wrong.fetched = feel::value{feel::list{feel::value{1}}};
    EXPECT_EQ(e.post(wrong).found[0].code, "event-data");
    EXPECT_EQ(e.client_count(), 0U);
}

}  // namespace
}  // namespace reglament
