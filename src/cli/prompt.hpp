// Prompt: lines typed by a person, with history and completion of names.
#pragma once

#include <reglament/feel/value.hpp>

#include <memory>
#include <optional>
#include <string>

namespace reglament::cli {

class prompt {
public:
    /// Shows the greeting when standard input is a terminal. `of_conditions`: their functions and keywords are
    /// completed, and what is typed is kept for the next time.
    explicit prompt(const std::string& greeting, bool of_conditions = true);
    ~prompt();
    prompt(const prompt&) = delete;
    prompt& operator=(const prompt&) = delete;

    /// The next line; nothing at the end of the input. `names` are completed.
    std::optional<std::string> read(const feel::context& names);

    [[nodiscard]] bool is_terminal() const noexcept { return terminal_ != nullptr; }

private:
    struct terminal;
    std::unique_ptr<terminal> terminal_;  // null when standard input is no terminal
    bool of_conditions_;
};

}  // namespace reglament::cli
