// What hosts under test work by: a regulation, orders of clients, and how many an engine has counted.
#pragma once

#include "support/rules.hpp"

#include <reglament/engine/engine.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace reglament::testing {

inline const std::string host_regulations = R"(vocabulary: test
events:
  order.paid:
    data:
      amount: number
facts:
  orders:
    count: order.paid
  last sum: number
roles: [manager]
---
regulation: ask
input:
  event: order.paid
output: [done]
steps:
  - task: ask
    do: Ask
    by: manager
    within: 3 days
  - output: done
)";

inline event order(int number, const std::string& client) {
    event e = make("order.paid", "2025-01-01", paid(5), client);
    e.id = std::to_string(number);
    e.source = "test";
    return e;
}

inline std::int64_t orders_of(const engine& e, std::string_view client) {
    const auto known = e.find_client(client);
    if (!known) return 0;
    const feel::value v = e.facts(*known)[e.rules().vocabulary().find_fact("orders").value()];
    return v.is_null() ? 0 : v.as_number().to_int64().value();
}

}  // namespace reglament::testing
