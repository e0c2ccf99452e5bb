#include "cli/command_line.hpp"

#include <string>

namespace reglament::testing {
namespace {

const std::string_view rules_text = R"(vocabulary: shop
calendar:
  zone: Europe/Moscow
events:
  order.paid:
    data:
      amount: number
facts:
  manager: text
roles:
  manager:
    title: Менеджер
    person: manager
---
regulation: ask
input:
  event: order.paid
output:
  told:
steps:
  - task: call
    do: Позвонить, «спросить»
    by: manager
    within: 2 days
  - task: letter
    do: Написать
    by: manager
    within: 30 days
  - output: told
---
statement: manager
for: manager
lines:
  sales:
    event: order.paid
    amount: event.amount
    pay: total * 0.1
)";

std::string line(int id, std::string_view type, std::string_view who, std::string_view time, std::string_view data) {
    return R"({"id":")" + std::to_string(id) + R"(","source":"test","type":")" + std::string{type} +
           R"(","subject":")" + std::string{who} + R"(","time":")" + std::string{time} + R"(","data":)" +
           std::string{data} + "}\n";
}

struct shop {
    folder f;
    std::string rules = f.file("rules.yaml", rules_text);
    std::string events =
        f.file("events.jsonl", line(1, "facts.changed", "a", "2025-03-20T10:00:00Z", R"({"manager":"Анна"})") +
                                   line(2, "order.paid", "a", "2025-03-20T11:00:00Z", R"({"amount":20})") +
                                   line(3, "order.paid", "b", "2025-04-10T11:00:00Z", R"({"amount":5})"));
    [[nodiscard]] outcome run(const std::string& command, const std::string& more) const {
        return reglament(command + " " + rules + " --events " + events + " " + more);
    }
};

TEST(plan, reads_events_before_its_period_and_goes_on_from_the_last_of_them) {
    const shop s;
    const outcome o = s.run("plan", "--from 2025-04-01 --to 2025-04-30 --format json");
    ASSERT_EQ(o.code, 0) << o.err;
    const feel::value v = o.json();
    EXPECT_EQ(v.get("as of"), feel::value{"2025-03-20T14:00:00+03:00"});
    ASSERT_EQ(v.get("tasks").as_list().size(), 1U);
    const feel::value& task = v.get("tasks").as_list()[0];
    EXPECT_EQ(task.get("due"), feel::value{"2025-04-21T14:00:00+03:00"}) << "a call done when due, then thirty days";
    EXPECT_EQ(task.get("person"), feel::value{"Анна"});
    EXPECT_EQ(task.get("mandatory"), feel::value{true});
}

TEST(plan, takes_the_last_day_whole) {
    const shop s;
    EXPECT_EQ(s.run("plan", "--from 2025-03-21 --to 2025-03-22 --format json").json().get("tasks").as_list().size(),
              1U);
    EXPECT_EQ(s.run("plan", "--from 2025-03-21 --to 2025-03-21 --format json").json().get("tasks").as_list().size(),
              0U);
}

TEST(plan, is_told_in_four_forms_and_three_groupings) {
    const shop s;
    const std::string period = "--from 2025-03-21 --to 2025-04-30 ";
    const outcome table = s.run("plan", period + "--by manager --lang ru");
    for (const char* told :
         {"План: 2025-03-21 – 2025-04-30", "клиенты ничего не делают", "━━ Анна: 2 задачи, из них 2 обязательные"})
        EXPECT_NE(table.out.find(told), std::string::npos) << told << "\n" << table.out;
    const outcome csv = s.run("plan", period + "--by client --format csv");
    EXPECT_NE(csv.out.find(",yes,Менеджер,Анна,,a,,ask,call,\"Позвонить, «спросить»\",yes,no\r\n"), std::string::npos)
        << csv.out;
    const outcome ics = s.run("plan", period + "--format ics");
    EXPECT_TRUE(ics.out.starts_with("BEGIN:VCALENDAR\r\n") &&
                ics.out.find("DTSTART:20250322T110000Z") != std::string::npos)
        << ics.out;
}

