#include "log/header.hpp"

#include "log/fields.hpp"

#include <reglament/text/names.hpp>

#include <algorithm>
#include <array>

namespace reglament::log_detail {

namespace {

using names = std::vector<std::string>;

std::size_t find(const names& header, std::string_view column) {
    const auto at = std::find(header.begin(), header.end(), column);
    return at == header.end() ? no_column : static_cast<std::size_t>(at - header.begin());
}

bool is_quoted(std::string_view text) {
    return text.size() > 2 && text.front() == '"' && text.back() == '"';
}

std::optional<names> cut(std::string_view text, char delimiter, std::size_t longest) {
    splitter cutter{text, delimiter, longest};
    std::vector<field> fields;
    if (cutter.next(fields) != splitter::outcome::record) return std::nullopt;
    names out;
    for (const field& f : fields) out.push_back(f.escaped ? without_doubled_quotes(f.text) : std::string{f.text});
    return out;
}

struct cut_header {
    char delimiter = ',';
    names columns;
};

// The delimiter that finds most of the columns asked for; of equal ones, the one with most columns.
std::optional<cut_header> detect(std::string_view text, const mapping& wanted, std::size_t longest) {
    static constexpr std::array delimiters{'\t', ';', ',', splitter::blanks};
    std::optional<cut_header> best;
    std::pair<std::ptrdiff_t, std::size_t> score;
    for (const char delimiter : delimiters) {
        std::optional<names> columns = cut(text, delimiter, longest);
        if (!columns) continue;
        const auto there = std::count_if(wanted.entries.begin(), wanted.entries.end(),
                                         [&](const auto& e) { return find(*columns, e.column) != no_column; });
        const std::pair now{there, columns->size()};
        if (best && now <= score) continue;
        score = now;
        best = cut_header{delimiter, std::move(*columns)};
    }
    return best;
}

std::string listed(const names& header) {
    std::string out;
    for (const std::string& name : header) out += (out.empty() ? "" : ", ") + name;
    return shown(out);
}

class resolver {
public:
    resolver(const input& in, cut_header header, issues& found) : in_{in}, header_{std::move(header)}, found_{found} {
        out_.delimiter = header_.delimiter;
        out_.count = header_.columns.size();
    }

    std::optional<columns> resolve(const mapping& wanted) {
        for (const mapping::entry& e : wanted.entries) resolve(e);
        out_.names = header_.columns;
        return good_ ? std::optional{std::move(out_)} : std::nullopt;
    }

private:
    void resolve(const mapping::entry& e) {
        const std::size_t at = find(header_.columns, e.column);
        if (e.target == "type" && at == no_column) {
            out_.constant_type = e.column;
            return;
        }
        if (e.target == "source" && is_quoted(e.column)) {
            out_.constant_source = e.column.substr(1, e.column.size() - 2);
            return;
        }
        if (at == no_column) return missing(e.column);
        if (std::count(header_.columns.begin(), header_.columns.end(), e.column) > 1) {
            found_.add("column-twice", {}, {std::string{in_.name}, e.column});
            good_ = false;
        }
        place(e, at);
    }

    void place(const mapping::entry& e, std::size_t at) {
        if (e.target == "type") out_.type = at;
        if (e.target == "subject") out_.subject = at;
        if (e.target == "id") out_.id = at;
        if (e.target == "source") out_.source = at;
        if (e.target == "time") {
            out_.time = at;
            if (!e.format.empty()) out_.format = feel::time_format::compile(e.format);
        }
        if (e.target.starts_with("data.")) out_.data.emplace_back(e.target.substr(5), at);
    }

    void missing(const std::string& column) {
        const std::vector<std::string_view> known{header_.columns.begin(), header_.columns.end()};
        const auto near = near_names(column, known);
        found_.add("no-column", {}, {std::string{in_.name}, column, listed(header_.columns)},
                   near.empty() ? std::string{} : std::string{near.front()});
        good_ = false;
    }

    const input& in_;
    cut_header header_;
    issues& found_;
    columns out_;
    bool good_ = true;
};

}  // namespace

std::optional<columns> read_header(const input& in, const mapping& wanted, std::size_t longest, issues& found) {
    if (in.text.find_first_not_of(" \t\r\n") == in.text.npos) {
        found.add("no-header", {}, {std::string{in.name}});
        return std::nullopt;
    }
    const std::string_view first = in.text.substr(0, in.text.find('\n'));
    if (!in.valid_utf8 && find_invalid_utf8(first) != first.npos) {
        found.add("header-not-utf8", {}, {std::string{in.name}});
        return std::nullopt;
    }
    std::optional<cut_header> header = detect(in.text, wanted, longest);
    if (!header) {
        found.add("bad-header", {}, {std::string{in.name}});
        return std::nullopt;
    }
    return resolver{in, std::move(*header), found}.resolve(wanted);
}

}  // namespace reglament::log_detail
