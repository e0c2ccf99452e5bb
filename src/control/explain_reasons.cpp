#include "control/explain_reasons.hpp"

#include "machine/picture.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace reglament {

std::string reason_words::value(const feel::value& v) const {
    return v.is_null() ? say_.say("not known", "неизвестно") : say_.plain(v);
}

std::string reason_words::date(instant t) const {
    return t == never || t == instant::min() ? say_.say("a time that is not known", "неизвестного времени")
                                             : say_.date(t);
}

std::string reason_words::names(const start_reason& r) const {
    std::string out;
    for (const std::string& name : r.names) out += (out.empty() ? "" : ", ") + say_.quoted(name);
    return out;
}

namespace {

// What each says, with the event, times and names in braces.
struct reason_text {
    start_reason_kind what;
    std::string_view en, ru;
};

using enum start_reason_kind;
constexpr std::array<reason_text, 26> reason_texts{{
    {on_event, "it starts when {event} comes{heard}", "запуск начинается с события {event}{heard}"},
    {silence_lasts, "nothing of {event} has come since {since}; {lasting} will be over on {until}",
     "события {event} не было с {since}; срок тишины ({lasting}) истечёт {until}"},
    {silence_unarmed, "{event} has never come, so there is no silence to count",
     "события {event} ещё не было, поэтому тишину не от чего считать"},
    {silence_over,
     "the silence since {since} is over and has fired already; the next one is counted from the next {event}",
     "тишина с {since} истекла и уже сработала; новую считаем от следующего события {event}"},
    {outside_segment, "the silence is counted only while the condition holds, and it does not",
     "тишину считаем, только пока выполнено условие, а оно не выполнено"},
    {on_schedule, "the next time is {until}", "следующий раз — {until}"},
    {on_date, "the date is {since}; it starts on {until}", "дата — {since}, запуск — {until}"},
    {date_unknown, "the date is not known", "дата неизвестна"},
    {date_over, "the date, {since}, is past or has fired already", "дата, {since}, прошла или уже сработала"},
    {becomes_true, "it starts when the condition becomes true, and it is not",
     "запуск начинается, как только выполнится условие, а оно не выполнено"},
    {holds_not_long, "the condition holds since {since} and must hold until {until}",
     "условие выполнено с {since} и должно продержаться до {until}"},
    {used_up, "the condition holds since {since} and has fired already; it must cease to hold first",
     "условие выполнено с {since} и уже сработало; сначала оно должно перестать выполняться"},
    {existing_ignored,
     "it was so since {since}, before the regulation was published, and that starts nobody who was there already",
     "так было с {since}, до публикации регламента, а тех, кто уже в этой ситуации, он не запускает"},
    {on_call, "it starts only when it is called, by {names}", "его только вызывают; кто вызывает: {names}"},
    {never_called, "it starts only when it is called, and no regulation calls it",
     "его только вызывают, а ни один регламент его не вызывает"},
    {not_armed, "nothing has been heard of the client since the regulation is in force",
     "с тех пор как регламент действует, о клиенте ничего не слышно"},
    {already_running, "run {run} is still open, since {since}", "запуск {run} ещё не закончен, он идёт с {since}"},
    {too_soon, "too soon after the last run: not before {until}",
     "слишком рано после прошлого запуска: не раньше {until}"},
    {once_only, "it runs only once for a client, and has run on {since}",
     "для клиента регламент исполняется только один раз, и это уже было {since}"},
    {stopped, "what stops the regulation holds", "выполнено то, что прекращает регламент"},
    {condition_false, "the condition of the input does not hold", "условие входа не выполнено"},
    {condition_unknown, "too little is known to test the condition of the input",
     "не хватает сведений, чтобы проверить условие входа"},
    {condition_of_event, "the condition of the input speaks of that event and is tested when it comes",
     "условие входа говорит о самом событии, его проверим, когда оно придёт"},
    {queued, "a start stands in line since {since}{place}", "запуск стоит в очереди с {since}{place}"},
    {draining, "runs of earlier versions are not over: {count}", "запуски прежних версий ещё не закончились: {count}"},
    {no_version, "this version is a pilot for other clients, and there is none before it",
     "эта версия — пилот для других клиентов, а прежней нет"},
}};

static_assert([] {
    for (std::size_t i = 0; i < reason_texts.size(); ++i) {
        if (static_cast<std::size_t>(reason_texts[i].what) != i) return false;
    }
    return true;
}());

void fill_in(std::string& text, std::string_view name, const std::string& with) {
    const std::size_t at = text.find(name);
    if (at != std::string::npos) text.replace(at, name.size(), with);
}

}  // namespace

