#include "control/alignment/event_classes.hpp"
#include "control/alignment/search.hpp"
#include "control/alignment/sequences.hpp"
#include "control/alignment/typing.hpp"

#include <reglament/control/conformance.hpp>

#include <algorithm>
#include <array>
#include <unordered_map>
#include <utility>

namespace reglament {

using namespace alignment;

std::string_view to_string(deviation_kind k) noexcept {
    static constexpr std::array<std::string_view, 10> names{
        "missing", "extra",      "too often",     "out of sequence", "wrong branch",
        "late",    "wrong role", "unknown event", "pending",         "guard false"};
    return names[static_cast<std::size_t>(k)];
}

namespace {

constexpr std::size_t most_examples = 3;

// Cases that did the same.
struct variant {
    case_conformance result;
    timeline when;  // what was passed, and with which event
    std::uint64_t count = 0;
    std::vector<std::string> examples;
};

// Sums over cases: what is found in single cases of a variant (lateness, roles) beside what all of them share.
class tally {
public:
    void add(const deviation& d, std::uint64_t cases, const std::vector<std::string>& examples) {
        std::string key{to_string(d.kind)};
        key.append(1, '\0').append(d.step).append(1, '\0').append(d.activity);
        const auto [at, fresh] = index_.try_emplace(std::move(key), list_.size());
        if (fresh) list_.push_back({d.kind, d.step, d.activity, 0, 0, 0, {}});
        deviation_figures& f = list_[at->second];
        f.times += cases;
        f.cost += cases * d.cost;
        touched_.push_back(at->second);
        for (const std::string& id : examples) {
            if (f.examples.size() < most_examples &&
                std::find(f.examples.begin(), f.examples.end(), id) == f.examples.end())
                f.examples.push_back(id);
        }
    }

    // What was added since was of these cases.
    void end_of_cases(std::uint64_t cases) {
        std::sort(touched_.begin(), touched_.end());
        touched_.erase(std::unique(touched_.begin(), touched_.end()), touched_.end());
        for (const std::size_t i : touched_) list_[i].cases += cases;
        touched_.clear();
    }

    [[nodiscard]] const std::vector<deviation_figures>& list() const { return list_; }

private:
    std::unordered_map<std::string, std::size_t> index_;
    std::vector<deviation_figures> list_;
    std::vector<std::size_t> touched_;
};

}  // namespace

struct conformance::impl {
    impl(std::shared_ptr<const rulebook> r, regulation_index which, conformance_options o, issues& found)
        : rules{std::move(r)},
          m{rules->machines()[which]},
          how{o},
          of{make_net(*rules, m, found)},
          by{of},
          tests{*rules, of},
          markings{of, by, untracked},
          search{of, by, markings, nullptr},
          ways{of, by, tests.tracked()},
          weighing{of, by, ways, &tests},
          typist{of, markings},
          way_typist{of, ways},
          timed{*rules, m},
          classes{of, by} {
        for (const visible& v : of.visibles) steps.push_back({v.id, v.state, v.activities, v.cost});
        const aligned shortest = search.align({}, classes.list(), false, conformance_options{}.budget);
        shortest_run = shortest.decided ? shortest.cost : 0;
        for (const move& one : shortest.moves)
            most_guards += tests.most(markings.passed(markings.edges(one.at)[one.by]));
        most_guards += tests.most(markings.passed(shortest.end));
        most_start = tests.most(markings.way_to_start());
        if (!shortest.decided) found.add("control-endless", place{m.regulation().file, m.regulation().id.where});
    }

    bool is_open(const observed_case& c) const {
        if (c.open || !how.open_since) return c.open;
        return std::any_of(c.events.begin(), c.events.end(),
                           [&](const case_event& e) { return e.time && *e.time >= *how.open_since; });
    }

    // What an event that is left aside tells of facts, it tells behind the one before it, or of the case.
    void overhear(told_index t, told_index& of_case) {
        told_index& into = told.empty() ? of_case : told.back();
        into = tests.overlaid(into, t);
    }

    variant& variant_of(const observed_case& c) {
        key.clear();
        places.clear();
        told.clear();
        told_index of_case = tests.used() ? tests.tell(c.values) : 0;
        for (std::uint32_t i = 0; i < c.events.size(); ++i) {
            const std::uint32_t one = classes.of(c.events[i]);
            if (one == event_classes::ignored) {
                if (tests.used()) overhear(tests.tell(c.events[i].values), of_case);
                continue;
            }
            key.push_back(one);
            places.push_back(i);
            if (tests.used()) told.push_back(tests.tell(c.events[i].values));
        }
        const bool open = is_open(c);
        if (tests.used()) {
            key.insert(key.end(), told.begin(), told.end());
            key.push_back(of_case);
        }
        key.push_back(open ? 1 : 0);
        const std::uint32_t number = numbers.number(key);
        if (number == variants.size())
            compare(variants.emplace_back(), {std::span{key}.first(places.size()), told, of_case}, open);
        return variants[number];
    }

