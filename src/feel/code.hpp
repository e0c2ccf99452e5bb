// Code: a compiled expression, one array of instructions that point to their operands by index. Internal.
#pragma once

#include "feel/ast.hpp"
#include "feel/check.hpp"
#include "feel/finding.hpp"
#include "feel/scope.hpp"

#include <reglament/feel/expression.hpp>

#include <vector>

namespace reglament::feel {

enum class opcode : std::uint8_t {
    constant,         ///< a: constant
    slot,             ///< bank, a: index
    slot_number,      ///< bank, a: index; s; b: constant, a number
    slot_string,      ///< the same with = or != and a string
    slot_value,       ///< the same with any constant
    slot_in_strings,  ///< bank, a: index; b: first constant, n of them, all strings
    slot_in_values,   ///< the same with any constants
    conjunction,      ///< a: first operand in `operands`, n of them; also of those below
    disjunction,
    negation,
    negate,
    compare,     ///< two operands, s
    between,     ///< three operands
    in,          ///< the subject, then tests
    test,        ///< of `in`: one operand, s
    range,       ///< of `in`: two operands, open ends in s
    any_of,      ///< of `in`: tests
    arithmetic,  ///< n operands; b: index of the first sign in `signs`
    conditional,
    list_of,
    call,      ///< b: function
    property,  ///< one operand; b: the property
    entry      ///< one operand; b: word
};

struct instruction {
    static constexpr std::uint8_t open_start = node::open_start;
    static constexpr std::uint8_t open_end = node::open_end;

    opcode op = opcode::constant;
    sign s = sign::none;
    std::uint8_t flags = 0;
    std::uint8_t bank = 0;
    std::uint32_t a = 0;
    std::uint32_t b = 0;
    std::uint32_t n = 0;
    span where;
};

struct compiled {
    std::vector<instruction> instructions;
    std::vector<std::uint32_t> operands;
    std::vector<sign> signs;
    std::vector<value> constants;
    std::vector<std::string> words;
    std::uint32_t root = 0;
    type result;
    std::vector<slot> reads;
    truth constant = truth::unknown;
    bool reads_clock = false;
};

struct program::code : compiled {};

struct program_access {
    static program make(std::shared_ptr<const program::code> code) noexcept {
        program p;
        p.limit_ = limit_of(*code);
        p.code_ = std::move(code);
        return p;
    }

    using code = program::code;

private:
    static program::number_limit limit_of(const program::code& code) noexcept;
};

/// Fills `out` from a checked expression.
void generate(const tree& expression, const std::vector<static_type>& types, const scope_data& names,
              const dialect& how, compiled& out, std::vector<finding>& found);

extern const value null_value;

/// The value in an instruction's slot; null where the frame has no such bank.
[[nodiscard]] inline const value& load(const instruction& i, const frame& f) noexcept {
    const auto* bank = f.bank[i.bank];
    return bank != nullptr ? bank[i.a] : null_value;
}

/// Runs one instruction.
[[nodiscard]] value evaluate(const compiled& code, std::uint32_t at, const frame& f,
                             std::vector<evaluation_note>* notes);
[[nodiscard]] truth test(const compiled& code, std::uint32_t at, const frame& f, std::vector<evaluation_note>* notes);

/// The part of `test` that is seldom or slow.
[[nodiscard]] truth test_general(const compiled& code, std::uint32_t at, const frame& f,
                                 std::vector<evaluation_note>* notes);

}  // namespace reglament::feel
