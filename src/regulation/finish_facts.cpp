// What facts are taken from, gathered of and computed from, found when the whole vocabulary is read.
#include "feel/number_range.hpp"
#include "regulation/read_vocabulary.hpp"
#include "text/likeness.hpp"

#include <reglament/feel/value.hpp>

#include <algorithm>

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
    if (from.kind == feel::type_kind::any) return true;
    if (from.kind != into.kind) return from.kind == feel::type_kind::date && into.kind == feel::type_kind::date_time;
    if (into.kind == feel::type_kind::list) return fits(*from.item, *into.item);
    if (into.within != nullptr) return from.within != nullptr && feel::includes(*into.within, *from.within);
    return !into.is_enumeration() || (from.is_enumeration() && includes(into.values, from.values));
}

const feel::type time_of_event{feel::type_kind::date_time, {}, nullptr};

// What can be put in an order.
bool has_order(const feel::type& t) noexcept {
    using enum feel::type_kind;
    return t.kind == any || t.kind == number || t.kind == string || t.kind == date || t.kind == time ||
           t.kind == date_time || t.kind == time_duration || t.kind == months_duration;
}

}  // namespace

void vocabulary_builder::resolve(const pending_fact& p) {
    fact& f = made_.facts[p.fact];
    if (f.kind == fact_kind::stored) {
        for (const auto& from : p.from) add_origin(f, from, p.typed);
        if (p.has_initial && p.typed) set_initial(f, p, place{f.file, p.initial_where});
    } else if (is_gathered(f.kind)) {
        for (const auto& of : p.from) p.by.value.empty() ? gather(f, of, p.typed) : roll_up(f, of, p);
        if ((f.parts || f.rolled) && p.from.size() > 1)
            found_.add("gathered-twice", {f.file, p.from[1].where}, {f.name.value});
        const bool counts = f.kind == fact_kind::count || f.kind == fact_kind::sum || f.kind == fact_kind::distinct;
        if (counts) f.initial = feel::value{feel::number{0}};
    } else {
        if (!p.typed) f.type = {};
        if (is_computed(f.kind) && f.kind != fact_kind::formula) find_fields(f, p);
    }
}

// "order.paid.amount": the attribute follows the last dot. `time` is the time of the event when it has no such
// attribute.
void vocabulary_builder::add_origin(fact& f, const located<std::string>& from, bool typed) {
    const place at{f.file, from.where};
    const bool counts = f.kind == fact_kind::count;
    const auto whole = events_.find(from.value);
    if (counts && whole != events_.end()) {
        settle_gathered(f, {feel::type_kind::number, {}, nullptr}, from, typed);
        check_origin(f, made_.events[whole->second], at);
        f.from.push_back({whole->second, {}});
        return;
    }
    const std::size_t dot = from.value.rfind('.');
    const std::string event = from.value.substr(0, dot);
    const std::string name = dot == std::string::npos ? std::string{} : from.value.substr(dot + 1);
    const auto known = events_.find(event);
    if (known == events_.end()) {
        if (whole != events_.end()) {
            found_.add("origin-without-attribute", at, {from.value});
        } else {
            const std::string& wanted = counts ? from.value : event;
            report_unknown(found_, "unknown-event", at, wanted, names_of(made_.events), {wanted}, found_.size());
        }
        return;
    }
    const std::uint32_t index = known->second;
    const event_type& e = made_.events[index];
    const attribute* found = e.find(name);
    if (found == nullptr && name != "time" && name != "время") {
        report_unknown(found_, "unknown-attribute", at, name, names_of(e.data), {event, name}, found_.size());
        return;
    }
    const feel::type& given = found != nullptr ? found->type : time_of_event;
    if (f.is_derived()) {
        settle_gathered(f, given, from, typed);
    } else if (typed) {
        check_type(f, given, from);
    }
    check_origin(f, e, at);
    f.from.push_back({index, found != nullptr ? name : std::string{}});
}

void vocabulary_builder::gather(fact& f, const located<std::string>& of, bool typed) {
    if (!gather_parts(f, of, typed)) add_origin(f, of, typed);
}

// Of the deals of a client, or of a fact of theirs.
bool vocabulary_builder::gather_parts(fact& f, const located<std::string>& of, bool typed) {
    const place at{f.file, of.where};
    std::optional<subject_index> parts;
    if (f.kind == fact_kind::count) {
        parts = made_.find_subject(of.value);
        if (!parts) return false;
        settle_gathered(f, {feel::type_kind::number, {}, nullptr}, of, typed);
    } else {
        const auto known = made_.find_fact(of.value);
        if (!known) return false;
        parts = made_.facts[*known].about;
        f.part_fact = static_cast<std::uint16_t>(*known);
        settle_gathered(f, made_.facts[*known].type, of, typed);
    }
    const subject_type& kind = made_.subjects[*parts];
    if (!kind.is_part() || kind.root != f.about)
        found_.add("gathered-from-elsewhere", at, {f.name.value, of.value, made_.subjects[f.about].name.value});
    if (f.over) found_.add("window-over-parts", at, {f.name.value});
    f.parts = parts;
    return true;
}

