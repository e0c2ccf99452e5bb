// Calls: what the host is asked to do, how often, and what becomes of it when it fails.
#include "regulation/step_reader.hpp"

#include <reglament/feel/number.hpp>

namespace reglament {

void step_reader::read_call(const node& map, step& into) {
    static const key_set keys{{context_of::step, "call"},       {context_of::step, "id"},
                              {context_of::task, "do"},         {context_of::step, "data"},
                              {context_of::step, "within"},     {context_of::step, "retry"},
                              {context_of::step, "on failure"}, {context_of::step, "on timeout"},
                              {context_of::step, "undo"},       {context_of::step, "observe"}};
    call_step read;
    const auto seen = each_key(map, keys, [&](const entry& e) {
        if (e.is("do")) {
            read.action = read_name(e);
        } else if (e.is("data")) {
            read.data = read_data(e);
        } else if (e.is("observe")) {
            into.observed = read_observation(e);
        } else if (e.is("retry")) {
            read.retry = read_retry(e);
        } else if (e.is("on failure")) {
            read.on_failure = read_block(e);
        } else if (!read_undo(e, into) && !read_deadline(e, read)) {
            read_id(e, into);
        }
    });
    require(seen, "do", context_of::task, into.named ? into.id.where : tree_.first(map)->where);
    require_deadline(seen, read);
    into.kind = std::move(read);
}

call_step::retry_rule step_reader::read_retry(const entry& e) {
    static const key_set keys{context_of::retry};
    call_step::retry_rule rule;
    rule.where = e.key.where;
    if (!is_map(e)) return rule;
    const auto seen = each_key(e.value, keys, [&](const entry& inner) {
        if (inner.is("at most")) {
            rule.at_most = read_count(inner);
        } else if (inner.is("after")) {
            rule.after = read_period(inner);
        } else {
            rule.back_off = read_back_off(inner);
        }
    });
    require(seen, "at most", context_of::retry, e.key.where);
    require(seen, "after", context_of::retry, e.key.where);
    return rule;
}

// In hundredths, so that pauses are the same on every machine.
std::uint32_t step_reader::read_back_off(const entry& e) {
    constexpr std::int64_t most = 100;
    if (!is_text(e)) return 100;
    const std::string_view text = e.value.text;
    const auto dot = text.find_first_of(".,");
    const bool short_enough = dot == text.npos || (dot > 0 && text.size() > dot + 1 && text.size() <= dot + 3);
    std::string digits{text.substr(0, dot)};
    std::string hundredths{dot == text.npos ? std::string_view{} : text.substr(dot + 1)};
    hundredths.resize(2, '0');
    const auto factor = feel::number::parse(digits + hundredths);
    const auto value = factor ? factor->to_int64() : std::nullopt;
    if (short_enough && value && *value >= 100 && *value <= most * 100) return static_cast<std::uint32_t>(*value);
    report("bad-back-off", e.value.where, {std::string{text}, std::to_string(most)});
    return 100;
}

}  // namespace reglament
