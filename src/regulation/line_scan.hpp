// Line scan: follows the structure of a YAML text line by line, well enough to see what was meant where YAML would see
// something else. Indentation and sections are in line_scan.cpp, values in scan_values.cpp, brackets in scan_flow.cpp.
#pragma once

#include "regulation/scan.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace reglament::yaml {

class line_scan {
public:
    line_scan(const std::shared_ptr<const source>& file, const read_limits& limits, issues& found);

    [[nodiscard]] scanned run();

private:
    // A block mapping or list that is open, and the column it stands in.
    struct level {
        int indent = 0;
        bool list = false;
    };

    // How the last line ended, which is what a line further to the right may do.
    enum class ending : std::uint8_t { nothing, open, plain, closed };

    // What goes on over several lines.
    enum class mode : std::uint8_t { lines, block_scalar, quoted, flow, cut };

    // Lines and documents.
    void pass_byte_order_mark();
    void read_line();
    [[nodiscard]] bool go_on();
    [[nodiscard]] bool document_line();
    void end_document(std::uint32_t at, std::uint32_t next);
    void directive();

    // Indentation and levels.
    void read_indentation();
    void report_indentation();
    [[nodiscard]] bool place_line();
    [[nodiscard]] bool shifted(int raw);
    [[nodiscard]] bool continue_plain();
    void misindented(int target);
    void push(int indent, bool list);

    // The content of a line.
    void read_content();
    [[nodiscard]] bool read_dashes();
    [[nodiscard]] std::uint32_t dash_at(std::uint32_t at) const;
    void typed_dash(std::uint32_t length);
    void dash_among_keys();
    [[nodiscard]] bool list_item();
    void key_or_scalar();
    struct key_place {
        std::uint32_t end = 0;    // of the key
        std::uint32_t value = 0;  // where the value begins; 0: no key
    };
    [[nodiscard]] key_place find_key();
    [[nodiscard]] key_place key_without_blank();
    void enter_key(const key_place& key);
    void line_without_key();
    [[nodiscard]] bool blank_at(std::uint32_t at) const noexcept;

    // Values.
    void read_value(std::uint32_t at, int parent, std::string_view key);
    void read_plain(std::uint32_t at, int parent, std::string_view key);
    void check_comment(std::uint32_t at, std::uint32_t hash);
    void colon_in_text(std::uint32_t at, std::uint32_t end, std::uint32_t colon, std::string_view key);
    void read_quoted(std::uint32_t at, int parent);
    void after_quoted(std::uint32_t at);
    void read_block_scalar(std::uint32_t at, int parent);
    void dash_behind_key(std::uint32_t at, int parent, std::string_view key);
    [[nodiscard]] bool block_follows(int parent) const;
    void anchor_or_tag(std::uint32_t at, int parent, std::string_view key);
    void quote(std::uint32_t begin, std::uint32_t end, std::string_view code, std::vector<std::string> arguments = {});
    void edit_quoted(span what, std::string quoted);
    void unclosed_quote();

    // Brackets.
    struct bracket {
        std::uint32_t at = 0;
        char kind = '[';
        std::uint32_t item = 0;        // where the item begins, 0 not yet
        std::uint32_t value = 0;       // where the value of the item begins, 0: no colon so far
        std::uint32_t last_value = 0;  // of the item before, 0 none
        std::uint32_t last_end = 0;
        bool comma_in_text = false;  // items without a colon followed that one
    };
    void read_flow(std::uint32_t at, int parent);
    void continue_flow(std::uint32_t at);
    [[nodiscard]] std::uint32_t flow_token(std::uint32_t at);
    void begin_item(std::uint32_t at);
    void end_item(std::uint32_t at);
    void settle_comma();
    [[nodiscard]] bool close_bracket(std::uint32_t at);
    [[nodiscard]] std::uint32_t special_item(std::uint32_t at);
    [[nodiscard]] std::uint32_t after_quoted_item(std::uint32_t begin, std::uint32_t behind);
    void after_flow(std::uint32_t at);
    void unclosed_flow();

    // Reports.
    void report(std::string_view code, span where, std::vector<std::string> arguments = {},
                std::string suggestion = {});
    void edit_text(span what, std::string instead);
    void cut_below(int indent);
    void blank_line();
    void too_deep(std::uint32_t at);
    [[nodiscard]] std::string line_with(span what, std::string_view instead) const;
    [[nodiscard]] std::string_view part(std::uint32_t begin, std::uint32_t end) const noexcept {
        return text_.substr(begin, end - begin);
    }
    [[nodiscard]] std::uint32_t skip_blanks(std::uint32_t at) const noexcept;
    [[nodiscard]] std::uint32_t trim_end(std::uint32_t begin, std::uint32_t end) const noexcept;

    const std::shared_ptr<const source>& file_;
    std::string_view text_;
    const read_limits& limits_;
    issues& found_;
    scanned result_;

    span line_;             // the line at hand, without its end
    span last_line_;        // the line before
    std::uint32_t at_ = 0;  // where the content at hand begins
    int indent_ = 0;        // the column it is in
    int raw_ = 0;           // the column the line begins in as written
    std::vector<level> levels_;
    ending end_ = ending::nothing;
    int plain_parent_ = -1;  // of a plain text that may go on

    mode mode_ = mode::lines;
    int parent_ = -1;           // lines further to the right belong to what goes on
    std::uint32_t opened_ = 0;  // where the quotation mark or bracket stands
    char quote_ = '"';
    std::vector<bracket> brackets_;

    std::string_view odd_indentation_;  // the code of what is wrong with the blanks the line begins with
    std::uint32_t odd_blank_ = 0;       // the first of them that is neither space nor tab
    bool shift_ = false;                // lines as far right as a mended one are mended like it
    int shift_from_ = 0, shift_by_ = 0;

    std::uint32_t document_begin_ = 0;
    bool has_content_ = false, damaged_ = false, refused_ = false;
    bool tab_reported_ = false, blank_reported_ = false;
};

/// The bytes of a blank that is no space (U+00A0 and its like) at the beginning of a text, or 0.
[[nodiscard]] std::size_t odd_blank(std::string_view text) noexcept;

/// Whether such a blank cannot be seen at all.
[[nodiscard]] bool has_no_width(std::string_view blank) noexcept;

/// A text in quotation marks that YAML reads as just that text.
[[nodiscard]] std::string in_quotes(std::string_view text);

}  // namespace reglament::yaml
