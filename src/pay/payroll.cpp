#include "machine/statement_programs.hpp"
#include "pay/accounts.hpp"

#include <reglament/pay/payroll.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

namespace reglament {

namespace {

using namespace pay;

// What a line came to for a person in a month.
struct sum {
    feel::number total, each;
    std::int64_t times = 0, shared = 0;
    std::map<std::uint32_t, std::int64_t> clients;  // and how many of its events count
    std::vector<std::uint32_t> items;
};

feel::number plus(feel::number a, feel::number b) {
    return add(a, b).value_or(a);
}

// The accounts as they were known at a time: what each line comes to for each person and month.
class books {
public:
    /// `month`: the items known before it was closed are in them.
    books(const rulebook& rules, const accounts& from, month_number as_of) : rules_{rules}, from_{from}, as_of_{as_of} {
        for (std::uint16_t s = 0; s < rules.statements().size(); ++s) {
            closed_.push_back(closing(rules, rules.statements()[s], as_of));
            for (std::uint16_t l = 0; l < rules.statements()[s].lines.size(); ++l) group_of(s, l);
        }
        for (std::uint32_t i = 0; i < from.items.size(); ++i) add_item(i);
        add_tasks();
    }

    struct result {
        feel::context values;
        feel::value exact;
        feel::number pay;
        const sum* behind = nullptr;
        bool applies = true;
    };

    [[nodiscard]] result pay_of(std::uint16_t s, std::uint16_t l, month_number month, std::uint32_t person) const {
        const statement_line& line = rules_.statements()[s].lines[l];
        const statement_programs& all = rules_.statement_of(s);
        const line_programs& of = all.lines[l];
        result out;
        out.behind = find(s, l, month, person);
        feel::frame f = frame_at(month);
        const auto* const facts = facts_of(all, month, person);
        if (all.subject != no_index)
            f.bank[static_cast<std::size_t>(bank::facts)] =
                facts != nullptr ? facts->data() : rules_.initial_facts().data();
        if (of.figure_if && of.figure_if.test(f) != feel::truth::yes) {
            out.applies = false;
            return out;
        }
        std::vector<feel::value> values = values_of(out.behind, find(s, l, month - 1, person));
        if (of.figure) values[static_cast<std::size_t>(month_value::figure)] = of.figure.evaluate(f);
        note_values(values, line, out.values);
        if (line.each) {
            out.pay = out.behind == nullptr ? feel::number{0} : out.behind->each;
            out.exact = feel::value{out.pay};
            return out;
        }
        f.bank[static_cast<std::size_t>(bank::run)] = values.data();
        if (of.table) look_up(line, of, f, values, out.values);
        f.bank[static_cast<std::size_t>(bank::run)] = values.data();
        out.exact = of.pay.evaluate(f);
        if (out.exact.kind() == feel::value_kind::number) out.pay = rounded(out.exact.as_number(), line.unit);
        return out;
    }

    /// Who is named by an event of the statement in that month, by number.
    [[nodiscard]] std::set<std::uint32_t> named(std::uint16_t s, month_number month) const {
        std::set<std::uint32_t> out;
        for (std::uint16_t l = 0; l < rules_.statements()[s].lines.size(); ++l) {
            const auto first = sums_.lower_bound({group_of(s, l), month, 0});
            for (auto at = first;
                 at != sums_.end() && std::get<0>(at->first) == group_of(s, l) && std::get<1>(at->first) == month; ++at)
                out.insert(std::get<2>(at->first));
        }
        return out;
    }
    [[nodiscard]] std::set<month_number> months() const {
        std::set<month_number> out;
        for (const auto& [whose, its] : sums_) out.insert(std::get<1>(whose));
        for (const auto& [month, its] : from_.months) out.insert(month);
        return out;
    }
    [[nodiscard]] const std::vector<item>& extra() const noexcept { return of_tasks_; }
    [[nodiscard]] const item& at(std::uint32_t i) const {
        return i < from_.items.size() ? from_.items[i] : of_tasks_[i - from_.items.size()];
    }
    [[nodiscard]] const task_fate* task_of(std::uint32_t i) const {
        return i < from_.items.size() ? nullptr : &from_.tasks[of_tasks_[i - from_.items.size()].entry];
    }

private:
    using key = std::tuple<std::uint32_t, month_number, std::uint32_t>;

