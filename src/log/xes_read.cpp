// XES, IEEE 1849: traces one by one; what is in memory is the trace in hand.
#include "log/case_readers.hpp"
#include "log/rows.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <expat.h>
#include <unordered_map>
#include <unordered_set>

namespace reglament::log_detail {

namespace {

constexpr std::size_t deepest = 200;
constexpr std::size_t most_names = 500'000;  // of traces that are remembered, to tell repeated ones

class xes_reader {
public:
    explicit xes_reader(case_input& in) : in_{in}, parser_{XML_ParserCreate(nullptr)} {
        for (std::size_t i = 0; i < in.how.values.size(); ++i) asked_[in.how.values[i]] = i;
        XML_SetUserData(parser_, this);
        XML_SetElementHandler(parser_, &xes_reader::on_start, &xes_reader::on_end);
        XML_SetStartDoctypeDeclHandler(parser_, &xes_reader::on_doctype);
    }
    ~xes_reader() { XML_ParserFree(parser_); }
    xes_reader(const xes_reader&) = delete;
    xes_reader& operator=(const xes_reader&) = delete;

    bool read() {
        bool good = feed(in_.head.data(), in_.head.size(), false);
        std::string().swap(in_.head);
        const std::size_t room = std::min<std::size_t>(in_.how.line_length, 1u << 18);
        std::uint64_t told_at = 0;
        while (good) {
            void* const buffer = XML_GetBuffer(parser_, static_cast<int>(room));
            if (buffer == nullptr) throw std::bad_alloc{};
            const std::size_t n = in_.bytes.read(static_cast<char*>(buffer), room, in_.found);
            if (n == 0 && !in_.bytes.good()) return false;
            fed_ += n;
            good = parsed(XML_ParseBuffer(parser_, static_cast<int>(n), n == 0));
            if (n == 0) break;
            if (in_.how.progress && in_.bytes.done() >= told_at + (1u << 20)) {
                told_at = in_.bytes.done();
                in_.how.progress(told_at, in_.bytes.total());
            }
        }
        if (good && !is_log_) return refuse("xes-no-log", {in_.name}), false;
        return good;
    }

private:
    static xes_reader& self(void* user) { return *static_cast<xes_reader*>(user); }
    static void XMLCALL on_start(void* user, const XML_Char* name, const XML_Char** attributes) {
        self(user).start(name, attributes);
    }
    static void XMLCALL on_end(void* user, const XML_Char*) { self(user).end(); }
    // XES has none; whoever writes one means entities.
    static void XMLCALL on_doctype(void* user, const XML_Char*, const XML_Char*, const XML_Char*, int) {
        self(user).stop("xes-doctype", {});
    }

    bool feed(const char* text, std::size_t size, bool last) {
        fed_ += size;
        return parsed(XML_Parse(parser_, text, static_cast<int>(size), last ? 1 : 0));
    }

    // Text that waits for its end is kept by the parser: bounded, too.
    bool parsed(XML_Status status) {
        if (status == XML_STATUS_OK) {
            const auto done = static_cast<std::uint64_t>(std::max<XML_Index>(XML_GetCurrentByteIndex(parser_), 0));
            if (fed_ < done || fed_ - done <= in_.how.line_length + (1u << 19)) return true;
            return refuse("xes-too-long", {in_.name, line(), std::to_string(in_.how.line_length)}), false;
        }
        if (stopped_) return false;
        return refuse("xes-broken", {in_.name, line(), XML_ErrorString(XML_GetErrorCode(parser_))}), false;
    }

    [[nodiscard]] std::string line() const { return std::to_string(XML_GetCurrentLineNumber(parser_)); }

    void refuse(std::string_view code, std::vector<std::string> arguments) {
        in_.found.add(code, {}, std::move(arguments));
    }

    void stop(std::string_view code, std::vector<std::string> more) {
        if (stopped_) return;
        stopped_ = true;
        std::vector<std::string> arguments{in_.name, line()};
        arguments.insert(arguments.end(), more.begin(), more.end());
        refuse(code, std::move(arguments));
        XML_StopParser(parser_, XML_FALSE);
    }

    static const XML_Char* local(const XML_Char* name) {
        const XML_Char* const colon = std::strchr(name, ':');
        return colon == nullptr ? name : colon + 1;
    }

    void start(const XML_Char* name, const XML_Char** attributes) {
        if (stopped_) return;
        ++depth_;
        if (depth_ > deepest) return stop("xes-deep", {std::to_string(deepest)});
        if (event_depth_ != 0) {
            if (depth_ == event_depth_ + 1) attribute(attributes);
        } else if (trace_depth_ != 0) {
            if (depth_ == trace_depth_ + 1)
                std::strcmp(local(name), "event") == 0 ? begin_event() : attribute(attributes);
        } else if (depth_ == 1) {
            is_log_ = std::strcmp(local(name), "log") == 0;
            if (!is_log_) stop("xes-no-log", {});
        } else if (depth_ == 2 && std::strcmp(local(name), "trace") == 0) {
            begin_trace();
        } else if (depth_ == 2 && std::strcmp(local(name), "event") == 0) {
            add_bad(in_.told, XML_GetCurrentLineNumber(parser_), "xes-event-alone", {});
        }
    }

