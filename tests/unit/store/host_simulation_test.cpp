// Hosts, stores, directory and clock under one dice: whatever happens, and in whatever order, nothing is lost or
// doubled, and every deadline and answer comes to its end once.
#include "orders.hpp"
#include "support/store_around.hpp"

#include <reglament/engine/host.hpp>

#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <map>
#include <random>
#include <set>

namespace reglament {
namespace {

using namespace std::chrono_literals;
using testing::at;
using testing::orders_of;

// Of every deal each regulation runs once, whatever becomes of the hosts: one by a deadline, one by a timer and an
// answer of the host.
const std::string regulations = R"(vocabulary: test
subjects:
  deal:
    parent: client
events:
  deal.opened:
    subject: deal
facts:
  orders:
    count: deal.opened
actions:
  sms:
    data:
      text: text
roles: [manager, head]
---
regulation: ask
subject: deal
input:
  event: deal.opened
output: [done, late]
steps:
  - task: ask
    do: Ask
    by: manager
    within: 3 days
    on late:
      - escalate: head
      - after: 1 day
        then: late
  - output: done
---
regulation: thank
subject: deal
input:
  event: deal.opened
output: [done, lost]
steps:
  - wait: 1 day
  - call: text
    do: sms
    data:
      text: '"Thank you"'
    on failure: lost
  - output: done
)";

// Fails now and then, before or after it has written; a host that is cut off fails always.
class shaky_store final : public testing::store_around {
public:
    shaky_store(std::shared_ptr<store> of, std::mt19937& dice, const bool& calm, const bool& cut)
        : store_around{std::move(of)}, dice_{dice}, calm_{calm}, cut_{cut} {}

    bool write(const store_commit& what, issues& found) override {
        const auto luck = calm_ ? 99U : dice_() % 100;
        if (luck < 4 || !up(found)) return luck < 4 ? lost(found) : false;
        return inner().write(what, found) && (luck >= 8 || lost(found));
    }

protected:
    bool up(issues& found) const override { return !cut_ || lost(found); }

private:
    static bool lost(issues& found) {
        found.add("store-lost", {}, {"store", "cut off"});
        return false;
    }
    std::mt19937& dice_;
    const bool& calm_;
    const bool& cut_;
};

class simulation {
public:
    explicit simulation(std::uint32_t seed) : dice_{seed}, rules_{rules()} {
        in_ = memory_directory([this] { return now_; });
        for (std::size_t i = 0; i < hosts_.size(); ++i) join(i);
    }

