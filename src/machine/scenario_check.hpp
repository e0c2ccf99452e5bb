// Scenario check: what scenarios name, found in the vocabulary and the machines; their times and values made ready.
#pragma once

#include <reglament/machine/machine.hpp>
#include <reglament/regulation/scenario.hpp>
#include <reglament/regulation/vocabulary.hpp>
#include <reglament/text/issue.hpp>

#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace reglament {

class scenario_checker {
public:
    /// `failed` are the machines, by their index, that could not be compiled: what they lack may stand in what is
    /// wrong.
    scenario_checker(const vocabulary& words, std::span<const machine> machines, std::vector<bool> failed,
                     issues& found);

    void check(scenario& s);

private:
    struct subject {
        const machine* of = nullptr;  // null: not known, or not judged
        bool judged = false;
    };
    // Where a value goes: the attributes of an event, the fields of a form, or the facts.
    void check_host_event(scenario_step& s, const subject& of, reserved_event what);
    struct target {
        enum class what { data, form, result, facts } kind = what::facts;
        std::string_view owner{};
        std::span<const attribute> known{};
    };

    void report(std::string_view code, span where, std::vector<std::string> arguments);
    void report_unknown(std::string_view code, const located<std::string>& name,
                        const std::vector<std::string_view>& known, std::vector<std::string> arguments);

    [[nodiscard]] subject find_regulation(const located<std::string>& name);
    void check_new(const scenario& s);
    void check_times(scenario& s);
    bool resolve(moment& m);
    bool move_clock(scenario_step& s, instant& clock, bool& begun);
    void check_step(scenario_step& s, const subject& whole);
    void check_action(scenario_step& s, const subject& of);
    void check_expectation(expectation& e, const subject& of);
    void check_task_expectation(expectation& e, const subject& of);
    void check_person(const located<std::string>& name);
    [[nodiscard]] const task_definition* find_task(const located<std::string>& name, const subject& of);
    [[nodiscard]] const call_definition* find_call(const located<std::string>& name, const subject& of);
    [[nodiscard]] const event_type* find_event(const located<std::string>& name);
    void check_values(std::vector<given_value>& values, const target& into);
    void check_value(given_value& v, const feel::type& type);
    void check_complete(const std::vector<given_value>& values, const target& into, span where);

    const vocabulary& words_;
    std::span<const machine> machines_;
    std::vector<bool> failed_;
    issues& found_;
    std::shared_ptr<const source> file_;
    bool sound_ = true;  // of the scenario in hand: what seems to be missing may stand in what could not be read
    std::unordered_map<std::string, place> names_;  // "wake-up/Who forgot us": where it stands
};

}  // namespace reglament
