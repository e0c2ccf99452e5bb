// Intake of facts: those that an event tells, and those that the host was asked for.
#include "engine/intake.hpp"
#include "engine/intake_text.hpp"

#include <algorithm>
#include <array>

namespace reglament {

using namespace intake_detail;

bool intake::names_part(std::string_view entry) const {
    const auto& all = rules_.vocabulary().subjects;
    return std::any_of(all.begin(), all.end(), [&](const subject_type& s) { return s.is_part() && s.key == entry; });
}

// Of facts.changed: which deal the facts are about is named beside them, `deal: D-17`.
bool intake::find_named_part(const feel::value& data, resolved& into, issues& found) const {
    const vocabulary& words = rules_.vocabulary();
    std::optional<subject_index> needed;
    for (const std::uint16_t f : into.fact_indices) {
        const fact& known = words.facts[f];
        if (!words.subjects[known.about].is_part()) continue;
        if (needed && *needed != known.about) {
            found.add("facts-of-two-parts", {}, {words.subjects[*needed].name.value, known.subject});
            return false;
        }
        needed = known.about;
    }
    for (subject_index s = 0; s < words.subjects.size(); ++s) {
        const subject_type& of = words.subjects[s];
        const std::string key = of.is_part() && (!needed || *needed == s) ? key_text(data.get(of.key)) : std::string{};
        if (key.empty()) continue;
        into.about = s;
        into.part = key;
        return true;
    }
    if (!needed) return true;
    found.add("fact-needs-part", {}, {words.subjects[*needed].name.value, words.subjects[*needed].key});
    return false;
}

// They are the data themselves, or stand under `facts` beside their revision.
bool intake::are_apart(const feel::value& data) const {
    return data.get("facts").kind() == feel::value_kind::context && !rules_.vocabulary().find_fact("facts");
}

feel::value intake::facts_in(const feel::value& data) const {
    return are_apart(data) ? data.get("facts") : data;
}

bool intake::resolve_facts(const event& e, resolved& into, issues& found) const {
    const vocabulary& words = rules_.vocabulary();
    const feel::value all = facts_in(e.data);
    const bool apart = are_apart(e.data);
    bool good = !apart || resolve_revision(e.data.get("revision"), into, found);
    if (apart) note_beside(e, found);
    for (const auto& [name, given] : entries_of(all)) {
        const auto index = words.find_fact(name);
        if (!index && !apart && names_part(name)) continue;
        if (!index) {
            found.add("fact-unknown", {}, {name}, nearest(name, words.facts));
            good = false;
            continue;
        }
        const fact& known = words.facts[*index];
        if (known.is_derived() || (into.revision != 0 && !known.of_host)) {
            found.add(known.is_derived() ? "fact-derived" : "revision-of-stored", {}, {name});
            good = false;
            continue;
        }
        auto converted =
            given.is_null() ? std::optional{feel::value{}} : feel::convert(given, known.type, words.calendar.zone());
        if (!converted) {
            found.add("fact-wrong", {}, {name, feel::to_string(known.type), shown(given), in_russian(known.type)});
            good = false;
            continue;
        }
        into.fact_indices.push_back(static_cast<std::uint16_t>(*index));
        into.values.push_back(std::move(*converted));
    }
    return find_named_part(e.data, into, found) && good;
}

std::optional<resolved> intake::resolve_fetched(std::string_view subject, const feel::value& data, const record* r,
                                                issues& found) const {
    event e;
    e.type = "facts.changed";
    e.subject = subject;
    e.data = data;
    resolved out;
    out.type = index_of(reserved_event::facts_changed);
    if (data.kind() != feel::value_kind::context) {
        found.add("event-data", {}, {e.type, shown(data)});
        return std::nullopt;
    }
    if (!resolve_facts(e, out, found) || !resolve_part(e, r, out, found)) return std::nullopt;
    for (const std::uint16_t index : out.fact_indices) {
        const fact& f = rules_.vocabulary().facts[index];
        if (f.of_host) continue;
        found.add("fetched-not-host", {}, {f.name.value});
        return std::nullopt;
    }
    if (out.revision != 0) leave_out_known(r, out, same_revision::confirmed);
    return out;
}

bool intake::resolve_revision(const feel::value& given, resolved& into, issues& found) const {
    if (given.is_null()) return true;
    const auto whole = given.kind() == feel::value_kind::number ? given.as_number().to_int64() : std::nullopt;
    if (whole && *whole > 0) {
        into.revision = static_cast<std::uint64_t>(*whole);
        return true;
    }
    found.add("revision-wrong", {}, {shown(given)});
    return false;
}

// What stands beside `facts` and says nothing.
void intake::note_beside(const event& e, issues& found) const {
    static constexpr std::array<std::string_view, 2> known{"facts", "revision"};
    for (const auto& [name, given] : entries_of(e.data)) {
        if (std::find(known.begin(), known.end(), name) != known.end() || names_part(name)) continue;
        const auto near = near_names(name, {known.begin(), known.end()});
        found.add("event-attribute-unknown", {}, {e.type, name}, near.empty() ? std::string{} : std::string{near[0]});
    }
}

// Facts are told one by one: of one event some may be news and others not.
void intake::leave_out_known(const record* r, resolved& into, same_revision means) const {
    if (r == nullptr || r->told.empty()) return;
    const auto& words = rules_.vocabulary();
    const auto place = std::find_if(r->parts.begin(), r->parts.end(),
                                    [&](const part& p) { return p.subject == into.about && p.key == into.part; });
    const auto part_here =
        place == r->parts.end() ? part_index{no_index} : static_cast<part_index>(place - r->parts.begin());
    std::size_t kept = 0, same = 0;
    for (std::size_t i = 0; i < into.fact_indices.size(); ++i) {
        const std::uint16_t index = into.fact_indices[i];
        const bool of_part = words.subjects[words.facts[index].about].is_part();
        const part_index whose = of_part ? part_here : part_index{no_index};
        const auto known = std::find_if(r->told.begin(), r->told.end(),
                                        [&](const told_fact& t) { return t.fact == index && t.part == whose; });
        const bool new_part = of_part && whose == no_index;
        const std::uint64_t last = known == r->told.end() || new_part ? 0 : known->revision;
        const bool repeats = last == into.revision && means == same_revision::repeated;
        if (repeats) ++same;
        if (last > into.revision) into.older.push_back({index, last});
        if (repeats || last > into.revision) continue;
        into.fact_indices[kept] = index;
        into.values[kept++] = std::move(into.values[i]);
    }
    into.repeated = kept == 0 && same != 0 && into.older.empty();
    into.fact_indices.resize(kept);
    into.values.resize(kept);
}

}  // namespace reglament
