// reglament play PATH… --script NAME
#include "cli/prompt.hpp"
#include "cli/replay.hpp"
#include "cli/talk.hpp"

#include <reglament/control/script_report.hpp>
#include <reglament/text/names.hpp>

#include <algorithm>
#include <iostream>

namespace reglament::cli {

namespace {

struct options {
    replay_options replay;
    std::string script, format;
    bool json = false;
};

std::shared_ptr<const script> find_script(const options& o, const rulebook& rules, session& s) {
    std::vector<std::string_view> known;
    for (const auto& one : rules.scripts()) {
        if (one->id.value == o.script || one->title == o.script) return one;
        known.push_back(one->id.value);
    }
    const auto near = near_names(o.script, known);
    const std::string word = near.empty() ? std::string{} : std::string{near.front()};
    s.fail(wrong_use,
           "there is no script or questionnaire “" + o.script + "”" +
               (word.empty() ? "" : "; did you mean “" + word + "”?"),
           "нет скрипта или опросника «" + o.script + "»" + (word.empty() ? "" : "; может быть, «" + word + "»?"));
    return nullptr;
}

void print(const script& of, const options& o, const session& s) {
    if (o.format == "html") {
        std::cout << script_in_html(of, s.lang);
    } else if (o.format == "markdown") {
        std::cout << script_in_markdown(of, s.lang);
    } else if (o.format == "json") {
        std::cout << feel::write_json(to_value(of), 2) << "\n";
    } else {
        std::cout << script_in_text(of, s.lang);
    }
}

// What was said goes to standard error where standard output is for a program.
void play(const std::shared_ptr<const script>& of, const rulebook& rules, const options& o, session& s) {
    prompt lines{{}, false};
    std::ostream& out = o.json ? std::cerr : std::cout;
    const auto ask = [&](const std::string& question, const feel::context& words) {
        out << question << (lines.is_terminal() ? "\n" : " > ") << std::flush;
        auto line = lines.read(words);
        if (!lines.is_terminal()) out << line.value_or("") << "\n";
        return line;
    };
    out << of->name() << s.say(", version ", ", версия ") << of->version << "\n"
        << s.say("Answer with a number or in words; back: one line back.",
                 "Отвечайте номером или словами; назад — на одну реплику назад.")
        << "\n";
    talk one{of, rules.vocabulary().calendar.zone(), s, out, ask};
    const bool whole = one.go();
    const feel::context form = one.form();
    if (!whole) s.status = wrong_input;
    if (o.json) {
        std::cout << feel::write_json(feel::context{{"complete", feel::value{whole}}, {"form", feel::value{form}}}, 2)
                  << "\n";
        return;
    }
    out << "\n── " << (whole ? s.say("The form", "Анкета") : s.say("Broken off; the form", "Прервано; анкета")) << "\n";
    for (const auto& [name, v] : form)
        out << "  " << name << ": "
            << (v.kind() == feel::value_kind::string ? std::string{v.as_string()}
                : v.kind() == feel::value_kind::boolean
                    ? s.say(v.as_boolean() ? "yes" : "no", v.as_boolean() ? "да" : "нет")
                    : feel::to_string(v))
            << "\n";
}

// How the talks went that the history of clients tells of.
void count(const options& o, session& s) {
    auto in = replay(o.replay, s);
    if (!in) return;
    const auto of = find_script(o, *in->rules, s);
    if (!of) return;
    const script_use use = count_talks(in->engine, of);
    const std::vector<report_section> all{to_section(*of, use, s.lang)};
    std::cout << (o.json ? feel::write_json(to_value(all), 2) + "\n" : to_text(all));
}

void run(const options& o, session& s) {
    if (!o.replay.events.empty() || !o.replay.store.empty()) return count(o, s);
    const auto rules = load_rules(o.replay.paths, s);
    const auto of = rules ? find_script(o, *rules, s) : nullptr;
    if (!of) return;
    if (o.format.empty()) return play(of, *rules, o, s);
    print(*of, o, s);
}

}  // namespace

void add_play(CLI::App& app, session& s) {
    const auto o = std::make_shared<options>();
    CLI::App* command =
        app.add_subcommand("play", s.say("a script or a questionnaire: played, printed, or how its talks went",
                                         "скрипт или опросник: сыграть, напечатать или узнать, как шли разговоры"));
    add_replay_options(*command, o->replay, s);
    command->add_option("--script", o->script, s.say("its name, or its title", "имя или название"))->required();
    command
        ->add_option("--format", o->format,
                     s.say("print it instead: text, markdown, html, json", "напечатать: text, markdown, html, json"))
        ->check(CLI::IsMember({"text", "markdown", "html", "json"}));
    command->add_flag("--json", o->json,
                      s.say("the form, or how the talks went, as JSON", "анкета или то, как шли разговоры, в JSON"));
    command->callback([o, &s] { run(*o, s); });
}

}  // namespace reglament::cli
