#include "regulation/contact_reader.hpp"
#include "regulation/day_time.hpp"

#include <reglament/text/names.hpp>

#include <algorithm>
#include <array>
#include <charconv>

namespace reglament {

std::optional<if_refused> find_refused(std::string_view word) {
    const keyword* const known = find_keyword(word, context_of::refused);
    if (known == nullptr) return std::nullopt;
    if (known->en == "drop") return if_refused::dropped;
    return known->en == "merge" ? if_refused::merged : if_refused::later;
}

contact_reader::policy contact_reader::read_policy(const entry& e) {
    static const key_set keys{context_of::contact_policy};
    policy read;
    if (!is_map(e)) return read;
    each_key(e.value, keys, [&](const entry& inner) {
        if (inner.is("limits")) {
            if (!is_list(inner)) return;
            each_item(inner.value, [&](const node& item) { read_limit(item, read); });
        } else if (inner.is("quiet hours")) {
            read_quiet(inner, read);
        } else if (inner.is("zone")) {
            read.zone = read_name(inner);
        } else if (is_text(inner)) {
            const auto found = find_refused(inner.value.text);
            if (!found) report("bad-refused", inner.value.where, {std::string{inner.value.text}});
            read.made.otherwise = found.value_or(if_refused::later);
        }
    });
    return read;
}

void contact_reader::read_limit(const node& map, policy& into) {
    static const key_set keys{context_of::contact_limit};
    if (!map.is_map()) {
        report("bad-limit", map.where, {std::string{map.text}});
        return;
    }
    contact_policy::limit read;
    read.where = map.where;
    located<std::string> channel;
    bool good = false;
    const auto seen = each_key(map, keys, [&](const entry& e) {
        if (e.is("at most")) {
            good = read_rate(e, read);
        } else {
            channel = read_name(e);
        }
    });
    require(seen, "at most", context_of::contact_limit, tree_.first(map)->where);
    if (!good) return;
    into.made.limits.push_back(read);
    into.channels.push_back(std::move(channel));
}

// "1 per 7 days", «1 за 7 дней»
bool contact_reader::read_rate(const entry& e, contact_policy::limit& into) {
    if (!is_text(e)) return false;
    constexpr std::uint32_t most = 1'000;
    const std::string text = normal_name(e.value.text);
    for (const std::string_view word : {" per ", " in ", " за ", " в "}) {
        const std::size_t at = text.find(word);
        if (at == std::string::npos) continue;
        const auto [end, error] = std::from_chars(text.data(), text.data() + at, into.count);
        const auto within = parse_period(std::string_view{text}.substr(at + word.size()));
        const bool whole = error == std::errc{} && end == text.data() + at && into.count >= 1 && into.count <= most;
        if (!whole || !within || within->amount <= 0) break;
        into.within = *within;
        into.where = e.value.where;
        return true;
    }
    report("bad-limit", e.value.where, {std::string{e.value.text}});
    return false;
}

void contact_reader::read_quiet(const entry& e, policy& into) {
    if (!is_text(e)) return;
    const auto range = split_range(e.value.text);
    const auto from = range ? minutes_of_day(range->first) : std::nullopt;
    const auto to = range ? minutes_of_day(range->second) : std::nullopt;
    if (from && to && *from % (24 * 60) != *to % (24 * 60)) {
        into.made.quiet = contact_policy::hours{*from % (24 * 60), *to % (24 * 60)};
    } else {
        report("bad-quiet-hours", e.value.where, {std::string{e.value.text}});
    }
}

}  // namespace reglament
