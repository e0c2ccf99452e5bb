// Conformance as data. Internal.
#pragma once

#include <reglament/control/conformance.hpp>
#include <reglament/feel/value.hpp>

namespace reglament {

[[nodiscard]] feel::context context_of(const conformance_figures& f, const conformance& of);

}  // namespace reglament
