// Many clients, people with shifts and absences, and what is done with their tasks at random, beside a plain model: the
// load is the number of open tasks, who is not there is given nothing, the turn goes round, and nobody waits in vain.
#include "support/rules.hpp"

#include <cstdlib>
#include <map>
#include <random>
#include <set>

namespace reglament {
namespace {

using testing::at;

class random_people {
public:
    explicit random_people(std::uint32_t seed) : random_{seed}, engine_{load_rules()} {}

    void go(int steps) {
        now_ = at("2025-03-03T00:00:00Z");
        for (int i = 0; i < steps && !::testing::Test::HasFailure(); ++i) {
            now_ += std::chrono::minutes{below(4) == 0 ? below(600) : below(20)};
            engine_.advance(now_);
            look();
            step();
            look();
        }
    }

    [[nodiscard]] std::string bytes() const {
        std::string all;
        for (std::size_t i = 0; i < engine_.client_count(); ++i) {
            const std::string one = encode(engine_.rules(), engine_.state(i));
            const auto read = decode(engine_.rules(), one);
            EXPECT_TRUE(read && encode(engine_.rules(), *read) == one);
            all += one;
        }
        return all;
    }

    std::size_t given = 0, waited = 0, refused = 0;

private:
    std::uint32_t below(std::uint32_t n) { return static_cast<std::uint32_t>(random_() % n); }

    std::shared_ptr<const rulebook> load_rules() {
        std::string text =
            "vocabulary: v\ncalendar:\n  zone: Europe/Moscow\nevents:\n  ping:\n  pong:\nroles:\n  turner:\n"
            "    by: turn\n  loader:\n    by: load\n---\npeople: v\npersons:\n";
        const std::uint32_t count = 2 + below(5);
        for (std::uint32_t i = 0; i < count; ++i) {
            text += "  p" + std::to_string(i) + ":\n    roles: [" +
                    std::string{below(3) == 0   ? "turner"
                                : below(2) == 0 ? "loader"
                                                : "turner, loader"} +
                    "]\n";
            if (below(2) == 0) text += "    shifts:\n      mon-fri: " + shift() + "\n      2025-03-08: 10:00-14:00\n";
            if (below(3) == 0)
                text += "    absent:\n      - from: 2025-03-0" + std::to_string(3 + below(3)) +
                        "\n        to: 2025-03-0" + std::to_string(6 + below(4)) + "\n";
        }
        for (const auto& [id, event, role] : {std::array{"a", "ping", "turner"}, std::array{"b", "pong", "loader"}}) {
            text += std::string{"---\nregulation: "} + id + "\nowner: " + role + "\ninput:\n  event: " + event +
                    "\noutput: [done, gone]\nsteps:\n  - task: call\n    do: Call\n    within: 2 days\n    on late:\n"
                    "      - escalate: turner\n      - after: 5 days\n        then: gone\n  - output: done\n";
        }
        loaded l = load_text(text, "people.yaml");
        if (!l.rules) throw std::runtime_error{render(l.found)};
        return l.rules;
    }

    std::string shift() {
        static const std::array all{"09:00-18:00", "22:00-06:00", "06:00-14:00", "14:00-23:00", "00:00-24:00"};
        return all.at(below(all.size()));
    }

    [[nodiscard]] const people& everybody() const { return engine_.rules().vocabulary().people; }

    [[nodiscard]] std::vector<std::uint16_t> there(std::uint16_t role, const std::string& unwanted = {}) const {
        std::vector<std::uint16_t> all;
        for (std::uint16_t who = 0; who < everybody().all.size(); ++who) {
            const bool fits = everybody().has_role(who, role) && everybody().is_there(who, now_);
            if (fits && everybody().all[who].id.value != unwanted) all.push_back(who);
        }
        return all;
    }

    [[nodiscard]] std::uint16_t role_named(std::string_view name) const {
        return static_cast<std::uint16_t>(*engine_.rules().vocabulary().find_role(name));
    }

    // Who must get it by the rules as one would say them.
    [[nodiscard]] std::string expected(std::string_view role_name, const std::string& unwanted) {
        auto all = there(role_named(role_name), unwanted);
        if (all.empty()) all = there(role_named(role_name));
        if (all.empty()) return {};
        const auto id = [&](std::uint16_t who) { return everybody().all[who].id.value; };
        if (role_name == "turner") {
            const auto last = everybody().find(last_);
            for (const std::uint16_t who : all) {
                if (last && who > *last) return id(who);
            }
            return id(all.front());
        }
        std::uint16_t best = all.front();
        for (const std::uint16_t who : all) {
            if (loads_[id(who)] < loads_[id(best)]) best = who;
        }
        return id(best);
    }

