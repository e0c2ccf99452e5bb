// The machine of the step benchmark: eight states in a ring; an event moves on when its amount is above the state's
// limit.
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

namespace reglament::bench {

inline constexpr std::size_t instance_count = 100'000;
inline constexpr std::int64_t limits[8] = {10, 20, 30, 40, 50, 60, 70, 80};

struct stimulus {
    std::uint32_t instance;
    std::int64_t amount;  // 0 … 99
};

/// The same events for everyone, in no order of instances.
inline const std::vector<stimulus>& stimuli() {
    static const std::vector<stimulus> all = [] {
        std::mt19937 random{42};
        std::vector<stimulus> made(std::size_t{1} << 20);
        for (stimulus& s : made) {
            s = {static_cast<std::uint32_t>(random() % instance_count), static_cast<std::int64_t>(random() % 100)};
        }
        return made;
    }();
    return all;
}

/// The sum of all instances' states after every stimulus once: all contestants must agree on it.
std::uint64_t expected_states();

}  // namespace reglament::bench
