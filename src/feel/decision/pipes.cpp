// Tables of columns divided by `|`.
#include "feel/decision/grid.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace reglament::feel {
namespace {

// Behind the quoted text that begins at `at`, if it ends in this line; else `at` itself, so that a forgotten quotation
// mark spoils its own cell only. FEEL has no `|`: brackets need not be looked at.
std::size_t behind_quoted(std::string_view line, std::size_t at) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 3> quotes{
        {{"\"", "\""}, {"«", "»"}, {"`", "`"}}};
    for (const auto& [open, close] : quotes) {
        if (!line.substr(at).starts_with(open)) continue;
        for (auto end = at + open.size(); end < line.size(); ++end) {
            if (line[end] == '\\')
                ++end;
            else if (line.substr(end).starts_with(close))
                return end + close.size();
        }
    }
    return at;
}

class pipe_reader {
public:
    pipe_reader(const place& text, issues& found) : grid_{.text = text, .policy = {}, .rows = {}}, found_{found} {}

    decision_table read() {
        const auto file = grid_.text.source->text();
        for (auto at = grid_.text.where.begin; at < grid_.text.where.end;) {
            auto end = static_cast<std::uint32_t>(std::min<std::size_t>(file.find('\n', at), grid_.text.where.end));
            line({at, end});
            at = end + 1;
        }
        return table_of(grid_, found_);
    }

private:
    void line(span where) {
        const auto text = trimmed_cell(grid_.text.source->text(), where);
        if (text.value.empty() || text.value[0] == '#') return;
        const bool has_columns = text.value.find('|') != std::string::npos;
        if (!has_columns && grid_.rows.empty() && grid_.policy.value.empty()) {
            grid_.policy = policy_line(grid_.text.source->text(), text.where);
            return;
        }
        if (grid_.rows.empty()) framed_ = text.value[0] == '|';
        grid_.rows.push_back(row(text));
    }

    // With a bar before and behind it, as Markdown has them, or without: the headings tell, of which none is empty. In
    // a table without, a row that begins with a bar has an empty first cell.
    [[nodiscard]] span inside_bars(const located<std::string>& line) const {
        const std::string_view text = line.value;
        span inside = line.where;
        if (!framed_ || text.size() < 2 || text[0] != '|' || text[1] == '|') return inside;
        ++inside.begin;
        if (text.ends_with('|')) --inside.end;
        return inside;
    }

    [[nodiscard]] grid_row row(const located<std::string>& line) const {
        const auto file = grid_.text.source->text();
        const span inside = inside_bars(line);
        grid_row out{{{}}, line.where};
        auto from = inside.begin;
        const auto text = file.substr(0, inside.end);
        const auto cell = [&](std::size_t end) {
            out.sections.back().push_back(trimmed_cell(file, {from, static_cast<std::uint32_t>(end)}));
        };
        for (std::size_t at = inside.begin; at < inside.end;) {
            if (const auto behind = behind_quoted(text, at); behind != at) {
                at = behind;
            } else if (text[at] == '|') {
                cell(at);
                const bool twice = at + 1 < text.size() && text[at + 1] == '|';
                if (twice) out.sections.emplace_back();
                at += twice ? 2 : 1;
                from = static_cast<std::uint32_t>(at);
            } else {
                ++at;
            }
        }
        cell(inside.end);
        return out;
    }

    grid grid_;
    issues& found_;
    bool framed_ = false;
};

}  // namespace

decision_table parse_decision_table(const place& text, issues& found) {
    return pipe_reader{text, found}.read();
}

}  // namespace reglament::feel
