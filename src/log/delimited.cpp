#include "log/fields.hpp"
#include "log/header.hpp"

#include <reglament/text/names.hpp>

#include <algorithm>
#include <array>

namespace reglament::log_detail {

namespace {

// For one event type: the column of each attribute.
struct plan {
    bool made = false;
    std::vector<std::size_t> column;
};

// A hash of a row's text, eight bytes at a time; the same on every platform.
std::uint64_t text_key(std::string_view text) noexcept {
    constexpr std::uint64_t factor = 0xd6e8feb86659fd93ULL;
    std::uint64_t h = text.size();
    const auto take = [&h](std::string_view bytes) {
        std::uint64_t word = 0;
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            word |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
        }
        h = (h ^ word) * factor;
        h ^= h >> 32;
    };
    for (; text.size() >= 8; text.remove_prefix(8)) take(text.substr(0, 8));
    take(text);
    return h * factor;
}

class delimited_reader {
public:
    delimited_reader(input& in, const log_options& how, columns where, rows& out, issues& found)
        : in_{in}, how_{how}, where_{std::move(where)}, out_{out}, found_{found}, plans_(out.words().events.size()) {}

    bool prepare() {
        if (where_.type != no_column) return data_is_known();
        constant_ = out_.find_type(where_.constant_type);
        if (!constant_) return unknown_constant();
        if (is_whole(*constant_)) return true;
        plan_of(*constant_);
        return constant_data_is_known() && required_data_is_mapped();
    }

    void read() {
        progress_teller progress{how_, in_.text.size()};
        splitter cutter{in_.text, where_.delimiter, how_.line_length};
        cutter.next(fields_);  // the header
        for (;;) {
            const splitter::outcome got = cutter.next(fields_);
            if (got == splitter::outcome::end) break;
            line_ = cutter.line();
            ++in_.records;
            if (usable(got, cutter)) record(cutter.record());
            progress.at(cutter.offset());
        }
        number_equal_rows();
    }

private:
    void bad(std::string_view code, std::vector<std::string> arguments = {}) {
        out_.bad(in_.file, line_, code, std::move(arguments));
    }

    bool usable(splitter::outcome got, const splitter& cutter) {
        if (got == splitter::outcome::too_long) return bad("line-too-wide", {std::to_string(how_.line_length)}), false;
        if (got == splitter::outcome::bad_quote) return bad("line-quote"), false;
        if (!in_.valid_utf8 && find_invalid_utf8(cutter.record()) != std::string_view::npos)
            return bad("line-not-utf8"), false;
        if (fields_.size() == where_.count) return true;
        return bad("line-fields", {std::to_string(fields_.size()), std::to_string(where_.count)}), false;
    }

    // The text of a field; of one with doubled quotation marks a lasting copy.
    std::string_view text(std::size_t column) {
        const field& f = fields_[column];
        return f.escaped ? out_.keep(without_doubled_quotes(f.text)) : f.text;
    }

    void record(std::string_view whole_text) {
        const std::optional<event_index> type =
            where_.type == no_column ? constant_ : out_.find_type(text(where_.type));
        if (!type) {
            if (text(where_.type).empty()) return bad("line-lacks", {"type"});
            return out_.unknown_type(in_.file, line_, text(where_.type));
        }
        const std::string_view subject = text(where_.subject);
        if (subject.empty()) return bad("line-lacks", {"subject"});
        const std::string_view when = text(where_.time);
        if (when.empty()) return bad("line-lacks", {"time"});
        const std::optional<instant> time =
            where_.format ? where_.format->read(when, how_.zone) : standard_time(when, how_.zone);
        if (!time) return bad("line-time", {shown(when)});
        row made{*time,
                 key(whole_text),
                 subject.data(),
                 static_cast<std::uint32_t>(subject.size()) & longest_subject,
                 is_whole(*type),
                 0,
                 static_cast<std::uint32_t>(line_),
                 static_cast<std::uint16_t>(in_.file),
                 *type};
        if (made.whole != 0) {
            made.first = static_cast<std::uint32_t>(out_.wholes.size());
            out_.wholes.push_back(whole(*type, subject, *time));
        } else if (!data(made)) {
            return;
        }
        if (!has_id()) unnamed_.emplace_back(made.key, out_.list.size());
        out_.list.push_back(made);
    }

    bool has_id() { return where_.id != no_column && !text(where_.id).empty(); }

    std::string_view source() {
        if (where_.source != no_column) return text(where_.source);
        return where_.constant_source ? *where_.constant_source : in_.source;
    }

    // Without an id a row is known by its text, so that lines may come before it, and by its source.
    std::uint64_t key(std::string_view whole_text) {
        if (has_id()) return event_key(source(), text(where_.id));
        if (where_.source != no_column || source_key_ == 0) source_key_ = event_key(source(), {});
        while (whole_text.ends_with('\n') || whole_text.ends_with('\r')) whole_text.remove_suffix(1);
        return numbered(text_key(whole_text), source_key_);
    }

    static std::uint64_t numbered(std::uint64_t key, std::uint64_t number) {
        const std::uint64_t h = key ^ (number + 0x9e3779b97f4a7c15ULL + (key << 6) + (key >> 2));
        return h == 0 ? 1 : h;
    }

