#include "engine/admission.hpp"
#include "engine/intake.hpp"
#include "engine/publish.hpp"
#include "engine/timer_queue.hpp"
#include "machine/gatherer.hpp"

#include <reglament/engine/engine.hpp>
#include <reglament/regulation/keywords.hpp>

#include <boost/unordered/unordered_flat_map.hpp>

#include <algorithm>
#include <cassert>
#include <deque>
#include <limits>
#include <memory>
#include <set>
#include <utility>

namespace reglament {

namespace {

constexpr std::chrono::microseconds tick{1};

struct client_record {
    std::string key;
    record state;
    std::vector<effect> history;
    std::size_t owned = 0;   // parts that are known to be its
    instant queued = never;  // the earliest of its entries in the queue of timers
};

struct outgoing {
    std::uint32_t client;
    std::uint32_t index;  // into the client's history, or into the engine's own store when no trace is kept
};

// From one record to another.
struct letter {
    std::string to;
    event_index event = no_index;
    std::vector<feel::value> data;
    std::uint32_t task = 0;
    regulation_index called = no_index;
    run_caller by;
    std::uint32_t hops = 0;  // messages that led to it, one after the other
};

// Subjects that answer each other for ever are stopped there.
constexpr std::uint32_t most_hops = 25'000;  // a loop over a list of the longest, one after the other, is twice 10,000
constexpr std::size_t most_letters = 1'000'000;  // that one event leads to

bool speaks_of_task(std::string_view type) noexcept {
    return type.starts_with("task.") || type.starts_with("action.") || type == "run.cancel" || type == "run.ended";
}

bool for_the_world(effect_kind k) noexcept {
    return k != effect_kind::state_entered && k != effect_kind::start_refused && k != effect_kind::branch_cancelled;
}

}  // namespace

std::uint64_t event_key(std::string_view source, std::string_view id) noexcept {
    std::uint64_t h = 0xcbf29ce484222325ULL;  // FNV-1a, then mixed: ids that count up differ in every bit
    const auto mix_in = [&h](std::string_view text) {
        for (const char c : text) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    };
    mix_in(source);
    h = (h ^ 0xFF) * 0x100000001b3ULL;  // no byte of UTF-8: source and id stay apart
    mix_in(id);
    h ^= h >> 32;
    h *= 0xd6e8feb86659fd93ULL;
    h ^= h >> 32;
    return h == 0 ? 1 : h;
}

struct engine::impl {
    impl(std::shared_ptr<const rulebook> r, engine_options o)
        : rules{std::move(r)}, options{o}, in{*rules}, starts{*rules} {
        out.trace = options.trace;
        note_kinds();
    }

    void note_kinds() {
        const auto& all = rules->vocabulary().subjects;
        several_kinds = std::any_of(all.begin() + 1, all.end(), [](const subject_type& s) { return !s.is_part(); });
    }

    std::shared_ptr<const rulebook> rules;
    engine_options options;
    intake in;
    admission starts;
    instant now = instant::min();
    std::deque<client_record> clients;  // addresses stay: keys are viewed by the index
    boost::unordered_flat_map<std::string_view, std::uint32_t> index;
    timer_queue timers;
    step_output out;
    std::deque<outgoing> outbox;
    std::deque<effect> untraced;  // effects of the outbox when no history is kept, in its order
    issues warnings;
    std::set<std::pair<regulation_index, std::uint16_t>> warned;
    std::deque<letter> letters;
    std::uint32_t hops = 0;              // of the letter in hand
    bool several_kinds = false;          // not only clients own records
    std::optional<refusal> not_started;  // of the start that was asked for last
    std::vector<bool> draining;          // by regulation: it waits for the runs of its earlier versions
    std::vector<std::uint64_t> left;     // by family: runs in earlier versions
    boost::unordered_flat_map<std::string, std::uint32_t> owners;  // of "deal/D-17": the client it was last heard with

    std::uint32_t find_or_add(std::string_view key) {
        if (const auto known = index.find(key); known != index.end()) return known->second;
        const auto fresh = static_cast<std::uint32_t>(clients.size());
        client_record& c = clients.emplace_back();
        c.key = key;
        if (several_kinds) c.state.subject = in.kind_of(key);
        c.state.who = client_hash(key);
        index.emplace(c.key, fresh);
        return fresh;
    }

