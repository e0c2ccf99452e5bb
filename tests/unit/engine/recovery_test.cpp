// What is read of a store, by several threads, is what was written: pages, and what the journal says later than they
// do.
#include "engine/page_decoder.hpp"
#include "engine/record_store.hpp"
#include "engine/taken_keys.hpp"
#include "support/rules.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace reglament {
namespace {

using testing::at;
using testing::rules_of;

constexpr std::size_t remembered = 6;

// A store as the durable engine writes it, and what must be read of it.
class written_store {
public:
    struct client {
        std::string key;
        record state;
        event_keys keys;
        commit_number told = 0;
    };

    explicit written_store(unsigned seed) : random_{seed} {}

    const rulebook& rules() const { return *rules_; }

    // A commit of some clients, the last of which may be new; afterwards some pages are folded.
    void commit(std::size_t changes) {
        ++last_;
        std::map<std::uint32_t, std::vector<change_log::taken_key>> changed;
        while (changed.size() < changes) {
            auto who = static_cast<std::uint32_t>(random_() % (clients_.size() + changes / 2 + 1));
            if (who >= clients_.size()) {
                who = static_cast<std::uint32_t>(clients_.size());
                clients_.push_back({"client " + std::to_string(who), {}, {}, 0});
            }
            changed[who].push_back(change(who));
        }
        std::vector<client_image> images;
        std::deque<std::string> bytes;
        for (auto& [who, keys] : changed) {
            client_image c = image(who, bytes);
            c.all_keys = random_() % 3 == 0;
            c.tells = random_() % 2 == 0;
            if (!c.all_keys) c.keys = keys;
            if (c.tells) clients_[who].told = last_;
            images.push_back(c);
            unfolded_.insert(who / clients_per_page);
        }
        entries_[last_] = write_entry(*rules_, {}, images, {});
        fold();
    }

    void fold() {
        for (auto p = unfolded_.begin(); p != unfolded_.end();) {
            if (random_() % 3 != 0) {
                ++p;
                continue;
            }
            std::vector<client_image> images;
            std::deque<std::string> bytes;
            for (std::uint32_t who = *p * clients_per_page;
                 who < std::min<std::size_t>((*p + 1) * clients_per_page, clients_.size()); ++who) {
                images.push_back(image(who, bytes));
                images.back().all_keys = true;
            }
            pages[*p] = write_page(last_, images);
            p = unfolded_.erase(p);
        }
    }

    // Nothing: it is damaged.
    std::optional<std::vector<client>> read() const {
        journal_tail tail{remembered};
        for (const auto& [number, bytes] : entries_) {
            if (!tail.add(*rules_, number, bytes)) return std::nullopt;
        }
        std::vector<client> out;
        page_decoder decoder{*rules_, tail, origin_, [&](page_decoder::client& c) {
                                 client& its = out.emplace_back();
                                 its.key = c.key;
                                 its.told = c.told;
                                 its.keys = c.keys.empty() ? event_keys{} : taken_keys::copied(c.keys.data());
                                 kept_client kept;
                                 if (c.other != nullptr) {
                                     kept.state = c.other->state.value();
                                 } else {
                                     record_store one;
                                     one.set_origin(origin_);
                                     one.add_packed(c.packed);
                                     one.get(0, kept);
                                     EXPECT_EQ(kept.queued, kept.state.due);
                                     EXPECT_EQ(c.due, kept.state.due);
                                 }
                                 its.state = kept.state;
                                 return out.size() != stop_after;
                             }};
        for (const auto& [number, bytes] : pages) {
            if (decoder.add(number, bytes)) continue;
            EXPECT_FALSE(decoder.finish());
            return damage_or(decoder, out);
        }
        if (!decoder.finish()) return damage_or(decoder, out);
        EXPECT_FALSE(decoder.damaged());
        return out;
    }

    const std::vector<client>& clients() const { return clients_; }

    std::map<std::uint32_t, std::string> pages;
    std::size_t stop_after = SIZE_MAX;

private:
    static std::optional<std::vector<client>> damage_or(const page_decoder& d, std::vector<client>& out) {
        if (d.damaged()) return std::nullopt;
        return std::move(out);
    }

