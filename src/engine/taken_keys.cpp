#include "engine/taken_keys.hpp"

#include <algorithm>
#include <cstring>
#include <string_view>
#include <utility>

namespace reglament {

namespace {

// A block: its head, `room` entries of which `recent` are there, and the keys that started runs. Most clients have a
// few, which have never been a ring: their head is three bytes.
struct short_head {
    static constexpr std::size_t size = 3;  // nought, how many are recent, how many started a run
    static constexpr std::size_t most_recent = 8, most_starts = UINT8_MAX;
};
struct long_head {
    std::uint32_t recent = 0, room = 0, oldest = 0, starts = 0;
    std::int64_t horizon = 0;  // ticks
};
constexpr std::string_view none{"\0\0\0", short_head::size};  // nobody's keys
constexpr std::size_t long_size = 1 + sizeof(long_head), entry_size = 16, start_size = 8;

template <class T>
T read_at(const char* at) noexcept {
    T out;
    std::memcpy(&out, at, sizeof out);
    return out;
}
template <class T>
void write_at(char* at, const T& what) noexcept {
    std::memcpy(at, &what, sizeof what);
}
template <class T>
void append(std::string& to, const T& what) {
    char bytes[sizeof what];
    std::memcpy(bytes, &what, sizeof what);
    to.append(bytes, sizeof what);
}

struct view {
    explicit view(const char* block) noexcept {
        if (*block == 0) {
            head.recent = head.room = static_cast<unsigned char>(block[1]);
            head.starts = static_cast<unsigned char>(block[2]);
            head.horizon = instant::min().time_since_epoch().count();
            entries = block + short_head::size;
        } else {
            head = read_at<long_head>(block + 1);
            entries = block + long_size;
        }
        starts = entries + head.room * entry_size;
    }
    [[nodiscard]] std::uint64_t key(std::size_t i) const noexcept {
        return read_at<std::uint64_t>(entries + i * entry_size);
    }
    [[nodiscard]] instant time(std::size_t i) const noexcept {
        return instant{instant::duration{read_at<std::int64_t>(entries + i * entry_size + 8)}};
    }
    [[nodiscard]] std::uint64_t start(std::size_t i) const noexcept {
        return read_at<std::uint64_t>(starts + i * start_size);
    }

