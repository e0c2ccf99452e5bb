#include "control/feedback_examples.hpp"

#include <algorithm>
#include <tuple>

namespace reglament {

namespace {

constexpr std::size_t most_latest = 16;
constexpr std::int64_t recent_weeks = 4;

using kept = feedback_examples::kept;
using shown = feedback_examples::shown;

// Names of cases are often numbers one after the other; mixed they are like drawn by lot.
std::uint64_t hash_of(std::string_view id) {
    std::uint64_t h = 0xCBF2'9CE4'8422'2325ULL;
    for (const char c : id) h = (h ^ static_cast<unsigned char>(c)) * 0x0000'0100'0000'01B3ULL;
    h ^= h >> 32;
    h *= 0x9E37'79B9'7F4A'7C15ULL;
    return h ^ (h >> 29);
}

bool is_dearer(const kept& a, const kept& b) {
    return std::tuple{b.rank, b.duration, std::string_view{a.what.id}} <
           std::tuple{a.rank, a.duration, std::string_view{b.what.id}};
}

bool is_quicker(const kept& a, const kept& b) {
    return std::tuple{a.duration, b.what.events.size(), std::string_view{a.what.id}} <
           std::tuple{b.duration, a.what.events.size(), std::string_view{b.what.id}};
}

// By what is known before the case is made.
bool may_be_later(const feedback_reading& read, std::string_view id, const kept& than) {
    return std::tuple{*read.end, std::string_view{than.what.id}} > std::tuple{*than.what.end, id};
}

bool is_later(const shown& a, const shown& b) {
    return std::tuple{*b->what.end, std::string_view{a->what.id}} <
           std::tuple{*a->what.end, std::string_view{b->what.id}};
}

std::uint64_t rank_of(const case_conformance& r, const feedback_reading& read) {
    return (std::uint64_t{r.cost} << 32U) + read.charges.size();
}

}  // namespace

void feedback_examples::take(std::string_view id, const case_conformance& r, const feedback_reading& read,
                             std::uint32_t slot, const std::vector<std::uint32_t>& deviations,
                             const std::function<feedback_case()>& make) {
    shown made;
    const auto one = [&] {
        const auto duration = read.duration();
        if (!made)
            made = std::make_shared<kept>(
                kept{rank_of(r, read), duration ? duration->count() : 0, read.last_week, make()});
        return made;
    };
    offer_dotted(id, one);
    if (!read.end) return;
    last_week_ = std::max(last_week_, read.last_week);
    if (slot >= weeks_.size()) weeks_.resize(slot + 1);
    const std::int64_t duration = read.duration()->count();
    const std::uint64_t rank = rank_of(r, read);
    if (!deviations.empty()) {
        best& now = weeks_[slot].dearest;
        const bool may = !now.what || std::pair{rank, duration} >= std::pair{now.rank, now.duration};
        if (may && (!now.what || is_dearer(*one(), *now.what))) now = {rank, duration, one()};
    } else if (!r.open && !read.output.empty() && duration > 0) {
        best& now = weeks_[slot].model;
        const bool may = !now.what || duration <= now.duration;
        if (may && (!now.what || is_quicker(*one(), *now.what))) now = {rank, duration, one()};
    }
    for (const std::uint32_t d : deviations) {
        if (d >= latest_.size()) latest_.resize(d + 1);
        latest& list = latest_[d];
        if (list.size() >= most_latest && !may_be_later(read, id, *list.back())) continue;
        list.insert(std::upper_bound(list.begin(), list.end(), one(), is_later), made);
        if (list.size() > most_latest) list.pop_back();
    }
}

void feedback_examples::offer_dotted(std::string_view id, const std::function<shown()>& make) {
    const std::uint64_t hash = hash_of(id);
    const auto less = [](const auto& a, const auto& b) {
        return std::tuple{a.first, std::string_view{a.second->what.id}} <
               std::tuple{b.first, std::string_view{b.second->what.id}};
    };
    if (how_.dotted == 0 || (dots_.size() >= how_.dotted && hash > dots_.front().first)) return;
    dots_.emplace_back(hash, make());
    std::push_heap(dots_.begin(), dots_.end(), less);
    if (dots_.size() <= how_.dotted) return;
    std::pop_heap(dots_.begin(), dots_.end(), less);
    dots_.pop_back();
}

std::vector<feedback_case> feedback_examples::dotted() const {
    std::vector<feedback_case> out;
    for (const auto& [hash, one] : dots_) {
        if (one->what.begin) out.push_back(one->what);
    }
    std::sort(out.begin(), out.end(),
              [](const auto& a, const auto& b) { return std::tie(*a.begin, a.id) < std::tie(*b.begin, b.id); });
    return out;
}

std::int64_t feedback_examples::recent() const {
    return weeks_.empty() ? 0 : last_week_ - recent_weeks + 1;
}

shown feedback_examples::chosen(best week_best::*which, bool (*better)(const kept&, const kept&)) const {
    shown late, any;
    for (const week_best& week : weeks_) {
        const shown& one = (week.*which).what;
        if (!one) continue;
        if (!any || better(*one, *any)) any = one;
        if (one->week >= recent() && (!late || better(*one, *late))) late = one;
    }
    return late ? late : any;
}

std::optional<feedback_case> feedback_examples::model() const {
    const shown one = chosen(&week_best::model, is_quicker);
    return one ? std::optional{one->what} : std::nullopt;
}

std::optional<feedback_case> feedback_examples::dearest() const {
    const shown one = chosen(&week_best::dearest, is_dearer);
    return one ? std::optional{one->what} : std::nullopt;
}

std::optional<feedback_case> feedback_examples::typical(std::uint32_t deviation, std::chrono::seconds median) const {
    if (deviation >= latest_.size() || latest_[deviation].empty()) return std::nullopt;
    const shown other = chosen(&week_best::dearest, is_dearer);
    const auto order = [&](const shown& a) {
        const std::int64_t off =
            a->duration > median.count() ? a->duration - median.count() : median.count() - a->duration;
        return std::tuple{a == other, a->week < recent(), a->rank, off, std::string_view{a->what.id}};
    };
    const latest& list = latest_[deviation];
    return (*std::min_element(list.begin(), list.end(),
                              [&](const auto& a, const auto& b) { return order(a) < order(b); }))
        ->what;
}

}  // namespace reglament
