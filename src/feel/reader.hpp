// Reader: recognises the tokens of FEEL in a text and builds the nodes they stand for. What the grammar is made of.
// Internal; no Boost here.
#pragma once

#include "feel/ast.hpp"
#include "feel/finding.hpp"
#include "feel/scope.hpp"
#include "feel/words.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reglament::feel {

/// What could have stood where the reading failed, as bits.
enum class expected : std::uint32_t {
    value = 1,
    operator_ = 2,
    close = 4,
    then = 8,
    else_ = 16,
    and_ = 32,
    open = 64,
    name = 128,
    return_ = 256,
    satisfies = 512,
    of = 1024,
    type = 2048,
    colon = 4096,
    in = 8192
};

/// Every token method skips blanks and comments, then either reads its token, moves `at` behind it and returns true,
/// or leaves `at` alone, remembers what was expected there and returns false.
class reader {
public:
    using iterator = const char*;

    reader(std::string_view text, const scope_data& names, const dialect& how, tree& out);

    // Operands; each gives a new node.
    bool number(iterator& at, node_id& out);
    bool string(iterator& at, node_id& out);
    bool at_literal(iterator& at, node_id& out);
    bool literal_word(iterator& at, node_id& out);
    bool path(iterator& at, node_id& out);
    bool function_name(iterator& at, node_id& out);
    bool argument_name(iterator& at, node_id& out);
    bool member(iterator& at, node_id& out);
    bool type_name(iterator& at, node_id& out);
    bool any_value(iterator& at, node_id& out);  ///< `-`, and nothing behind it

    // What opens a construct; each gives its node.
    bool open_round(iterator& at, node_id& out);
    bool open_square(iterator& at, node_id& out);
    bool open_filter(iterator& at, node_id& out);
    bool open_if(iterator& at, node_id& out);
    bool open_not(iterator& at, node_id& out);
    bool open_minus(iterator& at, node_id& out);
    bool open_test(iterator& at, node_id& out);
    bool open_invocation(iterator& at, node_id& out);
    bool open_curly(iterator& at, node_id& out);
    bool open_for(iterator& at, node_id& out);
    bool open_quantified(iterator& at, node_id& out);
    bool open_function(iterator& at, node_id& out);
    bool open_cell(iterator& at, node_id& out);  ///< takes nothing; the node already has its subject, `?`
    bool open_not_tests(iterator& at, node_id& out);

    // Names that an expression binds itself, with the sign or word that must follow them. They are known after `bind`.
    bool entry_name(iterator& at, node_id& out);
    bool iteration_name(iterator& at, node_id& out);
    bool parameter_name(iterator& at, node_id& out);  ///< bound at once
    void bind(node_id id);                            ///< the name of an entry or iteration
    void bind_partial(node_id loop);

    [[nodiscard]] std::size_t bound() const noexcept { return bindings_.size(); }
    void unbind(std::size_t down_to) noexcept { bindings_.resize(down_to); }

    // Operators between operands.
    bool or_operator(iterator& at, sign& out);
    bool and_operator(iterator& at, sign& out);
    bool comparison_operator(iterator& at, sign& out);
    bool additive_operator(iterator& at, sign& out);
    bool multiplicative_operator(iterator& at, sign& out);
    bool power_operator(iterator& at, sign& out);
    bool word(iterator& at, keyword wanted, expected what);
    bool symbol(iterator& at, char wanted, expected what);
    bool dots(iterator& at);
    bool close(iterator& at);  ///< ) ] or [
    bool open_call(iterator& at);
    bool close_call(iterator& at);
    bool close_curly(iterator& at);
    bool close_filter(iterator& at);

    /// The node ends behind the bracket closed last.
    void reach(node_id id) { out_[id].where.end = offset(closed_); }

    /// Ends a bracket, list, filter or call: one range in it takes its open ends from the brackets.
    void finish(node_id id);

    bool enter(iterator at);  ///< one level deeper; false when that is too deep
    void leave() noexcept { --depth_; }

    /// Whether all of the text was read; what was wrong is in findings().
    bool done(iterator at);

