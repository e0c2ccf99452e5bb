// The mapping of columns to events, as the user writes it.
#include "feel/time_format.hpp"

#include <reglament/log/case_log.hpp>
#include <reglament/text/names.hpp>

#include <algorithm>
#include <array>
#include <memory>
#include <span>

namespace reglament {

namespace {

constexpr std::array<std::string_view, 6> event_targets{"type", "subject", "time", "id", "source", "data."};
constexpr std::array<std::string_view, 3> needed_event_targets{"type", "subject", "time"};
constexpr std::array<std::string_view, 7> case_targets{"case",     "activity", "time", "lifecycle",
                                                       "resource", "role",     "data."};
constexpr std::array<std::string_view, 3> needed_case_targets{"case", "activity", "time"};

std::string_view trim(std::string_view text) {
    const std::size_t from = std::min(text.find_first_not_of(" \t"), text.size());
    return text.substr(from, text.find_last_not_of(" \t") + 1 - from);
}

// A piece without `=` belongs to the one before: columns and formats may have commas.
std::vector<std::string_view> pieces(std::string_view text) {
    std::vector<std::string_view> out;
    for (std::size_t at = 0; at <= text.size();) {
        const std::size_t comma = std::min(text.find(',', at), text.size());
        const std::string_view piece = text.substr(at, comma - at);
        if (!out.empty() && piece.find('=') == piece.npos && !trim(piece).empty()) {
            out.back() = std::string_view{out.back().data(), out.back().size() + 1 + piece.size()};
        } else if (!trim(piece).empty()) {
            out.push_back(piece);
        }
        at = comma + 1;
    }
    return out;
}

class mapping_reader {
public:
    using names = std::span<const std::string_view>;
    mapping_reader(std::string_view text, issues& found, names targets, names needed)
        : targets_{targets},
          needed_{needed},
          file_{std::make_shared<const source>("--map", std::string{text})},
          found_{found} {}

    std::optional<mapping> read() {
        for (const std::string_view piece : pieces(file_->text())) entry(piece);
        for (const std::string_view needed : needed_) {
            if (!has(needed)) complain("mapping-incomplete", file_->text(), {std::string{needed}});
        }
        return good_ ? std::optional{std::move(out_)} : std::nullopt;
    }

private:
    void complain(std::string_view code, std::string_view part, std::vector<std::string> arguments,
                  std::string near = {}) {
        const auto begin = static_cast<std::uint32_t>(part.data() - file_->text().data());
        const span where{begin, begin + static_cast<std::uint32_t>(part.size())};
        found_.add(code, place{file_, where}, std::move(arguments), std::move(near));
        good_ = false;
    }

    [[nodiscard]] bool has(std::string_view target) const {
        return std::any_of(out_.entries.begin(), out_.entries.end(), [&](const auto& e) { return e.target == target; });
    }

    void entry(std::string_view piece) {
        const std::size_t equals = piece.find('=');
        const std::string_view target = trim(piece.substr(0, std::min(equals, piece.size())));
        if (equals == piece.npos || target.empty() || trim(piece.substr(equals + 1)).empty()) {
            return complain("mapping-form", trim(piece), {std::string{trim(piece)}});
        }
        if (!known(target)) return;
        if (has(target)) return complain("mapping-twice", target, {std::string{target}});
        mapping::entry made{std::string{target}, std::string{trim(piece.substr(equals + 1))}, {}};
        if (target == "time") split_format(made, trim(piece.substr(equals + 1)));
        out_.entries.push_back(std::move(made));
    }

    bool known(std::string_view target) {
        const bool may_have_data = std::find(targets_.begin(), targets_.end(), "data.") != targets_.end();
        const bool data = may_have_data && target.starts_with("data.") && target.size() > 5;
        if (data || (target != "data." && std::find(targets_.begin(), targets_.end(), target) != targets_.end()))
            return true;
        const auto near = near_names(target, {targets_.begin(), targets_.end()});
        complain("mapping-target", target, {std::string{target}},
                 near.empty() ? std::string{} : std::string{near.front()});
        return false;
    }

    // The last colon before the first letter of the format divides: columns may have colons of their own.
    void split_format(mapping::entry& made, std::string_view value) {
        const std::size_t percent = value.find('%');
        const std::size_t colon = percent == value.npos ? value.npos : value.rfind(':', percent);
        if (colon == value.npos) return;
        made.column = std::string{trim(value.substr(0, colon))};
        made.format = std::string{value.substr(colon + 1)};
        if (made.column.empty()) return complain("mapping-form", value, {"time=" + std::string{value}});
        if (!feel::time_format::compile(made.format))
            complain("mapping-format", value.substr(colon + 1), {made.format});
    }

    names targets_, needed_;
    std::shared_ptr<const source> file_;
    issues& found_;
    mapping out_;
    bool good_ = true;
};

}  // namespace

std::optional<mapping> parse_mapping(std::string_view text, issues& found) {
    return mapping_reader{text, found, event_targets, needed_event_targets}.read();
}

std::optional<mapping> parse_case_mapping(std::string_view text, issues& found) {
    return mapping_reader{text, found, case_targets, needed_case_targets}.read();
}

}  // namespace reglament
