// Why a text is no JSON, for those who say it in their own words.
#pragma once

#include <reglament/feel/value.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace reglament::feel {

struct json_fault {
    enum class what : std::uint8_t { too_long, unfinished, too_deep, number, key_twice, behind, syntax };
    what kind = what::syntax;
    std::size_t at = 0;  ///< byte; of what is there twice, the end of its object
    std::string detail;  ///< the key that is there twice, else the reason in English
};

/// As read_json of value.hpp.
[[nodiscard]] std::optional<value> read_json(std::string_view text, json_fault& why, const json_limits& limits);

}  // namespace reglament::feel
