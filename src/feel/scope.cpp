#include "feel/scope.hpp"

#include <utility>

namespace reglament::feel {

std::uint32_t scope_data::add(type t, std::optional<slot> where) {
    add_paths(t);
    entries.push_back({.type = std::move(t), .where = where.value_or(slot{}), .has_value = where.has_value()});
    return static_cast<std::uint32_t>(entries.size() - 1);
}

void scope_data::add_paths(const type& t) {
    for (const auto& m : t.members) {
        paths.add(m.name, 0);
        add_paths(m.type);
    }
    if (t.item != nullptr) add_paths(*t.item);
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
    if (const auto known = impl_->names.find(name)) {
        auto& entry = impl_->entries[*known];
        if (entry.has_value) return false;
        entry.type = std::move(t);
        entry.where = where;
        return entry.has_value = true;
    }
    const auto id = static_cast<std::uint32_t>(impl_->entries.size());
    if (!impl_->names.add(name, id)) return false;
    if (name == "?") impl_->question = id;
    const auto normal = normal_name(name);
    impl_->digits |= normal.front() >= '0' && normal.front() <= '9';
    impl_->add(std::move(t), where);
    return true;
}

bool scope::declare_member(std::string_view owner, std::string_view member, type t, slot where) {
    auto id = impl_->names.find(owner);
    if (!id) {
        id = static_cast<std::uint32_t>(impl_->entries.size());
        if (!impl_->names.add(owner, *id)) return false;
        impl_->add({.kind = type_kind::context, .values = {}, .item = nullptr}, std::nullopt);
    }
    if (impl_->entries[*id].members < 0) {
        impl_->entries[*id].members = static_cast<std::int32_t>(impl_->members.size());
        impl_->members.emplace_back();
    }
    auto& members = impl_->members[static_cast<std::size_t>(impl_->entries[*id].members)];
    if (!members.add(member, static_cast<std::uint32_t>(impl_->entries.size()))) return false;
    impl_->entries[impl_->add(std::move(t), where)].owner = *id;
    return true;
}

}  // namespace reglament::feel
