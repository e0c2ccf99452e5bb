// Durable engine, inside: what is in memory, and how far the store has it.
#pragma once

#include "engine/audit_trail.hpp"
#include "engine/background_write.hpp"
#include "engine/copied_clients.hpp"
#include "engine/impl.hpp"
#include "engine/journal.hpp"
#include "engine/kept_rules.hpp"

#include <reglament/engine/durable_engine.hpp>

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reglament {

inline constexpr std::string_view clock_note = "clock", name_note = "name", host_prefix = "host/";
inline constexpr std::string_view incomplete_note = "incomplete";  // of a store that is being filled

// Pages are folded in the order they were first changed since they were folded last, one for as many changes as it has
// clients: so one turn takes as many events as there are clients, and recovery never reads more than that again.
struct durable_engine::impl {
    struct dirty_page {
        std::uint32_t page = 0;
        commit_number since = 0;
    };
    struct unsent_entry {
        commit_number number = 0;
        std::uint64_t last = 0;  // of its effects
    };

    // What is to be written, and what becomes of it once it is durable. It is a copy: any thread may write it down.
    struct entry_in_hand {
        commit_number number = 0, forget_before = 0;
        std::shared_ptr<const rulebook> rules;
        journal_head head;
        copied_clients changed, folded;           // of the folded ones, page by page
        std::vector<change_log::taken_key> keys;  // that came to the changed ones, by client
        struct folded_page {
            std::uint32_t page = 0;
            std::size_t clients = 0;
        };
        std::vector<folded_page> folded_pages;
        std::vector<store_commit::note> notes;
        std::vector<change_log::told> effects;
        std::uint64_t sends = 0;  // effects for the world
        std::uint64_t taken = 0;
        // Once it is written down.
        std::string bytes;
        std::vector<store_commit::page> pages;

        [[nodiscard]] store_commit write_down();

    private:
        void write_journal();
        void write_pages();
    };

    impl(std::shared_ptr<store> s, std::shared_ptr<const rulebook> r, const durable_options& o)
        : in{std::move(s)}, offered{std::move(r)}, options{o} {}

    [[nodiscard]] engine::impl& inside() noexcept { return *clients->impl_; }

    // recovery.cpp
    bool load(issues& found);
    // `in_tail`: so many clients were told of in the tail.
    bool load_all(std::size_t& in_tail, issues& found);
    bool load_rules(issues& found);
    bool load_clients(const journal_head& head, std::size_t& in_tail, issues& found);

    // durable_publish.cpp
    publish_report publish(const std::shared_ptr<const rulebook>& next, const publish_options& how);
    [[nodiscard]] bool can_read_outbox(issues& found);

    // durable_commit.cpp
    bool commit(bool fold_all, issues& found, bool save = false);
    bool begin(issues& found);
    bool settle(issues& found);
    bool failed();
    // Whether it may be answered though nothing is written.
    bool stands(issues& found);
    // Nothing: there is nothing to write.
    [[nodiscard]] std::optional<entry_in_hand> entry_of_changes(bool fold_all, bool save);
    [[nodiscard]] journal_head head_of(const entry_in_hand& e) const;
    void is_durable(entry_in_hand& e);
    [[nodiscard]] std::vector<store_commit::note> notes(const std::string& clock_now);
    void copy_changed(entry_in_hand& to);
    void mark(std::uint32_t client, commit_number now);
    void fold(bool all, entry_in_hand& to);

    // durable_erase.cpp
    bool take_out(std::uint32_t client, const std::string& key, audit_entry command, issues& found);
    [[nodiscard]] bool is_to_be_scrubbed_of(std::string_view subject, issues& found);
    bool scrub_of(std::string_view subject, issues& found);

    // durable_outbox.cpp
    bool load_unsent(const journal_head& head, issues& found);
    void send(const std::vector<change_log::told>& all, commit_number number);
    bool read_waiting(std::size_t at_most, issues& found);
    bool cannot_tell(issues& found) const {
        found.add("store-outbox-unreadable", {}, {in->name()});
        return false;
    }

    bool damaged(issues& found) const {
        found.add("store-damaged", {}, {in->name(), {}});
        return false;
    }

    std::shared_ptr<store> in;
    std::shared_ptr<const rulebook> offered;  // what was read: by the host, or from the store
    std::shared_ptr<const rulebook> next;     // what the host has read, when the store knows nothing of it
    durable_options options;
    kept_rules kept;
    bool rules_changed = false;                 // those kept are not durable yet
    std::optional<store_commit::note> audited;  // likewise of the audit trail
    std::optional<publish_report> published;
    std::unique_ptr<engine> clients;
    commit_number forget_before = 0;    // asked for by forget_history
    engine_metrics written;             // commits alone
    std::uint64_t rejected_before = 0;  // events, when that was looked at last
    bool broken = false;                // what is in memory is not what is in the store
    std::uint64_t times_read = 0;
    std::string name;        // of the store, for ever
    commit_number last = 0;  // in memory; durable but for the one that is on its way
    commit_number durable = 0;
    entry_in_hand on_its_way;
    std::vector<commit_number> told;  // by client: the last entry with effects of it
    std::deque<dirty_page> dirty;
    std::vector<bool> is_dirty;  // by page
    std::size_t credit = 0;
    std::string clock;
    std::map<std::string, std::string> notes_of_host;  // that are not durable yet
    std::uint64_t sent = 0, taken = 0, taken_durable = 0;
    std::deque<unsent_entry> unsent;
    std::deque<sent_effect> waiting;
    commit_number unread = 0;  // effects of entries from there on are not among `waiting`; 0: all are
    std::function<void()> when_written;
    background_write writing;  // goes first: it reads what is above
};

}  // namespace reglament
