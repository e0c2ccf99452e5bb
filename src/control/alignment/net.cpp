#include "control/alignment/net.hpp"

#include <reglament/regulation/blocks.hpp>

#include <algorithm>
#include <map>
#include <set>

namespace reglament::alignment {

namespace {

std::vector<std::string> plain(const std::vector<located<std::string>>& names) {
    std::vector<std::string> out;
    for (const auto& n : names) out.push_back(n.value);
    return out;
}

class net_builder {
public:
    net_builder(const rulebook& rules, const machine& m, issues& found)
        : words_{rules.vocabulary()}, m_{m}, found_{found}, out_{m} {}

    net build() {
        each_outer_block(m_.regulation(), [&](const block& steps) {
            each_step(steps, [&](const step& s) { steps_.emplace(s.id.value, &s); });
        });
        out_.of_transition.assign(m_.transitions().size(), silent);
        out_.may_skip.assign(m_.states().size(), false);
        for (state_index s = 0; s < m_.states().size(); ++s) look_at(s);
        for (const exit_rule& e : m_.exits()) out_.of_exit.push_back(exit(e));
        const auto& start = m_.regulation().input.observed;
        if (start && !start->hidden) {
            const auto& event = m_.regulation().input.event.value;
            out_.start = add(no_index, "", &*start, event.empty() ? names{} : names{event});
        }
        for (const fork_definition& f : m_.forks()) out_.counts.push_back(count_of(f));
        for (state_index s = 0; s < m_.states().size(); ++s) tell_untreated(s);
        return std::move(out_);
    }

private:
    using names = std::vector<std::string>;

    void tell(std::string_view code, span where, std::vector<std::string> arguments = {}) {
        found_.add(code, place{m_.regulation().file, where}, std::move(arguments));
    }

    const observation* observation_of(state_index s) const {
        const auto known = steps_.find(m_.states()[s].id);
        return known == steps_.end() || !known->second->observed ? nullptr : &*known->second->observed;
    }

    std::uint32_t cost_of(const std::string& id, const observation* said) const {
        const control_rule& rule = m_.regulation().control;
        const bool accepted = std::any_of(rule.accepted_missing.begin(), rule.accepted_missing.end(),
                                          [&](const auto& a) { return a.value == id; });
        if (accepted) return 0;
        return said != nullptr && said->missing ? *said->missing : rule.missing;
    }

    visible_index add(state_index s, std::string id, const observation* said, names by_itself) {
        visible v;
        v.cost = cost_of(id, said);
        v.id = std::move(id);
        v.state = s;
        v.activities = said != nullptr && !said->activities.empty() ? plain(said->activities) : std::move(by_itself);
        if (said != nullptr) v.lifecycles = plain(said->lifecycles);
        std::erase(v.activities, std::string{});
        std::sort(v.activities.begin(), v.activities.end());
        v.activities.erase(std::unique(v.activities.begin(), v.activities.end()), v.activities.end());
        out_.visibles.push_back(std::move(v));
        return static_cast<visible_index>(out_.visibles.size() - 1);
    }

    names names_of(event_index e) const {
        const event_type& type = words_.events[e];
        return {type.name.value, type.title};
    }

    void mark(state_index s, trigger_kind on, visible_index as) {
        for (std::uint16_t i = 0; i < m_.states()[s].count; ++i) {
            const auto t = static_cast<std::uint16_t>(m_.states()[s].first + i);
            if (m_.transitions()[t].on == on) out_.of_transition[t] = as;
        }
    }

    bool has(state_index s, trigger_kind on) const {
        const auto all = m_.transitions_of(s);
        return std::any_of(all.begin(), all.end(), [&](const transition& t) { return t.on == on; });
    }

    void look_at(state_index s) {
        const state& at = m_.states()[s];
        const observation* said = observation_of(s);
        if (at.kind == state_kind::task) return look_at_task(s, said);
        each_event(s, said);
        if (said == nullptr || said->hidden) return;
        if (at.kind == state_kind::call || at.kind == state_kind::run)
            mark(s, trigger_kind::task_done, add(s, at.id, said, {at.id}));
        if (at.kind == state_kind::wait) mark(s, trigger_kind::timer, add(s, at.id, said, {at.id}));
        if (at.kind == state_kind::emit) mark(s, trigger_kind::none, add(s, at.id, said, {at.id, at.label}));
    }

