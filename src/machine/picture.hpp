// Picture: a machine as boxes and arrows with words for people, before any form of drawing.
#pragma once

#include <reglament/machine/draw.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace reglament {

enum class shape : std::uint8_t {
    start,
    any_time,
    task,
    call,
    run,
    retry,
    listen,
    wait,
    offer,
    choice,
    decide,
    emit,
    set,
    group,
    fork,
    join,
    end
};
inline constexpr std::size_t shape_count = static_cast<std::size_t>(shape::end) + 1;  // tables by shape have one each

struct box {
    std::string id;    // unique in the picture, letters, digits and `_` only
    std::string name;  // the step's id or the output's name, as the author wrote it
    shape form = shape::task;
    std::string title;                  // may be empty
    std::string detail;                 // who and by when; may be empty
    std::optional<std::uint64_t> here;  // runs that rest there now, when counted and not zero
};

struct arrow {
    std::size_t from = 0, to = 0;  // into boxes
    std::string label;             // may be empty
    std::optional<std::uint64_t> count;
    std::string time;     // how long it takes to come that way; may be empty
    std::string warning;  // what went wrong there; may be empty
};

struct picture {
    std::vector<box> boxes;
    std::vector<arrow> arrows;
    [[nodiscard]] std::uint64_t most() const noexcept;  // the largest count, 1 at least
};

/// With `words`, events, roles and actions are called by their titles, where they have any.
picture picture_of(const machine& m, const traffic& counts, language lang, const vocabulary* words = nullptr);

/// SVG through the program `dot`; empty when it is not there or fails, or of a picture that nobody could read.
std::string to_svg(const picture& p);

/// What starts a run, in words: "order.paid has not come for 90 days".
std::string start_words(const machine& m, language lang, const vocabulary* words = nullptr);

/// A period as it follows «ждать» and «через»: "1 неделю" for "1 неделя"; in English as it is.
std::string accusative(std::string period, language lang);

/// The time of a state in the words it was written in: "2 weeks". REQUIRES: it has a timer.
std::string timer_words(const machine& m, const state& s, language lang);

/// How long a silence or a condition must last, as written; empty: it is not said.
std::string lasting_words(const machine& m, language lang);

/// A number as people write it, thousands divided by a narrow blank.
std::string grouped(std::uint64_t n);

/// A text as HTML, and Graphviz's labels in its manner, take it; control characters become blanks.
std::string markup(std::string_view text);

/// Lines of about `width` characters at most, broken between words.
std::vector<std::string> wrapped(std::string_view text, std::size_t width);

}  // namespace reglament
