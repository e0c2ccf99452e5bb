// Assumed: what is put where nobody has answered yet.
#pragma once

#include <reglament/feel/type.hpp>
#include <reglament/regulation/period.hpp>

namespace reglament {

/// A value of the type, the same whenever it is asked for: the first of an enumeration, yes, zero, the day, nothing in
/// a text or list.
[[nodiscard]] feel::value assumed_value(const feel::type& t, instant at, const feel::zone& zone);

}  // namespace reglament
