#include "engine/copied_clients.hpp"

#include <reglament/machine/versions.hpp>

#include <utility>

namespace reglament {

void copied_clients::add(client_store& clients, const taken_keys& keys, const about& what) {
    one& c = all_.emplace_back();
    c.what = what;
    c.key = clients.key(what.client);
    c.record = bytes_.size();
    c.whole = clients.copy(what.client, bytes_);
    origin_ = clients.origin();
    c.keys = bytes_.size();
    if (what.all_keys) keys.copy(what.client, bytes_);
}

std::vector<client_image> copied_clients::images(const rulebook& rules, std::size_t first, std::size_t count,
                                                 std::deque<std::string>& bytes) const {
    std::vector<client_image> out(count);
    kept_client unpacked;
    text_cache texts;
    for (std::size_t i = 0; i < count; ++i) {
        const one& c = all_[first + i];
        if (c.whole != nullptr)
            unpacked = *c.whole;
        else
            unpack(bytes_.data() + c.record, origin_, texts, unpacked);
        unpacked.state.who = client_hash(c.key);
        client_image& its = out[i];
        its.client = c.what.client;
        its.before = c.what.before;
        its.key = c.key;
        its.record = bytes.emplace_back(encode(rules, unpacked.state));
        its.tells = c.what.tells;
        its.all_keys = c.what.all_keys;
        if (its.all_keys) its.whole = taken_keys::copied(bytes_.data() + c.keys);
    }
    return out;
}

}  // namespace reglament
