// The desk: picks who does a task, from what was asked, who is there now, whose turn it is, and who has how much.
#include "machine/people_desk.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace reglament {

std::string_view to_string(choice_reason r) noexcept {
    static constexpr std::array<std::string_view, 12> names{"owner",   "turn",      "load",     "substitute",
                                                            "claimed", "handed on", "no owner", "unknown person",
                                                            "no role", "no skill",  "absent",   "off shift"};
    const auto i = static_cast<std::size_t>(r);
    return i < names.size() ? names[i] : std::string_view{"?"};
}

instant people_desk::next_due() const noexcept {
    instant due = never;
    for (const task_key& k : waiting) due = std::min(due, tasks.find(k)->second.again);
    return due;
}

namespace {

std::string text_of(const feel::value& v) {
    return v.kind() == feel::value_kind::string ? std::string{v.as_string()} : std::string{};
}

/// One record of the desk in hand.
class desk_clerk {
public:
    desk_clerk(const rulebook& rules, record& r, step_output& out)
        : words_{rules.vocabulary()}, people_{words_.people}, record_{r}, desk_{r.desk.need()}, out_{out} {}

    void take(const signal& e, instant now) {
        if (e.event == static_cast<event_index>(reserved_event::people_changed)) {
            look_again(now);
        } else if (e.by != nullptr) {
            const people_desk::task_key key{text_of(e.by->subject), e.by->number};
            if (e.event == static_cast<event_index>(reserved_event::person_released)) {
                leave(key);
                desk_.tasks.erase(key);
            } else if (e.event == static_cast<event_index>(reserved_event::person_asked)) {
                ask(key, e, now);
            }
        }
        settle(now);
    }

    void wake(instant now) {
        const std::vector<people_desk::task_key> all = desk_.waiting;
        for (const auto& key : all) {
            if (desk_.tasks.find(key)->second.again <= now) find(key, now, false);
        }
        settle(now);
    }

private:
    // Who may have it, and why; nobody: why not, and when somebody will be there.
    struct choice {
        std::string person;
        choice_reason why = choice_reason::no_role;
        std::string role;
        feel::value instead;
        instant again = never;
    };

    void ask(const people_desk::task_key& key, const signal& e, instant now) {
        leave(key);
        desk_task& t = desk_.tasks[key];
        t = {};
        t.ways = e.data[0];
        t.unwanted = text_of(e.data[1]);
        if (const std::string taken = text_of(e.data[2]); !taken.empty()) {
            give(t, taken);
        } else {
            desk_.waiting.push_back(key);
            find(key, now, true);
        }
    }

    // It is with nobody, and nobody waits for it.
    void leave(const people_desk::task_key& key) {
        const auto at = desk_.tasks.find(key);
        if (at == desk_.tasks.end()) return;
        if (at->second.person.empty()) {
            std::erase(desk_.waiting, key);
            return;
        }
        const auto load = desk_.load.find(at->second.person);
        if (load != desk_.load.end() && --load->second == 0) desk_.load.erase(load);
        at->second.person.clear();
    }

    void give(desk_task& t, std::string person) {
        t.person = std::move(person);
        t.why.clear();
        t.again = never;
        ++desk_.load[t.person];
    }

    // Of one that waits. That nobody is there is told at first, and when the reason is another one.
    void find(const people_desk::task_key& key, instant now, bool first) {
        desk_task& t = desk_.tasks.find(key)->second;
        choice found = choose(t, now);
        const std::string why{to_string(found.why)};
        effect told;
        if (found.person.empty()) {
            const bool same = !first && t.why == why;
            t.why = why;
            t.again = found.again;
            if (same) return;
            told.data = {feel::value{}, feel::value{why}, feel::value{found.role}, feel::value{}, moment(found.again)};
        } else {
            told.data = {feel::value{found.person}, feel::value{why}, feel::value{found.role},
                         std::move(found.instead)};
            std::erase(desk_.waiting, key);
            if (found.why == choice_reason::turn) desk_.last[found.role] = found.person;
            give(t, std::move(found.person));
        }
        told.kind = effect_kind::person_given;
        told.whom = feel::value{key.first};
        told.task = key.second;
        told.at = now;
        told.sequence = ++record_.sequence;
        out_.effects.push_back(std::move(told));
    }

