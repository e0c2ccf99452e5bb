// Row frame: one row of columns as the frame that a program reads. Internal.
#pragma once

#include "feel/columns/column_reader.hpp"

#include <array>
#include <vector>

namespace reglament::feel {

class row_frame {
public:
    /// `reads`: the slots that will be read.
    row_frame(std::span<const column> columns, const std::vector<slot>& reads, const frame& rest);

    [[nodiscard]] const frame& of(std::size_t row);

private:
    std::vector<column_reader> columns_;  // that are read
    std::array<std::vector<value>, frame::banks> values_;
    frame frame_;
};

}  // namespace reglament::feel
