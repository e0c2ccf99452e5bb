#include "regulation/day_time.hpp"
#include "regulation/period_words.hpp"
#include "regulation/start_reader.hpp"

#include <reglament/text/names.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace reglament {

namespace {

struct trigger {
    std::string_view key;
    start_kind what;
};
constexpr std::array<trigger, 6> triggers{{{"event", start_kind::event},
                                           {"silent", start_kind::silence},
                                           {"schedule", start_kind::schedule},
                                           {"date", start_kind::date},
                                           {"as soon as", start_kind::condition},
                                           {"by call", start_kind::call}}};

// What says more about some of them, and of which.
struct companion {
    std::string_view key;
    std::array<start_kind, 2> of;
};
constexpr std::array<companion, 7> companions{{{"for", {start_kind::silence, start_kind::condition}},
                                               {"since", {start_kind::silence, start_kind::silence}},
                                               {"before", {start_kind::date, start_kind::date}},
                                               {"after", {start_kind::date, start_kind::date}},
                                               {"yearly", {start_kind::date, start_kind::date}},
                                               {"at", {start_kind::date, start_kind::date}},
                                               {"data", {start_kind::call, start_kind::call}}}};

const trigger* find_trigger(std::string_view en) noexcept {
    const auto found = std::find_if(triggers.begin(), triggers.end(), [&](const trigger& t) { return t.key == en; });
    return found == triggers.end() ? nullptr : &*found;
}

std::string_view key_of(start_kind what) noexcept {
    return std::find_if(triggers.begin(), triggers.end(), [&](const trigger& t) { return t.what == what; })->key;
}

bool cut_suffix(std::string_view& text, const keyword& k) noexcept {
    const auto cut = [&](std::string_view suffix) {
        if (!text.ends_with(suffix)) return false;
        text.remove_suffix(suffix.size());
        return true;
    };
    return cut(k.en) || std::any_of(k.ru.begin(), k.ru.end(), cut);
}

}  // namespace

start_rule start_reader::read_input(const entry& e) {
    static const key_set keys{context_of::input};
    start_rule read;
    read.where = e.key.where;
    const keyword* alone = e.value.is_scalar() ? find_keyword(e.value.text, context_of::input) : nullptr;
    if (alone != nullptr && alone->en == "by call") {  // nothing more to say of it
        read.what = start_kind::call;
        return read;
    }
    if (!is_map(e)) return read;
    std::map<std::string_view, span> places;
    const auto seen = each_key(e.value, keys, [&](const entry& inner) {
        if (misread_.first != &inner.key) places.emplace(inner.word->en, inner.key.where);
        read_input_key(inner, read);
    });
    check_trigger(seen, e.key.where, read);
    check_companions(places, read);
    return read;
}

void start_reader::read_input_key(const entry& e, start_rule& into) {
    if (find_trigger(e.word->en) != nullptr) {
        read_trigger(e, into);
    } else if (e.is("for")) {
        into.lasting = read_period(e);
    } else if (e.is("since")) {
        read_since(e, into);
    } else if (e.is("before")) {
        into.before = read_period(e);
    } else if (e.is("after")) {
        into.after = read_period(e);
    } else if (e.is("yearly")) {
        into.yearly = read_yes_no(e).value_or(false);
    } else if (e.is("at")) {
        read_time(e, into);
    } else if (e.is("data")) {
        into.data = read_attributes(e);
    } else if (e.is("at most")) {
        read_limit(e, into);
    } else if (e.is("if")) {
        into.when = read_condition(e);
    } else if (e.is("again after")) {
        into.again = read_again(e);
    } else if (e.is("observe")) {
        into.observed = read_observation(e);
    } else if (e.is("existing")) {
        const keyword* word = read_word(e, context_of::existing, "bad-existing");
        into.existing = word != nullptr && word->en == "start";
    } else {
        into.once = read_yes_no(e).value_or(false);
    }
}

