#include "regulation/read_people.hpp"

#include "regulation/day_time.hpp"
#include "regulation/nobody.hpp"
#include "regulation/read_vocabulary.hpp"
#include "text/likeness.hpp"

#include <reglament/text/names.hpp>

#include <algorithm>
#include <set>

namespace reglament {

namespace {

constexpr std::int32_t day = 24 * 60;
constexpr std::size_t most_items = 2'000;  // absences, dated shifts, of one person

// "22:00-06:00" ends on the next day.
std::optional<shift_span> shift_of(std::string_view text) {
    const auto range = split_range(text);
    const auto begins = range ? minutes_of_day(range->first) : std::nullopt;
    const auto ends = range ? minutes_of_day(range->second) : std::nullopt;
    if (!begins || !ends || *begins >= day || *begins == *ends) return std::nullopt;
    return shift_span{*begins, *ends > *begins ? *ends : *ends + day};
}

bool overlap(shift_spans all) {
    std::sort(all.begin(), all.end(), [](const shift_span& a, const shift_span& b) { return a.begins < b.begins; });
    for (std::size_t i = 1; i < all.size(); ++i) {
        if (all[i].begins < all[i - 1].ends) return true;
    }
    return false;
}

// Of a week, round its end.
bool overlap(const std::array<shift_spans, 7>& week) {
    shift_spans all;
    for (std::int32_t n = 0; n < 8; ++n) {
        for (const shift_span& s : week[static_cast<std::size_t>(n % 7)])
            all.push_back({s.begins + n * day, s.ends + n * day});
    }
    return overlap(std::move(all));
}

bool is_none(std::string_view text) {
    const std::string word = normal_name(text);
    return word == "no" || word == "нет" || word == "off" || word == "выходной";
}

}  // namespace

class people_reader final : public calendar_reader {
public:
    people_reader(const yaml::tree& tree, std::shared_ptr<const source> file, issues& found, people_builder& builder)
        : calendar_reader{tree, std::move(file), found}, builder_{builder} {}

    void read() {
        static const key_set keys{context_of::people};
        const node& root = *tree_.root();
        const auto seen = each_key(root, keys, [&](const entry& e) {
            if (e.is("persons")) return read_persons(e);
            (void)read_text(e);
        });
        for (const std::string_view needed : {"people", "persons"})
            require(seen, needed, context_of::people, tree_.first(root)->where);
    }

private:
    void read_persons(const entry& e) {
        if (!is_map(e)) return;
        each_name(e.value, [&](const node& key, const node& value) {
            located<std::string> id = name_of(key);
            if (is_nobody(id.value)) report("person-nobody", id.where, {id.value});
            if (id.value.empty() || is_nobody(id.value) || !is_first(id)) return;
            people_builder::pending one;
            one.file = file_;
            one.made.id = std::move(id);
            one.made.where = {file_, one.made.id.where};
            read_person(entry{e.word, key, value}, one);
            builder_.all_.push_back(std::move(one));
        });
    }

    bool is_first(const located<std::string>& id) {
        const auto [at, fresh] = builder_.by_id_.emplace(id.value, static_cast<std::uint16_t>(builder_.all_.size()));
        if (fresh && builder_.all_.size() < people::most) return true;
        if (fresh) {
            if (builder_.all_.size() == people::most)
                report("too-large", id.where, {std::to_string(people::most), "persons", "сотрудников"});
            builder_.by_id_.erase(at);
            return false;
        }
        const place& first = builder_.all_[at->second].made.where;
        report("declared-twice", id.where,
               {id.value,
                std::string{first.source->name()} + ":" + std::to_string(first.source->at(first.where.begin).line)});
        return false;
    }

    void read_person(const entry& e, people_builder::pending& into) {
        static const key_set keys{context_of::person};
        if (e.value.is_null() || !is_map(e)) return;
        each_key(e.value, keys, [&](const entry& inner) {
            if (inner.is("title")) {
                into.title = read_name(inner);
                into.made.title = into.title.value;
            } else if (inner.is("roles")) {
                into.roles = read_names(inner);
            } else if (inner.is("skills")) {
                for (auto& skill : read_names(inner)) into.made.skills.push_back(std::move(skill.value));
            } else if (inner.is("calendar")) {
                into.calendar = read_name(inner);
            } else if (inner.is("shifts")) {
                read_shifts(inner, into.made);
            } else if (inner.is("absent")) {
                read_absences(inner, into.made);
            } else {
                into.substitutes = read_names(inner);
            }
        });
    }

