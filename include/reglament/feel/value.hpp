// Value: what conditions compute with and what facts, event data and answers hold.
#pragma once

#include <reglament/export.hpp>
#include <reglament/feel/number.hpp>
#include <reglament/feel/temporal.hpp>

#include <atomic>
#include <cassert>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
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
    null,
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
    function
};
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif

class value;
bool same_text(const value& a, const value& b) noexcept;
std::uint64_t text_hash(const value& text) noexcept;
struct range;
struct closure;
using list = std::vector<value>;
using context = std::vector<std::pair<std::string, value>>;  ///< entries in their order, names unique

/// An immutable FEEL value in 24 bytes. Copying never allocates: strings, lists, contexts, ranges and functions are
/// shared and counted.
class REGLAMENT_API value {
public:
    value() noexcept = default;  ///< null
    // NOLINTBEGIN(google-explicit-constructor): each of these is a value
    template <std::same_as<bool> T>
    value(T b) noexcept : payload_{b}, kind_{value_kind::boolean} {}
    value(feel::number n) noexcept : payload_{n}, kind_{value_kind::number} {}
    template <whole_number T>
    value(T whole) noexcept : value{feel::number{whole}} {}
    value(std::string_view text);
    value(const char* text) : value{std::string_view{text}} {}
    value(const std::string& text) : value{std::string_view{text}} {}
    value(feel::date d) noexcept : payload_{d}, kind_{value_kind::date} {}
    value(const time_of_day& t) noexcept : payload_{t}, kind_{value_kind::time} {}
    value(const feel::date_time& d) noexcept : payload_{d}, kind_{value_kind::date_time} {}
    value(feel::time_duration d) noexcept : payload_{d}, kind_{value_kind::time_duration} {}
    template <std::integral Rep, whole_nanoseconds Period>
    value(std::chrono::duration<Rep, Period> d) noexcept : value{feel::time_duration{d}} {}
    value(feel::months_duration d) noexcept : payload_{d}, kind_{value_kind::months_duration} {}
    value(feel::list items);
    value(feel::context entries);
    value(const feel::range& r);
    value(instant when) noexcept;  ///< date and time in UTC
    // NOLINTEND(google-explicit-constructor)
    explicit value(closure function);  ///< of the library's own making: it can be called in expressions only
    template <class T>
    value(T*) = delete;  // a pointer is no boolean

    value(const value& other) noexcept : payload_{other.payload_}, kind_{other.kind_} { retain(); }
    value(value&& other) noexcept : payload_{other.payload_}, kind_{other.kind_} { other.kind_ = value_kind::null; }
    value& operator=(const value& other) noexcept { return *this = value{other}; }
    value& operator=(value&& other) noexcept;
    ~value() { release(); }

    [[nodiscard]] value_kind kind() const noexcept { return kind_; }
    [[nodiscard]] bool is_null() const noexcept { return kind_ == value_kind::null; }

    // REQUIRES of each: kind() is the one asked for. What refers into the value lives as long as any copy of it.
    [[nodiscard]] bool as_boolean() const noexcept { return of(value_kind::boolean).boolean; }
    [[nodiscard]] feel::number as_number() const noexcept { return of(value_kind::number).number; }
    [[nodiscard]] std::string_view as_string() const noexcept;
    [[nodiscard]] feel::date as_date() const noexcept { return of(value_kind::date).date; }
    [[nodiscard]] time_of_day as_time() const noexcept { return of(value_kind::time).time; }
    [[nodiscard]] feel::date_time as_date_time() const noexcept { return of(value_kind::date_time).moment; }
    [[nodiscard]] feel::time_duration as_time_duration() const noexcept { return of(value_kind::time_duration).span; }
    [[nodiscard]] feel::months_duration as_months_duration() const noexcept {
        return of(value_kind::months_duration).months;
    }
    [[nodiscard]] const feel::list& as_list() const noexcept;
    [[nodiscard]] const feel::context& as_context() const noexcept;
    [[nodiscard]] const feel::range& as_range() const noexcept;
    [[nodiscard]] const closure& as_function() const noexcept;

    /// The entry of a context; null when this is no context or has none of that name.
    [[nodiscard]] value get(std::string_view name) const noexcept;

    /// The same without a copy: nullptr when there is none.
    [[nodiscard]] const value* find(std::string_view name) const noexcept;

    /// How much there is to look through: one for every part of a list, context or range, as often as it is shared, and
    /// for every byte of text. What evaluations pay by, whose steps are limited.
    [[nodiscard]] std::size_t weight() const noexcept { return is_shared() ? shared_weight() : 0; }

    /// How deeply lists, contexts and ranges are nested in it: 1 for a list of numbers.
    [[nodiscard]] std::size_t depth() const noexcept { return is_shared() ? shared_depth() : 0; }

    /// Whether two strings are the same text; short ones are told apart without a look at their characters.
    /// REQUIRES: both are strings.
    friend bool same_text(const value& a, const value& b) noexcept;

    /// Of a text's size and first eight characters, for an odd factor that spreads it into the upper bits: equal for
    /// equal texts. REQUIRES: it is a string.
    friend std::uint64_t text_hash(const value& text) noexcept;

