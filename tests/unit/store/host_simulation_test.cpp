// Hosts, stores, directory and clock under one dice: whatever happens, and in whatever order, nothing is lost or
// doubled.
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
using testing::order;
using testing::orders_of;

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
        for (std::size_t i = 0; i < hosts_.size(); ++i) {
            if (hosts_[i] == nullptr) join(i);
        }
        now_ += lease * 2;
        for (int round = 0; round < 20; ++round) {
            for (const auto& h : hosts_) settle(*h);
        }
        return check();
    }

private:
    static constexpr std::size_t partitions = 5, clients = 12;
    static constexpr std::chrono::milliseconds lease{1'000};

    static std::shared_ptr<const rulebook> rules() {
        static const auto all = testing::rules_alone(testing::host_regulations);
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
        switch (dice_() % 12) {
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
                now_ += std::chrono::milliseconds{dice_() % 400};
                return;
            case 8:
                deliver(h);
                return;
            case 9:
                if (dice_() % 3 == 0) hosts_[i].reset();  // it dies
                return;
            case 10:
                if (dice_() % 3 == 0) now_ += lease + std::chrono::milliseconds{1};  // everybody hangs
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
            events.push_back(order(++last_, client));
            ++posted_[client];
        }
        const auto answers = h.post(events);
        for (std::size_t i = 0; i < events.size(); ++i) {
            if (answers[i].answer.status == post_status::rejected) again_.push_back(events[i]);
        }
    }

    void deliver(host& h) {
        for (const std::string& partition : h.partitions()) {
            durable_engine* const its = h.engine_of(partition);
            issues found;
            for (const sent_effect& e : its->outbox(dice_() % 10, found)) {
                delivered_.emplace(e.subject, e.effect.sequence);
                its->taken(e.number);
            }
        }
    }

    void settle(host& h) {
        issues found;
        (void)h.tend(found);
        if (!again_.empty()) (void)h.post(std::exchange(again_, {}));
        (void)h.work(1'000, found);
        for (const std::string& partition : h.partitions()) {
            durable_engine* const its = h.engine_of(partition);
            for (const sent_effect& e : its->outbox(10'000, found)) {
                delivered_.emplace(e.subject, e.effect.sequence);
                its->taken(e.number);
            }
        }
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
                const bool told = all[k].kind == effect_kind::run_started || all[k].kind == effect_kind::task_created;
                if (told && !delivered_.contains({client, all[k].sequence})) wrong_ += client + ": was not told\n";
            }
        }
    }

    std::mt19937 dice_;
    std::shared_ptr<const rulebook> rules_;
    instant now_ = at("2025-01-01");
    bool calm_ = false;
    std::array<bool, 3> cut_{};
    std::shared_ptr<directory> in_;
    std::map<std::string, std::shared_ptr<store>> stores_;
    std::array<std::unique_ptr<host>, 3> hosts_;
    int last_ = 0;
    std::vector<event> again_;
    std::map<std::string, std::int64_t> posted_, counted_;
    std::set<std::pair<std::string, std::uint64_t>> delivered_;
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
