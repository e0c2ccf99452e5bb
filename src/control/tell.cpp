#include "control/chronicle.hpp"

#include <reglament/control/report.hpp>

namespace reglament {

std::vector<chronicle_line> chronicle(const engine& e, const words& say, std::string_view subject,
                                      std::size_t at_most) {
    std::vector<chronicle_line> out;
    const bool several = e.rules().machines().size() > 1;
    const auto which = e.find_client(subject);
    const std::span<const effect> history = e.history(subject);
    for (const effect& x : history) {
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
    const words say{e.rules(), lang};
    std::string out;
    for (const chronicle_line& line : chronicle(e, say, subject, static_cast<std::size_t>(-1))) {
        out += line.when + "  " + (line.regulation.empty() ? "" : line.regulation + ": ") + line.text + "\n";
    }
    return out;
}

}  // namespace reglament
