#include "engine/record_decoder.hpp"

#include <reglament/machine/state.hpp>

#include <algorithm>
#include <thread>
#include <utility>

namespace reglament {

namespace {

constexpr std::size_t portion_size = 4'096;

// So many portions are decoded at once, or wait for their turn.
std::size_t most_on_their_way() {
    return std::clamp<std::size_t>(std::thread::hardware_concurrency(), 2, 8);
}

}  // namespace

bool record_decoder::add(std::string_view key, std::string_view bytes, event_keys&& keys, commit_number told) {
    if (filling_ == nullptr) {
        filling_ = std::make_unique<portion>();
        filling_->places.reserve(portion_size);
        filling_->clients.reserve(portion_size);
    }
    portion& p = *filling_;
    const std::size_t at = p.text.size();
    p.text.append(key).append(bytes);
    p.places.push_back({at, at + key.size(), p.text.size()});
    client& c = p.clients.emplace_back();
    c.keys = std::move(keys);
    c.told = told;
    if (p.clients.size() < portion_size) return true;
    decode_portion();
    return on_their_way_.size() < most_on_their_way() || give_first();
}

void record_decoder::decode_portion() {
    // Who reads few clients starts no thread, nor who cannot start one.
    const bool is_whole = filling_->clients.size() == portion_size;
    const auto how = is_whole ? std::launch::async | std::launch::deferred : std::launch::deferred;
    on_their_way_.push_back(std::async(how, [&rules = rules_, p = std::move(filling_)]() mutable {
        const std::string_view all = p->text;
        for (std::size_t i = 0; i < p->clients.size(); ++i) {
            const portion::place at = p->places[i];
            client& c = p->clients[i];
            c.key = all.substr(at.key, at.bytes - at.key);
            c.state = decode(rules, all.substr(at.bytes, at.end - at.bytes), &c.why);
        }
        return std::move(p);
    }));
}

bool record_decoder::give_first() {
    const std::unique_ptr<portion> p = on_their_way_.front().get();
    on_their_way_.pop_front();
    return std::all_of(p->clients.begin(), p->clients.end(), take_);
}

bool record_decoder::finish() {
    if (filling_ != nullptr) decode_portion();
    while (!on_their_way_.empty()) {
        if (!give_first()) return false;
    }
    return true;
}

}  // namespace reglament
