// Operations: what people do to runs by hand, one or many. Each is an event, so it is recorded, and replayed, like any.
#pragma once

#include <reglament/engine/event.hpp>
#include <reglament/export.hpp>
#include <reglament/feel/temporal.hpp>
#include <reglament/machine/state.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reglament {

class engine;

enum class run_state : std::uint8_t { going, paused, stuck };
[[nodiscard]] REGLAMENT_API std::string_view to_string(run_state s) noexcept;

/// An open run. Views live as long as the engine and until its next change.
struct open_run {
    std::string_view subject;  ///< the client's key
    std::string_view about;    ///< what it is about, "deal"; empty: the client
    std::string_view part;     ///< that deal's key; empty: the client
    std::uint32_t number = 0;  ///< of the subject's runs; subject and number are its key
    regulation_index regulation = 0;
    run_state state = run_state::going;
    instant started{};
    instant due = never;  ///< when its next timer fires; of a paused run: when it would have
    std::optional<instant> paused_since{};
    std::vector<state_index> at;  ///< where it rests: one state, or one for each branch
};

/// Which runs; empty members do not restrict.
struct run_filter {
    std::string_view subject{}, regulation{}, version{};
    std::string_view step{};            ///< that rest there
    std::string_view role{}, person{};  ///< with an open task of theirs
    std::optional<run_state> state{};
    std::optional<instant> due_before{};
};

enum class operation_kind : std::uint8_t { pause, resume, cancel, jump };
[[nodiscard]] REGLAMENT_API std::string_view to_string(operation_kind k) noexcept;

struct operation {
    operation_kind what = operation_kind::pause;
    std::string reason;
    std::string actor;
    std::string to;  ///< of a jump: the step or the output
};

/// Whether it can be done to such a run at all: what is paused is not paused again, what goes is not resumed.
[[nodiscard]] REGLAMENT_API bool concerns(operation_kind what, run_state s) noexcept;

/// The events by which an operation is done to the runs that fit and that it concerns, at most so many of them, in
/// their order. Post them, at once or by and by; engine::check tells before what would become of one.
[[nodiscard]] REGLAMENT_API std::vector<event> events_of(const engine& in, const run_filter& which,
                                                         const operation& what, instant at,
                                                         std::size_t at_most = SIZE_MAX);

}  // namespace reglament
