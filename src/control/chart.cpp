#include "control/chart.hpp"

#include "machine/picture.hpp"

#include <reglament/text/source.hpp>

#include <algorithm>
#include <cmath>

namespace reglament {

namespace {

constexpr double width = 720, height = 240, left = 46, right = 12, top = 12, bottom = 34;

std::string coordinate(double x) {
    const long long tenths = std::llround(x * 10);  // no locale has a say in it
    return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10);
}

// 1, 2 or 5 of some power of ten, about a quarter of the scale.
double step_of(double most) {
    const double power = std::pow(10, std::floor(std::log10(most / 4)));
    for (const double times : {1.0, 2.0, 5.0}) {
        if (power * times * 4 >= most) return std::max(power * times, 1.0);
    }
    return power * 10;
}

class drawing {
public:
    explicit drawing(const report_chart& c) : chart_{c} {
        across_ = highest(0);
        if (c.how == report_chart::form::points) {
            upwards_ = highest(1);
        } else {
            for (const auto& i : c.items) upwards_ = std::max(upwards_, c.how == stacked ? sum(i) : largest(i));
        }
        if (c.most > 0) across_ = upwards_ = c.most;
        upwards_ = std::max(upwards_, 1.0);
        across_ = std::max(across_, 1.0);
        step_ = step_of(upwards_);
        if (c.most <= 0) upwards_ = std::ceil(upwards_ / step_) * step_;
    }

    std::string go() {
        out_ = "<svg class=\"chart\" viewBox=\"0 0 " + coordinate(width) + " " + coordinate(height) +
               "\" role=\"img\" aria-label=\"" + markup(chart_.title) + "\">\n";
        grid();
        if (chart_.how == report_chart::form::points) {
            points();
        } else {
            labels();
            chart_.how == stacked ? columns() : lines();
        }
        return std::move(out_ += "</svg>\n");
    }

private:
    static constexpr auto stacked = report_chart::form::columns;

    static double sum(const report_chart::item& i) {
        double all = 0;
        for (const double v : i.values) all += std::isnan(v) ? 0 : v;
        return all;
    }
    static double largest(const report_chart::item& i) {
        double most = 0;
        for (const double v : i.values) most = std::max(most, std::isnan(v) ? 0 : v);
        return most;
    }
    [[nodiscard]] double highest(std::size_t series) const {
        double most = 0;
        for (const auto& i : chart_.items) most = std::max(most, series < i.values.size() ? i.values[series] : 0);
        return most;
    }
    [[nodiscard]] double y(double v) const { return height - bottom - v / upwards_ * (height - top - bottom); }
    [[nodiscard]] double slot() const {
        return (width - left - right) / static_cast<double>(std::max<std::size_t>(chart_.items.size(), 1));
    }
    [[nodiscard]] double x(std::size_t i) const { return left + (static_cast<double>(i) + 0.5) * slot(); }

    void text(double at, double height_at, std::string_view anchor, std::string_view what) {
        out_ += "<text x=\"" + coordinate(at) + "\" y=\"" + coordinate(height_at) + "\" text-anchor=\"" +
                std::string{anchor} + "\">" + markup(what) + "</text>\n";
    }
    void line(double x1, double y1, double x2, double y2, std::string_view kind) {
        out_ += "<line class=\"" + std::string{kind} + "\" x1=\"" + coordinate(x1) + "\" y1=\"" + coordinate(y1) +
                "\" x2=\"" + coordinate(x2) + "\" y2=\"" + coordinate(y2) + "\"/>\n";
    }

    void grid() {
        for (double v = 0; v <= upwards_ + step_ / 2; v += step_) {
            line(left, y(v), width - right, y(v), "rule");
            text(left - 6, y(v) + 4, "end", grouped(static_cast<std::uint64_t>(std::llround(v))));
        }
    }

    // As many names as there is room for.
    void labels() {
        std::size_t longest = 1;
        for (const auto& i : chart_.items) longest = std::max(longest, count_characters(i.name));
        const double needed = static_cast<double>(longest) * 7 + 8;
        const auto every = std::max<std::size_t>(1, static_cast<std::size_t>(std::ceil(needed / slot())));
        for (std::size_t i = 0; i < chart_.items.size(); i += every)
            text(std::min(x(i), width - needed / 2), height - bottom + 18, "middle", chart_.items[i].name);
    }

    void columns() {
        const double wide = std::min(slot() * 0.72, 46.0);
        for (std::size_t i = 0; i < chart_.items.size(); ++i) {
            double below = 0;
            for (std::size_t s = 0; s < chart_.items[i].values.size(); ++s) {
                const double v = chart_.items[i].values[s];
                if (std::isnan(v) || v <= 0) continue;
                out_ += "<rect class=\"s" + std::to_string(s) + "\" x=\"" + coordinate(x(i) - wide / 2) + "\" y=\"" +
                        coordinate(y(below + v)) + "\" width=\"" + coordinate(wide) + "\" height=\"" +
                        coordinate(y(below) - y(below + v)) + "\"/>\n";
                below += v;
            }
        }
    }

    void dot(const std::string& kind, double at, double height_at, std::string_view name) {
        out_ += "<circle class=\"" + kind + "\" r=\"3.5\" cx=\"" + coordinate(at) + "\" cy=\"" + coordinate(height_at) +
                "\"><title>" + markup(name) + "</title></circle>\n";
    }

    void lines() {
        for (std::size_t s = 0; s < chart_.series.size(); ++s) {
            std::string way;
            for (std::size_t i = 0; i < chart_.items.size(); ++i) {
                const double v = s < chart_.items[i].values.size() ? chart_.items[i].values[s] : std::nan("");
                if (std::isnan(v)) continue;
                way += (way.empty() ? "" : " ") + coordinate(x(i)) + "," + coordinate(y(v));
                dot("s" + std::to_string(s), x(i), y(v), chart_.items[i].name);
            }
            out_ += "<polyline class=\"s" + std::to_string(s) + "\" points=\"" + way + "\"/>\n";
        }
    }

    void points() {
        const double wide = width - left - right, step = step_of(across_);
        const auto at = [&](double v) { return left + v / across_ * wide; };
        for (double v = 0; v <= across_ + step / 2; v += step)
            text(at(v), height - bottom + 18, "middle", grouped(static_cast<std::uint64_t>(std::llround(v))));
        for (const auto& i : chart_.items) {
            if (i.values.size() < 2 || std::isnan(i.values[0]) || std::isnan(i.values[1])) continue;
            dot("s0 dot", at(std::min(i.values[0], across_)), y(std::min(i.values[1], upwards_)), i.name);
        }
    }

    const report_chart& chart_;
    double across_ = 0, upwards_ = 0, step_ = 1;
    std::string out_;
};

}  // namespace

std::string draw_chart(const report_chart& c) {
    return c.items.empty() ? std::string{} : drawing{c}.go();
}

}  // namespace reglament
