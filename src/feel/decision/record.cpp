// Records: a table from its JSON.
#include <reglament/feel/decision.hpp>

#include <utility>

namespace reglament::feel {
namespace {

// Every text of the record gets a line of its own in a source, so that issues can show what they speak of.
class record_reader {
public:
    explicit record_reader(const value& record) : record_{record} {}

    decision_table read() {
        table_.policy = text(policy());
        table_.type = text(record_.get("result_type"));
        const list inputs = items(record_.get("inputs"));
        const list types = items(record_.get("input_types"));
        const list values = items(record_.get("input_values"));
        for (std::size_t i = 0; i < inputs.size(); ++i)
            table_.inputs.push_back({text(inputs[i]), text(at(types, i)), text(at(values, i))});
        for (const value& o : items(record_.get("outputs")))
            table_.outputs.push_back(
                {text(o.get("name")), text(o.get("type")), text(o.get("values")), text(o.get("default"))});
        for (const value& r : items(record_.get("rules"))) add_rule(r);
        table_.file = std::make_shared<const source>("table", std::move(lines_));
        return std::move(table_);
    }

private:
    static list items(const value& v) { return v.kind() == value_kind::list ? v.as_list() : list{}; }
    static value at(const list& all, std::size_t i) { return i < all.size() ? all[i] : value{}; }

    static std::string text_of(const value& v) {
        if (v.is_null()) return {};
        return v.kind() == value_kind::string ? std::string{v.as_string()} : to_string(v);
    }

    [[nodiscard]] value policy() const {
        value hit = record_.get("hit_policy");
        const value aggregation = record_.get("aggregation");
        if (hit.kind() != value_kind::string || aggregation.kind() != value_kind::string) return hit;
        return value{std::string{hit.as_string()} + " " + std::string{aggregation.as_string()}};
    }

    located<std::string> text(const value& v) {
        const std::string found = text_of(v);
        const auto begin = static_cast<std::uint32_t>(lines_.size());
        lines_ += found;
        const auto end = static_cast<std::uint32_t>(lines_.size());
        if (!found.empty()) lines_ += '\n';
        return {found, {begin, end}};
    }

    void add_rule(const value& r) {
        decision_rule rule;
        rule.where.begin = static_cast<std::uint32_t>(lines_.size());
        for (const value& cell : items(r.get("in"))) rule.inputs.push_back(text(cell));
        for (const value& cell : items(r.get("out"))) rule.outputs.push_back(text(cell));
        rule.note = text(r.get("note"));
        rule.where.end = rule.outputs.empty() ? rule.where.begin : rule.outputs.back().where.end;
        table_.rules.push_back(std::move(rule));
    }

    const value& record_;
    decision_table table_;
    std::string lines_;
};

}  // namespace

std::optional<decision_table> decision_table_from(const value& record) {
    if (record.get("rules").kind() != value_kind::list) return std::nullopt;
    return record_reader{record}.read();
}

}  // namespace reglament::feel
