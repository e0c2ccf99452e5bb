#include "engine/impl.hpp"
#include "engine/journal.hpp"
#include "machine/codec.hpp"

#include <reglament/engine/durable_engine.hpp>

#include <algorithm>
#include <cstdio>
#include <random>
#include <utility>

namespace reglament {

namespace {

constexpr std::size_t most_waiting = 100'000;  // effects for the host that are kept in memory; more are read again
constexpr std::string_view clock_note = "clock", name_note = "name", host_prefix = "host/";

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

// Pages are folded in the order they were first changed since they were folded last, one for as many changes as it has
// clients: so one turn takes as many events as there are clients, and recovery never reads more than that again.
struct durable_engine::impl {
    struct dirty_page {
        std::uint32_t page = 0;
        commit_number since = 0;
    };
    struct unsent_entry {
        commit_number number = 0;
        std::uint64_t last = 0;  // of its effects
    };

    impl(std::shared_ptr<store> s, std::shared_ptr<const rulebook> r, const durable_options& o)
        : in{std::move(s)}, rules{std::move(r)}, options{o} {}

    [[nodiscard]] engine::impl& inside() noexcept { return *clients->impl_; }

    bool load(issues& found);
    bool load_clients(const journal_head& head, issues& found);
    bool load_unsent(const journal_head& head, issues& found);
    bool commit(bool fold_all, issues& found);
    [[nodiscard]] std::vector<client_image> changed_clients(std::deque<std::string>& bytes);
    [[nodiscard]] client_image image_of(std::uint32_t which, std::deque<std::string>& bytes, bool all_keys);
    void mark(std::uint32_t client, commit_number now);
    [[nodiscard]] std::vector<store_commit::page> fold(std::size_t changes, bool all, commit_number now);
    void send(const std::vector<change_log::told>& all, commit_number number);
    bool read_waiting(std::size_t at_most, issues& found);

    bool damaged(issues& found) const {
        found.add("store-damaged", {}, {in->name(), {}});
        return false;
    }

