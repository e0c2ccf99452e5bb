// The reader's constructs that bind names of their own: contexts, loops, functions, filters; and the tests of a cell.
#include "feel/reader.hpp"
#include "feel/type_text.hpp"
#include "text/characters.hpp"

#include <algorithm>
#include <functional>
#include <utility>

namespace reglament::feel {

std::uint32_t reader::new_local(std::string_view name) {
    out_.locals.push_back(normal_name(name));
    return static_cast<std::uint32_t>(out_.locals.size() - 1);
}

void reader::bind(node_id id) {
    push_binding(out_[id].payload, false);
}

void reader::push_binding(std::uint32_t local, bool filter) {
    bindings_.push_back({local, filter, first_word(out_.locals[local])});
}

std::size_t reader::first_word(std::string_view text) {
    const auto word = text.substr(0, word_end(text, 0));
    return may_need_nfc(word) ? std::hash<std::string>{}(to_nfc(word)) : std::hash<std::string_view>{}(word);
}

void reader::bind_partial(node_id loop) {
    out_[loop].payload = new_local("partial");
    bind(loop);
}

// The longest of the bound names; of two alike the one bound last.
reader::bound_name reader::bound_at(iterator p) const {
    bound_name best;
    std::size_t longest = 0;
    const auto begins = bindings_.empty() ? 0 : first_word(rest(p));
    for (std::size_t i = bindings_.size(); i-- > 0;) {
        const auto& name = out_.locals[bindings_[i].local];
        if (bindings_[i].begins != begins || name.size() <= longest) continue;
        const auto length = name_prefix(name, rest(p));
        if (length <= best.length) continue;
        best = {length, i};
        longest = name.size();
    }
    return best;
}

std::optional<std::size_t> reader::innermost_filter() const noexcept {
    for (std::size_t i = bindings_.size(); i-- > 0;)
        if (bindings_[i].filter) return i;
    return std::nullopt;
}

// The longest name of an entry that is known to be somewhere.
std::size_t reader::member_length(iterator p) const {
    std::size_t best = names_.longest_path(rest(p));
    std::size_t longest = 0;
    const auto begins = keys_.empty() ? 0 : first_word(rest(p));
    for (const auto& known : keys_) {
        if (known.begins != begins || known.name.size() <= longest) continue;
        if (const auto length = name_prefix(known.name, rest(p)); length != 0) {
            best = std::max(best, length);
            longest = known.name.size();
        }
    }
    return best;
}

bool reader::opens(iterator p, keyword wanted, std::size_t& length) {
    return !stopped_ && is_keyword(p, wanted, length);
}

bool reader::open_for(iterator& at, node_id& out) {
    const auto p = skip(at);
    std::size_t length = 0;
    if (!opens(p, keyword::for_, length)) return fail(p, expected::value);
    return open(at, p, length, node_kind::for_each, out);
}

bool reader::open_quantified(iterator& at, node_id& out) {
    const auto p = skip(at);
    std::size_t length = 0;
    if (opens(p, keyword::some, length)) return open(at, p, length, node_kind::some, out);
    if (opens(p, keyword::every, length)) return open(at, p, length, node_kind::every, out);
    return fail(p, expected::value);
}

bool reader::open_function(iterator& at, node_id& out) {
    const auto p = skip(at);
    std::size_t length = 0;
    if (!opens(p, keyword::function, length) || peek(skip(p + length)) != '(') return fail(p, expected::value);
    return open(at, p, length, node_kind::function_of, out);
}

bool reader::open_curly(iterator& at, node_id& out) {
    const auto p = skip(at);
    if (stopped_ || peek(p) != '{') return fail(p, expected::value);
    brackets_.push_back(between(p, p + 1));
    return open(at, p, 1, node_kind::context_of, out);
}

bool reader::close_curly(iterator& at) {
    if (!symbol(at, '}', expected::close)) return false;
    closed_ = at;
    brackets_.pop_back();
    return true;
}

// A key is a text in quotes, or whatever stands before the colon.
bool reader::entry_name(iterator& at, node_id& out) {
    const auto p = skip(at);
    if (stopped_ || p == end() || *p == '}') return fail(p, expected::name);
    auto after = p;
    std::string name;
    if (*p == '"') {
        if (!quoted_text(after, name)) return false;
    } else {
        constexpr std::string_view never = ":,{}[]()\"";
        while (after < end() && never.find(*after) == std::string_view::npos) ++after;
        name = normal_name({p, static_cast<std::size_t>(after - p)});
        while (after > p && is_blank(static_cast<unsigned char>(after[-1]))) --after;
        if (name.empty()) return fail(p, expected::name);
    }
    const auto colon = skip(after);
    if (peek(colon) != ':') return fail(colon, expected::colon);
    out_.locals.push_back(std::move(name));
    out = out_.add(node_kind::entry, between(p, after), static_cast<std::uint32_t>(out_.locals.size() - 1));
    auto normal = normal_name(out_.locals.back());
    const auto begins = first_word(normal);
    if (keys_.empty() || keys_.back().name != normal) keys_.push_back({std::move(normal), begins});
    at = colon + 1;
    return true;
}

// The words up to `in`.
bool reader::iteration_name(iterator& at, node_id& out) {
    const auto p = skip(at);
    if (stopped_ || !at_letter(p)) return fail(p, expected::name);
    auto name_end = end_of_word(p);
    for (auto next = skip(name_end); at_letter(next) && keyword_at(next) != keyword::in; next = skip(name_end))
        name_end = end_of_word(next);
    const auto known = p + declared(p);  // "заказ в пути" holds an alias of `in`
    if (known > name_end && keyword_at(skip(known)) == keyword::in) name_end = known;
    auto after = name_end;
    if (!word(after, keyword::in, expected::in)) return false;
    out = out_.add(node_kind::iteration, between(p, name_end), new_local({p, static_cast<std::size_t>(name_end - p)}));
    at = after;
    return true;
}

bool reader::parameter_name(iterator& at, node_id& out) {
    const auto p = skip(at);
    if (stopped_ || !at_letter(p)) return fail(p, expected::name);
    auto name_end = p;
    while (name_end < end() && *name_end != ':' && *name_end != ',' && *name_end != ')') ++name_end;
    out = out_.add(node_kind::parameter, between(p, name_end), new_local({p, static_cast<std::size_t>(name_end - p)}));
    bind(out);
    at = name_end;
    return true;
}

bool reader::type_name(iterator& at, node_id& out) {
    static const type_table none;
    const auto p = skip(at);
    std::size_t length = 0;
    auto read = read_type(rest(p), length, how_.types != nullptr ? *how_.types : none);
    if (stopped_ || !read) return fail(p, expected::type);
    out_.types.push_back(*std::move(read));
    out = out_.add(node_kind::type_name, between(p, p + length), static_cast<std::uint32_t>(out_.types.size() - 1));
    at = p + length;
    return true;
}

bool reader::any_value(iterator& at, node_id& out) {
    const auto p = skip(at);
    if (peek(p) != '-' || skip(p + 1) != end()) return fail(p, expected::value);
    return open(at, p, 1, node_kind::any_value, out);
}

bool reader::open_cell(iterator& at, node_id& out) {
    const auto subject = names_.question();
    const auto p = skip(at);
    if (!subject) return fail(p, expected::value);
    out = out_.add(node_kind::in, between(p, p));
    out_.adopt(out, out_.add(node_kind::name, between(p, p), *subject));
    return true;
}

bool reader::open_not_tests(iterator& at, node_id& out) {
    const auto p = skip(at);
    std::size_t length = 0;
    if (stopped_ || !is_keyword(p, keyword::not_, length)) return fail(p, expected::value);
    auto after = p + length;
    if (!open_call(after)) return false;
    out = out_.add(node_kind::negation, between(p, p + length));
    at = after;
    return true;
}

}  // namespace reglament::feel
