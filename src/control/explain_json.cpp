// An explanation for programs: docs/explain.md.
#include "control/explain_reasons.hpp"

#include <utility>

namespace reglament {

namespace {

feel::value number(std::uint64_t n) {
    return feel::value{feel::number{n}};
}

feel::value text_or_null(const std::string& text) {
    return text.empty() ? feel::value{} : feel::value{text};
}

feel::value to_value(feel::truth t) {
    return t == feel::truth::unknown ? feel::value{} : feel::value{t == feel::truth::yes};
}

class json_writer {
public:
    json_writer(const explained& of, language lang) : of_{of}, words_{of, lang} {}

    feel::value write() {
        const regulation& r = of_.rules->machines()[of_.regulation].regulation();
        feel::list runs, starts, next, untold;
        for (const explained_run& x : of_.runs) runs.push_back(run(x));
        for (const start_attempt& x : of_.attempts) starts.push_back(start(x));
        for (const start_outlook& x : of_.outlook) next.push_back(outlook(x));
        for (const auto u : of_.limits) untold.emplace_back(to_string(u));
        return feel::value{feel::context{{"client", feel::value{of_.subject}},
                                         {"asked for", feel::value{of_.asked_for}},
                                         {"known", feel::value{of_.known}},
                                         {"regulation", feel::value{r.id.value}},
                                         {"version", feel::value{r.version}},
                                         {"as of", time(of_.as_of)},
                                         {"runs", feel::value{std::move(runs)}},
                                         {"starts", feel::value{std::move(starts)}},
                                         {"starts left out", number(of_.left_out)},
                                         {"heard", of_.watched ? number(of_.heard) : feel::value{}},
                                         {"last heard", time(of_.last_heard)},
                                         {"next", feel::value{std::move(next)}},
                                         {"untold", feel::value{std::move(untold)}}}};
    }

private:
    [[nodiscard]] feel::value time(instant t) const {
        if (t == never || t == instant::min()) return {};
        return feel::value{to_string(t, of_.rules->vocabulary().calendar.zone())};
    }
    [[nodiscard]] feel::value event(event_index e) const {
        return e == no_index ? feel::value{} : feel::value{of_.rules->vocabulary().events[e].name.value};
    }

    [[nodiscard]] static feel::value parts(const feel::explanation& e) {
        using role = feel::explanation::role;
        feel::list all;
        for (const feel::explanation& p : e.parts) all.push_back(parts(p));
        const char* const what = e.what == role::fact ? "fact" : e.what == role::constant ? "constant" : "operation";
        return feel::value{feel::context{{"text", feel::value{e.text}},
                                         {"what", feel::value{what}},
                                         {"value", e.result},
                                         {"needed", feel::value{e.decided}},
                                         {"parts", feel::value{std::move(all)}}}};
    }

    [[nodiscard]] static feel::value condition(const std::optional<tested_condition>& c) {
        if (!c) return {};
        feel::list sets;
        for (const auto& set : c->changes) {
            feel::list changes;
            for (const fact_change& x : set) {
                changes.emplace_back(feel::context{{"name", feel::value{x.name}},
                                                   {"is", x.is},
                                                   {"to", feel::value{feel::list(x.to.begin(), x.to.end())}},
                                                   {"derived", feel::value{x.derived}}});
            }
            sets.emplace_back(std::move(changes));
        }
        return feel::value{feel::context{{"text", feel::value{c->text}},
                                         {"came", to_value(c->came)},
                                         {"parts", parts(c->parts)},
                                         {"changes", feel::value{std::move(sets)}},
                                         {"all tried", feel::value{c->all_tried}}}};
    }

    [[nodiscard]] feel::value reason(const start_reason& r, std::string_view words) const {
        feel::list names;
        for (const std::string& name : r.names) names.emplace_back(name);
        return feel::value{feel::context{{"kind", feel::value{to_string(r.what)}},
                                         {"words", feel::value{words}},
                                         {"since", time(r.since)},
                                         {"until", time(r.until)},
                                         {"run", r.run == 0 ? feel::value{} : number(r.run)},
                                         {"place", r.place == 0 ? feel::value{} : number(r.place)},
                                         {"names", feel::value{std::move(names)}},
                                         {"condition", condition(r.condition)}}};
    }

