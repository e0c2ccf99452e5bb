// Plans: how the states and values of one version correspond to those of another.
#include "machine/outline.hpp"
#include "machine/version_tables.hpp"

#include <reglament/regulation/blocks.hpp>

#include <algorithm>
#include <map>
#include <utility>

namespace reglament {

namespace {

constexpr std::string_view retry_suffix = "/retry", join_suffix = "/join";

const migration* find_migration(const rulebook& rules, const regulation& from) {
    for (const migration& one : rules.migrations()) {
        const auto same = [&](const located<std::string>& v) { return v.value == from.version; };
        if (one.regulation.value == from.id.value && std::any_of(one.from.begin(), one.from.end(), same)) return &one;
    }
    return nullptr;
}

outline::names names_of(const migration* m) {
    outline::names all;
    if (m == nullptr) return all;
    for (const auto& [from, to] : m->map) all[from.value] = to.value;
    return all;
}

std::string without(std::string_view id, std::string_view suffix) {
    if (id.ends_with(suffix)) id.remove_suffix(suffix.size());
    return std::string{id};
}

bool is_block(const machine& m, state_index s) {
    const auto all = m.regions();
    return std::any_of(all.begin(), all.end(), [s](const region& r) { return r.block == s; });
}

bool same_division(const fork_definition& a, const fork_definition& b) {
    return a.what == b.what && a.at_once == b.at_once && a.waits == b.waits && a.need == b.need &&
           a.gathered.size() == b.gathered.size();
}

class planner {
public:
    planner(const rulebook& rules, regulation_index from, regulation_index to)
        : rules_{rules},
          old_{rules.machines()[from]},
          new_{rules.machines()[to]},
          migration_{find_migration(rules, old_.regulation())},
          names_{names_of(migration_)},
          old_outline_{old_.regulation(), names_},
          new_outline_{new_.regulation()} {
        plan_.from = from;
        plan_.to = to;
    }

    version_plan make() {
        plan_.recompute = migration_ != nullptr && migration_->recompute_deadlines;
        for (state_index s = 0; s < old_.states().size(); ++s) {
            plan_.tokens.push_back(target_of(s));
            plan_.divisions.push_back(division_of(s));
            plan_.undone.push_back(undone_of(s));
        }
        plan_.values = values_of(old_.value_names(), new_.value_names());
        plan_.items = values_of(old_.item_names(), new_.item_names());
        add_types();
        return std::move(plan_);
    }

private:
    using how = token_target::how;

    static token_target stays(stay_reason why) { return {how::none, why, 0}; }

    token_target target_of(state_index s) const {
        const state& here = old_.states()[s];
        if (!rests(here.kind) && here.kind != state_kind::fork) return {};
        const std::string id = without(here.id, retry_suffix);
        const bool named = names_.contains(id);
        const auto there = new_.find_state(renamed(names_, id));
        if (there && (named || new_.states()[*there].kind != state_kind::end)) return target_of(s, id, *there, named);
        return removed(s, id);
    }

    token_target target_of(state_index s, const std::string& id, state_index there, bool named) const {
        const state& old = old_.states()[s];
        const state& now = new_.states()[there];
        if (now.kind != state_kind::end && !same_place(id, now.id)) return stays(stay_reason::step_elsewhere);
        if (old.kind == state_kind::retry) {
            const auto pause = new_.find_state(now.id + std::string{retry_suffix});
            if (pause && same_work(s, *pause)) return {how::rest, {}, *pause};
            if (now.kind == state_kind::task || now.kind == state_kind::call) return {how::enter, {}, there};
        }
        if (!named && !surely_same(id, s, there)) return stays(stay_reason::step_changed);
        if (same_work(s, there)) return {how::rest, {}, there};
        if (!named || divides(old.kind)) return stays(stay_reason::step_changed);
        return {how::enter, {}, there};
    }

