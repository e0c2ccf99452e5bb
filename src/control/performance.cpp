#include "control/norms.hpp"
#include "control/overview_scene.hpp"
#include "control/reactions.hpp"
#include "control/task_ledger.hpp"

#include <reglament/control/performance.hpp>
#include <reglament/text/names.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>

namespace reglament {

std::optional<std::pair<std::string, feel::number>> parse_hour_cost(std::string_view text, issues& found) {
    const std::size_t equals = text.rfind('=');
    if (equals != text.npos) {
        std::string name = normal_name(text.substr(0, equals));
        const auto cost = feel::number::parse(normal_name(text.substr(equals + 1)));
        if (!name.empty() && cost && *cost >= feel::number{0}) return std::pair{std::move(name), *cost};
    }
    found.add("hour-cost-unreadable", {}, {std::string{text}});
    return std::nullopt;
}

namespace {

using std::chrono::seconds;

/// What a row is made of.
struct gathered {
    spans reactions;
    std::set<std::uint32_t> clients;
    std::map<std::size_t, seconds> by_cost;  // into hour_cost
    performance_row row;
};

/// A task or a run, and whose, in which class and period it is.
struct place_in {
    std::string person, in_class, period;
};

using by_client = std::unordered_map<std::uint64_t, std::size_t>;

std::uint64_t key_of(std::uint32_t client, std::uint32_t number) noexcept {
    return std::uint64_t{client} << 32U | number;
}

class performance_meter {
public:
    performance_meter(const engine& e, const performance_options& how)
        : e_{e},
          how_{how},
          say_{e.rules(), how.lang},
          due_{control_week(e, first_instant, e.now() + tick)},
          scene_{e, none_, say_, due_} {
        out_.rules = e.shared_rules();
        out_.how = how;
    }

    performance go() {
        find_class();
        find_field();
        find_costs();
        read_history();
        for (const task_fate& t : ledger_->all()) take_task(t);
        for (const reaction& r : reactions_in(e_)) take_reaction(r);
        for (const judged_task& t : due_.tasks) take_due(t);
        for (const ended_run& r : runs_) take_run(r);
        tell();
        return std::move(out_);
    }

private:
    static constexpr std::chrono::microseconds tick{1};

    struct ended_run {
        std::uint32_t client = 0, run = 0;
        instant at{};
        bool moved = false;  // by hand
    };

    void find_class() {
        const vocabulary& words = e_.rules().vocabulary();
        if (!how_.class_fact.empty()) {
            class_fact_ = words.find_fact(how_.class_fact);
            if (!class_fact_) out_.found.add("fact-unknown", {}, {how_.class_fact});
        } else if (!words.segments.empty()) {
            class_fact_ = words.segments.front().fact;
        }
        if (!class_fact_) return;
        const fact& f = words.facts[*class_fact_];
        out_.class_title = f.title.empty() ? f.name.value : f.title;
        if (how_.class_fact.empty() && !words.segments.front().title.empty())
            out_.class_title = words.segments.front().title;
    }

    // Time that nobody can tell.
    void find_field() {
        if (how_.spent.empty()) return;
        for (const machine& m : e_.rules().machines()) {
            for (const task_definition& t : m.tasks()) {
                for (const attribute& a : t.form) {
                    if (a.name.value == how_.spent) return;
                }
            }
        }
        out_.found.add("spent-of-no-form", {}, {how_.spent});
    }

    // A cost that nobody has is a slip of the hand.
    void find_costs() {
        const vocabulary& words = e_.rules().vocabulary();
        for (const auto& [name, cost] : how_.hour_cost) {
            const bool role = std::any_of(words.roles.begin(), words.roles.end(),
                                          [&](const auto& r) { return r.name.value == name || r.title == name; });
            if (!role && !words.people.find(name)) strangers_.insert(name);
        }
    }

    void read_history() {
        ledger_.emplace(e_.rules(), [this](std::string_view key) {
            return static_cast<std::uint32_t>(e_.find_client(key).value_or(0));
        });
        for (const std::uint32_t i : in_order_of_mergers(e_)) {
            moved_.clear();
            for (const effect& e : e_.history(e_.client(i))) {
                ledger_->take(i, e);
                read(i, e);
            }
        }
        for (std::size_t i = 0; i < ledger_->all().size(); ++i) {
            const task_fate& t = ledger_->all()[i];
            fates_[key_of(t.client, t.number)] = i;
        }
    }

