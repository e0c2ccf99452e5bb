#include "control/accrediting.hpp"
#include "control/words.hpp"
#include "engine/checksum.hpp"

#include <reglament/control/training.hpp>
#include <reglament/regulation/blocks.hpp>
#include <reglament/regulation/script.hpp>

#include <algorithm>
#include <array>
#include <set>
#include <utility>

namespace reglament {

namespace {

constexpr std::array<std::string_view, 4> mastery_names{"none", "knows", "can", "changed"};

// A text that says all that somebody in a step has to know, part by part.
class step_text {
public:
    explicit step_text(const rulebook& rules, const machine& m) : words_{rules.vocabulary()}, m_{m} {
        each_outer_block(m.regulation(), [&](const block& steps) {
            each_step(steps, [&](const step& s) {
                if (const auto* d = std::get_if<decide_step>(&s.kind)) tables_[s.id.value] = &d->table;
            });
        });
    }

    std::string of(state_index s) {
        text_.clear();
        task(m_.tasks()[m_.states()[s].detail], m_.states()[s]);
        std::set<state_index> seen{s};
        ways(s, seen);
        return std::move(text_);
    }

private:
    void add(std::string_view part) {
        text_ += std::to_string(part.size());
        text_ += ':';
        text_ += part;
    }
    void add(const std::optional<period>& p) { add(p ? to_string(*p) : std::string{}); }
    void add_role(std::uint16_t role) { add(role == no_index ? std::string{} : words_.roles[role].name.value); }

    void task(const task_definition& t, const state& s) {
        add(t.id);
        add(t.instruction);
        add_role(t.role);
        add(s.timer);
        add(t.norm);
        add(t.channel == no_index ? std::string{} : words_.channels[t.channel].name.value);
        add(t.optional ? "optional" : "");
        add(std::to_string(t.attempts));
        for (const std::string& r : t.resources) add(r);
        for (const attribute& a : t.form) {
            add(a.name.value);
            add(to_string(a.type));
            add(a.optional ? "optional" : "");
        }
        if (t.goes_by != nullptr) add(t.goes_by->text);
        for (const task_definition::rung& r : t.ladder) {
            add(r.after);
            add_role(r.escalate);
        }
    }

    // Up to where a run rests again.
    void ways(state_index from, std::set<state_index>& seen) {
        for (const transition& t : m_.transitions_of(from)) {
            const state& to = m_.states()[t.to];
            add(to_string(t.on));
            add(t.label);
            add(to.id);
            if (rests(to.kind)) {
                add(to.timer);
            } else if (seen.insert(t.to).second) {
                table(to);
                ways(t.to, seen);
            }
        }
    }

    void table(const state& s) {
        const auto known = tables_.find(s.id);
        if (s.kind != state_kind::decide || known == tables_.end()) return;
        for (const auto& input : known->second->inputs) add(input.expression.value);
        for (const auto& output : known->second->outputs) add(output.name.value + output.fallback.value);
        for (const auto& rule : known->second->rules) {
            for (const auto& cell : rule.inputs) add(cell.value);
            for (const auto& cell : rule.outputs) add(cell.value);
        }
    }

    const vocabulary& words_;
    const machine& m_;
    std::map<std::string, const feel::decision_table*> tables_;
    std::string text_;
};

// What of `steps` is not as somebody knows it.
std::vector<std::string> unknown(const step_hashes& steps, const std::set<std::pair<std::string, std::string>>& known) {
    std::vector<std::string> out;
    for (const auto& [id, hash] : steps)
        if (!known.contains({id, hash})) out.push_back(id);
    return out;
}

// Goes over the repetitions of one person, version by version.
class examiner {
public:
    examiner(step_hashes now, std::uint32_t needed) : now_{std::move(now)}, needed_{needed} {}

    void take(const drill_record& r) {
        if (r.steps != in_) {
            in_ = r.steps;
            row_ = 0;
            asked_ = learned_ ? unknown(r.steps, known_) : std::vector<std::string>{};
        }
        if (r.clean) clean_ = true;
        if (learned_ && !asked_.empty() && !goes_through(r)) return;
        row_ = r.clean ? row_ + 1 : 0;
        if (row_ < needed_ || (learned_ && asked_.empty())) return;
        learn(r);
    }

