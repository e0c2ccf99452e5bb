#include "proof/telling.hpp"

namespace reglament::proof_stage {

std::string telling::name_of(feel::slot s, event_index event) const {
    const vocabulary& words = rules_.vocabulary();
    switch (static_cast<bank>(s.bank)) {
        case bank::facts:
            return s.index < words.facts.size() ? words.facts[s.index].name.value : std::string{};
        case bank::part:
            for (const fact& f : words.facts)
                if (f.about == m_.subject() && f.slot == s.index) return f.name.value;
            return {};
        case bank::event:
            return event == no_index ? std::string{} : "event." + words.events[event].data[s.index].name.value;
        case bank::run:
            return m_.value_names()[s.index];
        case bank::item:
            return m_.item_names()[s.index];
    }
    return {};
}

namespace {

std::string text_of(const feel::value& v, language lang) {
    const bool ru = lang == language::ru;
    switch (v.kind()) {
        case feel::value_kind::boolean:
            return v.as_boolean() ? (ru ? "да" : "yes") : (ru ? "нет" : "no");
        case feel::value_kind::string:
            return std::string{v.as_string()};
        default: {
            std::string text = feel::to_string(v);
            const std::size_t open = text.find("(\"");
            if (open != text.npos && text.ends_with("\")")) text = text.substr(open + 2, text.size() - open - 4);
            return text;
        }
    }
}

}  // namespace

std::string telling::client(const feel::context& of, language lang) {
    const bool ru = lang == language::ru;
    std::string out;
    for (const auto& [name, v] : of) {
        if (name.empty()) continue;
        if (!out.empty()) out += ", ";
        if (v.is_null()) {
            out += name + (ru ? " неизвестно" : " is not known");
        } else {
            out += name + (v.kind() == feel::value_kind::boolean ? ": " : " ") + text_of(v, lang);
        }
    }
    if (out.empty()) out = ru ? "любой клиент" : "any client";
    return out;
}

}  // namespace reglament::proof_stage
