#include "engine/ranking.hpp"

#include "machine/gatherer.hpp"

#include <algorithm>
#include <numeric>

namespace reglament {

namespace {

// Sorted by a key that is as small as can be: a whole number where all values are numbers of one scale, else the value.
struct short_key {
    std::int64_t value;
    std::uint32_t place;
};

// How many decimal places make all of them whole numbers of 64 bits; none: -1.
int common_scale(const std::vector<candidate>& all) {
    for (int digits = 0; digits <= 6; ++digits) {
        const bool fits = std::all_of(all.begin(), all.end(), [&](const candidate& c) {
            return c.value.kind() == feel::value_kind::number && c.value.as_number().to_units(digits).has_value();
        });
        if (fits) return digits;
    }
    return -1;
}

class ranking {
public:
    ranking(const segment& s, const segment_programs& by, feel::zone zone,
            const std::function<std::string_view(std::uint32_t)>& key_of, std::vector<candidate>& all)
        : of_{s}, by_{by}, zone_{zone}, key_of_{key_of}, all_{all} {}

    void go() {
        sort();
        if (of_.into != 0 || of_.share_of_count || has_shares()) {
            divide_by_shares();
        } else {
            divide_by_bounds();
        }
    }

private:
    [[nodiscard]] bool has_shares() const {
        return std::any_of(of_.classes.begin(), of_.classes.end(),
                           [](const segment_class& c) { return c.by == segment_class::what::share; });
    }

    // Values of different kinds cannot be compared: each kind stays together.
    [[nodiscard]] bool ahead(const feel::value& a, const feel::value& b) const {
        if (a.kind() != b.kind()) return a.kind() < b.kind();
        return of_.least_first ? stands_before(a, b, zone_) : stands_before(b, a, zone_);
    }

    void sort() {
        if (const int digits = common_scale(all_); digits >= 0) return sort_whole(digits);
        std::stable_sort(all_.begin(), all_.end(),
                         [&](const candidate& a, const candidate& b) { return ahead(a.value, b.value); });
    }

    void sort_whole(int digits) {
        std::vector<short_key> keys(all_.size());
        for (std::size_t i = 0; i < all_.size(); ++i) {
            const std::int64_t v = *all_[i].value.as_number().to_units(digits);
            keys[i] = {of_.least_first ? v : -v, static_cast<std::uint32_t>(i)};
        }
        std::sort(keys.begin(), keys.end(), [](const short_key& a, const short_key& b) {
            return std::tie(a.value, a.place) < std::tie(b.value, b.place);
        });
        std::vector<candidate> sorted;
        sorted.reserve(all_.size());
        for (const short_key& k : keys) sorted.push_back(std::move(all_[k.place]));
        all_ = std::move(sorted);
    }

    // Keys decide among equal ones, but only where a cut lies among them: elsewhere nobody asks.
    void sort_by_key(std::size_t from, std::size_t to) {
        const auto at = [&](std::size_t i) { return all_.begin() + static_cast<std::ptrdiff_t>(i); };
        std::sort(at(from), at(to),
                  [&](const candidate& a, const candidate& b) { return key_of_(a.who) < key_of_(b.who); });
    }

    // What a client adds to the total. What is owed to one counts as nothing: a share of less than nothing is none.
    [[nodiscard]] feel::number weight(const candidate& c) const {
        if (counts()) return feel::number{1};
        const bool is_number = c.value.kind() == feel::value_kind::number;
        return is_number && !c.value.as_number().is_negative() ? c.value.as_number() : feel::number{};
    }
    [[nodiscard]] bool counts() const { return of_.into != 0 || of_.share_of_count; }

    [[nodiscard]] std::size_t class_count() const { return of_.into != 0 ? of_.into : of_.classes.size(); }

    // The classes that shares lead to, in their order, with the cut behind each as a part of `whole`.
    struct cut {
        std::uint16_t of;
        feel::number upto, whole;
    };
    [[nodiscard]] std::vector<cut> cuts() const {
        std::vector<cut> all;
        if (of_.into != 0) {
            for (std::uint32_t i = 0; i < of_.into; ++i)
                all.push_back({static_cast<std::uint16_t>(i), feel::number{i + 1}, feel::number{of_.into}});
            return all;
        }
        for (std::uint16_t i = 0; i < of_.classes.size(); ++i) {
            const segment_class& c = of_.classes[i];
            if (c.by == segment_class::what::share) all.push_back({i, c.upto, feel::number{100}});
            if (c.by == segment_class::what::rest) all.push_back({i, feel::number{100}, feel::number{100}});
        }
        return all;
    }

