// Script outline: the lines of a script in words, for whoever prints or counts them.
#pragma once

#include "control/words.hpp"

#include <reglament/control/script_play.hpp>

#include <string>
#include <vector>

namespace reglament {

/// One answer to a line.
struct outlined_answer {
    std::string words;           ///< never empty
    std::string fills;           ///< "reason = price, again = yes", or empty
    std::uint16_t to = 0;        ///< a line, or script_end
    std::string leads;           ///< "3. need", or that the talk is over
    bool said_by_client = true;  ///< else it is only told that one goes on
};

struct outlined_line {
    std::string number_and_id, say, hint, fills;
    std::string asks;  ///< the field and its type, or empty
    std::vector<outlined_answer> answers;
};

class script_outline {
public:
    script_outline(const script& of, language lang) : of_{of}, lang_{lang} {}

    [[nodiscard]] std::string say(std::string_view en, std::string_view ru) const {
        return std::string{lang_ == language::ru ? ru : en};
    }
    [[nodiscard]] outlined_line line(std::size_t at) const;
    [[nodiscard]] std::string title(std::size_t line) const;
    [[nodiscard]] std::string plain(const feel::value& v) const;
    [[nodiscard]] std::string field(const attribute& a) const;
    [[nodiscard]] std::string kind_and_version() const;
    [[nodiscard]] language lang() const noexcept { return lang_; }
    [[nodiscard]] const script& of() const noexcept { return of_; }

private:
    [[nodiscard]] std::string fills(const std::vector<script_fill>& all, std::uint16_t but) const;
    [[nodiscard]] std::string leads(std::uint16_t to) const;

    const script& of_;
    language lang_;
};

/// Which of choices_of() a turn is; of a free answer 0; nothing: the question was passed over.
[[nodiscard]] std::optional<std::size_t> answer_of(const script& of, const script_turn& turn);

}  // namespace reglament
