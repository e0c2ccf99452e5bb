// Norms: how long people are to work on a task.
#pragma once

#include <reglament/regulation/period.hpp>

#include <chrono>
#include <optional>

namespace reglament {

/// Of the department's time people take as much as of any other; nothing of days and months, all of which nobody works.
[[nodiscard]] inline std::optional<std::chrono::seconds> lasting(const std::optional<period>& p) {
    if (!p) return std::nullopt;
    if (p->in == period::unit::microseconds)
        return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::microseconds{p->amount});
    if (p->in == period::unit::working_minutes) return std::chrono::minutes{p->amount};
    return std::nullopt;
}

}  // namespace reglament
