// The keys of many clients in a few bytes are those that each would keep by itself.
#include "engine/taken_keys.hpp"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace reglament {
namespace {

instant time_of(std::int64_t n) {
    return instant{instant::duration{n}};
}

void expect_same(const event_keys& are, const event_keys& should) {
    ASSERT_EQ(are.recent.size(), should.recent.size());
    for (std::size_t i = 0; i < are.recent.size(); ++i) {
        ASSERT_EQ(are.recent[i].key, should.recent[i].key);
        ASSERT_EQ(are.recent[i].time, should.recent[i].time);
    }
    ASSERT_EQ(are.oldest, should.oldest);
    ASSERT_EQ(are.horizon, should.horizon);
    ASSERT_EQ(are.starts, should.starts);
}

TEST(taken_keys, are_those_each_client_would_keep_by_itself) {
    for (const std::size_t most : {0U, 1U, 5U, 8U, 9U, 40U, 256U}) {
        std::mt19937_64 random{most};
        taken_keys keys;
        constexpr std::uint32_t clients = 7;
        std::vector<event_keys> plain(clients);
        for (int step = 0; step < 4'000; ++step) {
            const auto who = static_cast<std::uint32_t>(std::min(random() % clients, random() % clients));
            const event_keys::entry what{random() % 50 + 1, time_of(static_cast<std::int64_t>(random() % 1'000))};
            const bool started = random() % 9 == 0;
            switch (random() % 40) {
                case 0:
                    expect_same(keys.take(who), plain[who]);
                    plain[who] = {};
                    break;
                case 1:
                    plain[who] = plain[(who + 1) % clients];
                    keys.put(who, plain[who]);
                    break;
                default:
                    keys.add(who, what, most, started);
                    plain[who].add(what.key, what.time, most);
                    if (started) plain[who].starts.push_back(what.key);
            }
            expect_same(keys.get(who), plain[who]);
            const std::uint64_t asked = random() % 60;
            ASSERT_EQ(keys.knows(who, asked), plain[who].knows(asked));
            ASSERT_EQ(keys.horizon(who), plain[who].horizon);
            if (::testing::Test::HasFatalFailure()) return;
        }
    }
}

TEST(taken_keys, go_on_when_more_or_fewer_are_remembered) {
    taken_keys keys;
    event_keys plain;
    std::size_t n = 0;
    for (const std::size_t most : {20U, 40U, 10U, 256U, 3U}) {
        for (int i = 0; i < 100; ++i) {
            const event_keys::entry what{++n, time_of(static_cast<std::int64_t>(n))};
            keys.add(3, what, most);
            plain.add(what.key, what.time, most);
            expect_same(keys.get(3), plain);
            ASSERT_EQ(keys.latest(3), n);
            if (::testing::Test::HasFatalFailure()) return;
        }
    }
    EXPECT_EQ(keys.latest(2), std::nullopt);
    EXPECT_EQ(keys.latest(999), std::nullopt);
    EXPECT_FALSE(keys.knows(999, 1));
}

}  // namespace
}  // namespace reglament
