#include "pay/accounts.hpp"

#include "machine/gatherer.hpp"
#include "machine/statement_programs.hpp"
#include "machine/succession.hpp"

#include <reglament/engine/engine.hpp>
#include <reglament/machine/step.hpp>

#include <algorithm>
#include <array>
#include <optional>
#include <unordered_set>
#include <utility>

namespace reglament::pay {

namespace {

using namespace std::chrono;

constexpr microseconds tick{1};

std::string_view text_of(const feel::value& v) noexcept {
    return v.kind() == feel::value_kind::string ? v.as_string() : std::string_view{};
}

// Which programs an event type concerns.
struct use {
    std::uint16_t statement, line, part;  // into the programs of the line
};

// What has been sold under a key, and how much of it was taken back.
struct sale {
    std::vector<std::size_t> items;
    feel::number amount, taken;
    std::vector<feel::number> paid_back;  // of each item, by `each`
};

class gatherer_of_pay {
public:
    gatherer_of_pay(const std::shared_ptr<const rulebook>& rules, const event_log& log, instant until, instant since)
        : rules_{rules},
          log_{log},
          until_{until},
          since_{since},
          engine_{rules, quiet()},
          ledger_{*rules, [this](std::string_view key) { return client_number(key); }} {
        frame_.bank.fill(rules->nulls().data());
        frame_.zone = rules->vocabulary().calendar.zone();
        lay_out();
    }

    accounts go() {
        for (std::size_t i = 0; i < log_.size(); ++i) {
            const event_log::entry e = log_[i];
            if (e.bound.time >= until_) break;
            if (e.recorded >= until_) continue;
            out_.late_between = out_.late_between || (e.recorded > e.bound.time && e.recorded >= since_);
            turn_months(e.bound.time);
            take(e, static_cast<std::uint32_t>(i));
            out_.as_of = e.bound.time;
        }
        turn_months(until_);
        engine_.advance(until_ - tick);
        hear_effects();
        out_.tasks = ledger_.all();
        for (std::size_t i = 0; i < engine_.client_count(); ++i) out_.clients.emplace_back(engine_.client(i));
        return std::move(out_);
    }

private:
    static engine_options quiet() {
        engine_options how;
        how.trace = false;
        return how;
    }

    void lay_out() {
        const auto statements = rules_->statements();
        uses_.resize(rules_->vocabulary().events.size());
        backs_.resize(uses_.size());
        for (std::uint16_t s = 0; s < statements.size(); ++s) {
            const statement_programs& p = rules_->statement_of(s);
            snapshots_ = snapshots_ || p.subject != no_index;
            for (std::uint16_t l = 0; l < p.lines.size(); ++l) {
                for (std::uint16_t k = 0; k < p.lines[l].events.size(); ++k) {
                    if (p.lines[l].events[k].event != no_index) uses_[p.lines[l].events[k].event].push_back({s, l, k});
                }
                if (p.lines[l].back != no_index) backs_[p.lines[l].back].push_back({s, l, 0});
            }
        }
        const auto machines = rules_->machines();
        sets_facts_ = std::any_of(machines.begin(), machines.end(), [](const machine& m) { return !m.sets().empty(); });
        if (!sets_facts_) return;
        issues told;
        bare_ = build_rulebook({rules_->vocabulary()}, {}, told);
    }

    // Facts of people at the end of each month that is over.
    void turn_months(instant now) {
        if (now < month_end_) return;
        const auto local = [&](instant at) { return feel::date{floor<days>(frame_.zone.to_local(at))}; };
        if (month_end_ == instant::min()) {
            month_ = month_of(local(now));
            month_end_ = end_of(month_);
            return;
        }
        while (now >= month_end_) {
            if (snapshots_ && month_end_ <= until_) take_snapshot();
            month_ = now < end_of(month_ + 1) ? month_ + 1 : month_of(local(now));
            month_end_ = end_of(month_);
        }
    }
    [[nodiscard]] instant end_of(month_number m) const {
        return frame_.zone.to_instant(
            local_time<microseconds>{duration_cast<microseconds>(first_of(m + 1).days.time_since_epoch())});
    }

    void take_snapshot() {
        engine_.advance(month_end_ - tick);
        hear_effects();
        snapshot& all = out_.months[month_];
        for (std::size_t i = 0; i < engine_.client_count(); ++i) {
            const record& r = engine_.state(i);
            if (r.subject == 0 || !is_paid(r.subject)) continue;
            const std::string_view key = engine_.client(i);
            all[out_.name(key.substr(key.find('/') + 1))] = engine_.facts(i);
        }
    }
    [[nodiscard]] bool is_paid(subject_index kind) const {
        for (std::size_t s = 0; s < rules_->statements().size(); ++s) {
            if (rules_->statement_of(s).subject == kind) return true;
        }
        return false;
    }

