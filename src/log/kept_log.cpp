#include "log/text_numbers.hpp"

#include <reglament/log/kept_log.hpp>

#include <algorithm>
#include <chrono>
#include <system_error>
#include <utility>

namespace reglament {

namespace {

constexpr std::int64_t untimed = INT64_MIN;
constexpr std::size_t most = UINT32_MAX;

struct event_row {
    std::int64_t time = untimed;
    std::uint32_t activity = 0, lifecycle = 0, resource = 0, role = 0;
    std::uint32_t values = 0;  // one more than which block of told values; 0: tells none
};

struct case_row {
    std::uint64_t line = 0;
    std::uint32_t id = 0;
    std::uint32_t end = 0;  // of its events, which begin where those of the one before end
    std::uint32_t values = 0;
    bool open = false;
};

}  // namespace

struct kept_log::impl {
    std::vector<std::string> names;
    log_detail::text_numbers texts;
    std::vector<event_row> events;
    std::vector<case_row> cases;
    std::vector<std::uint32_t> values;  // blocks, a text for each name

    std::uint32_t keep(std::span<const std::string_view> told) {
        if (told.empty() || names.empty()) return 0;
        for (const std::string_view one : told.first(std::min(told.size(), names.size())))
            values.push_back(texts.number(one));
        values.resize((values.size() + names.size() - 1) / names.size() * names.size());
        return static_cast<std::uint32_t>(values.size() / names.size());
    }

    void put(std::uint32_t which, std::vector<std::string_view>& into) const {
        if (which == 0) return;
        const std::size_t first = (which - std::size_t{1}) * names.size();
        for (std::size_t i = 0; i < names.size(); ++i) into.push_back(texts[values[first + i]]);
    }

    // What is told of a case, then by its events.
    void put_values(const case_row& c, std::span<const event_row> kept, std::vector<std::string_view>& all,
                    std::vector<case_event>& into) const {
        all.clear();
        put(c.values, all);
        for (const event_row& e : kept) put(e.values, all);
        std::size_t next = c.values == 0 ? 0 : names.size();
        for (std::size_t i = 0; i < kept.size(); ++i) {
            into[i].values = std::span{all}.subspan(next, kept[i].values == 0 ? 0 : names.size());
            next += into[i].values.size();
        }
    }
};

kept_log::kept_log(std::vector<std::string> values) : impl_{std::make_unique<impl>()} {
    impl_->names = std::move(values);
}
kept_log::~kept_log() = default;
kept_log::kept_log(kept_log&&) noexcept = default;
kept_log& kept_log::operator=(kept_log&&) noexcept = default;

bool kept_log::add(const observed_case& what) {
    impl& k = *impl_;
    const std::size_t texts = k.texts.size() + what.events.size() * (4 + k.names.size()) + k.names.size() + 1;
    if (k.events.size() + what.events.size() >= most || texts >= most || k.cases.size() + 1 >= most) return false;
    case_row c;
    c.line = what.line;
    c.id = k.texts.add(what.id);
    c.open = what.open;
    c.values = k.keep(what.values);
    for (const case_event& e : what.events) {
        event_row& one = k.events.emplace_back();
        one.activity = k.texts.number(e.activity);
        one.lifecycle = k.texts.number(e.lifecycle);
        one.resource = k.texts.number(e.resource);
        one.role = k.texts.number(e.role);
        if (e.time) one.time = e.time->time_since_epoch().count();
        one.values = k.keep(e.values);
    }
    c.end = static_cast<std::uint32_t>(k.events.size());
    k.cases.push_back(c);
    return true;
}

void kept_log::clear() {
    impl_->texts.clear();
    impl_->events.clear();
    impl_->cases.clear();
    impl_->values.clear();
}

std::size_t kept_log::cases() const noexcept {
    return impl_->cases.size();
}
std::uint64_t kept_log::events() const noexcept {
    return impl_->events.size();
}
const std::vector<std::string>& kept_log::value_names() const noexcept {
    return impl_->names;
}

void kept_log::each(const case_sink& sink) const {
    const impl& k = *impl_;
    std::vector<case_event> events;
    std::vector<std::string_view> values;
    std::uint32_t at = 0;
    for (const case_row& c : k.cases) {
        const std::span<const event_row> kept{k.events.data() + at, c.end - at};
        at = c.end;
        if (events.size() < kept.size()) events.resize(kept.size());
        for (std::size_t i = 0; i < kept.size(); ++i) {
            const event_row& e = kept[i];
            case_event& out = events[i];
            out.activity = k.texts[e.activity];
            out.lifecycle = k.texts[e.lifecycle];
            out.resource = k.texts[e.resource];
            out.role = k.texts[e.role];
            out.time = e.time == untimed ? std::nullopt : std::optional{instant{std::chrono::microseconds{e.time}}};
        }
        if (!k.names.empty()) k.put_values(c, kept, values, events);
        sink({k.texts[c.id], std::span{events}.first(kept.size()), c.line, c.open,
              std::span{values}.first(c.values == 0 ? 0 : k.names.size())});
    }
}

std::optional<kept_log> keep_cases(const std::filesystem::path& file, const case_log_options& how,
                                   case_log_summary& told, issues& found) {
    kept_log out{how.values};
    bool all = true;
    const auto keep = [&](const observed_case& c) { all = all && out.add(c); };
    if (!read_cases(file, how, keep, told, found)) return std::nullopt;
    if (all) return out;
    found.add("log-no-room", {}, {file.string(), std::make_error_code(std::errc::value_too_large).message()});
    return std::nullopt;
}

}  // namespace reglament
