// Section: a part of a report as data, texts for people in the language it was asked for.
#pragma once

#include <reglament/control/report.hpp>
#include <reglament/export.hpp>
#include <reglament/feel/value.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace reglament {

/// A large figure with a word below it.
struct report_figure {
    std::string value, word;
    bool warns = false;
};

struct report_cell {
    std::string text;
    double bar = -1;     ///< in per cent: drawn beside the text; negative: no bar
    bool warns = false;  ///< it is what somebody must look at
};

struct report_column {
    std::string name;
    bool number = false;  ///< flush right
};

/// Each row has a cell a column.
struct report_table {
    std::string title, note;
    std::vector<report_column> columns;
    std::vector<std::vector<report_cell>> rows;
    std::uint64_t left_out = 0;  ///< further rows that are not told
};

/// What one would rather look at than read.
struct report_chart {
    enum class form : std::uint8_t {
        columns,  ///< an item a column, its values on top of each other
        line,     ///< an item a point of each line, from left to right
        points    ///< an item a dot: its first value across, its second upwards
    };
    struct item {
        std::string name;
        std::vector<double> values;  ///< one a series; NaN: none
    };
    form how = form::columns;
    std::string title, note;
    std::vector<std::string> series;  ///< names; of points the two axes
    std::vector<item> items;
    double most = 0;  ///< the end of the scale; 0: a round number beyond the largest
};

struct report_section {
    std::string id;  ///< the same in every language
    std::string title, about;
    std::vector<report_figure> figures;
    std::vector<report_chart> charts;
    std::vector<report_table> tables;
};

/// The report of report.hpp with these sections before the regulations; of more than three of those only a line each,
/// or on a page a title that opens, is shown then.
[[nodiscard]] REGLAMENT_API std::string to_html(const engine& e, const figures& f,
                                                const std::vector<report_section>& sections,
                                                const report_options& options = {});
[[nodiscard]] REGLAMENT_API std::string to_text(const engine& e, const figures& f,
                                                const std::vector<report_section>& sections,
                                                const report_options& options = {});

/// The figures and tables of sections for a terminal; what charts show stands in tables, too, or is left out.
[[nodiscard]] REGLAMENT_API std::string to_text(const std::vector<report_section>& sections);

/// [{"id", "title", "figures": [{"value", "word"}], "charts": [{"title", "series", "items": {…}}],
/// "tables": [{"title", "columns": […], "rows": [[…]]}]}].
[[nodiscard]] REGLAMENT_API feel::value to_value(const std::vector<report_section>& sections);

}  // namespace reglament
