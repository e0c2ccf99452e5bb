#include "feel/code.hpp"
#include "feel/operators.hpp"

#include <reglament/feel/explanation.hpp>

#include <utility>

namespace reglament::feel {
namespace {

// What of an instruction's operands is a part with a value of its own.
bool has_plain_operands(opcode op) noexcept {
    switch (op) {
        case opcode::conjunction:
        case opcode::disjunction:
        case opcode::negation:
        case opcode::negate:
        case opcode::compare:
        case opcode::between:
        case opcode::in:
        case opcode::arithmetic:
        case opcode::conditional:
        case opcode::call:
        case opcode::property:
        case opcode::entry:
        case opcode::instance_of:
        case opcode::list_of:
            return true;
        default:
            return false;
    }
}

bool reads_slot(opcode op) noexcept {
    return op >= opcode::slot && op <= opcode::slot_in_values;
}

class explainer {
public:
    explainer(const compiled& code, std::string_view text, const frame& f)
        : code_{code}, text_{text}, from_{f}, locals_(code.locals) {}

    explanation part(std::uint32_t at) {
        const auto& i = code_.instructions[at];
        explanation e{.where = i.where, .text = cut(i.where), .result = evaluated(at)};
        if (i.op == opcode::constant) {
            e.what = explanation::role::constant;
        } else if (i.op == opcode::slot) {
            e.what = explanation::role::fact;
        } else if (reads_slot(i.op)) {
            e.parts.push_back(fact(i));
        } else if (has_plain_operands(i.op)) {
            add_operands(e, i);
        }
        return e;
    }

private:
    value evaluated(std::uint32_t at) {
        evaluation running{from_, nullptr};
        return evaluate({code_, from_, running, locals_.data()}, at);
    }

    [[nodiscard]] std::string cut(span where) const {
        return std::string{text_.substr(where.begin, where.end - where.begin)};
    }

    // Of a slot that meets a constant: the name stands first, or last when the constant does.
    explanation fact(const instruction& i) const {
        const span where = i.subject;
        return {.what = explanation::role::fact, .where = where, .text = cut(where), .result = load(i, from_)};
    }

    void add_operands(explanation& e, const instruction& i) {
        const truth decides = i.op == opcode::conjunction   ? truth::no
                              : i.op == opcode::disjunction ? truth::yes
                                                            : truth::unknown;
        bool decided = false;
        const auto chosen = i.op == opcode::conditional ? chosen_branch(i) : 0;
        for (std::uint32_t k = 0; k < i.n; ++k) {
            const auto operand = code_.operands[i.a + k];
            if (!is_value(code_.instructions[operand].op)) continue;
            auto p = part(operand);
            if (p.what == explanation::role::constant) continue;
            p.decided = !decided && (k == 0 || chosen == 0 || k == chosen);
            decided |= decides != truth::unknown && to_truth(p.result) == decides;
            e.parts.push_back(std::move(p));
        }
    }

    // Of `if`: the operand that is taken.
    std::uint32_t chosen_branch(const instruction& i) {
        return to_truth(evaluated(code_.operands[i.a])) == truth::yes ? 1 : 2;
    }

    // Tests after `in` have no value by themselves.
    static bool is_value(opcode op) noexcept {
        return op != opcode::test && op != opcode::range && op != opcode::asked;
    }

    const compiled& code_;
    std::string_view text_;
    const frame& from_;
    std::vector<value> locals_;
};

std::string in_words(const value& v, language lang) {
    const bool russian = lang == language::ru;
    if (v.is_null()) return russian ? "неизвестно" : "not known";
    if (v.kind() == value_kind::boolean && v.as_boolean()) return russian ? "да" : "yes";
    if (v.kind() == value_kind::boolean) return russian ? "нет" : "no";
    return to_string(v);
}

// A text of several lines on one.
std::string on_one_line(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const bool blank = c == ' ' || c == '\n' || c == '\r' || c == '\t';
        if (!blank)
            out += c;
        else if (!out.empty() && out.back() != ' ')
            out += ' ';
    }
    return out;
}

void write(const explanation& e, language lang, std::size_t depth, std::string& out) {
    out.append(2 * depth, ' ');
    out += on_one_line(e.text);
    if (!e.decided) {
        out += lang == language::ru ? " — не понадобилось\n" : " — not needed\n";
        return;
    }
    out += " — " + in_words(e.result, lang) + "\n";
    for (const auto& p : e.parts) write(p, lang, depth + 1, out);
}

}  // namespace

explanation explain(const program& p, std::string_view text, const frame& f) {
    const auto* code = program_access::of(p);
    if (code == nullptr) return {.text = std::string{text}};
    return explainer{*code, text, f}.part(code->root);
}

std::string to_string(const explanation& e, language lang) {
    std::string out;
    write(e, lang, 0, out);
    return out;
}

}  // namespace reglament::feel
