// The step of the one record that keeps who has which task.
#pragma once

#include <reglament/machine/step.hpp>

namespace reglament {

/// `e` is one of person_asked and person_released, `e.by` says of which task; or people_changed.
void step_desk(const rulebook& rules, record& r, const signal& e, instant now, step_output& out);

/// Tasks that wait are looked at again, each when somebody is there for it.
void wake_desk(const rulebook& rules, record& r, instant now, step_output& out);

}  // namespace reglament
