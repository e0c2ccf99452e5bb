// Step reader: the steps of a regulation and the blocks inside them.
#pragma once

#include "regulation/section_reader.hpp"

#include <array>

namespace reglament {

class step_reader : public section_reader {
public:
    using section_reader::section_reader;

protected:
    [[nodiscard]] block read_steps(const entry& e);
    [[nodiscard]] std::vector<handler_rule> read_handlers(const entry& e);
    [[nodiscard]] std::vector<named_condition> read_data(const entry& e);

private:
    using kind_reader = void (step_reader::*)(const node& map, step& into);

    void read_step(const node& map, block& into);
    void no_step(const node& item);
    const keyword* no_kind(const node& map, std::string_view written);
    [[nodiscard]] const keyword* kind_of(const node& map);
    [[nodiscard]] continuation read_block(const entry& e, bool may_be_empty = false);
    [[nodiscard]] block read_list(const node& list);

    void read_task(const node& map, step& into);
    void read_task_key(const entry& e, step& into);
    void read_said(const node& text, std::vector<task_step::said_part>& into);
    void read_if(const node& map, step& into);
    void read_switch(const node& map, step& into);
    void read_cases(const entry& e, switch_step& into);
    void read_conditional_case(const node& map, switch_step& into);
    void read_listen(const node& map, step& into);
    void read_wait(const node& map, step& into);
    void read_emit(const node& map, step& into);
    void read_output(const node& map, step& into);
    void read_goto(const node& map, step& into);

    [[nodiscard]] bool read_deadline(const entry& e, deadline_rule& into);
    void require_deadline(const keys_found& seen, const deadline_rule& read);
    void read_wait_until(const node& map, step& into);
    void read_set(const node& map, step& into);
    void read_assign(const node& map, step& into);
    [[nodiscard]] static fork_step all_of(listen_step what, const join_rule& join, const located<std::string>& id);
    void read_block_step(const node& map, step& into);
    [[nodiscard]] bool read_undo(const entry& e, step& into);
    void read_compensate(const node& map, step& into);
    void read_call(const node& map, step& into);
    [[nodiscard]] call_step::retry_rule read_retry(const entry& e);
    [[nodiscard]] std::uint32_t read_back_off(const entry& e);
    void read_run(const node& map, step& into);
    void read_decide(const node& map, step& into);
    [[nodiscard]] feel::decision_table read_table_file(const entry& e);
    void read_events(const entry& e, listen_step& into);
    [[nodiscard]] handler_rule read_handler(const node& map);
    [[nodiscard]] bool is_list_of_ways(const entry& e) const;

    /// Calls `read(name, value)` for each way of a mapping; dashes before them are reported, and read over.
    template <class Read>
    void each_way(const entry& e, Read&& read) {
        if (e.value.is_map()) return each_name(e.value, read);
        const node* first = tree_.first(*tree_.first(e.value));
        const std::string name{first != nullptr ? first->text : std::string_view{}};
        report("ways-in-a-list", tree_.first(e.value)->where, {std::string{e.key.text}}, name + ":");
        each_item(e.value, [&](const node& item) {
            if (item.is_map()) each_name(item, read);
        });
    }

    // read_divided.cpp
    void read_fork(const node& map, step& into);
    void read_either(const node& map, step& into);
    void read_ways(const entry& e, fork_step& into);
    void read_repeat(const node& map, step& into);
    void read_for_each(const node& map, step& into);
    [[nodiscard]] condition read_list_of(const entry& e);
    [[nodiscard]] bool read_joining(const entry& e, join_rule& into);
    void read_join(const entry& e, join_rule& into);
    void read_others(const entry& e, join_rule& into);
    void read_id(const entry& e, step& into);

    [[nodiscard]] std::vector<task_step::late_rule> read_late(const entry& e);
    void read_rung(const node& map, task_step::late_rule& into);
    [[nodiscard]] task_step::no_answer_rule read_no_answer(const entry& e);
    [[nodiscard]] std::uint32_t read_count(const entry& e);

    struct kind {
        std::string_view en;
        kind_reader read;
    };
    static const std::array<kind, 20> kinds;
};

}  // namespace reglament
