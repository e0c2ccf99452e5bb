// Intake text: how events name things, and what issues show of them.
#pragma once

#include <reglament/feel/type.hpp>
#include <reglament/feel/value.hpp>
#include <reglament/machine/rulebook.hpp>
#include <reglament/text/names.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace reglament::intake_detail {

constexpr auto index_of(reserved_event e) {
    return static_cast<event_index>(e);
}

template <class Declared>
std::string nearest(std::string_view word, const Declared& declared) {
    std::vector<std::string_view> known;
    for (const auto& d : declared) known.push_back(d.name.value);
    const auto near = near_names(word, known);
    return near.empty() ? std::string{} : std::string{near.front()};
}

// What an issue shows of a value: enough to know it by.
inline std::string shown(const feel::value& v) {
    constexpr std::size_t most = 80;
    std::string text = feel::to_string(v);
    if (text.size() <= most) return text;
    std::size_t cut = most;
    while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0u) == 0x80u) --cut;
    return text.substr(0, cut) + "…";
}

// A task or a call as it was named.
inline std::string named(const feel::value& key) {
    return key.kind() == feel::value_kind::string ? std::string{key.as_string()} : shown(key);
}

inline std::string in_russian(const feel::type& t) {
    return feel::to_string(t, language::ru);
}

inline const feel::context& entries_of(const feel::value& v) {
    static const feel::context none;
    return v.kind() == feel::value_kind::context ? v.as_context() : none;
}

// Keys are texts; a number is one in its digits.
inline std::string key_text(const feel::value& v) {
    if (v.kind() == feel::value_kind::string) return std::string{v.as_string()};
    return v.kind() == feel::value_kind::number ? v.as_number().to_string() : std::string{};
}

}  // namespace reglament::intake_detail
