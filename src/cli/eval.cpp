// reglament eval [EXPRESSION | --table FILE]
#include "cli/command.hpp"
#include "cli/prompt.hpp"

#include <reglament/feel/corpus.hpp>
#include <reglament/feel/named_decision.hpp>

#include <fstream>
#include <iostream>
#include <iterator>
#include <utility>

namespace reglament::cli {

namespace {

struct options {
    std::string expression;
    std::string table;
    std::string context;
    std::string now;
    std::string zone;
    bool regulation = false;
    bool why = false;
    bool json = false;
    bool lines = false;
};

struct evaluator {
    feel::evaluate_options how;
    feel::context names;
    bool json = false;
    bool why = false;
};

std::string read_file(const std::string& path) {
    std::ifstream in{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

// A file, or the text itself: a FEEL context, of which JSON is one.
bool read_names(const options& o, session& s, evaluator& to) {
    if (o.context.empty()) return true;
    const bool written = o.context.find_first_of("{\n") != std::string::npos;
    if (!written && !std::filesystem::is_regular_file(o.context))
        return s.fail(wrong_use, "there is no file " + o.context, "нет файла " + o.context), false;
    const std::string text = written ? o.context : read_file(o.context);
    if (const auto json = feel::read_json(text); json && json->kind() == feel::value_kind::context) {
        to.names = json->as_context();
        return true;
    }
    const auto read = feel::evaluate(text, {}, to.how);
    tell(read.found, s);
    if (read.result.kind() != feel::value_kind::context)
        return s.fail(wrong_input, "--context is no context: {name: value, …}",
                      "--context — не набор значений вида {имя: значение, …}"),
               false;
    to.names = read.result.as_context();
    return true;
}

bool set_up(const options& o, session& s, evaluator& to) {
    to.how.how.regulation = o.regulation;
    to.how.how.max_length = 1u << 20;
    to.json = o.json;
    to.why = o.why;
    if (!o.zone.empty()) {
        const auto zone = feel::zone::find(o.zone);
        if (!zone) return s.fail(wrong_use, "there is no zone " + o.zone, "нет часового пояса " + o.zone), false;
        to.how.zone = *zone;
    }
    to.how.now = std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
    if (!o.now.empty()) {
        const auto now = parse_instant(o.now, to.how.zone.is_none() ? feel::zone::utc() : to.how.zone);
        if (!now) return s.fail(wrong_use, o.now + " is no time", o.now + " — не время"), false;
        to.how.now = *now;
    }
    return read_names(o, s, to);
}

int evaluate(const std::string& text, const evaluator& with, const session& s) {
    const auto out = feel::evaluate(text, with.names, with.how);
    tell(out.found, s);
    if (with.why && !out.found.has_errors()) std::cout << feel::why(text, with.names, with.how, s.lang);
    if (with.why) return out.found.has_errors() ? wrong_input : ok;
    std::cout << (with.json ? feel::write_json(out.result, 2) : to_string(out.result)) << "\n";
    return out.found.has_errors() ? wrong_input : ok;
}

feel::value rules_of(const feel::named_decision& d, const evaluator& with) {
    feel::list rules;
    for (const auto number : d.hits(with.names, with.how)) {
        const auto& rule = d.table().rules[number];
        rules.emplace_back(feel::context{{"rule", feel::value{feel::number{number + 1}}},
                                         {"line", feel::value{feel::number{d.table().file->at(rule.where.begin).line}}},
                                         {"note", feel::value{rule.note.value}}});
    }
    return feel::value{std::move(rules)};
}

void print(const feel::named_decision& d, const feel::value& result, const evaluator& with, const session& s) {
    if (!with.json) {
        std::cout << to_string(result) << "\n" << (with.why ? feel::why(d, with.names, with.how, s.lang) : "");
    } else if (with.why) {
        const feel::value both{feel::context{{"result", result}, {"rules", rules_of(d, with)}}};
        std::cout << feel::write_json(both, 2) << "\n";
    } else {
        std::cout << feel::write_json(result, 2) << "\n";
    }
}

int evaluate_table(const std::string& file, const evaluator& with, session& s) {
    if (lacks_paths({file}, s)) return s.status;
    issues found;
    const auto names = type_of(feel::value{with.names}).members;
    const auto d = feel::named_decision::compile(feel::read_decision_file(file, found), names, found, with.how.how);
    const auto result = d.evaluate(with.names, with.how, &found);
    tell(found, s);
    if (!d) return wrong_input;
    print(d, result, with, s);
    return ok;
}

// One record a line, one answer a line, in the same order; a line that is no record is answered too.
int evaluate_lines(const session& s) {
    int status = ok;
    std::ios::sync_with_stdio(false);
    for (std::string line; std::getline(std::cin, line);) {
        if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
        std::string error;
        const auto record = feel::read_json(line, &error);
        if (record && record->kind() == feel::value_kind::context) {
            std::cout << feel::write_json(feel::evaluate_record(*record, s.lang)) << "\n";
            continue;
        }
        status = wrong_input;
        feel::context issue{{"code", "bad-record"}, {"message", feel::value{error.empty() ? "no JSON object" : error}}};
        std::cout << feel::write_json(feel::context{{"result", feel::to_typed({})},
                                                    {"issues", feel::list{feel::value{std::move(issue)}}}})
                  << "\n";
    }
    return status;
}

// `name = expression` keeps a value under a name; anything else is evaluated.
void answer(const std::string& line, evaluator& with, const session& s) {
    const auto equals = line.find(":=");
    if (equals == std::string::npos) {
        evaluate(line, with, s);
        return;
    }
    const auto out = feel::evaluate(line.substr(equals + 2), with.names, with.how);
    tell(out.found, s);
    if (out.found.has_errors()) return;
    const std::string name = normal_name(line.substr(0, equals));
    std::erase_if(with.names, [&](const auto& known) { return known.first == name; });
    with.names.emplace_back(name, out.result);
    std::cout << name << " = " << to_string(out.result) << "\n";
}

int converse(evaluator& with, const session& s) {
    prompt line{s.say("FEEL. A name is given by `name := expression`; Ctrl-D leaves.",
                      "FEEL. Имя задаётся так: `имя := выражение`; выход — Ctrl-D.")};
    while (const auto text = line.read(with.names))
        if (text->find_first_not_of(" \t\r\n") != std::string::npos) answer(*text, with, s);
    return ok;
}

void eval(const options& o, session& s) {
    if (o.lines) {
        s.status = evaluate_lines(s);
        return;
    }
    evaluator with;
    if (!set_up(o, s, with)) return;
    if (!o.table.empty()) {
        s.status = evaluate_table(o.table, with, s);
        return;
    }
    s.status = o.expression.empty() ? converse(with, s) : evaluate(o.expression, with, s);
}

}  // namespace

void add_eval(CLI::App& app, session& s) {
    const auto o = std::make_shared<options>();
    CLI::App* command =
        app.add_subcommand("eval", s.say("evaluates FEEL: an expression, a decision table, or what is typed",
                                         "вычисляет FEEL: выражение, таблицу решений или то, что вводят"));
    auto* expression =
        command->add_option("EXPRESSION", o->expression,
                            s.say("what to evaluate; without it a prompt opens", "что вычислить; без него — диалог"));
    command
        ->add_option("--table", o->table,
                     s.say("instead: a decision table, as columns divided by | or as .csv, .tsv",
                           "вместо него — таблица решений: столбцы через | либо .csv, .tsv"))
        ->excludes(expression);
    command->add_option(
        "--context", o->context,
        s.say("names with values: a file or a text, JSON or FEEL", "имена и значения: файл или текст, JSON или FEEL"));
    command->add_option("--now", o->now,
                        s.say("what now() is; else the clock's time", "чему равно now(); иначе — часы"));
    command->add_option("--zone", o->zone,
                        s.say("the zone of now() and of times without one", "часовой пояс now() и времён без пояса"));
    command->add_flag("--regulation", o->regulation,
                      s.say("as conditions in regulations are read: и, или, не, «…», 90 дней",
                            "читать как условия регламентов: и, или, не, «…», 90 дней"));
    command->add_flag("--why", o->why,
                      s.say("also why: every part with its value; of a table, the rules that fit",
                            "и почему: каждая часть со значением, а у таблицы — подошедшие строки"));
    command->add_flag("--json", o->json, s.say("the result as JSON", "результат в виде JSON"));
    command->add_flag("--jsonl", o->lines,
                      s.say("reads records {\"expr\", \"context\", …} on standard input, a line each",
                            "читать записи {\"expr\", \"context\", …} из стандартного ввода, по одной на строке"));
    command->callback([o, &s] { eval(*o, s); });
}

}  // namespace reglament::cli
