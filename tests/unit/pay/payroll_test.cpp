// Statements against figures counted by hand.
#include "support/rules.hpp"

#include <reglament/log/event_log.hpp>
#include <reglament/pay/payroll.hpp>

#include <map>
#include <string>
#include <vector>

namespace reglament {
namespace {

const std::string words = R"(vocabulary: pay
calendar:
  zone: Europe/Moscow
subjects:
  client:
  deal:
    parent: client
  employee:
events:
  order.paid:
    data:
      amount: number
      items: optional number
      order: optional text
  order.refunded:
    data:
      order: text
      amount: optional number
  deal.won:
    subject: deal
  request.checked:
    data:
      by: text
      correct: boolean
  touch.closed:
    data:
      result: one of made, missed
  client.handed over:
    data:
      to: text
facts:
  manager: text
  lead: text
  operator:
    type: text
    from: request.checked.by
  barriers:
    type: number
    initial: 0
  sale:
    type: one of transactional, project
  first order:
    first: order.paid.time
  loyalty of month:
    subject: employee
    type: number
  grade:
    subject: employee
    type: number
    initial: 1
roles:
  manager:
    person: manager
  operator:
    person: operator
---
)";

struct told {
    std::shared_ptr<const rulebook> rules;
    std::string events;
    int id = 0;

    explicit told(const std::string& statements) {
        loaded l = load_text(words + statements, "pay.yaml");
        EXPECT_TRUE(l.rules) << render(l.found);
        rules = l.rules;
    }
    told& add(std::string_view type, std::string_view who, std::string_view time, std::string_view data = "{}",
              std::string_view recorded = {}) {
        events += R"({"id":")" + std::to_string(++id) + R"(","source":"t","type":")" + std::string{type} +
                  R"(","subject":")" + std::string{who} + R"(","time":")" + std::string{time} + R"(+03:00","data":)" +
                  std::string{data};
        if (!recorded.empty()) events += R"(,"recordedtime":")" + std::string{recorded} + R"(+03:00")";
        events += "}\n";
        return *this;
    }
    told& owns(std::string_view person, std::string_view who, std::string_view time,
               std::string_view fact = "manager") {
        return add("facts.changed", who, time, R"({")" + std::string{fact} + R"(":")" + std::string{person} + R"("})");
    }
    told& order(std::string_view who, std::string_view time, std::string_view amount, std::string_view order = {},
                std::string_view recorded = {}) {
        std::string data = R"({"amount":)" + std::string{amount};
        if (!order.empty()) data += R"(,"order":")" + std::string{order} + "\"";
        return add("order.paid", who, time, data + "}", recorded);
    }
    [[nodiscard]] payroll of(int year, unsigned month) const {
        event_log log{*rules, {}};
        issues found;
        EXPECT_TRUE(log.read_text(events, "e.jsonl", found)) << render(found);
        EXPECT_TRUE(log.bad_lines().empty()) << render(log.bad_lines().front().what);
        log.sort();
        const std::chrono::local_days first{std::chrono::year{year} / std::chrono::month{month} / 1};
        return compute_payroll(rules, log, feel::date{first});
    }
};

// "Anna: sales 12.35, +sales 2025-02 -1" a person.
std::vector<std::string> slips(const payroll& p) {
    std::vector<std::string> out;
    for (const pay_slip& s : p.slips) {
        std::string text = s.person + ":";
        for (const paid_line& l : s.lines) text += " " + l.line->id.value + " " + to_string(l.pay);
        for (const paid_line& l : s.adjustments)
            text += " +" + l.line->id.value + "@" + feel::to_string(feel::value{*l.month}).substr(0, 7) + " " +
                    to_string(l.pay);
        out.push_back(text + " = " + to_string(s.total));
    }
    return out;
}
using rows = std::vector<std::string>;

const std::string sales = R"(statement: manager
for: manager
lines:
  sales:
    event: order.paid
    amount: event.amount
    back: order.refunded
    by: order
    pay: total * 0.02
)";