    void read(std::uint32_t client, const effect& e) {
        using enum effect_kind;
        if (e.kind == task_created) {
            run_of_[key_of(client, e.task)] = e.run;
            doers_[key_of(client, e.run)];
        } else if (e.kind == task_done) {
            if (const auto told = told_in(e)) told_[key_of(client, e.task)] = *told;
        } else if (e.kind == run_jumped) {
            moved_.insert(e.run);
        } else if (e.kind == run_finished) {
            runs_.push_back({client, e.run, e.at, moved_.contains(e.run)});
        } else if (e.kind == run_cancelled && e.event == static_cast<event_index>(reserved_event::run_cancel)) {
            runs_.push_back({client, e.run, e.at, true});
        }
    }

    [[nodiscard]] std::optional<seconds> told_in(const effect& e) const {
        if (how_.spent.empty()) return std::nullopt;
        const machine& m = e_.rules().machines()[e.regulation];
        const auto& form = m.tasks()[m.states()[e.state].detail].form;
        for (std::size_t i = 0; i < std::min(form.size(), e.data.size()); ++i) {
            if (form[i].name.value != how_.spent) continue;
            const feel::value& v = e.data[i];
            if (v.kind() == feel::value_kind::time_duration) return seconds{v.as_time_duration().seconds};
            if (v.kind() != feel::value_kind::number) return std::nullopt;
            const auto exact = multiply(v.as_number(), feel::number{60});
            const auto whole = exact ? round(*exact, 0, feel::rounding::half_up) : std::nullopt;
            const auto n = whole ? whole->to_int64() : std::nullopt;
            return n && *n >= 0 ? std::optional{seconds{*n}} : std::nullopt;
        }
        return std::nullopt;
    }

    [[nodiscard]] std::string period_of(instant at) const {
        return how_.by == performance_options::span::month ? scene_.month(at) : scene_.quarter(at);
    }

    const std::string& class_of(std::uint32_t client) {
        const auto [at, fresh] = class_of_.try_emplace(client);
        if (!fresh || !class_fact_ || !scene_.is_client(client)) return at->second;
        const std::vector<feel::value> facts = e_.facts(client);
        const feel::value& v = facts[*class_fact_];
        at->second = v.is_null() ? "—" : say_.plain(v);
        return at->second;
    }

    // In everything that it is counted in.
    template <class Take>
    void each(const place_in& p, Take&& take) {
        take(all_);
        if (!p.person.empty()) take(people_[p.person]);
        if (!p.in_class.empty()) take(classes_[p.in_class]);
        take(periods_[p.period]);
        if (!p.person.empty()) take(both_[{p.person, p.period}]);
    }

    [[nodiscard]] place_in place_of(const task_fate& t, instant at) {
        return {scene_.who(t.person, t.role), class_of(t.client), period_of(at)};
    }

    void take_task(const task_fate& t) {
        if (t.how != task_fate::outcome::done || !scene_.is_client(t.client)) return;
        if (const auto run = run_of_.find(key_of(t.client, t.number)); run != run_of_.end())
            ++doers_[key_of(t.client, run->second)][scene_.who(t.person, t.role)];
        const auto told = told_.find(key_of(t.client, t.number));
        const auto norm = lasting(t.what->norm);
        const bool is_told = told != told_.end();
        const seconds took = is_told ? told->second : norm.value_or(seconds{});
        const auto cost = is_told || norm ? cost_of(t) : std::nullopt;
        each(place_of(t, t.over), [&](gathered& g) {
            g.clients.insert(t.client);
            ++g.row.tasks;
            g.row.contacts += t.what->channel == no_index ? 0 : 1;
            ++(is_told ? g.row.told : norm ? g.row.by_norm : g.row.timeless);
            g.row.worked += took;
            if (!cost) return;
            ++g.row.priced;
            g.by_cost[*cost] += took;
        });
    }

    // Of the person, else of the role.
    std::optional<std::size_t> cost_of(const task_fate& t) {
        const vocabulary& words = e_.rules().vocabulary();
        const auto who = words.people.find(t.person);
        const auto find = [&](std::initializer_list<std::string_view> names) -> std::optional<std::size_t> {
            for (std::size_t i = 0; i < how_.hour_cost.size(); ++i) {
                const std::string& name = how_.hour_cost[i].first;
                if (name.empty() || std::find(names.begin(), names.end(), name) == names.end()) continue;
                strangers_.erase(name);
                return i;
            }
            return std::nullopt;
        };
        const auto own = who ? find({words.people.all[*who].id.value, words.people.all[*who].title}) : find({t.person});
        if (own || t.role == no_index) return own;
        return find({words.roles[t.role].name.value, words.roles[t.role].title});
    }