    void read_shifts(const entry& e, person& into) {
        if (!is_map(e)) return;
        into.in_shifts = true;
        each_name(e.value, [&](const node& key, const node& value) {
            const bool dated = key.text.find_first_of("0123456789") != std::string_view::npos;
            const entry here{e.word, key, value};
            dated ? read_dated(here, into) : read_weekly(here, into);
        });
        if (overlap(into.week)) report("shifts-overlap", e.key.where, {into.id.value});
    }

    void read_weekly(const entry& e, person& into) {
        const std::uint8_t days = read_weekdays(e.key.text, e.key.where);
        const auto spans = read_spans_of_shift(e);
        for (std::size_t d = 0; spans && d < into.week.size(); ++d) {
            if (((days >> d) & 1U) == 0) continue;
            if (!into.week[d].empty()) report("hours-twice", e.key.where, {std::string{e.key.text}});
            into.week[d] = *spans;
        }
    }

    void read_dated(const entry& e, person& into) {
        const auto days = read_single_days(name_of(e.key));
        const auto spans = read_spans_of_shift(e);
        if (days && spans && has_room(into.dated.size(), e.key.where))
            into.dated.push_back({days->first, days->last, *spans});
    }

    // A shift, or an absence, is of one year.
    std::optional<day_range> read_single_days(const located<std::string>& written) {
        auto days = read_range(written);
        if (!days || !days->yearly) return days;
        report("date-without-year", written.where, {written.value});
        return std::nullopt;
    }

    bool has_room(std::size_t count, span where) {
        if (count == most_items) report("too-large", where, {std::to_string(most_items), "days", "дней"});
        return count < most_items;
    }

    std::optional<shift_spans> read_spans_of_shift(const entry& e) {
        shift_spans all;
        for (const auto& part : read_names(e)) {
            if (is_none(part.value)) continue;
            std::string_view rest = part.value;
            while (!rest.empty()) {
                const std::string_view one = rest.substr(0, rest.find(','));
                const auto span = shift_of(one);
                if (!span) {
                    report("bad-shift", part.where, {normal_name(one)});
                    return std::nullopt;
                }
                all.push_back(*span);
                rest.remove_prefix(std::min(rest.size(), one.size() + 1));
            }
        }
        if (!overlap(all) && all.size() <= most_spans) return all;
        report("hours-overlap", e.value.is_scalar() ? e.value.where : e.key.where, {std::string{e.value.text}});
        return std::nullopt;
    }

    // One, or a list of them.
    void read_absences(const entry& e, person& into) {
        if (!e.value.is_list()) return read_absence_item(e, e.value, into);
        each_item(e.value, [&](const node& item) { read_absence_item(e, item, into); });
    }

    // From a day to a day, or a day, or some in a row.
    void read_absence_item(const entry& e, const node& item, person& into) {
        if (item.is_map()) return read_absence(e, item, into);
        if (!item.is_scalar()) return (void)report("missing-value", e.key.where, {std::string{e.key.text}});
        const auto days = read_single_days(name_of(item));
        if (days && has_room(into.absences.size(), item.where)) into.absences.push_back({days->first, days->last, {}});
    }

    void read_absence(const entry& e, const node& map, person& into) {
        static const key_set keys{context_of::absence};
        absence one;
        std::optional<day_range> first, last;
        span to = e.key.where;
        const auto seen = each_key(map, keys, [&](const entry& inner) {
            if (inner.is("reason")) {
                one.reason = read_text(inner);
                return;
            }
            auto& which = inner.is("from") ? first : last;
            if (inner.is("to")) to = inner.value.is_scalar() ? inner.value.where : inner.key.where;
            if (const auto written = read_name(inner); !written.value.empty()) which = read_single_days(written);
        });
        require(seen, "from", context_of::absence, tree_.first(map) == nullptr ? e.key.where : tree_.first(map)->where);
        const bool said = std::any_of(seen.begin(), seen.end(), [](const keyword* k) { return k->en == "to"; });
        if (!first || (said && !last)) return;  // reported
        one.first = first->first;
        if (last) one.last = last->last;
        if (!last && first->last != first->first) one.last = first->last;
        if (one.last && *one.last < one.first) {
            report("absence-ends-first", to, {into.id.value});
        } else if (has_room(into.absences.size(), to)) {
            into.absences.push_back(std::move(one));
        }
    }

