// What stands for nobody where a person is named.
#pragma once

#include <string_view>

namespace reglament {

[[nodiscard]] inline bool is_nobody(std::string_view name) noexcept {
    return name == "nobody" || name == "никого" || name == "никто";
}

}  // namespace reglament
