#include "walk.hpp"

#include "engine/intake.hpp"
#include "engine/packed_client.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace reglament::testing {

namespace {

std::string describe(const rulebook& rules, const effect& e) {
    const machine& m = rules.machines()[e.regulation];
    std::string out{reglament::to_string(e.kind)};
    out += " " + m.regulation().id.value + "#" + std::to_string(e.run) + "." + std::to_string(e.branch) + " " +
           (e.kind == effect_kind::run_started || e.kind == effect_kind::start_refused ? "" : m.states()[e.state].id);
    for (const std::uint64_t part :
         {std::uint64_t{e.part}, std::uint64_t{e.task}, std::uint64_t{e.attempt}, std::uint64_t{e.transition},
          std::uint64_t{e.event}, e.sequence, static_cast<std::uint64_t>(e.why)})
        out += " " + std::to_string(part);
    out += " " + reglament::to_string(e.at) + (e.due == never ? "" : " " + reglament::to_string(e.due));
    for (const feel::value& v : e.data) out += " " + feel::to_string(v);
    return out;
}

class walker {
public:
    walker(const rulebook& rules, walked& count) : rules_{rules}, in_{rules}, count_{count} {}

    std::string go(const std::vector<happening>& all) {
        instant now = *parse_instant("2025-01-06T08:00:00Z");
        for (const happening& h : all) {
            now += std::chrono::minutes{h.minutes};
            pass(now - std::chrono::microseconds{1});
            happen(h, now);
            if (!wrong_.empty()) return wrong_ + "\nafter " + to_string(h) + " at " + reglament::to_string(now);
            if (branches() > most_branches) {
                ++count_.left;
                return wrong_;
            }
        }
        pass(now + std::chrono::days{400});
        return wrong_;
    }

private:
    // A handler beside a block and a loop multiply each other: to save and load thousands of branches at each step
    // shows nothing that hundreds do not.
    static constexpr std::size_t most_branches = 500;

    [[nodiscard]] std::size_t branches() const {
        std::size_t all = 0;
        for (const run& r : kept_.runs) all += r.details() == nullptr ? 0 : r.details()->branches.size();
        return all;
    }

    void happen(const happening& h, instant now) {
        if (h.kind == happening::what::pass) return pass(now);
        event e;
        e.subject = "c";
        e.time = now;
        e.type = h.type;
        e.data = h.data;
        if (h.kind != happening::what::event && !handle(h, e) && !answer(h, e)) return;
        issues found;
        const auto ready = in_.resolve(e, &kept_, found);
        if (!ready) return fail("refused: " + render(found));
        both([&](record& r, step_output& out) { step_event(rules_, r, ready->at(now), now, out); });
        const bool counts = h.kind == happening::what::event && (h.type == "e0" || h.type == "e1" || h.type == "e2");
        if (counts) heard_.emplace_back(now, h.type == "e1" ? h.data.get("amount").as_number() : feel::number{});
        check_facts(now);
    }

    // What is gathered is what a recount gives.
    void check_facts(instant now) {
        if (!wrong_.empty() || kept_.facts.empty()) return;
        feel::number recent;
        for (const auto& [when, amount] : heard_) {
            if (when + std::chrono::days{5} > now) recent = add(recent, amount).value();
        }
        check_fact("heard", feel::number{heard_.size()});
        check_fact("total of 5 days", recent);
        check_fact("deals", feel::number{kept_.parts.size()});
        const bool much = feel::number{8} < recent;
        check_fact("level", feel::number{much ? 2 : heard_.size() > 6 ? 1 : 0});
    }

    void check_fact(std::string_view name, feel::number wanted) {
        const feel::value& v = kept_.facts[rules_.vocabulary().find_fact(name).value()];
        ++count_.recounted;
        if (!(v == feel::value{wanted}))
            fail("'" + std::string{name} + "' is " + feel::to_string(v) + ", a recount gives " + wanted.to_string());
    }

