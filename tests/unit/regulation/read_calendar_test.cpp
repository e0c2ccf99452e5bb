// Calendars as they are written: hours by weekday, breaks, days of every kind, one that begins from another, roles.
#include "regulation/days_text.hpp"

#include <reglament/machine/rulebook.hpp>

#include <gtest/gtest.h>

namespace reglament {
namespace {

std::string text_of(const std::optional<day_range>& r) {
    if (!r) return "refused";
    const auto yearly = [](std::chrono::month_day d) {
        return std::to_string(static_cast<unsigned>(d.month())) + "/" + std::to_string(static_cast<unsigned>(d.day()));
    };
    return r->yearly ? yearly(r->yearly_first) + ".." + yearly(r->yearly_last)
                     : to_string(r->first) + ".." + to_string(r->last);
}

TEST(read_calendar, understands_days) {
    const std::pair<const char*, const char*> rows[] = {
        {"2026-12-31", "2026-12-31..2026-12-31"},
        {"31.12.2026", "2026-12-31..2026-12-31"},
        {"2026-01-01..2026-01-08", "2026-01-01..2026-01-08"},
        {"2026-01-01 - 2026-01-08", "2026-01-01..2026-01-08"},
        {"2026-01-01/2026-01-08", "2026-01-01..2026-01-08"},
        {"01.01.2026-08.01.2026", "2026-01-01..2026-01-08"},
        {"с 01.01.2026 по 08.01.2026", "2026-01-01..2026-01-08"},
        {"01-07", "1/7..1/7"},
        {"07.01", "1/7..1/7"},
        {"7 january", "1/7..1/7"},
        {"January 7", "1/7..1/7"},
        {"7 января", "1/7..1/7"},
        {"31.12-08.01", "12/31..1/8"},
        {"12-31..01-08", "12/31..1/8"},
        {"с 31 декабря по 8 января", "12/31..1/8"},
        {"29.02", "2/29..2/29"},
        {"30.02", "refused"},
        {"2026-02-29", "refused"},
        {"2026-01-08..2026-01-01", "refused"},
        {"2026-01-01..01-08", "refused"},
        {"2026-01-01..2028-01-01", "refused"},
        {"13-01", "refused"},
        {"tomorrow", "refused"},
        {"", "refused"},
        {"2026-01-01..", "refused"},
        {"..", "refused"},
    };
    for (const auto& [text, days] : rows) EXPECT_EQ(text_of(days_of(text)), days) << text;
}

constexpr std::string_view vocabulary_text = R"(vocabulary: v
calendar:
  zone: Europe/Moscow
  hours:
    mon-thu: 09:00-18:00
    fri: 09:00-16:45
  breaks: 13:00-13:45
  holidays: [Russia, 03-01]
  short days: {2026-03-31: 09:00-14:00}
calendars:
  east:
    like: main
    zone: Asia/Vladivostok
    holidays: 2026-04-01
  shop:
    like: east
    week: tue-sat
    hours: [10:00-14:00, 15:00-20:00]
    breaks: 12:00-12:15
    working days: [2026-04-01]
    short days: [2026-04-02]
events:
  a.b:
roles:
  clerk:
  seller:
    calendar: shop
  boss: {calendar: main}
)";

TEST(read_calendar, begins_from_another_one) {
    const loaded done = load_text(std::string{vocabulary_text});
    ASSERT_TRUE(done.rules) << render(done.found);
    const vocabulary& v = done.rules->vocabulary();
    const auto hours = [](const calendar& c, const char* day) {
        std::string out;
        for (const working_span& s : c.hours_of(*feel::parse_date(day)))
            out += std::to_string(s.opens) + "-" + std::to_string(s.closes) + " ";
        return out;
    };
    const calendar& main = v.calendar;
    EXPECT_EQ(hours(main, "2026-03-26"), "540-780 825-1080 ");
    EXPECT_EQ(hours(main, "2026-03-27"), "540-780 825-1005 ") << "a Friday";
    EXPECT_EQ(hours(main, "2026-03-28"), "");
    EXPECT_EQ(hours(main, "2026-03-31"), "540-780 825-840 ");
    EXPECT_EQ(hours(main, "2026-04-30"), "540-780 825-1020 ") << "before a holiday";
    EXPECT_EQ(hours(main, "2027-03-01"), "") << "every year";
    const calendar& east = v.calendars.at(0).calendar;
    EXPECT_EQ(east.zone().name(), "Asia/Vladivostok");
    EXPECT_EQ(hours(east, "2026-04-01"), "");
    EXPECT_EQ(hours(east, "2026-03-27"), "540-780 825-1005 ");
    EXPECT_EQ(hours(main, "2026-04-01"), "540-780 825-1080 ") << "what begins from it changes nothing";
    const calendar& shop = v.calendars.at(1).calendar;
    EXPECT_EQ(hours(shop, "2026-03-28"), "600-720 735-840 900-1200 ") << "a Saturday";
    EXPECT_EQ(hours(shop, "2026-03-30"), "") << "a Monday";
    EXPECT_EQ(hours(shop, "2026-04-01"), "600-720 735-840 900-1200 ");
    EXPECT_EQ(hours(shop, "2026-04-02"), "600-720 735-840 900-1140 ");
    EXPECT_EQ(v.calendar_of(0), UINT16_MAX);
    EXPECT_EQ(v.calendar_of(1), 1);
    EXPECT_EQ(v.calendar_of(2), UINT16_MAX);
}

TEST(read_calendar, has_bounds) {
    const auto told = [](const std::string& section) {
        return render(load_text("vocabulary: v\n" + section + "events:\n  a.b:\n").found);
    };
    std::string many = "calendars:\n";
    for (int i = 0; i < 101; ++i) many += "  c" + std::to_string(i) + ": {like: c" + std::to_string(i + 1) + "}\n";
    EXPECT_NE(told(many).find("[too-large]"), std::string::npos);
    std::string days = "calendar:\n  holidays:\n";
    for (int i = 0; i < 20; ++i) days += "    - 01-02..12-30\n";
    EXPECT_NE(told(days).find("[too-large]"), std::string::npos);
}

}  // namespace
}  // namespace reglament
