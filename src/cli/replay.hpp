// Replay: events of files run through an engine, for the commands that need it.
#pragma once

#include "cli/command.hpp"

#include <reglament/control/explain.hpp>
#include <reglament/control/figures.hpp>
#include <reglament/engine/engine.hpp>
#include <reglament/log/event_log.hpp>

#include <optional>
#include <string>
#include <vector>

namespace reglament::cli {

struct replay_options {
    std::vector<std::string> paths, events;
    std::string paths_name = "PATH";  // what the command calls them
    std::string until, mapping, zone;
    std::string until_name = "--until";  // what the command calls it
    std::string bad;                     // tell, which empty is too, skip, or stop
    std::string store;                   // where clients are kept; empty: nowhere
    bool keeps = false;                  // events are run into the store; else it is looked at alone
    bool asks_back = false;              // a store that is looked at is asked about `until`
    std::size_t commit_every = 1'000;    // events
    bool segments = true;                // are computed as their schedules say
    bool plans = false;  // of the events those before a time are run, and time stands still behind the last
    std::string before;  // that time
    start_witness* watches = nullptr;  // what is run is run through it
};

/// Files of events, or a store.
void add_event_options(CLI::App& command, replay_options& o, const session& s);
/// The same, and the regulations, unless a store has them.
void add_replay_options(CLI::App& command, replay_options& o, const session& s);
/// Without files of events the clients of a store are looked at, under its rules.
bool looks_only(const replay_options& o);
/// Options that mean nothing where a store is named and no file of events: reported, and true.
bool speaks_of_files(const replay_options& o, session& s);

/// Events that are read and not run yet.
struct read_events {
    std::shared_ptr<const rulebook> rules;
    event_log log;
};
/// As replay() reads them, from files. Nothing when it could not be done.
std::optional<read_events> read_log(const replay_options& o, session& s);
/// The same under rules that are known already. REQUIRES: `o` names files of events, and neither PATH nor a store.
std::optional<read_events> read_log(const replay_options& o, std::shared_ptr<const rulebook> rules, session& s);

struct replayed {
    std::shared_ptr<const rulebook> rules;
    reglament::engine engine;
    event_figures counts;
    std::optional<event_log> log;  // what was run, unless by other rules than those in force
};

/// Nothing when it could not be done or was stopped: `s.status` says why, and standard error in words.
std::optional<replayed> replay(const replay_options& o, session& s);

}  // namespace reglament::cli
