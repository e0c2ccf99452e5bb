// Quick: the way through a small table whose inputs are plain names and whose cells are all constants. One word holds
// its rules, and nothing has to be put aside. Internal.
#pragma once

#include "feel/decision/text_index.hpp"

#include <reglament/feel/expression.hpp>

namespace reglament::feel {

/// A column as the loop below wants it, side by side.
struct quick_column {
    enum class sort : std::uint8_t { texts, truths, numbers };

    const std::uint64_t* sets = nullptr;  ///< a word each: null, then as column_index has them
    const text_index* texts = nullptr;
    const std::int64_t* points = nullptr;
    std::uint32_t count = 0;  ///< of points; of texts: that are allowed, 0 if all are
    std::uint32_t slot = 0;
    std::uint8_t bank = 0;
    std::uint8_t digits = 0;
    sort of = sort::truths;
    value_kind kind = value_kind::null;

    /// The rules that a value of this kind leaves; false when that is to be found out by the long way.
    [[nodiscard]] bool narrow(const value& v, std::uint64_t& rules) const noexcept {
        switch (of) {
            case sort::texts: {
                const auto id = texts->find(v.as_string());
                if (count != 0 && id >= count) return false;
                rules &= sets[id == text_index::none ? 1 : 2 + id];
                return true;
            }
            case sort::truths:
                rules &= sets[v.as_boolean() ? 2 : 1];
                return true;
            default: {
                const auto key = v.as_number().to_units(digits);
                if (!key) return false;
                const std::uint64_t* set = sets + 1;
                for (std::uint32_t i = 0; i < count; ++i)
                    set += static_cast<std::size_t>(*key > points[i]) + static_cast<std::size_t>(*key >= points[i]);
                rules &= *set;
                return true;
            }
        }
    }
};

/// The rules that fit, of those given; false when that is to be found out by the long way.
[[nodiscard]] inline bool narrow_quickly(const std::vector<quick_column>& columns, const frame& from,
                                         std::uint64_t& rules) noexcept {
    for (const quick_column& c : columns) {
        const value* const bank = from.bank[c.bank];
        if (bank == nullptr || bank[c.slot].kind() != c.kind || !c.narrow(bank[c.slot], rules)) return false;
    }
    return true;
}

}  // namespace reglament::feel
