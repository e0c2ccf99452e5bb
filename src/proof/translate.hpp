// Translate: a compiled condition as terms of the solver, the very code that runs. Internal.
#pragma once

#include "feel/code.hpp"
#include "proof/symbol.hpp"

#include <functional>
#include <set>
#include <string>
#include <vector>

namespace reglament::proof_stage {

/// What a condition reads, where it is looked at.
class readings {
public:
    virtual symbol at(feel::slot where) = 0;
    virtual symbol today() = 0;
    virtual symbol now() = 0;
    /// What tells this moment, and this place, from every other: facts change meanwhile.
    [[nodiscard]] virtual std::string moment() const = 0;

protected:
    readings() = default;
    readings(const readings&) = default;
    readings& operator=(const readings&) = default;
    ~readings() = default;
};

/// A part of a condition that the solver cannot speak of: any value may come of it, the same of the same.
struct untreated {
    span where;  ///< in the condition's text

    friend bool operator<(const untreated& a, const untreated& b) {
        return std::pair{a.where.begin, a.where.end} < std::pair{b.where.begin, b.where.end};
    }
};

class translator {
public:
    translator(symbols& words, readings& from, std::vector<z3::expr>& assumed, std::set<untreated>& left_out)
        : words_{words}, from_{from}, assumed_{assumed}, left_out_{left_out} {}

    /// What a program gives. `question`: what stands for `?` is read as any other slot.
    [[nodiscard]] symbol value(const feel::program& p);
    /// Its truth.
    [[nodiscard]] symbol test(const feel::program& p);

private:
    [[nodiscard]] symbol visit(std::uint32_t at);
    [[nodiscard]] symbol truth(std::uint32_t at);
    [[nodiscard]] const feel::instruction& code(std::uint32_t at) const { return code_->instructions[at]; }
    [[nodiscard]] std::uint32_t operand(const feel::instruction& i, std::uint32_t k) const {
        return code_->operands[i.a + k];
    }
    [[nodiscard]] symbol constant(std::uint32_t which, const feel::instruction& i);
    [[nodiscard]] symbol load(const feel::instruction& i) { return from_.at({i.bank, i.a}); }
    [[nodiscard]] symbol as_truth(const symbol& s, const feel::instruction& i);
    [[nodiscard]] symbol logic(const feel::instruction& i);
    [[nodiscard]] symbol compared(const symbol& a, feel::sign s, const symbol& b, const feel::instruction& i);
    [[nodiscard]] symbol within(const symbol& v, const symbol& low, const symbol& high, std::uint8_t open,
                                const feel::instruction& i);
    [[nodiscard]] symbol in_values(const feel::instruction& i);
    [[nodiscard]] symbol in(const feel::instruction& i);
    [[nodiscard]] symbol passes(const symbol& v, std::uint32_t at);
    [[nodiscard]] symbol passes_value(const symbol& v, const feel::value& wanted, const feel::instruction& i);
    [[nodiscard]] symbol conditional(const feel::instruction& i);
    [[nodiscard]] symbol arithmetic(const feel::instruction& i);
    [[nodiscard]] symbol calculated(const symbol& a, feel::sign s, const symbol& b, const feel::instruction& i);
    [[nodiscard]] symbol negated(const feel::instruction& i);
    [[nodiscard]] symbol property(const feel::instruction& i);
    [[nodiscard]] symbol call(const feel::instruction& i);
    [[nodiscard]] symbol unknown(const feel::instruction& i, feel::type_kind kind, const std::vector<symbol>& of);
    [[nodiscard]] symbol unknown(const feel::instruction& i, feel::type_kind kind);
    [[nodiscard]] symbol constant_of(const feel::value& v, const feel::instruction& i);

    symbols& words_;
    readings& from_;
    std::vector<z3::expr>& assumed_;
    std::set<untreated>& left_out_;
    const feel::compiled* code_ = nullptr;
    std::vector<const feel::compiled*> known_;  // a program by its number here
};

}  // namespace reglament::proof_stage
