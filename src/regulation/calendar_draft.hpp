// Calendar draft: what a section says of a calendar, and what comes of it over the one it begins from.
#pragma once

#include "regulation/days_text.hpp"
#include "regulation/production_calendars.hpp"

#include <reglament/regulation/calendar.hpp>
#include <reglament/text/source.hpp>

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace reglament {

// Each calendar holds its days, and one may begin from another: bounds, so that a wild file is no wild amount of work.
inline constexpr std::size_t most_calendars = 100, most_single_days = 10'000, most_yearly_days = 2'000;

struct day_mark {
    enum class kind : std::uint8_t { off, worked, shorter, hours };
    kind what = kind::off;
    day_range days;
    working_hours hours{};  ///< of `hours`
};

struct calendar_draft {
    std::shared_ptr<const source> file;
    located<std::string> name;  ///< empty: the default calendar
    located<std::string> like;  ///< empty: from nothing
    std::optional<feel::zone> zone;
    std::optional<std::uint8_t> weekdays;
    std::array<std::optional<working_hours>, 7> hours;  ///< breaks not taken out
    std::optional<working_hours> breaks;
    span breaks_where{}, where{};
    std::vector<const production_calendar*> countries;
    std::vector<day_mark> marks;
    std::set<int> years;  ///< that a file tells the holidays of
};

/// A calendar while it is put together: hours and breaks still apart, because who begins from it may change either.
struct calendar_plan {
    calendar_rules rules;
    std::array<working_hours, 7> hours = calendar_rules{}.week;
    working_hours breaks;

    void apply(const calendar_draft& said);
    /// Breaks taken out.
    [[nodiscard]] calendar_rules finished() const;
};

/// So many days of every year, and so many single ones, are marked.
[[nodiscard]] std::pair<std::size_t, std::size_t> count_days(const std::vector<day_mark>& marks);

/// What is left of hours without the breaks.
[[nodiscard]] working_hours without(const working_hours& hours, const working_hours& breaks);

/// Whether anything is worked in some year.
[[nodiscard]] bool is_ever_worked(const calendar_rules& rules);

}  // namespace reglament
