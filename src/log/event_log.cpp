#include "log/readers.hpp"
#include "log/text_file.hpp"

#include <algorithm>

namespace reglament {

using namespace log_detail;

namespace {

// One name for one file, however it is called: absolute, without links and dots.
std::string source_of(const std::filesystem::path& file) {
    if (file == "-") return "-";
    std::error_code failed;
    const std::filesystem::path full = std::filesystem::weakly_canonical(file, failed);
    return (failed ? std::filesystem::absolute(file, failed).lexically_normal() : full).generic_string();
}

// By its name, or by its first character: no table's header begins so.
bool is_json_lines(const input& in) {
    for (const std::string_view ending : {".jsonl", ".ndjson", ".json"}) {
        if (in.name.ends_with(ending)) return true;
    }
    const std::size_t first = in.text.find_first_not_of(" \t\r\n");
    return first != in.text.npos && in.text[first] == '{';
}

}  // namespace

struct event_log::impl {
    impl(const rulebook& rules, log_options options) : how{std::move(options)}, kept{rules} {}

    bool read(text_file file, std::string name, std::string source, issues& found) {
        if (names.size() == UINT16_MAX) return found.add("too-many-files", {}, {std::to_string(names.size())}), false;
        input in;
        in.name = names.emplace_back(std::move(name));
        in.source = std::move(source);
        in.file = static_cast<std::uint32_t>(names.size() - 1);
        in.text = file.text();
        if (in.text.starts_with("\xEF\xBB\xBF")) in.text.remove_prefix(3);
        in.valid_utf8 = find_invalid_utf8(in.text) == std::string_view::npos;
        const bool table = how.columns && !is_json_lines(in);
        const bool good = table ? read_delimited(in, how, kept, found) : (read_json_lines(in, how, kept, found), true);
        records += in.records;
        if (table) files.push_back(std::move(file));
        return good;
    }

    log_options how;
    rows kept;
    std::deque<std::string> names;
    std::vector<text_file> files;  // that rows point into
    std::uint64_t records = 0;
};

event_log::event_log(const rulebook& rules, log_options options)
    : impl_{std::make_unique<impl>(rules, std::move(options))} {}
event_log::event_log(event_log&&) noexcept = default;
event_log& event_log::operator=(event_log&&) noexcept = default;
event_log::~event_log() = default;

bool event_log::read(const std::filesystem::path& file, issues& found) {
    std::string why;
    std::optional<text_file> text = read_file(file, why);
    if (text) return impl_->read(std::move(*text), file.string(), source_of(file), found);
    found.add("events-unreadable", {}, {file.string(), why});
    return false;
}

bool event_log::read_text(std::string_view text, std::string name, issues& found) {
    std::string source = name;
    return impl_->read(copy_of(text), std::move(name), std::move(source), found);
}

void event_log::sort() {
    const auto earlier = [](const row& a, const row& b) { return a.time < b.time; };  // rows came by file and line
    std::vector<row>& list = impl_->kept.list;
    if (!std::is_sorted(list.begin(), list.end(), earlier)) std::stable_sort(list.begin(), list.end(), earlier);
}

std::uint64_t event_log::lines() const noexcept {
    return impl_->records;
}
std::size_t event_log::size() const noexcept {
    return impl_->kept.list.size();
}
std::span<const bad_line> event_log::bad_lines() const noexcept {
    return impl_->kept.bad_lines;
}
std::string_view event_log::file_name(std::uint32_t file) const {
    return impl_->names[file];
}

event_log::entry event_log::operator[](std::size_t i) const {
    const row& r = impl_->kept.list[i];
    const bool whole = r.whole != 0;
    entry out;
    out.bound = {r.key, r.type, {r.subject, r.subject_length}, r.time, {}};
    if (whole) out.whole = &impl_->kept.wholes[r.first];
    if (!whole) out.bound.data = {impl_->kept.values.data() + r.first, impl_->kept.type(r.type).data.size()};
    out.file = r.file;
    out.line = r.line;
    out.recorded = impl_->kept.recorded(r);
    return out;
}

}  // namespace reglament
