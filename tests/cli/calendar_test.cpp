// reglament calendar: what is worked in a year, and when a period is over.
#include "cli/command_line.hpp"

#include <string>

namespace reglament::testing {
namespace {

const std::string vocabulary = R"(vocabulary: shop
calendar:
  zone: Europe/Moscow
  hours: 09:00-18:00
  breaks: 13:00-14:00
  holidays: Russia
calendars:
  east:
    like: main
    zone: Asia/Vladivostok
events:
  order.paid:
)";

class calendar_command : public ::testing::Test {
protected:
    outcome run(const std::string& options) {
        return reglament("calendar \"" + at_.file("vocabulary.yaml", vocabulary) + "\" " + options);
    }
    folder at_;
};

TEST_F(calendar_command, shows_a_year) {
    const outcome o = run("--year 2026 --of main");
    EXPECT_EQ(o.code, 0) << o.err;
    EXPECT_NE(o.out.find("main: Europe/Moscow\n  2026-01  15 days   120:00 h   1 off; 2 off; 5 off;"),
              std::string::npos)
        << o.out;
    EXPECT_NE(o.out.find("30 09:00-13:00, 14:00-17:00"), std::string::npos) << o.out;
    EXPECT_NE(o.out.find("2026     247 days  1972:00 h"), std::string::npos) << o.out;
    EXPECT_EQ(o.err, "");
    EXPECT_NE(run("--year 2026").out.find("east: Asia/Vladivostok"), std::string::npos);
    EXPECT_NE(run("--year 2028").err.find("holidays-unknown"), std::string::npos);
    EXPECT_NE(run("--year 2026 --of main --lang ru").out.find("2026     247 дн.   1972:00 ч"), std::string::npos);
}

TEST_F(calendar_command, counts_a_deadline) {
    EXPECT_EQ(run("--from \"2026-12-30 15:00\" --add \"2 working days\" --add \"4 рабочих часа\"").out,
              "2027-01-12T15:00:00+03:00\n2027-01-11T10:00:00+03:00\n");
    EXPECT_EQ(run("--of east --from 2026-06-01 --add \"1 working hour\"").out, "2026-06-01T10:00:00+10:00\n");
    const outcome late = run("--from 2027-12-30 --add \"2 working days\"");
    EXPECT_EQ(late.code, 0);
    EXPECT_NE(late.err.find("2028"), std::string::npos);
}

TEST_F(calendar_command, says_what_it_does_not_understand) {
    EXPECT_EQ(run("--of eest --add \"1 day\"").code, 2);
    EXPECT_NE(run("--of eest").err.find("did you mean “east”?"), std::string::npos);
    EXPECT_NE(run("--from soon --add \"1 day\"").err.find("“soon” is no time"), std::string::npos);
    EXPECT_NE(run("--from 2026-01-01 --add lunch").err.find("“lunch” is no period"), std::string::npos);
}

}  // namespace
}  // namespace reglament::testing
