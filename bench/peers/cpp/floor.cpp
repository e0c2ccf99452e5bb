// The floors: what somebody who knows the rules writes by hand. Mode "chain": C++ with interned enumerations, compiled.
// Mode "table": rules as data, terms of slot, operator and number, evaluated over rows of doubles.
#include "harness.hpp"
#include "rules.hpp"

#include <sstream>

namespace {

#ifdef __clang__
const std::string compiler = "Clang " __clang_version__;
#else
const std::string compiler = "GCC " __VERSION__;
#endif

void run_chain(const peers::arguments& args, const peers::clients& all) {
    const std::vector<double> facts = all.numbers();
    std::vector<client> records;
    for (std::size_t i = 0; i < all.size(); ++i) records.push_back(to_client(&facts[i * all.facts().size()]));
    peers::measure(compiler, args.answers, all.size(), [&](peers::answers& found) {
        for (std::size_t i = 0; i < records.size(); ++i) found[i] = first_rule(records[i]);
    });
}

enum class test : std::uint8_t { end, equal, below, at_most, above, at_least, in };

struct term {
    test op = test::end;
    std::uint8_t rule = 0;
    std::uint16_t slot = 0;
    std::uint32_t mask = 0;  // of an enumeration's values
    double value = 0;
};

test to_test(const std::string& op) {
    if (op == "=") return test::equal;
    if (op == "<") return test::below;
    if (op == "<=") return test::at_most;
    if (op == ">") return test::above;
    if (op == ">=") return test::at_least;
    return op == "in" ? test::in : test::end;
}

std::vector<term> read_table(const std::string& path) {
    std::istringstream in{peers::read_file(path)};
    std::vector<term> table;
    unsigned rule = 0, slot = 0;
    std::string op;
    double value = 0;
    while (in >> rule >> slot >> op >> value) {
        const auto mask = op == "in" ? static_cast<std::uint32_t>(value) : 0U;
        table.push_back({to_test(op), static_cast<std::uint8_t>(rule), static_cast<std::uint16_t>(slot), mask, value});
    }
    return table;
}

bool holds(const term& t, double fact) {
    switch (t.op) {
        case test::equal:
            return fact == t.value;
        case test::below:
            return fact < t.value;
        case test::at_most:
            return fact <= t.value;
        case test::above:
            return fact > t.value;
        case test::at_least:
            return fact >= t.value;
        case test::in:
            return ((t.mask >> static_cast<unsigned>(fact)) & 1U) != 0;
        default:
            return false;
    }
}

// REQUIRES: the last rule has no terms but its end.
std::uint8_t first_rule_of(const std::vector<term>& table, const double* facts) {
    const term* t = table.data();
    while (true) {
        while (t->op != test::end && holds(*t, facts[t->slot])) ++t;
        if (t->op == test::end) return t->rule;
        while (t->op != test::end) ++t;
        ++t;
    }
}

void run_table(const peers::arguments& args, const peers::clients& all) {
    const std::vector<double> facts = all.numbers();
    const std::vector<term> table = read_table(args.folder + "/rules.table");
    const std::size_t width = all.facts().size();
    peers::measure(compiler, args.answers, all.size(), [&](peers::answers& found) {
        for (std::size_t i = 0; i < found.size(); ++i) found[i] = first_rule_of(table, &facts[i * width]);
    });
}

}  // namespace

int main(int argc, char** argv) {
    const peers::arguments args{argc, argv};
    const peers::clients all{args.folder + "/clients.csv", args.clients};
    if (args.mode == "table") {
        run_table(args, all);
    } else {
        run_chain(args, all);
    }
    return 0;
}
