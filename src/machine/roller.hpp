// Roller: what a record adds to facts of other ones, and what other ones add to its.
#pragma once

#include "machine/codec.hpp"
#include "machine/runner.hpp"

#include <reglament/machine/rulebook.hpp>
#include <reglament/machine/state.hpp>
#include <reglament/machine/step.hpp>

namespace reglament {

/// Tells what has changed since it was told last.
void tell_rolls(const rulebook& rules, record& r, step_output& out);

/// Takes back all that a record had added: it is one with another now.
void take_back_rolls(const record& r, step_output& out);

/// REQUIRES: the fact is one of the record.
void take_roll(const rulebook& rules, record& r, const rolled_change& what, runner& by);

void write_rolls(byte_writer& out, const rulebook& rules, const record& r);

/// What was added to a fact that is gathered in another way now is forgotten: it is told anew. False when the bytes are
/// damaged.
[[nodiscard]] bool read_rolls(byte_reader& in, const rulebook& rules, record& into);

}  // namespace reglament
