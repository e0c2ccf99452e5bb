// What undoes steps, and the steps that have it done.
#include "machine/builder.hpp"

#include <algorithm>
#include <utility>

namespace reglament {

// Beside the ways on: nobody goes there but a compensation, whose branch ends at the join. Blocks around the step
// handle nothing there, as the step is over.
void machine_builder::lower_undo(const step& s) {
    if (undoing_) return refuse("undo-inside-undo", s.undo.front().where);
    const state_index here = states_.at(&s);
    const state_index end = add_state(s.id.value + "/undone", {}, state_kind::join, s.where);
    fork_definition beside;
    beside.join = end;
    out_.states_[end].detail = static_cast<std::uint16_t>(out_.forks_.size());
    out_.forks_.push_back(std::move(beside));
    undoing_ = true;
    connect(here, trigger_kind::undo, lower_apart(s.undo, end), {}, s.where);
    undoing_ = false;
}

void machine_builder::lower_compensate(const step& s, const compensate_step& what, entry next) {
    const state_index here = states_.at(&s);
    fork_definition f;
    f.what = fork_definition::form::undone;
    f.at_once = false;
    f.region = within_;
    if (!what.block.value.empty()) {
        std::vector<std::string_view> known;
        for (const auto& [known_step, region] : regions_) {
            known.push_back(known_step->id.value);
            if (known_step->id.value == what.block.value) f.region = region;
        }
        if (std::find(known.begin(), known.end(), what.block.value) == known.end())
            refuse_unknown("unknown-block", what.block, true, known, {what.block.value});
    }
    out_.undoes_ = true;
    compensations_.emplace_back(&s, f.region);
    const state_index end = add_join(s, f, next);
    connect(here, trigger_kind::skip, end, {}, s.where);
}

bool machine_builder::can_undo(std::uint16_t region) const {
    return std::any_of(states_.begin(), states_.end(), [&](const auto& one) {
        return !one.first->undo.empty() && (region == no_index || out_.is_inside(one.second, region));
    });
}

}  // namespace reglament
