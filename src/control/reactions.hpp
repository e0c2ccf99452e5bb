// Reactions: how long clients waited for the first task after what they did.
#pragma once

#include "control/words.hpp"

#include <reglament/engine/engine.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace reglament {

struct reaction {
    regulation_index regulation = 0;
    std::uint32_t client = 0, task = 0;  ///< the one that was done
    instant done{};
    std::chrono::microseconds took{};  ///< in working time
};

/// From an event of a client's that started a run to its first task done; what regulations or segments tell is no
/// client's doing. REQUIRES: the engine keeps its trace.
[[nodiscard]] std::vector<reaction> reactions_in(const engine& e);

using spans = std::vector<std::chrono::microseconds>;

/// The span that so many per cent are no longer than. REQUIRES: `of` is in order, not empty.
[[nodiscard]] std::chrono::microseconds quantile(const spans& of, std::size_t percent);

/// "3 h 20 min".
[[nodiscard]] std::string span_text(const words& say, std::chrono::microseconds span);

}  // namespace reglament
