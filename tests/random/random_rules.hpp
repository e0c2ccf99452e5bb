// Random regulations that are well-formed by how they are made, as trees that can be made smaller.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace reglament::testing {

/// Whole numbers that are the same on every platform, unlike std's distributions.
class dice {
public:
    explicit dice(std::uint64_t seed) : engine_{seed} {}

    /// 0 … below − 1.
    std::uint32_t roll(std::uint32_t below) { return static_cast<std::uint32_t>(engine_() % below); }
    bool chance(std::uint32_t percent) { return roll(100) < percent; }

    template <class T>
    const T& pick(const std::vector<T>& from) {
        return from[roll(static_cast<std::uint32_t>(from.size()))];
    }

private:
    std::mt19937_64 engine_;
};

/// A step, or a way of one. `lines` are its own, `blocks` stand below the key of the same place in `keys`.
struct node {
    std::string first;              ///< "task: t1"
    std::vector<std::string> more;  ///< whole keys, "within: P2D"
    struct block {
        std::string key;  ///< "then", or a path "on late/then"
        std::vector<node> steps;
    };
    std::vector<block> blocks;
    bool list = false;  ///< the first key takes the first block, `repeat:`
};

struct random_regulation {
    std::string id, head;  ///< everything above the steps
    std::vector<node> steps;

    [[nodiscard]] std::string yaml() const;
};

/// One of the seed.
[[nodiscard]] random_regulation make_regulation(dice& d, const std::string& id);

/// The vocabulary they are written for.
[[nodiscard]] const std::string& random_vocabulary();

/// The same with one step or block less, one after the other; none when nothing can go.
[[nodiscard]] std::vector<random_regulation> smaller(const random_regulation& r);

}  // namespace reglament::testing
