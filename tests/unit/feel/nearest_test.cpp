#include <reglament/feel/nearest.hpp>

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace reglament::feel {
namespace {

struct name {
    std::string text;
    type of;
    value is;
};

type of_kind(type_kind k) {
    type t;
    t.kind = k;
    return t;
}

type classes() {
    type t = of_kind(type_kind::string);
    t.values = {"A", "B", "C"};
    return t;
}

// "class: A, B; debt: 100 & paid: true"
struct found {
    std::string text;
    nearest_changes all;
};

found near(std::string_view text, const std::vector<name>& names, truth wanted = truth::yes,
           std::size_t tries = 50'000) {
    scope known;
    std::vector<value> values;
    for (std::uint32_t i = 0; i < names.size(); ++i) {
        EXPECT_TRUE(known.declare(names[i].text, names[i].of, {0, i}));
        values.push_back(names[i].is);
    }
    issues wrong;
    const program p = compile_condition(text, known, wrong);
    EXPECT_TRUE(p) << text << "\n" << render(wrong);
    frame f;
    f.bank[0] = values.data();
    f.now = parse_instant("2025-03-12T10:00:00Z").value();
    nearest_options how;
    how.wanted = wanted;
    how.most_tries = tries;
    how.type_of = [&](slot s) { return &names[s.index].of; };
    found out{{}, find_nearest(p, text, f, how)};
    for (const auto& set : out.all.sets) {
        std::string one;
        for (const slot_change& c : set) {
            std::string to;
            for (const value& v : c.to) to += (to.empty() ? "" : ", ") + to_string(v);
            one += (one.empty() ? "" : " & ") + names[c.where.index].text + ": " + to;
        }
        out.text += (out.text.empty() ? "" : "; ") + one;
        std::vector<value> changed = values;  // what is told is true
        for (const slot_change& c : set) changed[c.where.index] = c.to.front();
        f.bank[0] = changed.data();
        EXPECT_EQ(p.test(f), wanted) << text << ": " << one;
        f.bank[0] = values.data();
    }
    return out;
}

const type number_type = of_kind(type_kind::number), truth_type = of_kind(type_kind::boolean),
           date_type = of_kind(type_kind::date), moment_type = of_kind(type_kind::date_time);

TEST(nearest, tells_every_value_of_few_and_the_nearest_of_many) {
    struct row {
        std::string_view text;
        std::vector<name> names;
        std::string_view told;
        truth wanted = truth::yes;
    };
    const row rows[] = {
        {R"(class in ("A", "B"))", {{"class", classes(), "C"}}, R"(class: "A", "B")"},
        {R"(class != "C" and debt < 100)", {{"class", classes(), "A"}, {"debt", number_type, 250}}, "debt: 99"},
        {"debt > 100", {{"debt", number_type, 50}}, "debt: 101"},
        {"debt >= 100.5", {{"debt", number_type, 50}}, "debt: 100.5"},
        {"debt + 100 > limit", {{"debt", number_type, 50}, {"limit", number_type, 500}}, "debt: 401; limit: 149"},
        {"debt * 2 > 100", {{"debt", number_type, 10}}, "debt: 51"},
        {"phone allowed", {{"phone allowed", truth_type, false}}, "phone allowed: true"},
        {"not(phone allowed)", {{"phone allowed", truth_type, true}}, "phone allowed: false"},
        {"phone allowed", {{"phone allowed", truth_type, {}}}, "phone allowed: true"},
        {"debt = null", {{"debt", number_type, 5}}, "debt: null"},
        {"debt > 100", {{"debt", number_type, 150}}, "debt: 100", truth::no},
        {"debt > 100", {{"debt", number_type, 150}}, ""},
        {R"(class = "A" or debt > 100)",
         {{"class", classes(), "C"}, {"debt", number_type, 50}},
         R"(class: "A"; debt: 101)"},
        {R"(class = "A" and debt > 100)",
         {{"class", classes(), "C"}, {"debt", number_type, 50}},
         R"(class: "A" & debt: 101)"},
        {R"(class = "A" and debt > 100 and phone allowed)",
         {{"class", classes(), "C"}, {"debt", number_type, 50}, {"phone allowed", truth_type, false}},
         ""},
    };
    for (const row& r : rows) {
        const found f = near(r.text, r.names, r.wanted);
        EXPECT_EQ(f.text, r.told) << r.text;
        EXPECT_TRUE(f.all.all_tried);
    }
}

TEST(nearest, reaches_dates_that_are_computed) {
    const value day = date{parse_date("2025-03-01").value()};
    EXPECT_EQ(near(R"(last < date("2025-01-15"))", {{"last", date_type, day}}).text, "last: 2025-01-14");
    const value moment = parse_instant("2025-03-01T10:00:00Z").value();
    const found f = near(R"(now() - last > duration("P20D"))", {{"last", moment_type, moment}});
    EXPECT_EQ(f.text, "last: 2025-02-20T09:59:59Z");
}

TEST(nearest, says_when_not_all_was_tried) {
    const std::vector<name> names{{"debt", number_type, 50}, {"class", classes(), "C"}};
    EXPECT_FALSE(near(R"(debt > 100 and class = "A")", names, truth::yes, 3).all.all_tried);
}

}  // namespace
}  // namespace reglament::feel
