// Random regulations that are published again and again as versions which differ in their number alone: runs are moved
// there and back, and nobody may notice.
#include "walk.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <regex>

namespace reglament::testing {
namespace {

std::string numbered(const std::string& text, const std::string& version) {
    static const std::regex head{"(^|\n)(regulation: [^\n]*\n)"};
    return std::regex_replace(text, head, "$1$2version: " + version + "\nrunning: migrate\n");
}

// An effect without what differs: indices, and the number it has among all.
std::string line(const engine& e, const effect& x) {
    const machine& m = e.rules().machines()[x.regulation];
    std::string out{reglament::to_string(x.kind)};
    out += " " + m.regulation().id.value + "#" + std::to_string(x.run) + "." + std::to_string(x.branch);
    const bool of_start = x.kind == effect_kind::run_started || x.kind == effect_kind::start_refused;
    if (!of_start) out += " " + m.states()[x.state].id;
    for (const std::uint64_t part : {std::uint64_t{x.part}, std::uint64_t{x.task}, std::uint64_t{x.attempt},
                                     std::uint64_t{x.transition}, static_cast<std::uint64_t>(x.why)})
        out += " " + std::to_string(part);
    out += " " + reglament::to_string(x.at) + (x.due == never ? "" : " " + reglament::to_string(x.due));
    for (const feel::value& v : x.data) out += " " + feel::to_string(v);
    return out;
}

std::vector<std::string> lines(const engine& e) {
    std::vector<std::string> out;
    for (std::size_t i = 0; i < e.client_count(); ++i) {
        for (const effect& x : e.history(e.client(i))) {
            if (x.kind != effect_kind::run_migrated) out.push_back(line(e, x));
        }
    }
    return out;
}

struct counts {
    std::size_t published = 0, moved = 0, kept = 0;
};

class pair_of_engines {
public:
    pair_of_engines(std::shared_ptr<const rulebook> one, std::shared_ptr<const rulebook> two, counts& count)
        : one_{one}, two_{std::move(two)}, still_{one}, moved_{std::move(one)}, count_{count} {}

    std::string go(const std::vector<happening>& all, dice& d) {
        instant now = *parse_instant("2025-01-06T08:00:00Z");
        for (const happening& h : all) {
            now += std::chrono::minutes{h.minutes};
            happen(h, now);
            if (d.chance(40)) publish();
            if (d.chance(10)) publish_the_same();
            if (wrong_.empty() && lines(still_) != lines(moved_)) wrong_ = "they differ after " + to_string(h);
            if (!wrong_.empty()) return wrong_ + difference();
        }
        for (engine* e : {&still_, &moved_}) e->advance(now + std::chrono::days{100});
        return lines(still_) == lines(moved_) ? std::string{} : "they differ in the end" + difference();
    }

private:
    void happen(const happening& h, instant now) {
        if (h.kind == happening::what::pass) {
            for (engine* e : {&still_, &moved_}) e->advance(now);
            return;
        }
        event x;
        x.subject = "c";
        x.time = now;
        x.type = h.type;
        x.data = h.data;
        if (h.kind != happening::what::event && !answer(h, x)) return;
        const posted a = still_.post(x), b = moved_.post(x);
        if (a.status != b.status) wrong_ = "one refuses what the other takes: " + render(a.found) + render(b.found);
    }

    bool answer(const happening& h, event& x) const {
        const auto tasks = still_.tasks();
        const auto calls = still_.calls();
        if (tasks.empty() && calls.empty()) return false;
        const std::size_t n = h.which % (tasks.size() + calls.size());
        const bool done = h.kind == happening::what::done;
        if (n < tasks.size()) {
            feel::context answers;
            if (!tasks[n].what->form.empty()) answers.emplace_back("x", feel::number{h.which % 6});
            x.subject = std::string{tasks[n].subject};
            x.type = done ? "task.done" : "task.unanswered";
            x.data = feel::context{{"task", feel::number{tasks[n].number}}, {"answers", feel::value{answers}}};
            return true;
        }
        const call& c = calls[n - tasks.size()];
        x.subject = std::string{c.subject};
        x.type = done ? "action.done" : "action.failed";
        x.data = feel::context{{"call", feel::number{c.number}}};
        if (done) {
            x.data = feel::context{{"call", feel::number{c.number}},
                                   {"result", feel::value{feel::context{{"seat", feel::number{h.which % 6}}}}}};
        }
        return true;
    }

    // The rules it runs already: nothing is to change.
    void publish_the_same() {
        const auto bytes = [this] {
            std::string all;
            for (std::size_t i = 0; i < moved_.client_count(); ++i) all += encode(moved_.rules(), moved_.state(i));
            return all;
        };
        const std::string before = bytes();
        if (!moved_.publish(second_ ? two_ : one_).published || bytes() != before)
            wrong_ = "the same rules change bytes";
    }

    void publish() {
        second_ = !second_;
        const auto report = moved_.publish(second_ ? two_ : one_);
        ++count_.published;
        if (!report.published) wrong_ = "not published: " + render(report.found);
        for (const auto& [client, m] : report.runs) {
            ++(m.fate == run_fate::moved ? count_.moved : count_.kept);
            if (m.fate != run_fate::moved && m.why != stay_reason::stuck)
                wrong_ = "not moved, " + std::string{to_string(m.why)} + ": " + m.step;
            for (const lost_part& l : m.lost) wrong_ = "lost: " + l.name;
        }
        for (const auto& l : report.lost) wrong_ = "lost: " + l.what.name;
        if (report.started + report.ignored > 0) wrong_ = "somebody is taken for being in a situation already";
    }

    std::string difference() const {
        const auto a = lines(still_), b = lines(moved_);
        const auto at = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
        return "\n" + (at.first == a.end() ? "nothing" : *at.first) + "\n" +
               (at.second == b.end() ? "nothing" : *at.second);
    }

    std::shared_ptr<const rulebook> one_, two_;
    engine still_, moved_;
    counts& count_;
    bool second_ = false;
    std::string wrong_;
};

TEST(random_versions, nobody_notices_a_version_that_says_the_same) {
    const char* const runs = std::getenv("REGLAMENT_RANDOM_VERSIONS");
    const std::uint64_t last = runs == nullptr ? 15 : std::strtoull(runs, nullptr, 10);
    counts count;
    for (std::uint64_t seed = 1; seed <= last; ++seed) {
        dice d{seed};
        std::string text = random_vocabulary();
        text += make_regulation(d, "r0").yaml() + "---\n" + make_regulation(d, "r1").yaml();
        const auto happenings = make_happenings(d);
        const loaded one = load_text(numbered(text, "1"), "one.yaml"), two = load_text(numbered(text, "2"), "two.yaml");
        ASSERT_TRUE(one.rules && two.rules) << "seed " << seed << ":\n" << render(one.found);
        const std::string wrong = pair_of_engines{one.rules, two.rules, count}.go(happenings, d);
        ASSERT_EQ(wrong, "") << "seed " << seed << "\n" << text;
    }
    std::cout << count.published << " times published, " << count.moved << " runs moved, " << count.kept
              << " stuck ones left\n";
    EXPECT_GT(count.moved, last * 5);
    EXPECT_LT(count.kept, count.moved / 5);
}

}  // namespace
}  // namespace reglament::testing