    [[nodiscard]] static feel::value moment(instant at) {
        if (at == never) return {};
        const feel::zone utc = feel::zone::utc();
        return feel::value{feel::date_time{utc.to_local(at), utc}};
    }

    // Who gave it back has it again only when there is nobody else, whoever is asked otherwise included.
    [[nodiscard]] choice choose(const desk_task& t, instant now) const {
        choice found = choose(t, t.unwanted, now);
        if (!found.person.empty() || t.unwanted.empty()) return found;
        return choose(t, {}, now);
    }

    [[nodiscard]] choice choose(const desk_task& t, const std::string& unwanted, instant now) const {
        choice first;
        bool begun = false;
        if (t.ways.kind() != feel::value_kind::list) return first;
        for (const feel::value& way : t.ways.as_list()) {
            const feel::list& said = way.as_list();
            choice found = choose_of(text_of(said[0]), text_of(said[1]), said[2], unwanted, now);
            if (!found.person.empty()) return found;
            const instant again = std::min(begun ? first.again : never, found.again);
            if (!std::exchange(begun, true)) first = std::move(found);
            first.again = again;
        }
        return first;
    }

    [[nodiscard]] choice choose_of(const std::string& name, const std::string& owner, const feel::value& skill,
                                   const std::string& unwanted, instant now) const {
        choice found;
        found.role = name;
        const auto role = words_.find_role(name);
        if (!role) return found;
        const auto which = static_cast<std::uint16_t>(*role);
        const auto by = words_.roles[which].by;
        found.why = choice_reason::no_owner;
        if (!owner.empty() && of_owner(owner, which, unwanted, now, found)) return found;
        if (by == role::choice::owner) return found;
        of_pool(which, skill, unwanted, now, found);
        return found;
    }

    // Whoever the fact names, else who stands in for them, and for those in their turn. True: somebody is found.
    bool of_owner(const std::string& owner, std::uint16_t role, const std::string& unwanted, instant now,
                  choice& found) const {
        const auto who = people_.find(owner);
        if (!who) {
            found.why = choice_reason::unknown;
            if (people_.anybody_has(role)) return false;
            found.person = owner;  // of a role that the people say nothing of the fact is all there is
            found.why = choice_reason::owner;
            return true;
        }
        std::vector<bool> seen(people_.all.size());
        if (const auto there = first_there(*who, unwanted, now, seen, found.again)) {
            found.person = people_.all[*there].id.value;
            found.why = *there == *who ? choice_reason::owner : choice_reason::substitute;
            if (*there != *who) found.instead = feel::value{people_.all[*who].id.value};
            return true;
        }
        found.why = people_.absent(*who, now) != nullptr ? choice_reason::all_absent : choice_reason::off_shift;
        return false;
    }

    std::optional<std::uint16_t> first_there(std::uint16_t who, const std::string& unwanted, instant now,
                                             std::vector<bool>& seen, instant& again) const {
        if (seen[who]) return std::nullopt;
        seen[who] = true;
        const bool wanted = people_.all[who].id.value != unwanted;
        if (wanted && people_.is_there(who, now)) return who;
        if (wanted) again = std::min(again, people_.there_from(who, now));
        for (const std::uint16_t other : people_.all[who].substitutes) {
            if (const auto there = first_there(other, unwanted, now, seen, again)) return there;
        }
        return std::nullopt;
    }

