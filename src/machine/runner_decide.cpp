// What a run looks up in decision tables.
#include "machine/runner.hpp"

namespace reglament {

// Keeps what the table gives. The way on: the first, or the one for when no row fits.
std::uint16_t runner::decide(const cursor& c, const machine& m, instant now) {
    const state& here = m.states()[c.here.at];
    const decide_definition& what = m.decisions_[here.detail];
    const feel::frame f = frame_of(nullptr, &c.of, c.in, now);
    step_note why{c.of.regulation, what.program, {}, {}};
    const feel::value v = what.table.evaluate(f, &why.notes);
    const std::uint32_t first = here.count > 1 || out_.trace ? what.table.first_hit(f) : 0;
    const bool otherwise = here.count > 1 && first == feel::decision::no_rule;
    if (!why.notes.empty() && !otherwise) out_.notes.push_back(std::move(why));
    if (out_.trace && first != feel::decision::no_rule) {
        fitted_.assign(1, first);
        if (what.table.policy() != feel::hit_policy::first) fitted_ = what.table.hits(f);
    }
    const auto keep_one = [&](feel::slot s, const feel::value& given) {
        if (auto* values = runner_detail::values_to_set(c, m, s)) (*values)[s.index] = given;
    };
    if (what.whole) keep_one(*what.whole, v);
    for (const auto& [name, slot] : what.outputs) keep_one(slot, v.get(name));
    return static_cast<std::uint16_t>(here.first + (otherwise ? 1 : 0));
}

// Which rows fitted, in the effect that tells of the way on.
void runner::tell_rules() {
    for (const std::uint32_t rule : fitted_) out_.effects.back().data.emplace_back(rule);
    fitted_.clear();
}

}  // namespace reglament
