// Publishing, as far as it is not the engine's own: records and effects of one rulebook in terms of the next.
#pragma once

#include <reglament/engine/publish.hpp>
#include <reglament/machine/effect.hpp>

#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace reglament {

/// A client as it is, and as it will be.
struct published_client {
    std::string_view key;
    const record* before = nullptr;
    std::span<const effect> history;
    record after{};
    effects done{};
};

/// Brings all clients to the rules that follow `before`, into their `after`; nothing else is touched. False, with
/// issues in the report, when it cannot be done. `told`: effects that are not in a history.
bool prepare(const std::shared_ptr<const rulebook>& before, const rulebook& next, std::span<published_client> clients,
             std::span<const effect> told, instant now, std::vector<step_note>& notes, std::vector<unknown_year>& years,
             publish_report& report);

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
