// Derivations: how the facts of a vocabulary follow from events and from each other, compiled.
#pragma once

#include <reglament/machine/machine.hpp>
#include <reglament/regulation/vocabulary.hpp>
#include <reglament/text/issue.hpp>

#include <algorithm>
#include <memory>
#include <span>
#include <vector>

namespace reglament {

/// What an event adds to a gathered fact.
struct gathering {
    /// Instead of an attribute: the event counts, its time is taken.
    static constexpr std::uint16_t nothing = no_index - 1, time = no_index;

    std::uint16_t fact = 0;
    std::uint16_t attribute = nothing;
    feel::program filter;  ///< empty: all
};

/// A fact that is computed whenever one of those changes that it reads.
struct computation {
    std::uint16_t fact = 0;
    feel::program program;  ///< of a formula; of what is gathered from parts: its filter, which may be empty
    bool reads_clock = false;
};

/// A fact that is gathered from other records, as one of those sees it.
struct roll_up {
    std::uint16_t fact = 0;
    feel::program filter;  ///< over the facts of that record; empty: all
};

class derivations {
public:
    /// Compiles what the vocabulary derives, and completes the types of its facts. Initial values of computed facts are
    /// put into the vocabulary.
    static std::shared_ptr<const derivations> compile(vocabulary& words, issues& found);

    [[nodiscard]] bool empty() const noexcept { return gathered_.empty() && computed_.empty(); }
    [[nodiscard]] std::span<const gathering> of_event(event_index e) const noexcept {
        return e < by_event_.size() ? std::span<const gathering>{by_event_[e]} : std::span<const gathering>{};
    }
    /// In an order in which each stands behind those it reads.
    [[nodiscard]] std::span<const computation> computed() const noexcept { return computed_; }
    /// Their places, of those that read a fact; ascending.
    [[nodiscard]] std::span<const std::uint16_t> readers(std::uint16_t fact) const noexcept {
        return fact < readers_.size() ? std::span<const std::uint16_t>{readers_[fact]}
                                      : std::span<const std::uint16_t>{};
    }
    /// Of those that read the clock.
    [[nodiscard]] std::span<const std::uint16_t> clocks() const noexcept { return clocks_; }
    /// All that are gathered from events; ascending.
    [[nodiscard]] std::span<const std::uint16_t> gathered() const noexcept { return gathered_; }
    [[nodiscard]] bool is_gathered(std::uint16_t fact) const noexcept {
        return std::binary_search(gathered_.begin(), gathered_.end(), fact);
    }

    /// What records of a kind add to others; by fact.
    [[nodiscard]] std::span<const roll_up> rolls_of(subject_index kind) const noexcept {
        return kind < rolls_.size() ? std::span<const roll_up>{rolls_[kind]} : std::span<const roll_up>{};
    }

    /// Of some facts, all that they are computed from.
    void spread(std::vector<bool>& facts) const;

    /// Tells two derivations of one name apart: what is kept of one says nothing about the other.
    [[nodiscard]] std::uint32_t mark_of(std::uint16_t fact) const noexcept { return marks_[fact]; }

private:
    friend class derivation_compiler;

    std::vector<std::vector<gathering>> by_event_;
    std::vector<computation> computed_;
    std::vector<std::vector<std::uint16_t>> readers_;
    std::vector<std::uint16_t> clocks_, gathered_;
    std::vector<std::vector<std::uint16_t>> inputs_;  // by place in computed_
    std::vector<std::uint32_t> marks_;
    std::vector<std::vector<roll_up>> rolls_;  // by kind of record
};

/// The value of a fact that tells which of others are known; `value_of(fact, index)` gives theirs. An empty text, or
/// list, is not known.
template <class ValueOf>
[[nodiscard]] feel::value of_fields(const vocabulary& words, const fact& f, ValueOf&& value_of) {
    std::int64_t known = 0;
    feel::list missing;
    for (const std::uint16_t i : f.fields) {
        const feel::value& v = value_of(words.facts[i], i);
        const bool empty = v.is_null() || (v.kind() == feel::value_kind::string && v.as_string().empty()) ||
                           (v.kind() == feel::value_kind::list && v.as_list().empty());
        if (!empty) {
            ++known;
        } else if (f.kind == fact_kind::missing) {
            missing.emplace_back(words.facts[i].name.value);
        }
    }
    if (f.kind == fact_kind::missing) return feel::value{std::move(missing)};
    if (f.fields.empty()) return {};
    const auto share = divide(feel::number{100 * known}, feel::number{f.fields.size()});
    const auto percent = share ? round(*share, 2, feel::rounding::half_even) : std::nullopt;
    return percent ? feel::value{*percent} : feel::value{};
}

/// The names of facts as conditions read them: by subject its own, and those of whose record it lives in. Without
/// `formulas` only those whose type is known before any formula is compiled.
[[nodiscard]] std::vector<feel::scope> scopes_of_facts(const vocabulary& words, bool formulas = true);

}  // namespace reglament
