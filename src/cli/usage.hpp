// Usage: how the command line is explained, and what is said when it is used wrongly.
#pragma once

#include "cli/command.hpp"

namespace reglament::cli {

/// The headings of --help in the language of the session; before anything is added to `app`.
void name_headings(CLI::App& app, const session& s);

/// Help or the version when they were asked for, else what is wrong with the arguments.
int tell_usage(const CLI::App& app, const CLI::ParseError& error, session& s);

}  // namespace reglament::cli
