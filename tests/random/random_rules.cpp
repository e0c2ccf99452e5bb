#include "random_rules.hpp"

#include <algorithm>
#include <functional>

namespace reglament::testing {

namespace {

// Whether nothing goes on behind these steps: what would stand there is never reached.
bool ends(const std::vector<node>& steps) {
    if (steps.empty()) return false;
    const node& last = steps.back();
    const auto all_end = [&](std::size_t needed) {
        return last.blocks.size() >= needed &&
               std::all_of(last.blocks.begin(), last.blocks.end(), [](const node::block& b) { return ends(b.steps); });
    };
    if (last.first.starts_with("output")) return true;
    const auto leads_on = [](const std::string& line) { return line.starts_with("within") || line == "join: none"; };
    if (std::any_of(last.more.begin(), last.more.end(), leads_on)) return false;
    if (last.first.starts_with("if:")) return all_end(2);
    if (last.first.starts_with("switch:") || last.first == "fork:" || last.first == "either:") return all_end(2);
    if (last.first.starts_with("for each:") || last.first.starts_with("block:")) return all_end(1);
    const bool skipped = std::any_of(last.more.begin(), last.more.end(),
                                     [](const std::string& line) { return line.starts_with("while"); });
    return last.first == "repeat:" && !skipped && all_end(1);
}

class maker {
public:
    explicit maker(dice& d) : d_{d} {}

    std::vector<node> block(int depth, bool may_end, bool must_rest = false) {
        std::vector<node> out;
        const std::uint32_t length = 1 + d_.roll(depth > 2 ? 2 : 4);
        if (must_rest) out.push_back(d_.chance(50) ? wait() : task(depth));
        for (std::uint32_t i = 0; i < length && !ends(out); ++i) out.push_back(step(depth));
        if (may_end && !ends(out) && d_.chance(25)) out.push_back({"output: " + d_.pick(outputs), {}, {}, false});
        return out;
    }

    std::string condition() {
        static const std::vector<std::string> all{"n > 3",
                                                  "n + 1 >= 2 and flag",
                                                  "flag",
                                                  "not(flag)",
                                                  "class = \"A\"",
                                                  "class in (\"A\", \"B\")",
                                                  "n between 1 and 4",
                                                  "n * n = 4 or n = null",
                                                  "day > @\"2025-02-01\"",
                                                  "heard > 4 and flag",
                                                  "total of 5 days > 6",
                                                  "mean >= 3 or different of a week > 1",
                                                  "level = 2",
                                                  "level + deals > 1 and not(flag)",
                                                  "greatest of 2 days > 4 or last heard > @\"2025-02-01T00:00:00Z\"",
                                                  "known < 100 and asked of all < 4",
                                                  "grade = \"high\"",
                                                  "told so far between 1 and 3"};
        return d_.pick(all);
    }

    std::string event() { return d_.pick(events()); }

private:
    static const std::vector<std::string>& events() {
        static const std::vector<std::string> all{"e0", "e1", "e2", "told", "d0", "grade.entered", "grade.left"};
        return all;
    }
    inline static const std::vector<std::string> outputs{"done", "lost"}, people{"manager", "lawyer"};

    std::string next(const char* kind) { return kind + std::to_string(++count_); }
    std::string period() {
        static const std::vector<std::string> all{"PT1H", "P1D", "P3D", "2 working days", "3 working hours", "P1M"};
        return d_.pick(all);
    }

    node task(int depth) {
        node n{"task: " + next("t"), {"do: Work", "by: manager"}, {}, false};
        if (d_.chance(30)) {
            static const std::vector<std::string> channels{"phone", "e-mail"}, otherwise{"later", "drop", "merge"};
            n.more.push_back("contact: " + d_.pick(channels));
            if (d_.chance(40)) n.more.push_back("if not allowed: " + d_.pick(otherwise));
        }
        if (d_.chance(50)) n.more.push_back("form: {x: number, y: optional number}");
        if (d_.chance(15)) n.more.push_back("optional: true");
        if (d_.chance(20)) n.more[1] = "by: lawyer";
        if (d_.chance(60)) {
            n.more.push_back("within: " + period());
            if (d_.chance(30)) n.blocks.push_back({"on late/then", block(depth + 1, depth_of_branch_ == 0)});
        }
        if (d_.chance(30)) {
            n.more.push_back("on no answer: {retry after: " + period() +
                             ", at most: " + std::to_string(1 + d_.roll(3)) + "}");
        }
        return n;
    }