    void step() {
        const auto open = engine_.tasks();
        const std::uint32_t what = below(10);
        if (what < 5 || open.empty()) return begin();
        const task t = open[below(static_cast<std::uint32_t>(open.size()))];
        const std::string subject{t.subject}, has{t.person}, name{t.role};
        const std::string other = everybody().all[below(static_cast<std::uint32_t>(everybody().all.size()))].id.value;
        if (what == 5) {
            (void)engine_.complete(subject, t.number, {}, now_);
        } else if (what == 6) {
            (void)engine_.cancel(subject, t.run, "", now_);
        } else if (what == 7) {
            const posted p = engine_.claim(subject, t.number, other, now_);
            const bool fits =
                everybody().has_role(*everybody().find(other), role_named(name)) && (has.empty() || has == other);
            EXPECT_EQ(p.status == post_status::accepted, fits);
            refused += fits ? 0 : 1;
        } else if (what == 8) {
            --loads_[has];
            const std::string next = expected(name, has);
            const posted p = engine_.give_back(subject, t.number, "", now_);
            EXPECT_EQ(p.status == post_status::accepted, !has.empty());
            if (!has.empty()) expect_with(subject, t.number, next);
        } else {
            const posted p = engine_.hand_on(subject, t.number, other, "", now_);
            const auto who = *everybody().find(other);
            const bool fits = everybody().has_role(who, role_named(name)) && everybody().absent(who, now_) == nullptr;
            EXPECT_EQ(p.status == post_status::accepted, fits);
            if (fits) expect_with(subject, t.number, other);
        }
    }

    void begin() {
        const std::string subject = "c" + std::to_string(below(40));
        const bool turn = below(2) == 0;
        const std::string next = expected(turn ? "turner" : "loader", {});
        const std::size_t before = engine_.tasks({.subject = subject}).size();
        (void)engine_.post(testing::make(turn ? "ping" : "pong", to_string(now_), {}, subject));
        const auto now_open = engine_.tasks({.subject = subject});
        if (now_open.size() == before) return;  // it runs already
        std::uint32_t last = 0;
        for (const task& t : now_open) last = std::max(last, t.number);
        expect_with(subject, last, next);
    }

    void expect_with(const std::string& subject, std::uint32_t number, const std::string& who) {
        for (const task& t : engine_.tasks({.subject = subject})) {
            if (t.number != number) continue;
            EXPECT_EQ(t.person, who) << subject << " at " << to_string(now_);
        }
    }

    // What holds whatever has happened.
    void look() {
        loads_.clear();
        for (const task& t : engine_.tasks()) {
            if (t.person.empty()) {
                EXPECT_TRUE(there(role_named(t.role)).empty()) << t.subject << " waits at " << to_string(now_);
                ++waited;
            } else {
                ++loads_[std::string{t.person}];
            }
        }
        std::map<std::string, std::uint32_t> open;
        for (const auto& [who, count] : loads_) open[who] = static_cast<std::uint32_t>(count);
        EXPECT_EQ(engine_.loads(), open) << to_string(now_);
        const auto told = engine_.history("people desk/all");
        for (; seen_ < told.size(); ++seen_) {
            const effect& e = told[seen_];
            if (e.data[0].is_null()) continue;
            ++given;
            const auto who = everybody().find(e.data[0].as_string());
            ASSERT_TRUE(who);
            EXPECT_TRUE(everybody().is_there(*who, e.at)) << e.data[0].as_string() << " at " << to_string(e.at);
            if (e.data[1] == feel::value{"turn"}) last_ = e.data[0].as_string();
        }
    }

    std::mt19937 random_;
    engine engine_;
    instant now_{};
    std::map<std::string, int> loads_;
    std::string last_;
    std::size_t seen_ = 0;
};

TEST(people, as_a_plain_model_has_it) {
    const char* const said = std::getenv("REGLAMENT_RANDOM_PEOPLE");
    const int runs = said == nullptr ? 20 : std::atoi(said);
    std::size_t given = 0, waited = 0, refused = 0;
    for (int seed = 1; seed <= runs && !HasFailure(); ++seed) {
        SCOPED_TRACE(seed);
        random_people one{static_cast<std::uint32_t>(seed)}, again{static_cast<std::uint32_t>(seed)};
        one.go(300);
        again.go(300);
        EXPECT_EQ(one.bytes(), again.bytes());
        given += one.given;
        waited += one.waited;
        refused += one.refused;
    }
    EXPECT_GT(given, 0U);
    EXPECT_GT(waited, 0U);
    EXPECT_GT(refused, 0U);
}

TEST(people, a_turn_is_fair_within_one) {
    loaded l = load_text(
        "vocabulary: v\nevents:\n  ping:\nroles:\n  turner:\n    by: turn\n---\npeople: v\npersons:\n"
        "  a:\n    roles: turner\n  b:\n    roles: turner\n  c:\n    roles: turner\n---\n"
        "regulation: r\nowner: turner\ninput:\n  event: ping\noutput: [done]\nsteps:\n"
        "  - task: call\n    do: Call\n  - output: done\n",
        "people.yaml");
    ASSERT_TRUE(l.rules) << render(l.found);
    engine e{l.rules};
    std::mt19937 random{7};
    std::map<std::string, int> had{{"a", 0}, {"b", 0}, {"c", 0}};
    for (int i = 0; i < 500; ++i) {
        const std::string who = "c" + std::to_string(i);
        e.post(testing::make("ping", "2025-03-03T10:00:00Z", {}, who));
        const auto open = e.tasks({.subject = who});
        ++had[std::string{open.front().person}];
        if (random() % 2 == 0) e.complete(who, open.front().number, {}, e.now());
        const auto [least, most] = std::minmax({had["a"], had["b"], had["c"]});
        ASSERT_LE(most - least, 1);
    }
}

}  // namespace
}  // namespace reglament
