#include "control/coverage.hpp"
#include "control/words.hpp"

#include <reglament/control/rehearsal.hpp>

#include <algorithm>
#include <utility>

namespace reglament {

namespace {

void add(std::vector<std::uint64_t>& to, const std::vector<std::uint64_t>& more) {
    to.resize(std::max(to.size(), more.size()));
    for (std::size_t i = 0; i < more.size(); ++i) to[i] += more[i];
}

covered count_taken(const std::vector<std::uint64_t>& counts, std::size_t total) {
    const auto taken = std::count_if(counts.begin(), counts.end(), [](std::uint64_t n) { return n > 0; });
    return {static_cast<std::size_t>(taken), total};
}

void measure(regulation_coverage& c, const machine& m) {
    const std::vector<std::uint64_t> there = visits(m, c.counts);
    for (state_index s = 0; s < m.states().size(); ++s) {
        const state_kind kind = m.states()[s].kind;
        if (kind == state_kind::retry || kind == state_kind::group) continue;  // a part of its task; no step of the way
        covered& of = kind == state_kind::end ? c.outputs : c.steps;
        ++of.total;
        of.reached += there[s] > 0 ? 1 : 0;
    }
    const covered ways = count_taken(c.counts.transitions, m.transitions().size());
    const covered exits = count_taken(c.counts.exits, m.exits().size());
    for (const written_table& t : tables_of(m)) {
        const row_figures& came = c.fitted[t.decision];
        c.rows.total += t.table->rules.size() + (t.table->falls_back() ? 1 : 0);
        c.rows.reached += count_taken(came.fitted, 0).reached + (t.table->falls_back() && came.none > 0 ? 1 : 0);
    }
    c.branches = {ways.reached + exits.reached, ways.total + exits.total};
}

}  // namespace

std::size_t rehearsal::failed() const noexcept {
    return static_cast<std::size_t>(
        std::count_if(scenarios.begin(), scenarios.end(), [](const scenario_result& s) { return !s.passed(); }));
}

rehearsal rehearse(std::shared_ptr<const rulebook> rules, const std::function<bool(const scenario&)>& which) {
    rehearsal out{rules, {}, {}};
    for (const scenario& s : rules->scenarios()) {
        if (!which || which(s)) out.scenarios.push_back(run_scenario(rules, s));
    }
    for (std::size_t i = 0; i < rules->machines().size(); ++i) {
        regulation_coverage& c = out.coverage.emplace_back();
        c.regulation = static_cast<regulation_index>(i);
        for (const scenario_result& s : out.scenarios) {
            add(c.counts.starts, s.counts[i].starts);
            add(c.counts.transitions, s.counts[i].transitions);
            add(c.counts.exits, s.counts[i].exits);
            for (const auto& [decision, rows] : s.rows[i]) {
                add(c.fitted[decision].fitted, rows.fitted);
                c.fitted[decision].none += rows.none;
            }
        }
        measure(c, rules->machines()[i]);
    }
    return out;
}

std::string render(const rulebook& rules, const scenario_result& result, language lang) {
    const words say{rules, lang};
    std::string out;
    for (const scenario_failure& f : result.failures) {
        out += reglament::render(f.what, lang);
        out += "   " + say.say("What came about in step ", "Что произошло в шаге ") + std::to_string(f.step) + ", " +
               say.date(f.at) + ":\n";
        bool some = false;
        for (const effect& x : f.happened) {
            const std::string text = say.sentence(x, f.happened);
            if (text.empty()) continue;
            out += "     " + say.date(x.at) + "  " + text + "\n";
            some = true;
        }
        if (!some) out += "     " + say.say("nothing", "ничего") + "\n";
    }
    return out;
}

}  // namespace reglament
