#include "engine/effect_log.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace reglament {

namespace {

// What there is of an effect: the usual in the first seven bits, which take one byte.
enum effect_flag : unsigned {
    same_run = 1,  // and regulation, as the one before it
    has_event = 2,
    has_due = 4,
    has_data = 8,
    has_task = 16,
    has_transition = 32,
    at_another_time = 64,
    has_why = 128,
    has_part = 256,
    has_branch = 512,
    has_called = 1024,
    has_whom = 2048,
    has_attempt = 4096,
    has_number = 8192,  // that does not follow the one before it
    has_origin = 16384
};

unsigned flags_of(const effect& e, const effect* last) noexcept {
    const auto flag = [](bool is, unsigned f) { return is ? f : 0U; };
    return flag(last != nullptr && last->run == e.run && last->regulation == e.regulation, same_run) |
           flag(e.event != no_index, has_event) | flag(e.due != never, has_due) | flag(!e.data.empty(), has_data) |
           flag(e.task != 0, has_task) | flag(e.transition != no_index, has_transition) |
           flag(last != nullptr && last->at != e.at, at_another_time) | flag(e.why != refusal::none, has_why) |
           flag(e.part != no_index, has_part) | flag(e.branch != 0, has_branch) |
           flag(e.called != no_index, has_called) | flag(!e.whom.is_null(), has_whom) |
           flag(e.attempt != 0, has_attempt) | flag(last != nullptr && last->sequence + 1 != e.sequence, has_number) |
           flag(!e.origin.is_null(), has_origin);
}

}  // namespace

effect_log::place effect_log::append(std::uint32_t client, place before, std::span<const effect> all) {
    assert(!all.empty());
    if (origin_ == instant::min()) origin_ = all.front().at;
    packer_.clear(&apart_);
    packer_.number(client);
    packer_.number(before);
    packer_.number(all.size());
    packer_.time(all.front().at, origin_);
    packer_.number(all.front().sequence);
    const effect* last = nullptr;
    for (const effect& e : all) {
        write(e, last);
        last = &e;
    }
    const std::string_view bytes = packer_.bytes();
    char* const to = room(bytes.size() + bytes.size() % 2);
    std::memcpy(to, bytes.data(), bytes.size());
    chunk& c = chunks_.back();
    const auto offset = static_cast<place>(to - c.bytes.get());
    c.used = offset + bytes.size() + bytes.size() % 2;
    return (first_ + chunks_.size() - 1) << place_bits | offset | 1U;  // even, so that none is at 0
}

// What is larger than a chunk has one of its own.
char* effect_log::room(std::size_t size) {
    if (chunks_.empty() || chunks_.back().used + size > chunk_size) {
        const bool usual = size <= chunk_size;
        auto bytes =
            usual && spare_ ? std::move(spare_) : std::make_unique_for_overwrite<char[]>(std::max(size, chunk_size));
        chunks_.push_back({std::move(bytes), 0});
    }
    return chunks_.back().bytes.get() + chunks_.back().used;
}

void effect_log::write(const effect& e, const effect* last) {
    const unsigned flags = flags_of(e, last);
    packer_.byte(static_cast<unsigned>(e.kind));
    packer_.number(flags);
    if ((flags & same_run) == 0) {
        packer_.number(e.regulation);
        packer_.number(e.run);
    }
    packer_.number(e.state);
    if ((flags & has_transition) != 0) packer_.number(e.transition);
    if ((flags & has_event) != 0) packer_.number(e.event);
    if ((flags & at_another_time) != 0) packer_.time(e.at, origin_);
    if ((flags & has_number) != 0) packer_.number(e.sequence);
    if ((flags & has_task) != 0) packer_.number(e.task);
    if ((flags & has_attempt) != 0) packer_.number(e.attempt);
    if ((flags & has_why) != 0) packer_.byte(static_cast<unsigned>(e.why));
    if ((flags & has_part) != 0) packer_.number(e.part);
    if ((flags & has_branch) != 0) packer_.number(e.branch);
    if ((flags & has_called) != 0) packer_.number(e.called);
    if ((flags & has_whom) != 0) packer_.value(e.whom);
    if ((flags & has_due) != 0) packer_.time(e.due, e.at);
    if ((flags & has_data) != 0) packer_.values(e.data);
    if ((flags & has_origin) != 0) packer_.value(e.origin);
}

// `e` is as made, but for time and number, which are those to expect.
void effect_log::read(unpacker& from, effect& e, const effect* last, instant origin) {
    e.kind = static_cast<effect_kind>(from.byte());
    const auto flags = from.number<unsigned>();
    e.regulation = (flags & same_run) != 0 ? last->regulation : from.number<regulation_index>();
    e.run = (flags & same_run) != 0 ? last->run : from.number<std::uint32_t>();
    e.state = from.number<state_index>();
    if ((flags & has_transition) != 0) e.transition = from.number<std::uint16_t>();
    if ((flags & has_event) != 0) e.event = from.number<event_index>();
    if ((flags & at_another_time) != 0) e.at = from.time(origin);
    if ((flags & has_number) != 0) e.sequence = from.number();
    if ((flags & has_task) != 0) e.task = from.number<std::uint32_t>();
    if ((flags & has_attempt) != 0) e.attempt = from.number<std::uint16_t>();
    if ((flags & has_why) != 0) e.why = static_cast<refusal>(from.byte());
    if ((flags & has_part) != 0) e.part = from.number<part_index>();
    if ((flags & has_branch) != 0) e.branch = from.number<std::uint32_t>();
    if ((flags & has_called) != 0) e.called = from.number<regulation_index>();
    if ((flags & has_whom) != 0) e.whom = from.value();
    if ((flags & has_due) != 0) e.due = from.time(e.at);
    if ((flags & has_data) != 0) from.values(e.data);
    if ((flags & has_origin) != 0) e.origin = from.value();
}

effect_log::batch effect_log::head(place p) const {
    unpacker from{at(p), texts_, &apart_};
    batch b;
    b.client = from.number<std::uint32_t>();
    b.before = from.number();
    return b;
}

effect_log::batch effect_log::read(place p, std::vector<effect>& to) const {
    unpacker from{at(p), texts_, &apart_};
    batch b;
    b.client = from.number<std::uint32_t>();
    b.before = from.number();
    const auto count = from.number<std::size_t>();
    instant when = from.time(origin_);
    std::uint64_t sequence = from.number();
    for (std::size_t i = 0; i < count; ++i) {
        effect e;
        e.at = when;
        e.sequence = sequence;
        read(from, e, i == 0 ? nullptr : &to.back(), origin_);
        when = e.at;
        sequence = e.sequence + 1;
        to.push_back(std::move(e));
    }
    end_ = static_cast<std::size_t>(from.at() - chunks_[(p >> place_bits) - first_].bytes.get());
    end_ += end_ % 2;
    return b;
}

void effect_log::forget_before(place p) {
    // The last chunk stays: it goes on.
    while (chunks_.size() > 1 && (p == 0 || first_ < p >> place_bits)) {
        chunk& gone = chunks_.front();
        if (gone.used <= chunk_size) spare_ = std::move(gone.bytes);
        chunks_.pop_front();
        ++first_;
    }
}

}  // namespace reglament
