// DOT, and SVG through the program `dot`.
#include "machine/picture.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <sstream>

namespace reglament {

namespace {

constexpr std::size_t box_width = 32, arrow_width = 24;
constexpr std::size_t most_boxes = 400;  // beyond, `dot` thinks for minutes and nobody reads the result

std::string lines(std::string_view text, std::size_t width) {
    std::string out;
    for (const std::string& line : wrapped(text, width)) out += (out.empty() ? "" : "<BR/>") + markup(line);
    return out;
}

struct look {
    std::string_view name;  // class of the SVG element, which a page may style
    std::string_view form;  // DOT's shape and style
    std::string_view fill, line;
    std::string_view sign;
};

const look& look_of(shape form) {
    static constexpr auto looks = std::to_array<look>({
        {"start", "shape=box style=\"rounded,filled\"", "#e8eef7", "#4a6fa5", "▶ "},
        {"any-time", "shape=box style=\"rounded,filled,dashed\"", "#f7f3e8", "#a58a4a", "⚡ "},
        {"task", "shape=box style=\"rounded,filled\"", "#ffffff", "#5f6b7a", ""},
        {"call", "shape=component style=filled", "#ffffff", "#5f6b7a", ""},
        {"run", "shape=box style=\"rounded,filled\" penwidth=2.4", "#ffffff", "#5f6b7a", "▸ "},
        {"retry", "shape=box style=\"rounded,filled\"", "#f4f5f7", "#9aa3af", "↻ "},
        {"listen", "shape=box style=\"rounded,filled\"", "#f4f5f7", "#9aa3af", "✉ "},
        {"wait", "shape=box style=\"rounded,filled\"", "#f4f5f7", "#9aa3af", "◷ "},
        {"offer", "shape=diamond style=filled peripheries=2 margin=\"0.02,0.02\"", "#ffffff", "#5f6b7a", ""},
        {"choice", "shape=diamond style=filled margin=\"0.02,0.02\"", "#ffffff", "#5f6b7a", ""},
        {"decide", "shape=box style=\"filled,diagonals\"", "#eef1f6", "#5f6b7a", "▤ "},
        {"emit", "shape=cds style=filled", "#f4f5f7", "#9aa3af", ""},
        {"set", "shape=note style=filled", "#f4f5f7", "#9aa3af", ""},
        {"group", "shape=box style=\"filled,dashed\"", "#f7f3e8", "#a58a4a", ""},
        {"fork", "shape=hexagon style=filled margin=\"0.05,0.03\"", "#eef1f6", "#5f6b7a", "⇉ "},
        {"join", "shape=hexagon style=filled margin=\"0.05,0.03\"", "#eef1f6", "#5f6b7a", "⇶ "},
        {"end", "shape=box style=\"rounded,filled\" penwidth=2.4", "#e9f3ec", "#3f7d58", ""},
    });
    static_assert(looks.size() == shape_count);
    return looks[static_cast<std::size_t>(form)];
}

std::string dot_label(const box& b) {
    const look& l = look_of(b.form);
    const std::string title =
        lines(b.title, b.form == shape::choice || b.form == shape::offer ? arrow_width : box_width);
    std::string out{l.sign};
    out += b.form == shape::end || b.form == shape::start ? "<B>" + title + "</B>" : title;
    if (b.title.empty()) out = "?";
    if (!b.detail.empty()) {
        out += "<BR/><FONT POINT-SIZE=\"10\" COLOR=\"#5f6b7a\">" + lines(b.detail, box_width + 4) + "</FONT>";
    }
    if (b.here) out += "<BR/><FONT POINT-SIZE=\"11\" COLOR=\"#b3541e\"><B>● " + grouped(*b.here) + "</B></FONT>";
    return out;
}

std::string dot_box(const box& b) {
    const look& l = look_of(b.form);
    return "  " + b.id + " [" + std::string{l.form} + " class=\"" + std::string{l.name} + "\" fillcolor=\"" +
           std::string{l.fill} + "\" color=\"" + std::string{l.line} + "\" label=<" + dot_label(b) + ">];\n";
}

std::string thickness(std::uint64_t count, std::uint64_t most) {
    std::ostringstream out;
    out.imbue(std::locale::classic());
    out.precision(3);
    out << 0.9 + 3.6 * std::sqrt(static_cast<double>(count) / static_cast<double>(most));
    return out.str();
}

// Room around a label, so that the arrow does not run into it where the page's font is wider than dot's.
std::string padded(const std::string& label) {
    return R"(<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="5"><TR><TD>)" + label +
           "</TD></TR></TABLE>";
}

std::string dot_arrow(const picture& p, const arrow& a) {
    std::string label = lines(a.label, arrow_width);
    const auto add = [&](const std::string& line) { label += (label.empty() ? "" : "<BR/>") + line; };
    if (a.count) add("<B>" + grouped(*a.count) + "</B>");
    if (!a.time.empty()) add("<FONT COLOR=\"#5f6b7a\">" + markup(a.time) + "</FONT>");
    if (!a.warning.empty()) add("<FONT COLOR=\"#b3541e\">" + markup(a.warning) + "</FONT>");
    const bool idle = a.count && *a.count == 0;
    std::string out =
        "  " + p.boxes[a.from].id + " -> " + p.boxes[a.to].id + " [class=\"" + (idle ? "idle" : "way") + "\"";
    if (!label.empty()) out += " label=<" + padded(label) + ">";
    if (a.count) out += " penwidth=" + thickness(*a.count, p.most());
    if (idle) out += " color=\"#c3c9d1\" fontcolor=\"#9aa3af\"";
    if (p.boxes[a.from].form == shape::any_time) out += " style=dashed";
    return out + "];\n";
}

// A folder of its own that nobody else can have made before.
class scratch {
public:
    scratch() {
        std::random_device random;
        std::error_code failed;
        const auto root = std::filesystem::temp_directory_path(failed);
        for (int attempt = 0; attempt < 8 && !failed; ++attempt) {
            const auto name = root / ("reglament-" + std::to_string(random()) + "-" + std::to_string(random()));
            if (!std::filesystem::create_directory(name, failed) || failed) continue;
            std::filesystem::permissions(name, std::filesystem::perms::owner_all, failed);
            path = name;
            return;
        }
    }
    ~scratch() {
        std::error_code ignored;
        if (!path.empty()) std::filesystem::remove_all(path, ignored);
    }
    scratch(const scratch&) = delete;
    scratch& operator=(const scratch&) = delete;