    std::uint32_t client_number(std::string_view key) const {
        return static_cast<std::uint32_t>(engine_.find_client(key).value_or(0));
    }

    // The record of whoever an event is about, as the engine names it.
    [[nodiscard]] std::string key_of(event_index type, std::string_view subject) const {
        const auto& subjects = rules_->vocabulary().subjects;
        const subject_index root = subjects[rules_->vocabulary().events[type].about].root;
        if (root == 0) return std::string{subject};
        const std::string kind = subjects[root].name.value + "/";
        return subject.starts_with(kind) ? std::string{subject} : kind + std::string{subject};
    }

    void take(const event_log::entry& e, std::uint32_t number) {
        if (e.whole != nullptr) {
            const event_index type = e.bound.type;
            const bool counts = type < uses_.size() && (!uses_[type].empty() || !backs_[type].empty());
            const posted done = engine_.post(*e.whole);
            hear_effects();
            if (!counts || done.status != post_status::accepted) return;
            const std::vector<feel::value> data = data_of(type, *e.whole);
            count(type, e.bound.subject, data, e.bound.time, e.recorded, number, nullptr);
            return;
        }
        const event_index type = e.bound.type;
        const bool counts = !uses_[type].empty() || !backs_[type].empty();
        const bool first = counts && sets_facts_;
        std::optional<record> before;
        if (first) before = peek(e.bound);
        const posted done = engine_.post(e.bound);
        hear_effects();
        if (counts && done.status == post_status::accepted)
            count(type, e.bound.subject, e.bound.data, e.bound.time, e.recorded, number, before ? &*before : nullptr);
    }

    [[nodiscard]] std::vector<feel::value> data_of(event_index type, const event& e) const {
        std::vector<feel::value> out;
        for (const attribute& a : rules_->vocabulary().events[type].data) {
            out.push_back(feel::convert(e.data.get(a.name.value), a.type, frame_.zone).value_or(feel::value{}));
        }
        return out;
    }

    // The record as the event leaves it before any run hears it.
    [[nodiscard]] std::optional<record> peek(const bound_event& e) {
        engine_.advance(e.time - tick);
        hear_effects();
        const auto at = engine_.find_client(key_of(e.type, e.subject));
        record r;
        r.subject = rules_->vocabulary().subjects[rules_->vocabulary().events[e.type].about].root;
        if (at) r = left_of(engine_.state(*at));
        r.runs.clear();
        r.armed.clear();
        r.queued.clear();
        r.memories.clear();
        r.contributions.clear();
        step_output told;
        signal s{e.type, e.time, e.data, 0, {}};
        const event_type& type = rules_->vocabulary().events[e.type];
        if (type.key != no_index && e.data[type.key].kind() == feel::value_kind::string) {
            s.about = type.about;
            s.part = e.data[type.key].as_string();
        }
        step_event(*bare_, r, s, std::max(e.time, r.seen), told);
        return r;
    }
    [[nodiscard]] const record& left_of(const record& r) const {
        const record* at = &r;
        for (std::size_t n = 0; !at->merged_into.key.empty() && n < engine_.client_count(); ++n) {
            const auto next = engine_.find_client(at->merged_into.key);
            if (!next) break;
            at = &engine_.state(*next);
        }
        return *at;
    }

    // What regulations have told: events that they emit count, too.
    void hear_effects() {
        for (;;) {
            constexpr std::size_t at_once = 1U << 14U;
            const std::vector<delivered> told = engine_.outbox(at_once);
            if (told.empty()) return;
            std::vector<std::pair<std::string, effect>> emitted;
            for (const delivered& d : told) {
                ledger_.take(client_number(d.subject), *d.effect);
                if (d.effect->kind != effect_kind::event_emitted) continue;
                const event_index type = d.effect->event;
                if (!uses_[type].empty() || !backs_[type].empty()) emitted.emplace_back(d.subject, *d.effect);
            }
            for (const auto& [subject, e] : emitted) {
                const std::string whom = e.whom.is_null() ? subject : std::string{text_of(e.whom)};
                std::vector<feel::value> data = e.data;
                data.resize(rules_->vocabulary().events[e.event].data.size());
                count(e.event, whom, data, e.at, e.at, no_entry, nullptr);
            }
            engine_.taken(told.size());
        }
    }

