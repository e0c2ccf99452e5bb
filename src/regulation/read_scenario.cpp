#include "regulation/read_scenario.hpp"

#include "regulation/expectation_reader.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace reglament {

namespace {

using action = scenario_step::action;

constexpr std::array<std::pair<std::string_view, action>, 10> actions{{{"event", action::event},
                                                                       {"done", action::done},
                                                                       {"no answer", action::no_answer},
                                                                       {"skipped", action::skipped},
                                                                       {"answered", action::answered},
                                                                       {"failed", action::failed},
                                                                       {"facts", action::facts},
                                                                       {"claimed", action::claimed},
                                                                       {"returned", action::returned},
                                                                       {"handed on", action::handed_on}}};

action action_of(const keyword& word) {
    for (const auto& [en, kind] : actions) {
        if (en == word.en) return kind;
    }
    return action::none;
}

class scenario_reader final : public expectation_reader {
public:
    using expectation_reader::expectation_reader;

    scenario read() {
        static const key_set keys{context_of::scenario};
        const node& root = *tree_.root();
        result_.file = file_;
        const auto seen = each_key(root, keys, [&](const entry& e) { read_key(e); });
        const span where = tree_.first(root)->where;
        for (const std::string_view needed : {"scenario", "regulation", "steps"})
            require(seen, needed, context_of::scenario, where);
        result_.sound = state() == soundness::sound && !result_.regulation.value.empty();
        if (result_.sound && !expects_something()) report("expects-nothing", result_.name.where, {result_.name.value});
        return std::move(result_);
    }

private:
    void read_key(const entry& e) {
        if (e.is("scenario")) {
            result_.name = read_name(e);
        } else if (e.is("regulation")) {
            result_.regulation = read_name(e);
        } else if (e.is("client")) {
            if (auto name = read_name(e); !name.value.empty()) result_.client = std::move(name.value);
        } else if (e.is("at")) {
            result_.at = read_moment(e);
        } else if (e.is("given")) {
            result_.given = read_values(e);
        } else {
            read_steps(e);
        }
    }

    [[nodiscard]] bool expects_something() const {
        for (const scenario_step& s : result_.steps) {
            if (!s.expected.empty()) return true;
        }
        return false;
    }

    void read_steps(const entry& e) {
        if (!is_list(e)) return;
        if (tree_.first(e.value) == nullptr) report("missing-value", e.key.where, {std::string{e.key.text}});
        each_item(e.value, [&](const node& item) { read_step(e, item); });
    }

    void read_step(const entry& steps, const node& item) {
        static const key_set keys{context_of::scenario_step};
        if (!item.is_map()) {
            const span where{item.where.begin, std::max(item.where.end, item.where.begin + 1)};
            report("expected-scenario-step", where,
                   {spell("event", context_of::scenario_step), spell("after", context_of::scenario_step)});
            return;
        }
        scenario_step& into = result_.steps.emplace_back();
        into.where = tree_.first(item) != nullptr ? tree_.first(item)->where : steps.key.where;
        std::vector<entry> values;
        each_key(item, keys, [&](const entry& e) {
            if (action_of(*e.word) != action::none) {
                read_action(e, into);
            } else if (owner_of(e) != nullptr) {
                values.push_back(e);
            } else {
                read_step_key(e, into);
            }
        });
        for (const entry& e : values) read_step_values(e, into);
        require_person(into);
        if (into.at && into.after) {
            report("two-times", into.at->written.where,
                   {spell("at", context_of::scenario_step), spell("after", context_of::scenario_step)});
        }
    }

    void require_person(const scenario_step& s) {
        if (s.kind != action::claimed && s.kind != action::handed_on) return;
        const std::string_view needed = s.kind == action::claimed ? "person" : "to";
        const auto given = [&](const given_value& v) { return v.name.value == needed; };
        if (std::none_of(s.values.begin(), s.values.end(), given))
            missing(needed, context_of::scenario_step, s.name.where);
    }

    void read_action(const entry& e, scenario_step& into) {
        if (into.kind != action::none) {
            report("two-actions", e.key.where, {std::string{e.key.text}});
            return;
        }
        into.kind = action_of(*e.word);
        if (into.kind == action::facts) {
            into.name = {std::string{e.key.text}, e.key.where};
            into.values = read_values(e);
        } else {
            into.name = read_name(e);
        }
    }

    void read_step_values(const entry& e, scenario_step& into) {
        const std::string_view owner = owner_of(e, into.kind)->second;
        if (into.kind != action_of(*find_keyword(owner, context_of::scenario_step))) {
            report("key-without-owner", e.key.where,
                   {std::string{e.key.text}, spell(owner, context_of::scenario_step)});
        } else if (e.is("person") || e.is("to") || e.is("reason")) {
            into.values.push_back({{std::string{e.word->en}, e.key.where}, feel::value{read_text(e)}, e.value.where});
        } else if (e.is("error")) {
            into.values.push_back({{"error", e.key.where}, feel::value{read_text(e)}, e.value.where});
        } else if (e.is("final")) {
            if (const auto yes = read_yes_no(e))
                into.values.push_back({{"final", e.key.where}, feel::value{*yes}, e.value.where});
        } else {
            into.values = read_values(e);
        }
    }

    // What tells more of what is done, and the key that says what is done.
    using owned = std::pair<std::string_view, std::string_view>;
    // Some belong to several: the one that stands there is meant.
    static const owned* owner_of(const entry& e, action kind = action::none) {
        static constexpr std::array<owned, 10> all{{{"data", "event"},
                                                    {"form", "done"},
                                                    {"result", "answered"},
                                                    {"error", "failed"},
                                                    {"final", "failed"},
                                                    {"person", "claimed"},
                                                    {"person", "returned"},
                                                    {"to", "handed on"},
                                                    {"reason", "returned"},
                                                    {"reason", "handed on"}}};
        const owned* found = nullptr;
        for (const owned& o : all) {
            if (!e.is(o.first)) continue;
            const keyword* const owner = find_keyword(o.second, context_of::scenario_step);
            if (found == nullptr || action_of(*owner) == kind) found = &o;
        }
        return found;
    }

    void read_step_key(const entry& e, scenario_step& into) {
        if (e.is("at")) {
            into.at = read_moment(e);
        } else if (e.is("after")) {
            into.after = read_period(e);
        } else if (e.is("client")) {
            into.client = read_name(e);
        } else if (e.is("regulation")) {
            into.regulation = read_name(e);
        } else {
            into.expected = read_expectations(e);
        }
    }

    scenario result_;
};

}  // namespace

scenario read_scenario(const yaml::tree& tree, const std::shared_ptr<const source>& file, issues& found) {
    return scenario_reader{tree, file, found}.read();
}

}  // namespace reglament
