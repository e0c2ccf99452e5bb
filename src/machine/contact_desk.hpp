// Contact desk: when a client may be contacted, by the policy and the contacts so far. Pure.
#pragma once

#include <reglament/machine/effect.hpp>
#include <reglament/machine/rulebook.hpp>

#include <span>
#include <vector>

namespace reglament {

class contact_desk {
public:
    /// `facts` are the client's, for the zone.
    contact_desk(const rulebook& rules, const feel::value* facts) noexcept;

    /// When a contact may be made, and why not now. `never`: only when another one is done or cancelled.
    struct answer {
        instant at{};
        refusal why = refusal::none;
    };
    [[nodiscard]] answer ask(std::span<const contact> so_far, std::uint16_t channel, instant now) const;

    /// Forgets contacts that no limit looks back at.
    void forget(std::vector<contact>& all, instant now) const;

private:
    [[nodiscard]] instant after_quiet(instant t) const;
    [[nodiscard]] instant free_by(const contact_policy::limit& l, std::span<const contact> so_far,
                                  std::uint16_t channel, instant t) const;

    const contact_policy& policy_;
    const calendar& calendar_;
    feel::zone zone_;
};

}  // namespace reglament
