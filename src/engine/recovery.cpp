// Recovery: what a store has, read into an engine: pages, and what the tail of the journal says later than they do.
#include "engine/durable_impl.hpp"
#include "engine/record_decoder.hpp"
#include "machine/codec.hpp"

#include <functional>
#include <map>
#include <utility>

namespace reglament {

namespace {

// What the tail of the journal says of a client, later than its page.
struct tail_of_client {
    std::string key, record;
    commit_number at = 0, told = 0;
    bool all_keys = false;
    event_keys whole;
    std::vector<std::pair<commit_number, change_log::taken_key>> keys;
};

// Reads the clients in the order of their numbers.
class client_reader {
public:
    /// Takes a client whole as it is now; false ends it.
    using visit = std::function<bool(client_image& c)>;

    client_reader(store& in, const rulebook& rules, std::size_t remembered)
        : in_{in}, rules_{rules}, remembered_{remembered} {}

    /// False: the store failed, is damaged (is_whole), or the visitor ended it.
    bool read(commit_number tail, const visit& take, issues& found) {
        const auto note = [&](commit_number number, std::string_view bytes) { return read_tail(number, bytes); };
        if (!in_.each_entry(tail, note, found) || !whole_) return false;
        bool good = true;
        const auto page = [&](std::uint32_t number, std::string_view bytes) {
            return good = take_from_tail(number, take) && read_page(bytes, take);
        };
        if (!in_.each_page(page, found) || !good || !take_from_tail(UINT32_MAX, take)) return false;
        if (!tail_.empty() && tail_.rbegin()->first >= next_) whole_ = false;
        return whole_;
    }

    [[nodiscard]] bool is_whole() const noexcept { return whole_; }
    [[nodiscard]] const std::map<std::uint32_t, tail_of_client>& tail() const noexcept { return tail_; }

private:
    bool read_tail(commit_number number, std::string_view bytes) {
        const auto entry = read_entry(rules_, bytes, false);
        if (!entry) return whole_ = false;
        for (const client_image& c : entry->clients) {
            tail_of_client& t = tail_[c.client];
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
    }

    bool read_page(std::string_view bytes, const visit& take) {
        commit_number as_of = 0;
        std::vector<client_image> all;
        if (!reglament::read_page(bytes, as_of, all)) return whole_ = false;
        for (client_image& c : all) {
            if (c.client != next_) return whole_ = false;
            if (const auto later = tail_.find(c.client); later != tail_.end()) bring_up(c, as_of, later->second);
            if (!take(c)) return false;
            ++next_;
        }
        return true;
    }

    // A client that came since its page was folded, or whose page never was, stands in the tail alone.
    bool take_from_tail(std::uint32_t before_page, const visit& take) {
        for (auto at = tail_.find(next_); at != tail_.end() && at->first / clients_per_page < before_page;
             at = tail_.find(next_)) {
            client_image c;
            c.client = next_;
            c.key = at->second.key;
            bring_up(c, 0, at->second);
            if (!take(c)) return false;
            ++next_;
        }
        return true;
    }

    void bring_up(client_image& c, commit_number as_of, const tail_of_client& t) const {
        if (t.at <= as_of) return;
        c.record = t.record;
        c.before = t.told;
        if (t.all_keys) c.whole = t.whole;
        const commit_number after = t.all_keys ? 0 : as_of;
        for (const auto& [number, k] : t.keys) {
            if (number <= after) continue;
            c.whole.add(k.what.key, k.what.time, remembered_);
            if (k.started) c.whole.starts.push_back(k.what.key);
        }
    }

    store& in_;
    const rulebook& rules_;
    std::size_t remembered_;
    std::map<std::uint32_t, tail_of_client> tail_;
    std::uint32_t next_ = 0;
    bool whole_ = true;
};

}  // namespace

bool durable_engine::impl::load(issues& found) {
    return in->at_one_moment([&] { return load_all(found); }, found);
}

bool durable_engine::impl::load_all(issues& found) {
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
        if (!head) return damaged(found);
        sent = head->first_sent + head->sent;
        taken = taken_durable = head->taken;
        if (!load_clients(*head, found) || !load_unsent(*head, found)) return false;
        inside().resume(head->now);
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

bool durable_engine::impl::load_clients(const journal_head& head, issues& found) {
    const rulebook& rules = *inside().rules;
    record_decoder decoder{rules, [&](record_decoder::client& c) {
                               if (!c.state) {
                                   found.add("store-other-rules", {}, {in->name(), std::string{c.key}, c.why});
                                   return false;
                               }
                               inside().restore(c.key, std::move(*c.state), c.keys);
                               told.push_back(c.told);
                               return true;
                           }};
    const auto read = [&](client_image& c) { return decoder.add(c.key, c.record, std::move(c.whole), c.before); };
    client_reader reader{*in, rules, options.engine.remembered_events};
    const bool good = reader.read(head.tail, read, found) && decoder.finish();
    if (!reader.is_whole()) return damaged(found);
    if (!good) return false;
    for (const auto& [client, t] : reader.tail()) mark(client, head.tail);
    return true;
}

}  // namespace reglament
