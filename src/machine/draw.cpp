// Mermaid and the table in text.
#include "machine/picture.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace reglament {

namespace {

constexpr std::size_t label_width = 30;

// Mermaid's own entities; control characters have no business in a label.
std::string escaped(std::string_view text) {
    static constexpr std::string_view special = "\"#&<>|[]{}()\\`";
    std::string out;
    for (const char c : text) {
        if (static_cast<unsigned char>(c) < 0x20) {
            out += ' ';
        } else if (special.find(c) != special.npos) {
            out += "#" + std::to_string(static_cast<int>(c)) + ";";
        } else {
            out += c;
        }
    }
    return out;
}

std::string lines(std::string_view text) {
    std::string out;
    for (const std::string& line : wrapped(text, label_width)) out += (out.empty() ? "" : "<br/>") + escaped(line);
    return out;
}

std::string mermaid_label(const box& b) {
    static constexpr std::string_view clock = "⏱ ", letter = "✉ ", bolt = "⚡ ";
    std::string out;
    if (b.form == shape::wait || b.form == shape::retry) out += clock;
    if (b.form == shape::listen || b.form == shape::emit) out += letter;
    if (b.form == shape::any_time) out += bolt;
    out += lines(b.title);
    if (!b.detail.empty()) out += "<br/><i>" + lines(b.detail) + "</i>";
    if (b.here) out += "<br/><b>● " + grouped(*b.here) + "</b>";
    return out.empty() ? std::string{"?"} : out;
}

std::pair<std::string_view, std::string_view> brackets(shape form) {
    switch (form) {
        case shape::start:
        case shape::end:
            return {"([\"", "\"])"};
        case shape::task:
            return {"(\"", "\")"};
        case shape::offer:
        case shape::choice:
            return {"{\"", "\"}"};
        case shape::fork:
        case shape::join:
            return {"{{\"", "\"}}"};
        case shape::any_time:
            return {">\"", "\"]"};
        case shape::emit:
            return {"[/\"", "\"/]"};
        default:
            return {"[[\"", "\"]]"};
    }
}

std::string mermaid_arrow(const picture& p, const arrow& a) {
    std::string label = lines(a.label);
    if (a.count) label += (label.empty() ? "<b>" : "<br/><b>") + grouped(*a.count) + "</b>";
    const bool heavy = a.count && *a.count * 2 > p.most();
    const bool dotted = p.boxes[a.from].form == shape::any_time;
    const std::string_view line = dotted ? " -.->" : heavy ? " ==>" : " -->";
    return "    " + p.boxes[a.from].id + std::string{line} + (label.empty() ? " " : "|\"" + label + "\"| ") +
           p.boxes[a.to].id + "\n";
}

std::string_view word(shape form, language lang) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, shape_count> words{
        {{"start", "начало"},
         {"any time", "всегда"},
         {"task", "задача"},
         {"call", "вызов"},
         {"run", "запуск"},
         {"retry", "повтор"},
         {"listen", "событие"},
         {"wait", "ожидание"},
         {"offer", "на выбор"},
         {"choice", "выбор"},
         {"decision", "решение"},
         {"emit", "сигнал"},
         {"set", "запись"},
         {"group", "блок"},
         {"fork", "разделение"},
         {"join", "слияние"},
         {"end", "выход"}}};
    const auto& [en, ru] = words[static_cast<std::size_t>(form)];
    return lang == language::ru ? ru : en;
}

std::string padded(std::string_view text, std::size_t width) {
    const std::size_t length = count_characters(text);
    return std::string{text} + std::string(width > length ? width - length : 0, ' ');
}

std::string name_of(const box& b) {
    return b.name.empty() ? b.title : b.name;
}

}  // namespace

std::string to_mermaid(const machine& m, const traffic& counts, language lang, const vocabulary* words) {
    const picture p = picture_of(m, counts, lang, words);
    std::string out = "flowchart TD\n";
    for (const box& b : p.boxes) {
        const auto [open, close] = brackets(b.form);
        out += "    " + b.id + std::string{open} + mermaid_label(b) + std::string{close} + "\n";
    }
    for (const arrow& a : p.arrows) out += mermaid_arrow(p, a);
    return out;
}

std::string to_table(const machine& m, language lang) {
    const picture p = picture_of(m, {}, lang);
    std::size_t width = 0;
    for (const box& b : p.boxes) width = std::max(width, count_characters(word(b.form, lang)));
    std::string out;
    for (std::size_t i = 0; i < p.boxes.size(); ++i) {
        const box& b = p.boxes[i];
        out += padded(word(b.form, lang), width) + "  " + name_of(b);
        if (!b.name.empty() && !b.title.empty() && b.title != b.name) out += " — " + b.title;
        if (!b.detail.empty()) out += " (" + b.detail + ")";
        out += "\n";
        for (const arrow& a : p.arrows) {
            if (a.from != i) continue;
            out += std::string(width + 2, ' ') + "  " + (a.label.empty() ? "" : a.label + " ") + "→ " +
                   name_of(p.boxes[a.to]) + "\n";
        }
    }
    return out;
}

}  // namespace reglament
