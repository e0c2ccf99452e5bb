// Directory: which host works on which part of the clients, and what waits for whoever does. Hosts that share a
// database share one (engine/host.hpp).
#pragma once

#include <reglament/export.hpp>
#include <reglament/feel/temporal.hpp>
#include <reglament/store/store.hpp>
#include <reglament/text/issue.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace reglament {

/// Whose a partition is, until when it is said anew. Every change of hands has an epoch of its own.
struct partition_lease {
    std::string partition, host;
    std::uint64_t epoch = 0;
    bool valid = false;  ///< off: it ran out, or was given up
};

/// A host, and which of those that ever came under its name.
struct host_name {
    std::string name;
    std::uint64_t instance = 0;
};

/// A partition, and what waits for it.
struct partition_state {
    partition_lease lease;      ///< of one that nobody has had yet: epoch 0
    std::uint64_t waiting = 0;  ///< events in its intake
    std::uint64_t refused = 0;
};

/// An event that waits in the intake of a partition, as bytes: those of a host, or JSON by CloudEvents' names, which a
/// program may have put there in a transaction of its own.
struct waiting_event {
    std::uint64_t number = 0;  ///< in the order they were put
    std::string partition;
    std::string bytes;
    std::string refused;  ///< why it was; empty: it was not looked at yet
};

/// Time is that of the directory, the same for all hosts. Not thread-safe: one thread at a time. False: it failed, and
/// `found` says how; nothing is changed then.
class REGLAMENT_API directory {
public:
    directory() = default;
    directory(const directory&) = delete;
    directory& operator=(const directory&) = delete;
    virtual ~directory();

    [[nodiscard]] virtual std::string name() const = 0;

    /// A host is there for so long. Its instance is 0 when it comes, and is given a number then; who came before under
    /// that name is told by "host-name-taken" from then on, and whatever else it asks for changes nothing. `hosts`: all
    /// that are there, by name.
    [[nodiscard]] virtual bool be_there(host_name& host, std::chrono::milliseconds lease,
                                        std::vector<std::string>& hosts, issues& found) = 0;

    /// The leases of a host that have not run out are its for so long from now; `all` that were ever given, by
    /// partition.
    [[nodiscard]] virtual bool renew(const host_name& host, std::chrono::milliseconds lease,
                                     std::vector<partition_lease>& all, issues& found) = 0;

    /// A partition that nobody has, or one of its name, is the host's. `epoch`: of that; nothing: somebody has it.
    [[nodiscard]] virtual bool claim(std::string_view partition, const host_name& host, std::chrono::milliseconds lease,
                                     std::optional<std::uint64_t>& epoch, issues& found) = 0;

    /// A partition is nobody's from now on, if it is the host's.
    [[nodiscard]] virtual bool give_up(std::string_view partition, const host_name& host, issues& found) = 0;

    /// The host is not there any more, and has nothing.
    [[nodiscard]] virtual bool leave(const host_name& host, issues& found) = 0;

    /// Puts events into the intake, all of them or none.
    [[nodiscard]] virtual bool put(std::span<const waiting_event> events, issues& found) = 0;

    /// What waits for a partition and was not refused, the oldest first; or what was.
    [[nodiscard]] virtual bool waiting(std::string_view partition, bool refused, std::size_t at_most,
                                       std::vector<waiting_event>& events, issues& found) = 0;

    /// Those that were ever had, or for which anything waits, by name; and the hosts that are there.
    [[nodiscard]] virtual bool look(std::vector<partition_state>& partitions, std::vector<std::string>& hosts,
                                    issues& found) = 0;

    /// What was taken is forgotten; what was refused stays, with the reason, until somebody looks at it. An empty
    /// reason: it waits again.
    [[nodiscard]] virtual bool settle(std::span<const std::uint64_t> taken, std::span<const waiting_event> refused,
                                      issues& found) = 0;
};

/// In the tables `host`, `lease`, `intake` and `directory` of a database of PostgreSQL, named as open_store takes it;
/// they are made when they are not there, and brought up to date when they are of an earlier version. Null: it could
/// not be opened, or is of a newer version.
[[nodiscard]] REGLAMENT_API std::shared_ptr<directory> open_directory(std::string_view where, issues& found,
                                                                      store_use use = store_use::keep);

/// One that lives in memory, for tests and simulations; `clock` tells its time.
[[nodiscard]] REGLAMENT_API std::shared_ptr<directory> memory_directory(std::function<instant()> clock);

}  // namespace reglament
