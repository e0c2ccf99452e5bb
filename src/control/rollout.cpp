#include "control/accrediting.hpp"

#include <reglament/control/rollout.hpp>
#include <reglament/control/week.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>
#include <utility>

namespace reglament {

namespace {

using std::chrono::seconds;

constexpr std::array<std::string_view, 5> stage_names{"nothing", "knows", "changed", "can", "habit"};

rollout_stage stage_of(mastery m) {
    switch (m) {
        case mastery::knows:
            return rollout_stage::knows;
        case mastery::changed:
            return rollout_stage::changed;
        case mastery::can:
            return rollout_stage::can;
        case mastery::none:
            break;
    }
    return rollout_stage::nothing;
}

// Results by regulation, role and person, so that each is looked at once.
class result_index {
public:
    using whose = std::map<std::string_view, std::vector<const drill_record*>>;  // by person, in the order of time

    explicit result_index(std::span<const drill_record> records) {
        for (const drill_record& r : records) {
            all_[{r.regulation, r.role}][r.person].push_back(&r);
            if (r.took == seconds{}) continue;
            auto& [together, times] = took_[r.regulation];
            together += r.took;
            ++times;
        }
    }

    [[nodiscard]] const whose& of(const std::string& regulation, const std::string& role) const {
        static const whose none;
        const auto known = all_.find({regulation, role});
        return known == all_.end() ? none : known->second;
    }
    /// On average; nothing: no repetition has told.
    [[nodiscard]] std::optional<seconds> one_took(const std::string& regulation) const {
        const auto known = took_.find(regulation);
        if (known == took_.end()) return std::nullopt;
        return known->second.first / known->second.second;
    }

private:
    std::map<std::pair<std::string_view, std::string_view>, whose> all_;
    std::map<std::string_view, std::pair<seconds, std::int64_t>> took_;
};

class rollout_planner {
public:
    rollout_planner(std::shared_ptr<const rulebook> rules, std::span<const drill_record> records, const engine* history,
                    const rollout_options& how)
        : rules_{*rules}, history_{history} {
        out_.rules = std::move(rules);
        out_.how = how;
        out_.with_history = history != nullptr;
        const auto end =
            std::find_if(records.begin(), records.end(), [&](const drill_record& r) { return r.at > how.as_of; });
        records_ = records.first(static_cast<std::size_t>(end - records.begin()));
        index_ = result_index{records_};
    }

    rollout go() {
        judge();
        for (regulation_index i = 0; i < rules_.machines().size(); ++i)
            if (!rules_.is_earlier(i)) regulation(i);
        sprints();
        headquarters();
        for (const drill_record& r : records_)
            if (r.at > out_.how.as_of - std::chrono::days{7}) out_.spent += r.took;
        return std::move(out_);
    }

private:
    using key = std::tuple<regulation_index, std::uint16_t, std::string>;

    [[nodiscard]] std::string id_of(const std::string& name) const {
        const people& all = rules_.vocabulary().people;
        const auto known = all.find(name);
        return known ? all.all[*known].id.value : name;
    }

    // How tasks of the last weeks were made.
    void judge() {
        if (history_ == nullptr) return;
        const instant from = out_.how.as_of - std::chrono::weeks{out_.how.habit_weeks};
        for (const judged_task& t : control_week(*history_, from, out_.how.as_of).tasks) {
            if (t.person.empty() || t.end == task_end::open || t.end == task_end::called_off) continue;
            auto& [due, made] = kept_[{rules_.family_of(t.regulation), t.what->role, id_of(t.person)}];
            ++due;
            if (t.end == task_end::made) ++made;
        }
    }

    [[nodiscard]] std::set<std::string> people_of(regulation_index which, std::uint16_t role) const {
        std::set<std::string> out;
        const people& all = rules_.vocabulary().people;
        for (std::uint16_t i = 0; i < all.all.size(); ++i)
            if (all.has_role(i, role)) out.insert(all.all[i].id.value);
        for (const auto& [person, its] : results_of(which, role)) out.emplace(person);
        for (auto k = kept_.lower_bound({which, role, {}}); k != kept_.end(); ++k) {
            if (std::get<0>(k->first) != which || std::get<1>(k->first) != role) break;
            out.insert(std::get<2>(k->first));
        }
        return out;
    }

    [[nodiscard]] const result_index::whose& results_of(regulation_index which, std::uint16_t role) const {
        return index_.of(rules_.machines()[which].regulation().id.value, rules_.vocabulary().roles[role].name.value);
    }

