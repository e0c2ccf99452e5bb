// Definition: what a regulation says, as a text in which only what it means is left, and as a UUID made from that.
#pragma once

#include "regulation/tree.hpp"

#include <reglament/regulation/regulation.hpp>

#include <string>

namespace reglament {

/// A document without its comments, its blank space, the order of its keys and what only says how it is published.
/// Names that its author gave keep their order: ways out are tried in it, branches begun.
[[nodiscard]] std::string canonical_text(const yaml::tree& tree);

/// The UUID of a regulation whose canonical text is `text`: made from that, the tables in other files, the scripts and
/// questionnaires it takes, and the types of
/// the events, facts and actions of the vocabulary that the text names.
[[nodiscard]] std::string definition_of(const regulation& r, std::string text, const vocabulary& words);

}  // namespace reglament