    people_builder& builder_;
};

void people_builder::read(const yaml::tree& tree, const std::shared_ptr<const source>& file) {
    people_reader{tree, file, found_, *this}.read();
}

void people_builder::finish(vocabulary& words) {
    check_titles();
    for (pending& p : all_) {
        find_roles(p, words);
        find_calendar(p, words);
        words.people.all.push_back(std::move(p.made));
    }
    for (std::size_t i = 0; i < all_.size(); ++i) find_substitutes(all_[i], words.people.all[i]);
    for (std::uint16_t i = 0; i < words.people.all.size(); ++i) check_circle(words.people, i);
    staff(words);
}

void people_builder::find_roles(pending& p, const vocabulary& words) {
    std::vector<std::string_view> known;
    for (const role& r : words.roles) known.emplace_back(r.name.value);
    for (const auto& name : p.roles) {
        const auto found = words.find_role(name.value);
        if (!found) {
            report_unknown(found_, "unknown-role", {p.file, name.where}, name.value, known, {name.value},
                           found_.size());
        } else if (std::find(p.made.roles.begin(), p.made.roles.end(), *found) == p.made.roles.end()) {
            p.made.roles.push_back(static_cast<std::uint16_t>(*found));
        }
    }
}

void people_builder::find_calendar(pending& p, const vocabulary& words) {
    if (!p.calendar.value.empty() && !is_default_calendar(p.calendar.value)) {
        if (const auto known = words.find_calendar(p.calendar.value)) {
            p.made.calendar = *known;
        } else {
            std::vector<std::string_view> names{"main"};
            for (const named_calendar& c : words.calendars) names.emplace_back(c.name.value);
            report_unknown(found_, "unknown-calendar", {p.file, p.calendar.where}, p.calendar.value, names,
                           {p.calendar.value}, found_.size());
        }
    }
    p.made.zone = words.calendar_at(p.made.calendar).zone();
}

void people_builder::find_substitutes(const pending& p, person& of) {
    std::vector<std::string_view> known;
    for (const auto& [id, index] : by_id_) known.emplace_back(id);
    std::sort(known.begin(), known.end());
    for (const auto& name : p.substitutes) {
        const auto at = by_id_.find(name.value);
        const place where{p.file, name.where};
        if (at == by_id_.end()) {
            report_unknown(found_, "unknown-person", where, name.value, known, {name.value}, found_.size());
        } else if (name.value == of.id.value) {
            found_.add("substitute-self", where, {name.value});
        } else if (std::find(of.substitutes.begin(), of.substitutes.end(), at->second) == of.substitutes.end()) {
            of.substitutes.push_back(at->second);
        }
    }
}

// What facts name people by must tell them apart.
void people_builder::check_titles() const {
    std::unordered_map<std::string_view, const pending*> titles;
    for (const pending& p : all_) {
        if (p.title.value.empty() || p.title.value == p.made.id.value) continue;
        const auto [at, fresh] = titles.emplace(p.title.value, &p);
        const auto id = by_id_.find(p.title.value);
        const place* first = fresh ? nullptr : &at->second->made.where;
        if (id != by_id_.end()) first = &all_[id->second].made.where;
        if (first == nullptr) continue;
        found_.add("declared-twice", place{p.file, p.title.where},
                   {p.title.value, std::string{first->source->name()} + ":" +
                                       std::to_string(first->source->at(first->where.begin).line)});
    }
}

// Who stands in for whom may come back to the first; whoever is in such a circle has nobody when all of them are
// away. Told at the first of them.
void people_builder::check_circle(const people& all, std::uint16_t who) {
    std::string names = all.all[who].id.value;
    std::uint16_t at = who;
    for (std::size_t n = 0; n <= all.all.size(); ++n) {
        const auto& next = all.all[at].substitutes;
        if (next.size() != 1 || next.front() < who) return;  // somebody else is left, or it was told
        at = next.front();
        names += " → " + all.all[at].id.value;
        if (at == who) return (void)found_.add("substitutes-circle", all.all[who].where, {names});
    }
}

// A role of which nobody is told is held as before: by whom its fact names.
void people_builder::staff(vocabulary& words) {
    bool any = false;
    for (std::uint16_t i = 0; i < words.roles.size(); ++i) {
        role& r = words.roles[i];
        const bool known = words.people.anybody_has(i);
        const bool asks = r.by != role::choice::owner || r.otherwise != UINT16_MAX || r.skill;
        r.staffed = known || asks;
        any = any || r.staffed;
        if (asks && !known && !words.people.empty())
            found_.add("role-without-people", place{r.file, r.name.where}, {r.name.value});
    }
    words.staffs = any;
    subject_type desk;
    desk.name.value = "people desk";
    desk.title = desk.name.value;
    desk.root = words.desk = static_cast<subject_index>(words.subjects.size());
    words.subjects.push_back(std::move(desk));
}

}  // namespace reglament
