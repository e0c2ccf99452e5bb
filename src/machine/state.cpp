#include <reglament/machine/state.hpp>

#include <algorithm>

namespace reglament {

branch_list::branch_list(const branch_list& other) {
    all_.reserve(other.all_.size());
    for (const auto& b : other.all_) all_.push_back(std::make_unique<branch>(*b));
}

branch* branch_list::find(std::uint32_t id) noexcept {
    const auto at = std::lower_bound(all_.begin(), all_.end(), id,
                                     [](const std::unique_ptr<branch>& b, std::uint32_t x) { return b->id < x; });
    return at != all_.end() && (*at)->id == id ? at->get() : nullptr;
}

branch& branch_list::add(std::uint32_t id) {
    branch& b = *all_.emplace_back(std::make_unique<branch>());
    b.id = id;
    return b;
}

const division* find_division(const run_details& of, std::uint32_t id) noexcept {
    const auto& all = of.divisions;
    const auto at =
        std::lower_bound(all.begin(), all.end(), id, [](const division& d, std::uint32_t x) { return d.id < x; });
    return at != all.end() && at->id == id ? &*at : nullptr;
}

run& run::operator=(const run& other) {
    if (this == &other) return *this;
    token::operator=(other);
    regulation = other.regulation;
    number = other.number;
    part = other.part;
    details_ = other.details_ ? std::make_unique<run_details>(*other.details_) : nullptr;
    return *this;
}

run_details& run::need_details() {
    if (!details_) details_ = std::make_unique<run_details>();
    return *details_;
}

run_status run::status() const noexcept {
    bool any = false;
    each_token([&any](const token& p, std::uint32_t, instant) { any = any || p.stuck; });
    return any ? run_status::stuck : run_status::open;
}

const token* run::find_task(std::uint32_t task_number) const noexcept {
    const token* found = nullptr;
    each_token([&](const token& p, std::uint32_t, instant) {
        if (p.task == task_number) found = &p;
    });
    return found;
}

instant run::earliest_due() const noexcept {
    instant earliest = token::next_due();
    for (const branch& b : details_->branches) earliest = std::min(earliest, b.next_due());
    return earliest;
}

}  // namespace reglament
