#include "control/turns.hpp"
#include "control/words.hpp"

#include <reglament/control/figures.hpp>

#include <algorithm>

namespace reglament {

namespace {

class counter {
public:
    explicit counter(const engine& e) : engine_{e} {
        for (const machine& m : e.rules().machines()) out_.regulations.push_back(prepared(m));
        for (std::size_t i = 0; i < out_.regulations.size(); ++i)
            out_.regulations[i].earlier = e.rules().is_earlier(static_cast<regulation_index>(i));
        for (std::size_t i = 0; i < out_.regulations.size(); ++i)
            turns_.emplace_back(e.rules().machines()[i], out_.regulations[i].counts);
    }

    figures count() {
        std::vector<std::size_t> last_client(out_.regulations.size());
        for (std::size_t i = 0; i < engine_.client_count(); ++i) {
            for (turn_counter& t : turns_) t.forget();
            for (const effect& e : engine_.history(engine_.client(i))) {
                take(e);
                turns_[e.regulation].take(e);
                if (e.kind != effect_kind::run_started || last_client[e.regulation] == i + 1) continue;
                last_client[e.regulation] = i + 1;
                ++out_.regulations[e.regulation].clients;
            }
            if (engine_.state(i).subject == 0) ++out_.clients;
            for (const run& r : engine_.state(i).runs) rest(r);
            for (const queued_start& q : engine_.state(i).queued) ++out_.regulations[q.regulation].runs.waiting;
        }
        for (const regulation_figures& r : out_.regulations) sum(r);
        return std::move(out_);
    }

private:
    static regulation_figures prepared(const machine& m) {
        regulation_figures out;
        out.id = m.regulation().id.value;
        out.title = m.regulation().title;
        out.version = m.regulation().version;
        for (const output& o : m.regulation().outputs) out.runs.finished[o.name.value] = 0;
        out.counts.starts.resize(1);
        out.counts.transitions.resize(m.transitions().size());
        out.counts.exits.resize(m.exits().size());
        out.counts.open.resize(m.states().size());
        return out;
    }

    void take(const effect& e) {
        regulation_figures& r = out_.regulations[e.regulation];
        const machine& m = engine_.rules().machines()[e.regulation];
        switch (e.kind) {
            case effect_kind::run_started:
                ++r.runs.started;
                ++r.counts.starts[0];
                break;
            case effect_kind::start_refused:
                ++r.refused[std::string{to_string(e.why)}];
                break;
            case effect_kind::state_entered:
                if (e.transition != no_index) take_way(r, m, e);
                break;
            case effect_kind::task_created:
                ++r.tasks.created;
                break;
            case effect_kind::task_done:
                ++r.tasks.done;
                break;
            case effect_kind::task_cancelled:
                ++r.tasks.cancelled;
                break;
            case effect_kind::task_skipped:
                ++r.tasks.skipped;
                break;
            case effect_kind::task_late:
                ++r.tasks.late;
                break;
            case effect_kind::task_unanswered:
                r.tasks.unanswered += closes_unanswered(m, e) ? 1 : 0;
                break;
            case effect_kind::run_finished:
                ++r.runs.finished[m.states()[e.state].id];
                if (e.transition != no_index) ++r.counts.exits[e.transition];
                break;
            case effect_kind::run_migrated:
                ++r.runs.moved;
                break;
            case effect_kind::run_cancelled:
                ++r.runs.cancelled;
                break;
            default:
                break;
        }
    }

    static void take_way(regulation_figures& r, const machine& m, const effect& e) {
        ++r.counts.transitions[e.transition];
        const state_index from = m.transitions()[e.transition].from;
        if (m.states()[from].kind != state_kind::decide) return;
        row_figures& of = r.rows[from];
        if (e.data.empty()) ++of.none;
        auto& rows = of.fitted;
        for (const feel::value& row : e.data) {
            const auto i = static_cast<std::size_t>(row.as_number().to_int64().value_or(0));
            if (i >= rows.size()) rows.resize(i + 1);
            ++rows[i];
        }
    }

    void rest(const run& at) {
        regulation_figures& r = out_.regulations[at.regulation];
        at.status() == run_status::stuck ? ++r.runs.stuck : ++r.runs.open;
        at.each_token([&](const token& t, std::uint32_t, instant) {
            ++r.counts.open[t.at];
            const bool is_task = engine_.rules().machines()[at.regulation].states()[t.at].kind == state_kind::task;
            r.tasks.open += t.task != 0 && is_task ? 1 : 0;
        });
    }

