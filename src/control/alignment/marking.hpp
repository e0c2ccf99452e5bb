// Marking: where a run is, without its values: the tokens of the run and of its branches, as the runner has them.
#pragma once

#include "control/alignment/net.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace reglament::alignment {

/// Where a run is that has not started.
inline constexpr state_index before_start = 0xFFFE;

struct division;

/// A token, and what it has divided into.
struct thread {
    state_index at = 0;
    std::uint16_t attempt = 1;
    bool active = false;  // it was moved last: only it may go on silently
    std::vector<division> divisions;
};

struct division {
    state_index fork = 0;
    bool joined = false;       // its branches go on beside
    bool open = false;         // more branches may be begun: nobody knows how many items there are
    std::uint16_t limit = 0;   // of turns: how many; 0: no number is said
    std::uint16_t need = 0;    // branches that must end; 0: all
    std::uint16_t begun = 0;   // of turns: counted as far as that matters
    std::uint16_t ended = 0;   // counted where `need` is
    std::uint32_t serial = 0;  // to find it again while a move goes on
    std::vector<thread> branches;
};

/// A step down into the tree: which division, which branch of it.
struct hop {
    std::uint32_t division = 0, branch = 0;
};
using path = std::vector<hop>;

struct marking {
    thread root;
    bool over = false;
    bool quiet = false;  // a branch has ended: only the others of its division may go on, and only silently
    std::uint32_t last_serial = 0;
    std::vector<std::uint16_t> passed;  // transitions, as they were taken
};

/// Two markings are the same when their keys are; of one that is being moved, `moving` also tells who may go on.
[[nodiscard]] std::u16string key_of(const marking& k, bool moving);
[[nodiscard]] marking marking_of(const std::u16string& key);

}  // namespace reglament::alignment
