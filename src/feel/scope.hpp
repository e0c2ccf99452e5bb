// What a scope holds, for the reader and the checker: names in layers, each within those it was copied from, so that a
// copy costs nothing however many names there are. Internal.
#pragma once

#include <reglament/feel/expression.hpp>

#include <algorithm>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace reglament::feel {

struct scope_entry {
    feel::type type;
    slot where;
    bool has_value = false;     ///< false: only an owner of members
    std::uint32_t owner = 0;    ///< of a member: the owner's entry
    std::int32_t members = -1;  ///< index into its layer's tables of members
};

class scope_data {
public:
    using entry_id = std::uint32_t;  ///< counted through all layers, the outermost first

    scope_data() = default;
    explicit scope_data(std::shared_ptr<const scope_data> outer);

    [[nodiscard]] const scope_entry& operator[](entry_id id) const noexcept;
    /// Member → entry; nullptr when it owns none.
    [[nodiscard]] const name_table* members_of(entry_id id) const noexcept;
    [[nodiscard]] std::optional<entry_id> find(std::string_view name) const;
    [[nodiscard]] std::optional<name_table::match> longest(std::string_view text,
                                                           std::size_t below = std::string_view::npos) const;
    /// The longest name of an entry that values of the scope's types have, at any depth.
    [[nodiscard]] std::size_t longest_path(std::string_view text) const;
    [[nodiscard]] std::vector<std::string_view> names() const;  ///< in the order declared

    [[nodiscard]] std::optional<entry_id> question() const noexcept;  ///< the entry of `?`, the value a cell tests
    [[nodiscard]] bool has_digits() const noexcept;                   ///< a name begins with a digit

    /// REQUIRES, of these two: a name that is known already lies in this layer, and has no value.
    bool declare(std::string_view name, type t, slot where);
    bool declare_member(std::string_view owner, std::string_view member, type t, slot where);
    [[nodiscard]] bool owns(entry_id id) const noexcept { return id >= first_; }
    /// Layers that a name is looked for in.
    [[nodiscard]] std::size_t depth() const noexcept { return outer_ == nullptr ? 1 : 1 + outer_->depth(); }
    /// The same names in one layer, which can be changed.
    [[nodiscard]] std::shared_ptr<scope_data> flattened() const;

private:
    [[nodiscard]] std::size_t size() const noexcept { return first_ + entries_.size(); }
    [[nodiscard]] const scope_data& layer_of(entry_id id) const noexcept;
    entry_id add(type t, std::optional<slot> where);
    void add_paths(const type& t);
    void copy_into(scope_data& flat) const;

    std::shared_ptr<const scope_data> outer_;
    std::size_t first_ = 0;             // entries of the layers without
    name_table names_;                  // name → entry
    std::vector<scope_entry> entries_;  // names and members
    std::vector<name_table> members_;   // member → entry
    std::optional<entry_id> question_;
    bool digits_ = false;
    name_table paths_;
};

struct scope::impl {
    std::shared_ptr<scope_data> data = std::make_shared<scope_data>();
    scope_data& to_change(std::string_view name);  ///< so that this name can be declared
};

struct scope_access {
    static const scope_data& of(const scope& s) noexcept { return *s.impl_->data; }
};

}  // namespace reglament::feel
