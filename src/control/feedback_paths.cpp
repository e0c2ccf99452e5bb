#include "control/feedback_paths.hpp"

#include <algorithm>

namespace reglament {

feedback_paths::feedback_paths(const conformance& of)
    : m_{of.of()},
      rows_(m_.states().size(), 0),
      forks_(m_.forks().size(), no_index),
      into_(m_.states().size(), no_index) {
    for (const auto& step : of.steps()) {
        if (step.state != no_index && rows_[step.state] == 0) rows_[step.state] = count_++;
    }
    for (state_index s = 0; s < m_.states().size(); ++s) {
        if (m_.states()[s].kind == state_kind::fork) forks_[m_.states()[s].detail] = s;
    }
    for (std::size_t i = m_.transitions().size(); i-- > 0;)
        into_[m_.transitions()[i].to] = static_cast<std::uint16_t>(i);
    into_[m_.initial()] = no_index;
    index_.assign(count_ * count_, -1);
    ends_.resize(count_);
    outputs_.resize(count_);
    look_from(no_index, 0);
    for (state_index s = 0; s < m_.states().size(); ++s) {
        if (rows_[s] != 0) look_from(s, rows_[s]);
    }
    for (const output& o : m_.regulation().outputs) names_.push_back(o.name.value);
    for (const std::string& o : outputs_) {
        if (!o.empty() && std::find(names_.begin(), names_.end(), o) == names_.end()) names_.push_back(o);
    }
}

const feedback_paths::lead* feedback_paths::between(state_index from, state_index to) const {
    const std::int32_t found = index_[row_of(from) * count_ + row_of(to)];
    return found < 0 ? nullptr : &leads_[static_cast<std::size_t>(found)];
}

const std::string& feedback_paths::output_after(state_index from) const {
    return outputs_[row_of(from)];
}

void feedback_paths::look_from(state_index from, std::size_t row) {
    std::vector<bool> known(m_.states().size(), false);
    std::vector<place> waiting;
    if (from == no_index) {
        waiting.push_back({m_.initial(), {}});
    } else if (m_.states()[from].kind == state_kind::end) {
        ends_[row] = {from};
    } else {
        go_on({from, {}}, true, waiting);
    }
    for (std::size_t i = 0; i < waiting.size(); ++i) take(place{waiting[i]}, row, waiting, known);
    std::vector<std::string> names;
    for (const state_index s : ends_[row]) names.push_back(m_.states()[s].id);
    std::sort(names.begin(), names.end());
    for (const std::string& n : names) outputs_[row] += (outputs_[row].empty() ? "" : " / ") + n;
}

void feedback_paths::take(const place& p, std::size_t row, std::vector<place>& waiting, std::vector<bool>& known) {
    if (known[p.at]) return;
    known[p.at] = true;
    const state& s = m_.states()[p.at];
    if (s.kind == state_kind::end) ends_[row].push_back(p.at);
    const bool told = rows_[p.at] != 0;
    if (told) {
        index_[row * count_ + rows_[p.at]] = static_cast<std::int32_t>(leads_.size());
        leads_.push_back(p.by);
    }
    place on{p};
    if (s.kind == state_kind::wait && s.timer) on.by.waits.push_back(p.at);
    go_on(on, !told || is_optional(p.at), waiting);
}

// Where another turn may begin, the way leads back.
void feedback_paths::go_on(const place& p, bool all, std::vector<place>& waiting) const {
    const state& s = m_.states()[p.at];
    const auto ways = m_.transitions_of(p.at);
    for (const transition& t : ways) {
        const bool seen = t.on == trigger_kind::event || t.on == trigger_kind::beside ||
                          t.on == trigger_kind::task_done || t.on == trigger_kind::no_answer ||
                          t.on == trigger_kind::exhausted;
        if (!all && seen) continue;
        const auto arrow = static_cast<std::uint16_t>(&t - m_.transitions().data());
        waiting.push_back({t.to, {arrow, p.by.waits}});
    }
    if (s.kind != state_kind::join || s.detail == no_index) return;
    const fork_definition& f = m_.forks()[s.detail];
    const bool again = f.what == fork_definition::form::turns || f.what == fork_definition::form::items;
    if (again && forks_[s.detail] != no_index) waiting.push_back({forks_[s.detail], p.by});
}

bool feedback_paths::is_optional(state_index s) const {
    const state& at = m_.states()[s];
    return at.kind == state_kind::task && m_.tasks()[at.detail].optional;
}

}  // namespace reglament