    // Lines of one name go on from statement to statement of one id.
    std::uint32_t group_of(std::uint16_t s, std::uint16_t l) {
        const statement& of = rules_.statements()[s];
        return groups_.emplace(std::pair{of.id.value, of.lines[l].id.value}, static_cast<std::uint32_t>(groups_.size()))
            .first->second;
    }
    [[nodiscard]] std::uint32_t group_of(std::uint16_t s, std::uint16_t l) const {
        const statement& of = rules_.statements()[s];
        return groups_.find(std::pair{of.id.value, of.lines[l].id.value})->second;
    }

    void add_item(std::uint32_t i) {
        const item& one = at(i);
        if (one.known >= closed_[one.statement] || one.month > as_of_) return;
        sum& s = sums_[{group_of(one.statement, one.line), one.month, one.person}];
        s.total = plus(s.total, one.amount);
        s.each = plus(s.each, one.each);
        s.times += one.count;
        s.shared += one.shares ? one.count : 0;
        s.clients[one.client] += one.count;
        s.items.push_back(i);
    }

    // A task is judged as it stood when the month was closed.
    void add_tasks() {
        const auto statements = rules_.statements();
        for (std::uint32_t t = 0; t < from_.tasks.size(); ++t) {
            const task_fate& task = from_.tasks[t];
            if (task.due == never) continue;
            const feel::zone zone = rules_.vocabulary().calendar.zone();
            const month_number month =
                month_of(feel::date{std::chrono::floor<std::chrono::days>(zone.to_local(task.due))});
            if (month > as_of_) continue;
            for (const std::uint16_t s : in_force(rules_, month)) {
                for (std::uint16_t l = 0; l < statements[s].lines.size(); ++l) {
                    if (statements[s].lines[l].of_tasks) add_task(s, l, month, t);
                }
            }
        }
    }
    void add_task(std::uint16_t s, std::uint16_t l, month_number month, std::uint32_t t) {
        const task_fate& task = from_.tasks[t];
        const line_programs& of = rules_.statement_of(s).lines[l];
        const event_programs& p = of.events.front();
        const bool ours = task.role == rules_.statement_of(s).role && !task.person.empty();
        const bool wanted = of.tasks.empty() || std::find(of.tasks.begin(), of.tasks.end(),
                                                          rules_.family_of(task.regulation)) != of.tasks.end();
        const bool is_over = task.over < closed_[s];
        using enum task_fate::outcome;
        const bool called_off = is_over && task.over < task.due && task.how != done && task.how != unanswered;
        const bool waived = is_over && task.how == skipped && task.over <= task.due;
        if (!ours || !wanted || called_off || waived) return;
        const bool made = is_over && (task.how == done || task.how == unanswered);
        const feel::value data[]{feel::value{task.what->id}, feel::value{made},
                                 feel::value{!made || task.over > task.due}};
        feel::frame f = frame_at(month);
        f.now = task.due;
        f.bank[static_cast<std::size_t>(bank::event)] = data;
        if (p.when && p.when.test(f) != feel::truth::yes) return;
        item i;
        i.statement = s;
        i.line = l;
        i.month = month;
        const auto known = from_.known_names.find(task.person);
        if (known == from_.known_names.end()) return;
        i.person = known->second;
        i.client = task.client;
        i.entry = t;
        i.at = task.due;
        i.known = task.due;
        i.percent = feel::number{100};
        i.shares = p.share && p.share.test(f) == feel::truth::yes;
        const feel::value amount = p.amount ? p.amount.evaluate(f) : feel::value{1};
        i.amount = amount.kind() == feel::value_kind::number ? amount.as_number() : feel::number{0};
        const feel::value run[]{feel::value{i.amount}};
        f.bank[static_cast<std::size_t>(bank::run)] = run;
        const feel::value each = p.each && !p.table ? p.each.evaluate(f) : feel::value{};
        if (each.kind() == feel::value_kind::number)
            i.each = rounded(each.as_number(), rules_.statements()[s].lines[l].unit);
        of_tasks_.push_back(i);
        add_item(static_cast<std::uint32_t>(from_.items.size() + of_tasks_.size() - 1));
    }

