#include "regulation/read_regulation.hpp"

#include <reglament/regulation/blocks.hpp>

#include <array>
#include <string>
#include <unordered_set>

namespace reglament {

namespace {

class step_namer {
public:
    step_namer(const regulation& r, issues& found) : regulation_{r}, found_{found} {}

    void collect(block& steps) {
        each_step(steps, [this](step& s) {
            if (s.named && !taken_.insert(s.id.value).second) {
                found_.add("duplicate-step", place{regulation_.file, s.id.where}, {s.id.value});
            }
        });
    }

    void name(block& steps) {
        each_step(steps, [this](step& s) {
            if (!s.named) s.id = {next_name(s.kind.index()), s.where};
        });
    }

private:
    static constexpr std::size_t kinds = std::variant_size_v<decltype(step::kind)>;

    std::string next_name(std::size_t kind) {
        static constexpr std::array<std::string_view, kinds> words{
            "task",   "if",       "switch", "listen", "wait",   "emit", "output",     "goto", "fork",
            "repeat", "for-each", "set",    "block",  "decide", "call", "compensate", "run"};
        std::string name;
        do {
            name = std::string{words[kind]} + "-" + std::to_string(++counts_[kind]);
        } while (taken_.contains(name));
        return name;
    }

    const regulation& regulation_;
    issues& found_;
    std::unordered_set<std::string_view> taken_;  // views into the ids of named steps, which stay where they are
    std::array<std::uint32_t, kinds> counts_{};
};

}  // namespace

void name_steps(regulation& r, issues& found) {
    step_namer namer{r, found};
    each_outer_block(r, [&namer](block& steps) { namer.collect(steps); });
    each_outer_block(r, [&namer](block& steps) { namer.name(steps); });
}

}  // namespace reglament
