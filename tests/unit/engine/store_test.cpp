// Many clients, most of them packed, do what plain records do.
#include "engine/client_store.hpp"
#include "engine/effect_log.hpp"
#include "support/rules.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <map>
#include <random>

namespace reglament {
namespace {

using testing::at;
using testing::make;
using testing::paid;
using testing::rules_of;

const std::string two = R"(regulation: wake
input:
  silent: order.paid
  for: P9D
output:
  returned:
    when: order.paid
  lost:
steps:
  - task: call
    do: Позвонить
    by: manager
    within: P2D
  - fork:
      one:
        - wait: P3D
      two:
        - listen: pong
          within: P5D
          on timeout: lost
  - output: lost
---
regulation: ring
input:
  event: ping
output: [done]
steps:
  - repeat:
      - wait: P1D
    at most: 3
  - output: done
)";

std::string described(const effect& e) {
    std::string out{to_string(e.kind)};
    for (const std::uint64_t n :
         {std::uint64_t{e.regulation}, std::uint64_t{e.state}, std::uint64_t{e.transition}, std::uint64_t{e.attempt},
          std::uint64_t{e.event}, std::uint64_t{e.part}, std::uint64_t{e.run}, std::uint64_t{e.branch},
          std::uint64_t{e.task}, std::uint64_t{e.called}, e.sequence, static_cast<std::uint64_t>(e.why)})
        out += " " + std::to_string(n);
    out += " " + to_string(e.at) + " " + to_string(e.due) + " " + feel::to_string(e.whom);
    for (const feel::value& v : e.data) out += " " + feel::to_string(v);
    return out;
}

class beside_plain_records {
public:
    explicit beside_plain_records(bool trace) : engine_{rules_of(two), {.trace = trace}}, trace_{trace} {}

