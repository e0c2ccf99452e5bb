// Alignments that look at conditions, beside a search by brute force: random small regulations whose ways hang on
// answers and a fact, all runs they allow, and of each run all ways to explain a log.
#include "random_rules.hpp"

#include <reglament/reglament.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <map>
#include <memory>
#include <optional>

namespace reglament::testing {
namespace {

// A value is one digit.
using known = std::optional<int>;

constexpr std::size_t of_fact = 0;  // place 0 is the fact's, 1 … those of the tasks' answers

// What a run goes through: a task, or a choice with what it takes.
struct token {
    bool is_task = true;
    std::size_t place = 0;
    char label = 'a';  // of a task: how logs call it
    int limit = 0;
    bool above = true;     // of a choice: whether the value had to be
    bool at_once = false;  // of a choice: beside others, where it is made as soon as the task before it is over
    bool empty = false;    // a loop has ended: nobody knows when
};
using run_of = std::vector<token>;

struct part {
    enum kind_of { task, choice, loop, fork } kind = task;
    std::size_t place = 0;
    char label = 'a';
    int limit = 0;
    std::vector<part> then, otherwise;  // of a loop: `then`; of a fork: its branches
};
using sequence = std::vector<part>;

struct too_many {};

class maker {
public:
    explicit maker(dice& d) : d_{d} {}

    sequence make(std::uint32_t depth, std::vector<std::size_t> done, bool beside = false) {
        sequence out;
        for (std::uint32_t i = 1 + d_.roll(3); i > 0; --i) {
            out.push_back(any(depth, done, beside));
            if (out.back().kind == part::task) done.push_back(out.back().place);
        }
        return out;
    }
    [[nodiscard]] std::size_t tasks() const { return tasks_; }

private:
    part any(std::uint32_t depth, const std::vector<std::size_t>& done, bool beside) {
        const std::uint32_t n = depth == 0 ? 0 : d_.roll(10);
        part p;
        if (n < 4) {
            p.place = ++tasks_;
            p.label = static_cast<char>('a' + d_.roll(4));
        } else if (n < 7) {
            p.kind = part::choice;
            p.place = done.empty() || d_.chance(30) ? of_fact : d_.pick(done);
            p.limit = static_cast<int>(d_.roll(10));
            p.then = make(depth - 1, done, beside);
            if (d_.chance(60)) p.otherwise = make(depth - 1, done, beside);
        } else if (n < 9 || beside) {
            p.kind = part::fork;
            p.then = make(depth - 1, done, true);
            p.otherwise = make(depth - 1, done, true);
        } else {
            p.kind = part::loop;
            part first;
            first.place = ++tasks_;
            first.label = static_cast<char>('a' + d_.roll(4));
            std::vector<std::size_t> inside = done;
            inside.push_back(first.place);
            p.then = make(depth - 1, inside);
            p.then.insert(p.then.begin(), first);
        }
        return p;
    }

    dice& d_;
    std::size_t tasks_ = 0;
};

std::string name_of(std::size_t place) {
    return place == of_fact ? "debt" : "t" + std::to_string(place) + ".x";
}

std::string yaml_of(const sequence& all, std::size_t indent) {
    const std::string in(indent, ' ');
    std::string out;
    for (const part& p : all) {
        if (p.kind == part::task) {
            out += in + "- task: t" + std::to_string(p.place) + "\n" + in + "  do: act " + p.label + "\n" + in +
                   "  by: manager\n" + in + "  observe: act " + p.label + "\n" + in + "  form:\n" + in +
                   "    x: optional number\n";
        } else if (p.kind == part::loop) {
            out += in + "- repeat:\n" + yaml_of(p.then, indent + 4);
        } else if (p.kind == part::fork) {
            out += in + "- fork:\n" + in + "    one:\n" + yaml_of(p.then, indent + 8) + in + "    two:\n" +
                   yaml_of(p.otherwise, indent + 8);
        } else {
            out += in + "- if: " + name_of(p.place) + " > " + std::to_string(p.limit) + "\n" + in + "  then:\n" +
                   yaml_of(p.then, indent + 4);
            if (!p.otherwise.empty()) out += in + "  else:\n" + yaml_of(p.otherwise, indent + 4);
        }
    }
    return out;
}

class runs_of {
public:
    explicit runs_of(std::size_t longest) : longest_{longest} {}

    std::vector<run_of> of(const sequence& all) const {
        std::vector<run_of> out{{}};
        for (const part& p : all) out = joined(out, of(p));
        return out;
    }

private:
    std::vector<run_of> of(const part& p) const {
        if (p.kind == part::task) return {{{true, p.place, p.label, 0, true}}};
        if (p.kind == part::choice) {
            std::vector<run_of> out = joined({{{false, p.place, 'a', p.limit, true}}}, of(p.then));
            for (run_of& r : joined({{{false, p.place, 'a', p.limit, false}}}, of(p.otherwise)))
                out.push_back(std::move(r));
            return out;
        }
        if (p.kind == part::fork) return side_by_side(of(p.then), of(p.otherwise));
        const std::vector<run_of> turn = of(p.then);
        std::vector<run_of> out, so_far{{}};
        for (;;) {
            so_far = joined(so_far, turn);
            if (so_far.empty()) return out;
            for (const run_of& ended : so_far) {
                out.push_back(ended);
                out.back().push_back({false, 0, 'a', 0, true, false, true});
            }
        }
    }