    // Of those who have the role and the skill and are there.
    void of_pool(std::uint16_t role, const feel::value& skill, const std::string& unwanted, instant now,
                 choice& found) const {
        const bool by_turn = words_.roles[role].by == role::choice::turn;
        found.why = choice_reason::no_role;
        std::vector<std::uint16_t> there;
        for (std::uint16_t who = 0; who < people_.all.size(); ++who) {
            if (!people_.has_role(who, role)) continue;
            found.why = std::max(found.why, choice_reason::no_skill);
            if (!people_.has_skill(who, skill)) continue;
            const bool absent = people_.absent(who, now) != nullptr;
            found.why = std::max(found.why, absent ? choice_reason::all_absent : choice_reason::off_shift);
            if (people_.all[who].id.value == unwanted) continue;
            if (!absent && people_.on_shift(who, now)) {
                there.push_back(who);
            } else {
                found.again = std::min(found.again, people_.there_from(who, now));
            }
        }
        if (there.empty()) return;
        const std::uint16_t who = by_turn ? next_of(there, words_.roles[role].name.value) : idlest_of(there);
        found.person = people_.all[who].id.value;
        found.why = by_turn ? choice_reason::turn : choice_reason::load;
    }

    // The one after who was last, round the end of the list; that one may be gone, or not there now.
    [[nodiscard]] std::uint16_t next_of(const std::vector<std::uint16_t>& there, const std::string& role) const {
        const auto last = desk_.last.find(role);
        if (last == desk_.last.end()) return there.front();
        const auto was = people_.find(last->second);
        const auto next =
            std::find_if(there.begin(), there.end(), [&](std::uint16_t who) { return was && who > *was; });
        return next == there.end() ? there.front() : *next;
    }

    [[nodiscard]] std::uint16_t idlest_of(const std::vector<std::uint16_t>& there) const {
        const auto load_of = [&](std::uint16_t who) {
            const auto at = desk_.load.find(people_.all[who].id.value);
            return at == desk_.load.end() ? 0U : at->second;
        };
        return *std::min_element(there.begin(), there.end(),
                                 [&](std::uint16_t a, std::uint16_t b) { return load_of(a) < load_of(b); });
    }

    // Whoever is not among the people any more has no tasks; who waits may be luckier now.
    void look_again(instant now) {
        std::vector<people_desk::task_key> open = desk_.waiting;
        for (const auto& [key, t] : desk_.tasks) {
            if (t.person.empty() || people_.find(t.person) || !is_managed(t)) continue;
            open.push_back(key);
        }
        for (const auto& key : open) {
            desk_task& t = desk_.tasks.find(key)->second;
            const bool waited = t.person.empty();
            if (!waited) {
                leave(key);
                desk_.waiting.push_back(key);
            }
            find(key, now, !waited);
        }
    }

    // Whether the people, or the role itself, say who gets it.
    [[nodiscard]] bool is_managed(const desk_task& t) const {
        if (t.ways.kind() != feel::value_kind::list || t.ways.as_list().empty()) return true;
        const auto role = words_.find_role(text_of(t.ways.as_list().front().as_list()[0]));
        if (!role || words_.roles[*role].by != role::choice::owner) return true;
        return people_.anybody_has(static_cast<std::uint16_t>(*role));
    }

    void settle(instant now) {
        record_.seen = now;
        record_.due = desk_.next_due();
    }

    const vocabulary& words_;
    const people& people_;
    record& record_;
    people_desk& desk_;
    step_output& out_;
};

}  // namespace

void step_desk(const rulebook& rules, record& r, const signal& e, instant now, step_output& out) {
    desk_clerk{rules, r, out}.take(e, now);
}

void wake_desk(const rulebook& rules, record& r, instant now, step_output& out) {
    while (r.due != never && r.due <= now) {
        const instant before = r.due;
        desk_clerk{rules, r, out}.wake(std::max(r.due, r.seen));
        if (r.due <= before) break;  // a clock that stands still
    }
    r.seen = std::max(r.seen, now);
}

}  // namespace reglament
