// Evaluation: what a policy makes of the rules that fit; and the parts of the search that are seldom or slow.
#include "feel/decision/search.hpp"
#include "feel/operators.hpp"

#include <algorithm>
#include <utility>

namespace reglament::feel {

value* search::bank() {
    value* const values = bank_.get(code_.inputs.size());
    if (!tested_) {
        tested_ = from_;
        tested_->bank[decision::bank] = values;
    }
    return values;
}

const value& search::compute(std::size_t c) {
    const input_column& column = code_.inputs[c];
    value raw = run_at(column.where, notes_, [&] { return column.expression.evaluate(from_, notes_); });
    return bank()[c] = coerce(raw, column.fit);
}

bool search::passes(std::size_t c) {
    const value& v = input(c);
    if (v.is_null()) return true;
    value& here = bank()[c];
    if (&here != &v) here = v;
    return code_.inputs[c].allowed.test(*tested_) == truth::yes;
}

bool search::holds(std::uint32_t rule) {
    if (!bank_is_full_) {
        value* const values = bank();
        for (std::size_t c = 0; c < code_.inputs.size(); ++c)
            if (&input(c) != values + c) values[c] = input(c);
        bank_is_full_ = true;
    }
    for (auto i = code_.left_from[rule]; i != code_.left_from[rule + 1]; ++i)
        if (!passes_test(rule, code_.left[i])) return false;
    return std::all_of(inexact_.data(), inexact_.data() + inexact_count_,
                       [&](std::uint32_t c) { return passes_test(rule, c); });
}

bool search::passes_test(std::uint32_t rule, std::size_t c) {
    const std::size_t cell = rule * code_.inputs.size() + c;
    const auto test = code_.tests[cell];
    if (test == 0) return true;
    auto* const notes = few_notes();
    return run_at(code_.places[cell], notes, [&] { return code_.programs[test - 1].test(*tested_, notes); }) ==
           truth::yes;
}

bool search::refuse(std::size_t c) {
    const input_column& column = code_.inputs[c];
    if (notes_ != nullptr)
        notes_->push_back(
            {"decision-input-value", column.where, {column.text, to_string(input(c)), column.allowed_text}});
    return false;
}

namespace {

class table_run {
public:
    table_run(const decision_code& code, const frame& from, evaluation_notes* notes)
        : code_{code}, search_{code, from, notes}, outputs_{code, from, notes}, zone_{from.zone} {}

    value run() {
        if (!search_.prepare()) return {};
        switch (code_.policy) {
            case hit_policy::unique:
            case hit_policy::first:
            case hit_policy::any:
            case hit_policy::priority:
                return single();
            case hit_policy::collect_count:
                return count();
            default:
                return several();
        }
    }

private:
    value single() {
        auto best = decision::no_rule;
        bool clear = true;
        search_.each([&](std::uint32_t rule) {
            if (best == decision::no_rule) {
                best = rule;
                return code_.policy != hit_policy::first;
            }
            if (code_.policy == hit_policy::priority) {
                if (outputs_.goes_before(rule, best)) best = rule;
            } else {
                clear = code_.policy == hit_policy::any &&
                        equal(outputs_.all(best), outputs_.all(rule), zone_) == truth::yes;
            }
            return clear;
        });
        if (best == decision::no_rule) return none();
        return clear ? fitted_row(best) : unclear();
    }

    // A row that always gives the same is fitted beforehand.
    value fitted_row(std::size_t row) { return code_.results[row] ? *code_.results[row] : fitted(outputs_.all(row)); }

    value fitted(value v) { return code_.fit ? coerce(v, *code_.fit) : v; }

    value unclear() {
        std::string rules;
        std::optional<std::uint32_t> second;
        std::size_t found = 0;
        search_.each([&](std::uint32_t rule) {
            if (++found == 2) second = rule;
            rules += (rules.empty() ? "" : ", ") + std::to_string(rule + 1);
            return true;
        });
        const bool unique = code_.policy == hit_policy::unique;
        outputs_.note(unique ? "decision-several-rules" : "decision-rules-differ", code_.rules[*second], {rules});
        return {};
    }