    long_head head;
    const char* entries;
    const char* starts;
};

void write_entry(char* at, event_keys::entry what) noexcept {
    write_at(at, what.key);
    write_at(at + 8, static_cast<std::int64_t>(what.time.time_since_epoch().count()));
}

}  // namespace

bool taken_keys::knows(std::uint32_t who, std::uint64_t key) const noexcept {
    const char* const its = block(who);
    if (its == nullptr) return false;
    const view v{its};
    for (std::size_t i = 0; i < v.head.recent; ++i) {
        if (v.key(i) == key) return true;
    }
    for (std::size_t i = 0; i < v.head.starts; ++i) {
        if (v.start(i) == key) return true;
    }
    return false;
}

instant taken_keys::horizon(std::uint32_t who) const noexcept {
    const char* const its = block(who);
    return its == nullptr ? instant::min() : instant{instant::duration{view{its}.head.horizon}};
}

std::optional<std::uint64_t> taken_keys::latest(std::uint32_t who) const noexcept {
    const char* const its = block(who);
    if (its == nullptr) return std::nullopt;
    const view v{its};
    if (v.head.recent == 0) return std::nullopt;
    return v.key((v.head.oldest + v.head.recent - 1) % v.head.recent);
}

// What fits is written where it belongs; else the block is made anew, with room for half as many again.
void taken_keys::add(std::uint32_t who, event_keys::entry what, std::size_t most, bool started) {
    const char* const its = block(who);
    if (its != nullptr && *its != 0 && !started) {
        view v{its};
        char* const at = arena_.edit(blocks_[who]);
        char* const entries = at + long_size;
        const bool is_ring = v.head.recent == most && most != 0;
        if (is_ring) {
            v.head.horizon = std::max(v.head.horizon, read_at<std::int64_t>(entries + v.head.oldest * entry_size + 8));
            write_entry(entries + v.head.oldest * entry_size, what);
            v.head.oldest = static_cast<std::uint32_t>((v.head.oldest + 1) % most);
        } else if (v.head.recent < std::min<std::size_t>(v.head.room, most) && v.head.oldest == 0) {
            write_entry(entries + v.head.recent * entry_size, what);
            ++v.head.recent;
        }
        if (is_ring || v.head.recent != read_at<long_head>(at + 1).recent) return write_at(at + 1, v.head);
    }
    if (add_to_short(who, what, most, started)) return;
    event_keys all = get(who);
    all.add(what.key, what.time, most);
    if (started) all.starts.push_back(what.key);
    put(who, all, std::min(most, all.recent.size() + all.recent.size() / 2));
}

// As most are: nothing is taken apart for them.
bool taken_keys::add_to_short(std::uint32_t who, event_keys::entry what, std::size_t most, bool started) {
    const char* const its = block(who);
    const view v{its == nullptr ? none.data() : its};
    const bool fits = v.head.recent < std::min(short_head::most_recent, most) &&
                      v.head.starts + (started ? 1U : 0U) <= short_head::most_starts;
    if (!fits || (its != nullptr && *its != 0)) return false;
    scratch_.assign({'\0', static_cast<char>(v.head.recent + 1), static_cast<char>(v.head.starts + (started ? 1 : 0))});
    scratch_.append(v.entries, v.head.recent * entry_size);
    append(scratch_, what.key);
    append(scratch_, static_cast<std::int64_t>(what.time.time_since_epoch().count()));
    scratch_.append(v.starts, v.head.starts * start_size);
    if (started) append(scratch_, what.key);
    put(who, scratch_);
    return true;
}

void taken_keys::copy(std::uint32_t who, std::string& to) const {
    const char* const its = block(who);
    if (its == nullptr) {
        to += none;
        return;
    }
    const view v{its};
    to.append(its, static_cast<std::size_t>(v.starts - its) + v.head.starts * start_size);
}

event_keys taken_keys::get(std::uint32_t who) const {
    const char* const its = block(who);
    return its == nullptr ? event_keys{} : copied(its);
}

event_keys taken_keys::copied(const char* from) {
    event_keys all;
    const view v{from};
    all.recent.reserve(v.head.recent);
    for (std::size_t i = 0; i < v.head.recent; ++i) all.recent.push_back({v.key(i), v.time(i)});
    all.oldest = v.head.oldest;
    all.horizon = instant{instant::duration{v.head.horizon}};
    all.starts.reserve(v.head.starts);
    for (std::size_t i = 0; i < v.head.starts; ++i) all.starts.push_back(v.start(i));
    return all;
}

event_keys taken_keys::take(std::uint32_t who) {
    event_keys all = get(who);
    clear(who);
    return all;
}

void taken_keys::clear(std::uint32_t who) {
    if (block(who) == nullptr) return;
    arena_.free(blocks_[who]);
    blocks_[who] = nothing;
}

void taken_keys::put(std::uint32_t who, const event_keys& keys, std::size_t room) {
    scratch_.clear();
    write(keys, room, scratch_);
    put(who, scratch_);
}

void taken_keys::write(const event_keys& keys, std::size_t room, std::string& to) {
    if (keys.recent.empty() && keys.starts.empty() && keys.horizon == instant::min()) return;
    const bool is_short = keys.recent.size() <= short_head::most_recent &&
                          keys.starts.size() <= short_head::most_starts && keys.oldest == 0 &&
                          keys.horizon == instant::min();
    if (is_short) {
        room = keys.recent.size();
        to += {'\0', static_cast<char>(keys.recent.size()), static_cast<char>(keys.starts.size())};
    } else {
        room = std::max(room, keys.recent.size());
        const long_head head{static_cast<std::uint32_t>(keys.recent.size()), static_cast<std::uint32_t>(room),
                             static_cast<std::uint32_t>(keys.oldest), static_cast<std::uint32_t>(keys.starts.size()),
                             keys.horizon.time_since_epoch().count()};
        to += '\1';
        append(to, head);
    }
    for (const event_keys::entry& e : keys.recent) {
        append(to, e.key);
        append(to, static_cast<std::int64_t>(e.time.time_since_epoch().count()));
    }
    to.append((room - keys.recent.size()) * entry_size, '\0');
    for (const std::uint64_t k : keys.starts) append(to, k);
}

void taken_keys::put(std::uint32_t who, std::string_view written) {
    if (written.empty() || written == none) return clear(who);
    if (blocks_.size() <= who) blocks_.resize(who + std::size_t{1}, nothing);
    if (blocks_[who] == nothing)
        blocks_[who] = arena_.put(written);
    else
        arena_.change(blocks_[who], written);
}

}  // namespace reglament