    // Whose it is, and how much.
    void count(event_index type, std::string_view subject, std::span<const feel::value> data, instant at,
               instant recorded, std::uint32_t entry, const record* before) {
        const std::string key = key_of(type, subject);
        const auto who = engine_.find_client(key);
        if (!who) return;
        const record& r = before != nullptr ? *before : left_of(engine_.state(*who));
        const event_type& of = rules_->vocabulary().events[type];
        const part* const about = part_of(r, of, data);
        frame_.now = at;
        frame_.bank[static_cast<std::size_t>(bank::facts)] = known_facts(*rules_, r, std::max(at, r.seen), moved_);
        frame_.bank[static_cast<std::size_t>(bank::event)] = data.data();
        frame_.bank[static_cast<std::size_t>(bank::part)] =
            about != nullptr && !about->facts.empty() ? about->facts.data() : initial_of(of.about);
        const month_number month = month_of(feel::date{floor<days>(frame_.zone.to_local(at))});
        current_ = {month, key, about == nullptr ? std::string_view{} : std::string_view{about->key}, at, recorded,
                    entry, type};
        for (const use& u : uses_[type]) {
            if (is_in_force(u.statement, month)) sell(u, data, about);
        }
        for (const use& u : backs_[type]) take_back(u, data);
    }

    [[nodiscard]] const feel::value* initial_of(subject_index about) const {
        const auto its = rules_->initial_facts_of(about);
        return its.empty() ? rules_->nulls().data() : its.data();
    }

    [[nodiscard]] bool is_in_force(std::uint16_t statement, month_number month) {
        auto [at, fresh] = in_force_.try_emplace(month);
        if (fresh) at->second = in_force(*rules_, month);
        return std::find(at->second.begin(), at->second.end(), statement) != at->second.end();
    }

    static const part* part_of(const record& r, const event_type& of, std::span<const feel::value> data) {
        if (of.key == no_index) return nullptr;
        const std::string_view key = text_of(data[of.key]);
        for (const part& p : r.parts) {
            if (p.subject == of.about && p.key == key) return &p;
        }
        return nullptr;
    }

    [[nodiscard]] feel::number number_of(const feel::program& p, feel::number otherwise) const {
        if (!p) return otherwise;
        const feel::value v = p.evaluate(frame_);
        return v.kind() == feel::value_kind::number ? v.as_number() : feel::number{0};
    }

    void sell(const use& u, std::span<const feel::value> data, const part* about) {
        const statement_line& line = rules_->statements()[u.statement].lines[u.line];
        const line_programs& of = rules_->statement_of(u.statement).lines[u.line];
        const event_programs& p = of.events[u.part];
        find_days(p.days);
        const bool returns = of.back != no_index && of.keys[u.part] != no_index && !data[of.keys[u.part]].is_null();
        const std::string sold_as = returns ? name_of_sale(u, data[of.keys[u.part]]) : std::string{};
        if (returns) heard_of_.insert(sold_as);
        if (p.when && p.when.test(frame_) != feel::truth::yes) return;
        const feel::number amount = number_of(p.amount, feel::number{1});
        const bool shares = p.share && p.share.test(frame_) == feel::truth::yes;
        const feel::number each = p.each ? rounded(pay_each(p, amount), line.unit) : feel::number{0};
        sale sold;
        sold.amount = amount;
        feel::number upto{0}, paid{0};
        for (const auto& [person, percent] : owners_of(of, about)) {
            item i;
            i.statement = u.statement;
            i.line = u.line;
            i.month = current_.month;
            i.person = person;
            i.client = out_.name(current_.client);
            if (!current_.part.empty()) i.part = out_.name(current_.part);
            i.entry = current_.entry;
            i.type = current_.type;
            i.shares = shares;
            i.at = current_.at;
            i.known = std::max(current_.at, current_.recorded);
            i.percent = percent;
            i.amount = part_of(amount, percent);
            upto = add(upto, percent).value_or(upto);
            const feel::number until = rounded(part_of(each, upto), line.unit);
            i.each = subtract(until, paid).value_or(feel::number{0});
            paid = until;
            sold.items.push_back(out_.items.size());
            out_.items.push_back(i);
        }
        sold.paid_back.resize(sold.items.size());
        if (returns) sales_[sold_as] = std::move(sold);
    }

