#include "feel/columns/column_condition.hpp"

#include "feel/code.hpp"

#include <algorithm>
#include <array>

namespace reglament::feel {
namespace {

constexpr branch_target holds_so = branch_out | 1;

}  // namespace

column_reader& used_columns::of(slot where) {
    const auto used = std::ranges::find(readers_, where, [](const column_reader& r) { return r.from().where; });
    if (used != readers_.end()) return *used;
    const auto given = std::ranges::find(given_, where, &column::where);
    if (given != given_.end()) return readers_.emplace_back(*given);
    const value* const bank = rest_.bank[where.bank];
    same_.push_back({where, bank != nullptr ? bank[where.index] : value{}});
    return readers_.emplace_back(same_.back());
}

column_condition::column_condition(const branch_code& code, branch_target first, used_columns& columns,
                                   const std::function<slot(const branch_test&)>& where)
    : first_{first} {
    if (first >= branch_out) return;
    steps_.resize(first + 1U);
    std::vector<bool> reached(first + 1U);
    reached[first] = true;
    for (std::size_t at = first + 1U; at-- > 0;) {
        if (!reached[at]) continue;
        const branch_test& t = code.tests()[at];
        steps_[at].emplace(step{column_test{code, t, columns.of(where(t))}, t.yes, t.no});
        for (const auto next : {t.yes, t.no})
            if (next < branch_out) reached[next] = true;
    }
    for (std::size_t at = 0; at < steps_.size(); ++at) join(at);
    const step& begin = *steps_[first];
    if (begin.yes >= branch_out && begin.no >= branch_out && begin.yes != begin.no && begin.yes != branch_slow &&
        begin.no != branch_slow) {
        single_ = begin.test;
        if (begin.no == holds_so) single_->invert();
    }
}

// Two ends of a range are one test, where both fail to the same place.
void column_condition::join(std::size_t at) {
    if (!steps_[at] || steps_[at]->yes >= branch_out) return;
    const step& next = *steps_[steps_[at]->yes];
    if (next.no == steps_[at]->no && steps_[at]->test.join(next.test)) steps_[at]->yes = next.yes;
}

mask* column_condition::rows_of(branch_target t) noexcept {
    if (t < branch_out) return steps_[t]->here.data();
    return t == branch_slow ? slow_.data() : t == holds_so ? yes_.data() : no_.data();
}

void column_condition::run(const rows_block& b) {
    if (single_) return single_->run(b);
    for (auto* const out : {&yes_, &no_, &slow_}) std::fill_n(out->begin(), b.count, mask{0});
    for (auto& s : steps_)
        if (s) std::fill_n(s->here.begin(), b.count, mask{0});
    std::fill_n(rows_of(first_), b.count, mask{255});
    for (std::size_t at = steps_.size(); at-- > 0;) {
        if (!steps_[at] || !b.with->any(steps_[at]->here.data(), b.count)) continue;
        step& s = *steps_[at];
        s.test.run(b);
        if (const mask* const unsure = s.test.unsure())
            b.with->branch(s.here.data(), unsure, b.count, slow_.data(), no_.data());
        b.with->branch(s.here.data(), s.test.passes(), b.count, rows_of(s.yes), rows_of(s.no));
    }
}

}  // namespace reglament::feel
