// Reads documents into the people of a vocabulary.
#pragma once

#include "regulation/calendar_reader.hpp"

#include <reglament/regulation/vocabulary.hpp>

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace reglament {

/// The people that several documents tell of. What they name of the vocabulary is looked for when that is whole.
class people_builder {
public:
    explicit people_builder(issues& found) noexcept : found_{found} {}

    /// REQUIRES: the root is a mapping.
    void read(const yaml::tree& tree, const std::shared_ptr<const source>& file);

    /// Everybody, with roles, calendars and substitutes found; says which roles are staffed.
    void finish(vocabulary& words);

private:
    friend class people_reader;

    struct pending {
        person made;
        std::vector<located<std::string>> roles, substitutes;
        located<std::string> calendar, title;
        std::shared_ptr<const source> file;
    };
    void find_roles(pending& p, const vocabulary& words);
    void find_calendar(pending& p, const vocabulary& words);
    void find_substitutes(const pending& p, person& of);
    void check_titles() const;
    void check_circle(const people& all, std::uint16_t who);
    void staff(vocabulary& words);

    issues& found_;
    std::vector<pending> all_;
    std::unordered_map<std::string, std::uint16_t> by_id_;
};

}  // namespace reglament
