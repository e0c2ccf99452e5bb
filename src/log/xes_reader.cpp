#include "log/xes_reader.hpp"

#include "log/rows.hpp"

#include <algorithm>
#include <cstring>
#include <new>

namespace reglament::log_detail {

namespace {

constexpr std::size_t deepest = 200;
constexpr std::size_t most_text = 1u << 30;  // of one trace

const XML_Char* local(const XML_Char* name) {
    const XML_Char* const colon = std::strchr(name, ':');
    return colon == nullptr ? name : colon + 1;
}

}  // namespace

xes_reader::xes_reader(xes_output out, std::uint64_t line)
    : out_{out}, parser_{XML_ParserCreate(nullptr)}, skipped_{line - 1} {
    if (parser_ == nullptr) throw std::bad_alloc{};
    for (std::size_t i = 0; i < out.how.values.size(); ++i)
        first_of_.push_back(asked_.try_emplace(out.how.values[i], i).first->second);
    XML_SetUserData(parser_, this);
    XML_SetElementHandler(parser_, &xes_reader::on_start, &xes_reader::on_end);
    XML_SetCommentHandler(parser_, &xes_reader::on_comment);
    XML_SetProcessingInstructionHandler(parser_, &xes_reader::on_instruction);
    XML_SetStartDoctypeDeclHandler(parser_, &xes_reader::on_doctype);
}

bool xes_reader::feed(std::string_view text, bool last) {
    do {  // in parts, so that what waits for its end is found too long in time
        const std::string_view next = text.substr(0, 1u << 18);
        text.remove_prefix(next.size());
        fed_ += next.size();
        const bool end = last && text.empty();
        if (!parsed(XML_Parse(parser_, next.data(), static_cast<int>(next.size()), end ? 1 : 0))) return false;
    } while (!text.empty());
    if (last && !is_log_) refuse("xes-no-log", {out_.name});
    return !last || is_log_;
}

bool xes_reader::feed(byte_stream& from) {
    const std::size_t room = std::min<std::size_t>(out_.how.line_length, 1u << 18);
    std::uint64_t told_at = 0;
    for (;;) {
        void* const buffer = XML_GetBuffer(parser_, static_cast<int>(room));
        if (buffer == nullptr) throw std::bad_alloc{};
        const std::size_t n = from.read(static_cast<char*>(buffer), room, out_.found);
        if (n == 0 && !from.good()) return false;
        fed_ += n;
        if (!parsed(XML_ParseBuffer(parser_, static_cast<int>(n), n == 0))) return false;
        if (n == 0) break;
        if (out_.how.progress && from.done() >= told_at + (1u << 20)) {
            told_at = from.done();
            out_.how.progress(told_at, from.total());
        }
    }
    if (!is_log_) refuse("xes-no-log", {out_.name});
    return is_log_;
}

// Text that waits for its end is kept by the parser: bounded, too.
bool xes_reader::parsed(XML_Status status) {
    if (status == XML_STATUS_OK) {
        const auto done = static_cast<std::uint64_t>(std::max<XML_Index>(XML_GetCurrentByteIndex(parser_), 0));
        if (fed_ < done || fed_ - done <= out_.how.line_length + (1u << 19)) return true;
        return refuse("xes-too-long", {out_.name, std::to_string(line()), std::to_string(out_.how.line_length)}), false;
    }
    if (stopped_) return false;
    return refuse("xes-broken", {out_.name, std::to_string(line()), XML_ErrorString(XML_GetErrorCode(parser_))}), false;
}

void xes_reader::refuse(std::string_view code, std::vector<std::string> arguments) {
    out_.found.add(code, {}, std::move(arguments));
}

void xes_reader::stop(std::string_view code, std::vector<std::string> more) {
    if (stopped_) return;
    stopped_ = true;
    std::vector<std::string> arguments{out_.name, std::to_string(line())};
    arguments.insert(arguments.end(), more.begin(), more.end());
    refuse(code, std::move(arguments));
    XML_StopParser(parser_, XML_FALSE);
}

// However the text was fed: a tag, a comment, an instruction may be so long and no longer.
bool xes_reader::bounded() {
    if (XML_GetCurrentByteCount(parser_) > 0 &&
        static_cast<std::size_t>(XML_GetCurrentByteCount(parser_)) > out_.how.line_length)
        stop("xes-too-long", {std::to_string(out_.how.line_length)});
    return !stopped_;
}

void xes_reader::start(const XML_Char* name, const XML_Char** attributes) {
    if (stopped_ || !bounded()) return;
    ++depth_;
    if (depth_ > deepest) return stop("xes-deep", {std::to_string(deepest)});
    if (event_depth_ != 0) {
        if (depth_ == event_depth_ + 1) attribute(attributes);
    } else if (trace_depth_ != 0) {
        if (depth_ == trace_depth_ + 1) std::strcmp(local(name), "event") == 0 ? begin_event() : attribute(attributes);
    } else if (depth_ == 1) {
        is_log_ = std::strcmp(local(name), "log") == 0;
        if (!is_log_) stop("xes-no-log", {});
    } else if (depth_ == 2 && std::strcmp(local(name), "trace") == 0) {
        begin_trace();
    } else if (depth_ == 2 && std::strcmp(local(name), "event") == 0) {
        add_bad(out_.told, line(), "xes-event-alone", {});
    }
}

void xes_reader::begin_trace() {
    trace_depth_ = depth_;
    trace_line_ = line();
    text_.clear();
    raw_.clear();
    told_.clear();
    of_trace_ = none;
    name_ = {};
}

void xes_reader::begin_event() {
    event_depth_ = depth_;
    raw_.emplace_back();
    raw_.back().line = line();
}

void xes_reader::attribute(const XML_Char** attributes) {
    const XML_Char *key = nullptr, *value = nullptr;
    for (const XML_Char** a = attributes; *a != nullptr; a += 2) {
        if (std::strcmp(a[0], "key") == 0) key = a[1];
        if (std::strcmp(a[0], "value") == 0) value = a[1];
    }
    if (key == nullptr || value == nullptr) return;
    const bool is_of_event = event_depth_ != 0;
    if (!asked_.empty()) {
        const auto asked = asked_.find(key);
        if (asked != asked_.end()) tell(is_of_event ? raw_.back().told : of_trace_, asked->second, value);
    }
    if (is_of_event) return of_event(key, value);
    if (std::strcmp(key, "concept:name") == 0) name_ = keep(value);
}

void xes_reader::of_event(const XML_Char* key, const XML_Char* value) {
    raw_event& e = raw_.back();
    const auto is = [key](const char* name) { return std::strcmp(key, name) == 0; };
    switch (key[0]) {  // most are none of these
        case 'c':
            if (is("concept:name")) e.activity = keep(value);
            break;
        case 't':
            if (!is("time:timestamp")) break;
            e.time = parse_instant(value, out_.how.zone);
            if (!e.time) add_bad(out_.told, line(), "line-time", {shown(value)});
            break;
        case 'l':
            if (is("lifecycle:transition")) e.lifecycle = keep(value);
            break;
        case 'o':
            if (is("org:resource")) e.resource = keep(value);
            if (is("org:role")) e.role = keep(value);
            break;
        default:
            break;
    }
}

// A text for each that is asked for, as soon as there is one.
void xes_reader::tell(std::size_t& block, std::size_t which, const XML_Char* value) {
    if (block == none) {
        block = told_.size();
        told_.resize(block + first_of_.size());
    }
    told_[block + which] = keep(value);
}

std::span<const std::string_view> xes_reader::told_by(std::size_t block) const {
    if (block == none) return {};
    return std::span{told_views_}.subspan(block, first_of_.size());
}

void xes_reader::end() {
    if (stopped_) return;
    if (depth_ == event_depth_) {
        event_depth_ = 0;
        if (raw_.back().activity.length == 0) {
            add_bad(out_.told, raw_.back().line, "line-lacks", {"concept:name"});
            raw_.pop_back();
        }
    } else if (depth_ == trace_depth_) {
        trace_depth_ = 0;
        end_trace();
    }
    --depth_;
}

void xes_reader::end_trace() {
    events_.clear();
    told_views_.clear();
    for (std::size_t block = 0; block < told_.size(); block += first_of_.size()) {
        for (const std::size_t i : first_of_) told_views_.push_back(view(told_[block + i]));
    }
    for (const raw_event& r : raw_)
        events_.push_back(
            {view(r.activity), view(r.lifecycle), view(r.resource), view(r.role), r.time, told_by(r.told)});
    const std::string_view name = view(name_);
    if (name.empty()) add_bad(out_.told, trace_line_, "xes-trace-without-name", {});
    out_.sink({name, events_, trace_line_, false, told_by(of_trace_)});
}

xes_reader::part xes_reader::keep(const char* value) {
    const std::size_t length = std::strlen(value);
    const part p{static_cast<std::uint32_t>(text_.size()), static_cast<std::uint32_t>(length)};
    text_.append(value, length);
    if (text_.size() > most_text) stop("xes-too-long", {std::to_string(most_text)});
    return p;
}

}  // namespace reglament::log_detail
