#include "feel/columns/row_frame.hpp"

#include <algorithm>

namespace reglament::feel {

row_frame::row_frame(std::span<const column> columns, const std::vector<slot>& reads, const frame& rest)
    : frame_{rest} {
    for (const slot s : reads) {
        auto& bank = values_[s.bank];
        if (bank.size() <= s.index) bank.resize(s.index + 1U);
        if (rest.bank[s.bank] != nullptr) bank[s.index] = rest.bank[s.bank][s.index];
        const auto given = std::ranges::find(columns, s, &column::where);
        if (given != columns.end()) columns_.emplace_back(*given);
    }
    for (std::size_t b = 0; b < frame::banks; ++b)
        if (!values_[b].empty()) frame_.bank[b] = values_[b].data();
}

const frame& row_frame::of(std::size_t row) {
    for (const auto& c : columns_) values_[c.from().where.bank][c.from().where.index] = c.at(row);
    return frame_;
}

}  // namespace reglament::feel
