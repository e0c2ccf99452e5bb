// What is wrong with the words of a period.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace reglament {

struct wrong_unit {
    std::string word;
    std::string meant;   ///< the nearest unit
    std::string mended;  ///< the whole period with that unit
    bool alike = false;  ///< only letters of another alphabet are wrong
};

/// The word of a period of one number and one unit that is nearly a unit; nothing when that is not what is wrong.
[[nodiscard]] std::optional<wrong_unit> find_wrong_unit(std::string_view text);

}  // namespace reglament
