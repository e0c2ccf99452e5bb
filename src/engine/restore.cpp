// What an engine tells of itself so that it can be made again, and how it is.
#include "engine/impl.hpp"
#include "machine/codec.hpp"

#include <reglament/machine/versions.hpp>

#include <utility>

namespace reglament {

namespace {

std::int64_t ticks(instant t) {
    return t.time_since_epoch().count();
}
instant from_ticks(std::int64_t n) {
    return instant{instant::duration{n}};
}

}  // namespace

void engine::impl::record_changes() {
    changed = std::make_unique<change_log>();
    clients.tell_opened(&changed->clients);
}

void engine::impl::restore(std::string_view key, record&& state, std::string_view keys) {
    const auto which = static_cast<std::uint32_t>(clients.size());
    kept_client c;
    c.state = std::move(state);
    c.state.who = client_hash(key);
    for (; c.owned < c.state.parts.size(); ++c.owned) {
        const part& its = c.state.parts[c.owned];
        owners.insert_or_assign(rules->vocabulary().subjects[its.subject].name.value + "/" + its.key, which);
    }
    if (!c.state.merged_into.key.empty()) became[which] = c.state.merged_into;
    for (const queued_start& q : c.state.queued) starts.wait(desk_of(c, q), {which, key_of_part(c, q.part), q.since});
    taken_in.put(which, keys);
    queue(which, c);
    clients.append(key, std::move(c));
}

void engine::impl::restore(std::string_view key, std::string_view packed, instant due, std::string_view keys) {
    const std::uint32_t which = clients.append(key, packed);
    taken_in.put(which, keys);
    if (due != never) timers.push({due, which});
}

bool engine::impl::resume(instant at) {
    const bool different = clients.index_appended();
    now = at;
    schedule_segments();
    count_earlier();
    return different;
}

engine engine::copy(engine_options options) const {
    engine out{impl_->rules, std::move(options)};
    std::string keys;
    for (std::uint32_t i = 0; i < impl_->clients.size(); ++i) {
        record state = impl_->clients.read(i).state;
        keys.clear();
        impl_->taken_in.copy(i, keys);
        out.impl_->restore(impl_->clients.key(i), std::move(state), keys);
    }
    [[maybe_unused]] const bool same = out.impl_->resume(impl_->now) && out.impl_->load_clock(impl_->save_clock());
    return out;
}

// What no record knows: when segments are computed, and how many starts of today are used up.
std::string engine::impl::save_clock() const {
    byte_writer bytes;
    bytes.number(segments_due.size());
    for (std::size_t i = 0; i < segments_due.size(); ++i) {
        bytes.text(rules->vocabulary().segments[i].name.value);
        bytes.whole(ticks(segments_due[i]));
    }
    const auto counts = starts.counts();
    bytes.number(counts.size());
    for (const admission::count& c : counts) {
        const regulation& r = rules->machines()[c.desk.first].regulation();
        bytes.text(r.id.value);
        bytes.text(r.definition);
        bytes.text(c.desk.second);
        bytes.whole(ticks(c.until));
        bytes.whole(ticks(c.opens));
        bytes.number(c.used);
    }
    return bytes.take();
}

bool engine::impl::load_clock(std::string_view bytes) {
    byte_reader from{bytes};
    for (std::size_t n = from.count(); n > 0 && from.ok(); --n) {
        const std::string_view name = from.text();
        const instant due = from_ticks(from.whole());
        const auto& all = rules->vocabulary().segments;
        for (std::size_t i = 0; i < all.size() && i < segments_due.size(); ++i) {
            if (all[i].name.value == name) segments_due[i] = due;
        }
    }
    first_segment = never;
    for (const instant due : segments_due) first_segment = std::min(first_segment, due);
    for (std::size_t n = from.count(); n > 0 && from.ok(); --n) {
        const std::string_view id = from.text(), definition = from.text(), person = from.text();
        const instant until = from_ticks(from.whole()), opens = from_ticks(from.whole());
        const auto used = static_cast<std::uint32_t>(from.number());
        if (const auto which = rules->find(id, definition))
            starts.restore({{*which, std::string{person}}, until, opens, used});
    }
    return from.ok() && from.at_end();
}

}  // namespace reglament
