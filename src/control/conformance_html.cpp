#include "control/conformance_words.hpp"
#include "control/feedback_words.hpp"
#include "control/page.hpp"
#include "control/section_page.hpp"
#include "machine/picture.hpp"

#include <reglament/control/conformance.hpp>

namespace reglament {

namespace {

class page {
public:
    page(const conformance_figures& f, const feedback_figures* more, const conformance& of, language lang)
        : f_{f}, more_{more}, of_{of}, lang_{lang} {
        if (more_ != nullptr) words_.emplace(*more_, of_, lang_);
    }

    std::string write() {
        const regulation& r = of_.of().regulation();
        const std::string title = r.title.empty() ? r.id.value : r.title;
        out_ = page_head(title, lang_);
        out_ += "<header>\n" + element("h1", title) + "\n<div class=\"totals\">";
        out_ += tile(grouped(f_.cases), say("cases", "случаев"));
        out_ += tile(grouped(f_.conforming), say("conforming", "по регламенту"));
        if (f_.open != 0) out_ += tile(grouped(f_.open), say("open", "ещё идут"));
        if (f_.undecided != 0) out_ += tile(grouped(f_.undecided), say("undecided", "не разобраны"), "late");
        out_ += tile(six_digits(f_.fitness_mean), say("fitness, mean", "соответствие, среднее"));
        out_ += tile(six_digits(f_.fitness_weighted), say("fitness, weighted", "соответствие, взвешенное"));
        out_ += "</div>\n" + element("p", fitness_formula(f_.shortest_run, lang_), "sub") + "</header>\n";
        if (more_ != nullptr) {
            feedback();
        } else {
            out_ += "<section>\n";
            diagram(picture_of(of_.of(), f_.counts, lang_));
        }
        histogram();
        deviations();
        return std::move(out_ += "</section>\n").append(page_foot);
    }

private:
    [[nodiscard]] std::string say(std::string_view en, std::string_view ru) const {
        return std::string{lang_ == language::ru ? ru : en};
    }
    void row(std::initializer_list<std::string> cells, std::string_view name) {
        out_ += "<tr>";
        for (const std::string& c : cells) out_ += element(name, c);
        out_ += "</tr>\n";
    }
    void head(std::string_view id, std::string_view title) {
        out_ += "<section id=\"" + std::string{id} + "\">\n<header>\n" + element("h2", title) + "\n</header>\n";
    }

    // First what to talk about, then where.
    void feedback() {
        const auto all = sections(*more_, of_, lang_);
        out_ += section_page(all.front(), *words_);
        head("feedback-ways", say("The regulation as it was gone", "Как шли по регламенту"));
        diagram(told_on(picture_of(of_.of(), f_.counts, lang_, &more_->rules->vocabulary())));
        out_ += "</section>\n";
        for (std::size_t i = 1; i < all.size(); ++i) out_ += section_page(all[i], *words_);
        head("feedback-cases", say("Case by case", "Случай за случаем"));
        out_ += dotted_chart(*more_, *words_) + "</section>\n";
        head("feedback-all", say("All deviations", "Все отклонения"));
    }

    // The first arrow is the start, behind it stand the transitions.
    [[nodiscard]] picture told_on(picture p) const {
        const auto warning = [&](std::uint64_t cases) {
            return cases == 0 ? std::string{} : "◆ " + words_->counted(cases, case_noun);
        };
        p.arrows.front().warning = warning(more_->deviating_at_start);
        for (std::size_t i = 0; i < more_->arrows.size() && i + 1 < p.arrows.size(); ++i) {
            const feedback_arrow& a = more_->arrows[i];
            if (a.time.count > 0)
                p.arrows[i + 1].time = words_->span(a.time.median) + " · " + words_->span(a.time.ninety);
            p.arrows[i + 1].warning = warning(a.deviating);
        }
        return p;
    }

    void diagram(const picture& p) {
        const std::string svg = to_svg(p);
        if (svg.empty()) {
            if (words_) out_ += ways_table(p, *words_);
            return;
        }
        out_ += "<figure>\n" + without_ids(svg) + "\n";
        if (words_)
            out_ +=
                element("figcaption",
                        say("On an arrow: how often the way was gone; the time from the step before until the one it "
                            "leads to was done, median · 90 %; ◆ cases that left the regulation at that step.",
                            "На стрелке: сколько раз прошли этим путём; время от предыдущего шага до того, куда она "
                            "ведёт, медиана · 90 %; ◆ — в скольких случаях на этом шаге отошли от регламента.")) +
                "\n";
        out_ += "</figure>\n";
    }

    void histogram() {
        out_ += element("h3", say("Cost of cases", "Цена случаев")) + "\n<table>\n";
        row({say("cost", "цена"), say("cases", "случаев"), ""}, "th");
        for (const auto& [cost, cases] : f_.cost_histogram)
            row({std::to_string(cost), grouped(cases), percent(cases, f_.cases)}, "td");
        out_ += "</table>\n";
    }

    void deviations() {
        if (f_.deviations.empty()) return;
        out_ += element("h3", say("Deviations", "Отклонения")) + "\n<table>\n";
        row({say("deviation", "отклонение"), say("step", "шаг"), say("activity", "действие"), say("cases", "случаев"),
             say("times", "раз"), say("cost", "цена"), say("for example", "например")},
            "th");
        for (const deviation_figures& d : f_.deviations) {
            std::string examples;
            for (const std::string& id : d.examples) examples += (examples.empty() ? "" : ", ") + id;
            row({kind_name(d.kind, lang_), d.step, d.activity, grouped(d.cases), grouped(d.times), grouped(d.cost),
                 examples},
                "td");
        }
        out_ += "</table>\n";
    }

    const conformance_figures& f_;
    const feedback_figures* more_;
    const conformance& of_;
    language lang_;
    std::optional<feedback_words> words_;
    std::string out_;
};

}  // namespace

std::string to_html(const conformance_figures& f, const conformance& of, language lang) {
    return page{f, nullptr, of, lang}.write();
}

std::string to_html(const conformance_figures& f, const feedback_figures& more, const conformance& of, language lang) {
    return page{f, &more, of, lang}.write();
}

}  // namespace reglament
