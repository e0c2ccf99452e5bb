// Code: a compiled expression, one array of instructions that point to their operands by index. Internal.
#pragma once

#include "feel/ast.hpp"
#include "feel/check.hpp"
#include "feel/finding.hpp"
#include "feel/functions.hpp"
#include "feel/scope.hpp"

#include <reglament/feel/expression.hpp>

#include <limits>
#include <memory>
#include <string>
#include <vector>

namespace reglament::feel {

enum class opcode : std::uint8_t {
    constant,         ///< a: constant
    local,            ///< a: index into the activation's values
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
    test,        ///< one operand, s; as a value: the range of what passes
    range,       ///< two operands, open ends in flags
    asked,       ///< of `in`: one operand, a condition that speaks of the subject itself
    arithmetic,  ///< n operands; b: index of the first sign in `signs`
    conditional,
    list_of,
    context_of,   ///< b: index of the first of n entries in `entries`
    call,         ///< b: function; bank: how many overloads may be meant
    invocation,   ///< callee, then arguments; b: index of the first of their names in `words`, plus one; 0: no names
    closure,      ///< the captured values; b: body
    property,     ///< one operand; b: the property
    entry,        ///< one operand; b: word
    item_entry,   ///< the item, then perhaps what the name means elsewhere; b: word
    filter,       ///< list, condition; b: local of the item
    for_each,     ///< sources and bounds of the iterations, then the body; b: loop
    some,         ///< the same
    every,        ///< the same
    instance_of,  ///< one operand; b: type
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
    span subject = {};  ///< of a slot that meets constants: where its name stands
};

inline constexpr std::uint32_t no_local = std::numeric_limits<std::uint32_t>::max();

/// An entry of a context written in the code.
struct entry_code {
    std::string name;
    std::uint32_t local = no_local;  ///< where later entries find it
};

/// What a loop goes through.
struct loop_code {
    struct iteration {
        std::uint32_t local = 0;
        bool bounds = false;  ///< two operands, else one
    };
    std::vector<iteration> iterations;
    std::uint32_t partial = no_local;  ///< where the results so far are wanted
};

/// A function written in the code.
struct body_code {
    struct parameter {
        std::string name;
        feel::type type;
    };
    std::uint32_t root = 0;
    std::uint32_t locals = 0;  ///< values of an activation: parameters first
    std::uint32_t depth = 0;   ///< how deep its expressions are nested
    std::vector<parameter> parameters;
    std::vector<std::uint32_t> captured;  ///< where the captured values go
};

class branch_code;

struct compiled : std::enable_shared_from_this<compiled> {
    std::vector<instruction> instructions;
    std::vector<std::uint32_t> operands;
    std::vector<sign> signs;
    std::vector<value> constants;
    std::vector<std::string> words;
    std::vector<type> types;
    std::vector<entry_code> entries;
    std::vector<loop_code> loops;
    std::vector<body_code> bodies;
    std::uint32_t root = 0;
    std::uint32_t locals = 0;
    type result;
    std::vector<slot> reads;
    truth constant = truth::unknown;
    bool reads_clock = false;
};

struct program::code : compiled {
    std::shared_ptr<const branch_code> branches;  ///< the condition as such, if it is one
    std::uint16_t first_branch = 0;
};

struct program_access {
    static program make(std::shared_ptr<const program::code> code) noexcept {
        program p;
        p.limit_ = limit_of(*code);
        p.code_ = std::move(code);
        return p;
    }

    using code = program::code;

    /// Null when it is empty.
    static const program::code* of(const program& p) noexcept { return p.code_.get(); }

private:
    static number_limit limit_of(const program::code& code) noexcept;
};

/// Fills `out` from a checked expression.
void generate(const tree& expression, const std::vector<static_type>& types, const scope_data& names, compiled& out,
              std::vector<finding>& found);

extern const value null_value;

/// One run of a program: what it reads, what it may cost, what it has to say.
class evaluation final : public surroundings {
public:
    evaluation(const frame& f, std::vector<evaluation_note>* found) noexcept
        : from{f}, notes{found}, steps_{f.max_steps} {
        now = f.now;
        zone = f.zone;
    }

    value call(const value& function, argument_list given) override;
    bool spend(std::size_t steps) override {
        if (steps > steps_) return exhausted();
        steps_ -= steps;
        return true;
    }

    /// A value just made, paid for by its size; null when it is too large or too deep.
    [[nodiscard]] value paid(value made) {
        const auto weight = made.weight();
        if (weight < parts_a_step) return made;
        if (made.depth() > max_nesting) return exhausted(), value{};
        return spend(weight / parts_a_step) ? made : value{};
    }

    /// Pays for looking through a value, or two of them side by side.
    [[nodiscard]] bool look_through(std::size_t weight) {
        return weight < parts_a_step || spend(weight / parts_a_step);
    }

    /// Whether there is room for one more note.
    [[nodiscard]] bool may_note() noexcept {
        return notes != nullptr && !exhausted_ && notes_left_ != 0 && notes_left_--;
    }

    /// One activation deeper; false when that is too deep.
    bool enter(std::size_t depth) noexcept {
        depth_ += depth;
        return depth_ <= max_depth || exhausted();
    }
    void leave(std::size_t depth) noexcept { depth_ -= depth; }

    [[nodiscard]] bool is_exhausted() const noexcept { return exhausted_; }

    const frame& from;
    std::vector<evaluation_note>* notes;

private:
    static constexpr std::size_t max_depth = 2'000;
    static constexpr std::size_t max_nesting = 1'000;  // of values
    static constexpr std::size_t parts_a_step = 64;    // of a value
    bool exhausted() noexcept {
        exhausted_ = true;
        steps_ = 0;
        return false;
    }

    std::size_t steps_;
    std::size_t depth_ = 0;
    std::uint32_t notes_left_ = 100;  // nobody reads more
    bool exhausted_ = false;
};

/// A piece of code with the values it works on.
struct activation {
    const compiled& code;
    const frame& from;
    evaluation& run;
    value* locals;
};

/// The value in an instruction's slot; null where the frame has no such bank.
[[nodiscard]] inline const value& load(const instruction& i, const frame& f) noexcept {
    const auto* bank = f.bank[i.bank];
    return bank != nullptr ? bank[i.a] : null_value;
}

/// Runs one instruction.
[[nodiscard]] value evaluate(const activation& in, std::uint32_t at);
[[nodiscard]] truth test(const activation& in, std::uint32_t at);

/// Notes that an operand of `and`, `or`, `not` or `if` is a value that is neither true nor false, if it is one.
void tell_untrue(const activation& in, const instruction& whole, std::string_view word, std::uint32_t operand);

/// The part of `test` that is seldom or slow.
[[nodiscard]] truth test_general(const activation& in, std::uint32_t at);

/// Runs a whole program.
[[nodiscard]] value run(const compiled& code, const frame& f, std::vector<evaluation_note>* notes);
[[nodiscard]] truth run_test(const compiled& code, const frame& f, std::vector<evaluation_note>* notes);

}  // namespace reglament::feel
