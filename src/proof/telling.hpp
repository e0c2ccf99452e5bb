// Telling: clients in words. Internal.
#pragma once

#include <reglament/machine/rulebook.hpp>

#include <string>

namespace reglament::proof_stage {

class telling {
public:
    telling(const rulebook& rules, const machine& m) : rules_{rules}, m_{m} {}

    /// What conditions call a value: "class", "survey.reason", "event.amount".
    [[nodiscard]] std::string name_of(feel::slot s, event_index event) const;

    /// "class B, days without an order 90, phone allowed: yes; debt is not known"
    [[nodiscard]] static std::string client(const feel::context& of, language lang);

private:
    const rulebook& rules_;
    const machine& m_;
};

}  // namespace reglament::proof_stage
