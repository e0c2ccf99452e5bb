#include "feel/builtins/regex_references.hpp"

#include <algorithm>
#include <optional>
#include <span>
#include <utility>

namespace reglament::feel::regex {
namespace {

// A text that a group can match, character by character; each is one of a set whose members differ by case only.
using text = std::vector<code_set>;
using texts = std::vector<text>;

constexpr std::size_t most_texts = 64;        // of one group
constexpr std::size_t most_weight = 1 << 16;  // of all copies of what follows groups

class unroller {
public:
    explicit unroller(bool any_case) : any_case_{any_case} {}

    bool apply(node& n) {
        if (n.kind == node_kind::reference) return false;
        if (n.kind == node_kind::sequence && !apply_sequence(n)) return false;
        return std::ranges::all_of(n.parts, [&](node& part) { return apply(part); });
    }

private:
    static bool refers(const node& n, std::uint32_t group) {
        if (n.kind == node_kind::reference) return n.number == group;
        return std::ranges::any_of(n.parts, [&](const node& part) { return refers(part, group); });
    }

    static std::size_t weight(std::span<const node> parts) {
        std::size_t all = 0;
        for (const auto& part : parts) all += 1 + part.set.ranges().size() + weight(part.parts);
        return all;
    }

    // The first group that something behind it refers to takes the rest of the sequence into its alternatives.
    bool apply_sequence(node& n) {
        for (auto at = n.parts.begin(); at != n.parts.end(); ++at) {
            const auto group = at->kind == node_kind::group ? at->number : 0;
            const bool needed =
                group != 0 && std::any_of(at + 1, n.parts.end(), [&](const node& part) { return refers(part, group); });
            if (!needed) continue;
            const auto possible = texts_of(at->parts[0]);
            if (!possible) return false;
            copied_ += possible->size() * weight({at, n.parts.end()});
            if (copied_ > most_weight) return false;
            node choice{.kind = node_kind::choice};
            for (const auto& each : *possible) choice.parts.push_back(with_text({at, n.parts.end()}, each));
            n.parts.erase(at, n.parts.end());
            n.parts.push_back({.kind = node_kind::group});
            n.parts.back().parts.push_back(std::move(choice));
            return true;
        }
        return true;
    }

    node with_text(std::vector<node> rest, const text& is) const {
        const auto group = rest[0].number;
        for (auto part = rest.begin() + 1; part != rest.end(); ++part) put(*part, group, sequence_of(is, any_case_));
        rest[0].parts = {sequence_of(is, false)};
        return {.kind = node_kind::sequence, .parts = std::move(rest)};
    }

    static node sequence_of(const text& is, bool in_any_case) {
        node all;
        for (const auto& set : is)
            all.parts.push_back({.kind = node_kind::characters, .set = in_any_case ? any_case(set) : set});
        return all;
    }

    static void put(node& n, std::uint32_t group, const node& instead) {
        if (n.kind == node_kind::reference && n.number == group) {
            n = instead;
            return;
        }
        for (auto& part : n.parts) put(part, group, instead);
    }

    // Nothing when there are too many, or when more than characters is in it.
    [[nodiscard]] std::optional<texts> texts_of(const node& n) const {
        switch (n.kind) {
            case node_kind::characters:
                return singles(n.set);
            case node_kind::group:
                return n.number == 0 ? texts_of(n.parts[0]) : std::nullopt;
            case node_kind::sequence:
                return texts_of_sequence(n.parts);
            case node_kind::choice:
                return texts_of_choice(n.parts);
            case node_kind::repeat:
                return n.most <= 8 ? texts_of_repeat(n, 0) : std::nullopt;
            default:
                return std::nullopt;
        }
    }

    [[nodiscard]] std::optional<texts> singles(const code_set& set) const {
        const auto first = set.ranges().empty() ? U'\0' : set.ranges()[0].first;
        if (any_case_ && set.has(first) && any_case(code_set{first}) == set) return texts{{set}};
        if (set.size() > most_texts) return std::nullopt;
        texts all;
        for (const auto& r : set.ranges())
            for (char32_t c = r.first; c <= r.last; ++c) all.push_back({code_set{c}});
        return all;
    }

    // Each of the first followed by each of the second, in the order in which they are tried.
    static std::optional<texts> joined(const std::optional<texts>& first, const std::optional<texts>& second) {
        if (!first || !second || first->size() * second->size() > most_texts) return std::nullopt;
        texts all;
        for (const auto& a : *first) {
            for (const auto& b : *second) {
                all.push_back(a);
                all.back().insert(all.back().end(), b.begin(), b.end());
            }
        }
        return all;
    }

    [[nodiscard]] std::optional<texts> texts_of_sequence(const std::vector<node>& parts) const {
        std::optional all{texts{{}}};
        for (const auto& part : parts) all = joined(all, texts_of(part));
        return all;
    }

    [[nodiscard]] std::optional<texts> texts_of_choice(const std::vector<node>& parts) const {
        texts all;
        for (const auto& part : parts) {
            const auto some = texts_of(part);
            if (!some || all.size() + some->size() > most_texts) return std::nullopt;
            all.insert(all.end(), some->begin(), some->end());
        }
        return all;
    }

    [[nodiscard]] std::optional<texts> texts_of_repeat(const node& n, std::uint32_t done) const {
        if (done == n.most) return texts{{}};
        auto all = joined(texts_of(n.parts[0]), texts_of_repeat(n, done + 1));
        if (!all || done < n.least) return all;
        all->insert(n.reluctant ? all->begin() : all->end(), text{});
        return all;
    }

    bool any_case_;
    std::size_t copied_ = 0;
};

}  // namespace

bool write_out_references(node& root, bool any_case) {
    return unroller{any_case}.apply(root);
}

}  // namespace reglament::feel::regex
