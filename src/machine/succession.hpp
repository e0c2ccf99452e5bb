// Succession: rulebooks with more than one version of a regulation.
#pragma once

#include <reglament/machine/versions.hpp>

#include <memory>
#include <span>
#include <vector>

namespace reglament {

struct version_to_build {
    std::shared_ptr<const regulation> model;
    bool earlier = false;
    bool begins = false;  ///< though it is an earlier one: for those who are not in the pilot
};

/// What a rulebook is made of besides its regulations.
struct rulebook_parts {
    vocabulary words;
    std::vector<scenario> scenarios{};
    std::vector<migration> migrations{};
    std::vector<std::shared_ptr<const source>> sources{};
    std::vector<statement> statements{};
    std::vector<std::shared_ptr<const script>> scripts{};
};

/// Compiles versions over one vocabulary. Null when anything is wrong.
[[nodiscard]] std::shared_ptr<const rulebook> build_rulebook(rulebook_parts parts,
                                                             std::vector<version_to_build> versions, issues& found);

/// Reports what migrations name and the machines have not. REQUIRES: one machine a regulation.
void check_migrations(std::span<const migration> all, std::span<const machine> machines, issues& found);

}  // namespace reglament
