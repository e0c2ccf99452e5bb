// Ours. Modes "decision-slots" and "decision-names": the rules as a decision table; "slots" and "names": each rule a
// condition of its own, tested in order. Slots: the facts lie in slots, as the engine keeps them. Names: each client is
// a context as it comes from JSON, and its facts are looked up by name each time. "columns" and "columns-portable": all
// clients in one call, with the best instructions of the processor and with those that every one has.
#include "harness.hpp"

#include <reglament/feel/columns.hpp>
#include <reglament/feel/named_decision.hpp>
#include <reglament/reglament.hpp>

namespace {

using namespace reglament;

feel::type type_of(const peers::fact& f) {
    if (f.kind == "boolean") return {feel::type_kind::boolean, {}, {}};
    if (f.kind != "enumeration") return {feel::type_kind::number, {}, {}};
    return {feel::type_kind::string, {f.values.begin(), f.values.end()}, {}};
}

feel::value value_of(const peers::fact& f, std::string_view cell) {
    if (f.kind == "boolean") return cell == "true";
    if (f.kind == "enumeration") return cell;
    return *feel::number::parse(cell);
}

feel::scope scope_of(const std::vector<peers::fact>& facts) {
    feel::scope names;
    for (std::uint32_t slot = 0; slot < facts.size(); ++slot)
        names.declare(facts[slot].name, type_of(facts[slot]), {0, slot});
    return names;
}

void stop_at_errors(const issues& found) {
    if (!found.has_errors()) return;
    std::fprintf(stderr, "%s", render(found).c_str());
    std::exit(1);
}

/// The rules as conditions.
class first_condition {
public:
    first_condition(std::string_view conditions, const std::vector<peers::fact>& facts) {
        const feel::scope names = scope_of(facts);
        issues found;
        for (const auto line : peers::split(conditions, '\n'))
            rules_.push_back(feel::compile_condition(line, names, found));
        stop_at_errors(found);
    }

    [[nodiscard]] std::uint8_t operator()(const feel::value* facts) {
        frame_.bank[0] = facts;
        for (std::size_t i = 0; i < rules_.size(); ++i) {
            if (rules_[i].test(frame_) == feel::truth::yes) return static_cast<std::uint8_t>(i);
        }
        return peers::no_rule;
    }

private:
    std::vector<feel::program> rules_;
    feel::frame frame_;
};

feel::decision_table read_table(const std::string& path, issues& found) {
    std::string text = peers::read_file(path);
    const auto size = static_cast<std::uint32_t>(text.size());
    return feel::parse_decision_table({std::make_shared<const source>(path, std::move(text)), {0, size}}, found);
}

/// The rules as a table.
class first_hit {
public:
    first_hit(const std::string& path, const std::vector<peers::fact>& facts) {
        issues found;
        rules_ = feel::compile_decision(read_table(path, found), scope_of(facts), found);
        stop_at_errors(found);
    }

