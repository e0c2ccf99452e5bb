// FEEL's text of a value.
#include "feel/value_text.hpp"

#include "text/characters.hpp"
#include "text/dates.hpp"

#include <limits>
#include <utility>

namespace reglament::feel {

namespace {

bool is_plain_name(std::string_view name) noexcept {
    return !name.empty() && name.find_first_of(" \t\n\r\"\\{}[]():,.+-*/<>=!@'") == name.npos;
}

// Writes until there are more bytes than wanted; then what is still to come is left out.
class text_writer {
public:
    explicit text_writer(std::size_t most) noexcept : most_{most} {}

    void write(const value& v) {
        switch (v.kind()) {
            case value_kind::string:
                return quoted(v.as_string());
            case value_kind::list:
                return in_brackets(v.as_list());
            case value_kind::context:
                return in_braces(v.as_context());
            case value_kind::range:
                return interval(v.as_range());
            default:
                out_ += plain(v);
        }
    }

    [[nodiscard]] std::string take() noexcept { return std::move(out_); }

private:
    [[nodiscard]] static std::string plain(const value& v) {
        switch (v.kind()) {
            case value_kind::boolean:
                return v.as_boolean() ? "true" : "false";
            case value_kind::number:
                return v.as_number().to_string();
            case value_kind::date:
                return to_string(v.as_date());
            case value_kind::time:
                return to_string(v.as_time());
            case value_kind::date_time:
                return to_string(v.as_date_time());
            case value_kind::time_duration:
                return to_string(v.as_time_duration());
            case value_kind::months_duration:
                return to_string(v.as_months_duration());
            case value_kind::function:
                return "function";
            default:
                return "null";
        }
    }

    [[nodiscard]] bool is_full() {
        if (out_.size() <= most_) return false;
        if (!cut_) out_ += "…";
        return cut_ = true;
    }

    void quoted(std::string_view text) {
        constexpr std::string_view special = "\"\\\n\r\t";
        constexpr std::string_view letters = "\"\\nrt";
        out_ += '"';
        for (std::size_t at = 0; at < text.size() && !is_full();) {
            const auto length = decode(text, at).length;
            if (const auto i = special.find(text[at]); i != special.npos)
                (out_ += '\\') += letters[i];
            else
                out_ += text.substr(at, length);
            at += length;
        }
        out_ += '"';
    }

    void in_brackets(const list& items) {
        out_ += '[';
        const char* between = "";
        for (const value& item : items) {
            if (is_full()) break;
            out_ += std::exchange(between, ", ");
            write(item);
        }
        out_ += ']';
    }

    void in_braces(const context& entries) {
        out_ += '{';
        const char* between = "";
        for (const auto& [name, v] : entries) {
            if (is_full()) break;
            out_ += std::exchange(between, ", ");
            if (is_plain_name(name))
                out_ += name;
            else
                quoted(name);
            out_ += ": ";
            write(v);
        }
        out_ += '}';
    }

    void bound(const value& v) {
        const bool written = v.kind() == value_kind::number || v.kind() == value_kind::string;
        if (!written) out_ += "@\"";
        write(v);
        if (!written) out_ += '"';
    }

    void interval(const range& r) {
        const bool below = r.low.is_null();
        const bool above = !below && r.high.is_null();
        if (below) out_ += r.high_open ? "(< " : "(<= ";
        if (above) out_ += r.low_open ? "(> " : "(>= ";
        if (!below && !above) out_ += r.low_open ? "(" : "[";
        if (!below) bound(r.low);
        if (!below && !above) out_ += "..";
        if (!above) bound(r.high);
        out_ += below || above || r.high_open ? ')' : ']';
    }

    std::string out_;
    std::size_t most_;
    bool cut_ = false;
};

std::string text_of(const value& v, std::size_t most) {
    text_writer writer{most};
    writer.write(v);
    return writer.take();
}

}  // namespace

std::string to_string(const value& v) {
    return text_of(v, std::numeric_limits<std::size_t>::max());
}

std::string to_short_string(const value& v) {
    constexpr std::size_t most = 200;
    return text_of(v, most);
}

namespace {

std::string day_in_words(date d, language lang) {
    const std::int64_t days = d.days.time_since_epoch().count();
    if (days < -719'162 || days > 2'932'896) return to_string(d);  // before the year 1, after 9999
    return reglament::in_words(std::chrono::year_month_day{std::chrono::local_days{std::chrono::days{days}}}, lang);
}

std::string time_in_words(time_of_day t) {
    return clock_text(std::chrono::floor<std::chrono::minutes>(std::chrono::nanoseconds{t.nanoseconds}));
}

std::string moment_in_words(const date_time& of, language lang, zone local) {
    date_time m = of;
    if (!of.zone.is_none()) m = date_time{local.to_local(of.at()), local};
    const time_of_day time = m.time();
    return day_in_words(m.day(), lang) + (time.nanoseconds == 0 ? "" : ", " + time_in_words(time));
}

}  // namespace

std::string in_words(const value& v, language lang, zone local) {
    switch (v.kind()) {
        case value_kind::null:
            return "…";
        case value_kind::string:
            return std::string{v.as_string()};
        case value_kind::boolean:
            if (lang == language::ru) return v.as_boolean() ? "да" : "нет";
            return v.as_boolean() ? "yes" : "no";
        case value_kind::date:
            return day_in_words(v.as_date(), lang);
        case value_kind::time:
            return time_in_words(v.as_time());
        case value_kind::date_time:
            return moment_in_words(v.as_date_time(), lang, local);
        case value_kind::list: {
            std::string out;
            for (const value& item : v.as_list()) out += (out.empty() ? "" : ", ") + in_words(item, lang, local);
            return out;
        }
        default:
            return to_short_string(v);
    }
}

}  // namespace reglament::feel
