// Symbol: a value of FEEL that is not known yet, as a term of the solver, with its null apart. Internal.
#pragma once

#include <reglament/feel/type.hpp>
#include <reglament/feel/value.hpp>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>
#include <z3++.h>

namespace reglament::proof_stage {

/// Numbers, times and durations in seconds are real; dates in days, durations in months and texts, each by a number of
/// its own, are integers. Of any other kind only its null is known.
struct symbol {
    feel::type_kind kind = feel::type_kind::any;
    z3::expr value;
    z3::expr null;

    [[nodiscard]] z3::expr yes() const { return value && !null; }
    [[nodiscard]] z3::expr no() const { return !value && !null; }
    [[nodiscard]] bool is_boolean() const noexcept { return kind == feel::type_kind::boolean; }
};

/// The texts that stand for themselves, and the terms they are.
class symbols {
public:
    explicit symbols(feel::zone local);

    [[nodiscard]] z3::context& context() noexcept { return context_; }
    [[nodiscard]] feel::zone zone() const noexcept { return zone_; }
    [[nodiscard]] z3::expr truth(bool b) { return context_.bool_val(b); }
    [[nodiscard]] symbol nothing() { return {feel::type_kind::null, context_.int_val(0), truth(true)}; }
    [[nodiscard]] symbol boolean(z3::expr yes, z3::expr unknown) {
        return {feel::type_kind::boolean, std::move(yes), std::move(unknown)};
    }

    /// Nothing when the solver cannot speak of such a value.
    [[nodiscard]] std::optional<symbol> constant(const feel::value& v);

    /// A value of a type of which nothing else is known. What its type says goes to `assumed`.
    [[nodiscard]] symbol fresh(const std::string& name, const feel::type& of, std::vector<z3::expr>& assumed);

    /// The same of a kind.
    [[nodiscard]] symbol fresh(const std::string& name, feel::type_kind of);

    /// Whether the values of a kind are terms.
    [[nodiscard]] static bool is_known(feel::type_kind k) noexcept;

    /// What a symbol is in a model.
    [[nodiscard]] feel::value value_in(const z3::model& m, const symbol& s);

    /// FEEL's equality, with null equal to null only. REQUIRES: both kinds are known, or one is null.
    [[nodiscard]] symbol equal(const symbol& a, const symbol& b);

private:
    /// What is known of a number that lies there.
    void within(const feel::range& r, const symbol& s, std::vector<z3::expr>& assumed);
    [[nodiscard]] int number_of(std::string_view text);
    [[nodiscard]] z3::sort sort_of(feel::type_kind k);
    [[nodiscard]] z3::expr real(const feel::number& n);
    [[nodiscard]] z3::expr seconds(const feel::time_duration& d);
    [[nodiscard]] feel::value text_of(const z3::expr& number);

    z3::context context_;
    feel::zone zone_;
    std::map<std::string, int, std::less<>> numbers_;
    std::vector<std::string> texts_;
};

/// The number that a numeral of the solver is; nothing when it is none, or an algebraic one.
[[nodiscard]] std::optional<feel::number> to_number(const z3::expr& numeral);

}  // namespace reglament::proof_stage
