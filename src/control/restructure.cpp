// The change is made on a copy of the engine, and its work before and after is compared: so whatever the engine does is
// told, and nothing is guessed.
#include "control/structure_scene.hpp"

#include <reglament/control/plan.hpp>
#include <reglament/control/restructure.hpp>

#include <algorithm>
#include <array>
#include <tuple>

namespace reglament {

std::string_view to_string(task_move m) noexcept {
    static constexpr std::array<std::string_view, 7> names{"follows", "handed", "given", "substitute",
                                                           "waits",   "nobody", "stays"};
    const auto i = static_cast<std::size_t>(m);
    return i < names.size() ? names[i] : std::string_view{"?"};
}

bool restructuring::leaves_holes() const noexcept {
    const auto is_left = [](const task_change& t) { return t.how == task_move::nobody || t.how == task_move::stays; };
    return !empty_roles.empty() || std::any_of(tasks.begin(), tasks.end(), is_left) ||
           std::any_of(owners.begin(), owners.end(), [](const owner_change& o) { return o.to.empty(); });
}

namespace {

bool has_code(const issues& found, std::initializer_list<std::string_view> codes) {
    return std::any_of(found.begin(), found.end(),
                       [&](const issue& i) { return std::find(codes.begin(), codes.end(), i.code) != codes.end(); });
}

class structure_planner {
public:
    structure_planner(const engine& e, std::shared_ptr<const rulebook> next, const restructure_options& how)
        : e_{e}, how_{how}, copy_{e.copy({.trace = false})} {
        r_.before = e.shared_rules();
        r_.next = next == nullptr ? r_.before : std::move(next);
        r_.as_of = e.now();
        r_.ahead = how.ahead;
        r_.publishes = r_.next != r_.before && !same_texts(*r_.before, *r_.next);
        r_.after = r_.before;
        r_.actor = how_.actor;
        r_.reason = how_.reason;
    }

    restructuring go() {
        const std::vector<seen_task> before = tasks_in(e_);
        const name_book names{r_.before->vocabulary().people, r_.next->vocabulary().people};
        names_ = &names;
        if (!find_role()) return std::move(r_);
        find_gone();
        const std::vector<owned_value> owned = owned_in(copy_, owner_facts(words(), role_));
        hand_overs hands{copy_, names, how_.hands, owned, r_.found};
        if (r_.found.has_errors()) return std::move(r_);
        plan_owners(owned, hands);
        for (const seen_task& t : before) targets_.push_back(target_of(t, hands));
        if (r_.publishes) {
            early_ = true;
            move_facts();
            hand_early(before);
            early_ = false;
        }
        if (!publish()) return std::move(r_);
        move_facts();
        move_tasks(before);
        compare(before);
        find_left();
        count_loads();
        find_empty_roles();
        return std::move(r_);
    }

private:
    [[nodiscard]] const vocabulary& words() const { return copy_.rules().vocabulary(); }
    [[nodiscard]] bool is_gone(const std::string& id) const { return gone_.contains(id); }

    bool publish() {
        if (!r_.publishes) return true;
        copy_.taken(static_cast<std::size_t>(-1));
        r_.publication = copy_.publish(r_.next);
        r_.found.append(r_.publication.found);
        r_.after = copy_.shared_rules();
        return r_.publication.published;
    }

    bool find_role() {
        if (how_.role.empty()) return true;
        const auto& roles = words().roles;
        const auto at = std::find_if(roles.begin(), roles.end(),
                                     [&](const role& x) { return x.name.value == how_.role || x.title == how_.role; });
        if (at == roles.end()) {
            r_.found.add("unknown-role", {}, {how_.role});
            return false;
        }
        role_ = static_cast<std::uint16_t>(at - roles.begin());
        return true;
    }

    void find_gone() {
        for (const person& p : names_->before().all) {
            if (!names_->is_there(p.id.value)) gone_.insert(p.id.value);
        }
        for (const std::string& name : how_.gone) gone_.insert(names_->id(name));
    }

    // Who is known already takes over under the rules as they are, so that nothing is given to anybody else in between.
    [[nodiscard]] bool is_early(const std::string& to) const {
        return r_.publishes && (names_->before().find(to) || !names_->is_there(to));
    }

