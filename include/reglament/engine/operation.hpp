// Operations: what people do to runs by hand, one or many. Each is an event, so it is recorded, and replayed, like any.
#pragma once

#include <reglament/engine/event.hpp>
#include <reglament/export.hpp>
#include <reglament/feel/temporal.hpp>
#include <reglament/machine/state.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
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
    std::uint32_t number = 0;  ///< of one subject's runs: that one; 0: all
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

/// What came of many operations.
struct operated {
    std::size_t done = 0;
    struct refusal {
        std::string subject;
        std::uint32_t run = 0;
        issues why;
    };
    std::vector<refusal> refused;
};

/// How many are done at once.
struct operate_options {
    std::size_t a_commit = 1'000;  ///< events that are posted together; at least 1
    /// Called after each portion, with how many of all were tried: the place to wait, so that others have their turn,
    /// and to show how far it is. False ends it there.
    std::function<bool(std::size_t tried, std::size_t all)> between{};
};

/// Posts the events of an operation by `post`, which gives what came of each: of an engine, of a group commit … For a
/// dry run it asks engine::check instead. Ends when a store fails.
[[nodiscard]] REGLAMENT_API operated operate(std::span<const event> all, const operate_options& how,
                                             const std::function<std::vector<posted>(std::span<const event>)>& post);

}  // namespace reglament
