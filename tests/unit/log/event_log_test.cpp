#include "support/rules.hpp"

#include <reglament/log/event_log.hpp>

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace reglament {
namespace {

const std::string ordinary_regulation = R"(regulation: one
input:
  event: order.paid
output: [done]
steps:
  - output: done
)";

std::shared_ptr<const rulebook> declared() {
    static const auto rules = testing::rules_of(ordinary_regulation);
    return rules;
}

// Every event in order: time, subject, type, data, place.
std::string written(const event_log& log) {
    std::string out;
    for (std::size_t i = 0; i < log.size(); ++i) {
        const event_log::entry e = log[i];
        out += to_string(e.bound.time) + " " + std::string{e.bound.subject} + " " + std::to_string(e.bound.type);
        for (const feel::value& v : e.bound.data) out += " " + feel::to_string(v);
        if (e.whole != nullptr) out += " " + e.whole->type + " " + feel::write_json(e.whole->data);
        out += " " + std::string{log.file_name(e.file)} + ":" + std::to_string(e.line) + "\n";
    }
    return out;
}

std::string badly(const event_log& log) {
    std::string out;
    for (const bad_line& b : log.bad_lines()) out += std::to_string(b.line) + " " + std::string{b.what.code} + "\n";
    return out;
}

std::string line(std::string_view more) {
    return R"({"id":"1","source":"s","type":"order.paid","subject":"c","time":"2025-01-01T00:00:00Z")" +
           std::string{more} + "}\n";
}

TEST(json_lines, become_events_in_the_order_of_time_file_and_line) {
    event_log log{*declared(), {}};
    issues found;
    const std::string first =
        "\xEF\xBB\xBF"
        R"({"specversion":"1.0","id":"1","source":"s","type":"order.paid","subject":"b","time":"2025-01-02T00:00:00Z","data":{"amount":12.5}})"
        "\r\n\n"
        R"({"id":"2","source":"s","type":"order.paid","subject":"a","time":"2025-01-01T03:00:00+03:00","data":{"items":"2","amount":1}})"
        "\n";
    const std::string second =
        R"({"id":"3","source":"s","type":"order.paid","subject":"c","time":"2025-01-01T00:00:00Z","extension":1,"data":{"amount":"7.25"}})";
    EXPECT_TRUE(log.read_text(first, "x/one.jsonl", found));
    EXPECT_TRUE(log.read_text(second, "two.jsonl", found));
    log.sort();
    const std::string type = std::to_string(*declared()->vocabulary().find_event("order.paid"));
    EXPECT_EQ(written(log), "2025-01-01T00:00:00Z a " + type + " 1 2 x/one.jsonl:3\n" + "2025-01-01T00:00:00Z c " +
                                type + " 7.25 null two.jsonl:1\n" + "2025-01-02T00:00:00Z b " + type +
                                " 12.5 null x/one.jsonl:1\n");
    EXPECT_EQ(log.lines(), 3U);
    EXPECT_TRUE(found.empty()) << render(found);
    EXPECT_NE(log[0].bound.key, log[1].bound.key);
    EXPECT_EQ(log[0].bound.key, event_key("s", "2"));
}

TEST(json_lines, keep_every_malformed_line_with_its_reason) {
    struct row {
        std::string text, code;
    };
    const std::string amount = R"(,"data":{"amount":1})";
    const std::vector<row> rows{
        {"{\n", "line-json-unfinished"},
        {"{\"id\": \"1\" \"source\": \"s\"}\n", "line-no-json"},
        {"{id: 1}\n", "line-no-json"},
        {"{\"id\": \"1\"} {}\n", "line-json-behind"},
        {"{\"id\": \"1\", \"id\": \"2\"}\n", "line-json-twice"},
        {"{\"id\": 1e999999999}\n", "line-json-number"},
        {std::string(70, '[') + std::string(70, ']') + "\n", "line-json-deep"},
        {"[1]\n", "line-no-object"},
        {"\"a\"\n", "line-no-object"},
        {line(R"(,"data":3)"), "line-data-no-object"},
        {line(""), "line-no-data"},
        {line(R"(,"data":{"amount":null})"), "line-no-data"},
        {line(R"(,"data":{"amount":"much"})"), "line-no-number"},
        {line(R"(,"specversion":"0.3")" + amount), "line-version"},
        {line(R"(,"specversion":1)" + amount), "line-version"},
        {R"({"source":"s","type":"order.paid","subject":"c","time":"2025-01-01T00:00:00Z"})"
         "\n",
         "line-lacks"},
        {R"({"id":"1","source":"s","type":"order.paid","subject":null,"time":"2025-01-01T00:00:00Z"})"
         "\n",
         "line-lacks"},
        {R"({"id":"1","source":"s","type":"order.paid","subject":7,"time":"2025-01-01T00:00:00Z"})"
         "\n",
         "line-attribute-no-text"},
        {R"({"id":"","source":"s","type":"order.paid","subject":"c","time":"2025-01-01T00:00:00Z"})"
         "\n",
         "line-attribute-no-text"},
        {R"({"id":"1","source":"s","type":"order.paid","subject":"c","time":"yesterday"})"
         "\n",
         "line-time"},
        {R"({"id":"1","source":"s","type":"order.payed","subject":"c","time":"2025-01-01T00:00:00Z"})"
         "\n",
         "line-unknown-event"},
        {R"({"id":"1","source":"s","type":"call.made","subject":"c","time":"2025-01-01T00:00:00Z","data":{"result":"?"}})"
         "\n",
         "line-not-one-of"},
        {line(amount + R"(,"x":")" + std::string(2000, 'x') + "\""), "line-too-wide"},
        {line(R"(,"data":{"amount":1},"x":"\xCA")"), "line-no-json"},
        {line(amount + ",\"x\":\"\xCA\xEB\""), "line-not-utf8"},
    };
    for (const row& r : rows) {
        log_options how;
        how.line_length = 1000;
        event_log log{*declared(), how};
        issues found;
        EXPECT_TRUE(log.read_text(line(amount) + r.text, "f", found)) << r.text;
        EXPECT_EQ(badly(log), "2 " + r.code + "\n") << r.text;
        EXPECT_EQ(log.size(), 1U) << r.text;
        EXPECT_EQ(log.lines(), 2U) << r.text;
        for (const bad_line& b : log.bad_lines()) EXPECT_FALSE(message(b.what, language::ru).empty());
    }
}

