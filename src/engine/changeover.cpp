#include "engine/audit_trail.hpp"
#include "engine/impl.hpp"
#include "machine/derivations.hpp"

#include <algorithm>
#include <memory>
#include <utility>

namespace reglament {

void engine::impl::warn_of_pilots() {
    std::set<regulation_index> with_earlier;
    const auto count = static_cast<regulation_index>(rules->machines().size());
    for (regulation_index i = 0; i < count; ++i) {
        if (rules->is_earlier(i)) with_earlier.insert(rules->family_of(i));
    }
    for (regulation_index i = 0; i < count; ++i) {
        const regulation& r = rules->machines()[i].regulation();
        if (r.pilot && !with_earlier.contains(rules->family_of(i)))
            warnings.add("pilot-alone", {r.file, r.pilot->where}, {r.id.value});
    }
}

void engine::impl::count_earlier() {
    draining.assign(rules->machines().size(), false);
    left.assign(rules->machines().size(), 0);
    for (std::uint32_t i = 0; i < clients.size(); ++i) {
        if (!clients.times(i).has_runs) continue;
        for (const run& r : clients.read(i).state.runs)
            left[rules->family_of(r.regulation)] += rules->is_earlier(r.regulation) ? 1 : 0;
    }
    bool any = false;
    for (regulation_index i = 0; i < left.size(); ++i) {
        const bool waits = rules->machines()[i].regulation().running == running_rule::drain;
        any = any || (draining[i] = waits && !rules->is_earlier(i) && left[i] > 0);
    }
    out.draining = any ? &draining : nullptr;
    starts.close(out.draining);
}

void engine::impl::drain(const effects& told) {
    for (const effect& e : told) {
        const bool over = e.kind == effect_kind::run_finished || e.kind == effect_kind::run_cancelled;
        if (!over || !rules->is_earlier(e.regulation)) continue;
        const regulation_index of = rules->family_of(e.regulation);
        if (--left[of] == 0) draining[of] = false;
    }
}

// Which versions are open in records, and which histories and what is not taken yet speak of.
std::vector<version_use> engine::impl::uses() const {
    std::vector<version_use> all(rules->machines().size(), {0, changed && changed->tells_of_all});
    for (std::uint32_t i = 0; i < clients.size(); ++i) {
        if (!clients.times(i).has_runs) continue;
        for (const run& r : clients.read(i).state.runs) ++all[r.regulation].runs;
    }
    if (options.trace) {
        log.each([&](effect_log::place, const effect_log::batch&, const std::vector<effect>& told) {
            for (const effect& e : told) all[e.regulation].told = true;
        });
    }
    to_take.each([&](std::uint32_t, const effect& e) { all[e.regulation].told = true; });
    return all;
}

bool engine::impl::can_tell(const effect_translator& by, issues& found) const {
    bool all = true;
    to_take.each([&](std::uint32_t, const effect& e) {
        if (!all || by.knows(e)) return;
        const regulation& r = rules->machines()[e.regulation].regulation();
        found.add("version-in-outbox", {r.file, r.id.where}, {r.id.value, r.version});
        all = false;
    });
    return all;
}

void engine::impl::translate(const effect_translator& by, record_store& after) {
    static const record none;
    kept_client is;
    const auto translate_one = [&](std::uint32_t client, effect& e) {
        if (e.part == no_index) return by.translate(e, none, none);
        after.get(client, is);
        by.translate(e, clients.read(client).state, is.state);
    };
    for (untaken::item& i : to_take.read()) translate_one(i.client, i.what);

    effect_log fresh;
    std::vector<effect_log::place> last(options.trace ? clients.size() : 0);
    std::map<effect_log::place, effect_log::place> moved;  // of what is not taken yet
    const effect_log::place first = to_take.first_place();
    log.each([&](effect_log::place at, const effect_log::batch& b, std::vector<effect>& told) {
        const bool waits = first != 0 && at >= first;
        if (!options.trace && !waits) return;
        std::erase_if(told, [&](const effect& e) { return !by.knows(e); });
        if (told.empty()) return;
        for (effect& e : told) translate_one(b.client, e);
        const effect_log::place before = options.trace ? last[b.client] : effect_log::place{0};
        const effect_log::place now_at = fresh.append(b.client, before, told);
        if (options.trace) last[b.client] = now_at;
        if (waits) moved.emplace(at, now_at);
    });
    to_take.move([&](effect_log::place at) { return moved.at(at); });
    log = std::move(fresh);
    for (std::uint32_t i = 0; i < last.size(); ++i) {
        after.take(i, is);
        is.told = last[i];
        after.put(i, is);
    }
    std::set<std::pair<regulation_index, std::uint16_t>> known;
    for (const auto& [which, program] : warned) {
        if (const auto now_at = by.machine_of(which)) known.emplace(*now_at, program);
    }
    warned = std::move(known);
    warned_years.clear();
}

void engine::impl::put_in_place(record_store&& after, std::map<std::uint32_t, effects>&& done) {
    clients.replace(std::move(after));
    timers.clear();
    out.draining = nullptr;  // what ended now is not counted
    for (std::uint32_t i = 0; i < clients.size(); ++i) {
        if (const auto its = done.find(i); its != done.end()) {
            out.effects = std::move(its->second);
            keep(i, clients.open(i));
        }
        if (const instant due = clients.times(i).due; due != never) timers.push({due, i});
    }
}

// What was added to facts that are gathered in another way now, or are new, is told anew.
void engine::impl::roll_up() {
    for (std::uint32_t i = 0; i < clients.size(); ++i) {
        const subject_index kind = clients.read(i).state.subject;
        if (rules->derived().rolls_of(kind).empty()) continue;
        kept_client& c = clients.open(i);
        step_rolls(*rules, c.state, out);
        if (out.rolled.empty()) continue;
        send_rolled();
        deliver(now);
    }
}

namespace {

event publishing(const rulebook& before, const rulebook& next, instant at, const publish_options& how) {
    feel::list changed;
    for (const changed_regulation& r : changed_regulations(before, next)) changed.emplace_back(r.id);
    return command_event({command_kind::publish, at, how.actor, how.reason, {}},
                         {{"regulations", feel::value{std::move(changed)}}});
}

}  // namespace

publish_report engine::publish(const std::shared_ptr<const rulebook>& next, const publish_options& how) {
    impl& my = *impl_;
    my.forget_shown();
    publish_report report;
    if (my.changed && !my.changed->may_publish && !how.dry_run) {  // what is kept elsewhere is of these rules
        report.found.add("store-keeps-rules", {}, {});
        return report;
    }
    if (my.is_refused_command(publishing(*my.rules, *next, my.now, how), report.found)) return report;
    report.rules = succeed(*my.rules, *next, my.uses(), report.found);
    if (report.rules == nullptr) return report;
    const version_change change{my.rules, report.rules};
    record_store after;
    kept_client c;
    // By regulation: it waits until runs of its earlier versions have ended, of any client.
    std::vector<bool> draining(report.rules->machines().size(), false);
    for (std::uint32_t i = 0; i < my.clients.size(); ++i) {
        auto moved = bring_over(*my.rules, *report.rules, my.clients.key(i), my.clients.read(i).state, report);
        if (!moved) return report;
        note_draining(*report.rules, *moved, draining);
        c.state = std::move(*moved);
        after.add();
        after.put(i, c);
    }
    step_output told;  // of all: what is to be warned of
    std::map<std::uint32_t, effects> done;
    for (std::uint32_t i = 0; i < my.clients.size(); ++i) {
        after.take(i, c);
        c.state.who = client_hash(my.clients.key(i));
        told.draining = &draining;
        settle(change, my.clients.key(i), my.clients.read(i).state, c.state, my.now, told, report);
        if (!told.effects.empty()) done.emplace(i, std::exchange(told.effects, {}));
        c.queued = c.state.due;
        after.put(i, c);
    }
    const effect_translator by{*my.rules, *report.rules};
    if (!my.can_tell(by, report.found) || how.dry_run) return report;
    my.shown_histories.clear();
    my.translate(by, after);
    const auto before = std::exchange(my.rules, report.rules);
    std::destroy_at(&my.in);
    std::construct_at(&my.in, *my.rules);
    auto waited = my.starts.change(*before, *my.rules);
    my.starts.close(nullptr);
    my.schedule_segments();
    my.put_in_place(std::move(after), std::move(done));
    my.out.rolled = std::move(told.rolled);
    my.send_rolled();
    my.out.notes = std::move(told.notes);
    my.out.unknown_years = std::move(told.unknown_years);
    if (!my.out.notes.empty() || !my.out.unknown_years.empty()) my.warn(my.clients.key(0));
    for (auto& [desk, who] : waited) {
        const kept_client& whose = my.clients.read(who.client);
        for (const queued_start& q : whose.state.queued) {
            if (q.regulation != desk.first || impl::key_of_part(whose, q.part) != who.part) continue;
            my.starts.wait(my.desk_of(whose, q), std::move(who));
            break;
        }
    }
    my.count_earlier();
    my.note_kinds();
    my.change_people();
    my.deliver(my.now);
    my.roll_up();
    my.admit(my.now);
    report.published = true;
    return report;
}

}  // namespace reglament
