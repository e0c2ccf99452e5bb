#include "control/feedback_impl.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace reglament {

namespace {

using std::chrono::seconds;

// The year of a week is that of its Thursday.
feedback_week week_told(std::int64_t week) {
    if (week == feedback_reading::no_week) return {};
    using namespace std::chrono;
    const local_days thursday{days{7 * week}};
    const year of = year_month_day{thursday}.year();
    const auto number = (thursday - local_days{of / January / 1}).count() / 7 + 1;
    return {std::to_string(static_cast<int>(of)) + (number < 10 ? "-W0" : "-W") + std::to_string(number),
            period_clock::name(backtest_period::week, week)};
}

feedback_trend trend_of(const feedback_share& a, const feedback_share& b, std::int64_t weeks) {
    constexpr std::uint64_t enough_cases = 30;
    constexpr std::int64_t enough_weeks = 4;
    constexpr double five_in_a_hundred = 1.96;  // deviations of a normal distribution
    if (a.cases < enough_cases || b.cases < enough_cases || weeks < enough_weeks) return feedback_trend::unknown;
    const auto n = [](std::uint64_t x) { return static_cast<double>(x); };
    const double both = n(a.deviating + b.deviating) / n(a.cases + b.cases);
    const double error = std::sqrt(both * (1 - both) * (1 / n(a.cases) + 1 / n(b.cases)));
    const double by = n(b.deviating) / n(b.cases) - n(a.deviating) / n(a.cases);
    if (error == 0 || std::abs(by) <= five_in_a_hundred * error) return feedback_trend::steady;
    return by > 0 ? feedback_trend::rising : feedback_trend::falling;
}

void add(feedback_share& to, const feedback_share& more) {
    to.cases += more.cases;
    to.deviating += more.deviating;
    to.times += more.times;
}

using weeks_of = std::vector<share_record>;  // by slot

class teller {
public:
    explicit teller(const feedback_counts& from) : from_{from} {
        weeks_ = {from.reader.weeks().begin(), from.reader.weeks().end()};
        std::sort(weeks_.begin(), weeks_.end());
    }

    feedback_figures go() {
        out_.rules = from_.rules;
        out_.cases = from_.cases;
        out_.undecided = from_.undecided;
        out_.open = from_.open;
        out_.over = from_.outcome.over;
        out_.conforming = from_.conforming;
        out_.conforming_duration = from_.kept.duration.told();
        out_.course = course_of(from_.all.weeks, from_.all.weeks);
        out_.outputs = from_.outputs;
        out_.reached = reached_of(from_.outcome);
        out_.rows_left_out = from_.rows_left_out;
        out_.deviating_at_start = from_.start.sums.deviating;
        people();
        steps();
        deviations();
        rows();
        for (const arrow_record& a : from_.arrows) out_.arrows.push_back({a.time.told(), a.share.sums.deviating});
        examples();
        return std::move(out_);
    }

private:
    // Cases of a week are those of `among`.
    [[nodiscard]] feedback_course course_of(const weeks_of& of, const weeks_of& among) const {
        static const share_record none;
        const auto in = [](const weeks_of& all, std::uint32_t slot) -> const feedback_share& {
            return (slot < all.size() ? all[slot] : none).sums;
        };
        feedback_course out;
        const std::int64_t first = weeks_.empty() ? 0 : weeks_.front().first;
        const std::int64_t weeks = weeks_.empty() ? 0 : weeks_.back().first - first + 1;
        for (const auto& [week, slot] : weeks_) {
            const feedback_share& s = in(of, slot);
            const feedback_share one{in(among, slot).cases, s.deviating, s.times};
            if (one.cases + one.times == 0) continue;
            add(week < first + weeks / 2 ? out.before : out.after, one);
            out.weeks.emplace_back(week_told(week), one);
        }
        out.trend = trend_of(out.before, out.after, weeks);
        return out;
    }

    [[nodiscard]] std::vector<std::uint64_t> reached_of(const outcome_record& of) const {
        std::vector<std::uint64_t> out = of.reached;
        out.resize(from_.outputs.size());
        return out;
    }

    [[nodiscard]] std::optional<seconds> longer_than_kept(seconds span, std::uint64_t cases) const {
        if (cases == 0 || out_.conforming_duration.count == 0) return std::nullopt;
        return span - out_.conforming_duration.median;
    }

