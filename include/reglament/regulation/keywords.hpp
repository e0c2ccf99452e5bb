// Keywords: every word of the language, English and Russian, in one table.
#pragma once

#include <reglament/export.hpp>
#include <reglament/text/issue.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace reglament {

/// Where a keyword may stand: `document` to `expectation`, and `statement` to `script_reply`, as a key, the others as
/// words inside a value.
enum class context_of : std::uint8_t {
    document,
    regulation,
    input,
    output,
    step,
    task,
    no_answer,
    late,
    retry,
    switch_case,
    handler,
    vocabulary,
    event,
    action,
    fact,
    segment,
    role,
    calendar,
    channel,
    contact_policy,
    contact_limit,
    subject,
    scenario,
    scenario_step,
    pilot,
    migration,
    people,
    person,
    absence,
    observation,
    control,
    expectation,
    type,
    again,
    since,
    join,
    others,
    weekday,
    refused,
    expected_word,
    refusal_reason,
    running,
    existing,
    removed,
    deadlines,
    best_word,
    share_word,
    cut_word,
    tie_word,
    class_word,
    late_word,
    origin_word,
    role_by,
    statement,
    statement_line,
    script,
    question,
    script_line,
    script_reply,
    script_word
};

/// One word of the language. `ru` holds the Russian spellings, the preferred one first.
struct keyword {
    std::string_view en;
    std::span<const std::string_view> ru;
    context_of where;
    std::string_view meaning_en;
    std::string_view meaning_ru;
};

/// All keywords, grouped by where they stand.
[[nodiscard]] REGLAMENT_API std::span<const keyword> keywords() noexcept;

/// The keyword that a key of a file means in a context, or null. Letter case counts.
[[nodiscard]] REGLAMENT_API const keyword* find_keyword(std::string_view key, context_of where);

/// In which language most keywords at the beginnings of lines are; nothing: as many in either, or there are none.
[[nodiscard]] REGLAMENT_API std::optional<language> language_of_keywords(std::string_view text);

}  // namespace reglament
