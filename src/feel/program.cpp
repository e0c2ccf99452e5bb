#include "feel/code.hpp"

namespace reglament::feel {

program::number_limit program_access::limit_of(const program::code& code) noexcept {
    const instruction& i = code.instructions[code.root];
    if (i.op != opcode::slot_number) return {};
    program::number_limit l;
    l.where = {i.bank, i.a};
    l.limit = code.constants[i.b].as_number();
    switch (i.s) {
        case sign::less:
            l.holds = 1;
            break;
        case sign::equal:
            l.holds = 2;
            break;
        case sign::less_equal:
            l.holds = 3;
            break;
        case sign::greater:
            l.holds = 4;
            break;
        case sign::unequal:
            l.holds = 5;
            break;
        default:
            l.holds = 6;
            break;
    }
    return l;
}

program::program() noexcept = default;
program::~program() = default;
program::program(const program&) noexcept = default;
program::program(program&&) noexcept = default;
program& program::operator=(const program&) noexcept = default;
program& program::operator=(program&&) noexcept = default;

value program::evaluate(const frame& f, std::vector<evaluation_note>* notes) const {
    if (code_ == nullptr) return {};
    const auto before = notes != nullptr ? notes->size() : 0;
    auto result = feel::run(*code_, f, notes);
    if (notes != nullptr && !result.is_null()) notes->resize(before);
    return result;
}

truth program::test_code(const frame& f, std::vector<evaluation_note>* notes) const {
    if (code_ == nullptr) return truth::unknown;
    const auto before = notes != nullptr ? notes->size() : 0;
    const auto result = run_test(*code_, f, notes);
    if (notes != nullptr && result != truth::unknown) notes->resize(before);
    return result;
}

const type& program::result_type() const noexcept {
    static const type none;
    return code_ == nullptr ? none : code_->result;
}

const std::vector<slot>& program::reads() const noexcept {
    static const std::vector<slot> none;
    return code_ == nullptr ? none : code_->reads;
}

truth program::constant() const noexcept {
    return code_ == nullptr ? truth::unknown : code_->constant;
}

bool program::reads_clock() const noexcept {
    return code_ != nullptr && code_->reads_clock;
}

}  // namespace reglament::feel