    void sum(const regulation_figures& r) {
        out_.runs.started += r.runs.started;
        out_.runs.open += r.runs.open;
        out_.runs.stuck += r.runs.stuck;
        out_.runs.moved += r.runs.moved;
        out_.runs.cancelled += r.runs.cancelled;
        out_.runs.waiting += r.runs.waiting;
        for (const auto& [name, n] : r.runs.finished) out_.runs.finished[name] += n;
        out_.tasks.created += r.tasks.created;
        out_.tasks.done += r.tasks.done;
        out_.tasks.cancelled += r.tasks.cancelled;
        out_.tasks.unanswered += r.tasks.unanswered;
        out_.tasks.skipped += r.tasks.skipped;
        out_.tasks.open += r.tasks.open;
        out_.tasks.late += r.tasks.late;
    }

    const engine& engine_;
    figures out_;
    std::vector<turn_counter> turns_;  // by regulation
};

feel::value number(std::uint64_t n) {
    return feel::number{static_cast<std::int64_t>(n)};
}

feel::value numbers(const std::map<std::string, std::uint64_t>& of) {
    feel::context out;
    for (const auto& [name, n] : of) out.emplace_back(name, number(n));
    return out;
}

feel::value to_value(const run_figures& r) {
    feel::context out{{"started", number(r.started)},     {"open", number(r.open)},
                      {"stuck", number(r.stuck)},         {"finished", numbers(r.finished)},
                      {"cancelled", number(r.cancelled)}, {"waiting", number(r.waiting)}};
    if (r.moved > 0) out.emplace_back("moved", number(r.moved));
    return out;
}

feel::value to_value(const task_figures& t) {
    return feel::context{{"created", number(t.created)},     {"done", number(t.done)},
                         {"late", number(t.late)},           {"open", number(t.open)},
                         {"cancelled", number(t.cancelled)}, {"unanswered", number(t.unanswered)},
                         {"skipped", number(t.skipped)}};
}

feel::value to_value(const event_figures& e) {
    return feel::context{{"read", number(e.read)},
                         {"applied", number(e.applied)},
                         {"rejected", number(e.rejected)},
                         {"duplicate", number(e.duplicate)},
                         {"after_until", number(e.after_until)}};
}

feel::value to_value(const regulation_figures& r) {
    return feel::context{{"title", feel::value{r.title}},
                         {"clients", number(r.clients)},
                         {"runs", to_value(r.runs)},
                         {"tasks", to_value(r.tasks)},
                         {"refused", numbers(r.refused)}};
}

// Each version by itself, side by side.
feel::value with_earlier(const figures& f, const regulation_figures& r) {
    feel::context one = to_value(r).as_context();
    feel::list earlier;
    for (const regulation_figures& x : f.regulations) {
        if (!x.earlier || x.id != r.id || &x == &r) continue;
        feel::context of{{"version", feel::value{x.version}}};
        const feel::value counted = to_value(x);  // kept while it is walked over
        for (const auto& entry : counted.as_context()) of.push_back(entry);
        earlier.push_back(feel::value{std::move(of)});
    }
    if (earlier.empty()) return one;
    one.emplace_back("version", feel::value{r.version});
    one.emplace_back("earlier", feel::value{std::move(earlier)});
    return one;
}

}  // namespace

figures count(const engine& e) {
    return counter{e}.count();
}

feel::value to_value(const figures& f) {
    feel::context each;
    for (const regulation_figures& r : f.regulations) {
        if (!r.earlier) each.emplace_back(r.id, with_earlier(f, r));
    }
    for (const regulation_figures& r : f.regulations) {  // of those that are gone from the files
        const auto same = [&](const auto& known) { return known.first == r.id; };
        if (r.earlier && std::none_of(each.begin(), each.end(), same)) each.emplace_back(r.id, with_earlier(f, r));
    }
    feel::context total{{"events", to_value(f.events)},
                        {"clients", number(f.clients)},
                        {"runs", to_value(f.runs)},
                        {"tasks", to_value(f.tasks)}};
    return feel::context{{"total", feel::value{std::move(total)}}, {"regulations", feel::value{std::move(each)}}};
}

}  // namespace reglament
