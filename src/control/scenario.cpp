#include "control/expectations.hpp"
#include "control/scenario_events.hpp"

#include <reglament/control/figures.hpp>
#include <reglament/control/scenario.hpp>

#include <algorithm>
#include <map>
#include <utility>

namespace reglament {

namespace {

using action = scenario_step::action;

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
        const posted done = engine_.post(given_event(scenario_));
        for (const issue& i : done.found) add(i, scenario_.given.front().where, 0, scenario_.begin, {});
    }

    void step(const scenario_step& s) {
        const std::string& client = client_of(scenario_, s);
        const auto number = static_cast<std::size_t>(&s - scenario_.steps.data()) + 1;
        issues refused;
        if (s.kind != action::none) {
            const posted done = engine_.post(event_of(engine_.rules(), scenario_, s));
            if (done.status == post_status::rejected) refused = done.found;
        }
        engine_.advance(s.time);
        const auto history = engine_.history(client);
        const auto since = history.subspan(std::min(seen_[client], history.size()));
        for (const issue& i : refused) add(i, s.name.where, number, s.time, since);
        const expectations::situation now{client, regulation_of(engine_.rules(), scenario_, s), since};
        for (const expectation& e : s.expected) {
            if (const auto difference = expectations_.check(e, now))
                add(*difference, difference->at.where, number, s.time, since);
        }
        for (std::size_t i = 0; i < engine_.client_count(); ++i)
            seen_[std::string{engine_.client(i)}] = engine_.history(engine_.client(i)).size();
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
