#include "control/conformance_words.hpp"
#include "control/feedback_words.hpp"
#include "control/page.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace reglament {

namespace {

constexpr double width = 720, left = 92, right = 14, top = 10, bottom = 30, row_height = 5.4;

std::string coordinate(double x) {
    const long long tenths = std::llround(x * 10);  // no locale has a say in it
    return std::to_string(tenths / 10) + "." + std::to_string(std::llabs(tenths % 10));
}

class drawing {
public:
    drawing(const feedback_figures& f, const feedback_words& say) : cases_{f.dotted}, say_{say} {
        std::vector<double> ends;
        for (const feedback_case& c : cases_) ends.push_back(seconds_of(c, c.end));
        std::sort(ends.begin(), ends.end());
        const double most = ends.back(), nearly = ends[(ends.size() - 1) * 9 / 10];
        across_ = std::max(most > 2 * nearly && nearly > 0 ? nearly * 1.25 : most, 1.0);
    }

    std::string go() {
        out_ = "<svg class=\"chart dotted\" viewBox=\"0 0 " + coordinate(width) + " " + coordinate(height()) +
               "\" role=\"img\" aria-label=\"" + markup(say_.say("Dotted chart", "Точечная диаграмма")) + "\">\n";
        scale();
        for (std::size_t i = 0; i < cases_.size(); ++i) row(i);
        return std::move(out_ += "</svg>\n");
    }

    [[nodiscard]] bool is_cut() const {
        return std::any_of(cases_.begin(), cases_.end(),
                           [&](const feedback_case& c) { return seconds_of(c, c.end) > across_; });
    }

private:
    static double seconds_of(const feedback_case& c, const std::optional<instant>& at) {
        return std::chrono::duration<double>(*at - *c.begin).count();
    }
    [[nodiscard]] double height() const { return top + bottom + row_height * static_cast<double>(cases_.size()); }
    [[nodiscard]] double x(double seconds) const {
        return left + std::min(seconds / across_, 1.0) * (width - left - right);
    }
    [[nodiscard]] static double y(std::size_t row) { return top + (static_cast<double>(row) + 0.5) * row_height; }

    void text(double at, double height_at, std::string_view anchor, std::string_view what) {
        out_ += "<text x=\"" + coordinate(at) + "\" y=\"" + coordinate(height_at) + "\" text-anchor=\"" +
                std::string{anchor} + "\">" + markup(what) + "</text>\n";
    }
    void line(double x1, double y1, double x2, double y2) {
        out_ += "<line class=\"rule\" x1=\"" + coordinate(x1) + "\" y1=\"" + coordinate(y1) + "\" x2=\"" +
                coordinate(x2) + "\" y2=\"" + coordinate(y2) + "\"/>\n";
    }

    // A round span, five or so on the scale.
    [[nodiscard]] double step() const {
        static constexpr double steps[] = {60,        300,       600,       1'800,     3'600,   7'200,
                                           14'400,    28'800,    86'400,    172'800,   432'000, 864'000,
                                           1'728'000, 4'320'000, 8'640'000, 31'536'000};
        for (const double s : steps) {
            if (across_ / s <= 7) return s;
        }
        return across_ / 5;
    }

    void scale() {
        for (double s = 0; s <= across_; s += step()) {
            line(x(s), top, x(s), height() - bottom);
            text(x(s), height() - bottom + 18, "middle",
                 s == 0 ? std::string{"0"} : say_.span(std::chrono::seconds{std::llround(s)}));
        }
        const std::size_t every = std::max<std::size_t>(cases_.size() / 8, 3);
        for (std::size_t i = 0; i < cases_.size(); i += every)
            text(left - 12, y(i) + 4, "end", to_string(*cases_[i].begin, say_.zone()).substr(0, 10));
    }

    void row(std::size_t i) {
        const feedback_case& c = cases_[i];
        line(left, y(i), x(seconds_of(c, c.end)), y(i));
        for (const bool deviating : {false, true}) {  // what matters lies on top
            for (const feedback_event& e : c.events) {
                if (e.time && e.deviation.has_value() == deviating) dot(c, e, y(i));
            }
        }
    }

    void dot(const feedback_case& c, const feedback_event& e, double at) {
        const double across = x(std::max(seconds_of(c, e.time), 0.0));
        const std::string title = "<title>" +
                                  markup(c.id + " · " + e.activity + " · " + say_.who(e.person) +
                                         (e.deviation ? " · " + kind_name(*e.deviation, say_.lang()) : "")) +
                                  "</title>";
        if (!e.deviation) {
            out_ += "<circle class=\"kept\" r=\"2\" cx=\"" + coordinate(across) + "\" cy=\"" + coordinate(at) + "\">" +
                    title + "</circle>\n";
            return;
        }
        constexpr double half = 3.6;  // a lozenge, told from a dot on any printer
        out_ += "<path class=\"left\" d=\"M" + coordinate(across - half) + " " + coordinate(at) + "L" +
                coordinate(across) + " " + coordinate(at - half) + "L" + coordinate(across + half) + " " +
                coordinate(at) + "L" + coordinate(across) + " " + coordinate(at + half) + "Z\">" + title + "</path>\n";
    }

    const std::vector<feedback_case>& cases_;
    const feedback_words& say_;
    double across_ = 1;
    std::string out_;
};

}  // namespace

std::string dotted_chart(const feedback_figures& f, const feedback_words& say) {
    if (f.dotted.empty()) return {};
    drawing of{f, say};
    std::string out = of.go();
    std::string note = say.say("A line a case, by when it began; a dot is something done, at the time since then. ",
                               "Строка — случай, по дате начала; точка — сделанное, по времени от начала. ") +
                       say.say("Lozenges: deviations; what was left out has no place here. ",
                               "Ромб — отклонение; пропущенного здесь не видно. ");
    if (f.dotted.size() < f.cases - f.undecided)
        note += say.say("Shown: ", "Показано: ") + grouped(f.dotted.size()) + say.say(" of ", " из ") +
                say.counted(f.cases - f.undecided, case_noun) +
                say.say(", as if drawn by lot, always the same. ", ", как по жребию, всегда одни и те же. ");
    if (of.is_cut())
        note += say.say("What came later than the scale ends stands at its end.",
                        "Что было позже конца шкалы, стоит на её краю.");
    return "<figure>\n" + out + element("figcaption", note) + "\n</figure>\n";
}

}  // namespace reglament
