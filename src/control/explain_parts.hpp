// Explainer: gathers what is known of one subject and one regulation.
#pragma once

#include <reglament/control/explain.hpp>
#include <reglament/feel/nearest.hpp>

#include <map>

namespace reglament {

/// A regulation by its id or its title.
[[nodiscard]] std::optional<regulation_index> find_named(const rulebook& rules, std::string_view name);

/// Of effects: those that tell of a start of the regulation.
[[nodiscard]] bool tells_of_start(const rulebook& rules, const effect& e, regulation_index family) noexcept;

/// What a condition is tested with.
struct seen_values {
    std::shared_ptr<const rulebook> rules;
    instant at{};
    std::vector<feel::value> facts, part, event;  ///< the last two empty: there is none

    [[nodiscard]] feel::frame frame() const;
};

/// A program of a regulation, with its text, on these values. `wanted`: the outcome that would let it begin.
[[nodiscard]] tested_condition test_on(const seen_values& with, regulation_index which, std::uint16_t program,
                                       std::string_view text, feel::truth wanted);

/// The text of what stops a regulation by an exit.
[[nodiscard]] const std::string& stop_text(const machine& m, const exit_rule& by);

struct start_witness::impl {
    std::string subject, regulation;
    std::uint64_t sequence = 0;                 // of the last effect looked at
    std::map<std::uint64_t, seen_values> seen;  // by the number of the effect
    std::uint64_t heard = 0;
    instant last_heard = never;

    void let_pass(engine& to, instant until);
    void look(const engine& in, event_index posted, std::span<const feel::value> data);
    void hear(const engine& in, event_index which, std::string_view of, instant at);
};

class explainer {
public:
    /// `history`: none: the engine's own.
    explainer(const engine& e, const explain_query& what, std::optional<std::span<const effect>> history,
              const start_witness* seen)
        : engine_{e},
          rules_{e.rules()},
          query_{what},
          told_apart_{history.has_value()},
          history_{history.value_or(std::span<const effect>{})},
          seen_{seen} {}

    std::optional<explained> go();

private:
    [[nodiscard]] const machine& its() const { return rules_.machines()[out_.regulation]; }
    [[nodiscard]] regulation_index family() const { return rules_.family_of(out_.regulation); }
    [[nodiscard]] bool is_meant(part_index part) const;
    [[nodiscard]] std::string key_of(part_index part) const;
    void find_subject();
    void find_version();
    void limit(untold what);
    [[nodiscard]] instant now_at() const;

    // explain_starts.cpp: what the history tells of starts.
    struct past {  // of the subject or one of its parts, as the history goes on
        std::uint32_t run = 0;
        instant first = never, started = never, ended = never, queued = never;
    };
    void tell_attempts();
    void tell_attempt(const effect& e, const past& before);
    [[nodiscard]] start_reason why_not(const effect& e, const past& before, bool& values_told) const;
    [[nodiscard]] std::optional<tested_condition> condition_then(const effect& e, feel::truth came) const;
    [[nodiscard]] std::optional<tested_condition> stop_then(const effect& e) const;
    [[nodiscard]] start_reason too_soon(regulation_index which, instant started, instant ended) const;

    // explain_outlook.cpp: what would start it next.
    void look_ahead();
    void look_ahead(part_index part);
    [[nodiscard]] start_reason trigger(part_index part, const seen_values& now) const;
    [[nodiscard]] start_reason silence(const armed_start* armed, const seen_values& now) const;
    [[nodiscard]] start_reason date(const armed_start* armed, const seen_values& now) const;
    [[nodiscard]] start_reason condition(const armed_start* armed, const seen_values& now) const;
    [[nodiscard]] start_reason call() const;
    [[nodiscard]] bool had_no_start(const armed_start& armed) const;
    [[nodiscard]] std::vector<start_reason> in_the_way(part_index part, const seen_values& now) const;
    void add_remembered(std::vector<start_reason>& all, part_index part) const;
    void add_stops(std::vector<start_reason>& all, const seen_values& now) const;
    void add_queued(std::vector<start_reason>& all, part_index part) const;
    void add_guard(std::vector<start_reason>& all, const seen_values& now) const;

    // explain_runs.cpp: runs and their tasks.
    void tell_runs();
    void tell_run(const effect& e);
    void tell_open();
    void tell_rests(explained_run& of, const run& from) const;
    void tell_tasks(explained_run& of) const;
    void tell_contact(explained_rest& of, const run& from, const machine& m) const;
    [[nodiscard]] instant rests_since(const run& of, std::uint32_t branch, state_index at) const;
    [[nodiscard]] std::vector<effect> cause_of(const machine& m, std::uint32_t run, std::uint32_t task) const;
    [[nodiscard]] explained_run* run_of(std::uint32_t number);

    const engine& engine_;
    const rulebook& rules_;
    const explain_query& query_;
    bool told_apart_;
    std::span<const effect> history_;
    const start_witness* seen_;
    const record* record_ = nullptr;
    std::size_t client_ = 0;
    bool now_ = true;  // not of an earlier time
    explained out_;
};

}  // namespace reglament
