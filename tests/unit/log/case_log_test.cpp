#include <reglament/log/case_log.hpp>

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <random>
#include <set>
#include <string>
#include <vector>
#include <zlib.h>

namespace reglament {
namespace {

class case_log : public ::testing::Test {
protected:
    case_log()
        : folder_{std::filesystem::temp_directory_path() /
                  ("reglament-cases-" + std::to_string(std::random_device{}()))} {
        std::filesystem::create_directories(folder_);
    }
    ~case_log() override {
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }

    std::filesystem::path file(const std::string& name, const std::string& text) {
        std::ofstream{folder_ / name, std::ios::binary} << text;
        return folder_ / name;
    }
    std::filesystem::path packed(const std::string& name, const std::string& text) {
        const std::filesystem::path path = folder_ / name;
        const gzFile out = gzopen(path.string().c_str(), "wb");
        for (std::size_t at = 0; at < text.size(); at += 1u << 20)
            gzwrite(out, text.data() + at, static_cast<unsigned>(std::min<std::size_t>(text.size() - at, 1u << 20)));
        gzclose(out);
        return path;
    }

    static std::string values_of(std::span<const std::string_view> values) {
        std::string out;
        for (const std::string_view v : values) out += (out.empty() ? "{" : "|") + std::string{v};
        return out.empty() ? out : out + "}";
    }

    // Cases as "name: activity@time{values}, …"; what was wrong behind them.
    std::string read(const std::filesystem::path& from, const case_log_options& how = {}) {
        std::string out;
        issues found;
        told_ = {};
        const bool good = read_cases(
            from, how,
            [&](const observed_case& c) {
                out += std::string{c.id} + values_of(c.values) + ":";
                for (const case_event& e : c.events) {
                    out += " " + std::string{e.activity};
                    if (!e.lifecycle.empty()) out += "/" + std::string{e.lifecycle};
                    if (!e.resource.empty()) out += "/" + std::string{e.resource};
                    if (e.time) out += "@" + to_string(*e.time).substr(0, 16);
                    out += values_of(e.values);
                }
                out += "\n";
            },
            told_, found);
        for (const bad_line& b : told_.bad) out += std::to_string(b.line) + " " + std::string{b.what.code} + "\n";
        for (const issue& i : found) out += std::string{i.code} + "\n";
        EXPECT_EQ(good, !found.has_errors());
        return out;
    }

