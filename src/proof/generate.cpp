#include "proof/explorer.hpp"

#include <reglament/control/scenario.hpp>
#include <reglament/proof/generate.hpp>

#include <algorithm>
#include <map>

namespace reglament {

namespace {

constexpr std::size_t most_ways = 200;  // of one regulation

struct told_way {
    std::string name, text;
};

std::vector<told_way> ways_of(const rulebook& rules, regulation_index which, const proof_limits& limits,
                              generated_scenarios& out) {
    std::vector<told_way> all;
    std::map<std::string, int> names;
    proof_stage::explorer walk{rules, which, limits};
    walk.go_every_way(most_ways);
    walk.on_end = [&](const proof_stage::path& p, state_index end) {
        std::string name = walk.name_of(p, end);
        if (const int n = ++names[name]; n > 1) name += " (" + std::to_string(n) + ")";
        auto text = walk.story(p, name, "output: " + rules.machines()[which].states()[end].id);
        text ? all.push_back({std::move(name), std::move(*text)}) : void(++out.left_out);
    };
    std::vector<finding> ignored;
    walk.explore(ignored);
    out.complete = out.complete && walk.is_complete();
    return all;
}

// Those that go as they say.
void keep_passing(const rulebook& rules, const std::vector<told_way>& all, generated_scenarios& out) {
    for (const told_way& way : all) {
        std::vector<std::shared_ptr<const source>> texts{rules.sources().begin(), rules.sources().end()};
        texts.push_back(std::make_shared<const source>("generated.yaml", way.text));
        const loaded read = load(texts);
        const bool passes =
            read.rules &&
            std::any_of(read.rules->scenarios().begin(), read.rules->scenarios().end(), [&](const scenario& s) {
                return s.file == texts.back() && run_scenario(read.rules, s).passed();
            });
        if (!passes) {
            ++out.left_out;
            continue;
        }
        if (!out.text.empty()) out.text += "---\n";
        out.text += way.text;
        ++out.written;
    }
}

}  // namespace

generated_scenarios generate_scenarios(const std::shared_ptr<const rulebook>& rules, const proof_limits& limits) {
    generated_scenarios out;
    for (regulation_index i = 0; i < rules->machines().size(); ++i) {
        if (rules->is_earlier(i)) continue;
        try {
            keep_passing(*rules, ways_of(*rules, i, limits, out), out);
        } catch (const z3::exception&) {
            out.complete = false;
        }
    }
    return out;
}

}  // namespace reglament
