// Limits: a comparison with an exact decimal as one with machine numbers. Internal.
#pragma once

#include <reglament/feel/number.hpp>

#include <cstdint>

namespace reglament::feel {

/// What passes: the numbers from low to high, or all the others.
template <class T>
struct limits {
    T low;
    T high;
    bool outside = false;

    friend bool operator==(const limits&, const limits&) = default;
};

/// The whole numbers that stand so to `constant`. `orders`: bit 0 when below, bit 1 when equal, bit 2 when above.
[[nodiscard]] limits<std::int64_t> whole_limits(number constant, unsigned orders) noexcept;

/// The finite doubles whose shortest decimal stands so.
[[nodiscard]] limits<double> double_limits(number constant, unsigned orders) noexcept;

}  // namespace reglament::feel
