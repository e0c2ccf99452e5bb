#include "log/case_readers.hpp"

#include <reglament/log/case_log.hpp>

#include <algorithm>

namespace reglament {

using namespace log_detail;

namespace log_detail {

namespace {

constexpr std::size_t kept_bad = 1'000;

bool same(const case_event& a, const case_event& b) {
    return a.time && a.time == b.time && a.activity == b.activity && a.lifecycle == b.lifecycle &&
           a.resource == b.resource && a.role == b.role;
}

}  // namespace

void add_bad(case_log_summary& told, std::uint64_t line, std::string_view code, std::vector<std::string> arguments) {
    issues one;
    if (told.bad.size() < kept_bad) one.add(code, {}, std::move(arguments));
    if (one.empty())
        ++told.bad_count;
    else
        add_bad(told, {0, line, one[0]});
}

void add_bad(case_log_summary& told, bad_line what) {
    ++told.bad_count;
    if (told.bad.size() < kept_bad) told.bad.push_back(std::move(what));
}

void hand_over(case_input& in, const observed_case& c) {
    ++in.told.cases;
    in.told.events += c.events.size();
    bool backwards = false;
    for (std::size_t i = 1; i < c.events.size(); ++i) {
        const case_event &before = c.events[i - 1], &now = c.events[i];
        backwards = backwards || (before.time && now.time && *now.time < *before.time);
        in.told.repeated += same(before, now) ? 1 : 0;
    }
    in.told.unsorted += backwards ? 1 : 0;
    in.sink(c);
}

}  // namespace log_detail

bool read_cases(const std::filesystem::path& file, const case_log_options& how, const case_sink& sink,
                case_log_summary& told, issues& found) {
    byte_stream bytes{file, found};
    if (!bytes.good()) return false;
    case_input in{bytes, std::string(1u << 16, '\0'), file.string(), how, sink, told, found};
    std::size_t size = 0;
    while (const std::size_t n = bytes.read(in.head.data() + size, in.head.size() - size, found)) size += n;
    in.head.resize(size);
    if (!bytes.good()) return false;
    if (in.head.starts_with("\xEF\xBB\xBF")) in.head.erase(0, 3);
    const std::size_t first = in.head.find_first_not_of(" \t\r\n");
    if (first == std::string::npos) {
        found.add("log-empty", {}, {in.name});
        return false;
    }
    // UTF-16 announces itself, and is XML's own affair.
    const bool wide = in.head.starts_with("\xFF\xFE") || in.head.starts_with("\xFE\xFF");
    if (in.head[first] == '<' || wide) return read_xes(in);
    return in.head[first] == '{' ? read_case_lines(in) : read_case_table(in);
}

}  // namespace reglament
