#include "proof/conflicts.hpp"

#include <algorithm>
#include <map>

namespace reglament::proof_stage {

namespace {

// Whether one and the same thing starts both.
bool same_cause(const machine& a, const machine& b) {
    const start_definition &x = a.start(), &y = b.start();
    if (a.subject() != b.subject() || x.what != y.what) return false;
    if (x.what == start_kind::event) return x.event == y.event;
    if (x.what == start_kind::silence) return x.event == y.event && x.lasting == y.lasting && x.counted == y.counted;
    return x.what == start_kind::condition && x.lasting == y.lasting;
}

std::string text_of(const feel::value& v) {
    return v.kind() == feel::value_kind::string ? std::string{v.as_string()} : feel::to_string(v);
}

class conflict_finder {
public:
    conflict_finder(const rulebook& rules, const std::vector<std::unique_ptr<explorer>>& all,
                    std::vector<finding>& found)
        : rules_{rules}, all_{all}, found_{found} {}

    void find() {
        const auto machines = rules_.machines();
        for (regulation_index a = 0; a < machines.size(); ++a) {
            for (regulation_index b = static_cast<regulation_index>(a + 1); b < machines.size(); ++b) {
                if (all_[a] && all_[b] && same_cause(machines[a], machines[b])) compare(a, b);
            }
        }
        find_circles();
    }

private:
    [[nodiscard]] place place_of(regulation_index which, const deed& d) const {
        const machine& m = rules_.machines()[which];
        return {m.regulation().file, m.states()[d.on.at].where};
    }

    [[nodiscard]] finding about(std::string_view code, regulation_index a, const deed& x, regulation_index b,
                                const deed& y, std::vector<std::string> arguments) const {
        finding f;
        f.kind = flaw::conflict;
        f.regulation = a;
        f.state = x.on.at;
        issues one;
        one.add(code, place_of(a, x), std::move(arguments));
        f.what = one[0];
        f.others.push_back(place_of(b, y));
        return f;
    }

    void compare(regulation_index a, regulation_index b) {
        std::vector<std::pair<deed::kind_of, std::uint16_t>> told;
        for (const deed& x : all_[a]->deeds()) {
            for (const deed& y : all_[b]->deeds()) {
                const std::pair key{x.kind, x.of};
                if (x.kind != y.kind || x.of != y.of || std::find(told.begin(), told.end(), key) != told.end())
                    continue;
                if (x.kind == deed::kind_of::sets ? sets(a, x, b, y) : contacts(a, x, b, y)) told.push_back(key);
            }
        }
    }

    bool sets(regulation_index a, const deed& x, regulation_index b, const deed& y) {
        if (x.value == y.value) return false;
        const fact& f = rules_.vocabulary().facts[x.of];
        return both(about("proof-conflict-facts", a, x, b, y,
                          {rules_.machines()[a].regulation().id.value, rules_.machines()[b].regulation().id.value,
                           f.name.value, text_of(x.value), text_of(y.value)}),
                    a, x, b, y);
    }

    // A contact policy settles which of them goes first.
    bool contacts(regulation_index a, const deed& x, regulation_index b, const deed& y) {
        if (x.kind != deed::kind_of::contacts || !rules_.vocabulary().contacts.limits.empty()) return false;
        if (x.on.happenings.size() > 1 || y.on.happenings.size() > 1) return false;
        return both(about("proof-conflict-contact", a, x, b, y,
                          {rules_.machines()[a].regulation().id.value, rules_.machines()[b].regulation().id.value,
                           rules_.vocabulary().channels[x.of].name.value}),
                    a, x, b, y);
    }

    // Each one's way there lets the other one begin.
    bool both(finding f, regulation_index a, const deed& x, regulation_index b, const deed& y) {
        finding other = f;
        const auto machines = rules_.machines();
        if (!all_[b]->also_begins(other, y.on, machines[a]) || !all_[a]->also_begins(f, x.on, machines[b]))
            return false;
        found_.push_back(std::move(f));
        return true;
    }

    // Events that cause each other within one step, for ever.
    void find_circles() {
        struct edge {
            event_index to = no_index;
            regulation_index by = 0;
            const deed* how = nullptr;
        };
        std::map<event_index, std::vector<edge>> leads;
        const auto machines = rules_.machines();
        for (regulation_index i = 0; i < machines.size(); ++i) {
            const start_definition& start = machines[i].start();
            if (!all_[i] || start.what != start_kind::event || start.again || start.once || start.limit) continue;
            for (const deed& d : all_[i]->deeds())
                if (d.kind == deed::kind_of::emits && d.on.happenings.size() == 1)
                    leads[start.event].push_back({d.of, i, &d});
        }
        std::map<event_index, int> seen;  // 1: on the way, 2: done
        const auto walk = [&](const auto& self, event_index at) -> void {
            seen[at] = 1;
            for (const edge& e : leads[at]) {
                if (seen[e.to] == 1) tell_circle(e.by, *e.how, at, e.to);
                if (seen[e.to] == 0) self(self, e.to);
            }
            seen[at] = 2;
        };
        std::vector<event_index> from;
        for (const auto& [e, edges] : leads) from.push_back(e);
        for (const event_index e : from)
            if (seen[e] == 0) walk(walk, e);
    }

    void tell_circle(regulation_index by, const deed& how, event_index heard, event_index emitted) {
        const auto& events = rules_.vocabulary().events;
        finding f =
            about("proof-event-circle", by, how, by, how, {events[heard].name.value, events[emitted].name.value});
        f.kind = flaw::livelock;
        f.others.clear();
        found_.push_back(std::move(f));
    }

    const rulebook& rules_;
    const std::vector<std::unique_ptr<explorer>>& all_;
    std::vector<finding>& found_;
};

}  // namespace

void find_conflicts(const rulebook& rules, const std::vector<std::unique_ptr<explorer>>& by_regulation,
                    std::vector<finding>& found) {
    conflict_finder{rules, by_regulation, found}.find();
}

}  // namespace reglament::proof_stage
