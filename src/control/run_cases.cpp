#include "control/alignment/net.hpp"
#include "control/task_ledger.hpp"

#include <reglament/control/run_cases.hpp>
#include <reglament/feel/value.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace reglament {

namespace {

using alignment::silent;
using alignment::visible_index;

// By which name each step is told: one that no other step is observed by, if there is such.
class step_names {
public:
    step_names(const rulebook& rules, const machine& m, const alignment::net& of) : m_{m}, of_{of} {
        std::vector<std::string> own;
        for (const alignment::visible& v : of.visibles) own.push_back(v.id);
        const auto tells = [&](visible_index v, event_index e) {
            if (v != silent && e != no_index) own[v] = rules.vocabulary().events[e].name.value;
        };
        for (std::size_t t = 0; t < m.transitions().size(); ++t) tells(of.of_transition[t], m.transitions()[t].event);
        for (std::size_t x = 0; x < m.exits().size(); ++x) tells(of.of_exit[x], m.exits()[x].event);
        if (of.start != silent) own[of.start] = m.regulation().input.event.value;
        for (visible_index v = 0; v < of.visibles.size(); ++v) names_.push_back(choose(v, own[v]));
    }

    /// Empty: it has none.
    [[nodiscard]] std::string_view of(visible_index v) const { return names_[v]; }

private:
    std::string_view choose(visible_index v, const std::string& own) const {
        std::string_view best;
        int rank = -1;
        for (const std::string& name : of_.visibles[v].activities) {
            const int good = (is_ignored(name) ? 0 : 4) + (is_shared(v, name) ? 0 : 2) + (name == own ? 1 : 0);
            if (good > rank) best = name;
            rank = std::max(rank, good);
        }
        return best;
    }

    [[nodiscard]] bool is_ignored(std::string_view name) const {
        const auto& ignored = m_.regulation().control.ignored;
        return std::any_of(ignored.begin(), ignored.end(), [&](const auto& i) { return i.value == name; });
    }

    [[nodiscard]] bool is_shared(visible_index v, std::string_view name) const {
        for (visible_index x = 0; x < of_.visibles.size(); ++x) {
            const auto& all = of_.visibles[x].activities;
            if (x != v && std::find(all.begin(), all.end(), name) != all.end()) return true;
        }
        return false;
    }

    const machine& m_;
    const alignment::net& of_;
    std::vector<std::string_view> names_;
};

// A run so far.
struct trail {
    bool begun = false;  // its beginning is in the history
    bool other = false;  // some of it under another version
    bool over = false, cancelled = false;
    part_index part = no_index;
    std::vector<case_event> events;
    // The task that ended last: it is told once the run has gone on.
    state_index ended = no_index;
    bool skipped = false;
    std::string_view person;
};

using trails = std::map<std::uint32_t, trail>;  // by the run's number

std::string name_part(std::string_view key) {
    const bool plain = !key.empty() && key.find_first_of("\",#") == key.npos;
    return plain ? std::string{key} : feel::write_json(feel::value{key});
}

class run_reader {
public:
    run_reader(const engine& e, regulation_index which, const case_sink& sink)
        : engine_{e},
          rules_{e.rules()},
          which_{which},
          m_{rules_.machines()[which]},
          sink_{sink},
          net_{alignment::make_net(rules_, m_, unsaid_)},
          names_{rules_, m_, net_},
          ledger_{rules_, [&](std::string_view key) { return number_of(key); }} {}

    run_case_figures go(const run_progress& progress) {
        constexpr std::uint64_t step = 256;
        const std::vector<std::uint32_t> clients = in_order_of_mergers(engine_);
        for (std::size_t i = 0; i < clients.size(); ++i) {
            read(clients[i]);
            if (progress && i % step == 0) progress(i, clients.size());
        }
        if (progress) progress(clients.size(), clients.size());
        return out_;
    }

private:
    [[nodiscard]] std::uint32_t number_of(std::string_view key) const {
        return static_cast<std::uint32_t>(engine_.find_client(key).value_or(0));
    }

    void read(std::uint32_t client) {
        const record& known = engine_.state(client);
        if (moved_.empty()) ledger_.forget();  // else tasks of those who were merged go on elsewhere
        trails its;
        if (const auto moved = moved_.find(client); moved != moved_.end()) its = std::move(moved->second);
        for (const effect& e : engine_.history(engine_.client(client))) take(client, e, its);
        for (const run& r : known.runs) {  // the history need not tell of them
            if (rules_.family_of(r.regulation) != rules_.family_of(which_)) continue;
            trail& t = its[r.number];
            t.part = r.part;
            t.other = t.other || r.regulation != which_;
        }
        for (const auto& [number, t] : its) hand_over(client, number, t, its);
        moved_.erase(client);
    }

