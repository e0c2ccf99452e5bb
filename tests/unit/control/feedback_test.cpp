#include "page.hpp"
#include "support/rules.hpp"

#include <reglament/control/feedback.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace reglament {
namespace {

using std::chrono::hours;

std::string rules_with(const std::string& steps, const std::string& more = {}) {
    return "regulation: r\ntitle: Orders\ninput:\n  event: ping\noutput:\n  done:\n  other:\n" + more + "steps:\n" +
           steps + "  - output: done\n";
}

std::string task(const std::string& name, const std::string& more = {}) {
    return "  - task: " + name + "\n    do: do " + name + "\n    by: manager\n" + more;
}

// "A/anna@2025-01-06T10:00 B@…": what was done, by whom, when.
struct logged {
    std::string id, events;
};

std::vector<std::string> split(const std::string& text, char by) {
    std::vector<std::string> out;
    for (std::size_t at = 0; at <= text.size();) {
        const std::size_t end = std::min(text.find(by, at), text.size());
        if (end > at) out.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return out;
}

class told {
public:
    explicit told(const std::string& rules, conformance_options how = {}, feedback_options bounds = {})
        : rules_{testing::rules_of(rules)}, compared_{rules_, 0, how, found_}, feedback_{rules_, compared_, bounds} {}

    void take(const logged& c) {
        std::vector<case_event> events;
        const std::vector<std::string> all = split(c.events, ' ');
        for (const std::string& one : all) {
            const std::size_t at = one.find('@'), slash = one.find('/');
            const std::string_view text{one};
            case_event e;
            e.activity = text.substr(0, std::min(at, slash));
            if (slash != one.npos) e.resource = text.substr(slash + 1, at == one.npos ? at : at - slash - 1);
            if (at != one.npos) e.time = parse_instant(one.substr(at + 1) + ":00Z", feel::zone::utc());
            events.push_back(e);
        }
        const observed_case observed{c.id, events, 0};
        feedback_.take(observed, compared_.take(observed));
    }
    feedback_figures all(const std::vector<logged>& cases) {
        for (const logged& c : cases) take(c);
        return feedback_.figures();
    }
    [[nodiscard]] const conformance& of() const { return compared_; }
    [[nodiscard]] conformance_figures figures() const { return compared_.figures(); }

private:
    std::shared_ptr<const rulebook> rules_;
    issues found_;
    conformance compared_;
    feedback feedback_;
};

std::string words_of(const feedback_row& r) {
    return r.when.week + " " + r.person + " " + std::string{to_string(r.kind)} + " " +
           (r.step.empty() ? r.activity : r.step) + " x" + std::to_string(r.times);
}

std::vector<std::string> rows_of(const feedback_figures& f) {
    std::vector<std::string> out;
    for (const feedback_row& r : f.rows) out.push_back(words_of(r));
    return out;
}

using texts = std::vector<std::string>;

TEST(feedback, whose_a_deviation_is) {
    const std::string rules = rules_with(task("A") + task("B") + task("C"));
    EXPECT_EQ(rows_of(told{rules}.all({{"1", "A/anna@2025-01-06T10:00 C/bert@2025-01-06T11:00"}})),
              texts{"2025-W02 anna missing B x1"});
    EXPECT_EQ(rows_of(told{rules}.all({{"1", "B/bert@2025-01-06T10:00 C/bert@2025-01-06T11:00"}})),
              texts{"2025-W02 bert missing A x1"});
    EXPECT_EQ(rows_of(told{rules}.all({{"1", "A/anna B/anna X/bert C/anna"}})), texts{" bert unknown event X x1"});
    EXPECT_EQ(rows_of(told{rules}.all({{"1", "A B B C"}})), texts{"  too often B x1"});
    const feedback_figures both = told{rules}.all({{"1", "C/carl@2025-01-06T10:00 A/anna@2025-01-07T11:00"}});
    ASSERT_EQ(both.people.size(), 2U);
    EXPECT_EQ(both.people[0].all.deviating + both.people[1].all.deviating,
              both.people[0].all.times + both.people[1].all.times);
}

TEST(feedback, what_is_accepted_or_pending_is_no_deviation) {
    const std::string rules =
        rules_with(task("A") + task("B"), "control:\n  accept missing: B\n  accept extra: [Mail]\n");
    const feedback_figures f = told{rules}.all({{"1", "A/anna Mail/anna"}});
    EXPECT_TRUE(f.rows.empty());
    EXPECT_EQ(f.conforming, 1U);
    conformance_options how;
    how.open_since = parse_instant("2025-01-01T00:00:00Z", feel::zone::utc());
    const feedback_figures open = told{rules_with(task("A") + task("B")), how}.all({{"1", "A/anna@2025-01-06T10:00"}});
    EXPECT_TRUE(open.rows.empty());
    EXPECT_EQ(open.open, 1U);
    EXPECT_EQ(open.over, 0U);
}

TEST(feedback, weeks_are_those_of_iso_8601) {
    const std::string rules = rules_with(task("A"));
    const feedback_figures f = told{rules}.all({{"1", "X/anna@2024-12-29T10:00 A/anna@2024-12-29T11:00"},
                                                {"2", "X/anna@2024-12-30T10:00 A/anna@2024-12-30T11:00"},
                                                {"3", "X/anna@2021-01-03T10:00 A/anna@2021-01-03T11:00"}});
    EXPECT_EQ(rows_of(f), (texts{"2020-W53 anna unknown event X x1", "2024-W52 anna unknown event X x1",
                                 "2025-W01 anna unknown event X x1"}));
    EXPECT_EQ(f.rows.back().when.monday, "2024-12-30");
}

TEST(feedback, how_late_a_task_was_done) {
    const std::string rules = rules_with(task("A") + task("B", "    within: 2 days\n"));
    const feedback_figures f = told{rules}.all({{"1", "A/anna@2025-01-06T10:00 B/bert@2025-01-08T13:00"},
                                                {"2", "A/anna@2025-01-06T10:00 B/bert@2025-01-08T09:00"}});
    EXPECT_EQ(rows_of(f), texts{"2025-W02 bert late B x1"});
    EXPECT_EQ(f.rows[0].late, hours{3});
    ASSERT_EQ(f.deviations.size(), 1U);
    EXPECT_EQ(f.deviations[0].late.median, hours{3});
    EXPECT_EQ(f.deviations[0].longer, hours{51 - 47});
    EXPECT_EQ(f.conforming, 1U);
}

// The transition by which a step is come to.
const feedback_arrow& arrow_to(const feedback_figures& f, const conformance& of, const std::string& step) {
    for (std::size_t i = 0; i < f.arrows.size(); ++i) {
        if (of.of().states()[of.of().transitions()[i].to].id == step) return f.arrows[i];
    }
    throw std::runtime_error{step};
}

TEST(feedback, times_between_steps) {
    told line{rules_with(task("A") + task("B", "    optional: yes\n") + task("C"))};
    const feedback_figures f = line.all({{"1", "A@2025-01-06T10:00 B@2025-01-06T12:00 C@2025-01-06T13:00"},
                                         {"2", "A@2025-01-06T10:00 C@2025-01-06T15:00"},
                                         {"3", "B@2025-01-06T10:00 C@2025-01-06T11:00"}});
    EXPECT_EQ(arrow_to(f, line.of(), "B").time.count, 1U);
    EXPECT_EQ(arrow_to(f, line.of(), "B").time.median, hours{2});
    EXPECT_EQ(arrow_to(f, line.of(), "C").time.count, 3U);
    EXPECT_EQ(arrow_to(f, line.of(), "C").time.ninety, hours{5});
    EXPECT_EQ(f.deviating_at_start, 1U);

    told beside{rules_with(
        task("S") +
        "  - fork:\n      one:\n        - task: A\n          do: a\n          by: manager\n        - task: B\n" +
        "          do: b\n          by: manager\n      two:\n        - task: C\n          do: c\n          by: "
        "manager\n" +
        task("D"))};
    const feedback_figures g = beside.all(
        {{"1", "S@2025-01-06T10:00 A@2025-01-06T11:00 C@2025-01-06T14:00 B@2025-01-06T16:00 D@2025-01-06T17:00"}});
    EXPECT_EQ(arrow_to(g, beside.of(), "A").time.median, hours{1});
    EXPECT_EQ(arrow_to(g, beside.of(), "C").time.median, hours{4});
    EXPECT_EQ(arrow_to(g, beside.of(), "B").time.median, hours{5});
    EXPECT_EQ(arrow_to(g, beside.of(), "D").time.median, hours{1});

    told loop{
        rules_with("  - repeat:\n      - task: A\n        do: a\n        by: manager\n      - task: B\n"
                   "        do: b\n        by: manager\n")};
    const feedback_figures h =
        loop.all({{"1", "A@2025-01-06T10:00 B@2025-01-06T11:00 A@2025-01-06T14:00 B@2025-01-06T15:00"}});
    EXPECT_EQ(arrow_to(h, loop.of(), "A").time.median, hours{3});
    EXPECT_EQ(arrow_to(h, loop.of(), "B").time.median, hours{1});
}

TEST(feedback, deviations_on_arrows) {
    told line{rules_with(task("A") + task("B") + task("C"))};
    const feedback_figures f = line.all({{"1", "A C"}, {"2", "A B B B C"}, {"3", "A B C"}});
    EXPECT_EQ(arrow_to(f, line.of(), "B").deviating, 2U);
    EXPECT_EQ(arrow_to(f, line.of(), "C").deviating, 0U);
}

std::uint64_t reached(const feedback_figures& f, const std::vector<std::uint64_t>& of, const std::string& output) {
    const auto at = std::find(f.outputs.begin(), f.outputs.end(), output);
    return at == f.outputs.end() ? 0 : of[static_cast<std::size_t>(at - f.outputs.begin())];
}

TEST(feedback, outputs_that_cases_came_to) {
    const std::string either =
        "  - either:\n      one:\n        - task: A\n          do: a\n          by: manager\n"
        "      two:\n        - task: B\n          do: b\n          by: manager\n        - output: other\n";
    const feedback_figures f =
        told{rules_with(either + task("C"))}.all({{"1", "A C"}, {"2", "B"}, {"3", "A"}, {"4", "A X C"}, {"5", "A X"}});
    EXPECT_EQ(f.over, 5U);
    EXPECT_EQ(reached(f, f.reached, "done"), 2U);
    EXPECT_EQ(reached(f, f.reached, "other"), 1U);
    const auto unknown = std::find_if(f.deviations.begin(), f.deviations.end(),
                                      [](const auto& d) { return d.kind == deviation_kind::unknown_event; });
    ASSERT_NE(unknown, f.deviations.end());
    EXPECT_EQ(unknown->over, 2U);
    EXPECT_EQ(reached(f, unknown->reached, "done"), 1U);

    const std::string if_told = task("A") + "  - if: phone allowed\n    then:\n      - output: other\n";
    const feedback_figures g = told{rules_with(if_told)}.all({{"1", "A"}});
    EXPECT_EQ(reached(g, g.reached, "done / other"), 1U);
}

// So many cases in each of four weeks, so many of each of them with a deviation.
std::vector<logged> weeks_of(std::size_t cases, const std::vector<std::size_t>& deviating) {
    static const texts days{"2025-01-06", "2025-01-13", "2025-01-20", "2025-01-27"};
    std::vector<logged> out;
    for (std::size_t w = 0; w < days.size(); ++w) {
        for (std::size_t i = 0; i < cases; ++i)
            out.push_back({std::to_string(w) + "-" + std::to_string(i),
                           (i < deviating[w] ? "X/anna@" + days[w] + "T09:00 " : std::string{}) + "A/anna@" + days[w] +
                               "T10:00"});
    }
    return out;
}

TEST(feedback, a_trend_is_told_only_where_there_is_one) {
    const std::string rules = rules_with(task("A"));
    const feedback_figures rising = told{rules}.all(weeks_of(20, {1, 2, 9, 10}));
    EXPECT_EQ(rising.course.trend, feedback_trend::rising);
    EXPECT_EQ(rising.people.front().course.trend, feedback_trend::rising);
    EXPECT_EQ(rising.deviations.front().course.trend, feedback_trend::rising);
    EXPECT_EQ(rising.course.before.deviating, 3U);
    EXPECT_EQ(rising.course.after.deviating, 19U);
    EXPECT_EQ(rising.course.weeks.size(), 4U);
    EXPECT_EQ(told{rules}.all(weeks_of(20, {9, 10, 1, 2})).course.trend, feedback_trend::falling);
    EXPECT_EQ(told{rules}.all(weeks_of(20, {4, 4, 5, 5})).course.trend, feedback_trend::steady);
    EXPECT_EQ(told{rules}.all(weeks_of(14, {0, 0, 14, 14})).course.trend, feedback_trend::unknown);
    EXPECT_EQ(told{rules}.all(weeks_of(20, {0, 0, 0, 0})).course.trend, feedback_trend::steady);
}

std::vector<logged> a_department() {
    std::vector<logged> out;
    for (int i = 0; i < 40; ++i) {
        const std::string n = std::to_string(i),
                          day = "@2025-01-" + std::string(i % 27 < 9 ? "0" : "") + std::to_string(i % 27 + 1);
        out.push_back({"kept-" + n, "A/anna" + day + "T10:00 B/bert" + day + "T1" + std::to_string(1 + i % 7) + ":00"});
        if (i % 3 == 0) out.push_back({"no-b-" + n, "A/anna" + day + "T10:00"});
        if (i % 5 == 0)
            out.push_back({"twice-" + n, "A/carl" + day + "T10:00 A/carl" + day + "T11:00 B/bert" + day + "T12:00"});
    }
    out.push_back({"worst", "X/carl@2025-01-26T10:00 X/carl@2025-01-26T11:00 X/carl@2025-01-26T12:00"});
    return out;
}

TEST(feedback, three_cases_to_talk_about) {
    const feedback_figures f = told{rules_with(task("A") + task("B"))}.all(a_department());
    ASSERT_TRUE(f.typical && f.dearest && f.model);
    EXPECT_EQ(f.deviations.front().step, "B");
    EXPECT_EQ(f.dearest->id, "worst");
    EXPECT_EQ(f.dearest->cost, 5U);
    EXPECT_EQ(f.dearest->output, "");
    EXPECT_EQ(f.typical->id.substr(0, 5), "no-b-");
    ASSERT_EQ(f.typical->events.size(), 2U);
    EXPECT_EQ(f.typical->events[1].deviation, deviation_kind::missing);
    EXPECT_EQ(f.typical->events[1].person, "anna");
    EXPECT_FALSE(f.typical->events[1].time);
    EXPECT_EQ(*f.model->end - *f.model->begin, hours{1});
    EXPECT_EQ(f.model->output, "done");
}

TEST(feedback, the_order_of_cases_makes_no_difference) {
    std::vector<logged> cases = a_department();
    feedback_options how;
    how.dotted = 20;
    const std::string rules = rules_with(task("A") + task("B"));
    told first{rules, {}, how}, second{rules, {}, how};
    const feedback_figures f = first.all(cases);
    std::reverse(cases.begin(), cases.end());
    std::rotate(cases.begin(), cases.begin() + 13, cases.end());
    const feedback_figures g = second.all(cases);
    EXPECT_EQ(to_csv(f), to_csv(g));
    ASSERT_EQ(f.dotted.size(), 20U);
    for (std::size_t i = 0; i < f.dotted.size(); ++i) EXPECT_EQ(f.dotted[i].id, g.dotted[i].id);
    EXPECT_TRUE(std::is_sorted(f.dotted.begin(), f.dotted.end(),
                               [](const auto& a, const auto& b) { return *a.begin < *b.begin; }));
    EXPECT_EQ(to_text(sections(f, first.of())), to_text(sections(g, second.of())));
}

TEST(feedback, memory_is_bounded) {
    feedback_options how;
    how.people = 3;
    how.deviations = 2;
    how.rows = 4;
    std::vector<logged> cases;
    for (int i = 0; i < 20; ++i) {
        const std::string n = std::to_string(i);
        cases.push_back({n, "A/p" + n + "@2025-01-06T10:00 X" + n + "/p" + n + "@2025-01-06T10:00"});
    }
    const feedback_figures f = told{rules_with(task("A")), {}, how}.all(cases);
    EXPECT_EQ(f.people.size(), 4U);
    EXPECT_EQ(f.people.front().name, feedback_others);
    EXPECT_EQ(f.people.front().all.deviating, 17U);
    EXPECT_EQ(f.deviations.size(), 3U);
    EXPECT_EQ(f.rows.size(), 4U);
    std::uint64_t times = f.rows_left_out;
    for (const feedback_row& r : f.rows) times += r.times;
    EXPECT_EQ(times, 20U);
}

TEST(feedback, pages_tables_and_text) {
    told t{rules_with(task("A") + task("B"))};
    const feedback_figures f = t.all(a_department());
    for (const language lang : {language::en, language::ru}) {
        std::string why;
        const std::string page = to_html(t.figures(), f, t.of(), lang);
        EXPECT_TRUE(testing::well_formed(page, why)) << why;
        EXPECT_NE(page.find("class=\"chart dotted\""), page.npos);
        EXPECT_NE(page.find("feedback-weeks"), page.npos);
    }
    EXPECT_NE(to_html(t.figures(), f, t.of()).find("do B — missing"), std::string::npos);
    EXPECT_NE(to_text(sections(f, t.of(), language::ru)).find("О чём поговорить"), std::string::npos);
    EXPECT_EQ(sections(f, t.of(), language::en, feedback_by::week).size(), 1U);
    const std::string csv = to_csv(f);
    EXPECT_EQ(csv.substr(0, csv.find('\r')),
              "week,monday,person,kind,step,activity,cases,times,cost,late_hours,longer_hours,over,reached");
    EXPECT_NE(csv.find("2025-W04,2025-01-20,carl,unknown event,,X,1,3,3,0.00,"), csv.npos) << csv;
}

TEST(feedback, a_log_acts_upon_no_terminal_and_writes_no_markup) {
    told t{rules_with(task("A"))};
    const feedback_figures f = t.all({{"<b>\x1b[2J", "\x1b[31m<i>/<u>\x1b@2025-01-06T10:00 A@2025-01-06T11:00"}});
    EXPECT_EQ(to_text(sections(f, t.of())).find('\x1b'), std::string::npos);
    std::string why;
    const std::string page = to_html(t.figures(), f, t.of());
    EXPECT_TRUE(testing::well_formed(page, why)) << why;
    EXPECT_EQ(page.find("<b>\x1b"), page.npos);
    EXPECT_EQ(page.find("<u>"), page.npos);
}

TEST(feedback, a_log_that_names_nobody) {
    told t{rules_with(task("A") + task("B"))};
    const std::string text = to_text(sections(t.all({{"1", "A@2025-01-06T10:00 X@2025-01-07T00:00"}}), t.of()));
    EXPECT_EQ(text.find("nobody named"), text.npos) << text;
    EXPECT_NE(text.find("7 January 2025, 00:00"), text.npos) << text;
}

TEST(feedback, nothing_in_the_log) {
    told t{rules_with(task("A"))};
    const feedback_figures f = t.all({});
    std::string why;
    EXPECT_TRUE(testing::well_formed(to_html(t.figures(), f, t.of()), why)) << why;
    EXPECT_NE(to_text(sections(f, t.of())).find("Who left it"), std::string::npos);
    EXPECT_EQ(f.course.trend, feedback_trend::unknown);
    EXPECT_FALSE(f.typical || f.dearest || f.model);
}

}  // namespace
}  // namespace reglament