    value none() {
        if (code_.has_fallback) return fitted_row(code_.fallback_row());
        std::string inputs;
        for (std::size_t c = 0; c < code_.inputs.size(); ++c)
            inputs += (c == 0 ? "" : ", ") + code_.inputs[c].text + " = " + to_string(search_.input(c));
        outputs_.note("decision-no-rule", code_.inputs.empty() ? span{} : code_.inputs[0].where, {inputs});
        return {};
    }

    value count() {
        std::int64_t found = 0;
        search_.each([&](std::uint32_t) { return ++found, true; });
        return found == 0 && code_.has_fallback ? none() : fitted(value{number{found}});
    }

    value several() {
        std::vector<std::uint32_t> rules;
        search_.each([&](std::uint32_t rule) { return rules.push_back(rule), true; });
        if (rules.empty()) return none();
        if (code_.policy == hit_policy::output_order)
            std::ranges::stable_sort(rules, [&](auto a, auto b) { return outputs_.goes_before(a, b); });
        if (aggregates(code_.policy)) return fitted(aggregated(rules));
        list all;
        all.reserve(rules.size());
        for (const auto rule : rules) all.push_back(outputs_.all(rule));
        return fitted(value{std::move(all)});
    }

    value aggregated(const std::vector<std::uint32_t>& rules) {
        value total = outputs_.one(rules[0], 0);
        for (std::size_t i = 1; i < rules.size(); ++i) {
            value next = outputs_.one(rules[i], 0);
            value joined = join(total, next);
            if (joined.is_null())
                outputs_.note("decision-aggregate-value", code_.cell(rules[i], 0).where,
                              {to_string(total), to_string(next)});
            if (joined.is_null()) return {};
            total = std::move(joined);
        }
        return total;
    }

    [[nodiscard]] value join(const value& a, const value& b) const {
        if (code_.policy == hit_policy::collect_sum) return calculate(a, sign::plus, b, zone_);
        const auto less = compare(b, sign::less, a, zone_);
        if (less == truth::unknown) return {};
        return (less == truth::yes) == (code_.policy == hit_policy::collect_min) ? b : a;
    }

    const decision_code& code_;
    search search_;
    row_outputs outputs_;
    zone zone_;
};

struct slots_of_bank {
    const value* bank;
    [[nodiscard]] const value& operator()(slot s) const noexcept { return bank[s.index]; }
};

// A slot that the frame has no bank for is read as null.
struct slots_of_frame {
    const frame& from;
    [[nodiscard]] const value& operator()(slot s) const noexcept {
        const value* const bank = from.bank[s.bank];
        return bank != nullptr ? bank[s.index] : null_value;
    }
};

[[gnu::noinline]] std::uint32_t searched_first(const decision_code& code, const frame& f) {
    std::uint32_t first = decision::no_rule;
    search s{code, f, nullptr};
    if (s.prepare()) s.each([&](std::uint32_t rule) { return first = rule, false; });
    return first;
}

}  // namespace

value decision::evaluate(const frame& f, std::vector<evaluation_note>* notes) const {
    if (code_ == nullptr) return {};
    if (const auto* const v = quick_result(*code_, slots_of_frame{f})) return *v;
    const auto before = notes != nullptr ? notes->size() : 0;
    value result = table_run{*code_, f, notes}.run();
    if (notes != nullptr && !result.is_null()) notes->resize(before);
    return result;
}

std::vector<std::uint32_t> decision::hits(const frame& f) const {
    std::vector<std::uint32_t> rules;
    if (code_ == nullptr) return rules;
    search s{*code_, f, nullptr};
    if (s.prepare()) s.each([&](std::uint32_t rule) { return rules.push_back(rule), true; });
    return rules;
}

std::uint32_t decision::first_hit(const frame& f) const {
    if (code_ == nullptr) return no_rule;
    const auto& table = code_->quick;
    const value* const slots = table.bank ? f.bank[*table.bank] : nullptr;
    const auto quick = slots != nullptr ? table.find(slots_of_bank{slots}, code_->every_rule[0])
                                        : quick_rules(*code_, slots_of_frame{f});
    return quick.sure ? first_of(quick.rules) : searched_first(*code_, f);
}

}  // namespace reglament::feel
