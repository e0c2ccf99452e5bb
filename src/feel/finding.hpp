// Finding: an issue that knows its place in the expression only. Internal.
#pragma once

#include <reglament/text/source.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace reglament::feel {

struct finding {
    std::string_view code;
    span where;
    std::vector<std::string> arguments;
    std::string suggestion;
    bool forgiven = false;  ///< FEEL alone makes it null and goes on: a warning
};

}  // namespace reglament::feel