    // The queue holds one entry a client at least as early as its next due time; entries found stale go in again.
    void queue(std::uint32_t which) {
        client_record& c = clients[which];
        if (c.state.due >= c.queued) return;
        c.queued = c.state.due;
        timers.push({c.state.due, which});
    }

    // Whether the client is due when its entry says; a stale entry goes in again.
    bool is_due(timer t) {
        client_record& c = clients[t.client];
        if (t.due != c.queued) return false;
        c.queued = never;
        if (t.due == c.state.due) return true;
        queue(t.client);
        return false;
    }

    instant first_due() {
        while (!timers.empty()) {
            const timer first = timers.top();
            const client_record& c = clients[first.client];
            if (first.due == c.queued && first.due == c.state.due) return first.due;
            is_due(timers.pop());
        }
        return never;
    }

    // Fires what is due at or before `until`, client by client in the order of due times.
    std::size_t fire(instant until) {
        std::size_t fired = 0;
        instant reached = now;
        for (;;) {
            const instant due = timers.next_due();  // or later, should that entry be stale
            // Who waits begins when all timers of that instant have fired: a run may end by one.
            const instant opens = std::max(starts.next_due(), reached);
            if (opens <= until && opens < due && opens != never) {
                admit(opens);
                continue;
            }
            if (due > until || due == never) break;
            const timer first = timers.pop();
            if (!is_due(first)) continue;
            client_record& c = clients[first.client];
            step_timers(*rules, c.state, std::max(first.due, c.state.seen), out);
            keep(first.client);
            queue(first.client);
            deliver(first.due);
            reached = first.due;
            if (c.state.due > until) ++fired;  // a client counts once, however often it was due
        }
        return fired;
    }

    void keep(std::uint32_t which) {
        client_record& c = clients[which];
        if (out.draining != nullptr) drain(out.effects);
        for (effect& e : out.effects) {
            const bool goes_out = for_the_world(e.kind);
            if (e.kind == effect_kind::start_refused && e.event == static_cast<event_index>(reserved_event::run_start))
                not_started = e.why;
            if (e.kind == effect_kind::start_queued) {
                const bool named = !e.data.empty() && e.data[0].kind() == feel::value_kind::string;
                starts.wait(
                    {rules->family_of(e.regulation), named ? std::string{e.data[0].as_string()} : std::string{}},
                    {which, e.part == no_index ? std::string{} : c.state.parts[e.part].key, e.at});
            }
            if (!e.whom.is_null() && goes_elsewhere(*rules, e)) letters.push_back(letter_to(c, e));
            if (options.trace) {
                if (goes_out) outbox.push_back({which, static_cast<std::uint32_t>(c.history.size())});
                c.history.push_back(std::move(e));
            } else if (goes_out) {
                outbox.push_back({which, 0});
                untraced.push_back(std::move(e));
            }
        }
        out.effects.clear();
        for (; c.owned < c.state.parts.size(); ++c.owned) {
            const part& fresh = c.state.parts[c.owned];
            owners.insert_or_assign(rules->vocabulary().subjects[fresh.subject].name.value + "/" + fresh.key, which);
        }
        if (!out.notes.empty() || out.endless) warn(c.key);
    }

    // Of each condition once: what was missing, else what the evaluation itself says.
    void warn(const std::string& client) {
        for (const step_note& n : out.notes) {
            if (n.fact != no_index) {
                const fact& f = rules->vocabulary().facts[n.fact];
                if (!warned.emplace(no_index, n.fact).second) continue;
                for (const auto& why : n.notes) warnings.add(why.code, place{f.file, f.formula.where}, why.arguments);
                continue;
            }
            if (!warned.emplace(n.regulation, n.program).second) continue;
            const auto& origin = rules->machines()[n.regulation].origin_of(n.program);
            const place& where = origin.where;
            for (const std::string& name : n.missing) warnings.add("condition-unknown", where, {name, client});
            if (!n.missing.empty()) continue;
            for (const auto& why : n.notes)
                warnings.add(why.code, origin.is_table ? place{where.source, why.where} : where, why.arguments);
            if (n.notes.empty()) warnings.add("condition-null", where, {client});
        }
        out.notes.clear();
        if (!out.endless) return;
        if (warned.emplace(*out.endless, no_index).second) {
            const regulation& r = rules->machines()[*out.endless].regulation();
            warnings.add("events-without-end", {r.file, r.id.where}, {r.id.value, std::to_string(most_emitted)});
        }
        out.endless.reset();
    }