    node wait() {
        const std::uint32_t which = d_.roll(4);
        if (which == 0) return {"wait until: day", {}, {}, false};
        if (which == 1) return {"wait until: " + condition(), {"within: " + period()}, {}, false};
        return {"wait: " + period(), {}, {}, false};
    }

    node listen(int depth) {
        node n{"listen: " + event(), {"id: " + next("l")}, {}, false};
        if (d_.chance(40)) n.more.push_back("if: " + condition());
        if (d_.chance(30)) n.more.push_back("heard before: true");
        n.more.push_back("within: " + period());
        if (d_.chance(50)) n.blocks.push_back({"on timeout", block(depth + 1, true)});
        return n;
    }

    node fork(int depth) {
        static const std::vector<std::string> joins{"all", "any", "1", "none"};
        node n{"fork:", {"join: " + d_.pick(joins)}, {}, false};
        if (d_.chance(40)) n.more.push_back("others: finish");
        if (d_.chance(30)) n.more.push_back("within: " + period());
        ++depth_of_branch_;
        const std::uint32_t ways = 2 + d_.roll(2);
        for (std::uint32_t i = 0; i < ways; ++i)
            n.blocks.push_back({"fork/" + next("way"), block(depth + 1, d_.chance(20))});
        --depth_of_branch_;
        return n;
    }

    node either(int depth) {
        node n{"either:", {}, {}, false};
        if (d_.chance(30)) n.more.push_back("within: " + period());
        const std::uint32_t ways = 2 + d_.roll(2);
        for (std::uint32_t i = 0; i < ways; ++i)
            n.blocks.push_back({"either/" + next("way"), block(depth + 1, d_.chance(20), true)});
        if (d_.chance(40)) {
            n.blocks.front().steps.insert(n.blocks.front().steps.begin(), task(depth + 1));
            n.blocks.push_back({"either/" + next("way"), {{"emit: told", {}, {}, false}}});
        }
        return n;
    }

    // As often as people go on with it.
    node free_repeat(int depth) {
        std::vector<node> turn = block(depth + 1, false);
        if (ends(turn)) return task(depth);
        turn.insert(turn.begin(), task(depth + 1));
        return {"repeat:", {}, {{"repeat", std::move(turn)}}, true};
    }

    node repeat(int depth) {
        if (d_.chance(25)) return free_repeat(depth);
        node n{"repeat:", {}, {}, true};
        switch (d_.roll(4)) {
            case 0:
                n.more.push_back("times: " + std::to_string(1 + d_.roll(3)));
                break;
            case 1:
                n.more.push_back("until: " + condition());
                n.more.push_back("at most: 4");
                break;
            case 2:
                n.more.push_back("while: " + condition());
                n.more.push_back("at most: 4");
                break;
            default:
                n.more.push_back("until: " + condition());
        }
        ++depth_of_branch_;
        n.blocks.push_back({"repeat", block(depth + 1, false, true)});
        --depth_of_branch_;
        return n;
    }

    node for_each(int depth) {
        static const std::vector<std::string> joins{"all", "any", "2", "none"};
        node n{"for each: " + next("item"), {"in: [a, b, c]"}, {}, false};
        if (d_.chance(50)) n.more.push_back("at once: true");
        if (d_.chance(40)) n.more.push_back("join: " + d_.pick(joins));
        if (d_.chance(30)) n.more.push_back("within: " + period());
        ++depth_of_branch_;
        n.blocks.push_back({"steps", block(depth + 1, d_.chance(10))});
        --depth_of_branch_;
        return n;
    }

