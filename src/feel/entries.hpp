// Entries: values of contexts by the slots of bank 0 that their names have. Internal.
#pragma once

#include <reglament/feel/entry_places.hpp>
#include <reglament/feel/evaluate.hpp>

namespace reglament::feel {

/// Read where they lie.
struct entry_slots {
    const context& entries;
    const std::vector<std::string>& names;
    entry_places& places;

    [[nodiscard]] const value& operator()(slot s) const { return places.find(entries, names, s.index); }
    [[nodiscard]] const value* operator()(std::uint8_t, std::uint32_t index) const {
        return &places.find(entries, names, index);
    }
};

/// A frame over copies.
struct entry_frame {
    std::vector<value> slots;
    frame from;

    entry_frame(const context& entries, const std::vector<std::string>& names, entry_places& places,
                const evaluate_options& options) {
        slots.reserve(names.size());
        for (std::size_t i = 0; i < names.size(); ++i) slots.push_back(places.find(entries, names, i));
        from.bank[0] = slots.data();
        from.now = options.now;
        from.zone = options.zone;
        from.max_steps = options.max_steps;
    }
};

/// Declares names for the slots of bank 0, each once.
inline std::vector<std::string> declare_all(const type_table& names, scope& known) {
    std::vector<std::string> declared;
    for (const auto& name : names)
        if (known.declare(name.name, name.type, {0, static_cast<std::uint32_t>(declared.size())}))
            declared.push_back(name.name);
    return declared;
}

/// What a run had to say of the text in `file`.
inline void tell(const std::vector<evaluation_note>& notes, const std::shared_ptr<const source>& file, issues& found) {
    for (const auto& note : notes) found.add(note.code, {file, note.where}, note.arguments);
}

}  // namespace reglament::feel
