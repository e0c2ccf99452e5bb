// Tables of comma-separated values, RFC 4180.
#include "feel/decision/grid.hpp"

#include <algorithm>
#include <utility>

namespace reglament::feel {
namespace {

class csv_reader {
public:
    csv_reader(const place& text, issues& found)
        : grid_{.text = text, .policy = {}, .rows = {}},
          found_{found},
          text_{text.source->text().substr(0, text.where.end)},
          at_{text.where.begin} {}

    decision_table read() {
        if (text_.substr(at_).starts_with("\xEF\xBB\xBF")) at_ += 3;  // Excel's mark of UTF-8
        separator_ = find_separator();
        while (at_ < text_.size()) {
            const auto begin = at_;
            record(begin, next_record());
        }
        return table_of(grid_, found_);
    }

private:
    using fields = std::vector<located<std::string>>;

    // The one that the first line with any of them has most of.
    [[nodiscard]] char find_separator() const {
        for (auto at = at_; at < text_.size();) {
            const auto end = std::min(text_.find('\n', at), text_.size());
            const auto line = text_.substr(at, end - at);
            constexpr std::string_view separators = ";\t,";
            const auto count = [&](char c) { return std::ranges::count(line, c); };
            const char best = *std::ranges::max_element(separators, {}, count);
            if (count(best) > 1) return best;
            at = static_cast<std::uint32_t>(end) + 1;
        }
        return ';';
    }

    fields next_record() {
        fields all;
        for (;;) {
            all.push_back(next_field());
            if (at_ >= text_.size()) return all;
            const char c = text_[at_++];
            if (c == '\n') return all;
        }
    }

    // Up to the separator or line break behind it.
    located<std::string> next_field() {
        const auto begin = at_;
        auto p = at_;
        while (p < text_.size() && text_[p] == ' ') ++p;
        if (p < text_.size() && text_[p] == '"')
            if (auto quoted = quoted_field(p)) return *std::move(quoted);
        const bool spoilt = p < text_.size() && text_[p] == '"';
        at_ = begin;
        while (at_ < text_.size() && text_[at_] != separator_ && text_[at_] != '\n') ++at_;
        auto cell = trimmed_cell(text_, {begin, at_});
        if (spoilt) cell.value = "-";  // has been told of
        return cell;
    }

    // Nothing, with an issue, when the quotation marks do not end where the field does.
    std::optional<located<std::string>> quoted_field(std::uint32_t open) {
        located<std::string> field{{}, {open + 1, open + 1}};
        for (at_ = open + 1; at_ < text_.size(); ++at_) {
            const bool mark = text_[at_] == '"';
            if (mark && at_ + 1 < text_.size() && text_[at_ + 1] == '"') {
                ++at_;
            } else if (mark) {
                field.where.end = at_++;
                while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\r')) ++at_;
                if (at_ >= text_.size() || text_[at_] == separator_ || text_[at_] == '\n') return trimmed(field);
                break;
            }
            field.value += text_[at_];
        }
        found_.add("decision-csv-quote", {grid_.text.source, {open, open + 1}});
        return std::nullopt;
    }

    // Blanks inside the quotation marks mean nothing either.
    [[nodiscard]] located<std::string> trimmed(const located<std::string>& field) const {
        auto as_it_stands = trimmed_cell(text_, field.where);
        const bool verbatim = field.value.size() == field.where.end - field.where.begin;
        if (verbatim) return as_it_stands;
        const auto inside = trimmed_cell(field.value, {0, static_cast<std::uint32_t>(field.value.size())});
        return {inside.value, field.where};
    }

    void record(std::uint32_t begin, fields all) {
        const auto is_empty = [](const located<std::string>& f) { return f.value.empty(); };
        const auto used =
            static_cast<std::size_t>(all.size()) - static_cast<std::size_t>(std::ranges::count_if(all, is_empty));
        if (used == 0 || all[0].value.starts_with('#')) return;
        const span where{begin, all.back().where.end};
        if (grid_.rows.empty() && used == 1 && !all[0].value.empty()) {
            grid_.policy = all[0].where.end - all[0].where.begin == all[0].value.size()
                               ? policy_line(text_, all[0].where)
                               : all[0];
            return;
        }
        if (grid_.rows.empty()) find_borders(all);
        cut(std::move(all), where);
    }

    // Columns without a name divide the sections; Excel's empty columns behind the table are none.
    void find_borders(fields& header) {
        while (header.back().value.empty()) header.pop_back();
        width_ = header.size();
        for (std::size_t i = 0; i < header.size(); ++i)
            if (header[i].value.empty()) borders_.push_back(i);
    }

    void cut(fields all, span where) {
        while (all.size() > width_ && all.back().value.empty()) all.pop_back();
        // Behind the last cell that says something, cells may be left out.
        while (all.size() < width_) all.push_back({{}, {where.end, where.end}});
        grid_row row{{{}}, where};
        const bool divider = is_divider({{all}, where});
        for (std::size_t i = 0; i < all.size(); ++i) {
            if (std::ranges::find(borders_, i) == borders_.end()) {
                row.sections.back().push_back(std::move(all[i]));
                continue;
            }
            if (!all[i].value.empty() && !divider) found_.add("decision-border", {grid_.text.source, all[i].where});
            row.sections.emplace_back();
        }
        grid_.rows.push_back(std::move(row));
    }

    grid grid_;
    issues& found_;
    std::string_view text_;
    std::uint32_t at_;
    char separator_ = ';';
    std::size_t width_ = 0;
    std::vector<std::size_t> borders_;
};

}  // namespace

decision_table parse_decision_csv(const place& text, issues& found) {
    return csv_reader{text, found}.read();
}

}  // namespace reglament::feel
