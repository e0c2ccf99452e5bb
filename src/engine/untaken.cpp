#include "engine/untaken.hpp"

#include <algorithm>
#include <utility>

namespace reglament {

bool for_the_world(effect_kind k) noexcept {
    return k != effect_kind::state_entered && k != effect_kind::start_refused && k != effect_kind::branch_cancelled &&
           (k < effect_kind::person_asked || k > effect_kind::person_given);
}

void untaken::read_batch() const {
    std::vector<effect> all;
    const std::uint32_t client = log_->read(batches_.front().at, all).client;
    batches_.pop_front();
    for (effect& e : all) {
        if (for_the_world(e.kind)) read_.push_back({client, std::move(e)});
    }
}

const std::deque<untaken::item>& untaken::first(std::size_t most) const {
    while (read_.size() < most && !batches_.empty()) read_batch();
    return read_;
}

void untaken::take(std::size_t count) {
    count = std::min(count, size_);
    size_ -= count;
    const std::size_t of_read = std::min(count, read_.size());
    read_.erase(read_.begin(), read_.begin() + static_cast<std::ptrdiff_t>(of_read));
    count -= of_read;
    while (count > 0 && batches_.front().count <= count) {
        count -= batches_.front().count;
        batches_.pop_front();
    }
    if (count == 0) return;
    read_batch();
    read_.erase(read_.begin(), read_.begin() + static_cast<std::ptrdiff_t>(count));
}

}  // namespace reglament
