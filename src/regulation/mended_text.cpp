#include "regulation/mended_text.hpp"

#include <algorithm>

namespace reglament::yaml {

namespace {

std::vector<const edit*> edits_within(span part, const std::vector<edit>& edits) {
    std::vector<const edit*> within;
    for (const edit& e : edits) {
        if (e.what.begin >= part.begin && e.what.end <= part.end) within.push_back(&e);
    }
    std::stable_sort(within.begin(), within.end(),
                     [](const edit* a, const edit* b) { return a->what.begin < b->what.begin; });
    return within;
}

}  // namespace

mended_text::mended_text(std::string_view original, span part, const std::vector<edit>& edits)
    : as_it_stands_{original.substr(part.begin, part.end - part.begin)}, begin_{part.begin} {
    const auto within = edits_within(part, edits);
    if (within.empty()) return;
    std::uint32_t at = part.begin;
    for (const edit* e : within) {
        if (e->what.begin < at) continue;
        append(original.substr(at, e->what.begin - at), at, false);
        append(e->instead, e->what.begin, true);
        at = e->what.end;
    }
    append(original.substr(at, part.end - at), at, false);
}

void mended_text::append(std::string_view text, std::size_t original, bool fixed) {
    if (text.empty() && !stretches_.empty()) return;
    stretches_.push_back({static_cast<std::uint32_t>(mended_.size()), static_cast<std::uint32_t>(original), fixed});
    mended_ += text;
}

std::uint32_t mended_text::original(std::uint32_t offset) const noexcept {
    if (stretches_.empty()) return begin_ + offset;
    auto at = std::upper_bound(stretches_.begin(), stretches_.end(), offset,
                               [](std::uint32_t o, const stretch& s) { return o < s.mended; });
    --at;
    return at->fixed ? at->original : at->original + (offset - at->mended);
}

}  // namespace reglament::yaml
