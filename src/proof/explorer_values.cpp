#include "machine/derivations.hpp"
#include "proof/explorer.hpp"

#include <reglament/text/names.hpp>

namespace reglament::proof_stage {

namespace {

constexpr auto facts_bank = static_cast<std::uint8_t>(bank::facts), event_bank = static_cast<std::uint8_t>(bank::event),
               run_bank = static_cast<std::uint8_t>(bank::run), item_bank = static_cast<std::uint8_t>(bank::item),
               part_bank = static_cast<std::uint8_t>(bank::part);

}  // namespace

// What is read on a path, made up when it is looked at first.
class explorer::reader final : public readings {
public:
    reader(explorer& of, path& on) : of_{of}, on_{on} {}
    virtual ~reader() = default;

    symbol at(feel::slot where) override {
        if (where.bank == facts_bank) return of_.fact(on_, where.index, false);
        if (where.bank == part_bank) return of_.fact(on_, where.index, true);
        if (where.bank == event_bank) return find(on_.last().data, where.index);
        if (where.bank == run_bank) return find(on_.values, where.index);
        if (where.bank == item_bank) return find(on_.items, where.index);
        return find(question, where.index);
    }
    symbol today() override {
        auto& known = on_.last().today;
        if (!known) {
            known = of_.fresh("today", feel::type{.kind = feel::type_kind::date}, on_.given);
            on_.given.push_back(!known->null);
            on_.given.push_back(known->value >= 20'089 && known->value < 20'089 + 3'650);  // from 2025 on
        }
        return *known;
    }
    symbol now() override {
        auto& known = on_.last().now;
        if (!known) {
            known = of_.fresh("now", feel::type{.kind = feel::type_kind::date_time}, on_.given);
            on_.given.push_back(!known->null);
            on_.given.push_back(known->value >= 1'735'700'000 && known->value < 2'050'000'000);
        }
        return *known;
    }
    [[nodiscard]] std::string moment() const override { return "@" + std::to_string(on_.last().number); }

    std::map<std::uint32_t, symbol> question;  // of a table

private:
    symbol find(const std::map<std::uint32_t, symbol>& in, std::uint32_t index) const {
        const auto known = in.find(index);
        return known == in.end() ? of_.words_.nothing() : known->second;
    }

    explorer& of_;
    path& on_;
};

// What a run keeps is of the type of what it was kept from.
void explorer::find_types() {
    value_types_.resize(m_.value_count());
    item_types_.resize(m_.item_names().size());
    const auto& given = m_.regulation().input.data;
    for (std::size_t i = 0; i < given.size(); ++i) value_types_[i] = given[i].type;
    for (const state& s : m_.states()) find_types_of(s);
    for (const transition& t : m_.transitions()) {
        if (t.capture == no_index) continue;
        for (const auto& [attribute, slot] : m_.captures()[t.capture])
            (slot.bank == item_bank ? item_types_ : value_types_)[slot.index] =
                rules_.vocabulary().events[t.event].data[attribute].type;
    }
}

void explorer::find_types_of(const state& here) {
    if (here.detail == no_index) return;
    const auto put = [this](feel::slot at, const feel::type& of) {
        (at.bank == item_bank ? item_types_ : value_types_)[at.index] = of;
    };
    const auto all = [&](feel::slot first, const std::vector<attribute>& fields) {
        for (std::uint32_t i = 0; i < fields.size(); ++i) put({first.bank, first.index + i}, fields[i].type);
    };
    if (here.kind == state_kind::task) all(m_.tasks()[here.detail].first_value, m_.tasks()[here.detail].form);
    if (here.kind == state_kind::call) {
        const call_definition& c = m_.calls()[here.detail];
        all(c.first_value, rules_.vocabulary().actions[c.action].result);
    }
    if (here.kind == state_kind::run && m_.calls_of_runs()[here.detail].waits) {
        const run_definition& r = m_.calls_of_runs()[here.detail];
        feel::type ends{.kind = feel::type_kind::string};
        for (const output& o : rules_.machines()[r.of].regulation().outputs) ends.values.push_back(o.name.value);
        put(r.first_value, ends);
    }
    if (here.kind == state_kind::fork) {
        const fork_definition& f = m_.forks()[here.detail];
        if (f.what != fork_definition::form::items || f.list == no_index) return;
        const feel::type& of = m_.programs()[f.list].result_type();
        if (of.item != nullptr) put(f.item, *of.item);
    }
    const auto model = steps_.find(here.id);
    if (here.kind != state_kind::decide || model == steps_.end()) return;
    const auto* const step = std::get_if<decide_step>(&model->second->kind);
    if (step == nullptr) return;
    const feel::decision_types told = feel::told_types(step->table, {.regulation = true});
    const decide_definition& d = m_.decisions()[here.detail];
    if (d.whole) put(*d.whole, told.result);
    for (std::size_t o = 0; o < told.outputs.size(); ++o)
        for (const auto& [name, slot] : d.outputs)
            if (normal_name(step->table.outputs[o].name.value) == name) put(slot, told.outputs[o]);
}

symbol explorer::fresh(std::string name, const feel::type& of, terms& assumed) {
    return words_.fresh(std::move(name) + "~" + std::to_string(++names_), of, assumed);
}

symbol explorer::translated(path& p, const feel::program& program, std::uint16_t origin,
                            const std::map<std::uint32_t, symbol>& question, bool as_truth) {
    reader from{*this, p};
    from.question = question;
    std::set<untreated> left_out;
    translator to{words_, from, p.given, left_out};
    symbol s = as_truth ? to.test(program) : to.value(program);
    if (!left_out.empty() && origin != no_index) untreated_[origin].merge(left_out);
    return s;
}

symbol explorer::value_of(path& p, std::uint16_t program) {
    return translated(p, m_.programs()[program], program, {}, false);
}

symbol explorer::guard_of(path& p, std::uint16_t program) {
    if (program == no_index) return words_.boolean(words_.truth(true), words_.truth(false));
    return translated(p, m_.programs()[program], program, {}, true);
}

symbol explorer::read(path& p, feel::slot where) {
    return reader{*this, p}.at(where);
}

const std::uint16_t* explorer::fact_at(std::uint32_t slot, bool of_part) const {
    const auto known = facts_.find({of_part, slot});
    return known == facts_.end() ? nullptr : &known->second;
}

symbol explorer::fact(path& p, std::uint32_t slot, bool of_part) {
    const auto& set = of_part ? p.set_parts : p.set_facts;
    if (const auto known = set.find(slot); known != set.end()) return known->second;
    const std::uint16_t* const which = fact_at(slot, of_part);
    if (which == nullptr) return words_.nothing();
    const reglament::fact& f = rules_.vocabulary().facts[*which];
    if (is_computed(f.kind)) return computed(p, *which);
    auto& known_facts = of_part ? p.last().part_facts : p.last().facts;
    if (const auto known = known_facts.find(slot); known != known_facts.end()) return known->second;
    symbol s = fresh(f.name.value, f.type, p.given);
    const bool counts = f.kind == fact_kind::count || f.kind == fact_kind::distinct;
    if (counts) p.given.push_back(!s.null && s.value >= 0 && z3::is_int(s.value));
    if (f.kind == fact_kind::sum) p.given.push_back(!s.null);
    (of_part ? p.last().part_facts : p.last().facts).insert_or_assign(slot, s);
    if (const auto told = told_fact(p, p.last(), *which))
        p.given.push_back(told->null || (s.value == told->value && !s.null));
    return s;
}

// What the event in hand sets it to; null: it does not.
std::optional<symbol> explorer::told_fact(path& p, const happening& h, std::uint16_t fact) {
    if (h.event == no_index || rules_.vocabulary().facts[fact].kind != fact_kind::stored) return std::nullopt;
    if (h.on == trigger_kind::none && m_.start().what == start_kind::silence) return std::nullopt;
    for (const auto& [which, attribute] : rules_.settings(h.event)) {
        if (which != fact || attribute == no_index) continue;
        const auto known = h.data.find(attribute);
        if (known != h.data.end() && known->second.kind == rules_.vocabulary().facts[fact].type.kind)
            return known->second;
    }
    (void)p;
    return std::nullopt;
}

symbol explorer::computed(path& p, std::uint16_t fact) {
    const reglament::fact& f = rules_.vocabulary().facts[fact];
    const bool part = rules_.vocabulary().subjects[f.about].is_part();
    auto& known = part ? p.computed_parts : p.computed;
    if (const auto before = known.find(fact); before != known.end()) return before->second;
    if (f.kind == fact_kind::formula) {
        for (const computation& c : rules_.derived().computed()) {
            if (c.fact != fact) continue;
            symbol s = translated(p, c.program, no_index, {}, false);
            auto& now_known = part ? p.computed_parts : p.computed;
            return now_known.insert_or_assign(fact, s).first->second;
        }
    }
    symbol s = fresh(f.name.value, f.type, p.given);
    if (f.kind == fact_kind::complete) p.given.push_back(!s.null && s.value >= 0 && s.value <= 100);
    return known.insert_or_assign(fact, s).first->second;
}

void explorer::take_data(happening& h, const std::vector<attribute>& attributes, path& p) {
    for (std::uint32_t i = 0; i < attributes.size(); ++i) {
        symbol s = fresh(attributes[i].name.value, attributes[i].type, p.given);
        if (!attributes[i].optional) p.given.push_back(!s.null);
        h.data.insert_or_assign(i, s);
    }
}

void explorer::keep(path& p, feel::slot where, symbol s) {
    (where.bank == item_bank ? p.items : p.values).insert_or_assign(where.index, std::move(s));
}

}  // namespace reglament::proof_stage
