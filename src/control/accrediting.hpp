// Accrediting: the same as accreditation_of, of records that were found already.
#pragma once

#include <reglament/control/training.hpp>

#include <cstdint>
#include <span>

namespace reglament {

/// `theirs`: of one person in one role of one regulation, in the order of time. `now`: steps_of that role.
[[nodiscard]] accreditation accredit(const regulation& of, step_hashes now, std::span<const drill_record* const> theirs,
                                     std::uint32_t needed);

}  // namespace reglament