// Whether the event has come, as far as that is known.
std::string reason_words::heard() const {
    if (of_.heard > 0) return say_.say("; it came last on ", "; в последний раз оно было ") + date(of_.last_heard);
    const bool never_came = of_.watched && of_.attempts.empty();
    return never_came ? say_.say(", and it has never come", ", а его ни разу не было") : std::string{};
}

std::string reason_words::now(const start_reason& r) const {
    const auto& texts = reason_texts[static_cast<std::size_t>(r.what)];
    std::string out = say_.say(texts.en, texts.ru);
    const event_index event = its().start().event;
    if (event != no_index) fill_in(out, "{event}", say_.event(event));
    fill_in(out, "{heard}", heard());
    fill_in(out, "{lasting}", lasting_words(its(), say_.lang()));
    fill_in(out, "{since}", date(r.since));
    fill_in(out, "{until}", date(r.until));
    fill_in(out, "{names}", names(r));
    fill_in(out, "{run}", std::to_string(r.run));
    fill_in(out, "{count}", std::to_string(r.place));
    fill_in(out, "{place}",
            (r.place == 0 ? "" : say_.say(", place ", ", место ") + std::to_string(r.place)) +
                (r.names.empty() ? "" : say_.say(" of ", ", сотрудник: ") + say_.person(r.names.front())));
    return out;
}

std::string reason_words::then(const start_reason& r, const effect& told) const {
    std::string out = say_.why_refused(to_string(told.why));
    if (r.since == never && r.until == never) return out;
    if (r.what == already_running)
        return out + say_.say(" (run ", " (запуск ") + std::to_string(r.run) + say_.say(", since ", ", с ") +
               date(r.since) + ")";
    if (r.what == too_soon && r.until != never)
        return out + say_.say(" (not before ", " (не раньше ") + date(r.until) + ")";
    if (r.what == once_only) return out + say_.say(" (on ", " (") + date(r.since) + ")";
    return out + say_.say(" (since ", " (с ") + date(r.since) + ")";
}

std::string reason_words::attempt(const start_attempt& a) const {
    const effect& e = a.told;
    const std::string why = say_.why_started(e);
    if (e.kind == effect_kind::run_started)
        return say_.say("started (run ", "начат (запуск ") + std::to_string(e.run) + "): " + why;
    if (e.kind == effect_kind::start_queued) return say_.say("put in line: ", "поставлен в очередь: ") + why;
    const std::string not_started = say_.say("not started: ", "не начат: ");
    return not_started + (a.why_not ? then(*a.why_not, e) : say_.why_refused(to_string(e.why))) + "; " + why;
}

std::string reason_words::step(const machine& m, state_index s) const {
    const struct state& at = m.states()[s];
    const std::string label = at.kind == state_kind::task ? say_.instruction(m.tasks()[at.detail]) : at.label;
    return label.empty() || label == at.id ? at.id : say_.quoted(label) + " (" + at.id + ")";
}

std::string reason_words::cause(const effect& e) const {
    const machine& m = of_.rules->machines()[e.regulation];
    if (e.kind != effect_kind::state_entered) return say_.sentence(e);
    if (e.transition == no_index) return {};
    const transition& t = m.transitions()[e.transition];
    const std::string from = step(m, t.from);
    switch (t.on) {
        case trigger_kind::timer:
            return say_.say("the time of " + from + " was over", "истекло время шага " + from);
        case trigger_kind::event:
        case trigger_kind::beside:
            return e.event == no_index
                       ? std::string{}
                       : say_.say(say_.event(e.event) + " came", "пришло событие " + say_.event(e.event));
        case trigger_kind::condition:
            return say_.say("what was waited for came about: ", "дождались: ") + from;
        default: {
            const state_kind to = m.states()[e.state].kind;
            return to == state_kind::task || !rests(to) ? say_.sentence(e) : std::string{};
        }
    }
}

