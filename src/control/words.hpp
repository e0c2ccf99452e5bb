// Words: what figures and effects are called by people, in either language.
#pragma once

#include <reglament/engine/engine.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace reglament {

class words {
public:
    words(const rulebook& rules, language lang) : rules_{rules}, lang_{lang} {}

    /// The text of the language asked for.
    [[nodiscard]] std::string say(std::string_view en, std::string_view ru) const {
        return std::string{lang_ == language::ru ? ru : en};
    }

    /// A number and its noun: "5 clients"; in Russian one of three forms.
    struct noun {
        std::string_view one, many;  // English
        std::string_view ru_one, ru_few, ru_many;
    };
    [[nodiscard]] std::string counted(std::uint64_t n, const noun& of) const;
    [[nodiscard]] std::string form(std::uint64_t n, const noun& of) const;  ///< the noun alone

    /// "12 March 2025", with ", 09:30" unless it is midnight, in the department's zone.
    [[nodiscard]] std::string date(instant when) const;

    [[nodiscard]] std::string quoted(std::string_view text) const;  ///< in the language's quotation marks
    [[nodiscard]] std::string event(event_index e) const;           ///< its title, quoted
    [[nodiscard]] std::string role(std::uint16_t role) const;       ///< its title, or its name
    [[nodiscard]] std::string role(std::string_view name) const;
    [[nodiscard]] std::string person(std::string_view name) const;        ///< their title, or as they are named
    [[nodiscard]] std::string why_chosen(std::string_view reason) const;  ///< of a choice_reason
    [[nodiscard]] std::string regulation(regulation_index r) const;       ///< its title, or its id
    [[nodiscard]] std::string subject(subject_index s) const;
    [[nodiscard]] std::string end(const machine& m, state_index s) const;
    /// As it is written; of a task that was created, with the values that stand in it.
    [[nodiscard]] std::string instruction(const task_definition& t) const;
    [[nodiscard]] std::string instruction(const task_definition& t, std::span<const feel::value> values) const;
    /// A value as people write it.
    [[nodiscard]] std::string plain(const feel::value& v) const;

    /// What made a run start, as a reason: "nothing of “order.paid” came for 90 days (since 12 March 2025)".
    [[nodiscard]] std::string why_started(const effect& started) const;
    [[nodiscard]] std::string why_refused(std::string_view reason) const;

    /// An effect in a sentence; empty for those that go without saying. In the history before it stands what a task
    /// was given to say.
    [[nodiscard]] std::string sentence(const effect& e, std::span<const effect> before = {}) const;

    [[nodiscard]] language lang() const noexcept { return lang_; }

private:
    [[nodiscard]] std::string entered(const machine& m, const effect& e) const;
    [[nodiscard]] std::string facts_set(const machine& m, const effect& e) const;
    [[nodiscard]] std::string decided(const machine& m, const transition& t, const effect& e) const;
    [[nodiscard]] std::string divided(const machine& m, const transition& t, const effect& e) const;
    [[nodiscard]] std::string created(const task_definition& t, const effect& e) const;
    [[nodiscard]] std::string about_run(const machine& m, const effect& e) const;
    [[nodiscard]] std::string finished(const machine& m, const effect& e) const;
    [[nodiscard]] std::string about_call(const machine& m, const effect& e) const;
    [[nodiscard]] std::string fields(const std::vector<attribute>& names, const effect& e) const;
    [[nodiscard]] std::string about_person(const std::string& task, const effect& e) const;
    [[nodiscard]] std::string about_task(const machine& m, const effect& e, std::span<const effect> before) const;
    [[nodiscard]] std::string due_moved(const machine& m, const effect& e) const;
    [[nodiscard]] std::string by_hand(const machine& m, const effect& e) const;

    const rulebook& rules_;
    language lang_;
};

inline constexpr words::noun client_noun{"client", "clients", "клиент", "клиента", "клиентов"};
inline constexpr words::noun run_noun{"run", "runs", "запуск", "запуска", "запусков"};
inline constexpr words::noun task_noun{"task", "tasks", "задача", "задачи", "задач"};
inline constexpr words::noun event_noun{"event", "events", "событие", "события", "событий"};
inline constexpr words::noun scenario_noun{"scenario", "scenarios", "сценарий", "сценария", "сценариев"};

/// Where an open task of this kind closes when an attempt finds nobody.
[[nodiscard]] bool closes_unanswered(const machine& m, const effect& unanswered);

}  // namespace reglament
