// A record written as bytes: a format version, then content under the ids of regulations, states and facts.
#include "machine/gathered_codec.hpp"
#include "machine/roller.hpp"
#include "machine/told_facts.hpp"

#include <reglament/machine/rulebook.hpp>
#include <reglament/machine/state.hpp>

#include <algorithm>
#include <vector>

namespace reglament {

namespace {

std::int64_t ticks(instant t) {
    return t.time_since_epoch().count();
}

// The versions that a record speaks of: each once, with its definition. What is said of one is under its place there.
class version_table {
public:
    version_table(const rulebook& rules, const record& r) : rules_{rules} {
        for (const run& x : r.runs) all_.push_back(x.regulation);
        for (const armed_start& x : r.armed) all_.push_back(x.regulation);
        for (const queued_start& x : r.queued) all_.push_back(x.regulation);
        for (const regulation_memory& x : r.memories) all_.push_back(x.regulation);
        std::sort(all_.begin(), all_.end());
        all_.erase(std::unique(all_.begin(), all_.end()), all_.end());
    }

    void write(byte_writer& out) const {
        out.number(all_.size());
        for (const regulation_index i : all_) {
            out.text(rules_.machines()[i].regulation().id.value);
            out.uuid(rules_.machines()[i].regulation().definition);
        }
    }

