// What the commands of `admin` share.
#pragma once

#include "cli/asked.hpp"
#include "cli/command.hpp"

#include <reglament/engine/durable_engine.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace reglament::cli {

struct admin_options {
    std::string store, to_store;
    asked_names named;
    std::string state, before;
    std::uint32_t run = 0;  // of the client's; 0: all
    std::string reason, actor, to, at;
    std::size_t at_most = SIZE_MAX, a_commit = 1'000;
    std::uint32_t pause = 0;  // between two commits, in milliseconds
    std::vector<std::uint64_t> retry, drop;
    std::string partition;
    bool dry_run = false, json = false, all = false;
};

/// A store that is opened for one command.
class opened_store {
public:
    opened_store(const admin_options& o, session& s);

    explicit operator bool() const noexcept { return kept != nullptr; }

    /// False, and why in words, when it is not good.
    bool good(bool done, const issues& found);

    std::shared_ptr<store> in;
    std::unique_ptr<durable_engine> kept;

private:
    session& session_;
};

/// To the minute; of no time a dash.
std::string shown_time(instant when, const engine& e);
/// Who says so, and why: --actor, --reason.
void add_saying(CLI::App& command, admin_options& o, const session& s);

/// Adds the commands about runs: runs, pause, resume, cancel, jump.
void add_run_commands(CLI::App& admin, const std::shared_ptr<admin_options>& o, session& s);
/// Those about what waits for somebody to look at it: aside, refused, hosts.
void add_queue_commands(CLI::App& admin, const std::shared_ptr<admin_options>& o, session& s);

}  // namespace reglament::cli
