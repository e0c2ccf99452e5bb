// Names that a regulation refers to, found in the vocabulary, and the names it adds: answers and data listened for.
#include "machine/builder.hpp"

#include <reglament/text/names.hpp>

#include <algorithm>

namespace reglament {

namespace {

template <class Declared>
std::string nearest(std::string_view word, const std::vector<Declared>& declared) {
    std::vector<std::string_view> known;
    for (const Declared& d : declared) known.push_back(d.name.value);
    if (const auto twin = without_lookalikes(word);
        twin && std::find(known.begin(), known.end(), *twin) != known.end()) {
        return *twin;
    }
    const auto near = near_names(word, known);
    return near.empty() ? std::string{} : std::string{near.front()};
}

constexpr event_index first_ordinary_event = static_cast<event_index>(reserved_event::facts_changed) + 1;

}  // namespace

event_index machine_builder::find_event(const located<std::string>& name) {
    vocabulary& words = shared_.vocabulary;
    if (const auto known = words.find_event(name.value)) return static_cast<event_index>(*known);
    if (!words.declared) {
        event_type taken;
        taken.name = name;
        words.events.push_back(std::move(taken));
        return static_cast<event_index>(words.events.size() - 1);
    }
    shared_.found.add("unknown-event", at(name.where), {name.value}, nearest(name.value, words.events));
    failed_ = true;
    return no_index;
}

event_index machine_builder::ordinary_event(const located<std::string>& name) {
    const event_index e = find_event(name);
    if (e == no_index) return e;
    const event_type& type = shared_.vocabulary.events[e];
    if (e < first_ordinary_event) {
        shared_.found.add("reserved-event", at(name.where), {name.value});
        failed_ = true;
    } else if (type.subject != regulation_->subject) {
        shared_.found.add("unsupported-subject", at(name.where), {type.subject});
        failed_ = true;
    }
    return e;
}

std::uint16_t machine_builder::find_role(const located<std::string>& name) {
    if (name.value.empty()) return no_index;
    vocabulary& words = shared_.vocabulary;
    if (const auto known = words.find_role(name.value)) return static_cast<std::uint16_t>(*known);
    if (!words.declared) {
        words.roles.push_back(role{name, {}});
        return static_cast<std::uint16_t>(words.roles.size() - 1);
    }
    shared_.found.add("unknown-role", at(name.where), {name.value}, nearest(name.value, words.roles));
    failed_ = true;
    return no_index;
}

void machine_builder::check_resources(const std::vector<located<std::string>>& names) {
    const std::vector<std::string>& known = shared_.vocabulary.resources;
    if (known.empty()) return;
    for (const auto& name : names) {
        if (std::find(known.begin(), known.end(), name.value) != known.end()) continue;
        const std::vector<std::string_view> words{known.begin(), known.end()};
        const auto near = near_names(name.value, words);
        shared_.found.add("unknown-resource", at(name.where), {name.value},
                          near.empty() ? std::string{} : std::string{near.front()});
        failed_ = true;
    }
}

std::uint16_t machine_builder::declare_value(const step& s, const attribute& a) {
    const std::string full = s.id.value + "." + a.name.value;
    const auto [known, fresh] = values_.try_emplace(full, static_cast<std::uint16_t>(out_.value_names_.size()));
    if (!fresh) return known->second;
    out_.value_names_.push_back(full);
    const feel::slot where{static_cast<std::uint8_t>(bank::run), known->second};
    if (!names_.declare_member(s.id.value, a.name.value, a.type, where)) {
        shared_.found.add("name-taken", at(s.id.where), {s.id.value});
        failed_ = true;
    }
    return known->second;
}

void machine_builder::declare_values(const step& s) {
    if (const auto* task = std::get_if<task_step>(&s.kind)) {
        for (const attribute& field : task->form) declare_value(s, field);
    } else if (const auto* listen = std::get_if<listen_step>(&s.kind)) {
        for (const auto& name : listen->events) {
            const auto e = shared_.vocabulary.find_event(name.value);
            if (!e || !s.named) continue;
            for (const attribute& a : shared_.vocabulary.events[*e].data) declare_value(s, a);
        }
    }
}

// Answers are declared for the whole regulation before any condition is compiled: after a `goto` a step may read what
// stands below it.
void machine_builder::declare_answers(const block& steps) {
    const auto inside = [this](const continuation& c) { declare_answers(c.steps); };
    for (const step& s : steps) {
        declare_values(s);
        if (const auto* task = std::get_if<task_step>(&s.kind)) {
            if (task->on_late) inside(task->on_late->then);
            if (task->on_no_answer) inside(task->on_no_answer->then);
        } else if (const auto* either = std::get_if<if_step>(&s.kind)) {
            inside(either->then);
            inside(either->otherwise);
        } else if (const auto* many = std::get_if<switch_step>(&s.kind)) {
            for (const auto& branch : many->cases) inside(branch.then);
            if (many->otherwise) inside(*many->otherwise);
        } else if (const auto* listen = std::get_if<listen_step>(&s.kind)) {
            if (listen->on_timeout) inside(*listen->on_timeout);
        }
    }
}

}  // namespace reglament
