// Script: what to say to a client and what they may answer. A questionnaire is one that asks field after field.
#pragma once

#include <reglament/feel/value.hpp>
#include <reglament/regulation/vocabulary.hpp>
#include <reglament/text/source.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace reglament {

/// Bounds of what is read.
inline constexpr std::size_t most_script_lines = 500;
inline constexpr std::size_t most_script_replies = 50;  ///< of one line
inline constexpr std::size_t most_script_fields = 200;

/// Where a way leads when the conversation is over. A way that leads nowhere has `script_nowhere`: such a script has
/// an issue, and is not sound.
inline constexpr std::uint16_t script_end = UINT16_MAX;
inline constexpr std::uint16_t script_nowhere = UINT16_MAX - 1;

/// A field that is filled in by itself.
struct script_fill {
    std::uint16_t field = 0;  ///< into script::form
    feel::value value;        ///< of the field's type
    span where{};
};

/// What the client may answer.
struct script_reply {
    located<std::string> words;
    std::vector<script_fill> fills;
    located<std::string> next;          ///< as it is written
    std::uint16_t to = script_nowhere;  ///< into script::lines
};

/// Something that is said, and what may follow.
struct script_line {
    located<std::string> id;
    std::string say, hint;              ///< the hint is for whoever speaks
    std::uint16_t field = UINT16_MAX;   ///< in which the answer goes, into script::form; none: UINT16_MAX
    std::vector<script_fill> fills;     ///< as soon as the line is said
    std::vector<script_reply> replies;  ///< with a field: what it leads to when that is answered
    located<std::string> next;          ///< as it is written
    std::uint16_t to = script_nowhere;  ///< when none of the replies applies; nowhere: one of them must

    [[nodiscard]] bool asks() const noexcept { return field != UINT16_MAX; }
};

/// Whether a questionnaire or a script, the fields it fills, and the lines, the first of which begins.
struct script {
    located<std::string> id;
    bool questionnaire = false;
    std::string title, version = "1";
    std::vector<attribute> form;
    std::vector<script_line> lines;  ///< of a questionnaire: one for each field, in order
    std::shared_ptr<const source> file;
    std::string text;   ///< what it says, for the definition of the regulations that take it
    bool sound = true;  ///< it can be played

    [[nodiscard]] REGLAMENT_API const attribute* find(std::string_view field) const noexcept;
    [[nodiscard]] std::string_view name() const noexcept { return title.empty() ? id.value : title; }
};

}  // namespace reglament
