// ISO 8601 and RFC 3339 texts read, character by character and without a copy.
#include "feel/calendar.hpp"
#include "feel/zone_text.hpp"

#include <limits>

namespace reglament::feel {

namespace {

constexpr std::size_t fraction_digits = 9;
constexpr std::int64_t day = seconds_of_day * nanoseconds_of_second;

bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}

class text_reader {
public:
    explicit text_reader(std::string_view text) noexcept : rest_{text} {}

    [[nodiscard]] bool done() const noexcept { return rest_.empty(); }
    [[nodiscard]] std::string_view rest() const noexcept { return rest_; }

    bool take(char c) noexcept {
        if (rest_.empty() || rest_.front() != c) return false;
        rest_.remove_prefix(1);
        return true;
    }

    // Two digits with a value of at most `most`; -1 when there are none such.
    int two(int most) noexcept {
        if (rest_.size() < 2 || !is_digit(rest_[0]) || !is_digit(rest_[1])) return -1;
        const int value = (rest_[0] - '0') * 10 + (rest_[1] - '0');
        rest_.remove_prefix(2);
        return value <= most ? value : -1;
    }

    // All digits at the front; how many there were. The value stays at the largest one when there are too many.
    std::size_t whole(std::int64_t& value) noexcept {
        constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
        std::size_t n = 0;
        for (value = 0; n < rest_.size() && is_digit(rest_[n]); ++n) {
            const std::int64_t digit = rest_[n] - '0';
            value = value > (most - digit) / 10 ? most : value * 10 + digit;
        }
        rest_.remove_prefix(n);
        return n;
    }

    // ".123456789" in nanoseconds, cut off; 0 without a point, -1 without a digit after it.
    std::int64_t fraction() noexcept {
        if (!take('.')) return 0;
        std::int64_t value = 0;
        std::size_t n = 0;
        for (; n < rest_.size() && is_digit(rest_[n]); ++n) {
            if (n < fraction_digits) value = value * 10 + (rest_[n] - '0');
        }
        rest_.remove_prefix(n);
        for (std::size_t i = n; i < fraction_digits; ++i) value *= 10;
        return n == 0 ? -1 : value;
    }

private:
    std::string_view rest_;
};

// Four digits; more, up to the last year there is, without zeros in front; before year 0 with a sign.
std::optional<std::int64_t> read_year(text_reader& in) noexcept {
    const bool negative = in.take('-');
    const bool zero_first = !in.done() && in.rest().front() == '0';
    std::int64_t year = 0;
    const std::size_t digits = in.whole(year);
    const bool formed = digits == 4 || (digits > 4 && !zero_first);
    if (!formed || year > max_year || (negative && year == 0)) return std::nullopt;
    return negative ? -year : year;
}

std::optional<local_day> read_days(text_reader& in) noexcept {
    const std::optional<std::int64_t> year = read_year(in);
    if (!year || !in.take('-')) return std::nullopt;
    const int month = in.two(12);
    if (month < 1 || !in.take('-')) return std::nullopt;
    const int day_of_month = in.two(31);
    if (day_of_month < 1) return std::nullopt;
    return to_days({*year, static_cast<unsigned>(month), static_cast<unsigned>(day_of_month)});
}

// "HH:MM:SS" and a fraction, in nanoseconds; 24:00:00 is the end of the day.
std::optional<std::int64_t> read_clock(text_reader& in) noexcept {
    const int hours = in.two(24);
    if (hours < 0 || !in.take(':')) return std::nullopt;
    const int minutes = in.two(59);
    if (minutes < 0 || !in.take(':')) return std::nullopt;
    const int seconds = in.two(59);
    if (seconds < 0) return std::nullopt;
    const std::int64_t fraction = in.fraction();
    if (fraction < 0) return std::nullopt;
    const std::int64_t all = ((hours * 60 + minutes) * 60 + seconds) * nanoseconds_of_second + fraction;
    return all <= day ? std::optional{all} : std::nullopt;
}

// What follows the time: nothing, "Z", an offset, "@" and a name.
std::optional<zone> read_zone(std::string_view text) {
    if (text.empty()) return zone{};
    if (text.front() == '@') return is_offset_text(text.substr(1)) ? std::nullopt : zone::find(text.substr(1));
    if (text == "Z") return zone::utc();
    return read_offset(text);
}

// Adds n units to a total that is not negative; false when that is too much.
bool add_units(std::int64_t& total, std::int64_t n, std::int64_t unit) noexcept {
    constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
    if (n == most || n > (most - total) / unit) return false;
    total += n * unit;
    return true;
}

// "3H": a number and its letter.
struct amount {
    std::int64_t whole = 0;
    std::int64_t fraction = 0;
    bool fractional = false;
    char letter = 0;
};

std::optional<amount> read_amount(text_reader& in) noexcept {
    amount a;
    if (in.whole(a.whole) == 0) return std::nullopt;
    a.fractional = !in.done() && in.rest().front() == '.';
    a.fraction = in.fraction();
    if (a.fraction < 0 || in.done()) return std::nullopt;
    a.letter = in.rest().front();
    in.take(a.letter);
    return a;
}

struct amounts {
    std::int64_t total = 0;
    std::int64_t fraction = 0;  // of seconds, which alone may have one
};

// Amounts whose letters come in the order of `letters`, each at most once, up to the end or a 'T'.
bool read_amounts(text_reader& in, std::string_view letters, const std::int64_t* units, amounts& out) noexcept {
    std::size_t next = 0;
    bool any = false;
    while (!in.done() && in.rest().front() != 'T') {
        const std::optional<amount> a = read_amount(in);
        if (!a || (a->fractional && a->letter != 'S')) return false;
        const std::size_t found = letters.find(a->letter, next);
        if (found == letters.npos || !add_units(out.total, a->whole, units[found])) return false;
        out.fraction += a->fraction;
        next = found + 1;
        any = true;
    }
    return any;
}

}  // namespace

