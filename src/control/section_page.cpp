#include "control/section_page.hpp"

#include "control/chart.hpp"
#include "control/page.hpp"

#include <cmath>

namespace reglament {

namespace {

std::string figures_page(const std::vector<report_figure>& all) {
    if (all.empty()) return {};
    std::string out = "<div class=\"totals\">";
    for (const report_figure& f : all) out += tile(f.value, f.word, f.warns ? "late" : "");
    return out + "</div>\n";
}

std::string chart_page(const report_chart& c) {
    const std::string svg = draw_chart(c);
    if (svg.empty()) return {};
    std::string out = element("h3", c.title) + "\n<figure>\n" + svg;
    if (c.how != report_chart::form::points && c.series.size() > 1) {
        out += "<ul class=\"legend\">";
        for (const std::string& name : c.series) out += "<li><i></i>" + markup(name) + "</li>";
        out += "</ul>\n";
    }
    return out + (c.note.empty() ? "" : element("figcaption", c.note) + "\n") + "</figure>\n";
}

std::string cell_page(const report_cell& cell, const report_column& of) {
    const bool drawn = cell.bar >= 0;
    std::string kind = of.number || drawn ? "n" : "";
    if (cell.warns) kind += kind.empty() ? "warns" : " warns";
    std::string out = element("td", cell.text, kind);
    if (!drawn) return out;
    const auto wide = std::to_string(std::lround(std::min(cell.bar, 100.0)));
    return out + "<td class=\"track small" + (cell.warns ? " warns" : "") + "\"><i style=\"width:" + wide +
           "%\"></i></td>";
}

// A column with bars takes two.
bool has_bars(const report_table& t, std::size_t column) {
    for (const auto& row : t.rows) {
        if (row[column].bar >= 0) return true;
    }
    return false;
}

std::string table_page(const report_table& t, const words& say) {
    if (t.rows.empty()) return {};
    std::string out = (t.title.empty() ? "" : element("h3", t.title) + "\n") + "<table>\n<tr>";
    for (std::size_t c = 0; c < t.columns.size(); ++c) {
        const bool bars = has_bars(t, c);
        out += element("th", t.columns[c].name, t.columns[c].number || bars ? "n" : "");
        if (bars) out += "<th></th>";
    }
    out += "</tr>\n";
    for (const auto& row : t.rows) {
        out += "<tr>";
        for (std::size_t c = 0; c < t.columns.size(); ++c) {
            out += cell_page(row[c], t.columns[c]);
            if (row[c].bar < 0 && has_bars(t, c)) out += "<td></td>";
        }
        out += "</tr>\n";
    }
    out += "</table>\n";
    if (t.left_out > 0)
        out += element("p", say.say("and ", "и ещё ") + grouped(t.left_out) + say.say(" more", ""), "more") + "\n";
    return out + (t.note.empty() ? "" : element("p", t.note, "more") + "\n");
}

}  // namespace

std::string section_page(const report_section& s, const words& say) {
    std::string out = "<section id=\"" + s.id + "\">\n<header>\n" + element("h2", s.title) +
                      (s.about.empty() ? "" : element("p", s.about, "sub")) + "\n</header>\n" + figures_page(s.figures);
    for (const report_chart& c : s.charts) out += chart_page(c);
    for (const report_table& t : s.tables) out += table_page(t, say);
    return out + "</section>\n";
}

}  // namespace reglament
