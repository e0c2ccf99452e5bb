// Time zones, from the system's IANA database.
#include "feel/calendar.hpp"
#include "feel/zone_text.hpp"

#include <date/tz.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cassert>
#include <exception>
#include <map>
#include <mutex>
#include <shared_mutex>

namespace reglament::feel {

namespace {

constexpr std::size_t max_zones = 4'096;  // the database has about 600 names

// The named zones met so far. An id is given once and stays; reading a zone by its id takes no lock.
struct zone_registry {
    std::shared_mutex mutex;
    std::map<std::string, std::int32_t, std::less<>> ids;
    std::array<std::atomic<const ::date::time_zone*>, max_zones> zones{};

    static zone_registry& get() {
        static zone_registry only;
        return only;
    }
};

// The database throws for what it lacks, and reads a zone's file at its first use.
const ::date::time_zone* locate(std::string_view name) noexcept {
    if (name.starts_with("posix/") || name.starts_with("right/")) return nullptr;
    try {
        const ::date::time_zone* found = ::date::locate_zone(name);
        static_cast<void>(found->get_info(::date::sys_seconds{}));
        return found;
    } catch (const std::exception&) {
        return nullptr;
    }
}

std::optional<std::int32_t> registered(zone_registry& registry, std::string_view name) {
    const std::shared_lock lock{registry.mutex};
    const auto found = registry.ids.find(name);
    return found == registry.ids.end() ? std::nullopt : std::optional{found->second};
}

std::optional<std::int32_t> index_of(std::string_view name) {
    zone_registry& registry = zone_registry::get();
    if (const auto known = registered(registry, name)) return known;
    const ::date::time_zone* found = locate(name);
    if (found == nullptr) return std::nullopt;
    const std::unique_lock lock{registry.mutex};
    const auto next = static_cast<std::int32_t>(registry.ids.size());
    if (registry.ids.size() == max_zones) return std::nullopt;
    const auto [entry, added] = registry.ids.try_emplace(std::string{name}, next);
    if (added) registry.zones[static_cast<std::size_t>(next)].store(found, std::memory_order_release);
    return entry->second;
}

const ::date::time_zone& zone_at(std::int32_t index) noexcept {
    return *zone_registry::get().zones[static_cast<std::size_t>(index)].load(std::memory_order_acquire);
}

// Where the database's rules hold; other years are read as those nearest to them with the same calendar, which
// repeats itself every 400 years.
std::int64_t within_rules(std::int64_t seconds) noexcept {
    constexpr std::int64_t first = -62'135'596'800, end = 253'402'300'800;  // of the year 1, of the year 10000
    constexpr std::int64_t period = 146'097 * seconds_of_day;
    if (seconds < first) return seconds + (first - seconds + period - 1) / period * period;
    return seconds < end ? seconds : seconds - ((seconds - end) / period + 1) * period;
}

template <class To, class From>
To same_count(From from) noexcept {
    return To{from.time_since_epoch()};
}

int two_digits(std::string_view text) noexcept {
    const bool digits = text[0] >= '0' && text[0] <= '9' && text[1] >= '0' && text[1] <= '9';
    return digits ? (text[0] - '0') * 10 + (text[1] - '0') : 99;
}

}  // namespace

std::optional<zone> read_offset(std::string_view text) noexcept {
    const bool formed = (text.size() == 6 || (text.size() == 9 && text[6] == ':')) && text[3] == ':';
    if (!formed || (text[0] != '+' && text[0] != '-')) return std::nullopt;
    const int hours = two_digits(text.substr(1)), minutes = two_digits(text.substr(4));
    const int seconds = text.size() == 9 ? two_digits(text.substr(7)) : 0;
    const std::chrono::seconds offset{(hours * 60 + minutes) * 60 + seconds};
    if (minutes > 59 || seconds > 59 || offset > max_offset) return std::nullopt;
    return zone::fixed(text[0] == '-' ? -offset : offset);
}

std::string offset_text(std::chrono::seconds offset) {
    if (offset.count() == 0) return "Z";
    std::int64_t rest = offset.count() < 0 ? -offset.count() : offset.count();
    const auto two = [](std::int64_t n) {
        return std::string{static_cast<char>('0' + n / 10), static_cast<char>('0' + n % 10)};
    };
    const std::string minutes = (offset.count() < 0 ? "-" : "+") + two(rest / 3'600) + ":" + two(rest / 60 % 60);
    return rest % 60 == 0 ? minutes : minutes + ":" + two(rest % 60);
}

std::optional<zone> zone::find(std::string_view name) {
    if (name == "Z" || name == "UTC") return utc();
    if (is_offset_text(name)) return read_offset(name);
    const std::optional<std::int32_t> index = index_of(name);
    if (!index) return std::nullopt;
    return zone{first_named + *index};
}

std::string zone::name() const {
    if (is_none()) return {};
    return is_named() ? std::string{zone_at(id_ - first_named).name()} : offset_text(std::chrono::seconds{id_});
}

std::chrono::seconds zone::offset_at(std::chrono::sys_seconds when) const {
    assert(!is_none());
    if (!is_named()) return std::chrono::seconds{id_};
    const std::chrono::seconds within{within_rules(when.time_since_epoch().count())};
    return zone_at(id_ - first_named).get_info(::date::sys_seconds{within}).offset;
}

zone::stretch zone::stretch_at(std::chrono::sys_seconds when) const {
    assert(!is_none());
    using std::chrono::sys_seconds, std::chrono::seconds;
    if (!is_named()) return {sys_seconds::min(), sys_seconds::max(), seconds{id_}};
    const seconds since = when.time_since_epoch(), within{within_rules(since.count())};
    const auto info = zone_at(id_ - first_named).get_info(::date::sys_seconds{within});
    constexpr seconds far{std::int64_t{1} << 40U};
    const auto shifted = [&](::date::sys_seconds t) {
        return sys_seconds{std::clamp(t.time_since_epoch(), -far, far) + (since - within)};
    };
    return {shifted(info.begin), shifted(info.end), info.offset};
}

instant zone::to_instant(std::chrono::local_time<std::chrono::microseconds> local) const {
    assert(!is_none());
    const auto as_utc = same_count<instant>(local);
    if (!is_named()) return as_utc - std::chrono::seconds{id_};
    const auto info =
        zone_at(id_ - first_named).get_info(same_count<::date::local_time<std::chrono::microseconds>>(local));
    if (info.result == ::date::local_info::nonexistent) return info.first.end;
    return as_utc - info.first.offset;
}

time_duration zone::to_utc(std::chrono::local_seconds local, std::int32_t nanoseconds) const {
    assert(!is_none());
    const std::int64_t seconds = local.time_since_epoch().count();
    if (!is_named()) return {seconds - id_, nanoseconds};
    const std::int64_t within = within_rules(seconds);
    const auto info = zone_at(id_ - first_named).get_info(::date::local_seconds{std::chrono::seconds{within}});
    if (info.result == ::date::local_info::nonexistent)
        return {info.first.end.time_since_epoch().count() + (seconds - within), 0};
    return {seconds - info.first.offset.count(), nanoseconds};
}

std::chrono::local_time<std::chrono::microseconds> zone::to_local(instant when) const {
    return same_count<std::chrono::local_time<std::chrono::microseconds>>(when + offset_at(when));
}

}  // namespace reglament::feel
