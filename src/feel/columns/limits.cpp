#include "feel/columns/limits.hpp"

#include <cmath>
#include <limits>

namespace reglament::feel {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

// The nearest numbers of a type on either side of a constant, itself when it is one; `before` and `after` step on.
template <class T>
struct neighbours {
    T least, most;  // of the type
    T at_most, at_least;
    bool none_below = false, none_above = false;
    T before, after;  // of a constant that is one of the type
};

template <class T>
limits<T> limits_of(const neighbours<T>& n, unsigned orders) noexcept {
    constexpr limits<T> none{T{1}, T{0}};
    const bool exact = !n.none_below && !n.none_above && n.at_most == n.at_least;
    const auto below = [&](T high, bool no) { return no ? none : limits<T>{n.least, high}; };
    const auto above = [&](T low, bool no) { return no ? none : limits<T>{low, n.most}; };
    switch (orders) {
        case 1:
            return below(exact ? n.before : n.at_most, n.none_below || (exact && n.at_most == n.least));
        case 2:
            return exact ? limits<T>{n.at_most, n.at_most} : none;
        case 3:
            return below(n.at_most, n.none_below);
        case 4:
            return above(exact ? n.after : n.at_least, n.none_above || (exact && n.at_least == n.most));
        case 5:
            return exact ? limits<T>{n.at_most, n.at_most, true} : limits<T>{n.least, n.most};
        case 6:
            return above(n.at_least, n.none_above);
        default:
            return orders == 0 ? none : limits<T>{n.least, n.most};
    }
}

// Of finite doubles only.
bool is_at_most(double d, number constant) noexcept {
    return *number::from_double(d) <= constant;
}

}  // namespace

limits<std::int64_t> whole_limits(number constant, unsigned orders) noexcept {
    using of = std::numeric_limits<std::int64_t>;
    const auto whole = [&](rounding how) {
        const auto n = round(constant, 0, how);
        return n ? n->to_int64() : std::nullopt;
    };
    const auto down = whole(rounding::floor), up = whole(rounding::ceiling);
    neighbours<std::int64_t> n{of::min(), of::max(), of::max(), of::min(), false, false, 0, 0};
    if (down) n.at_most = *down;
    if (up) n.at_least = *up;
    n.none_below = !down && constant.is_negative();
    n.none_above = !up && !constant.is_negative();
    if (down && down == up) {
        n.before = *down - (*down != of::min() ? 1 : 0);
        n.after = *down + (*down != of::max() ? 1 : 0);
    }
    return limits_of(n, orders);
}

// Shortest decimals rise with their doubles, so a few steps from the nearest one lead to the neighbours.
limits<double> double_limits(number constant, unsigned orders) noexcept {
    constexpr double most = std::numeric_limits<double>::max();
    double d = std::fmin(std::fmax(constant.to_double(), -most), most);
    while (d > -infinity && !is_at_most(d, constant)) d = std::nextafter(d, -infinity);
    for (double next = d; (next = std::nextafter(d, infinity)) < infinity && is_at_most(next, constant);) d = next;
    neighbours<double> n{-most, most, d, d, d == -infinity, d == most, 0, 0};
    const bool exact = !n.none_below && *number::from_double(d) == constant;
    if (exact) {
        n.none_above = false;
        n.before = std::nextafter(d, -infinity);
        n.after = std::nextafter(d, infinity);
    } else {
        n.at_least = n.none_below ? -most : std::nextafter(d, infinity);
    }
    return limits_of(n, orders);
}

}  // namespace reglament::feel
