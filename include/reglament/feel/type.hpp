// Type: what a fact, an attribute, an answer or an expression can be.
#pragma once

#include <reglament/export.hpp>
#include <reglament/feel/value.hpp>
#include <reglament/text/issue.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reglament::feel {

// Enumerators of a scoped enumeration hide nothing, yet GCC 12 warns that these do.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
#endif
enum class type_kind : std::uint8_t {
    any,
    boolean,
    number,
    string,
    date,
    time,
    date_time,
    time_duration,
    months_duration,
    list,
    context
};
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif

/// A FEEL type. An enumeration is a string type that lists its values; a list has the type of its items.
struct type {
    type_kind kind = type_kind::any;
    std::vector<std::string> values;   ///< of an enumeration, else empty
    std::shared_ptr<const type> item;  ///< of a list, else null

    [[nodiscard]] bool is_enumeration() const noexcept { return !values.empty(); }
    friend REGLAMENT_API bool operator==(const type& a, const type& b);
};

/// "number", "one of A, B, C", "list of date"; in Russian the words of the vocabulary's types.
[[nodiscard]] REGLAMENT_API std::string to_string(const type& t, language lang = language::en);

/// Whether a value may stand where the type is declared; null never may.
[[nodiscard]] REGLAMENT_API bool conforms(const value& v, const type& t) noexcept;

/// A value of the type from what outside formats give: text becomes number, date, time, duration, boolean ("true",
/// "yes", "да", "1", …) where the type asks for it, blanks around it are dropped; a date is accepted for a date and
/// time (midnight), and a date and time without a zone gets `zone`. Nothing when it does not fit; null never fits; an
/// enumeration value must be one of the list.
[[nodiscard]] REGLAMENT_API std::optional<value> convert(const value& v, const type& t, zone zone = feel::zone::utc());

}  // namespace reglament::feel