    [[nodiscard]] const sum* find(std::uint16_t s, std::uint16_t l, month_number month, std::uint32_t person) const {
        const auto at = sums_.find({group_of(s, l), month, person});
        return at == sums_.end() ? nullptr : &at->second;
    }

    [[nodiscard]] feel::frame frame_at(month_number month) const {
        feel::frame f;
        f.bank.fill(rules_.nulls().data());
        f.zone = rules_.vocabulary().calendar.zone();
        constexpr std::chrono::microseconds tick{1};
        const auto next = first_of(month + 1).days.time_since_epoch();
        f.now = f.zone.to_instant(std::chrono::local_time<std::chrono::microseconds>{
                    std::chrono::duration_cast<std::chrono::microseconds>(next)}) -
                tick;
        return f;
    }

    [[nodiscard]] const std::vector<feel::value>* facts_of(const statement_programs& of, month_number month,
                                                           std::uint32_t person) const {
        if (of.subject == no_index) return nullptr;
        const auto then = from_.months.upper_bound(month);
        if (then == from_.months.begin()) return nullptr;
        const snapshot& all = std::prev(then)->second;
        const auto his = all.find(person);
        return his == all.end() ? nullptr : &his->second;
    }

    static std::vector<feel::value> values_of(const sum* now, const sum* before) {
        std::vector<feel::value> v(month_values);
        const auto put = [&](month_value first, month_value average, month_value shares, const sum* s) {
            const auto at = static_cast<std::size_t>(first);
            const std::int64_t times = s == nullptr ? 0 : s->times;
            v[at] = feel::value{s == nullptr ? feel::number{0} : s->total};
            v[at + 1] = feel::value{feel::number{times}};
            std::int64_t clients = 0;
            if (s != nullptr)
                clients =
                    std::count_if(s->clients.begin(), s->clients.end(), [](const auto& c) { return c.second > 0; });
            v[at + 3] = feel::value{feel::number{clients}};
            if (times <= 0) return;
            if (const auto mean = divide(s->total, feel::number{times}))
                v[static_cast<std::size_t>(average)] = feel::value{*mean};
            if (const auto part = divide(feel::number{100 * s->shared}, feel::number{times}))
                v[static_cast<std::size_t>(shares)] = feel::value{*part};
        };
        put(month_value::total, month_value::average, month_value::share, now);
        put(month_value::total_before, month_value::average_before, month_value::share_before, before);
        return v;
    }

    static void note_values(const std::vector<feel::value>& v, const statement_line& line, feel::context& into) {
        for (std::size_t i = 0; i < month_values; ++i) {
            const bool figure = i == static_cast<std::size_t>(month_value::figure);
            const bool shares = i == static_cast<std::size_t>(month_value::share) ||
                                i == static_cast<std::size_t>(month_value::share_before);
            if (static_cast<bool>(line.figure) != figure || (shares && !line.share)) continue;
            into.emplace_back(std::string{month_names()[i].en}, v[i]);
        }
    }

    static void look_up(const statement_line& line, const line_programs& of, const feel::frame& f,
                        std::vector<feel::value>& values, feel::context& told) {
        const feel::value given = of.table.evaluate(f);
        for (const feel::decision_output& o : line.table->outputs) {
            const std::string name = o.name.value.empty() ? "output" : o.name.value;
            const feel::value v = line.table->outputs.size() == 1 ? given : given.get(o.name.value);
            values.push_back(v);
            told.emplace_back(name, v);
        }
    }

    const rulebook& rules_;
    const accounts& from_;
    month_number as_of_;
    std::vector<instant> closed_;  // by statement
    std::map<std::pair<std::string, std::string>, std::uint32_t> groups_;
    std::map<key, sum> sums_;
    std::vector<item> of_tasks_;
};

class computer {
public:
    computer(const std::shared_ptr<const rulebook>& rules, const event_log& log, feel::date month,
             const payroll_options& how)
        : rules_{*rules}, log_{log}, month_{month_of(month)}, how_{how} {
        out_.rules = rules;
        out_.month = first_of(month_);
    }

