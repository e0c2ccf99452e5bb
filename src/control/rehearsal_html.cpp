// A rehearsal as a page.
#include "control/coverage.hpp"
#include "control/page.hpp"

#include <algorithm>
#include <numeric>

namespace reglament {

namespace {

// What was never gone through is hatched in every diagram; they share one pattern.
constexpr std::string_view hatching =
    R"svg(<svg width="0" height="0" class="defs" aria-hidden="true"><defs><pattern id="hatch" width="8" height="8" )svg"
    R"svg(patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="8" height="8" class="ground"/>)svg"
    R"svg(<path d="M0 0V8" class="stripe"/></pattern></defs></svg>)svg";

covered sum(const std::vector<regulation_coverage>& all, covered regulation_coverage::*part) {
    covered out;
    for (const regulation_coverage& c : all) {
        out.reached += (c.*part).reached;
        out.total += (c.*part).total;
    }
    return out;
}

// All is said only of all.
std::uint64_t share(const covered& c) {
    return c.total == 0 ? 100 : c.reached * 100 / c.total;
}

std::string place_of(const source& file, span where) {
    return std::string{file.name()} + ":" + std::to_string(file.at(where.begin).line);
}

std::string trimmed(std::string_view line) {
    const std::size_t begin = line.find_first_not_of(" \t");
    return begin == line.npos ? std::string{} : std::string{line.substr(begin)};
}

class rehearsal_page {
public:
    rehearsal_page(const rehearsal& r, const words& say) : all_{r}, say_{say} {}

    std::string write() {
        const vocabulary& words = all_.rules->vocabulary();
        const std::string name = words.title.empty() ? words.id : words.title;
        const std::string title = say_.say("Rehearsal", "Репетиция") + (name.empty() ? "" : ": " + name);
        out_ = page_head(title, say_.lang()) + std::string{hatching} + "\n";
        top(title);
        for (const regulation_coverage& c : all_.coverage) section(c);
        return std::move(out_ += page_foot);
    }

private:
    void add(std::string_view text) { out_ += text; }
    void head(std::string_view en, std::string_view ru) { add(element("h3", say_.say(en, ru)) + "\n"); }

    void top(const std::string& title) {
        const std::size_t failed = all_.failed();
        add("<header>\n" + element("h1", title) + "\n");
        add(element("p", verdict(all_.scenarios.size(), failed), "sub") + "\n<div class=\"totals\">");
        add(tile(grouped(all_.scenarios.size() - failed), say_.say("✓ passed", "✓ прошли")));
        add(tile(grouped(failed), say_.say("✗ failed", "✗ не прошли"), failed > 0 ? "late" : ""));
        total(&regulation_coverage::steps, say_.say("of steps", "шагов"));
        total(&regulation_coverage::branches, say_.say("of branches", "веток"));
        total(&regulation_coverage::outputs, say_.say("of outputs", "выходов"));
        add("</div>\n</header>\n");
    }

    void total(covered regulation_coverage::*part, const std::string& word) {
        add(tile(std::to_string(share(sum(all_.coverage, part))) + "\u202F%", word));
    }

    [[nodiscard]] std::string verdict(std::size_t all, std::size_t failed) const {
        if (all == 0) return say_.say("No scenario rehearses it", "Ни один сценарий его не проверяет");
        const std::string counted = say_.counted(all, scenario_noun);
        if (failed == 0) return counted + say_.say(", all as expected", ", всё как ожидали");
        return counted + say_.say(", otherwise than expected: ", ", не так, как ожидали: ") + grouped(failed);
    }

    void section(const regulation_coverage& c) {
        const regulation& of = all_.rules->machines()[c.regulation].regulation();
        const auto mine = scenarios_of(of.id.value);
        const auto failed = std::count_if(mine.begin(), mine.end(), [](const auto* s) { return !s->passed(); });
        add("<section>\n<header>\n" + element("h2", say_.regulation(c.regulation)) + "\n<p class=\"sub\"><code>" +
            markup(of.id.value) + "</code> · " + markup(verdict(mine.size(), static_cast<std::size_t>(failed))) +
            "</p>\n</header>\n");
        coverage(c);
        diagram(c);
        missed(c);
        scenarios(mine);
        add("</section>\n");
    }

    [[nodiscard]] std::vector<const scenario_result*> scenarios_of(const std::string& regulation) const {
        std::vector<const scenario_result*> out;
        for (const scenario_result& s : all_.scenarios) {
            if (s.of->regulation.value == regulation) out.push_back(&s);
        }
        return out;
    }

