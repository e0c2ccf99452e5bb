// Recovery: what a store has, read into an engine: pages, and what the tail of the journal says later than they do.
#include "engine/durable_impl.hpp"
#include "engine/page_decoder.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace reglament {

namespace {

constexpr std::size_t many = 100'000;  // clients in the tail

// What a long tail took lies among what stays: the system has it back only when told.
void give_back_memory() {
#ifdef __GLIBC__
    malloc_trim(0);
#endif
}

}  // namespace

// Where it fails nobody is there, and not some of them.
bool durable_engine::impl::load(issues& found) {
    std::size_t in_tail = 0;
    const bool good = in->at_one_moment([&] { return load_all(in_tail, found); }, found);
    if (!good && clients != nullptr && last != 0) {
        clients = std::make_unique<engine>(inside().rules, options.engine);
        inside().record_changes();
    }
    if (!good) {
        notes_of_host.clear();
        broken = true;  // it may have failed when all was read
    }
    if (in_tail > many) give_back_memory();
    return good;
}

bool durable_engine::impl::load_all(std::size_t& in_tail, issues& found) {
    told.clear();
    dirty.clear();
    is_dirty.clear();
    unsent.clear();
    waiting.clear();
    clock.clear();
    credit = 0;
    unread = 0;
    sent = taken = taken_durable = 0;
    on_its_way = {};
    audited.reset();
    ++times_read;
    rejected_before = 0;  // of the engine that is made now
    std::string incomplete;
    if (!in->read_note(incomplete_note, incomplete, found)) return false;
    if (!incomplete.empty()) {
        found.add("store-incomplete", {}, {in->name()});
        return false;
    }
    if (!in->last(last, found) || !in->read_note(name_note, name, found) || !load_rules(found)) return false;
    inside().record_changes();
    if (last != 0) {
        std::string bytes;
        if (!in->read_entry(last, bytes, found)) return false;
        const auto head = read_head(bytes);
        if (const auto newer = newer_format(bytes)) {
            found.add("store-newer", {}, {in->name(), std::to_string(*newer), std::to_string(journal_format)});
            return false;
        }
        if (!head) return damaged(found);
        sent = head->first_sent + head->sent;
        taken = taken_durable = head->taken;
        if (!load_clients(*head, in_tail, found) || !load_unsent(*head, found)) return false;
        if (!inside().resume(head->now)) return damaged(found);
        if (!in->read_note(clock_note, clock, found)) return false;
        if (!clock.empty() && !inside().load_clock(clock)) return damaged(found);
    }
    inside().changed->clear();
    durable = last;
    broken = false;
    return true;
}

// Rules that the store was never under are to be published; in place of those that it has left behind, its own stay.
bool durable_engine::impl::load_rules(issues& found) {
    if (!read_kept_rules(*in, kept, found)) return false;
    next = nullptr;
    rules_changed = kept.all.empty();
    if (rules_changed) {
        if (offered == nullptr) {
            found.add("store-no-rules", {}, {in->name()});
            return false;
        }
        kept.publish(*offered, instant::min());
        audited = with_entry(*in, {command_kind::publish, instant::min(), options.actor, {}, all_of(*offered)}, found);
        if (!audited) return false;
    }
    const std::string theirs = offered == nullptr ? std::string{} : name_of_rules(*offered);
    if (!kept.is_in_force(theirs)) {
        rule_texts texts;
        if (!kept_rules::read_texts(*in, kept.all.back(), texts, found)) return false;
        loaded read = reglament::load(texts);
        if (read.rules == nullptr) {
            found.append(read.found);
            found.add("store-rules-unreadable", {}, {in->name()});
            return false;
        }
        if (offered != nullptr && kept.knows(theirs)) {
            found.add("store-newer-rules", {}, {in->name()});
        } else {
            next = offered;
        }
        offered = read.rules;
    }
    auto rules = offered;
    if (!kept.earlier.empty()) {
        std::vector<rule_texts> texts;
        if (!kept.read_earlier(*in, texts, found)) return false;
        rules = with_earlier(*offered, kept.earlier, texts, found);
    }
    if (rules == nullptr) return false;
    clients = std::make_unique<engine>(rules, options.engine);
    return true;
}

bool durable_engine::impl::load_clients(const journal_head& head, std::size_t& in_tail, issues& found) {
    const rulebook& rules = *inside().rules;
    journal_tail tail{options.engine.remembered_events};
    commit_number expected = head.tail;
    const auto note = [&](commit_number number, std::string_view bytes) {
        return number == expected && tail.add(rules, number, bytes) && ++expected != 0;
    };
    if (!in->each_entry(head.tail, note, found)) return false;
    if (expected != std::max(head.tail, last + 1)) return damaged(found);

    inside().begin_restoring(head.now);
    page_decoder decoder{rules, tail, head.now, [&](page_decoder::client& c) {
                             if (c.other != nullptr && !c.other->state) {
                                 found.add("store-other-rules", {}, {in->name(), std::string{c.key}, c.other->why});
                                 return false;
                             }
                             if (c.other != nullptr)
                                 inside().restore(c.key, std::move(*c.other->state), c.keys);
                             else
                                 inside().restore(c.key, c.packed, c.due, c.keys);
                             told.push_back(c.told);
                             return true;
                         }};
    const auto read = [&](std::uint32_t number, std::string_view bytes) { return decoder.add(number, bytes); };
    const bool good = in->each_page(read, found) && decoder.finish();
    if (decoder.damaged() || (good && told.size() != head.clients.value_or(told.size()))) return damaged(found);
    if (!good) return false;
    const std::vector<std::uint32_t> later = tail.clients();
    for (const std::uint32_t client : later) mark(client, head.tail);
    in_tail = later.size();
    return true;
}

}  // namespace reglament
