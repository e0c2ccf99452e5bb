// Kept rules: which rules a store is under, as notes in it: the texts they were read from, and which earlier versions
// are in force beside them. So a store can be opened by whoever has other rules, or none.
#pragma once

#include <reglament/machine/versions.hpp>
#include <reglament/store/store.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace reglament {

struct kept_rules {
    struct publication {
        std::string name;  ///< of what was read: texts that say the same have the same one
        instant at = instant::min();
        std::vector<std::string> texts;                                ///< their names
        std::vector<std::pair<std::string, std::string>> definitions;  ///< regulations and what they are, of that time
    };
    std::vector<publication> all;  ///< the last one is in force
    std::vector<earlier_version> earlier;

    [[nodiscard]] bool knows(std::string_view name) const noexcept;
    [[nodiscard]] bool is_in_force(std::string_view name) const noexcept {
        return !all.empty() && all.back().name == name;
    }

    /// From now on these are in force: what was read, with the earlier versions in `rules`.
    void publish(const rulebook& rules, instant at);

    /// What a publication was read from. False: it is not all there.
    [[nodiscard]] static bool read_texts(store& in, const publication& which, rule_texts& texts, issues& found);
    /// The texts of those publications that say one of the earlier versions.
    [[nodiscard]] bool read_earlier(store& in, std::vector<rule_texts>& texts, issues& found) const;
};

/// A hash of what rules were read from; the folders they lie in do not matter.
[[nodiscard]] std::string name_of_rules(const rulebook& rules);

/// False: the store failed or is damaged. Nothing is kept in a store that is new.
[[nodiscard]] bool read_kept_rules(store& in, kept_rules& rules, issues& found);

/// The notes that keep them. `read`: what the last publication was read from, if it is new.
[[nodiscard]] std::vector<store_commit::note> notes_of(const kept_rules& rules, const rulebook& read);

}  // namespace reglament