    void take_reaction(const reaction& r) {
        const auto at = fates_.find(key_of(r.client, r.task));
        if (at == fates_.end()) return;  // the client was merged into another one
        each(place_of(ledger_->all()[at->second], r.done), [&](gathered& g) { g.reactions.push_back(r.took); });
    }

    void take_due(const judged_task& t) {
        if (t.end == task_end::open || t.end == task_end::called_off) return;
        const auto client = static_cast<std::uint32_t>(e_.find_client(t.subject).value_or(0));
        const bool made = t.end == task_end::made;
        if (const auto run = run_of_.find(key_of(client, t.number)); run != run_of_.end() && !made)
            broken_.insert(key_of(client, run->second));
        each({scene_.who(t.person, t.role), class_of(client), period_of(t.due)}, [&](gathered& g) {
            ++g.row.due;
            g.row.in_time += made ? 1 : 0;
        });
    }

    void take_run(const ended_run& r) {
        if (!scene_.is_client(r.client)) return;
        const std::uint64_t key = key_of(r.client, r.run);
        const auto doers = doers_.find(key);
        if (doers == doers_.end()) return;  // nobody had anything to do in it
        const auto most = std::max_element(doers->second.begin(), doers->second.end(),
                                           [](const auto& a, const auto& b) { return a.second < b.second; });
        const std::string who = most == doers->second.end() ? std::string{} : most->first;
        const bool kept = !r.moved && !broken_.contains(key);
        each({who, class_of(r.client), period_of(r.at)}, [&](gathered& g) {
            ++g.row.runs;
            g.row.kept += kept ? 1 : 0;
        });
    }

    performance_row row_of(gathered& g, std::string name, std::string period) const {
        constexpr std::size_t half = 50, nearly_all = 90;
        performance_row out = g.row;
        out.name = std::move(name);
        out.period = std::move(period);
        out.clients = g.clients.size();
        out.reactions = g.reactions.size();
        std::sort(g.reactions.begin(), g.reactions.end());
        if (!g.reactions.empty()) {
            out.median = quantile(g.reactions, half);
            out.most = quantile(g.reactions, nearly_all);
        }
        constexpr std::int64_t hour = 3'600;
        for (const auto& [which, took] : g.by_cost) {
            const auto exact = multiply(how_.hour_cost[which].second, feel::number{took.count()});
            const auto share = exact ? divide(*exact, feel::number{hour}) : std::nullopt;
            const auto sum = share ? add(out.cost, *share) : std::nullopt;
            out.cost = sum.value_or(out.cost);
        }
        out.cost = round(out.cost, 2, feel::rounding::half_even).value_or(out.cost);
        return out;
    }

    void tell() {
        out_.all = row_of(all_, {}, {});
        for (auto& [name, g] : people_) out_.people.push_back(row_of(g, name, {}));
        for (auto& [name, g] : classes_) out_.classes.push_back(row_of(g, name, {}));
        for (auto& [name, g] : periods_) out_.periods.push_back(row_of(g, name, {}));
        for (auto& [name, g] : both_) out_.people_by_period.push_back(row_of(g, name.first, name.second));
        for (const std::string& name : strangers_) out_.found.add("hour-cost-of-nobody", {}, {name});
    }

    const engine& e_;
    const performance_options& how_;
    overview_options none_;
    words say_;
    week due_;
    overview_scene scene_;
    performance out_;
    std::optional<std::uint32_t> class_fact_;
    std::set<std::string> strangers_;
    std::optional<task_ledger> ledger_;
    by_client fates_;                                          // into the ledger, by client and task
    std::unordered_map<std::uint64_t, std::uint32_t> run_of_;  // by client and task
    std::unordered_map<std::uint64_t, seconds> told_;          // likewise
    std::set<std::uint32_t> moved_;                            // runs of the client in hand
    std::vector<ended_run> runs_;
    std::unordered_map<std::uint64_t, std::map<std::string, std::uint64_t>> doers_;  // by client and run: tasks done
    std::set<std::uint64_t> broken_;                                                 // by client and run
    std::unordered_map<std::uint32_t, std::string> class_of_;
    gathered all_;
    std::map<std::string, gathered> people_, classes_, periods_;
    std::map<std::pair<std::string, std::string>, gathered> both_;
};

}  // namespace

performance measure_performance(const engine& e, const performance_options& how) {
    if (e.now() == instant::min()) {
        performance out;
        out.rules = e.shared_rules();
        out.how = how;
        return out;
    }
    return performance_meter{e, how}.go();
}

}  // namespace reglament