std::string reason_words::person(const explained_task& t) const {
    std::string role = say_.role(t.what->role);
    if (t.unassigned) return role + say_.say("; there is nobody for it: ", "; некому: ") + say_.why_chosen(t.why);
    const vocabulary& words = of_.rules->vocabulary();
    const auto fact = [&] {
        const reglament::fact& f = words.facts[t.person_fact];
        return say_.quoted(f.title.empty() ? f.name.value : f.title);
    };
    if (t.person.empty() && t.person_fact == no_index) return role;
    if (t.person.empty())
        return role + say_.say("; who that is, the fact " + fact() + " does not say",
                               "; кто это, факт " + fact() + " не говорит");
    const std::string who = role + ": " + say_.person(t.person);
    if (!t.why.empty()) return who + " (" + say_.why_chosen(t.why) + ")";
    return t.person_fact == no_index ? who
                                     : who + say_.say(" (so says the fact ", " (так говорит факт ") + fact() + ")";
}

std::string reason_words::rest(const explained_run& of, const explained_rest& r) const {
    const machine& m = of_.rules->machines()[of.regulation];
    std::string out = step(m, r.at);
    if (r.since != never) out += say_.say(", since ", ", с ") + say_.date(r.since);
    if (r.stuck) return out + say_.say("; stuck: no branch applies", "; остановлен: ни одна ветка не подошла");
    if (r.contact == refusal::none)
        return r.due == never || r.due == instant::min() ? out : out + say_.say(", until ", ", до ") + say_.date(r.due);
    out += say_.say("; the client may not be contacted: ", "; обращаться к клиенту пока нельзя: ") +
           say_.why_refused(to_string(r.contact));
    if (r.due != never) out += say_.say(", from ", ", можно с ") + say_.date(r.due);
    for (const auto& [channel, at] : r.contacts)
        out += (&channel == &r.contacts.front().first ? say_.say("; contacts: ", "; контакты: ") : ", ") + channel +
               " " + say_.date(at);
    return out;
}

std::string reason_words::state(const explained_run& r) const {
    if (r.ended) return say_.sentence(*r.ended) + ", " + say_.date(r.ended->at);
    if (of_.as_of != never && std::find(of_.limits.begin(), of_.limits.end(), untold::state_then) != of_.limits.end())
        return say_.say("was open", "шёл");
    if (r.paused_since) return say_.say("paused since ", "приостановлен с ") + say_.date(*r.paused_since);
    return r.state == run_state::stuck ? say_.say("stuck", "остановлен") : say_.say("is open", "идёт");
}

std::string reason_words::limit(untold u) const {
    switch (u) {
        case untold::values_then:
            return say_.say(
                "The values at the time of some starts are not known: nobody watched them, or the same step "
                "changed them. A store does not keep them; explain from files of events.",
                "Значения на момент некоторых запусков неизвестны: за ними никто не следил, или их изменил "
                "тот же шаг. В хранилище их нет; объясняйте по файлам событий.");
        case untold::state_then:
            return say_.say(
                "What was known and open at that earlier time is not kept; what happened until then is told. "
                "Explain from files of events to see it.",
                "Что было известно и открыто в то время, не хранится; рассказано то, что случилось до него. "
                "Чтобы увидеть остальное, объясняйте по файлам событий.");
        case untold::history_gone:
            return say_.say("The history does not go back to the beginning: what is not in it is not told.",
                            "История начинается не с начала: о том, чего в ней нет, не рассказано.");
        default:
            return say_.say("It is about " + say_.subject(its().subject()) + ", and none of those is known.",
                            "Регламент о том, чего у клиента пока нет: " + say_.subject(its().subject()) + ".");
    }
}

std::string reason_words::changes(const std::vector<fact_change>& set, bool then) const {
    std::string out;
    for (const fact_change& c : set) {
        std::string to;
        for (const feel::value& v : c.to)
            to += (to.empty() ? "" : &v == &c.to.back() ? say_.say(" or ", " или ") : ", ") + value(v);
        const std::string be = then ? say_.say(" had been ", " было ") : say_.say(" were ", " было ");
        const std::string was = then ? say_.say("it was ", "было: ") : say_.say("now ", "сейчас: ");
        out += out.empty() ? "" : say_.say(" and ", " и ");
        out += say_.quoted(c.name);
        out.append(be).append(to).append(" (").append(was).append(value(c.is)).append(")");
    }
    return out;
}

}  // namespace reglament
