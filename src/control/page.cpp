#include "control/page.hpp"

#include "control/page_style.hpp"

#include <algorithm>

namespace reglament {

std::string page_head(std::string_view title, language lang) {
    return std::string{"<!DOCTYPE html>\n<html lang=\""} + (lang == language::ru ? "ru" : "en") +
           "\">\n<head>\n<meta charset=\"utf-8\">\n" +
           "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n" + element("title", title) +
           "\n<style>" + std::string{page_style} + "</style>\n</head>\n<body>\n<main>\n";
}

std::string element(std::string_view name, std::string_view text, std::string_view kind) {
    const std::string attribute = kind.empty() ? "" : " class=\"" + std::string{kind} + "\"";
    return "<" + std::string{name} + attribute + ">" + markup(text) + "</" + std::string{name} + ">";
}

std::string tile(std::string_view figure, std::string_view word, std::string_view kind) {
    const std::string attribute = kind.empty() ? "" : " class=\"" + std::string{kind} + "\"";
    return "<div" + attribute + ">" + element("b", figure) + element("span", word) + "</div>";
}

std::string percent(std::uint64_t n, std::uint64_t of) {
    return std::to_string((n * 100 + of / 2) / of) + "\u202F%";
}

// Texts in SVG have no quotation marks of their own.
std::string without_ids(const std::string& svg) {
    std::string out;
    for (std::size_t at = 0;;) {
        const std::size_t id = svg.find(" id=\"", at);
        out.append(svg, at, id == svg.npos ? svg.npos : id - at);
        if (id == svg.npos) return out;
        at = svg.find('"', id + 5) + 1;
    }
}

std::string ways_table(const picture& p, const words& say) {
    const auto name = [](const box& b) { return b.title.empty() ? b.name : b.title; };
    std::string out = "<table>\n<tr>" + element("th", say.say("from", "откуда")) +
                      element("th", say.say("when", "когда")) + element("th", say.say("to", "куда")) +
                      element("th", say.say("times", "раз"), "n") + "</tr>\n";
    const bool told = std::any_of(p.arrows.begin(), p.arrows.end(),
                                  [](const arrow& a) { return !a.time.empty() || !a.warning.empty(); });
    if (told) out.insert(out.rfind("</tr>"), element("th", say.say("time", "время"), "n") + element("th", "◆", "n"));
    for (const arrow& a : p.arrows) {
        out += std::string{a.count.value_or(1) == 0 ? "<tr class=\"missed\">" : "<tr>"} +
               element("td", name(p.boxes[a.from])) + element("td", a.label) + element("td", name(p.boxes[a.to])) +
               element("td", a.count ? grouped(*a.count) : "", "n") +
               (told ? element("td", a.time, "n") + element("td", a.warning, "n") : "") + "</tr>\n";
    }
    return out + "</table>\n";
}

}  // namespace reglament
