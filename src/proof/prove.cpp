#include "proof/conflicts.hpp"
#include "proof/explorer.hpp"

#include <reglament/proof/prove.hpp>

#include <algorithm>

namespace reglament {

namespace {

// By the places of one regulation, those of several behind.
void sort(std::vector<finding>& all) {
    std::stable_sort(all.begin(), all.end(), [](const finding& a, const finding& b) {
        if (a.regulation != b.regulation) return a.regulation < b.regulation;
        return a.what.at.where.begin < b.what.at.where.begin;
    });
}

finding given_up(const rulebook& rules, regulation_index which) {
    const regulation& r = rules.machines()[which].regulation();
    finding f;
    f.kind = flaw::unknown;
    f.regulation = which;
    issues one;
    one.add("proof-unknown", place{r.file, r.id.where}, {r.id.value});
    f.what = one[0];
    return f;
}

}  // namespace

bool can_prove() noexcept {
    return true;
}

proof prove(const std::shared_ptr<const rulebook>& rules, const proof_limits& limits) {
    proof out;
    std::vector<std::unique_ptr<proof_stage::explorer>> all;
    for (regulation_index i = 0; i < rules->machines().size(); ++i) {
        all.emplace_back();
        if (rules->is_earlier(i)) continue;
        try {
            all.back() = std::make_unique<proof_stage::explorer>(*rules, i, limits);
            all.back()->explore(out.findings);
            out.complete = out.complete && all.back()->is_complete();
        } catch (const z3::exception&) {  // it cannot go on with this one
            out.findings.push_back(given_up(*rules, i));
            out.complete = false;
            all.back() = nullptr;
        }
    }
    proof_stage::find_conflicts(*rules, all, out.findings);
    sort(out.findings);
    return out;
}

}  // namespace reglament
