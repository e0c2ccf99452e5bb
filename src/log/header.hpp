// Header: which column of a delimited text is what, resolved once.
#pragma once

#include "feel/time_format.hpp"
#include "log/readers.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace reglament::log_detail {

inline constexpr std::size_t no_column = static_cast<std::size_t>(-1);

struct columns {
    char delimiter = ',';
    std::size_t count = 0;
    std::size_t type = no_column, subject = no_column, time = no_column, id = no_column, source = no_column;
    std::string constant_type;                              // when the type is no column
    std::optional<std::string> constant_source;             // given in quotation marks
    std::optional<feel::time_format> format;                // none: RFC 3339
    std::vector<std::pair<std::string, std::size_t>> data;  // attribute, column
    std::vector<std::string> names;                         // of all columns
};

/// Reads the header of `in`: finds the delimiter by which the mapped columns are there. Nothing, and issues, when one
/// is not.
std::optional<columns> read_header(const input& in, const mapping& wanted, std::size_t longest, issues& found);

}  // namespace reglament::log_detail