    node inner_block(int depth) {
        node n{"block: " + next("b"), {}, {}, false};
        if (d_.chance(30)) n.more.push_back("alone: desk");
        n.blocks.push_back({"steps", block(depth + 1, false)});
        if (d_.chance(60)) n.blocks.push_back({"on/" + event(), block(depth + 1, true)});
        return n;
    }

    node call(int depth) {
        node n{"call: " + next("c"), {"do: book", "within: " + period()}, {}, false};
        if (d_.chance(60))
            n.more.push_back("retry: {at most: " + std::to_string(2 + d_.roll(2)) + ", after: " + period() +
                             ", back off: 2}");
        n.blocks.push_back({"on failure", block(depth + 1, depth_of_branch_ == 0)});
        if (d_.chance(40)) n.blocks.push_back({"undo", {{"emit: told", {}, {}, false}}});
        return n;
    }

    node run(int depth) {
        const bool of_deal = d_.chance(30);
        node n{of_deal ? "run: about deal" : "run: sub", {"id: " + next("r")}, {}, false};
        n.more.push_back(of_deal ? "for: '\"D1\"'" : "data: {x: n}");
        if (d_.chance(25)) n.more.push_back("join: none");
        if (d_.chance(40)) n.more.push_back("within: " + period());
        if (d_.chance(40)) n.blocks.push_back({"on failure", block(depth + 1, depth_of_branch_ == 0)});
        return n;
    }

    node decide() {
        return {"decide: " + next("d"),
                {"table: |\n  first\n  n     | flag || what\n  > 3   | true || 1\n  [1..3] | -   || 2\n  else  |      "
                 "|| 3"},
                {},
                false};
    }

    // What is done is undone, sometimes twice.
    node undone(int depth) {
        node n{"block: " + next("b"), {}, {}, false};
        node first = d_.chance(50) ? task(depth + 1) : node{"emit: told", {}, {}, false};
        first.blocks.push_back({"undo", {task(5)}});
        node second{"set:", {}, {{"set/n: n + 1", {}}, {"undo", {wait()}}}, false};
        n.blocks.push_back({"steps", {first, second, wait(), {"compensate:", {}, {}, false}}});
        if (d_.chance(50)) n.blocks.push_back({"on/" + event(), {{"compensate:", {}, {}, false}}});
        return n;
    }

    node step(int depth) {
        const std::uint32_t which = d_.roll(depth > 3 ? 9 : 22);
        switch (which) {
            case 0:
            case 1:
                return task(depth);
            case 2:
                return wait();
            case 3:
                return listen(depth);
            case 4:
                return {"emit: told", {}, {}, false};
            case 5:
                return {"set:", {}, {{"set/n: n + 1", {}}}, false};
            case 6:
                return {"set:", {}, {{"set/flag: not(flag)", {}}}, false};
            case 7:
                return d_.chance(50) ? task(depth) : decide();
            case 14:
            case 15:
                return call(depth);
            case 16:
                return undone(depth);
            case 17:
            case 18:
                return run(depth);
            case 19:
                return {
                    "assign: " + d_.pick(people), {d_.chance(50) ? "to: '\"Anna\"'" : "to: '\"Boris\"'"}, {}, false};
            case 20: {
                node n{"listen: [e0, e2]", {"join: all", "within: " + period()}, {}, false};
                if (d_.chance(50)) n.blocks.push_back({"on timeout", block(depth + 1, depth_of_branch_ == 0)});
                return n;
            }
            case 8: {
                if (depth > 3) return decide();
                node n{"if: " + condition(), {}, {}, false};
                n.blocks.push_back({"then", block(depth + 1, true)});
                if (d_.chance(60)) n.blocks.push_back({"else", block(depth + 1, false)});
                return n;
            }
            case 9: {
                node n{"switch: class", {}, {}, false};
                for (const char* label : {"A", "B"})
                    n.blocks.push_back({std::string{"cases/"} + label, block(depth + 1, false)});
                n.blocks.push_back({"else", block(depth + 1, true)});
                return n;
            }
            case 21:
                return either(depth);
            case 10:
                return fork(depth);
            case 11:
                return repeat(depth);
            case 12:
                return for_each(depth);
            default:
                return inner_block(depth);
        }
    }

