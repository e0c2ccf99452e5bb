// Keys have the numbers they were given, however they were added.
#include "engine/key_index.hpp"

#include <gtest/gtest.h>

#include <string>

namespace reglament {
namespace {

std::string key_of(std::uint32_t i) {
    return std::string(i % 300, 'k') + std::to_string(i);
}

void expect_all(const key_index& keys, std::uint32_t count) {
    ASSERT_EQ(keys.size(), count);
    for (std::uint32_t i = 0; i < count; ++i) {
        ASSERT_EQ(keys[i], key_of(i));
        ASSERT_EQ(keys.find(key_of(i)), i);
    }
    for (std::uint32_t i = count; i < 2 * count; ++i) ASSERT_EQ(keys.find(key_of(i)), std::nullopt);
}

TEST(key_index, finds_what_was_added) {
    key_index keys;
    EXPECT_EQ(keys.find(""), std::nullopt);
    for (std::uint32_t i = 0; i < 5'000; ++i) ASSERT_EQ(keys.add(key_of(i)), i);
    expect_all(keys, 5'000);
}

// By one thread and by several, in an empty index and behind what was added, and before what is added later.
TEST(key_index, finds_what_was_appended_once_it_is_indexed) {
    for (const std::uint32_t many : {0U, 1U, 1'000U, 150'000U}) {
        key_index keys;
        for (std::uint32_t i = 0; i < 10; ++i) keys.add(key_of(i));
        for (std::uint32_t i = 10; i < 10 + many; ++i) ASSERT_EQ(keys.append(key_of(i)), i);
        if (many > 0) {
            EXPECT_EQ(keys.find(key_of(10)), std::nullopt);
        }
        EXPECT_TRUE(keys.index_appended());
        for (std::uint32_t i = 10 + many; i < 20 + many; ++i) ASSERT_EQ(keys.add(key_of(i)), i);
        expect_all(keys, 20 + many);
    }
}

TEST(key_index, tells_of_a_key_that_is_there_twice) {
    for (const std::uint32_t many : {10U, 150'000U}) {
        key_index keys;
        for (std::uint32_t i = 0; i < many; ++i) keys.append(key_of(i));
        keys.append(key_of(5));
        EXPECT_FALSE(keys.index_appended());
        EXPECT_TRUE(keys.find(key_of(5)));
    }
}

TEST(key_index, the_empty_key_is_one) {
    key_index keys;
    keys.append("");
    EXPECT_TRUE(keys.index_appended());
    EXPECT_EQ(keys.find(""), 0U);
    EXPECT_EQ(keys.find(std::string_view{"\0", 1}), std::nullopt);
}

}  // namespace
}  // namespace reglament
