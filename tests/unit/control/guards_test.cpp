// Alignments that look at conditions: with the values that a log tells, ways cost when they are the wrong ones.
#include "support/rules.hpp"

#include <reglament/control/conformance.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

namespace reglament {
namespace {

// One event of a log: a name, and what it tells beside: "ask{reason=price,class=A}"; an underscore is a blank.
struct told_event {
    std::string name;
    std::map<std::string, std::string> values;
};

std::vector<told_event> events_of(std::string_view log) {
    std::vector<told_event> out;
    for (std::size_t at = 0; at < log.size();) {
        const std::size_t end = std::min(log.find(' ', at), log.size());
        const std::string_view one = log.substr(at, end - at);
        const std::size_t brace = std::min(one.find('{'), one.size());
        told_event e{std::string{one.substr(0, brace)}, {}};
        for (std::size_t from = brace + 1; from < one.size();) {
            const std::size_t stop = one.find_first_of(",}", from), equals = one.find('=', from);
            std::string value{one.substr(equals + 1, stop - equals - 1)};
            std::replace(value.begin(), value.end(), '_', ' ');
            e.values.emplace(one.substr(from, equals - from), std::move(value));
            from = stop + 1;
        }
        if (!e.name.empty()) out.push_back(std::move(e));
        at = end + 1;
    }
    return out;
}

struct compared {
    std::shared_ptr<const rulebook> book;
    issues found;
    conformance c;

    explicit compared(const std::string& rules, conformance_options how = {})
        : book{testing::rules_of(rules)}, c{book, 0, how, found} {}

