// The sections of an overview against figures counted by hand.
#include "unit/control/page.hpp"
#include "unit/control/story.hpp"

#include <reglament/control/overview.hpp>

#include <algorithm>
#include <cmath>

namespace reglament {
namespace {

using testing::at;
using testing::make;
using testing::paid;

const std::string department = R"(vocabulary: department
title: Department
events:
  order.paid:
    data:
      amount: number
  asked:
  client.lost:
facts:
  manager: text
  hobby: text
  needs: text
  potential: number
  revenue:
    sum: order.paid.amount
  known:
    title: Known, %
    complete: [hobby, needs]
  share:
    title: Our share, %
    formula: if potential > 0 then revenue / potential * 100 else null
segments:
  rank:
    title: Rank
    by: revenue
    if: revenue > 0
    classes:
      A: 80 %
      B: rest
    recomputed: every month on day 1 at 03:00
roles:
  manager:
    title: Manager
    person: manager
---
regulation: answer
title: Answers
owner: manager
input:
  event: asked
output: [done]
steps:
  - task: answer
    do: Answer
    within: 1 day
  - output: done
---
regulation: wake
title: Wake up
owner: manager
input:
  silent: order.paid
  for: 30 days
  if: potential > 100
output:
  returned:
    when: order.paid
  lost:
steps:
  - task: call
    do: Call
    within: 5 days
  - wait: 1 year
  - output: lost
---
regulation: look
owner: manager
input:
  schedule: every quarter
output: [grow, rest]
steps:
  - decide: what
    table: |
      first
      known | share || way
      -     | -     || grow, rest
      ---   | ---   || ---
      < 50  | < 50  || grow
      else  |       || rest
  - switch: what.way
    cases:
      grow: grow
      rest: rest
)";

struct told {
    told() {
        loaded l = load_text(department, "department.yaml");
        EXPECT_TRUE(l.rules) << render(l.found);
        rules = l.rules;
        alone.emplace(*rules, log_options{});
        e.emplace(rules);
    }

    told& tell(std::string_view who, std::string_view type, std::string_view when, const std::string& data = "{}") {
        lines += R"({"id":")" + std::to_string(++id) + R"(","source":"t","type":")" + std::string{type} +
                 R"(","subject":")" + std::string{who} + R"(","time":")" + std::string{when} + R"(","data":)" + data +
                 "}\n";
        return *this;
    }

    std::vector<report_section> until(std::string_view when, language lang = language::en) {
        issues found;
        EXPECT_TRUE(alone->read_text(lines, "e.jsonl", found)) << render(found);
        EXPECT_TRUE(alone->bad_lines().empty());
        alone->sort();
        for (std::size_t i = 0; i < alone->size(); ++i) {
            const auto x = (*alone)[i];
            const posted p = x.whole == nullptr ? e->post(x.bound) : e->post(*x.whole);
            EXPECT_EQ(p.status, post_status::accepted) << render(p.found);
        }
        e->advance(at(when));
        overview_options how;
        how.lang = lang;
        how.log = &*alone;
        return overview(*e, how);
    }

    std::shared_ptr<const rulebook> rules;
    std::optional<event_log> alone;
    std::optional<engine> e;
    std::string lines;
    int id = 0;
};

const report_section* find(const std::vector<report_section>& all, std::string_view id) {
    const auto known = std::find_if(all.begin(), all.end(), [&](const auto& s) { return s.id == id; });
    return known == all.end() ? nullptr : &*known;
}

std::string row(const report_table& t, std::size_t i) {
    std::string out;
    for (const report_cell& c : t.rows[i]) out += (out.empty() ? "" : " | ") + c.text;
    return out;
}

TEST(overview, of_nothing_is_nothing) {
    const engine e{testing::rules_of(testing::story_rules)};
    EXPECT_TRUE(overview(e).empty());
}

