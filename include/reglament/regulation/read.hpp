// Read: YAML files to vocabulary and regulations. Everything wrong in all files is reported at once.
#pragma once

#include <reglament/export.hpp>
#include <reglament/regulation/migration.hpp>
#include <reglament/regulation/regulation.hpp>
#include <reglament/regulation/scenario.hpp>
#include <reglament/regulation/statement.hpp>
#include <reglament/regulation/vocabulary.hpp>
#include <reglament/text/issue.hpp>

#include <filesystem>
#include <memory>
#include <span>
#include <vector>

namespace reglament {

/// Bounds of a file from outside.
struct read_limits {
    std::size_t file_size = 8u << 20;  ///< bytes
    std::size_t line_length = 10'000;  ///< bytes
    std::size_t depth = 64;            ///< nesting of mappings and lists
    std::size_t nodes = 500'000;
};

/// What the files of a rulebook say. `found` tells what is wrong with them; a regulation with errors is
/// here nevertheless (regulation::state), so that what it refers to can be checked as well, but never runs.
struct documents {
    reglament::vocabulary vocabulary;
    std::vector<regulation> regulations;
    std::vector<scenario> scenarios;
    std::vector<migration> migrations;
    std::vector<std::shared_ptr<const source>> sources;
    std::vector<statement> statements;
    std::vector<std::shared_ptr<const script>> scripts;  ///< and questionnaires (regulation/script.hpp)
};

/// The files that belong to what was named: a file with the vocabulary beside it (`vocabulary.yaml` or `словарь.yaml`
/// in its folder or the one above) and the people beside that (`people.yaml` or `люди.yaml`), or all YAML files of a
/// folder, in order of their names. A file of scenarios alone brings the regulations of its folder along, a
/// regulation the scripts of its folder that it takes. A path that does not exist or cannot be read is an issue.
[[nodiscard]] REGLAMENT_API std::vector<std::shared_ptr<const source>> find_sources(
    std::span<const std::filesystem::path> paths, issues& found, const read_limits& limits = {});

/// Reads the files. A file holds one or more documents (`---`), each a regulation, a vocabulary, a
/// scenario, a statement, a script, a questionnaire or a migration by its first key.
[[nodiscard]] REGLAMENT_API documents read(std::span<const std::shared_ptr<const source>> files, issues& found,
                                           const read_limits& limits = {});

}  // namespace reglament
