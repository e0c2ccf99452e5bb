// CloudEvents, a JSON object a line: a case is a subject. What was done of a task is told by its name.
#include "feel/json_fault.hpp"
#include "log/case_rows.hpp"
#include "log/rows.hpp"

#include <algorithm>

namespace reglament::log_detail {

namespace {

constexpr std::size_t piece = 1u << 20;

class line_reader {
public:
    explicit line_reader(case_input& in) : in_{in}, rows_{in} {}

    bool read() {
        std::string text = std::move(in_.head);
        std::uint64_t told_at = 0;
        for (bool last = false; !last;) {
            std::size_t at = 0;
            for (std::size_t end = text.find('\n'); end != text.npos; at = end + 1, end = text.find('\n', at)) {
                if (!take(std::string_view{text}.substr(at, end - at))) return false;
            }
            text.erase(0, at);
            const std::size_t had = text.size();
            if (had > in_.how.line_length + piece) {
                in_.found.add("xes-too-long", {},
                              {in_.name, std::to_string(line_ + 1), std::to_string(in_.how.line_length)});
                return false;
            }
            text.resize(had + piece);
            const std::size_t n = in_.bytes.read(text.data() + had, piece, in_.found);
            text.resize(had + n);
            if (!in_.bytes.good()) return false;
            last = n == 0;
            if (in_.how.progress && in_.bytes.done() >= told_at + piece) {
                told_at = in_.bytes.done();
                in_.how.progress(told_at, in_.bytes.total());
            }
        }
        return take(text) && rows_.finish();
    }

private:
    bool bad(std::string_view code, std::vector<std::string> arguments = {}) {
        add_bad(in_.told, line_, code, std::move(arguments));
        return true;
    }

    bool take(std::string_view text) {
        ++line_;
        if (text.find_first_not_of(" \t\r") == text.npos) return true;
        if (text.size() > in_.how.line_length) return bad("line-too-wide", {std::to_string(in_.how.line_length)});
        if (find_invalid_utf8(text) != text.npos) return bad("line-not-utf8");
        feel::json_fault why;
        const std::optional<feel::value> read = feel::read_json(text, why, {64, in_.how.line_length});
        if (!read) {
            const std::size_t at = std::min(why.at, text.size());
            return bad("line-no-json",
                       {std::to_string(count_characters(text.substr(0, at)) + 1), shown(text.substr(at))});
        }
        if (read->kind() != feel::value_kind::context) return bad("line-no-object");
        const std::string_view type = text_of(read->get("type")), subject = text_of(read->get("subject"));
        const std::string_view time = text_of(read->get("time"));
        if (type.empty()) return bad("line-lacks", {"type"});
        if (subject.empty()) return bad("line-lacks", {"subject"});
        if (time.empty()) return bad("line-lacks", {"time"});
        told_.clear();
        case_rows::fields f;
        f.name = subject;
        f.time = parse_instant(time, in_.how.zone);
        if (!f.time) return bad("line-time", {shown(time)});
        const feel::value data = read->get("data");
        const feel::value of_task = data.kind() == feel::value_kind::context ? data.get("task") : feel::value{};
        const feel::value person = data.kind() == feel::value_kind::context ? data.get("person") : feel::value{};
        const feel::value actor = read->get("actor");
        const std::string_view task = text_of(of_task);
        std::string both;
        f.activity = type;
        if (type.starts_with("task.") && !task.empty()) {
            both = type == "task.done" ? std::string{task} : std::string{type} + " " + std::string{task};
            f.activity = both;
        }
        f.resource = !text_of(person).empty() ? text_of(person) : text_of(actor);
        f.line = line_;
        if (data.kind() == feel::value_kind::context) tell(data);
        f.values = told_;
        return rows_.add(f);
    }

    // What else is asked for: of the data, or of what a form was answered.
    void tell(const feel::value& data) {
        const feel::value answers = data.get("answers");
        const bool has_form = answers.kind() == feel::value_kind::context;
        texts_.assign(in_.how.values.size(), {});
        told_.assign(texts_.size(), {});
        for (std::size_t i = 0; i < texts_.size(); ++i) {
            const std::string& name = in_.how.values[i];
            feel::value v = has_form ? answers.get(name) : feel::value{};
            if (v.is_null()) v = data.get(name);
            if (v.is_null()) continue;
            texts_[i] = v.kind() == feel::value_kind::string ? std::string{v.as_string()} : feel::to_string(v);
            told_[i] = texts_[i];
        }
    }

    static std::string_view text_of(const feel::value& v) {
        return v.kind() == feel::value_kind::string ? v.as_string() : std::string_view{};
    }

    case_input& in_;
    case_rows rows_;
    std::vector<std::string> texts_;
    std::vector<std::string_view> told_;
    std::uint64_t line_ = 0;
};

}  // namespace

bool read_case_lines(case_input& in) {
    return line_reader{in}.read();
}

}  // namespace reglament::log_detail
