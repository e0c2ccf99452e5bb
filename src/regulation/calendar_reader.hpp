// Reads the sections `calendar` and `calendars`.
#pragma once

#include "regulation/calendar_draft.hpp"
#include "regulation/section_reader.hpp"

namespace reglament {

class calendar_reader : public section_reader {
public:
    using section_reader::section_reader;

protected:
    [[nodiscard]] calendar_draft read_calendar(const entry& e);
    /// The bits of a day or of a range of days, from Monday; none: reported.
    [[nodiscard]] std::uint8_t read_weekdays(std::string_view text, span where);
    [[nodiscard]] std::optional<day_range> read_range(const located<std::string>& written);

private:
    void read_calendar_key(const entry& e, calendar_draft& into);
    void read_zone(const entry& e, calendar_draft& into);
    void read_week(const entry& e, calendar_draft& into);
    [[nodiscard]] std::optional<working_hours> read_spans(std::string_view text, span where, std::string_view code);
    [[nodiscard]] std::optional<working_hours> read_spans(const entry& e, const node& value, std::string_view code);
    void read_hours(const entry& e, calendar_draft& into);
    void read_holidays(const entry& e, calendar_draft& into);
    void read_holiday_file(const located<std::string>& name, calendar_draft& into);
    void read_days(const entry& e, day_mark::kind what, calendar_draft& into);
    void read_short_days(const entry& e, calendar_draft& into);
};

}  // namespace reglament
