// Versions: what becomes of runs when a regulation has been changed. Definitions are immutable: a run goes on by the
// one it began in, unless the new one says that it is moved.
#pragma once

#include <reglament/export.hpp>
#include <reglament/machine/rulebook.hpp>
#include <reglament/machine/step.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace reglament {

/// What a record is told apart by in pilots (record::who): the same for the same key, everywhere.
[[nodiscard]] REGLAMENT_API std::uint64_t client_hash(std::string_view key) noexcept;

/// What an earlier version is still needed for.
struct version_use {
    std::uint64_t runs = 0;  ///< open in it
    bool told = false;       ///< a history speaks of it
};

/// The rulebook `after` with those versions of `before` that are still needed, compiled anew from what was read then:
/// they begin no runs, those in them go on. Of a pilot the version before it is kept, in which the others begin.
/// `use`: by machine of `before`. Null, with issues: runs are open in a version that does not fit the new vocabulary;
/// one without runs that does not fit is left out. REQUIRES: `after` was read.
[[nodiscard]] REGLAMENT_API std::shared_ptr<const rulebook> succeed(const rulebook& before, const rulebook& after,
                                                                    std::span<const version_use> use, issues& found);

/// An earlier version in a rulebook, told so that it can be made again.
struct earlier_version {
    std::string regulation, definition;
    bool begins = false;  ///< though it is an earlier one: for those who are not in the pilot
};

/// Those of a rulebook, in its order.
[[nodiscard]] REGLAMENT_API std::vector<earlier_version> earlier_versions(const rulebook& rules);

/// The texts that a rulebook was read from (rulebook::sources).
using rule_texts = std::vector<std::shared_ptr<const source>>;

/// What was read, with earlier versions as succeed() had left them, each read again from one of `written`. Null, with
/// issues: one of them cannot be made again, because no text says it now. REQUIRES: `current` was read.
[[nodiscard]] REGLAMENT_API std::shared_ptr<const rulebook> with_earlier(const rulebook& current,
                                                                         std::span<const earlier_version> earlier,
                                                                         std::span<const rule_texts> written,
                                                                         issues& found);

/// What could not be taken over into another rulebook.
struct lost_part {
    enum class what : std::uint8_t {
        fact,     ///< its value: the fact is gone, or the value is none of its type
        part,     ///< a deal, a request …, with its facts: the subject is gone
        memory,   ///< what a regulation remembers: it is gone
        contact,  ///< a contact: its channel is gone
        heard,    ///< an event that a run kept: it is gone
        answer,   ///< an answer: the new version does not keep it, or not of that type
        undoing   ///< that a step was done and can be undone
    };
    what kind = what::fact;
    std::string name;
};

/// The record of another rulebook in terms of this one, by the ids of what it consists of. Nothing, and `why`, when a
/// run is in a version that is not in it. The same rules: the same bytes.
[[nodiscard]] REGLAMENT_API std::optional<record> rebind(const rulebook& before, const rulebook& rules, const record& r,
                                                         std::vector<lost_part>& lost, std::string* why = nullptr);

/// What became of one run of an earlier version.
enum class run_fate : std::uint8_t {
    moved,         ///< it goes on by the current version
    stays,         ///< it goes on by its own: so the current version says, or it is gone
    ended,         ///< it has ended: a migration says so, or the step it was moved to led to an end
    needs_mapping  ///< it was to be moved and could not be: it goes on by its own
};
[[nodiscard]] REGLAMENT_API std::string_view to_string(run_fate f) noexcept;

/// Why a run was not moved.
enum class stay_reason : std::uint8_t {
    none,
    kept,            ///< the current version keeps runs in theirs
    draining,        ///< the current version waits until they have ended
    gone,            ///< there is no current version
    stuck,           ///< it is an incident: a branch of it found no way
    step_gone,       ///< `step` is not in the new version
    step_changed,    ///< `step` is something else there
    step_elsewhere,  ///< `step` lies in other branches or loops there
    no_follower,     ///< what followed the step that is gone is not there either, or cannot be told
    other_subject,   ///< the new version is about something else
    not_alone,       ///< in the new version it would be in a block that is entered one at a time, and somebody is there
    paused           ///< it is paused: it goes on by its own version
};
[[nodiscard]] REGLAMENT_API std::string_view to_string(stay_reason r) noexcept;

struct run_move {
    run_fate fate = run_fate::stays;
    stay_reason why = stay_reason::none;
    std::uint32_t run = 0;
    regulation_index from = 0, to = 0;  ///< of the new rulebook
    std::string step;                   ///< where it rested; of a reason: the step that is meant
    std::string to_step;                ///< where it rests now
    std::vector<lost_part> lost;
};

struct version_report {
    std::vector<run_move> runs;
    std::uint64_t started = 0;    ///< runs, because the client was in the situation already
    std::uint64_t ignored = 0;    ///< situations that were there already, and started nothing
    std::uint64_t due_moved = 0;  ///< deadlines, because a calendar has changed
};

struct version_plans;

/// The change from one rulebook to the next, prepared once for all records. Immutable.
class REGLAMENT_API version_change {
public:
    /// `before`: the rules that records were stepped with until now; `rules`: made from them by succeed().
    version_change(std::shared_ptr<const rulebook> before, std::shared_ptr<const rulebook> rules);
    version_change(version_change&&) noexcept;
    version_change& operator=(version_change&&) noexcept;
    ~version_change();

    /// Brings a record to the new rules: runs are moved that are to be, all of a run or nothing of it; what time and
    /// facts start is armed by the current versions. A finished step is never done again. Where a calendar is another
    /// one, deadlines in working time are counted anew from when their step began; what is late stays late. When
    /// there is nothing to do the record stays as it is, byte for byte. Pure. REQUIRES: `r` is rebind() of `old`;
    /// now >= r.seen.
    void step(const record& old, record& r, instant now, step_output& out, version_report& report) const;

private:
    std::unique_ptr<const version_plans> plans_;
};

}  // namespace reglament