    void write(byte_writer& out, regulation_index i) const {
        out.number(static_cast<std::uint64_t>(std::lower_bound(all_.begin(), all_.end(), i) - all_.begin()));
    }

private:
    const rulebook& rules_;
    std::vector<regulation_index> all_;
};

// Values under the names that a vocabulary gives them, which may come in another order in the next one.
void write_data(byte_writer& out, const std::vector<attribute>& names, const std::vector<feel::value>& values) {
    const std::size_t count = std::min(names.size(), values.size());
    out.number(count);
    for (std::size_t i = 0; i < count; ++i) {
        out.text(names[i].name.value);
        out.value(values[i]);
    }
}

void write_values(byte_writer& out, std::span<const std::string> names, const std::vector<feel::value>& values) {
    out.number(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
        out.text(names[i]);
        out.value(values[i]);
    }
}

void write_token(byte_writer& out, const machine& m, const token& p) {
    out.text(m.states()[p.at].id);
    out.number((p.stuck ? 1U : 0U) | (p.late ? 2U : 0U) | unsigned{p.rung} << 2U);
    out.number(p.attempt);
    out.number(p.task);
    out.whole(ticks(p.due));
}

void write_branches(byte_writer& out, const machine& m, const run_details& details) {
    out.number(details.last_branch);
    out.number(details.branches.size());
    for (const branch& b : details.branches) {
        out.number(b.id);
        out.number(b.division);
        out.number(b.index);
        write_token(out, m, b);
        out.whole(ticks(b.task_created));
        write_values(out, m.item_names(), b.values);
    }
    out.number(details.last_division);
    out.number(details.divisions.size());
    for (const division& d : details.divisions) {
        out.number(d.id);
        out.number(d.owner);
        out.text(m.states()[d.fork].id);
        out.number(d.joined ? 1U : 0U);
        out.number(d.limit);
        out.number(d.begun);
        out.number(d.ended);
        out.value(feel::value{d.items});
        out.value(feel::value{d.results});
    }
}

void write_kept(byte_writer& out, const rulebook& rules, const std::vector<kept_event>& all) {
    out.number(all.size());
    for (const kept_event& k : all) {
        const event_type& type = rules.vocabulary().events[k.event];
        out.text(type.name.value);
        write_data(out, type.data, k.data);
    }
}

void write_asked(byte_writer& out, const rulebook& rules, const run& r, const std::vector<asked_call>& all) {
    const machine& m = rules.machines()[r.regulation];
    out.number(all.size());
    for (const asked_call& a : all) {
        const token* const open = r.find_task(a.number);
        const call_definition* const call = open == nullptr ? nullptr : m.call_at(open->at);
        out.number(a.number);
        if (call != nullptr) {
            write_data(out, rules.vocabulary().actions[call->action].data, a.data);
        } else {
            out.value(feel::value{a.data});  // who does a task, whom a run is of
        }
    }
}

void write_done(byte_writer& out, const machine& m, const std::vector<done_step>& all) {
    out.number(all.size());
    for (const done_step& d : all) {
        out.text(m.states()[d.at].id);
        out.number(d.branch);
        write_values(out, m.item_names(), d.values);
    }
}

// Of events of the vocabulary the data under their names, as what is kept; of others as they are.
void write_pause(byte_writer& out, const rulebook& rules, const run_details& details) {
    out.number(details.pause ? 1U : 0U);
    if (!details.pause) return;
    out.whole(ticks(details.pause->since));
    out.number(details.pause->due.size());
    for (const auto& [branch, due] : details.pause->due) {
        out.number(branch);
        out.whole(ticks(due));
    }
    out.number(details.pause->held.size());
    for (const held_event& h : details.pause->held) {
        const event_type& type = rules.vocabulary().events[h.event];
        out.text(type.name.value);
        out.number(h.task);
        if (h.event < reserved_events) {
            out.value(feel::value{h.data});
        } else {
            write_data(out, type.data, h.data);
        }
    }
}

// 0: the client itself.
void write_part(byte_writer& out, part_index p) {
    out.number(p == no_index ? 0U : p + 1U);
}

void write_parts(byte_writer& out, const rulebook& rules, const std::vector<part>& parts) {
    out.number(parts.size());
    for (const part& p : parts) {
        out.text(rules.vocabulary().subjects[p.subject].name.value);
        out.text(p.key);
        out.number(p.facts.size());
        for (const fact& f : rules.vocabulary().facts) {
            if (f.about != p.subject) continue;
            out.text(f.name.value);
            out.value(p.facts[f.slot]);
        }
    }
}

void write_run(byte_writer& out, const rulebook& rules, const version_table& versions, const run& r) {
    const machine& m = rules.machines()[r.regulation];
    versions.write(out, r.regulation);
    out.number(r.number);
    write_part(out, r.part);
    write_token(out, m, r);
    static const run_details none;
    const run_details& details = r.details() != nullptr ? *r.details() : none;
    out.whole(ticks(details.task_created));
    write_values(out, m.value_names(), details.values);
    write_branches(out, m, details);
    write_kept(out, rules, details.kept);
    write_asked(out, rules, r, details.asked);
    write_done(out, m, details.done);
    out.number(details.by.number);
    if (details.by.number != 0) out.value(details.by.subject);
    write_pause(out, rules, details);
}

void write_merger(byte_writer& out, const merger& m) {
    out.text(m.key);
    out.number(m.tasks);
    out.number(m.runs);
    out.number(m.last_task);
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

// When late tasks with rungs to come were due.
void write_late(byte_writer& out, const record& r) {
    std::vector<late_task> all;
    for (const run& x : r.runs) {
        if (x.details() != nullptr) all.insert(all.end(), x.details()->late.begin(), x.details()->late.end());
    }
    out.number(all.size());
    for (const late_task& t : all) {
        out.number(t.number);
        out.whole(ticks(t.due));
    }
}

void write_desk(byte_writer& out, const record& r) {
    out.number(r.desk ? 1U : 0U);
    if (!r.desk) return;
    out.number(r.desk->tasks.size());
    for (const auto& [key, t] : r.desk->tasks) {
        out.text(key.first);
        out.number(key.second);
        out.text(t.person);
        out.value(t.ways);
        out.text(t.unwanted);
        out.text(t.why);
        out.whole(ticks(t.again));
    }
    out.number(r.desk->waiting.size());
    for (const auto& [client, task] : r.desk->waiting) {
        out.text(client);
        out.number(task);
    }
    out.number(r.desk->last.size());
    for (const auto& [role, person] : r.desk->last) {
        out.text(role);
        out.text(person);
    }
}

}  // namespace

std::string encode(const rulebook& rules, const record& r) {
    byte_writer out;
    out.number(record_format);
    out.text(r.subject == 0 ? std::string_view{} : rules.vocabulary().subjects[r.subject].name.value);
    out.number(r.who);
    out.number(r.facts.size());
    for (std::size_t i = 0; i < r.facts.size(); ++i) {
        out.text(rules.vocabulary().facts[i].name.value);
        out.value(r.facts[i]);
    }
    write_parts(out, rules, r.parts);
    const version_table versions{rules, r};
    versions.write(out);
    out.number(r.runs.size());
    for (const run& at : r.runs) write_run(out, rules, versions, at);
    out.number(r.armed.size());
    for (const armed_start& s : r.armed) {
        versions.write(out, s.regulation);
        write_part(out, s.part);
        out.number((s.holds ? 1U : 0U) | (s.fired ? 2U : 0U));
        out.whole(ticks(s.since));
        out.whole(ticks(s.due));
    }
    out.number(r.queued.size());
    for (const queued_start& q : r.queued) {
        versions.write(out, q.regulation);
        write_part(out, q.part);
        out.text(q.cause == no_index ? std::string_view{} : rules.vocabulary().events[q.cause].name.value);
        out.whole(ticks(q.since));
        out.whole(ticks(q.due));
    }
    out.number(r.memories.size());
    for (const regulation_memory& m : r.memories) {
        versions.write(out, m.regulation);
        write_part(out, m.part);
        out.whole(ticks(m.last_start));
        out.whole(ticks(m.last_end));
        out.number(m.starts);
        out.number(m.open);
    }
    out.number(r.contacts.size());
    for (const contact& c : r.contacts) {
        out.text(rules.vocabulary().channels[c.channel].name.value);
        out.number(c.made ? 1U : 0U);
        out.number(c.task);
        out.whole(ticks(c.at));
    }
    out.whole(ticks(r.seen));
    out.number(r.last_run);
    out.number(r.last_task);
    out.number(r.sequence);
    write_keys(out, r.events);
    write_merger(out, r.merged_into);
    out.number(r.merged.size());
    for (const merger& m : r.merged) write_merger(out, m);
    write_gathered(out, rules, r);
    write_told(out, rules, r);
    write_late(out, r);
    write_desk(out, r);
    write_rolls(out, rules, r);
    return out.take();
}

}  // namespace reglament