// Of other records: how many there are, or a fact of theirs. What they add is told one by one, so only what commutes
// and can be taken out again is possible.
void vocabulary_builder::roll_up(fact& f, const located<std::string>& of, const pending_fact& p) {
    const place at{f.file, of.where}, by_at{f.file, p.by.where};
    const bool counts = f.kind == fact_kind::count;
    if (!counts && f.kind != fact_kind::sum && f.kind != fact_kind::average)
        return void(found_.add("rolled-only-adds", {f.file, f.name.where}, {f.name.value}));
    std::optional<subject_index> whose;
    if (counts) {
        whose = made_.find_subject(subject_called(of.value));
        if (!whose)
            report_unknown(found_, "unknown-subject", at, of.value, names_of(made_.subjects), {of.value},
                           found_.size());
        settle_gathered(f, {feel::type_kind::number, {}, nullptr}, of, p.typed);
    } else if (const auto known = made_.find_fact(of.value)) {
        whose = made_.facts[*known].about;
        f.part_fact = static_cast<std::uint16_t>(*known);
        settle_gathered(f, made_.facts[*known].type, of, p.typed);
    } else {
        report_unknown(found_, "unknown-fact", at, of.value, names_of(made_.facts), {of.value}, found_.size());
    }
    if (!whose) return;
    const auto by = made_.find_fact(p.by.value);
    if (!by) {
        report_unknown(found_, "unknown-fact", by_at, p.by.value, names_of(made_.facts), {p.by.value}, found_.size());
        return;
    }
    const fact& names = made_.facts[*by];
    const std::string& kind = made_.subjects[*whose].name.value;
    if (names.about != *whose || names.type.kind != feel::type_kind::string)
        found_.add("rolled-by-wrong", by_at, {p.by.value, kind, f.subject});
    if (made_.subjects[*whose].is_part() || made_.subjects[f.about].is_part()) {
        const bool from_part = made_.subjects[*whose].is_part();
        found_.add("rolled-of-part", at, {f.name.value, from_part ? kind : f.subject});
    }
    if (f.over) found_.add("window-over-parts", at, {f.name.value});
    f.rolled = whose;
    f.by = static_cast<std::uint16_t>(*by);
}

// The type of what is gathered, from that of the pieces.
void vocabulary_builder::settle_gathered(fact& f, const feel::type& of, const located<std::string>& written,
                                         bool typed) {
    using enum fact_kind;
    const place at{f.file, written.where};
    const feel::type number{feel::type_kind::number, {}, nullptr};
    const auto refuse = [&](std::string_view code) {
        found_.add(code, at, {f.name.value, written.value, feel::to_string(of), feel::to_string(of, language::ru)});
    };
    const bool adds = f.kind == sum || f.kind == average;
    if (adds && !fits(of, number)) refuse("gathered-not-number");
    if ((f.kind == min || f.kind == max) && !has_order(of)) refuse("gathered-without-order");
    const bool keeps = f.kind == min || f.kind == max || f.kind == first || f.kind == last;
    const feel::type& made = keeps ? of : number;
    if (!typed && f.from.empty()) {
        f.type = made;  // what else is gathered must be of that type
    } else {
        check_type(f, made, written);
    }
}

// An event of a client does not say of which deal it could set a fact.
void vocabulary_builder::check_origin(const fact& f, const event_type& e, const place& at) {
    const subject_type& of = made_.subjects[f.about];
    if (f.about == e.about || (!of.is_part() && made_.subjects[e.about].parent == of.name.value)) return;
    found_.add("fact-of-other-subject", at, {f.name.value, of.name.value, e.name.value, e.subject});
}

void vocabulary_builder::find_fields(fact& f, const pending_fact& p) {
    for (const auto& name : p.fields) {
        const place at{f.file, name.where};
        const auto known = made_.find_fact(name.value);
        if (!known) {
            report_unknown(found_, "unknown-fact", at, name.value, names_of(made_.facts), {name.value}, found_.size());
        } else if (made_.facts[*known].about != f.about) {
            found_.add("field-of-other-subject", at, {name.value, made_.facts[*known].subject, f.subject});
        } else if (*known == p.fact) {
            found_.add("formula-cycle", at, {f.name.value, f.name.value});
        } else {
            f.fields.push_back(static_cast<std::uint16_t>(*known));
        }
    }
    const feel::type number{feel::type_kind::number, {}, nullptr};
    feel::type made = number;
    if (f.kind == fact_kind::missing)
        made = {feel::type_kind::list,
                {},
                std::make_shared<const feel::type>(feel::type{feel::type_kind::string, {}, nullptr})};
    if (p.typed) {
        check_type(f, made, f.name);
    } else {
        f.type = made;
    }
}

void vocabulary_builder::check_type(const fact& f, const feel::type& given, const located<std::string>& written) {
    if (fits(given, f.type)) return;
    found_.add("fact-type-mismatch", {f.file, written.where},
               {f.name.value, feel::to_string(f.type), written.value, feel::to_string(given),
                feel::to_string(f.type, language::ru), feel::to_string(given, language::ru)});
}

void vocabulary_builder::set_initial(fact& f, const pending_fact& p, const place& at) {
    std::optional<feel::value> value;
    if (p.initial_is_list) {
        feel::list items;
        for (const std::string& item : p.initial) items.emplace_back(item);
        value = feel::convert(feel::value{std::move(items)}, f.type, made_.calendar.zone());
    } else {
        value = feel::convert(feel::value{p.initial.front()}, f.type, made_.calendar.zone());
    }
    if (value) {
        f.initial = std::move(*value);
    } else {
        found_.add("bad-initial", at,
                   {p.initial.empty() ? "[]" : p.initial.front(), feel::to_string(f.type),
                    feel::to_string(f.type, language::ru)});
    }
}

}  // namespace reglament