// The first trigger is the one that is meant, others are reported.
void start_reader::read_trigger(const entry& e, start_rule& into) {
    if (e.is("event") || e.is("silent")) {
        auto event = read_name(e);
        if (into.event.value.empty()) into.event = std::move(event);
    } else if (e.is("schedule")) {
        read_schedule(e, into);
    } else if (e.is("date")) {
        into.date = read_condition(e);
    } else if (e.is("as soon as")) {
        into.becomes = read_condition(e);
    } else if (!read_yes_no(e).value_or(true)) {
        report("bad-yes-no", e.value.where, {std::string{e.value.text}});
    }
}

void start_reader::check_trigger(const keys_found& seen, span where, start_rule& read) {
    const trigger* first = nullptr;
    for (const keyword* k : seen) {
        const trigger* t = find_trigger(k->en);
        if (t == nullptr) continue;
        if (first != nullptr) {
            report("two-triggers", where, {spell(first->key, context_of::input), spell(t->key, context_of::input)});
            return;
        }
        first = t;
    }
    if (first == nullptr) {
        if (!tree_.damaged)
            report("no-trigger", where, {spell("event", context_of::input), spell("silent", context_of::input)});
        return;
    }
    read.what = first->what;
    if (first->what == start_kind::silence) require(seen, "for", context_of::input, read.event.where);
    if (read.before && read.after) {
        report("two-triggers", read.after->where,
               {spell("before", context_of::input), spell("after", context_of::input)});
    }
}

// What says more of a trigger that is not there.
void start_reader::check_companions(const std::map<std::string_view, span>& places, const start_rule& read) {
    const auto given =
        std::count_if(triggers.begin(), triggers.end(), [&](const trigger& t) { return places.contains(t.key); });
    if (given != 1) return;  // reported
    for (const companion& c : companions) {
        const auto at = places.find(c.key);
        if (at == places.end() || c.of[0] == read.what || c.of[1] == read.what) continue;
        report("key-of-other-start", at->second,
               {spell(c.key, context_of::input), spell(key_of(c.of[0]), context_of::input)});
    }
}

void start_reader::read_since(const entry& e, start_rule& into) {
    if (!is_text(e)) return;
    const keyword* word = find_keyword(e.value.text, context_of::since);
    if (word == nullptr) {
        report("bad-since", e.value.where,
               {std::string{e.value.text}, spell("last event", context_of::since),
                spell("first seen", context_of::since), spell("segment entered", context_of::since)});
    } else if (word->en == "first seen") {
        into.counted = start_rule::since::first_seen;
    } else if (word->en == "segment entered") {
        into.counted = start_rule::since::segment_entered;
    }
}

void start_reader::read_time(const entry& e, start_rule& into) {
    if (!is_text(e)) return;
    const auto minutes = minutes_of_day(e.value.text);
    if (minutes && *minutes < 24 * 60) {
        into.time = std::chrono::minutes{*minutes};
    } else {
        report("bad-time-of-day", e.value.where, {std::string{e.value.text}});
    }
}

void start_reader::read_schedule(const entry& e, start_rule& into) {
    if (!is_text(e)) return;
    if (auto read = schedule::parse(e.value.text)) {
        into.at = located<schedule>{std::move(*read), e.value.where};
    } else {
        report("bad-schedule", e.value.where, {std::string{e.value.text}});
    }
}

// "180 days since start"; without `since`, since start.
std::optional<start_rule::again_rule> start_reader::read_again(const entry& e) {
    if (!is_text(e)) return {};
    std::string_view text = e.value.text;
    start_rule::again_rule rule;
    rule.where = e.value.where;
    for (const keyword& k : keywords()) {
        if (k.where == context_of::again && cut_suffix(text, k)) {
            rule.from = k.en == "since end" ? start_rule::again_rule::since::end : start_rule::again_rule::since::start;
            break;
        }
    }
    const auto after = parse_period(text);
    if (after) {
        rule.after = *after;
        return rule;
    }
    if (find_wrong_unit(text)) {
        const auto end = e.value.where.begin + static_cast<std::uint32_t>(text.size());
        report_period(normal_name(text), e.value.verbatim ? span{e.value.where.begin, end} : e.value.where);
    } else {
        report("bad-again", e.value.where,
               {std::string{e.value.text}, spell("since start", context_of::again),
                spell("since end", context_of::again)});
    }
    return {};
}

}  // namespace reglament
