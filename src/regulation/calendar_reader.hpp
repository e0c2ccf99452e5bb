// Reads the section `calendar`.
#pragma once

#include "regulation/section_reader.hpp"

namespace reglament {

class calendar_reader : public section_reader {
public:
    using section_reader::section_reader;

protected:
    [[nodiscard]] calendar read_calendar(const entry& e);

private:
    void read_calendar_key(const entry& e, calendar& into);
    void read_zone(const entry& e, calendar& into);
    void read_week(const entry& e, calendar& into);
    void read_hours(const entry& e, calendar& into);
    [[nodiscard]] std::vector<feel::date> read_dates(const entry& e);
};

}  // namespace reglament
