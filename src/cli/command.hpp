// Command: what the subcommands share.
#pragma once

#include <reglament/feel/temporal.hpp>
#include <reglament/machine/rulebook.hpp>
#include <reglament/text/issue.hpp>

#include <CLI/CLI.hpp>

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace reglament::cli {

/// What the program ends with.
enum exit_code : int { ok = 0, wrong_input = 1, wrong_use = 2 };

struct session {
    language lang = language::en;
    bool lang_said = true;  // by --lang or by the system; else the files that are read decide
    int status = ok;

    [[nodiscard]] std::string say(std::string_view en, std::string_view ru) const {
        return std::string{lang == language::ru ? ru : en};
    }
    /// A sentence on standard error; the status becomes `code`.
    int fail(int code, std::string_view en, std::string_view ru);
};

// Each adds its subcommand, which leaves its outcome in `s.status`.
void add_backtest(CLI::App& app, session& s);
void add_check(CLI::App& app, session& s);
void add_control(CLI::App& app, session& s);
void add_drill(CLI::App& app, session& s);
void add_play(CLI::App& app, session& s);
void add_plan(CLI::App& app, session& s);
void add_run(CLI::App& app, session& s);
void add_roles(CLI::App& app, session& s);
void add_restructure(CLI::App& app, session& s);
void add_rollout(CLI::App& app, session& s);
void add_statement(CLI::App& app, session& s);
void add_tasks(CLI::App& app, session& s);
void add_schema(CLI::App& app, session& s);
void add_segments(CLI::App& app, session& s);
void add_test(CLI::App& app, session& s);
void add_draw(CLI::App& app, session& s);
void add_eval(CLI::App& app, session& s);
void add_explain(CLI::App& app, session& s);
void add_keywords(CLI::App& app, session& s);
void add_migrate(CLI::App& app, session& s);
void add_admin(CLI::App& app, session& s);
void add_control(CLI::App& app, session& s);
void add_calendar(CLI::App& app, session& s);

/// Tells the issues on standard error, and how many when some are more than notes.
void tell(const issues& found, const session& s);

/// When nobody has said a language it is that of the keywords in these files.
void speak_as(const std::vector<std::string>& paths, session& s);
void speak_as(std::span<const std::shared_ptr<const source>> texts, session& s);

/// Loads and reports every issue on standard error. Null: `s.status` says why.
std::shared_ptr<const rulebook> load_rules(const std::vector<std::string>& paths, session& s);

/// A role, a regulation (of its current version), by its name or its title. Nothing: `s.status` says why.
std::optional<std::uint16_t> find_role(const std::string& text, const vocabulary& words, session& s);
std::optional<regulation_index> find_regulation(const std::string& text, const rulebook& rules, session& s);

/// The paths that are not there: reported, and true.
bool lacks_paths(const std::vector<std::string>& paths, session& s);

/// `text` with blanks behind it, up to so many characters.
std::string padded(std::string_view text, std::size_t width);

std::vector<std::filesystem::path> as_paths(const std::vector<std::string>& names);

}  // namespace reglament::cli
