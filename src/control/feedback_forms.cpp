#include "control/conformance_words.hpp"
#include "control/csv_rows.hpp"
#include "control/feedback_words.hpp"
#include "control/page.hpp"
#include "machine/picture.hpp"

#include <array>
#include <cstdlib>

namespace reglament {

feedback_words::feedback_words(const feedback_figures& f, const conformance& of, language lang)
    : words{*f.rules, lang}, zone_{f.rules->vocabulary().calendar.zone()} {
    const machine& m = of.of();
    for (const auto& step : of.steps()) {
        if (step.state == no_index) continue;
        const state& s = m.states()[step.state];
        std::string title = s.kind == state_kind::task ? instruction(m.tasks()[s.detail]) : s.label;
        titles_.try_emplace(step.id, title.empty() ? step.id : title);
    }
}

std::string feedback_words::span(std::chrono::seconds s) const {
    struct unit {
        std::int64_t size;
        std::string_view en, ru;
    };
    static constexpr std::array<unit, 4> units{
        {{86'400, " d", " дн."}, {3'600, " h", " ч"}, {60, " min", " мин"}, {1, " s", " с"}}};
    constexpr std::int64_t many = 10;  // of a unit: nobody asks for the smaller one
    std::int64_t rest = std::abs(s.count());
    std::size_t i = 0;
    while (i + 1 < units.size() && rest < units[i].size) ++i;
    const bool one = i >= 2 || rest >= many * units[i].size;
    const std::int64_t least = one ? units[i].size : units[i + 1].size;
    rest = (rest + least / 2) / least * least;
    if (i > 0 && rest >= units[i - 1].size) --i;  // 59 min 40 s are an hour
    const auto told = [&](std::size_t of, std::int64_t n) {
        return grouped(static_cast<std::uint64_t>(n)) + say(units[of].en, units[of].ru);
    };
    const std::string out = (s.count() < 0 ? "−" : "") + told(i, rest / units[i].size);
    return rest % units[i].size == 0 ? out : out + " " + told(i + 1, rest % units[i].size / units[i + 1].size);
}

std::string feedback_words::difference(std::optional<std::chrono::seconds> s) const {
    if (!s) return "—";
    return (s->count() > 0 ? "+" : "") + span(*s);
}

std::string feedback_words::place(std::string_view step, std::string_view activity) const {
    if (step.empty()) return quoted(activity);
    const auto title = titles_.find(step);
    return title == titles_.end() ? std::string{step} : title->second;
}

std::string feedback_words::deviation(deviation_kind kind, std::string_view step, std::string_view activity) const {
    const bool of_condition = kind == deviation_kind::guard_false && !activity.empty();  // no step anybody named
    return (of_condition ? quoted(activity) : place(step, activity)) + " — " + kind_name(kind, lang());
}

std::string feedback_words::who(std::string_view name) const {
    if (name.empty()) return say("nobody named", "не указан");
    return name == feedback_others ? say("others", "прочие") : person(name);
}

std::string feedback_words::trend(feedback_trend t) const {
    switch (t) {
        case feedback_trend::rising:
            return say("rises", "растёт");
        case feedback_trend::falling:
            return say("falls", "снижается");
        case feedback_trend::steady:
            return say("no change", "без перемен");
        case feedback_trend::unknown:
            break;
    }
    return say("too little to tell", "мало данных");
}

std::string feedback_words::course(const feedback_course& c) const {
    if (c.trend == feedback_trend::unknown) return "—";
    return share_words(c.before.deviating, c.before.cases) + " → " + share_words(c.after.deviating, c.after.cases);
}

std::string share_words(std::uint64_t n, std::uint64_t of) {
    return of == 0 ? "—" : percent(n, of);
}

namespace {

// Two digits behind the point, the same everywhere.
std::string hours(std::chrono::seconds s) {
    const std::int64_t hundredths = (std::abs(s.count()) * 100 + 1'800) / 3'600;
    const std::int64_t rest = hundredths % 100;
    return (s.count() < 0 && hundredths > 0 ? "-" : "") + std::to_string(hundredths / 100) + (rest < 10 ? ".0" : ".") +
           std::to_string(rest);
}

}  // namespace

std::string to_csv(const feedback_figures& f) {
    csv_rows out;
    out.add({"week", "monday", "person", "kind", "step", "activity", "cases", "times", "cost", "late_hours",
             "longer_hours", "over", "reached"});
    for (const feedback_row& r : f.rows) {
        out.add({r.when.week, r.when.monday, r.person, std::string{to_string(r.kind)}, r.step, r.activity,
                 std::to_string(r.cases), std::to_string(r.times), std::to_string(r.cost), hours(r.late),
                 r.longer ? hours(*r.longer) : std::string{}, std::to_string(r.over), std::to_string(r.reached)});
    }
    return out.text();
}

}  // namespace reglament
