// Solver: whether what is known of a client can be so, asked of Z3 within bounds that hang on no clock. Internal.
#pragma once

#include "proof/symbol.hpp"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

namespace reglament::proof_stage {

using terms = std::vector<z3::expr>;

enum class answer : std::uint8_t { no, yes, unknown };

class solver {
public:
    /// `effort`: steps of Z3 for one question; `questions`: so many in all.
    solver(z3::context& c, std::uint32_t effort, std::uint32_t questions);

    /// Whether all of `known`, which can be so together, can be so with `more`.
    [[nodiscard]] answer can_be(const terms& known, const terms& more);

    /// What could be the case, preferring that as much of `wishes` holds as can be together; each is a group.
    [[nodiscard]] std::optional<z3::model> example(const terms& known, const terms& more,
                                                   const std::vector<terms>& wishes);

    /// What is left of `known` for whoever reads only `live`: one text for what differs in names alone.
    [[nodiscard]] std::string digest(const terms& known, const terms& live);

    [[nodiscard]] bool is_exhausted() const noexcept { return left_ == 0; }

private:
    using names = std::set<unsigned>;
    [[nodiscard]] const names& names_in(const z3::expr& e);
    [[nodiscard]] terms connected(const terms& known, const terms& seeds);
    [[nodiscard]] answer ask();

    class writer;

    z3::solver solver_;
    std::uint32_t left_;
    std::unordered_map<unsigned, names> names_;
    std::map<std::string, answer> asked_;
    terms kept_;  // so that their ids stay theirs
};

}  // namespace reglament::proof_stage
