#include "machine/derivations.hpp"

#include <reglament/feel/expression.hpp>
#include <reglament/machine/versions.hpp>

#include <algorithm>
#include <string>
#include <utility>

namespace reglament {

namespace {

feel::slot slot_of(const vocabulary& words, const fact& f) {
    const bool of_part = words.subjects[f.about].is_part();
    return {static_cast<std::uint8_t>(of_part ? bank::part : bank::facts), f.slot};
}

std::uint32_t mark(const vocabulary& words, const fact& f) {
    std::string text = std::to_string(static_cast<int>(f.kind));
    for (const fact::origin& from : f.from) text += '\n' + words.events[from.event].name.value + '\n' + from.attribute;
    text += '\n' + f.filter.text;
    if (f.rolled) {
        text += '\n' + words.subjects[*f.rolled].name.value + '\n' + words.facts[f.by].name.value;
        if (f.part_fact != UINT16_MAX) text += '\n' + words.facts[f.part_fact].name.value;
    }
    if (f.over) text += '\n' + to_string(*f.over);
    return static_cast<std::uint32_t>(client_hash(text));
}

}  // namespace

std::vector<feel::scope> scopes_of_facts(const vocabulary& words, bool formulas) {
    std::vector<feel::scope> all(words.subjects.size());
    const auto declare = [&](bool parts) {
        for (const fact& f : words.facts) {
            if (words.subjects[f.about].is_part() == parts && (formulas || f.kind != fact_kind::formula))
                all[f.about].declare(f.name.value, f.type, slot_of(words, f));
        }
    };
    declare(false);
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto parent = words.find_subject(words.subjects[i].parent);
        if (parent) all[i] = all[*parent];
    }
    declare(true);
    return all;
}

class derivation_compiler {
public:
    derivation_compiler(vocabulary& words, issues& found) : words_{words}, found_{found} {}

    std::shared_ptr<const derivations> compile() {
        std::vector<std::uint16_t> open;
        bool formulas = false;
        for (std::uint16_t i = 0; i < words_.facts.size(); ++i) {
            const fact& f = words_.facts[i];
            if (!f.is_derived()) continue;
            formulas = formulas || f.kind == fact_kind::formula || f.parts || f.rolled;
            if (f.rolled) {
                out_->gathered_.push_back(i);
                open.push_back(i);
            } else if (is_gathered(f.kind) && !f.parts) {
                gather(i, f);
            } else {
                open.push_back(i);
            }
        }
        out_->marks_.resize(words_.facts.size());
        for (const std::uint16_t i : out_->gathered_) out_->marks_[i] = mark(words_, words_.facts[i]);
        if (open.empty()) return out_;
        out_->readers_.resize(words_.facts.size());
        if (formulas) scopes_ = scopes_of_facts(words_);
        order(open);
        if (formulas) scopes_ = scopes_of_facts(words_, circle_);
        for (const std::uint16_t i : sorted_) words_.facts[i].rolled ? void() : add(i);
        for (const std::uint16_t i : open) words_.facts[i].rolled ? roll(i) : void();
        if (!found_.has_errors()) evaluate_initial();
        return out_;
    }

private:
    void gather(std::uint16_t index, const fact& f) {
        out_->gathered_.push_back(index);
        for (const fact::origin& from : f.from) {
            const event_type& e = words_.events[from.event];
            gathering g;
            g.fact = index;
            if (f.kind != fact_kind::count) {
                const attribute* const a = from.attribute.empty() ? nullptr : e.find(from.attribute);
                g.attribute = a == nullptr ? gathering::time : static_cast<std::uint16_t>(a - e.data.data());
            }
            if (f.filter) g.filter = compile_filter(f, e);
            if (out_->by_event_.size() <= from.event) out_->by_event_.resize(from.event + std::size_t{1});
            out_->by_event_[from.event].push_back(std::move(g));
        }
    }

    feel::program compile_filter(const fact& f, const event_type& e) {
        issues told;
        feel::program compiled = compile(f, f.filter, data_of(e), true, told);
        for (const issue& i : told) {
            const bool reads_fact = i.code == "feel-unknown-name" && words_.find_fact(i.arguments.front());
            reads_fact ? void(found_.add("filter-reads-fact", i.at, {i.arguments.front()})) : found_.append(i);
        }
        return compiled;
    }

