#include <reglament/machine/effect.hpp>
#include <reglament/machine/machine.hpp>

#include <algorithm>
#include <array>

namespace reglament {

namespace {

template <class Enum, std::size_t N>
std::string_view name_of(const std::array<std::string_view, N>& names, Enum e) noexcept {
    const auto i = static_cast<std::size_t>(e);
    return i < N ? names[i] : std::string_view{"?"};
}

}  // namespace

std::string_view to_string(state_kind k) noexcept {
    static constexpr std::array<std::string_view, 16> names{"task",  "call",  "run",    "retry",  "listen", "wait",
                                                            "await", "offer", "choice", "decide", "emit",   "set",
                                                            "group", "fork",  "join",   "end"};
    return name_of(names, k);
}

std::string_view to_string(trigger_kind k) noexcept {
    static constexpr std::array<std::string_view, 12> names{"",     "event",     "beside",    "condition",
                                                            "done", "no answer", "exhausted", "late",
                                                            "skip", "undo",      "no rule",   "timer"};
    return name_of(names, k);
}

std::string_view to_string(effect_kind k) noexcept {
    static constexpr std::array<std::string_view, effect_kinds> names{
        "run started",      "start refused",    "state entered",    "task created",   "task done",
        "task unanswered",  "task late",        "task cancelled",   "escalated",      "event emitted",
        "run finished",     "run stuck",        "branch cancelled", "contact waits",  "contact dropped",
        "facts set",        "action requested", "action done",      "action failed",  "action timed out",
        "action cancelled", "run requested",    "run returned",     "run called off", "run cancelled",
        "task skipped",     "task reassigned",  "merged",           "start queued",   "run migrated",
        "due moved",        "task assigned",    "task unassigned",  "task claimed",   "task returned",
        "task handed on",   "person asked",     "person released",  "person given",   "run paused",
        "run resumed",      "run jumped"};
    return name_of(names, k);
}

std::string_view to_string(refusal r) noexcept {
    static constexpr std::array<std::string_view, 13> names{
        "",       "condition false", "condition unknown", "already running", "too soon", "once only", "stopped",
        "queued", "contact limit",   "quiet hours",       "outranked",       "draining", "no version"};
    return name_of(names, r);
}

std::optional<state_index> machine::find_state(std::string_view id) const noexcept {
    const auto found = std::find_if(states_.begin(), states_.end(), [&](const state& s) { return s.id == id; });
    if (found == states_.end()) return std::nullopt;
    return static_cast<state_index>(found - states_.begin());
}

const call_definition* machine::call_at(state_index s) const noexcept {
    const state& here = states_[s];
    const state_index of = here.kind == state_kind::retry ? transitions_[here.first].to : s;
    return states_[of].kind == state_kind::call ? &calls_[states_[of].detail] : nullptr;
}

bool machine::is_inside(state_index s, std::uint16_t region) const noexcept {
    for (std::uint16_t at = states_[s].region; at != no_index; at = regions_[at].around) {
        if (at == region) return true;
    }
    return false;
}

}  // namespace reglament