    /// The same value, not FEEL's ternary `=`: null equals null, values of different kinds differ.
    friend bool operator==(const value& a, const value& b) noexcept;

private:
    struct node {
        std::atomic<std::uintptr_t> owners{1};  // once nobody owns it: the next to be freed
    };
    struct text_node : node {
        std::size_t size = 0;    // the characters follow
        std::uint64_t head = 0;  // the first eight of them, zeros behind a shorter text
        [[nodiscard]] const char* characters() const noexcept { return reinterpret_cast<const char*>(this + 1); }
    };
    struct holder_node;
    struct list_node;
    struct context_node;
    struct range_node;
    struct function_node;

    union payload {
        constexpr payload() noexcept : node{nullptr} {}
        constexpr explicit payload(bool b) noexcept : boolean{b} {}
        constexpr explicit payload(feel::number n) noexcept : number{n} {}
        constexpr explicit payload(feel::date d) noexcept : date{d} {}
        constexpr explicit payload(const time_of_day& t) noexcept : time{t} {}
        constexpr explicit payload(const feel::date_time& d) noexcept : moment{d} {}
        constexpr explicit payload(feel::time_duration d) noexcept : span{d} {}
        constexpr explicit payload(feel::months_duration d) noexcept : months{d} {}
        constexpr explicit payload(value::node* n) noexcept : node{n} {}

        bool boolean;
        feel::number number;
        feel::date date;
        time_of_day time;
        feel::date_time moment;
        feel::time_duration span;
        feel::months_duration months;
        value::node* node;  // of what is shared; a null one is the empty string
    };

    [[nodiscard]] const payload& of([[maybe_unused]] value_kind kind) const noexcept {
        assert(kind_ == kind);
        return payload_;
    }
    [[nodiscard]] bool is_shared() const noexcept {
        constexpr unsigned shared = 1u << unsigned(value_kind::string) | 1u << unsigned(value_kind::list) |
                                    1u << unsigned(value_kind::context) | 1u << unsigned(value_kind::range) |
                                    1u << unsigned(value_kind::function);
        return ((shared >> unsigned(kind_)) & 1u) != 0 && payload_.node != nullptr;
    }
    void retain() const noexcept {
        if (is_shared()) payload_.node->owners.fetch_add(1, std::memory_order_relaxed);
    }
    void release() noexcept {
        if (is_shared()) release_node();
    }
    void release_node() noexcept;
    [[nodiscard]] std::size_t shared_weight() const noexcept;
    [[nodiscard]] std::size_t shared_depth() const noexcept;
    static void abandon(value& v, std::uintptr_t& unowned) noexcept;
    static void destroy(std::uintptr_t dead, std::uintptr_t& unowned) noexcept;
    static bool equal_large(const value& a, const value& b) noexcept;
    static bool same_tail(const text_node& a, const text_node& b) noexcept;

    payload payload_;
    value_kind kind_ = value_kind::null;
};

static_assert(sizeof(value) == 24);

/// An interval of comparable values. A bound that is null is none: `(< 10)` has no low one.
struct range {
    value low;
    value high;
    bool low_open = false;   ///< the low bound itself is outside
    bool high_open = false;  ///< the high bound itself is outside

    friend bool operator==(const range&, const range&) = default;
};

inline value& value::operator=(value&& other) noexcept {
    if (this != &other) {
        release();
        payload_ = other.payload_;
        kind_ = std::exchange(other.kind_, value_kind::null);
    }
    return *this;
}

inline std::string_view value::as_string() const noexcept {
    const auto* text = static_cast<const text_node*>(of(value_kind::string).node);
    return text == nullptr ? std::string_view{} : std::string_view{text->characters(), text->size};
}

inline bool same_text(const value& a, const value& b) noexcept {
    const auto* const x = static_cast<const value::text_node*>(a.of(value_kind::string).node);
    const auto* const y = static_cast<const value::text_node*>(b.of(value_kind::string).node);
    if (x == y) return true;
    if (x == nullptr || y == nullptr || x->head != y->head || x->size != y->size) return false;
    return x->size <= sizeof x->head || value::same_tail(*x, *y);
}

inline std::uint64_t text_hash(const value& text) noexcept {
    const auto* const t = static_cast<const value::text_node*>(text.of(value_kind::string).node);
    return t == nullptr ? 0 : t->head ^ std::uint64_t{t->size} << 56;
}

inline bool operator==(const value& a, const value& b) noexcept {
    if (a.kind_ != b.kind_) return false;
    switch (a.kind_) {
        case value_kind::null:
            return true;
        case value_kind::boolean:
            return a.payload_.boolean == b.payload_.boolean;
        case value_kind::number:
            return a.payload_.number == b.payload_.number;
        case value_kind::string:
            return same_text(a, b);
        default:
            return value::equal_large(a, b);
    }
}

/// Bounds of what is read from outside.
struct json_limits {
    std::size_t depth = 64;
    std::size_t length = 16u << 20;  ///< bytes
};

/// Reads one JSON text: objects become contexts, numbers stay exact. Nothing, and `error` says why in English with the
/// byte offset, when it is no JSON, repeats a key or goes beyond the limits.
[[nodiscard]] REGLAMENT_API std::optional<value> read_json(std::string_view text, std::string* error = nullptr,
                                                           const json_limits& limits = {});

/// JSON of a value: dates, times and durations as their ISO texts, ranges as FEEL's, functions as null. `indent` 0
/// writes one line.
[[nodiscard]] REGLAMENT_API std::string write_json(const value& v, int indent = 0);

/// FEEL's text of a value: strings quoted, lists in brackets, contexts in braces, dates as ISO texts; a function is
/// written by its parameters.
[[nodiscard]] REGLAMENT_API std::string to_string(const value& v);

}  // namespace reglament::feel
