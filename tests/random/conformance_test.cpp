// Alignments beside a search by brute force: random small regulations, all words they allow, the nearest to each log.
#include "random_rules.hpp"

#include <reglament/reglament.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <set>

namespace reglament::testing {
namespace {

using word_set = std::set<std::string>;

constexpr std::size_t most_words = 4'000;

struct too_many {};

// What can be seen of a part of a regulation: when it is through, while it is inside, when it has ended the run.
struct language_of {
    word_set through, inside, ended;
};

struct part;
using part_ptr = std::unique_ptr<part>;

struct part {
    enum kind_of {
        task,
        optional_task,
        listen,
        wait,
        sequence,
        either,
        all,
        any,
        choose,
        free_loop,
        times,
        until,
        each,
        early,
        handled
    };
    kind_of kind = task;
    char label = 'a';
    std::uint32_t count = 0;
    std::vector<part_ptr> parts;
};

class words_of {
public:
    explicit words_of(std::size_t longest) : longest_{longest} {}

    language_of of(const part& p) const {
        const std::string one{p.label};
        switch (p.kind) {
            case part::task:
            case part::listen:
                return {{one}, {""}, {}};
            case part::optional_task:
                return {{"", one}, {""}, {}};
            case part::wait:
                return {{""}, {""}, {}};
            case part::early:
                return {{}, {""}, {one}};
            case part::sequence:
                return sequence_of(p, 0);
            case part::either:
            case part::choose:
                return either_of(p);
            case part::all:
                return all_of(p.parts);
            case part::any:
                return any_of(p);
            case part::free_loop:
                return loop_of(*p.parts.front(), 1, longest_ + 1);
            case part::times:
            case part::each:
                return loop_of(*p.parts.front(), p.count, p.count);
            case part::until:
                return loop_of(*p.parts.front(), 1, p.count);
            case part::handled:
                return handled_of(p);
        }
        return {};
    }

    static word_set joined(const word_set& a, const word_set& b, std::size_t longest) {
        word_set out;
        for (const auto& x : a) {
            for (const auto& y : b) {
                if (x.size() + y.size() <= longest) add(out, x + y);
            }
        }
        return out;
    }

private:
    static void add(word_set& to, std::string word) {
        to.insert(std::move(word));
        if (to.size() > most_words) throw too_many{};
    }
    static void add(word_set& to, const word_set& more) {
        for (const auto& w : more) add(to, w);
    }
    word_set joined(const word_set& a, const word_set& b) const { return joined(a, b, longest_); }

    language_of followed(const language_of& a, const language_of& b) const {
        language_of out{joined(a.through, b.through), a.inside, a.ended};
        add(out.inside, joined(a.through, b.inside));
        add(out.ended, joined(a.through, b.ended));
        return out;
    }

    language_of sequence_of(const part& p, std::size_t from) const {
        language_of first = of(*p.parts[from]);
        return from + 1 == p.parts.size() ? first : followed(first, sequence_of(p, from + 1));
    }

    language_of either_of(const part& p) const {
        language_of out;
        for (const auto& way : p.parts) {
            const language_of one = of(*way);
            add(out.through, one.through);
            add(out.inside, one.inside);
            add(out.ended, one.ended);
        }
        return out;
    }

    language_of loop_of(const part& body, std::size_t least, std::size_t most) const {
        const language_of turn = of(body);
        language_of out, so_far{{""}, {}, {}};
        if (least == 0) out.through.insert("");
        for (std::size_t i = 1; i <= most; ++i) {
            so_far = followed(so_far, turn);
            const std::size_t before = out.through.size() + out.inside.size() + out.ended.size();
            if (i >= least) add(out.through, so_far.through);
            add(out.inside, so_far.inside);
            if (i < most) add(out.inside, so_far.through);  // another turn may come
            add(out.ended, so_far.ended);
            if (i > least && out.through.size() + out.inside.size() + out.ended.size() == before) break;
        }
        return out;
    }

    void shuffle(const std::string& a, const std::string& b, std::string so_far, word_set& out) const {
        if (so_far.size() + a.size() + b.size() > longest_) return;
        if (a.empty() || b.empty()) return add(out, so_far + a + b);
        shuffle(a.substr(1), b, so_far + a[0], out);
        shuffle(a, b.substr(1), so_far + b[0], out);
    }
    word_set shuffled(const word_set& a, const word_set& b) const {
        word_set out;
        for (const auto& x : a) {
            for (const auto& y : b) shuffle(x, y, "", out);
        }
        return out;
    }
    static word_set united(const word_set& a, const word_set& b) {
        word_set out = a;
        out.insert(b.begin(), b.end());
        return out;
    }

