#include "control/conformance_words.hpp"
#include "control/plain_text.hpp"
#include "machine/picture.hpp"

#include <reglament/control/conformance.hpp>

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

namespace reglament {

namespace {

constexpr std::size_t most_rows = 30;

class writer {
public:
    writer(const conformance_figures& f, const conformance& of, language lang) : f_{f}, of_{of}, lang_{lang} {}

    std::string write() {
        const regulation& r = of_.of().regulation();
        line((r.title.empty() ? r.id.value : r.title + " (" + r.id.value + ")"));
        line(say("cases ", "случаев ") + grouped(f_.cases) + say(" · events ", " · событий ") + grouped(f_.events) +
             say(" · variants ", " · вариантов ") + grouped(f_.variants) +
             (f_.ignored == 0 ? "" : say(" · left aside ", " · не учтено событий ") + grouped(f_.ignored)));
        line("");
        row(say("conforming", "по регламенту"), grouped(f_.conforming));
        if (f_.open != 0) row(say("open", "ещё идут"), grouped(f_.open));
        if (f_.undecided != 0) row(say("undecided", "не разобраны"), grouped(f_.undecided));
        row(say("cost of deviations", "цена отклонений"), grouped(f_.total_cost));
        row(say("fitness, mean", "соответствие, среднее"), six_digits(f_.fitness_mean));
        row(say("fitness, weighted", "соответствие, взвешенное"), six_digits(f_.fitness_weighted));
        line("  = " + fitness_formula(f_.shortest_run, lang_));
        histogram();
        deviations();
        return std::move(out_);
    }

private:
    [[nodiscard]] std::string say(std::string_view en, std::string_view ru) const {
        return std::string{lang_ == language::ru ? ru : en};
    }
    void line(std::string_view text) { (out_ += printable(text)) += "\n"; }
    void row(std::string_view name, std::string_view value) {
        line("  " + flush_left(name, 26) + flush_right(value, 12));
    }

    void histogram() {
        if (f_.cost_histogram.size() < 2) return;
        out_ += "\n";
        std::uint64_t most = 0;
        for (const auto& [cost, cases] : f_.cost_histogram) most = std::max(most, cases);
        line(flush_right(say("cost", "цена"), 8) + flush_right(say("cases", "случаев"), 12));
        for (const auto& [cost, cases] : f_.cost_histogram)
            line(flush_right(std::to_string(cost), 8) + flush_right(grouped(cases), 12) + "  " + text_bar(cases, most));
    }

    void deviations() {
        if (f_.deviations.empty()) return;
        std::size_t wide = 20;
        for (std::size_t i = 0; i < std::min(most_rows, f_.deviations.size()); ++i)
            wide = std::max(wide, count_characters(name_of(f_.deviations[i])));
        wide = std::min<std::size_t>(wide, 60);
        out_ += "\n";
        line("  " + flush_left(say("deviation", "отклонение"), 18) + flush_left(say("where", "где"), wide) +
             flush_right(say("cases", "случаев"), 10) + flush_right(say("times", "раз"), 10) +
             flush_right(say("cost", "цена"), 10));
        for (std::size_t i = 0; i < f_.deviations.size(); ++i) {
            if (i == most_rows) {
                line("  … " + say("and more: ", "и ещё: ") + grouped(f_.deviations.size() - most_rows));
                break;
            }
            const deviation_figures& d = f_.deviations[i];
            line("  " + flush_left(kind_name(d.kind, lang_), 18) + flush_left(name_of(d), wide) +
                 flush_right(grouped(d.cases), 10) + flush_right(grouped(d.times), 10) +
                 flush_right(grouped(d.cost), 10));
        }
    }

    static std::string name_of(const deviation_figures& d) {
        const bool by_itself = d.step.empty() || d.step == d.activity || d.kind == deviation_kind::guard_false;
        return d.activity.empty() ? d.step : by_itself ? d.activity : d.activity + " (" + d.step + ")";
    }

    const conformance_figures& f_;
    const conformance& of_;
    language lang_;
    std::string out_;
};

}  // namespace

std::string kind_name(deviation_kind k, language lang) {
    static constexpr std::array<std::string_view, 10> russian{
        "пропущено",    "лишнее",     "слишком часто", "не по порядку", "не тот путь",
        "с опозданием", "не та роль", "неизвестное",   "предстоит",     "вопреки условию"};
    return std::string{lang == language::ru ? russian[static_cast<std::size_t>(k)] : to_string(k)};
}

std::string six_digits(double x) {
    std::array<char, 32> text{};
    (void)std::snprintf(text.data(), text.size(), "%.6f", x);
    return text.data();
}

std::string fitness_formula(std::uint32_t shortest_run, language lang) {
    const std::string run = std::to_string(shortest_run);
    return lang == language::ru
               ? "1 − цена отклонений / (цена событий случая + " + run + "); " + run + " — цена кратчайшего пути"
               : "1 − cost of deviations / (cost of the case's events + " + run + "); " + run +
                     " is the cost of the shortest run";
}

std::string to_text(const conformance_figures& f, const conformance& of, language lang) {
    return writer{f, of, lang}.write();
}

}  // namespace reglament
