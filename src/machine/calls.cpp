// Calls: how what the host is asked to do is lowered.
#include "machine/builder.hpp"

namespace reglament {

void machine_builder::lower_call(const step& s, const call_step& what, entry next) {
    const state_index here = states_.at(&s);
    call_definition d;
    d.id = s.id.value;
    d.action = find_action(what.action);
    if (d.action != no_index) {
        const action_type& action = shared_.vocabulary.actions[d.action];
        d.data = lower_data(what.data, what.action, action.data,
                            {"unknown-input", "action-data-missing", "call-type-mismatch"});
        if (!action.result.empty()) d.first_value = values_.at(s.id.value + "." + action.result.front().name.value);
    }
    if (what.within) set_timer(here, *what.within);
    connect(here, trigger_kind::task_done, next, {}, s.where);
    if (what.on_failure) connect(here, trigger_kind::exhausted, lower(*what.on_failure, next), {}, s.where);
    if (what.on_timeout) connect(here, trigger_kind::timer, lower(*what.on_timeout, next), {}, what.timeout_key);
    if (!what.on_failure && !has_gaps()) shared_.found.add("failure-unsaid", at(s.id.where), {s.id.value});
    if (what.retry && what.retry->after && what.retry->at_most > 1) {
        const auto& rule = *what.retry;
        const state_index pause = add_state(s.id.value + "/retry", what.action.value, state_kind::retry, rule.where);
        out_.states_[pause].region = out_.states_[here].region;
        set_timer(pause, *rule.after);
        d.attempts = static_cast<std::uint16_t>(rule.at_most);
        period longer = rule.after->value;
        for (std::uint32_t i = 1; i < rule.at_most; ++i, longer = scaled(longer, rule.back_off))
            d.pauses.push_back(longer);
        connect(here, trigger_kind::no_answer, pause, {}, rule.where);
        connect(pause, trigger_kind::timer, here, {}, rule.where);
        out_.states_[pause].detail = static_cast<std::uint16_t>(out_.calls_.size());
    }
    out_.states_[here].detail = static_cast<std::uint16_t>(out_.calls_.size());
    out_.calls_.push_back(std::move(d));
}

}  // namespace reglament
