// How long does a plan for a month take, and how long a month's pay? `plan`: so many clients, each with an order in the
// month before and a regulation that calls them two weeks later, and a monthly list for all; everything that is due in
// the month is foreseen. `pay`: events of so many orders a month over a year, a thousand people, a table and a split;
// what everybody is paid for the last month, with all adjustments. Reading the events is not counted, nor is the text.
#include <reglament/control/plan.hpp>
#include <reglament/pay/payroll.hpp>
#include <reglament/reglament.hpp>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>

namespace {

using namespace reglament;
using clock_type = std::chrono::steady_clock;

const std::string words = R"(vocabulary: shop
events:
  order.paid:
    data:
      amount: number
facts:
  manager: text
  lead: text
  class:
    type: one of A, B
    initial: B
roles:
  manager:
    person: manager
---
)";

const std::string touches = R"(regulation: touch
input:
  event: order.paid
output: [done]
steps:
  - wait: 14 days
  - task: call
    do: Call
    by: manager
    within: 2 days
    form:
      mood: one of glad, cross
  - if: call.mood = "cross"
    then:
      - task: mend
        do: Mend
        by: manager
        within: 1 day
  - output: done
---
regulation: monthly
input:
  schedule: every month on day 5 at 09:00
output: [done]
steps:
  - task: list
    do: List
    by: manager
    within: 3 days
  - output: done
)";

const std::string statements = R"(statement: manager
for: manager
lines:
  sales:
    event: order.paid
    amount: event.amount
    split:
      manager: 70 %
      lead: 30 %
    table: |
      first
      total    || percent
      > 100000 || 3
      -        || 2
    pay: total * percent / 100
  bill:
    event: order.paid
    amount: event.amount
    pay: if average > average before then 500 else 0
)";

double since(clock_type::time_point begin) {
    return std::chrono::duration<double>(clock_type::now() - begin).count();
}

std::shared_ptr<const rulebook> load_rules(const std::string& text) {
    const loaded l = load_text(words + text);
    if (!l.rules) std::fputs(render(l.found).c_str(), stderr), std::exit(1);
    return l.rules;
}

bound_event paid(const rulebook& rules, std::string_view who, instant when, const feel::value& amount) {
    return {0, static_cast<event_index>(*rules.vocabulary().find_event("order.paid")), who, when, {&amount, 1}};
}

void measure_plan(std::size_t clients) {
    const auto rules = load_rules(touches);
    engine e{rules};
    const instant march = parse_instant("2025-03-01T00:00:00Z").value();
    const feel::value amount{100};
    for (std::size_t i = 0; i < clients; ++i) {
        const auto when = march + std::chrono::seconds{i * 2'500'000 / clients};
        if (e.post(paid(*rules, "client " + std::to_string(i), when, amount)).status != post_status::accepted)
            std::abort();
        if (i % 65'536 == 0) e.taken(SIZE_MAX);
    }
    e.taken(SIZE_MAX);
    plan_options how;
    how.from = parse_instant("2025-04-01T00:00:00Z").value();
    how.to = parse_instant("2025-04-30T23:59:59Z").value();
    const auto begin = clock_type::now();
    const plan p = plan_ahead(e, how);
    std::printf("plan of a month, %zu clients, %zu tasks: %.1f s\n", clients, p.tasks.size(), since(begin));
}

void measure_pay(std::size_t people, std::size_t events) {
    const auto rules = load_rules(statements);
    std::string text;
    text.reserve(events * 170);
    const std::size_t clients = people * 20;
    auto line = [&, id = 0](std::string_view type, std::size_t client, instant when, const std::string& data) mutable {
        text += R"({"id":")" + std::to_string(++id) + R"(","source":"b","type":")" + std::string{type} +
                R"(","subject":"c)" + std::to_string(client) + R"(","time":")" + to_string(when) + R"(","data":)" +
                data + "}\n";
    };
    const instant january = parse_instant("2025-01-01T00:00:00Z").value();
    for (std::size_t c = 0; c < clients; ++c)
        line("facts.changed", c, january,
             R"({"manager":"p)" + std::to_string(c % people) + R"(","lead":"p)" + std::to_string(c * 7 % people) +
                 "\"}");
    for (std::size_t i = 0; i + clients < events; ++i) {
        const auto when = january + std::chrono::seconds{1 + i * 31'000'000 / events};
        line("order.paid", i * 7919 % clients, when,
             R"({"amount":)" + std::to_string(i % 1000) + "." + std::to_string(10 + i % 90) + "}");
    }
    event_log log{*rules, {}};
    issues found;
    if (!log.read_text(text, "bench.jsonl", found)) std::abort();
    log.sort();
    const feel::date december{std::chrono::local_days{std::chrono::year{2025} / 12 / 1}};
    const auto begin = clock_type::now();
    const payroll p = compute_payroll(rules, log, december);
    std::printf("pay of a month, %zu slips, %zu events: %.1f s\n", p.slips.size(), log.size(), since(begin));
}

}  // namespace

int main(int count, char** arguments) {
    const std::size_t size = count > 1 ? std::strtoull(arguments[1], nullptr, 10) : 1'000'000;
    measure_plan(size);
    measure_pay(size / 1000, size);
}
