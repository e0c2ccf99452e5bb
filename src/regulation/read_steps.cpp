#include "regulation/keyword_table.hpp"
#include "regulation/step_reader.hpp"

#include <reglament/text/names.hpp>

#include <algorithm>

namespace reglament {

namespace {

// Stands for a period that cannot be read; the issue is there already.
constexpr period any_period{period::unit::microseconds, 1};

// What may not stand in an id, since `id.field` is read in conditions.
bool can_be_named_in_conditions(std::string_view id) noexcept {
    return id.find_first_of(".,:;\"'`()[]{}<>=|#\\/*+") == id.npos && !(id.front() >= '0' && id.front() <= '9');
}

}  // namespace

const std::array<step_reader::kind, 20> step_reader::kinds{{{"task", &step_reader::read_task},
                                                            {"if", &step_reader::read_if},
                                                            {"switch", &step_reader::read_switch},
                                                            {"listen", &step_reader::read_listen},
                                                            {"wait", &step_reader::read_wait},
                                                            {"emit", &step_reader::read_emit},
                                                            {"output", &step_reader::read_output},
                                                            {"goto", &step_reader::read_goto},
                                                            {"fork", &step_reader::read_fork},
                                                            {"either", &step_reader::read_either},
                                                            {"repeat", &step_reader::read_repeat},
                                                            {"for each", &step_reader::read_for_each},
                                                            {"wait until", &step_reader::read_wait_until},
                                                            {"set", &step_reader::read_set},
                                                            {"block", &step_reader::read_block_step},
                                                            {"decide", &step_reader::read_decide},
                                                            {"call", &step_reader::read_call},
                                                            {"compensate", &step_reader::read_compensate},
                                                            {"run", &step_reader::read_run},
                                                            {"assign", &step_reader::read_assign}}};

block step_reader::read_steps(const entry& e) {
    block steps;
    if (!is_list(e)) {
        if (e.value.is_map()) read_step(e.value, steps);  // one step, without its dash
        return steps;
    }
    if (tree_.first(e.value) == nullptr) report("missing-value", e.key.where, {std::string{e.key.text}});
    return read_list(e.value);
}

block step_reader::read_list(const node& list) {
    block steps;
    each_item(list, [&](const node& item) { read_step(item, steps); });
    return steps;
}

// The first key that is a kind. When there is none, the kind that was most likely meant.
const keyword* step_reader::kind_of(const node& map) {
    bool like_task = false;
    for (const node* key = tree_.first(map); key != nullptr;) {
        const keyword* word = key->is_scalar() ? find_keyword(normal_name(key->text), context_of::step) : nullptr;
        const auto is_kind = [&](const kind& k) { return word != nullptr && k.en == word->en; };
        if (std::any_of(kinds.begin(), kinds.end(), is_kind)) return word;
        like_task = like_task || (word == nullptr && find_keyword(key->text, context_of::task) != nullptr);
        const node* value = tree_.next(*key);
        key = value == nullptr ? nullptr : tree_.next(*value);
    }
    const node* first = tree_.first(map);
    if (first == nullptr || !first->is_scalar()) return no_kind(map, {});
    if (const auto plain = without_lookalikes(first->text)) {
        if (const keyword* word = find_keyword(*plain, context_of::step)) return word;  // reported with the key
    }
    const bool keyword_first = find_keyword_anywhere(first->text) != nullptr;
    const keyword* meant = no_kind(map, keyword_first ? std::string_view{} : first->text);
    if (meant != nullptr) {
        misread_ = {first, meant};
    } else if (like_task && !keyword_first) {
        misread_ = {first, nullptr};
    }
    return meant != nullptr || !like_task ? meant : find_keyword("task", context_of::step);
}

// A text among steps: perhaps the colon was forgotten.
void step_reader::no_step(const node& item) {
    const span where{item.where.begin, std::max(item.where.end, item.where.begin + 1)};
    std::string meant;
    for (std::size_t blank = item.text.size(); blank != item.text.npos && blank > 0;
         blank = item.text.rfind(' ', blank - 1)) {
        if (find_keyword(item.text.substr(0, blank), context_of::step) == nullptr) continue;
        meant = std::string{item.text.substr(0, blank)} + ":" + std::string{item.text.substr(blank)};
        break;
    }
    const bool one_word =
        !item.text.empty() && item.text.find(' ') == item.text.npos && can_be_named_in_conditions(item.text);
    if (meant.empty() && one_word) meant = spell("output", context_of::step) + ": " + std::string{item.text};
    report("expected-step", where, {std::string{item.text}, spell("output", context_of::step)}, std::move(meant));
}

const keyword* step_reader::no_kind(const node& map, std::string_view written) {
    std::string all;
    std::vector<std::string_view> known;
    for (const kind& k : kinds) {
        const keyword* word = find_keyword(k.en, context_of::step);
        all += (all.empty() ? "" : ", ") + spell(k.en, context_of::step);
        known.push_back(k.en);
        known.insert(known.end(), word->ru.begin(), word->ru.end());
    }
    const node* first = tree_.first(map);
    const auto near = near_names(written, known);
    report("step-without-kind", first != nullptr ? first->where : map.where, {all},
           near.empty() ? std::string{} : std::string{near.front()});
    return near.empty() ? nullptr : find_keyword(near.front(), context_of::step);
}

void step_reader::read_step(const node& map, block& into) {
    if (!map.is_map()) return no_step(map);
    const keyword* word = kind_of(map);
    if (word == nullptr) return;
    step& added = into.emplace_back();
    added.where = map.where;
    const auto at = std::find_if(kinds.begin(), kinds.end(), [&](const kind& k) { return k.en == word->en; });
    (this->*at->read)(map, added);
}

void step_reader::read_id(const entry& e, step& into) {
    if (into.named) {
        report("id-twice", e.key.where, {into.id.value});
        return;
    }
    located<std::string> id = read_name(e);
    if (id.value.empty()) return;
    if (!can_be_named_in_conditions(id.value)) {
        report("bad-id", id.where, {id.value});
    } else {
        check_owner(id);
    }
    into.id = std::move(id);
    into.named = true;
}

continuation step_reader::read_block(const entry& e, bool may_be_empty) {
    continuation result;
    result.given = true;
    if (e.value.is_list()) {
        result.steps = read_list(e.value);
    } else if (e.value.is_map()) {
        read_step(e.value, result.steps);
    } else if (!(e.value.is_null() && may_be_empty)) {
        result.target = read_name(e);
    }
    return result;
}

void step_reader::read_if(const node& map, step& into) {
    static const key_set keys{
        {context_of::step, "if"}, {context_of::step, "then"}, {context_of::step, "else"}, {context_of::step, "id"}};
    if_step read;
    each_key(map, keys, [&](const entry& e) {
        if (e.is("if")) {
            read.condition = read_condition(e);
        } else if (e.is("then")) {
            read.then = read_block(e);
        } else if (e.is("else")) {
            read.otherwise = read_block(e);
        } else {
            read_id(e, into);
        }
    });
    if (!read.then.given && !read.otherwise.given) missing("then", context_of::step, tree_.first(map)->where);
    into.kind = std::move(read);
}

void step_reader::read_switch(const node& map, step& into) {
    static const key_set keys{{context_of::step, "switch"},
                              {context_of::step, "cases"},
                              {context_of::step, "else"},
                              {context_of::step, "id"}};
    switch_step read;
    std::optional<entry> cases;
    const auto seen = each_key(map, keys, [&](const entry& e) {
        if (e.is("switch")) {
            if (!e.value.is_null()) read.value = read_condition(e);
        } else if (e.is("cases")) {
            cases.emplace(e);
        } else if (e.is("else")) {
            read.otherwise = read_block(e);
        } else {
            read_id(e, into);
        }
    });
    if (cases) read_cases(*cases, read);
    require(seen, "cases", context_of::step, tree_.first(map)->where);
    into.kind = std::move(read);
}

// With a value, the cases are a mapping of values to blocks; without one, a list of conditions with blocks.
void step_reader::read_cases(const entry& e, switch_step& into) {
    if (into.value) {
        if (!is_map(e)) return;
        each_name(e.value, [&](const node& key, const node& value) {
            auto& added = into.cases.emplace_back();
            added.label = {std::string{key.text}, key.where};
            added.then = read_block({e.word, key, value}, true);
        });
    }
    if (!into.value && e.value.is_map()) {
        report("cases-without-value", e.key.where,
               {spell("switch", context_of::step), spell("when", context_of::switch_case)});
        return;
    }
    if (!into.value && is_list(e)) {
        each_item(e.value, [&](const node& item) { read_conditional_case(item, into); });
    }
    if (tree_.first(e.value) == nullptr && (e.value.is_map() || e.value.is_list())) report("no-cases", e.key.where);
}

void step_reader::read_conditional_case(const node& map, switch_step& into) {
    static const key_set keys{context_of::switch_case};
    if (!map.is_map()) {
        report("expected-case", map.where,
               {spell("when", context_of::switch_case), spell("then", context_of::switch_case)});
        return;
    }
    auto& added = into.cases.emplace_back();
    const auto seen = each_key(map, keys, [&](const entry& e) {
        if (e.is("when")) {
            added.when = read_condition(e);
            added.label = {added.when.text, added.when.where};
        } else {
            added.then = read_block(e, true);
        }
    });
    const span where = tree_.first(map) != nullptr ? tree_.first(map)->where : map.where;
    require(seen, "when", context_of::switch_case, where);
    require(seen, "then", context_of::switch_case, where);
}

// False when the key is another one.
bool step_reader::read_deadline(const entry& e, deadline_rule& into) {
    if (e.is("within")) {
        into.within = read_period(e);
    } else if (e.is("on timeout")) {
        into.on_timeout = read_block(e);
        into.timeout_key = e.key.where;
    } else {
        return false;
    }
    return true;
}

void step_reader::require_deadline(const keys_found& seen, const deadline_rule& read) {
    if (read.on_timeout) require(seen, "within", context_of::step, read.timeout_key);
}

void step_reader::read_listen(const node& map, step& into) {
    static const key_set keys{
        {context_of::step, "listen"},     {context_of::step, "if"},           {context_of::step, "within"},
        {context_of::step, "on timeout"}, {context_of::step, "heard before"}, {context_of::step, "join"},
        {context_of::step, "id"}};
    listen_step read;
    std::optional<join_rule> join;
    const auto seen = each_key(map, keys, [&](const entry& e) {
        if (e.is("listen")) {
            read_events(e, read);
        } else if (e.is("heard before")) {
            read.heard_before = read_yes_no(e).value_or(false);
        } else if (e.is("join")) {
            read_join(e, join.emplace());
        } else if (e.is("if")) {
            read.condition = read_condition(e);
        } else if (!read_deadline(e, read)) {
            read_id(e, into);
        }
    });
    require_deadline(seen, read);
    const bool several = join && join->waits && (join->need != 1 || join->share != 0) && read.events.size() > 1;
    if (join && read.events.size() == 1 && join->need > 1)
        report("join-too-many", join->where, {std::to_string(join->need), "1"});
    if (join && !join->waits) report("listen-for-none", join->where);
    if (several) {
        into.kind = all_of(std::move(read), *join, into.id);
    } else {
        into.kind = std::move(read);
    }
}

// To wait for several events is to listen for each of them at the same time.
fork_step step_reader::all_of(listen_step what, const join_rule& join, const located<std::string>& id) {
    fork_step all;
    static_cast<deadline_rule&>(all) = std::move(static_cast<deadline_rule&>(what));
    all.join = join;
    for (std::size_t i = 0; i < what.events.size(); ++i) {
        fork_step::way& way = all.ways.emplace_back();
        way.label = what.events[i];
        listen_step one;
        one.events = {what.events[i]};
        one.condition = what.condition;
        one.heard_before = what.heard_before;
        one.keep_as = id;
        step& hears = way.then.steps.emplace_back();
        hears.where = what.events[i].where;
        hears.kind = std::move(one);
        if (i >= what.ways.size()) continue;
        continuation& on = what.ways[i];
        if (!on.target.value.empty()) {
            step& leads = way.then.steps.emplace_back();
            leads.where = on.target.where;
            leads.kind = goto_step{on.target};
        }
        for (step& s : on.steps) way.then.steps.push_back(std::move(s));
    }
    return all;
}

void step_reader::read_wait(const node& map, step& into) {
    static const key_set keys{{context_of::step, "wait"}, {context_of::step, "id"}};
    wait_step read;
    each_key(map, keys, [&](const entry& e) {
        if (e.is("id")) return read_id(e, into);
        read.duration = read_period(e).value_or(located<period>{any_period, e.value.where});
    });
    into.kind = read;
}

// Events, or events each with its own way.
void step_reader::read_events(const entry& e, listen_step& into) {
    if (!e.value.is_map() && !is_list_of_ways(e)) {
        into.events = read_names(e);
        return;
    }
    each_way(e, [&](const node& key, const node& value) {
        into.events.push_back(name_of(key));
        into.ways.push_back(read_block({e.word, key, value}, true));
    });
    if (into.events.empty()) report("missing-value", e.key.where, {std::string{e.key.text}});
}

// Ways written as a list, each with a dash: reported once, and read as they were meant.
bool step_reader::is_list_of_ways(const entry& e) const {
    const node* first = e.value.is_list() ? tree_.first(e.value) : nullptr;
    return first != nullptr && first->is_map();
}

void step_reader::read_wait_until(const node& map, step& into) {
    static const key_set keys{{context_of::step, "wait until"},
                              {context_of::step, "within"},
                              {context_of::step, "on timeout"},
                              {context_of::step, "id"}};
    wait_step read;
    const auto seen = each_key(map, keys, [&](const entry& e) {
        if (e.is("wait until")) {
            read.until = read_condition(e);
        } else if (!read_deadline(e, read)) {
            read_id(e, into);
        }
    });
    require_deadline(seen, read);
    into.kind = std::move(read);
}

void step_reader::read_set(const node& map, step& into) {
    static const key_set keys{{context_of::step, "set"}, {context_of::step, "undo"}, {context_of::step, "id"}};
    set_step read;
    each_key(map, keys, [&](const entry& e) {
        if (e.is("id")) return read_id(e, into);
        if (read_undo(e, into)) return;
        const auto equals = e.value.is_scalar() ? e.value.text.find('=') : e.value.text.npos;
        if (equals != e.value.text.npos) {
            const auto fact = normal_name(e.value.text.substr(0, equals));
            report("set-as-condition", e.value.where, {}, fact + ": " + normal_name(e.value.text.substr(equals + 1)));
            return;
        }
        for (named_condition& given : read_data(e))
            read.facts.push_back({std::move(given.name), std::move(given.value)});
    });
    into.kind = std::move(read);
}

void step_reader::read_assign(const node& map, step& into) {
    static const key_set keys{
        {context_of::step, "assign"}, {context_of::step, "to"}, {context_of::step, "undo"}, {context_of::step, "id"}};
    set_step read;
    read.assigns = true;
    auto& one = read.facts.emplace_back();
    const auto seen = each_key(map, keys, [&](const entry& e) {
        if (e.is("assign")) {
            one.fact = read_name(e);
        } else if (e.is("to")) {
            one.value = read_condition(e);
        } else if (!read_undo(e, into)) {
            read_id(e, into);
        }
    });
    require(seen, "to", context_of::step, tree_.first(map)->where);
    into.kind = std::move(read);
}

void step_reader::read_block_step(const node& map, step& into) {
    static const key_set keys{{context_of::step, "block"},
                              {context_of::step, "steps"},
                              {context_of::step, "on"},
                              {context_of::step, "alone"},
                              {context_of::step, "id"}};
    block_step read;
    const auto seen = each_key(map, keys, [&](const entry& e) {
        if (e.is("steps")) {
            read.steps = read_steps(e);
        } else if (e.is("on")) {
            read.on = read_handlers(e);
        } else if (e.is("alone")) {
            read.alone = read_name(e);
        } else {
            read_id(e, into);
        }
    });
    require(seen, "steps", context_of::step, tree_.first(map)->where);
    into.kind = std::move(read);
}

// A list of rules, one rule, or events each with its way.
std::vector<handler_rule> step_reader::read_handlers(const entry& e) {
    static const key_set keys{context_of::handler};
    std::vector<handler_rule> rules;
    if (e.value.is_map()) {
        const node* first = tree_.first(e.value);
        const bool one = first == nullptr || (first->is_scalar() && keys.find(first->text) != nullptr);
        if (one) return {read_handler(e.value)};
        each_name(e.value, [&](const node& key, const node& value) {
            handler_rule& rule = rules.emplace_back();
            rule.event = name_of(key);
            rule.where = key.where;
            rule.then = read_block({e.word, key, value});
        });
    } else if (is_list(e)) {
        each_item(e.value, [&](const node& item) {
            if (item.is_map()) {
                rules.push_back(read_handler(item));
            } else {
                report("expected-handler", item.where,
                       {spell("event", context_of::handler), spell("then", context_of::handler)});
            }
        });
    }
    return rules;
}

handler_rule step_reader::read_handler(const node& map) {
    static const key_set keys{context_of::handler};
    handler_rule rule;
    rule.where = tree_.first(map) != nullptr ? tree_.first(map)->where : map.where;
    const auto seen = each_key(map, keys, [&](const entry& inner) {
        if (inner.is("event")) {
            rule.event = read_name(inner);
        } else if (inner.is("if")) {
            rule.condition = read_condition(inner);
        } else if (inner.is("then")) {
            rule.then = read_block(inner);
        } else {
            rule.interrupting = read_yes_no(inner).value_or(true);
        }
    });
    require(seen, "event", context_of::handler, rule.where);
    require(seen, "then", context_of::handler, rule.where);
    return rule;
}

void step_reader::read_emit(const node& map, step& into) {
    static const key_set keys{{context_of::step, "emit"},
                              {context_of::step, "to"},
                              {context_of::step, "data"},
                              {context_of::step, "undo"},
                              {context_of::step, "id"}};
    emit_step read;
    each_key(map, keys, [&](const entry& e) {
        if (e.is("emit")) {
            read.event = read_name(e);
        } else if (e.is("to")) {
            read.to = read_condition(e);
        } else if (e.is("id")) {
            read_id(e, into);
        } else if (!read_undo(e, into)) {
            read.data = read_data(e);
        }
    });
    into.kind = std::move(read);
}

std::vector<named_condition> step_reader::read_data(const entry& e) {
    std::vector<named_condition> data;
    if (!is_map(e)) return data;
    each_name(e.value, [&](const node& key, const node& value) {
        const entry one{e.word, key, value};
        if (value.is_null() && !value.text.empty()) {  // YAML's null and FEEL's are one
            data.push_back({name_of(key), {"null", value.where, false}});
        } else if (is_text(one)) {
            data.push_back({name_of(key), condition_of(value)});
        }
    });
    return data;
}

// False when the key is another one.
bool step_reader::read_undo(const entry& e, step& into) {
    if (!e.is("undo")) return false;
    into.undo = read_steps(e);
    return true;
}

void step_reader::read_compensate(const node& map, step& into) {
    static const key_set keys{{context_of::step, "compensate"}, {context_of::step, "block"}, {context_of::step, "id"}};
    compensate_step read;
    each_key(map, keys, [&](const entry& e) {
        if (e.is("block")) {
            read.block = read_name(e);
        } else if (e.is("id")) {
            read_id(e, into);
        } else if (!e.value.is_null()) {
            report("no-value-here", e.value.is_scalar() ? e.value.where : e.key.where,
                   {std::string{e.key.text}, spell("block", context_of::step)});
        }
    });
    into.kind = std::move(read);
}

void step_reader::read_output(const node& map, step& into) {
    static const key_set keys{{context_of::step, "output"}, {context_of::step, "id"}};
    output_step read;
    each_key(map, keys, [&](const entry& e) {
        if (e.is("id")) return read_id(e, into);
        read.name = read_name(e);
    });
    into.kind = std::move(read);
}

void step_reader::read_goto(const node& map, step& into) {
    static const key_set keys{{context_of::step, "goto"}, {context_of::step, "id"}};
    goto_step read;
    each_key(map, keys, [&](const entry& e) {
        if (e.is("id")) return read_id(e, into);
        read.target = read_name(e);
    });
    into.kind = std::move(read);
}

}  // namespace reglament
