// Offers: ways without a condition, and loops, of which people choose by what they do.
#include "machine/builder.hpp"

#include <algorithm>

namespace reglament {

namespace {

constexpr std::size_t most_passed = 64;  // choices in front of what a way begins with

}  // namespace

void machine_builder::lower_either(const step& s, const fork_step& what, entry next) {
    const state_index here = states_.at(&s);
    for (const auto& way : what.ways)
        connect(here, trigger_kind::none, lower(way.then, next), way.label.value, way.label.where);
    lower_deadline(s, what, next);
    offers_.emplace_back(&s, here);
}

// The first turn begins at once; after each, another one is offered beside what follows.
machine_builder::entry machine_builder::lower_free(const step& s, const repeat_step& what, entry next) {
    const state_index here = states_.at(&s);
    const entry first = lower(what.steps, here);
    connect(here, trigger_kind::none, first, {}, s.where);
    connect(here, trigger_kind::none, next, {}, s.where);
    offers_.emplace_back(&s, here);
    return first;
}

// Only now all that ways begin with is known: a jump may lead to what was lowered later.
void machine_builder::settle_offers() {
    if (too_large_) return;
    for (const auto& [s, here] : offers_) settle_offer(*s, here);
}

// One way may begin by itself, or does so under some condition: it is gone when a task of another one is skipped.
void machine_builder::settle_offer(const step& s, state_index offer) {
    const bool is_loop = std::holds_alternative<repeat_step>(s.kind);
    auto& ways = leaving_[offer];
    const auto offered = [](const transition& t) { return t.on == trigger_kind::none; };
    const auto task_beside = [&](const transition& way) {
        return std::any_of(ways.begin(), ways.end(),
                           [&](const transition& t) { return &t != &way && offered(t) && begins_with_task(t.to); });
    };
    std::size_t by_itself = 0;
    for (transition& t : ways) {
        if (!offered(t)) continue;
        if (begins_at_rest(t.to)) continue;
        const bool again = is_loop && &t == ways.data();
        if (++by_itself > 1 || again || !task_beside(t)) {
            failed_ = true;
            if (incomplete_ || has_gaps()) continue;
            is_loop ? refuse("repeat-without-end", s.where) : refuse("way-by-itself", t.where, {t.label});
            if (is_loop) return;
            continue;
        }
        t.on = trigger_kind::skip;
    }
}

// Whatever the conditions in front of it say.
bool machine_builder::begins_at_rest(state_index s, std::size_t depth) const {
    const state& at = out_.states_[s];
    if (depth > most_passed) return false;
    switch (at.kind) {
        case state_kind::task:
        case state_kind::listen:
        case state_kind::wait:
        case state_kind::offer:
            return true;
        case state_kind::await:
            return out_.awaits_[at.detail].program != no_index;
        case state_kind::choice:
        case state_kind::group:
            return std::all_of(leaving_[s].begin(), leaving_[s].end(), [&](const transition& t) {
                return t.on != trigger_kind::none || begins_at_rest(t.to, depth + 1);
            });
        default:
            return false;
    }
}

bool machine_builder::begins_with_task(state_index s, std::size_t depth) const {
    const state_kind kind = out_.states_[s].kind;
    if (kind == state_kind::task) return true;
    const bool passes = kind == state_kind::choice || kind == state_kind::group || kind == state_kind::offer;
    return passes && depth <= most_passed &&
           std::any_of(leaving_[s].begin(), leaving_[s].end(), [&](const transition& t) {
               return t.on == trigger_kind::none && begins_with_task(t.to, depth + 1);
           });
}

}  // namespace reglament
