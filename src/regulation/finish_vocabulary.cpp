// What can be checked of a vocabulary only when all of it is read.
#include "regulation/read_vocabulary.hpp"
#include "text/likeness.hpp"

#include <reglament/text/names.hpp>

#include <algorithm>
#include <unordered_set>

namespace reglament {

namespace {

template <class Items>
std::vector<std::string_view> names_of(const Items& items) {
    std::vector<std::string_view> known;
    for (const auto& item : items) known.emplace_back(item.name.value);
    return known;
}

}  // namespace

std::optional<std::uint32_t> vocabulary::find_event(std::string_view name) const {
    const auto at =
        std::find_if(events.begin(), events.end(), [&](const event_type& e) { return e.name.value == name; });
    return at == events.end() ? std::nullopt : std::optional{static_cast<std::uint32_t>(at - events.begin())};
}

std::optional<std::uint32_t> vocabulary::find_fact(std::string_view name) const {
    const auto at = std::find_if(facts.begin(), facts.end(), [&](const fact& f) { return f.name.value == name; });
    return at == facts.end() ? std::nullopt : std::optional{static_cast<std::uint32_t>(at - facts.begin())};
}

std::optional<std::uint16_t> vocabulary::find_channel(std::string_view name) const {
    const auto at =
        std::find_if(channels.begin(), channels.end(), [&](const channel& c) { return c.name.value == name; });
    return at == channels.end() ? std::nullopt : std::optional{static_cast<std::uint16_t>(at - channels.begin())};
}

std::optional<subject_index> vocabulary::find_subject(std::string_view name) const {
    const auto at =
        std::find_if(subjects.begin(), subjects.end(), [&](const subject_type& s) { return s.name.value == name; });
    return at == subjects.end() ? std::nullopt : std::optional{static_cast<subject_index>(at - subjects.begin())};
}

std::optional<std::uint16_t> vocabulary::find_calendar(std::string_view name) const {
    const auto at =
        std::find_if(calendars.begin(), calendars.end(), [&](const named_calendar& c) { return c.name.value == name; });
    return at == calendars.end() ? std::nullopt : std::optional{static_cast<std::uint16_t>(at - calendars.begin())};
}

std::optional<std::uint32_t> vocabulary::find_role(std::string_view name) const {
    const auto at = std::find_if(roles.begin(), roles.end(), [&](const role& r) { return r.name.value == name; });
    return at == roles.end() ? std::nullopt : std::optional{static_cast<std::uint32_t>(at - roles.begin())};
}

const attribute* event_type::find(std::string_view attribute_name) const noexcept {
    const auto at =
        std::find_if(data.begin(), data.end(), [&](const attribute& a) { return a.name.value == attribute_name; });
    return at == data.end() ? nullptr : &*at;
}

vocabulary vocabulary_builder::finish() {
    make_calendars();
    place_subjects();
    finish_segments();
    for (std::size_t i = 0; i < made_.events.size(); ++i)
        events_.emplace(made_.events[i].name.value, static_cast<std::uint32_t>(i));
    // Of facts of parts the type must be known first, since others are gathered of them.
    for (const bool of_parts : {true, false}) {
        for (const pending_fact& p : facts_) {
            if (made_.subjects[made_.facts[p.fact].about].is_part() == of_parts) resolve(p);
        }
    }
    check_subjects();
    find_channels();
    find_persons();
    find_calendars_of_roles();
    find_other_roles();
    check_names();
    return std::move(made_);
}

void vocabulary_builder::find_channels() {
    const auto find = [&](const located<std::string>& name, const std::shared_ptr<const source>& file) {
        const auto known = made_.find_channel(name.value);
        if (!known) {
            report_unknown(found_, "unknown-channel", {file, name.where}, name.value, names_of(made_.channels),
                           {name.value}, found_.size());
        }
        return known.value_or(UINT16_MAX);
    };
    for (const pending_contact& c : contacts_) {
        if (!c.channel.value.empty()) made_.events[c.event].contact = find(c.channel, c.file);
    }
    for (std::size_t i = 0; i < limit_channels_.size(); ++i) {
        if (!limit_channels_[i].value.empty())
            made_.contacts.limits[i].channel = find(limit_channels_[i], policy_file_);
    }
    if (policy_zone_.value.empty()) return;
    const auto zone = made_.find_fact(policy_zone_.value);
    const place at{policy_file_, policy_zone_.where};
    if (!zone) {
        report_unknown(found_, "unknown-fact", at, policy_zone_.value, names_of(made_.facts), {policy_zone_.value},
                       found_.size());
    } else if (made_.facts[*zone].type.kind != feel::type_kind::string || made_.facts[*zone].about != 0) {
        found_.add("zone-not-text", at, {policy_zone_.value});
    } else {
        made_.contacts.zone = static_cast<std::uint16_t>(*zone);
    }
}

void vocabulary_builder::find_persons() {
    for (const pending_person& p : persons_) {
        const auto known = made_.find_fact(p.fact.value);
        const place at{p.file, p.fact.where};
        if (!known) {
            report_unknown(found_, "unknown-fact", at, p.fact.value, names_of(made_.facts), {p.fact.value},
                           found_.size());
        } else if (made_.facts[*known].type.kind != feel::type_kind::string) {
            found_.add("person-not-text", at, {p.fact.value});
        } else {
            made_.roles[p.role].person = static_cast<std::uint16_t>(*known);
        }
    }
}

// Whoever is asked when nobody of a role is there; at last somebody else, not the same again.
void vocabulary_builder::find_other_roles() {
    for (const pending_person& p : otherwise_) {
        if (p.fact.value.empty()) continue;
        const auto known = made_.find_role(p.fact.value);
        if (known) {
            made_.roles[p.role].otherwise = static_cast<std::uint16_t>(*known);
        } else {
            report_unknown(found_, "unknown-role", {p.file, p.fact.where}, p.fact.value, names_of(made_.roles),
                           {p.fact.value}, found_.size());
        }
    }
    for (const pending_person& p : otherwise_) {
        std::size_t next = made_.roles[p.role].otherwise;
        for (std::size_t n = 0; next != UINT16_MAX && n <= made_.roles.size(); ++n) {
            if (next == p.role) {
                found_.add("role-circle", place{p.file, p.fact.where}, {made_.roles[p.role].name.value});
                made_.roles[p.role].otherwise = UINT16_MAX;
                break;
            }
            next = made_.roles[next].otherwise;
        }
    }
}

// The client first; then whom each event and fact is about, and where facts of parts lie.
void vocabulary_builder::place_subjects() {
    auto& all = made_.subjects;
    const auto client =
        std::find_if(all.begin(), all.end(), [](const subject_type& s) { return s.name.value == "client"; });
    if (client == all.end()) {
        all.insert(all.begin(), subject_type{{"client", {}}, {}, {}, {}, 0});
    } else {
        std::rotate(all.begin(), client, client + 1);
    }
    for (subject_type& s : all) check_parent(s);
    for (subject_index i = 0; i < all.size(); ++i) all[i].root = made_.find_subject(all[i].parent).value_or(i);
    for (event_type& e : made_.events) {
        e.about = made_.find_subject(e.subject).value_or(0);
        name_part(e);
    }
    std::vector<std::uint16_t> used(all.size());
    for (std::size_t i = 0; i < made_.facts.size(); ++i) {
        fact& f = made_.facts[i];
        f.about = made_.find_subject(f.subject).value_or(0);
        f.slot = all[f.about].is_part() ? used[f.about]++ : static_cast<std::uint16_t>(i);
    }
}

void vocabulary_builder::check_parent(subject_type& s) {
    if (s.parent.empty()) return;
    const auto parent = made_.find_subject(s.parent);
    if (!parent) return;  // reported as unknown
    if (s.key.empty()) s.key = s.name.value;
    if (!made_.subjects[*parent].is_part() && s.name.value != "client") return;
    found_.add("parent-is-part", declared_.at("subjects/" + s.name.value), {s.name.value, s.parent});
    s.parent.clear();
}

// What is about a part names it.
void vocabulary_builder::name_part(event_type& e) {
    const subject_type& of = made_.subjects[e.about];
    if (!of.is_part()) return;
    const attribute* known = e.find(of.key);
    if (known == nullptr) {
        e.data.push_back({{of.key, e.name.where}, {.kind = feel::type_kind::string}, false});
        known = &e.data.back();
    }
    e.key = static_cast<std::uint16_t>(known - e.data.data());
}

void vocabulary_builder::check_subjects() {
    const auto known = names_of(made_.subjects);
    const std::unordered_set<std::string_view> declared{known.begin(), known.end()};
    for (const pending_subject& p : subjects_) {
        if (!declared.contains(p.subject))
            report_unknown(found_, "unknown-subject", p.at, p.subject, known, {p.subject}, found_.size());
    }
}

}  // namespace reglament