    [[nodiscard]] std::uint8_t operator()(const feel::value* facts) {
        frame_.bank[0] = facts;
        return static_cast<std::uint8_t>(rules_.first_hit(frame_));
    }

private:
    feel::decision rules_;
    feel::frame frame_;
};

/// Equal texts share one value, as those of an enumeration do in the engine.
std::vector<feel::value> all_facts(const peers::clients& all) {
    std::vector<std::vector<feel::value>> interned;
    for (const peers::fact& f : all.facts()) {
        auto& values = interned.emplace_back();
        for (const auto v : f.values) values.emplace_back(v);
    }
    std::vector<feel::value> made;
    for (std::size_t i = 0; i < all.size(); ++i) {
        for (std::size_t slot = 0; slot < all.facts().size(); ++slot) {
            const peers::fact& f = all.facts()[slot];
            const auto cell = all.cell(i, slot);
            made.push_back(f.values.empty() ? value_of(f, cell)
                                            : interned[slot][static_cast<std::size_t>(f.number(cell))]);
        }
    }
    return made;
}

template <class Rules>
void run_slots(const peers::arguments& args, const peers::clients& all, Rules rules) {
    const std::vector<feel::value> facts = all_facts(all);
    const std::size_t width = all.facts().size();
    peers::measure(REGLAMENT_VERSION, args.answers, all.size(), [&](peers::answers& found) {
        for (std::size_t i = 0; i < found.size(); ++i) found[i] = rules(&facts[i * width]);
    });
}

std::vector<feel::value> all_contexts(const peers::clients& all) {
    std::vector<feel::value> made;
    for (std::size_t i = 0; i < all.size(); ++i) {
        feel::context entries;
        for (std::size_t slot = 0; slot < all.facts().size(); ++slot) {
            const peers::fact& f = all.facts()[slot];
            entries.emplace_back(f.name, value_of(f, all.cell(i, slot)));
        }
        made.emplace_back(std::move(entries));
    }
    return made;
}

feel::type_table types_of(const std::vector<peers::fact>& facts) {
    feel::type_table names;
    for (const peers::fact& f : facts) names.push_back({std::string{f.name}, type_of(f)});
    return names;
}

void run_names(const peers::arguments& args, const peers::clients& all) {
    const std::vector<feel::value> contexts = all_contexts(all);
    const auto names = types_of(all.facts());
    const auto text = peers::read_file(args.folder + "/rules.feel");
    std::vector<feel::named_program> rules;
    issues found;
    for (const auto line : peers::split(text, '\n')) rules.push_back(feel::named_program::compile(line, names, found));
    stop_at_errors(found);
    feel::entry_places places;
    peers::measure(REGLAMENT_VERSION, args.answers, all.size(), [&](peers::answers& answers) {
        for (std::size_t i = 0; i < answers.size(); ++i) {
            const feel::context& client = contexts[i].as_context();
            std::size_t rule = 0;
            while (rules[rule].test(client, places) != feel::truth::yes) ++rule;  // the last one holds
            answers[i] = static_cast<std::uint8_t>(rule);
        }
    });
}

void run_decision_names(const peers::arguments& args, const peers::clients& all) {
    const std::vector<feel::value> contexts = all_contexts(all);
    issues found;
    const auto table = read_table(args.folder + "/table.feel", found);
    const auto rules = feel::named_decision::compile(table, types_of(all.facts()), found);
    stop_at_errors(found);
    feel::entry_places places;
    peers::measure(REGLAMENT_VERSION, args.answers, all.size(), [&](peers::answers& answers) {
        for (std::size_t i = 0; i < answers.size(); ++i)
            answers[i] = static_cast<std::uint8_t>(rules.first_hit(contexts[i].as_context(), places));
    });
}

/// The facts as columns, in the types they have.
struct fact_columns {
    std::vector<std::vector<std::int64_t>> wholes;
    std::vector<std::vector<double>> moneys;
    std::vector<std::vector<std::uint8_t>> truths;
    std::vector<std::vector<std::int32_t>> codes;
    std::vector<std::vector<feel::value>> dictionaries;
    std::vector<feel::column> all;

    explicit fact_columns(const peers::clients& from) {
        const std::vector<double> numbers = from.numbers();
        const std::size_t width = from.facts().size();
        const auto column_of = [&]<class T>(std::size_t slot, std::vector<std::vector<T>>& kept) -> std::vector<T>& {
            auto& rows = kept.emplace_back();
            for (std::size_t i = 0; i < from.size(); ++i) rows.push_back(static_cast<T>(numbers[i * width + slot]));
            return rows;
        };
        for (std::uint32_t slot = 0; slot < width; ++slot) {
            const peers::fact& f = from.facts()[slot];
            feel::column c{{0, slot}, feel::value{}};
            if (f.kind == "boolean") {
                c.rows = feel::boolean_rows{column_of(slot, truths)};
            } else if (f.kind == "enumeration") {
                auto& texts = dictionaries.emplace_back(f.values.begin(), f.values.end());
                c.rows = feel::dictionary_rows{column_of(slot, codes), texts};
            } else if (f.kind == "whole") {
                c.rows = std::span<const std::int64_t>{column_of(slot, wholes)};
            } else {
                c.rows = std::span<const double>{column_of(slot, moneys)};
            }
            all.push_back(c);
        }
    }
};

void run_columns(const peers::arguments& args, const peers::clients& all, bool portable) {
    const fact_columns columns{all};
    issues found;
    const auto rules =
        feel::compile_decision(read_table(args.folder + "/table.feel", found), scope_of(all.facts()), found);
    stop_at_errors(found);
    std::vector<std::uint32_t> hits(all.size());
    peers::measure(REGLAMENT_VERSION, args.answers, all.size(), [&](peers::answers& answers) {
        feel::first_hit_rows(rules, columns.all, hits, {.portable = portable});
        std::copy(hits.begin(), hits.end(), answers.begin());
    });
}

}  // namespace

int main(int argc, char** argv) {
    const peers::arguments args{argc, argv};
    const peers::clients all{args.folder + "/clients.csv", args.clients};
    if (args.mode == "decision-slots") {
        run_slots(args, all, first_hit{args.folder + "/table.feel", all.facts()});
    } else if (args.mode == "decision-names") {
        run_decision_names(args, all);
    } else if (args.mode == "columns" || args.mode == "columns-portable") {
        run_columns(args, all, args.mode == "columns-portable");
    } else if (args.mode == "names") {
        run_names(args, all);
    } else {
        run_slots(args, all, first_condition{peers::read_file(args.folder + "/rules.feel"), all.facts()});
    }
    return 0;
}
