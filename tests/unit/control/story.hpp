// A small story for the tests of control: one regulation with every kind of step, and three clients who go through it.
#pragma once

#include "support/rules.hpp"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>

namespace reglament::testing {

inline const std::string story_rules = R"(regulation: wake
title: Вернуть <ушедших> & "забытых"
input:
  silent: order.paid
  for: 90 days
  if: class in ("A", "B")
output:
  returned:
    when: order.paid
  lost:
    title: Потерян
    emit: client.lost
steps:
  - task: survey
    do: Позвонить и спросить
    by: manager
    within: 2 days
    form:
      reason: one of offended, forgot
      again: optional boolean
    on no answer:
      retry after: 1 day
      at most: 2
      then: lost
    on late:
      escalate: head
  - switch: survey.reason
    cases:
      offended:
        - task: mend
          do: Исправить
          by: head
      forgot:
        - listen: ping
          within: 10 days
          on timeout: lost
  - wait: 30 days
  - output: lost
)";

inline engine story() {
    engine e{rules_of(story_rules)};
    int id = 0;
    const auto post = [&](event x) {
        x.id = std::to_string(++id);
        x.source = "test";
        const posted p = e.post(x);
        EXPECT_EQ(p.status, post_status::accepted) << render(p.found);
    };
    const auto done = [](const char* task, feel::value answers) {
        return feel::value{feel::context{{"task", feel::value{task}}, {"answers", std::move(answers)}}};
    };
    const auto forgot = feel::value{feel::context{{"reason", feel::value{"forgot"}}, {"again", feel::value{true}}}};
    const auto offended = feel::value{feel::context{{"reason", feel::value{"offended"}}}};
    post(make("order.paid", "2025-01-01T00:00:00Z", paid(10), "ann"));
    post(make("order.paid", "2025-01-01T00:00:00Z", paid(10), "bob"));
    post(make("order.paid", "2025-01-02T00:00:00Z", paid(10), "eve"));
    post(make("order.paid", "2025-01-02T00:00:00Z", paid(10), "zoe"));
    post(make("facts.changed", "2025-01-03T00:00:00Z", feel::context{{"class", feel::value{"C"}}}, "zoe"));
    post(make("task.unanswered", "2025-04-02T09:30:00Z", feel::context{{"task", feel::value{"survey"}}}, "ann"));
    post(make("task.done", "2025-04-03T00:00:00Z", done("survey", offended), "bob"));
    post(make("task.done", "2025-04-10T00:00:00Z", done("survey", forgot), "ann"));
    post(make("ping", "2025-04-12T00:00:00Z", {}, "ann"));
    post(make("order.paid", "2025-04-20T00:00:00Z", paid(10), "bob"));
    e.advance(at("2025-05-20T00:00:00Z"));
    return e;
}

/// Compares with a file of golden/; REGLAMENT_UPDATE_GOLDEN=1 in the environment writes it instead.
inline void expect_golden(const std::string& name, const std::string& text) {
    const std::string path = REGLAMENT_SOURCE_DIR "/tests/unit/control/golden/" + name + ".txt";
    if (std::getenv("REGLAMENT_UPDATE_GOLDEN") != nullptr) std::ofstream{path, std::ios::binary} << text;
    std::ifstream file{path, std::ios::binary};
    EXPECT_TRUE(file) << path;
    EXPECT_EQ(text, (std::string{std::istreambuf_iterator<char>{file}, {}})) << path;
}

}  // namespace reglament::testing