    std::filesystem::path path;
};

#ifdef _WIN32
constexpr std::string_view nowhere = "NUL";
#else
constexpr std::string_view nowhere = "/dev/null";
#endif

std::string run_dot(const std::string& text) {
    const scratch folder;
    if (folder.path.empty()) return {};
    const auto in = folder.path / "in.dot", out = folder.path / "out.svg";
    std::ofstream{in, std::ios::binary} << text;
    const std::string command =
        "dot -Tsvg -o \"" + out.string() + "\" \"" + in.string() + "\" 2>" + std::string{nowhere};
    if (std::system(command.c_str()) != 0) return {};
    std::ifstream file{out, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

}  // namespace

namespace {

std::string dot_of(const picture& p) {
    std::string out =
        "digraph regulation {\n"
        "  graph [rankdir=TB nodesep=0.45 ranksep=0.45 bgcolor=transparent];\n"
        "  node [fontname=\"Helvetica,Arial,sans-serif\" fontsize=12 margin=\"0.18,0.09\" penwidth=1.2];\n"
        "  edge [fontname=\"Helvetica,Arial,sans-serif\" fontsize=11 color=\"#5f6b7a\" arrowsize=0.7];\n";
    for (const box& b : p.boxes) out += dot_box(b);
    for (const arrow& a : p.arrows) out += dot_arrow(p, a);
    return out + "}\n";
}

}  // namespace

std::string to_dot(const machine& m, const traffic& counts, language lang, const vocabulary* words) {
    return dot_of(picture_of(m, counts, lang, words));
}

std::string to_svg(const picture& p) {
    if (p.boxes.size() > most_boxes) return {};
    std::string svg = run_dot(dot_of(p));
    const std::size_t begin = svg.find("<svg");
    return begin == svg.npos ? std::string{} : svg.substr(begin);
}

std::string to_svg(const machine& m, const traffic& counts, language lang, const vocabulary* words) {
    if (m.states().size() > most_boxes) return {};
    return to_svg(picture_of(m, counts, lang, words));
}

}  // namespace reglament
