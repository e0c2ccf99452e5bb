// Builder: lowers one regulation to a machine. The parts: references (names to indices), conditions (texts to
// programs), flow (states, start, exits), lower (steps to transitions), verify (the finished graph).
#pragma once

#include <reglament/machine/machine.hpp>
#include <reglament/text/issue.hpp>

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace reglament {

/// What all regulations of a rulebook share while they are compiled.
struct compile_context {
    reglament::vocabulary& vocabulary;  // grows when none was declared: names are taken as they stand
    std::shared_ptr<const calendar> working_time;
    std::vector<feel::scope> facts;  // by subject: its own, and those of whose record it lives in
    issues& found;
    std::unordered_map<std::string, std::uint16_t> events{}, roles{}, actions{};  // by name, of the vocabulary
    std::unordered_set<std::string> resources{};
    std::vector<std::shared_ptr<const regulation>> regulations{};        // in the order of their machines
    std::unordered_map<std::string, regulation_index> regulation_ids{};  // by id, of `regulations`
    std::unordered_set<std::uint16_t> skills_told{};                     // roles what is wrong with whose skill is told
    std::size_t unknown = 0;                                             // names found unknown so far
    std::vector<std::string_view> event_names{}, role_names{}, action_names{},
        resource_names{};  // of a declared vocabulary

    void index_names();
};

/// Words in a row; of many only the first.
[[nodiscard]] std::string joined(const std::vector<std::string>& words);

class machine_builder {
public:
    machine_builder(compile_context& shared, std::shared_ptr<const regulation> from);

    machine build();
    [[nodiscard]] bool failed() const noexcept { return failed_; }

private:
    // Where a block goes on: a state, or nowhere (`no_index`), or somewhere that is wrong and reported (`reported`).
    using entry = state_index;
    static constexpr entry reported = no_index - 1;

    [[nodiscard]] place at(span where) const { return {regulation_->file, where}; }
    [[nodiscard]] bool has_gaps() const noexcept { return regulation_->state == soundness::with_gaps; }
    void refuse(std::string_view code, span where, std::vector<std::string> arguments = {});
    void refuse_size(span where, std::size_t most, std::string_view unit, std::string_view unit_ru);
    void refuse_unknown(std::string_view code, const located<std::string>& name, bool declared_here,
                        const std::vector<std::string_view>& known, std::vector<std::string> arguments);

    // references.cpp
    void check_subject();
    [[nodiscard]] const feel::scope& facts() const { return shared_.facts[out_.subject_]; }
    [[nodiscard]] bool knows(const fact& f) const;
    [[nodiscard]] subject_index root() const;
    [[nodiscard]] bool names_same_part(const event_type& e, std::size_t attribute) const;
    event_index find_event(const located<std::string>& name);
    std::uint16_t find_role(const located<std::string>& name);
    std::uint16_t find_channel(const located<std::string>& name);
    std::uint16_t find_action(const located<std::string>& name);
    void check_resources(const std::vector<located<std::string>>& names);
    void declare_answers(const std::vector<const block*>& blocks, bool in_item);
    void declare_values(const step& s, bool in_item);
    feel::slot declare_value(const step& s, const attribute& a, bool in_item);
    [[nodiscard]] bool concerns_same(event_index e) const;
    event_index ordinary_event(const located<std::string>& name, bool of_other = false);

    // conditions.cpp
    std::uint16_t add_program(const condition& text, const feel::scope& names, bool boolean, event_index e = no_index);
    std::uint16_t add_program(feel::program compiled, place where, event_index e);
    [[nodiscard]] feel::dialect dialect() const;
    void count_unknown(const issues& told);
    [[nodiscard]] feel::scope with_event(const feel::scope& names, event_index e) const;
    std::uint16_t add_start_program(const condition& text, event_index e, bool boolean = true);
    [[nodiscard]] feel::scope with_input(const feel::scope& names) const;
    [[nodiscard]] bool speaks_of_answer(const issue& unknown) const;
    [[nodiscard]] static condition quoted(const condition& text);
    [[nodiscard]] static bool may_be_skill(const feel::type& given);
    [[nodiscard]] static condition or_value_of(const feel::type& of, const condition& text);
    void check_fits(std::string_view code, const condition& text, const feel::type& into, std::uint16_t program,
                    std::string_view name, std::string_view owner);
    [[nodiscard]] feel::value constant_of(std::uint16_t program) const;
    void warn_if_constant(std::uint16_t program, span where, bool has_else);
    std::uint16_t case_guard(const switch_step& s, const switch_step::branch& b, const feel::type& of);
    bool is_case(const switch_step& what, const switch_step::branch& b, const feel::type& of);
    void find_missing_cases(const step& s, const switch_step& what, const feel::type& of);

    // loops.cpp
    feel::slot new_value(std::string name, bool in_item);
    void declare_loop(const step& s, const for_each_step& what);
    void declare_gathered(const step& s, const for_each_step& what, bool in_item);
    // decisions.cpp
    void declare_decision(const step& s, const decide_step& what, bool in_item);
    void lower_decide(const step& s, const decide_step& what, entry next);
    // undo.cpp
    void lower_undo(const step& s);
    void lower_compensate(const step& s, const compensate_step& what, entry next);
    [[nodiscard]] bool can_undo(std::uint16_t region) const;
    // runs.cpp
    [[nodiscard]] const regulation* find_regulation(std::string_view id) const;
    void declare_input();
    void declare_run(const step& s, const run_step& what, bool in_item);
    void lower_run(const step& s, const run_step& what, entry next);
    std::uint16_t lower_whom(const condition& whom, subject_index of, bool may_be_part = false);
    bool check_called(const run_step& what, subject_index about);
    void add_results();
    [[nodiscard]] emit_definition* emit_of(const output& o);
    [[nodiscard]] const attribute* find_attribute(const emit_definition& of, std::string_view name) const;
    void require_data(const output& o, const emit_definition& emits);
    // calls.cpp
    void lower_call(const step& s, const call_step& what, entry next);
    // blocks.cpp
    void lower_wait(const step& s, const wait_step& what, entry next);
    void lower_set(const step& s, const set_step& what, entry next);
    std::optional<std::uint32_t> person_of(const located<std::string>& role);
    void lower_block(const step& s, const block_step& what, entry next);
    void lower_handlers(state_index here, const std::vector<handler_rule>& rules, entry next);
    void add_root();
    void lower_fork(const step& s, const fork_step& what, entry next);
    void lower_repeat(const step& s, const repeat_step& what, entry next);
    void lower_for_each(const step& s, const for_each_step& what, entry next);
    state_index add_join(const step& s, const fork_definition& f, entry next);
    entry lower_apart(const block& steps, entry next);
    void lower_deadline(const step& s, const deadline_rule& rule, entry next);

    // offers.cpp
    void lower_either(const step& s, const fork_step& what, entry next);
    entry lower_free(const step& s, const repeat_step& what, entry next);
    void settle_offers();
    void settle_offer(const step& s, state_index offer);
    [[nodiscard]] bool begins_at_rest(state_index s, std::size_t depth = 0) const;
    [[nodiscard]] bool begins_with_task(state_index s, std::size_t depth = 0) const;

    // flow.cpp, lower.cpp
    void add_outputs();
    void number_states(const block& steps, std::uint16_t region);
    state_index add_state(std::string id, std::string label, state_kind kind, span where);
    entry lower(const block& steps, entry next);
    entry lower(const step& s, entry next);
    entry lower(const continuation& c, entry next);
    [[nodiscard]] static const located<std::string>& keeper_of(const step& s);
    void capture_data(const step& s, transition& t);
    /// The codes of what may be wrong with the data of an event, or of an action.
    struct data_codes {
        std::string_view unknown, missing, mismatch;
        std::size_t understood = SIZE_MAX;  ///< the attribute that need not be given
    };
    using given_data = std::vector<std::pair<std::uint16_t, std::uint16_t>>;  // attribute, program
    given_data lower_data(const std::vector<named_condition>& given, const located<std::string>& owner,
                          const std::vector<attribute>& attributes, const data_codes& codes);
    void lower_task(const step& s, const task_step& what, entry next);
    void add_ways(task_definition& of);
    std::uint16_t skill_program(std::uint16_t role);
    void lower_if(const step& s, const if_step& what, entry next);
    void lower_switch(const step& s, const switch_step& what, entry next);
    void lower_listen(const step& s, const listen_step& what, entry next);
    void lower_emit(const step& s, const emit_step& what, entry next);
    [[nodiscard]] const std::vector<std::string_view>& output_names();
    [[nodiscard]] const std::vector<std::string_view>& target_names();
    entry find_output(const located<std::string>& name);
    entry jump(const located<std::string>& to);
    entry begin_of(const step& s, const located<std::string>& from, std::size_t hops);
    void connect(state_index from, trigger_kind on, entry to, std::string label, span where,
                 std::uint16_t guard = no_index);
    void set_timer(state_index s, const located<period>& p);
    // start.cpp
    void add_start();
    void warn_if_standing(std::uint16_t program, span where);
    period needed(const located<period>& p);
    void add_date(const start_rule& in);
    void add_exits();

    void drop_unread();
    void check_sizes();
    void close();
    [[nodiscard]] bool only_hears(const state& s) const;
    std::uint16_t add_emit(event_index e);

    // verify.cpp
    void verify();
    void report_unreachable(const std::vector<bool>& reached);
    void report_falls(const std::vector<bool>& reached);
    void report_endless();
    void report_never_ending(const std::vector<bool>& reached);
    void report_unanswered(const std::vector<bool>& reached);

    compile_context& shared_;
    std::shared_ptr<const regulation> regulation_;
    machine out_;
    feel::scope names_;
    bool failed_ = false;
    bool too_large_ = false;
    bool incomplete_ = false;  // a transition leads to what is reported: the graph cannot be judged
    std::vector<std::pair<state_index, span>> falls_;
    std::map<std::string, state_index, std::less<>> outputs_;
    std::vector<std::string_view> output_names_, target_names_;  // filled when first asked for
    std::map<std::string, const step*, std::less<>> steps_;      // every step by its id
    std::map<const step*, std::uint16_t> regions_;               // of blocks
    std::uint16_t within_ = no_index;                            // the block whose steps or handlers are being lowered
    bool undoing_ = false;                                       // what undoes a step is being lowered
    std::vector<std::pair<const step*, std::uint16_t>> compensations_;  // with their blocks
    std::set<state_index> recalls_;                                     // listens that also hear what came before
    std::optional<state_index> root_;                                   // handles what comes wherever a run is
    std::vector<std::pair<const step*, state_index>> offers_;           // with their steps
    std::map<const step*, state_index> states_;                         // steps that are states of their own
    std::map<const step*, const block*> block_of_;
    std::vector<const block*> around_;  // blocks that enclose what is being lowered
    /// A loop over a list, as far as it is known before its steps are lowered.
    struct loop {
        feel::scope inside;  ///< the names its steps may use
        feel::type item_type;
        feel::slot item;
        std::uint16_t list = no_index;  ///< program
        bool has_items = false;         ///< it is a constant, and not empty
        std::vector<fork_definition::gathering> gathered;
        std::vector<fork_definition::pick> picked;
    };
    std::map<const step*, loop> loops_;
    std::map<std::string, feel::type, std::less<>> types_of_values_;
    std::map<std::string, feel::slot, std::less<>> values_;  // "survey.reason" to its place
    std::vector<std::vector<transition>> leaving_;           // by state; put in one row by close()
};

}  // namespace reglament
