// Explorer: goes every way through one machine, and finds where clients are left out, let in twice, or never come.
// Its parts: explorer (places, steps that rest), explorer_values (what is known on a path, and of which type),
// explorer_flow (forks, loops, what is handled), explorer_choices, explorer_tables, explorer_ends (what is told once
// all has been seen). Internal.
#pragma once

#include "proof/path.hpp"
#include "proof/translate.hpp"

#include <reglament/proof/prove.hpp>

#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace reglament::feel {
struct decision_access;
}

namespace reglament::proof_stage {

/// What a run does to the world that another one may not want done.
struct deed {
    enum class kind_of : std::uint8_t { sets, contacts, emits };
    kind_of kind = kind_of::sets;
    std::uint16_t of = 0;  ///< the fact, the channel, the event
    feel::value value;     ///< of a fact
    path on;
};

class explorer {
public:
    explorer(const rulebook& rules, regulation_index which, const proof_limits& limits);

    /// Appends what it finds. REQUIRES: called once.
    void explore(std::vector<finding>& found);

    /// Whether all ways were gone.
    [[nodiscard]] bool is_complete() const noexcept { return complete_; }

    // What the other parts of the proof need of it: a path to the start, and conditions on it.

    /// Where a run begins, with what its start asks for.
    [[nodiscard]] path begin();
    /// What it does, each with a way there.
    [[nodiscard]] const std::vector<deed>& deeds() const noexcept { return deeds_; }
    /// Whether a client who goes that way also begins the other regulation at the same time; given to the finding.
    bool also_begins(finding& f, const path& p, const machine& other);

    /// Goes each way by itself, also where it comes to what has been seen; so many at most.
    void go_every_way(std::size_t most) { most_ways_ = most; }
    /// Called with each path that ends.
    std::function<void(const path&, state_index end)> on_end;
    /// What a path rests in, and where it ends.
    [[nodiscard]] std::string name_of(const path& p, state_index end) const;
    /// A scenario of it; nothing when it cannot be told as one.
    [[nodiscard]] std::optional<std::string> story(const path& p, const std::string& name, const std::string& expect);

private:
    friend class example_maker;

    // What a program reads on a path.
    class reader;

    struct place_seen {
        std::uint32_t number = 0;
        state_index at = 0;
    };

    // explorer.cpp
    [[nodiscard]] bool is_new(path& p);
    void visit(path p);
    void go(const path& from, state_index to);
    [[nodiscard]] path happen(const path& from, trigger_kind on, std::uint16_t transition, event_index e = no_index);
    void go_on(const path& p, std::uint16_t transition, event_index e = no_index);
    void rest(const path& p);
    void note(deed what);
    void hear(const path& p, std::uint16_t transition);
    void take_answer(const path& p, std::uint16_t transition);
    void await(const path& p, std::uint16_t transition);
    void set_facts(path p);
    void stop_holds_not(path& p);

    // explorer_values.cpp
    void keep(path& p, feel::slot where, symbol s);
    void find_types();
    void find_types_of(const state& here);
    void take_data(happening& h, const std::vector<attribute>& attributes, path& p);
    [[nodiscard]] symbol fresh(std::string name, const feel::type& of, terms& assumed);
    [[nodiscard]] symbol guard_of(path& p, std::uint16_t program);
    [[nodiscard]] symbol value_of(path& p, std::uint16_t program);
    /// Of any program; what is left out is told of `origin`. `question`: what its `?` are.
    [[nodiscard]] symbol translated(path& p, const feel::program& program, std::uint16_t origin,
                                    const std::map<std::uint32_t, symbol>& question, bool as_truth);
    [[nodiscard]] symbol read(path& p, feel::slot where);
    [[nodiscard]] symbol fact(path& p, std::uint32_t slot, bool of_part);
    [[nodiscard]] std::optional<symbol> told_fact(path& p, const happening& h, std::uint16_t fact);
    [[nodiscard]] symbol computed(path& p, std::uint16_t fact);
    [[nodiscard]] const std::uint16_t* fact_at(std::uint32_t slot, bool of_part) const;