    // Now and then somebody takes a run in hand instead. A paused one is resumed soon.
    bool handle(const happening& h, event& e) const {
        const bool meant_to = h.kind == happening::what::unanswered && h.which % 4 == 3;
        if (!meant_to && h.kind != happening::what::done) return false;
        for (const run& r : kept_.runs) {
            const bool resumes = r.is_paused() || (meant_to && r.status() == run_status::stuck && h.which % 8 == 3);
            if (!resumes) continue;
            e.type = "run.resume";
            e.data = feel::context{{"run", feel::number{r.number}}};
            return true;
        }
        if (!meant_to || kept_.runs.empty()) return false;
        const run& meant = kept_.runs[h.which / 4 % kept_.runs.size()];
        const machine& m = rules_.machines()[meant.regulation];
        feel::context data{{"run", feel::number{meant.number}}, {"reason", feel::value{"so"}}};
        e.type = h.which % 3 == 0 ? "run.cancel" : "run.pause";
        const auto to = static_cast<state_index>(h.which % m.states().size());
        if (h.which % 3 == 1 && may_jump(m, to)) {
            e.type = "run.jump";
            data.emplace_back("to", feel::value{m.states()[to].id});
        }
        e.data = std::move(data);
        return true;
    }

    // The answer to one of the open tasks; false when there is none.
    bool answer(const happening& h, event& e) const {
        struct asked {
            std::uint32_t number;
            const task_definition* what;  // null: a call
            bool pausing;                 // between two attempts
            bool skippable;
        };
        std::vector<asked> open;
        for (const run& r : kept_.runs) {
            const machine& m = rules_.machines()[r.regulation];
            r.each_token([&](const token& t, std::uint32_t, instant) {
                const state& at = m.states()[t.at];
                const bool held = r.is_paused() && at.kind == state_kind::task;
                if (t.task == 0 || at.kind == state_kind::run || held) return;
                open.push_back({t.task, at.kind == state_kind::task ? &m.tasks()[at.detail] : nullptr,
                                at.kind == state_kind::retry, may_skip(m, r, t.task)});
            });
        }
        if (open.empty()) return false;
        const auto& [number, what, pausing, skippable] = open[h.which % open.size()];
        if (what == nullptr) {
            const bool done = h.kind == happening::what::done;
            if (pausing && !done) return false;  // that attempt is over already
            e.type = done ? "action.done" : "action.failed";
            const feel::value seat = feel::context{{"seat", feel::number{h.which % 6}}};
            e.data =
                done ? feel::context{{"call", feel::number{number}}, {"result", seat}}
                     : feel::context{
                           {"call", feel::number{number}}, {"error", "no"}, {"final", feel::value{h.which % 5 == 0}}};
            return true;
        }
        feel::context answers;
        if (!what->form.empty()) answers.emplace_back("x", feel::number{h.which % 6});
        const bool done = h.kind == happening::what::done;
        e.type = done ? "task.done" : skippable && h.which % 3 == 0 ? "task.skipped" : "task.unanswered";
        e.data = feel::context{{"task", feel::number{number}}, {"answers", feel::value{answers}}};
        return true;
    }

    void pass(instant now) {
        if (!wrong_.empty() || now < kept_.seen || kept_.seen == instant::min()) return;
        both([&](record& r, step_output& out) { step_timers(rules_, r, now, out); });
        if (kept_.due <= now) fail("something is due that did not fire");
    }

    // One record goes on as it is, one is saved and loaded before each step.
    void both(const auto& step) {
        step_output a, b;
        step(kept_, a);
        step(saved_, b);
        ++count_.steps;
        if (a.effects.size() != b.effects.size()) return fail("a saved record does something else");
        for (std::size_t i = 0; i < a.effects.size(); ++i) {
            const std::string one = describe(rules_, a.effects[i]);
            if (one != describe(rules_, b.effects[i])) return fail("a saved record does something else: " + one);
            see(a.effects[i]);
        }
        const std::string bytes = encode(rules_, kept_);
        if (bytes != encode(rules_, saved_)) return fail("a saved record has other bytes");
        std::string why;
        auto again = decode(rules_, bytes, &why);
        if (!again) return fail("cannot be loaded: " + why);
        if (encode(rules_, *again) != bytes) return fail("saved again it has other bytes");
        if (again->due != kept_.due) return fail("loaded it is due at another time");
        check_packed(bytes);
        saved_ = std::move(*again);
        ++count_.saved;
        check_runs();
    }

