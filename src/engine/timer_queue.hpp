// Timers of all clients, by (due, client).
#pragma once

#include <reglament/regulation/period.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

namespace reglament {

struct timer {
    instant due;
    std::uint32_t client;

    friend bool operator==(const timer& a, const timer& b) noexcept { return a.due == b.due && a.client == b.client; }
    friend bool operator<(const timer& a, const timer& b) noexcept {
        return a.due != b.due ? a.due < b.due : a.client < b.client;
    }
    friend bool operator>(const timer& a, const timer& b) noexcept { return b < a; }
};

/// A radix queue. Time moves forward, so a timer need not be compared with others as long as it is far off: it lies in
/// a bucket that tells only where its due time first differs from the time reached, six bits at a time. The nearest
/// bucket is spread over nearer ones when its turn comes, and sorted when little is left of it. So a timer is moved a
/// few times, always from one block of memory to another, where a heap of ten million misses the cache at every level.
/// A timer may also be due before the time reached: a heap of their own keeps those, and is spread when it grows.
class timer_queue {
public:
    timer_queue() = default;
    timer_queue(const timer_queue&) = delete;
    timer_queue& operator=(const timer_queue&) = delete;
    ~timer_queue() = default;

    [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
    [[nodiscard]] std::size_t size() const noexcept { return size_; }

    /// When the first one is due; never when there is none.
    [[nodiscard]] instant next_due() const noexcept;

    /// The first one. REQUIRES: not empty.
    [[nodiscard]] timer top();
    timer pop();

    void push(timer t);
    void clear() noexcept;

private:
    using key = std::uint64_t;  // a due time, ordered as unsigned

    static constexpr unsigned digit = 6;  // bits
    static constexpr unsigned slots = 1U << digit;
    static constexpr unsigned levels = (64 + digit - 1) / digit;
    static constexpr std::uint32_t few = 48;  // are sorted at once

    struct block {
        static constexpr std::uint32_t room = 84;  // 1 KiB; twelve bytes a timer, for lack of padding
        std::array<key, room> due;
        std::array<std::uint32_t, room> client;
        block* next;
    };

    struct bucket {
        block* first = nullptr;  // the only one that may not be full
        std::uint32_t count = 0;
        key earliest = 0;
    };

    static key key_of(instant t) noexcept;
    static instant instant_of(key k) noexcept;

    [[nodiscard]] bucket* nearest() noexcept;
    [[nodiscard]] const bucket* nearest() const noexcept { return const_cast<timer_queue*>(this)->nearest(); }
    void put(key due, std::uint32_t client);
    void settle();
    void open(bucket& b);
    void spread_anew();
    template <class Visit>
    void empty_out(bucket& b, Visit&& visit);

    key reached_ = 0;                           // what lies in buckets is due later
    std::array<std::uint64_t, levels> used_{};  // by level: a bit a slot
    std::array<bucket, std::size_t{levels} * slots> buckets_{};
    std::vector<timer> sorted_;  // the first at the end
    std::vector<timer> early_;   // a heap: due at `reached_` or before when they came
    std::deque<block> blocks_;   // addresses stay
    block* free_ = nullptr;
    std::size_t size_ = 0;
};

}  // namespace reglament
