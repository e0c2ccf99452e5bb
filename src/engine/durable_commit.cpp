// Commit: what has changed since the last one, as an entry of the journal, and the pages whose turn it is.
#include "engine/durable_impl.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <random>
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

client_image durable_engine::impl::image_of(std::uint32_t which, std::deque<std::string>& bytes, bool all_keys) {
    engine::impl& my = inside();
    client_image c;
    c.client = which;
    c.key = my.clients.key(which);
    c.record = bytes.emplace_back(encode(*my.rules, my.clients.read(which).state));
    c.all_keys = all_keys;
    if (all_keys) c.whole = my.taken_in.get(which);
    return c;
}

std::vector<client_image> durable_engine::impl::changed_clients(std::deque<std::string>& bytes) {
    change_log& changes = *inside().changed;
    for (auto* list : {&changes.clients, &changes.all_keys}) {
        std::sort(list->begin(), list->end());
        list->erase(std::unique(list->begin(), list->end()), list->end());
    }
    std::stable_sort(changes.keys.begin(), changes.keys.end(),
                     [](const auto& a, const auto& b) { return a.client < b.client; });
    std::vector<client_image> images;
    images.reserve(changes.clients.size());
    std::vector<std::uint32_t> tell;
    for (const change_log::told& t : changes.effects) tell.push_back(t.client);
    std::sort(tell.begin(), tell.end());
    auto key = changes.keys.begin();
    for (const std::uint32_t which : changes.clients) {
        const bool all = std::binary_search(changes.all_keys.begin(), changes.all_keys.end(), which);
        client_image& c = images.emplace_back(image_of(which, bytes, all));
        c.before = which < told.size() ? told[which] : 0;
        c.tells = std::binary_search(tell.begin(), tell.end(), which);
        for (; key != changes.keys.end() && key->client == which; ++key) {
            if (!all) c.keys.push_back(*key);
        }
    }
    return images;
}

void durable_engine::impl::mark(std::uint32_t client, commit_number now) {
    const std::uint32_t page = client / clients_per_page;
    if (is_dirty.size() <= page) is_dirty.resize(page + std::size_t{1});
    if (is_dirty[page]) return;
    is_dirty[page] = true;
    dirty.push_back({page, now});
}

std::vector<store_commit::page> durable_engine::impl::fold(std::size_t changes, bool all, commit_number now) {
    std::vector<store_commit::page> pages;
    credit += changes;
    while (!dirty.empty() && (all || credit >= clients_per_page)) {
        const std::uint32_t page = dirty.front().page;
        dirty.pop_front();
        is_dirty[page] = false;
        credit -= std::min<std::size_t>(credit, clients_per_page);
        std::deque<std::string> bytes;
        std::vector<client_image> images;
        const auto end = std::min<std::size_t>(clients->client_count(), (page + std::size_t{1}) * clients_per_page);
        for (std::size_t i = std::size_t{page} * clients_per_page; i < end; ++i) {
            images.push_back(image_of(static_cast<std::uint32_t>(i), bytes, true));
            images.back().before = told[i];
        }
        pages.push_back({page, write_page(now, images)});
    }
    if (dirty.empty()) credit = std::min<std::size_t>(credit, clients_per_page);
    return pages;
}

std::vector<store_commit::note> durable_engine::impl::notes(const std::string& clock_now) {
    std::vector<store_commit::note> all;
    if (clock_now != clock) all.push_back({std::string{clock_note}, clock_now});
    for (const auto& [its, bytes] : notes_of_host) all.push_back({std::string{host_prefix} + its, bytes});
    if (name.empty()) all.push_back({std::string{name_note}, name = random_name()});
    if (!rules_changed) return all;
    for (store_commit::note& n : notes_of(kept, *offered)) all.push_back(std::move(n));
    return all;
}

journal_head durable_engine::impl::head_of(const entry_in_hand& e) const {
    const std::uint64_t sending = writing.is_on_its_way() ? on_its_way.sends : 0;
    journal_head head;
    head.now = clients->now();
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
    if (nothing && notes_of_host.empty() && !other_rules && !to_fold && forget_before == 0) return std::nullopt;

    entry_in_hand e;
    e.number = last + 1;
    std::deque<std::string> bytes;
    const std::vector<client_image> images = changed_clients(bytes);
    told.resize(clients->client_count());
    for (const change_log::told& t : changes.effects) told[t.client] = e.number;
    for (const client_image& c : images) mark(c.client, e.number);
    e.pages = fold(images.size(), fold_all, e.number);
    e.sends = static_cast<std::uint64_t>(std::count_if(changes.effects.begin(), changes.effects.end(),
                                                       [](const auto& t) { return for_the_world(t.what.kind); }));
    e.taken = taken;
    const journal_head head = head_of(e);
    e.bytes = write_entry(*my.rules, head, images, changes.effects);
    e.notes = notes(clock_now);
    e.forget_before = std::exchange(forget_before, 0);
    if (!options.keep_history) e.forget_before = std::min({head.tail, head.outbox, e.number});
    e.effects = std::exchange(changes.effects, {});
    last = e.number;
    clock = std::move(clock_now);
    notes_of_host.clear();
    rules_changed = false;
    changes.clear();
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

// From an entry being made until it is written what is in memory is in doubt: should something be thrown in between,
// it stays so, and is read anew.

bool durable_engine::impl::commit(bool fold_all, issues& found, bool save) {
    if (!settle(found)) return false;
    const bool before = std::exchange(broken, true);
    auto e = entry_of_changes(fold_all, save);
    if (e && !in->write(e->to_write(), found)) return failed();
    if (e) is_durable(*e);
    broken = before;
    return true;
}

bool durable_engine::impl::begin(issues& found) {
    const bool before = std::exchange(broken, true);
    auto e = entry_of_changes(false, false);
    if (e && !settle(found)) return false;
    if (e) {
        on_its_way = std::move(*e);
        writing.begin(*in, on_its_way.to_write(), when_written);
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
