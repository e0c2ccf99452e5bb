// CLIPS through its C interface: a fact a client, asserted, the rule of the highest salience run, retracted. Symbols
// and numbers are interned beforehand and put into the fact's slots by their places, the quickest way CLIPS has.
#include "../cpp/harness.hpp"

extern "C" {
#include <clips/clips.h>
}

namespace {

std::uint8_t last_hit = peers::no_rule;

void hit(void* environment) {
    last_hit = static_cast<std::uint8_t>(EnvRtnLong(environment, 1));
}

field interned(void* environment, const peers::fact& f, std::string_view cell) {
    field made{};
    const std::string text{cell};
    if (f.kind == "whole") {
        made.type = INTEGER;
        made.value = EnvAddLong(environment, std::strtoll(text.c_str(), nullptr, 10));
        static_cast<INTEGER_HN*>(made.value)->count++;
    } else if (f.kind == "money") {
        made.type = FLOAT;
        made.value = EnvAddDouble(environment, std::strtod(text.c_str(), nullptr));
        static_cast<FLOAT_HN*>(made.value)->count++;
    } else {
        const char* symbol = text.c_str();
        if (f.kind == "boolean") symbol = cell == "true" ? "TRUE" : "FALSE";
        made.type = SYMBOL;
        made.value = EnvAddSymbol(environment, symbol);
        IncrementSymbolCount(made.value);  // else the garbage collector takes it
    }
    return made;
}

void* load_rules(const std::string& path) {
    void* environment = CreateEnvironment();
    EnvDefineFunction2(environment, "hit", 'v', PTIEF hit, "hit", "11i");
    if (EnvLoad(environment, path.c_str()) != 1) std::exit(1);
    EnvReset(environment);
    EnvSetFactDuplication(environment, TRUE);  // no search for an equal fact
    return environment;
}

}  // namespace

int main(int argc, char** argv) {
    const peers::arguments args{argc, argv};
    const peers::clients all{args.folder + "/clients.csv", args.clients};
    void* environment = load_rules(args.folder + "/rules.clp");
    void* client = EnvFindDeftemplate(environment, "client");
    const std::size_t width = all.facts().size();
    std::vector<field> fields;
    for (std::size_t i = 0; i < all.size(); ++i) {
        for (std::size_t slot = 0; slot < width; ++slot) {
            fields.push_back(interned(environment, all.facts()[slot], all.cell(i, slot)));
        }
    }
    peers::measure("CLIPS " VERSION_STRING, args.answers, all.size(), [&](peers::answers& found) {
        for (std::size_t i = 0; i < found.size(); ++i) {
            last_hit = peers::no_rule;
            fact* made = EnvCreateFact(environment, client);
            for (std::size_t slot = 0; slot < width; ++slot)
                made->theProposition.theFields[slot] = fields[i * width + slot];
            void* asserted = EnvAssert(environment, made);
            EnvRun(environment, 1);
            EnvRetract(environment, asserted);
            found[i] = last_hit;
        }
    });
    return 0;
}
