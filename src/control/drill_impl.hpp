// Drill impl: what the person has done, and judges it.
#pragma once

#include "control/drill_world.hpp"

#include <optional>
#include <string>
#include <vector>

namespace reglament {

struct drill::impl {
    impl(std::shared_ptr<const rulebook> rules, regulation_index which, std::uint16_t role, const drill_options& how)
        : world{std::move(rules), which, role, how}, pace{how.pace} {}

    /// The task that was chosen and is not finished.
    struct begun_task {
        std::string subject;
        std::uint32_t number = 0;
        const task_definition* what = nullptr;
        instant due = never;
        drill_world::answer answer;
    };

    /// What is to be done first; null: nothing that must be.
    [[nodiscard]] std::optional<task> first(bool mandatory) const;
    [[nodiscard]] std::string meant() const;
    /// What is wrong with choosing a step of which no task is the person's.
    [[nodiscard]] drill_deviation judged(const drill_step& s) const;
    /// From where the runs are, one way or another, also through events.
    [[nodiscard]] bool can_come(state_index to) const;
    [[nodiscard]] feel::context fitting(const feel::context& written) const;
    void compare(const feel::context& written, drill_deviations& out) const;
    /// So much of the regulation's time goes by while somebody works; what is past its time is late.
    void go_late(instant until, drill_deviations& out);
    void note_steps(const std::string& id);
    drill_deviations keep(drill_deviations fresh);

    drill_world world;
    std::uint32_t pace;
    std::vector<drill_step> steps;
    std::optional<begun_task> begun;
    std::vector<std::string> done;
    drill_deviations all;
    std::vector<std::pair<std::string, std::uint32_t>> told_late;  // subject, task
    std::chrono::seconds took{}, norm{};
    bool over = false;
};

}  // namespace reglament
