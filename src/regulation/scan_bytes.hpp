// Whether the bytes of a file are a text of sensible size at all.
#pragma once

#include <reglament/regulation/read.hpp>
#include <reglament/text/issue.hpp>

#include <memory>

namespace reglament::yaml {

/// Reports a text that is too large, has too long a line, is binary or no UTF-8. False when it cannot be read on.
[[nodiscard]] bool check_bytes(const std::shared_ptr<const source>& file, const read_limits& limits, issues& found);

}  // namespace reglament::yaml
