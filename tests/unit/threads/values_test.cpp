// Values, zones and patterns: what is kept for all, or shared by copies.
#include "feel/builtins/regex.hpp"
#include "together.hpp"

#include <reglament/feel/temporal.hpp>
#include <reglament/feel/value.hpp>

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace reglament::feel {
namespace {

using testing::together;

TEST(value, copies_share_one_text) {
    const value text{"the same for all"};
    const auto found = together([&text](int) {
        value last;
        for (int i = 0; i < 20'000; ++i) {
            const value copy = text;
            last = value{list{copy, text}};
        }
        return last;
    });
    for (const value& each : found) EXPECT_EQ(each, (value{list{text, text}}));
}

TEST(zone, has_one_id) {
    const char* const names[] = {"Asia/Tokyo", "Asia/Omsk", "America/Lima", "Africa/Cairo", "Pacific/Fiji"};
    const auto found = together([&](int) {
        std::vector<zone> mine;
        for (int round = 0; round < 50; ++round) {
            for (const char* name : names) {
                mine.push_back(zone::find(name).value_or(zone{}));
                static_cast<void>(mine.back().offset_at(instant{}));
            }
        }
        return mine;
    });
    for (const auto& mine : found) EXPECT_EQ(mine, found.front());
    EXPECT_EQ(found.front()[1].name(), "Asia/Omsk");
}

TEST(regex, is_kept_by_each_thread) {
    const auto found = together([](int) {
        int matched = 0;
        for (int i = 0; i < 40; ++i) {
            const auto digit = std::to_string(i % 5);
            matched += regex::pattern_for("\\p{Lu}[\\w-[A-F]]+" + digit, "i")->matches("Xyz" + digit) ? 1 : 0;
        }
        return matched;
    });
    EXPECT_EQ(found, std::vector<int>(found.size(), 40));
}

}  // namespace
}  // namespace reglament::feel
