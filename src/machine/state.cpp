// The saved form of a record: a format version, then content under the ids of regulations, states and facts.
#include "machine/codec.hpp"

#include <reglament/machine/rulebook.hpp>
#include <reglament/machine/state.hpp>

#include <algorithm>

namespace reglament {

namespace {

// Version 2 added the keys of events.
constexpr std::uint64_t format_version = 2;

std::int64_t ticks(instant t) {
    return t.time_since_epoch().count();
}
instant from_ticks(std::int64_t n) {
    return instant{std::chrono::microseconds{n}};
}

const std::string& id_of(const rulebook& rules, regulation_index i) {
    return rules.machines()[i].regulation().id.value;
}

void write_run(byte_writer& out, const rulebook& rules, const run& r) {
    const machine& m = rules.machines()[r.regulation];
    out.text(id_of(rules, r.regulation));
    out.text(m.states()[r.at].id);
    out.number(r.number);
    out.number(static_cast<std::uint64_t>(r.status) | (r.late ? 2U : 0U));
    out.number(r.attempt);
    out.number(r.task);
    out.whole(ticks(r.due));
    static const run_details none;
    const run_details& details = r.details() != nullptr ? *r.details() : none;
    out.whole(ticks(details.task_created));
    out.number(details.values.size());
    for (std::size_t i = 0; i < details.values.size(); ++i) {
        out.text(m.value_names()[i]);
        out.value(details.values[i]);
    }
}

// Oldest first, wherever the ring begins.
void write_keys(byte_writer& out, const event_keys& keys) {
    out.number(keys.recent.size());
    for (std::size_t i = 0; i < keys.recent.size(); ++i) {
        const event_keys::entry& e = keys.recent[(keys.oldest + i) % keys.recent.size()];
        out.number(e.key);
        out.whole(ticks(e.time));
    }
    out.whole(ticks(keys.horizon));
    out.number(keys.starts.size());
    for (const std::uint64_t key : keys.starts) out.number(key);
}

class record_reader {
public:
    record_reader(const rulebook& rules, std::string_view bytes) : rules_{rules}, in_{bytes} {}

    std::optional<record> read() {
        const std::uint64_t version = in_.number();
        if (version > format_version) return fail("the bytes are of a newer format version");
        if (version == 0) return fail("the bytes are damaged");
        read_facts();
        for (std::size_t n = in_.count(); n > 0 && why_.empty(); --n) read_run();
        for (std::size_t n = in_.count(); n > 0 && why_.empty(); --n) read_silence();
        for (std::size_t n = in_.count(); n > 0 && why_.empty(); --n) read_memory();
        out_.seen = from_ticks(in_.whole());
        out_.last_run = static_cast<std::uint32_t>(in_.number());
        out_.last_task = static_cast<std::uint32_t>(in_.number());
        out_.sequence = in_.number();
        if (version >= 2) read_keys();
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

    std::optional<regulation_index> read_regulation() {
        const std::string_view id = in_.text();
        const auto known = rules_.find(id);
        if (!known) fail("there is no regulation '" + std::string{id} + "' in the rulebook");
        return known;
    }

    void read_run() {
        const auto which = read_regulation();
        if (!which) return;
        const machine& m = rules_.machines()[*which];
        run r;
        r.regulation = *which;
        const std::string_view id = in_.text();
        const auto at = m.find_state(id);
        if (!at) {
            fail("there is no step '" + std::string{id} + "' in '" + id_of(rules_, *which) + "'");
            return;
        }
        r.at = *at;
        r.number = static_cast<std::uint32_t>(in_.number());
        const std::uint64_t flags = in_.number();
        r.status = static_cast<run_status>(flags & 1U);
        r.late = (flags & 2U) != 0;
        r.attempt = static_cast<std::uint16_t>(in_.number());
        r.task = static_cast<std::uint32_t>(in_.number());
        r.due = from_ticks(in_.whole());
        const instant task_created = from_ticks(in_.whole());
        if (task_created != instant{}) r.need_details().task_created = task_created;
        read_values(m, r);
        out_.runs.push_back(std::move(r));
    }

    void read_values(const machine& m, run& r) {
        const std::size_t count = in_.count();
        if (count > 0) r.need_details().values.resize(m.value_count());
        for (std::size_t i = 0; i < count && in_.ok(); ++i) {
            const std::string_view name = in_.text();
            feel::value v = in_.value();
            const auto names = m.value_names();
            const auto known = std::find(names.begin(), names.end(), name);
            if (known == names.end()) {
                fail("there is no answer '" + std::string{name} + "' in the rulebook");
                return;
            }
            r.need_details().values[static_cast<std::size_t>(known - names.begin())] = std::move(v);
        }
    }

    void read_silence() {
        const auto which = read_regulation();
        if (!which) return;
        silence s;
        s.regulation = *which;
        s.since = from_ticks(in_.whole());
        s.due = from_ticks(in_.whole());
        out_.silences.push_back(s);
    }

    void read_memory() {
        const auto which = read_regulation();
        if (!which) return;
        regulation_memory m;
        m.regulation = *which;
        m.last_start = from_ticks(in_.whole());
        m.last_end = from_ticks(in_.whole());
        m.starts = static_cast<std::uint32_t>(in_.number());
        m.open = static_cast<std::uint32_t>(in_.number());
        out_.memories.push_back(m);
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

    void settle() {
        const auto in_order = [](const run& a, const run& b) {
            return std::pair{a.regulation, a.number} < std::pair{b.regulation, b.number};
        };
        std::sort(out_.runs.begin(), out_.runs.end(), in_order);
        for (const run& r : out_.runs) out_.due = std::min(out_.due, r.next_due());
        for (const silence& s : out_.silences) out_.due = std::min(out_.due, s.due);
    }

    const rulebook& rules_;
    byte_reader in_;
    record out_;
    std::string why_;
};

}  // namespace

run& run::operator=(const run& other) {
    if (this == &other) return *this;
    regulation = other.regulation;
    at = other.at;
    attempt = other.attempt;
    status = other.status;
    late = other.late;
    number = other.number;
    task = other.task;
    due = other.due;
    details_ = other.details_ ? std::make_unique<run_details>(*other.details_) : nullptr;
    return *this;
}

run_details& run::need_details() {
    if (!details_) details_ = std::make_unique<run_details>();
    return *details_;
}

std::string encode(const rulebook& rules, const record& r) {
    byte_writer out;
    out.number(format_version);
    out.number(r.facts.size());
    for (std::size_t i = 0; i < r.facts.size(); ++i) {
        out.text(rules.vocabulary().facts[i].name.value);
        out.value(r.facts[i]);
    }
    out.number(r.runs.size());
    for (const run& at : r.runs) write_run(out, rules, at);
    out.number(r.silences.size());
    for (const silence& s : r.silences) {
        out.text(id_of(rules, s.regulation));
        out.whole(ticks(s.since));
        out.whole(ticks(s.due));
    }
    out.number(r.memories.size());
    for (const regulation_memory& m : r.memories) {
        out.text(id_of(rules, m.regulation));
        out.whole(ticks(m.last_start));
        out.whole(ticks(m.last_end));
        out.number(m.starts);
        out.number(m.open);
    }
    out.whole(ticks(r.seen));
    out.number(r.last_run);
    out.number(r.last_task);
    out.number(r.sequence);
    write_keys(out, r.events);
    return out.take();
}

std::optional<record> decode(const rulebook& rules, std::string_view bytes, std::string* why) {
    record_reader reader{rules, bytes};
    std::optional<record> out = reader.read();
    if (why != nullptr) *why = reader.why();
    return out;
}

}  // namespace reglament
