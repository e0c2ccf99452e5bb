// Which talks along a script leave a form filled as it is: the form keeps no order, and replies that fill nothing
// leave no trace in it.
#include <reglament/control/script_play.hpp>

#include <algorithm>
#include <bitset>
#include <deque>
#include <set>
#include <utility>

namespace reglament {

namespace {

constexpr std::size_t most_steps = 20'000, most_open = 5'000;  // of talks that are looked at, that wait for it

using fields = std::bitset<most_script_fields>;

class talk_finder {
public:
    talk_finder(const script& of, const feel::context& form, std::size_t most) : of_{of}, most_{most} {
        wanted_.resize(of.form.size());
        for (const auto& [name, v] : form)
            for (std::size_t f = 0; f < of.form.size(); ++f)
                if (of.form[f].name.value == name) wanted_[f] = v;
        find_later();
    }

    // The shortest first: in breadth.
    script_talks find() {
        script_talks out;
        std::deque<talk> open;
        talk first;
        first.filled.resize(of_.form.size());
        if (enter(first, 0)) open.push_back(std::move(first));
        for (std::size_t steps = 0; !open.empty(); ++steps) {
            if (out.all.size() == most_ || steps == most_steps || open.size() > most_open) {
                out.bounded = true;
                break;
            }
            const talk here = std::move(open.front());
            open.pop_front();
            if (here.line == script_end) {
                out.all.push_back(here.turns);
                continue;
            }
            for (script_turn& t : turns_of(here)) go_on(here, std::move(t), open);
        }
        return out;
    }

private:
    struct talk {
        std::vector<script_turn> turns;
        std::vector<feel::value> filled;
        std::set<std::pair<std::uint16_t, std::uint16_t>> used;  // line and reply
        std::uint16_t line = 0;
    };

    // Which fields may still be filled from a line on: those of its ways, until nothing is added.
    void find_later() {
        later_.resize(of_.lines.size());
        for (bool more = true; more;) {
            more = false;
            for (std::size_t l = of_.lines.size(); l-- > 0;) more = add_later(l) || more;
        }
    }

    bool add_later(std::size_t l) {
        const script_line& line = of_.lines[l];
        fields all = later_[l];
        const auto add = [&](const std::vector<script_fill>& fills, std::uint16_t to) {
            for (const script_fill& f : fills) all.set(f.field);
            if (to < of_.lines.size()) all |= later_[to];
        };
        if (line.asks()) all.set(line.field);
        add(line.fills, line.to);
        for (const script_reply& r : line.replies) add(r.fills, r.to);
        return all != std::exchange(later_[l], all);
    }

    [[nodiscard]] std::vector<script_turn> turns_of(const talk& here) const {
        const script_line& line = of_.lines[here.line];
        std::vector<script_turn> out;
        if (!line.asks()) {
            for (const script_choice& c : choices_of(of_, here.line)) out.push_back(c.turn);
            return out;
        }
        const feel::value& said = wanted_[line.field];
        const std::vector<script_choice> all = choices_of(of_, here.line);
        if (all.empty()) return {{here.line, script_turn::other, said}};
        const bool any = later_fills(here, line.field);
        for (const script_choice& c : all)
            if (any || c.turn.answer == said) out.push_back(c.turn);
        const bool silent = of_.form[line.field].optional && line.to != script_nowhere;
        if (silent && (any || said.is_null())) out.push_back({here.line, script_turn::other, {}});
        return out;
    }

    // Whether a field that a line asks for may be filled with something else afterwards.
    [[nodiscard]] bool later_fills(const talk& here, std::size_t field) const {
        const script_line& line = of_.lines[here.line];
        const auto may = [&](std::uint16_t to) { return to < of_.lines.size() && later_[to][field]; };
        return may(line.to) ||
               std::any_of(line.replies.begin(), line.replies.end(), [&](const script_reply& r) { return may(r.to); });
    }

    void go_on(const talk& from, script_turn turn, std::deque<talk>& open) const {
        const script_line& said = of_.lines[turn.line];
        if (from.used.contains({turn.line, turn.reply})) return;
        talk next = from;
        next.used.insert({turn.line, turn.reply});
        if (said.asks() && !turn.answer.is_null()) next.filled[said.field] = turn.answer;
        if (turn.reply != script_turn::other)
            for (const script_fill& f : said.replies[turn.reply].fills) next.filled[f.field] = f.value;
        const std::uint16_t to = next_of(of_, turn);
        next.turns.push_back(std::move(turn));
        if (enter(next, to)) open.push_back(std::move(next));
    }

    // Says the next line; false: the form cannot come to what it is any more.
    bool enter(talk& t, std::uint16_t to) const {
        t.line = to;
        if (to != script_end)
            for (const script_fill& f : of_.lines[to].fills) t.filled[f.field] = f.value;
        for (std::size_t f = 0; f < wanted_.size(); ++f) {
            if (t.filled[f] == wanted_[f] || (t.filled[f].is_null() && wanted_[f].is_null())) continue;
            if (to == script_end || !later_[to][f]) return false;
        }
        return true;
    }

    const script& of_;
    std::size_t most_;
    std::vector<feel::value> wanted_;
    std::vector<fields> later_;  // by line
};

}  // namespace

script_talks talks_of(const script& of, const feel::context& form, std::size_t most) {
    return of.lines.empty() ? script_talks{} : talk_finder{of, form, most}.find();
}

}  // namespace reglament
