#include "proof/story.hpp"

#include "feel/number_range.hpp"

#include <algorithm>
#include <array>

namespace reglament::proof_stage {

namespace {

constexpr std::int64_t most_events = 20;  // that one fact is made of

std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + '"';
}

// A value of a type, for data that nobody looks at.
feel::value any_of(const feel::type& t) {
    using enum feel::type_kind;
    switch (t.kind) {
        case boolean:
            return feel::value{true};
        case number:
            return feel::value{t.within == nullptr ? feel::number{1} : feel::some_number_in(*t.within, 1)};
        case date:
            return feel::value{*feel::parse_date("2025-06-16")};
        case date_time:
            return feel::value{*feel::parse_date_time("2025-06-16T12:00:00Z")};
        case time:
            return feel::value{*feel::parse_time("12:00:00")};
        case time_duration:
            return feel::value{feel::time_duration{86'400, 0}};
        case list:
            return feel::value{feel::list{}};
        default:
            return t.is_enumeration() ? feel::value{t.values.front()} : feel::value{"text"};
    }
}

class teller {
public:
    teller(const rulebook& rules, regulation_index which)
        : rules_{rules}, words_{rules.vocabulary()}, m_{rules.machines()[which]} {}

    bool tell(const std::vector<example_step>& way, const std::vector<std::uint16_t>& transitions) {
        for (std::size_t i = 0; i < way.size() && sound_; ++i) {
            if (i == 0) {
                start(way[i]);
            } else {
                happen(way[i], transitions[i]);
            }
        }
        return sound_;
    }

    std::vector<told_step> steps;

private:
    void refuse() { sound_ = false; }

    told_step& add(std::string did, std::string name, feel::context data = {}) {
        told_step s;
        s.did = std::move(did);
        s.name = std::move(name);
        s.data = std::move(data);
        return steps.emplace_back(std::move(s));
    }
    void pass(std::string period) { add({}, {}).after = std::move(period); }
    void pass(const period& p) { pass(reglament::to_string(p)); }

    const fact* fact_of(std::string_view name) const {
        for (const fact& f : words_.facts)
            if (f.name.value == name) return &f;
        return nullptr;
    }

    // Facts that are told go into one step; what is gathered is made of events.
    void know(const feel::context& facts, event_index by) {
        feel::context told;
        for (const auto& [name, v] : facts) {
            const fact* const f = fact_of(name);
            if (f == nullptr) continue;
            if (words_.subjects[f->about].is_part()) {
                if (!v.is_null() && !is_told_by(by, name)) refuse();
                continue;
            }
            if (is_computed(f->kind)) continue;
            if (is_gathered(f->kind)) {
                gather(*f, v);
            } else {
                told.emplace_back(name, v);
            }
        }
        if (!told.empty()) {
            told_step s;
            s.facts = std::move(told);
            steps.push_back(std::move(s));
        }
    }

    bool is_told_by(event_index e, std::string_view fact) const {
        if (e == no_index) return false;
        return std::any_of(rules_.settings(e).begin(), rules_.settings(e).end(),
                           [&](const auto& s) { return words_.facts[s.first].name.value == fact; });
    }

    // Of a fact that counts events: so many of them; else one that brings the value.
    void gather(const fact& f, const feel::value& v) {
        const bool counts = f.kind == fact_kind::count;
        if (v.is_null() || (v.kind() == feel::value_kind::number && v.as_number().is_zero())) return;
        if (f.from.empty() || v.kind() != feel::value_kind::number || f.kind == fact_kind::distinct) return refuse();
        const auto times = counts ? v.as_number().to_int64() : std::optional<std::int64_t>{1};
        if (!times || *times > most_events || *times < 1) return refuse();
        const fact::origin& from = f.from.front();
        for (std::int64_t i = 0; i < *times; ++i) {
            feel::context data;
            for (const attribute& a : words_.events[from.event].data) {
                if (!counts && a.name.value == from.attribute) {
                    data.emplace_back(a.name.value, v);
                } else if (!a.optional) {
                    data.emplace_back(a.name.value, any_of(a.type));
                }
            }
            add("event", words_.events[from.event].name.value, std::move(data));
        }
    }

    // Data that the proof has no need of, and facts that the event itself brings.
    feel::context completed(event_index e, feel::context data, const feel::context& facts) {
        for (std::size_t i = 0; i < words_.events[e].data.size(); ++i) {
            const attribute& a = words_.events[e].data[i];
            if (std::any_of(data.begin(), data.end(), [&](const auto& d) { return d.first == a.name.value; })) continue;
            for (const auto& [fact, attribute] : rules_.settings(e)) {
                if (attribute != i) continue;
                for (const auto& [name, v] : facts)
                    if (name == words_.facts[fact].name.value && !v.is_null()) data.emplace_back(a.name.value, v);
            }
            const bool there = !data.empty() && data.back().first == a.name.value;
            if (!there && !a.optional) data.emplace_back(a.name.value, any_of(a.type));
        }
        return data;
    }

    void start(const example_step& s) {
        const start_definition& how = m_.start();
        event_index by = how.what == start_kind::event ? how.event : event_index{no_index};
        know(s.facts, by);
        switch (how.what) {
            case start_kind::event:
                add("event", words_.events[how.event].name.value, completed(how.event, s.data, s.facts));
                break;
            case start_kind::silence:
                if (how.counted != start_rule::since::last_event || !how.lasting) return refuse();
                add("event", words_.events[how.event].name.value, completed(how.event, {}, s.facts));
                pass(*how.lasting);
                break;
            case start_kind::call:
                add("event", "run.start", s.data);
                break;
            case start_kind::condition:
                if (how.lasting) pass(*how.lasting);
                break;
            default:
                return refuse();
        }
        if (m_.about_part()) {
            const subject_type& part = words_.subjects[m_.subject()];
            if (how.what != start_kind::event || steps.empty()) return refuse();
            for (auto& [name, v] : steps.back().data)
                if (name == part.key) v = feel::value{"1"};
        }
        if (steps.empty()) return refuse();
        steps.front().at = "2025-06-16 12:00";
    }

    void happen(const example_step& s, std::uint16_t transition) {
        const event_index e = transition == no_index ? event_index{no_index} : m_.transitions()[transition].event;
        know(s.facts, e);
        if (transition == no_index) return refuse();
        const reglament::transition& t = m_.transitions()[transition];
        const state& at = m_.states()[t.from];
        if (t.on == trigger_kind::event || t.on == trigger_kind::beside) {
            add("event", s.name, completed(t.event, s.data, s.facts));
        } else if (t.on == trigger_kind::timer) {
            if (at.kind == state_kind::call || !at.timer) return refuse();
            pass(*at.timer);
        } else if (t.on == trigger_kind::condition) {
            if (at.kind != state_kind::await || at.detail == no_index) return refuse();
            const std::uint16_t program = m_.awaits()[at.detail].program;
            if (program != no_index && m_.programs()[program].result_type().kind != feel::type_kind::boolean) refuse();
        } else if (at.kind == state_kind::task) {
            of_task(s, t, at);
        } else if (at.kind == state_kind::call) {
            if (t.on == trigger_kind::task_done) add("answered", at.id, s.data);
            if (t.on == trigger_kind::exhausted) add("failed", at.id, {{"final", feel::value{true}}});
            if (t.on == trigger_kind::no_answer) add("failed", at.id, {});
        } else {
            refuse();
        }
    }

    void of_task(const example_step& s, const reglament::transition& t, const state& at) {
        const task_definition& task = m_.tasks()[at.detail];
        if (task.channel != no_index || !task.ways.empty()) return refuse();  // others have a say in it
        if (t.on == trigger_kind::task_done) {
            add("done", at.id, s.data);
            tried_ = 0;
        } else if (t.on == trigger_kind::no_answer) {
            add("no answer", at.id);
            ++tried_;
        } else if (t.on == trigger_kind::exhausted) {
            exhaust(task, t.from, at.id);
        } else if (t.on == trigger_kind::late) {
            if (!at.timer) return refuse();
            pass(*at.timer);
            for (std::size_t i = 0; i < task.ladder.size(); ++i)
                if (task.ladder[i].after) pass(*task.ladder[i].after);
        } else if (t.on == trigger_kind::skip) {
            if (task.lapses && at.timer) return pass(*at.timer);
            add("skipped", at.id);
        }
    }

    // Nobody answers until the last attempt.
    void exhaust(const task_definition& task, state_index at, const std::string& id) {
        std::optional<period> pause;
        for (const transition& t : m_.transitions_of(at))
            if (t.on == trigger_kind::no_answer) pause = m_.states()[t.to].timer;
        if (task.attempts > most_events) return refuse();
        for (; tried_ + 1 < task.attempts; ++tried_) {
            add("no answer", id);
            if (pause) pass(*pause);
        }
        add("no answer", id);
        tried_ = 0;
    }

    const rulebook& rules_;
    const vocabulary& words_;
    const machine& m_;
    std::uint32_t tried_ = 0;
    bool sound_ = true;
};

void write_values(std::string& out, std::string_view key, const feel::context& values) {
    if (values.empty()) return;
    out += "    " + std::string{key} + ":\n";
    for (const auto& [name, v] : values) out += "      " + name + ": " + yaml_value(v) + "\n";
}

std::string_view key_of(std::string_view did) {
    if (did == "done") return "form";
    if (did == "answered") return "result";
    return "data";
}

}  // namespace

std::string yaml_value(const feel::value& v) {
    switch (v.kind()) {
        case feel::value_kind::null:
            return "null";
        case feel::value_kind::string:
            return quoted(v.as_string());
        case feel::value_kind::list: {
            std::string out = "[";
            for (const feel::value& each : v.as_list()) out += (out.size() > 1 ? ", " : "") + yaml_value(each);
            return out + "]";
        }
        default: {
            std::string text = feel::to_string(v);
            for (const std::string_view word : {"date and time(\"", "date(\"", "time(\"", "duration(\""}) {
                if (!text.starts_with(word) || !text.ends_with("\")")) continue;
                text = text.substr(word.size(), text.size() - word.size() - 2);
            }
            return text;
        }
    }
}

std::optional<std::vector<told_step>> tell_way(const rulebook& rules, regulation_index which,
                                               const std::vector<example_step>& way,
                                               const std::vector<std::uint16_t>& transitions) {
    teller t{rules, which};
    if (way.empty() || way.size() != transitions.size() || !t.tell(way, transitions)) return std::nullopt;
    return std::move(t.steps);
}

std::string write_story(std::string_view name, std::string_view regulation, const std::vector<told_step>& steps) {
    std::string out = "scenario: " + quoted(name) + "\nregulation: " + std::string{regulation} + "\nsteps:\n";
    for (const told_step& s : steps) {
        std::string body;
        if (!s.did.empty()) body += "    " + s.did + ": " + s.name + "\n";
        if (s.at) body += "    at: " + *s.at + "\n";
        if (s.after) body += "    after: " + *s.after + "\n";
        if (s.did == "failed") {
            for (const auto& [key, v] : s.data) body += "    " + key + ": " + yaml_value(v) + "\n";
        } else {
            write_values(body, key_of(s.did), s.data);
        }
        write_values(body, "facts", s.facts);
        if (!s.expect.empty()) body += "    expect:\n      " + s.expect + "\n";
        if (body.empty()) continue;
        body[2] = '-';
        out += body;
    }
    return out;
}

}  // namespace reglament::proof_stage
