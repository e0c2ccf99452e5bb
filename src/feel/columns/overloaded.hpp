// Overloaded: what is done with each alternative of a variant, side by side. Internal.
#pragma once

namespace reglament::feel {

template <class... Each>
struct overloaded : Each... {
    using Each::operator()...;
};
template <class... Each>
overloaded(Each...) -> overloaded<Each...>;

}  // namespace reglament::feel