    // Packed as the engine keeps those who rest it is the same, whatever was unpacked in that place before.
    void check_packed(const std::string& bytes) {
        kept_client in_hand;
        in_hand.state = kept_;
        in_hand.queued = kept_.due - std::chrono::minutes{count_.steps % 2};
        in_hand.told = count_.steps % 3;
        const instant origin = *parse_instant("2025-01-06T08:00:00Z");
        if (!pack(in_hand, origin, packer_)) return fail("cannot be packed");
        const std::string packed{packer_.bytes()};
        unpack(packed.data(), origin, texts_, unpacked_);
        unpacked_.state.who = kept_.who;
        if (encode(rules_, unpacked_.state) != bytes) return fail("packed and unpacked it has other bytes");
        const packed_times its = peek(packed.data(), origin, texts_);
        if (its.due != kept_.due || unpacked_.state.due != kept_.due) return fail("packed it is due at another time");
        if (its.queued != in_hand.queued || unpacked_.queued != in_hand.queued || unpacked_.told != in_hand.told)
            return fail("packed it is queued at another time");
        if (its.has_runs == kept_.runs.empty()) return fail("packed it has other runs");
        ++count_.packed;
    }

    // Each task is done, cancelled, or open; nothing happens to a run that is over.
    void see(const effect& e) {
        if (e.sequence != last_ + 1) fail("effects are not numbered one by one");
        last_ = e.sequence;
        if (e.kind == effect_kind::start_refused) return;
        const bool of_end = e.kind == effect_kind::event_emitted && e.run == ending_;
        if (over_.contains(e.run) && !of_end) fail("a run that is over: " + describe(rules_, e));
        switch (e.kind) {
            case effect_kind::run_started:
                ++count_.runs;
                break;
            case effect_kind::task_created:
                ++count_.tasks;
                open_.insert(e.task);
                break;
            case effect_kind::task_done:
            case effect_kind::task_cancelled:
            case effect_kind::task_skipped:
                if (open_.erase(e.task) == 0) fail("a task that is not open: " + describe(rules_, e));
                break;
            case effect_kind::task_reassigned:
                if (!open_.contains(e.task)) fail("a task that is not open: " + describe(rules_, e));
                break;
            case effect_kind::task_unanswered:
                if (!open_.contains(e.task)) fail("a task that is not open: " + describe(rules_, e));
                unanswered_.insert(e.task);
                break;
            case effect_kind::action_requested:
                calls_.insert(e.task);
                break;
            case effect_kind::run_requested:
                if (e.task != 0) calls_.insert(e.task);
                ++count_.called;
                break;
            case effect_kind::action_done:
            case effect_kind::action_cancelled:
            case effect_kind::run_returned:
            case effect_kind::run_called_off:
                if (calls_.erase(e.task) == 0) fail("a call that is not open: " + describe(rules_, e));
                break;
            case effect_kind::action_failed:
            case effect_kind::action_timed_out:
                if (!calls_.contains(e.task)) fail("a call that is not open: " + describe(rules_, e));
                break;
            case effect_kind::run_finished:
            case effect_kind::run_cancelled:
                ++count_.ended;
                over_.insert(e.run);
                ending_ = e.run;
                break;
            default:
                break;
        }
    }

    void check_runs() {
        std::set<std::uint32_t> alive;
        for (const run& r : kept_.runs) {
            if (over_.contains(r.number)) fail("a run that is over is still there");
            check_divisions(r);
            r.each_token([&](const token& t, std::uint32_t, instant) {
                if (t.task != 0) alive.insert(t.task);
            });
        }
        for (const std::uint32_t task : alive) {
            if (!open_.contains(task) && !calls_.contains(task)) fail("an open task that was never created");
        }
        for (const std::uint32_t task : open_) {  // an attempt that found nobody is over by that
            if (!alive.contains(task) && !unanswered_.contains(task)) fail("a task was lost");
        }
    }