    std::shared_ptr<store> in;
    std::shared_ptr<const rulebook> rules;
    durable_options options;
    std::unique_ptr<engine> clients;
    bool broken = false;  // what is in memory is not what is in the store
    std::string name;     // of the store, for ever
    commit_number last = 0;
    std::vector<commit_number> told;  // by client: the last entry with effects of it
    std::deque<dirty_page> dirty;
    std::vector<bool> is_dirty;  // by page
    std::size_t credit = 0;
    std::string clock;
    std::map<std::string, std::string> notes_of_host;  // that are not durable yet
    std::uint64_t sent = 0, taken = 0, taken_durable = 0;
    std::deque<unsent_entry> unsent;
    std::deque<sent_effect> waiting;
    commit_number unread = 0;  // effects of entries from there on are not among `waiting`; 0: all are
};

// ---------------------------------------------------------------------------------------------------------------------

bool durable_engine::impl::load(issues& found) {
    clients = std::make_unique<engine>(rules, options.engine);
    inside().record_changes();
    told.clear();
    dirty.clear();
    is_dirty.clear();
    unsent.clear();
    waiting.clear();
    notes_of_host.clear();
    credit = 0;
    unread = 0;
    sent = taken = taken_durable = 0;
    if (!in->last(last, found) || !in->read_note(name_note, name, found)) return false;
    if (last != 0) {
        std::string bytes;
        if (!in->read_entry(last, bytes, found)) return false;
        const auto head = read_head(bytes);
        if (!head) return damaged(found);
        sent = head->first_sent + head->sent;
        taken = taken_durable = head->taken;
        if (!load_clients(*head, found) || !load_unsent(*head, found)) return false;
        inside().resume(head->now);
        if (!in->read_note(clock_note, clock, found)) return false;
        if (!clock.empty() && !inside().load_clock(clock)) return damaged(found);
    }
    inside().changed->clear();
    broken = false;
    return true;
}

namespace {

// What the tail of the journal says of a client, later than its page.
struct tail_of_client {
    std::string key, record;
    commit_number at = 0, told = 0;
    bool all_keys = false;
    event_keys whole;
    std::vector<std::pair<commit_number, change_log::taken_key>> keys;
};

void add_keys(event_keys& to, const tail_of_client& t, commit_number after, std::size_t most) {
    for (const auto& [number, k] : t.keys) {
        if (number <= after) continue;
        to.add(k.what.key, k.what.time, most);
        if (k.started) to.starts.push_back(k.what.key);
    }
}

}  // namespace

bool durable_engine::impl::load_clients(const journal_head& head, issues& found) {
    std::map<std::uint32_t, tail_of_client> tail;
    bool whole = true;
    const auto read_tail = [&](commit_number number, std::string_view bytes) {
        const auto entry = read_entry(*rules, bytes, false);
        if (!entry) return whole = false;
        for (const client_image& c : entry->clients) {
            tail_of_client& t = tail[c.client];
            t.key = c.key;
            t.record = c.record;
            t.at = number;
            t.told = c.tells ? number : c.before;
            if (c.all_keys) {
                t.all_keys = true;
                t.whole = c.whole;
                t.keys.clear();
            }
            for (const change_log::taken_key& k : c.keys) t.keys.emplace_back(number, k);
        }
        return true;
    };
    if (!in->each_entry(head.tail, read_tail, found)) return false;
    if (!whole) return damaged(found);

    const auto restore = [&](std::string_view key, std::string_view record_bytes, event_keys&& keys,
                             commit_number its) {
        std::string why;
        auto state = decode(*rules, record_bytes, &why);
        if (!state) {
            found.add("store-other-rules", {}, {in->name(), std::string{key}, why});
            return false;
        }
        inside().restore(key, std::move(*state), std::move(keys));
        told.push_back(its);
        return true;
    };
    const auto merge_tail = [&](client_image& c, commit_number as_of, const tail_of_client& t) {
        if (t.at <= as_of) return;
        c.record = t.record;
        c.before = t.told;
        if (t.all_keys) c.whole = t.whole;
        add_keys(c.whole, t, t.all_keys ? 0 : as_of, options.engine.remembered_events);
    };
    bool good = true;
    const auto read_one = [&](std::uint32_t, std::string_view bytes) {
        commit_number as_of = 0;
        std::vector<client_image> all;
        if (!read_page(bytes, as_of, all)) return whole = false;
        for (client_image& c : all) {
            if (c.client != told.size()) return whole = false;
            if (const auto later = tail.find(c.client); later != tail.end()) merge_tail(c, as_of, later->second);
            good = good && restore(c.key, c.record, std::move(c.whole), c.before);
            if (!good) return false;
        }
        return true;
    };
    // A client that came since its page was folded, or whose page never was, stands in the tail alone; pages are read
    // in their order, so those between come when their turn is.
    const auto read_in_order = [&](std::uint32_t page, std::string_view bytes) {
        for (auto next = tail.find(static_cast<std::uint32_t>(told.size()));
             good && next != tail.end() && next->first / clients_per_page < page;
             next = tail.find(static_cast<std::uint32_t>(told.size()))) {
            client_image c;
            merge_tail(c, 0, next->second);
            good = restore(next->second.key, c.record, std::move(c.whole), c.before);
        }
        return good && read_one(page, bytes);
    };
    if (!in->each_page(read_in_order, found)) return false;
    for (auto next = tail.find(static_cast<std::uint32_t>(told.size())); good && whole && next != tail.end();
         next = tail.find(static_cast<std::uint32_t>(told.size()))) {
        client_image c;
        merge_tail(c, 0, next->second);
        good = restore(next->second.key, c.record, std::move(c.whole), c.before);
    }
    if (!good) return false;
    if (!whole || (!tail.empty() && tail.rbegin()->first >= told.size())) return damaged(found);
    for (const auto& [client, t] : tail) mark(client, head.tail);
    return true;
}

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

// ---------------------------------------------------------------------------------------------------------------------

client_image durable_engine::impl::image_of(std::uint32_t which, std::deque<std::string>& bytes, bool all_keys) {
    engine::impl& my = inside();
    client_image c;
    c.client = which;
    c.key = my.clients.key(which);
    c.record = bytes.emplace_back(encode(*my.rules, my.clients.read(which).state));
    c.all_keys = all_keys;
    if (!all_keys) return c;
    if (const auto keys = my.taken_in.find(which); keys != my.taken_in.end()) c.whole = keys->second;
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

bool durable_engine::impl::commit(bool fold_all, issues& found) {
    engine::impl& my = inside();
    change_log& changes = *my.changed;
    std::string clock_now = my.save_clock();
    const bool nothing = changes.clients.empty() && changes.effects.empty() && clock_now == clock;
    if (nothing && notes_of_host.empty() && !(fold_all && (!dirty.empty() || taken != taken_durable))) return true;

    const commit_number number = last + 1;
    std::deque<std::string> bytes;
    const std::vector<client_image> images = changed_clients(bytes);
    told.resize(clients->client_count());
    for (const change_log::told& t : changes.effects) told[t.client] = number;
    for (const client_image& c : images) mark(c.client, number);
    const auto pages = fold(images.size(), fold_all, number);

    journal_head head;
    head.now = my.now;
    head.tail = dirty.empty() ? number + 1 : dirty.front().since;
    head.first_sent = sent;
    head.sent = static_cast<std::uint64_t>(std::count_if(changes.effects.begin(), changes.effects.end(),
                                                         [](const auto& t) { return for_the_world(t.what.kind); }));
    head.taken = taken;
    head.outbox = unsent.empty() ? number : unsent.front().number;
    const std::string entry = write_entry(*my.rules, head, images, changes.effects);

    std::vector<store_commit::note> notes;
    if (clock_now != clock) notes.push_back({std::string{clock_note}, clock_now});
    for (const auto& [its, bytes_of] : notes_of_host) notes.push_back({std::string{host_prefix} + its, bytes_of});
    if (name.empty()) notes.push_back({std::string{name_note}, name = random_name()});
    store_commit what{number, entry, pages, notes, 0};
    if (!options.keep_history) what.forget_before = std::min({head.tail, head.outbox, number});
    if (!in->write(what, found)) {
        broken = true;
        return false;
    }
    last = number;
    clock = std::move(clock_now);
    taken_durable = taken;
    notes_of_host.clear();
    if (head.sent != 0) send(changes.effects, number);
    changes.clear();
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
    bool whole = true;
    commit_number next = 0;
    const auto read = [&](commit_number number, std::string_view bytes) {
        if (waiting.size() >= at_most) {
            next = number;
            return false;
        }
        const auto entry = reglament::read_entry(*inside().rules, bytes);
        if (!entry) return whole = false;
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
    unread = next;
    return true;
}

// ---------------------------------------------------------------------------------------------------------------------

durable_engine::durable_engine(std::unique_ptr<impl> made) : impl_{std::move(made)} {}
durable_engine::~durable_engine() = default;

std::unique_ptr<durable_engine> durable_engine::open(std::shared_ptr<store> in, std::shared_ptr<const rulebook> rules,
                                                     const durable_options& options, issues& found) {
    auto made = std::make_unique<impl>(std::move(in), std::move(rules), options);
    if (!made->load(found)) return nullptr;
    return std::unique_ptr<durable_engine>{new durable_engine{std::move(made)}};
}

const engine& durable_engine::look() const noexcept {
    return *impl_->clients;
}
engine& durable_engine::working() noexcept {
    return *impl_->clients;
}
commit_number durable_engine::last_commit() const noexcept {
    return impl_->last;
}

bool durable_engine::ready(issues& found) {
    return !impl_->broken || impl_->load(found);
}

bool durable_engine::commit(issues& found) {
    return impl_->commit(false, found);
}

bool durable_engine::fold(issues& found) {
    return ready(found) && impl_->commit(true, found);
}

std::vector<posted> durable_engine::post(std::span<const event> events) {
    std::vector<posted> answers;
    issues found;
    const bool good = change(
        [&](engine& e) {
            for (const event& one : events) answers.push_back(e.post(one));
        },
        found);
    if (good) return answers;
    answers.assign(events.size(), posted{post_status::rejected, found});
    return answers;
}

posted durable_engine::post(const event& e) {
    return std::move(post(std::span{&e, 1}).front());
}

std::optional<std::size_t> durable_engine::advance(instant now, issues& found) {
    std::size_t fired = 0;
    const bool good = change([&](engine& e) { fired = e.advance(now); }, found);
    return good ? std::optional{fired} : std::nullopt;
}

std::vector<sent_effect> durable_engine::outbox(std::size_t at_most, issues& found) {
    if (!ready(found) || !impl_->read_waiting(at_most, found)) return {};
    const auto end = impl_->waiting.begin() + static_cast<std::ptrdiff_t>(std::min(at_most, impl_->waiting.size()));
    return {impl_->waiting.begin(), end};
}

void durable_engine::taken(std::uint64_t number) {
    impl& my = *impl_;
    my.taken = std::max(my.taken, std::min(number, my.sent));
    while (!my.waiting.empty() && my.waiting.front().number <= my.taken) my.waiting.pop_front();
    while (!my.unsent.empty() && my.unsent.front().last <= my.taken) my.unsent.pop_front();
    if (my.unread != 0) my.unread = my.unsent.empty() ? 0 : std::max(my.unread, my.unsent.front().number);
}

void durable_engine::keep(std::string name, std::string bytes) {
    impl_->notes_of_host.insert_or_assign(std::move(name), std::move(bytes));
}

std::string durable_engine::kept(std::string_view name, issues& found) {
    if (const auto fresh = impl_->notes_of_host.find(std::string{name}); fresh != impl_->notes_of_host.end())
        return fresh->second;
    std::string bytes;
    (void)impl_->in->read_note(std::string{host_prefix} + std::string{name}, bytes, found);
    return bytes;
}

std::optional<engine> durable_engine::release(issues& found) {
    if (!ready(found) || !impl_->commit(false, found)) return std::nullopt;
    engine::impl& my = impl_->inside();
    my.clients.tell_opened(nullptr);
    my.changed.reset();
    bool whole = true;
    const auto read = [&](commit_number, std::string_view bytes) {
        const auto entry = read_entry(*my.rules, bytes);
        if (!entry) return whole = false;
        std::vector<effect> of_one;
        for (std::size_t i = 0; i < entry->effects.size(); ++i) {
            const std::uint32_t client = entry->effects[i].client;
            of_one.push_back(entry->effects[i].what);
            if (i + 1 < entry->effects.size() && entry->effects[i + 1].client == client) continue;
            kept_client& c = my.clients.open(client);
            c.told = my.log.append(client, c.told, of_one);
            of_one.clear();
        }
        return true;
    };
    if (!impl_->in->each_entry(0, read, found)) return std::nullopt;
    if (!whole) return impl_->damaged(found), std::nullopt;
    return std::move(*impl_->clients);
}

bool durable_engine::history(std::string_view subject, std::vector<effect>& all, issues& found) {
    if (!ready(found)) return false;
    all.clear();
    const auto which = impl_->clients->find_client(subject);
    std::vector<std::vector<effect>> parts;
    for (commit_number at = which ? impl_->told[*which] : 0; at != 0;) {
        std::string bytes;
        if (!impl_->in->read_entry(at, bytes, found)) return false;
        if (bytes.empty()) break;  // forgotten
        const auto entry = read_entry(*impl_->inside().rules, bytes);
        if (!entry) return impl_->damaged(found);
        auto& its = parts.emplace_back();
        for (const change_log::told& t : entry->effects) {
            if (t.client == *which) its.push_back(t.what);
        }
        const auto image = std::find_if(entry->clients.begin(), entry->clients.end(),
                                        [&](const client_image& c) { return c.client == *which; });
        const commit_number before = image == entry->clients.end() ? 0 : image->before;
        at = before < at ? before : 0;
    }
    for (auto part = parts.rbegin(); part != parts.rend(); ++part) all.insert(all.end(), part->begin(), part->end());
    return true;
}

}  // namespace reglament