    change_log::taken_key change(std::uint32_t who) {
        client& c = clients_[who];
        record& r = c.state;
        ++r.sequence;
        r.seen = origin_ + std::chrono::milliseconds{static_cast<std::int64_t>(random_() % 1'000'000)};
        r.due = random_() % 3 == 0 ? never : r.seen + std::chrono::hours{random_() % 100};
        if (random_() % 50 == 0) r.merged_into.key = "another";
        change_log::taken_key k;
        k.client = who;
        k.what = {random_() % 1'000'000, r.seen};
        k.started = random_() % 7 == 0;
        c.keys.add(k.what.key, k.what.time, remembered);
        if (k.started) c.keys.starts.push_back(k.what.key);
        return k;
    }

    client_image image(std::uint32_t who, std::deque<std::string>& bytes) const {
        client_image c;
        c.client = who;
        c.key = clients_[who].key;
        c.record = bytes.emplace_back(encode(*rules_, clients_[who].state));
        c.before = clients_[who].told;
        c.whole = clients_[who].keys;
        return c;
    }

    mutable std::mt19937_64 random_;
    std::shared_ptr<const rulebook> rules_ = rules_of(R"(regulation: ring
input:
  event: ping
output: [done]
steps:
  - wait: P1D
  - output: done
)");
    instant origin_ = at("2025-01-06T08:00:00Z");
    std::vector<client> clients_;
    commit_number last_ = 0;
    std::map<commit_number, std::string> entries_;
    std::set<std::uint32_t> unfolded_;
};

// From the oldest on: where a ring begins is not kept.
std::vector<std::uint64_t> in_order(const event_keys& keys) {
    std::vector<std::uint64_t> out;
    for (std::size_t i = 0; i < keys.recent.size(); ++i)
        out.push_back(keys.recent[(keys.oldest + i) % keys.recent.size()].key);
    return out;
}

void expect_same(const written_store& store, const std::vector<written_store::client>& read) {
    ASSERT_EQ(read.size(), store.clients().size());
    for (std::size_t i = 0; i < read.size(); ++i) {
        const written_store::client& should = store.clients()[i];
        ASSERT_EQ(read[i].key, should.key);
        ASSERT_EQ(read[i].told, should.told) << should.key;
        ASSERT_TRUE(encode(store.rules(), read[i].state) == encode(store.rules(), should.state)) << should.key;
        ASSERT_EQ(read[i].keys.horizon, should.keys.horizon) << should.key;
        ASSERT_EQ(read[i].keys.starts, should.keys.starts) << should.key;
        ASSERT_EQ(in_order(read[i].keys), in_order(should.keys)) << should.key;
    }
}

TEST(recovery, reads_what_was_written) {
    for (unsigned seed = 0; seed < 12; ++seed) {
        SCOPED_TRACE(seed);
        written_store store{seed};
        for (int i = 0; i < 60; ++i) store.commit(1 + seed * 40);
        const auto read = store.read();
        ASSERT_TRUE(read);
        expect_same(store, *read);
    }
}

TEST(recovery, of_nobody) {
    const auto read = written_store{1}.read();
    ASSERT_TRUE(read);
    EXPECT_TRUE(read->empty());
}

TEST(recovery, who_takes_them_may_end_it) {
    written_store store{3};
    for (int i = 0; i < 60; ++i) store.commit(200);
    store.stop_after = 100;
    const auto read = store.read();
    ASSERT_TRUE(read);
    EXPECT_EQ(read->size(), 100U);
}

TEST(recovery, damage_is_seen) {
    const auto damaged_by = [](const std::function<void(std::map<std::uint32_t, std::string> & pages)>& change) {
        written_store store{5};
        for (int i = 0; i < 60; ++i) store.commit(200);
        while (store.pages.size() < 20) store.fold();
        EXPECT_TRUE(store.read());
        change(store.pages);
        return !store.read();
    };
    EXPECT_TRUE(damaged_by([](auto& pages) { pages[7].back() ^= 1; }));
    EXPECT_TRUE(damaged_by([](auto& pages) { pages[7].pop_back(); }));
    EXPECT_TRUE(damaged_by([](auto& pages) { pages[7].clear(); }));
    EXPECT_TRUE(damaged_by([](auto& pages) { std::swap(pages[7], pages[8]); }));
    EXPECT_TRUE(damaged_by([](auto& pages) { pages[pages.rbegin()->first + 1] = pages[7]; }));
    EXPECT_TRUE(damaged_by([](auto& pages) { pages[UINT32_MAX] = pages[7]; }));
    EXPECT_TRUE(damaged_by([](auto& pages) { pages[UINT32_MAX / clients_per_page] = pages[7]; }));
}

}  // namespace
}  // namespace reglament
