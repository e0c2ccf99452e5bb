#include "engine/client_store.hpp"

#include <reglament/machine/versions.hpp>

#include <utility>

namespace reglament {

std::uint32_t client_store::add(std::string_view key, subject_index subject) {
    const std::uint32_t i = keys_.add(key);
    tell(i);
    records_.add();
    opened& o = place_for(i);
    close(o);
    o.client = {};
    o.client.state.subject = subject;
    o.client.state.who = client_hash(key);
    o.who = i;
    return i;
}

std::uint32_t client_store::append(std::string_view key, kept_client&& c) {
    const std::uint32_t i = keys_.append(key);
    records_.add();
    records_.put(i, c);
    return i;
}

kept_client& client_store::open(std::uint32_t i) {
    tell(i);
    opened& o = place_for(i);
    if (o.who == i) return o.client;
    close(o);
    records_.take(i, o.client);
    o.client.state.who = client_hash(key(i));
    o.who = i;
    return o.client;
}

void client_store::close(opened& o) {
    if (o.who != nobody) records_.put(o.who, o.client);
    o.who = nobody;
}

const kept_client& client_store::read(std::uint32_t i) const {
    const opened& o = open_[i % open_.size()];
    if (o.who == i) return o.client;
    records_.get(i, scratch_);
    scratch_.state.who = client_hash(key(i));
    return scratch_;
}

std::unique_ptr<const kept_client> client_store::copy(std::uint32_t i, std::string& to) {
    const opened& o = place_for(i);
    return o.who == i ? records_.copy(o.client, to) : records_.copy(i, to);
}

packed_times client_store::times(std::uint32_t i) const {
    const opened& o = open_[i % open_.size()];
    if (o.who != i) return records_.times(i);
    return {o.client.state.due, o.client.queued, !o.client.state.runs.empty()};
}

void client_store::replace(record_store&& by) {
    for (opened& o : open_) o.who = nobody;
    records_ = std::move(by);
}

}  // namespace reglament
