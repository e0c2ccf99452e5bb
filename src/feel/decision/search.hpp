// Search: one evaluation of a table on its way to the rules that fit. Internal.
#pragma once

#include "feel/decision/decision_code.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <memory>
#include <new>

namespace reglament::feel {

/// As many things as there are inputs, on the stack as long as there are few.
template <class T>
class few {
public:
    static constexpr std::size_t count = 16;
    explicit few(std::size_t size) {
        if (size > count) more_.resize(size);
    }
    [[nodiscard]] T* data() noexcept { return more_.empty() ? here_.data() : more_.data(); }

private:
    std::array<T, count> here_;  // not initialized
    std::vector<T> more_;
};

/// The inputs' values as programs read them, made when the first of them is put there.
class input_bank {
public:
    input_bank() = default;
    input_bank(const input_bank&) = delete;
    input_bank& operator=(const input_bank&) = delete;
    ~input_bank() { std::destroy_n(values_, more_.empty() ? size_ : 0); }

    value* get(std::size_t size) {
        if (size_ != 0) return values_;
        size_ = size;
        if (size > few<value>::count) {
            more_.resize(size);
            return values_ = more_.data();
        }
        values_ = reinterpret_cast<value*>(here_);
        std::uninitialized_default_construct_n(values_, size);
        return values_;
    }

private:
    alignas(value) std::byte here_[few<value>::count * sizeof(value)];
    std::vector<value> more_;
    value* values_ = nullptr;
    std::size_t size_ = 0;
};

class search {
public:
    search(const decision_code& code, const frame& from, evaluation_notes* notes)
        : code_{code},
          from_{from},
          notes_{notes},
          sets_{code.inputs.size()},
          inexact_{code.inputs.size()},
          values_{code.inputs.size()} {}

    /// Reads the inputs. False when one is none of its allowed values.
    bool prepare() {
        for (std::size_t c = 0; c < code_.inputs.size(); ++c) {
            const input_column& column = code_.inputs[c];
            const value& v = read(c);
            values_.data()[c] = &v;
            const auto found = column.index->find(v);
            if (!found.allowed || (column.allowed && !passes(c))) return refuse(c);
            if (found.rules != nullptr) sets_.data()[set_count_++] = found.rules;
            if (!found.exact) inexact_.data()[inexact_count_++] = static_cast<std::uint32_t>(c);
        }
        return true;
    }

    /// Each rule that fits, in their order, until `take` gives false.
    template <class Take>
    void each(const Take& take) {
        const std::size_t words = code_.every_rule.size();
        if (words <= 1) {
            std::uint64_t fitting = words == 0 ? 0 : code_.every_rule[0];
            for (std::size_t s = 0; s < set_count_; ++s) fitting &= *sets_.data()[s];
            (void)each_of(fitting, 0, take);
            return;
        }
        constexpr std::size_t block = column_index::block;
        for (std::size_t from = 0; from < words; from += block) {
            std::array<std::uint64_t, block> fitting;
            std::copy_n(code_.every_rule.data() + from, block, fitting.data());
            for (std::size_t s = 0; s < set_count_; ++s) {
                const std::uint64_t* set = sets_.data()[s] + from;
                for (std::size_t w = 0; w < block; ++w) fitting[w] &= set[w];
            }
            for (std::size_t w = 0; w < block; ++w)
                if (!each_of(fitting[w], (from + w) * 64, take)) return;
        }
    }

    [[nodiscard]] const value& input(std::size_t c) { return *values_.data()[c]; }

private:
    template <class Take>
    bool each_of(std::uint64_t fitting, std::size_t base, const Take& take) {
        for (; fitting != 0; fitting &= fitting - 1) {
            const auto rule = static_cast<std::uint32_t>(base + static_cast<std::size_t>(std::countr_zero(fitting)));
            const bool sure = inexact_count_ == 0 && code_.left_from[rule] == code_.left_from[rule + 1];
            if ((sure || holds(rule)) && !take(rule)) return false;
        }
        return true;
    }

    const value& read(std::size_t c) {
        const input_column& column = code_.inputs[c];
        if (column.bare) {
            const value* bank = from_.bank[column.bare->bank];
            const value& v = bank != nullptr ? bank[column.bare->index] : null_value;
            if (column.fit.kind == type_kind::any || v.is_null() || is_simply(v, column.fit)) return v;
        }
        return compute(c);
    }
    static bool is_simply(const value& v, const type& t) noexcept {
        return kind_of(v) == t.kind && t.item == nullptr && t.members.empty();
    }

    // Apart from the way that goes fast.
    const value& compute(std::size_t c);
    bool passes(std::size_t c);
    bool holds(std::uint32_t rule);
    bool passes_test(std::uint32_t rule, std::size_t c);
    bool refuse(std::size_t c);
    value* bank();
    // The first few reasons are enough, where thousands of cells may ask for a value that is not there.
    [[nodiscard]] evaluation_notes* few_notes() const noexcept {
        return notes_ != nullptr && notes_->size() < 16 ? notes_ : nullptr;
    }

    const decision_code& code_;
    const frame& from_;
    evaluation_notes* notes_;
    few<const std::uint64_t*> sets_;
    std::size_t set_count_ = 0;
    few<std::uint32_t> inexact_;
    std::size_t inexact_count_ = 0;
    few<const value*> values_;
    input_bank bank_;
    bool bank_is_full_ = false;
    std::optional<frame> tested_;
};

}  // namespace reglament::feel
