// Told values: what a log tells beside its events, in the types that conditions read, each distinct one kept once.
#pragma once

#include <reglament/feel/type.hpp>
#include <reglament/feel/value.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace reglament::alignment {

/// What one event tells, or its case: a text for each name that is asked for. 0: nothing.
using told_index = std::uint32_t;
/// A value. 0: not known.
using value_index = std::uint32_t;

/// A text that is no value of the type it is asked for.
struct unread_value {
    std::string name, text;
};

class told_values {
public:
    /// A name that logs are asked for: its index.
    std::uint16_t ask(std::string_view name);
    [[nodiscard]] const std::vector<std::string>& names() const noexcept { return names_; }

    /// Texts in the order of names(); empty ones are not told.
    told_index tell(std::span<const std::string_view> texts);
    /// Asks for what the first of these names tells, as a value of that type: the number of the question.
    std::uint32_t ask(std::vector<std::uint16_t> by, feel::type as);
    [[nodiscard]] const std::vector<std::uint16_t>& asked_by(std::uint32_t asked) const noexcept {
        return questions_[asked].by;
    }
    /// What is told, with what is told later over it where `over` says so of the name.
    told_index overlaid(told_index before, told_index later, const std::vector<bool>& over);
    /// The answer. A text that is no such value is not known.
    value_index read(told_index told, std::uint32_t asked, feel::zone zone);

    value_index keep(const feel::value& v);
    [[nodiscard]] const feel::value& at(value_index i) const noexcept { return values_[i]; }

    [[nodiscard]] std::uint64_t unread_count() const noexcept { return unread_count_; }
    [[nodiscard]] const std::vector<unread_value>& unread() const noexcept { return unread_; }  ///< the first of them

private:
    struct question {
        std::vector<std::uint16_t> by;
        feel::type as;
    };

    value_index convert(const question& q, told_index told, feel::zone zone);

    std::vector<std::string> names_;
    std::vector<std::vector<std::string>> told_{{}};
    std::unordered_map<std::string, told_index> told_index_;
    std::vector<feel::value> values_{feel::value{}};
    std::unordered_map<std::string, value_index> value_index_;
    std::vector<question> questions_;
    std::unordered_map<std::uint64_t, value_index> answers_;  // by question and what is told
    std::unordered_set<std::string> unread_known_;
    std::vector<unread_value> unread_;
    std::uint64_t unread_count_ = 0;
};

}  // namespace reglament::alignment
