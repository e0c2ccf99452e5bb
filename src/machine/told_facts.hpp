// Told facts: since when, and by which revision, a record knows the host's facts.
#pragma once

#include "machine/codec.hpp"

#include <reglament/machine/rulebook.hpp>
#include <reglament/machine/state.hpp>

#include <span>

namespace reglament {

/// Null: it was never told, or need not be remembered.
[[nodiscard]] const told_fact* find_told(const record& r, std::uint16_t fact, part_index part) noexcept;

/// The same; begun, when there is none.
[[nodiscard]] told_fact& need_told(record& r, std::uint16_t fact, part_index part);

void write_told(byte_writer& out, const rulebook& rules, const record& r);

/// What is no host's fact any more is left out. `places`: of each part that was written, where it is now. False when
/// the bytes are damaged.
[[nodiscard]] bool read_told(byte_reader& in, const rulebook& rules, record& into, std::span<const part_index> places);

/// Of `from` what belongs to facts that `into` has from there now: its own facts without their revision, because
/// revisions of two subjects cannot be compared; parts that only `from` had with theirs. `fresh`: from which part of
/// `into` on they are such.
void merge_told(const rulebook& rules, const record& from, record& into, std::span<const part_index> places,
                std::size_t fresh);

}  // namespace reglament
