#include <reglament/log/event_log.hpp>

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace reglament {
namespace {

std::string written(const mapping& m) {
    std::string out;
    for (const auto& e : m.entries)
        out += e.target + " <- " + e.column + (e.format.empty() ? "" : " as " + e.format) + "\n";
    return out;
}

TEST(mapping, names_columns_and_the_form_of_time) {
    struct row {
        std::string_view text, expected;
    };
    const std::vector<row> rows{
        {"type=order.paid,subject=customer_id,time=date:%Y%m%d,data.amount=dollar_value",
         "type <- order.paid\nsubject <- customer_id\ntime <- date as %Y%m%d\ndata.amount <- dollar_value\n"},
        // columns with colons and blanks of their own, blanks around
        {" type = concept:name , subject=case id, time=time:timestamp, id=no, source=from",
         "type <- concept:name\nsubject <- case id\ntime <- time:timestamp\nid <- no\nsource <- from\n"},
        // a comma belongs to what is before it when no = follows
        {"type=a,subject=b,time=when:%d.%m.%Y, %H:%M,data.sum=x",
         "type <- a\nsubject <- b\ntime <- when as %d.%m.%Y, %H:%M\ndata.sum <- x\n"},
        {"type=a,subject=b,time=log:time:%Y-%m-%dT%H:%M",
         "type <- a\nsubject <- b\ntime <- log:time as %Y-%m-%dT%H:%M\n"},
    };
    for (const row& r : rows) {
        issues found;
        const auto m = parse_mapping(r.text, found);
        ASSERT_TRUE(m) << r.text << "\n" << render(found);
        EXPECT_EQ(written(*m), r.expected);
        EXPECT_TRUE(found.empty()) << render(found);
    }
}

TEST(mapping, says_what_is_wrong_with_it) {
    struct row {
        std::string_view text, code;
    };
    const std::vector<row> rows{
        {"", "mapping-incomplete"},
        {"type=a,subject=b", "mapping-incomplete"},
        {"type", "mapping-form"},
        {"type=,subject=b,time=c", "mapping-form"},
        {"=a,subject=b,time=c", "mapping-form"},
        {"typ=a,subject=b,time=c", "mapping-target"},
        {"data.=x,type=a,subject=b,time=c", "mapping-target"},
        {"type=a,type=b,subject=b,time=c", "mapping-twice"},
        {"type=a,subject=b,time=c:%L", "mapping-format"},
        {"type=a,subject=b,time=c:%H:%M", "mapping-format"},
        {"type=a,subject=b,time=:%Y%m%d", "mapping-form"},
    };
    for (const row& r : rows) {
        issues found;
        EXPECT_FALSE(parse_mapping(r.text, found)) << r.text;
        ASSERT_FALSE(found.empty()) << r.text;
        EXPECT_EQ(found[0].code, r.code) << r.text << "\n" << render(found);
        EXPECT_FALSE(render(found, language::ru).empty());
    }
}

TEST(mapping, suggests_the_nearest_target) {
    issues found;
    EXPECT_FALSE(parse_mapping("type=a,subjct=b,time=c", found));
    EXPECT_EQ(found[0].suggestion, "subject");
    EXPECT_EQ(found[0].at.where, (span{7, 13}));
}

}  // namespace
}  // namespace reglament
