#include "feel/closure.hpp"

#include <reglament/feel/corpus.hpp>
#include <reglament/feel/named_decision.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace reglament::feel {
namespace {

std::string_view type_word(value_kind kind) noexcept {
    constexpr std::array<std::string_view, 13> words{"null",    "boolean",  "number",   "string",   "date",
                                                     "time",    "dateTime", "duration", "duration", "list",
                                                     "context", "range",    "function"};
    return words[static_cast<std::size_t>(kind)];
}

value typed_list(const list& items) {
    list out;
    for (const value& item : items) out.push_back(to_typed(item));
    return value{std::move(out)};
}

value typed_context(const context& entries) {
    context out;
    for (const auto& [name, v] : entries) out.emplace_back(name, to_typed(v));
    return value{std::move(out)};
}

template <class T>
value parsed(const std::optional<T>& v) {
    return v ? value{*v} : value{};
}

value from_text(std::string_view type, std::string_view text) {
    if (type == "number") return parsed(number::parse(text));
    if (type == "date") return parsed(parse_date(text));
    if (type == "time") return parsed(parse_time(text));
    if (type == "dateTime") return parsed(parse_date_time(text));
    if (type != "duration") return value{text};
    const auto months = parse_months_duration(text);
    return months ? value{*months} : parsed(parse_time_duration(text));
}

std::string text_of(const value& record, std::string_view key) {
    const auto* found = record.find(key);
    return found != nullptr && found->kind() == value_kind::string ? std::string{found->as_string()} : std::string{};
}

const context& entries_of(const value& record, std::string_view key) {
    static const context none;
    const auto* found = record.find(key);
    return found != nullptr && found->kind() == value_kind::context ? found->as_context() : none;
}

// One record on its way: names gather, issues too.
class record_run {
public:
    record_run(const value& record, language lang) : record_{record}, lang_{lang} {}

    value run() {
        read_types();
        read_context();
        read_lets();
        const value result = record_.find("rules") != nullptr ? decided() : evaluate_one(text_of(record_, "expr"), {});
        const value whole = fitted(result, text_of(record_, "result_type"));
        context out;
        if (const auto* id = record_.find("id")) out.emplace_back("id", *id);
        out.emplace_back("result", to_typed(whole));
        out.emplace_back("issues", value{std::move(issues_)});
        return value{std::move(out)};
    }

private:
    // Types may name each other, whatever their order.
    void read_types() {
        const auto& all = entries_of(record_, "types");
        for (std::size_t round = 0; round < all.size() && types_.size() < all.size(); ++round)
            for (const auto& [name, text] : all) {
                const auto known = [&](const type_member& m) { return m.name == name; };
                if (text.kind() != value_kind::string || std::ranges::any_of(types_, known)) continue;
                if (auto t = parse_type(text.as_string(), types_)) types_.push_back({name, *std::move(t)});
            }
    }

    [[nodiscard]] value fitted(const value& v, std::string_view text) const {
        const auto t = text.empty() ? std::nullopt : parse_type(text, types_);
        return t ? coerce(v, *t) : v;
    }

    void read_context() {
        for (const auto& [name, v] : entries_of(record_, "context")) {
            const auto wanted = declared_type(name);
            add(name, fitted(from_typed(v), wanted), wanted);
        }
    }

    // Of a table, `input_types` are those of its columns.
    [[nodiscard]] std::string declared_type(std::string_view name) const {
        const bool table = record_.find("rules") != nullptr;
        return text_of(value{entries_of(record_, table ? "context_types" : "input_types")}, name);
    }

    value decided() {
        issues found;
        auto table = decision_table_from(record_);
        if (!table) return {};
        evaluate_options options;
        options.how.types = &types_;
        const auto code = named_decision::compile(*std::move(table), names_, found, options.how);
        value result = code.evaluate(values_, options, &found);
        for (const issue& i : found) tell(i, {});
        return result;
    }

    void add(const std::string& name, value v, std::string_view declared) {
        auto t = declared.empty() ? std::nullopt : parse_type(declared, types_);
        const bool tells_more = t && v.is_null() && (t->kind == type_kind::context || t->kind == type_kind::list);
        names_.push_back({name, tells_more ? *std::move(t) : type_of(v)});
        values_.emplace_back(name, std::move(v));
    }

    void read_lets() {
        const auto* lets = record_.find("lets");
        if (lets == nullptr || lets->kind() != value_kind::list) return;
        for (const value& let : lets->as_list()) {
            const std::string name = text_of(let, "name");
            value v = evaluate_one(text_of(let, "expr"), name);
            const auto returns = text_of(let, "returns");
            if (const auto t = returns.empty() ? std::nullopt : parse_type(returns, types_)) v = returning(v, *t);
            add(name, fitted(v, text_of(let, "type")), {});
        }
    }

    value evaluate_one(const std::string& text, const std::string& let) {
        issues found;
        evaluate_options options;
        options.how.types = &types_;
        const auto code = named_program::compile(text, names_, found, options.how);
        value result = code ? code.evaluate(value{values_}.as_context(), options, &found) : value{};
        for (const issue& i : found) tell(i, let);
        return result;
    }

    void tell(const issue& i, const std::string& let) {
        const auto at = i.at ? i.at.source->at(i.at.where.begin) : position{};
        context out{{"code", value{i.code}},
                    {"message", value{message(i, lang_)}},
                    {"line", value{number{at.line}}},
                    {"column", value{number{at.column}}}};
        if (!let.empty()) out.emplace_back("let", value{let});
        issues_.push_back(value{std::move(out)});
    }

    const value& record_;
    language lang_;
    type_table types_;
    type_table names_;
    context values_;
    list issues_;
};

}  // namespace

value to_typed(const value& v) {
    context out{{"type", value{type_word(v.kind())}}};
    switch (v.kind()) {
        case value_kind::null:
        case value_kind::boolean:
        case value_kind::string:
            out.emplace_back("value", v);
            break;
        case value_kind::list:
            out.emplace_back("value", typed_list(v.as_list()));
            break;
        case value_kind::context:
            out.emplace_back("value", typed_context(v.as_context()));
            break;
        default:
            out.emplace_back("value", value{to_string(v)});
    }
    return value{std::move(out)};
}

value from_typed(const value& typed) {
    const auto* v = typed.find("value");
    const value kind = typed.get("type");
    if (v == nullptr || v->is_null() || kind.kind() != value_kind::string) return {};
    if (v->kind() == value_kind::string) return from_text(kind.as_string(), v->as_string());
    if (v->kind() == value_kind::list) {
        list items;
        for (const value& item : v->as_list()) items.push_back(from_typed(item));
        return value{std::move(items)};
    }
    if (v->kind() != value_kind::context) return *v;
    context entries;
    for (const auto& [name, entry] : v->as_context()) entries.emplace_back(name, from_typed(entry));
    return value{std::move(entries)};
}

value evaluate_record(const value& record, language lang) {
    return record_run{record, lang}.run();
}

}  // namespace reglament::feel
