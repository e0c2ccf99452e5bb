// Journal: what one commit changed, as bytes. Regulations, states and events go by their names, each once an entry, so
// an entry can be read under other rules, by other builds. A checksum tells whether it is whole.
#pragma once

#include "engine/change_log.hpp"

#include <reglament/machine/rulebook.hpp>
#include <reglament/store/store.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reglament {

/// Version 2 added where effects come from, version 3 how many clients there are.
inline constexpr std::uint64_t journal_format = 3;
inline constexpr std::uint32_t clients_per_page = 64;

struct journal_head {
    instant now = instant::min();
    commit_number tail = 0;                  ///< entries from there on tell what pages do not
    std::uint64_t first_sent = 0;            ///< effects for the world in all entries before
    std::uint64_t sent = 0;                  ///< and in this one
    std::uint64_t taken = 0;                 ///< effects that the host has taken
    commit_number outbox = 0;                ///< entries from there on have effects that it has not
    std::optional<std::uint64_t> clients{};  ///< that there are after it; before version 3 it was not told
    std::uint64_t format = journal_format;
};

/// One client as it stands after the commit.
struct client_image {
    std::uint32_t client = 0;
    commit_number before = 0;  ///< the entry before this one that has effects of the client
    std::string_view key;
    std::string_view record;  ///< encode() without the keys of events
    bool tells = false;       ///< the entry has effects of it
    bool all_keys = false;    ///< `keys` are all there are; else those that came
    std::vector<change_log::taken_key> keys;
    event_keys whole;
};

struct journal_entry {
    journal_head head;
    std::vector<client_image> clients;  ///< views into the bytes
    std::vector<change_log::told> effects;
    std::vector<std::uint32_t> lost_of;  ///< by effect of regulations or events that the rules do not know: its client
    std::size_t lost_sent = 0;           ///< those among them that were for the world
};

/// `told`: in the order they came about.
[[nodiscard]] std::string write_entry(const rulebook& rules, const journal_head& head,
                                      const std::vector<client_image>& clients,
                                      const std::vector<change_log::told>& told);

/// Nothing when the bytes are damaged, or of a newer format.
[[nodiscard]] std::optional<journal_head> read_head(std::string_view bytes);
/// Whether they are whole and of a newer format; which.
[[nodiscard]] std::optional<std::uint64_t> newer_format(std::string_view bytes);
[[nodiscard]] std::optional<journal_entry> read_entry(const rulebook& rules, std::string_view bytes,
                                                      bool with_effects = true);

/// The clients of a page, whole, as of a commit.
[[nodiscard]] std::string write_page(commit_number as_of, const std::vector<client_image>& clients);
[[nodiscard]] bool read_page(std::string_view bytes, commit_number& as_of, std::vector<client_image>& clients);

/// How somebody is taken out of what was written: his place stays, under another key, with another record, and what his
/// effects said is gone. Others' effects that name his key name the new one.
struct redaction {
    std::uint32_t client = 0;
    std::string_view key, new_key, new_record;
};
struct redacted {
    bool good = false;     ///< off: the bytes are damaged
    bool changed = false;  ///< off: he was not in it
    std::string bytes;
};
[[nodiscard]] redacted redact_entry(std::string_view bytes, const redaction& how);
[[nodiscard]] redacted redact_page(std::string_view bytes, const redaction& how);

}  // namespace reglament
