#include "control/alignment/event_classes.hpp"

#include <algorithm>

namespace reglament::alignment {

namespace {

bool among(const std::vector<located<std::string>>& names, std::string_view one) {
    return std::any_of(names.begin(), names.end(), [&](const auto& n) { return n.value == one; });
}

}  // namespace

const event_classes::known_name& event_classes::looked_up(const case_event& e) {
    const auto at = known_.find(name_view{e.activity, e.lifecycle});
    if (at != known_.end()) return *at;
    known_name& fresh = *known_.emplace(name{std::string{e.activity}, std::string{e.lifecycle}}, ignored).first;
    if (counts_at_all(e)) {
        fresh.second = static_cast<std::uint32_t>(list_.size());
        list_.push_back(made(e));
        activities_.emplace_back(e.activity);
    }
    return fresh;
}

bool event_classes::counts_at_all(const case_event& e) const {
    const control_rule& rule = of_.m.regulation().control;
    if (among(rule.ignored, e.activity)) return false;
    return rule.lifecycles.empty() || e.lifecycle.empty() || among(rule.lifecycles, e.lifecycle);
}

event_class event_classes::made(const case_event& e) const {
    event_class c;
    c.matches.assign(of_.visibles.size() / 64 + 1, 0);
    for (visible_index v = 0; v < of_.visibles.size(); ++v) {
        const visible& one = of_.visibles[v];
        if (!std::binary_search(one.activities.begin(), one.activities.end(), e.activity)) continue;
        const bool stage = one.lifecycles.empty() || e.lifecycle.empty() ||
                           std::find(one.lifecycles.begin(), one.lifecycles.end(), e.lifecycle) != one.lifecycles.end();
        if (!stage) continue;
        c.matches[v / 64u] |= std::uint64_t{1} << (v % 64u);
        c.group = by_.of(v);
    }
    const control_rule& rule = of_.m.regulation().control;
    c.cost = among(rule.accepted_extra, e.activity) ? 0 : rule.extra;
    return c;
}

}  // namespace reglament::alignment
