// Ours. Mode "slots": the facts lie in slots, as the engine keeps them. Mode "names": each client is a context as it
// comes from JSON, and its facts are looked up by name each time.
#include "harness.hpp"

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

/// The rules, compiled; the place where a decision table will stand in for them.
class first_hit {
public:
    first_hit(std::string_view conditions, const std::vector<peers::fact>& facts) {
        feel::scope names;
        for (std::uint32_t slot = 0; slot < facts.size(); ++slot) {
            names.declare(facts[slot].name, type_of(facts[slot]), {0, slot});
        }
        issues found;
        for (const auto line : peers::split(conditions, '\n')) {
            rules_.push_back(feel::compile_condition(line, names, found));
        }
        if (found.has_errors()) {
            std::fprintf(stderr, "%s", render(found).c_str());
            std::exit(1);
        }
    }

    [[nodiscard]] std::uint8_t operator()(const feel::value* facts) const {
        feel::frame f;
        f.bank[0] = facts;
        for (std::size_t i = 0; i < rules_.size(); ++i) {
            if (rules_[i].test(f) == feel::truth::yes) return static_cast<std::uint8_t>(i);
        }
        return peers::no_rule;
    }

private:
    std::vector<feel::program> rules_;
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

void run_slots(const peers::arguments& args, const peers::clients& all, const first_hit& rules) {
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

void run_names(const peers::arguments& args, const peers::clients& all, const first_hit& rules) {
    const std::vector<feel::value> contexts = all_contexts(all);
    std::vector<feel::value> row(all.facts().size());
    peers::measure(REGLAMENT_VERSION, args.answers, all.size(), [&](peers::answers& found) {
        for (std::size_t i = 0; i < found.size(); ++i) {
            for (std::size_t slot = 0; slot < row.size(); ++slot) row[slot] = contexts[i].get(all.facts()[slot].name);
            found[i] = rules(row.data());
        }
    });
}

}  // namespace

int main(int argc, char** argv) {
    const peers::arguments args{argc, argv};
    const peers::clients all{args.folder + "/clients.csv", args.clients};
    const first_hit rules{peers::read_file(args.folder + "/rules.feel"), all.facts()};
    if (args.mode == "names") {
        run_names(args, all, rules);
    } else {
        run_slots(args, all, rules);
    }
    return 0;
}
