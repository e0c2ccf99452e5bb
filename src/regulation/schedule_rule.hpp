// Whether a text is a recurrence rule of RFC 5545 that ever comes.
#pragma once

#include <chrono>
#include <string>

namespace reglament {

/// `rule` without its name (`FREQ=…`), counted from `start`; false also when it comes more often than daily.
[[nodiscard]] bool is_rule(const std::string& rule, std::chrono::local_seconds start);

}  // namespace reglament
