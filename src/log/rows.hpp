// Rows: events of a log as they are kept, forty bytes each beside their data.
#pragma once

#include <reglament/log/event_log.hpp>

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace reglament::log_detail {

struct row {
    instant time{};
    std::uint64_t key = 0;
    const char* subject = nullptr;
    std::uint32_t subject_length : 31 = 0;
    std::uint32_t whole : 1 = 0;  // kept by its names
    std::uint32_t first = 0;      // of its values; of a whole event, into wholes
    std::uint32_t line = 0;
    std::uint16_t file = 0;
    event_index type = no_index;
};

inline constexpr std::uint32_t longest_subject = 0x7FFF'FFFF;

/// Reserved events (a task is done, facts have changed) keep their data by name.
[[nodiscard]] constexpr bool is_whole(event_index type) noexcept {
    return type < reserved_events;
}

/// What the readers fill.
class rows {
public:
    static constexpr std::size_t kept_bad_lines = 100'000;

    explicit rows(const rulebook& rules) : rules_{&rules} {}

    [[nodiscard]] const vocabulary& words() const noexcept { return rules_->vocabulary(); }
    [[nodiscard]] const event_type& type(event_index e) const noexcept { return words().events[e]; }

    /// The index of an event type; the same one is often asked for again.
    std::optional<event_index> find_type(std::string_view name);

    void bad(std::uint32_t file, std::uint64_t line, std::string_view code, std::vector<std::string> arguments = {},
             std::string suggestion = {});
    void unknown_type(std::uint32_t file, std::uint64_t line, std::string_view name);

    /// Notes once that data of this name comes and nobody declared it.
    void ignored(event_index e, std::string_view name, issues& found);

    /// A lasting copy of a text, one for all that are equal.
    std::string_view keep(std::string_view text);

    std::vector<row> list;
    std::vector<feel::value> values;  // of rows, one after another
    std::deque<event> wholes;
    std::vector<bad_line> bad_lines;
    std::uint64_t bad_count = 0;

    /// When rows were written down, by file and line, of those that say so.
    void note_recorded(std::uint16_t file, std::uint32_t line, instant when) { recorded_[{file, line}] = when; }
    [[nodiscard]] instant recorded(const row& r) const {
        if (recorded_.empty()) return r.time;
        const auto said = recorded_.find({r.file, r.line});
        return said == recorded_.end() || said->second < r.time ? r.time : said->second;
    }

private:
    const rulebook* rules_;
    std::string last_name_;
    std::optional<event_index> last_type_;
    std::set<std::pair<event_index, std::string>, std::less<>> ignored_;
    std::unordered_map<std::string, std::string> near_types_;
    std::deque<std::string> kept_;
    std::unordered_set<std::string_view> kept_index_;
    std::map<std::pair<std::uint16_t, std::uint32_t>, instant> recorded_;
};

/// One line's data put into `rows::values`, checked against its event type. On a wrong value the line is bad.
class data_writer {
public:
    data_writer(rows& out, std::uint32_t file, std::uint64_t line, event_index type)
        : out_{out}, type_{type}, first_{out.values.size()}, line_{line}, file_{file} {}

    /// The next attribute's value; null when the line has none. False: the line is bad, and what it wrote is gone.
    bool put(const attribute& a, const feel::value& v, feel::zone zone);
    /// A number may have blanks between its thousands, and where columns are not separated by commas a comma for its
    /// point.
    bool put_text(const attribute& a, std::string_view text, feel::zone zone, bool decimal_comma);

    [[nodiscard]] std::uint32_t first() const noexcept { return static_cast<std::uint32_t>(first_); }

private:
    bool refuse(const attribute& a, const feel::value& v, std::string suggestion = {});

    rows& out_;
    event_index type_;
    std::size_t first_;
    std::uint64_t line_;
    std::uint32_t file_;
};

/// RFC 3339, also with a blank in the place of its T, or without seconds.
std::optional<instant> standard_time(std::string_view when, feel::zone zone);

/// The shown part of a text from outside: short, whole characters, none that a terminal would act upon.
std::string shown(std::string_view text);

}  // namespace reglament::log_detail
