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

bool includes(const std::vector<std::string>& all, const std::vector<std::string>& some) {
    return std::all_of(some.begin(), some.end(),
                       [&](const std::string& s) { return std::find(all.begin(), all.end(), s) != all.end(); });
}

// Whether every value of one type is one of the other.
bool fits(const feel::type& from, const feel::type& into) {
    if (from.kind != into.kind) return from.kind == feel::type_kind::date && into.kind == feel::type_kind::date_time;
    if (into.kind == feel::type_kind::list) return fits(*from.item, *into.item);
    return !into.is_enumeration() || (from.is_enumeration() && includes(into.values, from.values));
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
    place_subjects();
    for (std::size_t i = 0; i < made_.events.size(); ++i)
        events_.emplace(made_.events[i].name.value, static_cast<std::uint32_t>(i));
    for (const pending_fact& p : facts_) resolve(p);
    check_subjects();
    find_channels();
    find_persons();
    check_names();
    return std::move(made_);
}

void vocabulary_builder::resolve(const pending_fact& p) {
    fact& f = made_.facts[p.fact];
    const auto& file = fact_files_[p.fact];
    for (const auto& from : p.from) add_origin(f, from, place{file, from.where}, p.typed);
    if (p.has_initial && p.typed) set_initial(f, p, place{file, p.initial_where});
}

// "order.paid.amount": the attribute follows the last dot. `time` is the time of the event when it has no such
// attribute.
void vocabulary_builder::add_origin(fact& f, const located<std::string>& from, const place& at, bool typed) {
    const std::size_t dot = from.value.rfind('.');
    const std::string event = from.value.substr(0, dot);
    const std::string name = dot == std::string::npos ? std::string{} : from.value.substr(dot + 1);
    const auto known = events_.find(event);
    if (known == events_.end()) {
        if (events_.contains(from.value)) {
            found_.add("origin-without-attribute", at, {from.value});
        } else {
            report_unknown(found_, "unknown-event", at, event, names_of(made_.events), {event}, found_.size());
        }
        return;
    }
    const std::uint32_t index = known->second;
    const event_type& e = made_.events[index];
    const attribute* found = e.find(name);
    if (found == nullptr && name != "time") {
        report_unknown(found_, "unknown-attribute", at, name, names_of(e.data), {event, name}, found_.size());
        return;
    }
    if (typed) check_type(f, found, from, at);
    check_origin(f, e, at);
    f.from.push_back({index, found != nullptr ? name : std::string{}});
}

void vocabulary_builder::check_type(const fact& f, const attribute* from, const located<std::string>& written,
                                    const place& at) {
    static const feel::type moment{feel::type_kind::date_time, {}, nullptr};
    const feel::type& given = from != nullptr ? from->type : moment;
    if (!fits(given, f.type)) {
        found_.add("fact-type-mismatch", at,
                   {f.name.value, feel::to_string(f.type), written.value, feel::to_string(given),
                    feel::to_string(f.type, language::ru), feel::to_string(given, language::ru)});
    }
}

void vocabulary_builder::set_initial(fact& f, const pending_fact& p, const place& at) {
    std::optional<feel::value> value;
    if (p.initial_is_list) {
        feel::list items;
        for (const std::string& item : p.initial) items.emplace_back(item);
        value = feel::convert(feel::value{std::move(items)}, f.type, made_.calendar.zone);
    } else {
        value = feel::convert(feel::value{p.initial.front()}, f.type, made_.calendar.zone);
    }
    if (value) {
        f.initial = std::move(*value);
    } else {
        found_.add("bad-initial", at,
                   {p.initial.empty() ? "[]" : p.initial.front(), feel::to_string(f.type),
                    feel::to_string(f.type, language::ru)});
    }
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

// An event of a client does not say of which deal it could set a fact.
void vocabulary_builder::check_origin(const fact& f, const event_type& e, const place& at) {
    const subject_type& of = made_.subjects[f.about];
    if (f.about == e.about || (!of.is_part() && made_.subjects[e.about].parent == of.name.value)) return;
    found_.add("fact-of-other-subject", at, {f.name.value, of.name.value, e.name.value, e.subject});
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
