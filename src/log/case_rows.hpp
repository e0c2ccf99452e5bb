// Case rows: events of cases that come in any order, put together case by case.
#pragma once

#include "log/case_readers.hpp"

#include <cstdio>
#include <deque>
#include <memory>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace reglament::log_detail {

/// Forty bytes an event; what is more than may be in memory lies in files that the system removes, each with some of
/// the cases. Names are kept once.
class case_rows {
public:
    explicit case_rows(case_input& in) : in_{in} {}

    struct fields {
        std::string_view name, activity, lifecycle, resource, role;
        std::optional<instant> time;
        std::uint64_t line = 0;
        std::span<const std::string_view> values{};
    };
    /// False, and an issue: what does not fit into memory cannot be written.
    bool add(const fields& f);
    /// Each case in the order of time; cases in the order in which they came.
    bool finish();

private:
    struct row {
        std::int64_t time = untimed;
        std::uint64_t line = 0;
        std::uint32_t of = 0, activity = 0, lifecycle = 0, resource = 0, role = 0;
        std::uint32_t values = 0;  // all of them in one text
    };
    static constexpr std::int64_t untimed = INT64_MIN;
    struct closer {
        void operator()(std::FILE* f) const noexcept { std::fclose(f); }
    };
    static constexpr std::size_t parts = 64;

    std::uint32_t number(std::string_view text);
    bool spill();
    void hand_over_all();
    void put_values(std::uint32_t packed, case_event& into);
    [[nodiscard]] std::string_view text(std::uint32_t i) const { return texts_[i]; }

    case_input& in_;
    std::deque<std::string> texts_{std::string{}};
    std::unordered_map<std::string_view, std::uint32_t> numbers_{{std::string_view{}, 0}};
    std::vector<row> rows_;
    std::string packed_;
    std::deque<std::vector<std::string_view>> unpacked_;  // of the case in hand
    std::vector<std::unique_ptr<std::FILE, closer>> files_;
};

}  // namespace reglament::log_detail
