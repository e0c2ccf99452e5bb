#include "engine/impl.hpp"
#include "machine/merge.hpp"

#include <algorithm>
#include <utility>

namespace reglament {

const merger* engine::impl::merged(std::string_view key) const {
    const auto known = index.find(key);
    if (known == index.end()) return nullptr;
    const merger& m = clients[known->second].state.merged_into;
    return m.key.empty() ? nullptr : &m;
}

std::uint32_t engine::impl::who_is_left(std::uint32_t which) {
    while (!clients[which].state.merged_into.key.empty()) which = find_or_add(clients[which].state.merged_into.key);
    return which;
}

std::optional<event> engine::impl::redirected(const event& e) const {
    const merger* const m = merged(e.subject);
    if (m == nullptr) return std::nullopt;
    event whole = e;
    whole.subject = m->key;
    if (e.data.kind() != feel::value_kind::context) return whole;
    feel::context data = e.data.as_context();
    for (auto& [name, v] : data) {
        const bool of_task = name == "task" || name == "call";
        if (v.kind() != feel::value_kind::number || !speaks_of_task(e.type) || !(of_task || name == "run")) continue;
        const std::int64_t number = v.as_number().to_int64().value_or(0);
        const bool given = !of_task || number <= m->last_task;  // else there was never one of that number
        v = feel::value{feel::number{given ? number + (of_task ? m->tasks : m->runs) : 0}};
    }
    whole.data = feel::value{std::move(data)};
    return whole;
}

posted engine::impl::merge(const event& e, std::uint64_t event_key) {
    posted result;
    const feel::value named = e.data.get("into");
    const std::string other{named.kind() == feel::value_kind::string ? named.as_string() : std::string_view{}};
    const std::string into = other.empty() ? other : in.address(in.kind_of(e.subject), other);
    const merger* const gone = merged(into);
    if (into.empty() || in.kind_of(into) != in.kind_of(e.subject) || into == e.subject || gone != nullptr) {
        const std::string where = gone == nullptr ? into : gone->key;
        result.found.add(gone != nullptr ? "merged-already" : "merge-with-whom", {}, {e.subject, where});
        return {post_status::rejected, std::move(result.found)};
    }
    const auto one = index.find(e.subject), two = index.find(into);
    if (one != index.end() && two != index.end() && !parts_fit(clients[one->second].state, clients[two->second].state)) {
        result.found.add("too-many-parts", {}, {into, std::to_string(most_parts)});
        return {post_status::rejected, std::move(result.found)};
    }
    move_to(e.time);
    const std::uint32_t a = find_or_add(e.subject), b = find_or_add(into);
    record &from = clients[a].state, &to = clients[b].state;
    step_output told;
    told.trace = options.trace;
    told.draining = out.draining;
    step_merge(*rules, from, clients[a].key, to, clients[b].key, std::max({now, from.seen, to.seen}), out, told);
    keep(a);
    out.effects = std::move(told.effects);
    out.notes = std::move(told.notes);
    out.unknown_years = std::move(told.unknown_years);
    out.endless = told.endless;
    keep(b);
    if (event_key != 0) to.events.add(event_key, e.time, options.remembered_events);
    starts.move(a, b);
    clients[a].owned = 0;
    for (auto& [part, owner] : owners) owner = owner == a ? b : owner;
    queue(b);
    deliver(now);
    admit(now);
    return result;
}

}  // namespace reglament
