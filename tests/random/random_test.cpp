// Random regulations over random events: whatever is written and whatever happens, what must hold holds.
#include "walk.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

namespace reglament::testing {
namespace {

std::uint64_t setting(const char* name, std::uint64_t otherwise) {
    const char* const given = std::getenv(name);
    return given == nullptr ? otherwise : std::strtoull(given, nullptr, 10);
}

struct trial {
    std::vector<random_regulation> regulations;
    std::vector<happening> happenings;
};

trial make_trial(std::uint64_t seed) {
    dice d{seed};
    trial t;
    const std::uint32_t count = d.chance(30) ? 2 : 1;
    for (std::uint32_t i = 0; i < count; ++i) t.regulations.push_back(make_regulation(d, "r" + std::to_string(i)));
    t.happenings = make_happenings(d);
    return t;
}

std::string yaml_of(const trial& t) {
    std::string out = random_vocabulary();
    for (std::size_t i = 0; i < t.regulations.size(); ++i) out += (i == 0 ? "" : "---\n") + t.regulations[i].yaml();
    return out;
}

// Empty when all holds. What cannot be loaded is told only of a whole trial: a smaller one need not be well-formed.
std::string wrong_with(const trial& t, walked& count, bool whole) {
    const loaded l = load_text(yaml_of(t), "random.yaml");
    if (!l.rules) return whole ? "not well-formed:\n" + render(l.found) : std::string{};
    return walk(*l.rules, t.happenings, count);
}

// The smallest trial that is wrong in the same way, as far as taking away one thing at a time leads.
trial shrink(trial t, const std::string& wrong) {
    const std::string kind = wrong.substr(0, wrong.find_first_of(":\n"));
    walked ignored;
    const auto still = [&](const trial& smaller_one) {
        return wrong_with(smaller_one, ignored, false).starts_with(kind);
    };
    for (bool found = true; found;) {
        found = false;
        for (std::size_t i = 0; i < t.happenings.size(); ++i) {
            trial less = t;
            less.happenings.erase(less.happenings.begin() + static_cast<std::ptrdiff_t>(i));
            if (i < less.happenings.size()) less.happenings[i].minutes += t.happenings[i].minutes;
            if (!still(less)) continue;
            t = std::move(less);
            found = true;
            --i;
        }
        for (std::size_t i = 0; i < t.regulations.size(); ++i) {
            for (random_regulation& less : smaller(t.regulations[i])) {
                trial one = t;
                one.regulations[i] = std::move(less);
                if (!still(one)) continue;
                t = std::move(one);
                found = true;
                break;
            }
        }
        for (std::size_t i = 0; i < t.regulations.size() && t.regulations.size() > 1; ++i) {
            trial less = t;
            less.regulations.erase(less.regulations.begin() + static_cast<std::ptrdiff_t>(i));
            if (!still(less)) continue;
            t = std::move(less);
            found = true;
            break;
        }
    }
    return t;
}

// In four parts, so that they can go side by side.
class random_regulations : public ::testing::TestWithParam<std::uint64_t> {};

TEST_P(random_regulations, whatever_happens_what_must_hold_holds) {
    const std::uint64_t runs = setting("REGLAMENT_RANDOM_RUNS", 1'000) / 4;
    const std::uint64_t first = setting("REGLAMENT_RANDOM_SEED", 1) + GetParam() * runs;
    walked count;
    for (std::uint64_t seed = first; seed < first + runs; ++seed) {
        const trial t = make_trial(seed);
        const std::string wrong = wrong_with(t, count, true);
        if (wrong.empty()) continue;
        const bool unsound = wrong.starts_with("not well-formed");
        const trial least = unsound ? t : shrink(t, wrong);
        std::string happened;
        for (const happening& h : unsound ? std::vector<happening>{} : least.happenings)
            happened += to_string(h) + "\n";
        FAIL() << "seed " << seed << ": " << wrong << "\n" << yaml_of(least) << "\n" << happened;
    }
    std::cout << "seeds " << first << " to " << first + runs - 1 << ": " << count.steps
              << " steps, saved and loaded, packed and unpacked at each; " << count.runs << " runs, " << count.ended
              << " ended; " << count.called << " of them called by others; " << count.tasks << " tasks; "
              << count.divisions << " divisions looked at; " << count.recounted << " facts recounted; " << count.left
              << " left before their end for too many branches\n";
    EXPECT_LE(count.left, runs / 100 + 1);
    EXPECT_GT(count.runs, runs);
    EXPECT_GT(count.ended, runs / 2);
    EXPECT_GT(count.tasks, runs * 2);
    EXPECT_GT(count.divisions, runs);
    EXPECT_GT(count.called, runs / 20);
    EXPECT_GT(count.recounted, count.steps / 2);
    EXPECT_EQ(count.packed, count.saved);
}

INSTANTIATE_TEST_SUITE_P(seeds, random_regulations, ::testing::Range(std::uint64_t{0}, std::uint64_t{4}));

}  // namespace
}  // namespace reglament::testing
