// Temporal values written as ISO 8601 and RFC 3339 texts.
#include "feel/calendar.hpp"
#include "feel/duration.hpp"
#include "feel/zone_text.hpp"

#include <array>

namespace reglament::feel {

namespace {

void append_padded(std::string& out, std::uint64_t value, std::size_t width) {
    std::array<char, 20> digits{};
    std::size_t at = digits.size();
    for (; value > 0 || digits.size() - at < width; value /= 10) digits[--at] = static_cast<char>('0' + value % 10);
    out.append(digits.data() + at, digits.size() - at);
}

void append_fraction(std::string& out, std::uint64_t nanoseconds) {
    if (nanoseconds == 0) return;
    out += '.';
    append_padded(out, nanoseconds, 9);
    out.erase(out.find_last_not_of('0') + 1);
}

void append_date(std::string& out, local_day days) {
    const civil c = to_civil(days);
    if (c.year < 0) out += '-';
    append_padded(out, static_cast<std::uint64_t>(c.year < 0 ? -c.year : c.year), 4);
    out += '-';
    append_padded(out, c.month, 2);
    out += '-';
    append_padded(out, c.day, 2);
}

void append_clock(std::string& out, std::int64_t since_midnight) {
    constexpr auto second = static_cast<std::uint64_t>(nanoseconds_of_second);
    const auto nanoseconds = static_cast<std::uint64_t>(since_midnight);
    const std::uint64_t seconds = nanoseconds / second;
    append_padded(out, seconds / 3'600, 2);
    out += ':';
    append_padded(out, seconds / 60 % 60, 2);
    out += ':';
    append_padded(out, seconds % 60, 2);
    append_fraction(out, nanoseconds % second);
}

void append_local(std::string& out, const date_time& d) {
    append_date(out, d.day().days);
    out += 'T';
    append_clock(out, d.time().nanoseconds);
}

void append_zone(std::string& out, zone z) {
    if (z.is_named()) out += '@';
    out += z.name();
}

void append_unit(std::string& out, std::uint64_t amount, char letter) {
    if (amount != 0) out += std::to_string(amount) + letter;
}

std::uint64_t magnitude(std::int64_t n) noexcept {
    const auto bits = static_cast<std::uint64_t>(n);
    return n < 0 ? 0 - bits : bits;
}

}  // namespace

std::string to_string(date d) {
    std::string out;
    append_date(out, d.days);
    return out;
}

std::string to_string(const time_of_day& t) {
    std::string out;
    append_clock(out, t.nanoseconds);
    append_zone(out, t.zone);
    return out;
}

std::string to_string(const date_time& d) {
    std::string out;
    append_local(out, d);
    append_zone(out, d.zone);
    return out;
}

std::string to_string(time_duration d) {
    const auto [negative, seconds, nanoseconds] = to_signed_span(d);
    if (seconds == 0 && nanoseconds == 0) return "PT0S";
    std::string out = negative ? "-P" : "P";
    append_unit(out, seconds / 86'400, 'D');
    if (seconds % 86'400 == 0 && nanoseconds == 0) return out;
    out += 'T';
    append_unit(out, seconds / 3'600 % 24, 'H');
    append_unit(out, seconds / 60 % 60, 'M');
    if (seconds % 60 == 0 && nanoseconds == 0) return out;
    out += std::to_string(seconds % 60);
    append_fraction(out, nanoseconds);
    return out + 'S';
}

std::string to_string(months_duration d) {
    const std::uint64_t all = magnitude(d.months);
    if (all == 0) return "P0M";
    std::string out = d.months < 0 ? "-P" : "P";
    append_unit(out, all / 12, 'Y');
    append_unit(out, all % 12, 'M');
    return out;
}

}  // namespace reglament::feel

namespace reglament {

std::string to_string(instant when, feel::zone zone) {
    if (zone.is_none()) zone = feel::zone::utc();
    const std::chrono::seconds offset = zone.offset_at(when);
    std::string out;
    const std::chrono::local_time<std::chrono::microseconds> local{when.time_since_epoch() + offset};
    feel::append_local(out, feel::date_time{local, zone});
    return out + feel::offset_text(offset);
}

}  // namespace reglament
