// A script as a document.
#include "control/markdown.hpp"
#include "control/page.hpp"
#include "control/plain_text.hpp"
#include "control/script_outline.hpp"

#include <reglament/control/script_report.hpp>

#include <string>
#include <utility>

namespace reglament {

namespace {

std::string indented(std::string_view text, std::string_view before) {
    std::string out;
    for (std::size_t at = 0; at <= text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        out += std::string{before} + printable(text.substr(at, end - at)) + "\n";
        at = end + 1;
    }
    return out;
}

// "Busy — write down answer = busy".
std::string with_fills(const outlined_answer& a, const script_outline& o) {
    return a.words + (a.fills.empty() ? "" : " (" + o.say("write down: ", "записать: ") + a.fills + ")");
}

std::string text_of(const outlined_line& l, const script_outline& o) {
    std::string out = "\n" + printable(l.number_and_id) + "\n" + indented(l.say, "  » ");
    if (!l.hint.empty()) out += indented(l.hint, "    (" + o.say("hint", "подсказка") + ") ");
    if (!l.asks.empty()) out += "    " + o.say("asks: ", "спрашиваем: ") + l.asks + "\n";
    if (!l.fills.empty()) out += "    " + o.say("write down: ", "записать: ") + l.fills + "\n";
    for (const outlined_answer& a : l.answers)
        out +=
            "    " + std::string{a.said_by_client ? "– " : ""} + printable(with_fills(a, o)) + " → " + a.leads + "\n";
    return out;
}

std::string markdown_of(const outlined_line& l, const script_outline& o) {
    std::string out = "\n## " + markdown_text(l.number_and_id) + "\n\n" + indented(markdown_text(l.say), "> ") + "\n";
    if (!l.hint.empty()) out += "*" + o.say("Hint: ", "Подсказка: ") + markdown_text(l.hint) + "*\n\n";
    if (!l.asks.empty()) out += o.say("Asks: ", "Спрашиваем: ") + markdown_text(l.asks) + "\n\n";
    if (!l.fills.empty()) out += o.say("Write down: ", "Записать: ") + markdown_text(l.fills) + "\n\n";
    for (const outlined_answer& a : l.answers)
        out += "- " + markdown_text(with_fills(a, o)) + " → **" + markdown_text(a.leads) + "**\n";
    return out;
}

std::string html_of(std::size_t at, const outlined_line& l, const script_outline& o) {
    std::string out = "<article id=\"line-" + std::to_string(at + 1) + "\" class=\"line\">\n" +
                      element("h3", l.number_and_id) + "\n" + element("blockquote", l.say) + "\n";
    if (!l.hint.empty()) out += element("p", l.hint, "hint") + "\n";
    if (!l.asks.empty()) out += element("p", o.say("Asks: ", "Спрашиваем: ") + l.asks, "more") + "\n";
    if (!l.fills.empty()) out += element("p", o.say("Write down: ", "Записать: ") + l.fills, "more") + "\n";
    out += "<ul>\n";
    for (const outlined_answer& a : l.answers) {
        const std::string to = element("span", "→ " + a.leads);
        out +=
            std::string{"<li"} + (a.said_by_client ? "" : " class=\"on\"") + "><div>" + element("span", a.words) +
            (a.fills.empty() ? "" : " " + element("small", o.say("write down: ", "записать: ") + a.fills)) + "</div>" +
            (a.to == script_end ? to : "<a href=\"#line-" + std::to_string(a.to + 1) + "\">" + to + "</a>") + "</li>\n";
    }
    return out + "</ul>\n</article>\n";
}

}  // namespace

std::string script_in_text(const script& of, language lang) {
    const script_outline o{of, lang};
    std::string out = printable(of.name()) + "\n" + o.kind_and_version() + "\n";
    for (const attribute& a : of.form) out += "  • " + printable(o.field(a)) + "\n";
    for (std::size_t l = 0; l < of.lines.size(); ++l) out += text_of(o.line(l), o);
    return out;
}

std::string script_in_markdown(const script& of, language lang) {
    const script_outline o{of, lang};
    std::string out = "# " + markdown_text(of.name()) + "\n\n" + o.kind_and_version() + "\n\n" +
                      o.say("What it fills in:", "Что заполняется:") + "\n\n";
    for (const attribute& a : of.form) out += "- " + markdown_text(o.field(a)) + "\n";
    for (std::size_t l = 0; l < of.lines.size(); ++l) out += markdown_of(o.line(l), o);
    return out;
}

std::string script_in_html(const script& of, language lang) {
    const script_outline o{of, lang};
    std::string out = page_head(of.name(), lang) + "<header>\n" + element("h1", of.name()) + "\n" +
                      element("p", o.kind_and_version(), "sub") + "\n</header>\n";
    for (std::size_t l = 0; l < of.lines.size(); ++l) out += html_of(l, o.line(l), o);
    out += "<section>\n" + element("h2", o.say("What it fills in", "Что заполняется")) + "\n<ul>\n";
    for (const attribute& a : of.form) out += element("li", o.field(a)) + "\n";
    return out + "</ul>\n</section>\n" + std::string{page_foot};
}

feel::value to_value(const script& of) {
    const auto filled = [&](const std::vector<script_fill>& all, std::uint16_t but) {
        feel::context out;
        for (const script_fill& f : all)
            if (f.field != but) out.emplace_back(of.form[f.field].name.value, f.value);
        return out;
    };
    feel::list form, lines;
    for (const attribute& a : of.form)
        form.push_back(feel::context{{"field", feel::value{a.name.value}},
                                     {"type", feel::value{to_string(a.type)}},
                                     {"optional", feel::value{a.optional}}});
    for (std::size_t l = 0; l < of.lines.size(); ++l) {
        const script_line& line = of.lines[l];
        feel::context one{{"id", feel::value{line.id.value}}, {"say", feel::value{line.say}}};
        if (!line.hint.empty()) one.emplace_back("hint", feel::value{line.hint});
        if (line.asks()) one.emplace_back("ask", feel::value{of.form[line.field].name.value});
        if (!line.fills.empty()) one.emplace_back("fill", feel::value{filled(line.fills, UINT16_MAX)});
        feel::list answers;
        const auto add = [&](const std::string& words, const script_turn& turn) {
            feel::context a;
            if (!words.empty()) a.emplace_back("words", feel::value{words});
            if (turn.reply != script_turn::other && !filled(line.replies[turn.reply].fills, line.field).empty())
                a.emplace_back("fill", feel::value{filled(line.replies[turn.reply].fills, line.field)});
            const std::uint16_t to = next_of(of, turn);
            a.emplace_back("next", to == script_end ? feel::value{} : feel::value{of.lines[to].id.value});
            answers.emplace_back(std::move(a));
        };
        const auto choices = choices_of(of, l);
        for (const script_choice& c : choices) add(c.words, c.turn);
        if (choices.empty()) add({}, {static_cast<std::uint16_t>(l), script_turn::other, {}});
        one.emplace_back("answers", feel::value{std::move(answers)});
        lines.emplace_back(std::move(one));
    }
    return feel::context{
        {"name", feel::value{of.id.value}},     {"title", feel::value{of.title}},
        {"version", feel::value{of.version}},   {"kind", feel::value{of.questionnaire ? "questionnaire" : "script"}},
        {"form", feel::value{std::move(form)}}, {"lines", feel::value{std::move(lines)}}};
}

}  // namespace reglament
