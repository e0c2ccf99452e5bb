// Script report: a script as a document to print, and how the talks along it went.
#pragma once

#include <reglament/control/script_play.hpp>
#include <reglament/control/section.hpp>
#include <reglament/engine/engine.hpp>
#include <reglament/export.hpp>
#include <reglament/regulation/script.hpp>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace reglament {

/// The tree written out: each line with what is said, what may be answered, what that fills in and where it leads.
[[nodiscard]] REGLAMENT_API std::string script_in_text(const script& of, language lang = language::en);
[[nodiscard]] REGLAMENT_API std::string script_in_markdown(const script& of, language lang = language::en);
/// One self-contained page.
[[nodiscard]] REGLAMENT_API std::string script_in_html(const script& of, language lang = language::en);
/// {"name", "title", "version", "kind", "form": [{"field", "type", "optional"}], "lines": [{"id", "say", "hint", "ask",
/// "fill", "answers": [{"words", "fill", "next"}]}]}; `next` null: the talk is over. What is not there is left out.
[[nodiscard]] REGLAMENT_API feel::value to_value(const script& of);

/// How often something came about in the talks that filled forms tell of. A form does not always tell which way a talk
/// went: what was so in each of the ways that it may have gone is `sure`, what was so in some of them `possible` as
/// well.
struct script_count {
    std::uint64_t sure = 0, possible = 0;
};

struct script_use {
    std::uint64_t forms = 0;    ///< that were filled in
    std::uint64_t unlike = 0;   ///< of them: no way through the script leaves such a form
    std::uint64_t unclear = 0;  ///< of them: several do
    std::uint64_t others = 0;   ///< besides them: by another wording of the script; they are not counted
    struct line {
        script_count said;
        std::vector<script_count> answers;  ///< in the order of choices_of(); of a free answer: one
    };
    std::vector<line> lines;  ///< in the order of script::lines

    /// REQUIRES: it was made for that script, or is empty.
    REGLAMENT_API void add(const script& of, const feel::context& form);
};

/// Over the whole history of an engine: of every task that goes by the script, in whatever regulation; one for one, in
/// one pass. REQUIRES: the engine keeps its trace.
[[nodiscard]] REGLAMENT_API std::vector<script_use> count_talks(const engine& e,
                                                                std::span<const std::shared_ptr<const script>> scripts);
[[nodiscard]] REGLAMENT_API script_use count_talks(const engine& e, const std::shared_ptr<const script>& of);

/// Of what the scenarios beside the regulations fill in. A form that no talk leaves is a warning: a drill cannot tell
/// it line by line.
[[nodiscard]] REGLAMENT_API script_use rehearsed_talks(const rulebook& rules, const std::shared_ptr<const script>& of,
                                                       issues& found);
/// "The first call: answers 7 of 9", and which were never given. Empty: no scenario tells of a talk.
[[nodiscard]] REGLAMENT_API std::string rehearsed_in_text(const script& of, const script_use& use,
                                                          language lang = language::en);

/// Which replies were given how often, and where the talks ended.
[[nodiscard]] REGLAMENT_API report_section to_section(const script& of, const script_use& use,
                                                      language lang = language::en);

}  // namespace reglament
