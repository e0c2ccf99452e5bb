// Holidays from an iCalendar file (RFC 5545), as calendars on the net are given.
#pragma once

#include "regulation/calendar_draft.hpp"

#include <reglament/text/issue.hpp>

namespace reglament {

/// Adds the whole days of its events as days off, those of a yearly rule every year, and tells which years have any.
/// What cannot be read is an issue at the line where its event begins.
void read_holidays(const std::shared_ptr<const source>& file, calendar_draft& into, issues& found);

}  // namespace reglament
