// Feedback words: places, spans and trends as people say them. Internal.
#pragma once

#include "control/words.hpp"

#include <reglament/control/feedback.hpp>

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reglament {

inline constexpr words::noun case_noun{"case", "cases", "случай", "случая", "случаев"};

class feedback_words : public words {
public:
    feedback_words(const feedback_figures& f, const conformance& of, language lang);

    /// "2 d 3 h", "45 min"; two units at most.
    [[nodiscard]] std::string span(std::chrono::seconds s) const;
    /// With its sign; "—" of nothing.
    [[nodiscard]] std::string difference(std::optional<std::chrono::seconds> s) const;
    /// What a step is to do, or what the log calls what no step is.
    [[nodiscard]] std::string place(std::string_view step, std::string_view activity) const;
    /// "Resolve — missing"
    [[nodiscard]] std::string deviation(deviation_kind kind, std::string_view step, std::string_view activity) const;
    [[nodiscard]] std::string who(std::string_view name) const;
    [[nodiscard]] std::string trend(feedback_trend t) const;
    /// "31 % → 12 %", "—" where nothing is said of a trend.
    [[nodiscard]] std::string course(const feedback_course& c) const;

    [[nodiscard]] feel::zone zone() const { return zone_; }

private:
    feel::zone zone_;
    std::map<std::string, std::string, std::less<>> titles_;
};

/// In whole per cent; "—" of nothing.
[[nodiscard]] std::string share_words(std::uint64_t n, std::uint64_t of);

/// Cases as rows, what was done in them as dots from left to right, as time went. SVG; empty when there is nothing.
[[nodiscard]] std::string dotted_chart(const feedback_figures& f, const feedback_words& say);

}  // namespace reglament
