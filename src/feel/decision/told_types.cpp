// Types that a table tells by itself.
#include "feel/decision/cell_reader.hpp"
#include "feel/decision/policy.hpp"

#include <algorithm>
#include <unordered_set>
#include <utility>

namespace reglament::feel {
namespace {

class teller {
public:
    teller(const decision_table& table, const dialect& how) : table_{table}, read_{table, nothing_, ignored_, how} {}

    decision_types tell() {
        decision_types told;
        std::vector<std::string> names;
        for (std::size_t o = 0; o < table_.outputs.size(); ++o) {
            names.push_back(normal_name(table_.outputs[o].name.value));
            told.outputs.push_back(of_output(o));
        }
        const auto policy = find_hit_policy(table_.policy.value).value_or(hit_policy::unique);
        told.result = told.outputs.empty() ? type{} : result_of(policy, names, told.outputs);
        told.one_rule = !gives_list(policy) && !aggregates(policy);
        return told;
    }

private:
    type of_output(std::size_t o) {
        const decision_output& output = table_.outputs[o];
        type t;
        if (!output.type.value.empty()) t = read_.named_type(output.type).value_or(type{});
        list values;
        if (!output.values.value.empty()) values = read_.listed(output.values);
        if (t.kind == type_kind::any) t = of_values(values);
        if (t.kind != type_kind::any) return t;
        return of_values(constants(o));
    }

    // Of a cell that is none there is nothing to tell.
    list constants(std::size_t o) {
        list all;
        std::unordered_set<std::string_view> seen;
        bool constant = true;
        const auto add = [&](const located<std::string>& cell) {
            if (cell.value.empty() || cell.value == "-" || !constant || !seen.insert(cell.value).second) return;
            const program code = read_.output(cell, {});
            constant = code && code.reads().empty() && !code.reads_clock();
            if (constant) all.push_back(code.evaluate({}));
        };
        for (const decision_rule& rule : table_.rules) {
            if (o < rule.outputs.size()) add(rule.outputs[o]);
        }
        add(table_.outputs[o].fallback);
        return constant ? all : list{};
    }

    static type of_values(const list& values) {
        if (values.empty()) return {};
        type t{.kind = kind_of(values.front())};
        if (t.kind == type_kind::range) return {};
        for (const value& v : values) {
            if (kind_of(v) != t.kind) return {};
            if (t.kind != type_kind::string) continue;
            std::string text{v.as_string()};
            if (std::ranges::find(t.values, text) == t.values.end()) t.values.push_back(std::move(text));
        }
        return t;
    }

    const decision_table& table_;
    scope nothing_;
    issues ignored_;
    cell_reader read_;
};

}  // namespace

type result_of(hit_policy policy, const std::vector<std::string>& names, const std::vector<type>& types) {
    if (policy == hit_policy::collect_count) return {.kind = type_kind::number};
    type row{.kind = type_kind::context, .open = false};
    for (std::size_t o = 0; o < types.size(); ++o) row.members.push_back({names[o], types[o]});
    if (types.size() == 1) row = types[0];
    if (gives_list(policy)) row = {.kind = type_kind::list, .item = std::make_shared<const type>(std::move(row))};
    return row;
}

decision_types told_types(const decision_table& table, const dialect& how) {
    return teller{table, how}.tell();
}

}  // namespace reglament::feel