    [[nodiscard]] feel::value start(const start_attempt& a) const {
        const bool refused = a.told.kind == effect_kind::start_refused;
        return feel::value{
            feel::context{{"at", time(a.told.at)},
                          {"kind", feel::value{to_string(a.told.kind)}},
                          {"part", text_or_null(a.part)},
                          {"run", a.told.run == 0 ? feel::value{} : number(a.told.run)},
                          {"event", event(a.told.event)},
                          {"since", time(a.told.due)},
                          {"words", feel::value{words_.attempt(a)}},
                          {"refusal", refused ? feel::value{to_string(a.told.why)} : feel::value{}},
                          {"why not", a.why_not ? reason(*a.why_not, words_.then(*a.why_not, a.told)) : feel::value{}},
                          {"condition", condition(a.condition)},
                          {"values told", feel::value{a.values_told}}}};
    }

    [[nodiscard]] feel::value run(const explained_run& r) const {
        const machine& m = of_.rules->machines()[r.regulation];
        feel::list rests, tasks;
        for (const explained_rest& x : r.rests) rests.push_back(rest(m, r, x));
        for (const explained_task& x : r.tasks) tasks.push_back(task(x));
        return feel::value{
            feel::context{{"run", number(r.number)},
                          {"version", feel::value{m.regulation().version}},
                          {"part", text_or_null(r.part)},
                          {"started", time(r.started.at)},
                          {"ended", r.ended ? time(r.ended->at) : feel::value{}},
                          {"output", ended_by(m, r)},
                          {"state", r.ended || r.rests.empty() ? feel::value{} : feel::value{to_string(r.state)}},
                          {"words", feel::value{words_.state(r)}},
                          {"paused since", r.paused_since ? time(*r.paused_since) : feel::value{}},
                          {"rests", feel::value{std::move(rests)}},
                          {"tasks", feel::value{std::move(tasks)}}}};
    }

    [[nodiscard]] static feel::value ended_by(const machine& m, const explained_run& r) {
        if (!r.ended || r.ended->kind != effect_kind::run_finished) return {};
        return feel::value{m.states()[r.ended->state].id};
    }

    [[nodiscard]] feel::value rest(const machine& m, const explained_run& of, const explained_rest& r) const {
        const bool waits = r.contact != refusal::none;
        return feel::value{feel::context{{"step", feel::value{m.states()[r.at].id}},
                                         {"branch", number(r.branch)},
                                         {"words", feel::value{words_.rest(of, r)}},
                                         {"since", time(r.since)},
                                         {"due", time(r.due)},
                                         {"task", r.task == 0 ? feel::value{} : number(r.task)},
                                         {"contact", waits ? feel::value{to_string(r.contact)} : feel::value{}}}};
    }

    [[nodiscard]] feel::value task(const explained_task& t) const {
        feel::list cause;
        for (const effect& e : t.cause) {
            const std::string text = words_.cause(e);
            if (!text.empty()) cause.emplace_back(text);
        }
        const vocabulary& words = of_.rules->vocabulary();
        const bool by_fact = t.person_fact != no_index;
        const bool has_role = t.what->role != no_index;
        return feel::value{
            feel::context{{"task", number(t.number)},
                          {"step", feel::value{t.what->id}},
                          {"do", feel::value{words_.in().instruction(*t.what, t.values)}},
                          {"role", has_role ? feel::value{words.roles[t.what->role].name.value} : feel::value{}},
                          {"person", text_or_null(t.person)},
                          {"why", text_or_null(t.why)},
                          {"person fact", by_fact ? feel::value{words.facts[t.person_fact].name.value} : feel::value{}},
                          {"for", feel::value{words_.person(t)}},
                          {"created", time(t.created)},
                          {"due", time(t.due)},
                          {"late", feel::value{t.late}},
                          {"cause", feel::value{std::move(cause)}}}};
    }

    [[nodiscard]] feel::value outlook(const start_outlook& x) const {
        feel::list in_the_way;
        for (const start_reason& r : x.in_the_way) in_the_way.push_back(reason(r, words_.now(r)));
        return feel::value{feel::context{{"part", text_or_null(x.part)},
                                         {"trigger", reason(x.trigger, words_.now(x.trigger))},
                                         {"in the way", feel::value{std::move(in_the_way)}}}};
    }

    const explained& of_;
    reason_words words_;
};

}  // namespace

feel::value to_value(const explained& what, language lang) {
    return json_writer{what, lang}.write();
}

}  // namespace reglament
