// A record read from bytes, which come from outside: what a step relies on is checked.
#include "machine/codec.hpp"
#include "machine/starter.hpp"

#include <reglament/machine/rulebook.hpp>
#include <reglament/machine/state.hpp>

#include <algorithm>

namespace reglament {

namespace {

instant from_ticks(std::int64_t n) {
    return instant{std::chrono::microseconds{n}};
}

class record_reader {
public:
    record_reader(const rulebook& rules, std::string_view bytes) : rules_{rules}, in_{bytes} {}

    std::optional<record> read() {
        version_ = in_.number();
        if (version_ > record_format) return fail("the bytes are of a newer format version");
        if (version_ == 0) return fail("the bytes are damaged");
        if (version_ >= 4) read_subject();
        read_facts();
        if (version_ >= 3) read_parts();
        for (std::size_t n = in_.count(); n > 0 && why_.empty(); --n) read_run();
        for (std::size_t n = in_.count(); n > 0 && why_.empty(); --n) read_armed();
        if (version_ >= 4) {
            for (std::size_t n = in_.count(); n > 0 && why_.empty(); --n) read_queued();
        }
        for (std::size_t n = in_.count(); n > 0 && why_.empty(); --n) read_memory();
        if (version_ >= 3) read_contacts();
        out_.seen = from_ticks(in_.whole());
        out_.last_run = static_cast<std::uint32_t>(in_.number());
        out_.last_task = static_cast<std::uint32_t>(in_.number());
        out_.sequence = in_.number();
        if (version_ >= 2) read_keys();
        if (version_ >= 4) {
            out_.merged_into = read_merger();
            for (std::size_t n = in_.count(); n > 0 && in_.ok(); --n) out_.merged.push_back(read_merger());
        }
        if (!in_.ok() || !in_.at_end()) return fail("the bytes are damaged");
        if (!why_.empty()) return std::nullopt;
        settle();
        return std::move(out_);
    }

    [[nodiscard]] const std::string& why() const { return why_; }

private:
    std::nullopt_t fail(std::string why) {
        if (why_.empty()) why_ = std::move(why);
        return std::nullopt;
    }

    void read_subject() {
        const std::string_view name = in_.text();
        if (name.empty()) return;
        const auto known = rules_.vocabulary().find_subject(name);
        if (!known || rules_.vocabulary().subjects[*known].is_part()) {
            fail("the rulebook has no records of '" + std::string{name} + "'");
            return;
        }
        out_.subject = *known;
    }

    void read_facts() {
        const std::size_t count = in_.count();
        if (count > 0) out_.facts.assign(rules_.initial_facts().begin(), rules_.initial_facts().end());
        for (std::size_t i = 0; i < count && in_.ok(); ++i) {
            const std::string_view name = in_.text();
            feel::value v = in_.value();
            const auto known = rules_.vocabulary().find_fact(name);
            if (known) {
                out_.facts[*known] = std::move(v);
            } else {
                fail("there is no fact '" + std::string{name} + "' in the rulebook");
            }
        }
    }

    void read_parts() {
        for (std::size_t n = in_.count(); n > 0 && why_.empty() && in_.ok(); --n) {
            const std::string_view name = in_.text();
            const auto of = rules_.vocabulary().find_subject(name);
            if (!of || !rules_.vocabulary().subjects[*of].is_part()) {
                fail("the rulebook has no part '" + std::string{name} + "' of a record");
                return;
            }
            part& p = out_.parts.emplace_back();
            p.subject = *of;
            p.key = in_.text();
            const auto initial = rules_.initial_facts_of(*of);
            p.facts.assign(initial.begin(), initial.end());
            for (std::size_t k = in_.count(); k > 0 && in_.ok() && why_.empty(); --k) read_fact_of(p);
        }
        if (out_.parts.size() > most_parts) fail("the bytes are damaged");
    }

    void read_fact_of(part& p) {
        const std::string_view name = in_.text();
        feel::value v = in_.value();
        const auto known = rules_.vocabulary().find_fact(name);
        if (!known || rules_.vocabulary().facts[*known].about != p.subject) {
            fail("there is no fact '" + std::string{name} + "' in the rulebook");
            return;
        }
        p.facts[rules_.vocabulary().facts[*known].slot] = std::move(v);
    }

    // Of a regulation about one of that kind.
    part_index read_part(const machine& m) {
        if (version_ < 3) return no_index;
        const std::uint64_t written = in_.number();
        const bool fits = written == 0 ? !m.about_part()
                                       : written <= out_.parts.size() && out_.parts[written - 1].subject == m.subject();
        if (!fits) fail("the bytes are damaged");
        return written == 0 || !fits ? part_index{no_index} : static_cast<part_index>(written - 1);
    }

    std::optional<regulation_index> read_regulation() {
        const std::string_view id = in_.text();
        const auto known = rules_.find(id);
        if (!known) fail("there is no regulation '" + std::string{id} + "' in the rulebook");
        return known;
    }

    std::optional<state_index> read_state(const machine& m) {
        const std::string_view id = in_.text();
        const auto known = m.find_state(id);
        if (!known) fail("there is no step '" + std::string{id} + "' in '" + m.regulation().id.value + "'");
        return known;
    }