TEST(payroll, pays_the_owner_at_the_time_and_rounds_once_half_up) {
    told t{sales};
    t.owns("Anna", "c1", "2025-03-01T09:00:00")
        .order("c1", "2025-03-02T10:00:00", "100.25")
        .order("c1", "2025-03-03T10:00:00", "0.25");
    t.owns("Boris", "c1", "2025-03-10T09:00:00").order("c1", "2025-03-11T10:00:00", "1000");
    t.order("c1", "2025-03-31T23:59:59", "10").order("c1", "2025-04-01T00:00:00", "77");
    EXPECT_EQ(slips(t.of(2025, 3)), (rows{"Anna: sales 2.01 = 2.01", "Boris: sales 20.2 = 20.2"}));
    EXPECT_EQ(slips(t.of(2025, 4)), rows{"Boris: sales 1.54 = 1.54"});
    const payroll p = t.of(2025, 3);
    ASSERT_EQ(p.slips.front().lines.front().events.size(), 2U);
    EXPECT_EQ(p.slips.front().lines.front().events.front().where, "e.jsonl:2");
    EXPECT_EQ(p.slips.front().lines.front().events.front().client, "c1");
    EXPECT_FALSE(p.is_open);
}

TEST(payroll, takes_a_refund_back_in_its_own_month_or_as_an_adjustment_of_the_next_one) {
    told t{sales};
    t.owns("Anna", "c1", "2025-03-01T09:00:00")
        .order("c1", "2025-03-02T10:00:00", "1000", "o1")
        .order("c1", "2025-03-03T10:00:00", "500", "o2");
    t.add("order.refunded", "c1", "2025-03-20T10:00:00", R"({"order":"o2"})");
    t.owns("Boris", "c1", "2025-04-01T09:00:00").order("c1", "2025-04-05T10:00:00", "100", "o3");
    EXPECT_EQ(slips(t.of(2025, 3)), rows{"Anna: sales 20 = 20"});
    t.add("order.refunded", "c1", "2025-04-10T10:00:00", R"({"order":"o1","amount":300})");
    t.add("order.refunded", "c1", "2025-05-10T10:00:00", R"({"order":"o1"})");
    EXPECT_EQ(slips(t.of(2025, 3)), rows{"Anna: sales 20 = 20"}) << "a closed month stays as it is";
    EXPECT_EQ(slips(t.of(2025, 4)), (rows{"Anna: +sales@2025-03 -6 = -6", "Boris: sales 2 = 2"}))
        << "from whoever was paid";
    EXPECT_EQ(slips(t.of(2025, 5)), rows{"Anna: +sales@2025-03 -14 = -14"});
}

TEST(payroll, adds_what_was_recorded_late_to_the_next_month) {
    told t{sales};
    t.owns("Anna", "c1", "2025-03-01T09:00:00").order("c1", "2025-03-02T10:00:00", "1000");
    t.owns("Boris", "c1", "2025-04-02T09:00:00");
    t.order("c1", "2025-03-30T10:00:00", "500", "", "2025-04-03T12:00:00").order("c1", "2025-04-05T10:00:00", "100");
    t.order("c1", "2025-06-05T10:00:00", "1");
    EXPECT_EQ(slips(t.of(2025, 3)), rows{"Anna: sales 20 = 20"});
    EXPECT_EQ(slips(t.of(2025, 4)), (rows{"Anna: +sales@2025-03 10 = 10", "Boris: sales 2 = 2"}));
    EXPECT_EQ(slips(t.of(2025, 5)), rows{});
    const payroll april = t.of(2025, 4);
    ASSERT_EQ(april.slips.front().adjustments.front().events.size(), 1U);
    EXPECT_EQ(april.slips.front().adjustments.front().before, feel::number{20});
}

TEST(payroll, keeps_a_month_open_as_long_as_it_says) {
    const std::string open = sales + "closes: 3 days\n";
    told t{open};
    t.owns("Anna", "c1", "2025-03-01T09:00:00").order("c1", "2025-03-02T10:00:00", "1000", "o1");
    t.add("order.refunded", "c1", "2025-04-02T10:00:00", R"({"order":"o1","amount":500})");
    t.add("order.refunded", "c1", "2025-04-05T10:00:00", R"({"order":"o1","amount":100})");
    EXPECT_TRUE(t.of(2025, 4).is_open);
    EXPECT_EQ(slips(t.of(2025, 3)), rows{"Anna: sales 10 = 10"});
    EXPECT_EQ(slips(t.of(2025, 4)), rows{"Anna: +sales@2025-03 -2 = -2"});
}

TEST(payroll, adjusts_by_the_whole_table_when_a_refund_moves_a_month_below_a_step) {
    told t{R"(statement: manager
for: manager
lines:
  sales:
    event: order.paid
    amount: event.amount
    back: order.refunded
    by: order
    table: |
      first
      total   || percent
      >= 1000 || 5
      -       || 1
    pay: total * percent / 100
)"};
    t.owns("Anna", "c1", "2025-03-01T09:00:00")
        .order("c1", "2025-03-02T10:00:00", "900", "o1")
        .order("c1", "2025-03-03T10:00:00", "100", "o2");
    t.add("order.refunded", "c1", "2025-04-02T10:00:00", R"({"order":"o2"})").order("c1", "2025-06-02T10:00:00", "1");
    EXPECT_EQ(slips(t.of(2025, 3)), rows{"Anna: sales 50 = 50"});
    EXPECT_EQ(slips(t.of(2025, 4)), rows{"Anna: +sales@2025-03 -41 = -41"});
}

