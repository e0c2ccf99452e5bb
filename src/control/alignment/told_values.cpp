#include "control/alignment/told_values.hpp"

#include "log/number_text.hpp"

#include <algorithm>

namespace reglament::alignment {

namespace {

constexpr std::size_t kept_unread = 20, known_unread = 10'000;

void append(std::string& key, std::string_view text) {
    key.append(std::to_string(text.size())).append(1, ':').append(text);
}

// Nobody has said what it is.
feel::value of_any_type(const std::string& text, feel::zone zone) {
    if (const auto n = feel::number::parse(text)) return feel::value{*n};
    for (const feel::type_kind kind : {feel::type_kind::boolean, feel::type_kind::date, feel::type_kind::date_time}) {
        feel::type as;
        as.kind = kind;
        if (auto v = feel::convert(feel::value{text}, as, zone)) return std::move(*v);
    }
    return feel::value{text};
}

std::optional<feel::value> value_of(const std::string& text, const feel::type& as, feel::zone zone) {
    if (as.kind == feel::type_kind::number) {
        const log_detail::number_text read = log_detail::read_number(text, false);
        const auto n = read.is ? read.is : feel::number::parse(read.suggestion);
        return n ? feel::convert(feel::value{*n}, as, zone) : std::nullopt;
    }
    if (as.kind == feel::type_kind::any) return of_any_type(text, zone);
    if (auto v = feel::convert(feel::value{text}, as, zone)) return v;
    if (as.kind != feel::type_kind::date) return std::nullopt;
    const std::optional<instant> when = parse_instant(text, zone);  // XES has no other dates
    if (!when) return std::nullopt;
    return feel::value{feel::date{std::chrono::floor<std::chrono::days>(zone.to_local(*when))}};
}

}  // namespace

std::uint16_t told_values::ask(std::string_view name) {
    const auto known = std::find(names_.begin(), names_.end(), name);
    if (known != names_.end()) return static_cast<std::uint16_t>(known - names_.begin());
    names_.emplace_back(name);
    return static_cast<std::uint16_t>(names_.size() - 1);
}

told_index told_values::tell(std::span<const std::string_view> texts) {
    if (std::all_of(texts.begin(), texts.end(), [](std::string_view t) { return t.empty(); })) return 0;
    std::string key;
    for (const std::string_view t : texts) append(key, t);
    const auto [at, fresh] = told_index_.try_emplace(std::move(key), static_cast<told_index>(told_.size()));
    if (fresh) told_.emplace_back(texts.begin(), texts.end());
    return at->second;
}

told_index told_values::overlaid(told_index before, told_index later, const std::vector<bool>& over) {
    if (later == 0) return before;
    std::vector<std::string> both = told_[before];
    both.resize(names_.size());
    for (std::size_t i = 0; i < std::min(both.size(), told_[later].size()); ++i) {
        if (over[i] && !told_[later][i].empty()) both[i] = told_[later][i];
    }
    const std::vector<std::string_view> texts{both.begin(), both.end()};
    return tell(texts);
}

std::uint32_t told_values::ask(std::vector<std::uint16_t> by, feel::type as) {
    questions_.push_back({std::move(by), std::move(as)});
    return static_cast<std::uint32_t>(questions_.size() - 1);
}

value_index told_values::read(told_index told, std::uint32_t asked, feel::zone zone) {
    if (told == 0) return 0;
    const auto [at, fresh] = answers_.try_emplace(std::uint64_t{asked} << 32U | told, 0);
    if (fresh) at->second = convert(questions_[asked], told, zone);
    return at->second;
}

value_index told_values::convert(const question& q, told_index told, feel::zone zone) {
    const std::vector<std::string>& texts = told_[told];
    const auto is_told = [&](std::uint16_t name) { return name < texts.size() && !texts[name].empty(); };
    const auto by = std::find_if(q.by.begin(), q.by.end(), is_told);
    if (by == q.by.end()) return 0;
    const std::string& text = texts[*by];
    if (const std::optional<feel::value> v = value_of(text, q.as, zone)) return keep(*v);
    std::string once;
    append(once, names_[*by]);
    append(once, text);
    if (unread_known_.size() < known_unread && !unread_known_.insert(std::move(once)).second) return 0;
    ++unread_count_;
    if (unread_.size() < kept_unread) unread_.push_back({names_[*by], text});
    return 0;
}

value_index told_values::keep(const feel::value& v) {
    if (v.is_null()) return 0;
    std::string key = std::to_string(static_cast<int>(v.kind())) + "/" + feel::to_string(v);
    const auto [at, fresh] = value_index_.try_emplace(std::move(key), static_cast<value_index>(values_.size()));
    if (fresh) values_.push_back(v);
    return at->second;
}

}  // namespace reglament::alignment
