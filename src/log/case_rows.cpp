#include "log/case_rows.hpp"

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <tuple>

namespace reglament::log_detail {

std::uint32_t case_rows::number(std::string_view text) {
    const auto known = numbers_.find(text);
    if (known != numbers_.end()) return known->second;
    const auto next = static_cast<std::uint32_t>(texts_.size());
    numbers_.emplace(texts_.emplace_back(text), next);
    return next;
}

bool case_rows::add(const fields& f) {
    row r;
    r.of = number(f.name);
    r.activity = number(f.activity);
    r.lifecycle = number(f.lifecycle);
    r.resource = number(f.resource);
    r.role = number(f.role);
    r.timed = f.time ? 1 : 0;
    r.time = f.time ? f.time->time_since_epoch().count() : 0;
    r.line = f.line;
    // All at once, when there are many: what grows by copying is there twice. What is not used takes no memory.
    if (constexpr std::size_t many = 1u << 16; rows_.size() == many) rows_.reserve(in_.how.memory / sizeof(row) + 1);
    rows_.push_back(r);
    return rows_.size() * sizeof(row) < in_.how.memory || spill();
}

bool case_rows::spill() {
    const auto fail = [&] {
        in_.found.add("log-no-room", {}, {in_.name, std::generic_category().message(errno)});
        return false;
    };
    while (files_.size() < parts) {
        files_.emplace_back(std::tmpfile());
        if (files_.back() == nullptr) return files_.pop_back(), fail();
    }
    // In place: what sorts in a stable way takes half as much again. The order of lines is looked at afterwards.
    std::sort(rows_.begin(), rows_.end(), [](const row& a, const row& b) { return a.of % parts < b.of % parts; });
    for (std::size_t at = 0; at < rows_.size();) {
        std::size_t end = at;
        while (end < rows_.size() && rows_[end].of % parts == rows_[at].of % parts) ++end;
        if (std::fwrite(rows_.data() + at, sizeof(row), end - at, files_[rows_[at].of % parts].get()) != end - at)
            return fail();
        at = end;
    }
    rows_.clear();
    return true;
}

bool case_rows::finish() {
    if (files_.empty()) return hand_over_all(), true;
    if (!spill()) return false;
    for (const auto& file : files_) {
        const long size = std::ftell(file.get());
        std::rewind(file.get());
        rows_.resize(static_cast<std::size_t>(std::max(size, 0L)) / sizeof(row));
        if (std::fread(rows_.data(), sizeof(row), rows_.size(), file.get()) != rows_.size()) {
            in_.found.add("log-no-room", {}, {in_.name, std::generic_category().message(errno)});
            return false;
        }
        hand_over_all();
    }
    return true;
}

void case_rows::hand_over_all() {
    std::sort(rows_.begin(), rows_.end(), [](const row& a, const row& b) {
        return std::tie(a.of, a.time, a.line) < std::tie(b.of, b.time, b.line);
    });
    std::vector<case_event> events;
    for (std::size_t at = 0; at < rows_.size();) {
        events.clear();
        std::uint64_t line = rows_[at].line;
        const std::uint32_t of = rows_[at].of;
        for (; at < rows_.size() && rows_[at].of == of; ++at) {
            const row& r = rows_[at];
            line = std::min(line, r.line);
            events.push_back({text(r.activity), text(r.lifecycle), text(r.resource), text(r.role),
                              r.timed != 0 ? std::optional{instant{std::chrono::microseconds{r.time}}} : std::nullopt});
        }
        log_detail::hand_over(in_, {text(of), events, line});
    }
    rows_.clear();
}

}  // namespace reglament::log_detail
