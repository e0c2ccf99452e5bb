// Fact: what is known of a subject. Stored, gathered from events or parts, or computed from other facts.
#pragma once

#include <reglament/feel/type.hpp>
#include <reglament/feel/value.hpp>
#include <reglament/regulation/condition.hpp>
#include <reglament/regulation/period.hpp>
#include <reglament/text/source.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace reglament {

using subject_index = std::uint16_t;  ///< into vocabulary::subjects

/// How a fact comes by its value.
enum class fact_kind : std::uint8_t {
    stored,  ///< from the data of an event, by `facts.changed`, by a step `set`
    // Gathered from events, or from the parts of a record.
    count,
    sum,
    average,
    min,
    max,
    first,     ///< by the time at which the events occurred, of one instant the one heard first
    last,      ///< likewise, of one instant the one heard last
    distinct,  ///< how many different values
    // Computed from other facts whenever one of them changes.
    formula,
    complete,  ///< how many hundredths of some facts are known: 30 when 15 of 50 are
    missing    ///< the names of those that are not known
};

[[nodiscard]] constexpr bool is_gathered(fact_kind k) noexcept {
    return k >= fact_kind::count && k <= fact_kind::distinct;
}
[[nodiscard]] constexpr bool is_computed(fact_kind k) noexcept {
    return k >= fact_kind::formula;
}

/// A fact of a subject.
struct fact {
    /// An event that the fact is taken from. `attribute` empty: the time at which the event occurred.
    struct origin {
        std::uint32_t event = 0;  ///< index into vocabulary::events
        std::string attribute;
    };
    located<std::string> name;  ///< "phone allowed"
    std::string title;
    std::string subject = "client";
    feel::type type;  ///< of a formula whose type was not written: any, until it is compiled
    fact_kind kind = fact_kind::stored;
    std::vector<origin> from;  ///< of a stored one: what sets it; of a gathered one: what is gathered
    feel::value initial;       ///< null: unknown until set; of a count, a sum, `distinct`: zero
    subject_index about = 0;   ///< that subject
    std::uint16_t slot = 0;    ///< where its value lies: its index, or of a part the number among the part's facts

    condition filter;                      ///< of a gathered one: over the event's data, or the part's facts
    std::optional<period> over;            ///< of one gathered from events: only of the last so long; else of all time
    std::optional<subject_index> parts;    ///< of one gathered from parts of the record: which
    std::uint16_t part_fact = UINT16_MAX;  ///< which fact of theirs; of a count none
    std::optional<subject_index> rolled;   ///< of one gathered from other records: of which kind they are; then
                                           ///< `part_fact` and the filter are of theirs
    std::uint16_t by = UINT16_MAX;         ///< of such a one: their fact, a text, that names whose they are
    condition formula;
    std::vector<std::uint16_t> fields;   ///< of `complete` and `missing`
    std::shared_ptr<const source> file;  ///< where it stands
    bool of_host = false;                ///< of a stored one: it lives with the host, who pushes it or is asked for it
    std::optional<period> fresh_for;     ///< of a host's: known for less long it is not asked for again
    std::uint16_t segment = UINT16_MAX;  ///< of which it tells the class, set by the events of the segment; else none

    /// Nobody sets it: it follows from events and other facts.
    [[nodiscard]] bool is_derived() const noexcept { return kind != fact_kind::stored; }
};

}  // namespace reglament
