// A disk that fails at any of the operations that write: what was accepted is there afterwards, what was refused may be
// posted again, and in the end everything is as if nothing had failed.
#include "stores.hpp"
#include "support/faulty_disk.hpp"
#include "support/rules.hpp"

#include <reglament/engine/durable_engine.hpp>

#include <gmock/gmock.h>

#include <array>
#include <map>
#include <tuple>

namespace reglament {
namespace {

using testing::faulty_disk;
using fault = faulty_disk::fault;
using testing::scratch_folder;

const std::string regulations = R"(regulation: thank
input:
  event: order.paid
output:
  done:
    emit: client.lost
steps:
  - task: card
    do: Send a card
    by: manager
    within: 2 days
    on late:
      escalate: head
  - output: done
---
regulation: wake
input:
  silent: order.paid
  for: 20 days
output: [back]
on:
  - event: order.paid
    then: back
steps:
  - wait: 3 days
  - repeat:
      - task: call
        do: Call
        by: manager
    times: 2
  - output: back
)";

constexpr std::size_t many = 40;

std::vector<event> events_of_a_month() {
    std::vector<event> all;
    for (std::size_t i = 0; i < many; ++i) {
        event e = testing::make("order.paid", "2025-01-01", testing::paid(static_cast<std::int64_t>(i)));
        e.subject = "c" + std::to_string(i % 7);
        e.time += std::chrono::hours{i * 17};
        e.id = std::to_string(i);
        e.source = "test";
        all.push_back(std::move(e));
    }
    return all;
}

// One host: it posts what it has not seen accepted, and takes what it is given.
struct host_in_test {
    host_in_test(const std::string& file, bool only_begins) : where{"sqlite:" + file}, begins{only_begins} {}

    bool start(const std::shared_ptr<const rulebook>& rules) {
        issues found;
        auto in = open_store(where, found);
        if (in != nullptr) engine = durable_engine::open(std::move(in), rules, {}, found);
        return engine != nullptr || note(found);
    }

    // Until something is refused, or all is done.
    bool work(const std::vector<event>& events) {
        begun.clear();
        for (; next < events.size(); ++next) {
            if (!post(events[next])) return false;
            if (next % 5 != 4) continue;
            issues found;
            for (const sent_effect& s : engine->outbox(SIZE_MAX, found)) {
                const std::string line = testing::line(engine->look().rules(), s.effect);
                const auto [known, fresh] = taken.emplace(s.number, line);
                EXPECT_EQ(known->second, line) << "a number tells the same for ever";
                engine->taken(s.number);
            }
            if (found.has_errors()) return go_back(found);
            if (next % 20 == 19 && !engine->fold(found)) return go_back(found);
        }
        issues found;
        return engine->settle(found) || go_back(found);
    }

    // Waits until it is durable; or begins only, and goes on.
    bool post(const event& e) {
        if (!begins) {
            const posted done = engine->post(e);
            return done.status != post_status::rejected || note(done.found);
        }
        issues found;
        if (!engine->begin([&](reglament::engine& in) { in.post(e); }, found)) return go_back(found);
        begun.emplace_back(engine->last_commit(), next);
        return true;
    }

    // To the first event that is not durable.
    bool go_back(const issues& found) {
        for (const auto& [by, which] : begun) {
            if (by <= engine->durable_commit()) continue;
            next = which;
            break;
        }
        return note(found);
    }

    bool note(const issues& found) {
        for (const issue& i : found) {
            EXPECT_TRUE(i.code.starts_with("store-")) << i.code;
            EXPECT_FALSE(message(i).empty());
        }
        return false;
    }

    std::string where;
    bool begins = false;
    std::size_t next = 0;
    std::vector<std::pair<commit_number, std::size_t>> begun;  // which commit an event is in
    std::map<std::uint64_t, std::string> taken;
    std::unique_ptr<durable_engine> engine;
};

std::string picture(const engine& e) {
    std::string out;
    for (std::size_t i = 0; i < e.client_count(); ++i)
        out += std::string{e.client(i)} + " " + encode(e.rules(), e.state(i)) + "\n";
    return out;
}

struct outcome {
    std::string records;
    std::map<std::uint64_t, std::string> effects;
    std::uint64_t operations = 0;
};

// The whole month, with one failure on the way; afterwards the disk is mended and the host begun again.
outcome month_with(fault kind, std::uint64_t at, bool begins) {
    const scratch_folder folder;
    const auto rules = testing::rules_of(regulations);
    const auto events = events_of_a_month();
    faulty_disk disk;
    host_in_test host{folder / "clients.db", begins};
    disk.plan(kind, at, static_cast<std::uint32_t>(at));
    const bool whole = host.start(rules) && host.work(events);
    outcome out;
    out.operations = disk.operations();
    EXPECT_TRUE(whole || disk.has_failed()) << "nothing fails by itself";
    if (disk.has_failed()) {
        host.engine.reset();
        disk.mend();
        const bool again = host.start(rules) && host.work(events);
        EXPECT_TRUE(again) << "a mended disk works";
        if (!again) return out;
    }
    issues found;
    for (const sent_effect& s : host.engine->outbox(SIZE_MAX, found))
        host.taken.emplace(s.number, testing::line(*rules, s.effect));
    out.records = picture(host.engine->look());
    out.effects = std::move(host.taken);
    return out;
}

class faults : public ::testing::TestWithParam<std::tuple<fault, bool>> {};

TEST_P(faults, lose_nothing_and_double_nothing_wherever_they_come) {
    if (std::getenv("REGLAMENT_TEST_STORE") != nullptr) GTEST_SKIP() << "of files, not of a server";
    const auto [kind, begins] = GetParam();
    const outcome undisturbed = month_with(fault::none, 0, begins);
    ASSERT_FALSE(undisturbed.records.empty());
    ASSERT_GT(undisturbed.operations, 100U);
    for (std::uint64_t at = 1; at <= undisturbed.operations; ++at) {
        const outcome disturbed = month_with(kind, at, begins);
        ASSERT_EQ(disturbed.records, undisturbed.records) << "failed at operation " << at;
        ASSERT_EQ(disturbed.effects, undisturbed.effects) << "failed at operation " << at;
    }
}

std::string name_of(const ::testing::TestParamInfo<faults::ParamType>& which) {
    constexpr std::array<const char*, 5> names{"none", "error_once", "full", "read_only", "power_loss"};
    const auto [kind, begins] = which.param;
    return std::string{names.at(static_cast<std::size_t>(kind))} + (begins ? "_while_it_goes_on" : "");
}

INSTANTIATE_TEST_SUITE_P(of_a_disk, faults,
                         ::testing::Combine(::testing::Values(fault::error_once, fault::full, fault::read_only,
                                                              fault::power_loss),
                                            ::testing::Bool()),
                         name_of);

}  // namespace
}  // namespace reglament