    dice& d_;
    int count_ = 0;
    int depth_of_branch_ = 0;
};

std::string blanks(int n) {
    return std::string(static_cast<std::size_t>(n), ' ');
}

void write(std::string& out, const std::vector<node>& steps, int indent);

// Blocks whose key has a path share its first part: "cases/A" and "cases/B".
void write_blocks(std::string& out, const node& n, int indent) {
    std::string open;
    for (const node::block& b : n.blocks) {
        const std::size_t slash = b.key.find('/');
        const std::string outer = slash == std::string::npos ? std::string{} : b.key.substr(0, slash);
        const bool is_first = n.first == outer + ":";
        if (!outer.empty() && outer != open && !is_first) out += blanks(indent) + outer + ":\n";
        open = outer;
        const int inner = indent + (outer.empty() ? 0 : 2);
        const std::string key = slash == std::string::npos ? b.key : b.key.substr(slash + 1);
        if (key.find(": ") != std::string::npos) {
            out += blanks(inner) + key + "\n";
            continue;
        }
        if (!(n.list && b.key == "repeat")) out += blanks(inner) + key + ":\n";
        write(out, b.steps, inner + 2);
    }
}

void write(std::string& out, const std::vector<node>& steps, int indent) {
    for (const node& n : steps) {
        out += blanks(indent) + "- " + n.first + "\n";
        const bool takes_first =
            !n.blocks.empty() && (n.list || n.first == "fork:" || n.first == "either:" || n.first == "set:");
        if (takes_first) write_blocks(out, n, indent + 2);
        for (const std::string& line : n.more) {
            for (std::size_t at = 0; at <= line.size();) {  // a table has several
                const std::size_t end = std::min(line.find('\n', at), line.size());
                out += blanks(indent + 2) + line.substr(at, end - at) + "\n";
                at = end + 1;
            }
        }
        if (!takes_first) write_blocks(out, n, indent + 2);
    }
}

}  // namespace

std::string random_regulation::yaml() const {
    std::string out = head + "steps:\n";
    write(out, steps, 2);
    return out;
}

const std::string& random_vocabulary() {
    static const std::string text = R"(vocabulary: random
subjects:
  deal: {parent: client}
channels: [phone, e-mail]
contact policy:
  limits:
    - at most: 1 per 2 days
      channel: phone
    - at most: 3 per 5 days
  quiet hours: 20:00-09:00
actions:
  book: {result: {seat: number}}
events:
  e0:
    contact: phone
  e1:
    data: {amount: number}
  e2:
  told:
  d0:
    subject: deal
facts:
  n: {type: number, from: e1.amount, initial: 1}
  flag: {type: boolean, initial: true}
  class: one of A, B, C
  day: date
  who: text
  other: text
  heard: {count: [e0, e1, e2]}
  told so far: {count: told}
  total of 5 days: {sum: e1.amount, over: 5 days}
  mean: {average: e1.amount, over: 3 days}
  greatest of 2 days: {max: e1.amount, over: 2 days}
  different of a week: {distinct: e1.amount, over: 1 week, if: event.amount > 0}
  last heard: {last: [e1.time, e2.time]}
  level: {formula: if total of 5 days > 8 then 2 else if heard > 6 then 1 else 0}
  deals: {count: deal}
  asked: {subject: deal, count: d0, over: 10 days}
  asked of all: {sum: asked}
  weight: {subject: deal, formula: asked * 10 + level}
  known: {complete: [class, day, mean]}
segments:
  grade: {by: total of 5 days, classes: {high: from 5, low: rest}}
roles:
  manager: {person: who}
  lawyer: {person: other, keeps tasks: true}
---
regulation: sub
priority: 2
input:
  by call: yes
  data: {x: optional number}
  if: input.x = null or input.x < 7
output:
  good:
    data: {y: work.x}
  bad:
steps:
  - task: work
    do: Work
    by: manager
    within: P2D
    form: {x: number}
    on late:
      then: bad
  - wait: PT1H
  - if: work.x > 2
    then: good
    else: bad
---
regulation: about deal
subject: deal
input: by call
output: [done]
steps:
  - listen: e2
    within: P3D
  - output: done
---
)";
    return text;
}

