// Coverage: what of a regulation was gone through, for its drawing and in words.
#pragma once

#include "machine/picture.hpp"

#include <reglament/control/rehearsal.hpp>
#include <reglament/machine/draw.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace reglament {

/// By state: how often runs came there.
std::vector<std::uint64_t> visits(const machine& m, const traffic& counts);

/// A decision's table as it is written.
struct written_table {
    state_index decision = 0;
    const feel::decision_table* table = nullptr;
};
std::vector<written_table> tables_of(const machine& m);

/// What was never gone through: ways, "survey, no answer → lost", and rows, "visit, row 3 (A | > 2)".
std::vector<std::string> missed(const machine& m, const regulation_coverage& c, language lang);

/// The regulation's diagram: ● and how often a step was gone through, boxes never come to of the class `missed`, arrows
/// never taken `idle`. Empty without Graphviz.
std::string coverage_svg(const machine& m, const traffic& counts, language lang, const vocabulary& words);

/// An issue of a rehearsal in two halves. Of one that says nothing of an expectation the first is empty.
struct difference {
    std::string expected, came;
};
difference difference_of(const issue& i, language lang);

}  // namespace reglament
