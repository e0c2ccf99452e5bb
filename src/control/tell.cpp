#include "control/chronicle.hpp"

#include <reglament/control/report.hpp>

namespace reglament {

std::vector<chronicle_line> chronicle(const engine& e, const words& say, std::string_view subject,
                                      std::span<const effect> history, std::size_t at_most, std::uint32_t run) {
    std::vector<chronicle_line> out;
    const bool several = e.rules().machines().size() > 1;
    const auto which = e.find_client(subject);
    for (const effect& x : history) {
        if (run != 0 && x.run != run) continue;
        std::string text = say.sentence(x, history);
        if (text.empty()) continue;
        if (out.size() == at_most) {
            out.back() = {say.say("and more", "и так далее"), {}, {}, x.kind};
            break;
        }
        const bool of_none = !several || x.kind == effect_kind::merged;
        std::string of = !of_none ? say.regulation(x.regulation) : std::string{};
        const std::span<const part> parts = e.state(*which).parts;
        if (x.part < parts.size()) {  // who was merged into another one has none any more
            const part& about = parts[x.part];
            of += (of.empty() ? "" : ", ") + say.subject(about.subject) + " " + about.key;
        }
        out.push_back({say.date(x.at), std::move(of), std::move(text), x.kind});
    }
    return out;
}

std::string tell(const engine& e, std::string_view subject, language lang) {
    return tell(e, subject, e.history(subject), lang);
}

std::string tell(const engine& e, std::string_view subject, std::span<const effect> history, language lang,
                 std::uint32_t run) {
    const words say{e.rules(), lang};
    std::string out;
    for (const chronicle_line& line : chronicle(e, say, subject, history, SIZE_MAX, run)) {
        out += line.when + "  " + (line.regulation.empty() ? "" : line.regulation + ": ") + line.text + "\n";
    }
    return out;
}

}  // namespace reglament