    // Up to version 2 the number of a run stood within its token.
    void read_token(const machine& m, token& p, run* before_3 = nullptr) {
        p.at = read_state(m).value_or(0);
        if (before_3 != nullptr) before_3->number = static_cast<std::uint32_t>(in_.number());
        const std::uint64_t flags = in_.number();
        p.stuck = (flags & 1U) != 0;
        p.late = (flags & 2U) != 0;
        p.attempt = static_cast<std::uint16_t>(in_.number()) & 0x3FFFU;
        p.task = static_cast<std::uint32_t>(in_.number());
        p.due = from_ticks(in_.whole());
        const state_kind at = m.states()[p.at].kind;
        if (!rests(at) && at != state_kind::fork && !p.stuck) fail("the bytes are damaged");
    }

    void read_run() {
        const auto which = read_regulation();
        if (!which) return;
        const machine& m = rules_.machines()[*which];
        run r;
        r.regulation = *which;
        if (version_ >= 3) r.number = static_cast<std::uint32_t>(in_.number());
        r.part = read_part(m);
        read_token(m, r, version_ < 3 ? &r : nullptr);
        const instant task_created = from_ticks(in_.whole());
        if (task_created != instant{}) r.need_details().task_created = task_created;
        auto values = read_values(m.value_names());
        if (!values.empty()) r.need_details().values = std::move(values);
        if (version_ >= 3) {
            read_branches(m, r);
            read_kept(r);
            read_asked(r);
            read_done(m, r);
        }
        if (version_ >= 4) read_caller(r);
        out_.runs.push_back(std::move(r));
    }

    std::vector<feel::value> read_values(std::span<const std::string> names) {
        const std::size_t count = in_.count();
        std::vector<feel::value> values;
        if (count > 0) values.resize(names.size());
        for (std::size_t i = 0; i < count && in_.ok(); ++i) {
            const std::string_view name = in_.text();
            feel::value v = in_.value();
            const auto known = std::find(names.begin(), names.end(), name);
            if (known == names.end()) {
                fail("there is no answer '" + std::string{name} + "' in the rulebook");
                break;
            }
            values[static_cast<std::size_t>(known - names.begin())] = std::move(v);
        }
        return values;
    }

    void read_branches(const machine& m, run& r) {
        const auto last_branch = static_cast<std::uint32_t>(in_.number());
        if (last_branch != 0) r.need_details().last_branch = last_branch;
        std::uint32_t last = 0;
        for (std::size_t n = in_.count(); n > 0 && in_.ok(); --n) {
            const auto id = static_cast<std::uint32_t>(in_.number());
            if (id <= last || id > last_branch) {
                fail("the bytes are damaged");
                return;
            }
            branch& b = r.need_details().branches.add(last = id);
            b.division = static_cast<std::uint32_t>(in_.number());
            b.index = static_cast<std::uint32_t>(in_.number());
            read_token(m, b);
            b.task_created = from_ticks(in_.whole());
            b.values = read_values(m.item_names());
        }
        const auto last_division = static_cast<std::uint32_t>(in_.number());
        if (last_division != 0) r.need_details().last_division = last_division;
        for (std::size_t n = in_.count(); n > 0 && in_.ok(); --n)
            r.need_details().divisions.push_back(read_division(m));
        if (r.details() != nullptr && in_.ok() && why_.empty()) check_branches(m, *r.details());
    }

    void read_kept(run& r) {
        for (std::size_t n = in_.count(); n > 0 && in_.ok(); --n) {
            const std::string_view name = in_.text();
            const feel::value data = in_.value();
            const auto known = rules_.vocabulary().find_event(name);
            if (!known || data.kind() != feel::value_kind::list) {
                fail("there is no event '" + std::string{name} + "' in the rulebook");
                return;
            }
            kept_event k{static_cast<event_index>(*known), data.as_list()};
            k.data.resize(rules_.vocabulary().events[k.event].data.size());
            r.need_details().kept.push_back(std::move(k));
        }
    }

    division read_division(const machine& m) {
        division d;
        d.id = static_cast<std::uint32_t>(in_.number());
        d.owner = static_cast<std::uint32_t>(in_.number());
        d.fork = read_state(m).value_or(0);
        d.joined = in_.number() != 0;
        d.limit = static_cast<std::uint32_t>(in_.number());
        d.begun = static_cast<std::uint32_t>(in_.number());
        d.ended = static_cast<std::uint32_t>(in_.number());
        const feel::value items = in_.value();
        const feel::value results = in_.value();
        if (items.kind() == feel::value_kind::list) d.items = items.as_list();
        if (results.kind() == feel::value_kind::list) d.results = results.as_list();
        if (m.states()[d.fork].kind != state_kind::fork && !is_block(m, d.fork)) fail("the bytes are damaged");
        return d;
    }

