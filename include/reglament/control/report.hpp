// Report: what a run over events came to, for people.
#pragma once

#include <reglament/control/figures.hpp>
#include <reglament/engine/engine.hpp>
#include <reglament/export.hpp>
#include <reglament/text/issue.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace reglament {

struct report_options {
    language lang = language::en;
    std::string title;
    std::string example_client;  ///< whose way is told; empty: the one with the most telling history
    std::size_t tasks_shown = 20;
    std::size_t starts_shown = 10;
};

/// For a terminal: what started for whom and why, tasks by role and due time, outcomes, one client's way.
[[nodiscard]] REGLAMENT_API std::string to_text(const engine& e, const figures& f, const report_options& options = {});

/// One self-contained HTML page: the same with each regulation's diagram and the counts on its arrows.
[[nodiscard]] REGLAMENT_API std::string to_html(const engine& e, const figures& f, const report_options& options = {});

/// One client's history in words, a line an entry.
[[nodiscard]] REGLAMENT_API std::string tell(const engine& e, std::string_view subject, language lang = language::en);

/// The same of a history that lies elsewhere (durable_engine::history), as client_file has it; with a `run` what
/// happened in that one alone. Empty: there was nothing.
[[nodiscard]] REGLAMENT_API std::string tell(const engine& e, std::string_view subject, std::span<const effect> history,
                                             language lang = language::en, std::uint32_t run = 0);

}  // namespace reglament
