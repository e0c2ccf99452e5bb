// Compile: a table as written becomes programs, constants and the index over its cells.
#include "feel/decision/cell_reader.hpp"
#include "feel/decision/decision_code.hpp"

#include <algorithm>
#include <memory>
#include <unordered_map>
#include <utility>

namespace reglament::feel {
namespace {

using cell = located<std::string>;

bool is_dash(std::string_view text) noexcept {
    const auto first = text.find_first_not_of(" \t\r\n");
    return first == std::string_view::npos ||
           (text[first] == '-' && text.find_first_not_of(" \t\r\n", first + 1) == std::string_view::npos);
}

bool is_blank_text(std::string_view text) noexcept {
    return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

std::vector<std::string> texts_of(const list& values) {
    std::vector<std::string> texts;
    for (const value& v : values) {
        if (v.kind() != value_kind::string) return {};
        texts.emplace_back(v.as_string());
    }
    return texts;
}

type without_values(type t) {
    t.values.clear();
    return t;
}

// The constant that a program always gives; null when it has to be run.
const value* constant_of(const program& p) noexcept {
    const compiled& code = *program_access::of(p);
    const instruction& root = code.instructions[code.root];
    return root.op == opcode::constant ? &code.constants[root.a] : nullptr;
}

class builder {
public:
    builder(const decision_table& table, const scope& names, issues& found, const dialect& how)
        : table_{table}, read_{table, names, found, how}, out_{std::make_shared<decision_code>()} {}

    std::shared_ptr<decision_code> run() {
        read_policy();
        check_size();
        for (std::size_t i = 0; i < table_.outputs.size(); ++i) add_output(i);
        check_outputs();
        for (const auto& rule : table_.rules) count_cells(rule);
        for (std::size_t c = 0; c < table_.inputs.size(); ++c) add_input(c);
        for (std::size_t c = 0; c < table_.inputs.size(); ++c) add_tests(c);
        for (std::size_t o = 0; o < table_.outputs.size(); ++o) add_cells(o);
        finish();
        return out_;
    }

private:
    [[nodiscard]] span whole() const noexcept {
        if (!table_.inputs.empty()) return table_.inputs[0].expression.where;
        return table_.rules.empty() ? table_.policy.where : table_.rules[0].where;
    }

    // What is no table at all was told by who read it.
    void check_size() {
        if (table_.outputs.empty() && !(table_.inputs.empty() && table_.rules.empty()))
            read_.add("decision-no-outputs", whole());
        if (table_.rules.empty() && !table_.outputs.empty()) read_.add("decision-no-rules", whole());
    }

    void read_policy() {
        const auto named = read_hit_policy(table_.policy.value);
        if (named.policy) {
            out_->policy = *named.policy;
        } else {
            read_.add(named.misjoined ? "decision-hit-aggregate" : "decision-hit-policy", table_.policy.where,
                      {table_.policy.value}, named.misjoined ? std::string{} : near_hit_policy(table_.policy.value));
        }
        if (!is_blank_text(table_.type.value)) out_->fit = read_.named_type(table_.type);
    }

    void add_output(std::size_t i) {
        const decision_output& o = table_.outputs[i];
        output_column column;
        column.name = normal_name(o.name.value);
        type t;
        if (!is_blank_text(o.type.value)) t = read_.named_type(o.type).value_or(type{});
        if (!is_blank_text(o.values.value)) column.values = listed(o.values, t);
        if (column.values.empty())
            for (const auto& v : t.values) column.values.emplace_back(v);
        if (t.kind == type_kind::any || t.kind == type_kind::string)
            if (auto texts = texts_of(column.values); !texts.empty())
                t = {.kind = type_kind::string, .values = std::move(texts)};
        column.fit = without_values(t);
        output_types_.push_back(std::move(t));
        out_->outputs.push_back(std::move(column));
    }

    // Values that were declared elsewhere, too, are among those.
    list listed(const cell& text, const type& t) {
        auto values = read_.listed(text);
        if (values.empty() || t.is_enumeration()) (void)read_.tests(text, with_question(t, 0), t);
        return values;
    }

    scope with_question(const type& t, std::uint32_t column) const {
        scope with = read_.names();
        with.declare("?", t, {decision::bank, column});
        return with;
    }

    void check_outputs() {
        const auto& outputs = out_->outputs;
        for (std::size_t i = 0; i < outputs.size(); ++i) {
            const auto& name = table_.outputs[i].name;
            const auto same = [&](const output_column& o) { return o.name == outputs[i].name; };
            if (outputs.size() > 1 && outputs[i].name.empty())
                read_.add("decision-output-unnamed", name.where);
            else if (std::any_of(outputs.begin(), outputs.begin() + static_cast<std::ptrdiff_t>(i), same))
                read_.add("decision-output-twice", name.where, {outputs[i].name});
        }
        const bool ordered = std::ranges::any_of(outputs, [](const output_column& o) { return !o.values.empty(); });
        if (needs_order(out_->policy) && !ordered)
            read_.forgive("decision-priority-values", table_.policy.where, {table_.policy.value});
        if (aggregates(out_->policy) && out_->policy != hit_policy::collect_count) check_aggregate();
    }

    void check_aggregate() {
        const auto& outputs = out_->outputs;
        if (outputs.size() > 1)
            read_.add("decision-aggregate-outputs", table_.outputs[1].name.where, {table_.policy.value});
        if (outputs.size() != 1) return;
        const auto kind = outputs[0].fit.kind;
        const bool sums = kind == type_kind::any || kind == type_kind::number || kind == type_kind::time_duration ||
                          kind == type_kind::months_duration;
        if (out_->policy == hit_policy::collect_sum && !sums)
            read_.forgive("decision-aggregate-type", table_.outputs[0].name.where,
                          {table_.policy.value, to_string(outputs[0].fit, language::en),
                           to_string(outputs[0].fit, language::ru)});
    }

    void count_cells(const decision_rule& rule) {
        const bool right = rule.inputs.size() == table_.inputs.size() && rule.outputs.size() == table_.outputs.size();
        out_->rules.push_back(rule.where);
        if (right) return;
        complete_ = false;
        read_.add("decision-cell-count", rule.where,
                  {std::to_string(rule.inputs.size()), std::to_string(rule.outputs.size()),
                   std::to_string(table_.inputs.size()), std::to_string(table_.outputs.size())});
    }

    void add_input(std::size_t c) {
        const decision_input& in = table_.inputs[c];
        input_column column;
        column.text = in.expression.value;
        column.where = in.expression.where;
        if (is_blank_text(in.expression.value))
            read_.add("decision-column-unnamed", in.expression.where);
        else
            column.expression = read_.expression(in.expression);
        type t = column.expression.result_type();
        if (!is_blank_text(in.type.value)) {
            t = read_.named_type(in.type).value_or(type{});
            column.fit = without_values(t);
        }
        column.bare = bare_slot(column.expression);
        if (!is_blank_text(in.values.value)) allow(c, in.values, t, column);
        input_types_.push_back(std::move(t));
        out_->inputs.push_back(std::move(column));
    }

    static std::optional<slot> bare_slot(const program& p) {
        if (!p) return std::nullopt;
        const compiled& code = *program_access::of(p);
        const instruction& root = code.instructions[code.root];
        return root.op == opcode::slot ? std::optional{slot{root.bank, root.a}} : std::nullopt;
    }

    // Texts that are listed become the input's type, and the index refuses others; everything else is tested.
    void allow(std::size_t c, const cell& values, type& t, input_column& column) {
        column.allowed_text = values.value;
        auto texts = texts_of(read_.listed(values));
        const bool plain = t.kind == type_kind::any || (t.kind == type_kind::string && !t.is_enumeration());
        if (texts.empty() || !plain)
            column.allowed = read_.tests(values, with_question(t, static_cast<std::uint32_t>(c)), t);
        if (texts.empty() || (t.kind != type_kind::string && t.kind != type_kind::any)) return;
        column.allowed = {};
        t = {.kind = type_kind::string, .values = std::move(texts)};
        allowed_texts_.resize(table_.inputs.size());
        allowed_texts_[c] = t.values;
    }

    // A column's cells. Those that are alike are compiled once, unless there is something to say of each.
    void add_tests(std::size_t c) {
        const type& t = input_types_[c];
        const slot question{decision::bank, static_cast<std::uint32_t>(c)};
        const scope names = with_question(t, question.index);
        const std::size_t width = table_.inputs.size();
        out_->tests.resize(table_.rules.size() * width);
        out_->places.resize(table_.rules.size() * width);
        std::unordered_map<std::string_view, std::uint32_t> known;
        for (std::size_t r = 0; r < table_.rules.size(); ++r) {
            if (c >= table_.rules[r].inputs.size()) continue;
            const cell& text = table_.rules[r].inputs[c];
            out_->places[r * width + c] = text.where;
            if (is_dash(text.value) || !out_->inputs[c].expression) continue;
            const auto said = read_.issue_count();
            const auto alike = known.find(text.value);
            const auto index = alike != known.end() ? alike->second : add_test(text, names, t, question);
            if (said == read_.issue_count()) known.emplace(text.value, index);
            out_->tests[r * width + c] = index;
        }
    }

    std::uint32_t add_test(const cell& text, const scope& names, const type& t, slot question) {
        auto test = read_.tests(text, names, t);
        if (!test) return 0;
        shapes_.push_back(shape_of(*program_access::of(test), question));
        const auto& intervals = shapes_.back().intervals;
        const bool never = !intervals.empty() && !shapes_.back().negated &&
                           std::ranges::all_of(intervals, [](const interval& i) { return i.is_empty(); });
        if (never) read_.add("decision-cell-never", text.where, {text.value});
        out_->programs.push_back(std::move(test));
        return static_cast<std::uint32_t>(out_->programs.size());
    }

    void add_cells(std::size_t o) {
        const std::size_t width = table_.outputs.size();
        out_->cells.resize((table_.rules.size() + 1) * width);
        std::unordered_map<std::string_view, std::size_t> known;  // rows
        for (std::size_t r = 0; r < table_.rules.size(); ++r) {
            if (o >= table_.rules[r].outputs.size()) continue;
            const cell& text = table_.rules[r].outputs[o];
            output_cell& made = out_->cells[r * width + o];
            if (const auto alike = known.find(text.value); alike != known.end()) {
                made = out_->cells[alike->second * width + o];
            } else if (add_cell(text, o, made)) {
                known.emplace(text.value, r);
            }
            made.where = text.where;
        }
        const cell& fallback = table_.outputs[o].fallback;
        if (is_blank_text(fallback.value)) return;
        out_->has_fallback = true;
        (void)add_cell(fallback, o, out_->cells[out_->fallback_row() * width + o]);
    }

    // False when there is something wrong with it.
    bool add_cell(const cell& text, std::size_t o, output_cell& made) {
        made.where = text.where;
        if (is_blank_text(text.value)) return read_.add("decision-output-empty", text.where), false;
        if (is_dash(text.value)) return true;
        auto code = read_.output(text, output_types_[o]);
        if (!code) return false;
        const value* constant = constant_of(code);
        if (constant != nullptr) return add_constant(*constant, text, o, made);
        const auto& fit = out_->outputs[o].fit;
        const auto kind = code.result_type().kind;
        const bool may_fit = kind == type_kind::any || fit.kind == type_kind::any || kind == fit.kind ||
                             kind == type_kind::null || kind == type_kind::list || fit.kind == type_kind::list ||
                             (kind == type_kind::date && fit.kind == type_kind::date_time);
        if (!may_fit) wrong_type(text, fit);
        made.code = std::move(code);
        return may_fit;
    }

    bool add_constant(const value& v, const cell& text, std::size_t o, output_cell& made) {
        const output_column& column = out_->outputs[o];
        made.constant = coerce(v, column.fit);
        if (made.constant.is_null() && !v.is_null()) return wrong_type(text, column.fit), false;
        if (column.values.empty() || v.is_null()) return true;
        made.rank = rank_among(column.values, made.constant, zone::utc());
        if (made.rank < column.values.size()) return true;
        read_.forgive("decision-output-value", text.where,
                      {to_string(made.constant), column.name, listed_text(column.values)},
                      near_value(made.constant, column.values, text.value.front() == '"'));
        return false;
    }

    static std::string near_value(const value& v, const list& values, bool quoted) {
        const auto texts = texts_of(values);
        if (v.kind() != value_kind::string || texts.empty()) return {};
        const std::vector<std::string_view> known(texts.begin(), texts.end());
        const auto near = near_names(v.as_string(), known);
        if (near.empty()) return {};
        return quoted ? to_string(value{near.front()}) : std::string{near.front()};
    }

    void wrong_type(const cell& text, const type& fit) {
        read_.forgive("decision-output-type", text.where,
                      {text.value, to_string(fit, language::en), to_string(fit, language::ru)});
    }

    void finish() {
        if (!complete_) return;
        for (std::size_t c = 0; c < out_->inputs.size(); ++c) index_column(c);
        list_what_is_left();
        out_->every_rule.resize(column_index::words_of(out_->rules.size()));
        for (std::size_t r = 0; r < out_->rules.size(); ++r) out_->every_rule[r / 64] |= std::uint64_t{1} << r % 64;
        prepare_quick();
        prepare_results();
        tell_result_type();
        gather_reads();
    }

    [[nodiscard]] const cell_shape* shape(std::size_t r, std::size_t c) const noexcept {
        static const cell_shape any{.of = cell_shape::sort::any};
        const auto test = out_->tests[r * out_->inputs.size() + c];
        return test == 0 ? &any : &shapes_[test - 1];
    }

    void index_column(std::size_t c) {
        std::vector<indexed_cell> cells;
        for (std::size_t r = 0; r < out_->rules.size(); ++r) {
            const auto test = out_->tests[r * out_->inputs.size() + c];
            cells.push_back({shape(r, c), test == 0 ? nullptr : &out_->programs[test - 1]});
        }
        const bool listed = c < allowed_texts_.size();
        const slot question{decision::bank, static_cast<std::uint32_t>(c)};
        out_->inputs[c].index.emplace(
            cells, question, listed ? std::span<const std::string>{allowed_texts_[c]} : std::span<const std::string>{});
    }

    void list_what_is_left() {
        for (std::size_t r = 0; r < out_->rules.size(); ++r) {
            out_->left_from.push_back(static_cast<std::uint32_t>(out_->left.size()));
            for (std::size_t c = 0; c < out_->inputs.size(); ++c)
                if (!out_->inputs[c].index->covers(*shape(r, c))) out_->left.push_back(static_cast<std::uint32_t>(c));
        }
        out_->left_from.push_back(static_cast<std::uint32_t>(out_->left.size()));
    }

    // Whether values of the kind need not be fitted to the type.
    static bool fits_itself(const type& t, value_kind kind) noexcept {
        using enum type_kind;
        return t.kind == any || (kind == value_kind::string && t.kind == string) ||
               (kind == value_kind::number && t.kind == number) || (kind == value_kind::boolean && t.kind == boolean);
    }

    // A column that says nothing needs no look; one that is not simple makes the whole table so.
    void prepare_quick() {
        if (out_->every_rule.size() != 1 || !out_->left.empty()) return;
        quick_table all;
        for (const input_column& in : out_->inputs) {
            if (in.index->is_empty() && !in.allowed) continue;
            if (!in.bare || in.allowed || !fits_itself(in.fit, in.index->kind())) return;
            if (!in.index->add_to(all, *in.bare)) return;
        }
        all.settle();
        out_->quick = std::move(all);
    }

    // Rows of constants give one value each time, the same one.
    void prepare_results() {
        const std::size_t rows = out_->rules.size() + 1;
        out_->results.resize(rows);
        const frame nothing;
        const row_outputs outputs{*out_, nothing, nullptr};
        const bool single = !gives_list(out_->policy) && !aggregates(out_->policy);
        for (std::size_t r = 0; r < rows; ++r) {
            bool constant = true;
            for (std::size_t o = 0; o < out_->outputs.size(); ++o) constant &= !out_->cell(r, o).code;
            if (!constant) continue;
            value v = outputs.all(r);
            const bool fits = out_->fit && (single || r == out_->fallback_row());
            out_->results[r] = fits ? coerce(v, *out_->fit) : std::move(v);
        }
    }

    void tell_result_type() {
        if (out_->fit) {
            out_->result = *out_->fit;
            return;
        }
        std::vector<std::string> names;
        for (const output_column& o : out_->outputs) names.push_back(o.name);
        out_->result = result_of(out_->policy, names, output_types_);
    }

    void gather_reads() {
        const auto add = [this](const program& p) {
            out_->reads_clock |= p.reads_clock();
            for (const slot s : p.reads())
                if (s.bank != decision::bank && std::ranges::find(out_->reads, s) == out_->reads.end())
                    out_->reads.push_back(s);
        };
        for (const auto& in : out_->inputs) add(in.expression);
        for (const auto& in : out_->inputs) add(in.allowed);
        for (const auto& test : out_->programs) add(test);
        for (const auto& output : out_->cells) add(output.code);
    }

    const decision_table& table_;
    cell_reader read_;
    std::shared_ptr<decision_code> out_;
    std::vector<type> input_types_;
    std::vector<type> output_types_;
    std::vector<std::vector<std::string>> allowed_texts_;
    std::vector<cell_shape> shapes_;  // of programs
    bool complete_ = true;            // every rule has its cells
};

}  // namespace

decision compile_decision(const decision_table& table, const scope& names, issues& found, const dialect& how) {
    issues own;
    auto code = builder{table, names, own, how}.run();
    own.sort();
    found.append(own);
    return own.has_errors() ? decision{} : decision_access::make(std::move(code));
}

}  // namespace reglament::feel
