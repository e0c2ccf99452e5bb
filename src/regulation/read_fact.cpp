#include "regulation/fact_reader.hpp"
#include "regulation/keyword_table.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace reglament {

namespace {

constexpr std::array<std::pair<std::string_view, fact_kind>, 12> kinds{{{"from", fact_kind::stored},
                                                                        {"count", fact_kind::count},
                                                                        {"sum", fact_kind::sum},
                                                                        {"average", fact_kind::average},
                                                                        {"min", fact_kind::min},
                                                                        {"max", fact_kind::max},
                                                                        {"first", fact_kind::first},
                                                                        {"last", fact_kind::last},
                                                                        {"distinct", fact_kind::distinct},
                                                                        {"formula", fact_kind::formula},
                                                                        {"complete", fact_kind::complete},
                                                                        {"missing", fact_kind::missing}}};

}  // namespace

void fact_reader::read(const node& key, const node& value, fact& into, pending_fact& rest) {
    static const key_set keys{context_of::fact};
    static const keyword* const type = find_keyword("type", context_of::fact);
    into.file = file_;
    rest.typed = false;
    way_.clear();
    places_.clear();
    const entry whole{type, key, value};
    if (value.is_scalar()) return read_type_of(whole, into, rest);
    if (!is_map(whole)) return;
    const auto seen = each_key(value, keys, [&](const entry& e) {
        places_.emplace_back(e.word, e.key.where);
        read_key(e, into, rest);
    });
    if (!into.is_derived()) require(seen, "type", context_of::fact, into.name.where);
    check_keys(into, seen);
}

void fact_reader::read_key(const entry& e, fact& into, pending_fact& rest) {
    if (e.is("title")) {
        into.title = read_text(e);
    } else if (e.is("type")) {
        read_type_of(e, into, rest);
    } else if (e.is("initial")) {
        read_initial(e, rest);
    } else if (e.is("if")) {
        into.filter = read_condition(e);
    } else if (e.is("over")) {
        read_window(e, into);
    } else if (e.is("by")) {
        rest.by = read_name(e);
    } else if (e.is("fresh for")) {
        read_freshness(e, into);
    } else if (e.is("subject")) {
        const auto subject = read_subject_name(e);
        into.subject = subject.value;
        rest.subject = subject.value;
        rest.subject_where = subject.where;
    } else {
        const auto kind = std::find_if(kinds.begin(), kinds.end(), [&](const auto& k) { return e.is(k.first); });
        read_kind(e, kind->second, into, rest);
    }
}

void fact_reader::read_kind(const entry& e, fact_kind kind, fact& into, pending_fact& rest) {
    if (!way_.empty()) {
        report("fact-two-ways", e.key.where, {into.name.value, way_, std::string{e.key.text}});
        return;
    }
    way_ = e.key.text;
    into.kind = kind;
    if (kind == fact_kind::formula) {
        into.formula = read_condition(e);
    } else if (is_computed(kind)) {
        rest.fields = read_names(e);
    } else {
        rest.from = read_names(e);
        if (kind == fact_kind::stored) find_host(into, rest);
    }
}

// `from: host` names no event: those have a dot and an attribute.
void fact_reader::find_host(fact& into, pending_fact& rest) {
    const auto is_host = [](const located<std::string>& name) {
        return find_keyword(name.value, context_of::origin_word) != nullptr;
    };
    const auto host = std::find_if(rest.from.begin(), rest.from.end(), is_host);
    if (host == rest.from.end()) return;
    into.of_host = true;
    if (rest.from.size() > 1) report("host-with-events", host->where, {into.name.value});
    rest.from.clear();
}

void fact_reader::read_type_of(const entry& e, fact& into, pending_fact& rest) {
    if (!is_text(e)) return;
    if (auto type = read_type(e.value, e.key.text, false)) {
        into.type = std::move(type->type);
        rest.typed = true;
    }
}

void fact_reader::read_initial(const entry& e, pending_fact& rest) {
    rest.initial_is_list = e.value.is_list();
    if (rest.initial_is_list) {
        for (auto& item : read_names(e)) rest.initial.push_back(std::move(item.value));
        rest.initial_where = e.value.where;
    } else if (is_text(e)) {
        rest.initial.emplace_back(e.value.text);
        rest.initial_where = e.value.where;
    } else {
        return;
    }
    rest.has_initial = true;
}

// Working time would move with the calendar, and an event with it into a window it had left.
void fact_reader::read_window(const entry& e, fact& into) {
    const auto window = read_period(e);
    if (!window) return;
    if (window->value.is_working()) {
        report("window-of-working-time", window->where, {into.name.value});
    } else if (window->value.amount <= 0) {
        report("zero-period", window->where);
    } else {
        into.over = window->value;
    }
}

void fact_reader::read_freshness(const entry& e, fact& into) {
    const auto kept = read_period(e);
    if (!kept) return;
    if (kept->value.amount <= 0) {
        report("zero-period", kept->where);
    } else {
        into.fresh_for = kept->value;
    }
}

void fact_reader::check_keys(const fact& of, const keys_found& seen) {
    const auto refuse = [&](std::string_view en, std::string_view code) {
        if (std::none_of(seen.begin(), seen.end(), [&](const keyword* k) { return k->en == en; })) return;
        for (const auto& [word, where] : places_) {
            if (word->en == en) return void(report(code, where, {of.name.value, spell(en, context_of::fact)}));
        }
    };
    if (of.is_derived()) refuse("initial", "initial-of-derived");
    if (!of.of_host) refuse("fresh for", "host-only");
    if (is_gathered(of.kind)) return;
    refuse("if", "gathered-only");
    refuse("by", "gathered-only");
    refuse("over", "gathered-only");
}

}  // namespace reglament