    // A branch that ends the run, or wins, does so by its last event: nothing comes behind it.
    void by_last(const word_set& lasts, const word_set& beside, word_set& out) const {
        for (const auto& w : lasts) {
            word_set most{w.substr(0, w.size() - 1)};
            for (const auto& x : shuffled(most, beside)) {
                if (x.size() < longest_) add(out, x + w.back());
            }
        }
    }

    language_of all_of(const std::vector<part_ptr>& parts) const {
        std::vector<language_of> each;
        for (const auto& p : parts) each.push_back(of(*p));
        language_of out{each[0].through, {}, {}};
        for (std::size_t i = 1; i < each.size(); ++i) out.through = shuffled(out.through, each[i].through);
        for (std::size_t i = 0; i < each.size(); ++i) {
            word_set beside{""};
            for (std::size_t k = 0; k < each.size(); ++k) {
                if (k != i) beside = shuffled(beside, united(each[k].through, each[k].inside));
            }
            add(out.inside, shuffled(each[i].inside, beside));
            by_last(each[i].ended, beside, out.ended);
        }
        return out;
    }

    // Each way ends in a task that must be done.
    language_of any_of(const part& p) const {
        std::vector<language_of> each;
        for (const auto& way : p.parts) each.push_back(of(*way));
        language_of out{{}, {""}, {}};
        for (std::size_t i = 0; i < each.size(); ++i) {
            word_set beside{""};
            for (std::size_t k = 0; k < each.size(); ++k) {
                if (k != i) beside = shuffled(beside, each[k].inside);
            }
            by_last(each[i].through, beside, out.through);
            by_last(each[i].ended, beside, out.ended);
            add(out.inside, shuffled(each[i].inside, beside));
        }
        return out;
    }

    language_of handled_of(const part& p) const {
        language_of out = of(*p.parts[0]);
        const language_of then = of(*p.parts[1]);
        const word_set moved = joined(out.inside, {std::string{p.label}});
        const language_of after = followed({moved, {}, {}}, then);
        add(out.through, after.through);
        add(out.ended, after.ended);
        add(out.inside, joined(moved, then.inside));
        return out;
    }

    std::size_t longest_;
};

// Writes a part as YAML; ids and conditions of their own.
class yaml_writer {
public:
    std::string write(const part& p, bool exits, std::uint32_t missing, std::uint32_t extra) {
        out_ =
            "vocabulary: v\nevents:\n  begun:\n  stop:\n  hand:\n  heard:\nfacts:\n  open:\n    type: boolean\n    "
            "initial: true\n"
            "roles: [clerk]\n---\nregulation: r\ninput:\n  event: begun\noutput:\n  done:\n  early:\n";
        if (exits) out_ += "  stopped:\n    when: stop\n";
        out_ +=
            "control:\n  missing: " + std::to_string(missing) + "\n  extra: " + std::to_string(extra) + "\nsteps:\n";
        steps(p, 2);
        out_ += "  - output: done\n";
        return out_;
    }

private:
    void line(std::size_t indent, const std::string& text) { out_ += std::string(indent, ' ') + text + "\n"; }
    std::string name() { return "s" + std::to_string(++names_); }

    void task(const part& p, std::size_t in) {
        line(in, "- task: " + name());
        line(in + 2, "do: Do it");
        line(in + 2, "by: clerk");
        line(in + 2, std::string{"observe: act "} + p.label);
        if (p.kind == part::optional_task) line(in + 2, "optional: yes");
    }

    void ways(const part& p, std::size_t in, const std::string& word) {
        line(in, "- " + word + ":");
        for (const auto& way : p.parts) {
            line(in + 4, name() + ":");
            steps(*way, in + 6);
        }
    }

    void steps(const part& p, std::size_t in) {
        switch (p.kind) {
            case part::task:
            case part::optional_task:
                return task(p, in);
            case part::listen:
                line(in, "- listen: heard");
                return line(in + 2, std::string{"observe: act "} + p.label);
            case part::wait:
                return line(in, "- wait: 1 day");
            case part::early:
                task(p, in);
                return line(in, "- output: early");
            case part::sequence:
                for (const auto& one : p.parts) steps(*one, in);
                return;
            case part::either:
                return ways(p, in, "either");
            case part::all:
                return ways(p, in, "fork");
            case part::any:
                ways(p, in, "fork");
                return line(in + 2, "join: any");
            case part::choose:
                line(in, "- if: open");
                line(in + 2, "then:");
                steps(*p.parts[0], in + 4);
                line(in + 2, "else:");
                return steps(*p.parts[1], in + 4);
            case part::free_loop:
            case part::times:
            case part::until:
                line(in, "- repeat:");
                steps(*p.parts[0], in + 4);
                if (p.kind == part::times) line(in + 2, "times: " + std::to_string(p.count));
                if (p.kind == part::until) line(in + 2, "until: open");
                if (p.kind == part::until) line(in + 2, "at most: " + std::to_string(p.count));
                return;
            case part::each:
                line(in, "- for each: x" + std::to_string(++names_));
                line(in + 2, std::string{"in: "} + (p.count == 1 ? "[\"one\"]" : "[\"one\", \"two\"]"));
                line(in + 2, "steps:");
                return steps(*p.parts[0], in + 4);
            case part::handled:
                line(in, "- block: " + name());
                line(in + 2, "steps:");
                steps(*p.parts[0], in + 4);
                line(in + 2, "on:");
                line(in + 4, "- event: hand");
                line(in + 6, "then:");
                return steps(*p.parts[1], in + 8);
        }
    }

