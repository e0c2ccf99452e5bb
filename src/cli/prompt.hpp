// Prompt: lines typed by a person, with history and completion of names.
#pragma once

#include <reglament/feel/value.hpp>

#include <memory>
#include <optional>
#include <string>

namespace reglament::cli {

class prompt {
public:
    /// Shows the greeting when standard input is a terminal.
    explicit prompt(const std::string& greeting);
    ~prompt();
    prompt(const prompt&) = delete;
    prompt& operator=(const prompt&) = delete;

    /// The next line; nothing at the end of the input. `names` are completed, built-in functions and keywords too.
    std::optional<std::string> read(const feel::context& names);

private:
    struct terminal;
    std::unique_ptr<terminal> terminal_;  // null when standard input is no terminal
};

}  // namespace reglament::cli