    payroll go() {
        instant until = instant::min(), since = instant::min();
        for (const statement& s : rules_.statements()) {
            until = std::max(until, closing(rules_, s, month_));
            since = std::max(since, closing(rules_, s, month_ - 1));
        }
        if (rules_.statements().empty()) return std::move(out_);
        accounts all = gather(out_.rules, log_, until, since);
        name_people(all);
        out_.as_of = all.as_of;
        out_.is_open = log_.size() == 0 || log_[log_.size() - 1].bound.time < until;
        out_.found.append(all.found);
        const books now{rules_, all, month_};
        // Without anything recorded late, what was known then is what is known now, but for what has come since.
        std::optional<accounts> other;
        if (all.late_between) {
            other = gather(out_.rules, log_, since, since);
            name_all(all, *other);
        }
        const books before{rules_, other ? *other : all, month_ - 1};
        pay(all, now);
        adjust(all, now, before);
        finish(all);
        return std::move(out_);
    }

private:
    void name_people(accounts& all) const {
        for (const person& p : rules_.vocabulary().people.all) (void)all.name(p.id.value);
        for (const task_fate& t : all.tasks) {
            if (!t.person.empty()) (void)all.name(t.person);
        }
    }
    // The same numbers for the same names.
    static void name_all(accounts& here, accounts& there) {
        std::vector<std::uint32_t> to(there.names.size());
        for (std::uint32_t i = 0; i < there.names.size(); ++i) to[i] = here.name(there.names[i]);
        for (item& i : there.items) {
            if (i.person != nobody) i.person = to[i.person];
            i.client = to[i.client];
            if (i.part != nobody) i.part = to[i.part];
        }
        for (auto& [month, all] : there.months) {
            snapshot renamed;
            for (auto& [who, facts] : all) renamed.emplace(to[who], std::move(facts));
            all = std::move(renamed);
        }
        there.names = here.names;
        there.known_names.clear();
        for (std::uint32_t i = 0; i < there.names.size(); ++i) there.known_names.emplace(there.names[i], i);
    }

    [[nodiscard]] std::set<std::uint32_t> everybody(const accounts& all, const books& b, std::uint16_t s,
                                                    month_number month) const {
        std::set<std::uint32_t> out = b.named(s, month);
        const statement_programs& of = rules_.statement_of(s);
        const people& known = rules_.vocabulary().people;
        for (std::uint16_t p = 0; p < known.all.size(); ++p) {
            if (known.has_role(p, of.role)) out.insert(all.known_names.at(known.all[p].id.value));
        }
        const auto then = all.months.upper_bound(month);
        if (of.subject == no_index || then == all.months.begin()) return out;
        for (const auto& [who, facts] : std::prev(then)->second) {
            const auto p = known.find(all.names[who]);
            if (p && !known.has_role(*p, of.role)) continue;
            for (std::uint16_t l = 0; l < of.lines.size(); ++l) {
                const bool asks = of.lines[l].figure && (of.lines[l].figure_if || known.empty());
                if (asks && b.pay_of(s, l, month, who).applies) out.insert(who);
            }
        }
        return out;
    }

    pay_slip& slip_of(std::uint32_t person) { return slips_[person]; }

    void pay(const accounts& all, const books& now) {
        for (const std::uint16_t s : in_force(rules_, month_)) {
            const statement& of = rules_.statements()[s];
            for (const std::uint32_t who : everybody(all, now, s, month_)) {
                for (std::uint16_t l = 0; l < of.lines.size(); ++l) {
                    const books::result r = now.pay_of(s, l, month_, who);
                    if (!r.applies) continue;
                    if (who == nobody) {
                        if (r.behind != nullptr)
                            out_.found.add("statement-nobody", {},
                                           {of.lines[l].id.value, month_text(), to_string(r.behind->total)});
                        continue;
                    }
                    paid_line made = line_of(s, l, r);
                    if (r.exact.kind() != feel::value_kind::number)
                        out_.found.add("pay-unknown", place{of.file, of.lines[l].where},
                                       {of.lines[l].id.value, month_text(), all.names[who],
                                        feel::to_string(feel::value{r.values})});
                    if (r.behind != nullptr) made.events = events_of(all, now, r.behind->items, nullptr);
                    slip_of(who).lines.push_back(std::move(made));
                }
            }
        }
    }

