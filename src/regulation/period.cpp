#include "regulation/period_words.hpp"
#include "text/likeness.hpp"

#include <reglament/regulation/period.hpp>
#include <reglament/text/names.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>
#include <limits>
#include <vector>

namespace reglament {

namespace {

using unit = period::unit;

constexpr std::int64_t second = 1'000'000, minute = 60 * second, hour = 60 * minute, day = 24 * hour;
constexpr std::int64_t most_years = 1'000;

// The most that each kind of period may be: 1,000 years of it.
constexpr std::int64_t most(unit in) noexcept {
    switch (in) {
        case unit::microseconds:
            return most_years * 366 * day;
        case unit::months:
            return most_years * 12;
        case unit::working_days:
            return most_years * 366;
        case unit::working_minutes:
            return most_years * 366 * 24 * 60;
    }
    return 0;
}

// One unit of time: what it is worth, and every way to write it. The Russian forms are those of 1, 2 and 5.
struct unit_word {
    unit in;
    std::int64_t worth;
    std::string_view one, many;
    std::array<std::string_view, 3> ru;
    std::array<std::string_view, 4> also;
};

constexpr std::array<unit_word, 7> units{{
    {unit::months, 12, "year", "years", {"год", "года", "лет"}, {"y", "г", "г.", {}}},
    {unit::months, 1, "month", "months", {"месяц", "месяца", "месяцев"}, {"mo", "мес", "мес.", {}}},
    {unit::microseconds, 7 * day, "week", "weeks", {"неделя", "недели", "недель"}, {"w", "неделю", "нед", "нед."}},
    {unit::microseconds, day, "day", "days", {"день", "дня", "дней"}, {"d", "сутки", "суток", "дн."}},
    {unit::microseconds, hour, "hour", "hours", {"час", "часа", "часов"}, {"h", "ч", "ч.", {}}},
    {unit::microseconds, minute, "minute", "minutes", {"минута", "минуты", "минут"}, {"min", "мин", "мин.", "минуту"}},
    {unit::microseconds,
     second,
     "second",
     "seconds",
     {"секунда", "секунды", "секунд"},
     {"s", "сек", "сек.", "секунду"}},
}};

constexpr std::array<unit_word, 3> working_units{{
    {unit::working_days, 1, "day", "days", {"день", "дня", "дней"}, {"дн", "дн.", {}, {}}},
    {unit::working_minutes, 60, "hour", "hours", {"час", "часа", "часов"}, {"ч", "ч.", {}, {}}},
    {unit::working_minutes, 1, "minute", "minutes", {"минута", "минуты", "минут"}, {"min", "мин", "мин.", "минуту"}},
}};

constexpr std::array<std::string_view, 10> working_words{"working", "business", "раб",      "раб.",    "рабочий",
                                                         "рабочих", "рабочие",  "рабочего", "рабочая", "рабочую"};

bool is_word(const unit_word& u, std::string_view word) noexcept {
    return word == u.one || word == u.many || std::find(u.ru.begin(), u.ru.end(), word) != u.ru.end() ||
           std::find(u.also.begin(), u.also.end(), word) != u.also.end();
}

template <class Units>
const unit_word* find_unit(const Units& among, std::string_view word) noexcept {
    if (word.empty()) return nullptr;
    const auto at = std::find_if(among.begin(), among.end(), [&](const unit_word& u) { return is_word(u, word); });
    return at == among.end() ? nullptr : &*at;
}

constexpr bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}

// The words of a period, one at a time: "2 working days" and "15мин" alike.
class word_reader {
public:
    explicit word_reader(std::string_view text) noexcept : rest_{text} {}

    std::string_view next() noexcept {
        rest_.remove_prefix(std::min(rest_.find_first_not_of(' '), rest_.size()));
        const bool number = !rest_.empty() && is_digit(rest_.front());
        std::size_t length = 0;
        while (length < rest_.size() && rest_[length] != ' ' && (!number || is_part_of_number(rest_[length]))) ++length;
        const std::string_view word = rest_.substr(0, length);
        rest_.remove_prefix(length);
        return word;
    }

