// Helpers of the expression tests: tables, and a scope with its frame written as text.
#pragma once

#include <reglament/feel/expression.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace reglament::feel::testing {

struct row {
    std::string file;
    int line = 0;
    bool regulation = false;
    std::vector<std::string> cells;
};

inline std::string trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return std::string{text.substr(first, text.find_last_not_of(" \t") - first + 1)};
}

inline std::vector<std::string> split(std::string_view text, char at) {
    std::vector<std::string> parts;
    for (std::size_t from = 0; from <= text.size();) {
        const auto end = std::min(text.find(at, from), text.size());
        parts.push_back(trimmed(text.substr(from, end - from)));
        from = end + 1;
    }
    return parts;
}

// `\n` in a cell is a line break, as a folded YAML scalar may have.
inline std::string with_breaks(std::string text) {
    for (auto at = text.find("\\n"); at != std::string::npos; at = text.find("\\n", at + 1)) text.replace(at, 2, "\n");
    return text;
}

// Lines that begin with `#` are comments; `#! regulation` and `#! feel` switch the dialect.
inline std::vector<row> read_table(const std::string& name, std::size_t columns) {
    std::vector<row> rows;
    std::ifstream in{std::string{REGLAMENT_SOURCE_DIR} + "/tests/tables/" + name};
    bool regulation = false;
    int number = 0;
    for (std::string line; std::getline(in, line);) {
        ++number;
        if (line.starts_with("#!")) regulation = line.find("regulation") != std::string::npos;
        if (line.empty() || line[0] == '#') continue;
        auto cells = split(line, ';');
        cells.resize(columns);
        rows.push_back({name, number, regulation, std::move(cells)});
    }
    return rows;
}

/// What ctest calls a test of the row: where it stands, for its text may hold what ctest divides lists by.
inline void PrintTo(const row& shown, std::ostream* out) {
    *out << shown.file << ':' << shown.line;
}

inline std::string row_name(const ::testing::TestParamInfo<row>& tested) {
    return "line_" + std::to_string(tested.param.line);
}

inline value evaluate_plain(std::string_view text) {
    issues found;
    return compile(text, scope{}, found).evaluate({});
}

// Names with types and values: `amount: number = 5 | class: one of A, B = "A" | survey.reason = "x" | x`.
class world {
public:
    void add(std::string_view declaration) {
        const auto equals = declaration.find('=');
        auto head = trimmed(declaration.substr(0, equals));
        value v = equals == std::string_view::npos ? value{} : evaluate_plain(trimmed(declaration.substr(equals + 1)));
        type t = type_of(v);
        if (const auto colon = head.find(':'); colon != std::string::npos) {
            t = named_type(trimmed(std::string_view{head}.substr(colon + 1)));
            head = trimmed(std::string_view{head}.substr(0, colon));
        }
        const slot where{0, static_cast<std::uint32_t>(values_.size())};
        values_.push_back(std::move(v));
        declared_.push_back(head);
        if (head.starts_with('!')) {
            names_.declare(head.substr(1), t, where);  // a name with a dot of its own
        } else if (const auto dot = head.find('.'); dot != std::string::npos) {
            names_.declare_member(head.substr(0, dot), head.substr(dot + 1), t, where);
        } else {
            names_.declare(head, t, where);
        }
    }

    explicit world(std::string_view text = {}) {
        for (const auto& part : split(text, '|'))
            if (!part.empty()) add(part);
    }

    // Gives a name that was declared another value: `amount = 5`.
    void set(std::string_view assignment) {
        const auto equals = assignment.find('=');
        const auto name = trimmed(assignment.substr(0, equals));
        const auto at = std::find(declared_.begin(), declared_.end(), name);
        ASSERT_NE(at, declared_.end()) << name;
        values_[static_cast<std::size_t>(at - declared_.begin())] =
            evaluate_plain(trimmed(assignment.substr(equals + 1)));
    }

    [[nodiscard]] const scope& names() const { return names_; }
    [[nodiscard]] frame at(instant now = {}) const {
        frame f;
        f.bank[0] = values_.data();
        f.now = now;
        return f;
    }
    [[nodiscard]] std::vector<value>& values() { return values_; }

    static type named_type(std::string_view name) {
        if (name.starts_with("one of ")) return {type_kind::string, split(name.substr(7), ','), nullptr};
        if (name == "number") return {type_kind::number, {}, nullptr};
        if (name == "text") return {type_kind::string, {}, nullptr};
        if (name == "boolean") return {type_kind::boolean, {}, nullptr};
        if (name == "date") return {type_kind::date, {}, nullptr};
        if (name == "date and time") return {type_kind::date_time, {}, nullptr};
        if (name == "time") return {type_kind::time, {}, nullptr};
        if (name == "duration") return {type_kind::time_duration, {}, nullptr};
        return parse_type(name).value_or(type{});
    }

private:
    scope names_;
    std::vector<value> values_;
    std::vector<std::string> declared_;
};

/// What the rows of feel_errors.csv may name.
inline constexpr std::string_view names_of_errors =
    "amount: number | phone allowed: boolean | class: one of A, B, C | last order: date and time | birthday: date |"
    "phone: text | city: text | доход: number | доход и расход: number | класс: one of A, Б | survey.reason: one of "
    "offended, forgot |"
    "survey.note: text | !order.paid: number | silence: duration | tags: list | anything |"
    "numbers: list<number> | cities: list<string> | days: range<date> | noon: time | term: years and months duration |"
    "people: list<context<full name: string, age: number, in stock: boolean>> | 2nd call: number |"
    "client: context<full name: string, age: number, home: context<city: string>>";

}  // namespace reglament::feel::testing
