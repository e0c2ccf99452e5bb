#include "feel/scope.hpp"

#include <utility>

namespace reglament::feel {

scope_data::scope_data(std::shared_ptr<const scope_data> outer)
    : outer_{std::move(outer)}, first_{outer_ == nullptr ? 0 : outer_->size()} {}

const scope_data& scope_data::layer_of(entry_id id) const noexcept {
    const scope_data* at = this;
    while (!at->owns(id)) at = at->outer_.get();
    return *at;
}

const scope_entry& scope_data::operator[](entry_id id) const noexcept {
    const auto& layer = layer_of(id);
    return layer.entries_[id - layer.first_];
}

const name_table* scope_data::members_of(entry_id id) const noexcept {
    const auto& layer = layer_of(id);
    const auto which = layer.entries_[id - layer.first_].members;
    return which < 0 ? nullptr : &layer.members_[static_cast<std::size_t>(which)];
}

std::optional<scope_data::entry_id> scope_data::find(std::string_view name) const {
    for (const auto* at = this; at != nullptr; at = at->outer_.get())
        if (const auto known = at->names_.find(name)) return known;
    return std::nullopt;
}

std::optional<name_table::match> scope_data::longest(std::string_view text, std::size_t below) const {
    std::optional<name_table::match> best;
    for (const auto* at = this; at != nullptr; at = at->outer_.get())
        if (const auto found = at->names_.longest(text, below); found && (!best || found->length > best->length))
            best = found;
    return best;
}

std::size_t scope_data::longest_path(std::string_view text) const {
    std::size_t best = 0;
    for (const auto* at = this; at != nullptr; at = at->outer_.get())
        if (const auto found = at->paths_.longest(text)) best = std::max(best, found->length);
    return best;
}

std::vector<std::string_view> scope_data::names() const {
    auto all = outer_ == nullptr ? std::vector<std::string_view>{} : outer_->names();
    all.insert(all.end(), names_.names().begin(), names_.names().end());
    return all;
}

std::optional<scope_data::entry_id> scope_data::question() const noexcept {
    for (const auto* at = this; at != nullptr; at = at->outer_.get())
        if (at->question_) return at->question_;
    return std::nullopt;
}

bool scope_data::has_digits() const noexcept {
    return digits_ || (outer_ != nullptr && outer_->has_digits());
}

scope_data::entry_id scope_data::add(type t, std::optional<slot> where) {
    add_paths(t);
    entries_.push_back({.type = std::move(t), .where = where.value_or(slot{}), .has_value = where.has_value()});
    return static_cast<entry_id>(size() - 1);
}

void scope_data::add_paths(const type& t) {
    for (const auto& m : t.members) {
        paths_.add(m.name, 0);
        add_paths(m.type);
    }
    if (t.item != nullptr) add_paths(*t.item);
}

bool scope_data::declare(std::string_view name, type t, slot where) {
    const auto id = static_cast<entry_id>(size());
    if (const auto known = find(name)) {
        auto& entry = entries_[*known - first_];
        entry.type = std::move(t);
        entry.where = where;
        return entry.has_value = true;
    }
    if (!names_.add(name, id)) return false;
    if (name == "?") question_ = id;
    const auto normal = normal_name(name);
    digits_ |= normal.front() >= '0' && normal.front() <= '9';
    add(std::move(t), where);
    return true;
}

bool scope_data::declare_member(std::string_view owner, std::string_view member, type t, slot where) {
    auto id = find(owner);
    if (!id) {
        id = static_cast<entry_id>(size());
        if (!names_.add(owner, *id)) return false;
        add({.kind = type_kind::context, .values = {}, .item = nullptr}, std::nullopt);
    }
    auto& which = entries_[*id - first_].members;
    if (which < 0) {
        which = static_cast<std::int32_t>(members_.size());
        members_.emplace_back();
    }
    if (!members_[static_cast<std::size_t>(which)].add(member, static_cast<entry_id>(size()))) return false;
    entries_[add(std::move(t), where) - first_].owner = *id;
    return true;
}

std::shared_ptr<scope_data> scope_data::flattened() const {
    auto flat = std::make_shared<scope_data>();
    copy_into(*flat);
    return flat;
}

void scope_data::copy_into(scope_data& flat) const {
    if (outer_ != nullptr) outer_->copy_into(flat);
    for (const auto& name : names_.names()) {
        const auto id = *names_.find(name);
        const auto& entry = (*this)[id];
        if (entry.has_value) flat.declare(name, entry.type, entry.where);
        if (entry.members < 0) continue;
        for (const auto& member : members_of(id)->names()) {
            const auto& of = (*this)[*members_of(id)->find(member)];
            flat.declare_member(name, member, of.type, of.where);
        }
    }
}

// What other scopes look into is not changed: a layer is laid over it. A few are as quick as one.
scope_data& scope::impl::to_change(std::string_view name) {
    constexpr std::size_t most_layers = 4;
    if (data.use_count() > 1)
        data = data->depth() < most_layers ? std::make_shared<scope_data>(std::move(data)) : data->flattened();
    if (const auto known = data->find(name); known && !data->owns(*known)) data = data->flattened();
    return *data;
}

scope::scope() : impl_{std::make_unique<impl>()} {}
scope::scope(const scope& other) : impl_{std::make_unique<impl>(*other.impl_)} {}
scope::scope(scope&&) noexcept = default;
scope& scope::operator=(const scope& other) {
    if (this != &other) impl_ = std::make_unique<impl>(*other.impl_);
    return *this;
}
scope& scope::operator=(scope&&) noexcept = default;
scope::~scope() = default;

bool scope::declare(std::string_view name, type t, slot where) {
    const auto& known = *impl_->data;
    if (const auto id = known.find(name); id && known[*id].has_value) return false;
    return impl_->to_change(name).declare(name, std::move(t), where);
}

bool scope::declare_member(std::string_view owner, std::string_view member, type t, slot where) {
    return impl_->to_change(owner).declare_member(owner, member, std::move(t), where);
}

}  // namespace reglament::feel
