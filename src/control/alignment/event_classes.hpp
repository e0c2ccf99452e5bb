// Event classes: which names of events, with their stages, are the same to a regulation.
#pragma once

#include "control/alignment/bounds.hpp"
#include "control/alignment/search.hpp"

#include <reglament/log/case_log.hpp>

#include <array>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace reglament::alignment {

class event_classes {
public:
    static constexpr std::uint32_t ignored = 0xFFFF'FFFF;

    event_classes(const net& of, const groups& by) : of_{of}, by_{by} {}
    event_classes(const event_classes&) = delete;
    event_classes& operator=(const event_classes&) = delete;

    /// Names are few: what has the same ends was looked up before, most likely, and is compared instead of hashed.
    std::uint32_t of(const case_event& e) {
        const ends activity{e.activity}, stage{e.lifecycle};
        recent& one = recent_[(activity.mixed() ^ stage.mixed() >> 1) % recent_.size()];
        if (one.known == nullptr || !one.is(activity, stage, e)) one = {&looked_up(e), activity, stage};
        return one.known->second;
    }

    [[nodiscard]] const std::vector<event_class>& list() const noexcept { return list_; }
    [[nodiscard]] const std::vector<std::string>& activities() const noexcept { return activities_; }  // by class

private:
    // Found by the views that a log gives, so that nothing is copied for an event.
    struct name {
        std::string activity, lifecycle;
    };
    using name_view = std::pair<std::string_view, std::string_view>;
    static name_view view_of(const name& n) { return {n.activity, n.lifecycle}; }
    static name_view view_of(const name_view& v) { return v; }
    struct name_hash {
        using is_transparent = void;
        std::size_t operator()(const auto& one) const noexcept {
            const auto [activity, lifecycle] = view_of(one);
            const std::hash<std::string_view> of_text;
            return of_text(activity) * 31 + (lifecycle.empty() ? 0 : of_text(lifecycle));
        }
    };
    struct name_equal {
        using is_transparent = void;
        bool operator()(const auto& a, const auto& b) const noexcept { return view_of(a) == view_of(b); }
    };
    using name_map = std::unordered_map<name, std::uint32_t, name_hash, name_equal>;
    using known_name = name_map::value_type;

    // The length of a text, its first and its last eight bytes; of a short one all.
    struct ends {
        ends() = default;
        explicit ends(std::string_view text);
        [[nodiscard]] std::size_t mixed() const noexcept {
            return static_cast<std::size_t>(((first ^ (last + size) * 0x9E3779B97F4A7C15ULL) * 0xC2B2AE3D27D4EB4FULL) >>
                                            40);
        }
        [[nodiscard]] bool is(const ends& o, std::string_view text, std::string_view other) const noexcept {
            return first == o.first && last == o.last && size == o.size &&
                   (size <= 16 || text.substr(8, size - 16) == other.substr(8, size - 16));
        }
        std::uint64_t first = 0, last = 0, size = 0;
    };
    struct recent {
        const known_name* known = nullptr;
        ends activity, stage;
        [[nodiscard]] bool is(const ends& a, const ends& s, const case_event& e) const noexcept {
            return activity.is(a, known->first.activity, e.activity) &&
                   stage.is(s, known->first.lifecycle, e.lifecycle);
        }
    };

    const known_name& looked_up(const case_event& e);
    [[nodiscard]] bool counts_at_all(const case_event& e) const;
    [[nodiscard]] event_class made(const case_event& e) const;

    const net& of_;
    const groups& by_;
    name_map known_;
    std::array<recent, 256> recent_;
    std::vector<event_class> list_;
    std::vector<std::string> activities_;
};

inline event_classes::ends::ends(std::string_view text) : size{text.size()} {
    if (size >= 8) {
        std::memcpy(&first, text.data(), 8);
        std::memcpy(&last, text.data() + size - 8, 8);
    } else {
        for (const char c : text) first = first << 8 | static_cast<unsigned char>(c);
    }
}

}  // namespace reglament::alignment
