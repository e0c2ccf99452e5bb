// People desk: who of the people has which task. What turn and load hang on is shared by all clients, so it is a record
// of its own: tasks ask it, it answers, and both are events like any other.
#pragma once

#include <reglament/export.hpp>
#include <reglament/feel/value.hpp>
#include <reglament/regulation/period.hpp>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace reglament {

/// Why a task is given to somebody, or to nobody.
enum class choice_reason : std::uint8_t {
    owner,       ///< a fact names them
    turn,        ///< it is their turn
    load,        ///< they have the fewest open tasks
    substitute,  ///< they stand in for somebody who is away
    claimed,     ///< they took it
    handed_on,   ///< it was handed to them
    // Nobody:
    no_owner,    ///< no fact names anybody
    unknown,     ///< whom the fact names is not among the people
    no_role,     ///< nobody has the role
    no_skill,    ///< nobody who has it has the skill
    all_absent,  ///< all of them are absent
    off_shift    ///< those who are not absent are not on shift
};
[[nodiscard]] REGLAMENT_API std::string_view to_string(choice_reason r) noexcept;

/// A task that asked for somebody.
struct desk_task {
    std::string person;     ///< their id; empty: it waits
    feel::value ways;       ///< whom it may go to, as it was asked: a list of [role, owner, skill]
    std::string unwanted;   ///< who gave it back
    std::string why;        ///< while it waits
    instant again = never;  ///< while it waits: when somebody will be there
};

struct people_desk {
    /// The key of the record a task is in, and its number there.
    using task_key = std::pair<std::string, std::uint32_t>;

    std::map<task_key, desk_task> tasks;
    std::vector<task_key> waiting;              ///< those without a person, in the order they asked
    std::map<std::string, std::uint32_t> load;  ///< open tasks, by person
    std::map<std::string, std::string> last;    ///< by role: who was given the last one by turn

    /// When one that waits may be given to somebody.
    [[nodiscard]] REGLAMENT_API instant next_due() const noexcept;
};

/// What a desk's record goes by.
inline constexpr std::string_view desk_key = "people desk/all";

/// A desk or none; copies are whole.
class desk_holder {
public:
    desk_holder() noexcept = default;
    desk_holder(const desk_holder& other) : its_{other.its_ ? std::make_unique<people_desk>(*other.its_) : nullptr} {}
    desk_holder(desk_holder&&) noexcept = default;
    desk_holder& operator=(desk_holder other) noexcept {
        its_.swap(other.its_);
        return *this;
    }
    ~desk_holder() = default;

    [[nodiscard]] explicit operator bool() const noexcept { return its_ != nullptr; }
    [[nodiscard]] const people_desk* operator->() const noexcept { return its_.get(); }
    [[nodiscard]] const people_desk& operator*() const noexcept { return *its_; }
    [[nodiscard]] people_desk& need() {
        if (!its_) its_ = std::make_unique<people_desk>();
        return *its_;
    }
    void clear() noexcept { its_.reset(); }

private:
    std::unique_ptr<people_desk> its_;
};

}  // namespace reglament