    // explorer_flow.cpp
    void divide(path p);
    void ways(path p);
    void first_turn(path p, bool may_skip);
    void each_item(path p);
    void undo(path p);
    void arrive(path p);
    void join(path p, state_index join);
    void handle(const path& p, std::uint16_t region);
    void handlers(const path& p, state_index block);
    void forget(path& p, const std::set<state_index>& steps);
    [[nodiscard]] std::set<state_index> steps_between(const std::vector<state_index>& from, state_index to) const;
    [[nodiscard]] std::set<state_index> steps_in(std::uint16_t region) const;
    [[nodiscard]] const feel::type& type_of(feel::slot at) const;

    // explorer_choices.cpp
    void choose(path p);
    void find_gap(const path& p, const terms& none_fits);
    void find_overlaps(const path& p, const std::vector<std::pair<std::uint16_t, symbol>>& guards);
    void start_guard(path& p);

    // explorer_tables.cpp
    void decide(path p);
    struct table_terms {
        std::vector<symbol> inputs;
        std::vector<z3::expr> rows;
        z3::expr allowed;
        terms known;  ///< what is known of inputs by their nulls
    };
    [[nodiscard]] table_terms read_table(path& p, const feel::decision& table);
    void check_table(const path& p, const table_terms& t);
    void take_outputs(path& p, const table_terms& t);

    // explorer_ends.cpp
    void tell_dead();
    void tell_outputs();
    void tell_endless();
    [[nodiscard]] bool stays(std::size_t place) const;
    void tell_late();
    void tell_untreated();

    /// Gives the finding a client who comes here when `more` holds too. False when there is none, or none whom the very
    /// conditions bear out; then that is told as not proved.
    bool show(finding& f, const path& p, const terms& more, const std::vector<feel::slot>& reads,
              const std::function<bool(const feel::frame&)>& borne_out, bool all_known);

    [[nodiscard]] std::optional<std::string> tell_story(const z3::model& model, const path& p, const std::string& name,
                                                        const std::string& expect);
    [[nodiscard]] instant moment_of(const z3::model& model, const happening& h);
    [[nodiscard]] std::vector<example_step> way_of(const z3::model& model, const path& p);

    void add(finding f) { found_->push_back(std::move(f)); }
    [[nodiscard]] finding about(flaw kind, std::string_view code, span where, state_index at,
                                std::vector<std::string> arguments) const;
    [[nodiscard]] std::vector<feel::slot> reads_of(const path& p) const;
    [[nodiscard]] terms all_known(path& p, const std::vector<feel::slot>& reads);
    [[nodiscard]] answer asked(const path& p, const terms& more);
    /// The same with what has become known from the `first` on.
    [[nodiscard]] answer asked_since(const path& p, std::size_t first);

    const rulebook& rules_;
    const machine& m_;
    regulation_index which_;
    proof_limits limits_;
    symbols words_;
    solver solver_;
    std::vector<finding>* found_ = nullptr;
    std::map<std::string, const step*, std::less<>> steps_;
    std::vector<feel::type> value_types_, item_types_;
    std::vector<std::vector<feel::slot>> live_;                      // by state: what is read from there on
    std::map<std::pair<bool, std::uint32_t>, std::uint16_t> facts_;  // by slot
    std::set<untreated> left_out_;
    std::map<std::uint16_t, std::set<untreated>> untreated_;  // by program
    std::vector<path> waiting_;
    std::map<std::string, std::uint32_t> places_;
    std::vector<place_seen> seen_;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> moves_;  // between places
    std::vector<bool> reached_, taken_, ended_at_;                // states, transitions; places where a run ends
    std::vector<path> paths_;                                     // by place
    std::set<state_index> unproved_;                              // what was said to be so there was not borne out
    std::map<std::pair<state_index, std::uint32_t>, bool> rows_;  // rows of tables that some client comes to
    std::set<std::pair<state_index, std::string>> told_;
    std::set<std::uint16_t> handled_;
    std::uint32_t names_ = 0, happenings_ = 0;
    std::vector<deed> deeds_;
    std::size_t most_ways_ = 0, ways_ = 0;
    bool complete_ = true;
    bool unsure_ = false;  // the solver gave up somewhere
};

}  // namespace reglament::proof_stage