    void find_days(const std::vector<std::uint16_t>& which) {
        if (which.empty()) return;
        days_.resize(rules_->vocabulary().facts.size());
        for (const std::uint16_t i : which) {
            const struct fact& f = rules_->vocabulary().facts[i];
            const bool of_part = rules_->vocabulary().subjects[f.about].is_part();
            const feel::value& v = frame_.bank[static_cast<std::size_t>(of_part ? bank::part : bank::facts)][f.slot];
            const bool known = v.kind() == feel::value_kind::date_time;
            days_[i] =
                known ? feel::value{feel::date{floor<days>(frame_.zone.to_local(v.as_date_time().at(frame_.zone)))}}
                      : feel::value{};
        }
        frame_.bank[static_cast<std::size_t>(bank::item)] = days_.data();
    }

    [[nodiscard]] std::string name_of_sale(const use& u, const feel::value& key) const {
        // Statements of one id go on with each other's sales.
        const statement& s = rules_->statements()[u.statement];
        return s.id.value + '\n' + s.lines[u.line].id.value + '\n' + feel::to_string(key);
    }

    static feel::number part_of(feel::number amount, feel::number percent) {
        const feel::number hundred{100};
        const auto product = percent == hundred ? std::optional{amount} : multiply(amount, percent);
        if (percent == hundred || !product) return amount;
        return divide(*product, hundred).value_or(amount);
    }

    [[nodiscard]] feel::number pay_each(const event_programs& p, feel::number amount) {
        std::vector<feel::value> values{feel::value{amount}};
        frame_.bank[static_cast<std::size_t>(bank::run)] = values.data();
        if (p.table) {
            const feel::value given = p.table.evaluate(frame_);
            if (given.kind() == feel::value_kind::context) {
                for (const auto& [name, v] : given.as_context()) values.push_back(v);
            } else {
                values.push_back(given);
            }
            values.resize(std::max<std::size_t>(values.size(), 64));
            frame_.bank[static_cast<std::size_t>(bank::run)] = values.data();
        }
        const feel::number each = number_of(p.each, feel::number{0});
        frame_.bank[static_cast<std::size_t>(bank::run)] = rules_->nulls().data();
        return each;
    }

    // Who owns the event, each once, and so many per cent of it.
    [[nodiscard]] std::vector<std::pair<std::uint32_t, feel::number>> owners_of(const line_programs& of,
                                                                                const part* about) {
        std::vector<std::pair<std::uint32_t, feel::number>> all;
        const auto add_one = [&](std::string_view name, feel::number percent) {
            const std::uint32_t person = name.empty() ? nobody : out_.name(name);
            const auto same = std::find_if(all.begin(), all.end(), [&](const auto& o) { return o.first == person; });
            if (same == all.end()) {
                all.emplace_back(person, percent);
            } else {
                same->second = add(same->second, percent).value_or(same->second);
            }
        };
        if (of.owners.empty()) {
            const std::string_view key = current_.client;
            add_one(key.substr(key.find('/') + 1), feel::number{100});
        }
        for (const auto& [fact, percent] : of.owners) {
            const struct fact& f = rules_->vocabulary().facts[fact];
            const bool of_part = rules_->vocabulary().subjects[f.about].is_part();
            const feel::value* const its = frame_.bank[static_cast<std::size_t>(of_part ? bank::part : bank::facts)];
            const bool here = !of_part || (about != nullptr && about->subject == f.about);
            add_one(here ? text_of(its[f.slot]) : std::string_view{}, percent);
        }
        return all;
    }

    void take_back(const use& u, std::span<const feel::value> data) {
        const statement_line& line = rules_->statements()[u.statement].lines[u.line];
        const line_programs& of = rules_->statement_of(u.statement).lines[u.line];
        if (of.back_key == no_index || data[of.back_key].is_null()) return;
        const std::string sold_as = name_of_sale(u, data[of.back_key]);
        const auto known = sales_.find(sold_as);
        if (known == sales_.end()) {
            if (heard_of_.insert(sold_as).second) note_unknown(line, data[of.back_key]);
            return;
        }
        sale& sold = known->second;
        if (sold.items.empty() || out_.items[sold.items.front()].statement != u.statement) return;
        const feel::number left = subtract(sold.amount, sold.taken).value_or(feel::number{0});
        const feel::value said = of.back_amount ? of.back_amount.evaluate(frame_) : feel::value{};
        feel::number back = said.kind() == feel::value_kind::number ? said.as_number() : left;
        const bool all = !(back < left);
        if (back > left) back = left;
        if (back <= feel::number{0} && !(all && sold.amount == feel::number{0})) return;
        sold.taken = add(sold.taken, back).value_or(sold.taken);
        for (std::size_t k = 0; k < sold.items.size(); ++k) {
            const item first = out_.items[sold.items[k]];
            item i = first;
            i.at = current_.at;
            i.known = std::max(current_.at, current_.recorded);
            i.entry = current_.entry;
            i.type = current_.type;
            i.back = true;
            i.count = all ? -1 : 0;
            i.amount = -part_of(back, first.percent);
            const feel::number upto =
                all ? first.each : rounded(share_of(first.each, sold.taken, sold.amount), line.unit);
            i.each = -subtract(upto, sold.paid_back[k]).value_or(feel::number{0});
            sold.paid_back[k] = upto;
            out_.items.push_back(i);
        }
        if (all) sales_.erase(known);
    }
    static feel::number share_of(feel::number n, feel::number part, feel::number whole) {
        const auto product = multiply(n, part);
        return product ? divide(*product, whole).value_or(feel::number{0}) : feel::number{0};
    }

