// Names that a regulation refers to, found in the vocabulary, and the names it adds: answers and data listened for.
#include "machine/builder.hpp"

#include <reglament/regulation/blocks.hpp>

#include <algorithm>

namespace reglament {

namespace {

template <class Declared>
std::vector<std::string_view> names_of(const std::vector<Declared>& declared) {
    std::vector<std::string_view> known;
    for (const Declared& d : declared) known.push_back(d.name.value);
    return known;
}

}  // namespace

void machine_builder::check_subject() {
    const located<std::string>& subject = regulation_->subject;
    const auto& all = shared_.vocabulary.subjects;
    const auto known = shared_.vocabulary.find_subject(subject.value);
    if (!known || *known == shared_.vocabulary.desk)
        return refuse_unknown("unknown-subject", subject, false, names_of(all), {subject.value});
    out_.subject_ = *known;
    out_.about_part_ = all[*known].is_part();
    names_ = facts();
}

// A regulation about a deal knows its facts and the client's, one about the client only the client's.
bool machine_builder::knows(const fact& f) const {
    return f.about == out_.subject_ || f.about == root();
}

subject_index machine_builder::root() const {
    return shared_.vocabulary.subjects[out_.subject_].root;
}

// Which deal an event emitted is about needs not be said in a regulation about that deal.
bool machine_builder::names_same_part(const event_type& e, std::size_t attribute) const {
    return out_.about_part_ && e.about == out_.subject_ && attribute == e.key;
}

event_index machine_builder::find_event(const located<std::string>& name) {
    if (name.value.empty()) return no_index;  // reported as missing
    vocabulary& words = shared_.vocabulary;
    if (const auto known = shared_.events.find(name.value); known != shared_.events.end()) return known->second;
    if (words.declared) {
        refuse_unknown("unknown-event", name, false, shared_.event_names, {name.value});
        return no_index;
    }
    if (words.events.size() >= most_names) {
        refuse_size(name.where, most_names, "events", "событий");
        return no_index;
    }
    words.events.emplace_back().name = name;
    return shared_.events[name.value] = static_cast<event_index>(words.events.size() - 1);
}

// Whether it needs not be said whom an event is about: of the same record, and of no other part of it.
bool machine_builder::concerns_same(event_index e) const {
    if (e < reserved_events) return true;
    const subject_index of = shared_.vocabulary.events[e].about;
    const subject_type& about = shared_.vocabulary.subjects[of];
    return about.root == root() && !(about.is_part() && out_.about_part_ && of != out_.subject_);
}

event_index machine_builder::ordinary_event(const located<std::string>& name, bool of_other) {
    const event_index e = find_event(name);
    if (e == no_index) return e;
    const event_type& type = shared_.vocabulary.events[e];
    if (e < reserved_events) {
        refuse("reserved-event", name.where, {name.value});
    } else {
        if (of_other || concerns_same(e)) return e;
        const subject_type& about = shared_.vocabulary.subjects[type.about];
        refuse(about.root == root() ? "event-of-other-subject" : "event-of-other-record", name.where,
               {name.value, type.subject, regulation_->subject.value});
    }
    return e;
}

std::uint16_t machine_builder::find_role(const located<std::string>& name) {
    if (name.value.empty()) return no_index;
    vocabulary& words = shared_.vocabulary;
    if (const auto known = shared_.roles.find(name.value); known != shared_.roles.end()) return known->second;
    if (words.declared) {
        for (const role& r : words.roles) {
            if (r.title != name.value) continue;
            shared_.found.add("unknown-role", at(name.where), {name.value}, r.name.value);
            failed_ = true;
            return no_index;
        }
        refuse_unknown("unknown-role", name, false, shared_.role_names, {name.value});
        return no_index;
    }
    if (words.roles.size() >= most_names) {
        refuse_size(name.where, most_names, "roles", "ролей");
        return no_index;
    }
    words.roles.emplace_back().name = name;
    return shared_.roles[name.value] = static_cast<std::uint16_t>(words.roles.size() - 1);
}

std::uint16_t machine_builder::find_channel(const located<std::string>& name) {
    vocabulary& words = shared_.vocabulary;
    if (const auto known = words.find_channel(name.value)) return *known;
    if (words.declared) {
        refuse_unknown("unknown-channel", name, false, names_of(words.channels), {name.value});
        return no_index;
    }
    words.channels.push_back({name, {}});
    return static_cast<std::uint16_t>(words.channels.size() - 1);
}

std::uint16_t machine_builder::find_action(const located<std::string>& name) {
    if (name.value.empty()) return no_index;
    vocabulary& words = shared_.vocabulary;
    if (const auto known = shared_.actions.find(name.value); known != shared_.actions.end()) return known->second;
    if (words.declared) {
        refuse_unknown("unknown-action", name, false, shared_.action_names, {name.value});
        return no_index;
    }
    if (words.actions.size() >= most_names) {
        refuse_size(name.where, most_names, "actions", "действий");
        return no_index;
    }
    words.actions.emplace_back().name = name;
    return shared_.actions[name.value] = static_cast<std::uint16_t>(words.actions.size() - 1);
}

void machine_builder::check_resources(const std::vector<located<std::string>>& names) {
    const std::vector<std::string>& known = shared_.vocabulary.resources;
    if (known.empty()) return;
    for (const auto& name : names) {
        if (shared_.resources.contains(name.value)) continue;
        refuse_unknown("unknown-resource", name, false, shared_.resource_names, {name.value});
    }
}

feel::slot machine_builder::declare_value(const step& s, const attribute& a, bool in_item) {
    const located<std::string>& keeper = keeper_of(s);
    const std::string full = keeper.value + "." + a.name.value;
    if (const auto known = values_.find(full); known != values_.end()) return known->second;
    const feel::slot where = values_[full] = new_value(full, in_item);
    types_of_values_[full] = a.type;
    if (!names_.declare_member(keeper.value, a.name.value, a.type, where))
        refuse("name-taken", keeper.where, {keeper.value});
    return where;
}

void machine_builder::declare_values(const step& s, bool in_item) {
    if (const auto* task = std::get_if<task_step>(&s.kind)) {
        for (const attribute& field : task->form) declare_value(s, field, in_item);
    } else if (const auto* call = std::get_if<call_step>(&s.kind)) {
        const auto known = shared_.actions.find(call->action.value);
        if (known == shared_.actions.end()) return;
        for (const attribute& a : shared_.vocabulary.actions[known->second].result) declare_value(s, a, in_item);
    } else if (const auto* run = std::get_if<run_step>(&s.kind)) {
        declare_run(s, *run, in_item);
    } else if (const auto* decide = std::get_if<decide_step>(&s.kind)) {
        declare_decision(s, *decide, in_item);
    } else if (const auto* listen = std::get_if<listen_step>(&s.kind)) {
        for (const auto& name : listen->events) {
            const auto e = shared_.events.find(name.value);
            if (e == shared_.events.end() || !(s.named || !listen->keep_as.value.empty())) continue;
            for (const attribute& a : shared_.vocabulary.events[e->second].data) declare_value(s, a, in_item);
        }
    }
}

// Answers are declared for all steps before any condition is compiled: after a `goto` a step may read what stands below
// it. Those inside a loop over a list are seen in it; outside of it, as lists. So what is outside comes first, then
// each loop, which knows of the lists of those before it.
void machine_builder::declare_answers(const std::vector<const block*>& blocks, bool in_item) {
    std::vector<const step*> loops;
    const auto declare = [&](const auto& self, const block& all) -> void {
        for (const step& s : all) {
            if (std::holds_alternative<for_each_step>(s.kind)) {
                loops.push_back(&s);
                if (const auto& later = std::get<for_each_step>(s.kind).on_timeout) self(self, later->steps);
                continue;
            }
            declare_values(s, in_item);
            each_block(s, [&](const block& inner) { self(self, inner); });
        }
    };
    for (const block* steps : blocks) declare(declare, *steps);
    for (const step* s : loops) {
        declare_loop(*s, std::get<for_each_step>(s->kind));
        declare_gathered(*s, std::get<for_each_step>(s->kind), in_item);
    }
}

}  // namespace reglament
