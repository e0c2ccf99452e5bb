// Contact policy: how often, when and by which channel a client may be contacted, over all regulations together.
#pragma once

#include <reglament/regulation/period.hpp>
#include <reglament/text/source.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace reglament {

/// A way to reach a client: phone, e-mail, visit.
struct channel {
    located<std::string> name;
    std::string title;
};

/// What becomes of a contact that may not be made now.
enum class if_refused : std::uint8_t {
    later,    ///< it waits until it may
    dropped,  ///< it is not made; the run goes on with the next step
    merged    ///< it is made together with one that is open; without one it waits
};

struct contact_policy {
    /// No more than `count` contacts within any `within`.
    struct limit {
        std::uint32_t count = 1;
        period within;
        std::uint16_t channel = UINT16_MAX;  ///< into vocabulary::channels; UINT16_MAX: all together
        span where{};
    };
    std::vector<limit> limits;
    /// Minutes since midnight; when the end is before the beginning they are over midnight.
    struct hours {
        std::int32_t from = 0, to = 0;
    };
    std::optional<hours> quiet;
    std::optional<std::uint16_t> zone;  ///< the fact that names the client's time zone; without a value the calendar's
    if_refused otherwise = if_refused::later;
};

}  // namespace reglament