    void read_asked(run& r) {
        for (std::size_t n = in_.count(); n > 0 && in_.ok(); --n) {
            asked_call& a = r.need_details().asked.emplace_back();
            a.number = static_cast<std::uint32_t>(in_.number());
            const feel::value data = in_.value();
            if (data.kind() == feel::value_kind::list) a.data = data.as_list();
        }
    }

    void read_done(const machine& m, run& r) {
        for (std::size_t n = in_.count(); n > 0 && in_.ok() && why_.empty(); --n) {
            done_step& d = r.need_details().done.emplace_back();
            d.at = read_state(m).value_or(0);
            d.branch = static_cast<std::uint32_t>(in_.number());
            d.values = read_values(m.item_names());
        }
    }

    void read_caller(run& r) {
        const auto number = static_cast<std::uint32_t>(in_.number());
        if (number != 0) r.need_details().by = {number, in_.value()};
    }

    static bool is_block(const machine& m, state_index s) {
        const auto all = m.regions();
        return std::any_of(all.begin(), all.end(), [s](const region& r) { return r.block == s; });
    }

    // Bytes from outside: what a step relies on must be so.
    void check_branches(const machine& m, const run_details& details) {
        const auto& all = details.divisions;
        const bool in_order =
            std::is_sorted(all.begin(), all.end(), [](const division& a, const division& b) { return a.id <= b.id; });
        if (!in_order) return void(fail("the bytes are damaged"));
        for (const branch& b : details.branches) {
            const bool sized = b.values.empty() || b.values.size() == m.item_names().size();
            if (find_division(details, b.division) == nullptr || !sized) return void(fail("the bytes are damaged"));
        }
    }

    // Up to version 2 only silences were armed.
    void read_armed() {
        const auto which = read_regulation();
        if (!which) return;
        armed_start s;
        s.regulation = *which;
        s.part = read_part(rules_.machines()[*which]);
        const std::uint64_t flags = version_ >= 3 ? in_.number() : 0;
        s.holds = (flags & 1U) != 0;
        s.fired = (flags & 2U) != 0;
        s.since = from_ticks(in_.whole());
        s.due = from_ticks(in_.whole());
        out_.armed.push_back(s);
    }

    void read_queued() {
        const auto which = read_regulation();
        if (!which) return;
        queued_start q;
        q.regulation = *which;
        q.part = read_part(rules_.machines()[*which]);
        const std::string_view cause = in_.text();
        if (!cause.empty()) {
            const auto known = rules_.vocabulary().find_event(cause);
            if (!known) fail("there is no event '" + std::string{cause} + "' in the rulebook");
            q.cause = static_cast<event_index>(known.value_or(no_index));
        }
        q.since = from_ticks(in_.whole());
        q.due = from_ticks(in_.whole());
        out_.queued.push_back(q);
    }

    void read_memory() {
        const auto which = read_regulation();
        if (!which) return;
        regulation_memory m;
        m.regulation = *which;
        m.part = read_part(rules_.machines()[*which]);
        m.last_start = from_ticks(in_.whole());
        m.last_end = from_ticks(in_.whole());
        m.starts = static_cast<std::uint32_t>(in_.number());
        m.open = static_cast<std::uint32_t>(in_.number());
        out_.memories.push_back(m);
    }

    void read_contacts() {
        for (std::size_t n = in_.count(); n > 0 && in_.ok() && why_.empty(); --n) {
            const std::string_view name = in_.text();
            const auto channel = rules_.vocabulary().find_channel(name);
            if (!channel) fail("there is no channel '" + std::string{name} + "' in the rulebook");
            contact c;
            c.channel = channel.value_or(0);
            c.made = in_.number() != 0;
            c.task = static_cast<std::uint32_t>(in_.number());
            c.at = from_ticks(in_.whole());
            out_.contacts.push_back(c);
        }
    }

    void read_keys() {
        event_keys& keys = out_.events;
        for (std::size_t n = in_.count(); n > 0 && in_.ok(); --n) {
            const std::uint64_t key = in_.number();
            keys.recent.push_back({key, from_ticks(in_.whole())});
        }
        keys.horizon = from_ticks(in_.whole());
        for (std::size_t n = in_.count(); n > 0 && in_.ok(); --n) keys.starts.push_back(in_.number());
    }

    merger read_merger() {
        merger m;
        m.key = in_.text();
        m.tasks = static_cast<std::uint32_t>(in_.number());
        m.runs = static_cast<std::uint32_t>(in_.number());
        m.last_task = static_cast<std::uint32_t>(in_.number());
        return m;
    }

    void settle() {
        const auto in_order = [](const run& a, const run& b) {
            return std::pair{a.regulation, a.number} < std::pair{b.regulation, b.number};
        };
        std::sort(out_.runs.begin(), out_.runs.end(), in_order);
        out_.due = next_due(rules_, out_);
    }

    const rulebook& rules_;
    byte_reader in_;
    std::uint64_t version_ = 0;
    record out_;
    std::string why_;
};

}  // namespace

std::optional<record> decode(const rulebook& rules, std::string_view bytes, std::string* why) {
    record_reader reader{rules, bytes};
    std::optional<record> out = reader.read();
    if (why != nullptr) *why = reader.why();
    return out;
}

}  // namespace reglament