    std::filesystem::path folder_;
    case_log_summary told_;
};

std::string event_of(const std::string& name, const std::string& time, const std::string& more = {}) {
    return "<event><string key=\"concept:name\" value=\"" + name + "\"/>" +
           (time.empty() ? "" : "<date key=\"time:timestamp\" value=\"" + time + "\"/>") + more + "</event>";
}

std::string trace_of(const std::string& name, const std::string& events) {
    return "<trace><string key=\"concept:name\" value=\"" + name + "\"/>" + events + "</trace>";
}

std::string log_of(const std::string& traces) {
    return "<?xml version=\"1.0\"?>\n<log xes.version=\"1.0\">\n" + traces + "\n</log>\n";
}

TEST_F(case_log, xes_in_its_own_order) {
    const std::string more =
        "<string key=\"org:resource\" value=\"Анна &amp; Co\"/><string key=\"lifecycle:transition\" value=\"start\"/>";
    EXPECT_EQ(read(file("a.xes", log_of(trace_of("1", event_of("B", "2025-01-02T00:00:00+03:00", more) +
                                                          event_of("A", "2025-01-01T00:00:00Z")) +
                                        trace_of("2", "")))),
              "1: B/start/Анна & Co@2025-01-01T21:00 A@2025-01-01T00:00\n2:\n");
    EXPECT_EQ(told_.cases, 2U);
    EXPECT_EQ(told_.events, 2U);
    EXPECT_EQ(told_.unsorted, 1U);
}

TEST_F(case_log, keys_inside_others_are_not_the_events_own) {
    const std::string nested =
        "<string key=\"note\" value=\"x\"><string key=\"concept:name\" value=\"inner\"/></string>";
    EXPECT_EQ(read(file("a.xes", log_of("<global scope=\"event\"><string key=\"concept:name\" value=\"g\"/></global>" +
                                        trace_of("1", event_of("A", "", nested))))),
              "1: A\n");
}

TEST_F(case_log, compressed_logs_are_read) {
    EXPECT_EQ(read(packed("a.xes.gz", log_of(trace_of("1", event_of("A", ""))))), "1: A\n");
    EXPECT_EQ(read(packed("a.csv.gz", "case,activity,time\n1,A,2025-01-01 10:00\n")), "1: A@2025-01-01T10:00\n");
}

TEST_F(case_log, repeated_cases_and_events_are_counted) {
    const std::string twice = event_of("A", "2025-01-01T00:00:00Z");
    (void)read(file("a.xes", log_of(trace_of("1", twice + twice) + trace_of("1", twice))));
    EXPECT_EQ(told_.repeated, 1U);
    EXPECT_EQ(told_.repeated_cases, 1U);
}

TEST_F(case_log, broken_xml_keeps_what_came_before) {
    const std::string good = trace_of("1", event_of("A", ""));
    EXPECT_EQ(read(file("a.xes", "<log>" + good + "<trace><event>")), "1: A\nxes-broken\n");
    EXPECT_EQ(read(file("b.xes", "<log>" + good + "</trace></log>")), "1: A\nxes-broken\n");
    EXPECT_EQ(read(file("c.xes", "<html></html>")), "xes-no-log\n");
    EXPECT_EQ(read(file("d.xes", "<log>" + std::string(1000, '<'))), "xes-broken\n");
}

TEST_F(case_log, bombs_are_refused) {
    EXPECT_EQ(read(file("a.xes", "<!DOCTYPE log [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><log>&b;</log>")),
              "xes-doctype\n");
    std::string deep = "<log><trace><event>";
    for (int i = 0; i < 100'000; ++i) deep += "<list key=\"a\">";
    EXPECT_EQ(read(file("b.xes", deep)), "xes-deep\n");
    EXPECT_EQ(read(file("c.xes", "<log><trace><string key=\"concept:name\" value=\"" + std::string(3u << 20, 'x'))),
              "xes-too-long\n");
    case_log_options small;
    small.line_length = 1000;
    EXPECT_EQ(read(file("d.csv", "case,activity,time\n1," + std::string(5000, 'x') + ",2025-01-01 10:00\n"), small),
              "2 line-too-wide\n");
}

TEST_F(case_log, what_lacks_something_is_told) {
    EXPECT_EQ(read(file("a.xes", log_of(trace_of("1", "<event/>" + event_of("A", "yesterday"))))),
              "1: A\n3 line-lacks\n3 line-time\n");
    EXPECT_EQ(read(file("b.xes", log_of("<event/>"))), "3 xes-event-alone\n");
    EXPECT_EQ(read(file("c.xes", log_of("<trace>" + event_of("A", "") + "</trace>"))),
              ": A\n3 xes-trace-without-name\n");
    EXPECT_EQ(read(file("d.xes", "  ")), "log-empty\n");
    EXPECT_EQ(read(folder_ / "none.xes"), "events-unreadable\n");
}

TEST_F(case_log, tables_are_put_together_by_case_and_time) {
    const std::string text =
        "case:concept:name,concept:name,time:timestamp,org:resource\n"
        "2,A,2025-01-01 10:00:00+00:00,Anna\n1,C,2025-01-03 10:00:00+00:00,\n"
        "2,B,2025-01-01 09:00:00+00:00,\"Boris, jr\"\n1,D,2025-01-03 10:00:00+00:00,\n";
    const std::string told =
        "2: B/Boris, jr@2025-01-01T09:00 A/Anna@2025-01-01T10:00\n"
        "1: C@2025-01-03T10:00 D@2025-01-03T10:00\n";
    EXPECT_EQ(read(file("a.csv", text)), told);
    case_log_options little;
    little.memory = 1;
    const std::string aside = read(file("a.csv", text), little);
    EXPECT_EQ(told_.cases, 2U);
    EXPECT_NE(aside.find("2: B/Boris, jr@2025-01-01T09:00 A/Anna@2025-01-01T10:00\n"), std::string::npos);
}

TEST_F(case_log, large_tables_are_cut_between_records) {
    std::string text = "case;activity;time;note\n";
    for (int i = 0; i < 60'000; ++i)
        text += std::to_string(i / 3) + ";\"act;ion\n" + std::to_string(i % 3) + "\";2025-01-01 10:00;" +
                std::string(static_cast<std::size_t>(i % 40), 'x') + "\n";
    (void)read(file("a.csv", text));
    EXPECT_EQ(told_.events, 60'000U);
    EXPECT_EQ(told_.cases, 20'000U);
    EXPECT_EQ(told_.bad_count, 0U);
}

TEST_F(case_log, bad_rows_are_told_with_their_lines) {
    EXPECT_EQ(read(file("a.csv",
                        "case,activity,time\n1,A,2025-01-01 10:00\n,A,2025-01-01 10:00\n1,,2025-01-01 10:00\n"
                        "1,A\n1,A,never\n")),
              "1: A@2025-01-01T10:00\n3 line-lacks\n4 line-lacks\n5 line-fields\n6 line-time\n");
    EXPECT_EQ(read(file("b.csv", "case,what,time\n1,A,2025-01-01 10:00\n")), "log-columns\n");
}

TEST_F(case_log, times_without_a_zone_are_read_in_the_one_given) {
    case_log_options how;
    how.zone = *feel::zone::find("Europe/Moscow");
    EXPECT_EQ(read(file("a.csv", "case,activity,time\n1,A,2025-01-01 10:00\n1,B,2025-01-01 06:30:00-01:00\n"), how),
              "1: A@2025-01-01T07:00 B@2025-01-01T07:30\n");
}

TEST_F(case_log, columns_are_mapped) {
    issues found;
    case_log_options how;
    how.columns = parse_case_mapping("case=K,activity=what,time=when:%d.%m.%Y,resource=who", found);
    ASSERT_TRUE(how.columns);
    EXPECT_EQ(read(file("a.csv", "K;what;when;who\n1;A;03.02.2025;Anna\n"), how), "1: A/Anna@2025-02-03T00:00\n");
    EXPECT_EQ(read(file("b.csv", "K;wat;when;who\n1;A;03.02.2025;Anna\n"), how), "no-column\n");
    EXPECT_FALSE(parse_case_mapping("case=K,time=when", found));
    EXPECT_FALSE(parse_case_mapping("case=K,activity=a,time=t,type=x", found));
}

TEST_F(case_log, cloud_events) {
    EXPECT_EQ(read(file("a.jsonl", R"({"type":"order.paid","subject":"c","time":"2025-01-01T10:00:00Z"}
{"type":"task.done","subject":"c","time":"2025-01-01T09:00:00Z","data":{"task":"survey","person":"Anna"}}
{"type":"task.no_answer","subject":"d","time":"2025-01-01T09:00:00Z","data":{"task":"survey"}}
{"type":"x"}
nonsense
)")),
              "c: survey/Anna@2025-01-01T09:00 order.paid@2025-01-01T10:00\n"
              "d: task.no_answer survey@2025-01-01T09:00\n4 line-lacks\n5 line-no-json\n");
}

TEST_F(case_log, values_that_are_asked_for) {
    case_log_options how;
    how.values = {"reason", "class"};
    EXPECT_EQ(read(file("a.csv",
                        "case,class,activity,time,other\n1,A,x,2025-01-02 10:00,o\n1,,y,2025-01-03 10:00,o\n"
                        "1,\"B,\"\"C\"\"\",z,2025-01-01 10:00,o\n"),
                   how),
              "1: z@2025-01-01T10:00{|B,\"C\"} x@2025-01-02T10:00{|A} y@2025-01-03T10:00\n");
    const std::string of_trace = "<string key=\"class\" value=\"A\"/>";
    const std::string of_event = "<float key=\"reason\" value=\"1.5\"/><string key=\"no\" value=\"n\"/>";
    EXPECT_EQ(read(file("a.xes", log_of(trace_of("1", of_trace + event_of("x", "", of_event) + event_of("y", "")) +
                                        trace_of("2", event_of("x", "")))),
                   how),
              "1{|A}: x{1.5|} y\n2: x\n");
    EXPECT_EQ(read(file("a.jsonl", R"({"type":"p","subject":"c","time":"2025-01-01T10:00:00Z","data":{"class":"A"}}
{"type":"task.done","subject":"c","time":"2025-01-02T10:00:00Z","data":{"task":"t","answers":{"reason":12.50}}}
{"type":"p","subject":"c","time":"2025-01-03T10:00:00Z"}
)"),
                   how),
              "c: p@2025-01-01T10:00{|A} t@2025-01-02T10:00{12.5|} p@2025-01-03T10:00\n");
}

TEST_F(case_log, values_may_stand_in_columns_of_other_names) {
    issues found;
    case_log_options how;
    how.values = {"class"};
    how.columns = parse_case_mapping("case=case,activity=activity,time=time,data.class=Klass,data.clas=case", found);
    ASSERT_TRUE(how.columns);
    EXPECT_EQ(read(file("a.csv", "case,activity,time,Klass,class\n1,A,2025-01-01 10:00,B,C\n"), how),
              "1: A@2025-01-01T10:00{B}\nlog-value-unasked\n");
    how.columns = parse_case_mapping("case=case,activity=activity,time=time,data.class=Klas", found);
    EXPECT_EQ(read(file("a.csv", "case,activity,time,Klass\n1,A,2025-01-01 10:00,B\n"), how), "no-column\n");
}

TEST_F(case_log, values_lie_in_files_with_their_events) {
    case_log_options how;
    how.values = {"class"};
    how.memory = 400;
    std::string text = "case,activity,time,class\n", wanted;
    for (int i = 0; i < 100; ++i) text += std::to_string(i % 7) + ",A,2025-01-01 10:00," + std::to_string(i) + "\n";
    const std::filesystem::path from = file("a.csv", text);
    const std::string in_files = read(from, how);
    how.memory = 1u << 20;
    const std::string in_memory = read(from, how);
    EXPECT_NE(in_memory.find("{99}"), in_memory.npos);
    const auto lines = [](const std::string& all) {
        std::multiset<std::string> out;
        for (std::size_t at = 0; at < all.size(); at = all.find('\n', at) + 1)
            out.insert(all.substr(at, all.find('\n', at) - at));
        return out;
    };
    EXPECT_EQ(lines(in_files), lines(in_memory));
}

TEST_F(case_log, what_is_written_is_read_again) {
    const std::string text = log_of(trace_of("1 &lt;", "<string key=\"no &amp; &quot;\" value=\"&lt;&#10;\"/>" +
                                                           event_of("A &quot;", "2025-01-01T00:00:00Z",
                                                                    "<string key=\"no &amp; &quot;\" value=\"n\"/>"
                                                                    "<string key=\"org:contact\" value=\"я\"/>")) +
                                    trace_of("2", ""));
    const std::filesystem::path from = file("a.xes", text);
    case_log_options how;
    how.values = {"no & \"", "org:contact"};
    for (const std::string name : {"b.xes", "b.xes.gz"}) {
        issues found;
        xes_writer out{folder_ / name, found, how.values};
        ASSERT_TRUE(out.good());
        ASSERT_TRUE(read_cases(
            from, how, [&](const observed_case& c) { out.add(c); }, told_, found));
        EXPECT_TRUE(out.finish(found));
        EXPECT_EQ(read(folder_ / name, how), read(from, how)) << name;
    }
    issues found;
    const xes_writer nowhere{folder_ / "none" / "b.xes", found};
    EXPECT_FALSE(nowhere.good());
    EXPECT_EQ(found[0].code, "log-unwritable");
}

}  // namespace
}  // namespace reglament
