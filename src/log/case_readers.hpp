// Case readers: the forms of logs of cases.
#pragma once

#include "log/byte_stream.hpp"

#include <reglament/log/case_log.hpp>

#include <string>

namespace reglament::log_detail {

/// A log being read: its beginning has been looked at.
struct case_input {
    byte_stream& bytes;
    std::string head;  // read already
    std::string name;  // as issues call it
    const case_log_options& how;
    const case_sink& sink;
    case_log_summary& told;
    issues& found;
};

bool read_xes(case_input& in);
bool read_case_table(case_input& in);
bool read_case_lines(case_input& in);

/// Notes what cannot be read of a line.
void add_bad(case_log_summary& told, std::uint64_t line, std::string_view code, std::vector<std::string> arguments);
void add_bad(case_log_summary& told, bad_line what);

/// Counts what is odd about a case, and hands it over.
void hand_over(case_input& in, const observed_case& c);

}  // namespace reglament::log_detail
