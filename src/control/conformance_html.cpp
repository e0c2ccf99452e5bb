#include "control/conformance_words.hpp"
#include "control/page.hpp"
#include "machine/picture.hpp"

#include <reglament/control/conformance.hpp>

namespace reglament {

namespace {

class page {
public:
    page(const conformance_figures& f, const conformance& of, language lang) : f_{f}, of_{of}, lang_{lang} {}

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
        out_ += "</div>\n" + element("p", fitness_formula(f_.shortest_run, lang_), "sub") + "</header>\n<section>\n";
        const std::string svg = to_svg(of_.of(), f_.counts, lang_);
        if (!svg.empty()) out_ += "<div class=\"diagram\">" + without_ids(svg) + "</div>\n";
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
    const conformance& of_;
    language lang_;
    std::string out_;
};

}  // namespace

std::string to_html(const conformance_figures& f, const conformance& of, language lang) {
    return page{f, of, lang}.write();
}

}  // namespace reglament
