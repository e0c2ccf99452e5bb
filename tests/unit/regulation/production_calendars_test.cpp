// The production calendars that are shipped, held to what everybody knows of those years.
#include <reglament/machine/rulebook.hpp>

#include <gtest/gtest.h>

namespace reglament {
namespace {

using namespace std::chrono;

calendar calendar_of(const std::string& section) {
    const loaded done = load_text("vocabulary: v\ncalendar:\n" + section + "events:\n  a.b:\n");
    EXPECT_TRUE(done.rules) << render(done.found);
    return done.rules->vocabulary().calendar;
}

// A week of 40 hours: nine to six with an hour for lunch.
const calendar& russia() {
    static const calendar made =
        calendar_of("  zone: Europe/Moscow\n  hours: 09:00-18:00\n  breaks: 13:00-14:00\n  holidays: Russia\n");
    return made;
}

struct year_row {
    int year;
    int days, hours;
    std::vector<const char*> off, worked, shorter;
};

TEST(production_calendars, are_those_of_russia) {
    const year_row rows[] = {
        {2025,
         247,
         1'972,
         {"2025-01-01", "2025-01-08", "2025-05-01", "2025-05-02", "2025-05-08", "2025-05-09", "2025-06-12",
          "2025-06-13", "2025-11-03", "2025-11-04", "2025-12-31"},
         {"2025-01-09", "2025-02-24", "2025-03-10", "2025-05-05", "2025-11-01", "2025-12-30"},
         {"2025-03-07", "2025-04-30", "2025-06-11", "2025-11-01"}},
        {2026,
         247,
         1'972,
         {"2026-01-01", "2026-01-09", "2026-02-23", "2026-03-09", "2026-05-01", "2026-05-11", "2026-06-12",
          "2026-11-04", "2026-12-31"},
         {"2026-01-12", "2026-05-04", "2026-11-03", "2026-12-30"},
         {"2026-04-30", "2026-05-08", "2026-06-11", "2026-11-03"}},
        {2027,
         247,
         1'972,
         {"2027-01-08", "2027-02-22", "2027-02-23", "2027-03-08", "2027-05-03", "2027-05-10", "2027-06-14",
          "2027-11-04", "2027-11-05", "2027-12-31"},
         {"2027-01-11", "2027-02-20", "2027-03-09", "2027-11-03", "2027-12-30"},
         {"2027-02-20", "2027-04-30", "2027-06-11", "2027-11-03"}},
    };
    for (const year_row& r : rows) {
        int days_worked = 0;
        minutes worked{0};
        std::vector<std::string> shorter;
        for (local_days d{year{r.year} / 1 / 1}; d < local_days{year{r.year + 1} / 1 / 1}; d += days{1}) {
            minutes of_day{0};
            for (const working_span& s : russia().hours_of({d})) of_day += minutes{s.closes - s.opens};
            worked += of_day;
            days_worked += of_day > minutes{0} ? 1 : 0;
            if (of_day == hours{7}) shorter.push_back(to_string(feel::date{d}));
        }
        EXPECT_EQ(days_worked, r.days) << r.year;
        EXPECT_EQ(worked, hours{r.hours}) << r.year;
        EXPECT_EQ(shorter, (std::vector<std::string>{r.shorter.begin(), r.shorter.end()})) << r.year;
        for (const char* d : r.off) EXPECT_FALSE(russia().is_working_day(*feel::parse_date(d))) << d;
        for (const char* d : r.worked) EXPECT_TRUE(russia().is_working_day(*feel::parse_date(d))) << d;
    }
}

TEST(production_calendars, know_their_years_and_what_is_written_beside_them) {
    const auto from = *parse_instant("2027-12-01T00:00:00Z"), to = *parse_instant("2028-02-01T00:00:00Z");
    EXPECT_EQ(russia().unknown_year(from, to), 2028);
    EXPECT_FALSE(russia().is_working_day(*feel::parse_date("2028-02-23"))) << "a holiday every year";
    const calendar local = calendar_of("  holidays: [Россия, 03-01]\n  working days: [2026-01-09]\n");
    EXPECT_FALSE(local.is_working_day(*feel::parse_date("2027-03-01")));
    EXPECT_TRUE(local.is_working_day(*feel::parse_date("2026-01-09")));
    EXPECT_EQ(local.unknown_year(from, to), 2028) << "one day does not make a year known";
    const calendar ahead = calendar_of("  holidays: [RU, 2028-01-01..2028-01-09]\n");
    EXPECT_FALSE(ahead.unknown_year(from, to));
}

}  // namespace
}  // namespace reglament