TEST(plan, says_what_is_wrong_with_its_period) {
    const shop s;
    EXPECT_EQ(s.run("plan", "--from 2025-04-30 --to 2025-04-01").code, 2);
    EXPECT_EQ(s.run("plan", "--from March --to 2025-04-01").code, 2);
    EXPECT_EQ(s.run("plan", "--from 2025-04-01 --to never").code, 2);
    EXPECT_EQ(s.run("plan", "--from 2025-04-01").code, 2);
}

TEST(plan, looks_into_a_store) {
    const shop s;
    const std::string store = "sqlite:" + s.f.path("crm.db");
    ASSERT_EQ(s.run("run", "--store " + store + " --until 2025-03-21").code, 0);
    const outcome o = reglament("plan --store " + store + " --from 2025-04-01 --to 2025-04-30 --format json");
    ASSERT_EQ(o.code, 0) << o.err;
    EXPECT_EQ(o.json().get("tasks").as_list().size(), 1U);
}

TEST(control_week, tells_of_a_week_by_person) {
    const shop s;
    const outcome o = s.run("control", "--week 2025-03-20 --json");
    ASSERT_EQ(o.code, 0) << o.err;
    EXPECT_EQ(feel::write_json(o.json().get("people")),
              R"([{"person":"Анна","role":null,"made":0,"late":0,"missed":1,"open":0,"called off":0}])");
    EXPECT_EQ(o.json().get("from"), feel::value{"2025-03-17T00:00:00+03:00"});
    EXPECT_EQ(s.run("control", "--week soon").code, 2);
}

TEST(statement, tells_what_people_are_paid) {
    const shop s;
    const outcome o = s.run("statement", "--month 2025-03 --format json");
    ASSERT_EQ(o.code, 0) << o.err;
    const feel::value slip = o.json().get("slips").as_list()[0];
    EXPECT_EQ(slip.get("person"), feel::value{"Анна"});
    EXPECT_EQ(feel::write_json(slip.get("total")), "2");
    EXPECT_EQ(s.run("statement", "--month 2025-03 --person Анна").code, 0);
    EXPECT_EQ(s.run("statement", "--month 2025-03 --person Борис").code, 2);
    EXPECT_EQ(s.run("statement", "--month March").code, 2);
    EXPECT_NE(s.run("statement", "--month 2025-04").err.find("belongs to nobody"), std::string::npos);
}

TEST(statement, needs_files_of_events_beside_a_store) {
    const shop s;
    const std::string store = " --store sqlite:" + s.f.path("crm.db"), month = " --month 2025-03 --format json";
    ASSERT_EQ(s.run("run", store).code, 0);
    const outcome alone = reglament("statement" + store + month);
    EXPECT_EQ(alone.code, 2);
    EXPECT_NE(alone.err.find("neither their data nor when each was recorded is in it"), std::string::npos) << alone.err;
    EXPECT_EQ(s.run("statement", store + month).code, 2) << "the rules are of the store";
    const outcome both = reglament("statement --events " + s.events + store + month);
    EXPECT_EQ(both.code, 0) << both.err;
    EXPECT_EQ(both.err, "");
    EXPECT_EQ(both.out, s.run("statement", month).out) << "its rules are those of the files";
    EXPECT_EQ(reglament("statement --events " + s.events + " --store sqlite:" + s.f.path("none.db") + month).code, 1);
}

TEST(statement, tells_what_the_store_knows_and_the_files_lack) {
    const shop s;
    const std::string store = " --store sqlite:" + s.f.path("crm.db");
    ASSERT_EQ(s.run("run", store).code, 0);
    const std::string some = " --events " + s.f.file("some.jsonl", line(1, "facts.changed", "a", "2025-03-20T10:00:00Z",
                                                                        R"({"manager":"Анна"})"));
    const outcome march = reglament("statement" + some + store + " --month 2025-03");
    EXPECT_EQ(march.code, 0) << march.err;
    EXPECT_NE(
        march.err.find("do not have 1 of the events that were taken before the month is closed, among them of “a”"),
        std::string::npos)
        << march.err;
    EXPECT_NE(reglament("statement" + some + store + " --month 2025-04").err.find("do not have 2 of"),
              std::string::npos);
    EXPECT_EQ(reglament("statement" + some + store + " --month 2025-02").err, "") << "they came later";
}

}  // namespace
}  // namespace reglament::testing
