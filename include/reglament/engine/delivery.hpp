// Delivery: effects handed to the host by a call, in their order, again after a pause when that failed, and set aside
// when it keeps failing.
#pragma once

#include <reglament/engine/durable_engine.hpp>
#include <reglament/engine/metrics.hpp>
#include <reglament/export.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace reglament {

struct delivery_options {
    std::chrono::milliseconds pause{1'000};  ///< before the second attempt; doubled before each further one
    std::chrono::milliseconds longest_pause{300'000};
    std::uint32_t attempts = 10;  ///< in all; then it is set aside, and its subject goes on
};

/// Of one durable engine, instead of outbox() and taken(). How far it is lies in the engine's store, so that it goes on
/// after a crash; what was handed over just before may come again, with the same number and sequence. Not thread-safe;
/// starts no thread: the host calls work() when next_due() says so, and after posting.
class REGLAMENT_API delivery {
public:
    /// Carries out an effect. Empty: it is done; else why not. It must not call the engine.
    using handler = std::function<std::string(const sent_effect& e)>;

    /// Null: what was kept cannot be read. Without a handler there is due() and tell(), but no work(). REQUIRES: the
    /// engine outlives it.
    [[nodiscard]] static std::unique_ptr<delivery> open(durable_engine& of, handler to, const delivery_options& options,
                                                        issues& found);
    delivery(const delivery&) = delete;
    delivery& operator=(const delivery&) = delete;
    ~delivery();

    /// Hands over what is due at `now`, at most so many effects. One that failed holds back what is told of its subject
    /// later, and nothing else. Gives how many were done; nothing: the store failed, and they will come again.
    [[nodiscard]] std::optional<std::size_t> work(instant now, std::size_t at_most, issues& found);

    /// The same in two steps, for hosts that carry effects out while others use the engine: what is due, in its order,
    /// at most so many; then what came of them. Of a subject one of whose effects failed those behind it are to be left
    /// untold: they come again. Nothing, and false: the store failed.
    [[nodiscard]] std::optional<std::vector<sent_effect>> due(instant now, std::size_t at_most, issues& found);
    struct outcome {
        std::uint64_t number = 0;  ///< of sent_effect
        std::string why;           ///< it failed; empty: it is done
    };
    [[nodiscard]] bool tell(const std::vector<outcome>& what, instant now, issues& found);

    /// When work() has something to try again; nothing: not before something new is told.
    [[nodiscard]] std::optional<instant> next_due() const;

    /// Effects that were tried so often in vain, the oldest first.
    struct set_aside {
        std::uint64_t number = 0;  ///< of sent_effect
        std::string subject;
        std::uint64_t sequence = 0;
        std::string why;  ///< the last time
    };
    [[nodiscard]] const std::vector<set_aside>& aside() const noexcept;
    /// It is tried again by the next work(), once: false when there is none of that number.
    bool retry(std::uint64_t number);
    /// It is forgotten, by the next work().
    bool drop(std::uint64_t number);
    /// Commits what these two have changed, should somebody else do that work. False: the store failed.
    [[nodiscard]] bool save(issues& found);

    [[nodiscard]] delivery_metrics metrics() const noexcept;

private:
    struct impl;
    explicit delivery(std::unique_ptr<impl> made);
    std::unique_ptr<impl> impl_;
};

}  // namespace reglament
