// Durable engine: an engine whose clients outlive it. What it answers is in the store.
#pragma once

#include <reglament/engine/audit.hpp>
#include <reglament/engine/engine.hpp>
#include <reglament/store/store.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace reglament {

struct durable_options {
    engine_options engine{};
    bool keep_history = true;  ///< off: entries that neither recovery nor the outbox needs are dropped
    std::string actor{};       ///< who opens it: rules that are published by that are published by them
};

/// An effect for the host to carry out. (store, subject, effect.sequence) is its stable key: it may come twice, after a
/// crash before taken(), and is the same then.
struct sent_effect {
    std::uint64_t number = 0;  ///< of all that were ever sent, from 1, in the order they came about
    std::string subject;
    reglament::effect effect;
};

/// Runs a rulebook over events; what a call has changed is durable when it returns accepted, and none of it when it is
/// refused with a code that begins with "store-" (unless the connection to the store was lost just then: events with an
/// id may be posted again at no risk). One thread at a time; many threads post through a group_commit
/// (engine/group_commit.hpp). All clients lie in memory, packed; histories do not.
class REGLAMENT_API durable_engine {
public:
    /// What the store has is loaded. Null: it cannot be, and `found` says why; nothing is changed then. A new store is
    /// made ready. The store keeps the texts of its rules: rules that it was never under are published in it; when it
    /// has left these behind for others, those stay in force, with a warning; without rules it is under its own.
    /// look().rules() are those in force. `rules` may be null.
    [[nodiscard]] static std::unique_ptr<durable_engine> open(std::shared_ptr<store> in,
                                                              std::shared_ptr<const rulebook> rules,
                                                              const durable_options& options, issues& found);
    durable_engine(const durable_engine&) = delete;
    durable_engine& operator=(const durable_engine&) = delete;
    ~durable_engine();

    /// As engine::publish, in one commit that writes every client anew. What had been told under the old rules can be
    /// read under the new ones: every version of which histories tell stays in the rulebook as an earlier one.
    publish_report publish(const std::shared_ptr<const rulebook>& next, const publish_options& how = {});
    /// What open() published; nothing: the store was under these rules already.
    [[nodiscard]] const std::optional<publish_report>& published() const noexcept;

    /// After a refused commit the state of the last one is read anew, which every call below does by itself, and only
    /// look() cannot. False: the store still fails.
    [[nodiscard]] bool ready(issues& found);

    /// The clients as they are, for looking at, when ready() is true. Its history() and outbox() are empty: see those
    /// below.
    [[nodiscard]] const engine& look() const noexcept;

    /// Events in their order, in one commit: what is common to it, above all waiting for the disk, is paid once.
    [[nodiscard]] std::vector<posted> post(std::span<const event> events);
    [[nodiscard]] posted post(const event& e);

    /// As engine::advance; nothing: the store failed.
    [[nodiscard]] std::optional<std::size_t> advance(instant now, issues& found);

    /// Calls `what(engine&)` and commits what it changed: complete(), start(), recompute_segments() … False: the store
    /// failed, and nothing has changed. Rules are published by publish() alone.
    template <class What>
    [[nodiscard]] bool change(What&& what, issues& found) {
        if (!ready(found)) return false;
        what(working());
        return commit(found);
    }

    /// As change(), but returns while the store is still writing, so that the next change is made meanwhile: one commit
    /// is on its way at a time. What was begun is durable once durable_commit() has come to the last_commit() after
    /// it; nothing of it may be acknowledged before. look() shows it at once, outbox() when it is durable. False, here
    /// and from any other call that fails because of the store: nothing of this change is there, nor of the one before
    /// unless durable_commit() has come to it; that is to be looked at then, because numbers are used again. Until
    /// settle() the store, and the connection it may be in (store/sqlite.hpp), are the engine's alone.
    template <class What>
    [[nodiscard]] bool begin(What&& what, issues& found) {
        if (!ready_to_begin(found)) return false;
        what(working());
        return begin_commit(found);
    }

    /// Waits until all that was begun is durable. False: it is not, as for begin(). Every other call that needs the
    /// store does so by itself.
    [[nodiscard]] bool settle(issues& found);