    // Only what the event brings: the same event counts in the same way whenever it is heard.
    static feel::scope data_of(const event_type& e) {
        feel::scope names;
        for (std::uint32_t i = 0; i < e.data.size(); ++i) {
            for (const std::string_view word : {"event", "событие"})
                names.declare_member(word, e.data[i].name.value, e.data[i].type,
                                     {static_cast<std::uint8_t>(bank::event), i});
        }
        return names;
    }

    static feel::program compile(const fact& f, const condition& text, const feel::scope& names, bool boolean,
                                 issues& told) {
        const feel::origin from{f.file, text.where, text.verbatim};
        const feel::dialect how{.regulation = true};
        return boolean ? feel::compile_condition(text.text, names, told, from, how)
                       : feel::compile(text.text, names, told, from, how);
    }

    // Whose facts a computed one reads: its own, those of its parts, or of other records.
    [[nodiscard]] static subject_index source_of(const fact& f) {
        return f.parts ? *f.parts : f.rolled.value_or(f.about);
    }
    [[nodiscard]] static const condition& text_of(const fact& f) { return f.parts || f.rolled ? f.filter : f.formula; }
    [[nodiscard]] const feel::scope& names_of(const fact& f) const { return scopes_[source_of(f)]; }

    void roll(std::uint16_t index) {
        const fact& f = words_.facts[index];
        roll_up r;
        r.fact = index;
        if (f.filter) r.filter = compile(f, f.filter, names_of(f), true, found_);
        if (r.filter && r.filter.reads_clock()) found_.add("rolled-by-clock", {f.file, f.filter.where}, {f.name.value});
        if (out_->rolls_.size() <= *f.rolled) out_->rolls_.resize(*f.rolled + std::size_t{1});
        out_->rolls_[*f.rolled].push_back(std::move(r));
    }

    // The facts that a computed one reads. What is wrong with its text is told when it is compiled for good.
    [[nodiscard]] std::vector<std::uint16_t> inputs_of(const fact& f) const {
        std::vector<std::uint16_t> read = f.fields;
        if (f.part_fact != UINT16_MAX) read.push_back(f.part_fact);
        if (f.by != UINT16_MAX) read.push_back(f.by);
        const condition& text = text_of(f);
        if (text) {
            issues ignored;
            const feel::program p = compile(f, text, names_of(f), false, ignored);
            if (p) {
                for (const feel::slot s : p.reads()) read.push_back(fact_at(source_of(f), s));
            }
        }
        std::sort(read.begin(), read.end());
        read.erase(std::unique(read.begin(), read.end()), read.end());
        return read;
    }

    [[nodiscard]] std::uint16_t fact_at(subject_index of, feel::slot s) const {
        if (s.bank == static_cast<std::uint8_t>(bank::facts)) return static_cast<std::uint16_t>(s.index);
        const auto at = std::find_if(words_.facts.begin(), words_.facts.end(),
                                     [&](const fact& f) { return f.about == of && f.slot == s.index; });
        return static_cast<std::uint16_t>(at - words_.facts.begin());
    }

    enum class mark_of : std::uint8_t { none, open, done };

    // Each behind what it reads; a circle is told once.
    void order(const std::vector<std::uint16_t>& open) {
        reads_.resize(words_.facts.size());
        for (const std::uint16_t i : open) reads_[i] = inputs_of(words_.facts[i]);
        std::vector<mark_of> state(words_.facts.size(), mark_of::done);
        for (const std::uint16_t i : open) state[i] = mark_of::none;
        struct visit {
            std::uint16_t fact;
            std::size_t next;
        };
        for (const std::uint16_t start : open) {
            if (state[start] != mark_of::none) continue;
            std::vector<visit> way{{start, 0}};
            state[start] = mark_of::open;
            while (!way.empty()) {
                visit& at = way.back();
                if (at.next == reads_[at.fact].size()) {
                    state[at.fact] = mark_of::done;
                    sorted_.push_back(at.fact);
                    way.pop_back();
                    continue;
                }
                const std::uint16_t read = reads_[at.fact][at.next++];
                if (state[read] == mark_of::open) {
                    std::string circle;
                    auto from = std::find_if(way.begin(), way.end(), [&](const visit& v) { return v.fact == read; });
                    for (; from != way.end(); ++from) circle += words_.facts[from->fact].name.value + " → ";
                    circle += words_.facts[read].name.value;
                    const fact& f = words_.facts[read];
                    circle_ = true;
                    found_.add("formula-cycle", {f.file, f.name.where}, {f.name.value, circle});
                } else if (state[read] == mark_of::none) {
                    state[read] = mark_of::open;
                    way.push_back({read, 0});
                }
            }
        }
    }