    // Of equal rows of a file the first, the second … are events of their own, and the same ones when it is read again.
    void number_equal_rows() {
        std::sort(unnamed_.begin(), unnamed_.end());
        std::uint64_t number = 0;
        for (std::size_t i = 0; i < unnamed_.size(); ++i) {
            number = i > 0 && unnamed_[i].first == unnamed_[i - 1].first ? number + 1 : 0;
            row& r = out_.list[unnamed_[i].second];
            if (number > 0) r.key = event_key({}, std::to_string(numbered(r.key, number)));
            if (r.whole != 0) out_.wholes[r.first].id = std::to_string(r.key);
        }
    }

    bool data(row& made) {
        const event_type& type = out_.type(made.type);
        const plan& p = plan_of(made.type);
        data_writer writer{out_, in_.file, line_, made.type};
        made.first = writer.first();
        for (std::size_t i = 0; i < type.data.size(); ++i) {
            const std::string_view found = p.column[i] == no_column ? std::string_view{} : text(p.column[i]);
            if (!writer.put_text(type.data[i], found, how_.zone, where_.delimiter != ',')) return false;
        }
        return true;
    }

    event whole(event_index type, std::string_view subject, instant time) {
        constexpr std::string_view answers = "answers.";
        feel::context data, filled_in;
        for (const auto& [name, column] : where_.data) {
            if (text(column).empty()) continue;
            const bool answer = name.starts_with(answers);
            auto& into = answer ? filled_in : data;
            into.emplace_back(answer ? name.substr(answers.size()) : name, feel::value{text(column)});
        }
        if (!filled_in.empty()) data.emplace_back("answers", feel::value{std::move(filled_in)});
        return {has_id() ? std::string{text(where_.id)} : std::string{},
                std::string{source()},
                out_.type(type).name.value,
                std::string{subject},
                time,
                feel::value{std::move(data)}};
    }

    const plan& plan_of(event_index type) {
        plan& p = plans_[type];
        if (p.made) return p;
        p.made = true;
        for (const attribute& a : out_.type(type).data) {
            const auto at = std::find_if(where_.data.begin(), where_.data.end(),
                                         [&](const auto& d) { return d.first == a.name.value; });
            p.column.push_back(at == where_.data.end() ? no_column : at->second);
        }
        return p;
    }

    bool unknown_constant() {
        std::vector<std::string_view> known;
        for (const event_type& e : out_.words().events) known.push_back(e.name.value);
        const auto near = near_names(where_.constant_type, known);
        found_.add(out_.words().declared ? "mapping-type" : "mapping-type-unused", {}, {where_.constant_type},
                   near.empty() ? std::string{} : std::string{near.front()});
        return false;
    }

    bool constant_data_is_known() {
        bool good = true;
        for (const auto& [name, column] : where_.data) {
            if (out_.type(*constant_).find(name) != nullptr) continue;
            if (out_.words().declared) {
                unknown_data(out_.type(*constant_).data, name, where_.constant_type);
                good = false;
            } else {
                out_.ignored(*constant_, name, found_);
            }
        }
        return good;
    }

    bool required_data_is_mapped() {
        bool good = true;
        const event_type& type = out_.type(*constant_);
        for (std::size_t i = 0; i < type.data.size(); ++i) {
            if (type.data[i].optional || plans_[*constant_].column[i] != no_column) continue;
            found_.add("mapping-lacks-data", {}, {type.name.value, type.data[i].name.value});
            good = false;
        }
        return good;
    }

    // With a column of types, data must belong to one of the events at least.
    bool data_is_known() {
        bool good = true;
        for (const auto& [name, column] : where_.data) {
            static constexpr std::array<std::string_view, 5> plain{"task", "regulation", "call", "error", "final"};
            const bool of_reserved = std::find(plain.begin(), plain.end(), name) != plain.end() ||
                                     name.starts_with("answers.") || name.starts_with("result.");
            const auto& events = out_.words().events;
            if (of_reserved || out_.words().find_fact(name)) continue;
            if (std::any_of(events.begin(), events.end(), [&](const auto& e) { return e.find(name) != nullptr; }))
                continue;
            if (out_.words().declared) {
                found_.add("mapping-data-of-none", {}, {name});
                good = false;
            } else {
                found_.add("mapping-data-undeclared", {}, {name});
            }
        }
        return good;
    }

    void unknown_data(const std::vector<attribute>& data, const std::string& name, const std::string& type) {
        std::vector<std::string_view> known;
        for (const attribute& a : data) known.push_back(a.name.value);
        const auto near = near_names(name, known);
        found_.add("mapping-data", {}, {type, name}, near.empty() ? std::string{} : std::string{near.front()});
    }

    input& in_;
    const log_options& how_;
    columns where_;
    rows& out_;
    issues& found_;
    std::vector<plan> plans_;
    std::optional<event_index> constant_;
    std::vector<field> fields_;
    std::vector<std::pair<std::uint64_t, std::size_t>> unnamed_;  // key and row of those without an id
    std::uint64_t source_key_ = 0;
    std::uint64_t line_ = 1;
};

}  // namespace

bool read_delimited(input& in, const log_options& how, rows& out, issues& found) {
    std::optional<columns> where = read_header(in, *how.columns, how.line_length, found);
    if (!where) return false;
    delimited_reader reader{in, how, std::move(*where), out, found};
    if (!reader.prepare()) return false;
    reader.read();
    return true;
}

}  // namespace reglament::log_detail