    // A task, and the choices that are made as soon as it is over. The first one has no task.
    static std::vector<run_of> units_of(const run_of& branch) {
        std::vector<run_of> out(1);
        for (token t : branch) {
            if (t.is_task) out.emplace_back();
            t.at_once = true;
            out.back().push_back(t);
        }
        return out;
    }

    std::vector<run_of> side_by_side(const std::vector<run_of>& a, const std::vector<run_of>& b) const {
        std::vector<run_of> out;
        for (const run_of& x : a) {
            for (const run_of& y : b) {
                const std::vector<run_of> one = units_of(x), two = units_of(y);
                run_of both = one.front();
                both.insert(both.end(), two.front().begin(), two.front().end());
                if (one.size() + two.size() - 2 <= longest_) mix(both, one, 1, two, 1, out);
            }
        }
        return out;
    }
    static void mix(const run_of& so_far, const std::vector<run_of>& a, std::size_t i, const std::vector<run_of>& b,
                    std::size_t j, std::vector<run_of>& out) {
        if (out.size() > 3'000) throw too_many{};
        if (i == a.size() && j == b.size()) out.push_back(so_far);
        const auto with = [&](const run_of& unit) {
            run_of more = so_far;
            more.insert(more.end(), unit.begin(), unit.end());
            return more;
        };
        if (i < a.size()) mix(with(a[i]), a, i + 1, b, j, out);
        if (j < b.size()) mix(with(b[j]), a, i, b, j + 1, out);
    }

    std::vector<run_of> joined(const std::vector<run_of>& a, const std::vector<run_of>& b) const {
        std::vector<run_of> out;
        for (const run_of& x : a) {
            for (const run_of& y : b) {
                run_of both = x;
                both.insert(both.end(), y.begin(), y.end());
                const auto tasks = std::count_if(both.begin(), both.end(), [](const token& t) { return t.is_task; });
                if (static_cast<std::size_t>(tasks) <= longest_) out.push_back(std::move(both));
                if (out.size() > 3'000) throw too_many{};
            }
        }
        return out;
    }

    std::size_t longest_;
};

struct seen {
    char label = 'a';
    known answer, debt;
};

// The cheapest way to explain a log by a run, trying all of them.
class explanation {
public:
    explanation(const std::vector<seen>& log, const run_of& run, std::size_t places, std::uint32_t condition)
        : log_{log}, run_{run}, condition_{condition}, start_(places) {
        if (!log.empty()) start_[of_fact] = log.front().debt;
    }

    std::uint32_t cost() { return from(0, 0, start_); }

private:
    using values = std::vector<known>;

    std::uint32_t from(std::size_t i, std::size_t j, const values& now) {
        const auto [at, fresh] = known_.try_emplace({i, j, now}, 0);
        if (!fresh) return at->second;
        std::uint32_t best = std::numeric_limits<std::uint32_t>::max() / 2;
        if (i < log_.size()) best = 1 + from(i + 1, j, heard(now, log_[i]));
        // Conditions are tested right before the task behind them, or the end; beside others, behind the task before.
        std::uint32_t wrong = 0;
        std::size_t task = j;
        for (; task < run_.size() && !run_[task].is_task; ++task) wrong += is_wrong(run_[task], now) ? condition_ : 0;
        if (task == run_.size()) {
            if (i == log_.size()) best = std::min(best, wrong);
        } else {
            values left_out = now;
            left_out[run_[task].place] = std::nullopt;
            best = std::min(best, wrong + 1 + behind(i, task, left_out));
            if (i < log_.size() && log_[i].label == run_[task].label) {
                values done = heard(now, log_[i]);
                done[run_[task].place] = log_[i].answer;
                best = std::min(best, wrong + behind(i + 1, task, done));
            }
        }
        return known_[{i, j, now}] = best;
    }

    std::uint32_t behind(std::size_t i, std::size_t task, const values& now) {
        std::uint32_t wrong = 0;
        std::size_t next = task + 1;
        for (; next < run_.size() && run_[next].at_once && !run_[next].is_task; ++next)
            wrong += is_wrong(run_[next], now) ? condition_ : 0;
        return wrong + from(i, next, now);
    }

    static values heard(values now, const seen& e) {
        if (e.debt) now[of_fact] = e.debt;
        return now;
    }
    static bool is_wrong(const token& t, const values& now) {
        return !t.empty && now[t.place] && (*now[t.place] > t.limit) != t.above;
    }

    const std::vector<seen>& log_;
    const run_of& run_;
    std::uint32_t condition_;
    values start_;
    std::map<std::tuple<std::size_t, std::size_t, values>, std::uint32_t> known_;
};

// Half of the logs are of a run, with a few things changed.
std::vector<seen> make_log(dice& d, const std::vector<run_of>& runs) {
    std::vector<seen> log;
    if (d.chance(70)) {
        for (const token& t : runs[d.roll(static_cast<std::uint32_t>(runs.size()))]) {
            if (t.is_task) log.push_back({t.label, {}, {}});
        }
        if (!log.empty() && d.chance(50)) log.erase(log.begin() + d.roll(static_cast<std::uint32_t>(log.size())));
    }
    for (std::uint32_t i = d.roll(3); i > 0; --i) log.push_back({static_cast<char>('a' + d.roll(5)), {}, {}});
    if (log.size() > 5) log.resize(5);
    for (seen& e : log) {
        if (d.chance(75)) e.answer = static_cast<int>(d.roll(10));
        if (d.chance(40)) e.debt = static_cast<int>(d.roll(10));
    }
    return log;
}

std::uint32_t cost_of(conformance& compared, const std::vector<seen>& log, std::string& told) {
    std::vector<std::string> texts;
    texts.reserve(log.size() * 3);
    std::vector<std::vector<std::string_view>> values(log.size());
    std::vector<case_event> events;
    const auto keep = [&](std::string text) { return std::string_view{texts.emplace_back(std::move(text))}; };
    for (std::size_t i = 0; i < log.size(); ++i) {
        const std::string_view name = keep(std::string{"act "} + log[i].label);
        const std::string_view answer = keep(log[i].answer ? std::to_string(*log[i].answer) : "");
        const std::string_view debt = keep(log[i].debt ? std::to_string(*log[i].debt) : "");
        for (const std::string& asked : compared.value_names())
            values[i].push_back(asked == "x" ? answer : asked == "debt" ? debt : std::string_view{});
        events.push_back({name, {}, {}, {}, std::nullopt, values[i]});
        told += std::string{name} + "{" + std::string{answer} + "," + std::string{debt} + "} ";
    }
    const case_conformance& r = compared.take({"case", events, 0});
    EXPECT_TRUE(r.decided);
    std::uint32_t moves = 0, deviations = 0;
    for (const alignment_move& m : r.moves) moves += m.cost + m.guards;
    for (const deviation& dev : r.deviations) deviations += dev.cost;
    EXPECT_LE(moves, r.cost);  // what is passed through behind the last move may cost, too
    EXPECT_EQ(deviations, r.cost) << told;
    return r.cost;
}

// False: too many runs.
bool compare(std::uint64_t seed, std::uint64_t& with_guards) {
    constexpr std::size_t longest = 8, logs = 4;
    dice d{seed};
    maker make{d};
    const sequence whole = make.make(2, {});
    std::vector<run_of> runs;
    try {
        runs = runs_of{longest}.of(whole);
    } catch (const too_many&) {
        return false;
    }
    if (runs.empty()) return false;  // all are longer
    const std::uint32_t condition = 1 + d.roll(3);
    const std::string yaml =
        "vocabulary: v\nevents:\n  ping:\nfacts:\n  debt: number\nroles: [manager]\n---\n"
        "regulation: r\ninput:\n  event: ping\noutput: [done]\ncontrol:\n  condition: " +
        std::to_string(condition) + "\nsteps:\n" + yaml_of(whole, 2) + "  - output: done\n";
    const loaded l = load_text(yaml, "random.yaml");
    if (!l.rules) {
        ADD_FAILURE() << "seed " << seed << " is not well-formed:\n" << yaml << render(l.found);
        return true;
    }
    issues found;
    conformance compared{l.rules, 0, {}, found};
    for (std::size_t i = 0; i < logs; ++i) {
        const std::vector<seen> log = make_log(d, runs);
        std::uint32_t best = std::numeric_limits<std::uint32_t>::max();
        for (const run_of& r : runs) best = std::min(best, explanation{log, r, make.tasks() + 1, condition}.cost());
        if (best > longest + 1 - log.size()) continue;  // a longer run than were made may cost as little
        std::string told;
        const std::uint32_t cost = cost_of(compared, log, told);
        EXPECT_EQ(cost, best) << "seed " << seed << ", log " << told << "\n" << yaml;
    }
    for (const deviation_figures& f : compared.figures().deviations)
        with_guards += f.kind == deviation_kind::guard_false ? 1 : 0;
    return true;
}

std::uint64_t setting(const char* name, std::uint64_t otherwise) {
    const char* const given = std::getenv(name);
    return given == nullptr ? otherwise : std::strtoull(given, nullptr, 10);
}

TEST(random_conformance, with_values_alignments_cost_what_brute_force_finds) {
    const std::uint64_t runs = setting("REGLAMENT_RANDOM_ALIGNMENTS", 500);
    const std::uint64_t first = setting("REGLAMENT_RANDOM_SEED", 1);
    std::uint64_t compared = 0, skipped = 0, with_guards = 0;
    for (std::uint64_t seed = first; compared < runs && !HasFailure(); ++seed)
        (compare(seed, with_guards) ? compared : skipped) += 1;
    std::cout << "seeds from " << first << ": " << compared << " regulations compared, " << skipped
              << " left out: too many runs\n";
    EXPECT_GT(with_guards, 0U);
}

}  // namespace
}  // namespace reglament::testing
