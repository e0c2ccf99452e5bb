// Bound frame: values of names in the order of a program's slots, and the frame over them. Internal.
#pragma once

#include <reglament/feel/evaluate.hpp>

#include <algorithm>

namespace reglament::feel {

struct bound_frame {
    std::vector<value> slots;
    frame from;

    /// What `names` lacks of those wanted is null.
    bound_frame(const std::vector<std::string>& wanted, const context& names, const evaluate_options& options)
        : slots(wanted.size()) {
        for (std::size_t i = 0; i < slots.size(); ++i) {
            const auto entry = std::ranges::find(names, wanted[i], &context::value_type::first);
            if (entry != names.end()) slots[i] = entry->second;
        }
        from.bank[0] = slots.data();
        from.now = options.now;
        from.zone = options.zone;
        from.max_steps = options.max_steps;
    }
    bound_frame(const bound_frame&) = delete;
    bound_frame& operator=(const bound_frame&) = delete;
};

/// Declares names in slots of bank 0; those declared, in the order of their slots.
[[nodiscard]] inline std::vector<std::string> declare_all(const type_table& names, scope& to) {
    std::vector<std::string> declared;
    for (const auto& [name, t] : names)
        if (to.declare(name, t, {0, static_cast<std::uint32_t>(declared.size())})) declared.push_back(name);
    return declared;
}

/// What a run had to say of the text in `file`.
inline void tell(const std::vector<evaluation_note>& notes, const std::shared_ptr<const source>& file, issues& found) {
    for (const auto& note : notes) found.add(note.code, {file, note.where}, note.arguments);
}

}  // namespace reglament::feel
