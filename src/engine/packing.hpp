// Packing: numbers, times and values in few bytes, for this process alone. What is saved has a format of its own
// (machine/codec.hpp), which knows names; here are indices and bits.
#pragma once

#include <reglament/feel/value.hpp>
#include <reglament/regulation/period.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <deque>
#include <memory>
#include <string_view>
#include <type_traits>
#include <vector>

namespace reglament {

/// Bytes that are written from the beginning again and again: their memory is kept.
class packer {
public:
    /// Begins anew. `apart` keeps what is not packed: functions, which have no bytes, and what is large, because it may
    /// be shared. Without it such a value makes whole() false.
    void clear(std::deque<feel::value>* apart = nullptr) noexcept {
        apart_ = apart;
        size_ = 0;
        whole_ = true;
    }
    [[nodiscard]] std::string_view bytes() const noexcept { return {data_.get(), size_}; }
    [[nodiscard]] bool whole() const noexcept { return whole_; }

    void number(std::uint64_t n) {
        char* at = room(10);
        for (; n >= 0x80; n >>= 7) *at++ = static_cast<char>(n | 0x80);
        *at++ = static_cast<char>(n);
        size_ = static_cast<std::size_t>(at - data_.get());
    }
    void byte(unsigned b) {
        *room(1) = static_cast<char>(b);
        ++size_;
    }
    void text(std::string_view s) {
        number(s.size());
        if (s.empty()) return;
        std::memcpy(room(s.size()), s.data(), s.size());
        size_ += s.size();
    }
    template <class T>
    void raw(const T& x) {
        static_assert(std::is_trivially_copyable_v<T>);
        std::memcpy(room(sizeof x), &x, sizeof x);
        size_ += sizeof x;
    }
    void time(instant t, instant base);  ///< in fewer bytes when it is near `base`, or a whole second or minute from it
    void value(const feel::value& v);
    void values(const std::vector<feel::value>& all) {
        number(all.size());
        for (const feel::value& v : all) value(v);
    }

private:
    char* room(std::size_t more) {
        if (size_ + more > capacity_) grow(more);
        return data_.get() + size_;
    }
    void grow(std::size_t more);
    void small_number(feel::number n);
    void put_apart(const feel::value& v);

    std::unique_ptr<char[]> data_;
    std::size_t size_ = 0, capacity_ = 0;
    bool whole_ = true;
    std::deque<feel::value>* apart_ = nullptr;
};

/// Texts that were read lately: most are of an enumeration, and need no memory of their own.
class text_cache {
public:
    [[nodiscard]] feel::value operator()(std::string_view text);

private:
    static constexpr std::size_t size = 256, longest = 24;
    std::vector<feel::value> all_ = std::vector<feel::value>(size);
};

/// Reads what a packer wrote; unchecked, because nobody else writes it.
class unpacker {
public:
    unpacker(const char* at, text_cache& texts, const std::deque<feel::value>* apart = nullptr) noexcept
        : at_{at}, texts_{texts}, apart_{apart} {}

    [[nodiscard]] const char* at() const noexcept { return at_; }

    template <class T = std::uint64_t>
    T number() noexcept {
        auto byte = static_cast<unsigned char>(*at_++);
        std::uint64_t n = byte & 0x7FU;
        for (unsigned shift = 7; byte >= 0x80; shift += 7) {
            byte = static_cast<unsigned char>(*at_++);
            n |= static_cast<std::uint64_t>(byte & 0x7FU) << shift;
        }
        return static_cast<T>(n);
    }
    unsigned byte() noexcept { return static_cast<unsigned char>(*at_++); }
    std::string_view text() noexcept {
        const auto size = number<std::size_t>();
        at_ += size;
        return {at_ - size, size};
    }
    template <class T>
    T raw() noexcept {
        std::remove_cv_t<T> x;
        std::memcpy(static_cast<void*>(&x), at_, sizeof x);
        at_ += sizeof x;
        return x;
    }
    instant time(instant base) noexcept;
    feel::value value();
    void values(std::vector<feel::value>& all) {
        all.resize(number<std::size_t>());
        for (feel::value& v : all) v = value();
    }

private:
    feel::value small_number() noexcept;

    const char* at_;
    text_cache& texts_;
    const std::deque<feel::value>* apart_;
};

}  // namespace reglament
