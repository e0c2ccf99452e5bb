// Readers: the two forms of event files.
#pragma once

#include "log/rows.hpp"

#include <functional>
#include <string_view>

namespace reglament::log_detail {

/// A file being read. Its text outlives the rows when they were read from delimited text.
struct input {
    std::string_view text;  // without a byte order mark
    std::string_view name;  // as issues call it
    std::string source;     // of its rows, unless they say
    std::uint32_t file = 0;
    bool valid_utf8 = true;     // else each line is looked at by itself
    std::uint64_t records = 0;  // counted while reading
};

/// CloudEvents 1.0, a JSON object a line.
void read_json_lines(input& in, const log_options& how, rows& out, issues& found);

/// Delimited text with a header. False, and an issue, when the mapping does not fit the header or the vocabulary.
bool read_delimited(input& in, const log_options& how, rows& out, issues& found);

/// Tells of the progress about once a megabyte.
class progress_teller {
public:
    progress_teller(const log_options& how, std::uint64_t total) : tell_{how.progress}, total_{total} {}
    void at(std::uint64_t done) {
        if (!tell_ || done < next_) return;
        next_ = done + (1u << 20);
        tell_(done, total_);
    }

private:
    const std::function<void(std::uint64_t, std::uint64_t)>& tell_;
    std::uint64_t total_, next_ = 0;
};

}  // namespace reglament::log_detail
