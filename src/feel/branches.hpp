// Branches: conditions as tests of slots against constants, each with the test to go on to when it holds and when not.
// What hosts ask most often runs here, without a tree to walk. Internal.
#pragma once

#include "feel/code.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace reglament::feel {

/// Where to go on: to a test, or out.
using branch_target = std::uint16_t;
inline constexpr branch_target branch_out = 0x8000;   ///< with an outcome in the bits below
inline constexpr branch_target branch_slow = 0xFFFF;  ///< a value was null or of another kind: the tree must be asked

struct branch_test {
    enum class kind : std::uint8_t { number, number_in, text, text_in, truth, day };

    kind what = kind::truth;
    std::uint8_t bank = 0;
    std::uint8_t holds = 0;  ///< of number and day, by order: bit 0 when below, bit 1 when equal, bit 2 when above
    std::uint8_t count = 1;  ///< of number_in and text_in
    std::uint32_t slot = 0;
    std::uint32_t constant = 0;  ///< the first
    branch_target yes = branch_slow;
    branch_target no = branch_slow;
};
static_assert(sizeof(branch_test) == 16);

class branch_code {
public:
    branch_code() = default;

    /// `partial`: parts that are no such tests lead to branch_slow.
    explicit branch_code(bool partial) noexcept : partial_{partial} {}

    /// Adds the condition at an instruction. Gives where it begins; nothing, and what was added is unused, when it has
    /// parts that are no such tests.
    [[nodiscard]] std::optional<branch_target> add(const compiled& code, std::uint32_t at, branch_target yes,
                                                   branch_target no);

    /// From a test on, until it leads out. `slots(bank, slot)` gives a pointer to a value; null when there is none.
    template <class Slots>
    [[nodiscard]] branch_target run(branch_target at, const Slots& slots) const {
        const auto* const tests = tests_.data();
        while (at < branch_out) {
            const branch_test& t = tests[at];
            const value* const v = slots(t.bank, t.slot);
            if (v == nullptr) return branch_slow;
            const unsigned passed = passes(t, *v);
            if (passed > 1) return branch_slow;
            at = passed != 0 ? t.yes : t.no;
        }
        return at;
    }

    [[nodiscard]] const std::vector<branch_test>& tests() const noexcept { return tests_; }
    [[nodiscard]] const value* constants_of(const branch_test& t) const noexcept {
        return constants_.data() + t.constant;
    }

    /// 1 when it holds, 0 when not, 2 when the value is of another kind.
    [[nodiscard]] unsigned passes(const branch_test& t, const value& v) const noexcept {
        const value* const c = constants_.data() + t.constant;
        switch (t.what) {
            case branch_test::kind::number:
                if (v.kind() != value_kind::number) return 2;
                return (static_cast<unsigned>(t.holds) >> order_of(v.as_number(), c->as_number())) & 1U;
            case branch_test::kind::text:
                return v.kind() == value_kind::string ? static_cast<unsigned>(same_text(v, *c)) : 2U;
            case branch_test::kind::text_in:
                if (v.kind() != value_kind::string) return 2;
                for (unsigned k = 0; k < t.count; ++k)
                    if (same_text(v, c[k])) return 1;
                return 0;
            case branch_test::kind::number_in:
                if (v.kind() != value_kind::number) return 2;
                for (unsigned k = 0; k < t.count; ++k)
                    if (v.as_number() == c[k].as_number()) return 1;
                return 0;
            case branch_test::kind::truth:
                return v.kind() == value_kind::boolean ? static_cast<unsigned>(v.as_boolean()) : 2U;
            case branch_test::kind::day: {
                if (v.kind() != value_kind::date) return 2;
                const auto order = v.as_date().days <=> c->as_date().days;
                return (static_cast<unsigned>(t.holds) >> (order < 0 ? 0 : order == 0 ? 1 : 2)) & 1U;
            }
        }
        return 2;
    }

private:
    [[nodiscard]] std::optional<branch_target> simply(const compiled& code, std::uint32_t at, branch_target yes,
                                                      branch_target no);
    [[nodiscard]] std::optional<branch_target> put(branch_test t);
    [[nodiscard]] std::uint32_t keep(const value& v);
    [[nodiscard]] std::optional<branch_target> against(const instruction& slot, sign s, const value& constant,
                                                       branch_target yes, branch_target no);
    [[nodiscard]] std::optional<branch_target> among(const compiled& code, const instruction& i, branch_target yes,
                                                     branch_target no);
    [[nodiscard]] std::optional<branch_target> chain(const compiled& code, const instruction& i, branch_target yes,
                                                     branch_target no);
    [[nodiscard]] std::optional<branch_target> tests_of(const compiled& code, const instruction& i, branch_target yes,
                                                        branch_target no);
    [[nodiscard]] std::optional<branch_target> one_of(const compiled& code, const instruction& slot, std::uint32_t test,
                                                      branch_target yes, branch_target no);
    [[nodiscard]] std::optional<branch_target> within(const compiled& code, const instruction& slot, std::uint32_t low,
                                                      std::uint32_t high, std::uint8_t open, branch_target yes,
                                                      branch_target no);

    bool partial_ = false;
    std::vector<branch_test> tests_;
    std::vector<value> constants_;
};

/// Where the slots of a frame lie.
struct frame_slots {
    const value* const* banks;
    [[nodiscard]] const value* operator()(std::uint8_t bank, std::uint32_t slot) const noexcept {
        return banks[bank] == nullptr ? nullptr : banks[bank] + slot;
    }
};

/// By order of a value to a constant: bit 0 when below, bit 1 when equal, bit 2 when above. 0 for what is no
/// comparison.
[[nodiscard]] std::uint8_t orders_of(sign s) noexcept;

}  // namespace reglament::feel
