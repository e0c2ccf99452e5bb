// Reasons in words, shared by both forms of an explanation.
#pragma once

#include "control/words.hpp"

#include <reglament/control/explain.hpp>

#include <string>

namespace reglament {

class reason_words {
public:
    reason_words(const explained& of, language lang) : of_{of}, say_{*of.rules, lang} {}

    [[nodiscard]] const words& in() const noexcept { return say_; }
    /// What would start it, or is in the way.
    [[nodiscard]] std::string now(const start_reason& r) const;
    /// Why a start was refused.
    [[nodiscard]] std::string then(const start_reason& r, const effect& told) const;
    [[nodiscard]] std::string attempt(const start_attempt& a) const;
    /// A step as people call it.
    [[nodiscard]] std::string step(const machine& m, state_index s) const;
    /// One effect of what led to a task; empty: it goes without saying.
    [[nodiscard]] std::string cause(const effect& e) const;
    /// For whom a task is, and why that person.
    [[nodiscard]] std::string person(const explained_task& t) const;
    [[nodiscard]] std::string rest(const explained_run& of, const explained_rest& r) const;
    [[nodiscard]] std::string state(const explained_run& r) const;
    [[nodiscard]] std::string limit(untold u) const;
    /// "class were A or B (now C)"; `then`: of the past.
    [[nodiscard]] std::string changes(const std::vector<fact_change>& set, bool then) const;
    [[nodiscard]] std::string value(const feel::value& v) const;

private:
    [[nodiscard]] const machine& its() const { return of_.rules->machines()[of_.regulation]; }
    [[nodiscard]] std::string heard() const;
    [[nodiscard]] std::string names(const start_reason& r) const;
    [[nodiscard]] std::string date(instant t) const;

    const explained& of_;
    words say_;
};

}  // namespace reglament
