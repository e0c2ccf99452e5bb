#include "pay/accounts.hpp"

#include <reglament/pay/untold_events.hpp>

#include <algorithm>
#include <unordered_set>

namespace reglament {

namespace {

using key_set = std::unordered_set<std::uint64_t>;

key_set keys_of(const event_log& log) {
    key_set out;
    for (std::size_t i = 0; i < log.size(); ++i) {
        const event_log::entry e = log[i];
        out.insert(e.whole == nullptr ? e.bound.key : event_key(e.whole->source, e.whole->id));
    }
    return out;
}

instant closing_of_all(const rulebook& rules, feel::date month) {
    instant last = instant::min();
    for (const statement& s : rules.statements()) last = std::max(last, pay::closing(rules, s, pay::month_of(month)));
    return last;
}

// Those of one client that the log lacks. Of a start that is no longer among the latest the time is not known, but it
// was before them.
key_set lacking(const event_keys& known, const key_set& told, instant until) {
    key_set later, out;
    for (const event_keys::entry& e : known.recent) {
        if (e.time >= until) later.insert(e.key);
        if (e.time < until && !told.contains(e.key)) out.insert(e.key);
    }
    for (const std::uint64_t key : known.starts) {
        if (!told.contains(key) && !later.contains(key)) out.insert(key);
    }
    return out;
}

}  // namespace

issues untold_events(const engine& e, const event_log& log, feel::date month) {
    const key_set told = keys_of(log);
    const instant until = closing_of_all(e.rules(), month);
    key_set all;
    std::string example;
    for (std::size_t i = 0; i < e.client_count(); ++i) {
        key_set its = lacking(e.state(i).events, told, until);
        if (!its.empty() && example.empty()) example = e.client(i);
        all.merge(its);
    }
    issues found;
    if (!all.empty()) found.add("statement-events-untold", {}, {std::to_string(all.size()), example});
    return found;
}

}  // namespace reglament