    [[nodiscard]] bool at_end() const noexcept { return rest_.find_first_not_of(' ') == rest_.npos; }

private:
    static bool is_part_of_number(char c) noexcept { return is_digit(c) || c == '.' || c == ','; }
    std::string_view rest_;
};

// The whole number of `worth` units that a decimal ("1.5", "1,5") of units of `worth` comes to; nothing when it does
// not come out even, or is too large.
std::optional<std::int64_t> multiply(std::string_view number, std::int64_t worth, std::int64_t limit) {
    const std::size_t point = number.find_first_of(".,");
    const std::string_view whole = number.substr(0, point);
    const std::string_view part = point == number.npos ? std::string_view{} : number.substr(point + 1);
    if (whole.empty() || (point != number.npos && part.empty()) || part.size() > 6) return {};
    std::int64_t digits = 0, scale = 1;
    for (const std::string_view run : {whole, part}) {
        for (const char c : run) {
            if (!is_digit(c) || digits > limit) return {};
            digits = digits * 10 + (c - '0');
        }
    }
    for (std::size_t i = 0; i < part.size(); ++i) scale *= 10;
    if (digits > std::numeric_limits<std::int64_t>::max() / worth) return {};
    if (digits * worth % scale != 0 || digits * worth / scale > limit) return {};
    return digits * worth / scale;
}

// One "N unit". With `so_far` set it must be of the same kind, and is added to it.
std::optional<period> read_part(word_reader& words, const std::optional<period>& so_far) {
    const std::string_view number = words.next();
    std::string_view word = words.next();
    const bool working = std::find(working_words.begin(), working_words.end(), word) != working_words.end();
    if (working) word = words.next();
    const unit_word* u = working ? find_unit(working_units, word) : find_unit(units, word);
    if (u == nullptr || (so_far && so_far->in != u->in)) return {};
    const auto amount = multiply(number, u->worth, most(u->in));
    if (!amount) return {};
    const std::int64_t sum = *amount + (so_far ? so_far->amount : 0);
    return sum > most(u->in) ? std::nullopt : std::optional{period{u->in, sum}};
}

std::optional<period> read_words(std::string_view text) {
    word_reader words{text};
    std::optional<period> sum;
    do {
        sum = read_part(words, sum);
    } while (sum && !words.at_end());
    return sum;
}

std::optional<period> within_bounds(unit in, std::int64_t amount) noexcept {
    return amount < 0 || amount > most(in) ? std::nullopt : std::optional{period{in, amount}};
}

std::optional<period> read_iso(std::string_view text) {
    if (const auto d = feel::parse_time_duration(text)) {
        const auto fine = d->to_microseconds();
        return fine ? within_bounds(unit::microseconds, fine->count()) : std::nullopt;
    }
    if (const auto m = feel::parse_months_duration(text)) return within_bounds(unit::months, m->months);
    return {};
}

std::string_view plural_ru(std::int64_t n, const std::array<std::string_view, 3>& forms) noexcept {
    const std::int64_t last = n % 10, tens = n % 100;
    if (last == 1 && tens != 11) return forms[0];
    return last >= 2 && last <= 4 && (tens < 12 || tens > 14) ? forms[1] : forms[2];
}

// "2 working days": in Russian the adjective agrees with the noun, which is feminine for minutes.
std::string in_words(std::int64_t n, const unit_word& u, bool working, language lang) {
    const std::string number = std::to_string(n) + " ";
    if (lang == language::en) {
        return number + (working ? "working " : "") + std::string{n == 1 ? u.one : u.many};
    }
    const bool feminine = u.ru[0] == "минута";
    const std::string_view adjective =
        plural_ru(n, {feminine ? "рабочая" : "рабочий", feminine ? "рабочие" : "рабочих", "рабочих"});
    return number + (working ? std::string{adjective} + " " : "") + std::string{plural_ru(n, u.ru)};
}

// The largest unit that the amount is a whole number of. Weeks are told in days.
template <class Units>
const unit_word* best_unit(const Units& among, const period& p) noexcept {
    const auto fits = [&](const unit_word& u) { return u.in == p.in && u.worth != 7 * day && p.amount % u.worth == 0; };
    const auto at = std::find_if(among.begin(), among.end(), fits);
    return at == among.end() ? nullptr : &*at;
}

template <class Units>
std::vector<std::string_view> spellings(const Units& among) {
    std::vector<std::string_view> all;
    for (const unit_word& u : among) {
        all.insert(all.end(), {u.one, u.many});
        all.insert(all.end(), u.ru.begin(), u.ru.end());
        std::copy_if(u.also.begin(), u.also.end(), std::back_inserter(all), [](auto word) { return !word.empty(); });
    }
    return all;
}

bool is_ascii(std::string_view text) noexcept {
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// Whether the letters of `part` stand in `word` in their order.
bool has_all(std::string_view word, std::string_view part) noexcept {
    std::size_t next = 0;
    for (const char c : word) next += next < part.size() && part[next] == c ? 1 : 0;
    return next == part.size();
}

// The words of another language with their numbers kept; nothing when one is no whole number.
std::optional<std::string> in_units_of(std::string_view plain, language lang) {
    std::string out;
    for (word_reader words{plain}; !words.at_end();) {
        const std::string_view number = words.next();
        std::string_view word = words.next();
        const bool working = std::find(working_words.begin(), working_words.end(), word) != working_words.end();
        if (working) word = words.next();
        const unit_word* u = working ? find_unit(working_units, word) : find_unit(units, word);
        std::int64_t n = 0;
        const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), n);
        if (u == nullptr || error != std::errc{} || end != number.data() + number.size()) return {};
        out += (out.empty() ? "" : " ") + in_words(n, *u, working, lang);
    }
    return out;
}

