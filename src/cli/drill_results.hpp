// Drill results: the file of repetitions, for the commands that write and read it.
#pragma once

#include "cli/command.hpp"

#include <reglament/control/training.hpp>

#include <optional>
#include <string>
#include <vector>

namespace reglament::cli {

/// Those of a file, bad lines told on standard error; none when there is no file yet and `must_be` is off. Nothing: it
/// cannot be read, `s.status` says why.
std::optional<std::vector<drill_record>> read_results(const std::string& path, bool must_be, session& s);

/// Puts one more at its end; false: `s.status` says why.
bool append_result(const std::string& path, const drill_record& r, session& s);

/// Whether a role has something to do in a regulation.
bool has_tasks(const rulebook& rules, regulation_index which, std::uint16_t role);

}  // namespace reglament::cli