    // By the name and number it was first asked under, should that be those of one that was merged into this.
    [[nodiscard]] static run_caller asked_by(const client_record& from, std::uint32_t number) {
        const merger* first = nullptr;
        for (const merger& m : from.state.merged) {
            const bool its = number > m.tasks && number - m.tasks <= m.last_task;
            if (its && (first == nullptr || m.last_task < first->last_task)) first = &m;
        }
        if (first != nullptr) return {number - first->tasks, feel::value{first->key}};
        return {number, feel::value{from.key}};
    }

    [[nodiscard]] letter letter_to(const client_record& from, const effect& e) const {
        const vocabulary& words = rules->vocabulary();
        const auto root_of = [&](subject_index s) { return words.subjects[s].root; };
        letter m;
        m.hops = hops + 1;
        switch (e.kind) {
            case effect_kind::event_emitted:
                m.to = in.address(root_of(words.events[e.event].about), e.whom.as_string());
                m.event = e.event;
                m.data = e.data;
                break;
            case effect_kind::run_requested:
            case effect_kind::run_called_off:
                m.to = in.address(root_of(rules->machines()[e.called].subject()), e.whom.as_string());
                m.event = static_cast<event_index>(e.kind == effect_kind::run_requested ? reserved_event::run_start
                                                                                        : reserved_event::run_cancel);
                if (e.kind == effect_kind::run_requested) m.data = e.data;
                m.called = e.called;
                m.by = asked_by(from, e.task);
                break;
            default:
                m.to = e.whom.as_string();
                m.event = static_cast<event_index>(reserved_event::run_ended);
                m.data = answer_of(*rules, e);
                m.task = e.task;
        }
        return m;
    }

    // What records tell each other, first in, first out, at the time it was told.
    void deliver(instant at) {
        for (std::size_t count = 0; !letters.empty(); ++count) {
            letter m = std::move(letters.front());
            letters.pop_front();
            if (m.hops > most_hops || count == most_letters) {
                warnings.add("messages-without-end", {}, {m.to, std::to_string(most_hops)});
                letters.clear();
                break;
            }
            hops = m.hops;
            if (const merger* const gone = merged(m.to)) {
                m.to = gone->key;
                if (m.task != 0) m.task += gone->tasks;
                letters.push_front(std::move(m));
                continue;
            }
            const std::uint32_t which = find_or_add(m.to);
            record& state = clients[which].state;
            signal s{m.event, at, m.data, m.task, {}};
            s.called = m.called;
            s.by = m.by.number == 0 ? nullptr : &m.by;
            step_event(*rules, state, s, std::max(at, state.seen), out);
            keep(which);
            queue(which);
        }
        hops = 0;
    }

    // Starts that waited and may begin now. One that does not begin leaves its place to the next.
    void admit(instant at) {
        while (const auto next = starts.next(at)) {
            record& state = clients[next->who.client].state;
            const std::uint32_t before = state.last_run;
            signal s{static_cast<event_index>(reserved_event::run_start), at, {}, 0, {}};
            s.called = next->desk.first;
            s.admits = true;
            s.about = rules->machines()[s.called].subject();
            s.part = next->who.part;
            step_event(*rules, state, s, std::max(at, state.seen), out);
            if (state.last_run == before) starts.give_back(next->desk);
            keep(next->who.client);
            queue(next->who.client);
            deliver(at);
        }
    }

    // What became of a subject that was merged into another one; the letter or the event is about that one then.
    [[nodiscard]] const merger* merged(std::string_view key) const {
        const auto known = index.find(key);
        if (known == index.end()) return nullptr;
        const merger& m = clients[known->second].state.merged_into;
        return m.key.empty() ? nullptr : &m;
    }

    [[nodiscard]] std::uint32_t who_is_left(std::uint32_t which) {
        while (!clients[which].state.merged_into.key.empty()) which = find_or_add(clients[which].state.merged_into.key);
        return which;
    }

