#include "engine/timer_queue.hpp"

#include <algorithm>
#include <bit>
#include <cassert>
#include <functional>

namespace reglament {

namespace {

constexpr std::uint64_t sign = std::uint64_t{1} << 63;
constexpr std::size_t many_early = 1'024;

}  // namespace

timer_queue::key timer_queue::key_of(instant t) noexcept {
    return static_cast<key>(t.time_since_epoch().count()) ^ sign;
}

instant timer_queue::instant_of(key k) noexcept {
    return instant{instant::duration{static_cast<std::int64_t>(k ^ sign)}};
}

timer_queue::bucket* timer_queue::nearest() noexcept {
    for (unsigned level = 0; level < levels; ++level) {
        if (used_[level] != 0) return &buckets_[level * slots + static_cast<unsigned>(std::countr_zero(used_[level]))];
    }
    return nullptr;
}

instant timer_queue::next_due() const noexcept {
    instant first = never;
    if (!sorted_.empty()) first = sorted_.back().due;
    if (!early_.empty()) first = std::min(first, early_.front().due);
    if (const bucket* const b = nearest()) first = std::min(first, instant_of(b->earliest));
    return first;
}

void timer_queue::put(key due, std::uint32_t client) {
    const unsigned level = static_cast<unsigned>(63 - std::countl_zero(due ^ reached_)) / digit;
    const auto slot = static_cast<unsigned>(due >> (level * digit)) % slots;
    bucket& b = buckets_[level * slots + slot];
    const std::uint32_t at = b.count % block::room;
    if (at == 0) {
        block* fresh = free_;
        if (fresh == nullptr)
            fresh = &blocks_.emplace_back();
        else
            free_ = fresh->next;
        fresh->next = b.first;
        b.first = fresh;
    }
    if (b.count == 0) used_[level] |= std::uint64_t{1} << slot;
    b.earliest = b.count == 0 ? due : std::min(b.earliest, due);
    b.first->due[at] = due;
    b.first->client[at] = client;
    ++b.count;
}

void timer_queue::push(timer t) {
    ++size_;
    const key due = key_of(t.due);
    if (due > reached_) return put(due, t.client);
    early_.push_back(t);
    std::push_heap(early_.begin(), early_.end(), std::greater<>{});
    if (early_.size() >= many_early && early_.size() > size_ / 2) spread_anew();
}

template <class Visit>
void timer_queue::empty_out(bucket& b, Visit&& visit) {
    const auto which = static_cast<std::size_t>(&b - buckets_.data());
    used_[which / slots] &= ~(std::uint64_t{1} << (which % slots));
    block* from = b.first;
    std::uint32_t in_block = (b.count - 1) % block::room + 1;
    b = {};
    for (; from != nullptr; in_block = block::room) {
        for (std::uint32_t i = 0; i < in_block; ++i) visit(from->due[i], from->client[i]);
        block* const next = from->next;
        from->next = free_;
        free_ = from;
        from = next;
    }
}

// Its timers go into nearer buckets; few, or all of one instant, are sorted and need no bucket any more.
void timer_queue::open(bucket& b) {
    reached_ = b.earliest;
    const bool spread = b.count + sorted_.size() > few;
    empty_out(b, [&](key due, std::uint32_t client) {
        if (spread && due > reached_)
            put(due, client);
        else
            sorted_.push_back({instant_of(due), client});
    });
    std::sort(sorted_.begin(), sorted_.end(), std::greater<>{});
}

// Afterwards the first timer is in `sorted_` or `early_`.
void timer_queue::settle() {
    bucket* const b = nearest();
    if (b == nullptr) return;
    const instant due = instant_of(b->earliest);
    if (!sorted_.empty() && sorted_.back().due < due) return;
    if (!early_.empty() && early_.front().due < due) return;
    open(*b);
}

timer timer_queue::top() {
    assert(!empty());
    settle();
    if (sorted_.empty()) return early_.front();
    if (early_.empty()) return sorted_.back();
    return std::min(sorted_.back(), early_.front());
}

timer timer_queue::pop() {
    const timer first = top();
    --size_;
    if (!sorted_.empty() && sorted_.back() == first) {
        sorted_.pop_back();
    } else {
        std::pop_heap(early_.begin(), early_.end(), std::greater<>{});
        early_.pop_back();
    }
    if (empty()) reached_ = 0;
    return first;
}

// So many came before the time reached that it was no such time: it had been looked for beyond a gap.
void timer_queue::spread_anew() {
    std::vector<timer> all;
    all.reserve(size_);
    for (bucket& b : buckets_) {
        if (b.count == 0) continue;
        empty_out(b, [&](key due, std::uint32_t client) { all.push_back({instant_of(due), client}); });
    }
    all.insert(all.end(), sorted_.begin(), sorted_.end());
    all.insert(all.end(), early_.begin(), early_.end());
    sorted_.clear();
    early_.clear();
    reached_ = 0;
    size_ = 0;
    for (const timer& t : all) push(t);
}

void timer_queue::clear() noexcept {
    reached_ = 0;
    used_ = {};
    buckets_ = {};
    sorted_.clear();
    early_.clear();
    blocks_.clear();
    free_ = nullptr;
    size_ = 0;
}

}  // namespace reglament