    // "cost: kind step; …". A first event of no name tells of the case.
    std::string operator()(std::string_view log) {
        std::vector<std::vector<std::string>> texts;
        std::vector<told_event> events = events_of(log);
        std::vector<std::vector<std::string_view>> values;
        std::vector<case_event> told;
        std::vector<std::string_view> of_case;
        for (const told_event& e : events) {
            auto& mine = values.emplace_back();
            for (const std::string& name : c.value_names()) {
                const auto at = e.values.find(name);
                mine.push_back(at == e.values.end() ? std::string_view{} : std::string_view{at->second});
            }
        }
        for (std::size_t i = 0; i < events.size(); ++i) {
            if (events[i].name == "case") {
                of_case = values[i];
            } else {
                told.push_back({events[i].name, {}, {}, {}, std::nullopt, values[i]});
            }
        }
        const case_conformance& r = c.take({"1", told, 0, false, of_case});
        std::string out = r.decided ? std::to_string(r.cost) : "undecided";
        for (const deviation& d : r.deviations)
            out += (&d == &r.deviations.front() ? ": " : "; ") + std::string{to_string(d.kind)} + " " +
                   (d.kind == deviation_kind::guard_false ? d.activity
                    : d.step.empty()                      ? d.activity
                                                          : d.step);
        return out;
    }
};

std::string rules_with(const std::string& steps, const std::string& control = {}) {
    return "regulation: r\ninput:\n  event: ping\noutput:\n  done:\n  other:\n" + control + "steps:\n" + steps +
           "  - output: done\n";
}

std::string task(const std::string& name, const std::string& more = {}, std::size_t indent = 2) {
    const std::string in(indent, ' ');
    return in + "- task: " + name + "\n" + in + "  do: do " + name + "\n" + in + "  by: manager\n" + more;
}

const std::string asks = task("ask", "    form:\n      reason: one of price, quality\n      sum: number\n");
const std::string by_reason =
    asks + "  - if: ask.reason = \"price\"\n    then:\n" + task("offer", "", 6) + "    else:\n" + task("repair", "", 6);

TEST(guards, an_answer_decides_on_the_way) {
    compared c{rules_with(by_reason)};
    EXPECT_EQ(c("ask{reason=price} offer"), "0");
    EXPECT_EQ(c("ask{reason=quality} repair"), "0");
    EXPECT_EQ(c("ask{ask.reason=quality} repair"), "0");
    EXPECT_EQ(c("ask{reason=quality} offer"), "1: guard false ask.reason = \"price\"");
    EXPECT_EQ(c("ask{reason=price} repair"), "1: guard false ask.reason = \"price\"");
    EXPECT_TRUE(c.c.oddities().empty());
}

TEST(guards, what_is_not_known_costs_nothing) {
    compared c{rules_with(by_reason)};
    EXPECT_EQ(c("ask offer"), "0");
    EXPECT_EQ(c("ask repair"), "0");
    EXPECT_EQ(c("offer"), "1: missing ask");  // whatever would have been answered
    EXPECT_EQ(c("ask{sum=5} repair"), "0");   // of that nobody asks
    EXPECT_EQ(c("repair ask{reason=price}"), "2: wrong branch repair; missing offer");
}

TEST(guards, costs_are_weighed) {
    // A dear condition: rather a step left out and one too much.
    compared dear{rules_with(by_reason, "control:\n  condition: 5\n")};
    EXPECT_EQ(dear("ask{reason=quality} offer"), "2: wrong branch offer; missing repair");
    compared free{rules_with(by_reason, "control:\n  condition: 0\n")};
    EXPECT_TRUE(free.c.value_names().empty());
    EXPECT_EQ(free("ask{reason=quality} offer"), "0");
    compared two{rules_with(by_reason, "control:\n  condition: 2\n")};
    EXPECT_EQ(two("ask{reason=quality} offer").substr(0, 1), "2");
}

TEST(guards, the_last_answer_counts) {
    compared c{rules_with("  - repeat:\n" + task("ask", "        form:\n          sum: number\n", 6) +
                          "  - if: ask.sum > 10\n    then:\n" + task("offer", "", 6))};
    EXPECT_EQ(c("ask{sum=5} ask{sum=50} offer"), "0");
    EXPECT_EQ(c("ask{sum=50} ask{sum=5} offer"), "1: guard false ask.sum > 10");
    EXPECT_EQ(c("ask{sum=50} ask{sum=5}"), "0");
    EXPECT_EQ(c("ask{sum=50} ask{sum=50}").substr(0, 1), "1");  // another turn left out would do as well
    // Asked anew, and nobody wrote down what was answered.
    EXPECT_EQ(c("ask{sum=50} ask"), "0");
    EXPECT_EQ(c("ask{sum=50} ask offer"), "0");
}

TEST(guards, facts_are_told_by_any_event_and_by_the_case) {
    compared c{rules_with(task("A") + "  - if: class = \"B\"\n    then:\n" + task("B", "", 6) + task("C"))};
    EXPECT_EQ(c("A{class=B} B C"), "0");
    EXPECT_EQ(c("A{class=A} B C"), "1: guard false class = \"B\"");
    EXPECT_EQ(c("A{class=B} C"), "1: guard false class = \"B\"");
    EXPECT_EQ(c("A C"), "0");
    EXPECT_EQ(c("case{class=A} A B C"), "1: guard false class = \"B\"");
    EXPECT_EQ(c("case{class=A} A{class=B} B C"), "0");
    // An event that is too much tells as well.
    EXPECT_EQ(c("A{class=A} note{class=B} B C"), "1: unknown event note");
    // Only what was told before.
    EXPECT_EQ(c("A{class=A} B{class=B} C"), "1: guard false class = \"B\"");
}

TEST(guards, the_first_that_holds_is_right) {
    compared c{rules_with(asks + "  - switch:\n    cases:\n      - when: ask.sum > 100\n        then:\n" +
                          task("big", "", 10) + "      - when: ask.sum > 10\n        then:\n" + task("small", "", 10) +
                          "    else:\n" + task("none", "", 6))};
    EXPECT_EQ(c("ask{sum=500} big"), "0");
    EXPECT_EQ(c("ask{sum=50} small"), "0");
    EXPECT_EQ(c("ask{sum=5} none"), "0");
    EXPECT_EQ(c("ask{sum=500} small").substr(0, 14), "1: guard false");
    EXPECT_EQ(c("ask{sum=500} none").substr(0, 14), "1: guard false");
    EXPECT_EQ(c("ask{sum=5} big").substr(0, 14), "1: guard false");
    EXPECT_EQ(c("ask{sum=1_000} big"), "0");
    EXPECT_EQ(c("ask{sum=20.5} small"), "0");
}

TEST(guards, values_that_are_none_are_told) {
    compared c{rules_with(by_reason)};
    EXPECT_EQ(c("ask{reason=nothing} offer"), "0");
    EXPECT_EQ(c("ask{reason=nothing} repair"), "0");
    const issues odd = c.c.oddities();
    ASSERT_EQ(odd.size(), 1U);
    EXPECT_EQ(message(odd[0]), "the log says “nothing” for “reason”, which is no such value; it counts as not known");
}

TEST(guards, the_data_of_an_event) {
    compared c{
        rules_with("  - listen: order.paid\n    if: event.amount > 100\n    id: paid\n  - if: paid.items > 2\n"
                   "    then:\n" +
                   task("wrap", "", 6))};
    EXPECT_EQ(c("order.paid{amount=500,items=3} wrap"), "0");
    EXPECT_EQ(c("order.paid{amount=500,items=1}"), "0");
    EXPECT_EQ(c("order.paid{amount=500,items=1} wrap").substr(0, 14), "1: guard false");
    EXPECT_EQ(c("order.paid{amount=50}").substr(0, 14), "1: guard false");
    EXPECT_EQ(c("order.paid{order.paid.amount=500} wrap"), "0");
    EXPECT_EQ(c("order.paid"), "0");
}

TEST(guards, facts_that_the_regulation_sets) {
    compared c{rules_with(asks + "  - set:\n      debt: ask.sum * 2\n" + task("A") + "  - if: debt > 100\n    then:\n" +
                          task("dun", "", 6))};
    EXPECT_EQ(c("ask{sum=60} A dun"), "0");
    EXPECT_EQ(c("ask{sum=40} A dun").substr(0, 14), "1: guard false");
    EXPECT_EQ(c("ask{sum=60} A"), "1: guard false debt > 100");
    EXPECT_EQ(c("ask A dun"), "0");
    EXPECT_EQ(c("ask{sum=60} A{debt=5} dun").substr(0, 14), "1: guard false");  // told since
}

TEST(guards, a_table_is_looked_up) {
    compared c{rules_with(asks +
                          "  - decide: what\n    table: |\n      first\n      ask.sum || what\n      > 100 || \"big\"\n"
                          "      -     || \"small\"\n  - if: what.what = \"big\"\n    then:\n" +
                          task("big", "", 6) + "    else:\n" + task("small", "", 6))};
    EXPECT_EQ(c("ask{sum=500} big"), "0");
    EXPECT_EQ(c("ask{sum=50} small"), "0");
    EXPECT_EQ(c("ask{sum=50} big").substr(0, 14), "1: guard false");
    EXPECT_EQ(c("ask small"), "0");
}

TEST(guards, ways_side_by_side) {
    compared c{rules_with(asks + "  - fork:\n      one:\n        when: ask.sum > 10\n        then:\n" +
                          task("A", "", 10) + "      two:\n        when: ask.reason = \"price\"\n        then:\n" +
                          task("B", "", 10))};
    EXPECT_EQ(c("ask{sum=50,reason=price} A B"), "0");
    EXPECT_EQ(c("ask{sum=50,reason=price} B A"), "0");
    EXPECT_EQ(c("ask{sum=5,reason=quality}"), "0");
    EXPECT_EQ(c("ask{sum=50,reason=quality} A"), "0");
    EXPECT_EQ(c("ask{sum=50,reason=price} A").substr(0, 1), "1");
    EXPECT_EQ(c("ask{sum=50,reason=price}").substr(0, 1), "2");
    EXPECT_EQ(c("ask{sum=5,reason=quality} A B").substr(0, 1), "2");
}

// What the other branch is told later, a choice does not know.
TEST(guards, beside_others_a_choice_is_made_as_the_run_comes_there) {
    const std::string choice = "          - if: debt > 10\n            then:\n" + task("dun", "", 14) +
                               "            else:\n" + task("thank", "", 14);
    compared c{rules_with("  - fork:\n      one:\n" + task("A", "", 10) + choice + "      two:\n" + task("B", "", 10) +
                          task("C", "", 10))};
    EXPECT_EQ(c("A{debt=50} dun B C"), "0");
    EXPECT_EQ(c("A{debt=50} B{debt=5} dun C"), "0") << "debt was 50 when A was done";
    EXPECT_EQ(c("B{debt=5} A{debt=50} C{debt=5} dun"), "0");
    EXPECT_EQ(c("B{debt=50} A C{debt=5} dun"), "0");
    EXPECT_EQ(c("A{debt=50} B{debt=5} thank C").substr(0, 14), "1: guard false");
    EXPECT_EQ(c("A B{debt=5} dun C"), "0") << "nothing was known then";
    EXPECT_EQ(c("A{debt=50} B{debt=5} C").substr(0, 1), "1") << "dun is missing";
    compared first{rules_with("  - fork:\n      one:\n" + choice + "      two:\n" + task("B", "", 10))};
    EXPECT_EQ(first("case{debt=50} B{debt=5} dun"), "0") << "it was chosen before B was done";
    EXPECT_EQ(first("case{debt=50} B{debt=5} thank").substr(0, 14), "1: guard false");
}

// Of three threads two choose at once.
TEST(guards, choices_of_several_branches) {
    const auto choice = [](const std::string& yes, const std::string& no) {
        return "          - if: debt > 10\n            then:\n" + task(yes, "", 14) + "            else:\n" +
               task(no, "", 14);
    };
    compared c{rules_with(task("S") + "  - fork:\n      one:\n" + choice("A", "B") + "      two:\n" + choice("C", "D") +
                          "      three:\n" + task("E", "", 10))};
    EXPECT_EQ(c("S{debt=50} E{debt=5} A C"), "0");
    EXPECT_EQ(c("S{debt=5} C{debt=50} E B").substr(0, 14), "1: guard false");
    EXPECT_EQ(c("S{debt=5} D{debt=50} E B"), "0");
    EXPECT_EQ(c("S{debt=5} D{debt=50} E A").substr(0, 14), "1: guard false");
}

// So many come to their choices silently that they are not all made at once; they are tested nevertheless.
TEST(guards, choices_of_many_branches_behind_waits) {
    std::string fork = asks + "  - fork:\n";
    std::string log = "ask{sum=50}";
    for (char name = 'A'; name <= 'H'; ++name) {
        fork += std::string{"      b"} + name +
                ":\n          - wait: 2 days\n          - if: ask.sum > 10\n            then:\n" +
                task(std::string{name}, "", 14) + "            else:\n" + task(std::string{name} + "x", "", 14);
        log += std::string{" "} + name;
    }
    compared c{rules_with(fork)};
    EXPECT_EQ(c(log), "0");
    EXPECT_EQ(c(log + "x").substr(0, 14), "1: guard false");
    EXPECT_TRUE(c.found.empty());
}

TEST(guards, a_fork_that_is_left_by_its_deadline) {
    compared c{rules_with(task("A") + "  - fork:\n      one:\n        when: class = \"B\"\n        then:\n" +
                          task("B", "", 10) + "      two:\n" + task("C", "", 8) +
                          "    within: 7 days\n    on timeout:\n      - output: other\n")};
    EXPECT_EQ(c("A{class=B} B"), "0");
    EXPECT_EQ(c("A{class=B} B C"), "0");
    EXPECT_EQ(c("A{class=A} C"), "0");
    EXPECT_EQ(c("A{class=A} B").substr(0, 14), "1: guard false");
}

TEST(guards, behind_a_way_that_ends_at_once_none_is_begun) {
    const auto with = [](const std::string& first, const std::string& join) {
        return rules_with(task("A", "    form:\n      one: boolean\n      two: boolean\n") +
                          "  - fork:\n      one:\n        when: A.one\n        then:\n" + first +
                          "      two:\n        when: A.two\n        then:\n" + task("B", "", 10) + join);
    };
    compared ends{with("          - output: other\n", "")};
    EXPECT_EQ(ends("A{one=true,two=true}"), "0");
    EXPECT_EQ(ends("A{one=false,two=true}").substr(0, 1), "1");
    compared joins{with("          - set:\n              debt: 1\n", "    join: any\n")};
    EXPECT_EQ(joins("A{one=true,two=true}"), "0");
}

TEST(guards, all_is_computed_before_the_first_is_set) {
    std::string words = testing::small_vocabulary;
    words.replace(words.find("  debt: number\n"), 15, "  debt: number\n  limit: number\n");
    const loaded l = load_text(words + rules_with(task("A") +
                                                  "  - set:\n      debt: limit\n      limit: debt\n"
                                                  "  - if: debt > limit\n    then:\n" +
                                                  task("more", "", 6) + "    else:\n" + task("less", "", 6)),
                               "test.yaml");
    ASSERT_TRUE(l.rules) << render(l.found);
    issues found;
    conformance c{l.rules, 0, {}, found};
    std::vector<std::string_view> told;
    for (const std::string& name : c.value_names()) told.push_back(name == "debt" ? "1" : name == "limit" ? "2" : "");
    const std::vector<case_event> events{{"A", {}, {}, {}, {}, told}, {"more", {}, {}, {}, {}}};
    EXPECT_EQ(c.take({"1", events}).cost, 0U);  // 2 and 1 now
}

TEST(guards, what_a_silent_loop_has_set_is_not_known) {
    compared c{rules_with(task("A") + "  - set:\n      debt: 0\n  - repeat:\n" +
                          task("B", "        optional: yes\n", 6) +
                          "      - set:\n          debt: debt + 1\n    until: debt = 3\n  - if: debt = 3\n    then:\n" +
                          task("C", "", 6) + "    else:\n" + task("D", "", 6))};
    EXPECT_EQ(c("A{class=A} C"), "0");
    EXPECT_EQ(c("A{class=A} B B B C"), "0");
}

TEST(guards, what_is_left_aside_tells_facts_as_well) {
    compared c{rules_with(task("A") + "  - if: class = \"B\"\n    then:\n" + task("B", "", 6) + task("C"),
                          "control:\n  ignore: [note]\n")};
    EXPECT_EQ(c("A{class=A} note{class=B} B C"), "0");
    EXPECT_EQ(c("note{class=B} A B C"), "0");
    EXPECT_EQ(c("A{class=B} note{class=A} C"), "0");
    EXPECT_EQ(c("A{class=B} note C").substr(0, 1), "1");
}

TEST(guards, a_hidden_event_tells_nothing) {
    compared c{rules_with("  - listen: order.paid\n    observe: no\n    if: event.amount > 100\n" + task("A"))};
    EXPECT_EQ(c("A{amount=5}"), "0");
}

TEST(guards, an_open_case_shows_what_may_come) {
    const instant since = testing::at("2025-03-03T10:00:00Z");
    compared c{rules_with(by_reason), {.budget = 10'000, .open_since = since}};
    std::vector<std::string_view> told;
    for (const std::string& name : c.c.value_names()) told.push_back(name == "reason" ? "price" : "");
    const std::vector<case_event> events{{"ask", {}, {}, {}, since, told}};
    const case_conformance& r = c.c.take({"1", events});
    EXPECT_EQ(r.cost, 0U);
    ASSERT_EQ(r.deviations.size(), 1U);
    EXPECT_EQ(r.deviations[0].kind, deviation_kind::pending);
    EXPECT_EQ(r.deviations[0].step, "offer");
}

TEST(guards, an_open_case_has_not_come_to_an_end_that_is_wrong) {
    const instant since = testing::at("2025-03-03T10:00:00Z");
    compared c{rules_with(asks + "  - if: ask.sum > 10\n    then: other\n" + task("A")),
               {.budget = 10'000, .open_since = since}};
    std::vector<std::string_view> told;
    for (const std::string& name : c.c.value_names()) told.push_back(name == "sum" ? "5" : "");
    const std::vector<case_event> events{{"ask", {}, {}, {}, since, told}};
    const case_conformance& r = c.c.take({"1", events});
    EXPECT_EQ(r.cost, 0U);
    for (const deviation& d : r.deviations) EXPECT_EQ(d.kind, deviation_kind::pending);
}

TEST(guards, the_way_of_a_table_without_a_row) {
    compared c{rules_with(
        asks + "  - decide: what\n    table: |\n      first\n      ask.sum || what\n      > 100 || \"big\"\n" +
        "    else:\n" + task("none", "", 6) + task("A"))};
    EXPECT_EQ(c("ask{sum=500} A"), "0");
    EXPECT_EQ(c("ask{sum=5} none A"), "0");
    EXPECT_EQ(c("ask{sum=5} A").substr(0, 1), "1");
    EXPECT_EQ(c("ask{sum=500} none A").substr(0, 1), "1");
}

TEST(guards, too_many_conditions_in_a_row_are_left_aside_and_told) {
    std::string steps = asks;
    for (int i = 0; i < 14; ++i)
        steps += "  - if: ask.sum > " + std::to_string(i) + "\n    then:\n" +
                 task("t" + std::to_string(i), "        optional: yes\n", 6);
    compared c{rules_with(steps)};
    EXPECT_EQ(c("ask t1 t2"), "0");  // nothing is told
    EXPECT_TRUE(c.c.oddities().empty());
    EXPECT_EQ(c("ask{sum=1} t1 t2"), "0");
    ASSERT_EQ(c.c.oddities().size(), 1U);
    EXPECT_EQ(c.c.oddities()[0].code, "control-untested");
}

TEST(guards, bounds_hold_for_what_is_not_decided) {
    const std::string first = "  - switch:\n    cases:\n      - when: debt > 10\n        then:\n" + task("A", "", 10) +
                              "      - when: debt > 5\n        then:\n" + task("B", "", 10) + "    else:\n" +
                              task("C", "", 6);
    compared whole{rules_with(first)}, cut{rules_with(first), {.budget = 1, .open_since = {}}};
    for (const std::string log : {"foo{debt=7}", "C{debt=7} A", "A A A{debt=7}"}) {
        whole(log);
        EXPECT_EQ(cut(log), "undecided");
    }
    const conformance_figures f = cut.c.figures();
    EXPECT_EQ(f.undecided, 3U);
}

TEST(guards, an_open_case_is_judged_as_far_as_it_came) {
    const instant since = testing::at("2025-03-03T10:00:00Z");
    compared c{rules_with(by_reason), {.budget = 10'000, .open_since = since}};
    std::vector<std::string_view> told;
    for (const std::string& name : c.c.value_names()) told.push_back(name == "reason" ? "price" : "");
    const std::vector<case_event> events{{"ask", {}, {}, {}, since, told}};
    const case_conformance& r = c.c.take({"1", events, 0});
    EXPECT_EQ(r.cost, 0U);
    EXPECT_TRUE(r.open);
}

TEST(guards, cases_that_tell_other_values_are_other_variants) {
    compared c{rules_with(by_reason)};
    EXPECT_EQ(c("ask{reason=price} offer"), "0");
    EXPECT_EQ(c("ask{reason=price} offer"), "0");
    EXPECT_EQ(c("ask{reason=quality} offer").substr(0, 1), "1");
    const conformance_figures f = c.c.figures();
    EXPECT_EQ(f.variants, 2U);
    EXPECT_EQ(f.conforming, 2U);
    EXPECT_EQ(f.total_cost, 1U);
    ASSERT_EQ(f.deviations.size(), 1U);
    EXPECT_EQ(f.deviations[0].kind, deviation_kind::guard_false);
}

}  // namespace
}  // namespace reglament
