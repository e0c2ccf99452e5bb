#include "machine/codec.hpp"

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

template <class T>
feel::value value_or_null(const std::optional<T>& read, bool& ok) {
    if (read) return feel::value{*read};
    ok = false;
    return {};
}

}  // namespace

std::string packed(std::string_view uuid) {
    static constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    std::size_t half = 0;
    for (const char c : uuid) {
        if (c == '-') continue;
        const std::size_t digit = digits.find(c);
        if (digit == digits.npos) return std::string{uuid};
        if (half++ % 2 == 0)
            out += static_cast<char>(digit << 4U);
        else
            out.back() = static_cast<char>(static_cast<unsigned char>(out.back()) | digit);
    }
    return out.size() == 16 && unpacked(out) == uuid ? out : std::string{uuid};
}

std::string unpacked(std::string_view bytes) {
    static constexpr std::string_view digits = "0123456789abcdef";
    if (bytes.size() != 16) return std::string{bytes};
    std::string out;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10) out += '-';
        out += digits[static_cast<unsigned char>(bytes[i]) >> 4U];
        out += digits[static_cast<unsigned char>(bytes[i]) & 15U];
    }
    return out;
}

void byte_writer::number(std::uint64_t n) {
    for (; n >= 0x80; n >>= 7) out_ += static_cast<char>((n & 0x7F) | 0x80);
    out_ += static_cast<char>(n);
}

void byte_writer::whole(std::int64_t n) {
    const auto bits = static_cast<std::uint64_t>(n);
    number(n < 0 ? ~(bits << 1) : bits << 1);
}

void byte_writer::text(std::string_view s) {
    number(s.size());
    out_ += s;
}

void byte_writer::value(const feel::value& v) {
    out_ += static_cast<char>(v.kind());
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
