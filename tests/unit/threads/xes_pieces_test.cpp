// XES read by several threads: whatever is in the file, they give what one gives.
#include <reglament/log/case_log.hpp>

#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <vector>
#include <zlib.h>

namespace reglament {
namespace {

std::string trace_of(std::mt19937& dice, int number) {
    std::string out = "\t<trace>\n\t\t<string key=\"concept:name\" value=\"Case " + std::to_string(number) + "\"/>\n";
    for (auto left = dice() % 12; left > 0; --left) {
        out += "\t\t<event>\n\t\t\t<string key=\"concept:name\" value=\"Step " + std::to_string(dice() % 7) + "\"/>\n";
        if (dice() % 3 != 0) out += "\t\t\t<string key=\"org:resource\" value=\"Анна &amp; Co\"/>\n";
        if (dice() % 50 != 0) out += "\t\t\t<date key=\"time:timestamp\" value=\"2025-01-02T00:00:00Z\"/>\n";
        if (dice() % 200 == 0) out += "\t\t\t<date key=\"time:timestamp\" value=\"yesterday\"/>\n";
        out += "\t\t\t<string key=\"product\" value=\"" + std::string(dice() % 60, 'x') + "\"/>\n\t\t</event>\n";
    }
    return out + "\t</trace>\n";
}

std::string log_of(std::mt19937& dice, std::size_t size, const std::string& head = {}) {
    std::string out = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<log xes.version=\"1.0\">\n" + head;
    for (int i = 0; out.size() < size; ++i) out += trace_of(dice, i % 5'000);
    return out + "</log>\n";
}

class xes_pieces : public ::testing::Test {
protected:
    xes_pieces()
        : file_{std::filesystem::temp_directory_path() /
                ("reglament-pieces-" + std::to_string(std::random_device{}()) + ".xes")} {}
    ~xes_pieces() override {
        std::error_code ignored;
        std::filesystem::remove(file_, ignored);
    }

    void write(const std::string& text) { std::ofstream{file_, std::ios::binary} << text; }

    // All that a reader learns, in words.
    std::string read(unsigned threads) const {
        case_log_options how;
        how.threads = threads;
        how.values = {"product"};
        std::string out;
        case_log_summary told;
        issues found;
        const case_sink sink = [&](const observed_case& c) {
            out += std::string{c.id} + "@" + std::to_string(c.line) + ":";
            for (const case_event& e : c.events) {
                out += std::string{e.activity} + "|" + std::string{e.resource} + "|";
                out += e.time ? std::to_string(e.time->time_since_epoch().count()) : std::string{};
                for (const std::string_view v : e.values) out += "|" + std::string{v};
                out += ";";
            }
            out += "\n";
        };
        const bool good = read_cases(file_, how, sink, told, found);
        for (const bad_line& b : told.bad) {
            out += std::to_string(b.line) + " " + std::string{b.what.code};
            for (const std::string& more : b.what.arguments) out += " " + more;
            out += "\n";
        }
        out += render(found);
        for (const std::uint64_t n :
             {told.cases, told.events, told.unsorted, told.repeated, told.repeated_cases, told.bad_count})
            out += std::to_string(n) + " ";
        return out + (good ? "good" : "not good");
    }

    // Long texts: where they part is told, not both of them.
    void expect_the_same(const std::string& about) const {
        const std::string alone = read(1);
        for (const unsigned threads : {3U}) {
            const std::string together = read(threads);
            const auto [a, b] = std::mismatch(alone.begin(), alone.end(), together.begin(), together.end());
            EXPECT_TRUE(a == alone.end() && b == together.end())
                << about << ", " << threads << " threads: from " << a - alone.begin() << " on:\n"
                << alone.substr(static_cast<std::size_t>(a - alone.begin()), 300) << "\n---\n"
                << together.substr(static_cast<std::size_t>(b - together.begin()), 300);
        }
    }

    std::filesystem::path file_;
};

TEST_F(xes_pieces, are_handed_over_in_their_order) {
    std::mt19937 dice{1};
    write(log_of(dice, 3u << 20));
    expect_the_same("plain");
    EXPECT_TRUE(read(3).ends_with("good") && !read(3).ends_with("not good"));
}

TEST_F(xes_pieces, whatever_stands_before_the_first_trace) {
    std::mt19937 dice{2};
    const std::array<std::string, 6> heads{
        "<!-- <trace> is no trace </trace> -->\n",
        "<extension name=\"Concept\" prefix=\"concept\" uri=\"x\"/>\n<global scope=\"trace\"></global>\n",
        "<event><string key=\"concept:name\" value=\"alone\"/></event>\n",
        "<string key=\"origin\" value=\"&lt;trace>\"/>\n",
        "<?pi <trace> ?>\n",
        "<string key=\"long\" value=\"" + std::string(100'000, 'y') + "\"/>\n"};
    for (const std::string& head : heads) {
        write(log_of(dice, 2u << 20, head));
        expect_the_same(head.substr(0, 60));
    }
}

TEST_F(xes_pieces, what_breaks_one_breaks_the_same_way) {
    std::mt19937 dice{3};
    const std::array<std::string, 14> slips{
        "<!-- </trace> -->",
        "<![CDATA[</trace>]]>",
        "<?pi </trace>?>",
        "<trace>",
        "</trace>",
        "<trace><trace></trace></trace>",
        "<",
        "&nothing;",
        "</log>",
        "<event/>",
        std::string(1, '\xFF'),
        "<trace><string key=\"concept:name\" value=\"" + std::string(3u << 20, 'x') + "\"/></trace>",
        "<!DOCTYPE log>",
        "<a:trace></a:trace>"};
    for (const std::string& slip : slips) {
        std::string text = log_of(dice, 3u << 20);
        const std::size_t wanted = 200'000 + dice() % 2'500'000;
        text.insert(text.find("<trace>", wanted), slip);
        write(text);
        expect_the_same(slip.substr(0, 40));
    }
}

TEST_F(xes_pieces, cut_off_anywhere) {
    std::mt19937 dice{4};
    const std::string text = log_of(dice, 2u << 20);
    for (int i = 0; i < 12; ++i) {
        write(text.substr(0, dice() % text.size()));
        expect_the_same("cut off");
    }
}

TEST_F(xes_pieces, in_another_encoding) {
    std::mt19937 dice{5};
    std::string text = log_of(dice, 2u << 20);
    text.replace(text.find("utf-8"), 5, "iso-8859-1");
    write(text);
    expect_the_same("an encoding of one byte a character");
}

TEST_F(xes_pieces, with_traces_longer_than_a_piece) {
    std::mt19937 dice{6};
    std::string text = log_of(dice, 1u << 20);
    for (const std::size_t size : {std::size_t{1} << 20, std::size_t{9} << 20}) {
        std::string longest = "<trace><string key=\"concept:name\" value=\"long\"/>";
        while (longest.size() < size) longest += "<event><string key=\"concept:name\" value=\"step\"/></event>\n";
        text.insert(text.find("<trace>", 700'000), longest + "</trace>");
    }
    write(text);
    expect_the_same("long traces");
}

TEST_F(xes_pieces, whether_a_value_is_too_long_does_not_hang_on_where_it_stands) {
    std::mt19937 dice{8};
    for (const std::size_t length : {1'040'000U, 1'050'000U, 1'300'000U, 1'740'800U}) {
        for (const std::size_t place : {300'000U, 716'800U}) {
            std::string text = log_of(dice, 1u << 20);
            const std::string unread = "<string key=\"unread\" value=\"" + std::string(length, 'z') + "\"/>";
            text.insert(text.find("\t\t</event>", place), unread);
            write(text);
            expect_the_same(std::to_string(length) + " at " + std::to_string(place));
        }
    }
}

TEST_F(xes_pieces, lines_are_counted_as_they_end) {
    std::mt19937 dice{9};
    for (const std::string end : {"\r", "\r\n"}) {
        const std::string lines = log_of(dice, 2u << 20);
        std::string text;
        for (const char c : lines) text += c == '\n' ? end : std::string(1, c);
        write(text);
        expect_the_same(end == "\r" ? "CR" : "CR LF");
    }
}

TEST_F(xes_pieces, of_two_bytes_a_character_without_a_mark) {
    std::mt19937 dice{10};
    std::string text = log_of(dice, 5u << 20), wide;
    text = text.substr(text.find("<log"));
    for (const char c : text) {
        if (static_cast<unsigned char>(c) < 0x80) wide += c, wide += '\0';
    }
    write(wide);
    expect_the_same("UTF-16");
}

TEST_F(xes_pieces, what_is_asked_for_twice_is_told_twice) {
    std::mt19937 dice{11};
    write(log_of(dice, 100'000));
    case_log_options how;
    how.values = {"product", "none", "product"};
    case_log_summary told;
    issues found;
    std::size_t different = 0, some = 0;
    const case_sink sink = [&](const observed_case& c) {
        for (const case_event& e : c.events) {
            if (e.values.empty()) continue;
            ++some;
            different += e.values.size() != 3 || e.values[0] != e.values[2] ? 1 : 0;
        }
    };
    ASSERT_TRUE(read_cases(file_, how, sink, told, found));
    EXPECT_GT(some, 100U);
    EXPECT_EQ(different, 0U);
}

TEST_F(xes_pieces, what_is_wrong_first_is_told) {
    std::mt19937 dice{12};
    std::string text = log_of(dice, 3u << 20);
    text.insert(text.find("<trace>", 700'000), "</event>");
    {
        const gzFile out = gzopen(file_.string().c_str(), "wb");
        gzwrite(out, text.data(), static_cast<unsigned>(text.size()));
        gzclose(out);
    }
    std::filesystem::resize_file(file_, std::filesystem::file_size(file_) - 20);
    expect_the_same("broken, and cut off");
}

TEST_F(xes_pieces, who_throws_is_heard) {
    std::mt19937 dice{7};
    write(log_of(dice, 3u << 20));
    case_log_options how;
    how.threads = 3;
    case_log_summary told;
    issues found;
    int left = 700;
    const case_sink sink = [&](const observed_case&) {
        if (--left == 0) throw std::runtime_error{"enough"};
    };
    EXPECT_THROW((void)read_cases(file_, how, sink, told, found), std::runtime_error);
}

}  // namespace
}  // namespace reglament
