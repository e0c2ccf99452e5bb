#include "control/digest.hpp"

#include "machine/picture.hpp"

#include <algorithm>
#include <bitset>

namespace reglament {

namespace {

constexpr std::size_t longest_way = 60;

class gatherer {
public:
    gatherer(const engine& e, const figures& f, const report_options& how, const words& say)
        : engine_{e}, figures_{f}, how_{how}, say_{say} {}

    digest gather() {
        const vocabulary& v = engine_.rules().vocabulary();
        out_.title = !how_.title.empty() ? how_.title : v.title.empty() ? v.id : v.title;
        if (out_.title.empty()) out_.title = say_.say("Regulations", "Регламенты");
        if (engine_.now() != instant::min()) out_.until = say_.date(engine_.now());
        for (std::size_t i = 0; i < figures_.regulations.size(); ++i) add_section(static_cast<regulation_index>(i));
        walk_histories();
        add_tasks();
        if (out_.client.empty()) out_.client = how_.example_client;
        out_.way = chronicle(engine_, say_, out_.client, engine_.history(out_.client), longest_way);
        return std::move(out_);
    }

private:
    void add_section(regulation_index i) {
        const machine& m = engine_.rules().machines()[i];
        const regulation_figures& r = figures_.regulations[i];
        digest::section s;
        s.of = &m;
        s.figures = &r;
        s.id = r.id;
        s.title = say_.regulation(i);
        s.trigger = start_words(m, say_.lang());
        for (const output& o : m.regulation().outputs) {
            const auto n = r.runs.finished.find(o.name.value);
            const std::string name = o.title.empty() ? o.name.value : o.title;
            s.outcomes.push_back({name, n == r.runs.finished.end() ? 0 : n->second, digest::outcome::what::finished});
        }
        if (r.runs.cancelled > 0) {
            s.outcomes.push_back(
                {say_.say("cancelled", "отменены"), r.runs.cancelled, digest::outcome::what::finished});
        }
        if (r.runs.waiting > 0)
            s.outcomes.push_back(
                {say_.say("waiting to start", "ждут начала"), r.runs.waiting, digest::outcome::what::open});
        s.outcomes.push_back({say_.say("still going on", "ещё идут"), r.runs.open, digest::outcome::what::open});
        if (r.runs.stuck > 0) {
            s.outcomes.push_back({say_.say("stuck", "остановились"), r.runs.stuck, digest::outcome::what::stuck});
        }
        for (const auto& [why, n] : r.refused) s.refused.emplace_back(say_.why_refused(why), n);
        std::stable_sort(s.refused.begin(), s.refused.end(),
                         [](const auto& a, const auto& b) { return a.second > b.second; });
        out_.sections.push_back(std::move(s));
    }

    // The latest starts of each regulation, and the client whose history shows most.
    void walk_histories() {
        int best = 0;
        for (std::size_t i = 0; i < engine_.client_count(); ++i) {
            const std::string_view client = engine_.client(i);
            std::bitset<effect_kinds> kinds;
            std::size_t length = 0;
            for (const effect& e : engine_.history(client)) {
                ++length;
                if (e.kind == effect_kind::run_started) offer_start(client, e);
                if (e.kind != effect_kind::start_refused) kinds.set(static_cast<std::size_t>(e.kind));
            }
            const int score =
                static_cast<int>(kinds.count()) * 10 - static_cast<int>(std::min<std::size_t>(length / 8, 60));
            if (!how_.example_client.empty() || score <= best) continue;
            best = score;
            out_.client = client;
        }
    }

    void offer_start(std::string_view client, const effect& e) {
        auto& starts = out_.sections[e.regulation].starts;
        const auto later = [](const digest::start& a, const digest::start& b) { return a.at > b.at; };
        if (how_.starts_shown == 0 || (starts.size() == how_.starts_shown && starts.back().at >= e.at)) return;
        if (starts.size() == how_.starts_shown) starts.pop_back();
        digest::start made{e.at, say_.date(e.at), std::string{client}, say_.why_started(e)};
        starts.insert(std::upper_bound(starts.begin(), starts.end(), made, later), std::move(made));
    }

    void add_tasks() {
        for (const task& t : engine_.tasks()) {
            auto& roles = out_.sections[t.regulation].roles;
            const std::string role = say_.role(t.what->role);
            auto at = std::find_if(roles.begin(), roles.end(), [&](const auto& r) { return r.role == role; });
            if (at == roles.end()) at = roles.insert(roles.end(), digest::role_work{role, 0, 0, {}});
            ++at->total;
            at->late += t.late ? 1 : 0;
            if (at->shown.size() == how_.tasks_shown) continue;
            const std::string due = t.due == never ? say_.say("no date", "без срока") : say_.date(t.due);
            at->shown.push_back({due, whose(t), say_.instruction(*t.what, t.values), t.late, t.attempt});
        }
    }

    const engine& engine_;
    const figures& figures_;
    const report_options& how_;
    const words& say_;
    digest out_;
};

void add_part(std::string& to, std::uint64_t n, std::string_view word) {
    if (n == 0) return;
    to += (to.empty() ? "" : ", ") + std::string{word} + " " + grouped(n);
}

}  // namespace

digest gather(const engine& e, const figures& f, const report_options& how, const words& say) {
    return gatherer{e, f, how, say}.gather();
}

std::string events_line(const event_figures& e, const words& say) {
    std::string parts;
    add_part(parts, e.applied, say.say("applied", "учтено"));
    add_part(parts, e.rejected, say.say("rejected", "отклонено"));
    add_part(parts, e.duplicate, say.say("repeated", "повторных"));
    add_part(parts, e.after_until, say.say("later than the end", "позже конца отчёта"));
    return say.counted(e.read, event_noun) + (parts.empty() ? "" : ": " + parts);
}

std::string totals_line(const figures& f, const words& say) {
    std::string tasks;
    add_part(tasks, f.tasks.done, say.say("done", "сделано"));
    add_part(tasks, f.tasks.open, say.say("open", "открыто"));
    add_part(tasks, f.tasks.late, say.say("were late", "с просрочкой"));
    return say.counted(f.clients, client_noun) + " · " + say.counted(f.runs.started, run_noun) + " · " +
           say.counted(f.tasks.created, task_noun) + (tasks.empty() ? "" : ": " + tasks);
}

}  // namespace reglament
