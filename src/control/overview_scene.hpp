// Overview scene: what the sections of an overview are made from, and how they say it.
#pragma once

#include "control/words.hpp"
#include "machine/picture.hpp"

#include <reglament/control/overview.hpp>
#include <reglament/control/week.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace reglament {

using class_names = std::vector<std::pair<std::string, std::string>>;  ///< a segment, the client's class

struct overview_scene {
    const engine& e;
    const overview_options& how;
    const words& say;
    const week& due;  ///< all that was due until now

    [[nodiscard]] const vocabulary& names() const { return e.rules().vocabulary(); }
    /// Whether a record is a client's, not an employee's or another's.
    [[nodiscard]] bool is_client(std::size_t i) const { return e.state(i).subject == 0; }
    [[nodiscard]] std::string who(const std::string& person, std::uint16_t role) const {
        return person.empty() ? say.role(role) : say.person(person);
    }
    /// "2025-03" of the department's day.
    [[nodiscard]] std::string month(instant at) const { return day(at).substr(0, 7); }
    [[nodiscard]] std::string day(instant at) const { return to_string(at, names().calendar.zone()).substr(0, 10); }
    /// "2025 Q1" of that day.
    [[nodiscard]] std::string quarter(instant at) const;
    /// By the segments: their titles, and the client's class now.
    [[nodiscard]] class_names classes_of(std::size_t client) const;
};

inline double share_of(std::uint64_t n, std::uint64_t of) {
    return of == 0 ? 0 : static_cast<double>(n) * 100 / static_cast<double>(of);
}
/// In whole per cent, "—" of nothing.
std::string share_text(std::uint64_t n, std::uint64_t of);
report_cell count_cell(std::uint64_t n, bool warns = false);
report_cell share_cell(std::uint64_t n, std::uint64_t of, bool warns = false);

/// Each is nothing when the rules, or what happened, have nothing for it.
std::optional<report_section> tasks_section(const overview_scene& s);
std::optional<report_section> late_section(const overview_scene& s);
std::optional<report_section> plan_section(const overview_scene& s);
std::optional<report_section> reaction_section(const overview_scene& s);
std::optional<report_section> returns_section(const overview_scene& s);
std::optional<report_section> contacts_section(const overview_scene& s);
std::optional<report_section> classes_section(const overview_scene& s);
std::optional<report_section> dossier_section(const overview_scene& s);

}  // namespace reglament
