// Cell shape: what a cell says of its input by constants alone, so that it can be indexed. Internal.
#pragma once

#include "feel/code.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace reglament::feel {

/// Numbers from `low` to `high`; what is not there is no bound.
struct interval {
    std::optional<number> low;
    std::optional<number> high;
    bool low_open = false;
    bool high_open = false;

    [[nodiscard]] bool is_empty() const noexcept {
        return low && high && (*high < *low || (*low == *high && (low_open || high_open)));
    }
};

struct cell_shape {
    enum class sort : std::uint8_t {
        any,     ///< every value, null too
        opaque,  ///< its program must be run
        texts,
        truths,
        ordered
    };
    sort of = sort::opaque;
    value_kind kind = value_kind::null;        ///< of the values that are listed
    bool negated = false;                      ///< every other value of this kind
    std::vector<std::string_view> texts = {};  ///< in the program's constants
    std::vector<interval> intervals = {};
    bool truth[2] = {false, false};  ///< whether false, true is among them
};

/// `question`: where the cell finds its input.
[[nodiscard]] cell_shape shape_of(const compiled& cell, slot question);

/// The number that orders a value among those of its kind; nothing when they are not ordered by themselves.
[[nodiscard]] inline std::optional<number> order_key(const value& v) noexcept {
    switch (v.kind()) {
        case value_kind::number:
            return v.as_number();
        case value_kind::date:
            return number{static_cast<std::int64_t>(v.as_date().days.time_since_epoch().count())};
        case value_kind::months_duration:
            return number{v.as_months_duration().months};
        case value_kind::time_duration: {
            const auto d = v.as_time_duration();
            return add(number{d.seconds}, number::of(d.nanoseconds, -9));
        }
        default:
            return std::nullopt;  // times may have zones, and then an order that depends on the frame
    }
}

}  // namespace reglament::feel