    void go() {
        std::mt19937 random{7};
        instant now = at("2025-01-01");
        for (int i = 0; i < 4'000; ++i) {
            now += std::chrono::minutes{random() % 120};
            const std::size_t who = random() % clients;
            const std::string name = random() % 3 == 0 ? "ping" : random() % 4 == 0 ? "pong" : "order.paid";
            happen(name, who, now);
            if (random() % 10 == 0) take(random() % 20);
            if (random() % 50 == 0) compare(who);
        }
        take(SIZE_MAX);
        for (std::size_t i = 0; i < clients; ++i) compare(i);
        EXPECT_GT(taken_, 2'000U);
    }

private:
    static constexpr std::size_t clients = 300;  // many more than lie open

    static std::string key(std::size_t i) { return "client " + std::to_string(i); }

    void happen(const std::string& name, std::size_t who, instant now) {
        step_output out;
        out.trace = trace_;
        for (std::size_t i = 0; i < clients; ++i) {
            while (records_[i].due < now) {
                step_timers(engine_.rules(), records_[i], std::max(records_[i].due, records_[i].seen), out);
                keep(i, out);
            }
        }
        const auto type = static_cast<event_index>(*engine_.rules().vocabulary().find_event(name));
        const std::vector<feel::value> data(engine_.rules().vocabulary().events[type].data.size());
        if (records_[who].seen == instant::min()) records_[who].who = client_hash(key(who));
        step_event(engine_.rules(), records_[who], signal{type, now, data, 0, {}}, now, out);
        keep(who, out);
        const std::string subject = key(who);
        EXPECT_EQ(engine_.post(bound_event{0, type, subject, now, data}).status, post_status::accepted);
    }

    void keep(std::size_t i, step_output& out) {
        for (const effect& e : out.effects) {
            histories_[i].push_back(described(e));
            if (e.kind != effect_kind::state_entered && e.kind != effect_kind::start_refused &&
                e.kind != effect_kind::branch_cancelled)
                told_[key(i)].push_back(described(e));
        }
        out.effects.clear();
    }

    // Of each client in its order; clients fire in the order of time, which the plain records do not.
    void take(std::size_t count) {
        const auto waiting = engine_.outbox(count);
        for (const delivered& d : waiting) {
            ++taken_;
            const std::string who{d.subject};
            const std::size_t next = heard_[who]++;
            ASSERT_LT(next, told_[who].size());
            EXPECT_EQ(described(*d.effect), told_[who][next]);
        }
        engine_.taken(waiting.size());
    }

    void compare(std::size_t i) {
        const auto which = engine_.find_client(key(i));
        if (!which) return;
        EXPECT_EQ(encode(engine_.rules(), engine_.state(*which)), encode(engine_.rules(), records_[i]));
        std::vector<std::string> history;
        for (const effect& e : engine_.history(key(i))) history.push_back(described(e));
        EXPECT_EQ(history, trace_ ? histories_[i] : std::vector<std::string>{});
    }

    engine engine_;
    bool trace_;
    std::vector<record> records_{clients};
    std::vector<std::string> histories_[clients];
    std::map<std::string, std::vector<std::string>> told_;
    std::map<std::string, std::size_t> heard_;
    std::size_t taken_ = 0;
};

TEST(store, clients_who_rest_are_what_plain_records_are) {
    beside_plain_records{true}.go();
}

TEST(store, without_trace_too) {
    beside_plain_records{false}.go();
}

TEST(store, keys_of_any_length) {
    client_store all;
    const std::string lengths[] = {
        "a", std::string(126, 'b'), std::string(127, 'c'), std::string(128, 'd'), std::string(3'000'000, 'e'), "f"};
    for (const std::string& key : lengths) all.add(key, 0);
    for (std::uint32_t i = 0; i < 20'000; ++i) all.add("k" + std::to_string(i), 0);
    for (std::uint32_t i = 0; i < 6; ++i) {
        EXPECT_EQ(all.key(i), lengths[i]);
        EXPECT_EQ(all.find(lengths[i]), i);
    }
    EXPECT_EQ(all.find("k777"), 783U);
    EXPECT_EQ(all.find("k20000"), std::nullopt);
}

// Blocks are given back and used again, whatever their size.
TEST(store, records_grow_and_shrink) {
    client_store all;
    std::mt19937 random{3};
    std::vector<std::size_t> sizes(200);
    for (std::uint32_t i = 0; i < sizes.size(); ++i) all.add("k" + std::to_string(i), 0);
    for (int step = 0; step < 20'000; ++step) {
        const auto i = static_cast<std::uint32_t>(random() % sizes.size());
        kept_client& c = all.open(i);
        ASSERT_EQ(c.state.facts.size(), sizes[i]);
        if (!c.state.facts.empty()) {
            ASSERT_EQ(c.state.facts.back(), feel::value{feel::number{i}});
        }
        sizes[i] = random() % 40 == 0 ? random() % 2'000 : random() % 20;
        c.state.facts.assign(sizes[i], feel::value{feel::number{i}});
        if (random() % 30 == 0 && sizes[i] > 1)
            c.state.facts.front() = feel::value{std::string(9'000, 'x')};  // too large to be packed
    }
}

TEST(effect_log, batches_larger_than_a_chunk) {
    effect_log log;
    std::vector<effect> few(2), many(100'000);
    for (std::size_t i = 0; i < many.size(); ++i) {
        many[i].kind = effect_kind::run_finished;
        many[i].sequence = i * 3;
        many[i].at = at("2025-01-01") + std::chrono::microseconds{i};
        many[i].data = {feel::value{"a text of some length"}};
    }
    const auto a = log.append(1, 0, few), b = log.append(2, 0, many), c = log.append(1, a, few);
    EXPECT_EQ(log.head(c).before, a);
    std::vector<effect> all;
    EXPECT_EQ(log.read(b, all).client, 2U);
    ASSERT_EQ(all.size(), many.size());
    for (std::size_t i = 0; i < all.size(); i += 999) EXPECT_EQ(described(all[i]), described(many[i]));
    std::vector<effect_log::place> seen;
    log.each([&](effect_log::place p, const effect_log::batch&, const std::vector<effect>&) { seen.push_back(p); });
    EXPECT_EQ(seen, (std::vector<effect_log::place>{a, b, c}));
    log.forget_before(c);
    all.clear();
    log.read(c, all);
    EXPECT_EQ(all.size(), 2U);
}

}  // namespace
}  // namespace reglament
