// How many runs may start: "10 a working day per client manager".
#include "regulation/start_reader.hpp"

#include <reglament/text/names.hpp>

#include <algorithm>
#include <array>
#include <charconv>

namespace reglament {

namespace {

using span_of = start_limit::span_of;

struct written_span {
    std::string_view text;
    span_of per;
};

// The longer ones first.
constexpr std::array<written_span, 8> spans{{{"working day", span_of::working_day},
                                             {"рабочий день", span_of::working_day},
                                             {"day", span_of::day},
                                             {"день", span_of::day},
                                             {"week", span_of::week},
                                             {"неделю", span_of::week},
                                             {"неделя", span_of::week},
                                             {"сутки", span_of::day}}};

bool cut(std::string_view& text, std::string_view word) noexcept {
    if (!text.starts_with(word)) return false;
    const std::string_view rest = text.substr(word.size());
    if (!rest.empty() && rest.front() != ' ') return false;
    text = rest.empty() ? rest : rest.substr(1);
    return true;
}

std::optional<start_limit> parse_limit(std::string_view text) {
    constexpr std::uint32_t most = 1'000'000;
    start_limit read;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), read.count);
    if (error != std::errc{} || read.count < 1 || read.count > most) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (!text.starts_with(' ')) return std::nullopt;
    text.remove_prefix(1);
    for (const std::string_view word : {"a", "per", "в", "за"}) {
        if (cut(text, word)) break;
    }
    const auto per = std::find_if(spans.begin(), spans.end(), [&](const written_span& s) { return cut(text, s.text); });
    if (per == spans.end()) return std::nullopt;
    read.per = per->per;
    if (text.empty()) return read;
    const bool russian = cut(text, "на");
    if (russian) (void)cut(text, "роль");
    if (!russian && !cut(text, "per")) return std::nullopt;
    if (text.empty()) return std::nullopt;
    read.role.value = text;
    return read;
}

}  // namespace

void start_reader::read_limit(const entry& e, start_rule& into) {
    if (!is_text(e)) return;
    into.limit = parse_limit(normal_name(e.value.text));
    if (!into.limit) {
        report("bad-start-limit", e.value.where, {std::string{e.value.text}});
        return;
    }
    into.limit->where = into.limit->role.where = e.value.where;
    const std::size_t at = e.value.text.rfind(into.limit->role.value);
    if (into.limit->role.value.empty() || !e.value.verbatim || at == e.value.text.npos) return;
    const auto begin = e.value.where.begin + static_cast<std::uint32_t>(at);
    into.limit->role.where = {begin, begin + static_cast<std::uint32_t>(into.limit->role.value.size())};
}

}  // namespace reglament
