#include "regulation/holiday_file.hpp"

#include <algorithm>
#include <libical/ical.h>
#include <memory>
#include <set>
#include <string>

namespace reglament {

namespace {

using namespace std::chrono;

constexpr std::size_t most_events = 5'000, most_days = most_single_days;
constexpr int last_year = 2100;  // a rule that is no plain "every year" is written out until then

struct free_component {
    void operator()(icalcomponent* c) const noexcept { icalcomponent_free(c); }
};
struct free_iterator {
    void operator()(icalrecur_iterator* it) const noexcept { icalrecur_iterator_free(it); }
};

std::optional<local_days> day_of(const icaltimetype& t) {
    const year_month_day date{year{t.year}, month{static_cast<unsigned>(t.month)}, day{static_cast<unsigned>(t.day)}};
    const bool known = icaltime_is_null_time(t) == 0 && date.ok() && t.year >= 1 && t.year <= 9999;
    return known ? std::optional{local_days{date}} : std::nullopt;
}

bool is_midnight(const icaltimetype& t) {
    return t.is_date != 0 || (t.hour == 0 && t.minute == 0 && t.second == 0);
}

class holiday_reader {
public:
    holiday_reader(std::shared_ptr<const source> file, calendar_draft& into, issues& found)
        : file_{std::move(file)}, into_{into}, found_{found} {}

    void read() {
        find_events();
        if (lines_.size() > most_events) return report("holidays-too-many", lines_[most_events]);
        const std::unique_ptr<icalcomponent, free_component> all{
            icalparser_parse_string(std::string{file_->text()}.c_str())};
        if (all == nullptr || file_->text().find("BEGIN:VCALENDAR") == std::string_view::npos) {
            return report("holidays-not-calendar", 1);
        }
        icalcomponent* const root = all.get();
        if (icalcomponent_isa(root) == ICAL_VCALENDAR_COMPONENT) {
            read_calendar(root);
        } else {
            for (icalcomponent* c = icalcomponent_get_first_component(root, ICAL_VCALENDAR_COMPONENT); c != nullptr;
                 c = icalcomponent_get_next_component(root, ICAL_VCALENDAR_COMPONENT))
                read_calendar(c);
        }
        if (at_ == 0 && found_before_ == found_.size()) report("holidays-none", 1);
    }

private:
    // The line of each event: libical does not tell it.
    void find_events() {
        for (std::size_t n = 1; n <= file_->line_count(); ++n) {
            if (file_->line(n).starts_with("BEGIN:VEVENT")) lines_.push_back(n);
        }
    }

    void report(std::string_view code, std::size_t line, std::vector<std::string> arguments = {}) {
        const auto begin = static_cast<std::uint32_t>(file_->line_start(line));
        const auto length = static_cast<std::uint32_t>(std::max<std::size_t>(file_->line(line).size(), 1));
        found_.add(code, place{file_, {begin, begin + length}}, std::move(arguments));
    }

    [[nodiscard]] std::size_t line() const { return at_ - 1 < lines_.size() ? lines_[at_ - 1] : 1; }

    void read_calendar(icalcomponent* calendar) {
        for (icalcomponent* e = icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT); e != nullptr;
             e = icalcomponent_get_next_component(calendar, ICAL_VEVENT_COMPONENT)) {
            ++at_;
            read_event(e);
            if (days_ > most_days) return report("holidays-too-many", line());
        }
    }

    void read_event(icalcomponent* e) {
        if (icalcomponent_get_status(e) == ICAL_STATUS_CANCELLED) return;
        if (icalproperty* wrong = icalcomponent_get_first_property(e, ICAL_XLICERROR_PROPERTY)) {
            const char* const why = icalproperty_get_xlicerror(wrong);
            return report("holidays-bad-line", line(), {why == nullptr ? "?" : why});
        }
        icalproperty* const start = icalcomponent_get_first_property(e, ICAL_DTSTART_PROPERTY);
        const icaltimetype begins = start == nullptr ? icaltime_null_time() : icalproperty_get_dtstart(start);
        const auto first = day_of(begins);
        if (!first) return report("holidays-no-date", line());
        icaltimetype ends = icalcomponent_get_dtend(e);
        const bool timed = !is_midnight(begins) || (icaltime_is_null_time(ends) == 0 && !is_midnight(ends));
        if (timed) return report("holidays-part-of-day", line());
        const auto end = icaltime_is_null_time(ends) != 0 ? std::nullopt : day_of(ends);
        const local_days last = end && *end > *first ? *end - days{1} : *first;
        if (last - *first > days{366}) return report("holidays-too-long", line());
        const auto skipped = except(e);
        icalproperty* const rule = icalcomponent_get_first_property(e, ICAL_RRULE_PROPERTY);
        if (icalcomponent_get_first_property(e, ICAL_RDATE_PROPERTY) != nullptr)
            report("holidays-rule", line(), {"RDATE"});
        if (rule == nullptr) return add(*first, last, skipped);
        repeat(icalproperty_get_rrule(rule), *first, last - *first, skipped, rule);
    }