TEST(payroll, splits_to_the_kopeck) {
    told t{R"(statement: manager
for: manager
lines:
  bonus:
    event: order.paid
    split:
      manager: 33.3 %
      lead: 66.7 %
    each: 100.01
  part:
    event: order.paid
    amount: event.amount
    split:
      manager: 70
      lead: 30
    pay: total * 0.1
)"};
    t.owns("Anna", "c1", "2025-03-01T09:00:00")
        .owns("Boris", "c1", "2025-03-01T09:00:00", "lead")
        .order("c1", "2025-03-02T10:00:00", "1000");
    t.owns("Anna", "c1", "2025-04-01T09:00:00", "lead").order("c1", "2025-04-02T10:00:00", "1000");
    EXPECT_EQ(slips(t.of(2025, 3)), (rows{"Anna: bonus 33.3 part 70 = 103.3", "Boris: bonus 66.71 part 30 = 96.71"}));
    EXPECT_EQ(slips(t.of(2025, 4)), rows{"Anna: bonus 100.01 part 100 = 200.01"}) << "one who is both gets both";
}

TEST(payroll, tells_of_what_belongs_to_nobody) {
    told t{sales};
    t.order("c1", "2025-03-02T10:00:00", "1000");
    const payroll p = t.of(2025, 3);
    EXPECT_TRUE(p.slips.empty());
    ASSERT_EQ(p.found.size(), 1U);
    EXPECT_EQ(p.found[0].code, "statement-nobody");
}

TEST(payroll, counts_a_clients_first_half_year_by_the_calendar) {
    told t{R"(statement: manager
for: manager
lines:
  new:
    event: order.paid
    if: today() < day of first order + 6 months
    each: 1
)"};
    t.owns("Anna", "c1", "2024-08-31T09:00:00");
    t.order("c1", "2024-08-31T23:30:00", "1")
        .order("c1", "2025-02-27T23:59:59", "1")
        .order("c1", "2025-02-28T00:00:00", "1");
    t.owns("Anna", "c2", "2024-08-31T09:00:00")
        .order("c2", "2024-09-01T00:30:00", "1")
        .order("c2", "2025-02-28T23:00:00", "1");
    EXPECT_EQ(slips(t.of(2024, 8)), rows{"Anna: new 1 = 1"});
    EXPECT_EQ(slips(t.of(2024, 9)), rows{"Anna: new 1 = 1"}) << "which is August in Greenwich";
    EXPECT_EQ(slips(t.of(2025, 2)), rows{"Anna: new 2 = 2"}) << "the half-year from 31 August ends with 27 February";
}

TEST(payroll, compares_with_the_month_before) {
    told t{R"(statement: manager
for: manager
lines:
  bill:
    event: order.paid
    amount: event.amount
    pay: if average > average before then 500 else 0
  often:
    event: order.paid
    pay: if clients > 0 and times / clients > times before / clients before then 300 else 0
)"};
    t.owns("Anna", "c1", "2025-02-01T09:00:00").owns("Anna", "c2", "2025-02-01T09:00:00");
    t.order("c1", "2025-02-02T10:00:00", "100").order("c2", "2025-02-02T10:00:00", "100");
    t.order("c1", "2025-03-02T10:00:00", "150")
        .order("c1", "2025-03-03T10:00:00", "50.01")
        .order("c2", "2025-03-03T10:00:00", "100");
    EXPECT_EQ(slips(t.of(2025, 3)), rows{"Anna: bill 500 often 300 = 800"});
}

