// Condition: the text of a FEEL expression in a file, not yet parsed.
#pragma once

#include <reglament/text/source.hpp>

#include <string>

namespace reglament {

/// The text of a condition and where it stands. It is parsed and checked when the regulation is compiled.
struct condition {
    std::string text;
    span where{};
    bool verbatim = true;  ///< the text stands in the file letter for letter

    explicit operator bool() const noexcept { return !text.empty(); }
};

}  // namespace reglament