TEST(overview, tells_what_became_of_tasks_by_person_and_what_is_late) {
    told t;
    for (const char* who : {"a", "b", "c"})
        t.tell(who, "facts.changed", "2025-03-03T08:00:00Z", R"({"manager":"Ann"})");
    for (const char* who : {"a", "b", "c"}) t.tell(who, "asked", "2025-03-03T09:00:00Z");
    t.tell("a", "task.done", "2025-03-03T11:00:00Z", R"({"task":"answer"})");
    t.tell("b", "task.done", "2025-03-05T09:00:00Z", R"({"task":"answer"})");
    const auto all = t.until("2025-03-10T00:00:00Z");
    const report_section* const tasks = find(all, "tasks");
    ASSERT_NE(tasks, nullptr);
    EXPECT_EQ(row(tasks->tables[0], 0), "Ann | 3 | 1 | 1 | 33\u202F%");
    const report_section* const late = find(all, "late");
    ASSERT_NE(late, nullptr);
    EXPECT_EQ(row(late->tables[0], 0), "Ann | 1 | 4 March 2025, 09:00");
    EXPECT_EQ(row(late->tables[1], 0), "4 March 2025, 09:00 | Ann | c | Answer");
    const report_section* const reaction = find(all, "reaction");
    ASSERT_NE(reaction, nullptr);
    EXPECT_EQ(row(reaction->tables[0], 0), "“asked” | Answers | 2 | 2 h 0 min | 18 h 0 min");
    const report_section* const contacts = find(all, "contacts");
    ASSERT_NE(contacts, nullptr);
    EXPECT_EQ(row(contacts->tables[0], 0), "Ann | 2 | 2 | 1.0 | 0");
}

TEST(overview, counts_who_came_back_beside_those_nobody_called) {
    told t;
    // Called: a came back in 30 days, b did not. Left alone, as their potential is small: c came back, d, e did not.
    for (const auto& [who, much] : {std::pair{"a", "200"}, {"b", "200"}, {"c", "1"}, {"d", "1"}, {"e", "1"}}) {
        t.tell(who, "facts.changed", "2025-01-01T08:00:00Z", std::string{R"({"potential":)"} + much + "}");
        t.tell(who, "order.paid", "2025-01-02T08:00:00Z", R"({"amount":10})");
    }
    t.tell("a", "order.paid", "2025-02-10T08:00:00Z", R"({"amount":10})");
    t.tell("c", "order.paid", "2025-02-20T08:00:00Z", R"({"amount":10})");
    t.tell("d", "order.paid", "2025-03-04T08:00:00Z", R"({"amount":10})");
    const auto all = t.until("2025-03-06T00:00:00Z");
    const report_section* const returns = find(all, "returns");
    ASSERT_NE(returns, nullptr);
    EXPECT_EQ(row(returns->tables[0], 0), "2025 Q1 | 2 | 50\u202F% | 3 | 33\u202F%");
    EXPECT_EQ(returns->figures[0].value, "50\u202F%");
    EXPECT_EQ(returns->figures[1].value, "33\u202F%");
}

TEST(overview, looks_ahead_a_month_and_leaves_a_plan_out_that_is_too_long) {
    told t;
    t.tell("a", "facts.changed", "2025-03-03T08:00:00Z", R"({"manager":"Ann","potential":200})");
    t.tell("a", "order.paid", "2025-03-03T09:00:00Z", R"({"amount":10})");
    const auto all = t.until("2025-03-20T00:00:00Z");
    const report_section* const plan = find(all, "plan");
    ASSERT_NE(plan, nullptr);
    EXPECT_EQ(row(plan->tables[0], 0), "Ann | 1 | 7 April 2025, 09:00");
    overview_options none;
    none.most_clients = 0;
    EXPECT_EQ(find(overview(*t.e, none), "plan"), nullptr);
}

