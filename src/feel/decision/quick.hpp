// Quick: the way through a small table whose inputs are plain names and whose cells are all constants. One word holds
// its rules, nothing has to be put aside, and nothing branches on what changes from row to row. Internal.
#pragma once

#include <reglament/feel/expression.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace reglament::feel {

/// Sets of rules by truth value.
struct quick_truths {
    static constexpr value_kind kind = value_kind::boolean;
    feel::slot slot;
    std::uint64_t null = 0;
    std::uint64_t no = 0;
    std::uint64_t yes = 0;

    /// The rules that a value of this kind leaves.
    [[nodiscard]] std::uint64_t left(const value& v) const noexcept { return v.as_boolean() ? yes : no; }
};

/// Sets of rules by text, each in a place of its own.
class quick_texts {
public:
    static constexpr value_kind kind = value_kind::string;
    feel::slot slot;
    std::uint64_t null = 0;

    /// `sets` has one for texts that are none of these, then one of each. Nothing when they find no places.
    [[nodiscard]] static std::optional<quick_texts> of(std::span<const value> texts,
                                                       std::span<const std::uint64_t> sets);

    [[nodiscard]] std::uint64_t left(const value& v) const noexcept {
        const auto hash = text_hash(v);
        const std::size_t size = v.as_string().size();
        const place& p = places_[(hash * factor_) >> 58];
        const bool alike = (hash == p.hash) & (size == p.size);
        if (size > told_by_hash && alike && !same_text(v, p.text)) return others_;
        return alike ? p.set : others_;
    }

private:
    static constexpr std::size_t told_by_hash = 8;  // bytes
    struct place {
        std::uint64_t hash = 0;
        std::size_t size = SIZE_MAX;
        std::uint64_t set = 0;
        value text;
    };

    bool put(std::span<const value> texts, std::span<const std::uint64_t> sets);

    std::uint64_t factor_ = 0;
    std::uint64_t others_ = 0;
    std::vector<place> places_;
};

/// Sets of rules by number, which is counted in halves of the last digit that any of the cells has: an odd one is
/// anything between two such digits.
class quick_numbers {
public:
    static constexpr value_kind kind = value_kind::number;
    feel::slot slot;
    std::uint64_t null = 0;

    /// `points` divide the numbers; `sets` has one of what lies below the first, one of itself, one of what lies
    /// between it and the next, and so on. Points are in 10^-digits. Nothing when they are too many or too large.
    [[nodiscard]] static std::optional<quick_numbers> of(std::span<const std::int64_t> points, int digits,
                                                         std::span<const std::uint64_t> sets);

    [[nodiscard]] std::uint64_t left(const value& v) const noexcept {
        const auto units = v.as_number().to_units_of(scale_);
        const std::int64_t halves = units < most_units ? static_cast<std::int64_t>(2 * units) : halves_of(v);
        return is_near_ ? near_[distance(halves)] : sets_[place(halves)];
    }

private:
    static constexpr std::uint64_t most_units = std::uint64_t{1} << 61;
    static constexpr std::size_t most_limits = 32;
    static constexpr std::size_t few = 4;
    static constexpr std::int64_t most_near = 512;

    // How many limits a number has reached. A few are all compared, side by side; of many, a search of as many steps
    // for each number cuts them down to a few.
    [[nodiscard]] std::size_t place(std::int64_t halves) const noexcept {
        const std::int64_t* from = limits_.data();
        for (std::size_t half = limits_.size() / 2; half >= few; half /= 2)
            from += half & (0 - static_cast<std::size_t>(halves >= from[half - 1]));
        std::size_t at = 0;
        for (std::size_t i = 0; i < few; ++i) at += static_cast<std::size_t>(halves >= from[i]);
        return at + static_cast<std::size_t>(from - limits_.data());
    }
    // In halves from the first limit on, as long as they are few: 0 is anything below it.
    [[nodiscard]] std::size_t distance(std::int64_t halves) const noexcept {
        return static_cast<std::size_t>(std::clamp(halves, below_, above_) - below_);
    }
    [[nodiscard]] std::int64_t halves_of(const value& v) const noexcept;
    void lay_out_near();

    number scale_;  // one of 10^-digits
    int digits_ = 0;
    std::int64_t below_ = 0;
    std::int64_t above_ = 0;
    std::vector<std::int64_t> limits_;  // in halves, ascending up to a power of two, filled with the largest number
    std::vector<std::uint64_t> sets_;   // by how many limits were reached
    bool is_near_ = false;
    std::vector<std::uint64_t> near_;  // by distance; empty: they are too far from each other
};

class quick_table {
public:
    std::vector<quick_truths> truths;
    std::vector<quick_texts> texts;
    std::vector<quick_numbers> numbers;
    std::optional<std::uint8_t> bank;  ///< that all slots are in, if it is one
    bool usable = false;

    /// To be called once all columns are there.
    void settle();

    struct found {
        std::uint64_t rules = 0;
        bool sure = true;  ///< else they are to be found by the long way
    };

    /// The rules that fit, of those given. `slots(slot)` refers to a value.
    template <class Slots>
    [[nodiscard]] found find(const Slots& slots, std::uint64_t rules) const {
        found f{rules};
        narrow(numbers, slots, f);
        narrow(texts, slots, f);
        narrow(truths, slots, f);
        return f;
    }

private:
    template <class Column, class Slots>
    static void narrow(const std::vector<Column>& columns, const Slots& slots, found& f) {
        for (const Column& c : columns) {
            const value& v = slots(c.slot);
            if (v.kind() == Column::kind) {
                f.rules &= c.left(v);
            } else {
                f.rules &= c.null;
                f.sure &= v.is_null();
            }
        }
    }
};

}  // namespace reglament::feel