    // Whether what rests in one state can rest in the other as if nothing had been.
    [[nodiscard]] bool same_work(state_index s, state_index t) const {
        const state& a = old_.states()[s];
        const state& b = new_.states()[t];
        if (a.kind != b.kind) return false;
        if (a.kind == state_kind::fork) return same_division(old_.forks()[a.detail], new_.forks()[b.detail]);
        if (a.kind == state_kind::run) {
            const run_definition& of = old_.calls_of_runs()[a.detail];
            return of.of == new_.calls_of_runs()[b.detail].of;
        }
        const call_definition* const x = old_.call_at(s);
        const call_definition* const y = new_.call_at(t);
        if ((x == nullptr) != (y == nullptr)) return false;
        if (a.kind == state_kind::await && is_block(old_, s) != is_block(new_, t)) return false;
        return x == nullptr || x->action == y->action;
    }

    [[nodiscard]] bool same_place(const std::string& id, const std::string& now) const {
        const auto* a = old_outline_.find(id);
        const auto* b = new_outline_.find(now);
        return a != nullptr && b != nullptr && a->around == b->around;
    }

    // A step without an id of its own is known by its number: only where none came or went can it be the same.
    [[nodiscard]] bool surely_same(const std::string& id, state_index s, state_index t) const {
        const step& a = *old_outline_.find(id)->what;
        const step& b = *new_outline_.find(new_.states()[t].id)->what;
        if (a.named && b.named) return true;
        const std::size_t kind = a.kind.index();
        return a.named == b.named && kind == b.kind.index() &&
               old_outline_.unnamed(kind) == new_outline_.unnamed(kind) &&
               old_.states()[s].label == new_.states()[t].label;
    }

    token_target removed(state_index s, const std::string& id) const {
        using rule = migration::removed_rule;
        const rule what = migration_ == nullptr ? rule::stay : migration_->removed;
        if (what == rule::cancel) return {how::cancel, {}, 0};
        if (what == rule::stay || divides(old_.states()[s].kind)) return stays(stay_reason::step_gone);
        const auto to = what == rule::jump ? new_.find_state(migration_->to.value) : follower(s, id);
        if (!to) return stays(stay_reason::no_follower);
        const state_kind kind = new_.states()[*to].kind;
        const bool fits = kind == state_kind::end || kind == state_kind::join || same_place(id, new_.states()[*to].id);
        return fits ? token_target{how::enter, {}, *to} : stays(stay_reason::step_elsewhere);
    }

    // The one state that came behind a step when it was done, in the new version.
    [[nodiscard]] std::optional<state_index> follower(state_index s, const std::string& id) const {
        std::optional<state_index> behind;
        for (const transition& t : old_.transitions_of(s)) {
            if (!leads_on(old_.states()[s].kind, t.on)) continue;
            if (behind && *behind != t.to) return std::nullopt;
            behind = t.to;
        }
        if (!behind) return std::nullopt;
        const state& next = old_.states()[*behind];
        if (next.kind == state_kind::end) {
            const auto end = new_.find_state(next.id);
            return end && new_.states()[*end].kind == state_kind::end ? end : std::nullopt;
        }
        if (next.kind == state_kind::join) return join_around(next, id);
        return new_.find_state(renamed(names_, next.id));
    }

    // The join that a token's own branch ends at.
    [[nodiscard]] std::optional<state_index> join_around(const state& join, const std::string& id) const {
        const auto* where = old_outline_.find(id);
        const std::string of = without(join.id, join_suffix);
        if (where == nullptr || where->inside != of) return std::nullopt;
        const auto fork = old_.find_state(of);
        if (!fork || !division_of(*fork)) return std::nullopt;
        return new_.find_state(renamed(names_, of) + std::string{join_suffix});
    }

    static bool divides(state_kind kind) noexcept { return kind == state_kind::fork || kind == state_kind::offer; }

    static bool leads_on(state_kind kind, trigger_kind on) {
        switch (kind) {
            case state_kind::task:
            case state_kind::call:
            case state_kind::run:
                return on == trigger_kind::task_done;
            case state_kind::retry:
            case state_kind::wait:
                return on == trigger_kind::timer;
            case state_kind::listen:
                return on == trigger_kind::event;
            default:
                return on == trigger_kind::condition;
        }
    }

