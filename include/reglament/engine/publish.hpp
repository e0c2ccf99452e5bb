// Publish: what becomes of an engine's clients when its rules are changed.
#pragma once

#include <reglament/export.hpp>
#include <reglament/machine/versions.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace reglament {

struct publish_options {
    bool dry_run = false;  ///< only tell what would become of them; nothing is changed
    /// Who publishes, and why: told to the policy, and kept by a durable engine (engine/audit.hpp).
    std::string actor{}, reason{};
};

/// What became of every run in an earlier version; what became of none is not in it.
struct publish_report {
    bool published = false;                 ///< off: nothing was changed, `found` says why; or it was a dry run
    issues found;                           ///< an error: it cannot be published
    std::shared_ptr<const rulebook> rules;  ///< the new ones with the earlier versions left, which `runs` speak of

    struct moved_run {
        std::string client;
        run_move what;
    };
    std::vector<moved_run> runs;  ///< by client in the order first seen, then by run

    struct lost_of_client {
        std::string client;
        lost_part what;
    };
    std::vector<lost_of_client> lost;  ///< what could not be taken over, beside runs
    std::uint64_t started = 0;         ///< runs of clients who were in the situation already
    std::uint64_t ignored = 0;         ///< such situations that started nothing
    std::uint64_t due_moved = 0;       ///< deadlines that were counted anew, because a calendar has changed
};

}  // namespace reglament
