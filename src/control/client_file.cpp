#include "control/words.hpp"

#include <reglament/control/client_file.hpp>

#include <utility>

namespace reglament {

namespace {

class file_writer {
public:
    file_writer(const engine& e, std::string_view subject, language lang)
        : engine_{e}, rules_{e.rules()}, say_{rules_, lang}, subject_{subject} {}

    feel::value write(std::span<const effect> history) {
        const auto known = engine_.find_client(subject_);
        if (!known) return {};
        const record& r = engine_.state(*known);
        feel::context out{{"subject", feel::value{subject_}},
                          {"kind", feel::value{rules_.vocabulary().subjects[r.subject].name.value}},
                          {"facts", facts(engine_.facts(*known), r.subject)},
                          {"parts", parts(r)},
                          {"runs", runs()},
                          {"tasks", tasks()},
                          {"calls", calls()},
                          {"contacts", contacts(r)},
                          {"merged", merged(r)},
                          {"history", told(history)}};
        return feel::value{std::move(out)};
    }

private:
    [[nodiscard]] feel::value time(instant t) const {
        if (t == never || t == instant::min()) return {};
        return feel::value{to_string(t, rules_.vocabulary().calendar.zone())};
    }
    static feel::value number(std::uint64_t n) { return feel::value{feel::number{n}}; }
    [[nodiscard]] feel::value id_of(regulation_index r) const {
        return feel::value{rules_.machines()[r].regulation().id.value};
    }

    // Those of the record, or of one of its parts.
    [[nodiscard]] feel::value facts(const std::vector<feel::value>& values, subject_index about) const {
        const bool of_part = rules_.vocabulary().subjects[about].is_part();
        feel::context all;
        const auto& facts = rules_.vocabulary().facts;
        for (std::size_t i = 0; i < facts.size(); ++i) {
            const std::size_t at = of_part ? facts[i].slot : i;
            if (facts[i].about != about || at >= values.size() || values[at].is_null()) continue;
            all.emplace_back(facts[i].name.value, values[at]);
        }
        return feel::value{std::move(all)};
    }

    [[nodiscard]] feel::value parts(const record& r) const {
        feel::list all;
        for (const part& p : r.parts) {
            all.emplace_back(feel::context{{"kind", feel::value{rules_.vocabulary().subjects[p.subject].name.value}},
                                           {"key", feel::value{p.key}},
                                           {"facts", facts(p.facts, p.subject)}});
        }
        return feel::value{std::move(all)};
    }

    [[nodiscard]] feel::value runs() const {
        run_filter which;
        which.subject = subject_;
        feel::list all;
        for (const open_run& r : engine_.runs(which)) {
            feel::list at;
            for (const state_index s : r.at) at.emplace_back(rules_.machines()[r.regulation].states()[s].id);
            all.emplace_back(feel::context{{"run", number(r.number)},
                                           {"regulation", id_of(r.regulation)},
                                           {"part", feel::value{r.part}},
                                           {"state", feel::value{to_string(r.state)}},
                                           {"started", time(r.started)},
                                           {"due", time(r.due)},
                                           {"at", feel::value{std::move(at)}}});
        }
        return feel::value{std::move(all)};
    }

    [[nodiscard]] feel::value tasks() const {
        task_filter which;
        which.subject = subject_;
        feel::list all;
        for (const task& t : engine_.tasks(which)) {
            all.emplace_back(feel::context{{"task", number(t.number)},
                                           {"regulation", id_of(t.regulation)},
                                           {"step", feel::value{t.what->id}},
                                           {"do", feel::value{say_.instruction(*t.what, t.values)}},
                                           {"role", feel::value{t.role}},
                                           {"person", feel::value{t.person}},
                                           {"created", time(t.created)},
                                           {"due", time(t.due)}});
        }
        return feel::value{std::move(all)};
    }

    [[nodiscard]] feel::value calls() const {
        feel::list all;
        for (const call& c : engine_.calls(subject_)) {
            const auto& inputs = rules_.vocabulary().actions[c.what->action].data;
            feel::context data;
            for (std::size_t i = 0; i < inputs.size() && i < c.data.size(); ++i) {
                if (!c.data[i].is_null()) data.emplace_back(inputs[i].name.value, c.data[i]);
            }
            all.emplace_back(feel::context{{"call", number(c.number)},
                                           {"regulation", id_of(c.regulation)},
                                           {"action", feel::value{c.action}},
                                           {"data", feel::value{std::move(data)}},
                                           {"created", time(c.created)}});
        }
        return feel::value{std::move(all)};
    }

    [[nodiscard]] feel::value contacts(const record& r) const {
        feel::list all;
        for (const contact& c : r.contacts) {
            all.emplace_back(feel::context{{"channel", feel::value{rules_.vocabulary().channels[c.channel].name.value}},
                                           {"made", feel::value{c.made}},
                                           {"at", time(c.at)}});
        }
        return feel::value{std::move(all)};
    }

    static feel::value merged(const record& r) {
        feel::list all;
        for (const merger& m : r.merged) all.emplace_back(m.key);
        return feel::value{std::move(all)};
    }

    [[nodiscard]] feel::value told(std::span<const effect> history) const {
        feel::list all;
        for (const effect& e : history) {
            feel::context one{{"number", number(e.sequence)},
                              {"at", time(e.at)},
                              {"kind", feel::value{to_string(e.kind)}},
                              {"regulation", id_of(e.regulation)},
                              {"words", feel::value{say_.sentence(e, history)}}};
            if (!e.data.empty()) one.emplace_back("data", feel::value{feel::list(e.data.begin(), e.data.end())});
            if (!e.whom.is_null()) one.emplace_back("for", e.whom);
            if (!e.origin.is_null()) one.emplace_back("origin", e.origin);
            all.emplace_back(std::move(one));
        }
        return feel::value{std::move(all)};
    }

    const engine& engine_;
    const rulebook& rules_;
    words say_;
    std::string_view subject_;
};

}  // namespace

feel::value client_file(const engine& e, std::string_view subject, std::span<const effect> history, language lang) {
    return file_writer{e, subject, lang}.write(history);
}

}  // namespace reglament
