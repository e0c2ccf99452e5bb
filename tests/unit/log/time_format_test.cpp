#include "feel/time_format.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace reglament::feel {
namespace {

struct row {
    std::string_view form, text, expected;  // empty: not of that form
};

void expect(const std::vector<row>& rows) {
    const zone moscow = *zone::find("+03:00");
    for (const row& r : rows) {
        const auto form = time_format::compile(r.form);
        ASSERT_TRUE(form) << r.form;
        const auto read = form->read(r.text, moscow);
        EXPECT_EQ(read ? reglament::to_string(*read, zone::utc()) : "", r.expected) << r.form << " of " << r.text;
    }
}

TEST(time_format, reads_as_the_table_says) {
    const std::vector<row> rows{
        {"%Y%m%d", "19970101", "1996-12-31T21:00:00Z"},
        {"%Y%m%d", "1997011", ""},
        {"%Y%m%d", "199701011", ""},
        {"%Y%m%d", "19970230", ""},
        {"%Y%m%d", "19970100", ""},
        {"%d.%m.%Y", "1.2.2025", "2025-01-31T21:00:00Z"},
        {"%d.%m.%Y", "01.02.25", ""},
        {"%d.%m.%y", "01.02.25", "2025-01-31T21:00:00Z"},
        {"%d.%m.%y", "01.02.69", "1969-01-31T21:00:00Z"},
        {"%d.%m.%Y %H:%M:%S", "12.03.2025   09:30:15", "2025-03-12T06:30:15Z"},
        {"%d.%m.%Y %H:%M:%S", "12.03.2025 09:30:15.25", "2025-03-12T06:30:15.25Z"},
        {"%d.%m.%Y %H:%M", "12.03.2025 24:00", ""},
        {"%d.%m.%Y %H:%M", "12.03.2025 9:60", ""},
        {"%F %T", "2025-03-12 09:30:15", "2025-03-12T06:30:15Z"},
        {"%FT%T%z", "2025-03-12T09:30:15+0100", "2025-03-12T08:30:15Z"},
        {"%FT%T%z", "2025-03-12T09:30:15-05:30", "2025-03-12T15:00:15Z"},
        {"%FT%T%z", "2025-03-12T09:30:15Z", "2025-03-12T09:30:15Z"},
        {"%FT%T%z", "2025-03-12T09:30:15", ""},
        {"%m/%d/%Y%%", "3/4/2025%", "2025-03-03T21:00:00Z"},
        {"%d %b %Y", "12 Mar 2025", "2025-03-11T21:00:00Z"},
        {"%d %b %Y", "12 Foo 2025", ""},
        {"%d %b %Y", "12 Mar 2025 x", ""},
        {"%Y %j", "2025 071", "2025-03-11T21:00:00Z"},
        {"%Y-%m-%d %I:%M %p", "2025-03-12 02:30 PM", "2025-03-12T11:30:00Z"},
    };
    expect(rows);
}

TEST(time_format, counts_from_1970) {
    const std::vector<row> rows{
        {"%s", "1735689600", "2025-01-01T00:00:00Z"},
        {"%s", "1735689600.25", "2025-01-01T00:00:00.25Z"},
        {"%s", "-1.5", "1969-12-31T23:59:58.5Z"},
        {"%s", "0", "1970-01-01T00:00:00Z"},
        {"%s", "253402300799", "9999-12-31T23:59:59Z"},
        {"%s", "253402300800", ""},
        {"%s", "-62135596801", ""},
        {"%s", "1735689600000", ""},
        {"%s", "", ""},
        {"%s", "-", ""},
        {"%s", "1735689600Z", ""},
        {"%Q", "1735689600250", "2025-01-01T00:00:00.25Z"},
        {"%Q", "1735689600250.5", "2025-01-01T00:00:00.2505Z"},
        {"%Q", "999999999999999", ""},
        {"@%s", "@1735689600", "2025-01-01T00:00:00Z"},
    };
    expect(rows);
}

TEST(time_format, must_make_up_a_day_of_known_letters) {
    for (const char* form : {"", "%H:%M", "%Y%m", "%d.%m", "%s %Y", "%s%Q", "%L", "%Y%m%", "%x %X", "day"}) {
        EXPECT_FALSE(time_format::compile(form)) << form;
    }
}

}  // namespace
}  // namespace reglament::feel
