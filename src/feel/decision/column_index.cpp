#include "feel/decision/column_index.hpp"

#include <algorithm>
#include <utility>

namespace reglament::feel {

using sort = cell_shape::sort;

column_index::column_index(std::span<const indexed_cell> cells, slot question, std::span<const std::string> allowed)
    : words_{words_of(cells.size())} {
    choose(cells);
    if (!allowed.empty()) {
        sort_ = sort::texts;  // also with nothing to find there is something to refuse
        kind_ = value_kind::string;
    }
    if (is_empty()) return;
    gather(cells, allowed);
    make_sets(cells, question);
}

// The sort that most cells are of.
void column_index::choose(std::span<const indexed_cell> cells) {
    std::size_t best = 0;
    std::vector<std::pair<const cell_shape*, std::size_t>> counts;
    for (const auto& cell : cells) {
        if (cell.shape == nullptr || cell.shape->of == sort::any || cell.shape->of == sort::opaque) continue;
        auto same = std::ranges::find_if(counts, [&](const auto& c) { return c.first->kind == cell.shape->kind; });
        if (same == counts.end()) same = counts.emplace(counts.end(), cell.shape, 0);
        if (++same->second <= best) continue;
        best = same->second;
        sort_ = cell.shape->of;
        kind_ = cell.shape->kind;
    }
}

void column_index::gather(std::span<const indexed_cell> cells, std::span<const std::string> allowed) {
    if (sort_ == sort::truths) {
        set_count_ = 3;
    } else if (sort_ == sort::ordered) {
        gather_points(cells);
    } else {
        for (const auto& text : allowed) texts_.add(text);
        allowed_ = texts_.size();
        for (const auto& cell : cells)
            if (cell.shape != nullptr && cell.shape->of == sort::texts)
                for (const auto text : cell.shape->texts) texts_.add(text);
        texts_.settle();
        if (texts_.size() > most_sets) {
            fold_ = most_sets - 1;
            exact_ = false;
        }
        set_count_ = 2 + std::min<std::size_t>(texts_.size(), most_sets);
    }
}

void column_index::gather_points(std::span<const indexed_cell> cells) {
    for (const auto& cell : cells) {
        if (cell.shape == nullptr || !covers(*cell.shape)) continue;
        for (const auto& i : cell.shape->intervals) {
            if (i.low) points_.push_back(*i.low);
            if (i.high) points_.push_back(*i.high);
        }
    }
    std::ranges::sort(points_, [](number a, number b) { return a < b; });
    points_.erase(std::unique(points_.begin(), points_.end()), points_.end());
    count_in_units();
    const std::size_t segments = 2 * points_.size() + 1;
    while (segments >> shift_ >= most_sets) ++shift_;
    exact_ = shift_ == 0;
    set_count_ = 2 + ((segments - 1) >> shift_);
}

// The fewest digits behind the point that all points can do with.
void column_index::count_in_units() {
    for (digits_ = 0; digits_ <= 18; ++digits_) {
        units_.clear();
        for (const number p : points_) {
            const auto units = p.to_units(digits_);
            if (!units) break;
            units_.push_back(*units);
        }
        if (units_.size() == points_.size()) return;
    }
    digits_ = 0;
    units_.clear();
}

void column_index::make_sets(std::span<const indexed_cell> cells, slot question) {
    std::vector<std::uint64_t> always(words_);
    for (std::size_t rule = 0; rule < cells.size(); ++rule)
        if (cells[rule].shape == nullptr || !covers(*cells[rule].shape) || cells[rule].shape->of == sort::any)
            always[rule / 64] |= bit(rule);
    for (std::size_t set = 0; set < set_count_; ++set) sets_.insert(sets_.end(), always.begin(), always.end());

    // What null passes is what its tests say of it.
    const std::vector<value> nulls(question.index + 1);
    frame nothing;
    nothing.bank[question.bank] = nulls.data();
    for (std::size_t rule = 0; rule < cells.size(); ++rule) {
        if ((always[rule / 64] & bit(rule)) != 0) continue;
        if (cells[rule].test->test(nothing) == truth::yes) put_bit(0, rule);
        put(rule, cells[rule]);
    }
}

void column_index::put(std::size_t rule, const indexed_cell& cell) {
    const cell_shape& shape = *cell.shape;
    if (sort_ == sort::texts) {
        put_texts(rule, shape);
    } else if (sort_ == sort::ordered) {
        put_intervals(rule, shape);
    } else {
        for (const std::size_t each : {0U, 1U})
            if (shape.truth[each] != shape.negated) put_bit(1 + each, rule);
    }
}

void column_index::put_texts(std::size_t rule, const cell_shape& shape) {
    if (shape.negated)
        for (std::size_t set = 1; set < set_count_; ++set) put_bit(set, rule);
    for (const auto text : shape.texts) {
        const std::size_t set = 2 + (texts_.find(text) & fold_);
        if (!shape.negated) put_bit(set, rule);
        if (shape.negated && exact_) clear_bit(set, rule);  // in a folded set there are others
    }
}

void column_index::put_intervals(std::size_t rule, const cell_shape& shape) {
    const auto place = [this](number n) {
        return static_cast<std::size_t>(std::ranges::lower_bound(points_, n, std::ranges::less{}) - points_.begin());
    };
    std::vector<std::pair<std::size_t, std::size_t>> taken;  // segments, from and to
    for (const auto& i : shape.intervals) {
        if (i.is_empty()) continue;
        const std::size_t from = i.low ? 2 * place(*i.low) + (i.low_open ? 2 : 1) : 0;
        const std::size_t to = i.high ? 2 * place(*i.high) + (i.high_open ? 0 : 1) : 2 * points_.size();
        taken.emplace_back(from, to);
    }
    if (!shape.negated) {
        for (const auto& [from, to] : taken) put_segments(rule, from, to);
        return;
    }
    std::ranges::sort(taken);
    std::size_t next = 0;
    for (const auto& [from, to] : taken) {
        if (from > next) put_segments(rule, next, from - 1);
        next = std::max(next, to + 1);
    }
    put_segments(rule, next, 2 * points_.size());
}

void column_index::put_segments(std::size_t rule, std::size_t from, std::size_t to) {
    if (from > to) return;
    for (std::size_t set = from >> shift_; set <= to >> shift_; ++set) put_bit(1 + set, rule);
}

std::size_t column_index::among_many(std::int64_t key) const noexcept {
    const std::int64_t* from = units_.data();
    for (std::size_t size = units_.size(); size > 1;) {
        const std::size_t half = size / 2;
        from += from[half - 1] < key ? half : 0;
        size -= half;
    }
    const auto below = static_cast<std::size_t>(from - units_.data());
    return 2 * below + static_cast<std::size_t>(key > *from) + static_cast<std::size_t>(key >= *from);
}

std::size_t column_index::segment_of(number key) const noexcept {
    const auto at = std::lower_bound(points_.begin(), points_.end(), key);
    const auto below = static_cast<std::size_t>(at - points_.begin());
    return 2 * below + (at != points_.end() && *at == key ? 1 : 0);
}

bool column_index::add_to(quick_table& table, slot input) const {
    if (words_ != 1 || !exact_) return false;
    if (sort_ == sort::truths) {
        table.truths.push_back({input, sets_[0], sets_[1], sets_[2]});
    } else if (sort_ == sort::texts) {
        std::vector<std::uint64_t> sets(sets_.begin() + 1, sets_.end());
        if (allowed_ != 0) {
            sets[0] = 0;
            std::fill(sets.begin() + 1 + allowed_, sets.end(), 0);
        }
        auto q = quick_texts::of(texts_.all(), sets);
        if (!q) return false;
        q->slot = input;
        q->null = sets_[0];
        table.texts.push_back(std::move(*q));
    } else {
        if (kind_ != value_kind::number || units_.empty()) return false;
        auto q = quick_numbers::of(units_, digits_, std::span{sets_}.subspan(1));
        if (!q) return false;
        q->slot = input;
        q->null = sets_[0];
        table.numbers.push_back(std::move(*q));
    }
    return true;
}

column_index::found column_index::find_other(const value& v) const noexcept {
    if (is_empty()) return {};
    if (v.is_null()) return {at(0), true, true};
    return {nullptr, false, allowed_ == 0};
}

}  // namespace reglament::feel
