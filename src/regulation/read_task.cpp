#include "regulation/contact_reader.hpp"
#include "regulation/step_reader.hpp"

#include <charconv>

namespace reglament {

namespace {

constexpr std::uint32_t most_attempts = 1'000;
constexpr std::size_t most_rungs = 7;

}  // namespace

void step_reader::read_task(const node& map, step& into) {
    static const key_set keys{
        {context_of::step, "task"},         {context_of::step, "id"},           {context_of::task, "do"},
        {context_of::task, "by"},           {context_of::task, "within"},       {context_of::task, "norm"},
        {context_of::task, "form"},         {context_of::task, "resources"},    {context_of::task, "on late"},
        {context_of::task, "on no answer"}, {context_of::task, "contact"},      {context_of::task, "if not allowed"},
        {context_of::step, "undo"},         {context_of::task, "optional"},     {context_of::step, "observe"},
        {context_of::task, "script"},       {context_of::task, "questionnaire"}};
    into.kind = task_step{};
    const auto seen = each_key(map, keys, [&](const entry& e) { read_task_key(e, into); });
    const span where = into.named ? into.id.where : tree_.first(map)->where;
    require(seen, "do", context_of::task, where);
    if (const auto& late = std::get<task_step>(into.kind).on_late; !late.empty())
        require(seen, "within", context_of::task, late.front().where);
    if (std::get<task_step>(into.kind).if_not_allowed) require(seen, "contact", context_of::task, where);
}

namespace {

// Behind the brace that closes the one before `at`; npos: none does. Braces in quotation marks do not count.
std::size_t behind_brace(std::string_view text, std::size_t at) {
    std::size_t open = 1;
    for (bool quoted = false; at < text.size(); ++at) {
        if (text[at] == '"') quoted = !quoted;
        if (quoted) continue;
        open += text[at] == '{' ? 1U : 0U;
        if (text[at] == '}' && --open == 0) return at + 1;
    }
    return text.npos;
}

}  // namespace

// Texts with expressions in braces between them; a brace that is written twice is one of the text.
void step_reader::read_said(const node& text, std::vector<task_step::said_part>& into) {
    std::string_view rest = text.text;
    while (rest.ends_with('\n')) rest.remove_suffix(1);
    const auto place_of = [&](std::size_t from, std::size_t to) {
        if (!text.verbatim) return text.where;
        return span{text.where.begin + static_cast<std::uint32_t>(from),
                    text.where.begin + static_cast<std::uint32_t>(to)};
    };
    std::string plain;
    bool braces = false;
    for (std::size_t at = 0; at < rest.size(); ++at) {
        const bool twice = at + 1 < rest.size() && rest[at + 1] == rest[at];
        if ((rest[at] != '{' && rest[at] != '}') || (rest[at] == '}' && !twice)) {
            plain += rest[at];
            continue;
        }
        braces = true;
        if (twice) {
            plain += rest[at++];
            continue;
        }
        const std::size_t end = behind_brace(rest, at + 1);
        if (end == rest.npos) return (void)report("instruction-brace-open", place_of(at, rest.size()));
        const std::string value = normal_name(rest.substr(at + 1, end - at - 2));
        if (value.empty()) report("instruction-brace-empty", place_of(at, end));
        if (!value.empty())
            into.push_back(
                {std::exchange(plain, {}),
                 {std::string{rest.substr(at + 1, end - at - 2)}, place_of(at + 1, end - 1), text.verbatim}});
        at = end - 1;
    }
    if (braces) into.push_back({std::move(plain), {}});
}

void step_reader::read_task_key(const entry& e, step& into) {
    auto& read = std::get<task_step>(into.kind);
    if (e.is("task") || e.is("id")) {
        read_id(e, into);
    } else if (e.is("do")) {
        read.instruction = read_text(e);
        if (e.value.is_scalar()) read_said(e.value, read.said);
    } else if (e.is("by")) {
        read.by = read_name(e);
    } else if (e.is("within")) {
        read.within = read_period(e);
    } else if (e.is("norm")) {
        read.norm = read_period(e);
    } else if (e.is("form")) {
        read.form = read_attributes(e);
    } else if (e.is("script") || e.is("questionnaire")) {
        if (!read.goes_by.name.value.empty()) {
            report("two-scripts", e.key.where, {read.goes_by.name.value});
        } else {
            read.goes_by = {read_name(e), e.is("questionnaire"), nullptr};
        }
    } else if (e.is("resources")) {
        read.resources = read_names(e);
    } else if (e.is("contact")) {
        read.contact = read_name(e);
    } else if (e.is("if not allowed")) {
        if (!is_text(e)) return;
        read.if_not_allowed = find_refused(e.value.text);
        if (!read.if_not_allowed) report("bad-refused", e.value.where, {std::string{e.value.text}});
    } else if (e.is("observe")) {
        into.observed = read_observation(e);
    } else if (e.is("optional")) {
        read.optional = read_yes_no(e).value_or(false);
    } else if (e.is("on late")) {
        read.on_late = read_late(e);
    } else if (!read_undo(e, into)) {
        read.on_no_answer = read_no_answer(e);
    }
}

// One, or a ladder of them.
std::vector<task_step::late_rule> step_reader::read_late(const entry& e) {
    std::vector<task_step::late_rule> ladder;
    if (!e.value.is_list()) {
        ladder.emplace_back().where = e.key.where;
        if (is_map(e)) read_rung(e.value, ladder.back());
        return ladder;
    }
    each_item(e.value, [&](const node& item) {
        const span where = item.is_map() && tree_.first(item) != nullptr ? tree_.first(item)->where : item.where;
        if (ladder.size() == most_rungs) report("too-large", where, {std::to_string(most_rungs), "rungs", "ступеней"});
        if (ladder.size() >= most_rungs) return;
        task_step::late_rule rung;
        rung.where = where;
        if (item.is_map()) read_rung(item, rung);
        if (!rung.after && !ladder.empty()) report("rung-without-after", where);
        if (rung.escalate.value.empty() && !rung.then.given) report("rung-without-deed", where);
        if (!ladder.empty() && ladder.back().then.given) report("then-before-last", ladder.back().where);
        ladder.push_back(std::move(rung));
    });
    if (ladder.empty()) report("missing-value", e.key.where, {std::string{e.key.text}});
    return ladder;
}

void step_reader::read_rung(const node& map, task_step::late_rule& into) {
    static const key_set keys{context_of::late};
    each_key(map, keys, [&](const entry& inner) {
        if (inner.is("after")) {
            into.after = read_period(inner);
        } else if (inner.is("escalate")) {
            into.escalate = read_name(inner);
        } else {
            into.then = read_block(inner);
        }
    });
}

task_step::no_answer_rule step_reader::read_no_answer(const entry& e) {
    static const key_set keys{context_of::no_answer};
    task_step::no_answer_rule rule;
    rule.where = e.key.where;
    if (!is_map(e)) return rule;
    const auto seen = each_key(e.value, keys, [&](const entry& inner) {
        if (inner.is("retry after")) {
            rule.retry_after = read_period(inner);
        } else if (inner.is("at most")) {
            rule.at_most = read_count(inner);
        } else {
            rule.then = read_block(inner);
        }
    });
    if (rule.retry_after) require(seen, "at most", context_of::no_answer, e.key.where);
    if (rule.at_most > 1) require(seen, "retry after", context_of::no_answer, e.key.where);
    return rule;
}

std::uint32_t step_reader::read_count(const entry& e) {
    if (!is_text(e)) return 1;
    std::uint32_t count = 0;
    const char* end = e.value.text.data() + e.value.text.size();
    const auto [at, error] = std::from_chars(e.value.text.data(), end, count);
    if (error == std::errc{} && at == end && count >= 1 && count <= most_attempts) return count;
    report("bad-count", e.value.where, {std::string{e.value.text}, std::to_string(most_attempts)});
    return 1;
}

}  // namespace reglament
