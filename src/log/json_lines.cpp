#include "feel/json_fault.hpp"
#include "log/readers.hpp"

#include <algorithm>
#include <array>

namespace reglament::log_detail {

namespace {

// The attributes of CloudEvents that the engine reads. Others are extensions, which are allowed and of no concern here.
struct envelope {
    std::array<const feel::value*, 12> found{};
    enum which : std::size_t {
        id,
        source,
        type,
        subject,
        time,
        data,
        specversion,
        fetched,
        actor,
        traceparent,
        tracestate,
        recorded
    };
    static constexpr std::array<std::string_view, 12> names{"id",    "source",      "type",        "subject",
                                                            "time",  "data",        "specversion", "fetched",
                                                            "actor", "traceparent", "tracestate",  "recordedtime"};

    void fill(const feel::context& entries) {
        found = {};
        for (const auto& [name, v] : entries) {
            const auto* at = std::find(names.begin(), names.end(), name);
            if (at != names.end() && !v.is_null()) found[static_cast<std::size_t>(at - names.begin())] = &v;
        }
    }

    [[nodiscard]] std::string_view text(which w) const { return found[w]->as_string(); }
};

bool is_text(const feel::value* v) {
    return v->kind() == feel::value_kind::string && !v->as_string().empty();
}

class json_reader {
public:
    json_reader(input& in, const log_options& how, rows& out, issues& found)
        : in_{in}, how_{how}, out_{out}, found_{found} {}

    void read() {
        progress_teller progress{how_, in_.text.size()};
        for (std::size_t at = 0; at < in_.text.size(); ++line_) {
            const std::size_t end = std::min(in_.text.find('\n', at), in_.text.size());
            read_line(in_.text.substr(at, end - at));
            at = end + 1;
            progress.at(at);
        }
    }

private:
    void bad(std::string_view code, std::vector<std::string> arguments = {}) {
        out_.bad(in_.file, line_, code, std::move(arguments));
    }

    void read_line(std::string_view text) {
        if (text.find_first_not_of(" \t\r") == text.npos) return;
        ++in_.records;
        if (text.size() > how_.line_length) return bad("line-too-wide", {std::to_string(how_.line_length)});
        if (!in_.valid_utf8 && find_invalid_utf8(text) != text.npos) return bad("line-not-utf8");
        feel::json_fault why;
        const std::optional<feel::value> read = feel::read_json(text, why, {64, how_.line_length});
        if (!read) return bad_json(text, why);
        if (read->kind() != feel::value_kind::context) return bad("line-no-object");
        envelope_.fill(read->as_context());
        if (complete()) bind();
    }

    void bad_json(std::string_view text, const feel::json_fault& why) {
        using what = feel::json_fault::what;
        const std::size_t at = std::min(why.at, text.size());
        const std::string character = std::to_string(count_characters(text.substr(0, at)) + 1);
        switch (why.kind) {
            case what::unfinished:
                return bad("line-json-unfinished");
            case what::too_deep:
                return bad("line-json-deep");
            case what::number:
                return bad("line-json-number", {character});
            case what::key_twice:
                return bad("line-json-twice", {shown(why.detail)});
            case what::behind:
                return bad("line-json-behind", {character, shown_from(text, at)});
            default:
                return bad("line-no-json", {character, shown_from(text, at)});
        }
    }

    static std::string shown_from(std::string_view text, std::size_t at) {
        while (!text.empty() && (text.back() == '\r' || text.back() == ' ')) text.remove_suffix(1);
        return shown(text.substr(std::min(at, text.size())));
    }

    bool complete() {
        for (const auto w : {envelope::id, envelope::source, envelope::type, envelope::subject, envelope::time}) {
            const feel::value* v = envelope_.found[w];
            if (v == nullptr) return bad("line-lacks", {std::string{envelope::names[w]}}), false;
            if (!is_text(v)) return bad("line-attribute-no-text", {std::string{envelope::names[w]}}), false;
        }
        for (const auto w : {envelope::actor, envelope::traceparent, envelope::tracestate, envelope::recorded}) {
            if (envelope_.found[w] != nullptr && !is_text(envelope_.found[w]))
                return bad("line-attribute-no-text", {std::string{envelope::names[w]}}), false;
        }
        const feel::value* version = envelope_.found[envelope::specversion];
        if (version != nullptr && !(is_text(version) && version->as_string().starts_with("1."))) {
            return bad("line-version", {shown(feel::to_string(*version))}), false;
        }
        const feel::value* data = envelope_.found[envelope::data];
        if (data != nullptr && data->kind() != feel::value_kind::context) return bad("line-data-no-object"), false;
        return true;
    }

