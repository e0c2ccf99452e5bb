// XES reader: IEEE 1849 as it comes, piece by piece; what is in memory is the trace in hand.
#pragma once

#include "log/case_readers.hpp"

#include <cstdint>
#include <expat.h>
#include <string>
#include <unordered_map>
#include <vector>

namespace reglament::log_detail {

/// Where traces go, and what is wrong with them.
struct xes_output {
    const std::string& name;  // of the log, as issues call it
    const case_log_options& how;
    case_log_summary& told;  // what cannot be read of traces
    issues& found;
    const case_sink& sink;
};

class xes_reader {
public:
    /// `line`: on which its text begins.
    explicit xes_reader(xes_output out, std::uint64_t line = 1);
    ~xes_reader() { XML_ParserFree(parser_); }
    xes_reader(const xes_reader&) = delete;
    xes_reader& operator=(const xes_reader&) = delete;

    /// More of the text. False, and an issue, when it is wrong.
    bool feed(std::string_view text, bool last = false);
    /// All that is left of it.
    bool feed(byte_stream& from);
    /// Lines that somebody else has read.
    void skip_lines(std::uint64_t n) { skipped_ += n; }

private:
    static xes_reader& self(void* user) { return *static_cast<xes_reader*>(user); }
    static void XMLCALL on_start(void* user, const XML_Char* name, const XML_Char** attributes) {
        self(user).start(name, attributes);
    }
    // What is looked at by nobody is bounded, too.
    static void XMLCALL on_comment(void* user, const XML_Char*) { (void)self(user).bounded(); }
    static void XMLCALL on_instruction(void* user, const XML_Char*, const XML_Char*) { (void)self(user).bounded(); }
    static void XMLCALL on_end(void* user, const XML_Char*) { self(user).end(); }
    // XES has none; whoever writes one means entities.
    static void XMLCALL on_doctype(void* user, const XML_Char*, const XML_Char*, const XML_Char*, int) {
        self(user).stop("xes-doctype", {});
    }

    struct part {
        std::uint32_t first = 0, length = 0;
    };
    static constexpr std::size_t none = static_cast<std::size_t>(-1);
    struct raw_event {
        part activity, lifecycle, resource, role;
        std::optional<instant> time;
        std::uint64_t line = 0;
        std::size_t told = none;  // into told_
    };

    bool parsed(XML_Status status);
    bool bounded();
    void start(const XML_Char* name, const XML_Char** attributes);
    void begin_trace();
    void begin_event();
    void attribute(const XML_Char** attributes);
    void of_event(const XML_Char* key, const XML_Char* value);
    void tell(std::size_t& block, std::size_t which, const XML_Char* value);
    void end();
    void end_trace();

    [[nodiscard]] std::uint64_t line() const { return skipped_ + XML_GetCurrentLineNumber(parser_); }
    void refuse(std::string_view code, std::vector<std::string> arguments);
    void stop(std::string_view code, std::vector<std::string> more);
    part keep(const char* value);
    [[nodiscard]] std::string_view view(part p) const { return std::string_view{text_}.substr(p.first, p.length); }
    [[nodiscard]] std::span<const std::string_view> told_by(std::size_t block) const;

    const xes_output out_;
    XML_Parser parser_;
    std::uint64_t fed_ = 0, skipped_;
    std::size_t depth_ = 0, trace_depth_ = 0, event_depth_ = 0;
    std::uint64_t trace_line_ = 0;
    bool is_log_ = false, stopped_ = false;
    std::string text_;
    part name_;
    std::unordered_map<std::string, std::size_t> asked_;
    std::vector<std::size_t> first_of_;  // of what is asked for more than once, where it is read
    std::vector<part> told_;
    std::vector<std::string_view> told_views_;
    std::size_t of_trace_ = none;
    std::vector<raw_event> raw_;
    std::vector<case_event> events_;
};

}  // namespace reglament::log_detail
