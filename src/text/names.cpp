#include "text/characters.hpp"

#include <reglament/text/names.hpp>

#include <functional>
#include <unordered_map>
#include <utility>

namespace reglament {
namespace {

struct text_hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>{}(text); }
};

using word_map = std::unordered_map<std::string, std::uint32_t, text_hash, std::equal_to<>>;

}  // namespace

std::string normal_name(std::string_view name) {
    std::string folded;
    folded.reserve(name.size());
    for (std::size_t at = skip_blanks(name, 0); at < name.size();) {
        const auto c = decode(name, at);
        const auto next = skip_blanks(name, at);
        if (next == at) {
            folded.append(name.substr(at, c.length));
            at += c.length;
        } else {
            if (next < name.size()) folded += ' ';
            at = next;
        }
    }
    return may_need_nfc(folded) ? to_nfc(folded) : folded;
}

std::size_t name_prefix(std::string_view normal, std::string_view text) {
    std::size_t length = 0;
    for (std::size_t at = 0; at < normal.size();) {
        const auto wanted = skip_blanks(normal, at);
        const auto wanted_end = word_end(normal, wanted);
        const auto found = at == 0 ? 0 : skip_blanks(text, length);
        const auto found_end = word_end(text, found);
        if ((wanted != at) != (found != length) || found_end == found) return 0;
        const auto word = text.substr(found, found_end - found);
        const auto same = normal.substr(wanted, wanted_end - wanted);
        if (word != same && !(may_need_nfc(word) && to_nfc(word) == same)) return 0;
        at = wanted_end;
        length = found_end;
    }
    return length;
}

// A blank before a word is part of the edge: "a-b" and "a - b" are two names, as their normal forms are.
struct name_table::impl {
    static constexpr std::int64_t no_name = -1;

    word_map words;
    std::unordered_map<std::uint64_t, std::uint32_t> edges;
    std::vector<std::int64_t> name_at{no_name};  // by trie node; 0 is the root
    std::vector<std::string> names;

    static std::uint64_t edge(std::uint32_t node, bool after_blank, std::uint32_t word) noexcept {
        return (std::uint64_t{node} << 33) | (std::uint64_t{after_blank} << 32) | word;
    }

    std::uint32_t descend(std::uint32_t node, bool after_blank, std::string_view word) {
        const auto id = words.try_emplace(std::string{word}, static_cast<std::uint32_t>(words.size())).first->second;
        const auto [found, added] =
            edges.try_emplace(edge(node, after_blank, id), static_cast<std::uint32_t>(name_at.size()));
        if (added) name_at.push_back(no_name);
        return found->second;
    }

    // The node below, or the root when there is none.
    [[nodiscard]] std::uint32_t below(std::uint32_t node, bool after_blank, std::string_view word) const {
        const auto id = may_need_nfc(word) ? words.find(to_nfc(word)) : words.find(word);
        if (id == words.end()) return 0;
        const auto found = edges.find(edge(node, after_blank, id->second));
        return found == edges.end() ? 0 : found->second;
    }
};

name_table::name_table() : impl_{std::make_unique<impl>()} {}
name_table::name_table(const name_table& other) : impl_{std::make_unique<impl>(*other.impl_)} {}
name_table::name_table(name_table&&) noexcept = default;
name_table& name_table::operator=(const name_table& other) {
    if (this != &other) impl_ = std::make_unique<impl>(*other.impl_);
    return *this;
}
name_table& name_table::operator=(name_table&&) noexcept = default;
name_table::~name_table() = default;

bool name_table::add(std::string_view name, id value) {
    auto normal = normal_name(name);
    if (normal.empty()) return false;
    std::uint32_t node = 0;
    for (std::size_t at = 0; at < normal.size();) {
        const auto begin = skip_blanks(normal, at);
        const auto end = word_end(normal, begin);
        node = impl_->descend(node, begin != at, std::string_view{normal}.substr(begin, end - begin));
        at = end;
    }
    if (impl_->name_at[node] != impl::no_name) return false;
    impl_->name_at[node] = value;
    impl_->names.push_back(std::move(normal));
    return true;
}

std::optional<name_table::id> name_table::find(std::string_view name) const {
    const auto normal = normal_name(name);
    const auto found = longest(normal);
    if (!found || found->length != normal.size()) return std::nullopt;
    return found->value;
}

std::optional<name_table::match> name_table::longest(std::string_view text, std::size_t below) const {
    std::optional<match> best;
    std::uint32_t node = 0;
    for (std::size_t at = 0; at < text.size();) {
        const auto begin = at == 0 ? 0 : skip_blanks(text, at);
        const auto end = word_end(text, begin);
        if (end == begin) break;
        node = impl_->below(node, begin != at, text.substr(begin, end - begin));
        if (node == 0 || end >= below) break;
        at = end;
        if (const auto name = impl_->name_at[node]; name != impl::no_name) best = match{static_cast<id>(name), at};
    }
    return best;
}

std::span<const std::string> name_table::names() const noexcept {
    return impl_->names;
}

}  // namespace reglament
