// Planted: regulations with one hole each, and the same ones with the hole mended.
#pragma once

#include <reglament/proof/prove.hpp>

#include <string>
#include <vector>

namespace reglament::testing {

struct planted {
    std::string name;
    flaw kind;
    std::string step;  ///< where the hole is: the id of a step, or of an output
    std::string faulty, sound;
};

inline const std::string planted_words = R"(vocabulary: planted
events:
  order.paid:
    data:
      amount: number
      urgent: optional boolean
  call.made:
    data:
      result: one of talked, refused, busy
  ping:
  pong:
facts:
  class: one of A, B, C
  phone allowed: boolean
  debt: number
  days without an order: number
  city: text
  born: date
  pause: duration
  stage: one of new, warm, cold
  orders:
    count: order.paid
  half:
    formula: debt / 2
  дней без заказа: number
roles: [manager, head]
channels: [phone]
---
)";

/// A regulation out of its steps, which end in the outputs `good` and `bad`, or one of them.
inline std::string started(const std::string& input, std::string steps, const std::string& id = "r") {
    for (const std::string value : {"x", "y", "z"}) {  // outputs of tables are texts
        const std::string cell = "|| " + value + "\n";
        for (std::size_t at = steps.find(cell); at != std::string::npos; at = steps.find(cell, at))
            steps.replace(at, cell.size(), "|| \"" + value + "\"\n");
    }
    const auto output = [&](const char* name) {
        return steps.find(name) == std::string::npos ? std::string{} : "  " + std::string{name} + ":\n";
    };
    return "regulation: " + id + "\ninput:\n" + input + "output:\n" + output("good") + output("bad") + "steps:\n" +
           steps;
}
inline std::string steps(const std::string& text) {
    return started("  event: ping\n", text);
}

/// A task with a form.
inline std::string ask(const std::string& id, const std::string& form) {
    return "  - task: " + id + "\n    do: Ask\n    by: manager\n    form:\n      " + form + "\n";
}

/// A switch over conditions, the first of which leads to `good`, the others to `bad`.
inline std::string when(const std::vector<std::string>& conditions, bool otherwise = false) {
    std::string out = "  - switch:\n    cases:\n";
    bool first = true;
    for (const std::string& c : conditions) {
        out += "      - when: " + c + "\n        then: " + (first ? "good" : "bad") + "\n";
        first = false;
    }
    return otherwise ? out + "    else: bad\n" : out;
}

/// A switch over a value.
inline std::string by(const std::string& value, const std::vector<std::string>& labels) {
    std::string out = "  - switch: " + value + "\n    cases:\n";
    bool first = true;
    for (const std::string& l : labels) {
        out += "      \"" + l + "\": " + (first ? "good" : "bad") + "\n";
        first = false;
    }
    return out;
}

/// A decision table, then the end.
inline std::string table(const std::string& rows, const std::string& policy = "unique") {
    std::string out = "  - decide: d\n    table: |\n      " + policy + "\n";
    for (std::size_t at = 0; at < rows.size();) {
        const std::size_t end = std::min(rows.find('\n', at), rows.size());
        out += "      " + rows.substr(at, end - at) + "\n";
        at = end + 1;
    }
    return out + "  - if: d.to = \"x\"\n    then: good\n    else: bad\n";
}

[[nodiscard]] std::vector<planted> all_planted();

}  // namespace reglament::testing
