#include "cli/usage.hpp"

#include <reglament/text/names.hpp>

#include <algorithm>
#include <array>
#include <iostream>
#include <utility>

namespace reglament::cli {

namespace {

std::string joined(const std::vector<std::string>& words) {
    std::string out;
    for (const std::string& word : words) out += (out.empty() ? "" : ", ") + word;
    return out;
}

std::vector<std::string> commands_of(const CLI::App& app) {
    std::vector<std::string> out;
    for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; }))
        out.push_back(command->get_name());
    return out;
}

std::vector<std::string> options_of(const CLI::App& app) {
    std::vector<std::string> out;
    for (const CLI::Option* o : app.get_options())
        for (const std::string& name : o->get_lnames()) out.push_back("--" + name);
    return out;
}

std::vector<std::string> lacking(const CLI::App& app) {
    std::vector<std::string> out;
    for (const CLI::Option* o : app.get_options())
        if (o->get_required() && o->count() == 0) out.push_back(o->get_name());
    return out;
}

std::string nearest(const std::string& word, const std::vector<std::string>& known) {
    const std::vector<std::string_view> views{known.begin(), known.end()};
    const auto near = near_names(word, views);
    return near.empty() ? std::string{} : std::string{near.front()};
}

// The argument that nobody knows, an option before anything else.
std::string unknown(const CLI::App& app) {
    const std::vector<std::string> rest = app.remaining(true);
    const auto option = std::find_if(rest.begin(), rest.end(), [](const auto& word) { return word.starts_with("-"); });
    if (option != rest.end()) return *option;
    return rest.empty() ? std::string{} : rest.front();
}

int fail_unknown(const std::string& word, const CLI::App& app, const CLI::App* command, session& s) {
    const bool option = word.starts_with("-");
    const std::string name = word.substr(0, word.find('='));
    const std::string near = nearest(name, option ? options_of(command == nullptr ? app : *command) : commands_of(app));
    const std::string en = near.empty() ? "" : "; did you mean “" + near + "”?";
    const std::string ru = near.empty() ? "" : "; может быть, «" + near + "»?";
    if (option) return s.fail(wrong_use, "there is no option “" + name + "”" + en, "нет параметра «" + name + "»" + ru);
    if (command != nullptr)
        return s.fail(wrong_use, "“" + word + "” is one argument too many", "лишний аргумент «" + word + "»");
    return s.fail(wrong_use, "there is no command “" + word + "”" + en, "нет команды «" + word + "»" + ru);
}

class russian_help : public CLI::Formatter {
public:
    russian_help() {
        const std::array<std::pair<const char*, const char*>, 7> labels{{{"Usage", "Вызов"},
                                                                         {"OPTIONS", "ПАРАМЕТРЫ"},
                                                                         {"SUBCOMMAND", "КОМАНДА"},
                                                                         {"SUBCOMMANDS", "КОМАНДЫ"},
                                                                         {"Positionals", "Аргументы"},
                                                                         {"REQUIRED", "(обязательно)"},
                                                                         {"Options", "Параметры"}}};
        for (const auto& [english, russian] : labels) label(english, russian);
    }

    std::string make_group(std::string group, bool positional, std::vector<const CLI::Option*> options) const override {
        return CLI::Formatter::make_group(get_label(group), positional, std::move(options));
    }

    // The same as in English, but in columns of characters, not of bytes.
    std::string make_option(const CLI::Option* o, bool positional) const override {
        std::string left = "  " + make_option_name(o, positional) + make_option_opts(o);
        if (const auto at = left.find(" TEXT"); at != std::string::npos) left.replace(at, 5, " ТЕКСТ");
        const std::size_t width = get_column_width();
        if (count_characters(left) >= width) left += "\n" + std::string(width, ' ');
        return padded(left, width) + make_option_desc(o) + "\n";
    }
};

// The words of the library are English: which option it is, and what may stand there.
std::string in_russian(const CLI::ParseError& error) {
    const std::string what = error.what();
    const std::string option = what.substr(0, what.find_first_of(": "));
    if (error.get_name() == "ArgumentMismatch") return "после параметра " + option + " нужно одно значение";
    std::string out = "значение параметра " + option + " не подходит";
    const auto open = what.find(" not in {"), close = what.rfind('}');
    if (open != what.npos && close != what.npos) out += "; возможны: " + what.substr(open + 9, close - open - 9);
    constexpr std::string_view range = " not in range ", to = " to ";
    const auto low = what.find(range), high = low == what.npos ? low : what.find(to, low);
    if (high != what.npos)
        out += "; нужно от " + what.substr(low + range.size(), high - low - range.size()) + " до " +
               what.substr(high + to.size());
    return out;
}

}  // namespace

void name_headings(CLI::App& app, const session& s) {
    app.set_help_flag("-h,--help", s.say("prints this help", "показать эту справку"));
    if (s.lang != language::ru) return;
    app.formatter(std::make_shared<russian_help>());
    app.group("Команды");
}

int tell_usage(const CLI::App& app, const CLI::ParseError& error, session& s) {
    if (error.get_exit_code() == 0) return app.exit(error);
    const auto used = app.get_subcommands();
    const CLI::App* command = used.empty() ? nullptr : used.front();
    if (const std::string word = unknown(app); !word.empty()) {
        fail_unknown(word, app, command, s);
    } else if (command == nullptr && error.get_name() == "RequiredError") {
        const std::string all = joined(commands_of(app));
        s.fail(wrong_use, "name a command: " + all, "назовите команду: " + all);
    } else if (const auto missing = command == nullptr ? std::vector<std::string>{} : lacking(*command);
               !missing.empty()) {
        s.fail(wrong_use, "not given: " + joined(missing), "не указано: " + joined(missing));
    } else {
        s.fail(wrong_use, error.what(), in_russian(error));
    }
    std::cerr << s.say("See --help.", "Подробности: --help.") << "\n";
    return wrong_use;
}

}  // namespace reglament::cli