    // What has come up, since the month before was closed, in all months before.
    void adjust(const accounts& all, const books& now, const books& before) {
        std::set<month_number> months = now.months();
        months.merge(before.months());
        for (const month_number m : months) {
            if (m >= month_) break;
            for (const std::uint16_t s : in_force(rules_, m)) {
                std::set<std::uint32_t> who = everybody(all, now, s, m);
                who.merge(everybody(all, before, s, m));
                for (const std::uint32_t p : who) {
                    for (std::uint16_t l = 0; p != nobody && l < rules_.statements()[s].lines.size(); ++l)
                        adjust(all, now, before, s, l, m, p);
                }
            }
        }
    }
    void adjust(const accounts& all, const books& now, const books& before, std::uint16_t s, std::uint16_t l,
                month_number m, std::uint32_t who) {
        const books::result is = now.pay_of(s, l, m, who), was = before.pay_of(s, l, m, who);
        if (is.pay == was.pay) return;
        paid_line made = line_of(s, l, is);
        made.month = first_of(m);
        made.before = was.pay;
        made.pay = subtract(is.pay, was.pay).value_or(feel::number{0});
        const instant since = closing(rules_, rules_.statements()[s], month_ - 1);
        if (is.behind != nullptr) made.events = events_of(all, now, is.behind->items, &since);
        slip_of(who).adjustments.push_back(std::move(made));
    }

    [[nodiscard]] paid_line line_of(std::uint16_t s, std::uint16_t l, const books::result& r) const {
        paid_line made;
        made.of = &rules_.statements()[s];
        made.line = &made.of->lines[l];
        made.values = r.values;
        made.exact = r.exact;
        made.pay = r.pay;
        return made;
    }

    [[nodiscard]] std::vector<paid_event> events_of(const accounts& all, const books& b,
                                                    const std::vector<std::uint32_t>& which,
                                                    const instant* since) const {
        std::vector<paid_event> out;
        for (const std::uint32_t n : which) {
            const item& i = b.at(n);
            if (since != nullptr && i.known < *since) continue;
            paid_event e;
            e.at = i.at;
            e.amount = i.amount;
            e.percent = i.percent;
            e.pay = i.each;
            e.back = i.back;
            e.shares = i.shares;
            if (const task_fate* t = b.task_of(n)) {
                e.what = rules_.machines()[t->regulation].regulation().id.value + " / " + t->what->id;
                e.client = all.clients[t->client];
            } else {
                e.what = rules_.vocabulary().events[i.type].name.value;
                e.client = all.names[i.client];
                if (i.part != nobody) e.part = all.names[i.part];
                if (i.entry != no_entry) {
                    const event_log::entry from = log_[i.entry];
                    e.where = std::string{log_.file_name(from.file)} + ":" + std::to_string(from.line);
                }
            }
            out.push_back(std::move(e));
        }
        std::stable_sort(out.begin(), out.end(), [](const paid_event& a, const paid_event& c) { return a.at < c.at; });
        return out;
    }

    void finish(const accounts& all) {
        const people& known = rules_.vocabulary().people;
        const auto only = known.find(how_.person);
        const std::string wanted = only ? known.all[*only].id.value : std::string{how_.person};
        for (auto& [who, slip] : slips_) {
            slip.person = all.names[who];
            if (!wanted.empty() && slip.person != wanted) continue;
            for (const auto* lines : {&slip.lines, &slip.adjustments}) {
                for (const paid_line& l : *lines) slip.total = plus(slip.total, l.pay);
            }
            out_.slips.push_back(std::move(slip));
        }
        std::sort(out_.slips.begin(), out_.slips.end(),
                  [](const pay_slip& a, const pay_slip& b) { return a.person < b.person; });
    }

    [[nodiscard]] std::string month_text() const { return feel::to_string(feel::value{out_.month}).substr(0, 7); }

    const rulebook& rules_;
    const event_log& log_;
    month_number month_;
    payroll_options how_;
    payroll out_;
    std::map<std::uint32_t, pay_slip> slips_;
};

}  // namespace

payroll compute_payroll(const std::shared_ptr<const rulebook>& rules, const event_log& log, feel::date month,
                        const payroll_options& how) {
    return computer{rules, log, month, how}.go();
}

}  // namespace reglament
