// Gathered codec: what a record keeps of events behind its facts, as bytes under the names of the facts.
#pragma once

#include "machine/codec.hpp"

#include <reglament/machine/rulebook.hpp>
#include <reglament/machine/state.hpp>

#include <span>

namespace reglament {

void write_gathered(byte_writer& out, const rulebook& rules, const record& r);

/// REQUIRES: facts, parts and `seen` of the record are there. `places`: of each part that was written, where it is now.
/// A fact that is gathered in another way than when the record was written begins anew, as known since then.
/// False when the bytes are damaged.
[[nodiscard]] bool read_gathered(byte_reader& in, const rulebook& rules, record& into,
                                 std::span<const part_index> places);

/// Facts that are gathered begin anew: nothing of them was written.
void begin_gathered(const rulebook& rules, record& r);

}  // namespace reglament