    void add(std::uint16_t index) {
        fact& f = words_.facts[index];
        computation c;
        c.fact = index;
        if (const condition& text = text_of(f)) {
            c.program = compile(f, text, names_of(f), f.parts.has_value(), found_);
            c.reads_clock = c.program && c.program.reads_clock();
            if (f.kind == fact_kind::formula && c.program) settle_type(f, c.program.result_type());
        }
        if (f.kind == fact_kind::formula) declare(f);
        const auto place = static_cast<std::uint16_t>(out_->computed_.size());
        if (c.reads_clock) out_->clocks_.push_back(place);
        for (const std::uint16_t read : reads_[index]) out_->readers_[read].push_back(place);
        out_->inputs_.push_back(reads_[index]);
        out_->computed_.push_back(std::move(c));
    }

    // Facts that read it are compiled later, and then know its type.
    void declare(const fact& f) {
        scopes_[f.about].declare(f.name.value, f.type, slot_of(words_, f));
        if (words_.subjects[f.about].is_part()) return;
        for (std::size_t i = 0; i < scopes_.size(); ++i) {
            if (words_.subjects[i].is_part() && words_.subjects[i].root == f.about)
                scopes_[i].declare(f.name.value, f.type, slot_of(words_, f));
        }
    }

    void settle_type(fact& f, const feel::type& given) {
        if (f.type.kind == feel::type_kind::any) {
            const bool known = given.kind != feel::type_kind::null && given.kind != feel::type_kind::function;
            if (known) f.type = given;
            return;
        }
        const bool open = given.kind == feel::type_kind::any || given.kind == feel::type_kind::null;
        if (open || given.kind == f.type.kind) return;
        found_.add("fact-type-mismatch", {f.file, f.formula.where},
                   {f.name.value, feel::to_string(f.type), f.formula.text, feel::to_string(given),
                    feel::to_string(f.type, language::ru), feel::to_string(given, language::ru)});
    }

    // Of a client, or a deal, nothing is known of yet.
    void evaluate_initial() {
        std::vector<feel::value> facts(words_.facts.size() + 1);
        std::vector<std::vector<feel::value>> parts(words_.subjects.size(), facts);
        const auto put = [&](std::size_t i) {
            const fact& f = words_.facts[i];
            (words_.subjects[f.about].is_part() ? parts[f.about][f.slot] : facts[i]) = f.initial;
        };
        for (std::size_t i = 0; i < words_.facts.size(); ++i) put(i);
        for (const computation& c : out_->computed_) {
            fact& f = words_.facts[c.fact];
            const bool zero = f.kind == fact_kind::count || f.kind == fact_kind::sum || f.kind == fact_kind::distinct;
            if (!f.parts) {
                f.initial = initial_of(f, c, facts, parts[f.about]);
            } else if (zero) {
                f.initial = feel::value{feel::number{0}};
            }
            put(c.fact);
        }
    }

    [[nodiscard]] feel::value initial_of(const fact& f, const computation& c, const std::vector<feel::value>& facts,
                                         const std::vector<feel::value>& part) const {
        if (f.kind == fact_kind::formula) {
            if (c.reads_clock) return {};  // computed at the first step
            feel::frame at;
            at.bank[static_cast<std::size_t>(bank::facts)] = facts.data();
            at.bank[static_cast<std::size_t>(bank::part)] = part.data();
            at.zone = words_.calendar.zone();
            feel::value v = c.program.evaluate(at);
            return feel::conforms(v, f.type) ? v : feel::value{};
        }
        return of_fields(words_, f, [&](const fact& field, std::size_t i) -> const feel::value& {
            return words_.subjects[field.about].is_part() ? part[field.slot] : facts[i];
        });
    }

    vocabulary& words_;
    issues& found_;
    std::shared_ptr<derivations> out_ = std::make_shared<derivations>();
    std::vector<feel::scope> scopes_;
    std::vector<std::vector<std::uint16_t>> reads_;
    std::vector<std::uint16_t> sorted_;
    bool circle_ = false;
};

std::shared_ptr<const derivations> derivations::compile(vocabulary& words, issues& found) {
    return derivation_compiler{words, found}.compile();
}

void derivations::spread(std::vector<bool>& facts) const {
    for (std::size_t i = computed_.size(); i > 0; --i) {
        if (!facts[computed_[i - 1].fact]) continue;
        for (const std::uint16_t read : inputs_[i - 1]) facts[read] = true;
    }
}

}  // namespace reglament