    void take(std::uint32_t client, const effect& e, trails& its) {
        if (e.kind == effect_kind::merged) {
            ledger_.take(client, e);
            return move(e, its);
        }
        if (e.run == 0 || rules_.family_of(e.regulation) != rules_.family_of(which_)) return;
        trail& t = its[e.run];
        t.part = e.part;
        t.begun = t.begun || e.kind == effect_kind::run_started;
        t.other = t.other || e.regulation != which_ || e.kind == effect_kind::run_migrated;
        if (t.other || !t.begun) return;
        note_task(client, e, t);
        ledger_.take(client, e);
        note(e, t);
    }

    // The runs of one who is merged go on where the other one is, under higher numbers.
    void move(const effect& e, trails& its) {
        constexpr std::size_t into = 1, runs = 3;
        if (e.data.size() <= runs || e.data.front() == feel::value{true}) return;
        const auto higher = static_cast<std::uint32_t>(e.data[runs].as_number().to_units(0).value_or(0));
        trails& there = moved_[number_of(e.data[into].as_string())];
        for (auto at = its.begin(); at != its.end();) {
            if (!at->second.over) there.emplace(at->first + higher, std::move(at->second));
            at = at->second.over ? std::next(at) : its.erase(at);
        }
    }

    // Who had a task that ends, and how it ended.
    void note_task(std::uint32_t client, const effect& e, trail& t) {
        using enum effect_kind;
        if (e.kind != task_done && e.kind != task_unanswered && e.kind != task_skipped) return;
        const task_fate* const task = ledger_.open(client, e.task);
        t.ended = e.state;
        t.skipped = e.kind == task_skipped;
        t.person = task == nullptr ? std::string_view{} : kept(task->holder);
    }

    void note(const effect& e, trail& t) {
        switch (e.kind) {
            case effect_kind::run_started:
                return add(net_.start, e, t, {}, {});
            case effect_kind::state_entered:
                return note_way(e, t);
            case effect_kind::run_finished:
                t.over = true;
                if (e.transition != no_index) add(net_.of_exit[e.transition], e, t, {}, {});
                break;
            case effect_kind::run_cancelled:
                t.over = t.cancelled = true;
                break;
            default:
                break;
        }
    }

    void note_way(const effect& e, trail& t) {
        if (e.transition == no_index || !net_.is_seen(e.transition)) return;
        const state& from = m_.states()[m_.transitions()[e.transition].from];
        const visible_index seen = net_.seen(e.transition);
        if (from.kind != state_kind::task) return add(seen, e, t, {}, {});
        const bool told = std::exchange(t.ended, no_index) == m_.transitions()[e.transition].from;
        if (told && t.skipped) return;
        const std::uint16_t role = m_.tasks()[from.detail].role;
        add(seen, e, t, told ? t.person : std::string_view{},
            role == no_index ? std::string_view{} : std::string_view{rules_.vocabulary().roles[role].name.value});
    }

    void add(visible_index seen, const effect& e, trail& t, std::string_view person, std::string_view role) {
        if (seen == silent || names_.of(seen).empty()) return;
        const feel::value actor = e.origin.kind() == feel::value_kind::context ? e.origin.get("actor") : feel::value{};
        if (person.empty() && actor.kind() == feel::value_kind::string) person = kept(actor.as_string());
        t.events.push_back({names_.of(seen), {}, person, role, e.at});
    }

    std::string_view kept(std::string_view text) {
        return text.empty() ? text : std::string_view{*texts_.emplace(text).first};
    }

    void hand_over(std::uint32_t client, std::uint32_t number, const trail& t, const trails& its) {
        if (t.other) {
            ++out_.others;
        } else if (!t.begun) {
            ++out_.beheaded;
        } else if (t.cancelled) {
            ++out_.cancelled;
        } else {
            ++out_.cases;
            out_.events += t.events.size();
            out_.open += t.over ? 0 : 1;
            const std::string id = name_of(client, number, t, its);
            sink_({id, t.events, 0, !t.over});
        }
    }

    // Numbers of runs are unique among a subject's. Of one who was merged its parts are not known any more.
    [[nodiscard]] std::string name_of(std::uint32_t client, std::uint32_t number, const trail& t,
                                      const trails& its) const {
        const auto& parts = engine_.state(client).parts;
        std::string name = name_part(engine_.client(client));
        if (t.part < parts.size()) name += ", " + name_part(parts[t.part].key);
        const bool lost = t.part != no_index && t.part >= parts.size();
        const auto of_same =
            std::count_if(its.begin(), its.end(), [&](const auto& x) { return x.second.part == t.part; });
        return lost || of_same > 1 ? name + " #" + std::to_string(number) : name;
    }

    const engine& engine_;
    const rulebook& rules_;
    regulation_index which_;
    const machine& m_;
    const case_sink& sink_;
    issues unsaid_;  // conformance tells them
    alignment::net net_;
    step_names names_;
    task_ledger ledger_;
    std::set<std::string> texts_;
    std::map<std::uint32_t, trails> moved_;  // by client, who is read later
    run_case_figures out_;
};

}  // namespace

run_case_figures read_runs(const engine& e, regulation_index which, const case_sink& sink,
                           const run_progress& progress) {
    return run_reader{e, which, sink}.go(progress);
}

}  // namespace reglament