std::optional<date> parse_date(std::string_view text) noexcept {
    text_reader in{text};
    const auto days = read_days(in);
    if (!days || !in.done()) return std::nullopt;
    return date{*days};
}

std::optional<time_of_day> parse_time(std::string_view text) {
    text_reader in{text};
    const std::optional<std::int64_t> clock = read_clock(in);
    if (!clock || *clock >= day) return std::nullopt;
    const std::optional<zone> at = read_zone(in.rest());
    if (!at) return std::nullopt;
    return time_of_day{*clock, *at};
}

std::optional<date_time> parse_date_time(std::string_view text) {
    text_reader in{text};
    const auto days = read_days(in);
    if (!days) return std::nullopt;
    if (in.done()) return date_time{*days, {}};
    if (!in.take('T')) return std::nullopt;
    const std::optional<std::int64_t> clock = read_clock(in);
    if (!clock) return std::nullopt;
    const local_day of_clock = *days + local_day::duration{*clock / day};
    const std::optional<zone> at = read_zone(in.rest());
    if (!at || !is_within_years(of_clock)) return std::nullopt;
    return date_time{date{of_clock}, {*clock % day, *at}};
}

std::optional<time_duration> parse_time_duration(std::string_view text) noexcept {
    static constexpr std::int64_t day_units[] = {seconds_of_day};
    static constexpr std::int64_t clock_units[] = {3'600, 60, 1};
    text_reader in{text};
    const bool negative = in.take('-');
    if (!in.take('P')) return std::nullopt;
    amounts read;
    const bool days = read_amounts(in, "D", day_units, read);
    if (!days && (in.done() || in.rest().front() != 'T')) return std::nullopt;
    if (in.take('T') && !read_amounts(in, "HMS", clock_units, read)) return std::nullopt;
    if (!in.done()) return std::nullopt;
    const time_duration found{read.total, static_cast<std::int32_t>(read.fraction)};
    return negative ? negate(found) : found;
}

std::optional<months_duration> parse_months_duration(std::string_view text) noexcept {
    static constexpr std::int64_t units[] = {12, 1};
    text_reader in{text};
    const bool negative = in.take('-');
    amounts read;
    if (!in.take('P') || !read_amounts(in, "YM", units, read) || !in.done()) return std::nullopt;
    return months_duration{negative ? -read.total : read.total};
}

}  // namespace reglament::feel

namespace reglament {

std::optional<instant> parse_instant(std::string_view text, feel::zone zone) {
    feel::text_reader in{text};
    const auto days = feel::read_days(in);
    constexpr feel::local_day first{std::chrono::local_days{std::chrono::year{1} / 1 / 1}},
        last{std::chrono::local_days{std::chrono::year{9999} / 12 / 31}};
    if (!days || *days < first || *days > last) return std::nullopt;
    std::int64_t clock = 0;
    feel::zone at;
    if (!in.done()) {
        if (!in.take('T') && !in.take(' ') && !in.take('t')) return std::nullopt;
        const std::optional<std::int64_t> read = feel::read_clock(in);
        if (!read || *read >= feel::day) return std::nullopt;
        clock = *read;
        const std::optional<feel::zone> written = in.rest() == "z" ? feel::zone::utc() : feel::read_zone(in.rest());
        if (!written) return std::nullopt;
        at = *written;
    }
    if (at.is_none()) at = zone;
    if (at.is_none()) return std::nullopt;
    return at.to_instant(*days + std::chrono::microseconds{clock / 1'000});
}

}  // namespace reglament
