// Unknown: what to say of a name nobody declared. Internal; only errors come here, so it need not be fast.
#pragma once

#include "feel/ast.hpp"
#include "feel/check.hpp"
#include "feel/finding.hpp"
#include "feel/scope.hpp"

namespace reglament::feel {

/// `hint`: the type of what the name is compared with; it may be a value without its quotes.
[[nodiscard]] finding unknown_name(const unknown_path& path, std::string_view text, const scope_data& names,
                                   const std::vector<std::string>& bound, const static_type& hint);

[[nodiscard]] finding unknown_member(span member, std::string_view text, const scope_data& names, std::uint32_t owner);

[[nodiscard]] finding unknown_function_name(span name, std::string_view text);

/// A string that is none of an enumeration's values.
[[nodiscard]] finding unknown_value(span where, std::string_view found, const type& enumeration);

}  // namespace reglament::feel