    // What went wrong; empty: nothing.
    std::string run() {
        for (int step = 0; step < 150; ++step) act();
        calm_ = true;
        for (bool& cut : cut_) cut = false;
        now_ = latest_;
        for (std::size_t i = 0; i < hosts_.size(); ++i) {
            if (hosts_[i] == nullptr) join(i);
        }
        for (int day = 0; day < 10; ++day) {
            pass(std::chrono::milliseconds{24h});  // leases run out by that
            for (int round = 0; round < 3; ++round) {
                for (const auto& h : hosts_) settle(*h);
            }
        }
        return check();
    }

private:
    static constexpr std::size_t partitions = 5, clients = 12;
    static constexpr std::chrono::milliseconds lease{1'000};

    static std::shared_ptr<const rulebook> rules() {
        static const auto all = testing::rules_alone(regulations);
        return all;
    }

    void join(std::size_t i) {
        host_options how;
        how.name = "h" + std::to_string(i);
        how.partitions = numbered_partitions(partitions);
        how.partition_of = by_hash(partitions);
        how.lease = lease;
        how.store_of = [this, i](const std::string& partition, issues&) -> std::shared_ptr<store> {
            auto& its = stores_[partition];
            if (its == nullptr) its = memory_store();
            return std::make_shared<shaky_store>(its, dice_, calm_, cut_[i]);
        };
        issues found;
        hosts_[i] = host::join(in_, rules_, std::move(how), found);
    }

    void act() {
        const std::size_t i = dice_() % hosts_.size();
        if (hosts_[i] == nullptr) {
            if (dice_() % 4 == 0) join(i);
            return;
        }
        host& h = *hosts_[i];
        issues found;
        switch (dice_() % 15) {
            case 0:
            case 1:
            case 2:
                return post(h);
            case 3:
            case 4:
            case 5:
                (void)h.tend(found);
                return;
            case 6:
                (void)h.work(1 + dice_() % 5, found);
                return;
            case 7:
                return pass(std::chrono::milliseconds{dice_() % 400});
            case 8:
                return deliver(h, dice_() % 10, found);
            case 9:
                if (dice_() % 3 == 0) hosts_[i].reset();  // it dies
                return;
            case 10:
                if (dice_() % 3 == 0) pass(lease + std::chrono::milliseconds{1});  // everybody hangs
                return;
            case 11:
                return advance(h);
            case 12:
                if (dice_() % 3 == 0) pass(std::chrono::hours{dice_() % 40});
                return;
            case 13:  // the clock is put back
                if (dice_() % 3 == 0) now_ -= std::chrono::milliseconds{dice_() % 100'000'000};
                return;
            default:
                cut_[i] = dice_() % 3 == 0;
                return;
        }
    }

    // What was not answered is posted again, by whoever is there: what some of it may have become is not known.
    void post(host& h) {
        std::vector<event> events = std::exchange(again_, {});
        for (std::size_t n = 1 + dice_() % 4; n > 0; --n) {
            const std::string client = "c" + std::to_string(dice_() % clients);
            events.push_back(opened(++last_, client));
            ++posted_[client];
        }
        const auto answers = h.post(events);
        for (std::size_t i = 0; i < events.size(); ++i) {
            if (answers[i].answer.status == post_status::rejected) again_.push_back(events[i]);
        }
    }

    void pass(std::chrono::milliseconds time) {
        now_ += time;
        latest_ = std::max(latest_, now_);
    }

    [[nodiscard]] event opened(int number, const std::string& client) const {
        event e;
        e.id = std::to_string(number);
        e.source = "test";
        e.type = "deal.opened";
        e.subject = client;
        e.time = now_;
        e.data = feel::context{{"deal", feel::value{"D-" + e.id}}};
        return e;
    }

    void advance(host& h) {
        for (const std::string& partition : h.partitions()) {
            issues found;
            (void)h.engine_of(partition)->advance(now_, found);
        }
    }

    // What is to be done is done, and the answer is one more event: by the same id each time.
    void deliver(host& h, std::size_t at_most, issues& found) {
        std::vector<event> answers;
        for (const std::string& partition : h.partitions()) {
            durable_engine* const its = h.engine_of(partition);
            for (const sent_effect& e : its->outbox(at_most, found)) {
                note(e);
                if (e.effect.kind == effect_kind::action_requested) answers.push_back(answer_to(e));
                its->taken(e.number);
            }
        }
        for (const event& e : answers) again_.push_back(e);
    }

    [[nodiscard]] event answer_to(const sent_effect& e) const {
        event done;
        done.id = e.subject + "/" + std::to_string(e.effect.task);
        done.source = "sms";
        done.type = "action.done";
        done.subject = e.subject;
        done.time = now_;
        done.data = feel::context{{"call", feel::number{e.effect.task}}};
        return done;
    }

    // Under its key it is the same each time.
    void note(const sent_effect& e) {
        const auto [known, fresh] =
            delivered_.try_emplace({e.subject, e.effect.sequence}, std::pair{e.effect.kind, e.effect.run});
        if (!fresh && known->second != std::pair{e.effect.kind, e.effect.run})
            wrong_ += e.subject + ": another effect under the same key\n";
    }

    void settle(host& h) {
        issues found;
        (void)h.tend(found);
        if (!again_.empty()) (void)h.post(std::exchange(again_, {}));
        (void)h.work(1'000, found);
        advance(h);
        deliver(h, 10'000, found);
        if (!found.empty()) wrong_ += render(found);
    }

    std::string check() {
        std::set<std::string> had;
        for (const auto& h : hosts_) {
            for (const std::string& p : h->partitions()) {
                if (!had.insert(p).second) wrong_ += p + " belongs to two\n";
                check(*h->engine_of(p));
            }
        }
        if (had.size() != partitions) wrong_ += "some partition is nobody's\n";
        for (const auto& [client, count] : posted_) {
            if (counted_[client] != count)
                wrong_ += client + " has " + std::to_string(counted_[client]) + " of " + std::to_string(count) + "\n";
        }
        return wrong_;
    }

    void check(durable_engine& e) {
        for (std::size_t i = 0; i < e.look().client_count(); ++i) {
            const std::string client{e.look().client(i)};
            counted_[client] += orders_of(e.look(), client);
            std::vector<effect> all;
            issues found;
            if (!e.history(client, all, found)) wrong_ += render(found);
            for (std::size_t k = 0; k < all.size(); ++k) {
                if (all[k].sequence != k + 1) wrong_ += client + ": effects are not numbered one by one\n";
            }
            check(client, all);
            if (!e.look().state(i).runs.empty()) wrong_ += client + ": something is open still\n";
        }
    }

    // Each deal has had one run of each regulation, and all that belongs to it, once.
    void check(const std::string& client, const std::vector<effect>& all) {
        std::map<effect_kind, std::int64_t> count;
        for (const effect& e : all) {
            ++count[e.kind];
            if (is_told(e.kind) && !delivered_.contains({client, e.sequence})) wrong_ += client + ": was not told\n";
        }
        const std::int64_t deals = posted_[client];
        const std::pair<effect_kind, std::int64_t> expected[] = {
            {effect_kind::run_started, 2 * deals},  {effect_kind::run_finished, 2 * deals},
            {effect_kind::task_created, deals},     {effect_kind::task_late, deals},
            {effect_kind::action_requested, deals}, {effect_kind::action_done, deals}};
        for (const auto& [kind, times] : expected) {
            if (count[kind] == times) continue;
            wrong_ += client + ": " + std::string{to_string(kind)} + " " + std::to_string(count[kind]) +
                      " times, and not " + std::to_string(times) + "\n";
        }
    }

    static bool is_told(effect_kind k) {
        return k == effect_kind::run_started || k == effect_kind::task_created || k == effect_kind::task_late ||
               k == effect_kind::action_requested;
    }

    std::mt19937 dice_;
    std::shared_ptr<const rulebook> rules_;
    instant now_ = at("2025-01-01"), latest_ = now_;
    bool calm_ = false;
    std::array<bool, 3> cut_{};
    std::shared_ptr<directory> in_;
    std::map<std::string, std::shared_ptr<store>> stores_;
    std::array<std::unique_ptr<host>, 3> hosts_;
    int last_ = 0;
    std::vector<event> again_;
    std::map<std::string, std::int64_t> posted_, counted_;
    std::map<std::pair<std::string, std::uint64_t>, std::pair<effect_kind, std::uint32_t>> delivered_;
    std::string wrong_;
};

TEST(hosts, lose_and_double_nothing_in_any_order_of_misfortunes) {
    const auto told = [](const char* name, std::uint32_t else_) {
        const char* const text = std::getenv(name);
        return text == nullptr ? else_ : static_cast<std::uint32_t>(std::strtoul(text, nullptr, 10));
    };
    const std::uint32_t first = told("REGLAMENT_SIMULATION_SEED", 1), count = told("REGLAMENT_SIMULATIONS", 200);
    for (std::uint32_t seed = first; seed < first + count; ++seed) {
        const std::string wrong = simulation{seed}.run();
        ASSERT_EQ(wrong, "") << "seed " << seed;
    }
}

}  // namespace
}  // namespace reglament
