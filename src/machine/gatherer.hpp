// Gatherer: what events add to the facts that are gathered from them, and what leaves their windows.
#pragma once

#include "machine/derivations.hpp"
#include "machine/runner.hpp"

namespace reglament {

class gatherer {
public:
    gatherer(const rulebook& rules, record& r, runner& by) noexcept : rules_{rules}, record_{r}, runner_{by} {}

    /// REQUIRES: the runner looks at the part that the event is about.
    void add(const signal& e, part_index about, instant now);

    /// An event that occurred at t is in a window of length w from t on and before t + w.
    void leave(instant now) {
        if (record_.leaving <= now) take_out(now);
    }

    /// Facts that do not count from the beginning take over what `counted`, the same record, holds of them. Gives
    /// those.
    std::vector<std::uint16_t> take_counted(const record& counted, instant now);

private:
    void add(std::uint16_t index, part_index part, const feel::value& v, instant occurred, instant now);
    void add_for_ever(const fact& f, std::uint16_t index, part_index part, const feel::value& v, instant occurred);
    void take_out(instant now);
    [[nodiscard]] gathered_fact& kept(std::uint16_t index, part_index part);

    const rulebook& rules_;
    record& record_;
    runner& runner_;
};

/// A window over the events of one fact. Pure but for the lists it is given.
class window {
public:
    window(const fact& of, const calendar& time, gathered_fact& kept) noexcept : of_{of}, time_{time}, kept_{kept} {}

    /// REQUIRES: the event has not left by `now`.
    void add(const feel::value& v, instant occurred, instant now);
    void leave(instant now);
    /// Of lists that were put in place: sums them up, and tells when the next one leaves.
    void rearm(instant now);
    [[nodiscard]] instant leaves(instant occurred) const { return time_.add(occurred, *of_.over); }
    [[nodiscard]] feel::value value(instant now) const;

private:
    [[nodiscard]] std::size_t size() const noexcept { return kept_.times.size() - kept_.gone; }
    [[nodiscard]] std::size_t place_of(instant occurred, bool behind_equal) const;
    void insert(const feel::value& v, instant occurred);
    void insert_if_ahead(const feel::value& v, instant occurred);
    void insert_different(const feel::value& v, instant occurred);
    void drop_front();
    void add_up();
    void settle(instant now);
    [[nodiscard]] bool adds() const noexcept { return of_.kind == fact_kind::sum || of_.kind == fact_kind::average; }

    const fact& of_;
    const calendar& time_;
    gathered_fact& kept_;
};

/// Whether one value stands before another: of two that cannot be compared neither does.
[[nodiscard]] bool stands_before(const feel::value& a, const feel::value& b, feel::zone local);

/// The facts of a record as they are at `now`, without a step: windows have moved on, what is computed from the clock
/// is computed anew. REQUIRES: now >= r.seen.
[[nodiscard]] std::vector<feel::value> facts_at(const rulebook& rules, const record& r, instant now);

/// The same without a copy when none has moved; else they are put into `moved`.
[[nodiscard]] const feel::value* known_facts(const rulebook& rules, const record& r, instant now,
                                             std::vector<feel::value>& moved);

/// Computes everything anew that is computed from other facts.
void recompute(const rulebook& rules, record& r);

}  // namespace reglament
