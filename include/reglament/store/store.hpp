// Store: where an engine keeps what must outlive it. It knows bytes only: what they mean is the engine's
// (engine/durable_engine.hpp).
#pragma once

#include <reglament/export.hpp>
#include <reglament/text/issue.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace reglament {

/// A place in the journal, from 1; 0: before the first.
using commit_number = std::uint64_t;

/// What one commit writes, all of it or nothing.
struct store_commit {
    struct page {
        std::uint32_t number = 0;
        std::string bytes;
    };
    struct note {
        std::string name;
        std::string bytes;
    };
    commit_number number = 0;         ///< the last one and 1
    std::string_view journal;         ///< what happened, as an entry of the journal; not empty
    std::span<const page> pages;      ///< in place of what they were
    std::span<const note> notes;      ///< likewise
    commit_number forget_before = 0;  ///< entries before it are needed no more; no later than `number`
};

/// Part of what a store has, for filling another one.
struct store_content {
    struct entry {
        commit_number number = 0;
        std::string bytes;
    };
    std::vector<entry> entries;
    std::vector<store_commit::page> pages;
    std::vector<store_commit::note> notes;
    std::optional<commit_number> behind;  ///< only while that is the last commit; none: whatever is there
};

/// Not thread-safe: one thread at a time. Every failure is an issue whose code begins with "store-"; nothing is thrown.
class REGLAMENT_API store {
public:
    store() = default;
    store(const store&) = delete;
    store& operator=(const store&) = delete;
    virtual ~store();

    /// What it is, for people: "sqlite:crm.db".
    [[nodiscard]] virtual std::string name() const = 0;

    /// The number of the last commit; 0: there is none. False, here and below: it failed, `found` says how.
    [[nodiscard]] virtual bool last(commit_number& number, issues& found) = 0;

    /// Writes it; it is durable when this is true. When it is false nothing of it is there, unless the connection was
    /// lost just then: last() tells. Refused when another one has committed since: then somebody else writes here, too.
    /// REQUIRES: its number is that of the last one and 1.
    [[nodiscard]] virtual bool write(const store_commit& what, issues& found) = 0;

    using visit_page = std::function<bool(std::uint32_t number, std::string_view bytes)>;
    using visit_entry = std::function<bool(commit_number number, std::string_view bytes)>;

    /// All pages by number, all entries from `from` on by number. A visitor stops it by false, which is no failure.
    [[nodiscard]] virtual bool each_page(const visit_page& visit, issues& found) = 0;
    [[nodiscard]] virtual bool each_entry(commit_number from, const visit_entry& visit, issues& found) = 0;

    using visit_note = std::function<bool(std::string_view name, std::string_view bytes)>;
    /// All notes by name.
    [[nodiscard]] virtual bool each_note(const visit_note& visit, issues& found) = 0;

    /// Puts it there, all or nothing of it, in the place of what was there, whatever its numbers: for filling a new
    /// store, and for taking somebody out of what was written.
    [[nodiscard]] virtual bool fill(const store_content& what, issues& found) = 0;

    /// What was overwritten or forgotten is not in its files any more, as far as the database can see to that.
    [[nodiscard]] virtual bool scrub(issues& found) = 0;

    /// Whether its own structure is whole, by the means of the database; what the bytes mean is check_store's.
    [[nodiscard]] virtual bool check(issues& found) = 0;

    /// What `read` reads from it is of one moment, whoever commits meanwhile. Gives what that gives; false, too, when
    /// the store failed. It must not write, nor call this.
    [[nodiscard]] virtual bool at_one_moment(const std::function<bool()>& read, issues& found) = 0;

    /// The bytes of a note, or of an entry; empty: it is not there.
    [[nodiscard]] virtual bool read_note(std::string_view note, std::string& bytes, issues& found) = 0;
    [[nodiscard]] virtual bool read_entry(commit_number number, std::string& bytes, issues& found) = 0;
};

enum class store_use : std::uint8_t {
    keep,  ///< it is made when it is not there
    look   ///< it must be there
};

/// Opens "memory:", "sqlite:FILE", a file's name alone, which is SQLite's, or "postgres://USER@HOST/DATABASE" as libpq
/// takes it, with `table_prefix=crm_` among its parameters (else "reglament_"). Null: it could not be opened, `found`
/// says why.
[[nodiscard]] REGLAMENT_API std::shared_ptr<store> open_store(std::string_view where, issues& found,
                                                              store_use use = store_use::keep);

/// One that lives in memory, for tests and rehearsals.
[[nodiscard]] REGLAMENT_API std::shared_ptr<store> memory_store();

}  // namespace reglament
