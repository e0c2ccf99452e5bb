#include "engine/impl.hpp"

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
    for (const client_record& c : clients) {
        for (const run& r : c.state.runs)
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

bool engine::impl::can_tell(const effect_translator& by, issues& found) const {
    for (std::size_t i = 0; i < outbox.size(); ++i) {
        const effect& e = options.trace ? clients[outbox[i].client].history[outbox[i].index] : untraced[i];
        if (by.knows(e)) continue;
        const regulation& r = rules->machines()[e.regulation].regulation();
        found.add("version-in-outbox", {r.file, r.id.where}, {r.id.value, r.version});
        return false;
    }
    return true;
}

void engine::impl::translate(const effect_translator& by, std::span<const published_client> all) {
    std::vector<std::vector<std::uint32_t>> places(clients.size());  // of what is left of each history
    for (std::size_t i = 0; i < clients.size(); ++i) {
        std::vector<effect> left_over;
        for (effect& e : clients[i].history) {
            places[i].push_back(static_cast<std::uint32_t>(left_over.size()));
            if (!by.knows(e)) continue;
            by.translate(e, *all[i].before, all[i].after);
            left_over.push_back(std::move(e));
        }
        clients[i].history = std::move(left_over);
    }
    for (std::size_t i = 0; i < outbox.size(); ++i) {
        outgoing& o = outbox[i];
        if (options.trace)
            o.index = places[o.client][o.index];
        else
            by.translate(untraced[i], *all[o.client].before, all[o.client].after);
    }
    std::set<std::pair<regulation_index, std::uint16_t>> known;
    for (const auto& [which, program] : warned) {
        if (const auto now_at = by.machine_of(which)) known.emplace(*now_at, program);
    }
    warned = std::move(known);
    warned_years.clear();
}

publish_report engine::publish(const std::shared_ptr<const rulebook>& next, const publish_options& how) {
    impl& my = *impl_;
    publish_report report;
    std::vector<published_client> all;
    for (const client_record& c : my.clients) all.push_back({c.key, &c.state, c.history});
    std::vector<effect> told(my.untraced.begin(), my.untraced.end());
    std::vector<step_note> notes;
    std::vector<unknown_year> years;
    if (!prepare(my.rules, *next, all, told, my.now, notes, years, report)) return report;
    const effect_translator by{*my.rules, *report.rules};
    if (!my.can_tell(by, report.found) || how.dry_run) return report;
    my.translate(by, all);
    const auto before = std::exchange(my.rules, report.rules);
    std::destroy_at(&my.in);
    std::construct_at(&my.in, *my.rules);
    auto waited = my.starts.change(*before, *my.rules);
    my.starts.close(nullptr);
    my.schedule_segments();
    my.timers.clear();
    for (std::uint32_t i = 0; i < my.clients.size(); ++i) {
        client_record& c = my.clients[i];
        c.state = std::move(all[i].after);
        c.owned = std::min(c.owned, c.state.parts.size());
        c.queued = never;
        my.out.effects = std::move(all[i].done);
        my.out.notes = std::exchange(notes, {});
        my.out.unknown_years = std::exchange(years, {});
        my.out.draining = nullptr;  // what ended now is not counted
        my.keep(i);
        my.queue(i);
    }
    for (auto& [desk, who] : waited) {
        const client_record& c = my.clients[who.client];
        for (const queued_start& q : c.state.queued) {
            if (q.regulation != desk.first || impl::key_of_part(c, q.part) != who.part) continue;
            my.starts.wait(my.desk_of(c, q), std::move(who));
            break;
        }
    }
    my.count_earlier();
    my.note_kinds();
    my.deliver(my.now);
    my.admit(my.now);
    report.published = true;
    return report;
}

}  // namespace reglament
