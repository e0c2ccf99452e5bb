#include "feel/duration.hpp"

#include "feel/calendar.hpp"

#include <limits>

namespace reglament::feel {

namespace {

constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t microseconds_of_second = 1'000'000;

// The seconds of a duration whose texts can be read back: they have no sign of their own.
std::optional<time_duration> readable(time_duration d) noexcept {
    const bool is_least = d.seconds == std::numeric_limits<std::int64_t>::min() && d.nanoseconds == 0;
    return is_least ? std::nullopt : std::optional{d};
}

}  // namespace

std::optional<std::chrono::microseconds> time_duration::to_microseconds() const noexcept {
    constexpr std::int64_t most_seconds = most / microseconds_of_second, rest = most % microseconds_of_second;
    if (seconds >= 0) {
        const std::int64_t fine = nanoseconds / 1'000;
        if (seconds > most_seconds || (seconds == most_seconds && fine > rest)) return std::nullopt;
        return std::chrono::microseconds{seconds * microseconds_of_second + fine};
    }
    const signed_span all = to_signed_span(*this);
    const std::int64_t fine = all.nanoseconds / 1'000;
    const auto whole = static_cast<std::uint64_t>(most_seconds);
    if (all.seconds > whole || (all.seconds == whole && fine > rest + 1)) return std::nullopt;
    return std::chrono::microseconds{-static_cast<std::int64_t>(all.seconds) * microseconds_of_second - fine};
}

std::optional<time_duration> add(time_duration a, time_duration b) noexcept {
    const std::int64_t fine = std::int64_t{a.nanoseconds} + b.nanoseconds;
    const std::int64_t carry = fine >= nanoseconds_of_second ? 1 : 0;
    // The carry joins the summand that has room for it.
    std::int64_t& low = a.seconds < b.seconds ? a.seconds : b.seconds;
    if (low > most - carry) return std::nullopt;
    low += carry;
    if (b.seconds > 0 ? a.seconds > most - b.seconds : a.seconds < std::numeric_limits<std::int64_t>::min() - b.seconds)
        return std::nullopt;
    return readable({a.seconds + b.seconds, static_cast<std::int32_t>(fine - carry * nanoseconds_of_second)});
}

std::optional<time_duration> negate(time_duration d) noexcept {
    if (d.nanoseconds != 0)
        return time_duration{~d.seconds, static_cast<std::int32_t>(nanoseconds_of_second - d.nanoseconds)};
    if (d.seconds == std::numeric_limits<std::int64_t>::min()) return std::nullopt;
    return time_duration{-d.seconds, 0};
}

std::optional<time_duration> subtract(time_duration a, time_duration b) noexcept {
    const std::optional<time_duration> back = negate(b);
    return back ? add(a, *back) : std::nullopt;
}

signed_span to_signed_span(time_duration d) noexcept {
    if (!d.is_negative())
        return {false, static_cast<std::uint64_t>(d.seconds), static_cast<std::uint32_t>(d.nanoseconds)};
    const auto seconds = 0 - static_cast<std::uint64_t>(d.seconds);
    if (d.nanoseconds == 0) return {true, seconds, 0};
    return {true, seconds - 1, static_cast<std::uint32_t>(nanoseconds_of_second - d.nanoseconds)};
}

number to_nanoseconds(time_duration d) noexcept {
    const std::optional<number> whole = multiply(number{d.seconds}, number{nanoseconds_of_second});
    return *add(*whole, number{d.nanoseconds});
}

std::optional<time_duration> from_nanoseconds(number n) noexcept {
    const std::optional<number> all = round(n, 0, rounding::half_even);
    const std::optional<number> exact = all ? multiply(*all, number::of(1, -9)) : std::nullopt;
    const std::optional<number> whole = exact ? round(*exact, 0, rounding::floor) : std::nullopt;
    const std::optional<std::int64_t> seconds = whole ? whole->to_int64() : std::nullopt;
    if (!seconds) return std::nullopt;
    const std::optional<number> rest = subtract(*exact, *whole);
    const std::optional<number> fine = rest ? multiply(*rest, number{nanoseconds_of_second}) : std::nullopt;
    const std::optional<std::int64_t> nanoseconds = fine ? fine->to_int64() : std::nullopt;
    if (!nanoseconds) return std::nullopt;
    return readable({*seconds, static_cast<std::int32_t>(*nanoseconds)});
}

}  // namespace reglament::feel
