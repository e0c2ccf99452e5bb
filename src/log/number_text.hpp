// Number text: numbers as offices write them, "1 200,50".
#pragma once

#include <reglament/feel/number.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace reglament::log_detail {

struct number_text {
    std::optional<feel::number> is;
    std::string suggestion;  ///< when it is none: how it may have been meant
};

/// Blanks may stand between thousands; with `decimal_comma` a comma for the point. "1,200" may be either, and is
/// refused.
number_text read_number(std::string_view text, bool decimal_comma);

}  // namespace reglament::log_detail
