// The words of a period: those it was written in, and what is wrong with them.
#pragma once

#include <reglament/regulation/period.hpp>
#include <reglament/text/source.hpp>

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

/// A period in the units it was written in, "2 weeks" and not "14 days"; as it stands in the file when that is in
/// `lang`.
[[nodiscard]] std::string to_string_as_written(const located<period>& p, const source& file, language lang);

/// The word of a period of one number and one unit that is nearly a unit; nothing when that is not what is wrong.
[[nodiscard]] std::optional<wrong_unit> find_wrong_unit(std::string_view text);

}  // namespace reglament
