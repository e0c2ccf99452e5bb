#include "machine/host_needs.hpp"

#include "machine/derivations.hpp"

#include <algorithm>
#include <utility>

namespace reglament {

namespace {

constexpr event_index index_of(reserved_event e) noexcept {
    return static_cast<event_index>(e);
}

// Goes wherever a step may go, and notes the facts that are read on the way.
class explorer {
public:
    explorer(const rulebook& rules, const coming_step& step)
        : rules_{rules},
          words_{rules.vocabulary()},
          step_{step},
          read_(words_.facts.size()),
          touched_(words_.facts.size()),
          events_(words_.events.size()),
          started_(rules.machines().size()),
          entered_(rules.machines().size()) {}

    std::vector<host_need> go() {
        wait();
        if (step_.of == nullptr || step_.of->seen == instant::min()) {
            for (const regulation_index i : rules_.standing(step_.subject)) start(i);
        }
        for (const std::uint16_t f : step_.facts) touch(f);
        if (step_.event != index_of(reserved_event::facts_changed)) hear(step_.event);
        if (step_.called != no_index) start(step_.called);
        for (;;) {  // what is told is set, and moves in turn what hangs on it
            std::vector<host_need> all = told();
            if (std::all_of(all.begin(), all.end(), [&](const host_need& n) { return touched_[n.fact]; })) return all;
            for (const host_need& n : all) touch(n.fact);
        }
    }

private:
    // Whoever waits for a condition is looked at after every step.
    void wait() {
        each_run([&](regulation_index i, const machine& m, const token& at) {
            if (m.stops()) leave(i, m, no_index);
            if (m.states()[at.at].kind != state_kind::await && !m.contacts()) return;
            if (m.states()[at.at].kind == state_kind::await) read(i, m.awaits()[m.states()[at.at].detail].program);
            follow(i, m, at.at);
        });
    }

    template <class Visit>
    void each_run(Visit&& visit) {
        if (step_.of == nullptr) return;
        for (const run& r : step_.of->runs) {
            const machine& m = rules_.machines()[r.regulation];
            r.each_token([&](const token& at, std::uint32_t, instant) { visit(r.regulation, m, at); });
        }
    }

    void hear(event_index e) {
        if (events_[e]) return;
        events_[e] = true;
        for (const auto& [fact, attribute] : rules_.settings(e)) touch(fact);
        for (const gathering& g : rules_.derived().of_event(e)) touch(g.fact);
        const auto listeners = rules_.listeners(e);
        each_run([&](regulation_index i, const machine& m, const token& at) {
            // Of a task, a call, a run that was called: any that is open may be meant.
            const bool concerned = e < reserved_events
                                       ? at.task != 0 || m.states()[at.at].kind == state_kind::run
                                       : std::find(listeners.begin(), listeners.end(), i) != listeners.end();
            if (!concerned) return;
            leave(i, m, e);
            follow(i, m, at.at);
            for (std::uint16_t r = m.states()[at.at].region; r != no_index; r = m.regions()[r].around)
                follow(i, m, m.regions()[r].block);
        });
        for (const regulation_index i : rules_.starters(e)) start(i);
        for (const regulation_index i : rules_.silences(e)) start(i);
    }

    // What hangs on a fact that is set.
    void touch(std::uint16_t fact) {
        if (touched_[fact]) return;
        touched_[fact] = true;
        for (const regulation_index i : rules_.watchers(fact)) start(i);
        for (const std::uint16_t place : rules_.derived().readers(fact)) touch(rules_.derived().computed()[place].fact);
    }

    void start(regulation_index i) {
        if (started_[i]) return;
        started_[i] = true;
        const machine& m = rules_.machines()[i];
        read(i, m.start().guard);
        read(i, m.start().program);
        person(m.start().role);
        leave(i, m, no_index);
        enter(i, m, m.initial());
        // Which version of it begins hangs on the client.
        for (regulation_index other = 0; other < rules_.machines().size(); ++other) {
            if (rules_.family_of(other) == rules_.family_of(i)) start(other);
        }
    }

    void leave(regulation_index i, const machine& m, event_index e) {
        for (const exit_rule& x : m.exits()) {
            if (x.event != e) continue;
            read(i, x.guard);
            enter(i, m, x.to);
        }
    }

    void follow(regulation_index i, const machine& m, state_index from) {
        for (const transition& t : m.transitions_of(from)) {
            read(i, t.guard);
            enter(i, m, t.to);
        }
    }

    void enter(regulation_index i, const machine& m, state_index s) {
        auto& seen = entered_[i];
        if (seen.empty()) seen.resize(m.states().size());
        if (seen[s]) return;
        seen[s] = true;
        const state& at = m.states()[s];
        look_into(i, m, at);
        if (!rests(at.kind) || at.kind == state_kind::await) follow(i, m, s);
    }

