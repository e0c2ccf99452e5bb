#include "log/case_rows.hpp"

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <tuple>

namespace reglament::log_detail {

namespace {

// One text of several: each with its length before it.
void pack(std::span<const std::string_view> texts, std::string& out) {
    out.clear();
    for (const std::string_view t : texts) {
        const auto n = static_cast<std::uint32_t>(t.size());
        for (unsigned shift = 0; shift < 32; shift += 8) out += static_cast<char>(n >> shift & 0xFFU);
        out += t;
    }
}

std::string_view unpack(std::string_view& from) {
    std::uint32_t n = 0;
    for (unsigned i = 0; i < 4; ++i) n |= std::uint32_t{static_cast<unsigned char>(from[i])} << 8 * i;
    const std::string_view out = from.substr(4, n);
    from.remove_prefix(4 + n);
    return out;
}

}  // namespace

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
    if (f.time) r.time = f.time->time_since_epoch().count();
    const auto is_told = [](std::string_view v) { return !v.empty(); };
    if (std::any_of(f.values.begin(), f.values.end(), is_told)) {
        pack(f.values, packed_);
        r.values = number(packed_);
    }
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

void case_rows::put_values(std::uint32_t packed, case_event& into) {
    std::vector<std::string_view>& values = unpacked_.emplace_back();
    for (std::string_view left = text(packed); !left.empty();) values.push_back(unpack(left));
    into.values = values;
}

void case_rows::hand_over_all() {
    std::sort(rows_.begin(), rows_.end(), [](const row& a, const row& b) {
        return std::tie(a.of, a.time, a.line) < std::tie(b.of, b.time, b.line);
    });
    std::vector<case_event> events;
    for (std::size_t at = 0; at < rows_.size();) {
        events.clear();
        unpacked_.clear();
        std::uint64_t line = rows_[at].line;
        const std::uint32_t of = rows_[at].of;
        for (; at < rows_.size() && rows_[at].of == of; ++at) {
            const row& r = rows_[at];
            line = std::min(line, r.line);
            case_event& e = events.emplace_back();
            e = {text(r.activity), text(r.lifecycle), text(r.resource), text(r.role), std::nullopt, {}};
            if (r.time != untimed) e.time = instant{std::chrono::microseconds{r.time}};
            if (r.values != 0) put_values(r.values, e);
        }
        log_detail::hand_over(in_, {text(of), events, line});
    }
    rows_.clear();
}

}  // namespace reglament::log_detail
