#include "control/expectations.hpp"

#include <reglament/control/figures.hpp>
#include <reglament/control/scenario.hpp>

#include <algorithm>
#include <map>
#include <utility>

namespace reglament {

namespace {

using action = scenario_step::action;

feel::context context_of(const std::vector<given_value>& values) {
    feel::context out;
    for (const given_value& v : values) out.emplace_back(v.name.value, v.value);
    return out;
}

// Of one client there is no rank: classes are those that the scenario gives.
engine_options alone() {
    engine_options how;
    how.segments = false;
    return how;
}

class scenario_runner {
public:
    scenario_runner(std::shared_ptr<const rulebook> rules, const scenario& s)
        : scenario_{s}, engine_{std::move(rules), alone()}, expectations_{engine_, s} {
        result_.of = &s;
    }

    scenario_result run() {
        if (!scenario_.given.empty()) give();
        for (const scenario_step& s : scenario_.steps) step(s);
        result_.warnings.append(engine_.warnings());
        for (regulation_figures& r : count(engine_).regulations) {
            result_.counts.push_back(std::move(r.counts));
            result_.rows.push_back(std::move(r.rows));
        }
        return std::move(result_);
    }

private:
    void give() {
        const event e{{}, {}, "facts.changed", scenario_.client, scenario_.begin, context_of(scenario_.given)};
        const posted done = engine_.post(e);
        for (const issue& i : done.found) add(i, scenario_.given.front().where, 0, scenario_.begin, {});
    }

    void step(const scenario_step& s) {
        const std::string& client = s.client.value.empty() ? scenario_.client : s.client.value;
        const auto number = static_cast<std::size_t>(&s - scenario_.steps.data()) + 1;
        issues refused;
        if (s.kind != action::none) {
            const posted done = engine_.post(event_of(s, client));
            if (done.status == post_status::rejected) refused = done.found;
        }
        engine_.advance(s.time);
        const auto history = engine_.history(client);
        const auto since = history.subspan(std::min(seen_[client], history.size()));
        for (const issue& i : refused) add(i, s.name.where, number, s.time, since);
        const expectations::situation now{client, regulation_of(s), since};
        for (const expectation& e : s.expected) {
            if (const auto difference = expectations_.check(e, now))
                add(*difference, difference->at.where, number, s.time, since);
        }
        for (std::size_t i = 0; i < engine_.client_count(); ++i)
            seen_[std::string{engine_.client(i)}] = engine_.history(engine_.client(i)).size();
    }

    [[nodiscard]] regulation_index regulation_of(const scenario_step& s) const {
        const std::string& id = s.regulation.value.empty() ? scenario_.regulation.value : s.regulation.value;
        return engine_.rules().find(id).value_or(regulation_index{0});
    }

    static std::string_view type_of(action kind) noexcept {
        switch (kind) {
            case action::done:
                return "task.done";
            case action::skipped:
                return "task.skipped";
            case action::claimed:
                return "task.claimed";
            case action::returned:
                return "task.returned";
            case action::handed_on:
                return "task.handed";
            default:
                return "task.unanswered";
        }
    }

    [[nodiscard]] event event_of(const scenario_step& s, const std::string& client) const {
        event e;
        e.subject = client;
        e.time = s.time;
        e.data = context_of(s.values);
        if (s.kind == action::event) {
            e.type = s.name.value;
            if (e.type.starts_with("run.")) e.data = of_run(s);
        } else if (s.kind == action::facts) {
            e.type = "facts.changed";
        } else {
            const std::string& id = engine_.rules().machines()[regulation_of(s)].regulation().id.value;
            if (s.kind == action::failed) {
                e.type = "action.failed";
                feel::context data = context_of(s.values);  // `error` and `final`
                data.insert(data.end(), {{"call", s.name.value}, {"regulation", id}});
                e.data = std::move(data);
            } else if (s.kind == action::answered) {
                e.type = "action.done";
                e.data = feel::context{{"call", s.name.value}, {"regulation", id}, {"result", context_of(s.values)}};
            } else {
                e.type = type_of(s.kind);
                feel::context data{{"task", s.name.value}, {"regulation", id}};
                if (s.kind == action::claimed || s.kind == action::returned || s.kind == action::handed_on) {
                    for (const given_value& v : s.values) data.emplace_back(v.name.value, v.value);
                } else {
                    data.emplace_back("answers", feel::value{context_of(s.values)});
                }
                e.data = std::move(data);
            }
        }
        return e;
    }

    // What a run is handed over lies apart from the key of the deal it is about; a cancelled one has a reason.
    [[nodiscard]] feel::value of_run(const scenario_step& s) const {
        const machine& m = engine_.rules().machines()[regulation_of(s)];
        feel::context data{{"regulation", m.regulation().id.value}}, given;
        const std::string key = m.about_part() ? engine_.rules().vocabulary().subjects[m.subject()].key : std::string{};
        for (const given_value& v : s.values) {
            const bool apart = s.name.value != "run.start" || (m.about_part() && v.name.value == key);
            (apart ? data : given).emplace_back(v.name.value, v.value);
        }
        if (s.name.value == "run.start") data.emplace_back("data", feel::value{std::move(given)});
        return feel::value{std::move(data)};
    }

    void add(issue what, span where, std::size_t step, instant at, std::span<const effect> since) {
        what.at = place{scenario_.file, where};
        result_.failures.push_back({std::move(what), step, at, {since.begin(), since.end()}});
    }

    const scenario& scenario_;
    engine engine_;
    expectations expectations_;
    std::map<std::string, std::size_t> seen_;  // effects of a client up to the step before
    scenario_result result_;
};

}  // namespace

scenario_result run_scenario(std::shared_ptr<const rulebook> rules, const scenario& s) {
    return scenario_runner{std::move(rules), s}.run();
}

}  // namespace reglament
