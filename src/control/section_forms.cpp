#include "control/plain_text.hpp"
#include "machine/picture.hpp"

#include <reglament/control/section.hpp>
#include <reglament/text/source.hpp>

#include <algorithm>
#include <cmath>

namespace reglament {

namespace {

std::vector<std::size_t> widths_of(const report_table& t) {
    std::vector<std::size_t> out;
    for (std::size_t c = 0; c < t.columns.size(); ++c) {
        std::size_t width = count_characters(t.columns[c].name);
        for (const auto& row : t.rows) width = std::max(width, count_characters(row[c].text));
        out.push_back(width);
    }
    return out;
}

// Blanks at the end of a line are nobody's.
std::string line_of(const report_table& t, const std::vector<std::size_t>& widths,
                    const std::vector<std::string>& cells) {
    std::string out = "  ";
    for (std::size_t c = 0; c < cells.size(); ++c)
        out += "  " + (t.columns[c].number ? flush_right : flush_left)(cells[c], widths[c]);
    out.erase(out.find_last_not_of(' ') + 1);
    return printable(out) + "\n";
}

std::string table_text(const report_table& t) {
    if (t.rows.empty()) return {};
    const std::vector<std::size_t> widths = widths_of(t);
    std::string out = t.title.empty() ? "\n" : "\n  " + printable(t.title) + "\n";
    std::vector<std::string> cells;
    for (const report_column& c : t.columns) cells.push_back(c.name);
    out += line_of(t, widths, cells);
    for (const auto& row : t.rows) {
        cells.clear();
        for (const report_cell& c : row) cells.push_back(c.text);
        out += line_of(t, widths, cells);
    }
    if (t.left_out > 0) out += "    … " + grouped(t.left_out) + "\n";
    return out;
}

feel::value value_of(const report_chart& c) {
    feel::list series;
    for (const std::string& name : c.series) series.emplace_back(name);
    feel::list items;
    for (const report_chart::item& i : c.items) {
        feel::list values;
        for (const double v : i.values)
            values.push_back(std::isnan(v) ? feel::value{} : feel::value{feel::number{std::llround(v)}});
        items.push_back(feel::context{{"name", feel::value{i.name}}, {"values", feel::value{std::move(values)}}});
    }
    return feel::context{{"title", feel::value{c.title}},
                         {"series", feel::value{std::move(series)}},
                         {"items", feel::value{std::move(items)}}};
}

feel::value value_of(const report_table& t) {
    feel::list columns, rows;
    for (const report_column& c : t.columns) columns.emplace_back(c.name);
    for (const auto& row : t.rows) {
        feel::list cells;
        for (const report_cell& c : row) cells.emplace_back(c.text);
        rows.emplace_back(std::move(cells));
    }
    return feel::context{{"title", feel::value{t.title}},
                         {"columns", feel::value{std::move(columns)}},
                         {"rows", feel::value{std::move(rows)}}};
}

feel::value value_of(const report_section& s) {
    feel::list figures, charts, tables;
    for (const report_figure& f : s.figures)
        figures.push_back(feel::context{{"value", feel::value{f.value}}, {"word", feel::value{f.word}}});
    for (const report_chart& c : s.charts) charts.push_back(value_of(c));
    for (const report_table& t : s.tables) tables.push_back(value_of(t));
    return feel::context{{"id", feel::value{s.id}},
                         {"title", feel::value{s.title}},
                         {"figures", feel::value{std::move(figures)}},
                         {"charts", feel::value{std::move(charts)}},
                         {"tables", feel::value{std::move(tables)}}};
}

}  // namespace

std::string to_text(const std::vector<report_section>& sections) {
    std::string out;
    for (const report_section& s : sections) {
        out += "\n━━ " + s.title + "\n";
        for (const report_figure& f : s.figures) out += "  " + f.value + " " + f.word + "\n";
        for (const report_table& t : s.tables) out += table_text(t);
    }
    return out;
}

feel::value to_value(const std::vector<report_section>& sections) {
    feel::list out;
    for (const report_section& s : sections) out.push_back(value_of(s));
    return out;
}

}  // namespace reglament
