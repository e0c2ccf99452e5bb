// The parts of the catalogue, one a stage, each in the order of its codes.
#pragma once

#include <reglament/text/catalogue.hpp>

#include <span>

namespace reglament::catalogue_tables {

using table = std::span<const catalogue_entry>;

table yaml() noexcept;         // what the line scan and the YAML reader find
table regulation() noexcept;   // what is wrong with a vocabulary or a regulation as written
table calendar() noexcept;     // calendars, and files of holidays
table people() noexcept;       // people, and who of them gets a task
table feel() noexcept;         // conditions, when loaded and when evaluated
table machine() noexcept;      // references and flow, when compiled
table engine() noexcept;       // events and tasks that are refused
table log() noexcept;          // files of events
table scenario() noexcept;     // scenarios, as written and as they ran
table script() noexcept;       // scripts and questionnaires, as written
table store() noexcept;        // what an engine is kept in
table conformance() noexcept;  // logs of cases compared with regulations
table pay() noexcept;          // statements, and what they come to
table proof() noexcept;        // what is proved of regulations before they run
table training() noexcept;     // drills, and files of their results
table versions() noexcept;     // versions of regulations, pilots and migrations

}  // namespace reglament::catalogue_tables