TEST(overview, shows_classes_and_what_goes_along_with_a_dossier) {
    told t;
    const std::vector<std::pair<const char*, const char*>> clients{
        {"a", R"({"manager":"Ann","hobby":"x","needs":"y","potential":100})"},
        {"b", R"({"manager":"Ann","hobby":"x","potential":100})"},
        {"c", R"({"manager":"Bob","potential":100})"}};
    int amount = 90;
    for (const auto& [who, facts] : clients) {
        t.tell(who, "facts.changed", "2025-02-03T08:00:00Z", facts);
        t.tell(who, "order.paid", "2025-02-03T09:00:00Z", R"({"amount":)" + std::to_string(amount) + "}");
        amount -= 40;
    }
    const auto all = t.until("2025-03-02T00:00:00Z");
    const report_section* const classes = find(all, "classes");
    ASSERT_NE(classes, nullptr);
    EXPECT_EQ(classes->tables[0].title, "Rank");
    EXPECT_EQ(row(classes->tables[0], 0), "A | 2 | 140 | 93\u202F% | 50 | 90");
    const report_section* const dossier = find(all, "dossier");
    ASSERT_NE(dossier, nullptr);
    EXPECT_EQ(dossier->figures[0].value, "50");
    EXPECT_EQ(dossier->figures[1].value, "1.00");
    EXPECT_EQ(dossier->charts.back().items.size(), 3U);
    EXPECT_EQ(row(dossier->tables[0], 0), "Ann | 2 | 75 | 70");
    EXPECT_EQ(row(dossier->tables[0], 1), "Bob | 1 | 0 | 10");
}

TEST(overview, is_a_page_and_a_text_in_either_language) {
    told t;
    t.tell("<a>", "facts.changed", "2025-03-03T08:00:00Z", R"({"manager":"Ann & Co","potential":200,"hobby":"x"})");
    t.tell("<a>", "order.paid", "2025-03-03T09:00:00Z", R"({"amount":10})");
    t.tell("<a>", "asked", "2025-03-03T10:00:00Z");
    for (const language lang : {language::en, language::ru}) {
        const auto all = lang == language::en ? t.until("2025-05-20T00:00:00Z", lang) : [&] {
            overview_options how;
            how.lang = lang;
            how.log = &*t.alone;
            return overview(*t.e, how);
        }();
        report_options how;
        how.lang = lang;
        const std::string page = to_html(*t.e, count(*t.e), all, how);
        std::string why;
        EXPECT_TRUE(testing::well_formed(page, why)) << why;
        EXPECT_EQ(page.find("<a>"), std::string::npos);
        testing::expect_golden(lang == language::en ? "overview.en" : "overview.ru", to_text(all));
        EXPECT_EQ(feel::read_json(feel::write_json(to_value(all)))->as_list().size(), all.size());
    }
}

TEST(charts, draw_each_form_and_nothing_of_nothing) {
    report_section s;
    s.id = "s";
    s.title = "S";
    report_chart c;
    c.title = "<Chart>";
    c.series = {"one", "two"};
    c.items = {{"a", {1, 2}}, {"b", {std::nan(""), 3}}, {"c", {4, 0}}};
    for (const auto how : {report_chart::form::columns, report_chart::form::line, report_chart::form::points}) {
        c.how = how;
        s.charts.push_back(c);
    }
    c.items.clear();
    s.charts.push_back(c);
    const engine e{testing::rules_of(testing::story_rules)};
    const std::string page = to_html(e, count(e), {s});
    std::string why;
    EXPECT_TRUE(testing::well_formed(page, why)) << why;
    const auto times = [&](std::string_view what) {
        std::size_t n = 0;
        for (std::size_t i = page.find(what); i != page.npos; i = page.find(what, i + 1)) ++n;
        return n;
    };
    EXPECT_EQ(times("<svg class=\"chart\""), 3U);
    EXPECT_EQ(times("<rect class"), 4U);
    EXPECT_EQ(times("<polyline"), 2U);
    EXPECT_EQ(times("<circle"), 7U);
    EXPECT_EQ(page.find("nan"), page.npos);
}

}  // namespace
}  // namespace reglament
