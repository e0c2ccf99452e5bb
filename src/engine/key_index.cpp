#include "engine/key_index.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstring>
#include <future>
#include <stdexcept>
#include <thread>

namespace reglament {

namespace {

constexpr std::size_t many = 100'000;  // keys: worth a thread
constexpr std::size_t ahead = 16;      // so many keys before it is read, memory is asked for

std::uint64_t mixed(std::uint64_t h) noexcept {
    h ^= h >> 32;
    h *= 0xd6e8feb86659fd93ULL;
    h ^= h >> 32;
    h *= 0xd6e8feb86659fd93ULL;
    return h ^ (h >> 32);
}

}  // namespace

std::size_t key_index::hash_of(std::string_view key) noexcept {
    std::uint64_t h = key.size() * 0x9E3779B97F4A7C15ULL;
    for (; key.size() >= 8; key.remove_prefix(8)) {
        std::uint64_t word = 0;
        std::memcpy(&word, key.data(), 8);
        h = mixed(h ^ word);
    }
    std::uint64_t rest = 0;
    std::memcpy(&rest, key.data(), key.size());
    return mixed(h ^ rest);
}

// A length of seven bits a byte, then the key.
std::string_view key_index::operator[](std::uint32_t i) const noexcept {
    const char* from = at(i);
    std::size_t size = 0;
    for (unsigned shift = 0;; shift += 7) {
        const auto byte = static_cast<unsigned char>(*from++);
        size |= static_cast<std::size_t>(byte & 0x7FU) << shift;
        if (byte < 0x80) return {from, size};
    }
}

std::optional<std::uint32_t> key_index::find(std::string_view key) const {
    const hashed k{key, hash_of(key)};
    const table& its = numbers_[table_of(k.hash)];
    const auto at = its.find(k);
    return at == its.end() ? std::nullopt : std::optional{*at};
}

std::uint32_t key_index::add(std::string_view key) {
    assert(!find(key) && indexed_ == places_.size());
    const std::uint32_t fresh = append(key);
    numbers_[table_of(hash_of(key))].insert(fresh);
    indexed_ = fresh + 1;
    return fresh;
}

std::uint32_t key_index::append(std::string_view key) {
    const std::size_t units = (key.size() + 10 + unit - 1) / unit;  // at most
    if (used_ + units > chunk_units) {
        if (chunks_.size() == (std::size_t{1} << 32) / chunk_units) throw std::length_error{"too many keys"};
        chunks_.push_back(std::make_unique_for_overwrite<char[]>(std::max(units, chunk_units) * unit));
        used_ = 0;
    }
    char* const begin = chunks_.back().get() + used_ * unit;
    char* at = begin;
    std::size_t size = key.size();
    for (; size >= 0x80; size >>= 7) *at++ = static_cast<char>(size | 0x80);
    *at++ = static_cast<char>(size);
    std::memcpy(at, key.data(), key.size());
    places_.push_back(static_cast<std::uint32_t>((chunks_.size() - 1) * chunk_units + used_));
    used_ += (static_cast<std::size_t>(at - begin) + key.size() + unit - 1) / unit;
    return static_cast<std::uint32_t>(places_.size() - 1);
}

// Table by table: one alone is small enough to stay in the processor's cache while it is filled.
bool key_index::index_appended() {
    std::array<std::size_t, tables + 1> begins{};  // of each table's numbers, one table behind the other
    const std::size_t count = places_.size() - indexed_;
    std::vector<std::uint8_t> to(count);
    for (std::size_t i = 0; i < count; ++i) {
        to[i] = static_cast<std::uint8_t>(table_of(hash_of((*this)[indexed_ + static_cast<std::uint32_t>(i)])));
        ++begins[to[i] + 1U];
    }
    for (std::size_t t = 0; t < tables; ++t) begins[t + 1] += begins[t];
    std::vector<std::uint32_t> sorted(count);
    auto next = begins;
    for (std::size_t i = 0; i < count; ++i) sorted[next[to[i]]++] = indexed_ + static_cast<std::uint32_t>(i);

    const auto fill = [&](std::size_t first, std::size_t step) {
        bool all = true;
        for (std::size_t t = first; t < tables; t += step) {
            numbers_[t].reserve(numbers_[t].size() + begins[t + 1] - begins[t]);
            for (std::size_t i = begins[t]; i < begins[t + 1]; ++i) {
                if (i + 2 * ahead < count) __builtin_prefetch(&places_[sorted[i + 2 * ahead]]);
                if (i + ahead < count) __builtin_prefetch(at(sorted[i + ahead]));
                all = numbers_[t].insert(sorted[i]).second && all;
            }
        }
        return all;
    };
    const std::size_t threads = count < many ? 1 : std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, 8);
    std::vector<std::future<bool>> others;
    for (std::size_t i = 1; i < threads; ++i)
        others.push_back(std::async(std::launch::async | std::launch::deferred, fill, i, threads));
    bool all = fill(0, threads);
    for (std::future<bool>& one : others) all = one.get() && all;
    indexed_ = static_cast<std::uint32_t>(places_.size());
    return all;
}

}  // namespace reglament
