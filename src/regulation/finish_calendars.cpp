// Calendars, once all of them are read: each may begin from another one, wherever that stands.
#include "regulation/read_vocabulary.hpp"
#include "text/likeness.hpp"

#include <algorithm>
#include <array>

namespace reglament {

bool is_default_calendar(std::string_view name) noexcept {
    return name == "main" || name == "основной";
}

void vocabulary_builder::make_calendars() {
    plans_.assign(calendars_.size() + 1, std::nullopt);
    planning_.assign(plans_.size(), false);
    for (std::size_t i = 0; i < plans_.size(); ++i) {
        const calendar_plan& plan = plan_of(i);
        const calendar_draft& said = i == 0 ? calendar_ : calendars_[i - 1];
        const bool works = said.file == nullptr || check_calendar(said, plan);
        reglament::calendar made{works ? plan.finished() : calendar_rules{}};
        if (i == 0) {
            made_.calendar = std::move(made);
            if (said.file != nullptr) made_.calendar_where = {said.file, said.where};
        } else {
            made_.calendars.push_back({said.name, std::move(made), {said.file, said.name.where}});
        }
    }
}

calendar_plan& vocabulary_builder::plan_of(std::size_t calendar) {
    auto& plan = plans_[calendar];
    if (plan) return *plan;
    const calendar_draft& said = calendar == 0 ? calendar_ : calendars_[calendar - 1];
    calendar_plan begun;
    planning_[calendar] = true;
    if (!said.like.value.empty()) {
        std::vector<std::string_view> known{"main"};
        for (const calendar_draft& c : calendars_) known.emplace_back(c.name.value);
        const auto at = is_default_calendar(said.like.value)
                            ? known.begin()
                            : std::find(known.begin() + 1, known.end(), said.like.value);
        const auto from = static_cast<std::size_t>(at - known.begin());
        const place where{said.file, said.like.where};
        if (at == known.end()) {
            report_unknown(found_, "unknown-calendar", where, said.like.value, known, {said.like.value}, found_.size());
        } else if (planning_[from]) {
            found_.add("calendar-circle", where, {said.like.value});
        } else {
            begun = plan_of(from);
        }
    }
    begun.apply(said);
    planning_[calendar] = false;
    return plan.emplace(std::move(begun));
}

// A department that never works has no deadlines; a break outside of all hours is a slip.
bool vocabulary_builder::check_calendar(const calendar_draft& said, const calendar_plan& plan) {
    const calendar_rules rules = plan.finished();
    const bool left = std::none_of(rules.week.begin(), rules.week.end(), [](const auto& h) { return h.empty(); });
    if (!left || !is_ever_worked(rules)) {
        found_.add("nobody-works", place{said.file, said.name.value.empty() ? said.where : said.name.where});
        return false;
    }
    if (!said.breaks) return true;
    for (const working_span& b : *said.breaks) {
        const auto cuts = [&](const working_hours& h) { return without(h, {b}) != h; };
        if (std::any_of(plan.hours.begin(), plan.hours.end(), cuts)) continue;
        found_.add("break-outside-hours", place{said.file, said.breaks_where});
        break;
    }
    return true;
}

void vocabulary_builder::find_calendars_of_roles() {
    for (const pending_person& p : role_calendars_) {
        if (p.fact.value.empty() || is_default_calendar(p.fact.value)) continue;
        const auto known = made_.find_calendar(p.fact.value);
        if (known) {
            made_.roles[p.role].calendar = *known;
            continue;
        }
        std::vector<std::string_view> names{"main"};
        for (const named_calendar& c : made_.calendars) names.emplace_back(c.name.value);
        report_unknown(found_, "unknown-calendar", {p.file, p.fact.where}, p.fact.value, names, {p.fact.value},
                       found_.size());
    }
}

}  // namespace reglament
