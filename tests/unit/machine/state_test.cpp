// The same history gives the same bytes, and saving at every step changes nothing.
#include "support/rules.hpp"

#include <gmock/gmock.h>

#include <random>

namespace reglament {
namespace {

using testing::at;
using testing::make;
using testing::paid;
using testing::rules_of;

const std::string two_regulations = R"(regulation: wake
input:
  silent: order.paid
  for: P10D
  again after: 15 days since end
output:
  returned:
    when: order.paid
  lost:
    emit: client.lost
steps:
  - task: call
    do: Позвонить
    within: P2D
    form:
      reason: one of offended, forgot
      note: optional text
    on late:
      escalate: head
    on no answer:
      retry after: P1D
      at most: 3
  - switch: call.reason
    cases:
      offended:
        - listen: call.made
          id: talk
          within: P5D
          on timeout: lost
        - if: talk.result = "refused"
          then: lost
    else:
      - wait: P3D
  - output: lost
---
regulation: thank
priority: 2
input:
  event: order.paid
  if: event.amount >= 50
output: [done]
steps:
  - wait: P2D
  - output: done
)";

// Two tasks are open at once, again and again; one of three is left behind.
const std::string divided = two_regulations + R"(---
regulation: many
priority: 3
input:
  event: order.paid
output: [done, late]
steps:
  - for each: who
    in: [Anna, Boris, Vera]
    at once: yes
    join: 2
    others: finish
    within: P20D
    on timeout: late
    steps:
      - fork:
          ask:
            - task: ask
              do: Ask
              within: P3D
              form:
                reason: one of offended, forgot
                note: optional text
              on no answer:
                retry after: P2D
                at most: 2
          hear:
            - listen: call.made
              id: heard
        join: any
      - if: ask.reason = "forgot" and who = "Boris"
        then:
          - wait: P1D
  - repeat:
      - wait: P1D
    while: every a in ask satisfies a.reason = "forgot"
    at most: 4
  - output: done
)";

struct step_input {
    instant time;
    event_index type = no_index;  // none: time alone
    std::vector<feel::value> data;
};

// A random history that fits the rules: orders, calls, answers to whatever task is open, and stretches of time.
std::vector<step_input> random_history(const rulebook& rules, unsigned seed) {
    std::mt19937 random{seed};
    const auto below = [&](unsigned n) { return static_cast<int>(random() % n); };
    const auto order = static_cast<event_index>(*rules.vocabulary().find_event("order.paid"));
    const auto call = static_cast<event_index>(*rules.vocabulary().find_event("call.made"));
    std::vector<step_input> out;
    instant now = at("2025-01-01");
    for (int i = 0; i < 60; ++i) {
        now += std::chrono::hours{below(120)};
        switch (below(5)) {
            case 0:
                out.push_back({now, order, {feel::number{below(100)}, {}}});
                break;
            case 1:
                out.push_back({now, call, {below(2) == 0 ? "talked" : "refused"}});
                break;
            case 2:
                out.push_back({now,
                               static_cast<event_index>(reserved_event::task_done),
                               {below(2) == 0 ? "offended" : "forgot", {}}});
                break;
            case 3:
                out.push_back({now, static_cast<event_index>(reserved_event::task_unanswered), {}});
                break;
            default:
                out.push_back({now, no_index, {}});
        }
    }
    return out;
}

void apply(const rulebook& rules, record& r, const step_input& in, step_output& out) {
    const instant before = in.time - std::chrono::microseconds{1};  // an event comes before a timer of its instant
    if (before > r.seen) step_timers(rules, r, before, out);
    if (in.type == no_index) {
        step_timers(rules, r, in.time, out);
        return;
    }
    signal s{in.type, in.time, in.data, 0, {}};
    if (in.type <= static_cast<event_index>(reserved_event::task_unanswered)) {
        for (const run& of : r.runs) {
            of.each_token([&s](const token& t, std::uint32_t, instant) { s.task = std::max(s.task, t.task); });
        }
        if (s.task == 0) return;
    }
    step_event(rules, r, s, in.time, out);
}

std::string told(const rulebook& rules, const effects& list) {
    std::string out;
    for (const effect& e : list) out += std::to_string(e.sequence) + " " + testing::line(rules, e) + "\n";
    return out;
}

