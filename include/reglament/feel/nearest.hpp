// Nearest: which other values of its names would have given a condition another outcome. Found by trying.
#pragma once

#include <reglament/export.hpp>
#include <reglament/feel/expression.hpp>

#include <cstddef>
#include <functional>
#include <string_view>
#include <vector>

namespace reglament::feel {

/// A name's value that would have to be another one.
struct slot_change {
    slot where;
    /// Values of which any will do: of a number, a date … the nearest one that was found; of a text with few values, of
    /// true and false, all of them. A null: it would have to be unknown.
    std::vector<value> to;
};

struct nearest_options {
    truth wanted = truth::yes;  ///< yes or no
    /// The declared type of a name, whose values are tried if it is an enumeration; null: not known.
    std::function<const type*(slot)> type_of{};
    std::size_t most_tries = 50'000;  ///< evaluations
};

struct nearest_changes {
    std::vector<std::vector<slot_change>> sets;  ///< each would do by itself; all of the smallest size there is: one
                                                 ///< name, or two
    std::size_t tried = 0;                       ///< evaluations
    bool all_tried = true;                       ///< false: there were more than `most_tries`
};

/// The smallest changes of names that give the condition the wanted outcome, each of them tried on the program itself.
/// What is tried: the constants of the text, the values of its parts and of other names, each also a step above and
/// below, and what would make up for the distance between two sides of a comparison. So what is told is true; that
/// nothing is told does not prove that there is nothing. None when the outcome is the wanted one already.
/// `text` is what was compiled.
[[nodiscard]] REGLAMENT_API nearest_changes find_nearest(const program& p, std::string_view text, const frame& f,
                                                         const nearest_options& how = {});

}  // namespace reglament::feel
