// Hit policies by their names. Internal.
#pragma once

#include <reglament/feel/decision.hpp>

namespace reglament::feel {

struct named_policy {
    std::optional<hit_policy> policy;
    bool misjoined = false;  ///< a policy of one rule with a sum, a minimum …
};

/// Nothing when the name is unknown; UNIQUE when there is none.
[[nodiscard]] named_policy read_hit_policy(std::string_view name);

/// The known name that one was to be, perhaps; or nothing.
[[nodiscard]] std::string near_hit_policy(std::string_view name);

[[nodiscard]] constexpr bool gives_list(hit_policy p) noexcept {
    return p == hit_policy::rule_order || p == hit_policy::output_order || p == hit_policy::collect;
}
[[nodiscard]] constexpr bool aggregates(hit_policy p) noexcept {
    return p >= hit_policy::collect_sum;
}
[[nodiscard]] constexpr bool needs_order(hit_policy p) noexcept {
    return p == hit_policy::priority || p == hit_policy::output_order;
}

}  // namespace reglament::feel