    // What is not handed over is looked for when everything has moved.
    void plan_owners(const std::vector<owned_value>& owned, hand_overs& hands) {
        for (const owned_value& v : owned) {
            const std::string from = names_->id(v.person);
            std::string to = hands.target(v.subject, from);
            if (to.empty() || to == from) continue;
            r_.owners.push_back(
                {v.subject, v.about, v.part, words().facts[v.fact].name.value, from, text_for(to, v.person)});
        }
    }

    // A fact that called somebody by title goes on to do so.
    [[nodiscard]] std::string text_for(const std::string& to, const std::string& before) const {
        const auto who = names_->after().find(to);
        const bool titled = names_->id(before) != before;
        return who && titled && !names_->after().all[*who].title.empty() ? names_->after().all[*who].title : to;
    }

    // A task that waits is of whom its role's fact names.
    [[nodiscard]] std::string target_of(const seen_task& t, hand_overs& hands) const {
        if (role_ != no_index && t.role != words().roles[role_].name.value) return {};
        const std::string holder = t.person.empty() ? owner_of(t) : names_->id(t.person);
        if (holder.empty() || !hands.hands_over(holder)) return {};
        std::string to = hands.target(t.subject, holder);
        return to == holder ? std::string{} : to;
    }

    [[nodiscard]] std::string owner_of(const seen_task& t) const {
        const auto role = words().find_role(t.role);
        const std::uint16_t f = role ? words().roles[*role].person : std::uint16_t{no_index};
        const auto which = f == no_index ? std::nullopt : copy_.find_client(t.subject);
        if (!which) return {};
        for (const owned_value& v : owned_of(copy_, *which, f)) {
            if (v.part.empty() || v.part == t.part) return names_->id(v.person);
        }
        return {};
    }

    event event_of(std::string_view type, const std::string& subject, feel::context data) const {
        event out;
        out.type = type;
        out.subject = subject;
        out.time = r_.as_of;
        out.actor = how_.actor;
        out.data = feel::value{std::move(data)};
        return out;
    }

    // One event a client, and one a deal, request … of it, now or later.
    void move_facts() {
        for (auto at = r_.owners.begin(); at != r_.owners.end();) {
            const owner_change first = *at;
            feel::context data;
            for (; at != r_.owners.end() && at->subject == first.subject && at->part == first.part; ++at) {
                if (is_early(names_->id(at->to)) == early_) data.emplace_back(at->fact, feel::value{at->to});
            }
            if (data.empty()) continue;
            if (!first.part.empty())
                data.emplace_back(words().subjects[*words().find_subject(first.about)].key, feel::value{first.part});
            take(event_of("facts.changed", first.subject, std::move(data)), true);
        }
    }

    // Whether the copy has taken it.
    bool take(event e, bool needed) {
        const posted done = copy_.post(e);
        if (done.status == post_status::accepted) {
            (early_ ? r_.early : r_.events).push_back(std::move(e));
            return true;
        }
        if (needed) r_.found.append(done.found);
        return false;
    }

    [[nodiscard]] event handed(const seen_task& t, const std::string& to) const {
        feel::context data{{"task", feel::value{feel::number{t.number}}}, {"to", feel::value{to}}};
        if (!how_.reason.empty()) data.emplace_back("reason", feel::value{how_.reason});
        return event_of("task.handed", t.subject, std::move(data));
    }
    [[nodiscard]] event returned(const seen_task& t) const {
        feel::context data{{"task", feel::value{feel::number{t.number}}}};
        if (!how_.reason.empty()) data.emplace_back("reason", feel::value{how_.reason});
        return event_of("task.returned", t.subject, std::move(data));
    }

    using tasks_by_key = std::map<std::pair<std::string, std::uint32_t>, seen_task>;
    [[nodiscard]] tasks_by_key tasks_now() const {
        tasks_by_key all;
        for (seen_task& t : tasks_in(copy_)) all.emplace(t.key(), std::move(t));
        return all;
    }

