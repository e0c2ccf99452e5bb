// Feedback examples: the few cases that are shown, chosen by rules in which the order of cases plays no part.
#pragma once

#include "control/feedback_reader.hpp"

#include <reglament/control/feedback.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace reglament {

class feedback_examples {
public:
    /// A case as it may be shown, and what is asked when one of several is chosen.
    struct kept {
        std::uint64_t rank = 0;  // what deviates, the dearest first: cost, then times
        std::int64_t duration = 0, week = 0;
        feedback_case what;
    };
    using shown = std::shared_ptr<const kept>;
    using latest = std::vector<shown>;  // of a deviation

    explicit feedback_examples(const feedback_options& how) : how_{how} {}

    /// Looks whether the case is one to be shown. `of` makes it, once, when it is.
    void take(std::string_view id, const case_conformance& r, const feedback_reading& read, std::uint32_t slot,
              const std::vector<std::uint32_t>& deviations, const std::function<feedback_case()>& make);

    [[nodiscard]] std::vector<feedback_case> dotted() const;
    [[nodiscard]] std::optional<feedback_case> model() const;
    [[nodiscard]] std::optional<feedback_case> dearest() const;
    /// Of a deviation, whose cases take `median`; another one than the dearest where there is one.
    [[nodiscard]] std::optional<feedback_case> typical(std::uint32_t deviation, std::chrono::seconds median) const;

private:
    // What is asked first stands beside the pointer.
    struct best {
        std::uint64_t rank = 0;
        std::int64_t duration = 0;
        shown what;
    };
    struct week_best {
        best dearest, model;
    };
    shown chosen(best week_best::*which, bool (*better)(const kept&, const kept&)) const;
    void offer_dotted(std::string_view id, const std::function<shown()>& make);
    [[nodiscard]] std::int64_t recent() const;  // the first week that is one of the last

    const feedback_options how_;
    std::vector<week_best> weeks_;                       // by feedback_reader::slot_of
    std::int64_t last_week_ = INT64_MIN;                 // of all
    std::vector<latest> latest_;                         // by deviation
    std::vector<std::pair<std::uint64_t, shown>> dots_;  // a heap, the largest hash first
};

}  // namespace reglament
