// The part of `reglament control` that compares a log of cases with a regulation.
#pragma once

#include "cli/command.hpp"

#include <reglament/control/conformance.hpp>

#include <string>
#include <vector>

namespace reglament::cli {

struct control_log_options {
    std::vector<std::string> paths;
    std::string log, regulation, mapping, zone, open_since, csv, xes, html, by, feedback_csv;
    std::size_t budget = conformance_options{}.budget;
    bool json = false, feedback = false;
    std::string bad;  // tell, which empty is too, or skip
};

/// --log, and all that goes with it alone.
void add_log_options(CLI::App& command, control_log_options& o, const session& s);

void control_of_log(const control_log_options& o, session& s);

}  // namespace reglament::cli
