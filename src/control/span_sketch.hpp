// Span sketch: how long things took, as counts in buckets. What it tells does not depend on the order of what is added.
#pragma once

#include <reglament/control/feedback.hpp>

#include <algorithm>
#include <bit>
#include <chrono>
#include <cstdint>
#include <vector>

namespace reglament {

/// Buckets are 64 an octave, so that a quantile is off by less than 2 %; a bucket is told as the mean of what is in it,
/// so what always takes the same is exact. At most some thousand of them.
class span_sketch {
public:
    void add(std::chrono::seconds span) {
        const auto value = static_cast<std::uint64_t>(std::max<std::int64_t>(span.count(), 0));
        const std::uint16_t key = bucket_of(value);
        auto at = std::lower_bound(buckets_.begin(), buckets_.end(), key,
                                   [](const bucket& b, std::uint16_t k) { return b.key < k; });
        if (at == buckets_.end() || at->key != key) at = buckets_.insert(at, {key, 0, 0});
        ++at->count;
        at->sum += value;
        ++count_;
    }

    [[nodiscard]] feedback_span told() const { return {count_, quantile(50), quantile(90)}; }

private:
    struct bucket {
        std::uint16_t key = 0;
        std::uint64_t count = 0, sum = 0;
    };
    static constexpr unsigned bits = 6;

    static std::uint16_t bucket_of(std::uint64_t value) {
        if (value < (std::uint64_t{1} << bits)) return static_cast<std::uint16_t>(value);
        const auto octave = static_cast<unsigned>(std::bit_width(value)) - 1 - bits;
        return static_cast<std::uint16_t>((octave << bits) + (value >> octave));
    }

    [[nodiscard]] std::chrono::seconds quantile(std::uint64_t percent) const {
        constexpr std::uint64_t whole = 100;
        const std::uint64_t wanted = (count_ * percent + whole - 1) / whole;
        std::uint64_t passed = 0;
        for (const bucket& b : buckets_) {
            passed += b.count;
            if (passed >= wanted && b.count > 0)
                return std::chrono::seconds{static_cast<std::int64_t>(b.sum / b.count)};
        }
        return {};
    }

    std::vector<bucket> buckets_;  // by key
    std::uint64_t count_ = 0;
};

}  // namespace reglament
