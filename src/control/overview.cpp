#include "control/overview_scene.hpp"
#include "control/page.hpp"

#include <reglament/control/script_report.hpp>

namespace reglament {

std::string share_text(std::uint64_t n, std::uint64_t of) {
    return of == 0 ? std::string{"—"} : percent(n, of);
}

report_cell count_cell(std::uint64_t n, bool warns) {
    return {grouped(n), -1, warns};
}

report_cell share_cell(std::uint64_t n, std::uint64_t of, bool warns) {
    return {share_text(n, of), of == 0 ? -1 : share_of(n, of), warns};
}

std::string overview_scene::quarter(instant at) const {
    const std::string of = month(at);
    constexpr std::size_t year = 4, digits = 5;
    constexpr int months = 3;
    return of.substr(0, year) + say.say(" Q", ", ") + std::to_string((std::stoi(of.substr(digits)) - 1) / months + 1) +
           say.say("", " кв.");
}

class_names overview_scene::classes_of(std::size_t client) const {
    const std::vector<feel::value> facts = e.facts(client);
    class_names out;
    for (const segment& of : names().segments) {
        if (of.fact < facts.size() && !facts[of.fact].is_null())
            out.emplace_back(of.title.empty() ? of.name.value : of.title, say.plain(facts[of.fact]));
    }
    return out;
}

std::vector<report_section> overview(const engine& e, const overview_options& how) {
    std::vector<report_section> out;
    if (e.now() == instant::min()) return out;
    const words say{e.rules(), how.lang};
    constexpr std::chrono::microseconds tick{1};
    const week due = control_week(e, first_instant, e.now() + tick);
    const overview_scene scene{e, how, say, due};
    for (const auto make : {tasks_section, late_section, plan_section, reaction_section, returns_section,
                            contacts_section, classes_section, dossier_section}) {
        if (auto section = make(scene)) out.push_back(std::move(*section));
    }
    const auto scripts = e.rules().scripts();
    const std::vector<script_use> talks = count_talks(e, scripts);
    for (std::size_t i = 0; i < scripts.size(); ++i)
        if (talks[i].forms > 0) out.push_back(to_section(*scripts[i], talks[i], how.lang));
    return out;
}

}  // namespace reglament
