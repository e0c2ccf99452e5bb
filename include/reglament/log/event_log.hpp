// Event log: files of events, read in the order of time.
#pragma once

#include <reglament/engine/event.hpp>
#include <reglament/export.hpp>
#include <reglament/machine/rulebook.hpp>
#include <reglament/text/issue.hpp>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace reglament {

/// How columns of a delimited text become events:
/// "type=order.paid,subject=customer_id,time=date:%Y%m%d,data.amount=dollar_value". A type that is no column of the
/// header is taken as it stands, and so is a source in quotation marks: source="crm".
///
/// A repeated row is recognised by its source and id. Without a source, a file is its own: by its full path, whatever
/// it was called by; two files are never confused. Without an id, a row is known by its text: of equal rows of a file
/// the n-th. So a file may be read again, have grown, or have lines put before: nothing is doubled. Files that are
/// moved, or that tell of the same events, are given one source.
struct mapping {
    struct entry {
        std::string target;  ///< type, subject, time, id, source, data.NAME
        std::string column;  ///< or, for the type, the type itself
        std::string format;  ///< of the time: strptime's letters; empty: RFC 3339
    };
    std::vector<entry> entries;
};

/// Reads a mapping; nothing, and an issue, when it is not of that form or lacks type, subject or time.
[[nodiscard]] REGLAMENT_API std::optional<mapping> parse_mapping(std::string_view text, issues& found);

struct log_options {
    std::optional<mapping> columns;  ///< of delimited texts with a header; not asked of files of CloudEvents, one JSON
                                     ///< object a line, which are named .jsonl, .ndjson or .json or begin with a brace
    feel::zone zone = feel::zone::utc();                                    ///< of times without an offset
    std::size_t line_length = 1u << 20;                                     ///< longer lines are malformed
    std::function<void(std::uint64_t done, std::uint64_t total)> progress;  ///< bytes, now and then
};

/// What could not be read: a line, and why.
struct bad_line {
    std::uint32_t file = 0;
    std::uint64_t line = 0;
    issue what;
};

/// Events of some files, bound to a rulebook, in the order of (time, file, line).
class REGLAMENT_API event_log {
public:
    event_log(const rulebook& rules, log_options options);
    event_log(event_log&&) noexcept;
    event_log& operator=(event_log&&) noexcept;
    ~event_log();

    /// Reads a file (or, for "-", standard input). Malformed lines are kept in bad_lines(); a file that cannot be read,
    /// or lacks a mapped column, is an issue and false.
    bool read(const std::filesystem::path& file, issues& found);
    bool read_text(std::string_view text, std::string name, issues& found);

    /// Puts the events in order. Call once, after the last read.
    void sort();

    [[nodiscard]] std::uint64_t lines()
        const noexcept;  ///< records read, malformed ones included; blank lines are none
    [[nodiscard]] std::size_t size() const noexcept;
    [[nodiscard]] std::span<const bad_line> bad_lines() const noexcept;
    [[nodiscard]] std::string_view file_name(std::uint32_t file) const;

    /// The i-th event in order, and where it stood. Task and fact events, and those before which facts were
    /// fetched (`fetched` beside `data`), are kept by their names: see `whole`.
    struct entry {
        bound_event bound;
        const event* whole = nullptr;  ///< set when the event must be posted by its names
        std::uint32_t file = 0;
        std::uint64_t line = 0;
        instant recorded{};  ///< when it was written down (CloudEvents' `recordedtime`), not before its time
    };
    [[nodiscard]] entry operator[](std::size_t i) const;

private:
    struct impl;
    std::unique_ptr<impl> impl_;
};

}  // namespace reglament