TEST(json_lines, suggest_the_nearest_event_and_list_the_values) {
    event_log log{*declared(), {}};
    issues found;
    log.read_text(R"({"id":"1","source":"s","type":"order.payd","subject":"c","time":"2025-01-01T00:00:00Z"})", "f",
                  found);
    log.read_text(
        R"({"id":"1","source":"s","type":"call.made","subject":"c","time":"2025-01-01T00:00:00Z","data":{"result":"x"}})",
        "f", found);
    ASSERT_EQ(log.bad_lines().size(), 2U);
    EXPECT_EQ(log.bad_lines()[0].what.suggestion, "order.paid");
    EXPECT_EQ(advice(log.bad_lines()[1].what), "It is one of: talked, refused.");
}

TEST(json_lines, tell_once_of_data_nobody_declared) {
    event_log log{*declared(), {}};
    issues found;
    const std::string text = line(R"(,"data":{"amount":1,"colour":"red"})");
    log.read_text(text + text, "f", found);
    ASSERT_EQ(found.size(), 1U) << render(found);
    EXPECT_EQ(found[0].code, "data-ignored");
    EXPECT_EQ(log.size(), 2U);
}

TEST(json_lines, keep_the_data_of_task_events_by_name) {
    event_log log{*declared(), {}};
    issues found;
    log.read_text(
        R"({"id":"1","source":"s","type":"task.done","subject":"c","time":"2025-01-01T00:00:00Z","data":{"task":"survey","answers":{"a":1}}})",
        "f", found);
    ASSERT_EQ(log.size(), 1U) << badly(log);
    ASSERT_NE(log[0].whole, nullptr);
    EXPECT_EQ(feel::write_json(log[0].whole->data), R"({"task":"survey","answers":{"a":1}})");
    EXPECT_EQ(log[0].whole->subject, "c");
}

TEST(json_lines, keep_what_was_fetched_with_the_event) {
    event_log log{*declared(), {}};
    issues found;
    log.read_text(
        R"({"id":"1","source":"s","type":"order.paid","subject":"c","time":"2025-01-01T00:00:00Z","data":{"amount":1},"fetched":[{"facts":{"debt":5}}]})"
        "\n"
        R"({"id":"2","source":"s","type":"order.paid","subject":"d","time":"2025-01-01T00:00:00Z","data":{"amount":2},"fetched":[]})"
        "\n"
        R"({"id":"3","source":"s","type":"order.paid","subject":"e","time":"2025-01-01T00:00:00Z","data":{"amount":3}})",
        "f", found);
    ASSERT_EQ(log.size(), 3U) << badly(log);
    ASSERT_NE(log[0].whole, nullptr);
    EXPECT_EQ(feel::write_json(log[0].whole->fetched), R"([{"facts":{"debt":5}}])");
    EXPECT_EQ(feel::write_json(log[0].whole->data), R"({"amount":1})");
    ASSERT_NE(log[1].whole, nullptr);
    EXPECT_EQ(feel::write_json(log[1].whole->fetched), "[]");
    EXPECT_EQ(log[1].bound.subject, "d");
    EXPECT_EQ(log[2].whole, nullptr);
}

