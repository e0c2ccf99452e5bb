// Drill world: everybody but the person who is drilled. What a story tells, and by lot what it does not.
#pragma once

#include "control/scenario_events.hpp"

#include <reglament/control/drill.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace reglament {

/// What has come about, for whoever is told: an effect, or what the story tells of the client.
struct drill_news {
    std::string subject;
    reglament::effect effect;
    std::optional<event> heard;
};

class drill_world {
public:
    drill_world(std::shared_ptr<const rulebook> rules, regulation_index which, std::uint16_t role,
                const drill_options& how);

    /// Plays until a run has begun; false: none does.
    bool begin();

    /// One thing happens, at `until` at the latest; false: nothing does.
    bool step(instant until);
    /// Time goes on to then, whatever happens.
    void pass(instant until);

    [[nodiscard]] const engine& now_in() const noexcept { return engine_; }
    [[nodiscard]] engine& now_in() noexcept { return engine_; }
    [[nodiscard]] const rulebook& rules() const noexcept { return engine_.rules(); }
    [[nodiscard]] const machine& of() const noexcept { return rules().machines()[which_]; }
    [[nodiscard]] regulation_index which() const noexcept { return which_; }
    [[nodiscard]] std::uint16_t role() const noexcept { return role_; }

    /// The tasks that are the person's to do now, by (due, subject, number).
    [[nodiscard]] std::vector<task> mine() const;
    [[nodiscard]] bool is_mine(const task& t) const noexcept {
        return t.regulation == which_ && t.what->role == role_ && !t.paused;
    }

    /// How a task turns out.
    struct answer {
        const scenario_step* from = nullptr;  ///< null: by lot
        bool nobody = false;
        feel::context told;
    };
    [[nodiscard]] answer answer_of(const task& t);
    void use(const answer& a);

    /// Fills up what the form asks for and nobody said.
    [[nodiscard]] feel::value filled(const task_definition& t, feel::context known) const;

    [[nodiscard]] const std::string& story() const noexcept;
    /// Its runs have, and the person has done something in them, or there is no more to come.
    [[nodiscard]] bool ended() const;
    void note_act() noexcept { acted_ = true; }
    [[nodiscard]] bool broken() const noexcept { return broken_; }
    [[nodiscard]] const std::string& output() const noexcept { return output_; }

    /// Takes over what has come about since.
    void collect();
    std::vector<drill_news> news;

private:
    void restart();
    bool begin_by_lot();
    bool post(const event& e);
    [[nodiscard]] bool is_of_task(const scenario_step& s) const noexcept;
    [[nodiscard]] bool is_open(const scenario_step& s) const;
    [[nodiscard]] bool is_of_person(const scenario_step& s) const;
    [[nodiscard]] const scenario_step* next_told() const;
    bool play_others(instant until);
    bool play_call();
    bool play_task(const task& t, instant until);
    bool play_listen(instant until, bool timed);
    bool tick(instant until);

    [[nodiscard]] std::uint64_t draw(std::uint64_t below) { return lots_() % below; }
    [[nodiscard]] std::optional<feel::value> drawn(const feel::type& t);
    [[nodiscard]] feel::context drawn_talk(const std::shared_ptr<const script>& along);
    [[nodiscard]] feel::context drawn_answers(const task_definition& to);
    [[nodiscard]] feel::context drawn_data(const std::vector<attribute>& of, bool with_texts);

    std::shared_ptr<const rulebook> rules_;
    regulation_index which_;
    std::uint16_t role_;
    const scenario* story_ = nullptr;
    std::size_t most_, moves_ = 0;
    engine engine_;
    std::mt19937_64 lots_;
    std::set<const scenario_step*> used_;
    bool started_ = false, broken_ = false, acted_ = false;
    std::string output_;
};

}  // namespace reglament