    void bind() {
        const std::string_view time_text = envelope_.text(envelope::time);
        const std::optional<instant> time = parse_instant(time_text, how_.zone);
        if (!time) return bad("line-time", {shown(time_text)});
        if (!note_recorded()) return;
        const auto type = out_.find_type(envelope_.text(envelope::type));
        if (!type) return out_.unknown_type(in_.file, line_, envelope_.text(envelope::type));
        const std::string_view subject = out_.keep(envelope_.text(envelope::subject));
        row made{*time,
                 event_key(envelope_.text(envelope::source), envelope_.text(envelope::id)),
                 subject.data(),
                 static_cast<std::uint32_t>(subject.size()) & longest_subject,
                 is_whole(*type) || needs_envelope(),
                 0,
                 static_cast<std::uint32_t>(line_),
                 static_cast<std::uint16_t>(in_.file),
                 *type};
        if (made.whole != 0) {
            made.first = static_cast<std::uint32_t>(out_.wholes.size());
            out_.wholes.push_back(whole(*time));
        } else if (!bind_data(made)) {
            return;
        }
        out_.list.push_back(made);
    }

    // When it was written down, if that is said.
    bool note_recorded() {
        if (envelope_.found[envelope::recorded] == nullptr) return true;
        const std::string_view text = envelope_.text(envelope::recorded);
        const std::optional<instant> when = parse_instant(text, how_.zone);
        if (!when) return bad("line-time", {shown(text)}), false;
        out_.note_recorded(static_cast<std::uint16_t>(in_.file), static_cast<std::uint32_t>(line_), *when);
        return true;
    }

    // What is bound alone would lose it.
    [[nodiscard]] bool needs_envelope() const {
        const auto& found = envelope_.found;
        return found[envelope::fetched] != nullptr || found[envelope::actor] != nullptr ||
               found[envelope::traceparent] != nullptr;
    }

    [[nodiscard]] event whole(instant time) const {
        const auto text = [&](envelope::which w) {
            return envelope_.found[w] == nullptr ? std::string{} : std::string{envelope_.text(w)};
        };
        const feel::value* data = envelope_.found[envelope::data];
        const feel::value* fetched = envelope_.found[envelope::fetched];
        return {std::string{envelope_.text(envelope::id)},
                std::string{envelope_.text(envelope::source)},
                std::string{envelope_.text(envelope::type)},
                std::string{envelope_.text(envelope::subject)},
                time,
                data == nullptr ? feel::value{} : *data,
                fetched == nullptr ? feel::value{} : *fetched,
                text(envelope::actor),
                text(envelope::traceparent),
                text(envelope::tracestate)};
    }

    bool bind_data(row& made) {
        static const feel::context nothing;
        const feel::value* data = envelope_.found[envelope::data];
        const feel::context& entries = data == nullptr ? nothing : data->as_context();
        const event_type& type = out_.type(made.type);
        data_writer writer{out_, in_.file, line_, made.type};
        made.first = writer.first();
        std::size_t known = 0;
        for (const attribute& a : type.data) {
            const auto named = [&](const auto& entry) { return entry.first == a.name.value; };
            const auto at = std::find_if(entries.begin(), entries.end(), named);
            known += at != entries.end() ? 1 : 0;
            if (!writer.put(a, at == entries.end() ? feel::value{} : at->second, how_.zone)) return false;
        }
        if (known < entries.size()) tell_ignored(made.type, entries);
        return true;
    }

    void tell_ignored(event_index type, const feel::context& entries) {
        for (const auto& [name, v] : entries) {
            if (out_.type(type).find(name) == nullptr) out_.ignored(type, name, found_);
        }
    }

    input& in_;
    const log_options& how_;
    rows& out_;
    issues& found_;
    envelope envelope_;
    std::uint64_t line_ = 1;
};

}  // namespace

void read_json_lines(input& in, const log_options& how, rows& out, issues& found) {
    json_reader{in, how, out, found}.read();
}

}  // namespace reglament::log_detail
