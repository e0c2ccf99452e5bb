// Type: what a fact, an attribute, an answer or an expression can be.
#pragma once

#include <reglament/export.hpp>
#include <reglament/feel/value.hpp>
#include <reglament/text/issue.hpp>

#include <initializer_list>
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
    context,
    range,
    function,
    null
};
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif

struct type_member;

/// The members of a type, which hold types themselves: a vector whose default may be named before they are complete.
struct REGLAMENT_API type_members : std::vector<type_member> {
    type_members() noexcept;
    type_members(std::initializer_list<type_member> all);
};

/// A FEEL type. An enumeration is a string type that lists its values, a number may be restricted to a range (DMN's
/// allowed values); a list or range has the type of its items, a context those of its entries, a function those of its
/// parameters and of its result. What is not said is any.
struct type {
    type_kind kind = type_kind::any;
    std::vector<std::string> values = {};        ///< of an enumeration, else empty
    std::shared_ptr<const type> item = nullptr;  ///< of a list or range; of a function: its result
    type_members members = {};                   ///< of a context: its entries; of a function: its parameters
    bool open = true;                            ///< of a context or function: nothing is said of its members
    /// Of a number: those in it alone. A bound that is null is none; the others are numbers.
    std::shared_ptr<const range> within = nullptr;

    [[nodiscard]] bool is_enumeration() const noexcept { return !values.empty(); }
    [[nodiscard]] const type* find(std::string_view member) const noexcept;  ///< null when it has no such member
    friend REGLAMENT_API bool operator==(const type& a, const type& b);
};

struct type_member {
    std::string name;
    feel::type type;

    friend bool operator==(const type_member&, const type_member&) = default;
};

/// The kind of type a value is of; null of its own.
[[nodiscard]] REGLAMENT_API type_kind kind_of(const value& v) noexcept;

/// What is known of a value's type: contexts with the types of their entries, lists whose items are alike with theirs
/// (of contexts: with the entries of all); any for null.
[[nodiscard]] REGLAMENT_API type type_of(const value& v);

/// Types under names of their own (DMN's item definitions).
using type_table = std::vector<type_member>;

/// FEEL's text of a type: `number`, `list<string>`, `context<a: number>`, `function<number> -> Any`, `range<date>`,
/// `string in ("A", "B")`, a name of `named`. Nothing when it is none.
[[nodiscard]] REGLAMENT_API std::optional<type> parse_type(std::string_view text, const type_table& named = {});

/// "number", "number [0..100]", "number >= 0", "one of A, B, C", "list of date"; in Russian the words of the
/// vocabulary's types.
[[nodiscard]] REGLAMENT_API std::string to_string(const type& t, language lang = language::en);

/// Whether a value may stand where the type is declared, FEEL's `instance of`; null is of the null type only, but
/// may stand in lists and contexts. A context may have more entries than its type names.
[[nodiscard]] REGLAMENT_API bool conforms(const value& v, const type& t) noexcept;

/// A value as DMN fits it to a declared type: a list of one is its item where no list is wanted, a single value a list
/// of itself where one is, a date its midnight in UTC; what does not fit is null.
[[nodiscard]] REGLAMENT_API value coerce(const value& v, const type& t);

/// A value of the type from what outside formats give: text becomes number, date, time, duration, boolean ("true",
/// "yes", "да", "1", …) where the type asks for it, blanks around it are dropped; a date is accepted for a date and
/// time (midnight), and a date and time without a zone gets `zone`. Nothing when it does not fit; null never fits; an
/// enumeration value must be one of the list, a number with a range in it.
[[nodiscard]] REGLAMENT_API std::optional<value> convert(const value& v, const type& t, zone zone = feel::zone::utc());

}  // namespace reglament::feel
