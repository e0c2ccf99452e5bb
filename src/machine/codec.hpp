// Codec: numbers, texts and values as bytes, the same on every platform. Reading is bounded and never trusts a length.
#pragma once

#include <reglament/feel/value.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace reglament {

/// Of a saved record. Version 2 added the keys of events, 3 the branches of runs and what is asked of hosts, 4 records
/// of other subjects than the client, who called a run, starts that wait, and what was merged, 5 the definitions that
/// runs are in, 6 what facts are gathered from, 7 what the host told of facts, 8 ladders of late tasks and who of the
/// people has which task, 9 what is added to facts of other records, 10 runs that are paused.
inline constexpr std::uint64_t record_format = 10;

/// What the sixteen bytes of a UUID are written as. Anything else stays as it is.
[[nodiscard]] std::string unpacked(std::string_view bytes);

class byte_writer {
public:
    void number(std::uint64_t n) {  // seven bits a byte, lowest first
        char* at = room(10);
        for (; n >= 0x80; n >>= 7) *at++ = static_cast<char>(n | 0x80);
        *at++ = static_cast<char>(n);
        size_ = static_cast<std::size_t>(at - data_.get());
    }
    void whole(std::int64_t n) {  // sign folded into the lowest bit
        const auto bits = static_cast<std::uint64_t>(n);
        number(n < 0 ? ~(bits << 1) : bits << 1);
    }
    void text(std::string_view s);
    void uuid(std::string_view s);  // its sixteen bytes as a text; anything else as it is
    void value(const feel::value& v);
    [[nodiscard]] std::string_view bytes() const noexcept { return {data_.get(), size_}; }
    [[nodiscard]] std::string take() const { return std::string{bytes()}; }

private:
    char* room(std::size_t more) {
        if (size_ + more > capacity_) grow(more);
        return data_.get() + size_;
    }
    void grow(std::size_t more);
    void put(std::string_view s);

    std::unique_ptr<char[]> data_;
    std::size_t size_ = 0, capacity_ = 0;
};

/// Reads what byte_writer wrote. After the first fault everything reads as zero or empty and ok() is false.
class byte_reader {
public:
    explicit byte_reader(std::string_view bytes) noexcept : rest_{bytes} {}

    std::uint64_t number();
    /// The number that is read next.
    [[nodiscard]] std::uint64_t peek_number() const { return byte_reader{rest_}.number(); }
    std::int64_t whole();
    std::string_view text();
    feel::value value() { return value(0); }

    /// A number of items, each of which takes a byte at least.
    std::size_t count();

    [[nodiscard]] bool ok() const noexcept { return ok_; }
    [[nodiscard]] bool at_end() const noexcept { return rest_.empty(); }

private:
    feel::value value(std::size_t depth);
    feel::value scalar(feel::value_kind kind);

    std::string_view rest_;
    bool ok_ = true;
};

}  // namespace reglament
