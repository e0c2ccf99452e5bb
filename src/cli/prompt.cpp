#include "cli/prompt.hpp"

#include <reglament/feel/expression.hpp>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <vector>

#if defined(_WIN32)
#include <io.h>
#else
#include <unistd.h>
#endif
#ifdef REGLAMENT_HAS_EDITLINE
#include <editline/readline.h>
#endif

namespace reglament::cli {

namespace {

bool stands_at_terminal() {
#if defined(_WIN32)
    return _isatty(0) != 0;
#else
    return isatty(STDIN_FILENO) != 0;
#endif
}

#ifdef REGLAMENT_HAS_EDITLINE

// Editline asks through plain functions: what may be completed lies here.
std::vector<std::string>& words() {
    static std::vector<std::string> all;
    return all;
}

std::string history_file() {
    const char* home = std::getenv("HOME");
    return home == nullptr ? std::string{} : std::string{home} + "/.reglament_history";
}

char* word_at(const char* begun, int again) {
    static std::size_t next = 0;
    if (again == 0) next = 0;
    while (next < words().size()) {
        const std::string& word = words()[next++];
        if (!word.starts_with(begun)) continue;
        auto* copy = static_cast<char*>(std::malloc(word.size() + 1));
        if (copy != nullptr) *std::copy(word.begin(), word.end(), copy) = '\0';
        return copy;
    }
    return nullptr;
}

#endif

}  // namespace

struct prompt::terminal {
    std::string read(const feel::context& names, bool of_conditions, bool& ended);
};

prompt::prompt(const std::string& greeting, bool of_conditions) : of_conditions_{of_conditions} {
    if (!stands_at_terminal()) return;
    terminal_ = std::make_unique<terminal>();
    if (!greeting.empty()) std::cout << greeting << "\n";
#ifdef REGLAMENT_HAS_EDITLINE
    using_history();
    if (const auto file = history_file(); of_conditions && !file.empty()) read_history(file.c_str());
    rl_completion_entry_function = word_at;
#endif
}

prompt::~prompt() {
#ifdef REGLAMENT_HAS_EDITLINE
    if (terminal_ == nullptr) return;
    if (const auto file = history_file(); of_conditions_ && !file.empty()) write_history(file.c_str());
#endif
}

std::string prompt::terminal::read(const feel::context& names, bool of_conditions, bool& ended) {
    std::string line;
#ifdef REGLAMENT_HAS_EDITLINE
    words().clear();
    for (const auto& [name, v] : names) words().push_back(name);
    if (of_conditions) {
        for (const std::string& word : feel::known_words()) words().push_back(word);
    }
    char* read = readline("> ");
    ended = read == nullptr;
    if (read != nullptr && *read != '\0') {
        line = read;
        add_history(read);
    }
    std::free(read);
#else
    static_cast<void>(names);
    static_cast<void>(of_conditions);
    std::cout << "> " << std::flush;
    ended = !std::getline(std::cin, line);
#endif
    if (ended) std::cout << "\n";
    return line;
}

std::optional<std::string> prompt::read(const feel::context& names) {
    bool ended = false;
    std::string line;
    if (terminal_ != nullptr)
        line = terminal_->read(names, of_conditions_, ended);
    else
        ended = !std::getline(std::cin, line);
    return ended ? std::nullopt : std::optional{std::move(line)};
}

}  // namespace reglament::cli
