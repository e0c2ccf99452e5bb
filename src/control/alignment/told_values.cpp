#include "control/alignment/told_values.hpp"

#include "log/number_text.hpp"

#include <algorithm>

namespace reglament::alignment {

namespace {

constexpr std::size_t kept_unread = 20;

void append(std::string& key, std::string_view text) {
    key.append(std::to_string(text.size())).append(1, ':').append(text);
}

std::optional<feel::value> value_of(const std::string& text, const feel::type& as, feel::zone zone) {
    if (as.kind == feel::type_kind::number) {
        const log_detail::number_text read = log_detail::read_number(text, false);
        const auto n = read.is ? read.is : feel::number::parse(read.suggestion);
        return n ? std::optional{feel::value{*n}} : std::nullopt;
    }
    return feel::convert(feel::value{text}, as, zone);
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

value_index told_values::read(told_index told, std::span<const std::uint16_t> by, const feel::type& as,
                              feel::zone zone) {
    const std::vector<std::string>& texts = told_[told];
    for (const std::uint16_t name : by) {
        if (name < texts.size() && !texts[name].empty()) return convert(name, texts[name], as, zone);
    }
    return 0;
}

// One name may be asked for in several types.
value_index told_values::convert(std::uint16_t name, const std::string& text, const feel::type& as, feel::zone zone) {
    std::string key = std::to_string(static_cast<int>(as.kind)) + "/" + std::to_string(name) + "/";
    for (const std::string& v : as.values) append(key, v);
    append(key, text);
    const auto known = converted_.find(key);
    if (known != converted_.end()) return known->second;
    const std::optional<feel::value> v = value_of(text, as, zone);
    if (!v) {
        ++unread_count_;
        if (unread_.size() < kept_unread) unread_.push_back({names_[name], text});
    }
    return converted_.emplace(std::move(key), v ? keep(*v) : 0).first->second;
}

value_index told_values::keep(const feel::value& v) {
    if (v.is_null()) return 0;
    std::string key = std::to_string(static_cast<int>(v.kind())) + "/" + feel::to_string(v);
    const auto [at, fresh] = value_index_.try_emplace(std::move(key), static_cast<value_index>(values_.size()));
    if (fresh) values_.push_back(v);
    return at->second;
}

}  // namespace reglament::alignment
