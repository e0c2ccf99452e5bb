// Holidays from iCalendar files: what is read of them, and what is wrong with them.
#include "regulation/holiday_file.hpp"

#include <reglament/machine/rulebook.hpp>

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace reglament {
namespace {

std::string of_events(const std::string& events) {
    return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\n" + events + "END:VCALENDAR\r\n";
}

std::string event(const std::string& lines) {
    return "BEGIN:VEVENT\r\nUID:1\r\nSUMMARY:A day\r\n" + lines + "END:VEVENT\r\n";
}

struct outcome {
    calendar_draft draft;
    issues found;
    [[nodiscard]] std::string said(language lang = language::en) const { return render(found, lang); }
};

outcome read(const std::string& text) {
    outcome o;
    read_holidays(std::make_shared<const source>("days.ics", text), o.draft, o.found);
    return o;
}

// "2026-05-01..2026-05-03 yearly:01-07".
std::string days_of(const outcome& o) {
    std::string out;
    const auto two = [](unsigned n) { return (n < 10 ? "0" : "") + std::to_string(n); };
    const auto yearly = [&](std::chrono::month_day d) {
        return two(static_cast<unsigned>(d.month())) + "-" + two(static_cast<unsigned>(d.day()));
    };
    for (const day_mark& m : o.draft.marks) {
        if (!out.empty()) out += " ";
        if (m.days.yearly) {
            out += "yearly:" + yearly(m.days.yearly_first) +
                   (m.days.yearly_first == m.days.yearly_last ? "" : ".." + yearly(m.days.yearly_last));
        } else {
            out += to_string(m.days.first) + (m.days.first == m.days.last ? "" : ".." + to_string(m.days.last));
        }
    }
    return out;
}

struct row {
    std::string lines, days;
};

TEST(holiday_file, tells_days) {
    const row rows[] = {
        {"DTSTART;VALUE=DATE:20260501\r\n", "2026-05-01"},
        {"DTSTART;VALUE=DATE:20260501\r\nDTEND;VALUE=DATE:20260502\r\n", "2026-05-01"},
        {"DTSTART;VALUE=DATE:20260101\r\nDTEND;VALUE=DATE:20260109\r\n", "2026-01-01..2026-01-08"},
        {"DTSTART;VALUE=DATE:20260101\r\nDURATION:P3D\r\n", "2026-01-01..2026-01-03"},
        {"DTSTART:20260501T000000\r\nDTEND:20260502T000000\r\n", "2026-05-01"},
        {"DTSTART;VALUE=DATE:20200107\r\nRRULE:FREQ=YEARLY\r\n", "yearly:01-07"},
        {"DTSTART;VALUE=DATE:20201231\r\nDTEND;VALUE=DATE:20210102\r\nRRULE:FREQ=YEARLY\r\n", "yearly:12-31..01-01"},
        {"DTSTART;VALUE=DATE:20250101\r\nRRULE:FREQ=YEARLY;COUNT=2\r\n", "2025-01-01 2026-01-01"},
        {"DTSTART;VALUE=DATE:20250526\r\nRRULE:FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO;UNTIL=20261231\r\n",
         "2025-05-26 2026-05-25"},
        {"DTSTART;VALUE=DATE:20250101\r\nRRULE:FREQ=YEARLY;COUNT=3\r\nEXDATE;VALUE=DATE:20260101\r\n",
         "2025-01-01 2027-01-01"},
        {"STATUS:CANCELLED\r\nDTSTART;VALUE=DATE:20260501\r\n", ""},
    };
    for (const row& r : rows) {
        const outcome o = read(of_events(event(r.lines)));
        EXPECT_EQ(o.said(), "") << r.lines;
        EXPECT_EQ(days_of(o), r.days) << r.lines;
    }
    EXPECT_EQ(days_of(read("BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20260501\nEND:VEVENT\n"
                           "BEGIN:VEVENT\nDTSTART;VALUE=DATE:20260509\nEND:VEVENT\nEND:VCALENDAR\n")),
              "2026-05-01 2026-05-09");
}

TEST(holiday_file, tells_the_line_of_what_is_wrong) {
    const row rows[] = {
        {event("DTSTART;VALUE=DATE:20260501\r\n") + event("SUMMARY:none\r\n"),
         "days.ics:9:1: error: this event says no day"},
        {event("DTSTART;VALUE=DATE:20260230\r\n"), "days.ics:4:1: error: "},
        {event("DTSTART:20260501T090000\r\nDTEND:20260501T120000\r\n"),
         "days.ics:4:1: error: this event is no whole day"},
        {event("DTSTART;VALUE=DATE:20260501\r\nRRULE:FREQ=WEEKLY\r\n"),
         "days.ics:4:1: error: holidays cannot come by “FREQ=WEEKLY”"},
        {event("DTSTART;VALUE=DATE:20260501\r\nDTEND;VALUE=DATE:20290501\r\n"),
         "days.ics:4:1: error: this event takes longer than a year"},
        {event("DTSTART;VALUE=DATE:20260501\r\nRDATE;VALUE=DATE:20260601\r\n"),
         "days.ics:4:1: error: holidays cannot come by “RDATE”"},
        {"", "days.ics:1:1: warning: there are no events in this file"},
    };
    for (const row& r : rows) {
        const std::string said = read(of_events(r.lines)).said();
        EXPECT_EQ(said.substr(0, r.days.size()), r.days) << r.lines << said;
    }
    EXPECT_EQ(read("hello\n").said(language::ru).substr(0, 27), "days.ics:1:1: ошибка:");
    EXPECT_NE(read("").said().find("no calendar"), std::string::npos);
    std::string many;
    for (int i = 0; i < 5'001; ++i) many += event("DTSTART;VALUE=DATE:20260501\r\n");
    EXPECT_NE(read(of_events(many)).said().find("more events"), std::string::npos);
}

TEST(holiday_file, lies_beside_the_vocabulary) {
    namespace fs = std::filesystem;
    const fs::path folder = fs::path{::testing::TempDir()} / "reglament-holidays";
    fs::create_directories(folder);
    std::ofstream{folder / "days.ics"} << of_events(event("DTSTART;VALUE=DATE:20260504\r\n"));
    std::ofstream{folder / "vocabulary.yaml"}
        << "vocabulary: v\ncalendar:\n  holidays: [days.ics, 2026-05-05]\nevents:\n  a.b:\n";
    const loaded done = load(folder);
    ASSERT_TRUE(done.rules) << render(done.found);
    const calendar& c = done.rules->vocabulary().calendar;
    EXPECT_FALSE(c.is_working_day(*feel::parse_date("2026-05-04")));
    EXPECT_FALSE(c.is_working_day(*feel::parse_date("2026-05-05")));
    EXPECT_TRUE(c.is_working_day(*feel::parse_date("2026-05-06")));
    fs::remove(folder / "days.ics");
    EXPECT_NE(render(load(folder).found).find("no-holidays-file"), std::string::npos);
}

}  // namespace
}  // namespace reglament