    void meet(const drill_record& r) {
        for (const std::string& id : r.done)
            if (const auto hash = r.steps.find(id); hash != r.steps.end()) met_.emplace(id, hash->second);
        if (r.steps == now_) ++of_this_;
    }

    [[nodiscard]] accreditation told(const std::string& version) const {
        accreditation a;
        a.needed = needed_;
        a.repetitions = of_this_;
        a.version = version_;
        a.since = since_;
        a.not_met = unknown(now_, met_);
        if (learned_) a.asked = unknown(now_, known_);
        a.in_a_row = in_ == now_ ? row_ : 0;
        a.level = clean_ ? mastery::knows : mastery::none;
        if (learned_) a.level = a.asked.empty() ? mastery::can : mastery::changed;
        if (a.level == mastery::can) a.version = version;
        return a;
    }

private:
    [[nodiscard]] bool goes_through(const drill_record& r) const {
        return std::any_of(asked_.begin(), asked_.end(), [&](const std::string& s) {
            return std::find(r.done.begin(), r.done.end(), s) != r.done.end();
        });
    }
    void learn(const drill_record& r) {
        learned_ = true;
        since_ = r.at;
        version_ = r.version;
        known_.insert(r.steps.begin(), r.steps.end());
        asked_.clear();
    }

    std::string version_;
    step_hashes now_, in_;
    std::uint32_t needed_, row_ = 0;
    std::uint64_t of_this_ = 0;
    bool clean_ = false, learned_ = false;
    instant since_ = never;
    std::vector<std::string> asked_;
    std::set<std::pair<std::string, std::string>> known_, met_;
};

}  // namespace

std::string_view to_string(mastery m) noexcept {
    return mastery_names[static_cast<std::size_t>(m)];
}

step_hashes steps_of(const rulebook& rules, regulation_index which, std::uint16_t role) {
    const machine& m = rules.machines()[which];
    step_text text{rules, m};
    std::map<std::string, std::string> said;
    for (std::size_t s = 0; s < m.states().size(); ++s) {
        const state& here = m.states()[s];
        if (here.kind != state_kind::task || m.tasks()[here.detail].role != role) continue;
        said[here.id] += text.of(static_cast<state_index>(s));
    }
    step_hashes out;
    for (const auto& [id, what] : said) out[id] = content_hash(what);
    return out;
}

accreditation accredit(const regulation& of, step_hashes now, std::span<const drill_record* const> theirs,
                       std::uint32_t needed) {
    examiner looks{std::move(now), needed};
    for (const drill_record* one : theirs) {
        looks.take(*one);
        looks.meet(*one);
    }
    accreditation out = looks.told(of.version);
    const std::size_t first = theirs.size() > needed ? theirs.size() - needed : 0;
    for (std::size_t i = first; i < theirs.size(); ++i) out.deviations += theirs[i]->deviations.size();
    return out;
}

accreditation accreditation_of(const rulebook& rules, regulation_index which, std::uint16_t role,
                               std::string_view person, std::span<const drill_record> records, std::uint32_t needed) {
    const regulation& r = rules.machines()[which].regulation();
    const std::string& name = rules.vocabulary().roles[role].name.value;
    std::vector<const drill_record*> theirs;
    for (const drill_record& one : records) {
        if (one.person == person && one.regulation == r.id.value && one.role == name) theirs.push_back(&one);
    }
    return accredit(r, steps_of(rules, which, role), theirs, needed);
}

std::string to_text(const accreditation& a, const rulebook& rules, language lang) {
    const words say{rules, lang};
    std::string row = std::to_string(a.in_a_row) + say.say(" of ", " из ") + std::to_string(a.needed) +
                      say.say(" clean in a row", " чистых подряд");
    if (a.level == mastery::can)
        return say.say("accredited for version ", "есть аккредитация, версия ") + a.version +
               say.say(" since ", ", с ") + say.date(a.since);
    if (a.level != mastery::changed) return row;
    std::string steps;
    for (const std::string& s : a.asked) steps += (steps.empty() ? "" : ", ") + s;
    return say.say("accredited for version ", "аккредитация была по версии ") + a.version +
           say.say("; what has changed is asked anew: ", "; заново спрашивается то, что изменилось: ") + steps + "; " +
           row;
}

}  // namespace reglament