    std::string out_;
    std::uint32_t names_ = 0;
};

class maker {
public:
    explicit maker(dice& d) : d_{d} {}

    part_ptr sequence(std::uint32_t depth, bool in_handled = false) {
        auto p = make(part::sequence);
        const std::uint32_t n = 1 + d_.roll(3);
        for (std::uint32_t i = 0; i < n; ++i) p->parts.push_back(any_part(depth, in_handled));
        return p;
    }

    part_ptr make(part::kind_of kind) {
        auto p = std::make_unique<part>();
        p->kind = kind;
        p->label = static_cast<char>('a' + d_.roll(5));
        return p;
    }

private:
    // Ways that people choose begin with something that they do.
    part_ptr way(std::uint32_t depth, bool in_handled, bool may_end) {
        auto p = make(part::sequence);
        p->parts.push_back(make(part::task));
        if (may_end && d_.chance(15)) {
            p->parts.push_back(make(part::early));
        } else if (d_.chance(50)) {
            p->parts.push_back(any_part(depth, in_handled));
        }
        return p;
    }

    part_ptr ended_by_task(std::uint32_t depth, bool in_handled) {
        auto p = make(part::sequence);
        if (d_.chance(60)) p->parts.push_back(any_part(depth, in_handled));
        p->parts.push_back(make(part::task));
        return p;
    }

    part_ptr any_part(std::uint32_t depth, bool in_handled) {
        const std::uint32_t n = depth == 0 ? d_.roll(8) : d_.roll(20);
        if (n < 4) return make(part::task);
        if (n < 6) return make(part::optional_task);
        if (n < 7) return make(part::listen);
        if (n < 8) return make(part::wait);
        --depth;
        part_ptr p;
        switch (n) {
            case 8:
            case 9:
                p = make(part::either);
                p->parts.push_back(way(depth, in_handled, true));
                p->parts.push_back(way(depth, in_handled, true));
                return p;
            case 10:
            case 11:
            case 12:
                p = make(part::all);
                p->parts.push_back(d_.chance(50) ? sequence(depth, in_handled) : way(depth, in_handled, true));
                p->parts.push_back(sequence(depth, in_handled));
                if (d_.chance(30)) p->parts.push_back(make(part::task));
                return p;
            case 13:
                p = make(part::any);
                p->parts.push_back(ended_by_task(depth, in_handled));
                p->parts.push_back(ended_by_task(depth, in_handled));
                return p;
            case 14:
                p = make(part::choose);
                p->parts.push_back(sequence(depth, in_handled));
                p->parts.push_back(sequence(depth, in_handled));
                return p;
            case 15:
                p = make(part::free_loop);
                p->parts.push_back(way(depth, in_handled, false));
                return p;
            case 16:
            case 17:
                p = make(n == 16 ? part::times : part::until);
                p->parts.push_back(ended_by_task(depth, in_handled));
                p->count = 1 + d_.roll(3);
                return p;
            case 18:
                p = make(part::each);
                p->parts.push_back(ended_by_task(depth, in_handled));
                p->count = 1 + d_.roll(2);
                return p;
            default:
                if (in_handled) return make(part::task);  // one kind of event is handled once
                p = make(part::handled);
                p->label = 'h';
                p->parts.push_back(ended_by_task(depth, true));
                p->parts.push_back(make(part::task));
                return p;
        }
    }