    [[nodiscard]] tree& out() noexcept { return out_; }
    [[nodiscard]] iterator begin() const noexcept { return text_.data(); }
    [[nodiscard]] iterator end() const noexcept { return text_.data() + text_.size(); }
    [[nodiscard]] const std::vector<finding>& findings() const noexcept { return findings_; }

private:
    [[nodiscard]] std::uint32_t offset(iterator p) const noexcept { return static_cast<std::uint32_t>(p - begin()); }
    [[nodiscard]] span between(iterator from, iterator to) const noexcept { return {offset(from), offset(to)}; }
    [[nodiscard]] std::string_view rest(iterator p) const noexcept { return text_.substr(offset(p)); }
    [[nodiscard]] char peek(iterator p) const noexcept { return p < end() ? *p : '\0'; }
    [[nodiscard]] iterator skip(iterator p) const noexcept;
    [[nodiscard]] bool at_letter(iterator p) const noexcept;
    [[nodiscard]] iterator end_of_word(iterator p) const noexcept;
    [[nodiscard]] keyword keyword_at(iterator p, std::size_t* length = nullptr) const noexcept;
    [[nodiscard]] bool stops_name(iterator p) const noexcept;
    [[nodiscard]] iterator end_of_run(iterator p) const noexcept;
    [[nodiscard]] iterator guess_run(iterator p) const;
    [[nodiscard]] std::size_t declared(iterator p, std::uint32_t* entry = nullptr);
    [[nodiscard]] bool strays(iterator name_end) const noexcept;
    [[nodiscard]] std::optional<name_table::match> longest_fitting(iterator p) const;
    [[nodiscard]] bool is_keyword(iterator p, keyword wanted, std::size_t& length);
    [[nodiscard]] bool opens(iterator p, keyword wanted, std::size_t& length);

    bool fail(iterator p, expected what) noexcept;
    bool stop(std::string_view code, span where, std::vector<std::string> arguments = {}, std::string suggestion = {});
    void add(std::string_view code, span where, std::vector<std::string> arguments = {}, std::string suggestion = {});
    bool open(iterator& at, iterator p, std::size_t length, node_kind kind, node_id& out);

    /// A name that was bound in the expression.
    struct binding {
        std::uint32_t local = 0;
        bool filter = false;     ///< `item`; the entries of the item can be named too
        std::size_t begins = 0;  ///< first_word of the name
    };
    void push_binding(std::uint32_t local, bool filter);
    [[nodiscard]] static std::size_t first_word(std::string_view text);  ///< a hash that all spellings of it share
    struct bound_name {
        std::size_t length = 0;  ///< 0: none
        std::size_t index = 0;   ///< into bindings_
    };
    [[nodiscard]] bound_name bound_at(iterator p) const;
    [[nodiscard]] std::size_t named(iterator p);
    [[nodiscard]] std::optional<std::size_t> innermost_filter() const noexcept;
    [[nodiscard]] std::size_t member_length(iterator p) const;
    std::uint32_t new_local(std::string_view name);
    bool local_name(iterator& at, iterator p, const bound_name& found, node_id& out);
    bool item_name(iterator& at, iterator p, node_id& out);
    bool declared_name(iterator& at, iterator p, node_id& out);
    [[nodiscard]] bool is_own_function(iterator p, std::size_t length);
    bool function_value(iterator& at, iterator p, node_id& out);
    bool literal(iterator& at, iterator from, iterator to, value v, node_id& out);
    bool foreign(iterator& at, iterator p, std::string_view found, std::string_view meant);
    bool quoted_text(iterator& p, std::string& text);
    bool escape(iterator& p, std::string& text);
    bool quoted_name(iterator& at, iterator p, node_id& out);
    bool quoted_member(iterator& at, iterator p, node_id& out);
    bool unknown(iterator& at, iterator p, std::size_t known, node_id& out);
    bool members(iterator& at, iterator from, iterator to, std::uint32_t entry, node_id& out);
    bool unit_after(iterator& p, std::string_view digits, value& v);
    iterator thousands(iterator from, iterator p);
    bool step(iterator p);
    // reader_advice.cpp
    bool report_spelling(std::string_view found, span where);
    bool report_habit(iterator at);
    bool report_date(iterator at);
    void report_failure(iterator at);

    std::string_view text_;
    const scope_data& names_;
    const dialect& how_;
    tree& out_;
    std::vector<finding> findings_;
    std::vector<binding> bindings_;
    struct key {
        std::string name;
        std::size_t begins = 0;
    };
    std::vector<key> keys_;       ///< names of entries written so far: members may be called so
    std::vector<span> brackets_;  ///< opened and not closed yet
    iterator furthest_;
    std::uint32_t expected_ = 0;
    iterator memo_at_ = nullptr;
    std::optional<name_table::match> memo_;
    iterator closed_ = nullptr;  ///< behind the last bracket that was closed
    std::size_t depth_ = 0;
    std::size_t steps_ = 0;  ///< members and filters, which nest without brackets
    bool stopped_ = false;
};

}  // namespace reglament::feel
