// Reads one document into a script or a questionnaire, and takes them into the tasks that name them.
#pragma once

#include "regulation/section_reader.hpp"

#include <reglament/regulation/script.hpp>

namespace reglament {

/// A script as far as it can be read, `sound` when it can be played. REQUIRES: the root is a mapping.
[[nodiscard]] std::shared_ptr<const script> read_script(const yaml::tree& tree, bool questionnaire,
                                                        const std::shared_ptr<const source>& file, issues& found);

/// Reports what is wrong with where a script's lines lead. REQUIRES: all that is written of it could be read.
void check_script(const script& of, issues& found);

/// Gives each task the document it goes by, with its fields before the task's own. Reports names that are unknown,
/// given twice, or used by nobody.
void attach_scripts(documents& all, issues& found);

}  // namespace reglament
