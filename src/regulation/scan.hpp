// Scan: YAML's traps, found line by line before the YAML library sees the text.
#pragma once

#include "regulation/mended_text.hpp"

#include <reglament/regulation/read.hpp>
#include <reglament/text/issue.hpp>

#include <memory>
#include <vector>

namespace reglament::yaml {

/// What the scan makes of a file.
struct scanned {
    /// One document between `---` lines.
    struct document {
        span part;
        bool damaged = false;  ///< what it means is not certain: nothing should be said about what is missing
    };
    std::vector<document> documents;  ///< those with content
    std::vector<edit> edits;          ///< to read the text as it was meant
};

/// Looks for what YAML would misunderstand, refuse or drop, and reports it with the corrected line. A text that is not
/// to be given to the library at all (no UTF-8, beyond the limits) gives no documents.
[[nodiscard]] scanned scan(const std::shared_ptr<const source>& file, const read_limits& limits, issues& found);

}  // namespace reglament::yaml
