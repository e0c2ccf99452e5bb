// Steps in which a run divides: forks, and loops.
#include "regulation/step_reader.hpp"

#include <reglament/text/names.hpp>

#include <algorithm>
#include <charconv>

namespace reglament {

namespace {

constexpr std::uint32_t most_branches = 10'000;

// "80 %", "80%"
std::optional<std::uint16_t> share_of(std::string_view text) {
    if (!text.ends_with('%')) return std::nullopt;
    text.remove_suffix(1);
    while (text.ends_with(' ')) text.remove_suffix(1);
    std::uint16_t share = 0;
    const auto [at, error] = std::from_chars(text.data(), text.data() + text.size(), share);
    const bool whole = error == std::errc{} && at == text.data() + text.size();
    return whole && share >= 1 && share <= 100 ? std::optional{share} : std::nullopt;
}

std::optional<std::uint32_t> count_of(std::string_view text) {
    std::uint32_t count = 0;
    const auto [at, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    const bool whole = error == std::errc{} && at == text.data() + text.size();
    return whole && count >= 1 && count <= most_branches ? std::optional{count} : std::nullopt;
}

}  // namespace

void step_reader::read_fork(const node& map, step& into) {
    static const key_set keys{{context_of::step, "fork"},       {context_of::step, "join"},
                              {context_of::step, "others"},     {context_of::step, "within"},
                              {context_of::step, "on timeout"}, {context_of::step, "id"}};
    fork_step read;
    const auto seen = each_key(map, keys, [&](const entry& e) {
        if (e.is("fork")) {
            read_ways(e, read);
        } else if (!read_joining(e, read.join) && !read_deadline(e, read)) {
            read_id(e, into);
        }
    });
    require_deadline(seen, read);
    into.kind = std::move(read);
}

void step_reader::read_either(const node& map, step& into) {
    static const key_set keys{{context_of::step, "either"},
                              {context_of::step, "within"},
                              {context_of::step, "on timeout"},
                              {context_of::step, "id"}};
    fork_step read;
    read.either = true;
    const auto seen = each_key(map, keys, [&](const entry& e) {
        if (e.is("either")) {
            read_ways(e, read);
        } else if (!read_deadline(e, read)) {
            read_id(e, into);
        }
    });
    require_deadline(seen, read);
    for (const auto& way : read.ways) {
        if (way.when)
            report("either-has-condition", way.when.where,
                   {spell("if", context_of::step), spell("switch", context_of::step)});
    }
    into.kind = std::move(read);
}

// Names of ways with their steps; a way with a condition is a mapping of `when` and `then`.
void step_reader::read_ways(const entry& e, fork_step& into) {
    static const key_set conditional{context_of::switch_case};
    if (!is_list_of_ways(e) && !is_map(e)) return;
    each_way(e, [&](const node& key, const node& value) {
        auto& added = into.ways.emplace_back();
        added.label = {std::string{key.text}, key.where};
        const node* first = value.is_map() ? tree_.first(value) : nullptr;
        if (first == nullptr || !first->is_scalar() || conditional.find(first->text) == nullptr) {
            added.then = read_block({e.word, key, value}, true);
            return;
        }
        const auto seen = each_key(value, conditional, [&](const entry& inner) {
            if (inner.is("when")) {
                added.when = read_condition(inner);
            } else {
                added.then = read_block(inner, true);
            }
        });
        require(seen, "then", context_of::switch_case, key.where);
    });
    if (into.ways.empty()) report("no-branches", e.key.where);
}

// An expression, or the items themselves: as a list, or in one line with commas, which no expression has outside of
// brackets and quotation marks.
condition step_reader::read_list_of(const entry& e) {
    condition list{"", e.value.where, false};
    const auto add = [&list](std::string_view item) {
        list.text += list.text.empty() ? "[\"" : ", \"";
        for (const char c : item) {
            if (c == '"' || c == '\\') list.text += '\\';
            list.text += c;
        }
        list.text += '"';
    };
    const std::string_view text = e.value.text;
    if (e.value.is_list()) {
        each_item(e.value, [&](const node& item) {
            if (item.is_scalar()) return add(item.text);
            report("expected-text", item.where, {std::string{e.key.text}});
        });
    } else if (e.value.is_scalar() && text.find(',') != text.npos && text.find_first_of("[](){}\"") == text.npos &&
               text.find("«") == text.npos) {
        for (std::size_t at = 0; at <= text.size();) {
            const std::size_t end = std::min(text.find(',', at), text.size());
            add(normal_name(text.substr(at, end - at)));
            at = end + 1;
        }
    } else {
        return read_condition(e);
    }
    list.text += list.text.empty() ? "[]" : "]";
    return list;
}

// False when the key is another one.
bool step_reader::read_joining(const entry& e, join_rule& into) {
    if (e.is("join")) {
        read_join(e, into);
    } else if (e.is("others")) {
        read_others(e, into);
    } else {
        return false;
    }
    return true;
}

void step_reader::read_join(const entry& e, join_rule& into) {
    into.where = e.value.where;
    if (!is_text(e)) return;
    if (const keyword* word = find_keyword(e.value.text, context_of::join)) {
        into.need = word->en == "any" ? 1 : 0;
        into.waits = word->en != "none";
    } else if (const auto count = count_of(e.value.text)) {
        into.need = *count;
    } else if (const auto share = share_of(normal_name(e.value.text))) {
        into.share = *share;
    } else {
        report("bad-join", e.value.where,
               {std::string{e.value.text}, spell("all", context_of::join), spell("any", context_of::join)});
    }
}

void step_reader::read_others(const entry& e, join_rule& into) {
    if (!is_text(e)) return;
    if (const keyword* word = find_keyword(e.value.text, context_of::others)) {
        into.cancel_others = word->en == "cancel";
    } else {
        report("bad-others", e.value.where,
               {std::string{e.value.text}, spell("cancel", context_of::others), spell("finish", context_of::others)});
    }
}

void step_reader::read_repeat(const node& map, step& into) {
    static const key_set keys{{context_of::step, "repeat"}, {context_of::step, "while"},   {context_of::step, "until"},
                              {context_of::step, "times"},  {context_of::step, "at most"}, {context_of::step, "id"}};
    repeat_step read;
    each_key(map, keys, [&](const entry& e) {
        if (e.is("repeat")) {
            read.steps = read_steps(e);
        } else if (e.is("while")) {
            read.before = read_condition(e);
        } else if (e.is("until")) {
            read.until = read_condition(e);
        } else if (e.is("times")) {
            read.times = read_condition(e);
        } else if (e.is("at most")) {
            read.at_most = read_count(e);
        } else {
            read_id(e, into);
        }
    });
    into.kind = std::move(read);
}

void step_reader::read_for_each(const node& map, step& into) {
    static const key_set keys{
        {context_of::step, "for each"}, {context_of::step, "in"},         {context_of::step, "steps"},
        {context_of::step, "at once"},  {context_of::step, "join"},       {context_of::step, "others"},
        {context_of::step, "within"},   {context_of::step, "on timeout"}, {context_of::step, "id"}};
    for_each_step read;
    const auto seen = each_key(map, keys, [&](const entry& e) {
        if (e.is("for each")) {
            read.item = read_name(e);
            if (!read.item.value.empty()) check_readable(read.item);
        } else if (e.is("in")) {
            read.list = read_list_of(e);
        } else if (e.is("steps")) {
            read.steps = read_steps(e);
        } else if (e.is("at once")) {
            read.at_once = read_yes_no(e).value_or(false);
        } else if (!read_joining(e, read.join) && !read_deadline(e, read)) {
            read_id(e, into);
        }
    });
    const span where = tree_.first(map)->where;
    require(seen, "in", context_of::step, where);
    require(seen, "steps", context_of::step, where);
    require_deadline(seen, read);
    into.kind = std::move(read);
}

}  // namespace reglament