    void begin_trace() {
        trace_depth_ = depth_;
        trace_line_ = XML_GetCurrentLineNumber(parser_);
        text_.clear();
        raw_.clear();
        told_.clear();
        of_trace_ = none;
        name_ = {};
    }

    void begin_event() {
        event_depth_ = depth_;
        raw_.emplace_back();
        raw_.back().line = XML_GetCurrentLineNumber(parser_);
    }

    void attribute(const XML_Char** attributes) {
        const XML_Char *key = nullptr, *value = nullptr;
        for (const XML_Char** a = attributes; *a != nullptr; a += 2) {
            if (std::strcmp(a[0], "key") == 0) key = a[1];
            if (std::strcmp(a[0], "value") == 0) value = a[1];
        }
        if (key == nullptr || value == nullptr) return;
        const bool of_event = event_depth_ != 0;
        if (const auto asked = asked_.find(key); asked != asked_.end())
            tell(of_event ? raw_.back().told : of_trace_, asked->second, value);
        if (!of_event) {
            if (std::strcmp(key, "concept:name") == 0) name_ = keep(value);
            return;
        }
        raw_event& e = raw_.back();
        if (std::strcmp(key, "concept:name") == 0) {
            e.activity = keep(value);
        } else if (std::strcmp(key, "time:timestamp") == 0) {
            e.time = parse_instant(value, in_.how.zone);
            if (!e.time) add_bad(in_.told, XML_GetCurrentLineNumber(parser_), "line-time", {shown(value)});
        } else if (std::strcmp(key, "lifecycle:transition") == 0) {
            e.lifecycle = keep(value);
        } else if (std::strcmp(key, "org:resource") == 0) {
            e.resource = keep(value);
        } else if (std::strcmp(key, "org:role") == 0) {
            e.role = keep(value);
        }
    }

    // A text for each that is asked for, as soon as there is one.
    void tell(std::size_t& block, std::size_t which, const XML_Char* value) {
        if (block == none) {
            block = told_.size();
            told_.resize(block + asked_.size());
        }
        told_[block + which] = keep(value);
    }

    [[nodiscard]] std::span<const std::string_view> told_by(std::size_t block) const {
        if (block == none) return {};
        return std::span{told_views_}.subspan(block, asked_.size());
    }

    void end() {
        if (stopped_) return;
        if (depth_ == event_depth_) {
            event_depth_ = 0;
            if (raw_.back().activity.length == 0) {
                add_bad(in_.told, raw_.back().line, "line-lacks", {"concept:name"});
                raw_.pop_back();
            }
        } else if (depth_ == trace_depth_) {
            trace_depth_ = 0;
            end_trace();
        }
        --depth_;
    }

    void end_trace() {
        events_.clear();
        told_views_.clear();
        for (const part p : told_) told_views_.push_back(view(p));
        for (const raw_event& r : raw_)
            events_.push_back(
                {view(r.activity), view(r.lifecycle), view(r.resource), view(r.role), r.time, told_by(r.told)});
        const std::string_view name = view(name_);
        if (name.empty()) {
            add_bad(in_.told, trace_line_, "xes-trace-without-name", {});
        } else if (names_.size() < most_names) {
            in_.told.repeated_cases += names_.insert(std::hash<std::string_view>{}(name)).second ? 0 : 1;
        }
        hand_over(in_, {name, events_, trace_line_, false, told_by(of_trace_)});
    }

    static constexpr std::size_t none = static_cast<std::size_t>(-1);
    struct part {
        std::uint32_t first = 0, length = 0;
    };
    struct raw_event {
        part activity, lifecycle, resource, role;
        std::optional<instant> time;
        std::uint64_t line = 0;
        std::size_t told = none;  // into told_
    };

    part keep(const char* value) {
        const std::size_t length = std::strlen(value);
        const part p{static_cast<std::uint32_t>(text_.size()), static_cast<std::uint32_t>(length)};
        text_.append(value, length);
        if (text_.size() > most_text) stop("xes-too-long", {std::to_string(most_text)});
        return p;
    }
    [[nodiscard]] std::string_view view(part p) const { return std::string_view{text_}.substr(p.first, p.length); }

    static constexpr std::size_t most_text = 1u << 30;  // of one trace

    case_input& in_;
    XML_Parser parser_;
    std::uint64_t fed_ = 0;
    std::size_t depth_ = 0, trace_depth_ = 0, event_depth_ = 0;
    std::uint64_t trace_line_ = 0;
    bool is_log_ = false, stopped_ = false;
    std::string text_;
    part name_;
    std::unordered_map<std::string, std::size_t> asked_;
    std::vector<part> told_;
    std::vector<std::string_view> told_views_;
    std::size_t of_trace_ = none;
    std::vector<raw_event> raw_;
    std::vector<case_event> events_;
    std::unordered_set<std::size_t> names_;
};

}  // namespace

bool read_xes(case_input& in) {
    return xes_reader{in}.read();
}

}  // namespace reglament::log_detail
