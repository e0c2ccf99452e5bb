#include "control/alignment/marking.hpp"

#include <algorithm>

namespace reglament::alignment {

namespace {

constexpr char16_t active_bit = 0x8000;

void write(const thread& t, bool moving, std::u16string& out);

std::u16string text_of(const division& d, bool moving) {
    std::vector<std::u16string> branches;
    for (const thread& b : d.branches) write(b, moving, branches.emplace_back());
    std::sort(branches.begin(), branches.end());
    const auto flags = static_cast<char16_t>((d.joined ? 1 : 0) | (d.open ? 2 : 0));
    std::u16string out{static_cast<char16_t>(d.fork),         flags,
                       static_cast<char16_t>(d.limit),        static_cast<char16_t>(d.need),
                       static_cast<char16_t>(d.begun),        static_cast<char16_t>(d.ended),
                       static_cast<char16_t>(branches.size())};
    for (const auto& b : branches) out += b;
    return out;
}

// Branches are told apart by where they are, not by when they were begun.
void write(const thread& t, bool moving, std::u16string& out) {
    out += static_cast<char16_t>(t.at);
    out += static_cast<char16_t>(t.attempt | (moving && t.active ? active_bit : 0));
    out += static_cast<char16_t>(t.divisions.size());
    std::vector<std::u16string> divisions;
    for (const division& d : t.divisions) divisions.push_back(text_of(d, moving));
    std::sort(divisions.begin(), divisions.end());
    for (const auto& d : divisions) out += d;
}

thread read(const std::u16string& key, std::size_t& at) {
    thread t;
    t.at = key[at++];
    const char16_t attempt = key[at++];
    t.attempt = static_cast<std::uint16_t>(attempt & ~active_bit);
    t.active = true;
    t.divisions.resize(key[at++]);
    for (division& d : t.divisions) {
        d.fork = key[at++];
        const char16_t flags = key[at++];
        d.joined = (flags & 1) != 0;
        d.open = (flags & 2) != 0;
        d.limit = key[at++];
        d.need = key[at++];
        d.begun = key[at++];
        d.ended = key[at++];
        d.branches.resize(key[at++]);
        for (thread& b : d.branches) b = read(key, at);
    }
    return t;
}

}  // namespace

std::u16string key_of(const marking& k, bool moving) {
    if (k.over) return {};
    std::u16string out;
    write(k.root, moving, out);
    if (moving) out += k.quiet ? u'q' : u'-';
    return out;
}

marking marking_of(const std::u16string& key) {
    marking k;
    k.over = key.empty();
    std::size_t at = 0;
    if (!k.over) k.root = read(key, at);
    return k;
}

}  // namespace reglament::alignment
