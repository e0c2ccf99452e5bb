// A script played by a program: the questions of a CRM's own window, one line after the other.
#include <reglament/control/script_play.hpp>
#include <reglament/control/script_report.hpp>
#include <reglament/machine/rulebook.hpp>

#include <cstdlib>
#include <iostream>

int main(int count, char** arguments) {
    if (count != 2) return EXIT_FAILURE;
    const reglament::loaded read = reglament::load(std::filesystem::path{arguments[1]});
    std::cerr << render(read.found);
    if (!read.rules) return EXIT_FAILURE;

    for (const auto& script : read.rules->scripts()) {
        reglament::script_play talk{script};
        while (!talk.over()) {
            std::cout << talk.line().say << "\n";
            const auto choices = talk.choices();
            if (choices.empty()) {  // a text, a number, a date …
                if (!talk.answer("What the client has said")) return EXIT_FAILURE;
                continue;
            }
            talk.choose(0);
            std::cout << "– " << choices.front().words << "\n";
        }
        std::cout << to_string(reglament::feel::value{talk.form()}) << "\n";
        std::cout << script_in_markdown(*script).size() << " bytes to print\n";
    }
    return EXIT_SUCCESS;
}
