// Delimited tables of events, each row with its case.
#include "log/case_rows.hpp"
#include "log/fields.hpp"
#include "log/header.hpp"

#include <reglament/log/case_log.hpp>
#include <reglament/text/names.hpp>

#include <algorithm>
#include <array>

namespace reglament::log_detail {

namespace {

constexpr std::size_t piece = 1u << 20;

struct usual_name {
    std::string_view target;
    std::array<std::string_view, 9> columns;
};
constexpr std::array<usual_name, 6> usual_names{{
    {"subject", {"case:concept:name", "case_id", "case id", "Case ID", "CaseID", "case", "Case", "subject", "кейс"}},
    {"type",
     {"concept:name", "activity", "Activity", "event", "Event", "activity_name", "Activity Name", "type", "действие"}},
    {"time",
     {"time:timestamp", "timestamp", "Timestamp", "time", "Time", "Complete Timestamp", "date", "Date", "время"}},
    {"data.lifecycle", {"lifecycle:transition", "lifecycle", "Lifecycle", "", "", "", "", "", "стадия"}},
    {"data.resource", {"org:resource", "resource", "Resource", "person", "", "", "", "", "сотрудник"}},
    {"data.role", {"org:role", "role", "Role", "", "", "", "", "", "роль"}},
}};

// Columns of the first line by the delimiter that finds the most of the usual names.
std::vector<std::string> names_in(std::string_view text, char delimiter, std::size_t longest) {
    splitter cutter{text, delimiter, longest};
    std::vector<field> fields;
    std::vector<std::string> out;
    if (cutter.next(fields) != splitter::outcome::record) return out;
    for (const field& f : fields) out.push_back(f.escaped ? without_doubled_quotes(f.text) : std::string{f.text});
    return out;
}

mapping usual_mapping(std::string_view text, std::size_t longest) {
    mapping best;
    for (const char delimiter : {',', ';', '\t'}) {
        const std::vector<std::string> names = names_in(text, delimiter, longest);
        mapping made;
        for (const usual_name& u : usual_names) {
            const auto known = std::find_if(u.columns.begin(), u.columns.end(), [&](std::string_view c) {
                return !c.empty() && std::find(names.begin(), names.end(), c) != names.end();
            });
            if (known != u.columns.end()) made.entries.push_back({std::string{u.target}, std::string{*known}, {}});
        }
        if (made.entries.size() > best.entries.size()) best = std::move(made);
    }
    return best;
}

// Before the name of what is told beside.
const std::string told = "=";

// The mapping of cases in the words of that of events.
mapping as_events(const mapping& of_cases) {
    mapping out = of_cases;
    for (mapping::entry& e : out.entries) {
        if (e.target == "case") {
            e.target = "subject";
        } else if (e.target == "activity") {
            e.target = "type";
        } else if (e.target.starts_with("data.")) {
            e.target = "data." + (told + e.target.substr(5));
        } else if (e.target != "time") {
            e.target = "data." + e.target;
        }
    }
    return out;
}

class table_reader {
public:
    explicit table_reader(case_input& in) : in_{in}, rows_{in} {}

    bool read() {
        text_ = std::move(in_.head);
        while (text_.find('\n') == text_.npos && more()) {
        }
        if (!in_.bytes.good() || !find_columns()) return false;
        std::uint64_t told_at = 0;
        for (bool last = false; !last;) {
            last = !more();
            if (!in_.bytes.good() || !take(last)) return false;
            if (in_.how.progress && in_.bytes.done() >= told_at + piece) {
                told_at = in_.bytes.done();
                in_.how.progress(told_at, in_.bytes.total());
            }
        }
        return rows_.finish();
    }

private:
    bool more() {
        const std::size_t had = text_.size();
        text_.resize(had + piece);
        const std::size_t n = in_.bytes.read(text_.data() + had, piece, in_.found);
        text_.resize(had + n);
        return n != 0;
    }

    bool find_columns() {
        const mapping wanted =
            in_.how.columns ? as_events(*in_.how.columns) : usual_mapping(text_, in_.how.line_length);
        for (const auto& [target, said] : {std::pair{"subject", "case"}, {"type", "activity"}, {"time", "time"}}) {
            const auto is = [&](const mapping::entry& e) { return e.target == target; };
            if (std::any_of(wanted.entries.begin(), wanted.entries.end(), is)) continue;
            in_.found.add("log-columns", {}, {in_.name, said});
            known_ = false;
        }
        if (!known_) return false;
        input header;
        header.text = text_;
        header.name = in_.name;
        header.valid_utf8 =
            find_invalid_utf8(std::string_view{text_}.substr(0, text_.find('\n'))) == std::string_view::npos;
        std::optional<columns> found = read_header(header, wanted, in_.how.line_length, in_.found);
        if (!found) return false;
        where_ = std::move(*found);
        if (where_.type == no_column) {
            in_.found.add("no-column", {}, {in_.name, where_.constant_type, ""});
            return false;
        }
        for (const auto& [name, at] : where_.data) {
            if (name.starts_with(told)) {
                tell_unasked(name.substr(told.size()));
                continue;
            }
            (name == "lifecycle" ? lifecycle_ : name == "resource" ? resource_ : role_) = at;
        }
        for (const std::string& name : in_.how.values) values_.push_back(column_of(name));
        return true;
    }