    [[nodiscard]] std::optional<state_index> division_of(state_index s) const {
        const state& here = old_.states()[s];
        const auto there = new_.find_state(renamed(names_, here.id));
        if (!there) return std::nullopt;
        const bool known = old_outline_.find(here.id) != nullptr;  // else it is the regulation itself
        if (known && (!same_place(here.id, new_.states()[*there].id) ||
                      (!names_.contains(here.id) && !surely_same(here.id, s, *there))))
            return std::nullopt;
        if (is_block(old_, s)) return is_block(new_, *there) ? there : std::nullopt;
        return divides(here.kind) && same_work(s, *there) ? there : std::nullopt;
    }

    [[nodiscard]] std::optional<state_index> undone_of(state_index s) const {
        const auto there = new_.find_state(renamed(names_, old_.states()[s].id));
        if (!there || new_.states()[*there].kind != old_.states()[s].kind) return std::nullopt;
        const auto ways = new_.transitions_of(*there);
        const bool undoes =
            std::any_of(ways.begin(), ways.end(), [](const transition& t) { return t.on == trigger_kind::undo; });
        return undoes ? there : std::nullopt;
    }

    // `old.field` by its own line of the map, else with its step renamed.
    [[nodiscard]] std::string value_name(const std::string& name) const {
        if (const auto at = names_.find(name); at != names_.end()) return at->second;
        const std::size_t dot = name.rfind('.');
        if (dot == name.npos) return renamed(names_, name);
        return renamed(names_, name.substr(0, dot)) + name.substr(dot);
    }

    [[nodiscard]] std::vector<value_target> values_of(std::span<const std::string> old,
                                                      std::span<const std::string> now) const {
        std::vector<value_target> out;
        for (const std::string& name : old) {
            const auto at = std::find(now.begin(), now.end(), value_name(name));
            value_target& one = out.emplace_back();
            if (at != now.end()) one.to = static_cast<std::uint32_t>(at - now.begin());
        }
        return out;
    }

    // Of answers and results: what is none of the type that the new version asks for is not taken over.
    void add_types() {
        const auto of = [&](feel::slot first, const std::vector<attribute>& all) {
            auto& targets = first.bank == static_cast<std::uint8_t>(bank::item) ? plan_.items : plan_.values;
            for (std::size_t i = 0; i < all.size(); ++i) {
                for (value_target& t : targets) {
                    if (t.to == first.index + i) t.type = all[i].type;
                }
            }
        };
        for (const task_definition& t : new_.tasks()) of(t.first_value, t.form);
        for (const call_definition& c : new_.calls()) of(c.first_value, rules_.vocabulary().actions[c.action].result);
    }

    const rulebook& rules_;
    const machine& old_;
    const machine& new_;
    const migration* migration_;
    outline::names names_;
    outline old_outline_, new_outline_;
    version_plan plan_;
};

}  // namespace

version_plan make_plan(const rulebook& rules, regulation_index from, regulation_index to) {
    return planner{rules, from, to}.make();
}

version_change::version_change(std::shared_ptr<const rulebook> before, std::shared_ptr<const rulebook> rules) {
    auto made = std::make_unique<version_plans>(std::move(before), std::move(rules));
    const rulebook& now = *made->rules;
    for (regulation_index i = 0; i < now.machines().size(); ++i) {
        auto& plan = made->plans.emplace_back();
        const regulation_index current = now.family_of(i);
        if (!now.is_earlier(i) || now.is_earlier(current)) continue;
        const machine& m = now.machines()[current];
        if (m.regulation().running != running_rule::migrate || m.subject() != now.machines()[i].subject()) continue;
        plan = make_plan(now, i, current);
    }
    plans_ = std::move(made);
}

version_change::version_change(version_change&&) noexcept = default;
version_change& version_change::operator=(version_change&&) noexcept = default;
version_change::~version_change() = default;

}  // namespace reglament
