// Mutation: small slips put into regulations one at a time, to see whether some scenario notices.
#pragma once

#include <reglament/export.hpp>
#include <reglament/machine/rulebook.hpp>
#include <reglament/text/issue.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace reglament {

/// A slip that somebody might make.
struct mutant {
    enum class slip : std::uint8_t {
        comparison,  ///< turned round: `<` is `>=`
        row,         ///< a row of a decision table is gone
        deadline     ///< a period is twice as long
    };
    slip what = slip::comparison;
    regulation_index regulation = 0;
    place where;
    std::string before, after;  ///< the text there, as written and with the slip
    bool noticed = false;       ///< some scenario fails because of it
};

[[nodiscard]] REGLAMENT_API std::string_view to_string(mutant::slip s) noexcept;

/// Makes every slip there is room for, and runs the scenarios of that regulation with it until one fails. Slips that
/// the check refuses are no mutants. `told` hears of each as it is done, and of how many there are; it may be empty.
/// Empty when the rulebook was not read from texts.
[[nodiscard]] REGLAMENT_API std::vector<mutant> mutate(
    const std::shared_ptr<const rulebook>& rules,
    const std::function<void(std::size_t done, std::size_t all)>& told = {});

/// Those that nothing noticed, as notes at their places.
[[nodiscard]] REGLAMENT_API issues unnoticed(const std::vector<mutant>& all);

}  // namespace reglament