    // Somebody took pains to map it.
    void tell_unasked(const std::string& name) {
        const auto& asked = in_.how.values;
        if (std::find(asked.begin(), asked.end(), name) != asked.end()) return;
        const std::vector<std::string_view> known{asked.begin(), asked.end()};
        const auto near = near_names(name, known);
        in_.found.add("log-value-unasked", {}, {name}, near.empty() ? std::string{} : std::string{near.front()});
    }

    // What is told beside: as it is mapped, or by its own name.
    [[nodiscard]] std::size_t column_of(const std::string& name) const {
        for (const auto& [mapped, at] : where_.data) {
            if (mapped == told + name) return at;
        }
        const auto known = std::find(where_.names.begin(), where_.names.end(), name);
        if (known == where_.names.end()) return no_column;
        const auto column = static_cast<std::size_t>(known - where_.names.begin());
        const auto taken = {where_.subject, where_.type, where_.time, lifecycle_, resource_, role_};
        return std::find(taken.begin(), taken.end(), column) == taken.end() ? column : no_column;
    }

    // Records that are whole; what is left of the last one is kept for the next piece.
    bool take(bool last) {
        splitter cutter{text_, where_.delimiter, in_.how.line_length};
        std::size_t done = 0;
        std::uint64_t lines = 0;
        for (;;) {
            const splitter::outcome got = cutter.next(fields_);
            if (got == splitter::outcome::end) {
                done = text_.size();
                break;
            }
            const bool touches_end = cutter.offset() >= text_.size();
            if (!last && touches_end && text_.size() - done <= in_.how.line_length) break;
            line_ = lines_before_ + cutter.line();
            if (!header_seen_) {
                header_seen_ = true;
            } else if (usable(got, cutter) && !record()) {
                return false;
            }
            done = cutter.offset();
        }
        lines = static_cast<std::uint64_t>(
            std::count(text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(done), '\n'));
        lines_before_ += lines;
        text_.erase(0, done);
        return true;
    }

    void bad(std::string_view code, std::vector<std::string> arguments = {}) {
        add_bad(in_.told, line_, code, std::move(arguments));
    }

    bool usable(splitter::outcome got, const splitter& cutter) {
        if (got == splitter::outcome::too_long)
            return bad("line-too-wide", {std::to_string(in_.how.line_length)}), false;
        if (got == splitter::outcome::bad_quote) return bad("line-quote"), false;
        if (find_invalid_utf8(cutter.record()) != std::string_view::npos) return bad("line-not-utf8"), false;
        if (fields_.size() == where_.count) return true;
        return bad("line-fields", {std::to_string(fields_.size()), std::to_string(where_.count)}), false;
    }

    std::string_view text(std::size_t column, std::string& unquoted) {
        if (column == no_column) return {};
        const field& f = fields_[column];
        if (!f.escaped) return f.text;
        unquoted = without_doubled_quotes(f.text);
        return unquoted;
    }

    bool record() {
        std::array<std::string, 6> own;
        case_rows::fields f;
        f.name = text(where_.subject, own[0]);
        f.activity = text(where_.type, own[1]);
        const std::string_view when = text(where_.time, own[2]);
        f.lifecycle = text(lifecycle_, own[3]);
        f.resource = text(resource_, own[4]);
        f.role = text(role_, own[5]);
        f.line = line_;
        if (f.name.empty()) return bad("line-lacks", {"case"}), true;
        if (f.activity.empty()) return bad("line-lacks", {"activity"}), true;
        if (when.empty()) return bad("line-lacks", {"time"}), true;
        f.time = where_.format ? where_.format->read(when, in_.how.zone) : standard_time(when, in_.how.zone);
        if (!f.time) return bad("line-time", {shown(when)}), true;
        unquoted_.resize(values_.size());
        told_.resize(values_.size());
        for (std::size_t i = 0; i < values_.size(); ++i) told_[i] = text(values_[i], unquoted_[i]);
        f.values = told_;
        return rows_.add(f);
    }

    case_input& in_;
    case_rows rows_;
    std::string text_;
    columns where_;
    std::size_t lifecycle_ = no_column, resource_ = no_column, role_ = no_column;
    std::vector<std::size_t> values_;  // columns
    std::vector<std::string> unquoted_;
    std::vector<std::string_view> told_;
    std::vector<field> fields_;
    std::uint64_t line_ = 0, lines_before_ = 0;
    bool header_seen_ = false, known_ = true;
};

}  // namespace

bool read_case_table(case_input& in) {
    return table_reader{in}.read();
}

}  // namespace reglament::log_detail
