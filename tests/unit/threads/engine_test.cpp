// One rulebook: engines of several threads, steps over records of their own, and rulebooks loaded at once.
#include "support/rules.hpp"
#include "together.hpp"

#include <algorithm>

namespace reglament {
namespace {

using testing::at;
using testing::make;
using testing::paid;
using testing::together;

const std::string regulations = R"(regulation: back
input:
  silent: order.paid
  for: 30 days
  if: class in ("A", "B")
output:
  returned:
    when: order.paid
    if: event.amount > 10
  lost:
    emit: client.lost
steps:
  - task: survey
    do: Позвонить
    by: manager
    within: 2 days
    on no answer:
      retry after: 1 day
      at most: 2
      then: lost
  - if: last amount > 50 and matches(string(last order), ".*T.*")
    then: lost
  - listen: ping
    within: 10 days
    on timeout: lost
  - output: lost
)";

// What becomes of some clients, in lines.
std::string told(const std::shared_ptr<const rulebook>& rules) {
    engine e{rules};
    std::string all;
    for (int i = 0; i < 12; ++i) {
        const auto client = "c" + std::to_string(i);
        e.post(make("order.paid", "2025-01-0" + std::to_string(i % 9 + 1), paid(i * 10), client));
        if (i % 3 == 0) e.post(make("facts.changed", "2025-01-20", feel::context{{"class", "C"}}, client));
    }
    e.advance(at("2025-02-20"));
    const feel::value survey = feel::context{{"task", "survey"}};
    for (int i = 0; i < 12; ++i) {
        const auto client = "c" + std::to_string(i);
        if (i % 4 == 0) e.post(make("order.paid", "2025-02-21", paid(i * 10), client));
        if (i % 4 == 1) e.post(make("task.done", "2025-02-21", survey, client));
        if (i % 4 == 3) e.post(make("task.unanswered", "2025-02-21", survey, client));
    }
    e.advance(at("2025-06-01"));
    for (int i = 0; i < 12; ++i)
        for (const auto& line : testing::lines(e, "c" + std::to_string(i), true)) all += line + "\n";
    return all;
}

TEST(rulebook, is_shared_by_engines) {
    const auto rules = testing::rules_of(regulations);
    const auto alone = told(rules);
    EXPECT_NE(alone.find("run finished returned"), std::string::npos) << alone;
    EXPECT_NE(alone.find("run finished lost"), std::string::npos) << alone;
    for (const auto& each : together([&](int) { return told(rules); })) EXPECT_EQ(each, alone);
}

TEST(rulebook, is_stepped_with_by_threads) {
    const auto rules = testing::rules_of(regulations);
    const auto& events = rules->vocabulary().events;
    const auto named = [](const auto& e) { return e.name.value == "order.paid"; };
    const auto order = static_cast<event_index>(std::ranges::find_if(events, named) - events.begin());
    const auto effects = together([&](int) {
        std::string all;
        for (int i = 0; i < 50; ++i) {
            record r;
            step_output out;
            const auto when = at("2025-01-01");
            const std::vector<feel::value> data{feel::value{i}, {}};
            step_event(*rules, r, {.event = order, .occurred = when, .data = data, .task = 0, .facts = {}}, when, out);
            step_timers(*rules, r, at("2025-06-01"), out);
            for (const auto& e : out.effects) all += testing::line(*rules, e) + "\n";
        }
        return all;
    });
    EXPECT_NE(effects.front().find("task created survey#1"), std::string::npos) << effects.front();
    for (const auto& each : effects) EXPECT_EQ(each, effects.front());
}

TEST(load, may_be_done_at_once) {
    const auto issues = together([](int t) {
        return render(load_text(testing::small_vocabulary + regulations + "  - outpt: x\n").found,
                      t == 0 ? language::en : language::ru);
    });
    EXPECT_FALSE(issues.front().empty());
    for (std::size_t t = 2; t < issues.size(); ++t) EXPECT_EQ(issues[t], issues[1]);
}

}  // namespace
}  // namespace reglament
