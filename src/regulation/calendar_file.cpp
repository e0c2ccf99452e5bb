#include "regulation/calendar_file.hpp"

#include <chrono>
#include <libical/ical.h>
#include <memory>

namespace reglament {

namespace {

using namespace std::chrono;

struct free_component {
    void operator()(icalcomponent* c) const noexcept { icalcomponent_free(c); }
};

icaltimetype time_of(sys_time<microseconds> at, bool whole_day) {
    const auto day = floor<days>(at);
    const year_month_day date{day};
    const hh_mm_ss clock{floor<seconds>(at - day)};
    icaltimetype t = icaltime_null_time();
    t.year = static_cast<int>(date.year());
    t.month = static_cast<int>(static_cast<unsigned>(date.month()));
    t.day = static_cast<int>(static_cast<unsigned>(date.day()));
    t.is_date = whole_day ? 1 : 0;
    if (whole_day) return t;
    t.hour = static_cast<int>(clock.hours().count());
    t.minute = static_cast<int>(clock.minutes().count());
    t.second = static_cast<int>(clock.seconds().count());
    t.zone = icaltimezone_get_utc_timezone();
    return t;
}

icaltimetype day_of(instant at, const feel::zone& zone) {
    return time_of(sys_time<microseconds>{zone.to_local(at).time_since_epoch()}, true);
}

std::string plain_text(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '\n' || (byte >= 0x20 && byte != 0x7F)) out += c;
    }
    return out;
}

void add(icalcomponent* to, icalproperty* p) {
    icalcomponent_add_property(to, p);
}

icalcomponent* event_of(const calendar_entry& e, instant written, const feel::zone& zone) {
    icalcomponent* const out = icalcomponent_new(ICAL_VEVENT_COMPONENT);
    add(out, icalproperty_new_uid(plain_text(e.id).c_str()));
    add(out, icalproperty_new_dtstamp(time_of(written, false)));
    add(out, icalproperty_new_dtstart(e.whole_day ? day_of(e.at, zone) : time_of(e.at, false)));
    add(out, icalproperty_new_summary(plain_text(e.summary).c_str()));
    if (!e.description.empty()) add(out, icalproperty_new_description(plain_text(e.description).c_str()));
    for (const std::string& c : e.categories) add(out, icalproperty_new_categories(plain_text(c).c_str()));
    add(out, icalproperty_new_transp(ICAL_TRANSP_TRANSPARENT));
    return out;
}

}  // namespace

std::string write_calendar(std::string_view title, std::span<const calendar_entry> entries, instant written,
                           const feel::zone& zone) {
    const std::unique_ptr<icalcomponent, free_component> all{icalcomponent_new(ICAL_VCALENDAR_COMPONENT)};
    add(all.get(), icalproperty_new_version("2.0"));
    add(all.get(), icalproperty_new_prodid("-//Reglament//plan//EN"));
    icalproperty* const name = icalproperty_new_x(plain_text(title).c_str());
    icalproperty_set_x_name(name, "X-WR-CALNAME");
    add(all.get(), name);
    for (const calendar_entry& e : entries) icalcomponent_add_component(all.get(), event_of(e, written, zone));
    const std::unique_ptr<char, void (*)(void*)> text{icalcomponent_as_ical_string_r(all.get()),
                                                      icalmemory_free_buffer};
    return text.get();
}

}  // namespace reglament
