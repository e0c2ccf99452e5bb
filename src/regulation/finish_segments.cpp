// The fact of each segment, and the events of who enters and leaves a class of it.
#include "regulation/read_vocabulary.hpp"
#include "text/likeness.hpp"

#include <algorithm>

namespace reglament {

namespace {

feel::type class_type(const segment& s) {
    if (s.into != 0) return {feel::type_kind::number, {}, nullptr};
    feel::type t{feel::type_kind::string, {}, nullptr};
    for (const segment_class& c : s.classes) t.values.push_back(c.name.value);
    return t;
}

}  // namespace

void vocabulary_builder::finish_segments() {
    for (segment& s : made_.segments) finish_segment(s);
}

void vocabulary_builder::finish_segment(segment& s) {
    fact& its = made_.facts[s.fact];
    its.type = class_type(s);
    const auto add = [&](std::string_view what, std::string_view other) {
        event_type e;
        e.name = {s.name.value + "." + std::string{what}, s.name.where};
        e.data.push_back({s.name, its.type, false});
        e.data.push_back({{std::string{other}, s.name.where}, its.type, true});
        const auto [at, fresh] = declared_.try_emplace("events/" + e.name.value, place{s.file, s.name.where});
        if (!fresh) {
            const position first = at->second.source->at(at->second.where.begin);
            found_.add("declared-twice", {s.file, s.name.where},
                       {e.name.value, std::string{at->second.source->name()} + ":" + std::to_string(first.line)});
        }
        made_.events.push_back(std::move(e));
        return static_cast<std::uint32_t>(made_.events.size() - 1);
    };
    s.entered = add("entered", "from");
    s.left = add("left", "into");
    its.from = {{s.left, "into"}, {s.entered, s.name.value}};
    if (s.declared.value.empty()) return;
    const place at{s.file, s.declared.where};
    const auto known = made_.find_fact(s.declared.value);
    if (!known || *known == s.fact) {
        std::vector<std::string_view> names;
        for (const fact& f : made_.facts) names.emplace_back(f.name.value);
        report_unknown(found_, "unknown-fact", at, s.declared.value, names, {s.declared.value}, found_.size());
    } else if (made_.facts[*known].about != 0) {
        found_.add("field-of-other-subject", at, {s.declared.value, made_.facts[*known].subject, "client"});
    } else {
        s.declared_fact = static_cast<std::uint16_t>(*known);
    }
}

}  // namespace reglament
