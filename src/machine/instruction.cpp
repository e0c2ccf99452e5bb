#include "feel/value_text.hpp"
#include "machine/runner.hpp"

#include <reglament/machine/instruction.hpp>

namespace reglament {

std::string instruction_text(const rulebook& rules, const task_definition& of, std::span<const feel::value> values,
                             language lang) {
    if (of.said.empty()) return of.instruction.empty() ? of.id : of.instruction;
    const feel::zone local = rules.vocabulary().calendar.zone();
    std::string out;
    std::size_t next = 0;
    for (const task_definition::said_part& part : of.said) {
        out += part.text;
        if (part.program == no_index) continue;
        const feel::value given = next < values.size() ? values[next] : feel::value{};
        ++next;
        out += given.is_null() ? "…" : in_words(given, lang, local);
    }
    return out;
}

std::vector<feel::value> instruction_values(const rulebook& rules, const record& r, const run& at, std::uint32_t branch,
                                            const task_definition& of, instant now) {
    std::vector<feel::value> out;
    if (of.said.empty()) return out;
    const machine& m = rules.machines()[at.regulation];
    const feel::value* const nothing = rules.nulls().data();
    const reglament::branch* const in = branch == 0 ? nullptr : at.details()->branches.find(branch);
    feel::frame f;
    const auto put = [&f](bank which, const feel::value* values) { f.bank[static_cast<std::size_t>(which)] = values; };
    put(bank::facts, r.facts.empty() ? rules.initial_facts_of(r.subject).data() : r.facts.data());
    put(bank::event, nothing);
    put(bank::run, runner_detail::values_of(&at, nothing));
    put(bank::item, runner_detail::items_of(&at, in, nothing));
    put(bank::part, at.part == no_index ? nothing : r.parts[at.part].facts.data());
    f.now = now;
    f.zone = rules.vocabulary().calendar.zone();
    for (const task_definition::said_part& part : of.said) {
        if (part.program != no_index) out.push_back(m.programs()[part.program].evaluate(f));
    }
    return out;
}

}  // namespace reglament
