#include "control/conformance_json.hpp"

#include <reglament/control/feedback.hpp>

namespace reglament {

namespace {

using feel::context;
using feel::value;

class writer {
public:
    explicit writer(const feedback_figures& f) : f_{f}, zone_{f.rules->vocabulary().calendar.zone()} {}

    [[nodiscard]] context all() const {
        return {{"cases", count(f_.cases)},
                {"undecided", count(f_.undecided)},
                {"over", count(f_.over)},
                {"conforming", count(f_.conforming)},
                {"conforming_duration", span(f_.conforming_duration)},
                {"course", course(f_.course)},
                {"outputs", outputs(f_.reached)},
                {"people", list(f_.people, [this](const auto& p) { return person(p); })},
                {"steps", list(f_.steps, [this](const auto& s) { return step(s); })},
                {"deviations", list(f_.deviations, [this](const auto& d) { return deviating(d); })},
                {"arrows", arrows()},
                {"rows", list(f_.rows, [this](const auto& r) { return row(r); })},
                {"rows_left_out", count(f_.rows_left_out)},
                {"examples", value{context{{"typical", example(f_.typical)},
                                           {"dearest", example(f_.dearest)},
                                           {"model", example(f_.model)}}}}};
    }

private:
    static value count(std::uint64_t n) { return value{feel::number{n}}; }
    static value text(const std::string& s) { return s.empty() ? value{} : value{s}; }
    // In hundredths of an hour.
    static value hours(std::chrono::seconds s) {
        const std::int64_t by = s.count() < 0 ? -1'800 : 1'800;
        return value{feel::number::of((s.count() * 100 + by) / 3'600, -2)};
    }
    static value hours(const std::optional<std::chrono::seconds>& s) { return s ? hours(*s) : value{}; }
    [[nodiscard]] value time(const std::optional<instant>& t) const {
        return t ? value{to_string(*t, zone_)} : value{};
    }

    template <class List, class Write>
    static value list(const List& all, const Write& write) {
        feel::list out;
        for (const auto& one : all) out.emplace_back(write(one));
        return value{std::move(out)};
    }

    static value span(const feedback_span& s) {
        if (s.count == 0) return {};
        return value{
            context{{"count", count(s.count)}, {"median_hours", hours(s.median)}, {"ninety_hours", hours(s.ninety)}}};
    }
    static void add(context& to, const feedback_share& s) {
        to.emplace_back("cases", count(s.cases));
        to.emplace_back("deviating", count(s.deviating));
        to.emplace_back("times", count(s.times));
    }
    static value share(const feedback_share& s) {
        context out;
        add(out, s);
        return value{std::move(out)};
    }
    static value course(const feedback_course& c) {
        feel::list weeks;
        for (const auto& [when, s] : c.weeks) {
            if (s.cases == 0 && s.times == 0) continue;
            context week{{"week", text(when.week)}, {"monday", text(when.monday)}};
            add(week, s);
            weeks.emplace_back(std::move(week));
        }
        return value{context{{"trend", value{std::string{to_string(c.trend)}}},
                             {"before", share(c.before)},
                             {"after", share(c.after)},
                             {"weeks", value{std::move(weeks)}}}};
    }
    // Of parts the halves say enough; their weeks are the rows.
    static value halves(const feedback_course& c) {
        return value{context{
            {"trend", value{std::string{to_string(c.trend)}}}, {"before", share(c.before)}, {"after", share(c.after)}}};
    }
    [[nodiscard]] value outputs(const std::vector<std::uint64_t>& reached) const {
        context out;
        for (std::size_t i = 0; i < reached.size(); ++i) out.emplace_back(f_.outputs[i], count(reached[i]));
        return value{std::move(out)};
    }

    [[nodiscard]] context person(const feedback_person& p) const {
        context out{{"person", text(p.name)}};
        add(out, p.all);
        out.emplace_back("cost", count(p.cost));
        out.emplace_back("course", halves(p.course));
        return out;
    }
    [[nodiscard]] context step(const feedback_step& s) const {
        context out{{"step", text(s.step)}};
        add(out, s.all);
        out.emplace_back("cost", count(s.cost));
        out.emplace_back("course", halves(s.course));
        return out;
    }
    [[nodiscard]] context deviating(const feedback_deviation& d) const {
        return {{"kind", value{std::string{to_string(d.kind)}}},
                {"step", text(d.step)},
                {"activity", text(d.activity)},
                {"cases", count(d.cases)},
                {"times", count(d.times)},
                {"cost", count(d.cost)},
                {"duration", span(d.duration)},
                {"longer_hours", hours(d.longer)},
                {"late", span(d.late)},
                {"over", count(d.over)},
                {"outputs", outputs(d.reached)},
                {"course", halves(d.course)}};
    }
    [[nodiscard]] context row(const feedback_row& r) const {
        return {{"week", text(r.when.week)},
                {"monday", text(r.when.monday)},
                {"person", text(r.person)},
                {"kind", value{std::string{to_string(r.kind)}}},
                {"step", text(r.step)},
                {"activity", text(r.activity)},
                {"cases", count(r.cases)},
                {"times", count(r.times)},
                {"cost", count(r.cost)},
                {"late_hours", hours(r.late)},
                {"longer_hours", hours(r.longer)},
                {"over", count(r.over)},
                {"reached", count(r.reached)}};
    }

    [[nodiscard]] value arrows() const {
        feel::list out;
        for (std::size_t i = 0; i < f_.arrows.size(); ++i) {
            const feedback_arrow& a = f_.arrows[i];
            if (a.time.count == 0 && a.deviating == 0) continue;
            out.emplace_back(
                context{{"transition", count(i)}, {"time", span(a.time)}, {"deviating", count(a.deviating)}});
        }
        return value{std::move(out)};
    }

    [[nodiscard]] value example(const std::optional<feedback_case>& c) const {
        if (!c) return {};
        return value{context{{"case", value{c->id}},
                             {"person", text(c->person)},
                             {"begin", time(c->begin)},
                             {"end", time(c->end)},
                             {"cost", count(c->cost)},
                             {"output", text(c->output)},
                             {"events", list(c->events, [this](const feedback_event& e) { return event(e); })},
                             {"left_out", count(c->left_out)}}};
    }
    [[nodiscard]] context event(const feedback_event& e) const {
        return {{"time", time(e.time)},
                {"activity", text(e.activity)},
                {"person", text(e.person)},
                {"deviation", e.deviation ? value{std::string{to_string(*e.deviation)}} : value{}}};
    }

    const feedback_figures& f_;
    feel::zone zone_;
};

}  // namespace

std::string to_json(const conformance_figures& f, const feedback_figures& more, const conformance& of) {
    context out = context_of(f, of);
    out.emplace_back("feedback", value{writer{more}.all()});
    return feel::write_json(value{std::move(out)}, 2) + "\n";
}

}  // namespace reglament
