#include "engine/impl.hpp"
#include "machine/merge.hpp"

#include <algorithm>
#include <utility>

namespace reglament {

namespace {

// The key of whose record it turned out to be; empty: nobody's.
std::string other_of(const event& e, const intake& in) {
    const feel::value named = e.data.get("into");
    const std::string other{named.kind() == feel::value_kind::string ? named.as_string() : std::string_view{}};
    return other.empty() ? other : in.address(in.kind_of(e.subject), other);
}

// Why they cannot be one. `gone`: whom the other has become meanwhile, or null.
issues in_the_way(const event& e, const std::string& into, const merger* gone, const intake& in,
                  const client_store& clients) {
    issues found;
    if (into.empty() || in.kind_of(into) != in.kind_of(e.subject) || into == e.subject || gone != nullptr) {
        const std::string where = gone == nullptr ? into : gone->key;
        found.add(gone != nullptr ? "merged-already" : "merge-with-whom", {}, {e.subject, where});
        return found;
    }
    const auto one = clients.find(e.subject), two = clients.find(into);
    if (!one || !two) return found;
    const record from = clients.read(*one).state;
    if (!parts_fit(from, clients.read(*two).state)) found.add("too-many-parts", {}, {into, std::to_string(most_parts)});
    return found;
}

// What one more record was told is next.
void tell_next(step_output& out, step_output& told) {
    out.effects = std::move(told.effects);
    out.notes = std::move(told.notes);
    out.unknown_years = std::move(told.unknown_years);
    out.rolled = std::move(told.rolled);
    out.endless = told.endless;
}

}  // namespace

const merger* engine::impl::merged(std::string_view key) const {
    if (became.empty()) return nullptr;
    const auto known = clients.find(key);
    const auto at = known ? became.find(*known) : became.end();
    return at == became.end() ? nullptr : &at->second;
}

std::uint32_t engine::impl::who_is_left(std::uint32_t which) {
    for (auto at = became.find(which); at != became.end(); at = became.find(which)) which = find_or_add(at->second.key);
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

void engine::impl::give_keys(std::uint32_t which, record& r) {
    r.events = taken_in.take(which);
}

void engine::impl::take_keys(std::uint32_t which, record& r) {
    taken_in.put(which, std::exchange(r.events, {}));
    if (changed) changed->all_keys.push_back(which);
}

posted engine::impl::merge(const event& e, std::uint64_t event_key) {
    posted result;
    const std::string into = other_of(e, in);
    if (issues wrong = in_the_way(e, into, merged(into), in, clients); !wrong.empty())
        return {post_status::rejected, std::move(wrong)};
    move_to(e.time);
    const std::uint32_t a = find_or_add(e.subject), b = find_or_add(into);
    // Out of the store, which keeps one open at a time.
    kept_client from = std::exchange(clients.open(a), {});
    kept_client& to = clients.open(b);
    give_keys(a, from.state);
    give_keys(b, to.state);
    step_output told;
    told.trace = options.trace;
    told.draining = out.draining;
    step_merge(*rules, from.state, clients.key(a), to.state, clients.key(b),
               std::max({now, from.state.seen, to.state.seen}), out, told);
    take_keys(a, from.state);
    take_keys(b, to.state);
    keep(a, from);
    tell_next(out, told);
    keep(b, to);
    if (event_key != 0) taken_in.add(b, {event_key, e.time}, options.remembered_events);
    queue(b, to);
    became[a] = from.state.merged_into;
    from.owned = 0;
    clients.open(a) = std::move(from);
    starts.move(a, b);
    for (auto& [part, owner] : owners) owner = owner == a ? b : owner;
    deliver(now);
    admit(now);
    return result;
}

}  // namespace reglament