    void coverage(const regulation_coverage& c) {
        head("Gone through", "Пройдено");
        add("<table class=\"bars\">\n");
        bar(say_.say("steps", "шаги"), c.steps);
        bar(say_.say("branches", "ветки"), c.branches);
        bar(say_.say("outputs", "выходы"), c.outputs);
        if (c.rows.total > 0) bar(say_.say("rows of tables", "строки таблиц"), c.rows);
        add("</table>\n");
    }

    void bar(const std::string& word, const covered& c) {
        const std::string width = std::to_string(share(c));
        add(std::string{c.reached == 0 ? "<tr class=\"none\">" : "<tr>"} + element("td", word) +
            element("td", grouped(c.reached) + say_.say(" of ", " из ") + grouped(c.total), "n") +
            "<td class=\"track\"><span class=\"whole\"><i style=\"width:" + width + "%\"></i></span></td>" +
            element("td", width + "\u202F%", "n") + "</tr>\n");
    }

    void diagram(const regulation_coverage& c) {
        const machine& m = all_.rules->machines()[c.regulation];
        const std::string svg = coverage_svg(m, c.counts, say_.lang(), all_.rules->vocabulary());
        if (svg.empty()) {
            head("The ways taken", "Какими путями шли");
            return add("<div class=\"coverage\">\n" +
                       ways_table(picture_of(m, c.counts, say_.lang(), &all_.rules->vocabulary()), say_) + "</div>\n");
        }
        add("<figure class=\"coverage\">\n" + without_ids(svg) + "\n<figcaption>" +
            markup(
                say_.say("● and the numbers on the arrows say how often the scenarios went through. Hatched boxes and "
                         "broken lines: never.",
                         "● и числа на стрелках — сколько раз сценарии здесь прошли. Штриховка и пунктир — ни "
                         "разу.")) +
            "</figcaption>\n</figure>\n");
    }

    void missed(const regulation_coverage& c) {
        const auto ways = reglament::missed(all_.rules->machines()[c.regulation], c, say_.lang());
        if (ways.empty()) return;
        head("Never gone through", "Ни разу не пройдено");
        add("<ul>\n");
        for (const std::string& way : ways) add(element("li", way) + "\n");
        add("</ul>\n");
    }

    void scenarios(const std::vector<const scenario_result*>& mine) {
        if (mine.empty()) return;
        head("Scenarios", "Сценарии");
        add("<ul class=\"scenarios\">\n");
        for (const scenario_result* s : mine) {
            add(std::string{s->passed() ? "<li>" : "<li class=\"failed\">"} +
                element("b", s->passed() ? "✓" : "✗", "mark") + "<div>" + element("span", s->of->name.value) + " " +
                element("code", place_of(*s->of->file, s->of->name.where)));
            for (const scenario_failure& f : s->failures) failure(f);
            add("</div></li>\n");
        }
        add("</ul>\n");
    }

    void failure(const scenario_failure& f) {
        const source& file = *f.what.at.source;
        const std::uint32_t line = file.at(f.what.at.where.begin).line;
        const difference d = difference_of(f.what, say_.lang());
        add("\n<div class=\"difference\"><p class=\"sub\">" + markup(step_of(f)) + " <code>" + std::to_string(line) +
            ": " + markup(trimmed(file.line(line))) + "</code></p>\n<dl>");
        if (!d.expected.empty()) add(element("dt", say_.say("expected", "ожидали")) + element("dd", d.expected));
        add(element("dt", say_.say("came", "вышло")) + element("dd", d.came, "came"));
        if (const std::string more = advice(f.what, say_.lang()); !more.empty())
            add(element("dt", "→") + element("dd", more));
        add(element("dt", say_.say("happened", "было")) + "<dd>");
        happened(f);
        add("</dd></dl></div>");
    }

    [[nodiscard]] std::string step_of(const scenario_failure& f) const {
        if (f.step == 0) return say_.say("What is given", "Данные") + ", " + say_.date(f.at) + ".";
        return say_.say("Step ", "Шаг ") + std::to_string(f.step) + ", " + say_.date(f.at) + ".";
    }

    void happened(const scenario_failure& f) {
        std::string rows;
        for (const effect& x : f.happened) {
            const std::string text = say_.sentence(x, f.happened);
            if (!text.empty()) rows += element("div", say_.date(x.at) + " — " + text);
        }
        add(rows.empty() ? markup(say_.say("nothing", "ничего")) : rows);
    }

    const rehearsal& all_;
    const words& say_;
    std::string out_;
};

}  // namespace

std::string to_html(const rehearsal& r, language lang) {
    const words say{*r.rules, lang};
    return rehearsal_page{r, say}.write();
}

}  // namespace reglament
