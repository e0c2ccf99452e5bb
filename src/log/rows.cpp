#include "log/rows.hpp"

#include "feel/number_range.hpp"
#include "log/number_text.hpp"

#include <reglament/text/names.hpp>

#include <algorithm>

namespace reglament::log_detail {

namespace {

// What was expected is part of the message's code, so that it is said in the reader's language.
std::string_view code_of(const feel::type& t) {
    switch (t.kind) {
        case feel::type_kind::boolean:
            return "line-no-boolean";
        case feel::type_kind::number:
            return "line-no-number";
        case feel::type_kind::date:
            return "line-no-date";
        case feel::type_kind::time:
            return "line-no-time-of-day";
        case feel::type_kind::date_time:
            return "line-no-date-and-time";
        case feel::type_kind::time_duration:
        case feel::type_kind::months_duration:
            return "line-no-duration";
        case feel::type_kind::string:
            return t.is_enumeration() ? "line-not-one-of" : "line-no-text";
        default:
            return "line-wrong-value";
    }
}

std::string joined(const std::vector<std::string>& words) {
    std::string out;
    for (const std::string& w : words) out += (out.empty() ? "" : ", ") + w;
    return out;
}

}  // namespace

std::string shown(std::string_view text) {
    constexpr std::size_t longest = 60;
    std::size_t end = std::min(text.size(), longest);
    while (end < text.size() && end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0u) == 0x80u) --end;
    std::string out{text.substr(0, end)};
    for (std::size_t bad = find_invalid_utf8(out); bad != out.npos; bad = find_invalid_utf8(out)) out[bad] = '?';
    const auto control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
    std::replace_if(out.begin(), out.end(), control, '?');
    return end < text.size() ? out + "…" : out;
}

std::optional<event_index> rows::find_type(std::string_view name) {
    if (name == last_name_ && last_type_) return last_type_;
    last_name_ = name;
    const auto found = words().find_event(name);
    last_type_ = found ? std::optional{static_cast<event_index>(*found)} : std::nullopt;
    return last_type_;
}

void rows::bad(std::uint32_t file, std::uint64_t line, std::string_view code, std::vector<std::string> arguments,
               std::string suggestion) {
    ++bad_count;
    if (bad_lines.size() == kept_bad_lines) return;
    issues one;
    bad_lines.push_back({file, line, one.add(code, {}, std::move(arguments), std::move(suggestion))});
}

void rows::unknown_type(std::uint32_t file, std::uint64_t line, std::string_view name) {
    if (!words().declared) return bad(file, line, "line-unused-event", {shown(name)});
    const auto [at, is_new] = near_types_.try_emplace(shown(name));
    if (is_new && near_types_.size() < 1000) {
        std::vector<std::string_view> known;
        for (const event_type& e : words().events) known.push_back(e.name.value);
        const auto near = near_names(at->first, known);
        if (!near.empty()) at->second = near.front();
    }
    bad(file, line, "line-unknown-event", {at->first}, at->second);
}

void rows::ignored(event_index e, std::string_view name, issues& found) {
    constexpr std::size_t told = 100;
    if (ignored_.size() == told || !ignored_.emplace(e, std::string{name}).second) return;
    found.add(words().declared ? "data-ignored" : "data-undeclared", {}, {type(e).name.value, shown(name)});
}

std::string_view rows::keep(std::string_view text) {
    const auto at = kept_index_.find(text);
    if (at != kept_index_.end()) return *at;
    return *kept_index_.insert(kept_.emplace_back(text)).first;
}

bool data_writer::put(const attribute& a, const feel::value& v, feel::zone zone) {
    if (v.is_null()) {
        if (a.optional) return out_.values.emplace_back(), true;
        out_.values.resize(first_);
        out_.bad(file_, line_, "line-no-data", {out_.type(type_).name.value, a.name.value});
        return false;
    }
    std::optional<feel::value> fitting = feel::convert(v, a.type, zone);
    if (!fitting) return refuse(a, v);
    out_.values.push_back(std::move(*fitting));
    return true;
}

bool data_writer::put_text(const attribute& a, std::string_view text, feel::zone zone, bool decimal_comma) {
    if (text.empty()) return put(a, {}, zone);
    if (a.type.kind == feel::type_kind::number) {
        number_text read = read_number(text, decimal_comma);
        if (read.is && a.type.within == nullptr) return out_.values.emplace_back(*read.is), true;
        if (read.is) return put(a, feel::value{*read.is}, zone);
        if (!read.suggestion.empty()) return refuse(a, feel::value{text}, std::move(read.suggestion));
    }
    return put(a, feel::value{text}, zone);
}

bool data_writer::refuse(const attribute& a, const feel::value& v, std::string suggestion) {
    out_.values.resize(first_);
    const std::string found = v.kind() == feel::value_kind::string ? std::string{v.as_string()} : feel::to_string(v);
    std::vector<std::string> arguments{a.name.value, shown(found)};
    if (a.type.is_enumeration()) arguments.push_back(joined(a.type.values));
    std::string_view code = code_of(a.type);
    const bool outside =
        a.type.within != nullptr && (v.kind() == feel::value_kind::number || feel::number::parse(found));
    if (outside) {
        code = "line-outside";
        arguments.push_back(feel::number_range_text(*a.type.within));
    }
    out_.bad(file_, line_, code, std::move(arguments), std::move(suggestion));
    return false;
}

std::optional<instant> standard_time(std::string_view when, feel::zone zone) {
    constexpr std::size_t day = 10, minute = 16;
    const bool blank = when.size() > day && when[day] == ' ';
    if (!blank && when.size() != minute) return parse_instant(when, zone);
    std::string mended{when};
    if (blank) mended[day] = 'T';
    if (when.size() == minute) mended += ":00";
    return parse_instant(mended, zone);
}

}  // namespace reglament::log_detail
