#include "feel/closure.hpp"
#include "feel/number_range.hpp"

#include <reglament/feel/type.hpp>

#include <algorithm>
#include <array>

namespace reglament::feel {

namespace {

struct type_words {
    std::string_view en;
    std::string_view ru;

    [[nodiscard]] std::string_view in(language lang) const noexcept { return lang == language::ru ? ru : en; }
};

constexpr type_words one_of{"one of", "одно из"};
constexpr type_words list_of{"list of", "список из"};

type_words words_of(type_kind kind) noexcept {
    switch (kind) {
        case type_kind::any:
            return {"any value", "любое значение"};
        case type_kind::boolean:
            return {"boolean", "да/нет"};
        case type_kind::number:
            return {"number", "число"};
        case type_kind::string:
            return {"text", "текст"};
        case type_kind::date:
            return {"date", "дата"};
        case type_kind::time:
            return {"time", "время"};
        case type_kind::date_time:
            return {"date and time", "дата и время"};
        case type_kind::time_duration:
            return {"duration", "длительность"};
        case type_kind::months_duration:
            return {"duration in months", "длительность в месяцах"};
        case type_kind::list:
            return {"list", "список"};
        case type_kind::context:
            return {"context", "набор значений"};
        case type_kind::range:
            return {"range", "диапазон"};
        case type_kind::function:
            return {"function", "функция"};
        case type_kind::null:
            return {"null", "пустое значение"};
    }
    return {};
}

bool is_kind(const value& v, type_kind kind) noexcept {
    return kind_of(v) == kind;
}

bool holds_entries(const context& entries, const std::vector<type_member>& wanted) noexcept {
    return std::ranges::all_of(wanted, [&](const type_member& m) {
        const auto found = std::ranges::find(entries, m.name, &context::value_type::first);
        return found != entries.end() && (found->second.is_null() || conforms(found->second, m.type));
    });
}

bool takes(const closure& f, const type& t) noexcept {
    return t.open || (f.least <= t.members.size() && t.members.size() <= f.most);
}

bool holds_bounds(const range& r, const type& item) noexcept {
    return (r.low.is_null() || conforms(r.low, item)) && (r.high.is_null() || conforms(r.high, item));
}

bool is_listed(std::string_view text, const std::vector<std::string>& values) noexcept {
    return std::find(values.begin(), values.end(), text) != values.end();
}

std::string_view trimmed(std::string_view text) noexcept {
    constexpr std::string_view blanks = " \t\r\n";
    const std::size_t begin = text.find_first_not_of(blanks);
    return begin == text.npos ? std::string_view{} : text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

template <class T>
std::optional<value> wrapped(const std::optional<T>& read) {
    return read ? std::optional{value{*read}} : std::nullopt;
}

std::optional<value> allowed(const std::optional<number>& read, const type& t) {
    return read && t.within != nullptr && !is_in(*read, *t.within) ? std::nullopt : wrapped(read);
}

std::optional<value> read_boolean(std::string_view text) noexcept {
    constexpr std::array<std::string_view, 10> yes{"true", "True", "TRUE", "yes", "Yes", "YES", "да", "Да", "ДА", "1"};
    constexpr std::array<std::string_view, 10> no{"false", "False", "FALSE", "no",  "No",
                                                  "NO",    "нет",   "Нет",   "НЕТ", "0"};
    if (std::find(yes.begin(), yes.end(), text) != yes.end()) return value{true};
    if (std::find(no.begin(), no.end(), text) != no.end()) return value{false};
    return std::nullopt;
}

value zoned(date_time t, zone fallback) noexcept {
    if (t.zone.is_none()) t.zone = fallback;
    return t;
}

// Also with a blank between date and time, as databases write it.
std::optional<value> read_date_time(std::string_view text, zone fallback) {
    if (const auto read = parse_date_time(text)) return zoned(*read, fallback);
    const auto when = parse_instant(text, fallback);
    if (!when) return std::nullopt;
    const zone at = fallback.is_none() ? zone::utc() : fallback;
    return date_time{at.to_local(*when), at};
}

std::optional<value> convert_text(std::string_view text, const type& t, zone fallback) {
    text = trimmed(text);
    switch (t.kind) {
        case type_kind::boolean:
            return read_boolean(text);
        case type_kind::number:
            return allowed(number::parse(text), t);
        case type_kind::string:
            return is_listed(text, t.values) ? std::optional{value{text}} : std::nullopt;
        case type_kind::date:
            return wrapped(parse_date(text));
        case type_kind::time:
            return wrapped(parse_time(text));
        case type_kind::date_time:
            return read_date_time(text, fallback);
        case type_kind::time_duration:
            return wrapped(parse_time_duration(text));
        case type_kind::months_duration:
            return wrapped(parse_months_duration(text));
        default:
            return std::nullopt;
    }
}

std::optional<value> convert_items(const list& items, const type& item, zone fallback) {
    list out;
    out.reserve(items.size());
    for (const value& v : items) {
        std::optional<value> converted = convert(v, item, fallback);
        if (!converted) return std::nullopt;
        out.push_back(std::move(*converted));
    }
    return value{std::move(out)};
}

// What two types have in common: entries of both contexts, any where they differ.
type common(type a, type b) {
    if (a == b) return a;
    if (a.kind != b.kind || a.kind != type_kind::context) return {};
    for (auto& m : b.members) {
        if (a.find(m.name) == nullptr) a.members.push_back(std::move(m));
    }
    return a;
}

std::string joined(const std::vector<std::string>& values) {
    std::string out;
    for (const std::string& v : values) out += (out.empty() ? "" : ", ") + v;
    return out;
}

}  // namespace

type_members::type_members() noexcept = default;
type_members::type_members(std::initializer_list<type_member> all) : vector{all} {}

bool operator==(const type& a, const type& b) {
    if (a.kind != b.kind || a.values != b.values || a.open != b.open || a.members != b.members) return false;
    if ((a.within == nullptr) != (b.within == nullptr)) return false;
    if (a.within != b.within && *a.within != *b.within) return false;
    if ((a.item == nullptr) != (b.item == nullptr)) return false;
    return a.item == b.item || *a.item == *b.item;
}

const type* type::find(std::string_view member) const noexcept {
    const auto found = std::ranges::find(members, member, &type_member::name);
    return found == members.end() ? nullptr : &found->type;
}

std::string to_string(const type& t, language lang) {
    if (t.is_enumeration()) return std::string{one_of.in(lang)} + " " + joined(t.values);
    if (t.kind == type_kind::list && t.item != nullptr)
        return std::string{list_of.in(lang)} + " " + to_string(*t.item, lang);
    std::string name{words_of(t.kind).in(lang)};
    return t.within == nullptr ? name : name + " " + number_range_text(*t.within);
}

type_kind kind_of(const value& v) noexcept {
    constexpr std::array kinds{
        type_kind::null,    type_kind::boolean,   type_kind::number,        type_kind::string,          type_kind::date,
        type_kind::time,    type_kind::date_time, type_kind::time_duration, type_kind::months_duration, type_kind::list,
        type_kind::context, type_kind::range,     type_kind::function};
    return kinds[static_cast<std::size_t>(v.kind())];
}

type type_of(const value& v) {
    constexpr std::size_t most = 16'000'000;  // parts that are worth a look
    type t{.kind = v.is_null() ? type_kind::any : kind_of(v)};
    if (v.weight() > most) return t;
    if (v.kind() == value_kind::context) {
        t.open = false;
        for (const auto& [name, entry] : v.as_context()) t.members.push_back({name, type_of(entry)});
    } else if (v.kind() == value_kind::list && !v.as_list().empty()) {
        type item = type_of(v.as_list().front());
        for (const auto& each : v.as_list()) item = common(std::move(item), type_of(each));
        if (item.kind != type_kind::any) t.item = std::make_shared<const type>(std::move(item));
    }
    return t;
}

bool conforms(const value& v, const type& t) noexcept {
    if (v.is_null()) return t.kind == type_kind::null;
    if (t.kind == type_kind::any) return true;
    if (!is_kind(v, t.kind)) return false;
    if (t.is_enumeration()) return is_listed(v.as_string(), t.values);
    if (t.within != nullptr) return is_in(v.as_number(), *t.within);
    if (t.kind == type_kind::context) return holds_entries(v.as_context(), t.members);
    if (t.kind == type_kind::function) return takes(v.as_function(), t);
    if (t.item == nullptr) return true;
    if (t.kind == type_kind::range) return holds_bounds(v.as_range(), *t.item);
    return std::ranges::all_of(v.as_list(),
                               [&](const value& item) { return item.is_null() || conforms(item, *t.item); });
}

value coerce(const value& v, const type& t) {
    if (v.is_null() || t.kind == type_kind::any || conforms(v, t)) return v;
    if (t.kind == type_kind::list && v.kind() != value_kind::list) {
        value only = t.item == nullptr ? v : coerce(v, *t.item);
        return only.is_null() ? value{} : value{list{std::move(only)}};
    }
    if (v.kind() == value_kind::list && t.kind != type_kind::list && v.as_list().size() == 1)
        return coerce(v.as_list().front(), t);
    if (v.kind() == value_kind::date && t.kind == type_kind::date_time)
        return value{date_time{v.as_date().days, zone::utc()}};
    return {};
}

std::optional<value> convert(const value& v, const type& t, zone zone) {
    if (t.kind == type_kind::date_time && v.kind() == value_kind::date_time) return zoned(v.as_date_time(), zone);
    if (v.kind() == value_kind::list && t.kind == type_kind::list && t.item != nullptr)
        return convert_items(v.as_list(), *t.item, zone);
    if (conforms(v, t)) return v;
    if (v.kind() == value_kind::string) return convert_text(v.as_string(), t, zone);
    if (v.kind() == value_kind::date && t.kind == type_kind::date_time) return value{date_time{v.as_date(), {0, zone}}};
    return std::nullopt;
}

}  // namespace reglament::feel
