// Version tables: for each state of an earlier version where a run in it goes on in the current one.
#pragma once

#include <reglament/machine/versions.hpp>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace reglament {

/// What becomes of a token that rests in a state.
struct token_target {
    enum class how : std::uint8_t {
        none,   ///< it cannot be moved: `why`
        rest,   ///< it rests there as it did, its task is the same
        enter,  ///< it comes to `to` anew
        cancel  ///< its run ends
    };
    how what = how::none;
    stay_reason why = stay_reason::step_gone;
    state_index to = 0;
};

/// Where a value of a run is kept in the new version.
struct value_target {
    std::uint32_t to = no_value;
    std::optional<feel::type> type;  ///< as far as it is known
    static constexpr std::uint32_t no_value = UINT32_MAX;
};

/// From an earlier version to the current one.
struct version_plan {
    regulation_index from = 0, to = 0;
    bool recompute = false;                             ///< deadlines
    std::vector<token_target> tokens;                   ///< by state of `from`
    std::vector<std::optional<state_index>> divisions;  ///< by state of `from`: where a division of it is in `to`
    std::vector<std::optional<state_index>> undone;     ///< by state of `from`: the step that can be undone in `to`
    std::vector<value_target> values, items;            ///< by machine::value_names() and item_names() of `from`
};

/// The plan, with the migration that is meant for that version, if there is one.
[[nodiscard]] version_plan make_plan(const rulebook& rules, regulation_index from, regulation_index to);

/// Which calendars are others than before.
class calendar_changes {
public:
    calendar_changes(const vocabulary& before, const vocabulary& now);

    [[nodiscard]] bool any() const noexcept { return any_; }
    /// The calendar that deadlines of a role were counted in, of none (no_index) the default one; null: it is the same.
    [[nodiscard]] const calendar* before(std::uint16_t role) const noexcept;
    /// The calendar of their own that somebody had; null: none.
    [[nodiscard]] const calendar* of_person(std::string_view id) const noexcept;

private:
    const vocabulary& before_;
    bool main_ = false, any_ = false;
    std::vector<std::uint16_t> of_roles_;  // by role of `now`: its calendar in `before`
    std::vector<bool> roles_;              // by role: it has changed
};

struct version_plans {
    version_plans(std::shared_ptr<const rulebook> was, std::shared_ptr<const rulebook> now)
        : before{std::move(was)}, rules{std::move(now)}, calendars{before->vocabulary(), rules->vocabulary()} {}

    std::shared_ptr<const rulebook> before, rules;
    calendar_changes calendars;
    std::vector<std::optional<version_plan>> plans;  ///< by machine of `rules`: of those whose runs are to be moved
};

}  // namespace reglament
