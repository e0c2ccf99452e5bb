#include <reglament/feel/value.hpp>

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace reglament::feel {
namespace {

TEST(value, each_kind_holds_what_it_was_made_of) {
    EXPECT_TRUE(value{}.is_null());
    EXPECT_TRUE(value{true}.as_boolean());
    EXPECT_EQ(value{7}.as_number(), number{7});
    EXPECT_EQ(value{number::of(125, -1)}.as_number(), number::parse("12.5"));
    EXPECT_EQ(value{"да"}.as_string(), "да");
    EXPECT_EQ(value{""}.as_string(), "");
    EXPECT_EQ((value{list{1, "x"}}).as_list().size(), 2u);
    EXPECT_EQ((value{context{{"a", 1}}}).get("a"), value{1});
    EXPECT_EQ(value{instant{}}.kind(), value_kind::date_time);
    EXPECT_EQ(value{months_duration{3}}.as_months_duration().months, 3);
    EXPECT_EQ((value{time_duration{3, 5}}.as_time_duration()), (time_duration{3, 5}));
    EXPECT_EQ((value{std::chrono::milliseconds{-1}}.as_time_duration()), (time_duration{-1, 999'000'000}));
}

TEST(value, copies_share_and_moves_leave_null) {
    const std::string text(100, 'x');
    value a{text};
    value b = a;
    EXPECT_EQ(a.as_string().data(), b.as_string().data());
    value c = std::move(a);
    EXPECT_TRUE(a.is_null());  // NOLINT(bugprone-use-after-move): that is what is tested
    b = value{1};
    EXPECT_EQ(c.as_string(), text);
    value& itself = c;
    c = itself;
    c = std::move(itself);
    EXPECT_EQ(c.as_string(), text);
}

TEST(value, equality_is_of_kind_and_content) {
    const std::vector<value> all{{},
                                 true,
                                 false,
                                 1,
                                 2,
                                 "",
                                 "1",
                                 "null",
                                 date{},
                                 date_time{},
                                 time_of_day{},
                                 time_duration{},
                                 months_duration{0},
                                 list{},
                                 list{1},
                                 list{value{}},
                                 context{},
                                 context{{"a", 1}},
                                 context{{"a", 2}},
                                 context{{"b", 1}}};
    for (std::size_t i = 0; i < all.size(); ++i) {
        for (std::size_t k = 0; k < all.size(); ++k) EXPECT_EQ(all[i] == all[k], i == k) << i << ' ' << k;
    }
    EXPECT_EQ(value{number::of(10, -1)}, value{1});
    EXPECT_EQ((value{list{1, list{"a"}}}), (value{list{number::of(10, -1), list{"a"}}}));
}

TEST(value, context_entries_are_found_by_name) {
    const value v{context{{"имя", "Анна"}, {"age", 30}}};
    EXPECT_EQ(v.get("имя"), value{"Анна"});
    EXPECT_EQ(v.find("age")->as_number(), number{30});
    EXPECT_EQ(v.find("Age"), nullptr);
    EXPECT_TRUE(v.get("Age").is_null());
    EXPECT_TRUE(value{5}.get("age").is_null());
}

TEST(value, deep_nesting_is_freed_without_deep_calls) {
    value v;
    for (int i = 0; i < 300'000; ++i) v = i % 2 == 0 ? value{list{v, "leaf"}} : value{context{{"inner", v}}};
    value shared = v;
    v = {};
    EXPECT_EQ(shared.kind(), value_kind::context);
}

}  // namespace
}  // namespace reglament::feel
