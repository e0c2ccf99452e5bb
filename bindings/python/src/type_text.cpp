#include "type_text.hpp"

#include <array>
#include <string_view>

namespace reglament::python {

using feel::type_kind;

namespace {

std::string name_of(type_kind kind) {
    constexpr std::array<std::string_view, 14> names{"Any",
                                                     "boolean",
                                                     "number",
                                                     "string",
                                                     "date",
                                                     "time",
                                                     "date and time",
                                                     "days and time duration",
                                                     "years and months duration",
                                                     "list",
                                                     "context",
                                                     "range",
                                                     "function",
                                                     "Null"};
    return std::string{names[static_cast<std::size_t>(kind)]};
}

std::string members_text(const feel::type& t, bool named) {
    std::string text;
    for (const auto& m : t.members) {
        if (!text.empty()) text += ", ";
        text += named ? m.name + ": " + type_text(m.type) : type_text(m.type);
    }
    return "<" + text + ">";
}

std::string values_text(const feel::type& t) {
    std::string text;
    for (const auto& v : t.values) text += (text.empty() ? "" : ", ") + to_string(feel::value{v});
    return " in (" + text + ")";
}

}  // namespace

std::string type_text(const feel::type& t) {
    const std::string name = name_of(t.kind);
    if (t.is_enumeration()) return name + values_text(t);
    if (t.within != nullptr) return name + " in (" + feel::to_string(t).substr(name.size() + 1) + ")";
    if (t.kind == type_kind::context) return t.members.empty() ? name : name + members_text(t, true);
    if (t.kind == type_kind::function) {
        if (t.open) return name;
        return name + members_text(t, false) + " -> " + (t.item == nullptr ? "Any" : type_text(*t.item));
    }
    return t.item == nullptr ? name : name + "<" + type_text(*t.item) + ">";
}

}  // namespace reglament::python
