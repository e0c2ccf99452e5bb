#include "feel/branches.hpp"
#include "feel/code.hpp"
#include "feel/operators.hpp"

namespace reglament::feel {

number_limit program_access::limit_of(const program::code& code) noexcept {
    const instruction& i = code.instructions[code.root];
    if (i.op != opcode::slot_number) return {};
    number_limit l;
    l.where = {i.bank, i.a};
    l.limit = code.constants[i.b].as_number();
    l.holds = orders_of(i.s);
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
    if (const auto* quick = code_->branches.get()) {
        const auto out = quick->run(code_->first_branch, frame_slots{f.bank.data()});
        if (out != branch_slow) return to_truth((out & 1U) != 0);
    }
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
