// People: who works in the department, which roles and skills they have, when they are there, and who stands in for
// whom. They are live: no part of a regulation's version, and in force as soon as they are published.
#pragma once

#include <reglament/export.hpp>
#include <reglament/feel/value.hpp>
#include <reglament/regulation/period.hpp>
#include <reglament/text/source.hpp>

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reglament {

/// A stretch of a shift, in minutes since the local midnight of the day it begins on: 0 <= begins < 24 * 60,
/// begins < ends < begins + 24 * 60. One that ends beyond 24 * 60 goes on into the next day.
struct shift_span {
    std::int32_t begins = 0, ends = 0;
    friend bool operator==(const shift_span&, const shift_span&) = default;
};
using shift_spans = std::vector<shift_span>;

/// Days in a row, both included, with shifts of their own, before those of their weekdays.
struct dated_shift {
    feel::date first, last;
    shift_spans spans;
};

/// Days in a row, both included, on which somebody is not there.
struct absence {
    feel::date first;
    std::optional<feel::date> last;  ///< nothing: until something else is said
    std::string reason;
};

struct person {
    located<std::string> id;           ///< stable: histories and records name it
    std::string title;                 ///< what people call them; facts may name it, too
    std::vector<std::uint16_t> roles;  ///< into vocabulary::roles
    std::vector<std::string> skills;
    std::uint16_t calendar = UINT16_MAX;  ///< their deadlines: into vocabulary::calendars; none: that of the role
    feel::zone zone = feel::zone::utc();  ///< of their calendar, or the default one: days and shifts are read in it
    bool in_shifts = false;               ///< there only in their shifts; off: whenever they are not absent
    std::array<shift_spans, 7> week;      ///< from Monday
    std::vector<dated_shift> dated;       ///< of those that name a day the last one counts
    std::vector<absence> absences;
    std::vector<std::uint16_t> substitutes;  ///< into people::all, in their order
    place where;
};

/// Everybody, in the order of the files. Indices are of 16 bits.
class REGLAMENT_API people {
public:
    static constexpr std::size_t most = 30'000;

    std::vector<person> all;

    [[nodiscard]] bool empty() const noexcept { return all.empty(); }

    /// By id, or by title.
    [[nodiscard]] std::optional<std::uint16_t> find(std::string_view name) const noexcept;

    [[nodiscard]] bool has_role(std::uint16_t who, std::uint16_t role) const noexcept;
    /// Whether anybody has it.
    [[nodiscard]] bool anybody_has(std::uint16_t role) const noexcept;
    /// `asked` is a text, or a list of them all of which are needed. Null asks for nothing.
    [[nodiscard]] bool has_skill(std::uint16_t who, const feel::value& asked) const;

    /// Why somebody is not there at an instant; null: they are not absent.
    [[nodiscard]] const absence* absent(std::uint16_t who, instant at) const;
    [[nodiscard]] bool on_shift(std::uint16_t who, instant at) const;
    [[nodiscard]] bool is_there(std::uint16_t who, instant at) const {
        return absent(who, at) == nullptr && on_shift(who, at);
    }
    /// Who is there of somebody and those who stand in for them, in their turn: by id. Nothing: nobody is, or nobody is
    /// called so.
    [[nodiscard]] std::optional<std::string_view> stand_in(std::string_view name, instant at) const;

    /// The first instant from `at` on at which they are there; `never` when that is more than about a year ahead, or
    /// nobody knows.
    [[nodiscard]] instant there_from(std::uint16_t who, instant at) const;
};

}  // namespace reglament