    // Above the cut while those ahead have less than the share; below it, when with this one they have no more.
    void divide_by_shares() {
        const std::vector<cut> all = cuts();
        feel::number total;
        for (const candidate& c : all_) total = feel::add(total, weight(c)).value_or(total);
        std::size_t at = 0;
        feel::number ahead_of;
        for (std::size_t i = 0; i < all_.size();) {
            std::size_t end = i + 1;
            while (end < all_.size() && !ahead(all_[i].value, all_[end].value)) ++end;
            feel::number block;
            for (std::size_t k = i; k < end; ++k) block = feel::add(block, weight(all_[k])).value_or(block);
            const feel::number behind = feel::add(ahead_of, block).value_or(block);
            at = class_at(all, at, ahead_of,
                          of_.ties_together ? behind : feel::add(ahead_of, weight(all_[i])).value_or(behind), total);
            const bool split = !of_.ties_together && end - i > 1 && lies_in(all, at, behind, total);
            if (split) sort_by_key(i, end);
            feel::number so_far = ahead_of;
            for (std::size_t k = i; k < end; ++k) {
                if (split) {
                    const feel::number next = feel::add(so_far, weight(all_[k])).value_or(so_far);
                    at = class_at(all, at, so_far, next, total);
                    so_far = next;
                }
                all_[k].of = all[at].of;
            }
            ahead_of = behind;
            i = end;
        }
    }

    [[nodiscard]] static bool reaches(const cut& c, feel::number part, feel::number total, bool beyond) {
        const auto left = multiply(part, c.whole), right = multiply(c.upto, total);
        if (!left || !right) return false;
        return beyond ? *left > *right : *left >= *right;
    }

    [[nodiscard]] std::size_t class_at(const std::vector<cut>& all, std::size_t at, feel::number ahead_of,
                                       feel::number with_this, feel::number total) const {
        while (at + 1 < all.size() &&
               (of_.cut_below ? reaches(all[at], with_this, total, true) : reaches(all[at], ahead_of, total, false)))
            ++at;
        return at;
    }

    // Whether the block that ends at `behind` may reach beyond the class it begins in.
    [[nodiscard]] bool lies_in(const std::vector<cut>& all, std::size_t at, feel::number behind,
                               feel::number total) const {
        return at + 1 < all.size() && reaches(all[at], behind, total, false);
    }

    void divide_by_bounds() {
        for (candidate& c : all_) {
            c.of = no_class;
            for (std::uint16_t i = 0; i < of_.classes.size() && c.of == no_class; ++i) {
                const segment_class& k = of_.classes[i];
                if (k.by == segment_class::what::rest) c.of = i;
                if (k.by == segment_class::what::from && !by_.bounds[i].is_null() && !ahead(by_.bounds[i], c.value))
                    c.of = i;
            }
        }
    }

    const segment& of_;
    const segment_programs& by_;
    feel::zone zone_;
    const std::function<std::string_view(std::uint32_t)>& key_of_;
    std::vector<candidate>& all_;
};

}  // namespace

void rank(const segment& s, const segment_programs& by, feel::zone zone,
          const std::function<std::string_view(std::uint32_t)>& key_of, std::vector<candidate>& all) {
    ranking{s, by, zone, key_of, all}.go();
}

std::vector<class_figures> figures_of(const segment& s, const std::vector<candidate>& all) {
    std::vector<class_figures> out(s.into != 0 ? s.into : s.classes.size());
    for (std::size_t i = 0; i < out.size(); ++i)
        out[i].name = s.into != 0 ? std::to_string(s.into - i) : s.classes[i].name.value;
    for (const candidate& c : all) {
        if (c.of == no_class) continue;
        class_figures& f = out[c.of];
        ++f.clients;
        if (c.value.kind() == feel::value_kind::number)
            f.total = feel::add(f.total, c.value.as_number()).value_or(f.total);
        if (f.best.is_null()) f.best = c.value;
        f.last = c.value;
    }
    return out;
}

}  // namespace reglament
