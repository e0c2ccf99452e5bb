#include "engine/record_store.hpp"

#include <algorithm>
#include <utility>

namespace reglament {

namespace {

constexpr std::size_t many = 64;

bool is_large(const record& r) noexcept {
    const auto much = [](const gathered_fact& g) { return g.times.size() + g.values.size() > many; };
    return r.desk || r.parts.size() > many || std::any_of(r.gathered.begin(), r.gathered.end(), much) ||
           std::any_of(r.runs.begin(), r.runs.end(),
                       [](const run& x) { return x.details() != nullptr && x.details()->branches.size() > many; });
}

}  // namespace

bool record_store::pack_anew(const kept_client& c) {
    if (origin_ == instant::min()) origin_ = c.state.seen;
    return pack(c, origin_, packer_);
}

bool record_store::pack(const kept_client& c, instant origin, packer& to) {
    return !is_large(c.state) && reglament::pack(c, origin, to);
}

void record_store::put(std::uint32_t i, kept_client& c) {
    handle& its = blocks_[i];
    if (pack_anew(c)) {
        if (its == whole) whole_.erase(i);
        if (its >= whole)
            its = arena_.put(packer_.bytes());
        else
            arena_.change(its, packer_.bytes());
        return;
    }
    if (its < whole) arena_.free(its);
    its = whole;
    auto& kept = whole_[i];
    if (kept == nullptr) kept = std::make_unique<kept_client>();
    *kept = std::exchange(c, {});
}

void record_store::get(std::uint32_t i, kept_client& c) const {
    if (blocks_[i] == whole)
        c = *whole_.find(i)->second;
    else
        unpack(arena_.at(blocks_[i]), origin_, texts_, c);
}

void record_store::take(std::uint32_t i, kept_client& c) {
    if (blocks_[i] == whole)
        c = std::move(*whole_.find(i)->second);
    else
        unpack(arena_.at(blocks_[i]), origin_, texts_, c);
}

std::unique_ptr<const kept_client> record_store::copy(const kept_client& c, std::string& to) {
    if (!pack_anew(c)) return std::make_unique<const kept_client>(c);
    to += packer_.bytes();
    return nullptr;
}

std::unique_ptr<const kept_client> record_store::copy(std::uint32_t i, std::string& to) const {
    const std::string_view packed = blocks_[i] == whole ? std::string_view{} : arena_.bytes_of(blocks_[i]);
    to += packed;
    if (!packed.empty()) return nullptr;
    auto c = std::make_unique<kept_client>();
    get(i, *c);
    return c;
}

packed_times record_store::times(std::uint32_t i) const {
    if (blocks_[i] != whole) return peek(arena_.at(blocks_[i]), origin_, texts_);
    const kept_client& c = *whole_.find(i)->second;
    return {c.state.due, c.queued, !c.state.runs.empty()};
}

}  // namespace reglament
