// Host: one of several programs that share the work of many clients. Each partition of them is a store with a durable
// engine of its own, which one host at a time works on.
#pragma once

#include <reglament/engine/durable_engine.hpp>
#include <reglament/engine/metrics.hpp>
#include <reglament/export.hpp>
#include <reglament/store/directory.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace reglament {

struct host_options {
    std::string name;                     ///< of this host; no two that are there at the same time may have the same
    std::vector<std::string> partitions;  ///< the same for all hosts; [a-z0-9_]
    /// Whose an event is: one of `partitions`, the same at every host. What shares a record, a line or a turn belongs
    /// into one of them: a department with its people and segments. See by_hash() for regulations that know clients
    /// alone.
    std::function<std::string(const event&)> partition_of;
    /// The store of a partition.
    std::function<std::shared_ptr<store>(const std::string& partition, issues& found)> store_of;
    /// The rules of a partition, asked when it is taken; none: those given to join(). Tenants of one program, each a
    /// partition, may have their own so. Null: the partition is under those that its store keeps.
    std::function<std::shared_ptr<const rulebook>(const std::string& partition)> rules_of{};
    std::chrono::milliseconds lease{10'000};  ///< how long a host that says nothing keeps its partitions
    durable_options engine{};
};

/// What became of an event that was given to a host.
struct routed {
    std::string partition;
    bool queued = false;  ///< it is durable in the intake, for whoever has the partition; else `answer` tells
    posted answer{};
};

/// Clients to look at, for lists of tasks and the like; their histories are left out.
struct partition_view {
    reglament::engine clients;
    commit_number as_of = 0;
};
/// The clients of a store, whoever writes to it. It takes as long as opening the store.
[[nodiscard]] REGLAMENT_API std::optional<partition_view> view_of(const std::shared_ptr<store>& in, issues& found);

/// Not thread-safe: one thread at a time. Starts no thread: the program calls tend() several times a lease, and work()
/// as often as events of others may wait. What is answered is durable, as with a durable engine; a host that has lost a
/// partition without knowing it (it hung, it was cut off) is refused by the store, and hurts nobody.
class REGLAMENT_API host {
public:
    /// Null: the options are wrong, or the directory fails; `found` says so.
    [[nodiscard]] static std::unique_ptr<host> join(std::shared_ptr<directory> in,
                                                    std::shared_ptr<const rulebook> rules, host_options options,
                                                    issues& found);
    host(const host&) = delete;
    host& operator=(const host&) = delete;
    /// What it has runs out by itself; leave() is quicker.
    ~host();

    /// Says that it is there, takes partitions that nobody has, and gives up those beyond its share: all of them,
    /// divided by the hosts that are there, rounded up. False: something failed; what it has it goes on with.
    bool tend(issues& found);

    /// Those it works on, by name.
    [[nodiscard]] std::vector<std::string> partitions() const;
    /// The engine of one: for advance(), the outbox, tasks … Null: it is not this host's. Valid until the next call of
    /// tend(), post() or work().
    [[nodiscard]] durable_engine* engine_of(std::string_view partition);

    /// Whose an event is: for a program that puts it into the intake by itself.
    [[nodiscard]] std::string partition_of(const event& e) const;

    /// Events of partitions it has are stepped, one commit for each; others are put into the intake. An event is posted
    /// again at no risk when it has an id.
    [[nodiscard]] std::vector<routed> post(std::span<const event> events);

    /// Steps what waits in the intake of its partitions, at most so many of each, in their order. What is rejected
    /// stays there, see refused(). Gives how many were taken.
    std::size_t work(std::size_t at_most, issues& found);

    /// What waits in a partition's intake because it was rejected: with the reason. retry() lets it wait as any other;
    /// drop() forgets it.
    struct refused_event {
        std::uint64_t number = 0;
        event what;
        std::string why;
    };
    [[nodiscard]] bool refused(std::string_view partition, std::vector<refused_event>& all, issues& found);
    [[nodiscard]] bool retry(std::uint64_t number, issues& found);
    [[nodiscard]] bool drop(std::uint64_t number, issues& found);

    /// The clients of any partition, whoever works on it, as its store has them at the moment (see view_of). `behind`
    /// tells later by how many commits that is behind. Nothing: something failed, or nobody has had it yet.
    [[nodiscard]] std::optional<partition_view> look(std::string_view partition, issues& found);
    [[nodiscard]] std::optional<commit_number> behind(std::string_view partition, commit_number as_of, issues& found);

    /// Counters of this host, and how all partitions stand. Nothing: the directory failed.
    [[nodiscard]] std::optional<host_metrics> metrics(issues& found);

    /// Folds and gives up everything.
    bool leave(issues& found);

private:
    struct impl;
    explicit host(std::unique_ptr<impl> made);
    std::unique_ptr<impl> impl_;
};

/// Partitions "0" to "count - 1" by the subject's key.
[[nodiscard]] REGLAMENT_API std::vector<std::string> numbered_partitions(std::size_t count);
[[nodiscard]] REGLAMENT_API std::function<std::string(const event&)> by_hash(std::size_t count);

/// The event that waits in an intake; nothing: its bytes are damaged.
[[nodiscard]] REGLAMENT_API std::optional<event> event_of(const waiting_event& w);

/// Where the store of a partition lies, as open_store takes it: of a server tables of their own, by a longer prefix; of
/// a file one beside it.
[[nodiscard]] REGLAMENT_API std::string partition_place(std::string_view where, std::string_view partition);

}  // namespace reglament