    // Numbers of tasks, calls and runs are those of the subject they were told of.
    [[nodiscard]] std::optional<event> redirected(const event& e) const {
        const merger* const m = merged(e.subject);
        if (m == nullptr) return std::nullopt;
        event whole = e;
        whole.subject = m->key;
        if (e.data.kind() != feel::value_kind::context) return whole;
        feel::context data = e.data.as_context();
        for (auto& [name, v] : data) {
            const bool of_task = name == "task" || name == "call";
            if (v.kind() != feel::value_kind::number || !speaks_of_task(e.type) || !(of_task || name == "run"))
                continue;
            const std::int64_t number = v.as_number().to_int64().value_or(0);
            const bool given = !of_task || number <= m->last_task;  // else there was never one of that number
            v = feel::value{feel::number{given ? number + (of_task ? m->tasks : m->runs) : 0}};
        }
        whole.data = feel::value{std::move(data)};
        return whole;
    }

    posted merge(const event& e, std::uint64_t event_key) {
        posted result;
        const feel::value named = e.data.get("into");
        const std::string other{named.kind() == feel::value_kind::string ? named.as_string() : std::string_view{}};
        const std::string into = other.empty() ? other : in.address(in.kind_of(e.subject), other);
        const merger* const gone = merged(into);
        if (into.empty() || in.kind_of(into) != in.kind_of(e.subject) || into == e.subject || gone != nullptr) {
            const std::string where = gone == nullptr ? into : gone->key;
            result.found.add(gone != nullptr ? "merged-already" : "merge-with-whom", {}, {e.subject, where});
            return {post_status::rejected, std::move(result.found)};
        }
        move_to(e.time);
        const std::uint32_t a = find_or_add(e.subject), b = find_or_add(into);
        record &from = clients[a].state, &to = clients[b].state;
        step_output told;
        told.trace = options.trace;
        told.draining = out.draining;
        step_merge(*rules, from, clients[a].key, to, clients[b].key, std::max({now, from.seen, to.seen}), out, told);
        keep(a);
        out.effects = std::move(told.effects);
        out.notes = std::move(told.notes);
        out.endless = told.endless;
        keep(b);
        if (event_key != 0) to.events.add(event_key, e.time, options.remembered_events);
        starts.move(a, b);
        clients[a].owned = 0;
        for (auto& [part, owner] : owners) owner = owner == a ? b : owner;
        queue(b);
        deliver(now);
        admit(now);
        return result;
    }

    static std::optional<posted> out_of_time(std::string_view type, instant time) {
        if (time >= first_instant && time <= last_instant) return std::nullopt;
        posted refused{post_status::rejected, {}};
        refused.found.add("event-time", {}, {std::string{type}});
        return refused;
    }

    // Whether the event was here before, or is too old to tell.
    std::optional<posted> seen_before(const client_record& c, std::uint64_t key, instant time) const {
        if (key == 0) return std::nullopt;
        if (c.state.events.knows(key)) return posted{post_status::duplicate, {}};
        if (time >= c.state.events.horizon) return std::nullopt;
        posted refused{post_status::rejected, {}};
        refused.found.add("event-too-old", {}, {to_string(time), c.key, to_string(c.state.events.horizon)});
        return refused;
    }

    void apply(std::uint32_t which, std::uint64_t key, const signal& s) {
        client_record& c = clients[which];
        const std::size_t last_run = c.state.last_run;
        step_event(*rules, c.state, s, std::max(now, c.state.seen), out);
        if (key != 0) {
            c.state.events.add(key, s.occurred, options.remembered_events);
            if (c.state.last_run != last_run) c.state.events.starts.push_back(key);
        }
        keep(which);
        queue(which);
        deliver(now);
        admit(now);
    }

    // An event as if it named its record by kind and key; nothing when it need not.
    [[nodiscard]] std::optional<event> addressed(const event& e, issues& found) const {
        if (!several_kinds || e.subject.empty()) return std::nullopt;
        const auto root = in.root_of(e, found);
        if (!root || *root == in.kind_of(e.subject)) return std::nullopt;
        event whole = e;
        whole.subject = in.address(*root, e.subject);
        return whole;
    }

