// Type text: types as FEEL writes them.
#pragma once

#include <reglament/feel/type.hpp>

#include <string>

namespace reglament::python {

/// "number", "list<string>", "context<a: number>": what feel::parse_type reads.
std::string type_text(const feel::type& t);

}  // namespace reglament::python