    // The engine says itself who may do a task: it would not take it being handed to them.
    [[nodiscard]] bool lacks_leave(const engine& in, const seen_task& t) const {
        return has_code(in.check(handed(t, names_->id(t.person))), {"person-without-role", "person-without-skill"});
    }

    void hand_early(const std::vector<seen_task>& before) {
        const tasks_by_key now = tasks_now();
        for (std::size_t i = 0; i < before.size(); ++i) {
            const auto at = now.find(before[i].key());
            if (targets_[i].empty() || at == now.end() || !at->second.staffed) continue;
            const bool has = names_->id(at->second.person) == targets_[i];
            if (!has && names_->before().find(targets_[i]) && take(handed(at->second, targets_[i]), false))
                handed_.insert(at->first);
        }
    }

    void move_tasks(const std::vector<seen_task>& before) {
        const tasks_by_key now = tasks_now();
        for (std::size_t i = 0; i < before.size(); ++i) {
            const auto at = now.find(before[i].key());
            if (at == now.end() || !at->second.staffed) continue;
            const seen_task& is = at->second;
            if (!targets_[i].empty()) {
                if (names_->id(is.person) != targets_[i]) hand(is, targets_[i], names_->id(before[i].person));
            } else if (!is.person.empty() && is.person == before[i].person && names_->is_there(is.person) &&
                       !lacks_leave(e_, before[i]) && lacks_leave(copy_, is)) {
                barred_.insert(is.key());
                take(returned(is), false);
            }
        }
    }

    // By name, or as its role gives it out now, when it is still theirs.
    void hand(const seen_task& t, const std::string& to, const std::string& from) {
        if (names_->is_there(to) && take(handed(t, to), false)) {
            handed_.insert(t.key());
        } else if (!t.person.empty() && names_->id(t.person) == from) {
            take(returned(t), false);
        }
    }

    void compare(const std::vector<seen_task>& before) {
        tasks_by_key now = tasks_now();
        for (const seen_task& was : before) {
            const auto at = now.find(was.key());
            if (at == now.end()) {
                ++r_.ended;
                continue;
            }
            tell(was, at->second);
            now.erase(at);
        }
        r_.begun = now.size();
        const auto rank = [](const task_change& t) {
            return t.how == task_move::nobody ? 0 : t.how == task_move::stays ? 1 : t.how == task_move::waits ? 2 : 3;
        };
        std::stable_sort(r_.tasks.begin(), r_.tasks.end(),
                         [&](const task_change& a, const task_change& b) { return rank(a) < rank(b); });
    }

    void tell(const seen_task& was, const seen_task& is) {
        const std::string from = names_->id(was.person), to = names_->id(is.person);
        const bool same = from == to;
        const bool stays = same && !to.empty() && (is_gone(to) || barred_.contains(is.key()));
        const bool is_hole = is.staffed && is.person.empty() && is.why != "absent" && is.why != "off shift";
        if (same && !stays && !is_hole) return;
        task_move how = task_move::follows;
        if (stays)
            how = task_move::stays;
        else if (to.empty())
            how = !is.staffed || is_hole ? task_move::nobody : task_move::waits;
        else if (handed_.contains(is.key()))
            how = task_move::handed;
        else if (is.staffed && is.why != to_string(choice_reason::owner))
            how = is.why == to_string(choice_reason::substitute) ? task_move::substitute : task_move::given;
        r_.tasks.push_back(
            {is.subject, is.about, is.part, is.number, is.regulation, is.step, is.role, from, to, how, is.why, is.due});
    }

    // Facts that name somebody who is gone, or whom nobody of a staffed role is called.
    void find_left() {
        std::set<std::uint16_t> staffed;
        for (std::uint16_t i = 0; i < words().roles.size(); ++i) {
            if (words().people.anybody_has(i)) staffed.insert(words().roles[i].person);
        }
        for (const owned_value& v : owned_in(copy_, owner_facts(words(), no_index))) {
            const std::string id = names_->id(v.person);
            const bool unknown = staffed.contains(v.fact) && !names_->is_there(v.person);
            if (is_gone(id) || unknown)
                r_.owners.push_back({v.subject, v.about, v.part, words().facts[v.fact].name.value, id, {}});
        }
    }

