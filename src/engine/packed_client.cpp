#include "engine/packed_client.hpp"

#include <cassert>

namespace reglament {

namespace {

// What there is of a client: the usual in the first seven bits, which take one byte.
enum client_flag : unsigned {
    queued_as_due = 1,
    has_history = 2,
    has_runs = 4,
    has_memories = 8,
    has_facts = 16,
    has_armed = 32,
    has_tasks = 64,
    has_parts = 128,
    has_queued = 256,
    has_contacts = 512,
    has_mergers = 1024,
    is_other_subject = 2048,
    has_gathered = 4096,
    has_told = 8192,
    has_contributions = 16384
};

enum run_flag : unsigned {
    due_as_client = 1,
    has_details = 2,
    has_task = 4,
    run_of_part = 8,
    other_attempt = 16,
    is_late = 32,
    is_stuck = 64,
    has_rung = 128,
    has_ladder = 256,
    has_pause = 512
};

enum memory_flag : unsigned { is_open = 1, has_ended = 2, started_once = 4, memory_of_part = 8, open_often = 16 };
enum armed_flag : unsigned { holds = 1, fired = 2, armed_of_part = 4 };

class client_packer {
public:
    client_packer(packer& to, const record& r) : to_{to}, r_{r} {}

    void write() {
        if ((flags() & is_other_subject) != 0) to_.number(r_.subject);
        if ((flags() & has_facts) != 0) to_.values(r_.facts);
        all(has_runs, r_.runs);
        all(has_memories, r_.memories);
        all(has_armed, r_.armed);
        all(has_parts, r_.parts);
        all(has_queued, r_.queued);
        all(has_contacts, r_.contacts);
        if ((flags() & has_gathered) != 0) {
            list(r_.gathered);
            time(r_.leaving);
        }
        all(has_told, r_.told);
        all(has_contributions, r_.contributions);
        if ((flags() & has_mergers) == 0) return;
        one(r_.merged_into);
        all(has_mergers, r_.merged);
    }

    [[nodiscard]] unsigned flags() const noexcept {
        const auto flag = [](bool is, unsigned f) { return is ? f : 0U; };
        return flag(!r_.runs.empty(), has_runs) | flag(!r_.memories.empty(), has_memories) |
               flag(!r_.facts.empty(), has_facts) | flag(!r_.armed.empty(), has_armed) |
               flag(r_.last_task != 0, has_tasks) | flag(!r_.parts.empty(), has_parts) |
               flag(!r_.queued.empty(), has_queued) | flag(!r_.contacts.empty(), has_contacts) |
               flag(!r_.merged.empty() || !r_.merged_into.key.empty(), has_mergers) |
               flag(r_.subject != 0, is_other_subject) |
               flag(!r_.gathered.empty() || r_.leaving != never, has_gathered) | flag(!r_.told.empty(), has_told) |
               flag(!r_.contributions.empty(), has_contributions);
    }

private:
    void time(instant t) { to_.time(t, r_.seen); }

    template <class T>
    void list(const std::vector<T>& all) {
        to_.number(all.size());
        for (const T& x : all) one(x);
    }
    template <class T>
    void all(client_flag f, const std::vector<T>& items) {
        if ((flags() & f) != 0) list(items);
    }

    void part_of(part_index p) {
        if (p != no_index) to_.number(p);
    }

    // `extra`: flags of what has the token.
    void put_token(const token& t, unsigned extra, instant usual_due) {
        to_.number(extra | (t.due == usual_due ? due_as_client : 0U) | (t.task != 0 ? has_task : 0U) |
                   (t.attempt != 1 ? other_attempt : 0U) | (t.late ? is_late : 0U) | (t.stuck ? is_stuck : 0U) |
                   (t.rung != 0 ? has_rung : 0U));
        to_.number(t.at);
        if (t.due != usual_due) time(t.due);
        if (t.task != 0) to_.number(t.task);
        if (t.attempt != 1) to_.number(t.attempt);
        if (t.rung != 0) to_.number(t.rung);
    }

    void one(const run& r) {
        const bool ladder = r.details() != nullptr && !r.details()->late.empty();
        put_token(r,
                  (r.details() != nullptr ? has_details : 0U) | (r.part != no_index ? run_of_part : 0U) |
                      (ladder ? has_ladder : 0U) | (r.is_paused() ? has_pause : 0U),
                  r_.due);
        to_.number(r.number);
        to_.number(r.regulation);
        part_of(r.part);
        if (r.details() != nullptr) one(*r.details());
        if (ladder) list(r.details()->late);
        if (r.is_paused()) one(*r.details()->pause);
    }

