#include "engine/journal_tail.hpp"

#include <algorithm>

namespace reglament {

bool journal_tail::add(const rulebook& rules, commit_number number, std::string_view bytes) {
    const auto entry = read_entry(rules, bytes, false);
    if (!entry) return false;
    for (const client_image& c : entry->clients) {
        const auto [place, fresh] = clients_.try_emplace(c.client, static_cast<std::uint32_t>(all_.size()));
        told& t = fresh ? all_.emplace_back() : all_[place->second];
        end_ = std::max(end_, c.client + std::uint64_t{1});
        t.text.assign(c.key).append(c.record);
        t.key_size = c.key.size();
        t.at = number;
        t.told = c.tells ? number : c.before;
        if (c.all_keys) {
            t.whole = std::make_unique<event_keys>(c.whole);
            t.keys.clear();
        }
        for (const change_log::taken_key& k : c.keys) t.keys.emplace_back(number, k);
    }
    return true;
}

std::vector<std::uint32_t> journal_tail::clients() const {
    std::vector<std::uint32_t> all;
    all.reserve(clients_.size());
    for (const auto& [client, place] : clients_) all.push_back(client);
    std::sort(all.begin(), all.end());
    return all;
}

void journal_tail::bring_up(client_image& c, commit_number as_of) const {
    const auto found = clients_.find(c.client);
    if (found == clients_.end()) return;
    const told& t = all_[found->second];
    if (t.at <= as_of) return;
    c.key = std::string_view{t.text}.substr(0, t.key_size);
    c.record = std::string_view{t.text}.substr(t.key_size);
    c.before = t.told;
    if (t.whole != nullptr) c.whole = *t.whole;
    const commit_number after = t.whole != nullptr ? 0 : as_of;
    for (const auto& [number, k] : t.keys) {
        if (number <= after) continue;
        c.whole.add(k.what.key, k.what.time, remembered_);
        if (k.started) c.whole.starts.push_back(k.what.key);
    }
}

}  // namespace reglament
