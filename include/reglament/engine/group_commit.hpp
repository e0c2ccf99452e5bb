// Group commit: many threads post, and what comes together is committed together.
#pragma once

#include <reglament/engine/durable_engine.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <future>
#include <memory>
#include <span>
#include <vector>

namespace reglament {

struct group_options {
    std::size_t most_events = 1'000;  ///< as many close a group; at least 1
    std::chrono::microseconds longest_wait{
        0};                              ///< for others, since the first of a group came, when nothing is being written
    std::size_t most_waiting = 100'000;  ///< who posts more waits until there is room; at least 1
};

/// One thread of its own takes what many post, a group at a time in the order it came. What comes while the store is
/// writing is the next group; one that is full is stepped meanwhile. So events that come one by one are committed one
/// by one, and those that come faster than the store writes are committed together. An answer is given when what it
/// says is durable.
class REGLAMENT_API group_commit {
public:
    /// Until the group commit is gone, `of` and its store are used by its thread alone.
    explicit group_commit(durable_engine& of, const group_options& options = {});
    group_commit(const group_commit&) = delete;
    group_commit& operator=(const group_commit&) = delete;
    /// What was posted is committed and answered first.
    ~group_commit();

    using answer = std::function<void(posted)>;

    /// Thread-safe, like all calls below. `then` is called once, in the thread of the group commit and under no lock;
    /// the next group waits for it. It may post in the same way; it must not throw, nor wait for an answer, nor call
    /// with_engine().
    void post(event e, answer then);
    [[nodiscard]] std::future<posted> post(event e);
    /// Waits for the answers: by event.
    [[nodiscard]] std::vector<posted> post(std::span<const event> events);

    /// Calls `use` in that thread once all that was posted before is durable, for whatever else is done with an engine:
    /// its outbox, the time, lists of tasks. Waits for it; what it throws is thrown here. It must not wait for an
    /// answer, and has to settle() what it begins.
    void with_engine(const std::function<void(durable_engine&)>& use);

private:
    struct impl;
    std::unique_ptr<impl> impl_;
};

}  // namespace reglament