    // The event as if it named its client; nothing when it is known of nobody.
    [[nodiscard]] std::optional<event> with_owner(const event& e) const {
        const std::string named = in.part_of(e);
        const auto owner = owners.find(named);
        if (named.empty() || owner == owners.end()) return std::nullopt;
        event named_whole = e;
        named_whole.subject = clients[owner->second].key;
        return named_whole;
    }

    [[nodiscard]] task task_at(const machine& m, const token& at) const {
        task t;
        t.number = at.task;
        t.what = &m.tasks()[m.states()[at.at].detail];
        if (t.what->role != no_index) t.role = rules->vocabulary().roles[t.what->role].name.value;
        t.due = at.due;
        t.late = at.late;
        t.attempt = at.attempt;
        return t;
    }

    // Who holds the role of a task: whom it was given to, where tasks stay; else whom the fact names now.
    [[nodiscard]] std::string_view person_of(const task_definition& what, const run& r, const record& state,
                                             std::uint32_t number) const {
        if (what.role == no_index) return {};
        const vocabulary& words = rules->vocabulary();
        const role& of = words.roles[what.role];
        if (of.person == no_index) return {};
        const auto text = [](const feel::value& v) {
            return v.kind() == feel::value_kind::string ? v.as_string() : std::string_view{};
        };
        if (of.keeps_tasks) {
            for (const asked_call& a : r.details()->asked) {
                if (a.number == number) return text(a.data.front());
            }
            return {};
        }
        const fact& named = words.facts[of.person];
        if (words.subjects[named.about].root != state.subject) return {};
        if (!words.subjects[named.about].is_part())
            return state.facts.empty() ? text(rules->initial_facts()[named.slot]) : text(state.facts[named.slot]);
        if (r.part == no_index || state.parts[r.part].subject != named.about) return {};
        return text(state.parts[r.part].facts[named.slot]);
    }

    [[nodiscard]] call call_at(const run& r, const machine& m, const token& at) const {
        call c;
        c.number = at.task;
        c.regulation = r.regulation;
        c.run = r.number;
        c.what = m.call_at(at.at);
        c.action = rules->vocabulary().actions[c.what->action].name.value;
        for (const asked_call& a : r.details()->asked) {
            if (a.number == at.task) c.data = a.data;
        }
        c.due = at.due;
        c.attempt = at.attempt;
        c.waits = m.states()[at.at].kind == state_kind::retry;
        return c;
    }

    // Of each version with runs that the current one waits for: how many there are.
    void count_earlier() {
        draining.assign(rules->machines().size(), false);
        left.assign(rules->machines().size(), 0);
        for (const client_record& c : clients) {
            for (const run& r : c.state.runs)
                left[rules->family_of(r.regulation)] += rules->is_earlier(r.regulation) ? 1 : 0;
        }
        bool any = false;
        for (regulation_index i = 0; i < left.size(); ++i) {
            const bool waits = rules->machines()[i].regulation().running == running_rule::drain;
            any = any || (draining[i] = waits && !rules->is_earlier(i) && left[i] > 0);
        }
        out.draining = any ? &draining : nullptr;
        starts.close(out.draining);
    }

    void drain(const effects& told) {
        for (const effect& e : told) {
            const bool over = e.kind == effect_kind::run_finished || e.kind == effect_kind::run_cancelled;
            if (!over || !rules->is_earlier(e.regulation)) continue;
            const regulation_index of = rules->family_of(e.regulation);
            if (--left[of] == 0) draining[of] = false;
        }
    }

    // Histories and what is not taken yet, in terms of the new rules. False: what is not taken cannot be told in them.
    [[nodiscard]] bool can_tell(const effect_translator& by, issues& found) const {
        for (std::size_t i = 0; i < outbox.size(); ++i) {
            const effect& e = options.trace ? clients[outbox[i].client].history[outbox[i].index] : untraced[i];
            if (by.knows(e)) continue;
            const regulation& r = rules->machines()[e.regulation].regulation();
            found.add("version-in-outbox", {r.file, r.id.where}, {r.id.value, r.version});
            return false;
        }
        return true;
    }

