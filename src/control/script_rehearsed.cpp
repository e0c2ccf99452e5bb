// Which talks the scenarios beside the regulations tell of.
#include "control/scenario_events.hpp"
#include "control/script_outline.hpp"

#include <reglament/control/script_report.hpp>

#include <algorithm>

namespace reglament {

namespace {

const task_definition* task_of(const machine& m, std::string_view id) {
    const auto tasks = m.tasks();
    const auto at = std::find_if(tasks.begin(), tasks.end(), [&](const task_definition& t) { return t.id == id; });
    return at == tasks.end() ? nullptr : &*at;
}

}  // namespace

script_use rehearsed_talks(const rulebook& rules, const std::shared_ptr<const script>& of, issues& found) {
    script_use out;
    for (const scenario& s : rules.scenarios()) {
        for (const scenario_step& step : s.steps) {
            if (!s.sound || step.kind != scenario_step::action::done) continue;
            const machine& m = rules.machines()[regulation_of(rules, s, step)];
            const task_definition* const t = task_of(m, step.name.value);
            if (t == nullptr || t->goes_by != of) continue;
            const std::uint64_t before = out.unlike;
            out.add(*of, context_of(step.values));
            if (out.unlike > before)
                found.add("scenario-not-by-script", place{s.file, step.name.where}, {of->id.value, step.name.value});
        }
    }
    return out;
}

std::string rehearsed_in_text(const script& of, const script_use& use, language lang) {
    const script_outline o{of, lang};
    std::size_t all = 0, given = 0;
    std::string missed;
    for (std::size_t l = 0; l < of.lines.size() && use.forms > 0; ++l) {
        const outlined_line line = o.line(l);
        for (std::size_t a = 0; a < line.answers.size(); ++a) {
            ++all;
            if (use.lines[l].answers[a].possible > 0)
                ++given;
            else
                missed += "    " + line.number_and_id + ": " + line.answers[a].words + "\n";
        }
    }
    if (all == 0) return {};
    return std::string{of.name()} + o.say(": answers ", ": ответы ") + std::to_string(given) + o.say(" of ", " из ") +
           std::to_string(all) + "\n" +
           (missed.empty() ? "" : o.say("  never given:\n", "  так не ответили ни разу:\n") + missed);
}

}  // namespace reglament
