// reglament calendar PATH…
#include "cli/command.hpp"

#include <reglament/text/catalogue.hpp>
#include <reglament/text/names.hpp>

#include <chrono>
#include <iostream>

namespace reglament::cli {

namespace {

using namespace std::chrono;

struct options {
    std::vector<std::string> paths;
    std::string of, from;
    std::vector<std::string> add;
    int year = 0;
};

struct named {
    std::string name;
    const calendar* is;
};

std::vector<named> chosen(const vocabulary& words, const options& o, session& s) {
    std::vector<named> all{{s.say("main", "основной"), &words.calendar}};
    for (const named_calendar& c : words.calendars) all.push_back({c.name.value, &c.calendar});
    if (o.of.empty()) return o.add.empty() ? all : std::vector<named>{all.front()};
    std::vector<std::string_view> known;
    for (const named& c : all) {
        known.emplace_back(c.name);
        if (c.name == o.of || (c.is == &words.calendar && (o.of == "main" || o.of == "основной"))) return {c};
    }
    const auto near = near_names(o.of, known);
    const std::string word = near.empty() ? std::string{} : std::string{near.front()};
    s.fail(wrong_use, "there is no calendar “" + o.of + "”" + (word.empty() ? "" : "; did you mean “" + word + "”?"),
           "нет календаря «" + o.of + "»" + (word.empty() ? "" : "; может быть, «" + word + "»?"));
    return {};
}

void warn(const calendar& c, instant from, instant to, const session& s) {
    const auto year = c.unknown_year(std::min(from, to), std::min(std::max(from, to), last_instant));
    if (!year) return;
    issues found;
    found.add("holidays-unknown", {}, {std::to_string(*year)});
    tell(found, s);
}

void count_on(const calendar& c, const options& o, session& s) {
    const auto now = floor<seconds>(system_clock::now());
    const auto from = o.from.empty() ? std::optional{instant{now}} : parse_moment(o.from, c.zone());
    if (!from) {
        s.fail(wrong_use, "“" + o.from + "” is no time: write it as 2026-12-30 15:00",
               "«" + o.from + "» — не время: пишите так: 30.12.2026 15:00");
        return;
    }
    for (const std::string& text : o.add) {
        const auto p = parse_period(text);
        if (!p) {
            s.fail(wrong_use, "“" + text + "” is no period: write it as 2 working days or 4 working hours",
                   "«" + text + "» — не срок: пишите так: 2 рабочих дня, 4 рабочих часа");
            return;
        }
        const instant due = c.add(*from, *p);
        if (due == never) {
            std::cout << s.say("never", "никогда") << "\n";
            continue;
        }
        std::cout << to_string(due, c.zone()) << "\n";
        if (p->is_working()) warn(c, *from, due, s);
    }
}

std::string clock(std::int32_t minutes) {
    const auto two = [](std::int32_t n) { return (n < 10 ? "0" : "") + std::to_string(n); };
    return two(minutes / 60) + ":" + two(minutes % 60);
}

std::string text_of(const working_hours& hours) {
    std::string out;
    for (const working_span& h : hours) out += (out.empty() ? "" : ", ") + clock(h.opens) + "-" + clock(h.closes);
    return out;
}

// A year by months: what is worked, and which days differ from the week.
void show(const named& c, int wanted, session& s) {
    const year y{wanted};
    const instant from = c.is->zone().to_instant(local_days{y / 1 / 1});
    const instant to = c.is->zone().to_instant(local_days{(y + years{1}) / 1 / 1});
    std::cout << c.name << ": " << (c.is->zone().name() == "Z" ? "UTC" : c.is->zone().name()) << "\n";
    int all = 0;
    microseconds whole{0};
    for (unsigned m = 1; m <= 12; ++m) {
        int count = 0;
        minutes worked{0};
        std::string different;
        for (local_days d{y / month{m} / 1}; d <= local_days{y / month{m} / last}; d += days{1}) {
            const working_hours hours = c.is->hours_of({d});
            count += hours.empty() ? 0 : 1;
            for (const working_span& h : hours) worked += minutes{h.closes - h.opens};
            const unsigned weekday_index = weekday{d}.iso_encoding() - 1;
            const bool usual = ((c.is->rules().working_weekdays >> weekday_index) & 1U) != 0;
            const bool same = usual ? hours == c.is->rules().week[weekday_index] : hours.empty();
            if (same) continue;
            const unsigned day = static_cast<unsigned>(year_month_day{d}.day());
            different += (different.empty() ? "" : "; ") + std::to_string(day) + " " +
                         (hours.empty() ? s.say("off", "выходной") : text_of(hours));
        }
        all += count;
        whole += worked;
        const std::string time = clock(static_cast<std::int32_t>(worked.count())) + s.say(" h", " ч");
        std::cout << "  " << wanted << "-" << (m < 10 ? "0" : "") << m << "  "
                  << padded(std::to_string(count) + s.say(" days", " дн."), 8) << "  "
                  << (different.empty() ? time : padded(time, 9) + "  " + different);
        std::cout << "\n";
    }
    const auto worked = duration_cast<minutes>(whole);
    std::cout << "  " << wanted << "     " << padded(std::to_string(all) + s.say(" days", " дн."), 8) << "  "
              << clock(static_cast<std::int32_t>(worked.count())) << s.say(" h", " ч") << "\n";
    warn(*c.is, from, to - microseconds{1}, s);
}

void ask(const options& o, session& s) {
    const auto rules = load_rules(o.paths, s);
    if (!rules) return;
    const auto calendars = chosen(rules->vocabulary(), o, s);
    const auto today = floor<days>(system_clock::now());
    const int wanted = o.year != 0 ? o.year : static_cast<int>(year_month_day{today}.year());
    for (const named& c : calendars) {
        if (o.add.empty()) {
            show(c, wanted, s);
        } else {
            count_on(*c.is, o, s);
        }
    }
}

}  // namespace

void add_calendar(CLI::App& app, session& s) {
    const auto o = std::make_shared<options>();
    CLI::App* command = app.add_subcommand(
        "calendar", s.say("shows what is worked, and counts deadlines", "показывает рабочее время и считает сроки"));
    command->add_option("PATH", o->paths, s.say("files and folders", "файлы и папки"))->required();
    command->add_option("--of", o->of,
                        s.say("the calendar of this name; main is the default one",
                              "календарь с этим именем; основной — тот, что без имени"));
    command->add_option("--year", o->year, s.say("the year that is shown", "какой год показать"))
        ->check(CLI::Range(2, 9998));
    command->add_option(
        "--from", o->from,
        s.say("from when is counted; now unless said", "от какого времени считать; если не сказано — сейчас"));
    command
        ->add_option(
            "--add", o->add,
            s.say("a period, as 2 working days: when it is over", "срок, например 2 рабочих дня: когда он выйдет"))
        ->allow_extra_args(false);
    command->callback([o, &s] { ask(*o, s); });
}

}  // namespace reglament::cli