random_regulation make_regulation(dice& d, const std::string& id) {
    maker m{d};
    random_regulation r;
    r.id = id;
    static const std::vector<std::string> starts{
        "{event: e0}",
        "{event: e1, if: event.amount > 2}",
        "{silent: e0, for: P3D}",
        "{silent: e2, for: P2D, since: first seen}",
        "{schedule: every monday}",
        "{date: day, before: P1D}",
        "{date: day, yearly: true}",
        "{as soon as: n > 3}",
        "{as soon as: n > 2 and flag, for: P1D}",
        "{as soon as: total of 5 days > 5}",
        "{as soon as: level = 2 and mean > 2, for: P1D}",
        "{as soon as: known < 60 and heard > 2}",
        "{as soon as: told so far > 1 and flag}",
        "{as soon as: grade = \"high\"}",
        "{event: grade.entered, if: level < 2}",
        "{event: grade.left}",
        "{date: last heard, after: P2D}",
    };
    const bool of_deal = d.chance(20);
    static const std::vector<std::string> of_deals{"{event: d0}", "{event: d0, if: weight > 10}",
                                                   "{as soon as: asked > 1 and asked of all > 2}"};
    const std::string start = of_deal ? d.pick(of_deals) : d.pick(starts);
    r.head = "regulation: " + id + "\npriority: " + std::to_string(1 + d.roll(3)) + "\n" +
             (of_deal ? "subject: deal\n" : "") + "input: " + start + "\noutput:\n  done:\n  lost:\n";
    if (d.chance(40)) r.head += "  gone:\n    when: e2\n";
    static const std::vector<std::string> stops{"n > 5", "total of 5 days > 20", "level = 2 and heard > 12"};
    if (d.chance(20)) r.head += "  stopped:\n    stop when: " + d.pick(stops) + "\n";
    r.steps = m.block(0, false);
    if (!ends(r.steps)) r.steps.push_back({"output: done", {}, {}, false});
    return r;
}

std::vector<random_regulation> smaller(const random_regulation& r) {
    std::vector<random_regulation> out;
    // Each place in turn, found by counting, in a copy of the whole.
    const auto without = [&](std::size_t which, bool lines) {
        random_regulation copy = r;
        std::size_t at = 0;
        bool gone = false;
        const std::function<void(std::vector<node>&)> walk = [&](std::vector<node>& steps) {
            for (std::size_t i = 0; i < steps.size() && !gone; ++i) {
                if (!lines && at++ == which) {
                    steps.erase(steps.begin() + static_cast<std::ptrdiff_t>(i));
                    gone = true;
                    return;
                }
                for (std::size_t k = 0; lines && k < steps[i].more.size(); ++k) {
                    if (at++ != which) continue;
                    steps[i].more.erase(steps[i].more.begin() + static_cast<std::ptrdiff_t>(k));
                    gone = true;
                    return;
                }
                for (std::size_t k = 0; k < steps[i].blocks.size() && !gone; ++k) {
                    if (lines && at++ == which) {
                        steps[i].blocks.erase(steps[i].blocks.begin() + static_cast<std::ptrdiff_t>(k));
                        gone = true;
                        return;
                    }
                    walk(steps[i].blocks[k].steps);
                }
            }
        };
        walk(copy.steps);
        if (gone) out.push_back(std::move(copy));
        return gone;
    };
    for (const bool lines : {false, true}) {
        for (std::size_t which = 0; without(which, lines); ++which) {
        }
    }
    return out;
}

}  // namespace reglament::testing
