#include "control/expectations.hpp"

#include "regulation/nobody.hpp"

#include <reglament/text/names.hpp>

#include <algorithm>

namespace reglament {

namespace {

using what = expectation::what;

// What people notice: not where a run passes by, and not a start that did not come about.
bool is_for_people(const effect& x) {
    return x.kind != effect_kind::state_entered && x.kind != effect_kind::start_refused;
}

bool is_within(instant t, const moment& m) {
    return t >= m.first && t <= m.last;
}

std::string quote(const words& say, std::string_view text) {
    return say.quoted(text);
}

}  // namespace

template <class Test>
const effect* expectations::last(const situation& now, Test test) const {
    const auto mine = [&](const effect& x) { return x.regulation == now.regulation && test(x); };
    const auto at = std::find_if(now.since.rbegin(), now.since.rend(), mine);
    return at == now.since.rend() ? nullptr : &*at;
}

template <class Test>
const effect* expectations::last_ever(const situation& now, Test test) const {
    return last({now.client, now.regulation, engine_.history(now.client)}, test);
}

std::optional<issue> expectations::check(const expectation& e, const situation& now) const {
    switch (e.kind) {
        case what::nothing:
            return check_nothing(e, now);
        case what::no_task:
            return check_no_task(e, now);
        case what::task:
            return check_task(e, now);
        case what::call:
            return check_call(e, now);
        case what::output:
            return check_output(e, now);
        case what::event:
            return check_event(e, now);
        case what::fact:
            return check_fact(e, now);
        case what::started:
            return check_start(e, now);
        case what::not_started:
            return check_refusal(e, now);
        case what::stuck:
            return check_stuck(e, now);
    }
    return {};
}

expectations::difference expectations::make(std::string_view code, span where,
                                            std::vector<std::string> arguments) const {
    issues one;
    return one.add(code, place{scenario_.file, where}, std::move(arguments));
}

expectations::difference expectations::unexpected(const expectation& e, const effect& x) const {
    const both it = said(x);
    return make("unexpected", e.where, {it.en, it.ru});
}

// "14 April 2025, 12:00 — done: …", of one effect.
expectations::both expectations::said(const effect& x) const {
    return {en_.date(x.at) + " — " + en_.sentence(x), ru_.date(x.at) + " — " + ru_.sentence(x)};
}

expectations::difference expectations::check_nothing(const expectation& e, const situation& now) const {
    const effect* some = last(now, is_for_people);
    if (e.negated) {
        if (some != nullptr) return {};
        return make("expected-something", e.where, {});
    }
    if (some == nullptr) return {};
    const both it = said(*some);
    return make("expected-nothing", e.where, {it.en, it.ru});
}

// --- Tasks
// ------------------------------------------------------------------------------------------------------------

std::vector<task> expectations::open(const situation& now) const {
    task_filter which;
    which.subject = now.client;
    which.regulation = engine_.rules().machines()[now.regulation].regulation().id.value;
    return engine_.tasks(which);
}

expectations::both expectations::open_in_words(const std::vector<task>& list) const {
    if (list.empty()) return {"no task is open", "открытых задач нет"};
    both out{"open: ", "открыто: "};
    for (std::size_t i = 0; i < list.size(); ++i) {
        out.en += (i == 0 ? "" : ", ") + quote(en_, list[i].what->id);
        out.ru += (i == 0 ? "" : ", ") + quote(ru_, list[i].what->id);
    }
    return out;
}

expectations::difference expectations::check_no_task(const expectation& e, const situation& now) const {
    const auto list = open(now);
    if (list.empty() != e.negated) return {};
    if (e.negated) return make("expected-some-task", e.where, {});
    const both there = open_in_words(list);
    return make("unexpected-tasks", e.where, {there.en, there.ru});
}

expectations::difference expectations::check_task(const expectation& e, const situation& now) const {
    const auto all = open(now);
    difference nearest;
    for (const task& t : all) {
        if (t.what->id != e.name.value) continue;
        difference d = check_task_details(e, t);
        if (!d && !e.negated) return {};
        if (!d)
            return make("unexpected", e.where,
                        {"open: " + quote(en_, t.what->id), "открыто: " + quote(ru_, t.what->id)});
        if (!nearest) nearest = std::move(d);
    }
    if (e.negated) return {};
    if (nearest) return nearest;
    both there = open_in_words(all);
    const machine& m = engine_.rules().machines()[now.regulation];
    const effect* before = last_ever(now, [&](const effect& x) {
        return x.task != 0 && x.kind >= effect_kind::task_created && x.kind <= effect_kind::task_cancelled &&
               m.states()[x.state].id == e.name.value;
    });
    if (before != nullptr) {
        const both it = said(*before);
        there.en += ". " + it.en;
        there.ru += ". " + it.ru;
    }
    return make("expected-task", e.where, {e.name.value, there.en, there.ru});
}

expectations::difference expectations::check_call(const expectation& e, const situation& now) const {
    const auto all = engine_.calls(now.client);
    const bool there = std::any_of(all.begin(), all.end(), [&](const call& c) {
        return c.regulation == now.regulation && c.what->id == e.name.value;
    });
    if (there != e.negated) return {};
    if (there)
        return make("unexpected", e.where,
                    {"open: " + quote(en_, e.name.value), "открыто: " + quote(ru_, e.name.value)});
    return make("expected-call", e.where, {e.name.value});
}

expectations::difference expectations::detail(const expectation& e, span where, both name, both expected,
                                              both found) const {
    return make("expected-task-detail", where,
                {e.name.value, name.en, name.ru, expected.en, expected.ru, found.en, found.ru});
}

bool expectations::is_with(const task& t, std::string_view name) const {
    if (is_nobody(name)) return t.person.empty();
    if (t.person == name) return true;
    const people& all = engine_.rules().vocabulary().people;
    const auto meant = all.find(name), has = all.find(t.person);
    return meant && has && *meant == *has;
}

expectations::difference expectations::check_task_details(const expectation& e, const task& t) const {
    const auto same = [](std::string text) { return both{text, text}; };
    const both said{en_.instruction(*t.what, t.values), ru_.instruction(*t.what, t.values)};
    if (!e.said.value.empty() && e.said.value != said.en && e.said.value != said.ru) {
        return detail(e, e.said.where, {"“do”", "то, что сделать,"},
                      {quote(en_, e.said.value), quote(ru_, e.said.value)}, {quote(en_, said.en), quote(ru_, said.ru)});
    }
    const auto yes = [](bool b) { return b ? both{"yes", "да"} : both{"no", "нет"}; };
    if (!e.by.value.empty() && t.role != e.by.value) {
        const both found = t.role.empty() ? both{en_.role(no_index), ru_.role(no_index)}
                                          : both{quote(en_, t.role), quote(ru_, t.role)};
        return detail(e, e.by.where, {"“by”", "исполнитель"}, {quote(en_, e.by.value), quote(ru_, e.by.value)}, found);
    }
    if (!e.person.value.empty() && !is_with(t, e.person.value)) {
        const both nobody{"nobody", "никого"};
        const both found = t.person.empty() ? nobody : same(std::string{t.person});
        return detail(e, e.person.where, {"the person", "сотрудник"},
                      is_nobody(e.person.value) ? nobody : same(e.person.value), found);
    }
    if (e.due && !is_within(t.due, *e.due)) {
        const both found =
            t.due == never ? both{"without a date", "без срока"} : both{en_.date(t.due), ru_.date(t.due)};
        return detail(e, e.due->written.where, {"“due”", "срок"}, moment_in_words(*e.due), found);
    }
    if (e.attempt && t.attempt != e.attempt->value) {
        return detail(e, e.attempt->where, {"the attempt", "попытка"}, same(std::to_string(e.attempt->value)),
                      same(std::to_string(t.attempt)));
    }
    if (e.late && t.late != e.late->value)
        return detail(e, e.late->where, {"“late”", "опоздание"}, yes(e.late->value), yes(t.late));
    return {};
}

expectations::both expectations::moment_in_words(const moment& m) const {
    return {en_.date(m.first), ru_.date(m.first)};
}

expectations::both expectations::value_in_words(const feel::value& v) const {
    if (v.is_null()) return {"not known", "неизвестно"};
    return {quote(en_, en_.plain(v)), quote(ru_, ru_.plain(v))};
}

// --- The run
// ----------------------------------------------------------------------------------------------------------

expectations::difference expectations::check_output(const expectation& e, const situation& now) const {
    const machine& m = engine_.rules().machines()[now.regulation];
    const auto ended = [](const effect& x) { return x.kind == effect_kind::run_finished; };
    const effect* mine = last(now, [&](const effect& x) { return ended(x) && m.states()[x.state].id == e.name.value; });
    if (mine != nullptr) return e.negated ? unexpected(e, *mine) : difference{};
    if (e.negated) return {};
    const effect* other = last(now, ended);
    if (other == nullptr) other = last_ever(now, ended);
    const effect* start = last_ever(now, [](const effect& x) { return x.kind == effect_kind::run_started; });
    both there{"no run has started", "запусков не было"};
    if (start != nullptr) there = {"it has not ended", "он не закончен"};
    if (other != nullptr && (start == nullptr || other->sequence > start->sequence)) there = said(*other);
    return make("expected-output", e.where, {e.name.value, there.en, there.ru});
}

expectations::difference expectations::check_event(const expectation& e, const situation& now) const {
    const auto& events = engine_.rules().vocabulary().events;
    const auto told = [](const effect& x) { return x.kind == effect_kind::event_emitted; };
    difference nearest;
    for (const effect& x : now.since) {
        if (x.regulation != now.regulation || !told(x) || events[x.event].name.value != e.name.value) continue;
        difference d = check_data(e, x);
        if (!d) return e.negated ? unexpected(e, x) : difference{};
        if (!nearest) nearest = std::move(d);
    }
    if (e.negated) return {};
    if (nearest) return nearest;
    both there{"none was", "не было ни одного"};
    if (const effect* other = last(now, told)) there = said(*other);
    return make("expected-event", e.where, {e.name.value, there.en, there.ru});
}

expectations::difference expectations::check_data(const expectation& e, const effect& told) const {
    const event_type& type = engine_.rules().vocabulary().events[told.event];
    for (const given_value& v : e.values) {
        const attribute* a = type.find(v.name.value);
        const auto i = static_cast<std::size_t>(a - type.data.data());
        const feel::value found = a != nullptr && i < told.data.size() ? told.data[i] : feel::value{};
        if (found == v.value) continue;
        const both expected = value_in_words(v.value), is = value_in_words(found);
        return make("expected-data", v.where, {v.name.value, e.name.value, expected.en, expected.ru, is.en, is.ru});
    }
    return {};
}

expectations::difference expectations::check_fact(const expectation& e, const situation& now) const {
    const auto fact = engine_.rules().vocabulary().find_fact(e.name.value);
    const auto client = engine_.find_client(now.client);
    feel::value found = fact ? engine_.rules().initial_facts()[*fact] : feel::value{};
    if (fact && client && !engine_.state(*client).facts.empty()) found = engine_.state(*client).facts[*fact];
    const feel::value& expected = e.values.front().value;
    if ((found == expected) != e.negated) return {};
    const both should = value_in_words(expected), is = value_in_words(found);
    if (e.negated) {
        return make("unexpected", e.where,
                    {quote(en_, e.name.value) + " is " + is.en, quote(ru_, e.name.value) + " — " + is.ru});
    }
    return make("expected-fact", e.where, {e.name.value, should.en, should.ru, is.en, is.ru});
}

expectations::difference expectations::check_start(const expectation& e, const situation& now) const {
    const effect* start = last(now, [](const effect& x) { return x.kind == effect_kind::run_started; });
    if (start != nullptr) return e.negated ? unexpected(e, *start) : difference{};
    if (e.negated) return {};
    both there{"nothing would start it", "для него не было повода"};
    if (const effect* refused = last(now, [](const effect& x) { return x.kind == effect_kind::start_refused; }))
        there = said(*refused);
    return make("expected-start", e.where, {there.en, there.ru});
}

expectations::difference expectations::check_refusal(const expectation& e, const situation& now) const {
    const auto refused = [&](const effect& x) { return x.kind == effect_kind::start_refused; };
    const effect* mine = last(
        now, [&](const effect& x) { return refused(x) && (e.name.value.empty() || to_string(x.why) == e.name.value); });
    if (mine != nullptr) return e.negated ? unexpected(e, *mine) : difference{};
    if (e.negated) return {};
    both there{"nothing would start it", "для него не было повода"};
    const effect* other = last(now, [&](const effect& x) { return refused(x) || x.kind == effect_kind::run_started; });
    if (other != nullptr) there = said(*other);
    const both why = e.name.value.empty() ? both{"its input refuses it", "вход не пускает"}
                                          : both{en_.why_refused(e.name.value), ru_.why_refused(e.name.value)};
    return make("expected-refusal", e.where, {why.en, why.ru, there.en, there.ru});
}

expectations::difference expectations::check_stuck(const expectation& e, const situation& now) const {
    const machine& m = engine_.rules().machines()[now.regulation];
    const auto stuck = [](const effect& x) { return x.kind == effect_kind::run_stuck; };
    const effect* mine = last(now, [&](const effect& x) { return stuck(x) && m.states()[x.state].id == e.name.value; });
    if (mine != nullptr) return e.negated ? unexpected(e, *mine) : difference{};
    if (e.negated) return {};
    both there{"it has not stopped", "он не остановился"};
    if (const effect* other = last(now, stuck)) there = said(*other);
    return make("expected-stuck", e.where, {e.name.value, there.en, there.ru});
}

}  // namespace reglament
