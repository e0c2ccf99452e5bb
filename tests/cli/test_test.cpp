// reglament test, over the shipped scenarios and over ones that must fail.
#include "cli/command_line.hpp"

#include <string>

namespace reglament::testing {
namespace {

const std::string rules = REGLAMENT_SOURCE_DIR "/rules/reactivation";

TEST(test, shipped_scenarios_pass_and_reach_every_step_and_output) {
    const outcome o = reglament("test " + rules + " --json");
    EXPECT_EQ(o.code, 0) << o.out << o.err;
    const feel::value v = o.json();
    EXPECT_EQ(number_at(v, "failed"), 0);
    EXPECT_EQ(number_at(v, "passed"), 5);
    for (const char* part : {"steps", "outputs"}) {
        EXPECT_EQ(number_at(v, "coverage", "wake-up", part, "covered"),
                  number_at(v, "coverage", "wake-up", part, "total"))
            << part;
    }
}

TEST(test, a_file_of_scenarios_finds_its_regulation_and_vocabulary) {
    EXPECT_EQ(reglament("test " + rules + "/scenarios.yaml").code, 0);
    EXPECT_EQ(reglament("test " + rules + "/wake-up.yaml").code, 1) << "there is no scenario in it";
    EXPECT_EQ(reglament("test " + rules + "/nothing.yaml").code, 2);
}

const std::string wrong = R"(vocabulary: shop
calendar:
  zone: Europe/Moscow
events:
  order.paid:
    data:
      amount: number
roles: [manager]
---
regulation: back
input:
  event: order.paid
output: [done]
steps:
  - task: call
    do: Call
    by: manager
    within: 2 working days
  - output: done
---
сценарий: ждём «не» того & <другого>
регламент: back
шаги:
  - событие: order.paid
    когда: 10.01.2025 12:00
    данные:
      amount: 1
    ожидаем:
      - задача: call
        срок: 2025-01-14
      - задача: call
        срок: 2025-01-15
      - выход: done
  - сделано: call
    через: 1 рабочий день
    ожидаем:
      - выход: done
      - ничего
)";

TEST(test, tells_every_expectation_that_was_not_met_and_what_there_was_instead) {
    const folder f;
    const std::string path = f.file("back.yaml", wrong);
    const outcome o = reglament("test " + path + " --junit " + f.path("out.xml"));
    EXPECT_EQ(o.code, 1);
    for (const char* what : {"back.yaml:32:15: error: “due” of the task “call” should be 15 January 2025; it is 14 "
                             "January 2025, 12:00",
                             "back.yaml:33:16: error: the run should have ended with “done”; it has not ended",
                             "back.yaml:38:9: error: nothing should have come about; 13 January 2025, 12:00 — finished",
                             "13 January 2025, 12:00  done: Call", "passed 0, failed 1"}) {
        EXPECT_NE(o.out.find(what), std::string::npos) << what << "\n" << o.out;
    }
    EXPECT_EQ(o.out.find("back.yaml:30"), std::string::npos) << o.out;
    EXPECT_NE(f.text("out.xml").find("name=\"ждём «не» того &amp; &lt;другого&gt;\""), std::string::npos)
        << f.text("out.xml");
    EXPECT_NE(reglament("test " + path + " --lang ru").out.find("ожидаем, что запуск закончится выходом «done»"),
              std::string::npos);
}

TEST(test, writes_a_page_whether_all_passed_or_not) {
    const folder f;
    const std::string path = f.file("back.yaml", wrong), page = f.path("out.html");
    const outcome told = reglament("test " + path + " --report " + page);
    EXPECT_EQ(told.code, 1);
    EXPECT_TRUE(told.out.ends_with("\nReport: " + page + "\n")) << told.out;
    EXPECT_NE(f.text("out.html").find("✗ failed"), std::string::npos);
    const outcome data = reglament("test " + rules + " --json --lang ru --report " + page);
    EXPECT_EQ(data.code, 0);
    EXPECT_EQ(number_at(data.json(), "failed"), 0) << "where the page is stands on standard error";
    EXPECT_NE(f.text("out.html").find("✓ прошли"), std::string::npos);
    EXPECT_EQ(reglament("test " + path + " --report " + f.path("none/out.html")).code, 2);
}

const std::string calls = R"(vocabulary: shop
events:
  order.paid:
actions:
  charge:
    result:
      receipt: text
---
regulation: pay
input:
  event: order.paid
output: [done, lost]
steps:
  - call: payment
    do: charge
    within: 1 hour
    retry:
      at most: 2
      after: 1 hour
    on failure: lost
  - output: done
---
scenario: paid at last
regulation: pay
steps:
  - event: order.paid
    at: 2025-01-10 12:00
    expect:
      call: payment
  - failed: payment
    after: 10 min
  - answered: payment
    after: 2 hours
    result:
      receipt: R1
    expect:
      output: done
      not:
        call: payment
---
сценарий: не оплачен
регламент: pay
шаги:
  - событие: order.paid
    когда: 2025-01-10 12:00
  - через: 3 часа
    ожидаем:
      выход: lost
)";

TEST(test, calls_are_answered_in_scenarios) {
    const folder f;
    const std::string path = f.file("pay.yaml", calls);
    const outcome o = reglament("test " + path);
    EXPECT_EQ(o.code, 0) << o.out << o.err;
    std::string broken = calls;
    broken.replace(broken.find("receipt: R1"), 11, "receit: R1 ");
    broken.replace(broken.find("answered: payment"), 17, "answered: paiment");
    const outcome refused = reglament("test " + f.file("wrong.yaml", broken));
    EXPECT_EQ(refused.code, 1);
    EXPECT_NE((refused.out + refused.err).find("has no call “paiment”"), std::string::npos)
        << refused.out << refused.err;
}

}  // namespace
}  // namespace reglament::testing
