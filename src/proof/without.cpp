// Built without the solver.
#include <reglament/proof/generate.hpp>
#include <reglament/proof/prove.hpp>

namespace reglament {

bool can_prove() noexcept {
    return false;
}

proof prove(const std::shared_ptr<const rulebook>&, const proof_limits&) {
    return {{}, false};
}

generated_scenarios generate_scenarios(const std::shared_ptr<const rulebook>&, const proof_limits&) {
    return {{}, 0, 0, false};
}

}  // namespace reglament
