#include "cli/control_week.hpp"

#include <reglament/control/week.hpp>

#include <chrono>
#include <iostream>

namespace reglament::cli {

void control_of_week(const std::string& day, const replay_options& replay_how, bool json, session& s) {
    using namespace std::chrono;
    const std::optional<replayed> done = replay(replay_how, s);
    if (!done) return;
    const feel::zone zone = done->rules->vocabulary().calendar.zone();
    const auto at = parse_moment(day, zone);
    if (!at) {
        s.fail(wrong_use, "“" + day + "” is no date such as 2025-03-12", "«" + day + "» — не дата вида 2025-03-12");
        return;
    }
    const auto local = floor<days>(zone.to_local(*at));
    const auto monday = local - days{weekday{local_days{local}}.iso_encoding() - 1};
    const week w = control_week(done->engine, zone.to_instant(monday), zone.to_instant(monday + weeks{1}));
    if (json) {
        std::cout << feel::write_json(to_value(w, s.lang), 2) << "\n";
    } else {
        std::cout << to_text(w, s.lang);
    }
}

}  // namespace reglament::cli