    static std::set<local_days> except(icalcomponent* e) {
        std::set<local_days> all;
        for (icalproperty* p = icalcomponent_get_first_property(e, ICAL_EXDATE_PROPERTY); p != nullptr;
             p = icalcomponent_get_next_property(e, ICAL_EXDATE_PROPERTY)) {
            if (const auto day = day_of(icalproperty_get_exdate(p))) all.insert(*day);
        }
        return all;
    }

    void add(local_days first, local_days last, const std::set<local_days>& skipped) {
        if (skipped.contains(first)) return;
        day_mark m{day_mark::kind::off, {}, {}};
        m.days.first = {first};
        m.days.last = {last};
        into_.marks.push_back(std::move(m));
        into_.years.insert(static_cast<int>(year_month_day{first}.year()));
        days_ += static_cast<std::size_t>((last - first).count()) + 1;
    }

    void repeat(icalrecurrencetype rule, local_days first, days length, const std::set<local_days>& skipped,
                icalproperty* written) {
        if (rule.freq != ICAL_YEARLY_RECURRENCE) {
            const char* const text = icalproperty_get_value_as_string(written);
            return report("holidays-rule", line(), {text == nullptr ? "RRULE" : text});
        }
        const std::string text = icalrecurrencetype_as_string(&rule);
        if (text == "FREQ=YEARLY" && skipped.empty()) return add_yearly(first, length);
        const year_month_day date{first};
        icaltimetype start = icaltime_null_time();  // not of a date: libical takes 1 January for the day before
        start.year = static_cast<int>(date.year());
        start.month = static_cast<int>(static_cast<unsigned>(date.month()));
        start.day = static_cast<int>(static_cast<unsigned>(date.day()));
        start.hour = 12;
        icaltimetype until = start;
        until.year = last_year;
        if (rule.until.is_date != 0 && icaltime_is_null_time(rule.until) == 0) {  // the whole of its last day
            rule.until.is_date = 0;
            rule.until.hour = 23;
        }
        if (rule.count == 0 && (icaltime_is_null_time(rule.until) != 0 || icaltime_compare(rule.until, until) > 0))
            rule.until = until;
        const std::unique_ptr<icalrecur_iterator, free_iterator> it{icalrecur_iterator_new(rule, start)};
        if (it == nullptr) return report("holidays-rule", line(), {text});
        for (int i = 0; i < last_year; ++i) {
            const auto day = day_of(icalrecur_iterator_next(it.get()));
            if (!day || year_month_day{*day}.year() > year{last_year}) return;
            add(*day, *day + length, skipped);
        }
    }

    void add_yearly(local_days first, days length) {
        const year_month_day from{first}, to{first + length};
        day_mark m{day_mark::kind::off, {}, {}};
        m.days.yearly = true;
        m.days.yearly_first = from.month() / from.day();
        m.days.yearly_last = to.month() / to.day();
        into_.marks.push_back(std::move(m));
        days_ += static_cast<std::size_t>(length.count()) + 1;
    }

    std::shared_ptr<const source> file_;
    calendar_draft& into_;
    issues& found_;
    const std::size_t found_before_ = found_.size();
    std::vector<std::size_t> lines_;
    std::size_t at_ = 0;  // events so far
    std::size_t days_ = 0;
};

}  // namespace

void read_holidays(const std::shared_ptr<const source>& file, calendar_draft& into, issues& found) {
    holiday_reader{file, into, found}.read();
}

}  // namespace reglament
