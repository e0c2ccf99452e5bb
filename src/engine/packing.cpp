#include "engine/packing.hpp"

#include <algorithm>
#include <array>
#include <cassert>

namespace reglament {

namespace {

// How a value is written: the first byte.
enum class tag : std::uint8_t {
    null,
    no,
    yes,
    small_number,
    large_number,
    text,
    date,
    time,
    date_time,
    time_duration,
    months_duration,
    list,
    context,
    range,
    apart
};

constexpr std::size_t heavy = 4'096;  // is kept apart

// A number as two words: feel::number lies so.
using number_bits = std::array<std::uint64_t, 2>;
static_assert(sizeof(number_bits) == sizeof(feel::number) && std::is_trivially_copyable_v<feel::number>);
constexpr unsigned exponent_shift = 49;
constexpr std::uint64_t upper_mask = (std::uint64_t{1} << exponent_shift) - 1;

number_bits bits_of(feel::number n) noexcept {
    number_bits bits;
    std::memcpy(&bits, &n, sizeof n);
    return bits;
}

const std::uint64_t plain_exponent = bits_of(feel::number{}).at(1) >> exponent_shift;

constexpr std::uint64_t folded(std::uint64_t apart) noexcept {
    return apart << 1 ^ (0 - (apart >> 63));
}
constexpr std::uint64_t unfolded(std::uint64_t n) noexcept {
    return n >> 1 ^ (0 - (n & 1));
}

// Times: the lowest bits say in what unit the distance from the base is; one of no unit has the time itself behind it.
constexpr std::array<std::uint64_t, 3> units{1, 1'000'000, 60'000'000};
enum time_code : std::uint64_t { time_never = 3, time_min = 7, time_epoch = 11, time_raw = 15 };
constexpr std::uint64_t far_off = std::uint64_t{1} << 60;

}  // namespace

void packer::grow(std::size_t more) {
    const std::size_t wanted = std::max(size_ + more, std::max<std::size_t>(256, capacity_ * 2));
    auto larger = std::make_unique_for_overwrite<char[]>(wanted);
    if (size_ != 0) std::memcpy(larger.get(), data_.get(), size_);
    data_ = std::move(larger);
    capacity_ = wanted;
}

void packer::time(instant t, instant base) {
    if (t == never) return number(time_never);
    if (t == instant::min()) return number(time_min);
    if (t == instant{}) return number(time_epoch);
    const auto ticks = [](instant x) { return static_cast<std::uint64_t>(x.time_since_epoch().count()); };
    const std::uint64_t apart = ticks(t) - ticks(base);
    const bool before = t < base;
    const std::uint64_t whole = before ? 0 - apart : apart;
    if (whole >= far_off) {
        number(time_raw);
        return raw(t);
    }
    std::size_t unit = 0;
    if (whole % units[1] == 0) unit = whole % units[2] == 0 ? 2 : 1;
    number((whole / units[unit]) << 3 | (before ? 4U : 0U) | unit);
}

instant unpacker::time(instant base) noexcept {
    const std::uint64_t code = number();
    if ((code & 3) == 3) {
        if (code == time_never) return never;
        if (code == time_min) return instant::min();
        return code == time_epoch ? instant{} : raw<instant>();
    }
    const auto distance = static_cast<std::int64_t>((code >> 3) * units[code & 3]);
    return base + std::chrono::microseconds{(code & 4) != 0 ? -distance : distance};
}

void packer::small_number(feel::number n) {
    const auto [low, high] = bits_of(n);
    if ((high & upper_mask) != 0) {
        byte(static_cast<unsigned>(tag::large_number));
        return raw(n);
    }
    byte(static_cast<unsigned>(tag::small_number));
    number(folded((high >> exponent_shift) - plain_exponent));
    number(low);
}

feel::value unpacker::small_number() noexcept {
    const std::uint64_t exponent = unfolded(number()) + plain_exponent;
    const number_bits bits{number(), exponent << exponent_shift};
    feel::number n;
    std::memcpy(static_cast<void*>(&n), &bits, sizeof n);
    return n;
}

void packer::put_apart(const feel::value& v) {
    if (apart_ == nullptr) {
        whole_ = false;
        return;
    }
    byte(static_cast<unsigned>(tag::apart));
    number(apart_->size());
    apart_->push_back(v);
}

void packer::value(const feel::value& v) {
    const auto is = [this](tag t) { byte(static_cast<unsigned>(t)); };
    switch (v.kind()) {
        case feel::value_kind::null:
            return is(tag::null);
        case feel::value_kind::boolean:
            return is(v.as_boolean() ? tag::yes : tag::no);
        case feel::value_kind::number:
            return small_number(v.as_number());
        case feel::value_kind::date:
            is(tag::date);
            return raw(v.as_date());
        case feel::value_kind::time:
            is(tag::time);
            return raw(v.as_time());
        case feel::value_kind::date_time:
            is(tag::date_time);
            return raw(v.as_date_time());
        case feel::value_kind::time_duration:
            is(tag::time_duration);
            return raw(v.as_time_duration());
        case feel::value_kind::months_duration:
            is(tag::months_duration);
            return raw(v.as_months_duration());
        default:
            break;
    }
    if (v.kind() == feel::value_kind::string && v.as_string().size() <= heavy) {
        is(tag::text);
        return text(v.as_string());
    }
    if (v.kind() == feel::value_kind::function || v.weight() > heavy) return put_apart(v);
    switch (v.kind()) {
        case feel::value_kind::list:
            is(tag::list);
            return values(v.as_list());
        case feel::value_kind::context:
            is(tag::context);
            number(v.as_context().size());
            for (const auto& [name, entry] : v.as_context()) {
                text(name);
                value(entry);
            }
            return;
        default: {
            const feel::range& r = v.as_range();
            is(tag::range);
            byte((r.low_open ? 1U : 0U) | (r.high_open ? 2U : 0U));
            value(r.low);
            return value(r.high);
        }
    }
}

feel::value unpacker::value() {
    switch (static_cast<tag>(byte())) {
        case tag::null:
            return {};
        case tag::no:
            return false;
        case tag::yes:
            return true;
        case tag::small_number:
            return small_number();
        case tag::large_number:
            return raw<feel::number>();
        case tag::text:
            return texts_(text());
        case tag::date:
            return raw<feel::date>();
        case tag::time:
            return raw<feel::time_of_day>();
        case tag::date_time:
            return raw<feel::date_time>();
        case tag::time_duration:
            return raw<feel::time_duration>();
        case tag::months_duration:
            return raw<feel::months_duration>();
        case tag::list: {
            feel::list items;
            values(items);
            return items;
        }
        case tag::context: {
            feel::context entries(number<std::size_t>());
            for (auto& [name, entry] : entries) {
                name = text();
                entry = value();
            }
            return entries;
        }
        case tag::range: {
            feel::range r;
            const unsigned open = byte();
            r.low_open = (open & 1U) != 0;
            r.high_open = (open & 2U) != 0;
            r.low = value();
            r.high = value();
            return r;
        }
        default:
            assert(apart_ != nullptr);
            return (*apart_)[number<std::size_t>()];
    }
}

feel::value text_cache::operator()(std::string_view text) {
    if (text.size() > longest) return text;
    std::uint64_t head = 0;
    std::memcpy(&head, text.data(), std::min(text.size(), sizeof head));
    feel::value& kept = all_[((head ^ text.size()) * 0x9E3779B97F4A7C15ULL) >> 56];
    if (kept.kind() != feel::value_kind::string || kept.as_string() != text) kept = text;
    return kept;
}

}  // namespace reglament
