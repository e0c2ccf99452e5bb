// reglament schema
#include "cli/command.hpp"

#include <reglament/regulation/schema.hpp>

#include <iostream>

namespace reglament::cli {

void add_schema(CLI::App& app, session& s) {
    CLI::App* command = app.add_subcommand("schema", s.say("prints the JSON Schema of the files, for editors",
                                                           "печатает JSON Schema файлов для редакторов"));
    command->callback([&s] { std::cout << json_schema(s.lang); });
}

}  // namespace reglament::cli
