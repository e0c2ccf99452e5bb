#include <reglament/log/kept_log.hpp>

#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <string>
#include <vector>

namespace reglament {
namespace {

std::string in_words(const kept_log& log) {
    std::string out;
    const auto told = [&](std::span<const std::string_view> values) {
        for (const std::string_view v : values) out.append("{").append(v).append("}");
    };
    log.each([&](const observed_case& c) {
        out += std::string{c.id} + (c.open ? "?" : "") + "/" + std::to_string(c.line);
        told(c.values);
        for (const case_event& e : c.events) {
            out += " " + std::string{e.activity} + "," + std::string{e.lifecycle} + "," + std::string{e.resource} +
                   "," + std::string{e.role};
            if (e.time) out += "@" + std::to_string(e.time->time_since_epoch().count());
            told(e.values);
        }
        out += "\n";
    });
    return out;
}

instant at(std::int64_t n) {
    return instant{std::chrono::microseconds{n}};
}

TEST(kept_log, gives_back_what_it_was_given) {
    kept_log log;
    const std::array<case_event, 2> events{case_event{"Call", "complete", "Анна", "manager", at(5)},
                                           case_event{"Call", "", "", "", {}}};
    ASSERT_TRUE(log.add({"Anvil", events, 7, true}));
    ASSERT_TRUE(log.add({"", {}, 0}));
    ASSERT_TRUE(log.add({"Bolt", std::span{events}.first(1), 9}));
    EXPECT_EQ(in_words(log),
              "Anvil?/7 Call,complete,Анна,manager@5 Call,,,\n/0\nBolt/9 Call,complete,Анна,manager@5\n");
    EXPECT_EQ(log.cases(), 3U);
    EXPECT_EQ(log.events(), 3U);
}

TEST(kept_log, keeps_what_is_told_beside) {
    kept_log log{{"amount", "class"}};
    const std::array<std::string_view, 2> one{"5", "A"}, two{"", "B"};
    const std::array<case_event, 3> events{case_event{"a", "", "", "", {}, one}, case_event{"b", "", "", "", {}},
                                           case_event{"c", "", "", "", {}, two}};
    ASSERT_TRUE(log.add({"1", events, 1, false, two}));
    ASSERT_TRUE(log.add({"2", events, 2}));
    EXPECT_EQ(in_words(log), "1/1{}{B} a,,,{5}{A} b,,, c,,,{}{B}\n2/2 a,,,{5}{A} b,,, c,,,{}{B}\n");
}

TEST(kept_log, views_do_not_move_as_it_grows) {
    kept_log log;
    std::string expected;
    for (int i = 0; i < 3'000; ++i) {
        const std::string name = "Case " + std::string(static_cast<std::size_t>(i % 700), 'x') + std::to_string(i);
        const std::string activity = std::string(i % 500 == 0 ? 40'000 : 3, static_cast<char>('a' + i % 26));
        const std::array<case_event, 1> events{case_event{activity, "", "", "", at(i)}};
        ASSERT_TRUE(log.add({name, events, 1}));
        expected += name + "/1 " + activity + ",,,@" + std::to_string(i) + "\n";
    }
    EXPECT_EQ(in_words(log), expected);
}

TEST(kept_log, is_used_again) {
    kept_log log;
    const std::string name(100'000, 'y');
    const std::array<case_event, 1> events{case_event{name, "", "", "", {}}};
    ASSERT_TRUE(log.add({name, events, 1}));
    log.clear();
    EXPECT_EQ(log.cases(), 0U);
    EXPECT_EQ(in_words(log), "");
    const std::array<case_event, 1> other{case_event{"z", "", "", "", {}}};
    ASSERT_TRUE(log.add({"2", other, 3}));
    EXPECT_EQ(in_words(log), "2/3 z,,,\n");
}

}  // namespace
}  // namespace reglament
