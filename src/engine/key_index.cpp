#include "engine/key_index.hpp"

#include <algorithm>
#include <cassert>
#include <cstring>
#include <stdexcept>

namespace reglament {

namespace {

std::uint64_t mixed(std::uint64_t h) noexcept {
    h ^= h >> 32;
    h *= 0xd6e8feb86659fd93ULL;
    h ^= h >> 32;
    h *= 0xd6e8feb86659fd93ULL;
    return h ^ (h >> 32);
}

}  // namespace

std::size_t key_index::hash::operator()(std::string_view key) const noexcept {
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
    const std::uint32_t place = places_[i];
    const char* at = chunks_[place / chunk_units].get() + place % chunk_units * unit;
    std::size_t size = 0;
    for (unsigned shift = 0;; shift += 7) {
        const auto byte = static_cast<unsigned char>(*at++);
        size |= static_cast<std::size_t>(byte & 0x7FU) << shift;
        if (byte < 0x80) return {at, size};
    }
}

std::optional<std::uint32_t> key_index::find(std::string_view key) const {
    const auto at = numbers_.find(key);
    return at == numbers_.end() ? std::nullopt : std::optional{*at};
}

std::uint32_t key_index::add(std::string_view key) {
    assert(!find(key));
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
    const auto fresh = static_cast<std::uint32_t>(places_.size() - 1);
    numbers_.insert(fresh);
    return fresh;
}

}  // namespace reglament
