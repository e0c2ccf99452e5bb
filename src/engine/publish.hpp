// Publishing, as far as it is not the engine's own: records and effects of one rulebook in terms of the next.
#pragma once

#include <reglament/engine/publish.hpp>
#include <reglament/machine/effect.hpp>

#include <optional>
#include <string_view>
#include <vector>

namespace reglament {

/// A record in terms of the rules after; nothing, and an issue in the report, when it cannot be done.
[[nodiscard]] std::optional<record> bring_over(const rulebook& before, const rulebook& after, std::string_view key,
                                               const record& was, publish_report& report);

/// Notes which regulations of `rules` wait for runs of earlier versions in this record.
void note_draining(const rulebook& rules, const record& r, std::vector<bool>& draining);

/// What the change does to a record that was brought over: to `told`, and to the report.
void settle(const version_change& change, std::string_view key, const record& was, record& is, instant now,
            step_output& told, publish_report& report);

/// Effects that were told in terms of one rulebook, in terms of the next.
class effect_translator {
public:
    effect_translator(const rulebook& before, const rulebook& after);

    /// False when its version is in the rulebook no more.
    [[nodiscard]] bool knows(const effect& e) const { return machines_[e.regulation].has_value(); }
    /// REQUIRES: knows(e).
    void translate(effect& e, const record& was, const record& is) const;
    [[nodiscard]] std::optional<regulation_index> machine_of(regulation_index old) const { return machines_[old]; }

private:
    void translate_data(effect& e) const;

    const rulebook& before_;
    const rulebook& after_;
    std::vector<std::optional<regulation_index>> machines_;
    std::vector<std::optional<std::uint32_t>> events_;
};

}  // namespace reglament
