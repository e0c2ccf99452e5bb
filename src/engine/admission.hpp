// Admission: how many runs of a regulation may start in a day or a week, by each person. What exceeds it waits in the
// order it came.
#pragma once

#include <reglament/machine/rulebook.hpp>

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace reglament {

class admission {
public:
    /// Whose starts are counted together: of a version of a regulation, by a person. Empty: by all.
    using desk_key = std::pair<regulation_index, std::string>;

    struct waiting {
        std::uint32_t client = 0;
        std::string part;  ///< the key of the deal, request … it is about; empty: the client
        instant since{};
    };
    struct admitted {
        desk_key desk;
        waiting who;
    };

    explicit admission(const rulebook& rules) noexcept : rules_{&rules} {}

    /// Other rules are in force. What was begun today counts for the same version, or the one that follows it. Who
    /// waits is told, in terms of `now`, and waits no more: they are to be put in line anew. Of a regulation that is
    /// gone nobody waits.
    [[nodiscard]] std::vector<admitted> change(const rulebook& before, const rulebook& now);

    /// Regulations that begin no run for now: who waits, waits. Null: none. It is read whenever somebody may begin.
    void close(const std::vector<bool>* closed) noexcept { closed_ = closed; }

    /// A start has been queued: it waits behind those that were queued before; of those of one instant, by client.
    void wait(desk_key at, waiting who);

    /// Whoever waits for this regulation waits at that desk from now on, in the order they came: who they are with may
    /// have changed. Nothing when they do not wait.
    void settle(std::uint32_t client, std::string_view part, const desk_key& at);

    /// A client is another one from now on. Who waited twice for the same waits where they came first.
    void move(std::uint32_t from, std::uint32_t into);

    /// The next one that may begin now: of the regulation that comes first, the one that waits longest.
    [[nodiscard]] std::optional<admitted> next(instant now);

    /// It did not begin after all: its place is free again.
    void give_back(const desk_key& key) noexcept;

    /// What of a day or week has been used, and until when it counts.
    struct count {
        desk_key desk;
        instant until, opens;
        std::uint32_t used = 0;
    };
    [[nodiscard]] std::vector<count> counts() const;
    void restore(count c);

    /// When one that waits can begin; never when none waits.
    [[nodiscard]] instant next_due() const noexcept;

    /// Calls `visit(desk, waiting, place)` for all that wait; the first place is 1.
    template <class Visit>
    void each(Visit&& visit) const {
        for (const auto& [key, d] : desks_) {
            std::size_t place = 0;
            for (const waiting& w : d.line) visit(key, w, ++place);
        }
    }

private:
    struct desk {
        instant until = instant::min();  // the end of the day or week that is counted
        std::uint32_t used = 0;
        instant opens = instant::min();  // not before that
        std::deque<waiting> line;
    };

    void turn(const desk_key& of, desk& d, instant now) const;
    [[nodiscard]] const calendar& calendar_of(const desk_key& key) const;
    [[nodiscard]] bool is_closed(regulation_index which) const noexcept {
        return closed_ != nullptr && (*closed_)[rules_->family_of(which)];
    }

    const rulebook* rules_;
    const std::vector<bool>* closed_ = nullptr;
    std::map<desk_key, desk> desks_;
};

}  // namespace reglament