    void count_loads() {
        std::map<std::string, person_load> all;
        for (const auto& [who, amount] : loads_in(e_, *names_)) all[who].before = amount;
        for (const auto& [who, amount] : loads_in(copy_, *names_)) all[who].after = amount;
        r_.planned = copy_.client_count() <= how_.most_clients;
        if (r_.planned) {
            for (const auto& [who, n] : planned_in(e_)) all[who].before.planned = n;
            for (const auto& [who, n] : planned_in(copy_)) all[who].after.planned = n;
        }
        for (const people* these : {&names_->after(), &names_->before()}) {
            for (const person& p : these->all) add_load(p.id.value, all);
        }
        while (!all.empty()) add_load(std::string{all.begin()->first}, all);
    }

    void add_load(const std::string& who, std::map<std::string, person_load>& all) {
        const bool known =
            std::any_of(r_.loads.begin(), r_.loads.end(), [&](const auto& l) { return l.person == who; });
        if (known) return;
        person_load& one = r_.loads.emplace_back(std::move(all[who]));
        all.erase(who);
        one.person = who;
        one.gone = is_gone(who);
        const people& before = names_->before();
        const auto at = one.gone ? before.find(who) : std::nullopt;
        if (!at) return;
        for (const std::uint16_t other : before.all[*at].substitutes) {
            if (!is_gone(before.all[other].id.value)) one.substitutes.push_back(before.all[other].id.value);
        }
    }

    [[nodiscard]] std::map<std::string, std::uint64_t> planned_in(const engine& e) const {
        plan_options how;
        how.from = r_.as_of;
        how.to = r_.as_of + how_.ahead;
        const plan p = plan_ahead(e, how);
        std::map<std::string, std::uint64_t> out;
        for (const planned_task& t : p.tasks) {
            if (!t.person.empty()) ++out[names_->id(t.person)];
        }
        return out;
    }

    // Whether somebody who is not gone has it, by the people or by a fact of anybody's.
    [[nodiscard]] bool is_held(const engine& e, std::uint16_t role) const {
        const vocabulary& all = e.rules().vocabulary();
        for (std::uint16_t who = 0; who < all.people.all.size(); ++who) {
            const bool gone = &e == &copy_ && is_gone(all.people.all[who].id.value);
            if (!gone && all.people.has_role(who, role)) return true;
        }
        if (all.roles[role].person == UINT16_MAX) return false;
        const auto owned = owned_in(e, {all.roles[role].person});
        return std::any_of(owned.begin(), owned.end(),
                           [&](const owned_value& v) { return &e == &e_ || !is_gone(names_->id(v.person)); });
    }

    void find_empty_roles() {
        const vocabulary& old = r_.before->vocabulary();
        for (std::uint16_t i = 0; i < old.roles.size(); ++i) {
            const auto now = words().find_role(old.roles[i].name.value);
            if (!now || !is_held(e_, i) || is_held(copy_, static_cast<std::uint16_t>(*now))) continue;
            empty_role one{old.roles[i].name.value, {}};
            for (regulation_index m = 0; m < r_.after->machines().size(); ++m) {
                const auto tasks = r_.after->machines()[m].tasks();
                const bool asks =
                    std::any_of(tasks.begin(), tasks.end(), [&](const task_definition& t) { return t.role == *now; });
                if (asks && !r_.after->is_earlier(m))
                    one.regulations.push_back(r_.after->machines()[m].regulation().id.value);
            }
            if (!one.regulations.empty()) r_.empty_roles.push_back(std::move(one));
        }
    }

    const engine& e_;
    const restructure_options& how_;
    engine copy_;
    restructuring r_;
    const name_book* names_ = nullptr;
    std::uint16_t role_ = no_index;
    bool early_ = false;  // before the rules are published
    std::set<std::string> gone_;
    std::vector<std::string> targets_;  // by open task before
    std::set<std::pair<std::string, std::uint32_t>> handed_, barred_;
};

}  // namespace

restructuring plan_restructuring(const engine& e, std::shared_ptr<const rulebook> next,
                                 const restructure_options& how) {
    return structure_planner{e, std::move(next), how}.go();
}

}  // namespace reglament
