// Backfill: facts that were added while clients were known already, counted from history.
#pragma once

#include <reglament/engine/event.hpp>
#include <reglament/export.hpp>
#include <reglament/text/issue.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace reglament {

class engine;

/// All events that an engine took in from its first day to now, as gathered facts see them. Not thread-safe; apart from
/// the engine, which may be used meanwhile.
class REGLAMENT_API history_count {
public:
    explicit history_count(const engine& of);
    history_count(history_count&&) noexcept;
    history_count& operator=(history_count&&) noexcept;
    ~history_count();

    /// The next event, in the order in which they were posted; those that regulations told among them, where facts
    /// count such. Repeated ones count once.
    void add(const event& e);

private:
    friend class engine;
    struct impl;
    std::unique_ptr<impl> impl_;
};

struct backfill_report {
    std::uint64_t events = 0;        ///< that were given
    std::uint64_t counted = 0;       ///< that fitted; the others were rejected, or repeated
    std::uint64_t clients = 0;       ///< whose facts count from the beginning now
    std::vector<std::string> facts;  ///< which
    issues found;                    ///< clients whose history has gaps: theirs count as before
};

}  // namespace reglament
