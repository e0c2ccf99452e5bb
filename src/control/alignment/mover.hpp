// Mover: the moves of a marking. It goes where the runner goes, but tests no condition: each way may be gone.
#pragma once

#include "control/alignment/marking.hpp"

#include <functional>

namespace reglament::alignment {

/// Takes the marking after a move, and what logs tell of it.
using move_sink = std::function<void(marking&& after, visible_index seen)>;

class mover {
public:
    explicit mover(const net& of) : net_{of}, m_{of.m} {}

    /// A run that has just started, or is about to where logs tell of that.
    [[nodiscard]] marking initial();

    /// The moves of those threads that are active. While one goes on silently, nobody else does: what the others
    /// could do they can do afterwards. When a branch ends, those beside it may.
    void each_move(const marking& from, const move_sink& take);

    /// Of a run with several threads: the moves of the first one that has come to a state of `choices`, by state, and
    /// has not chosen yet. False: there is none.
    bool each_choice(const marking& from, const std::vector<bool>& choices, const move_sink& take);

    /// An event that ends the run wherever it is.
    void each_exit(const marking& from, const move_sink& take);

private:
    [[nodiscard]] thread* find(marking& k, const path& p) const;
    [[nodiscard]] bool find_choice(const thread& t, const std::vector<bool>& choices, path& p) const;
    [[nodiscard]] bool find_division(marking& k, std::uint32_t serial, path& owner, std::size_t& index) const;
    [[nodiscard]] std::uint16_t first_of(state_index s) const { return m_.states()[s].first; }

    void moves_of(const marking& from, const thread& t, const thread* owner, path& p, const move_sink& take);
    void own_moves(const marking& from, const thread& t, const path& p, const move_sink& take);
    void handlers(const marking& from, const thread& t, const thread* owner, const path& p, const move_sink& take);
    void ways_of_fork(const marking& from, const thread& t, const path& p, const move_sink& take);
    void turns_of(const marking& from, const thread& t, const path& p, const move_sink& take);
    void choose_ways(const marking& from, const path& p, const move_sink& take);
    void take_one(const marking& from, const path& p, std::uint16_t transition, visible_index seen,
                  const move_sink& take);

    void follow(marking& k, path p, std::uint16_t transition);
    void enter(marking& k, path p, state_index to);
    [[nodiscard]] std::uint16_t only_way(state_index s) const;
    void divide(marking& k, const path& p);
    void begin_ways(marking& k, const path& p, const std::vector<std::uint16_t>& ways);
    void begin_all(marking& k, std::uint32_t serial, const std::vector<std::uint16_t>& ways, const fork_definition& f);
    bool begin_branch(marking& k, std::uint32_t serial, std::uint16_t transition);
    void arrive(marking& k, path p);
    [[nodiscard]] bool in_turn(const division& d) const;
    void turn(marking& k, const path& owner, std::size_t index);
    struct turn_choice {
        bool begin = false, join = false;
    };
    [[nodiscard]] turn_choice choice_of(const division& d) const;
    void begin_turn(marking& k, const path& owner, std::size_t index);
    void join(marking& k, const path& owner, std::size_t index);
    void pass_skip(marking& k, const state& fork) const;
    void go_past(marking& k, const path& p, const fork_definition& f);

    const net& net_;
    const machine& m_;
};

}  // namespace reglament::alignment
