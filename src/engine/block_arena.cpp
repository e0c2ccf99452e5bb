#include "engine/block_arena.hpp"

#include <cstring>

namespace reglament {

block_arena::handle block_arena::take(std::size_t units) {
    if (auto& again = free_[units]; !again.empty()) {
        const handle which = again.back();
        again.pop_back();
        return which;
    }
    if (used_ + units > chunk_units) {
        // What is left of a chunk is lost: half a kilobyte of a megabyte at most.
        if ((chunks_.size() + 1) * chunk_units > large) return large;
        chunks_.push_back(std::make_unique_for_overwrite<char[]>(chunk_units * unit));
        used_ = 0;
    }
    const auto which = static_cast<handle>((chunks_.size() - 1) * chunk_units + used_);
    used_ += units;
    return which;
}

block_arena::handle block_arena::put(std::string_view bytes) {
    const std::size_t units = units_of(bytes.size());
    const handle which = units > most_units ? large : take(units);
    if (which == large) return put_large(bytes);
    char* const to = address(which);
    *to = static_cast<char>(units);
    std::memcpy(to + 1, bytes.data(), bytes.size());
    return which;
}

block_arena::handle block_arena::put_large(std::string_view bytes) {
    auto whole = std::make_unique_for_overwrite<char[]>(bytes.size());
    std::memcpy(whole.get(), bytes.data(), bytes.size());
    if (free_large_.empty()) {
        large_.push_back(std::move(whole));
        return large | static_cast<handle>(large_.size() - 1);
    }
    const handle place = free_large_.back();
    free_large_.pop_back();
    large_[place] = std::move(whole);
    return large | place;
}

void block_arena::change(handle& which, std::string_view bytes) {
    if ((which & large) == 0) {
        char* const to = address(which);
        if (static_cast<unsigned char>(*to) == units_of(bytes.size())) {
            std::memcpy(to + 1, bytes.data(), bytes.size());
            return;
        }
    }
    free(which);
    which = put(bytes);
}

void block_arena::free(handle which) noexcept {
    if ((which & large) != 0) {
        large_[which & ~large].reset();
        free_large_.push_back(which & ~large);
        return;
    }
    free_[static_cast<unsigned char>(*address(which))].push_back(which);
}

}  // namespace reglament
