// Blocks: the blocks of steps that stand inside a step, wherever its kind keeps them.
#pragma once

#include <reglament/regulation/regulation.hpp>

#include <type_traits>

namespace reglament {

/// Calls `visit(block)` for each block directly inside a step, in the order written. `Step` is step or const step.
template <class Step, class Visit>
void each_block(Step& s, Visit&& visit) {
    const auto of = [&visit](auto& rule) {
        if (rule) visit(rule->then.steps);
    };
    const auto after = [&visit](auto& way) {
        if (way) visit(way->steps);
    };
    std::visit(
        [&](auto& kind) {
            using kind_type = std::remove_cvref_t<decltype(kind)>;
            if constexpr (std::is_same_v<kind_type, task_step>) {
                for (auto& rung : kind.on_late) visit(rung.then.steps);
                of(kind.on_no_answer);
            } else if constexpr (std::is_same_v<kind_type, if_step>) {
                visit(kind.then.steps);
                visit(kind.otherwise.steps);
            } else if constexpr (std::is_same_v<kind_type, switch_step>) {
                for (auto& branch : kind.cases) visit(branch.then.steps);
                after(kind.otherwise);
            } else if constexpr (std::is_same_v<kind_type, listen_step>) {
                for (auto& way : kind.ways) visit(way.steps);
                after(kind.on_timeout);
            } else if constexpr (std::is_same_v<kind_type, wait_step>) {
                after(kind.on_timeout);
            } else if constexpr (std::is_same_v<kind_type, decide_step>) {
                after(kind.otherwise);
            } else if constexpr (std::is_same_v<kind_type, call_step> || std::is_same_v<kind_type, run_step>) {
                after(kind.on_failure);
                after(kind.on_timeout);
            } else if constexpr (std::is_same_v<kind_type, block_step>) {
                visit(kind.steps);
                for (auto& rule : kind.on) visit(rule.then.steps);
            } else if constexpr (std::is_same_v<kind_type, fork_step>) {
                for (auto& way : kind.ways) visit(way.then.steps);
                after(kind.on_timeout);
            } else if constexpr (std::is_same_v<kind_type, repeat_step>) {
                visit(kind.steps);
            } else if constexpr (std::is_same_v<kind_type, for_each_step>) {
                visit(kind.steps);
                after(kind.on_timeout);
            }
        },
        s.kind);
    if (!s.undo.empty()) visit(s.undo);
}

/// Calls `visit(block)` for the blocks of a regulation that stand in no step: its steps, and those of its handlers.
template <class Regulation, class Visit>
void each_outer_block(Regulation& r, Visit&& visit) {
    visit(r.steps);
    for (auto& rule : r.on) visit(rule.then.steps);
}

/// Calls `visit(step)` for each step of a block and of the blocks inside it, a step before those inside it.
template <class Block, class Visit>
void each_step(Block& steps, Visit&& visit) {
    for (auto& s : steps) {
        visit(s);
        each_block(s, [&visit](auto& inner) { each_step(inner, visit); });
    }
}

}  // namespace reglament
