// Digest: what a report says, gathered once for every form of it.
#pragma once

#include "control/chronicle.hpp"
#include "control/words.hpp"

#include <reglament/control/report.hpp>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace reglament {

struct digest {
    struct start {
        instant at{};
        std::string when, client, why;
    };
    struct work {
        std::string due, client, what;
        bool late = false;
        std::uint16_t attempt = 1;
    };
    struct role_work {
        std::string role;
        std::uint64_t total = 0, late = 0;
        std::vector<work> shown;  // by due time
    };
    struct outcome {
        std::string name;
        std::uint64_t count = 0;
        enum class what : std::uint8_t { finished, open, stuck } kind = what::finished;
    };
    struct section {
        const machine* of = nullptr;
        const regulation_figures* figures = nullptr;
        std::string id, title, trigger;
        std::vector<outcome> outcomes;
        std::vector<start> starts;  // the latest first
        std::vector<role_work> roles;
        std::vector<std::pair<std::string, std::uint64_t>> refused;  // most first
    };

    std::string title;
    std::string until;
    std::vector<section> sections;
    std::string client;  // whose way is told, or empty
    std::vector<chronicle_line> way;
};

digest gather(const engine& e, const figures& f, const report_options& how, const words& say);

/// "12 events read: 10 applied, 2 rejected" in words; parts that are zero are left out.
std::string events_line(const event_figures& e, const words& say);
std::string totals_line(const figures& f, const words& say);

}  // namespace reglament
