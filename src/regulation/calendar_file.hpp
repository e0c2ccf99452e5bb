// Calendar file: times with what is to be done then, as calendar programs read them (RFC 5545).
#pragma once

#include <reglament/regulation/period.hpp>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace reglament {

struct calendar_entry {
    std::string id;  ///< the same whenever it is written again, so that a program takes it for the same
    std::string summary, description;
    std::vector<std::string> categories;
    instant at{};
    bool whole_day = false;  ///< the day of `at`, in the zone given
};

/// `written`: when the file was made. Control characters of texts are left out.
[[nodiscard]] std::string write_calendar(std::string_view title, std::span<const calendar_entry> entries,
                                         instant written, const feel::zone& zone);

}  // namespace reglament
