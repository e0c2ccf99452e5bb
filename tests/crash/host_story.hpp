// What happens to the host that is killed: events, people's and programs' answers, and which handler calls fail. All of
// it is a function of the step of the story and of the time in it, so that whoever goes on tells the same.
#pragma once

#include <reglament/engine/event.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace reglament::testing {

/// A number below `sides`, the same for the same text.
inline std::uint64_t dice(std::string_view of, std::uint64_t sides) {
    std::uint64_t hash = 14695981039346656037U;
    for (const char c : of) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
    hash ^= hash >> 29U;
    return hash * 0xbf58476d1ce4e5b9U % 1'000'003 % sides;
}

class story {
public:
    /// So many steps with events, and then some in which only time goes on.
    explicit story(std::uint64_t with_events) : with_events_{with_events} {}

    [[nodiscard]] std::uint64_t steps() const noexcept { return with_events_ + with_events_ / 4; }
    /// Before this step's events other rules are in force.
    [[nodiscard]] std::uint64_t publishes_at() const noexcept { return with_events_ / 2; }

    /// Before this step's events somebody is taken out for good; who comes under that key later is somebody new.
    [[nodiscard]] std::uint64_t erases_at() const noexcept { return with_events_ * 3 / 4; }
    [[nodiscard]] std::string erased() const { return events(erases_at() - 1).front().subject; }

    [[nodiscard]] instant time(std::uint64_t step) const {
        using namespace std::chrono_literals;
        const auto begin = std::chrono::sys_days{std::chrono::year{2025} / 3 / 3} + 6h;
        const std::uint64_t quiet = step > with_events_ ? step - with_events_ : 0;
        return instant{begin} + 13h * static_cast<int>(step - quiet) + 120h * static_cast<int>(quiet);
    }

    /// The events of a step, a commit.
    [[nodiscard]] std::vector<event> events(std::uint64_t step) const {
        std::vector<event> all;
        if (step >= with_events_) return all;
        const std::uint64_t count = 1 + dice("count " + std::to_string(step), 5);
        for (std::uint64_t i = 0; i < count; ++i) all.push_back(one(step, i));
        return all;
    }

private:
    [[nodiscard]] event one(std::uint64_t step, std::uint64_t i) const {
        const std::string id = std::to_string(step) + "-" + std::to_string(i);
        event e;
        e.id = id;
        e.source = "crm";
        e.subject = "client " + std::to_string(1 + dice("who " + id, 7));
        e.time = time(step) - std::chrono::minutes{50 - 10 * i};
        if (dice("what " + id, 3) == 0) {
            e.type = "call.made";
            e.data = feel::context{{"result", dice("how " + id, 2) == 0 ? "talked" : "refused"}};
        } else {
            e.type = "order.paid";
            e.data = feel::context{{"amount", feel::number{static_cast<std::int64_t>(100 + dice("sum " + id, 1'000))}}};
            e.actor = "till";
        }
        return e;
    }

    std::uint64_t with_events_;
};

}  // namespace reglament::testing