    void translate(const effect_translator& by, std::span<const published_client> all) {
        std::vector<std::vector<std::uint32_t>> places(clients.size());  // of what is left of each history
        for (std::size_t i = 0; i < clients.size(); ++i) {
            std::vector<effect> left_over;
            for (effect& e : clients[i].history) {
                places[i].push_back(static_cast<std::uint32_t>(left_over.size()));
                if (!by.knows(e)) continue;
                by.translate(e, *all[i].before, all[i].after);
                left_over.push_back(std::move(e));
            }
            clients[i].history = std::move(left_over);
        }
        for (std::size_t i = 0; i < outbox.size(); ++i) {
            outgoing& o = outbox[i];
            if (options.trace)
                o.index = places[o.client][o.index];
            else
                by.translate(untraced[i], *all[o.client].before, all[o.client].after);
        }
        std::set<std::pair<regulation_index, std::uint16_t>> known;
        for (const auto& [which, program] : warned) {
            if (const auto now_at = by.machine_of(which)) known.emplace(*now_at, program);
        }
        warned = std::move(known);
    }

    void move_to(instant time) {
        if (time <= now) return;
        fire(time - tick);
        now = time;
    }
};

engine::engine(std::shared_ptr<const rulebook> rules, engine_options options)
    : impl_{std::make_unique<impl>(std::move(rules), options)} {}
engine::engine(engine&&) noexcept = default;
engine& engine::operator=(engine&&) noexcept = default;
engine::~engine() = default;

const rulebook& engine::rules() const noexcept {
    return *impl_->rules;
}
instant engine::now() const noexcept {
    return impl_->now;
}
const issues& engine::warnings() const noexcept {
    return impl_->warnings;
}

posted engine::post(const event& e) {
    impl& my = *impl_;
    if (e.subject.empty()) {
        if (const auto named = my.with_owner(e)) return post(*named);
        if (const std::string part = my.in.part_of(e); !part.empty()) {
            posted refused{post_status::rejected, {}};
            refused.found.add("event-of-unknown-part", {}, {e.type, part});
            return refused;
        }
    }
    if (auto refused = impl::out_of_time(e.type, e.time)) return *refused;
    posted result;
    if (const auto whole = my.addressed(e, result.found)) return post(*whole);
    if (const auto whole = my.redirected(e)) return post(*whole);
    if (!result.found.empty()) return {post_status::rejected, std::move(result.found)};
    const std::uint64_t key = e.id.empty() ? 0 : event_key(e.source, e.id);
    const auto known = my.index.find(e.subject);
    if (known != my.index.end()) {
        if (auto before = my.seen_before(my.clients[known->second], key, e.time)) return *before;
    }
    if (e.type == "subject.merged") {
        return my.merge(e, key);
    }
    // Timers due before it may open or close the task it speaks of. Other events are judged first: a wrong one moves no
    // time.
    const record* state = known == my.index.end() ? nullptr : &my.clients[known->second].state;
    if (speaks_of_task(e.type)) my.move_to(e.time);
    auto ready = my.in.resolve(e, state, result.found);
    if (!ready) return {post_status::rejected, std::move(result.found)};
    my.move_to(e.time);
    my.not_started.reset();
    const std::uint32_t which = my.find_or_add(e.subject), last_run = my.clients[which].state.last_run;
    my.apply(which, key, ready->at(e.time));
    if (my.not_started && e.type == "run.start" && my.clients[which].state.last_run == last_run) {
        const std::string_view why = to_string(*my.not_started);
        const keyword* const word = find_keyword(why, context_of::refusal_reason);
        result.found.add("not-started", {},
                         {my.rules->machines()[ready->called].regulation().id.value, std::string{why},
                          std::string{word == nullptr ? why : word->meaning_ru}});
    }
    return result;
}

posted engine::post(const bound_event& e) {
    impl& my = *impl_;
    assert(e.type < my.rules->vocabulary().events.size() && !e.subject.empty());
    assert(e.data.size() == my.rules->vocabulary().events[e.type].data.size());
    if (auto refused = impl::out_of_time(my.rules->vocabulary().events[e.type].name.value, e.time)) return *refused;
    const subject_index root = my.several_kinds
                                   ? my.rules->vocabulary().subjects[my.rules->vocabulary().events[e.type].about].root
                                   : subject_index{0};
    const std::uint32_t named = root == 0 ? my.find_or_add(e.subject) : my.find_or_add(my.in.address(root, e.subject));
    const std::uint32_t which = my.who_is_left(named);
    if (auto before = my.seen_before(my.clients[which], e.key, e.time)) return *before;
    my.move_to(e.time);
    signal s{e.type, e.time, e.data, 0, {}};
    const event_type& type = my.rules->vocabulary().events[e.type];
    if (type.key != no_index && e.data[type.key].kind() == feel::value_kind::string) {
        s.about = type.about;
        s.part = e.data[type.key].as_string();
    }
    my.apply(which, e.key, s);
    return {};
}

std::size_t engine::advance(instant now) {
    now = std::min(now, last_instant);
    if (now < impl_->now) return 0;
    const std::size_t fired = impl_->fire(now);
    impl_->now = now;
    return fired;
}

std::optional<instant> engine::next_due() const {
    const instant first = std::min(impl_->first_due(), impl_->starts.next_due());
    return first == never ? std::nullopt : std::optional{first};
}

std::vector<task> engine::tasks(const task_filter& which) const {
    const impl& my = *impl_;
    std::vector<task> found;
    for (const client_record& c : my.clients) {
        if (!which.subject.empty() && c.key != which.subject) continue;
        for (const run& r : c.state.runs) {
            const machine& m = my.rules->machines()[r.regulation];
            if (!which.regulation.empty() && m.regulation().id.value != which.regulation) continue;
            r.each_token([&](const token& at, std::uint32_t branch, instant created) {
                if (at.task == 0 || m.states()[at.at].kind != state_kind::task) return;
                task t = my.task_at(m, at);
                t.subject = c.key;
                t.regulation = r.regulation;
                t.run = r.number;
                if (r.part != no_index) {
                    t.about = my.rules->vocabulary().subjects[m.subject()].name.value;
                    t.part = c.state.parts[r.part].key;
                }
                t.branch = branch;
                t.created = created;
                t.person = my.person_of(*t.what, r, c.state, at.task);
                if (!which.role.empty() && t.role != which.role) return;
                if (which.late && *which.late != t.late) return;
                found.push_back(t);
            });
        }
    }
    std::sort(found.begin(), found.end(), [](const task& a, const task& b) {
        return std::tie(a.due, a.subject, a.number) < std::tie(b.due, b.subject, b.number);
    });
    return found;
}

std::vector<call> engine::calls(std::string_view subject) const {
    const impl& my = *impl_;
    std::vector<call> found;
    for (const client_record& c : my.clients) {
        if (!subject.empty() && c.key != subject) continue;
        for (const run& r : c.state.runs) {
            const machine& m = my.rules->machines()[r.regulation];
            r.each_token([&](const token& at, std::uint32_t branch, instant created) {
                if (at.task == 0 || m.call_at(at.at) == nullptr) return;
                call& one = found.emplace_back(my.call_at(r, m, at));
                one.subject = c.key;
                one.branch = branch;
                one.created = created;
            });
        }
    }
    std::sort(found.begin(), found.end(), [](const call& a, const call& b) {
        return std::tie(a.subject, a.number) < std::tie(b.subject, b.number);
    });
    return found;
}

namespace {

event about(std::string_view type, std::string_view subject, instant at, feel::context data) {
    event e;
    e.type = type;
    e.subject = subject;
    e.time = at;
    e.data = std::move(data);
    return e;
}

}  // namespace

posted engine::complete(std::string_view subject, std::uint32_t number, const feel::value& answers, instant at) {
    return post(about("task.done", subject, at, {{"task", feel::number{number}}, {"answers", answers}}));
}

posted engine::unanswered(std::string_view subject, std::uint32_t number, instant at) {
    return post(about("task.unanswered", subject, at, {{"task", feel::number{number}}}));
}

posted engine::skipped(std::string_view subject, std::uint32_t number, instant at) {
    return post(about("task.skipped", subject, at, {{"task", feel::number{number}}}));
}

posted engine::answered(std::string_view subject, std::uint32_t number, const feel::value& result, instant at) {
    return post(about("action.done", subject, at, {{"call", feel::number{number}}, {"result", result}}));
}

posted engine::failed(std::string_view subject, std::uint32_t number, std::string_view error, instant at, bool final) {
    return post(
        about("action.failed", subject, at, {{"call", feel::number{number}}, {"error", error}, {"final", final}}));
}

std::vector<waiting_start> engine::waiting() const {
    const impl& my = *impl_;
    std::vector<waiting_start> all;
    my.starts.each([&](const admission::desk_key& desk, const admission::waiting& who, std::size_t place) {
        all.push_back({my.clients[who.client].key, who.part, desk.first, desk.second, who.since, place});
    });
    return all;
}

posted engine::start(std::string_view subject, std::string_view regulation, const feel::value& data, instant at) {
    return post(about("run.start", subject, at, {{"regulation", regulation}, {"data", data}}));
}

posted engine::cancel(std::string_view subject, std::uint32_t run, std::string_view reason, instant at) {
    return post(about("run.cancel", subject, at, {{"run", feel::number{run}}, {"reason", reason}}));
}

posted engine::merge(std::string_view subject, std::string_view into, instant at) {
    return post(about("subject.merged", subject, at, {{"into", into}}));
}

publish_report engine::publish(const std::shared_ptr<const rulebook>& next, const publish_options& how) {
    impl& my = *impl_;
    publish_report report;
    std::vector<published_client> all;
    for (const client_record& c : my.clients) all.push_back({c.key, &c.state, c.history});
    std::vector<effect> told(my.untraced.begin(), my.untraced.end());
    std::vector<step_note> notes;
    if (!prepare(my.rules, *next, all, told, my.now, notes, report)) return report;
    const effect_translator by{*my.rules, *report.rules};
    if (!my.can_tell(by, report.found) || how.dry_run) return report;
    my.translate(by, all);
    const auto before = std::exchange(my.rules, report.rules);
    std::destroy_at(&my.in);
    std::construct_at(&my.in, *my.rules);
    my.starts.change(*before, *my.rules);
    my.starts.close(nullptr);
    my.timers.clear();
    for (std::uint32_t i = 0; i < my.clients.size(); ++i) {
        client_record& c = my.clients[i];
        c.state = std::move(all[i].after);
        c.owned = std::min(c.owned, c.state.parts.size());
        c.queued = never;
        my.out.effects = std::move(all[i].done);
        my.out.notes = std::exchange(notes, {});
        my.out.draining = nullptr;  // what ended now is not counted
        my.keep(i);
        my.queue(i);
    }
    my.count_earlier();
    my.note_kinds();
    my.deliver(my.now);
    my.admit(my.now);
    report.published = true;
    return report;
}

std::vector<delivered> engine::outbox(std::size_t at_most) const {
    const impl& my = *impl_;
    const std::size_t count = std::min(at_most, my.outbox.size());
    std::vector<delivered> list(count);
    for (std::size_t i = 0; i < count; ++i) {
        const client_record& c = my.clients[my.outbox[i].client];
        list[i] = {c.key, my.options.trace ? &c.history[my.outbox[i].index] : &my.untraced[i]};
    }
    return list;
}

void engine::taken(std::size_t count) {
    impl& my = *impl_;
    count = std::min(count, my.outbox.size());
    const auto n = static_cast<std::ptrdiff_t>(count);
    my.outbox.erase(my.outbox.begin(), my.outbox.begin() + n);
    if (!my.options.trace) my.untraced.erase(my.untraced.begin(), my.untraced.begin() + n);
}

std::span<const effect> engine::history(std::string_view subject) const {
    const auto which = find_client(subject);
    if (!which) return {};
    return impl_->clients[*which].history;
}

std::size_t engine::client_count() const noexcept {
    return impl_->clients.size();
}
std::string_view engine::client(std::size_t i) const {
    return impl_->clients[i].key;
}
const record& engine::state(std::size_t i) const {
    return impl_->clients[i].state;
}

std::vector<feel::value> engine::facts(std::size_t client) const {
    return facts_at(*impl_->rules, state(client), std::max(impl_->now, state(client).seen));
}

instant engine::counted_since(std::size_t client, std::uint16_t fact) const {
    for (const gathered_fact& g : state(client).gathered) {
        if (g.fact == fact) return std::max(g.since, first_instant);
    }
    return first_instant;
}

std::optional<std::size_t> engine::find_client(std::string_view subject) const {
    const auto known = impl_->index.find(subject);
    if (known == impl_->index.end()) return std::nullopt;
    return known->second;
}

}  // namespace reglament