    // Every branch belongs to a division, every division to who waits there; none is left over.
    void check_divisions(const run& r) {
        if (r.details() == nullptr) return;
        const auto& d = *r.details();
        std::map<std::uint32_t, std::uint32_t> branches;
        std::set<std::uint32_t> ids;
        for (const branch& b : d.branches) {
            ++branches[b.division];
            ids.insert(b.id);
        }
        for (const division& x : d.divisions) {
            ++count_.divisions;
            if (x.ended > x.begun) fail("more branches ended than began");
            if (x.owner != 0 && !ids.contains(x.owner) && !x.joined) fail("nobody waits at a division");
            if (x.joined && branches[x.id] == 0) fail("a division was left behind");
            branches.erase(x.id);
        }
        if (!branches.empty()) fail("a branch without its division");
    }

    void fail(std::string why) {
        if (wrong_.empty()) wrong_ = std::move(why);
    }

    const rulebook& rules_;
    intake in_;
    walked& count_;
    record kept_, saved_;
    packer packer_;
    text_cache texts_;
    kept_client unpacked_;
    std::vector<std::pair<instant, feel::number>> heard_;  // e0, e1, e2, and the amount of e1
    std::set<std::uint32_t> open_, unanswered_, calls_, over_;
    std::uint32_t ending_ = 0;
    std::uint64_t last_ = 0;
    std::string wrong_;
};

feel::value known(dice& d) {
    switch (d.roll(4)) {
        case 0:
            return feel::context{{"n", feel::number{std::int64_t{d.roll(8)}}}};
        case 1:
            return feel::context{{"flag", feel::value{d.chance(50)}}};
        case 2:
            return feel::context{{"class", d.chance(80)
                                               ? feel::value{std::string(1, static_cast<char>('A' + d.roll(3)))}
                                               : feel::value{}}};
        default:
            return feel::context{{"day", feel::value{*feel::parse_date("2025-0" + std::to_string(1 + d.roll(9)) + "-1" +
                                                                       std::to_string(d.roll(10)))}}};
    }
}

}  // namespace

std::vector<happening> make_happenings(dice& d) {
    static const std::vector<std::int64_t> times{0, 0, 1, 60, 24 * 60, 3 * 24 * 60, 10 * 24 * 60};
    std::vector<happening> all(20 + d.roll(30));
    for (happening& h : all) {
        h.minutes = d.pick(times);
        h.which = d.roll(1'000);
        const std::uint32_t kind = d.roll(10);
        if (kind < 3) {
            h.kind = happening::what::done;
        } else if (kind == 3) {
            h.kind = happening::what::unanswered;
        } else if (kind == 4) {
            h.kind = happening::what::pass;
        } else {
            static const std::vector<std::string> types{
                "e0", "e1", "e1", "e2", "told", "d0", "facts.changed", "grade.entered", "grade.left"};
            h.kind = happening::what::event;
            h.type = d.pick(types);
            if (h.type.starts_with("grade")) h.data = feel::context{{"grade", d.chance(50) ? "high" : "low"}};
            if (h.type == "e1") h.data = feel::context{{"amount", feel::number{std::int64_t{d.roll(7)}}}};
            if (h.type == "d0") h.data = feel::context{{"deal", feel::value{d.chance(50) ? "D1" : "D2"}}};
            if (h.type == "facts.changed") h.data = known(d);
        }
    }
    return all;
}

std::string to_string(const happening& h) {
    static const char* const names[]{"", "done", "unanswered", "pass"};
    std::string out = "+" + std::to_string(h.minutes) + " min ";
    out += h.kind == happening::what::event ? h.type : names[static_cast<int>(h.kind)];
    if (h.kind == happening::what::done || h.kind == happening::what::unanswered) out += " " + std::to_string(h.which);
    if (!h.data.is_null()) out += " " + feel::to_string(h.data);
    return out;
}

std::string walk(const rulebook& rules, const std::vector<happening>& all, walked& count) {
    return walker{rules, count}.go(all);
}

}  // namespace reglament::testing