    void look_at_task(state_index s, const observation* said) {
        const state& at = m_.states()[s];
        const task_definition& task = m_.tasks()[at.detail];
        out_.may_skip[s] = task.optional;
        if (said == nullptr || !said->hidden)
            mark(s, trigger_kind::task_done, add(s, at.id, said, {at.id, task.instruction}));
        if (!has(s, trigger_kind::no_answer) && !has(s, trigger_kind::exhausted)) return;
        observation attempts;
        if (said != nullptr) {
            attempts.activities = said->no_answer;
            attempts.lifecycles = said->lifecycles;
            attempts.missing = said->missing;
        }
        const visible_index nobody = add(s, at.id, &attempts, {"task.unanswered " + at.id});
        mark(s, trigger_kind::no_answer, nobody);
        mark(s, trigger_kind::exhausted, nobody);
    }

    // Events that are listened for, and those that blocks handle: each type by its own names.
    void each_event(state_index s, const observation* said) {
        const state& at = m_.states()[s];
        const bool listens = at.kind == state_kind::listen;
        if (listens && said != nullptr && said->hidden) return;
        std::map<event_index, visible_index> known;
        for (std::uint16_t i = 0; i < at.count; ++i) {
            const auto index = static_cast<std::uint16_t>(at.first + i);
            const transition& t = m_.transitions()[index];
            if (t.on != trigger_kind::event && t.on != trigger_kind::beside) continue;
            const auto [one, fresh] = known.try_emplace(t.event, silent);
            if (fresh) one->second = add(s, at.id, listens ? said : nullptr, names_of(t.event));
            out_.of_transition[index] = one->second;
        }
    }

    visible_index exit(const exit_rule& e) {
        const std::string& id = m_.states()[e.to].id;
        if (e.event != no_index) return add(e.to, id, nullptr, names_of(e.event));
        tell("control-stop", m_.states()[e.to].where, {id});
        const visible_index stopped = add(e.to, id, nullptr, {"run.stopped " + id});
        out_.visibles[stopped].only_told = true;
        return stopped;
    }

    fork_count count_of(const fork_definition& f) const {
        fork_count out;
        if (f.list != no_index) {
            const feel::program& list = m_.programs()[f.list];
            out.known = list.reads().empty() && !list.reads_clock();
            const feel::value constant = out.known ? list.evaluate({}) : feel::value{};
            std::uint64_t n = 0;
            if (f.what == fork_definition::form::items) {
                n = constant.kind() == feel::value_kind::list ? constant.as_list().size() : constant.is_null() ? 0 : 1;
            } else if (constant.kind() == feel::value_kind::number) {
                n = static_cast<std::uint64_t>(std::max<std::int64_t>(constant.as_number().to_int64().value_or(0), 0));
            }
            if (f.most != 0) n = std::min<std::uint64_t>(n, f.most);
            out.count = static_cast<std::uint16_t>(std::min<std::uint64_t>(n, 10'000));
        } else if (f.what == fork_definition::form::turns) {
            out.count = static_cast<std::uint16_t>(std::min<std::uint32_t>(f.most, 10'000));
        }
        return out;
    }

    void tell_untreated(state_index s) {
        const state& at = m_.states()[s];
        if (at.kind == state_kind::listen) {
            const auto known = steps_.find(at.id);
            const auto* listens = known == steps_.end() ? nullptr : std::get_if<listen_step>(&known->second->kind);
            if (listens != nullptr && listens->heard_before) tell("control-heard-before", at.where, {at.id});
        }
        if (at.kind == state_kind::emit) tell_heard(at);
        if (at.kind != state_kind::fork) return;
        const fork_definition& f = m_.forks()[at.detail];
        if (f.what == fork_definition::form::undone) tell("control-compensate", at.where, {at.id});
        if (f.share != 0 && !out_.counts[at.detail].known) tell("control-share", at.where, {at.id});
        const auto ways = m_.transitions_of(s);
        const auto guarded = std::count_if(ways.begin(), ways.end(), [](const transition& t) {
            return t.on == trigger_kind::none && t.guard != no_index;
        });
        if (f.what == fork_definition::form::ways && guarded > most_guarded) tell("control-ways", at.where, {at.id});
    }

    // What the regulation tells itself would be heard at once.
    void tell_heard(const state& at) {
        const event_index e = m_.emits()[at.detail].event;
        const auto hears = [&](const transition& t) {
            return (t.on == trigger_kind::event || t.on == trigger_kind::beside) && t.event == e;
        };
        const auto all = m_.transitions();
        const auto exits = m_.exits();
        if (std::any_of(all.begin(), all.end(), hears) ||
            std::any_of(exits.begin(), exits.end(), [&](const exit_rule& x) { return x.event == e; }))
            tell("control-hears-itself", at.where, {at.id});
    }

    static constexpr std::ptrdiff_t most_guarded = 10;

    const vocabulary& words_;
    const machine& m_;
    issues& found_;
    net out_;
    std::map<std::string, const step*, std::less<>> steps_;
};

}  // namespace

net make_net(const rulebook& rules, const machine& m, issues& found) {
    return net_builder{rules, m, found}.build();
}

}  // namespace reglament::alignment