TEST(payroll, pays_a_share_and_a_figure_by_tables) {
    told t{R"(statement: operator
for: operator
never for: volume
lines:
  accuracy:
    event: request.checked
    share: event.correct
    table: |
      first
      share    || bonus
      >= 99    || 4000
      [50..99) || 1500
      -        || 0
    pay: bonus
---
statement: loyalty
for: manager
subject: employee
lines:
  loyalty:
    figure: loyalty of month
    if: loyalty of month != null
    pay: if figure >= 8 then 2500 else 0
  grade:
    figure: grade
    if: loyalty of month != null
    pay: figure * 1000
)"};
    const auto checked = [&](const char* by, const char* correct) {
        t.add("request.checked", "c1", "2025-03-05T10:00:00",
              std::string{R"({"by":")"} + by + R"(","correct":)" + correct + "}");
    };
    checked("Olga", "true");
    checked("Olga", "true");
    checked("Olga", "false");
    checked("Pavel", "true");
    t.add("facts.changed", "employee/Anna", "2025-03-20T10:00:00", R"({"loyalty of month":8.5,"grade":3})");
    t.add("facts.changed", "employee/Anna", "2025-04-20T10:00:00", R"({"loyalty of month":5})");
    EXPECT_EQ(slips(t.of(2025, 3)), (rows{"Anna: loyalty 2500 grade 3000 = 5500", "Olga: accuracy 1500 = 1500",
                                          "Pavel: accuracy 4000 = 4000"}));
    EXPECT_EQ(slips(t.of(2025, 4)), rows{"Anna: loyalty 0 grade 3000 = 3000"});
}

TEST(payroll, pays_by_the_statement_in_force) {
    told t{sales + R"(---
statement: manager
for: manager
from: 2025-04
lines:
  sales:
    event: order.paid
    amount: event.amount
    back: order.refunded
    by: order
    pay: total * 0.1
)"};
    t.owns("Anna", "c1", "2025-03-01T09:00:00")
        .order("c1", "2025-03-02T10:00:00", "1000", "o1")
        .order("c1", "2025-04-02T10:00:00", "1000");
    t.add("order.refunded", "c1", "2025-04-20T10:00:00", R"({"order":"o1"})").order("c1", "2025-06-02T10:00:00", "1");
    EXPECT_EQ(slips(t.of(2025, 3)), rows{"Anna: sales 20 = 20"});
    EXPECT_EQ(slips(t.of(2025, 4)), rows{"Anna: sales 100 +sales@2025-03 -20 = 80"})
        << "what is taken back is what was paid";
}

TEST(payroll, counts_what_regulations_emit_and_whose_tasks_were_done_in_time) {
    told t{R"(regulation: call
input:
  event: order.paid
output: [done]
steps:
  - task: call
    do: Call
    by: manager
    within: 2 days
    on late:
      after: 3 days
      then:
        - emit: touch.closed
          data:
            result: missed
        - output: done
  - emit: touch.closed
    data:
      result: made
  - set:
      manager: '"Boris"'
  - output: done
---
statement: manager
for: manager
lines:
  sales:
    event: order.paid
    amount: event.amount
    pay: total * 0.01
  touches:
    event: touch.closed
    share: event.result = "made"
    pay: share
  regulations:
    tasks: all
    share: task.done and not(task.late)
    pay: if share = null then 0 else share * 10
)"};
    for (const char* c : {"c1", "c2", "c3", "c4"}) t.owns("Anna", c, "2025-03-01T09:00:00");
    for (const char* c : {"c1", "c2", "c3", "c4"}) t.order(c, "2025-03-03T10:00:00", "100");
    t.add("task.done", "c1", "2025-03-04T10:00:00", R"({"task":"call"})")
        .add("task.done", "c2", "2025-03-06T10:00:00", R"({"task":"call"})");
    t.order("c9", "2025-06-01T10:00:00", "1");
    const payroll p = t.of(2025, 3);
    ASSERT_FALSE(p.slips.empty());
    EXPECT_EQ(p.slips.front().person, "Anna");
    std::map<std::string, std::string> lines;
    for (const paid_line& l : p.slips.front().lines) lines[l.line->id.value] = to_string(l.pay);
    EXPECT_EQ(lines["sales"], "4");
    EXPECT_EQ(lines["regulations"], "250") << "one of four in time";
}

TEST(payroll, owns_an_event_by_the_facts_as_they_were_before_a_regulation_heard_it) {
    told t{R"(regulation: hand over
input:
  event: order.paid
output: [done]
steps:
  - set:
      manager: '"Boris"'
  - output: done
---
)" + sales};
    t.owns("Anna", "c1", "2025-03-01T09:00:00")
        .order("c1", "2025-03-03T10:00:00", "100")
        .order("c1", "2025-03-04T10:00:00", "100");
    EXPECT_EQ(slips(t.of(2025, 3)), (rows{"Anna: sales 2 = 2", "Boris: sales 2 = 2"}));
}

TEST(payroll, comes_to_the_same_when_it_is_run_again_and_when_more_has_come) {
    told t{sales};
    t.owns("Anna", "c1", "2025-01-01T09:00:00");
    for (int i = 10; i < 28; ++i)
        t.order("c1", "2025-01-" + std::to_string(i) + "T10:00:00", std::to_string(i) + ".37");
    const auto first = feel::write_json(to_value(t.of(2025, 1)));
    EXPECT_EQ(feel::write_json(to_value(t.of(2025, 1))), first);
    t.order("c1", "2025-01-15T10:00:00", "500", "", "2025-03-01T10:00:00").order("c1", "2025-04-15T10:00:00", "500");
    const auto later = to_value(t.of(2025, 1));
    EXPECT_EQ(feel::write_json(later.get("slips").as_list()[0].get("total")),
              feel::write_json(feel::read_json(first)->get("slips").as_list()[0].get("total")));
}

TEST(payroll_forms, tell_each_line_with_the_events_behind_it) {
    told t{sales};
    t.owns("Anna", "c1", "2025-03-01T09:00:00").order("c1", "2025-03-02T10:00:00", "61728.25");
    t.order("c1", "2025-05-02T10:00:00", "1");
    const payroll p = t.of(2025, 3);
    const std::string text = to_text(p);
    for (const char* told : {"Pay for 2025-03", "━━ Anna: 1 234.57", "event order.paid", "pay total * 0.02",
                             "total = 61728.25", "e.jsonl:2"})
        EXPECT_NE(text.find(told), std::string::npos) << told << "\n" << text;
    EXPECT_NE(to_text(p, language::ru).find("Anna: 1 234,57"), std::string::npos) << to_text(p, language::ru);
    EXPECT_EQ(to_csv(p),
              "month,person,statement,line,title,for "
              "month,events,exact,pay\r\n2025-03,Anna,manager,sales,sales,2025-03,1,1234.565,1234.57\r\n");
    EXPECT_NE(to_html(p).find("<summary>sales: 1 234.57</summary>"), std::string::npos) << to_html(p);
}

TEST(payroll_forms, are_a_part_of_a_report_of_the_last_month_that_is_closed) {
    told t{sales};
    t.owns("Anna", "c1", "2025-03-01T09:00:00").order("c1", "2025-03-02T10:00:00", "61728.25");
    t.order("c1", "2025-05-02T10:00:00", "1");
    const payroll p = t.of(2025, 3);
    const report_section s = to_section(p);
    EXPECT_EQ(s.id, "pay");
    ASSERT_EQ(s.tables.size(), 2U);
    EXPECT_EQ(s.tables[0].rows[0][0].text, "Anna");
    EXPECT_EQ(s.tables[0].rows[0][2].text, "1 234.57");
    EXPECT_EQ(s.tables[1].rows[0][2].text, "1 234.57");
    EXPECT_NE(s.tables[1].rows[0][1].text.find("total 61728.25"), std::string::npos) << s.tables[1].rows[0][1].text;
    const auto day = [](const std::optional<feel::date>& d) { return d ? feel::to_string(feel::value{*d}) : "none"; };
    EXPECT_EQ(day(last_closed_month(*p.rules, testing::at("2025-05-20T00:00:00Z"))), "2025-04-01");
    EXPECT_EQ(day(last_closed_month(*testing::rules_of(""), testing::at("2025-05-20T00:00:00Z"))), "none");
}

struct principle {
    const char *never, *line;
    bool broken;
};

TEST(statement_principles, are_checked_against_each_line) {
    for (const principle& r : {
             principle{"volume", "    event: request.checked\n    pay: times * 10\n", true},
             principle{"volume", "    event: request.checked\n    each: 10\n", true},
             principle{"volume",
                       "    event: request.checked\n    table: |\n      first\n      total || out\n      > 5   || 1\n  "
                       "    -     || 0\n    pay: out\n",
                       true},
             principle{"volume", "    event: request.checked\n    share: event.correct\n    pay: share * 10\n", false},
             principle{"client.handed over", "    event: client.handed over\n    owner: operator\n    pay: 100\n",
                       true},
             principle{"client.handed over", "    event: request.checked\n    pay: 100\n", false},
             principle{"barriers", "    event: request.checked\n    if: barriers > 1\n    pay: 100\n", true},
             principle{"barriers", "    event: request.checked\n    pay: 100\n", false},
         }) {
        const loaded l = load_text(
            words + "statement: operator\nfor: operator\nnever for: " + r.never + "\nlines:\n  line:\n" + r.line,
            "p.yaml");
        ASSERT_TRUE(l.rules) << r.line << render(l.found);
        ASSERT_EQ(l.found.size(), r.broken ? 1U : 0U) << r.never << "\n" << r.line << render(l.found);
        if (r.broken) {
            EXPECT_EQ(l.found[0].code, "principle-broken");
        }
    }
}

}  // namespace
}  // namespace reglament
