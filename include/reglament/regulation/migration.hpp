// Migration: how runs of earlier versions of a regulation go on by its current one, as its author wrote it.
#pragma once

#include <reglament/text/source.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace reglament {

struct migration {
    located<std::string> regulation;
    std::vector<located<std::string>> from;  ///< versions
    /// Steps by their ids, old and new; answers as `step.field`. What is not named keeps its name.
    std::vector<std::pair<located<std::string>, located<std::string>>> map;
    /// What becomes of a run that rests in a step that the new version has not.
    enum class removed_rule : std::uint8_t {
        stay,    ///< it stays in its version, and is reported
        skip,    ///< it goes on with the step that followed, when that is there
        jump,    ///< it goes to the step `to`
        cancel,  ///< it ends, and what is open in it is cancelled
    };
    removed_rule removed = removed_rule::stay;
    located<std::string> to;
    bool recompute_deadlines = false;  ///< due times by the new version, from when the step was begun; else as they are
    std::shared_ptr<const source> file;
    bool sound = true;  ///< all of it could be read
};

}  // namespace reglament