    /// Called, in a thread of its own, whenever a commit that was begun is written, or not. It must not call the
    /// engine, nor wait for a lock that is held while that is called: settle() waits for it, and tells. To be set while
    /// none is on its way.
    void when_written(std::function<void()> call);

    /// The last commit that is durable.
    [[nodiscard]] commit_number durable_commit() const noexcept;

    /// Effects not yet taken, the oldest first. `taken` forgets all up to a number; that is durable with the next
    /// commit, so it may be forgotten by a crash: then they are there again.
    [[nodiscard]] std::vector<sent_effect> outbox(std::size_t at_most, issues& found);
    void taken(std::uint64_t number);

    /// Commits what taken() and keep() are to keep, if there is any.
    [[nodiscard]] bool save(issues& found);

    /// The host has rolled back a transaction that commits were part of (store/sqlite.hpp): what is in memory is read
    /// anew by the next call.
    void rolled_back() noexcept;

    /// The history of a client, oldest first, read from the store. False: the store failed.
    [[nodiscard]] bool history(std::string_view subject, std::vector<effect>& all, issues& found);

    /// Bytes of the host's own, such as how far it has read: durable with the next commit that changes anything, or
    /// with none of it.
    void keep(std::string name, std::string bytes);
    [[nodiscard]] std::string kept(std::string_view name, issues& found);

    /// The same clients in memory, with the histories that the store has, as of the last commit; nothing: the store
    /// failed. It takes as long as opening the store.
    [[nodiscard]] std::optional<engine> copy(issues& found) const;

    /// How often the store was read: at first, and anew after a failure. What a host keeps beside the engine by keep()
    /// may be another when that has changed.
    [[nodiscard]] std::uint64_t times_read() const noexcept;

    /// The engine alone, its histories read from the store, unless they are not asked for; nothing: the store failed.
    /// REQUIRES: `keep_history` from the beginning, for those; this is not used afterwards.
    [[nodiscard]] std::optional<engine> release(issues& found, bool histories = true);

    /// Histories from before a time are told no more, and entries of the journal that nobody else needs are gone:
    /// `gone` of them. Nothing that is still read from records is lost by it: facts, contacts, who waits, keys of
    /// events. What the host has not taken stays; figures and reports count what is left. The policy may refuse it.
    [[nodiscard]] bool forget_history(instant before, std::uint64_t& gone, issues& found, std::string_view reason = {},
                                      std::string_view actor = {});

    /// Takes somebody out for good: what is open of theirs is cancelled, and told, at `at`; then their record, history
    /// and keys of events are gone from the store, and its files are scrubbed of them. What stays is an empty record
    /// under a key of its own, that effects of theirs were told and when, and what others say of them in facts of their
    /// own. An event about them later begins a new record. False: there is nobody of that key, or the store
    /// failed: then what was open may be cancelled already, and it is to be asked for again. The
    /// policy may refuse it. Reason and actor are kept, see audit(): they should not name whom they are about.
    [[nodiscard]] bool erase(std::string_view subject, std::string_view reason, instant at, issues& found,
                             std::string_view actor = {});

    /// What was done to the store as a whole, the oldest first. False: the store failed.
    [[nodiscard]] bool audit(std::vector<audit_entry>& all, issues& found);

    /// Writes everything that recovery would have to read again, so that the next open() is quick.
    [[nodiscard]] bool fold(issues& found);

    [[nodiscard]] engine_metrics metrics() const;

    /// Commits so far, those of earlier processes included, and the one that is on its way.
    [[nodiscard]] commit_number last_commit() const noexcept;

private:
    friend bool check_store(const std::shared_ptr<store>& in, struct store_figures& figures, issues& found,
                            const std::function<void(commit_number, commit_number)>& progress);
    struct impl;
    explicit durable_engine(std::unique_ptr<impl> made);
    [[nodiscard]] engine& working() noexcept;
    [[nodiscard]] bool commit(issues& found);
    [[nodiscard]] bool ready_to_begin(issues& found);
    [[nodiscard]] bool begin_commit(issues& found);

    std::unique_ptr<impl> impl_;
};

}  // namespace reglament
