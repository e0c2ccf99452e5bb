#include "control/assumed.hpp"

#include <reglament/control/plan.hpp>

#include <algorithm>
#include <queue>
#include <tuple>
#include <unordered_map>
#include <utility>

namespace reglament {

namespace {

constexpr std::size_t at_once = 1U << 16U;  // effects

std::string_view text_of(const feel::value& v) noexcept {
    return v.kind() == feel::value_kind::string ? v.as_string() : std::string_view{};
}

class planner {
public:
    planner(const engine& e, const plan_options& how) : how_{how}, engine_{e.copy(quiet())} {
        out_.rules = e.shared_rules();
        out_.from = how.from;
        out_.to = how.to;
        out_.as_of = e.now();
    }

    plan go() {
        find_open();
        while (step()) collect();
        for (auto& [whose, left] : open_) {
            const bool begun = left.called == nullptr && left.task.due == never && !out_.cut;
            if (begun) show(std::move(left.task));
        }
        std::sort(out_.tasks.begin(), out_.tasks.end(), [](const planned_task& a, const planned_task& b) {
            return std::tuple{shown_at(a), std::string_view{a.subject}, a.number} <
                   std::tuple{shown_at(b), std::string_view{b.subject}, b.number};
        });
        return std::move(out_);
    }

private:
    using key = std::uint64_t;  // client, number of the task or call

    struct turn {
        instant at{};
        key whose = 0;
        friend bool operator>(const turn& a, const turn& b) {
            return std::tie(a.at, a.whose) > std::tie(b.at, b.whose);
        }
    };
    struct pending {
        planned_task task;
        const call_definition* called = nullptr;
        instant at{};  // when it is over
    };

    static engine_options quiet() {
        engine_options how;
        how.trace = false;
        return how;
    }
    static instant shown_at(const planned_task& t) { return t.due == never ? t.created : t.due; }
    static std::uint32_t client_of(key k) { return static_cast<std::uint32_t>(k >> 32U); }
    static std::uint32_t number_of(key k) { return static_cast<std::uint32_t>(k); }
    [[nodiscard]] key key_of(std::string_view subject, std::uint32_t number) const {
        return static_cast<key>(engine_.find_client(subject).value_or(0)) << 32U | number;
    }
    [[nodiscard]] std::uint16_t role_of(std::string_view name) const {
        const auto known = out_.rules->vocabulary().find_role(name);
        return known && !name.empty() ? static_cast<std::uint16_t>(*known) : no_index;
    }

    void find_open() {
        for (const task& t : engine_.tasks()) {
            if (t.paused) continue;
            pending p;
            planned_task& of = p.task;
            of.subject = t.subject;
            of.part = t.part;
            of.person = t.person;
            of.regulation = t.regulation;
            of.role = role_of(t.role);
            of.what = t.what;
            of.values = t.values;
            of.number = t.number;
            of.created = t.created;
            of.due = t.due;
            p.task.is_open = true;
            p.task.is_late = t.due <= out_.as_of;
            p.task.unassigned = t.unassigned;
            if (t.due < how_.from) ++out_.late_before;
            put(key_of(t.subject, t.number), std::move(p));
        }
        for (const call& c : engine_.calls()) {
            if (!c.waits) ask(key_of(c.subject, c.number), c.what);
        }
    }

    void put(key k, pending p) {
        constexpr std::chrono::days undated{1};
        p.at = p.task.due == never ? p.task.created + undated : p.task.due;
        p.at = std::max(p.at, engine_.now());
        turns_.push({p.at, k});
        open_[k] = std::move(p);
    }
    void ask(key k, const call_definition* what) {
        pending& p = open_[k];
        p.called = what;
        p.at = engine_.now();
        turns_.push({p.at, k});
    }

    // Whoever is next, a task or a timer; an event comes before a timer of its instant.
    bool step() {
        while (!turns_.empty()) {
            const auto known = open_.find(turns_.top().whose);
            if (known != open_.end() && known->second.at == turns_.top().at) break;
            turns_.pop();
        }
        const instant timer = engine_.next_due().value_or(never);
        const instant next = turns_.empty() ? never : turns_.top().at;
        if (std::min(timer, next) > how_.to || std::min(timer, next) == never) return false;
        if (timer < next) {
            engine_.advance(timer);
            return true;
        }
        if (++done_ > how_.most) {
            out_.cut = true;
            return false;
        }
        const key k = turns_.top().whose;
        turns_.pop();
        finish(k);
        return true;
    }

