// reglament draw PATH…
#include "cli/command.hpp"

#include <reglament/machine/draw.hpp>
#include <reglament/text/names.hpp>

#include <iostream>

namespace reglament::cli {

namespace {

struct options {
    std::vector<std::string> paths;
    std::string regulation;
    std::string format = "mermaid";
};

// The regulations asked for; none, reported, when there is none of that name.
std::vector<const machine*> chosen(const rulebook& rules, const options& o, session& s) {
    std::vector<const machine*> out;
    std::vector<std::string_view> known;
    for (const machine& m : rules.machines()) {
        known.push_back(m.regulation().id.value);
        if (o.regulation.empty() || m.regulation().id.value == o.regulation) out.push_back(&m);
    }
    if (!out.empty()) return out;
    const auto near = near_names(o.regulation, known);
    const std::string word = near.empty() ? std::string{} : std::string{near.front()};
    s.fail(wrong_use,
           "there is no regulation “" + o.regulation + "”" + (word.empty() ? "" : "; did you mean “" + word + "”?"),
           "нет регламента «" + o.regulation + "»" + (word.empty() ? "" : "; может быть, «" + word + "»?"));
    return out;
}

std::string drawn(const machine& m, const options& o, language lang, const vocabulary& words) {
    if (o.format == "dot") return to_dot(m, {}, lang, &words);
    if (o.format == "svg") return to_svg(m, {}, lang, &words);
    if (o.format == "table") return to_table(m, lang);
    return to_mermaid(m, {}, lang, &words);
}

void draw(const options& o, session& s) {
    const auto rules = load_rules(o.paths, s);
    if (!rules) return;
    const auto machines = chosen(*rules, o, s);
    if (o.format == "svg" && machines.size() > 1) {
        s.fail(wrong_use, "an SVG holds one regulation: name it with --regulation",
               "в SVG помещается один регламент: назовите его через --regulation");
        return;
    }
    for (const machine* m : machines) {
        const std::string text = drawn(*m, o, s.lang, rules->vocabulary());
        if (text.empty()) {
            s.fail(wrong_input, "the program `dot` of Graphviz is missing, or could not draw this",
                   "нет программы `dot` из Graphviz, или она не смогла нарисовать схему");
            return;
        }
        if (o.format == "table" && machines.size() > 1) std::cout << "# " << m->regulation().id.value << "\n";
        std::cout << text;
    }
}

}  // namespace

void add_draw(CLI::App& app, session& s) {
    const auto o = std::make_shared<options>();
    CLI::App* command = app.add_subcommand("draw", s.say("draws regulations as diagrams", "рисует схемы регламентов"));
    command->add_option("PATH", o->paths, s.say("files and folders", "файлы и папки"))->required();
    command->add_option("--regulation", o->regulation,
                        s.say("only the one of this id", "только регламент с этим именем"));
    command->add_option("--format", o->format, "mermaid, dot, svg, table")
        ->check(CLI::IsMember({"mermaid", "dot", "svg", "table"}));
    command->callback([o, &s] { draw(*o, s); });
}

}  // namespace reglament::cli
