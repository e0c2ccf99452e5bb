#include "control/words.hpp"

#include "control/noun_form.hpp"
#include "feel/value_text.hpp"
#include "machine/picture.hpp"
#include "text/dates.hpp"

#include <reglament/machine/instruction.hpp>

#include <algorithm>
#include <array>
#include <chrono>

namespace reglament {

namespace {

const task_definition& task_of(const machine& m, state_index s) {
    return m.tasks()[m.states()[s].detail];
}

// What a task was given to say when it was created.
std::span<const feel::value> said_in(const effect& created) {
    return created.data.empty() ? std::span<const feel::value>{} : std::span{created.data}.subspan(1);
}

std::span<const feel::value> said_before(const task_definition& t, const effect& e, std::span<const effect> before) {
    if (t.said.empty()) return {};
    for (const effect& x : before) {
        if (x.kind == effect_kind::task_created && x.task == e.task && x.attempt == e.attempt) return said_in(x);
    }
    return {};
}

}  // namespace

bool closes_unanswered(const machine& m, const effect& unanswered) {
    const bool last = unanswered.attempt >= task_of(m, unanswered.state).attempts;
    const trigger_kind on = last ? trigger_kind::exhausted : trigger_kind::no_answer;
    const auto ways = m.transitions_of(unanswered.state);
    return std::any_of(ways.begin(), ways.end(), [&](const transition& t) { return t.on == on; });
}

std::string noun_form(std::uint64_t n, const words::noun& of, language lang) {
    if (lang != language::ru) return std::string{n == 1 ? of.one : of.many};
    const std::uint64_t last = n % 10, tens = n % 100;
    if (last == 1 && tens != 11) return std::string{of.ru_one};
    return std::string{last >= 2 && last <= 4 && (tens < 12 || tens > 14) ? of.ru_few : of.ru_many};
}

std::string words::form(std::uint64_t n, const noun& of) const {
    return noun_form(n, of, lang_);
}

std::string words::counted(std::uint64_t n, const noun& of) const {
    return grouped(n) + " " + form(n, of);
}

std::string words::date(instant when) const {
    const auto local = rules_.vocabulary().calendar.zone().to_local(when);
    const auto day = std::chrono::floor<std::chrono::days>(local);
    std::string out = in_words(std::chrono::year_month_day{day}, lang_);
    const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(local - day);
    if (minutes.count() != 0) out += ", " + clock_text(minutes);
    return out;
}

std::string words::quoted(std::string_view text) const {
    return say("“", "«") + std::string{text} + say("”", "»");
}

std::string words::event(event_index e) const {
    const event_type& type = rules_.vocabulary().events[e];
    return quoted(type.title.empty() ? type.name.value : type.title);
}

std::string words::role(std::uint16_t role) const {
    if (role == no_index) return say("nobody named", "исполнитель не назван");
    const auto& r = rules_.vocabulary().roles[role];
    return r.title.empty() ? r.name.value : r.title;
}

std::string words::role(std::string_view name) const {
    const auto found = rules_.vocabulary().find_role(name);
    return role(found ? static_cast<std::uint16_t>(*found) : no_index);
}

std::string words::regulation(regulation_index r) const {
    const reglament::regulation& of = rules_.machines()[r].regulation();
    const std::string title = of.title.empty() ? of.id.value : of.title;
    return rules_.is_earlier(r) ? title + say(", version ", ", версия ") + of.version : title;
}

std::string words::subject(subject_index s) const {
    const subject_type& of = rules_.vocabulary().subjects[s];
    return of.title.empty() ? of.name.value : of.title;
}

std::string words::end(const machine& m, state_index s) const {
    return m.states()[s].label;
}

std::string words::instruction(const task_definition& t) const {
    return t.instruction.empty() ? t.id : t.instruction;
}

std::string words::instruction(const task_definition& t, std::span<const feel::value> values) const {
    return instruction_text(rules_, t, values, lang_);
}

std::string words::plain(const feel::value& v) const {
    return in_words(v, lang_, rules_.vocabulary().calendar.zone());
}

std::string words::why_started(const effect& started) const {
    const machine& m = rules_.machines()[started.regulation];
    if (started.event == static_cast<event_index>(reserved_event::run_start)) return say("it was called", "по вызову");
    if (started.event != no_index) {
        const std::string what = event(started.event);
        return lang_ == language::ru ? "пришло событие " + what : what + " came";
    }
    const start_rule& in = m.regulation().input;
    const std::string time = lasting_words(m, lang_);
    const std::string since = started.due == never ? std::string{} : date(started.due);
    switch (in.what) {
        case start_kind::silence:
            return say("nothing of ", accusative(time, lang_) + " не было события ") + event(m.start().event) +
                   say(" came for " + time + " (since " + since + ")", " (с " + since + ")");
        case start_kind::date:
            return say("the date ", "дата ") + in.date.text + ": " + since;
        case start_kind::condition:
            return say("it holds: ", "выполнено условие ") + in.becomes.text + say(" (since ", " (с ") + since + ")";
        default:
            return start_words(m, lang_);
    }
}

std::string words::why_refused(std::string_view reason) const {
    struct entry {
        refusal why;
        std::string_view en, ru;
    };
    static constexpr std::array<entry, 12> all{{
        {refusal::condition_false, "the condition of the input did not hold", "условие входа не выполнено"},
        {refusal::condition_unknown, "too little was known to test the condition of the input",
         "не хватило сведений, чтобы проверить условие входа"},
        {refusal::already_running, "the run before it was still open", "предыдущий запуск ещё не закончен"},
        {refusal::too_soon, "too soon after the run before it", "слишком рано после прошлого запуска"},
        {refusal::once_only, "it runs only once for a client", "для клиента регламент исполняется только один раз"},
        {refusal::contact_limit, "no more contacts for now", "контактов уже столько, сколько можно"},
        {refusal::quiet_hours, "quiet hours", "тихие часы"},
        {refusal::outranked, "a more important regulation needs the contact", "контакт нужен более важному регламенту"},
        {refusal::queued, "a start of it waits already", "запуск уже ждёт своей очереди"},
        {refusal::draining, "runs of earlier versions were not over", "запуски прежних версий ещё не закончились"},
        {refusal::no_version, "there is no version of it for this client", "для этого клиента нет версии регламента"},
        {refusal::stopped, "what stops the regulation holds", "выполнено то, что прекращает регламент"},
    }};
    for (const entry& e : all) {
        if (to_string(e.why) == reason) return say(e.en, e.ru);
    }
    return std::string{reason};
}

std::string words::entered(const machine& m, const effect& e) const {
    const state& to = m.states()[e.state];
    const bool chosen =
        e.transition != no_index && m.states()[m.transitions()[e.transition].from].kind == state_kind::choice;
    std::string out;
    if (e.transition != no_index && !chosen) out = decided(m, m.transitions()[e.transition], e);
    if (e.transition != no_index && !chosen && out.empty()) out = divided(m, m.transitions()[e.transition], e);
    if (chosen) {
        const state& choice = m.states()[m.transitions()[e.transition].from];
        const std::string& label = m.transitions()[e.transition].label;
        const std::string way = label.empty() ? say("otherwise", "иначе") : label;
        out = say("decided: ", "решение: ");
        out += choice.label.empty() || choice.label == label ? way : choice.label + " — " + way;
    }
    const std::string period = to.timer ? timer_words(m, to, lang_) : std::string{};
    const auto wait = [&](std::string text) { out += (out.empty() ? "" : "; ") + std::move(text); };
    if (to.kind == state_kind::await) {
        const await_definition& what = m.awaits()[to.detail];
        wait(what.alone.empty() ? say("waits until ", "ждём: ") + to.label
                                : say("waits for its turn: ", "ждём своей очереди: ") + what.alone);
    }
    if (to.kind == state_kind::wait) wait(say("waits ", "ждём ") + accusative(period, lang_));
    if (to.kind == state_kind::retry)
        wait(say("the next attempt is in ", "следующая попытка через ") + accusative(period, lang_));
    if (to.kind == state_kind::listen) {
        wait(say("waits for ", "ждём событие ") + quoted(to.label) +
             (period.empty() ? "" : say(", at most ", ", не дольше: ") + period));
    }
    return out;
}

std::string words::facts_set(const machine& m, const effect& e) const {
    std::string out;
    const set_definition& what = m.sets()[m.states()[e.state].detail];
    for (std::size_t i = 0; i < what.size() && i < e.data.size(); ++i) {
        const fact& f = rules_.vocabulary().facts[what[i].first];
        out += (out.empty() ? "" : ", ") + (f.title.empty() ? f.name.value : f.title) + " — " + plain(e.data[i]);
    }
    return say("written down: ", "записано: ") + out;
}

// By which rows of its table, counted as people count them.
std::string words::decided(const machine& m, const transition& t, const effect& e) const {
    const state& from = m.states()[t.from];
    if (from.kind != state_kind::decide) return {};
    std::string rows;
    for (const feel::value& row : e.data)
        rows += (rows.empty() ? "" : ", ") + std::to_string(row.as_number().to_int64().value_or(0) + 1);
    const std::string name = say("decided: ", "решение: ") + quoted(from.id);
    if (rows.empty()) return name + say(", no row fitted", ", ни одна строка не подошла");
    return name + (e.data.size() == 1 ? say(", by row ", ", по строке ") : say(", by rows ", ", по строкам ")) + rows;
}

// Where a run divides and where it comes together.
std::string words::divided(const machine& m, const transition& t, const effect& e) const {
    const state& from = m.states()[t.from];
    if (t.on == trigger_kind::undo)
        return say("undone: ", "отменяем: ") + quoted(from.label.empty() ? from.id : from.label);
    if (from.kind == state_kind::join && m.forks()[from.detail].what == fork_definition::form::undone)
        return say("all is undone", "всё отменено");
    if (from.kind == state_kind::join)
        return t.to == t.from || m.forks()[from.detail].what == fork_definition::form::turns
                   ? std::string{}
                   : say("all that was waited for is done", "сделано всё, чего ждали");
    if (from.kind == state_kind::offer && (t.on == trigger_kind::none || t.on == trigger_kind::skip))
        return t.label.empty() ? std::string{} : say("chosen: ", "выбрано: ") + quoted(t.label);
    if (from.kind != state_kind::fork || t.on != trigger_kind::none) return {};
    if (!e.data.empty()) return from.label + ": " + plain(e.data.front());
    return t.label.empty() ? std::string{} : say("branch ", "ветвь ") + quoted(t.label);
}

std::string words::created(const task_definition& t, const effect& e) const {
    const std::span<const feel::value> values = said_in(e);
    std::string out =
        say("task: ", "задача: ") + instruction(t, values) + say("; for ", "; исполнитель: ") + role(t.role);
    if (!e.data.empty() && !e.data[0].is_null()) out += " (" + plain(e.data[0]) + ")";
    if (e.due != never) out += say(", by ", ", срок: ") + date(e.due);
    if (e.attempt > 1) out += say(", attempt ", ", попытка ") + std::to_string(e.attempt);
    return out;
}

std::string words::fields(const std::vector<attribute>& names, const effect& e) const {
    std::string out;
    for (std::size_t i = 0; i < e.data.size() && i < names.size(); ++i) {
        if (e.data[i].is_null()) continue;
        out += (out.empty() ? "; " : ", ") + names[i].name.value + " — " + plain(e.data[i]);
    }
    return out;
}

std::string words::about_call(const machine& m, const effect& e) const {
    const call_definition& call = *m.call_at(e.state);
    const action_type& action = rules_.vocabulary().actions[call.action];
    const std::string name = action.title.empty() ? action.name.value : action.title;
    const std::string attempt = e.attempt > 1 ? say(", attempt ", ", попытка ") + std::to_string(e.attempt) : "";
    switch (e.kind) {
        case effect_kind::action_requested:
            return say("asked: ", "просим: ") + name + (e.due == never ? "" : say(", by ", ", срок: ") + date(e.due)) +
                   attempt + (e.attempt > 1 ? "" : fields(action.data, e));
        case effect_kind::action_done:
            return say("answered: ", "выполнено: ") + name + fields(action.result, e);
        case effect_kind::action_failed:
            return say("failed: ", "не вышло: ") + name + attempt +
                   (e.data.empty() || e.data[0].is_null() ? "" : "; " + plain(e.data[0]));
        case effect_kind::action_timed_out:
            return say("not answered in time: ", "нет ответа в срок: ") + name + attempt;
        default:
            return say("called off: ", "отозвано: ") + name;
    }
}

// Of regulations that are run by others: what was asked for, and what came of it.
std::string words::about_run(const machine& m, const effect& e) const {
    const run_definition& what = m.calls_of_runs()[m.states()[e.state].detail];
    const reglament::regulation& of = rules_.machines()[what.of].regulation();
    std::string name = quoted(of.title.empty() ? of.id.value : of.title);
    if (e.whom.kind() == feel::value_kind::string) name += say(" for ", ", для кого: ") + plain(e.whom);
    if (e.kind == effect_kind::run_called_off)
        return say("not waited for any more: ", "больше не ждём регламент ") + name;
    if (e.kind == effect_kind::run_requested) {
        if (e.called == no_index)
            return say("nobody is known to run it for: ", "неизвестно, для кого запускать ") + name;
        return say("runs ", "запускаем регламент ") + name +
               (e.due == never ? "" : say(", by ", ", срок: ") + date(e.due)) + fields(of.input.data, e);
    }
    if (e.data.empty() || e.data[0].is_null()) return say("did not come to an end: ", "не доведён до конца: ") + name;
    std::string out = say("came to its end: ", "закончен регламент ") + name;
    for (const output& o : of.outputs) {
        if (e.data[0] == feel::value{o.name.value}) out += ", " + quoted(o.title.empty() ? o.name.value : o.title);
    }
    const auto names = rules_.machines()[what.of].result_names();
    for (std::size_t i = 1; i < e.data.size() && i <= names.size(); ++i) {
        if (!e.data[i].is_null()) out += (i == 1 ? "; " : ", ") + names[i - 1] + " — " + plain(e.data[i]);
    }
    return out;
}

std::string words::finished(const machine& m, const effect& e) const {
    std::string out = say("finished: ", "закончено: ") + quoted(end(m, e.state));
    if (e.transition != no_index && e.event != no_index) {
        out += say(", because ", ", потому что пришло событие ") + event(e.event) + say(" came", "");
    }
    return out;
}

std::string words::about_task(const machine& m, const effect& e, std::span<const effect> before) const {
    const task_definition& t = task_of(m, e.state);
    const std::string name = instruction(t, said_before(t, e, before));
    switch (e.kind) {
        case effect_kind::task_created:
            return created(t, e);
        case effect_kind::task_done:
            return say("done: ", "сделано: ") + name + fields(t.form, e);
        case effect_kind::task_unanswered:
            return say("nobody answered: ", "никто не ответил: ") + name +
                   (t.attempts > 1 ? say(", attempt ", ", попытка ") + std::to_string(e.attempt) : "");
        case effect_kind::task_late:
            return say("past its due time: ", "срок прошёл: ") + name;
        case effect_kind::task_cancelled:
            return say("cancelled: ", "отменено: ") + name;
        case effect_kind::task_skipped:
            return e.event == no_index ? say("skipped, its time is over: ", "пропущено, срок прошёл: ") + name
                                       : say("skipped: ", "пропущено: ") + name;
        case effect_kind::task_reassigned:
            return say("goes over", "переходит") +
                   (e.data.empty() || e.data[0].is_null() ? ""
                                                          : say(" to ", ", теперь исполняет ") + plain(e.data[0])) +
                   ": " + name;
        case effect_kind::task_assigned:
        case effect_kind::task_unassigned:
        case effect_kind::task_claimed:
        case effect_kind::task_returned:
        case effect_kind::task_handed:
            return about_person(name, e);
        default:
            return say("told to ", "о просрочке узнаёт ") + (e.data.empty() ? role(no_index) : role(plain(e.data[0]))) +
                   (e.data.size() < 2 || e.data[1].is_null() ? "" : ", " + person(plain(e.data[1]))) + ": " + name;
    }
}

std::string words::person(std::string_view name) const {
    const people& all = rules_.vocabulary().people;
    const auto known = all.find(name);
    return known && !all.all[*known].title.empty() ? all.all[*known].title : std::string{name};
}

std::string words::why_chosen(std::string_view reason) const {
    struct entry {
        choice_reason why;
        std::string_view en, ru;
    };
    static constexpr std::array<entry, 12> all{{
        {choice_reason::owner, "it is their client", "это их клиент"},
        {choice_reason::turn, "by turn", "по очереди"},
        {choice_reason::load, "fewest open tasks", "меньше всех открытых задач"},
        {choice_reason::substitute, "stands in", "замещает"},
        {choice_reason::claimed, "took it", "задача взята"},
        {choice_reason::handed_on, "it was handed on", "задача передана"},
        {choice_reason::no_owner, "it is not known who does it", "не известно, кто это делает"},
        {choice_reason::unknown, "whoever should do it is not among the people", "назначенного нет среди сотрудников"},
        {choice_reason::no_role, "nobody has the role", "роль никто не исполняет"},
        {choice_reason::no_skill, "nobody has the skill", "никто этого не умеет"},
        {choice_reason::all_absent, "all are absent", "все отсутствуют"},
        {choice_reason::off_shift, "nobody is on shift", "сейчас ничья смена"},
    }};
    for (const entry& e : all) {
        if (to_string(e.why) == reason) return say(e.en, e.ru);
    }
    return std::string{reason};
}

// Who does a task, and how that came about.
std::string words::about_person(const std::string& task, const effect& e) const {
    const auto text = [&](std::size_t i) { return i < e.data.size() ? e.data[i] : feel::value{}; };
    const auto behind = [&](std::size_t i) { return text(i).is_null() ? "" : " (" + plain(text(i)) + ")"; };
    const auto who = [&](std::size_t i) { return person(plain(text(i))); };
    switch (e.kind) {
        case effect_kind::task_assigned: {
            const std::string why = why_chosen(plain(text(1)));
            const std::string instead = text(3).is_null() ? "" : say(" for ", ": ") + who(3);
            return say("given to ", "исполнитель — ") + who(0) + " (" + role(plain(text(2))) + ", " + why + instead +
                   "): " + task;
        }
        case effect_kind::task_unassigned:
            return say("nobody for it: ", "некому: ") + task + " (" + role(plain(text(2))) + "; " +
                   why_chosen(plain(text(1))) + (e.due == never ? "" : say(", until ", ", до ") + date(e.due)) + ")";
        case effect_kind::task_claimed:
            return who(0) + say(" takes it: ", " берёт задачу: ") + task;
        case effect_kind::task_returned:
            return who(0) + say(" gives it back: ", " возвращает задачу: ") + task + behind(1);
        default:
            return say("handed on ", "передано ") +
                   (text(0).is_null() ? "" : say("by ", "от: ") + who(0) + say(" ", ", ")) + say("to ", "кому: ") +
                   who(1) + ": " + task + behind(2);
    }
}

std::string words::due_moved(const machine& m, const effect& e) const {
    const state& at = m.states()[e.state];
    const std::string what = at.kind == state_kind::task ? instruction(m.tasks()[at.detail])
                             : at.label.empty()          ? at.id
                                                         : at.label;
    return say("the calendar has changed, due ", "изменился календарь, срок теперь ") + date(e.due) +
           say(" now instead of ", " вместо ") + date(e.data.at(0).as_date_time().at()) + ": " + what;
}

// What people do to a run: why, and who.
std::string words::by_hand(const machine& m, const effect& e) const {
    std::string out;
    if (e.kind == effect_kind::run_paused) out = say("paused", "приостановлено");
    if (e.kind == effect_kind::run_resumed) out = say("resumed", "возобновлено");
    if (e.kind == effect_kind::run_cancelled) out = say("cancelled", "отменено");
    if (e.kind == effect_kind::run_jumped) {
        const state& to = m.states()[e.state];
        out = say("moved to ", "переведено на ") + quoted(to.kind == state_kind::end ? end(m, e.state)
                                                          : to.label.empty()         ? to.id
                                                                                     : to.label);
    }
    if (!e.data.empty()) out += ": " + plain(e.data[0]);
    const feel::value who = e.origin.is_null() ? feel::value{} : e.origin.get("actor");
    return who.is_null() ? out : out + " (" + person(plain(who)) + ")";
}

std::string words::sentence(const effect& e, std::span<const effect> before) const {
    const machine& m = rules_.machines()[e.regulation];
    switch (e.kind) {
        case effect_kind::run_started:
            return say("started because ", "начато: ") + why_started(e);
        case effect_kind::start_refused:
            return say("not started: ", "не начато: ") + why_refused(to_string(e.why));
        case effect_kind::merged:
            return e.data[0] == feel::value{true} ? say("the same as ", "объединён с ") + plain(e.data[1])
                                                  : say("goes on as ", "дальше ведётся как ") + plain(e.data[1]);
        case effect_kind::start_queued:
            return say("stands in line", "встаёт в очередь") +
                   (e.data.empty() ? "" : say(" for ", ": ") + plain(e.data[0]));
        case effect_kind::state_entered:
            return entered(m, e);
        case effect_kind::facts_set:
            return facts_set(m, e);
        case effect_kind::contact_waits:
            return say("may not be made yet: ", "пока нельзя: ") +
                   quoted(instruction(m.tasks()[m.states()[e.state].detail])) + "; " + why_refused(to_string(e.why)) +
                   (e.due == never ? "" : say(", from ", ", можно с ") + date(e.due));
        case effect_kind::contact_dropped:
            return say("not made: ", "не делаем: ") + quoted(instruction(m.tasks()[m.states()[e.state].detail])) +
                   "; " + why_refused(to_string(e.why));
        case effect_kind::person_asked:
        case effect_kind::person_released:
        case effect_kind::person_given:
        case effect_kind::branch_cancelled:
            return {};  // what came of them is told by itself
        case effect_kind::event_emitted:
            return say("told: ", "сигнал: ") + event(e.event) +
                   (e.whom.is_null() ? "" : say(" to ", ", кому: ") + plain(e.whom));
        case effect_kind::run_finished:
            return finished(m, e);
        case effect_kind::run_cancelled:
        case effect_kind::run_paused:
        case effect_kind::run_resumed:
        case effect_kind::run_jumped:
            return by_hand(m, e);
        case effect_kind::run_requested:
        case effect_kind::run_returned:
        case effect_kind::run_called_off:
            return about_run(m, e);
        case effect_kind::run_migrated:
            return say("goes on by version ", "идёт дальше по версии ") + plain(e.data.at(1)) +
                   say(" (before: ", " (раньше: ") + plain(e.data.at(0)) + ")" + say(", at ", ", шаг ") +
                   quoted(m.states()[e.state].id);
        case effect_kind::due_moved:
            return due_moved(m, e);
        case effect_kind::run_stuck:
            return say("stuck, no branch applies at ", "остановлено, ни одна ветка не подошла: ") +
                   quoted(m.states()[e.state].label.empty() ? m.states()[e.state].id : m.states()[e.state].label);
        case effect_kind::action_requested:
        case effect_kind::action_done:
        case effect_kind::action_failed:
        case effect_kind::action_timed_out:
        case effect_kind::action_cancelled:
            return about_call(m, e);
        default:
            return about_task(m, e, before);
    }
}

}  // namespace reglament