const unit_word* unit_of(const period& p) noexcept {
    return p.is_working() ? best_unit(working_units, p) : best_unit(units, p);
}

}  // namespace

std::optional<wrong_unit> find_wrong_unit(std::string_view text) {
    if (text.size() > 200) return {};
    const std::string plain = normal_name(text);
    word_reader words{plain};
    const std::string_view number = words.next();
    if (words.at_end() && find_unit(units, number) != nullptr) return wrong_unit{plain, plain, "1 " + plain, false};
    std::string_view word = words.next();
    const bool working = std::find(working_words.begin(), working_words.end(), word) != working_words.end();
    const std::string_view adjective = working ? word : std::string_view{};
    if (working) word = words.next();
    if (number.empty() || !is_digit(number.front()) || word.empty() || !words.at_end()) return {};
    const auto known = working ? spellings(working_units) : spellings(units);
    const auto near = near_names(word, known);
    if (near.empty()) return {};
    // Of short words that are equally near, the one that has all the letters written.
    const auto longer = std::find_if(near.begin(), near.end(), [&](std::string_view n) { return has_all(n, word); });
    const std::string meant{longer != near.end() ? *longer : near.front()};
    const std::string mended =
        std::string{number} + " " + (working ? std::string{adjective} + " " : std::string{}) + meant;
    const auto read = parse_period(mended);
    if (!read || meant == word) return {};
    const bool russian = working && !is_ascii(adjective);  // whose words agree with the number
    return wrong_unit{std::string{word}, meant, russian ? to_string(*read, language::ru) : mended,
                      looks_like(word, meant)};
}

std::optional<period> parse_period(std::string_view text) {
    if (text.size() > 200) return {};
    const std::string plain = normal_name(text);
    if (plain.empty()) return {};
    if (plain.front() == 'P') return read_iso(plain);
    return read_words(plain);
}

std::optional<instant> parse_moment(std::string_view text, feel::zone zone) {
    constexpr std::size_t day_length = 10, minute_length = 16;
    std::string plain = normal_name(text);
    if (plain.size() >= day_length && plain[2] == '.' && plain[5] == '.') {  // 12.03.2025
        plain = plain.substr(6, 4) + "-" + plain.substr(3, 2) + "-" + plain.substr(0, 2) + plain.substr(day_length);
    }
    if (plain.size() == minute_length) plain += ":00";
    const auto read = parse_instant(plain, zone);
    return read && *read >= first_instant && *read <= last_instant ? read : std::nullopt;
}

period scaled(const period& p, std::uint32_t percent) noexcept {
    constexpr std::int64_t whole = 100;
    const std::int64_t rest = p.amount % whole * percent;
    const std::int64_t amount = p.amount / whole * percent + (rest + whole - 1) / whole;
    return {p.in, std::min(amount, most(p.in))};
}

std::string to_string_as_written(const located<period>& p, const source& file, language lang) {
    const std::string_view all = file.text();
    if (p.where.end > all.size() || p.where.begin > p.where.end) return to_string(p.value, lang);
    std::string_view text = all.substr(p.where.begin, p.where.end - p.where.begin);
    if (text.size() > 1 && (text.front() == '"' || text.front() == '\'')) text = text.substr(1, text.size() - 2);
    std::string plain = normal_name(text);
    const auto read = parse_period(plain);
    if (read != p.value || plain.front() == 'P') return to_string(p.value, lang);
    if (is_ascii(plain) == (lang == language::en)) return plain;
    return in_units_of(plain, lang).value_or(to_string(p.value, lang));
}

std::string to_string(const period& p, language lang) {
    if (const unit_word* u = unit_of(p)) return in_words(p.amount / u->worth, *u, p.is_working(), lang);
    return feel::to_string(feel::time_duration{std::chrono::microseconds{p.amount}});
}

}  // namespace reglament