TEST(json_lines, without_a_vocabulary_take_data_as_it_stands) {
    const auto rules = testing::rules_alone(ordinary_regulation);
    event_log log{*rules, {}};
    issues found;
    log.read_text(line(R"(,"data":{"amount":1})"), "f", found);
    log.read_text(R"({"id":"1","source":"s","type":"other","subject":"c","time":"2025-01-01T00:00:00Z"})", "f", found);
    EXPECT_EQ(log.size(), 1U);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].code, "data-undeclared");
    EXPECT_EQ(badly(log), "1 line-unused-event\n");
}

TEST(event_log, takes_a_file_for_json_lines_by_its_name_or_its_first_character) {
    struct row {
        std::string name, text;
        std::size_t events;
    };
    const std::string json = line(R"(,"data":{"amount":1})"), table = "who,day,sum\na,2025-01-01,1\nb,2025-01-01,1\n";
    const row rows[] = {
        {"a.csv", table, 2},         {"a", table, 2},   {"a", json, 1},         {"-", "\xEF\xBB\xBF\n  " + json, 1},
        {"a.jsonl", "\n" + json, 1}, {"a.json", "", 0}, {"a.ndjson", table, 0},
    };
    for (const row& r : rows) {
        issues found;
        log_options how;
        how.columns = parse_mapping("type=order.paid,subject=who,time=day,data.amount=sum", found);
        event_log log{*declared(), how};
        EXPECT_TRUE(log.read_text(r.text, r.name, found)) << r.name << render(found);
        EXPECT_EQ(log.size(), r.events) << r.name << r.text;
    }
}

TEST(event_log, numbers_outside_of_their_range_are_told_so) {
    const loaded l = load_text("vocabulary: v\nevents:\n  paid:\n    data:\n      amount: number [0..100]\n", "v.yaml");
    ASSERT_TRUE(l.rules) << render(l.found);
    issues found;
    log_options how;
    how.columns = parse_mapping("type=paid,subject=who,time=day,data.amount=sum", found);
    event_log log{*l.rules, how};
    EXPECT_TRUE(log.read_text("who;day;sum\na;2025-01-01;100\na;2025-01-01;100,5\na;2025-01-01;x\n", "a.csv", found));
    EXPECT_TRUE(log.read_text(R"({"id":"1","source":"s","type":"paid","subject":"a","time":"2025-01-01T00:00:00Z",)"
                              R"("data":{"amount":-1}})",
                              "a.jsonl", found));
    EXPECT_EQ(log.size(), 1U);
    ASSERT_EQ(log.bad_lines().size(), 3U);
    EXPECT_EQ(message(log.bad_lines()[0].what), "“amount” cannot be 100.5");
    EXPECT_EQ(advice(log.bad_lines()[0].what), "It takes [0..100].");
    EXPECT_EQ(log.bad_lines()[1].what.code, "line-no-number");
    EXPECT_EQ(log.bad_lines()[2].what.code, "line-outside");
}

TEST(event_log, reads_files_and_says_which_it_cannot) {
    const auto path = std::filesystem::temp_directory_path() / "reglament_event_log_test.jsonl";
    std::ofstream{path, std::ios::binary} << line(R"(,"data":{"amount":1})");
    std::uint64_t told = 0;
    log_options how;
    how.progress = [&](std::uint64_t done, std::uint64_t total) { told = done <= total + 1 ? told + 1 : 0; };
    event_log log{*declared(), how};
    issues found;
    EXPECT_TRUE(log.read(path, found));
    EXPECT_EQ(log.size(), 1U);
    EXPECT_EQ(log.file_name(0), path.string());
    EXPECT_GT(told, 0U);
    std::filesystem::remove(path);
    EXPECT_FALSE(log.read(path, found));
    EXPECT_FALSE(log.read(std::filesystem::temp_directory_path(), found));
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].code, "events-unreadable");
    event_log moved = std::move(log);
    EXPECT_EQ(moved.lines(), 1U);
}

}  // namespace
}  // namespace reglament