    void people() {
        for (std::uint32_t p = 0; p < from_.people.size(); ++p) {
            const course_record& c = from_.people[p];
            if (c.all.sums.cases + c.all.sums.times == 0) continue;
            out_.people.push_back({from_.reader.people()[p], c.all.sums, c.cost, course_of(c.weeks, c.weeks)});
        }
        std::sort(out_.people.begin(), out_.people.end(), [](const auto& a, const auto& b) {
            return std::tuple{b.all.deviating, b.cost, std::string_view{a.name}} <
                   std::tuple{a.all.deviating, a.cost, std::string_view{b.name}};
        });
    }

    void steps() {
        for (std::size_t s = 0; s < from_.steps.size(); ++s) {
            const course_record& c = from_.steps[s];
            feedback_share all = c.all.sums;
            all.cases = from_.all.all.sums.cases;
            feedback_step one{from_.step_names[s], all, c.cost, course_of(c.weeks, from_.all.weeks)};
            if (!one.step.empty() || all.times != 0) out_.steps.push_back(std::move(one));
        }
        std::stable_partition(out_.steps.begin(), out_.steps.end(), [](const auto& s) { return !s.step.empty(); });
    }

    void deviations() {
        for (const deviation_record& d : from_.deviations) {
            const feedback_share& sums = d.course.all.sums;
            if (sums.times == 0) continue;
            const feedback_span took = d.outcome.duration.told();
            out_.deviations.push_back({d.kind, d.step, d.activity, sums.deviating, sums.times, d.course.cost, took,
                                       longer_than_kept(took.median, took.count), d.late.told(), d.outcome.over,
                                       reached_of(d.outcome), course_of(d.course.weeks, from_.all.weeks)});
        }
        std::sort(out_.deviations.begin(), out_.deviations.end(), [](const auto& a, const auto& b) {
            return std::tie(b.cost, b.cases, a.kind, a.step, a.activity) <
                   std::tie(a.cost, a.cases, b.kind, b.step, b.activity);
        });
    }

    void rows() {
        for (const auto& [key, r] : from_.rows) {
            const deviation_record& d = from_.deviations[key.deviation];
            const seconds mean = r.timed == 0 ? seconds{} : r.duration / static_cast<std::int64_t>(r.timed);
            out_.rows.push_back({week_told(key.week), from_.reader.people()[key.person], d.kind, d.step, d.activity,
                                 r.share.sums.deviating, r.share.sums.times, r.cost, r.late,
                                 longer_than_kept(mean, r.timed), r.over, r.reached});
        }
        std::sort(out_.rows.begin(), out_.rows.end(), [](const auto& a, const auto& b) {
            return std::tie(a.when.monday, a.person, b.cost, b.times, a.kind, a.step, a.activity) <
                   std::tie(b.when.monday, b.person, a.cost, a.times, b.kind, b.step, b.activity);
        });
    }

    // The dearest of those that are frequent; of all, where none is.
    void examples() {
        constexpr std::uint64_t one_of = 100, five = 5;
        const std::uint64_t frequent = std::max(five, (from_.cases + one_of - 1) / one_of);
        const feedback_deviation* most = nullptr;
        for (const feedback_deviation& d : out_.deviations) {
            if (most == nullptr || (most->cases < frequent && d.cases >= frequent)) most = &d;
        }
        for (std::uint32_t i = 0; most != nullptr && i < from_.deviations.size(); ++i) {
            const deviation_record& d = from_.deviations[i];
            if (d.kind == most->kind && d.step == most->step && d.activity == most->activity)
                out_.typical = from_.examples.typical(i, most->duration.median);
        }
        out_.dearest = from_.examples.dearest();
        out_.model = from_.examples.model();
        out_.dotted = from_.examples.dotted();
        if (out_.typical && out_.dearest && out_.typical->id == out_.dearest->id) out_.typical.reset();
    }

    const feedback_counts& from_;
    feedback_figures out_;
    std::vector<std::pair<std::int64_t, std::uint32_t>> weeks_;  // in order, with their slots
};

}  // namespace

feedback_figures feedback_counts::figures() const {
    return teller{*this}.go();
}

}  // namespace reglament