    void compare(variant& v, const traced& seen, bool open) {
        tests.rest();
        case_conformance& r = v.result;
        r.open = open;
        for (const std::uint32_t one : seen.classes) r.event_costs += classes.list()[one].cost;
        const auto tells = [](told_index one) { return one != 0; };
        bool weighed = tests.used() && (seen.of_case != 0 || std::any_of(seen.told.begin(), seen.told.end(), tells));
        aligned found = weighed ? weighing.align(seen, classes.list(), open, how.budget) : aligned{};
        if (weighed && found.too_wide) {
            weighed = false;
            ++untested;
        }
        if (!weighed) found = search.align(seen, classes.list(), open, how.budget);
        r.decided = found.decided;
        r.upper = r.event_costs + (weighed ? most_start : 0) + (open ? 0 : shortest_run + (weighed ? most_guards : 0));
        r.lower = std::min(found.lower, r.upper);
        if (found.decided) r.cost = r.lower = r.upper = found.cost;
        const std::uint32_t whole = r.event_costs + shortest_run;
        r.fitness = whole == 0 ? 1 : 1 - static_cast<double>(std::min(r.upper, whole)) / whole;
        if (!found.decided) return;
        const typing& by_words = weighed ? way_typist : typist;
        by_words.type(found, seen.classes, classes.list(), classes.activities(), r);
        const known_index so_far = weighed ? add_false_guards(found, seen, r) : 0;
        const auto may = [&](const edge& e) {
            return !weighed || tests.go(so_far, ways.passed(e), e.first, e.seen, 0).cost == 0;
        };
        if (open) by_words.add_pending(found, may, r);
        v.when = by_words.timeline_of(found);
    }

    // Whether a way leaves a state behind what is seen on it.
    [[nodiscard]] bool is_behind(state_index s, std::span<const std::uint16_t> way, visible_index what) const {
        const auto seen = std::ranges::find_if(way, [&](std::uint16_t t) { return of.seen(t) == what; });
        return what != silent && std::any_of(seen, way.end(), [&](std::uint16_t t) {
                   return t != *seen && m.transitions()[t].from == s;
               });
    }

    // The way once more, with an eye on its conditions. A choice is made behind the event before it. What is known in
    // the end, before what is passed through behind the last move.
    known_index add_false_guards(const aligned& found, const traced& seen, case_conformance& r) {
        std::vector<std::uint16_t> wrong;
        known_index so_far = tests.at_start(seen.of_case, seen.told.empty() ? 0 : seen.told.front());
        std::uint32_t before = alignment_move::none;
        const auto go = [&](std::span<const std::uint16_t> way, visible_index what, told_index t, std::uint32_t event) {
            so_far = tests.go(so_far, way, what, t, wrong).known;
            for (const std::uint16_t one : wrong) {
                const transition& gone = m.transitions()[one];
                const bool by_event =
                    gone.event != no_index || before == alignment_move::none || is_behind(gone.from, way, what);
                r.deviations.push_back({deviation_kind::guard_false, m.states()[gone.from].id, gone.label,
                                        by_event ? event : before, m.regulation().control.condition});
            }
            wrong.clear();
        };
        go(ways.way_to_start(), silent, 0, alignment_move::none);
        for (const move& one : found.moves) {
            const told_index t = one.event == move::none ? 0 : seen.told[one.event];
            if (one.by == move::none) {
                so_far = tests.heard(so_far, t);
            } else {
                const edge& e = ways.edges(one.at)[one.by];
                go(ways.passed(e), e.seen, t, one.event);
            }
            if (one.event != move::none) before = one.event;
        }
        const known_index in_the_end = so_far;
        go(ways.passed(found.end), silent, 0, alignment_move::none);
        return in_the_end;
    }

    const case_conformance& take(const observed_case& c) {
        variant& v = variant_of(c);
        ++cases;
        events += places.size();
        ignored += c.events.size() - places.size();
        if (v.count++ < most_examples) v.examples.emplace_back(c.id);
        const bool shifted = places.size() != c.events.size();
        extras.clear();
        if (v.result.decided) timed.look_at(c, places, v.when, v.result.moves, extras);
        for (const deviation& d : extras) single.add(d, 1, {std::string{c.id}});
        single.end_of_cases(1);
        if (!shifted && extras.empty()) return v.result;
        last = v.result;
        for (alignment_move& one : last.moves) {
            if (one.event != alignment_move::none) one.event = places[one.event];
        }
        for (deviation& d : last.deviations) {
            if (d.event != alignment_move::none) d.event = places[d.event];
        }
        last.deviations.insert(last.deviations.end(), extras.begin(), extras.end());
        return last;
    }