    void finish(key k) {
        const auto known = open_.find(k);
        pending p = std::move(known->second);
        open_.erase(known);
        const std::string_view client = engine_.client(client_of(k));
        posted did;
        if (p.called != nullptr) {
            const auto& result = out_.rules->vocabulary().actions[p.called->action].result;
            did = engine_.answered(client, number_of(k), answers(p.called->id, result, p.at), p.at);
        } else {
            did = p.task.mandatory()
                      ? engine_.complete(client, number_of(k), answers(p.task.what->id, p.task.what->form, p.at), p.at)
                      : engine_.skipped(client, number_of(k), p.at);
            show(std::move(p.task));
        }
        if (did.status != post_status::accepted) ++out_.not_assumed;
    }

    void show(planned_task t) {
        const instant at = t.due == never ? std::max(t.created, out_.as_of) : t.due;
        if (at >= how_.from && at <= how_.to) out_.tasks.push_back(std::move(t));
    }

    feel::value answers(const std::string& step, const std::vector<attribute>& form, instant at) {
        feel::context all;
        for (const attribute& a : form) {
            if (a.optional) continue;
            feel::value v = assumed_value(a.type, at, out_.rules->vocabulary().calendar.zone());
            out_.answers.try_emplace(step + "." + a.name.value, v);
            all.emplace_back(a.name.value, std::move(v));
        }
        return feel::value{std::move(all)};
    }

    void collect() {
        for (;;) {
            const std::vector<delivered> told = engine_.outbox(at_once);
            for (const delivered& d : told) take(d.subject, *d.effect);
            engine_.taken(told.size());
            if (told.size() < at_once) return;
        }
    }

    void take(std::string_view subject, const effect& e) {
        switch (e.kind) {
            case effect_kind::task_created:
                return create(subject, e);
            case effect_kind::action_requested:
                return ask(key_of(subject, e.task), out_.rules->machines()[e.regulation].call_at(e.state));
            case effect_kind::task_assigned:
            case effect_kind::task_unassigned:
                return assign(key_of(subject, e.task), e);
            case effect_kind::task_reassigned:
                return change(key_of(subject, e.task), [&](planned_task& t) { t.person = text_of(e.data.front()); });
            case effect_kind::due_moved:
                return change(key_of(subject, e.task), [&](planned_task& t) { t.due = e.due; });
            case effect_kind::task_cancelled:
            case effect_kind::task_done:
            case effect_kind::task_skipped:
            case effect_kind::action_done:
            case effect_kind::action_cancelled:
                open_.erase(key_of(subject, e.task));
                return;
            default:
                return;
        }
    }

    void create(std::string_view subject, const effect& e) {
        const machine& m = out_.rules->machines()[e.regulation];
        pending p;
        planned_task& t = p.task;
        t.subject = subject;
        t.regulation = e.regulation;
        t.what = &m.tasks()[m.states()[e.state].detail];
        t.role = t.what->role;
        t.number = e.task;
        t.created = e.at;
        t.due = e.due;
        if (!e.data.empty()) t.person = text_of(e.data.front());
        if (e.data.size() > 1) t.values.assign(e.data.begin() + 1, e.data.end());
        if (e.part != no_index) t.part = engine_.state(*engine_.find_client(subject)).parts[e.part].key;
        put(key_of(subject, e.task), std::move(p));
    }

    void assign(key k, const effect& e) {
        const bool given = e.kind == effect_kind::task_assigned;
        change(k, [&](planned_task& t) {
            t.person = given && !e.data.empty() ? text_of(e.data.front()) : std::string_view{};
            t.unassigned = !given;
            if (e.data.size() > 2) t.role = role_of(text_of(e.data[2]));
            if (given) t.due = e.due;
        });
    }

    template <class Change>
    void change(key k, Change&& how) {
        const auto known = open_.find(k);
        if (known == open_.end()) return;
        pending p = std::move(known->second);
        how(p.task);
        put(k, std::move(p));
    }

    plan_options how_;
    engine engine_;
    plan out_;
    std::priority_queue<turn, std::vector<turn>, std::greater<>> turns_;
    std::unordered_map<key, pending> open_;
    std::size_t done_ = 0;
};

}  // namespace

plan plan_ahead(const engine& e, const plan_options& how) {
    return planner{e, how}.go();
}

}  // namespace reglament
