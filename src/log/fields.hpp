// Fields: a delimited text cut into records of fields.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace reglament::log_detail {

/// A field as it stands in the text. With `escaped`, its doubled quotation marks stand for one each.
struct field {
    std::string_view text;
    bool escaped = false;
};

/// `text` of an escaped field with single quotation marks.
std::string without_doubled_quotes(std::string_view text);

/// Cuts a text into records. With a delimiter of comma, semicolon or tab, fields are quoted as RFC 4180 has it; with a
/// blank, runs of blanks divide and there is no quoting. Blank lines are no records. A record that cannot be cut is
/// given up at the end of its first line.
class splitter {
public:
    static constexpr char blanks = ' ';

    splitter(std::string_view text, char delimiter, std::size_t longest) noexcept
        : text_{text}, longest_{longest}, delimiter_{delimiter} {}

    enum class outcome : std::uint8_t { record, bad_quote, too_long, end };
    outcome next(std::vector<field>& out);

    [[nodiscard]] std::uint64_t line() const noexcept { return line_; }  ///< of the record, from 1
    [[nodiscard]] std::size_t offset() const noexcept { return at_; }    ///< of what comes next
    [[nodiscard]] std::string_view record() const noexcept { return text_.substr(begin_, at_ - begin_); }

private:
    [[nodiscard]] std::size_t line_end(std::size_t from) const noexcept;
    bool skip_blank_lines() noexcept;
    outcome give_up(outcome why) noexcept;
    void split_blanks(std::string_view line, std::vector<field>& out) const;
    void split_plain(std::string_view line, std::vector<field>& out) const;
    outcome split_quoted(std::vector<field>& out);
    bool quoted_field(std::vector<field>& out);

    std::string_view text_;
    std::size_t longest_;
    std::size_t at_ = 0, begin_ = 0;
    std::uint64_t line_ = 0, next_line_ = 1;
    char delimiter_;
};

}  // namespace reglament::log_detail
