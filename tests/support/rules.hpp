// Rules for tests: a small vocabulary, and loading that shows what is wrong.
#pragma once

#include <reglament/reglament.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <string>

namespace reglament::testing {

inline const std::string small_vocabulary = R"(vocabulary: test
events:
  order.paid:
    data:
      amount: number
      items: optional number
  call.made:
    data:
      result: one of talked, refused
  client.lost:
  ping:
  pong:
    data:
      amount: optional number
facts:
  class:
    type: one of A, B, C
    initial: A
  phone allowed:
    type: boolean
    initial: true
  last amount:
    type: number
    from: order.paid.amount
  last order:
    type: date and time
    from: order.paid.time
  debt: number
roles: [manager, head]
---
)";

/// Loads the vocabulary and regulations; a test with wrong rules fails with the issues in words.
inline std::shared_ptr<const rulebook> rules_of(const std::string& regulations) {
    loaded l = load_text(small_vocabulary + regulations, "test.yaml");
    if (!l.rules) throw std::runtime_error{render(l.found)};
    return l.rules;
}

/// The same without a vocabulary.
inline std::shared_ptr<const rulebook> rules_alone(const std::string& regulations) {
    loaded l = load_text(regulations, "test.yaml");
    EXPECT_TRUE(l.rules) << render(l.found);
    return l.rules;
}

inline instant at(std::string_view text) {
    const auto when = parse_instant(text);
    EXPECT_TRUE(when) << text;
    return when.value_or(instant{});
}

inline event make(std::string_view type, std::string_view time, feel::value data = {},
                  std::string_view subject = "c1") {
    event e;
    e.type = type;
    e.subject = subject;
    e.time = at(time);
    e.data = std::move(data);
    return e;
}

inline feel::value paid(std::int64_t amount) {
    return feel::context{{"amount", feel::number{amount}}};
}

/// One effect in a line: "2025-01-03 task created call#1 due 2025-01-05".
inline std::string line(const rulebook& rules, const effect& e) {
    const machine& m = rules.machines()[e.regulation];
    const auto stamp = [](instant t) {
        std::string s = to_string(t);
        if (s.ends_with("T00:00:00Z")) s.resize(10);
        return s;
    };
    std::string out = stamp(e.at) + " " + std::string{to_string(e.kind)};
    if (e.kind == effect_kind::start_refused) return out + ": " + std::string{to_string(e.why)};
    if (e.kind != effect_kind::run_started) out += " " + m.states()[e.state].id;
    if (e.kind == effect_kind::event_emitted)
        out = stamp(e.at) + " emitted " + rules.vocabulary().events[e.event].name.value;
    if (e.kind == effect_kind::task_created) out += "#" + std::to_string(e.task);
    if (e.kind == effect_kind::task_created && e.due != never) out += " due " + stamp(e.due);
    return out;
}

inline std::vector<std::string> lines(const engine& e, std::string_view subject = "c1", bool with_passing = false) {
    std::vector<std::string> out;
    for (const effect& x : e.history(subject)) {
        if (x.kind == effect_kind::state_entered && !with_passing) continue;
        out.push_back(line(e.rules(), x));
    }
    return out;
}

/// The last of lines().
inline std::string last_line(const engine& e) {
    const auto all = lines(e);
    return all.empty() ? std::string{} : all.back();
}

/// Open tasks by number, "call#3".
inline std::vector<std::string> open_tasks(const engine& e) {
    auto all = e.tasks();
    std::sort(all.begin(), all.end(), [](const task& a, const task& b) { return a.number < b.number; });
    std::vector<std::string> out;
    for (const task& t : all) out.push_back(t.what->id + "#" + std::to_string(t.number));
    return out;
}

}  // namespace reglament::testing
