// Decision: what callers hold.
#include "feel/decision/decision_code.hpp"

namespace reglament::feel {

decision::decision() noexcept = default;
decision::~decision() = default;
decision::decision(const decision&) noexcept = default;
decision::decision(decision&&) noexcept = default;
decision& decision::operator=(const decision&) noexcept = default;
decision& decision::operator=(decision&&) noexcept = default;

hit_policy decision::policy() const noexcept {
    return code_ == nullptr ? hit_policy::unique : code_->policy;
}

const type& decision::result_type() const noexcept {
    static const type none;
    return code_ == nullptr ? none : code_->result;
}

const std::vector<slot>& decision::reads() const noexcept {
    static const std::vector<slot> none;
    return code_ == nullptr ? none : code_->reads;
}

bool decision::reads_clock() const noexcept {
    return code_ != nullptr && code_->reads_clock;
}

}  // namespace reglament::feel
