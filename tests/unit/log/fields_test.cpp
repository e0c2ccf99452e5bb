#include "log/fields.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace reglament::log_detail {
namespace {

// Every record as "line: field|field", one that cannot be cut as "line: !quote" or "line: !long".
std::string cut(std::string_view text, char delimiter, std::size_t longest = 1000) {
    splitter cutter{text, delimiter, longest};
    std::vector<field> fields;
    std::string out;
    for (;;) {
        const auto got = cutter.next(fields);
        if (got == splitter::outcome::end) return out;
        out += std::to_string(cutter.line()) + ":";
        if (got == splitter::outcome::bad_quote) out += "!quote";
        if (got == splitter::outcome::too_long) out += "!long";
        for (std::size_t i = 0; got == splitter::outcome::record && i < fields.size(); ++i) {
            out += (i > 0 ? "|" : "") +
                   (fields[i].escaped ? without_doubled_quotes(fields[i].text) : std::string{fields[i].text});
        }
        out += "\n";
    }
}

struct row {
    std::string_view text;
    char delimiter;
    std::string_view expected;
};

TEST(splitter, cuts_as_the_table_says) {
    const std::vector<row> rows{
        {"", ',', ""},
        {"\n\r\n  \n", ',', ""},
        {"a,b,c\n", ',', "1:a|b|c\n"},
        {"a,b,c", ',', "1:a|b|c\n"},
        {"a,,\r\n,b,\r\n", ',', "1:a||\n2:|b|\n"},
        {" a , b\n", ',', "1:a|b\n"},
        {"a\n\nb\n", ',', "1:a\n3:b\n"},
        {"a;b,c;d", ';', "1:a|b,c|d\n"},
        {"a\tb c\t\n", '\t', "1:a|b c|\n"},
        // RFC 4180
        {"\"a\",\"b,c\"\r\n", ',', "1:a|b,c\n"},
        {"\"say \"\"hi\"\"\",x", ',', "1:say \"hi\"|x\n"},
        {"\"two\nlines\",b\nc,d\n", ',', "1:two\nlines|b\n3:c|d\n"},
        {"a, \"b\" ,c\n", ',', "1:a|b|c\n"},
        {"\"\",\"\"\n", ',', "1:|\n"},
        {"a\"b,c\n", ',', "1:a\"b|c\n"},
        {"\"a\"b,c\nd\n", ',', "1:!quote\n2:d\n"},
        {"\"open,c\nd\n", ',', "1:!quote\n2:d\n"},
        {"\"a", ',', "1:!quote\n"},
        // blanks divide in runs, leading ones do not count, and there is no quoting
        {" 00001 19970101  1   11.77\r\n 00002 19970112  1   12.00", ' ',
         "1:00001|19970101|1|11.77\n2:00002|19970112|1|12.00\n"},
        {"\"a b\"\tc ", ' ', "1:\"a|b\"|c\n"},
    };
    for (const row& r : rows) EXPECT_EQ(cut(r.text, r.delimiter), r.expected) << r.text;
}

TEST(splitter, gives_up_lines_that_are_too_long) {
    EXPECT_EQ(cut("abcdef,g\nh,i\n", ',', 6), "1:!long\n2:h|i\n");
    EXPECT_EQ(cut("\"ab\ncd\nef\nef\",g\nh,i\n", ',', 6), "1:!quote\n2:cd\n3:ef\n4:ef\"|g\n5:h|i\n");
}

}  // namespace
}  // namespace reglament::log_detail
