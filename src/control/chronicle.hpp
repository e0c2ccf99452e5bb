// Chronicle: one client's way, a line an effect.
#pragma once

#include "control/words.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace reglament {

struct chronicle_line {
    std::string when;
    std::string regulation;  // empty when there is only one
    std::string text;
    effect_kind kind{};
};

// Of one run when it is named, else of all.
std::vector<chronicle_line> chronicle(const engine& e, const words& say, std::string_view subject,
                                      std::span<const effect> history, std::size_t at_most, std::uint32_t run = 0);

}  // namespace reglament
