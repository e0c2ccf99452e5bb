#include "feel/decision/quick.hpp"

#include <bit>
#include <limits>

namespace reglament::feel {

std::optional<quick_texts> quick_texts::of(std::span<const value> texts, std::span<const std::uint64_t> sets) {
    constexpr std::size_t most = 16;
    constexpr int attempts = 4'000;
    if (texts.size() > most) return std::nullopt;
    quick_texts q;
    q.others_ = sets[0];
    q.factor_ = 0x9E37'79B9'7F4A'7C15;
    for (int i = 0; i < attempts; ++i) {
        if (q.put(texts, sets)) return q;
        q.factor_ = (q.factor_ * 6'364'136'223'846'793'005 + 1'442'695'040'888'963'406) | 1;
    }
    return std::nullopt;
}

bool quick_texts::put(std::span<const value> texts, std::span<const std::uint64_t> sets) {
    places_.assign(64, {});
    for (std::size_t i = 0; i < texts.size(); ++i) {
        const auto hash = text_hash(texts[i]);
        place& p = places_[(hash * factor_) >> 58];
        if (p.size != SIZE_MAX) return false;
        p = {hash, texts[i].as_string().size(), sets[i + 1], texts[i]};
    }
    return true;
}

std::optional<quick_numbers> quick_numbers::of(std::span<const std::int64_t> points, int digits,
                                               std::span<const std::uint64_t> sets) {
    quick_numbers q;
    q.digits_ = digits;
    q.scale_ = number::of(1, -digits);
    q.sets_.push_back(sets[0]);
    const auto reach = [&q](std::int64_t limit, std::uint64_t set) {
        if (set == q.sets_.back()) return;
        q.limits_.push_back(limit);
        q.sets_.push_back(set);
    };
    for (std::size_t i = 0; i < points.size(); ++i) {
        if (points[i] >= std::int64_t{most_units} || points[i] <= -std::int64_t{most_units}) return std::nullopt;
        reach(2 * points[i], sets[2 * i + 1]);
        reach(2 * points[i] + 1, sets[2 * i + 2]);
    }
    if (q.limits_.size() > most_limits) return std::nullopt;
    q.lay_out_near();
    const std::size_t size = std::bit_ceil(std::max(q.limits_.size(), few));
    q.limits_.resize(size, std::numeric_limits<std::int64_t>::max());
    q.sets_.resize(size + 1, q.sets_.back());
    return q;
}

void quick_numbers::lay_out_near() {
    if (limits_.empty() || limits_.back() - limits_.front() >= most_near) return;
    is_near_ = true;
    below_ = limits_.front() - 1;
    above_ = limits_.back();
    std::size_t reached = 0;
    for (std::int64_t at = below_; at <= above_; ++at) {
        while (reached < limits_.size() && at >= limits_[reached]) ++reached;
        near_.push_back(sets_[reached]);
    }
}

std::int64_t quick_numbers::halves_of(const value& v) const noexcept {
    const number n = v.as_number();
    constexpr auto far = std::int64_t{most_units};
    const auto whole = round(n, digits_, rounding::floor);
    const auto units = whole ? whole->to_units(digits_) : std::nullopt;
    if (!units || *units >= far || *units <= -far)
        return n.is_negative() ? std::numeric_limits<std::int64_t>::min() : 2 * far;
    return 2 * *units + (*whole == n ? 0 : 1);
}

void quick_table::settle() {
    usable = true;
    std::vector<std::uint8_t> banks;
    for (const auto& c : truths) banks.push_back(c.slot.bank);
    for (const auto& c : texts) banks.push_back(c.slot.bank);
    for (const auto& c : numbers) banks.push_back(c.slot.bank);
    const bool one = !banks.empty() && std::ranges::count(banks, banks[0]) == static_cast<std::ptrdiff_t>(banks.size());
    if (one) bank = banks[0];
}

}  // namespace reglament::feel
