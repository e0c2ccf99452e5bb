#include <reglament/feel/temporal.hpp>

namespace reglament::feel {

time_duration date_time::since_epoch(feel::zone fallback) const {
    if (!zone.is_none()) return zone.to_utc(local, nanoseconds);
    return (fallback.is_none() ? feel::zone::utc() : fallback).to_utc(local, nanoseconds);
}

instant date_time::at(feel::zone fallback) const {
    // 99,999 years of microseconds fit 64 bits, with room for what is added to an instant.
    constexpr std::int64_t first = -3'217'830'796'800, last = 3'093'527'980'799;
    const time_duration since = since_epoch(fallback);
    if (since.seconds < first) return instant{std::chrono::seconds{first}};
    if (since.seconds > last) return instant{std::chrono::seconds{last}};
    return instant{std::chrono::seconds{since.seconds} + std::chrono::microseconds{since.nanoseconds / 1'000}};
}

}  // namespace reglament::feel
