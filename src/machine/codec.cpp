#include "machine/codec.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

namespace reglament {

namespace {

constexpr std::size_t deepest_value = 64;

std::string text_of(const feel::value& v) {
    switch (v.kind()) {
        case feel::value_kind::boolean:
            return v.as_boolean() ? "t" : "f";
        case feel::value_kind::number:
            return v.as_number().to_string();
        case feel::value_kind::string:
            return std::string{v.as_string()};
        case feel::value_kind::date:
            return feel::to_string(v.as_date());
        case feel::value_kind::time:
            return feel::to_string(v.as_time());
        case feel::value_kind::date_time:
            return feel::to_string(v.as_date_time());
        case feel::value_kind::time_duration:
            return feel::to_string(v.as_time_duration());
        case feel::value_kind::months_duration:
            return feel::to_string(v.as_months_duration());
        default:
            return {};
    }
}

constexpr bool is_dash(std::size_t place) noexcept {
    return place == 8 || place == 13 || place == 18 || place == 23;
}

// 16: it is none.
constexpr unsigned digit_of(char c) noexcept {
    return c >= '0' && c <= '9'   ? static_cast<unsigned>(c - '0')
           : c >= 'a' && c <= 'f' ? static_cast<unsigned>(c - 'a') + 10U
                                  : 16U;
}

bool is_uuid(std::string_view s, std::array<char, 16>& bytes) noexcept {
    if (s.size() != 36) return false;
    std::size_t half = 0;
    unsigned wrong = 0, high = 0;
    for (std::size_t i = 0; i < s.size(); ++i) {
        if (is_dash(i)) {
            wrong |= s[i] == '-' ? 0U : 16U;
            continue;
        }
        const unsigned digit = digit_of(s[i]);
        wrong |= digit & 16U;
        if (half++ % 2 == 0)
            high = digit << 4U;
        else
            bytes[(half - 1) / 2] = static_cast<char>(high | (digit & 15U));
    }
    return wrong == 0;
}

template <class T>
feel::value value_or_null(const std::optional<T>& read, bool& ok) {
    if (read) return feel::value{*read};
    ok = false;
    return {};
}

}  // namespace

std::string unpacked(std::string_view bytes) {
    static constexpr std::string_view digits = "0123456789abcdef";
    if (bytes.size() != 16) return std::string{bytes};
    std::string out(36, '-');
    std::size_t at = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10) ++at;
        out[at++] = digits[static_cast<unsigned char>(bytes[i]) >> 4U];
        out[at++] = digits[static_cast<unsigned char>(bytes[i]) & 15U];
    }
    return out;
}

void byte_writer::grow(std::size_t more) {
    const std::size_t wanted = std::max(size_ + more, std::max<std::size_t>(512, capacity_ * 2));
    auto larger = std::make_unique_for_overwrite<char[]>(wanted);
    if (size_ != 0) std::memcpy(larger.get(), data_.get(), size_);
    data_ = std::move(larger);
    capacity_ = wanted;
}

void byte_writer::put(std::string_view s) {
    if (s.empty()) return;
    std::memcpy(room(s.size()), s.data(), s.size());
    size_ += s.size();
}

void byte_writer::text(std::string_view s) {
    number(s.size());
    put(s);
}

void byte_writer::uuid(std::string_view s) {
    std::array<char, 16> bytes;
    is_uuid(s, bytes) ? text({bytes.data(), bytes.size()}) : text(s);
}

void byte_writer::value(const feel::value& v) {
    const auto kind = static_cast<char>(v.kind());
    put({&kind, 1});
    switch (v.kind()) {
        case feel::value_kind::null:
            return;
        case feel::value_kind::list:
            number(v.as_list().size());
            for (const feel::value& item : v.as_list()) value(item);
            return;
        case feel::value_kind::context:
            number(v.as_context().size());
            for (const auto& [name, entry] : v.as_context()) {
                text(name);
                value(entry);
            }
            return;
        default:
            text(text_of(v));
    }
}

std::uint64_t byte_reader::number() {
    std::uint64_t n = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
        if (rest_.empty()) break;
        const auto byte = static_cast<unsigned char>(rest_.front());
        rest_.remove_prefix(1);
        n |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
        if (byte < 0x80) return n;
    }
    ok_ = false;
    rest_ = {};
    return 0;
}

std::int64_t byte_reader::whole() {
    const std::uint64_t n = number();
    return static_cast<std::int64_t>((n & 1) != 0 ? ~(n >> 1) : n >> 1);
}

std::string_view byte_reader::text() {
    const std::uint64_t size = number();
    if (size > rest_.size()) {
        ok_ = false;
        rest_ = {};
        return {};
    }
    const std::string_view s = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return s;
}

std::size_t byte_reader::count() {
    const std::uint64_t n = number();
    if (n <= rest_.size()) return n;
    ok_ = false;
    rest_ = {};
    return 0;
}

feel::value byte_reader::scalar(feel::value_kind kind) {
    const std::string_view s = text();
    switch (kind) {
        case feel::value_kind::boolean:
            ok_ = ok_ && (s == "t" || s == "f");
            return s == "t";
        case feel::value_kind::number:
            return value_or_null(feel::number::parse(s), ok_);
        case feel::value_kind::string:
            return s;
        case feel::value_kind::date:
            return value_or_null(feel::parse_date(s), ok_);
        case feel::value_kind::time:
            return value_or_null(feel::parse_time(s), ok_);
        case feel::value_kind::date_time:
            return value_or_null(feel::parse_date_time(s), ok_);
        case feel::value_kind::time_duration:
            return value_or_null(feel::parse_time_duration(s), ok_);
        case feel::value_kind::months_duration:
            return value_or_null(feel::parse_months_duration(s), ok_);
        default:
            ok_ = false;
            return {};
    }
}

feel::value byte_reader::value(std::size_t depth) {
    if (rest_.empty() || depth > deepest_value) {
        ok_ = false;
        return {};
    }
    const auto kind = static_cast<feel::value_kind>(rest_.front());
    rest_.remove_prefix(1);
    if (kind == feel::value_kind::null) return {};
    if (kind == feel::value_kind::list) {
        feel::list items(count());
        for (feel::value& item : items) item = value(depth + 1);
        return items;
    }
    if (kind == feel::value_kind::context) {
        feel::context entries(count());
        for (auto& [name, entry] : entries) {
            name = text();
            entry = value(depth + 1);
        }
        return entries;
    }
    return scalar(kind);
}

}  // namespace reglament
