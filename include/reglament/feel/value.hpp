// Value: what conditions compute with and what facts, event data and answers hold.
#pragma once

#include <reglament/export.hpp>
#include <reglament/feel/number.hpp>
#include <reglament/feel/temporal.hpp>

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace reglament::feel {

// Enumerators of a scoped enumeration hide nothing, yet GCC 12 warns that these do.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
#endif
enum class value_kind : std::uint8_t {
    null, boolean, number, string, date, time, date_time, time_duration, months_duration, list, context
};
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif

class value;
using list = std::vector<value>;
using context = std::vector<std::pair<std::string, value>>;  ///< entries in their order, names unique

/// An immutable FEEL value in 24 bytes. Copying never allocates: strings, lists and contexts are shared and counted.
class REGLAMENT_API value {
public:
    value() noexcept = default;  ///< null
    value(bool b) noexcept;                     // NOLINT(google-explicit-constructor)
    value(feel::number n) noexcept;             // NOLINT(google-explicit-constructor)
    value(std::string_view text);               // NOLINT(google-explicit-constructor)
    value(const char* text) : value(std::string_view{text}) {}
    value(const std::string& text) : value(std::string_view{text}) {}
    value(feel::date d) noexcept;               // NOLINT(google-explicit-constructor)
    value(const time_of_day& t) noexcept;       // NOLINT(google-explicit-constructor)
    value(const feel::date_time& d) noexcept;   // NOLINT(google-explicit-constructor)
    value(feel::time_duration d) noexcept;      // NOLINT(google-explicit-constructor)
    value(feel::months_duration d) noexcept;    // NOLINT(google-explicit-constructor)
    value(feel::list items);                    // NOLINT(google-explicit-constructor)
    value(feel::context entries);               // NOLINT(google-explicit-constructor)
    value(instant when) noexcept;               ///< date and time in UTC
    template <class T> value(T*) = delete;      // a pointer is no boolean

    value(const value& other) noexcept;
    value(value&& other) noexcept;
    value& operator=(const value& other) noexcept;
    value& operator=(value&& other) noexcept;
    ~value();

    [[nodiscard]] value_kind kind() const noexcept { return kind_; }
    [[nodiscard]] bool is_null() const noexcept { return kind_ == value_kind::null; }

    // REQUIRES of each: kind() is the one asked for.
    [[nodiscard]] bool as_boolean() const noexcept;
    [[nodiscard]] feel::number as_number() const noexcept;
    [[nodiscard]] std::string_view as_string() const noexcept;
    [[nodiscard]] feel::date as_date() const noexcept;
    [[nodiscard]] time_of_day as_time() const noexcept;
    [[nodiscard]] feel::date_time as_date_time() const noexcept;
    [[nodiscard]] feel::time_duration as_time_duration() const noexcept;
    [[nodiscard]] feel::months_duration as_months_duration() const noexcept;
    [[nodiscard]] const feel::list& as_list() const noexcept;
    [[nodiscard]] const feel::context& as_context() const noexcept;

    /// The entry of a context; null when this is no context or has none of that name.
    [[nodiscard]] value get(std::string_view name) const noexcept;

    /// The same value, not FEEL's ternary `=`: null equals null, values of different kinds differ.
    friend REGLAMENT_API bool operator==(const value& a, const value& b) noexcept;

private:
    value_kind kind_ = value_kind::null;
    // layout is the implementer's: 16 bytes of payload beside the kind
};

/// Bounds of what is read from outside.
struct json_limits {
    std::size_t depth = 64;
    std::size_t length = 16u << 20;  ///< bytes
};

/// Reads one JSON text: objects become contexts, numbers stay exact. Nothing, and `error` says why in English with the
/// byte offset, when it is no JSON, repeats a key or goes beyond the limits.
[[nodiscard]] REGLAMENT_API std::optional<value> read_json(std::string_view text, std::string* error = nullptr,
                                                           const json_limits& limits = {});

/// JSON of a value: dates, times and durations as their ISO texts. `indent` 0 writes one line.
[[nodiscard]] REGLAMENT_API std::string write_json(const value& v, int indent = 0);

/// FEEL's text of a value: strings quoted, lists in brackets, dates as ISO texts.
[[nodiscard]] REGLAMENT_API std::string to_string(const value& v);

}  // namespace reglament::feel
