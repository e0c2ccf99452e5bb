// Task ledger: what became of each task, told by effects in their order.
#pragma once

#include <reglament/engine/engine.hpp>
#include <reglament/machine/effect.hpp>
#include <reglament/machine/rulebook.hpp>

#include <cstdint>
#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

namespace reglament {

struct task_fate {
    enum class outcome : std::uint8_t { open, done, unanswered, skipped, cancelled };
    std::uint32_t client = 0, number = 0;
    regulation_index regulation = 0;
    part_index part = no_index;
    std::uint16_t role = no_index;
    const task_definition* what = nullptr;
    std::vector<feel::value> values;  ///< of the braces in its instruction
    std::string person;               ///< who has it; of one that is over, or was late, who had it then
    std::string holder;               ///< who has it; of one that is over, who had it then
    instant created{}, due = never, over = never;
    outcome how = outcome::open;
    bool was_late = false;
};

class task_ledger {
public:
    /// `find`: the number of a client by its key.
    task_ledger(const rulebook& rules, std::function<std::uint32_t(std::string_view)> find)
        : rules_{rules}, find_{std::move(find)} {}

    void take(std::uint32_t client, const effect& e);
    [[nodiscard]] const std::vector<task_fate>& all() const noexcept { return all_; }
    /// An open task; null: there is none of that number.
    [[nodiscard]] const task_fate* open(std::uint32_t client, std::uint32_t number) const;
    void forget();

private:
    [[nodiscard]] task_fate* find(std::uint32_t client, std::uint32_t number);
    void create(std::uint32_t client, const effect& e);
    void end(std::uint32_t client, const effect& e, task_fate::outcome how);
    void assign(task_fate& t, const effect& e);
    void merge(std::uint32_t client, const effect& e);

    const rulebook& rules_;
    std::function<std::uint32_t(std::string_view)> find_;
    std::vector<task_fate> all_;
    std::unordered_map<std::uint64_t, std::size_t> open_;  // client, number
};

/// All clients of an engine; those who were merged into others come before these.
[[nodiscard]] std::vector<std::uint32_t> in_order_of_mergers(const engine& e);

}  // namespace reglament