    dice& d_;
};

std::size_t common(const std::string& a, const std::string& b) {
    std::vector<std::size_t> row(b.size() + 1, 0);
    for (const char x : a) {
        std::size_t diagonal = 0;
        for (std::size_t k = 1; k <= b.size(); ++k) {
            const std::size_t above = row[k];
            row[k] = x == b[k - 1] ? diagonal + 1 : std::max(row[k], row[k - 1]);
            diagonal = above;
        }
    }
    return row.back();
}

std::string name_of(char label) {
    return label == 'h' ? "hand" : label == 's' ? "stop" : label == 'z' ? "strange" : std::string{"act "} + label;
}

// Half of the logs are of a word that is allowed, with a few things changed.
std::string make_log(dice& d, const word_set& words) {
    std::string log;
    if (d.chance(60) && !words.empty()) {
        auto at = words.begin();
        std::advance(at, d.roll(static_cast<std::uint32_t>(std::min<std::size_t>(words.size(), 50))));
        log = *at;
        for (std::uint32_t i = d.roll(4); i > 0; --i) {
            const std::uint32_t where = d.roll(static_cast<std::uint32_t>(log.size()) + 1);
            if (d.chance(50) && where < log.size()) {
                log.erase(where, 1);
            } else {
                log.insert(where, 1, static_cast<char>('a' + d.roll(5)));
            }
        }
        if (log.size() > 7) log.resize(7);
        return log;
    }
    for (std::uint32_t i = d.roll(6); i > 0; --i) log += "abcdehsz"[d.roll(8)];
    return log;
}

std::uint64_t setting(const char* name, std::uint64_t otherwise) {
    const char* const given = std::getenv(name);
    return given == nullptr ? otherwise : std::strtoull(given, nullptr, 10);
}

enum class outcome { same, left_out };

outcome compare(std::uint64_t seed) {
    dice d{seed};
    maker make{d};
    const part_ptr whole = make.sequence(2);
    const bool exits = d.chance(20);
    const std::uint32_t missing = d.chance(70) ? 1 : 1 + d.roll(3), extra = d.chance(70) ? 1 : 1 + d.roll(3);
    word_set words;
    try {
        const language_of all = words_of{14}.of(*whole);
        words = all.through;
        words.insert(all.ended.begin(), all.ended.end());
        if (exits) {
            const word_set stopped = words_of::joined(all.inside, {"s"}, 14);
            words.insert(stopped.begin(), stopped.end());
        }
    } catch (const too_many&) {
        return outcome::left_out;
    }
    if (words.empty()) return outcome::left_out;
    const std::string yaml = yaml_writer{}.write(*whole, exits, missing, extra);
    const loaded l = load_text(yaml, "random.yaml");
    const bool stops_short = std::any_of(l.found.begin(), l.found.end(), [](const issue& i) {
        return i.code == "unreachable-step";  // every way before it ends the run
    });
    if (stops_short) return outcome::left_out;
    if (!l.rules) {
        ADD_FAILURE() << "seed " << seed << " is not well-formed:\n" << yaml << render(l.found);
        return outcome::same;
    }
    issues found;
    conformance compared{l.rules, 0, {}, found};
    const auto shortest =
        std::min_element(words.begin(), words.end(), [](const auto& a, const auto& b) { return a.size() < b.size(); });
    EXPECT_EQ(compared.figures().shortest_run, shortest->size() * missing) << "seed " << seed << "\n" << yaml;
    for (int i = 0; i < 4; ++i) {
        const std::string log = make_log(d, words);
        std::size_t best = SIZE_MAX;
        for (const std::string& w : words) {
            const std::size_t both = common(log, w);
            best = std::min(best, (log.size() - both) * extra + (w.size() - both) * missing);
        }
        // Longer words than were made cost at least this.
        if (best > (15 - std::min<std::size_t>(log.size(), 15)) * missing) continue;
        std::vector<std::string> names;
        for (const char c : log) names.push_back(name_of(c));
        std::vector<case_event> events;
        for (const std::string& n : names) events.push_back({n, {}, {}, {}, {}, {}});
        const case_conformance& r = compared.take({"case", events, 0});
        EXPECT_TRUE(r.decided);
        EXPECT_EQ(r.cost, best) << "seed " << seed << ", log " << log << "\n" << yaml;
        std::uint32_t sum = 0, told = 0;
        for (const alignment_move& m : r.moves) sum += m.cost;
        for (const deviation& dev : r.deviations) told += dev.cost;
        EXPECT_EQ(sum, r.cost);
        EXPECT_EQ(told, r.cost) << "seed " << seed << ", log " << log;
    }
    return outcome::same;
}

TEST(random_conformance, alignments_cost_what_brute_force_finds) {
    const std::uint64_t runs = setting("REGLAMENT_RANDOM_ALIGNMENTS", 500);
    const std::uint64_t first = setting("REGLAMENT_RANDOM_SEED", 1);
    std::uint64_t compared = 0, skipped = 0;
    for (std::uint64_t seed = first; compared < runs && !HasFailure(); ++seed)
        (compare(seed) == outcome::same ? compared : skipped) += 1;
    std::cout << "seeds from " << first << ": " << compared << " regulations compared, " << skipped
              << " left out: too many words, or steps that cannot be reached\n";
}

}  // namespace
}  // namespace reglament::testing
