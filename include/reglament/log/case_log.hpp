// Case log: what was done in each case of a process, as process mining has it. XES and tables.
#pragma once

#include <reglament/export.hpp>
#include <reglament/log/event_log.hpp>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <iosfwd>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace reglament {

/// One thing that was done. Texts are those of the log; they last as long as the case that is handed over.
struct case_event {
    std::string_view activity;   ///< XES: concept:name
    std::string_view lifecycle;  ///< XES: lifecycle:transition; may be empty
    std::string_view resource;   ///< XES: org:resource; may be empty
    std::string_view role;       ///< XES: org:role; may be empty
    std::optional<instant> time;
    std::span<const std::string_view> values{};  ///< in the order of case_log_options::values; an empty one is not told
};

/// One case: what was done, in order. That of XES is its own; that of tables is by time, and of one time by line.
struct observed_case {
    std::string_view id;
    std::span<const case_event> events;
    std::uint64_t line = 0;                      ///< where it begins; 0: not known
    bool open = false;                           ///< known to be going on still
    std::span<const std::string_view> values{};  ///< told of the case itself, likewise
};

/// Takes a case; texts do not outlast the call.
using case_sink = std::function<void(const observed_case&)>;

struct case_log_options {
    std::optional<mapping> columns;       ///< of tables: parse_case_mapping; none: by the usual names of columns
    feel::zone zone = feel::zone::utc();  ///< of times without an offset
    std::size_t line_length = 1u << 20;   ///< longer lines, names and values are refused
    std::size_t memory = 256u << 20;      ///< bytes that events of a table may take; beyond, they go to a file
    std::vector<std::string> values;      ///< what else is read: columns, attributes of XES (of events and of traces),
                                          ///< members of `data` or of its `answers`
    unsigned threads = 0;  ///< at most so many read XES; 0: as many as processors; the caller's own hands over
    std::function<void(std::uint64_t done, std::uint64_t total)> progress;  ///< bytes of the file, now and then
};

/// What was read.
struct case_log_summary {
    std::uint64_t cases = 0, events = 0;
    std::uint64_t unsorted = 0;        ///< cases of XES in which time runs backwards; their order stays as it is
    std::uint64_t repeated = 0;        ///< events equal in everything to the one before
    std::uint64_t repeated_cases = 0;  ///< traces of XES whose name was there before
    std::vector<bad_line> bad;         ///< the first of them; `file` is 0
    std::uint64_t bad_count = 0;
};

/// As parse_mapping, for cases: case, activity, time, and if there are lifecycle, resource, role.
[[nodiscard]] REGLAMENT_API std::optional<mapping> parse_case_mapping(std::string_view text, issues& found);

/// Reads a log and hands over its cases one by one: XES (its first character is `<`), CloudEvents (`{`; a case is a
/// subject, an activity the type, of task.done the task), or a delimited table with a header; each also compressed by
/// gzip; "-" is standard input. Of XES some pieces of half a megabyte, or of one longer case, are in memory at a time;
/// of tables the events, 40 bytes each, up to `memory`. What cannot be read is an issue and false; what was read before
/// it was handed over.
[[nodiscard]] REGLAMENT_API bool read_cases(const std::filesystem::path& file, const case_log_options& how,
                                            const case_sink& sink, case_log_summary& told, issues& found);

/// Writes cases as XES 1849-2016; compressed when the name ends in .gz.
class REGLAMENT_API xes_writer {
public:
    /// Not good(), and an issue, when the file cannot be written. `values` names what cases and events tell beside
    /// (case_log_options::values): attributes that are texts.
    xes_writer(const std::filesystem::path& file, issues& found, std::vector<std::string> values = {});
    ~xes_writer();
    xes_writer(const xes_writer&) = delete;
    xes_writer& operator=(const xes_writer&) = delete;

    [[nodiscard]] bool good() const noexcept;
    void add(const observed_case& what);
    /// Ends the file. False, and an issue, when not all could be written.
    [[nodiscard]] bool finish(issues& found);

private:
    struct impl;
    std::unique_ptr<impl> impl_;
};

}  // namespace reglament
