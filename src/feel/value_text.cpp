// FEEL's text of a value.
#include <reglament/feel/value.hpp>

namespace reglament::feel {

namespace {

std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        switch (c) {
            case '"':
                out += "\\\"";
                break;
            case '\\':
                out += "\\\\";
                break;
            case '\n':
                out += "\\n";
                break;
            case '\r':
                out += "\\r";
                break;
            case '\t':
                out += "\\t";
                break;
            default:
                out += c;
        }
    }
    return out + '"';
}

std::string in_brackets(const list& items) {
    std::string out = "[";
    for (const value& item : items) out += (out.size() > 1 ? ", " : "") + to_string(item);
    return out + "]";
}

std::string bound(const value& v) {
    const bool written = v.kind() == value_kind::number || v.kind() == value_kind::string;
    return written ? to_string(v) : "@\"" + to_string(v) + '"';
}

std::string interval(const range& r) {
    if (r.low.is_null()) return (r.high_open ? "(< " : "(<= ") + bound(r.high) + ")";
    if (r.high.is_null()) return (r.low_open ? "(> " : "(>= ") + bound(r.low) + ")";
    return (r.low_open ? "(" : "[") + bound(r.low) + ".." + bound(r.high) + (r.high_open ? ")" : "]");
}

bool is_plain_name(std::string_view name) noexcept {
    return !name.empty() && name.find_first_of(" \t\n\r\"\\{}[]():,.+-*/<>=!@'") == name.npos;
}

std::string in_braces(const context& entries) {
    std::string out = "{";
    for (const auto& [name, v] : entries) {
        out += (out.size() > 1 ? ", " : "") + (is_plain_name(name) ? name : quoted(name)) + ": " + to_string(v);
    }
    return out + "}";
}

}  // namespace

std::string to_string(const value& v) {
    switch (v.kind()) {
        case value_kind::null:
            return "null";
        case value_kind::boolean:
            return v.as_boolean() ? "true" : "false";
        case value_kind::number:
            return v.as_number().to_string();
        case value_kind::string:
            return quoted(v.as_string());
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
        case value_kind::list:
            return in_brackets(v.as_list());
        case value_kind::context:
            return in_braces(v.as_context());
        case value_kind::range:
            return interval(v.as_range());
        case value_kind::function:
            return "function";
    }
    return {};
}

}  // namespace reglament::feel
