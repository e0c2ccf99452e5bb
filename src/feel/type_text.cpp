#include "feel/type_text.hpp"

#include "text/characters.hpp"

#include <reglament/text/names.hpp>

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

namespace reglament::feel {
namespace {

struct simple_type {
    std::string_view name;
    type_kind kind;
};

constexpr std::array simple_types{
    simple_type{"Any", type_kind::any},
    simple_type{"Null", type_kind::null},
    simple_type{"number", type_kind::number},
    simple_type{"string", type_kind::string},
    simple_type{"boolean", type_kind::boolean},
    simple_type{"date", type_kind::date},
    simple_type{"time", type_kind::time},
    simple_type{"date and time", type_kind::date_time},
    simple_type{"dateTime", type_kind::date_time},
    simple_type{"days and time duration", type_kind::time_duration},
    simple_type{"dayTimeDuration", type_kind::time_duration},
    simple_type{"years and months duration", type_kind::months_duration},
    simple_type{"yearMonthDuration", type_kind::months_duration},
    simple_type{"list", type_kind::list},
    simple_type{"context", type_kind::context},
    simple_type{"range", type_kind::range},
    simple_type{"function", type_kind::function},
};

constexpr std::size_t max_depth = 32;
constexpr std::size_t max_parts = 2'000;  // named types in named types could be doubled without end

class type_reader {
public:
    type_reader(std::string_view text, const type_table& named) : text_{text}, named_{named} {
        for (std::uint32_t i = 0; i < simple_types.size(); ++i) known_.add(simple_types[i].name, i);
        for (const auto& each : named)
            known_.add(each.name, static_cast<std::uint32_t>(simple_types.size() + names_++));
    }

    std::optional<type> read() {
        auto t = read_nested();
        skip_allowed_values();
        return t;
    }

    [[nodiscard]] std::size_t at() const noexcept { return at_; }

private:
    std::optional<type> read_nested() {
        if (depth_ == max_depth) return std::nullopt;
        ++depth_;
        auto t = read_one();
        --depth_;
        return t;
    }

    std::optional<type> read_one() {
        const auto begin = skip_blanks(text_, at_);
        const auto found = known_.longest(text_.substr(begin));
        if (!found) return std::nullopt;
        at_ = begin + found->length;
        if (found->value >= simple_types.size()) {
            const auto& named = named_[found->value - simple_types.size()].type;
            return has_at_most(named, parts_) ? std::optional{named} : std::nullopt;
        }
        if (parts_ == 0) return std::nullopt;
        --parts_;
        type t{.kind = simple_types[found->value].kind};
        switch (t.kind) {
            case type_kind::list:
            case type_kind::range:
                return of_items(std::move(t));
            case type_kind::context:
                return with_entries(std::move(t));
            case type_kind::function:
                return with_parameters(std::move(t));
            default:
                return t;
        }
    }

    bool take(char c) {
        const auto next = skip_blanks(text_, at_);
        if (next >= text_.size() || text_[next] != c) return false;
        at_ = next + 1;
        return true;
    }

    std::optional<type> of_items(type t) {
        if (!take('<')) return t;
        auto item = read_nested();
        skip_allowed_values();
        if (!item || !take('>')) return std::nullopt;
        t.item = std::make_shared<const type>(*std::move(item));
        return t;
    }

    std::optional<type> with_entries(type t) {
        if (!take('<')) return t;
        t.open = false;
        if (take('>')) return t;
        do {
            const auto begin = skip_blanks(text_, at_);
            const auto colon = text_.find(':', begin);
            if (colon == std::string_view::npos) return std::nullopt;
            at_ = colon + 1;
            auto entry = read_nested();
            if (!entry) return std::nullopt;
            skip_allowed_values();
            t.members.push_back({normal_name(text_.substr(begin, colon - begin)), *std::move(entry)});
        } while (take(','));
        return take('>') ? std::optional{std::move(t)} : std::nullopt;
    }

    std::optional<type> with_parameters(type t) {
        if (!take('<')) return t;
        t.open = false;
        if (!take('>')) {
            do {
                auto parameter = read_nested();
                if (!parameter) return std::nullopt;
                t.members.push_back({{}, *std::move(parameter)});
            } while (take(','));
            if (!take('>')) return std::nullopt;
        }
        if (!take('-') || !take('>')) return std::nullopt;
        auto result = read_nested();
        if (!result) return std::nullopt;
        t.item = std::make_shared<const type>(*std::move(result));
        return t;
    }

    // `in ("A", "B")` behind a type says which values are wanted, not of what type they are.
    void skip_allowed_values() {
        const auto word = skip_blanks(text_, at_);
        if (text_.substr(word, 2) != "in" || word_end(text_, word) != word + 2) return;
        const auto open = skip_blanks(text_, word + 2);
        if (open >= text_.size() || text_[open] != '(') return;
        int depth = 0;
        bool quoted = false;
        for (auto p = open; p < text_.size(); ++p) {
            if (text_[p] == '"') quoted = !quoted;
            if (quoted) continue;
            if (text_[p] == '(') ++depth;
            if (text_[p] == ')' && --depth == 0) {
                at_ = p + 1;
                return;
            }
        }
    }

    std::string_view text_;
    const type_table& named_;
    name_table known_;
    std::size_t names_ = 0;
    std::size_t at_ = 0;
    std::size_t depth_ = 0;
    std::size_t parts_ = max_parts;  // still allowed
};

}  // namespace

bool has_at_most(const type& t, std::size_t& left) noexcept {
    if (left == 0) return false;
    --left;
    if (t.item != nullptr && !has_at_most(*t.item, left)) return false;
    return std::ranges::all_of(t.members, [&](const type_member& m) { return has_at_most(m.type, left); });
}

std::optional<type> read_type(std::string_view text, std::size_t& length, const type_table& named) {
    type_reader reader{text, named};
    auto t = reader.read();
    length = t ? reader.at() : 0;
    return t;
}

std::optional<type> parse_type(std::string_view text, const type_table& named) {
    std::size_t length = 0;
    auto t = read_type(text, length, named);
    return t && skip_blanks(text, length) == text.size() ? t : std::nullopt;
}

}  // namespace reglament::feel
