// What starts a machine, and what ends its runs wherever they are.
#include "machine/builder.hpp"

namespace reglament {

void machine_builder::add_start() {
    const start_rule& in = regulation_->input;
    start_definition& start = out_.start_;
    start.what = in.what;
    start.event = in.event.value.empty() ? no_index : ordinary_event(in.event);
    if (start.event != no_index && shared_.vocabulary.events[start.event].about != out_.subject_ && out_.about_part_)
        refuse("start-of-other-subject", in.event.where, {in.event.value, regulation_->subject.value});
    start.counted = in.counted;
    start.again = in.again;
    start.once = in.once;
    start.limit = in.limit;
    if (in.limit && !in.limit->role.value.empty()) start.role = find_role(in.limit->role);
    if (start.role != no_index && shared_.vocabulary.roles[start.role].person == no_index)
        shared_.found.add("limit-of-nobody", at(in.limit->role.where), {in.limit->role.value});
    if (in.limit && in.what == start_kind::call) shared_.found.add("limit-of-calls", at(in.limit->where));
    const bool by_others = in.what == start_kind::event || in.what == start_kind::call;
    if (in.existing && by_others) shared_.found.add("existing-of-events", at(in.where));
    if (in.lasting) start.lasting = needed(*in.lasting);
    if (in.at) start.at = occurrences{in.at->value, out_.calendar_};
    if (in.what == start_kind::date) add_date(in);
    if (in.what == start_kind::condition) {
        start.program = add_start_program(in.becomes, no_index);
        warn_if_standing(start.program, in.becomes.where);
    }
    if (in.counted == start_rule::since::segment_entered && !in.when) refuse("segment-without-condition", in.where);
    if (!in.when) return;
    start.guard = add_start_program(in.when, in.what == start_kind::event ? start.event : no_index);
    warn_if_constant(start.guard, in.when.where, false);
}

void machine_builder::warn_if_standing(std::uint16_t program, span where) {
    warn_if_constant(program, where, false);
    if (program == no_index || out_.programs_[program].constant() != feel::truth::yes) return;
    shared_.found.add("always-holds", at(where));
}

// A period that may not be of no length.
period machine_builder::needed(const located<period>& p) {
    if (p.value.amount <= 0) refuse("zero-period", p.where);
    return p.value;
}

void machine_builder::add_date(const start_rule& in) {
    start_definition& start = out_.start_;
    start.program = add_start_program(in.date, no_index, false);
    start.before = in.before.has_value();
    if (in.before) start.offset = needed(*in.before);
    if (in.after) start.offset = needed(*in.after);
    start.yearly = in.yearly;
    start.time = in.time.value_or(std::chrono::minutes{out_.calendar_->opens()});
    if (start.program == no_index) return;
    using enum feel::type_kind;
    const feel::type of = out_.programs_[start.program].result_type();
    if (of.kind != date && of.kind != date_time && of.kind != any)
        refuse("no-date", in.date.where, {to_string(of), to_string(of, language::ru)});
    if (out_.programs_[start.program].reads_clock()) refuse("date-by-clock", in.date.where);
}

void machine_builder::add_exits() {
    for (const output& o : regulation_->outputs) {
        exit_rule rule;
        rule.to = outputs_.at(o.name.value);
        if (!o.when.value.empty()) {
            rule.event = ordinary_event(o.when);
            if (o.condition) {
                rule.guard = add_program(o.condition, names_, true, rule.event);
                warn_if_constant(rule.guard, o.condition.where, false);
            }
            if (rule.event != no_index) out_.exits_.push_back(rule);
        }
        if (!o.stop) continue;
        rule.event = no_index;
        rule.guard = add_start_program(o.stop, no_index);
        warn_if_standing(rule.guard, o.stop.where);
        incomplete_ = incomplete_ || rule.guard == no_index;
        if (rule.guard == no_index) continue;
        out_.exits_.push_back(rule);
        out_.stops_ = true;
    }
}

}  // namespace reglament