    void one(const run_pause& p) {
        time(p.since);
        to_.number(p.due.size());
        for (const auto& [branch, due] : p.due) {
            to_.number(branch);
            time(due);
        }
        list(p.held);
    }

    void one(const held_event& h) {
        to_.number(h.event);
        to_.number(h.task);
        to_.values(h.data);
    }

    void one(const late_task& t) {
        to_.number(t.number);
        time(t.due);
    }

    void one(const run_details& d) {
        time(d.task_created);
        to_.values(d.values);
        to_.number(d.branches.size());
        for (const branch& b : d.branches) one(b);
        list(d.divisions);
        to_.number(d.last_branch);
        to_.number(d.last_division);
        list(d.kept);
        list(d.asked);
        list(d.done);
        to_.number(d.by.number);
        to_.value(d.by.subject);
    }

    void one(const branch& b) {
        put_token(b, 0, r_.due);
        to_.number(b.id);
        to_.number(b.division);
        to_.number(b.index);
        time(b.task_created);
        to_.values(b.values);
    }

    void one(const division& d) {
        to_.number(d.id);
        to_.number(d.owner);
        to_.number(d.fork);
        to_.byte(d.joined ? 1 : 0);
        to_.number(d.limit);
        to_.number(d.begun);
        to_.number(d.ended);
        to_.values(d.items);
        to_.values(d.results);
    }

    void one(const kept_event& k) {
        to_.number(k.event);
        to_.values(k.data);
    }

    void one(const asked_call& a) {
        to_.number(a.number);
        to_.values(a.data);
    }

    void one(const done_step& d) {
        to_.number(d.at);
        to_.number(d.branch);
        to_.values(d.values);
    }

    void one(const regulation_memory& m) {
        to_.byte((m.open != 0 ? is_open : 0U) | (m.last_end != instant{} ? has_ended : 0U) |
                 (m.starts == 1 ? started_once : 0U) | (m.part != no_index ? memory_of_part : 0U) |
                 (m.open > 1 ? open_often : 0U));
        to_.number(m.regulation);
        part_of(m.part);
        time(m.last_start);
        if (m.last_end != instant{}) time(m.last_end);
        if (m.starts != 1) to_.number(m.starts);
        if (m.open > 1) to_.number(m.open);
    }

    void one(const armed_start& s) {
        to_.byte((s.holds ? holds : 0U) | (s.fired ? fired : 0U) | (s.part != no_index ? armed_of_part : 0U));
        to_.number(s.regulation);
        part_of(s.part);
        time(s.since);
        time(s.due);
    }

    void one(const part& p) {
        to_.number(p.subject);
        to_.text(p.key);
        to_.values(p.facts);
    }

    void one(const queued_start& q) {
        to_.number(q.regulation);
        to_.number(q.part);
        to_.number(q.cause);
        time(q.since);
        time(q.due);
    }

    void one(const contact& c) {
        to_.number(c.channel);
        to_.byte(c.made ? 1 : 0);
        to_.number(c.task);
        time(c.at);
    }

    void one(const gathered_fact& g) {
        to_.number(g.fact);
        to_.number(g.part);
        time(g.since);
        time(g.unknown_until);
        time(g.next);
        to_.number(g.count);
        to_.value(g.sum);
        to_.number(g.gone);
        to_.number(g.times.size());
        for (const instant t : g.times) time(t);
        to_.values(g.values);
    }

    void one(const contribution& c) {
        to_.number(c.fact);
        to_.text(c.to);
        to_.value(c.value);
        to_.number(c.number);
    }

    void one(const told_fact& t) {
        to_.number(t.fact);
        to_.number(t.part);
        to_.number(t.revision);
        time(t.at);
    }

    void one(const merger& m) {
        to_.text(m.key);
        to_.number(m.tasks);
        to_.number(m.runs);
        to_.number(m.last_task);
    }

    packer& to_;
    const record& r_;
};

class client_unpacker {
public:
    client_unpacker(unpacker& from, record& r) : from_{from}, r_{r} {}

