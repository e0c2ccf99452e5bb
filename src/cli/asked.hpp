// Asked: what options name, looked up in an engine: clients, regulations, people, times.
#pragma once

#include "cli/command.hpp"

#include <reglament/engine/engine.hpp>

#include <optional>
#include <string>

namespace reglament::cli {

/// What runs or tasks are searched by; empty: by anything.
struct asked_names {
    std::string client, regulation, version, step, role, person, before;
};

/// Adds --client, --regulation, --version, --step, --role, --person and --due-before.
void add_names(CLI::App& command, asked_names& o, const session& s);

/// As the engine knows them: roles and people may be named by their titles. Nothing: one is unknown, and that was said.
std::optional<asked_names> known_names(const asked_names& o, const engine& e, session& s);

/// Nothing: it is none, and that was said.
std::optional<instant> moment(const std::string& text, const engine& e, session& s);

}  // namespace reglament::cli