TEST(state, the_same_history_gives_the_same_bytes_saved_at_every_step_or_never) {
    const auto rules = rules_of(divided);
    std::size_t finished = 0, stuck = 0;
    for (unsigned seed = 0; seed < 300; ++seed) {
        record kept, saved;
        step_output out_kept, out_saved;
        for (const step_input& in : random_history(*rules, seed)) {
            apply(*rules, kept, in, out_kept);
            std::string why;
            auto again = decode(*rules, encode(*rules, saved), &why);
            ASSERT_TRUE(again) << why;
            saved = std::move(*again);
            apply(*rules, saved, in, out_saved);
            ASSERT_EQ(encode(*rules, kept), encode(*rules, saved)) << "seed " << seed;
            ASSERT_EQ(kept.due, saved.due);
        }
        ASSERT_EQ(told(*rules, out_kept.effects), told(*rules, out_saved.effects)) << "seed " << seed;
        for (const effect& e : out_kept.effects) {
            finished += e.kind == effect_kind::run_finished ? 1 : 0;
            stuck += e.kind == effect_kind::run_stuck ? 1 : 0;
        }
    }
    EXPECT_GT(finished, 1'000U) << "the histories do something";
    EXPECT_EQ(stuck, 0U);
}

TEST(state, damaged_bytes_are_refused) {
    const auto rules = rules_of(divided);
    record r;
    step_output out;
    for (const step_input& in : random_history(*rules, 7)) apply(*rules, r, in, out);
    const std::string good = encode(*rules, r);
    ASSERT_TRUE(decode(*rules, good));
    for (std::size_t cut = 0; cut < good.size(); ++cut) {
        std::string why;
        EXPECT_FALSE(decode(*rules, good.substr(0, cut), &why)) << cut;
        EXPECT_FALSE(why.empty());
    }
    for (std::size_t i = 0; i < good.size(); ++i) {
        std::string bad = good;
        bad[i] = static_cast<char>(bad[i] ^ 0xA5);
        (void)decode(*rules, bad);  // whatever it says, it comes back
    }
    EXPECT_FALSE(decode(*rules, good + "x"));
}

// As version 1 wrote it, on 12 January, of a client whose only order was on the 1st.
constexpr unsigned char bytes_of_version_1[] =
    "\x01\x05\x05"
    "class\x03\x01"
    "A\x0dphone allowed\x01\x01t\x0blast amount\x02\x02"
    "60\x0alast order\x06\x14"
    "2025-01-01T00:00:00Z\x04"
    "debt\x00\x01\x04"
    "wake\x04"
    "call\x01\x00\x01\x01\x80\x80\xa7\x82\xe4\xe2\x95\x06\x80\x80\xb1\xc7\xdc\xd8\x95\x06\x00\x01\x04"
    "wake\x80\x80\xe3\xa0\xb7\xa6\x95\x06\xfe\xff\xff\xff\xff\xff\xff\xff\xff\x01\x01\x04"
    "wake\x80\x80\xb1\xc7\xdc\xd8\x95\x06\x00\x01\x01\x80\x80\xb1\xc7\xdc\xd8\x95\x06\x01\x01\x02";

TEST(state, what_an_older_version_wrote_is_read) {
    const auto rules = rules_of(two_regulations);
    std::string old;
    for (const unsigned char c : bytes_of_version_1) old += static_cast<char>(c);
    old.pop_back();
    std::string why;
    const auto r = decode(*rules, old, &why);
    ASSERT_TRUE(r) << why;
    ASSERT_EQ(r->runs.size(), 1U);
    EXPECT_EQ(r->due, at("2025-01-13"));
    EXPECT_EQ(r->seen, at("2025-01-11"));
    EXPECT_TRUE(r->events.recent.empty());
    EXPECT_EQ(r->events.horizon, instant::min());
    const std::string now = encode(*rules, *r);
    EXPECT_EQ(now.substr(0, 1), "\x0a");
    EXPECT_EQ(r->runs[0].number, 1U);
    EXPECT_EQ(r->runs[0].task, 1U);
    EXPECT_EQ(encode(*rules, decode(*rules, now).value()), now);
    old[0] = '\x0b';
    EXPECT_FALSE(decode(*rules, old, &why));
    EXPECT_EQ(why, "the bytes are of a newer format version");
}

// Version 4 added the kind of record, starts that wait, who was merged, and to each run who called it; version 5 whose
// it is, and the versions it names, version 6 what facts are gathered from, version 7 when the host told its
// facts, version 8 ladders of late tasks and the desk, version 9 what it adds to others, version 10 paused runs.
TEST(state, of_version_3_is_the_record_of_a_client) {
    const auto rules = rules_of(two_regulations);
    record r;
    r.facts.assign(rules->initial_facts().begin(), rules->initial_facts().end());
    r.seen = at("2025-01-01");
    std::string old = encode(*rules, r);
    old.erase(0, 3);
    old.erase(old.find(std::string(7, '\0')), 2);  // no parts, versions, runs, starts that wait …
    // Nobody was merged, nothing is gathered, nothing was told, nobody is late, no desk, nothing is added.
    old.erase(old.size() - 11);
    const auto back = decode(*rules, "\x03" + old);
    ASSERT_TRUE(back);
    EXPECT_EQ(back->subject, 0U);
    EXPECT_EQ(encode(*rules, *back), encode(*rules, r));
}

TEST(state, the_keys_of_events_are_a_ring_that_begins_with_the_oldest) {
    const auto rules = rules_of(two_regulations);
    record r;
    const auto day = [](int n) { return at("2025-01-01") + std::chrono::days{n}; };
    for (int i = 1; i <= 5; ++i) r.events.add(static_cast<std::uint64_t>(i), day(i), 3);
    r.events.starts = {77};
    const auto known = [](const record& x) {
        std::string out;
        for (std::uint64_t key = 1; key <= 80; ++key) out += x.events.knows(key) ? std::to_string(key) + " " : "";
        return out + to_string(x.events.horizon).substr(0, 10);
    };
    EXPECT_EQ(known(r), "3 4 5 77 2025-01-03");
    record saved = decode(*rules, encode(*rules, r)).value();
    EXPECT_EQ(known(saved), known(r));
    EXPECT_EQ(encode(*rules, saved), encode(*rules, r));
    for (record* x : {&r, &saved}) x->events.add(6, day(6), 3);
    EXPECT_EQ(known(saved), "4 5 6 77 2025-01-04");
    EXPECT_EQ(known(r), known(saved));
    r.events.add(7, day(7), 5);
    EXPECT_EQ(known(r), "4 5 6 7 77 2025-01-04") << "more are kept from now on";
    r.events.add(8, day(8), 2);
    EXPECT_EQ(known(r), "7 8 77 2025-01-07") << "fewer are kept from now on";
}

TEST(state, what_the_rulebook_has_not_is_named) {
    const auto rules = rules_of(two_regulations);
    record r;
    step_output out;
    step_event(*rules, r,
               {static_cast<event_index>(*rules->vocabulary().find_event("order.paid")),
                at("2025-01-01"),
                std::vector<feel::value>{feel::number{60}, {}},
                0,
                {}},
               at("2025-01-01"), out);
    const auto other = rules_of("regulation: other\ninput:\n  event: ping\noutput: [done]\nsteps:\n  - output: done\n");
    std::string why;
    EXPECT_FALSE(decode(*other, encode(*rules, r), &why));
    EXPECT_EQ(why, "there is no regulation 'thank' in the rulebook");
}

TEST(state, a_step_leaves_what_it_was_given_alone) {
    const auto rules = rules_of(two_regulations);
    record before;
    step_output first, second;
    const std::vector<feel::value> data{feel::number{60}, {}};
    const signal s{
        static_cast<event_index>(*rules->vocabulary().find_event("order.paid")), at("2025-01-01"), data, 0, {}};
    record a = before, b = before;
    step_event(*rules, a, s, at("2025-01-01"), first);
    step_event(*rules, b, s, at("2025-01-01"), second);
    EXPECT_EQ(encode(*rules, a), encode(*rules, b));
    EXPECT_NE(encode(*rules, a), encode(*rules, before));
    EXPECT_EQ(told(*rules, first.effects), told(*rules, second.effects));
}

}  // namespace
}  // namespace reglament
