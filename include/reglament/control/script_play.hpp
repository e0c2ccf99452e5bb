// Script play: a script or a questionnaire gone through line by line, and the talk that a filled form tells of.
#pragma once

#include <reglament/export.hpp>
#include <reglament/feel/temporal.hpp>
#include <reglament/feel/value.hpp>
#include <reglament/regulation/script.hpp>
#include <reglament/text/issue.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace reglament {

/// One line that was said, and what was answered.
struct script_turn {
    static constexpr std::uint16_t other = UINT16_MAX;
    std::uint16_t line = 0;       ///< into script::lines
    std::uint16_t reply = other;  ///< into its replies; `other`: none of them
    feel::value answer{};         ///< what went into the line's field; null: nothing

    friend bool operator==(const script_turn&, const script_turn&) = default;
};

/// What can be answered to a line.
struct script_choice {
    std::string words;  ///< the reply, or a value of the field that is asked for; empty: anything else, or just go on
    script_turn turn;
};

/// The choices of a line, in order: its replies, or the values of its field; last, where there is a way for them, all
/// other answers. Empty: a free text, a number, a date … is asked for (script_line::field).
[[nodiscard]] REGLAMENT_API std::vector<script_choice> choices_of(const script& of, std::size_t line,
                                                                  language lang = language::en);

/// Where a talk goes on after a turn: a line, or script_end.
[[nodiscard]] REGLAMENT_API std::uint16_t next_of(const script& of, const script_turn& turn) noexcept;

/// What the lines that were said and their answers fill in, in the order of the fields.
[[nodiscard]] REGLAMENT_API feel::context form_of(const script& of, std::span<const script_turn> talk);

/// A talk that goes on. Bounded: one that goes round in circles is over after as many turns as `most`.
class REGLAMENT_API script_play {
public:
    static constexpr std::size_t most = 10'000;

    /// `zone`: of times that are typed without one. REQUIRES: of->sound.
    explicit script_play(std::shared_ptr<const script> of, feel::zone zone = feel::zone::utc());

    [[nodiscard]] const script& of() const noexcept { return *of_; }
    [[nodiscard]] bool over() const noexcept { return line_ == script_end || talk_.size() >= most; }
    /// What is to be said now. REQUIRES: !over().
    [[nodiscard]] const script_line& line() const noexcept { return of_->lines[line_]; }
    [[nodiscard]] std::size_t line_number() const noexcept { return line_; }
    [[nodiscard]] std::vector<script_choice> choices(language lang = language::en) const;
    /// The field that is asked for, choices or none; null: none is.
    [[nodiscard]] const attribute* asked() const noexcept;

    /// What somebody has typed: a choice by its number from 1 or its words, or the value of the field; nothing, where
    /// that is optional or nothing is asked. False: it is no answer to this line, and nothing has changed.
    bool answer(std::string_view typed);
    /// REQUIRES: choice < choices().size().
    void choose(std::size_t choice);
    /// A turn as it stands in a talk. False: it is none of this line.
    bool take(const script_turn& turn);
    /// Takes the last answer back. False: there is none.
    bool back();

    /// What is filled in so far, in the order of the fields.
    [[nodiscard]] feel::context form() const { return form_of(*of_, talk_); }
    [[nodiscard]] const std::vector<script_turn>& talk() const noexcept { return talk_; }

private:
    std::shared_ptr<const script> of_;
    feel::zone zone_;
    std::uint16_t line_ = 0;
    std::vector<script_turn> talk_;
};

/// The talks that leave a form filled like this: each reply is given once in a talk at most.
struct script_talks {
    std::vector<std::vector<script_turn>> all;  ///< the shorter ones first; none: the form was not filled by the script
    bool bounded = false;                       ///< there may be more
};

/// `form`: the values of the fields; those of fields that are not the script's do not matter, and an answer in one's
/// own words need not be told.
[[nodiscard]] REGLAMENT_API script_talks talks_of(const script& of, const feel::context& form, std::size_t most = 16);

}  // namespace reglament
