// Ours: one decision table. Mode "slots": the facts lie in slots, as the engine keeps them. Mode "names": each client
// is a context as it comes from JSON, and its facts are looked up by name each time. Mode "columns": all clients at
// once, a fact a column, with the instructions that this machine has; "portable": with those that every machine has.
// Mode "conditions": the rules as conditions, tested in order until one is true, in slots.
#include "harness.hpp"

#include <reglament/reglament.hpp>

namespace {

using namespace reglament;

feel::type type_of(const peers::fact& f) {
    if (f.kind == "boolean") return {.kind = feel::type_kind::boolean};
    if (f.kind != "enumeration") return {.kind = feel::type_kind::number};
    return {.kind = feel::type_kind::string, .values = {f.values.begin(), f.values.end()}};
}

feel::value value_of(const peers::fact& f, std::string_view cell) {
    if (f.kind == "boolean") return cell == "true";
    if (f.kind == "enumeration") return cell;
    return *feel::number::parse(cell);
}

feel::scope names_of(const std::vector<peers::fact>& facts) {
    feel::scope names;
    for (std::uint32_t slot = 0; slot < facts.size(); ++slot)
        names.declare(facts[slot].name, type_of(facts[slot]), {0, slot});
    return names;
}

void stop_on_errors(const issues& found) {
    if (!found.has_errors()) return;
    std::fprintf(stderr, "%s", render(found).c_str());
    std::exit(1);
}

feel::decision table_of(std::string text, const std::vector<peers::fact>& facts) {
    const auto file = std::make_shared<const source>("table", std::move(text));
    issues found;
    const place all{file, {0, static_cast<std::uint32_t>(file->text().size())}};
    const auto table = feel::parse_decision_table(all, found);
    auto made = feel::compile_decision(table, names_of(facts), found);
    stop_on_errors(found);
    return made;
}

std::vector<feel::program> conditions_of(std::string_view text, const std::vector<peers::fact>& facts) {
    std::vector<feel::program> rules;
    issues found;
    const feel::scope names = names_of(facts);
    for (const auto line : peers::split(text, '\n')) rules.push_back(feel::compile_condition(line, names, found));
    stop_on_errors(found);
    return rules;
}

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

void run_slots(const peers::arguments& args, const peers::clients& all, const feel::decision& table) {
    const std::vector<feel::value> facts = all_facts(all);
    const std::size_t width = all.facts().size();
    peers::measure(REGLAMENT_VERSION, args.answers, all.size(), [&](peers::answers& found) {
        feel::frame f;
        for (std::size_t i = 0; i < found.size(); ++i) {
            f.bank[0] = &facts[i * width];
            found[i] = static_cast<std::uint8_t>(table.first_hit(f));
        }
    });
}

void run_conditions(const peers::arguments& args, const peers::clients& all, const std::vector<feel::program>& rules) {
    const std::vector<feel::value> facts = all_facts(all);
    const std::size_t width = all.facts().size();
    peers::measure(REGLAMENT_VERSION, args.answers, all.size(), [&](peers::answers& found) {
        feel::frame f;
        for (std::size_t i = 0; i < found.size(); ++i) {
            f.bank[0] = &facts[i * width];
            std::size_t rule = 0;
            while (rule < rules.size() && rules[rule].test(f) != feel::truth::yes) ++rule;
            found[i] = rule < rules.size() ? static_cast<std::uint8_t>(rule) : peers::no_rule;
        }
    });
}

void run_names(const peers::arguments& args, const peers::clients& all, const feel::decision& table) {
    std::vector<feel::context> contexts(all.size());
    std::vector<std::string> names;
    for (const peers::fact& f : all.facts()) names.emplace_back(f.name);
    for (std::size_t i = 0; i < all.size(); ++i) {
        for (std::size_t slot = 0; slot < names.size(); ++slot)
            contexts[i].emplace_back(names[slot], value_of(all.facts()[slot], all.cell(i, slot)));
    }
    peers::measure(REGLAMENT_VERSION, args.answers, all.size(), [&](peers::answers& found) {
        feel::entry_finder entries{names};
        for (std::size_t i = 0; i < found.size(); ++i)
            found[i] = static_cast<std::uint8_t>(table.first_hit_of(entries.find(contexts[i])));
    });
}

void run_columns(const peers::arguments& args, const peers::clients& all, const feel::decision& table,
                 feel::column_path path) {
    const std::size_t width = all.facts().size();
    std::vector<std::vector<double>> money(width);
    std::vector<std::vector<std::int64_t>> whole(width);
    std::vector<std::vector<std::uint8_t>> small(width);
    std::vector<feel::column> columns(width);
    for (std::size_t slot = 0; slot < width; ++slot) {
        const peers::fact& f = all.facts()[slot];
        for (std::size_t i = 0; i < all.size(); ++i) {
            const double n = f.number(all.cell(i, slot));
            if (f.kind == "money") {
                money[slot].push_back(n);
            } else if (f.kind == "whole") {
                whole[slot].push_back(static_cast<std::int64_t>(n));
            } else {
                small[slot].push_back(static_cast<std::uint8_t>(n));
            }
        }
        if (f.kind == "money") {
            columns[slot] = std::span<const double>{money[slot]};
        } else if (f.kind == "whole") {
            columns[slot] = std::span<const std::int64_t>{whole[slot]};
        } else if (f.kind == "enumeration") {
            columns[slot] = feel::coded_texts{small[slot], f.values};
        } else {
            columns[slot] = std::span<const std::uint8_t>{small[slot]};
        }
    }
    std::vector<std::uint32_t> rules(all.size());
    peers::measure(REGLAMENT_VERSION, args.answers, all.size(), [&](peers::answers& found) {
        feel::first_hits(table, columns, rules, path);
        for (std::size_t i = 0; i < found.size(); ++i) found[i] = static_cast<std::uint8_t>(rules[i]);
    });
}

}  // namespace

int main(int argc, char** argv) {
    const peers::arguments args{argc, argv};
    const peers::clients all{args.folder + "/clients.csv", args.clients};
    if (args.mode == "conditions") {
        run_conditions(args, all, conditions_of(peers::read_file(args.folder + "/rules.feel"), all.facts()));
        return 0;
    }
    const feel::decision table = table_of(peers::read_file(args.folder + "/table.pipes"), all.facts());
    if (args.mode == "names") {
        run_names(args, all, table);
    } else if (args.mode == "columns" || args.mode == "portable") {
        run_columns(args, all, table, args.mode == "columns" ? feel::column_path::best : feel::column_path::portable);
    } else {
        run_slots(args, all, table);
    }
    return 0;
}
