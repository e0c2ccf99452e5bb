// An effect in a line: whose, its number, its kind, and all that it says, by names that outlive a change of rules.
#pragma once

#include <reglament/feel/value.hpp>
#include <reglament/machine/effect.hpp>
#include <reglament/machine/rulebook.hpp>

#include <string>
#include <string_view>

namespace reglament::testing {

inline std::string effect_line(const rulebook& rules, std::string_view subject, const effect& e) {
    const auto number = [](std::uint64_t n) { return feel::value{feel::number{n}}; };
    const auto time = [](instant t) { return t == never ? feel::value{} : feel::value{to_string(t)}; };
    const machine& of = rules.machines()[e.regulation];
    feel::context all{{"regulation", feel::value{of.regulation().id.value}},
                      {"why", feel::value{to_string(e.why)}},
                      {"run", number(e.run)},
                      {"branch", number(e.branch)},
                      {"task", number(e.task)},
                      {"attempt", number(e.attempt)},
                      {"at", time(e.at)},
                      {"due", time(e.due)},
                      {"data", feel::value{feel::list(e.data.begin(), e.data.end())}},
                      {"whom", e.whom},
                      {"origin", e.origin}};
    if (e.state < of.states().size()) all.emplace_back("state", feel::value{of.states()[e.state].id});
    if (e.event != no_index) all.emplace_back("event", feel::value{rules.vocabulary().events[e.event].name.value});
    if (e.called != no_index) all.emplace_back("called", feel::value{rules.machines()[e.called].regulation().id.value});
    return std::string{subject} + "\t" + std::to_string(e.sequence) + "\t" + std::string{to_string(e.kind)} + "\t" +
           feel::write_json(feel::value{std::move(all)});
}

}  // namespace reglament::testing