    void read(unsigned flags) {
        r_.subject = (flags & is_other_subject) != 0 ? from_.number<subject_index>() : subject_index{0};
        if ((flags & has_facts) != 0)
            from_.values(r_.facts);
        else
            r_.facts.clear();
        all((flags & has_runs) != 0, r_.runs);
        all((flags & has_memories) != 0, r_.memories);
        all((flags & has_armed) != 0, r_.armed);
        all((flags & has_parts) != 0, r_.parts);
        all((flags & has_queued) != 0, r_.queued);
        all((flags & has_contacts) != 0, r_.contacts);
        all((flags & has_gathered) != 0, r_.gathered);
        r_.leaving = (flags & has_gathered) != 0 ? time() : never;
        all((flags & has_told) != 0, r_.told);
        all((flags & has_contributions) != 0, r_.contributions);
        if ((flags & has_mergers) != 0)
            one(r_.merged_into);
        else
            r_.merged_into = {};
        all((flags & has_mergers) != 0, r_.merged);
        r_.desk.clear();
    }

private:
    instant time() { return from_.time(r_.seen); }

    template <class T>
    void all(bool there, std::vector<T>& items) {
        items.resize(there ? from_.number<std::size_t>() : 0);
        for (T& x : items) one(x);
    }

    part_index part_of(bool there) { return there ? from_.number<part_index>() : part_index{no_index}; }

    unsigned take_token(token& t, instant usual_due) {
        const auto flags = from_.number<unsigned>();
        t.at = from_.number<state_index>();
        t.due = (flags & due_as_client) != 0 ? usual_due : time();
        t.task = (flags & has_task) != 0 ? from_.number<std::uint32_t>() : 0;
        t.attempt = (flags & other_attempt) != 0 ? from_.number<unsigned>() & 0x7FFU : 1U;
        t.rung = (flags & has_rung) != 0 ? from_.number<unsigned>() & 0x7U : 0U;
        t.late = (flags & is_late) != 0;
        t.stuck = (flags & is_stuck) != 0;
        return flags;
    }

    void one(run& r) {
        if (r.details() != nullptr) r = run{};  // of the one that was here before
        const unsigned flags = take_token(r, r_.due);
        r.number = from_.number<std::uint32_t>();
        r.regulation = from_.number<regulation_index>();
        r.part = part_of((flags & run_of_part) != 0);
        if ((flags & has_details) != 0) one(r.need_details());
        if ((flags & has_ladder) != 0) all(true, r.need_details().late);
        if ((flags & has_pause) != 0) one(r.need_details().pause.emplace());
    }

    void one(run_pause& p) {
        p.since = time();
        p.due.resize(from_.number<std::size_t>());
        for (auto& [branch, due] : p.due) {
            branch = from_.number<std::uint32_t>();
            due = time();
        }
        all(true, p.held);
    }

    void one(held_event& h) {
        h.event = from_.number<event_index>();
        h.task = from_.number<std::uint32_t>();
        from_.values(h.data);
    }

    void one(late_task& t) {
        t.number = from_.number<std::uint32_t>();
        t.due = time();
    }

    void one(run_details& d) {
        d.task_created = time();
        from_.values(d.values);
        for (auto left = from_.number<std::size_t>(); left > 0; --left) take_branch(d.branches);
        all(true, d.divisions);
        d.last_branch = from_.number<std::uint32_t>();
        d.last_division = from_.number<std::uint32_t>();
        all(true, d.kept);
        all(true, d.asked);
        all(true, d.done);
        d.by.number = from_.number<std::uint32_t>();
        d.by.subject = from_.value();
    }

    void take_branch(branch_list& all) {
        token at;
        take_token(at, r_.due);
        branch& b = all.add(from_.number<std::uint32_t>());
        static_cast<token&>(b) = at;
        b.division = from_.number<std::uint32_t>();
        b.index = from_.number<std::uint32_t>();
        b.task_created = time();
        from_.values(b.values);
    }

    void one(division& d) {
        d.id = from_.number<std::uint32_t>();
        d.owner = from_.number<std::uint32_t>();
        d.fork = from_.number<state_index>();
        d.joined = from_.byte() != 0;
        d.limit = from_.number<std::uint32_t>();
        d.begun = from_.number<std::uint32_t>();
        d.ended = from_.number<std::uint32_t>();
        from_.values(d.items);
        from_.values(d.results);
    }

    void one(kept_event& k) {
        k.event = from_.number<event_index>();
        from_.values(k.data);
    }

    void one(asked_call& a) {
        a.number = from_.number<std::uint32_t>();
        from_.values(a.data);
    }

