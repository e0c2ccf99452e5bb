// Comparison: what two versions made of a log, lane by lane, put together.
#pragma once

#include "control/backtest_side.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <utility>

namespace reglament {

class backtest_comparison {
public:
    explicit backtest_comparison(const backtest_options& how) : how_{how} {}

    /// What both made of one lane. In any order.
    void add(const backtest_run& before, const backtest_run& after);

    /// Without what is known of the log alone.
    [[nodiscard]] backtest finish() &&;

private:
    const backtest_options& how_;
    backtest out_;
    std::map<std::pair<std::string, std::int64_t>, backtest_row> rows_;  // by regulation and period
};

}  // namespace reglament