    conformance_figures figures() const {
        conformance_figures f;
        f.cases = cases;
        f.events = events;
        f.ignored = ignored;
        f.variants = variants.size();
        f.shortest_run = shortest_run;
        f.counts.starts.assign(1, cases);
        f.counts.transitions.assign(m.transitions().size(), 0);
        f.counts.exits.assign(m.exits().size(), 0);
        f.left_out = f.counts.transitions;
        double sum = 0;
        std::uint64_t costs = 0, wholes = 0;
        tally all;
        for (const variant& v : variants) {
            const case_conformance& r = v.result;
            sum += r.fitness * static_cast<double>(v.count);
            const std::uint64_t whole = std::uint64_t{r.event_costs} + shortest_run;
            costs += v.count * std::min<std::uint64_t>(r.upper, whole);
            wholes += v.count * whole;
            if (r.open) f.open += v.count;
            if (!r.decided) {
                f.undecided += v.count;
                continue;
            }
            if (r.cost == 0) f.conforming += v.count;
            f.total_cost += v.count * r.cost;
            f.cost_histogram[r.cost] += v.count;
            for (const deviation& d : r.deviations) all.add(d, v.count, v.examples);
            all.end_of_cases(v.count);
            for (const auto& step : v.when) {
                if (step.transition != no_index)
                    (step.left_out ? f.left_out : f.counts.transitions)[step.transition] += v.count;
            }
            for (const alignment_move& one : r.moves) {
                if (one.event == alignment_move::none) continue;
                const auto exit = std::find(of.of_exit.begin(), of.of_exit.end(), one.visible);
                if (one.visible != silent && exit != of.of_exit.end())
                    f.counts.exits[static_cast<std::size_t>(exit - of.of_exit.begin())] += v.count;
            }
        }
        if (cases != 0) f.fitness_mean = sum / static_cast<double>(cases);
        if (wholes != 0) f.fitness_weighted = 1 - static_cast<double>(costs) / static_cast<double>(wholes);
        f.deviations = all.list();
        f.deviations.insert(f.deviations.end(), single.list().begin(), single.list().end());
        std::stable_sort(f.deviations.begin(), f.deviations.end(), [](const auto& a, const auto& b) {
            return std::tuple{b.cost, b.times, a.kind, a.step, a.activity} <
                   std::tuple{a.cost, a.times, b.kind, b.step, b.activity};
        });
        return f;
    }

    std::shared_ptr<const rulebook> rules;
    const machine& m;
    conformance_options how;
    net of;
    groups by;
    guards tests;
    inline static const std::vector<std::uint8_t> untracked;
    space markings;
    searcher search;
    space ways;  // told apart by their conditions
    searcher weighing;
    std::vector<observed_step> steps;
    typing typist, way_typist;
    timing timed;
    event_classes classes;
    sequences numbers;  // of variants: classes, what is told, whether open
    std::vector<variant> variants;
    std::uint32_t shortest_run = 0;
    std::uint32_t most_guards = 0, most_start = 0;  // that the shortest run may cost, and its beginning
    std::uint64_t untested = 0;                     // variants
    std::uint64_t cases = 0, events = 0, ignored = 0;
    std::vector<std::uint32_t> key, places, told;  // of the case in hand
    std::vector<deviation> extras;
    tally single;
    case_conformance last;
};

conformance::conformance(std::shared_ptr<const rulebook> rules, regulation_index which, conformance_options how,
                         issues& found)
    : impl_{std::make_unique<impl>(std::move(rules), which, how, found)} {}
conformance::~conformance() = default;
conformance::conformance(conformance&&) noexcept = default;

const case_conformance& conformance::take(const observed_case& what) {
    return impl_->take(what);
}

conformance_figures conformance::figures() const {
    return impl_->figures();
}

const std::vector<conformance::observed_step>& conformance::steps() const noexcept {
    return impl_->steps;
}

const std::vector<std::string>& conformance::value_names() const noexcept {
    static const std::vector<std::string> none;
    return impl_->tests.used() ? impl_->tests.told().names() : none;
}

issues conformance::oddities() const {
    const told_values& told = impl_->tests.told();
    issues out;
    for (const unread_value& one : told.unread()) out.add("control-value", {}, {one.name, one.text});
    const std::uint64_t more = told.unread_count() - told.unread().size();
    if (more != 0) out.add("control-more-values", {}, {std::to_string(more)});
    if (impl_->untested != 0) out.add("control-untested", {}, {std::to_string(impl_->untested)});
    return out;
}

const machine& conformance::of() const noexcept {
    return impl_->m;
}

}  // namespace reglament
