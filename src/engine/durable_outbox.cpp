// Outbox: effects that the host has not taken, some of them in memory, the others in the journal.
#include "engine/durable_impl.hpp"

#include <algorithm>
#include <utility>

namespace reglament {

namespace {

constexpr std::size_t most_waiting = 100'000;  // that are kept in memory; more are read again

}  // namespace

bool durable_engine::impl::load_unsent(const journal_head& head, issues& found) {
    if (sent == taken) return true;
    bool whole = true;
    const auto note = [&](commit_number number, std::string_view bytes) {
        const auto its = read_head(bytes);
        if (!its) return whole = false;
        if (its->sent != 0) unsent.push_back({number, its->first_sent + its->sent});
        return true;
    };
    if (!in->each_entry(head.outbox, note, found)) return false;
    if (!whole) return damaged(found);
    while (!unsent.empty() && unsent.front().last <= taken) unsent.pop_front();
    unread = unsent.empty() ? 0 : unsent.front().number;
    return true;
}

void durable_engine::impl::send(const std::vector<change_log::told>& all, commit_number number) {
    if (unread == 0 && waiting.size() >= most_waiting) unread = number;
    for (const change_log::told& t : all) {
        if (!for_the_world(t.what.kind)) continue;
        ++sent;
        if (unread == 0) waiting.push_back({sent, std::string{clients->client(t.client)}, t.what});
    }
    unsent.push_back({number, sent});
}

bool durable_engine::impl::read_waiting(std::size_t at_most, issues& found) {
    bool whole = true, known = true;
    commit_number next_entry = 0;
    const auto read = [&](commit_number number, std::string_view bytes) {
        if (waiting.size() >= at_most || number > last) {  // what others have written since knows clients of its own
            next_entry = number;
            return false;
        }
        const auto entry = reglament::read_entry(*inside().rules, bytes);
        if (!entry) return whole = false;
        if (entry->lost_sent != 0) return known = false;
        std::uint64_t at = entry->head.first_sent;
        for (const change_log::told& t : entry->effects) {
            if (!for_the_world(t.what.kind) || ++at <= taken) continue;
            waiting.push_back({at, std::string{clients->client(t.client)}, t.what});
        }
        return true;
    };
    if (unread == 0 || waiting.size() >= at_most) return true;
    if (!in->each_entry(unread, read, found)) return false;
    if (!whole) return damaged(found);
    if (!known) return cannot_tell(found);
    unread = next_entry;
    return true;
}

}  // namespace reglament
