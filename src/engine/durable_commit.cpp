// Commit: what has changed since the last one, as an entry of the journal, and the pages whose turn it is.
#include "engine/durable_impl.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <future>
#include <random>
#include <system_error>
#include <utility>

namespace reglament {

namespace {

std::string random_name() {
    std::random_device random;
    std::string name;
    for (int i = 0; i < 4; ++i) {
        std::array<char, 9> word{};
        std::snprintf(word.data(), word.size(), "%08x", static_cast<unsigned>(random()));
        name += word.data();
    }
    return name;
}

}  // namespace

void durable_engine::impl::copy_changed(entry_in_hand& to) {
    engine::impl& my = inside();
    change_log& changes = *my.changed;
    for (auto* list : {&changes.clients, &changes.all_keys}) {
        std::sort(list->begin(), list->end());
        list->erase(std::unique(list->begin(), list->end()), list->end());
    }
    std::stable_sort(changes.keys.begin(), changes.keys.end(),
                     [](const auto& a, const auto& b) { return a.client < b.client; });
    std::vector<std::uint32_t> tell;
    for (const change_log::told& t : changes.effects) tell.push_back(t.client);
    std::sort(tell.begin(), tell.end());
    to.changed.reserve(changes.clients.size());
    for (const std::uint32_t which : changes.clients) {
        const bool all = std::binary_search(changes.all_keys.begin(), changes.all_keys.end(), which);
        const bool tells = std::binary_search(tell.begin(), tell.end(), which);
        to.changed.add(my.clients, my.taken_in, {which, which < told.size() ? told[which] : 0, tells, all});
    }
    to.keys = std::exchange(changes.keys, {});
}

void durable_engine::impl::mark(std::uint32_t client, commit_number now) {
    const std::uint32_t page = client / clients_per_page;
    if (is_dirty.size() <= page) is_dirty.resize(page + std::size_t{1});
    if (is_dirty[page]) return;
    is_dirty[page] = true;
    dirty.push_back({page, now});
}

void durable_engine::impl::fold(bool all, entry_in_hand& to) {
    engine::impl& my = inside();
    credit += to.changed.size();
    while (!dirty.empty() && (all || credit >= clients_per_page)) {
        const std::uint32_t page = dirty.front().page;
        dirty.pop_front();
        is_dirty[page] = false;
        credit -= std::min<std::size_t>(credit, clients_per_page);
        const auto end = std::min<std::size_t>(clients->client_count(), (page + std::size_t{1}) * clients_per_page);
        for (std::size_t i = std::size_t{page} * clients_per_page; i < end; ++i)
            to.folded.add(my.clients, my.taken_in, {static_cast<std::uint32_t>(i), told[i], false, true});
        to.folded_pages.push_back({page, end - std::size_t{page} * clients_per_page});
    }
    if (dirty.empty()) credit = std::min<std::size_t>(credit, clients_per_page);
}

void durable_engine::impl::entry_in_hand::write_journal() {
    std::deque<std::string> records;
    std::vector<client_image> images = changed.images(*rules, 0, changed.size(), records);
    auto key = keys.begin();
    for (client_image& c : images) {
        for (; key != keys.end() && key->client == c.client; ++key) {
            if (!c.all_keys) c.keys.push_back(*key);
        }
    }
    bytes = write_entry(*rules, head, images, effects);
}

void durable_engine::impl::entry_in_hand::write_pages() {
    std::size_t first = 0;
    for (const folded_page& p : folded_pages) {
        std::deque<std::string> records;
        pages.push_back({p.page, write_page(number, folded.images(*rules, first, p.clients, records))});
        first += p.clients;
    }
}

// Both take about as long. Who writes down little starts no thread, nor who cannot start one.
store_commit durable_engine::impl::entry_in_hand::write_down() {
    constexpr std::size_t much = 256;
    std::future<void> beside;
    if (folded.size() >= much) {
        try {
            beside = std::async(std::launch::async, [this] { write_pages(); });
        } catch (const std::system_error&) {
        }
    }
    if (!beside.valid()) write_pages();
    write_journal();
    if (beside.valid()) beside.get();
    return {number, bytes, pages, notes, forget_before};
}

std::vector<store_commit::note> durable_engine::impl::notes(const std::string& clock_now) {
    std::vector<store_commit::note> all;
    if (clock_now != clock) all.push_back({std::string{clock_note}, clock_now});
    for (const auto& [its, bytes] : notes_of_host) all.push_back({std::string{host_prefix} + its, bytes});
    if (name.empty()) all.push_back({std::string{name_note}, name = random_name()});
    if (audited) all.push_back(*audited);
    if (!rules_changed) return all;
    for (store_commit::note& n : notes_of(kept, *offered)) all.push_back(std::move(n));
    return all;
}

journal_head durable_engine::impl::head_of(const entry_in_hand& e) const {
    const std::uint64_t sending = writing.is_on_its_way() ? on_its_way.sends : 0;
    journal_head head;
    head.now = clients->now();
    head.clients = clients->client_count();
    head.tail = dirty.empty() ? e.number + 1 : dirty.front().since;
    head.first_sent = sent + sending;
    head.sent = e.sends;
    head.taken = taken;
    head.outbox = sending != 0 ? on_its_way.number : e.number;
    if (!unsent.empty()) head.outbox = unsent.front().number;
    return head;
}

// What is in memory is taken for written from here on: should it fail, all of it is read anew.
std::optional<durable_engine::impl::entry_in_hand> durable_engine::impl::entry_of_changes(bool fold_all, bool save) {
    engine::impl& my = inside();
    change_log& changes = *my.changed;
    std::string clock_now = my.save_clock();
    const bool nothing = changes.clients.empty() && changes.effects.empty() && clock_now == clock;
    const bool other_rules = rules_changed && last != 0;
    const bool to_fold = (fold_all && !dirty.empty()) || ((fold_all || save) && taken != taken_durable);
    if (nothing && notes_of_host.empty() && !(audited && last != 0) && !other_rules && !to_fold && forget_before == 0)
        return std::nullopt;

    entry_in_hand e;
    e.number = last + 1;
    e.rules = my.rules;
    copy_changed(e);
    told.resize(clients->client_count());
    for (const change_log::told& t : changes.effects) told[t.client] = e.number;
    for (const std::uint32_t which : changes.clients) mark(which, e.number);
    fold(fold_all, e);
    e.sends = static_cast<std::uint64_t>(std::count_if(changes.effects.begin(), changes.effects.end(),
                                                       [](const auto& t) { return for_the_world(t.what.kind); }));
    e.taken = taken;
    e.head = head_of(e);
    e.notes = notes(clock_now);
    e.forget_before = std::exchange(forget_before, 0);
    if (!options.keep_history) e.forget_before = std::min({e.head.tail, e.head.outbox, e.number});
    e.effects = std::exchange(changes.effects, {});
    last = e.number;
    clock = std::move(clock_now);
    notes_of_host.clear();
    audited.reset();
    rules_changed = false;
    changes.clear();
    rejected_before = my.counted.posted[static_cast<std::size_t>(post_status::rejected)];
    return e;
}

void durable_engine::impl::is_durable(entry_in_hand& e) {
    ++written.commits;
    written.journal_bytes += e.bytes.size();
    for (const store_commit::page& p : e.pages) written.page_bytes += p.bytes.size();
    durable = e.number;
    taken_durable = e.taken;
    if (e.sends != 0) send(e.effects, e.number);
    e = {};
}

bool durable_engine::impl::failed() {
    ++written.failed_commits;
    notes_of_host.clear();
    last = durable;
    broken = true;
    return false;
}

// What changes nothing is not written, so no commit tells that somebody else has written since. What was rejected may
// then have been so because of what is long past.
bool durable_engine::impl::stands(issues& found) {
    const std::uint64_t rejected = inside().counted.posted[static_cast<std::size_t>(post_status::rejected)];
    if (std::exchange(rejected_before, rejected) == rejected) return true;
    commit_number now = 0;
    if (!in->last(now, found)) return false;
    if (now == durable) return true;
    found.add("store-shared", {}, {in->name()});
    return false;
}

// From an entry being made until it is written what is in memory is in doubt: should something be thrown in between,
// it stays so, and is read anew.

bool durable_engine::impl::commit(bool fold_all, issues& found, bool save) {
    if (!settle(found)) return false;
    const bool before = std::exchange(broken, true);
    auto e = entry_of_changes(fold_all, save);
    if (!e && !stands(found)) return failed();
    if (e && !in->write(e->write_down(), found)) return failed();
    if (e) is_durable(*e);
    broken = before;
    return true;
}

bool durable_engine::impl::begin(issues& found) {
    const bool before = std::exchange(broken, true);
    auto e = entry_of_changes(false, false);
    if (!e && !writing.is_on_its_way() && !stands(found)) return failed();
    if (e && !settle(found)) return false;
    if (e) {
        on_its_way = std::move(*e);
        writing.begin(
            *in, [this] { return on_its_way.write_down(); }, when_written);
    }
    broken = before;
    return true;
}

bool durable_engine::impl::settle(issues& found) {
    if (!writing.is_on_its_way()) return true;
    const bool before = std::exchange(broken, true);
    if (!writing.wait(found)) return failed();
    is_durable(on_its_way);
    broken = before;
    return true;
}

}  // namespace reglament
