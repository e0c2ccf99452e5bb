// Fill: a pattern of the catalogue with an issue's arguments in their places.
#pragma once

#include <reglament/text/issue.hpp>

#include <string>
#include <string_view>

namespace reglament {

std::string fill(std::string_view pattern, const issue& i);

}  // namespace reglament
