// Training: what came of drills, kept as lines of JSON, and whom they accredit.
#pragma once

#include <reglament/control/drill.hpp>
#include <reglament/export.hpp>
#include <reglament/machine/rulebook.hpp>
#include <reglament/text/issue.hpp>

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace reglament {

/// The steps of a role, each with a hash of what it asks for and of the ways that lead on from it: 32 hexadecimal
/// digits that change when there is something new to learn.
using step_hashes = std::map<std::string, std::string>;
[[nodiscard]] REGLAMENT_API step_hashes steps_of(const rulebook& rules, regulation_index which, std::uint16_t role);

struct recorded_deviation {
    std::string kind, step;
    friend bool operator==(const recorded_deviation&, const recorded_deviation&) = default;
};

/// One repetition, as it is kept.
struct drill_record {
    std::string person, regulation, version, definition, role;  ///< the role by its name
    instant at{};                                               ///< when it was over, on the clock on the wall
    std::string story;
    std::uint64_t seed = 0;
    std::chrono::seconds took{}, norm{};
    bool clean = false;
    std::vector<std::string> done;  ///< steps that were gone through
    step_hashes steps;              ///< all of the role, as that version has them
    std::vector<recorded_deviation> deviations;
};

[[nodiscard]] REGLAMENT_API drill_record record_of(const drill& d, std::string person, std::uint64_t seed, instant at);

/// A line, with its end: {"person", "regulation", "version", "definition", "role", "time", "story", "seed", "seconds",
/// "norm", "clean", "done": […], "steps": {…}, "deviations": [{"kind", "step"}]}.
[[nodiscard]] REGLAMENT_API std::string to_line(const drill_record& r);

struct training_limits {
    std::size_t records = 1'000'000;
    std::size_t line = 64U << 10U;  ///< bytes
    std::size_t bytes = 1U << 30U;  ///< of the whole text
};

/// The records of a text of lines, in their order. A line that is none is an issue at its place, and passed over; what
/// is beyond the limits is an error.
[[nodiscard]] REGLAMENT_API std::vector<drill_record> read_drills(const std::shared_ptr<const source>& text,
                                                                  issues& found, const training_limits& limits = {});

enum class mastery : std::uint8_t {
    none,     ///< no clean repetition yet
    knows,    ///< one at least
    can,      ///< accredited
    changed,  ///< accredited for an earlier version: what has changed since is asked
};
[[nodiscard]] REGLAMENT_API std::string_view to_string(mastery m) noexcept;

/// How far somebody is with a role in the current version of a regulation.
struct accreditation {
    mastery level = mastery::none;
    std::uint32_t in_a_row = 0;  ///< clean ones, up to the last
    std::uint32_t needed = 0;
    std::uint64_t repetitions = 0;     ///< of the steps as they are now
    std::string version;               ///< for which they were accredited last; empty: none
    instant since = never;             ///< when
    std::vector<std::string> asked;    ///< of `changed`: the steps that are new, or not as they were
    std::vector<std::string> not_met;  ///< steps that, as they are now, no repetition went through
    std::uint64_t deviations = 0;      ///< in the last `needed` repetitions
};

/// Accredited is who has repeated the regulation so often in a row without a deviation. Of a version that came later
/// only those steps of the role are asked that it has otherwise: repetitions that go through one of them count; when
/// there is none, the accreditation holds. A step that is as it was in a version somebody was accredited for is known.
/// REQUIRES: needed > 0; records are in the order of time.
[[nodiscard]] REGLAMENT_API accreditation accreditation_of(const rulebook& rules, regulation_index which,
                                                           std::uint16_t role, std::string_view person,
                                                           std::span<const drill_record> records,
                                                           std::uint32_t needed = 20);

/// In a sentence: "accredited for version 2 since 3 March 2025"; "12 of 20 clean in a row".
[[nodiscard]] REGLAMENT_API std::string to_text(const accreditation& a, const rulebook& rules,
                                                language lang = language::en);

}  // namespace reglament