    void note_unknown(const statement_line& line, const feel::value& key) {
        if (current_.entry == no_entry) return;
        const event_log::entry e = log_[current_.entry];
        out_.found.add(
            "statement-back-unknown", {},
            {std::string{log_.file_name(e.file)}, std::to_string(e.line), feel::to_string(key), line.id.value});
    }

    std::shared_ptr<const rulebook> rules_, bare_;
    const event_log& log_;
    instant until_, since_;
    engine engine_;
    task_ledger ledger_;
    accounts out_;
    feel::frame frame_;
    std::vector<feel::value> moved_, days_;
    std::vector<std::vector<use>> uses_, backs_;
    std::unordered_map<month_number, std::vector<std::uint16_t>> in_force_;
    std::unordered_map<std::string, sale> sales_;
    std::unordered_set<std::string> heard_of_;
    bool sets_facts_ = false, snapshots_ = false;
    month_number month_ = 0;
    instant month_end_ = instant::min();
    struct {
        month_number month = 0;
        std::string client;
        std::string_view part;
        instant at{}, recorded{};
        std::uint32_t entry = no_entry;
        event_index type = no_index;
    } current_;
};

}  // namespace

feel::number rounded(feel::number n, feel::number unit) {
    const auto units = divide(n, unit);
    const auto whole = units ? round(*units, 0, feel::rounding::half_up) : std::nullopt;
    return whole ? multiply(*whole, unit).value_or(n) : n;
}

month_number month_of(feel::date day) noexcept {
    const year_month_day ymd{local_days{days{static_cast<int>(day.days.time_since_epoch().count())}}};
    return static_cast<int>(ymd.year()) * 12 + static_cast<int>(static_cast<unsigned>(ymd.month())) - 1;
}

feel::date first_of(month_number m) noexcept {
    const month of{static_cast<unsigned>(m % 12 + 1)};
    return {local_days{year{m / 12} / of / 1}};
}

std::uint32_t accounts::name(std::string_view text) {
    const auto known = known_names.find(text);
    if (known != known_names.end()) return known->second;
    const auto number = static_cast<std::uint32_t>(names.size());
    known_names.emplace(names.emplace_back(text), number);
    return number;
}

std::vector<std::uint16_t> in_force(const rulebook& rules, month_number month) {
    std::map<std::string_view, std::uint16_t> latest;
    const auto all = rules.statements();
    const auto begins = [&](std::uint16_t s) {
        return all[s].from ? month_of(all[s].from->value) : month_number{INT32_MIN};
    };
    for (std::uint16_t s = 0; s < all.size(); ++s) {
        if (begins(s) > month) continue;
        const auto [at, fresh] = latest.emplace(all[s].id.value, s);
        if (!fresh && begins(s) > begins(at->second)) at->second = s;
    }
    std::vector<std::uint16_t> out;
    for (const auto& [id, s] : latest) out.push_back(s);
    std::sort(out.begin(), out.end());
    return out;
}

instant closing(const rulebook& rules, const statement& s, month_number month) {
    const calendar& by = rules.vocabulary().calendar;
    const auto next = first_of(month + 1).days;
    const instant end =
        by.zone().to_instant(local_time<microseconds>{duration_cast<microseconds>(next.time_since_epoch())});
    return s.closes ? by.add(end, s.closes->value) : end;
}

accounts gather(const std::shared_ptr<const rulebook>& rules, const event_log& log, instant until, instant since) {
    return gatherer_of_pay{rules, log, until, since}.go();
}

}  // namespace reglament::pay