    void look_into(regulation_index i, const machine& m, const state& s) {
        switch (s.kind) {
            case state_kind::task:
                person(m.tasks()[s.detail].role);
                for (const auto& part : m.tasks()[s.detail].said) read(i, part.program);
                if (m.tasks()[s.detail].channel != no_index && words_.contacts.zone)
                    read_[*words_.contacts.zone] = true;
                return;
            case state_kind::call:
                for (const auto& [input, program] : m.calls()[s.detail].data) read(i, program);
                return;
            case state_kind::run: {
                const run_definition& what = m.calls_of_runs()[s.detail];
                read(i, what.whom);
                for (const auto& [input, program] : what.data) read(i, program);
                if (what.whom == no_index && what.of != no_index) start(what.of);
                // It may go on at once, when nobody waits for it or it ends within the step.
                return follow_later(i, m, s);
            }
            case state_kind::await:
                return read(i, m.awaits()[s.detail].program);
            case state_kind::decide:
                return read(m, m.decisions()[s.detail].table.reads());
            case state_kind::set:
                for (const auto& [fact, program] : m.sets()[s.detail]) {
                    read(i, program);
                    touch(fact);
                }
                return;
            case state_kind::emit:
                return emit(i, m.emits()[s.detail]);
            case state_kind::end:
                if (s.detail != no_index) emit(i, m.emits()[s.detail]);
                return give(i, m);
            case state_kind::fork:
            case state_kind::join:
                return divide(i, m, m.forks()[s.detail], s.detail);
            default:
                return;
        }
    }

    void follow_later(regulation_index i, const machine& m, const state& s) {
        follow(i, m, static_cast<state_index>(&s - m.states().data()));
    }

    void emit(regulation_index i, const emit_definition& what) {
        read(i, what.whom);
        for (const auto& [attribute, program] : what.data) read(i, program);
        if (what.whom == no_index) hear(what.event);
    }

    // A branch that comes to its join may be followed by the next turn, or by what undoes a step.
    void divide(regulation_index i, const machine& m, const fork_definition& f, std::uint16_t detail) {
        for (const std::uint16_t p : {f.before, f.until, f.list}) read(i, p);
        for (state_index s = 0; s < m.states().size(); ++s) {
            const state& at = m.states()[s];
            if (at.kind == state_kind::fork && at.detail == detail) enter(i, m, s);
        }
        if (f.what != fork_definition::form::undone) return;
        for (const transition& t : m.transitions()) {
            if (t.on == trigger_kind::undo) enter(i, m, t.to);
        }
    }

    // What an output gives is told of no state: whatever the regulation reads may be in it.
    void give(regulation_index i, const machine& m) {
        if (m.result_names().empty()) return;
        for (std::uint16_t p = 0; p < m.programs().size(); ++p) read(i, p);
    }

    void person(std::uint16_t role) {
        if (role == no_index) return;
        if (const std::uint16_t fact = words_.roles[role].person; fact != UINT16_MAX) read_[fact] = true;
    }

    void read(regulation_index i, std::uint16_t program) {
        if (program == no_index) return;
        const machine& m = rules_.machines()[i];
        if (m.programs()[program]) read(m, m.programs()[program].reads());
    }

    void read(const machine& m, const std::vector<feel::slot>& slots) {
        for (const feel::slot s : slots) {
            if (s.bank == static_cast<std::uint8_t>(bank::facts)) read_[s.index] = true;
            if (s.bank != static_cast<std::uint8_t>(bank::part)) continue;
            for (std::size_t f = 0; f < words_.facts.size(); ++f) {
                if (words_.facts[f].about == m.subject() && words_.facts[f].slot == s.index) read_[f] = true;
            }
        }
    }

    std::vector<host_need> told() {
        // What is computed from a fact that changes is computed anew, and needs the others it is computed from.
        for (const computation& c : rules_.derived().computed()) {
            if (touched_[c.fact]) read_[c.fact] = true;
        }
        rules_.derived().spread(read_);
        std::vector<bool> added_up(words_.subjects.size());
        for (std::size_t i = 0; i < words_.facts.size(); ++i) {
            if (read_[i] && words_.facts[i].parts) added_up[*words_.facts[i].parts] = true;
        }
        std::vector<host_need> all;
        for (std::uint16_t i = 0; i < words_.facts.size(); ++i) {
            const fact& f = words_.facts[i];
            if (!read_[i] || !f.of_host || words_.subjects[f.about].root != step_.subject) continue;
            all.push_back({i, words_.subjects[f.about].is_part() && added_up[f.about]});
        }
        return all;
    }

    const rulebook& rules_;
    const vocabulary& words_;
    const coming_step& step_;
    std::vector<bool> read_, touched_, events_, started_;
    std::vector<std::vector<bool>> entered_;  // by machine
};

}  // namespace

std::vector<host_need> needs_of(const rulebook& rules, const coming_step& step) {
    const auto& all = rules.vocabulary().facts;
    if (std::none_of(all.begin(), all.end(), [](const fact& f) { return f.of_host; })) return {};
    return explorer{rules, step}.go();
}

}  // namespace reglament
