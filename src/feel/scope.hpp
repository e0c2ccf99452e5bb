// What a scope holds, for the reader and the checker. Internal.
#pragma once

#include <reglament/feel/expression.hpp>

#include <optional>
#include <vector>

namespace reglament::feel {

struct scope_entry {
    feel::type type;
    slot where;
    bool has_value = false;     ///< false: only an owner of members
    std::uint32_t owner = 0;    ///< of a member: the owner's entry
    std::int32_t members = -1;  ///< index into scope_data::members
};

struct scope_data {
    name_table names;                       ///< name → entry
    std::vector<scope_entry> entries;       ///< names and members
    std::vector<name_table> members;        ///< member → entry
    std::optional<std::uint32_t> question;  ///< the entry of `?`, the value a cell tests
    bool digits = false;                    ///< a name begins with a digit
    name_table paths;                       ///< names of entries that values of the scope's types have, at any depth

    std::uint32_t add(type t, std::optional<slot> where);
    void add_paths(const type& t);
};

struct scope::impl : scope_data {};

struct scope_access {
    static const scope_data& of(const scope& s) noexcept { return *s.impl_; }
};

}  // namespace reglament::feel
