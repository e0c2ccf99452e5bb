// A rehearsal as text, as JSON's data and as JUnit's XML.
#include "control/coverage.hpp"
#include "control/words.hpp"

#include <reglament/control/rehearsal.hpp>

#include <algorithm>

namespace reglament {

namespace {

std::string share(const covered& c, const words& say) {
    return std::to_string(c.reached) + say.say(" of ", " из ") + std::to_string(c.total);
}

const std::string& id_of(const rehearsal& r, const regulation_coverage& c) {
    return r.rules->machines()[c.regulation].regulation().id.value;
}

std::string missed_lines(const rehearsal& r, const regulation_coverage& c, const words& say) {
    std::string out;
    for (const std::string& one : missed(r.rules->machines()[c.regulation], c, say.lang())) out += "    " + one + "\n";
    return out.empty() ? out : "  " + say.say("never gone through:", "ни разу не пройдено:") + "\n" + out;
}

// Only where there are tables.
std::string row_share(const regulation_coverage& c, const words& say) {
    return c.rows.total == 0 ? std::string{} : say.say(", rows ", ", строки ") + share(c.rows, say);
}

feel::value to_value(const covered& c) {
    return feel::context{{"covered", feel::value{c.reached}}, {"total", feel::value{c.total}}};
}

feel::value to_value(const rulebook& rules, const scenario_failure& f, language lang) {
    const position at = f.what.at.source->at(f.what.at.where.begin);
    const difference d = difference_of(f.what, lang);
    const words say{rules, lang};
    feel::list happened;
    for (const effect& x : f.happened) {
        if (auto text = say.sentence(x, f.happened); !text.empty()) happened.emplace_back(text);
    }
    return feel::context{{"code", feel::value{f.what.code}},
                         {"line", feel::value{at.line}},
                         {"column", feel::value{at.column}},
                         {"step", feel::value{f.step}},
                         {"message", feel::value{message(f.what, lang)}},
                         {"expected", feel::value{d.expected}},
                         {"came", feel::value{d.came}},
                         {"advice", feel::value{advice(f.what, lang)}},
                         {"happened", feel::value{std::move(happened)}}};
}

// Two characters that XML has no way to write.
std::string xml_text(std::string_view text) {
    std::string out = markup(text);
    for (const std::string_view none : {"\uFFFE", "\uFFFF"}) {
        for (std::size_t at = 0; (at = out.find(none, at)) != out.npos;) out.replace(at, none.size(), "?");
    }
    return out;
}

std::string xml_attribute(std::string_view name, std::string_view text) {
    return " " + std::string{name} + "=\"" + xml_text(text) + "\"";
}

}  // namespace

std::string to_text(const rehearsal& r, language lang) {
    const words say{*r.rules, lang};
    std::string out;
    for (const scenario_result& s : r.scenarios) {
        out += (s.passed() ? "✓ " : "✗ ") + s.of->regulation.value + ": " + s.of->name.value + "\n";
        out += render(*r.rules, s, lang);
    }
    const std::size_t failed = r.failed(), all = r.scenarios.size();
    out += (out.empty() ? "" : "\n") + say.counted(all, scenario_noun) + say.say(": passed ", ": прошли ") +
           std::to_string(all - failed) + say.say(", failed ", ", не прошли ") + std::to_string(failed) + "\n";
    for (const regulation_coverage& c : r.coverage) {
        out += id_of(r, c) + say.say(": steps ", ": шаги ") + share(c.steps, say) + say.say(", branches ", ", ветки ") +
               share(c.branches, say) + say.say(", outputs ", ", выходы ") + share(c.outputs, say) + row_share(c, say) +
               "\n" + missed_lines(r, c, say);
    }
    return out;
}

feel::value to_value(const rehearsal& r, language lang) {
    feel::list scenarios;
    for (const scenario_result& s : r.scenarios) {
        feel::list failures;
        for (const scenario_failure& f : s.failures) failures.push_back(to_value(*r.rules, f, lang));
        scenarios.emplace_back(feel::context{{"name", feel::value{s.of->name.value}},
                                             {"regulation", feel::value{s.of->regulation.value}},
                                             {"file", feel::value{s.of->file->name()}},
                                             {"line", feel::value{s.of->file->at(s.of->name.where.begin).line}},
                                             {"passed", feel::value{s.passed()}},
                                             {"failures", feel::value{std::move(failures)}}});
    }
    feel::context coverage;
    for (const regulation_coverage& c : r.coverage) {
        feel::list untaken;
        for (std::string& one : missed(r.rules->machines()[c.regulation], c, lang))
            untaken.emplace_back(std::move(one));
        coverage.emplace_back(id_of(r, c), feel::context{{"steps", to_value(c.steps)},
                                                         {"branches", to_value(c.branches)},
                                                         {"outputs", to_value(c.outputs)},
                                                         {"rows", to_value(c.rows)},
                                                         {"missed", feel::value{std::move(untaken)}}});
    }
    return feel::context{{"passed", feel::value{r.scenarios.size() - r.failed()}},
                         {"failed", feel::value{r.failed()}},
                         {"coverage", feel::value{std::move(coverage)}},
                         {"scenarios", feel::value{std::move(scenarios)}}};
}

std::string to_junit(const rehearsal& r, language lang) {
    std::string out =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n<testsuite name=\"reglament\" tests=\"" +
        std::to_string(r.scenarios.size()) + "\" failures=\"" + std::to_string(r.failed()) + "\">\n";
    for (const scenario_result& s : r.scenarios) {
        out += "<testcase" + xml_attribute("classname", s.of->regulation.value) +
               xml_attribute("name", s.of->name.value) + xml_attribute("file", s.of->file->name()) + ">";
        if (!s.passed()) {
            out += "<failure" + xml_attribute("message", message(s.failures.front().what, lang)) + ">";
            const std::string told = render(*r.rules, s, lang);
            for (std::size_t at = 0; at < told.size();) {  // markup() has no line breaks
                const std::size_t end = std::min(told.find('\n', at), told.size());
                out += xml_text(std::string_view{told}.substr(at, end - at)) + "\n";
                at = end + 1;
            }
            out += "</failure>";
        }
        out += "</testcase>\n";
    }
    return out + "</testsuite>\n</testsuites>\n";
}

}  // namespace reglament