    void one(done_step& d) {
        d.at = from_.number<state_index>();
        d.branch = from_.number<std::uint32_t>();
        from_.values(d.values);
    }

    void one(regulation_memory& m) {
        const unsigned flags = from_.byte();
        m.regulation = from_.number<regulation_index>();
        m.part = part_of((flags & memory_of_part) != 0);
        m.last_start = time();
        m.last_end = (flags & has_ended) != 0 ? time() : instant{};
        m.starts = (flags & started_once) != 0 ? 1 : from_.number<std::uint32_t>();
        m.open = (flags & open_often) != 0 ? from_.number<std::uint32_t>() : flags & is_open;
    }

    void one(armed_start& s) {
        const unsigned flags = from_.byte();
        s.holds = (flags & holds) != 0;
        s.fired = (flags & fired) != 0;
        s.regulation = from_.number<regulation_index>();
        s.part = part_of((flags & armed_of_part) != 0);
        s.since = time();
        s.due = time();
    }

    void one(part& p) {
        p.subject = from_.number<subject_index>();
        p.key = from_.text();
        from_.values(p.facts);
    }

    void one(queued_start& q) {
        q.regulation = from_.number<regulation_index>();
        q.part = from_.number<part_index>();
        q.cause = from_.number<event_index>();
        q.since = time();
        q.due = time();
    }

    void one(contact& c) {
        c.channel = from_.number<std::uint16_t>();
        c.made = from_.byte() != 0;
        c.task = from_.number<std::uint32_t>();
        c.at = time();
    }

    void one(gathered_fact& g) {
        g.fact = from_.number<std::uint16_t>();
        g.part = from_.number<part_index>();
        g.since = time();
        g.unknown_until = time();
        g.next = time();
        g.count = from_.number();
        g.sum = from_.value().as_number();
        g.gone = from_.number<std::uint32_t>();
        g.times.resize(from_.number<std::size_t>());
        for (instant& t : g.times) t = time();
        from_.values(g.values);
    }

    void one(contribution& c) {
        c.fact = from_.number<std::uint16_t>();
        c.to = from_.text();
        c.value = from_.value();
        c.number = from_.number();
    }

    void one(told_fact& t) {
        t.fact = from_.number<std::uint16_t>();
        t.part = from_.number<part_index>();
        t.revision = from_.number();
        t.at = time();
    }

    void one(merger& m) {
        m.key = from_.text();
        m.tasks = from_.number<std::uint32_t>();
        m.runs = from_.number<std::uint32_t>();
        m.last_task = from_.number<std::uint32_t>();
    }

    unpacker& from_;
    record& r_;
};

}  // namespace

bool pack(const kept_client& c, instant origin, packer& to) {
    const record& r = c.state;
    assert(r.events.recent.empty() && r.events.starts.empty());
    client_packer all{to, r};
    to.clear();
    to.number(all.flags() | (c.queued == r.due ? queued_as_due : 0U) | (c.told != 0 ? has_history : 0U));
    to.time(r.seen, origin);
    to.time(r.due, r.seen);
    if (c.queued != r.due) to.time(c.queued, r.seen);
    if (c.told != 0) to.number(c.told);
    to.number(r.sequence);
    to.number(r.last_run);
    if (r.last_task != 0) to.number(r.last_task);
    all.write();
    return to.whole();
}

void unpack(const char* bytes, instant origin, text_cache& texts, kept_client& c) {
    record& r = c.state;
    unpacker from{bytes, texts};
    const auto flags = from.number<unsigned>();
    r.seen = from.time(origin);
    r.due = from.time(r.seen);
    c.queued = (flags & queued_as_due) != 0 ? r.due : from.time(r.seen);
    c.told = (flags & has_history) != 0 ? from.number() : 0;
    r.sequence = from.number();
    r.last_run = from.number<std::uint32_t>();
    r.last_task = (flags & has_tasks) != 0 ? from.number<std::uint32_t>() : 0;
    client_unpacker{from, r}.read(flags);
    c.owned = r.parts.size();
}

packed_times peek(const char* bytes, instant origin, text_cache& texts) noexcept {
    unpacker from{bytes, texts};
    const auto flags = from.number<unsigned>();
    const instant seen = from.time(origin);
    const instant due = from.time(seen);
    return {due, (flags & queued_as_due) != 0 ? due : from.time(seen), (flags & has_runs) != 0};
}

}  // namespace reglament
