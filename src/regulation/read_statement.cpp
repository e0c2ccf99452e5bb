#include "regulation/read_statement.hpp"

#include <algorithm>
#include <charconv>
#include <string_view>

namespace reglament {

namespace {

constexpr std::size_t most_lines = 200;

// "70 %", "70", "33,3".
std::optional<feel::number> number_of(std::string_view text, bool percent) {
    std::string plain{text};
    if (percent && !plain.empty() && plain.back() == '%') plain.pop_back();
    while (!plain.empty() && plain.back() == ' ') plain.pop_back();
    std::replace(plain.begin(), plain.end(), ',', '.');
    return feel::number::parse(plain);
}

// "2025-03".
std::optional<feel::date> month_of(std::string_view text) {
    int y = 0;
    unsigned m = 0;
    const char* const end = text.data() + text.size();
    const auto [dash, error] = std::from_chars(text.data(), end, y);
    if (error != std::errc{} || dash - text.data() != 4 || dash == end || *dash != '-' || end - dash != 3) return {};
    const auto [behind, wrong] = std::from_chars(dash + 1, end, m);
    if (wrong != std::errc{} || behind != end || m < 1 || m > 12 || y < 1) return {};
    const std::chrono::local_days first{std::chrono::year{y} / std::chrono::month{m} / 1};
    return feel::date{first};
}

class statement_reader final : public section_reader {
public:
    using section_reader::section_reader;

    statement read() {
        static const key_set keys{context_of::statement};
        result_.file = file_;
        const node& root = *tree_.root();
        const auto seen = each_key(root, keys, [&](const entry& e) { read_key(e); });
        const span where = tree_.first(root)->where;
        for (const std::string_view needed : {"statement", "for", "lines"})
            require(seen, needed, context_of::statement, where);
        result_.sound = state() == soundness::sound && !result_.id.value.empty();
        return std::move(result_);
    }

private:
    void read_key(const entry& e) {
        if (e.is("statement")) {
            result_.id = read_name(e);
        } else if (e.is("title")) {
            result_.title = read_text(e);
        } else if (e.is("version")) {
            result_.version = read_version(e);
        } else if (e.is("for")) {
            result_.role = read_name(e);
        } else if (e.is("subject")) {
            result_.subject = read_subject_name(e);
        } else if (e.is("from")) {
            read_month(e);
        } else if (e.is("closes")) {
            result_.closes = read_period(e);
        } else if (e.is("never for")) {
            result_.never = read_names(e);
        } else {
            read_lines(e);
        }
    }

    void read_month(const entry& e) {
        if (!is_text(e)) return;
        const auto month = month_of(e.value.text);
        if (!month) {
            report("bad-month", e.value.where, {std::string{e.value.text}});
            return;
        }
        result_.from = located<feel::date>{*month, e.value.where};
    }

    void read_lines(const entry& e) {
        if (!is_map(e)) return;
        each_name(e.value, [&](const node& key, const node& value) {
            if (result_.lines.size() == most_lines) {
                report("too-large", key.where, {std::to_string(most_lines), "lines", "строк"});
                return;
            }
            statement_line& line = result_.lines.emplace_back();
            line.id = name_of(key);
            line.where = key.where;
            line.unit = feel::number::parse("0.01").value();
            if (!value.is_map()) {
                report("expected-map", value.is_null() ? key.where : value.where, {line.id.value});
                return;
            }
            read_line(value, line);
        });
        if (result_.lines.empty()) missing("lines", context_of::statement, e.key.where);
    }

    void read_line(const node& map, statement_line& into) {
        static const key_set keys{context_of::statement_line};
        const auto seen = each_key(map, keys, [&](const entry& e) { read_line_key(e, into); });
        check(seen, into);
    }

    void read_line_key(const entry& e, statement_line& into) {
        if (e.is("title")) {
            into.title = read_text(e);
        } else if (e.is("event")) {
            into.events = read_names(e);
        } else if (e.is("tasks")) {
            into.of_tasks = true;
            into.tasks = read_names(e);
            const auto all = [](const located<std::string>& n) { return n.value == "all" || n.value == "все"; };
            std::erase_if(into.tasks, all);
        } else if (e.is("back")) {
            into.back = read_name(e);
        } else if (e.is("by")) {
            into.by = read_name(e);
        } else if (e.is("owner")) {
            into.owner = read_name(e);
        } else if (e.is("split")) {
            read_split(e, into);
        } else if (e.is("table")) {
            if (!is_text(e)) return;
            issues told;
            into.table = feel::parse_decision_table(place{file_, e.value.where}, told);
            adopt(told);
        } else if (e.is("round")) {
            read_unit(e, into);
        } else {
            condition_at(e, into) = read_condition(e);
        }
    }

    static condition& condition_at(const entry& e, statement_line& of) {
        if (e.is("figure")) return of.figure;
        if (e.is("if")) return of.when;
        if (e.is("amount")) return of.amount;
        if (e.is("share")) return of.share;
        return e.is("each") ? of.each : of.pay;
    }

    void read_unit(const entry& e, statement_line& into) {
        if (!is_text(e)) return;
        const auto unit = number_of(e.value.text, false);
        if (!unit || *unit <= feel::number{0}) {
            report("bad-round", e.value.where, {std::string{e.value.text}});
            return;
        }
        into.unit = *unit;
        into.unit_said = true;
    }

    void read_split(const entry& e, statement_line& into) {
        if (!is_map(e)) return;
        feel::number all{0};
        each_name(e.value, [&](const node& key, const node& value) {
            const auto part = value.is_scalar() ? number_of(value.text, true) : std::nullopt;
            if (!part || *part <= feel::number{0} || *part > feel::number{100}) {
                report("bad-split", value.is_null() ? key.where : value.where, {std::string{key.text}});
                return;
            }
            all = add(all, *part).value_or(all);
            into.split.emplace_back(name_of(key), *part);
        });
        if (all > feel::number{100}) report("split-over-all", e.key.where, {to_string(all)});
    }

    void check(const keys_found& seen, const statement_line& of) {
        const auto has = [&](std::string_view en) {
            return std::any_of(seen.begin(), seen.end(), [&](const keyword* k) { return k->en == en; });
        };
        const auto word = [&](std::string_view en) { return spell(en, context_of::statement_line); };
        const auto both = [&](std::string_view a, std::string_view b) {
            if (has(a) && has(b)) report("not-both", of.where, {word(a), word(b)});
        };
        if (!has("event") && !has("figure") && !has("tasks"))
            report("line-of-nothing", of.where, {of.id.value, word("event"), word("figure"), word("tasks")});
        if (!has("pay") && !has("each")) report("line-without-pay", of.where, {of.id.value, word("pay"), word("each")});
        both("event", "figure");
        both("event", "tasks");
        both("figure", "tasks");
        both("pay", "each");
        both("owner", "split");
        if (of.of_tasks && has("each")) both("table", "each");
        for (const std::string_view key : {"amount", "share", "each", "owner", "split", "back"}) both("figure", key);
        for (const std::string_view key : {"owner", "split", "back"}) both("tasks", key);
        if (has("back") != has("by")) missing(has("back") ? "by" : "back", context_of::statement_line, of.where);
    }

    statement result_;
};

}  // namespace

statement read_statement(const yaml::tree& tree, const std::shared_ptr<const source>& file, issues& found) {
    return statement_reader{tree, file, found}.read();
}

}  // namespace reglament