    void regulation(regulation_index which) {
        std::set<std::uint16_t> roles;
        for (const task_definition& t : rules_.machines()[which].tasks())
            if (t.role != no_index) roles.insert(t.role);
        for (const std::uint16_t role : roles) {
            const step_hashes steps = steps_of(rules_, which, role);
            for (const std::string& person : people_of(which, role))
                out_.rows.push_back(row(which, role, person, steps));
        }
    }

    [[nodiscard]] rollout_row row(regulation_index which, std::uint16_t role, const std::string& person,
                                  const step_hashes& steps) const {
        static const std::vector<const drill_record*> none;
        const auto& all = results_of(which, role);
        const auto theirs = all.find(person);
        rollout_row r;
        r.regulation = which;
        r.role = role;
        r.person = person;
        r.how = accredit(rules_.machines()[which].regulation(), steps, theirs == all.end() ? none : theirs->second,
                         out_.how.needed);
        r.stage = stage_of(r.how.level);
        if (const auto k = kept_.find({which, role, person}); k != kept_.end()) std::tie(r.due, r.made) = k->second;
        const bool kept = r.due >= out_.how.habit_tasks && r.made * 100 >= r.due * out_.how.habit_share;
        if (r.stage == rollout_stage::can && kept) r.stage = rollout_stage::habit;
        return r;
    }

    // As long as repetitions took so far; else as long as the norms of the steps say, together.
    [[nodiscard]] seconds one_takes(const rollout_row& r) const {
        if (const auto took = index_.one_took(rules_.machines()[r.regulation].regulation().id.value)) return *took;
        seconds all{};
        for (const task_definition& t : rules_.machines()[r.regulation].tasks())
            if (t.role == r.role && t.norm && t.norm->in == period::unit::microseconds)
                all += std::chrono::duration_cast<seconds>(std::chrono::microseconds{t.norm->amount});
        return all;
    }

    [[nodiscard]] instant monday() const {
        const feel::zone zone = rules_.vocabulary().calendar.zone();
        const auto local = feel::zone{zone}.to_local(out_.how.as_of);
        const auto day = std::chrono::floor<std::chrono::days>(local);
        const auto since = std::chrono::weekday{day} - std::chrono::Monday;
        return feel::zone{zone}.to_instant(day - since);
    }

    // Machines are in the order of (priority, id) already.
    void sprints() {
        std::vector<sprint_row> open;
        for (std::size_t i = 0; i < out_.rows.size(); ++i) {
            const rollout_row& r = out_.rows[i];
            if (r.stage == rollout_stage::habit || (r.stage == rollout_stage::can && !out_.with_history)) continue;
            if (open.empty() || open.back().regulation != r.regulation) open.push_back({{}, r.regulation, {}, {}});
            open.back().who.push_back(i);
            if (r.stage == rollout_stage::can) continue;
            open.back().needs +=
                one_takes(r) * std::int64_t{out_.how.needed - std::min(r.how.in_a_row, out_.how.needed)};
        }
        instant week = monday();
        for (std::size_t i = 0; i < open.size(); ++i) {
            if (i > 0 && i % out_.how.at_once == 0) week += std::chrono::weeks{1};
            open[i].week = week;
        }
        out_.sprints = std::move(open);
    }

    void headquarters() {
        const vocabulary& words = rules_.vocabulary();
        if (out_.how.headquarters == no_index) return;
        const instant from = monday(), to = from + std::chrono::weeks{1};
        for (const person& p : words.people.all) {
            if (std::find(p.roles.begin(), p.roles.end(), out_.how.headquarters) == p.roles.end()) continue;
            headquarters_row row;
            row.person = p.id.value;
            row.week = std::chrono::duration_cast<seconds>(words.calendar_at(p.calendar).worked(from, to));
            row.least = row.week * out_.how.least / 100;
            row.most = row.week * out_.how.most / 100;
            out_.headquarters.push_back(std::move(row));
        }
    }

    const rulebook& rules_;
    std::span<const drill_record> records_;
    result_index index_{{}};
    const engine* history_;
    std::map<key, std::pair<std::uint64_t, std::uint64_t>> kept_;  // due, made
    rollout out_;
};

}  // namespace

std::string_view to_string(rollout_stage s) noexcept {
    return stage_names[static_cast<std::size_t>(s)];
}

std::uint16_t usual_headquarters(const rulebook& rules) {
    for (const std::string_view name : {"headquarters", "штаб"})
        if (const auto known = rules.vocabulary().find_role(name)) return static_cast<std::uint16_t>(*known);
    return no_index;
}

rollout plan_rollout(std::shared_ptr<const rulebook> rules, std::span<const drill_record> records,
                     const engine* history, const rollout_options& how) {
    return rollout_planner{std::move(rules), records, history, how}.go();
}

}  // namespace reglament
