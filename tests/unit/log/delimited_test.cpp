#include "support/rules.hpp"

#include <reglament/log/event_log.hpp>

#include <gtest/gtest.h>

#include <filesystem>
#include <set>
#include <string>
#include <vector>

namespace reglament {
namespace {

const std::string regulation = R"(regulation: one
input:
  event: order.paid
output: [done]
steps:
  - output: done
)";

const std::string_view plain_mapping = "type=order.paid,subject=who,time=date:%Y%m%d,data.amount=sum";

struct outcome {
    std::string events, bad, found;
    bool good = false;
};

outcome read(std::string_view map, std::string_view text, bool vocabulary = true) {
    const auto rules = vocabulary ? testing::rules_of(regulation) : testing::rules_alone(regulation);
    outcome out;
    issues found;
    log_options how;
    how.columns = parse_mapping(map, found);
    how.line_length = 200;
    EXPECT_TRUE(how.columns) << render(found);
    if (!how.columns) return out;
    event_log log{*rules, how};
    out.good = log.read_text(text, "dir/sales.csv", found);
    log.sort();
    for (std::size_t i = 0; i < log.size(); ++i) {
        const auto e = log[i];
        out.events += to_string(e.bound.time).substr(0, 10) + " " + std::string{e.bound.subject};
        for (const auto& v : e.bound.data) out.events += " " + feel::to_string(v);
        if (e.whole != nullptr) out.events += " " + e.whole->type + feel::write_json(e.whole->data);
        out.events += " :" + std::to_string(e.line) + "\n";
    }
    for (const bad_line& b : log.bad_lines()) out.bad += std::to_string(b.line) + " " + std::string{b.what.code} + "\n";
    for (const issue& i : found)
        out.found += std::string{i.code} + (i.suggestion.empty() ? "" : " " + i.suggestion) + "\n";
    return out;
}

TEST(delimited, finds_its_delimiter_in_the_header) {
    const std::string expected = "2025-01-01 a 1.5 null :2\n2025-01-02 b 2 null :3\n";
    for (const char* text :
         {"who,date,sum\na,20250101,1.5\nb,20250102,2\n", "who;date;sum\r\na;20250101;1.5\r\nb;20250102;2\r\n",
          "who\tdate\tsum\na\t20250101\t1.5\nb\t20250102\t2", " who  date sum\n a 20250101   1.5\n b 20250102 2\n",
          "\xEF\xBB\xBFwho;date;sum\na;20250101;1.5\nb;20250102;2\n",
          "\"who\",\"date\",\"sum\"\n\"a\",\"20250101\",\"1.5\"\n\"b\",20250102,2\n"}) {
        const outcome got = read(plain_mapping, text);
        EXPECT_TRUE(got.good) << text;
        EXPECT_EQ(got.events, expected) << text;
        EXPECT_EQ(got.bad, "") << text;
        EXPECT_EQ(got.found, "") << text;
    }
}

TEST(delimited, takes_numbers_as_offices_write_them) {
    const outcome got = read(plain_mapping,
                             "who;date;sum\na;20250101;3200,50\na;20250102;1 200\na;20250103;-1\u00A0200\u202F300,5\n"
                             "a;20250104;1 20\na;20250105;1,2,3\na;20250106;12 ,5\n");
    EXPECT_EQ(got.events, "2025-01-01 a 3200.5 null :2\n2025-01-02 a 1200 null :3\n2025-01-03 a -1200300.5 null :4\n");
    EXPECT_EQ(got.bad, "5 line-no-number\n6 line-no-number\n7 line-no-number\n");
    // Where commas separate columns, a comma may stand between thousands as well.
    const outcome commas = read(plain_mapping, "who,date,sum\na,20250101,\"3200,50\"\na,20250102,1 200\n");
    EXPECT_EQ(commas.events, "2025-01-02 a 1200 null :3\n");
    EXPECT_EQ(commas.bad, "2 line-no-number\n");
}

TEST(delimited, keeps_malformed_lines_apart) {
    const outcome got = read(plain_mapping,
                             "who,date,sum\n"
                             "a,20250101,1\n"
                             "b,2025010,1\n"
                             "c,20250101\n"
                             "d,20250101,1,2\n"
                             ",20250101,1\n"
                             "e,,1\n"
                             "f,20250101,\n"
                             "g,20250101,x\n"
                             "\"h,20250101,1\n"
                             "i,20250101,1\n" +
                                 std::string(300, 'j') + "\n\xCA,20250101,1\n\"two\nlines\",20250101,1\n");
    EXPECT_EQ(
        got.bad,
        "3 line-time\n4 line-fields\n5 line-fields\n6 line-lacks\n7 line-lacks\n8 line-no-data\n9 line-no-number\n"
        "10 line-quote\n12 line-too-wide\n13 line-not-utf8\n");
    EXPECT_EQ(got.events, "2025-01-01 a 1 null :2\n2025-01-01 i 1 null :11\n2025-01-01 two\nlines 1 null :14\n");
}

TEST(delimited, takes_types_from_a_column) {
    const outcome got = read(
        "type=kind,subject=who,time=at,data.amount=sum,data.result=how,data.task=task,data.answers.reason=why,id=no",
        "no,kind,who,at,sum,how,task,why\n"
        "1,order.paid,a,2025-01-02T10:00:00Z,5,,,\n"
        "2,call.made,a,2025-01-01 10:00:00+03:00,,talked,,\n"
        "3,task.done,a,2025-01-03,,,survey,\"say \"\"no\"\"\"\n"
        "4,order.payd,a,2025-01-03,1,,,\n"
        "5,,a,2025-01-03,1,,,\n");
    EXPECT_EQ(got.events,
              "2025-01-01 a \"talked\" :3\n2025-01-02 a 5 null :2\n"
              "2025-01-03 a task.done{\"task\":\"survey\",\"answers\":{\"reason\":\"say \\\"no\\\"\"}} :4\n");
    EXPECT_EQ(got.bad, "5 line-unknown-event\n6 line-lacks\n");
}

TEST(delimited, refuses_a_mapping_that_does_not_fit) {
    struct row {
        std::string map, header, found;
    };
    const std::vector<row> rows{
        {"type=order.paid,subject=client,time=date:%Y%m%d,data.amount=sum", "clients,date,sum", "no-column clients\n"},
        {"type=order.paid,subject=who,time=date:%Y%m%d,data.amount=sum", "who,date,sum,sum", "column-twice\n"},
        {"type=order.payd,subject=who,time=date:%Y%m%d", "who,date", "mapping-type order.paid\n"},
        {"type=order.paid,subject=who,time=date:%Y%m%d,data.amont=sum", "who,date,sum", "mapping-data amount\n"},
        {"type=order.paid,subject=who,time=date:%Y%m%d", "who,date", "mapping-lacks-data\n"},
        {"type=kind,subject=who,time=date,data.nothing=sum", "kind,who,date,sum", "mapping-data-of-none\n"},
        {"type=order.paid,subject=who,time=date,data.amount=sum", "", "no-header\n"},
        {"type=order.paid,subject=who,time=date,data.amount=sum", std::string(300, 'x'), "bad-header\n"},
        {"type=order.paid,subject=who,time=date,data.amount=sum", "\xEA\xF2\xEE,date,sum", "header-not-utf8\n"},
    };
    for (const row& r : rows) {
        const outcome got = read(r.map, r.header + "\n");
        EXPECT_FALSE(got.good) << r.map;
        EXPECT_EQ(got.found, r.found) << r.map;
    }
}

TEST(delimited, without_a_vocabulary_ignores_data_and_says_so) {
    const outcome got = read(plain_mapping, "who,date,sum\na,20250101,1.5\n", false);
    EXPECT_TRUE(got.good);
    EXPECT_EQ(got.events, "2025-01-01 a :2\n");
    EXPECT_EQ(got.found, "data-undeclared\n");
    EXPECT_EQ(read("type=other,subject=who,time=date", "who,date\n", false).found, "mapping-type-unused\n");
}

TEST(delimited, shows_no_byte_a_terminal_would_act_upon) {
    issues found;
    log_options how;
    how.columns = parse_mapping(plain_mapping, found);
    const auto rules = testing::rules_of(regulation);
    event_log log{*rules, how};
    ASSERT_TRUE(log.read_text("who,date,sum\na,\x1b[31m" + std::string(100, 'y') + ",1\n", "f", found));
    ASSERT_EQ(log.bad_lines().size(), 1U);
    EXPECT_EQ(log.bad_lines()[0].what.arguments[0], "?[31m" + std::string(55, 'y') + "…");
}

TEST(delimited, gives_lines_ids_that_stay) {
    const auto rules = testing::rules_of(regulation);
    const auto keys = [&](std::string_view map, std::string_view text, std::string name) {
        issues found;
        log_options how;
        how.columns = parse_mapping(map, found);
        event_log log{*rules, how};
        EXPECT_TRUE(log.read_text(text, std::move(name), found)) << render(found);
        std::vector<std::uint64_t> out;
        for (std::size_t i = 0; i < log.size(); ++i) out.push_back(log[i].bound.key);
        return out;
    };
    const std::string header = "who,date,sum\n", row = "a,20250101,1\n", other = "b,20250102,2\n";
    const auto once = keys(plain_mapping, header + row + row, "/here/sales.csv");
    ASSERT_EQ(once.size(), 2U);
    EXPECT_NE(once[0], once[1]);
    EXPECT_EQ(keys(plain_mapping, header + "a,20250101,1\r\na,20250101,1", "/here/sales.csv"), once);
    const auto grown = keys(plain_mapping, header + other + row + other + row + row, "/here/sales.csv");
    EXPECT_EQ((std::vector{grown[1], grown[3]}), once) << "whatever stands between them";
    EXPECT_EQ(std::set(grown.begin(), grown.end()).size(), 5U);
    for (const char* elsewhere : {"/there/sales.csv", "/here/other.csv"}) {
        const auto there = keys(plain_mapping, header + row + row, elsewhere);
        EXPECT_NE(there[0], once[0]);
        EXPECT_NE(there[1], once[1]);
    }
    const std::string shop = std::string{plain_mapping} + ",source=\"a, shop\"";
    EXPECT_EQ(keys(shop, header + row, "/here/sales.csv"), keys(shop, header + row, "/there/sales.csv"));
    EXPECT_EQ(keys(shop + ",id=sum", header + row, "s.csv")[0], event_key("a, shop", "1"));
    const std::string text = header + row + row;
    const auto named = keys(std::string{plain_mapping} + ",id=sum,source=who", text, "s.csv");
    EXPECT_EQ(named[0], event_key("a", "1"));
    EXPECT_EQ(named[0], named[1]);
}

TEST(delimited, gives_task_events_ids_that_stay) {
    const auto rules = testing::rules_of(regulation);
    issues found;
    log_options how;
    how.columns = parse_mapping("type=task.done,subject=who,time=date,data.task=task", found);
    event_log log{*rules, how};
    const std::string text = "who,date,task\na,2025-01-01,call\na,2025-01-01,call\n";
    ASSERT_TRUE(log.read_text(text, "one.csv", found) && log.read_text(text, "one.csv", found)) << render(found);
    ASSERT_EQ(log.size(), 4U);
    EXPECT_FALSE(log[0].whole->id.empty());
    EXPECT_NE(log[0].whole->id, log[1].whole->id);
    EXPECT_EQ(log[0].whole->id, log[2].whole->id);
    EXPECT_EQ(log[1].whole->id, log[3].whole->id);
    EXPECT_EQ(log[0].whole->source, "one.csv");
}

TEST(delimited, reads_the_shared_purchases_whole) {
    const std::filesystem::path path = std::filesystem::path{REGLAMENT_SHARED_DIR} / "data/CDNOW_master.txt";
    if (!std::filesystem::exists(path)) GTEST_SKIP() << "not checked, the file is not here: " << path;
    const auto rules = testing::rules_of(regulation);
    issues found;
    log_options how;
    how.columns = parse_mapping("type=order.paid,subject=customer_id,time=date:%Y%m%d,data.amount=dollar_value", found);
    event_log log{*rules, how};
    ASSERT_TRUE(log.read(path, found)) << render(found);
    log.sort();
    EXPECT_EQ(log.lines(), 69'659U);
    EXPECT_EQ(log.size(), 69'659U);
    feel::number sum;
    for (std::size_t i = 0; i < log.size(); ++i) sum = *add(sum, log[i].bound.data[0].as_number());
    EXPECT_EQ(sum, feel::number::of(250'031'563, -2));
    EXPECT_EQ(to_string(log[log.size() - 1].bound.time), "1998-06-30T00:00:00Z");
}

}  // namespace
}  // namespace reglament
