// Version mover: brings one record to a new rulebook.
#pragma once

#include "machine/starter.hpp"
#include "machine/version_tables.hpp"

#include <optional>
#include <utility>
#include <vector>

namespace reglament {

class version_mover {
public:
    version_mover(const version_plans& plans, record& r, runner& by, starter& starts, run_context& context,
                  version_report& report) noexcept
        : plans_{plans},
          rules_{*plans.rules},
          before_{*plans.before},
          record_{r},
          runner_{by},
          starter_{starts},
          context_{context},
          report_{report} {}

    /// False when there was nothing to do. `old`: the record in terms of the rules before.
    bool go(const record& old, instant now);

private:
    // version_mover.cpp: runs.
    void move(std::uint32_t number, instant now);
    [[nodiscard]] stay_reason why_it_stays(const run& r, regulation_index current) const;
    [[nodiscard]] std::optional<stay_reason> find_obstacle(const run& r, const version_plan& plan,
                                                           std::string& step) const;
    [[nodiscard]] bool meets_another(const run& r, const version_plan& plan) const;  // runner_alone.cpp
    [[nodiscard]] static bool is_cancelled(const run& r, const version_plan& plan);
    void cancel(std::size_t i, run_move& told, instant now);
    bool keep_persons();
    void change(std::size_t i, const version_plan& plan, run_move& told, instant now);
    void change_token(token& t, const version_plan& plan, instant created, instant now) const;
    void change_details(run_details& d, const version_plan& plan, run_move& told) const;
    [[nodiscard]] std::vector<feel::value> changed(std::vector<feel::value> values,
                                                   const std::vector<value_target>& targets,
                                                   std::span<const std::string> names, std::size_t size,
                                                   run_move& told) const;
    [[nodiscard]] std::size_t place_of(std::uint32_t number) const;

    // version_calendars.cpp: deadlines, because a calendar has changed.
    bool recount(instant now);
    bool recount(const cursor& c, instant now);
    [[nodiscard]] const calendar* counted_in_own(const cursor& c, const period& p, instant created) const;
    bool recount(armed_start& s, instant now);
    [[nodiscard]] static instant begun_by(const calendar& in, const period& p, instant created, instant due);

    // version_arming.cpp: what time and facts start.
    bool arm_all(const record& old, instant now);
    void arm(regulation_index which, part_index part, const record& old, instant now);
    bool arm_silence(armed_start& s, const machine& m, const record& old, instant now);
    [[nodiscard]] bool began_before(regulation_index which) const;
    [[nodiscard]] bool is_same_part(part_index now, part_index then, const record& old) const;
    [[nodiscard]] const armed_start* predecessor(regulation_index which, part_index part, const record& old) const;
    [[nodiscard]] instant last_heard(const machine& m, part_index part, const record& old) const;

    const version_plans& plans_;
    const rulebook& rules_;
    const rulebook& before_;
    record& record_;
    runner& runner_;
    starter& starter_;
    run_context& context_;
    version_report& report_;
    std::vector<std::pair<regulation_index, part_index>> firing_;
};

}  // namespace reglament
