#include "control/drill_world.hpp"

#include "control/assumed.hpp"
#include "feel/number_range.hpp"

#include <reglament/control/script_play.hpp>

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

namespace reglament {

namespace {

using action = scenario_step::action;
using std::chrono::hours;

constexpr std::size_t most_at_once = 1U << 16U;  // effects
constexpr int tries = 20;                        // to begin a run by lot

// Of one client there is no rank: classes are those that the story gives.
engine_options alone() {
    engine_options how;
    how.segments = false;
    return how;
}

// A working day, when nobody says another one: 3 March 2025, ten o'clock there.
instant usual_beginning(const vocabulary& words) {
    return parse_moment("2025-03-03 10:00", words.calendar.zone()).value_or(first_instant);
}

bool goes_through(const scenario& s, const std::vector<std::string>& steps) {
    return std::any_of(s.steps.begin(), s.steps.end(), [&](const scenario_step& x) {
        return std::find(steps.begin(), steps.end(), x.name.value) != steps.end();
    });
}

const scenario* chosen(const rulebook& rules, regulation_index which, std::uint16_t role, const drill_options& how) {
    if (how.story != nullptr) return how.story;
    std::vector<const scenario*> all = drill_stories(rules, which, role), through;
    for (const scenario* s : all)
        if (goes_through(*s, how.through)) through.push_back(s);
    if (!through.empty()) all = std::move(through);
    return all.empty() ? nullptr : all[(how.seed + all.size() - 1) % all.size()];
}

}  // namespace

drill_world::drill_world(std::shared_ptr<const rulebook> rules, regulation_index which, std::uint16_t role,
                         const drill_options& how)
    : rules_{std::move(rules)},
      which_{which},
      role_{role},
      story_{chosen(*rules_, which, role, how)},
      most_{how.most_moves},
      engine_{rules_, alone()},
      lots_{how.seed} {}

void drill_world::restart() {
    engine_ = engine{rules_, alone()};
    news.clear();
}

bool drill_world::begin() {
    if (story_ == nullptr) return begin_by_lot();
    if (!story_->given.empty()) post(given_event(*story_));
    while (!started_ && step(last_instant)) {
    }
    return started_;
}

// By hand, or by the event that starts it, with one thing or another as its data.
bool drill_world::begin_by_lot() {
    const start_definition& start = of().start();
    const vocabulary& words = rules_->vocabulary();
    const subject_type& about = words.subjects[words.subjects[of().subject()].root];
    const std::string who = about.name.value == "client" ? "client" : about.name.value + "/1";
    for (int i = 0; i < tries && !started_; ++i) {
        restart();
        event e{{}, {}, "facts.changed", who, usual_beginning(words), {}};
        feel::context facts;
        for (const fact& f : words.facts) {
            const bool settable = f.kind == fact_kind::stored && !words.subjects[f.about].is_part();
            if (!settable || words.subjects[f.about].name.value != about.name.value || f.segment != UINT16_MAX)
                continue;
            if (auto v = drawn(f.type); v && i > 0) facts.emplace_back(f.name.value, std::move(*v));
        }
        e.data = feel::value{std::move(facts)};
        if (i > 0) post(e);
        const bool by_event = start.what == start_kind::event;
        feel::context data = drawn_data(by_event ? words.events[start.event].data : of().regulation().input.data, true);
        e.type = by_event ? words.events[start.event].name.value : "run.start";
        if (!by_event) {
            data = feel::context{{"regulation", feel::value{of().regulation().id.value}},
                                 {"data", feel::value{std::move(data)}}};
            if (of().about_part()) data.emplace_back(words.subjects[of().subject()].key, feel::value{"1"});
        }
        e.data = feel::value{std::move(data)};
        post(e);
    }
    return started_;
}

bool drill_world::post(const event& e) {
    event told = e;
    told.time = std::max(e.time, engine_.now());
    const bool taken = engine_.post(told).status == post_status::accepted;
    const bool of_client = !told.type.starts_with("task.") && !told.type.starts_with("action.") &&
                           !told.type.starts_with("run.") && told.type != "facts.changed";
    if (taken && of_client) news.push_back({told.subject, {}, told});
    collect();
    return taken;
}

void drill_world::collect() {
    for (;;) {
        const std::vector<delivered> fresh = engine_.outbox(most_at_once);
        for (const delivered& d : fresh) {
            const effect& e = *d.effect;
            if (e.regulation != which_) continue;
            if (e.kind == effect_kind::run_started) started_ = true;
            if (e.kind == effect_kind::run_finished) output_ = of().states()[e.state].id;
            news.push_back({std::string{d.subject}, e, std::nullopt});
        }
        const bool all = fresh.size() < most_at_once;
        engine_.taken(fresh.size());
        if (all) return;
    }
}

const std::string& drill_world::story() const noexcept {
    static const std::string none;
    return story_ == nullptr ? none : story_->name.value;
}

bool drill_world::ended() const {
    run_filter which;
    which.regulation = of().regulation().id.value;
    return started_ && engine_.runs(which).empty() && (acted_ || next_told() == nullptr);
}

std::vector<task> drill_world::mine() const {
    std::vector<task> all = engine_.tasks();
    std::erase_if(all, [&](const task& t) { return !is_mine(t); });
    return all;
}

bool drill_world::is_of_task(const scenario_step& s) const noexcept {
    return s.kind != action::none && s.kind != action::event && s.kind != action::facts;
}

bool drill_world::is_of_person(const scenario_step& s) const {
    if (s.kind != action::done && s.kind != action::no_answer && s.kind != action::skipped) return false;
    if (regulation_of(*rules_, *story_, s) != which_) return false;
    return std::any_of(of().tasks().begin(), of().tasks().end(),
                       [&](const task_definition& t) { return t.id == s.name.value && t.role == role_; });
}

// What is told of a task or a call that is not there yet is told when it is.
bool drill_world::is_open(const scenario_step& s) const {
    const std::string& client = client_of(*story_, s);
    const regulation_index in = regulation_of(*rules_, *story_, s);
    if (s.kind == action::answered || s.kind == action::failed) {
        const std::vector<call> all = engine_.calls(client);
        return std::any_of(all.begin(), all.end(),
                           [&](const call& c) { return c.regulation == in && c.what->id == s.name.value && !c.waits; });
    }
    task_filter which;
    which.subject = client;
    const std::vector<task> all = engine_.tasks(which);
    return std::any_of(all.begin(), all.end(),
                       [&](const task& t) { return t.regulation == in && t.what->id == s.name.value; });
}

const scenario_step* drill_world::next_told() const {
    if (story_ == nullptr) return nullptr;
    for (const scenario_step& s : story_->steps) {
        if (s.kind == action::none || used_.contains(&s) || is_of_person(s)) continue;
        if (!is_of_task(s) || is_open(s)) return &s;
    }
    return nullptr;
}

bool drill_world::step(instant until) {
    if (broken_ || (started_ && ended())) return false;
    if (++moves_ > most_) {
        broken_ = true;
        return false;
    }
    const scenario_step* const next = next_told();
    if (next == nullptr) return play_others(until);
    const instant at = std::max(next->time, engine_.now());
    const instant timer = engine_.next_due().value_or(never);
    if (timer < at) return tick(until);
    if (at > until) return false;
    used_.insert(next);
    post(event_of(*rules_, *story_, *next));
    return true;
}

bool drill_world::tick(instant until) {
    const instant timer = engine_.next_due().value_or(never);
    if (timer > until || timer == never) return false;
    const instant before = engine_.now();
    engine_.advance(std::max(timer, before));
    constexpr std::chrono::microseconds moment{1};
    if (engine_.next_due() == timer) engine_.advance(engine_.now() + moment);  // it waits for time to go on
    collect();
    return true;
}

void drill_world::pass(instant until) {
    while (step(until)) {
    }
    engine_.advance(until);
    collect();
}

// When the story is told, the others do what is theirs, and what is listened for comes.
bool drill_world::play_others(instant until) {
    if (play_call()) return true;
    for (const task& t : engine_.tasks()) {
        if (!is_mine(t) && !t.paused) return play_task(t, until);
    }
    const bool idle = mine().empty();
    if (idle && play_listen(until, false)) return true;  // of what waits for ever, before what others have planned
    if (engine_.next_due()) return tick(until);
    return idle && play_listen(until, true);
}

bool drill_world::play_call() {
    for (const call& c : engine_.calls()) {
        if (c.waits) continue;
        feel::context result;
        for (const attribute& a : rules_->vocabulary().actions[c.what->action].result)
            if (!a.optional)
                result.emplace_back(a.name.value,
                                    assumed_value(a.type, engine_.now(), rules_->vocabulary().calendar.zone()));
        const bool done = engine_.answered(c.subject, c.number, feel::value{std::move(result)}, engine_.now()).status ==
                          post_status::accepted;
        collect();
        if (done) return true;
    }
    return false;
}

// An hour later, or when it is due.
bool drill_world::play_task(const task& t, instant until) {
    const instant at = std::max(engine_.now(), std::min(t.due, t.created + hours{1}));
    if (const instant timer = engine_.next_due().value_or(never); timer < at) return tick(until);
    if (at > until) return false;
    const answer a = answer_of(t);
    const std::string subject{t.subject};
    const std::uint32_t number = t.number;
    const feel::value form = filled(*t.what, a.told);
    use(a);
    bool taken = engine_.complete(subject, number, form, at).status == post_status::accepted;
    if (!taken) taken = engine_.skipped(subject, number, at).status == post_status::accepted;
    collect();
    return taken || tick(until);
}

bool drill_world::play_listen(instant until, bool timed) {
    run_filter which;
    which.regulation = of().regulation().id.value;
    for (const open_run& r : engine_.runs(which)) {
        for (const state_index s : r.at) {
            const state& here = of().states()[s];
            if (here.kind != state_kind::listen || (here.timer && !timed) || engine_.now() + hours{1} > until) continue;
            for (const transition& t : of().transitions_of(s)) {
                if (t.on != trigger_kind::event || t.event == no_index) continue;
                const event_type& type = rules_->vocabulary().events[t.event];
                event e{{},
                        {},
                        type.name.value,
                        std::string{r.subject},
                        engine_.now() + hours{1},
                        feel::value{drawn_data(type.data, true)}};
                return post(e);
            }
        }
    }
    return false;
}

std::optional<feel::value> drill_world::drawn(const feel::type& t) {
    constexpr std::array<std::int64_t, 8> numbers{0, 1, 2, 3, 5, 10, 50, 100};
    if (t.is_enumeration()) return feel::value{t.values[draw(t.values.size())]};
    if (t.kind == feel::type_kind::boolean) return feel::value{draw(2) == 0};
    if (t.kind == feel::type_kind::number) {
        const feel::number n{numbers[draw(numbers.size())]};
        return feel::value{t.within == nullptr ? n : feel::some_number_in(*t.within, n)};
    }
    return std::nullopt;
}

feel::context drill_world::drawn_data(const std::vector<attribute>& of, bool with_texts) {
    feel::context out;
    for (const attribute& a : of) {
        if (a.optional && draw(2) == 0) continue;
        std::optional<feel::value> v = drawn(a.type);
        if (!v && with_texts && !a.optional)
            v = a.type.kind == feel::type_kind::string
                    ? feel::value{"1"}
                    : assumed_value(a.type, engine_.now(), rules_->vocabulary().calendar.zone());
        if (v && !v->is_null()) out.emplace_back(a.name.value, std::move(*v));
    }
    return out;
}

// Some way through; what would be told in one's own words is not.
feel::context drill_world::drawn_talk(const std::shared_ptr<const script>& along) {
    script_play talk{along};
    while (!talk.over()) {
        const auto choices = talk.choices();
        if (!choices.empty()) {
            talk.choose(draw(choices.size()));
            continue;
        }
        script_turn turn{static_cast<std::uint16_t>(talk.line_number()), script_turn::other, {}};
        const attribute& asked = *talk.asked();
        if (!asked.optional || draw(2) == 1) turn.answer = drawn(asked.type).value_or(feel::value{});
        (void)talk.take(turn);
    }
    return talk.form();
}

feel::context drill_world::drawn_answers(const task_definition& to) {
    if (to.goes_by == nullptr) return drawn_data(to.form, false);
    feel::context out = drawn_talk(to.goes_by);
    const auto own = static_cast<std::ptrdiff_t>(to.goes_by->form.size());
    for (auto& [name, v] : drawn_data({to.form.begin() + own, to.form.end()}, false))
        out.emplace_back(name, std::move(v));
    return out;
}

drill_world::answer drill_world::answer_of(const task& t) {
    constexpr std::uint64_t one_in = 5;
    answer out;
    for (std::size_t i = 0; story_ != nullptr && i < story_->steps.size() && out.from == nullptr; ++i) {
        const scenario_step& s = story_->steps[i];
        const bool says = s.kind == action::done || s.kind == action::no_answer;
        if (says && !used_.contains(&s) && s.name.value == t.what->id && client_of(*story_, s) == t.subject &&
            regulation_of(*rules_, *story_, s) == t.regulation)
            out.from = &s;
    }
    if (out.from != nullptr) {
        out.nobody = out.from->kind == action::no_answer;
        out.told = context_of(out.from->values);
        return out;
    }
    const machine& m = rules_->machines()[t.regulation];
    const auto here = m.find_state(t.what->id);
    const bool may_miss = story_ == nullptr && here &&
                          std::any_of(m.transitions_of(*here).begin(), m.transitions_of(*here).end(),
                                      [](const transition& x) { return x.on == trigger_kind::no_answer; });
    out.nobody = may_miss && is_mine(t) && draw(one_in) == 0;
    if (!out.nobody) out.told = drawn_answers(*t.what);
    return out;
}

void drill_world::use(const answer& a) {
    if (a.from != nullptr) used_.insert(a.from);
}

feel::value drill_world::filled(const task_definition& t, feel::context known) const {
    for (const attribute& a : t.form) {
        const bool there =
            std::any_of(known.begin(), known.end(), [&](const auto& k) { return k.first == a.name.value; });
        if (!there && !a.optional)
            known.emplace_back(a.name.value,
                               assumed_value(a.type, engine_.now(), rules_->vocabulary().calendar.zone()));
    }
    return feel::value{std::move(known)};
}

}  // namespace reglament
