#include "regulation/key_shapes.hpp"

#include <reglament/feel/value.hpp>
#include <reglament/regulation/keywords.hpp>
#include <reglament/regulation/schema.hpp>

#include <algorithm>
#include <array>
#include <vector>

namespace reglament {

namespace {

using feel::context;
using feel::list;
using feel::value;

value reference(std::string_view name) {
    return value{context{{"$ref", value{"#/$defs/" + std::string{name}}}}};
}

value typed(std::initializer_list<std::string_view> types) {
    list all;
    for (const std::string_view t : types) all.emplace_back(t);
    return value{context{{"type", value{std::move(all)}}}};
}

value any_of(list all) {
    return value{context{{"anyOf", value{std::move(all)}}}};
}

value list_of(value item) {
    return value{context{{"type", value{"array"}}, {"items", std::move(item)}}};
}

value map_of(value each) {
    return value{context{{"type", value{"object"}}, {"additionalProperties", std::move(each)}}};
}

// Letters that mean something in a pattern do not occur in keywords, but for the full stop of none and the comma.
std::string pattern_of(const std::vector<std::string_view>& words) {
    std::string out = "^(";
    for (const std::string_view w : words) {
        if (out.size() > 2) out += '|';
        out += w;
    }
    return out + ")$";
}

std::string def_of(context_of c) {
    static constexpr std::array<std::string_view, 26> names{
        "document", "regulation", "input",         "output",   "step",       "task",           "no_answer",
        "late",     "retry",      "case",          "handler",  "vocabulary", "event",          "action",
        "fact",     "segment",    "role",          "calendar", "channel",    "contact_policy", "contact_limit",
        "subject",  "scenario",   "scenario_step", "pilot",    "migration"};
    const auto i = static_cast<std::size_t>(c);
    return i < names.size() ? std::string{names[i]} : "expectation";
}

class schema_writer {
public:
    explicit schema_writer(language lang) : lang_{lang} {}

    std::string write() {
        context defs;
        defs.emplace_back("scalar", typed({"string", "number", "boolean"}));
        defs.emplace_back("scalar_or_null", typed({"string", "number", "boolean", "null"}));
        defs.emplace_back("names",
                          any_of({reference("scalar"), list_of(reference("scalar")), map_of(value{context{}})}));
        defs.emplace_back("way", any_of({reference("scalar_or_null"), reference("step"), list_of(reference("step")),
                                         reference("case"), reference("handler")}));
        defs.emplace_back("steps",
                          any_of({reference("scalar_or_null"), list_of(reference("step")), reference("step")}));
        for (auto c = static_cast<int>(context_of::regulation); c <= static_cast<int>(context_of::expectation); ++c)
            defs.emplace_back(def_of(static_cast<context_of>(c)), mapping(static_cast<context_of>(c)));
        context out{{"$schema", value{"https://json-schema.org/draft/2020-12/schema"}},
                    {"title", value{lang_ == language::ru ? "Регламенты" : "Regulations"}},
                    {"type", value{"object"}},
                    {"properties", value{properties(context_of::document, true)}}};
        add_kinds(out);
        out.emplace_back("$defs", value{std::move(defs)});
        return feel::write_json(value{std::move(out)}, 2) + "\n";
    }

private:
    [[nodiscard]] std::string describe(const keyword& k) const {
        return std::string{lang_ == language::ru ? k.meaning_ru : k.meaning_en};
    }

    [[nodiscard]] value shaped(const keyword& k) const {
        const key_shape* const s = shape_of(k);
        if (s == nullptr) return reference("scalar_or_null");
        const value below = reference(def_of(s->below));
        switch (s->is) {
            case shape::scalar:
                return reference("scalar");
            case shape::names:
                return any_of({reference("scalar"), list_of(reference("scalar"))});
            case shape::yes_no:
                return typed({"boolean", "string"});
            case shape::word:
                return words(s->below);
            case shape::values:
                return value{context{{"type", value{list{value{"object"}, value{"string"}, value{"null"}}}}}};
            case shape::anything:
                return value{context{}};
            case shape::one:
                return any_of({below, typed({"null"})});
            case shape::one_or_word:
                return any_of({below, reference("scalar_or_null")});
            case shape::many:
                return any_of({map_of(any_of({below, reference("scalar_or_null")})), list_of(reference("scalar"))});
            case shape::list:
                return any_of({list_of(any_of({below, reference("scalar")})), below, reference("scalar_or_null")});
            case shape::steps:
                return reference("steps");
            case shape::ways:
                return any_of({map_of(reference("way")),
                               list_of(any_of({reference("case"), reference("handler"), reference("scalar")})),
                               reference("scalar")});
        }
        return {};
    }

    // The words of this language are offered; those of the other one are understood.
    [[nodiscard]] value words(context_of of) const {
        list offered, others;
        for (const keyword& k : keywords()) {
            if (k.where != of) continue;
            for (const std::string_view w : k.ru)
                (lang_ == language::ru && w == k.ru.front() ? offered : others).emplace_back(w);
            (lang_ == language::ru ? others : offered).emplace_back(k.en);
        }
        return any_of(
            {value{context{{"enum", value{std::move(offered)}}}}, value{context{{"enum", value{std::move(others)}}}}});
    }

    // The spelling that is offered, or all others of the contexts that share a mapping.
    [[nodiscard]] context properties(context_of where, bool offered) const {
        context out;
        for (const keyword& k : keywords()) {
            if (k.where != where) continue;
            const std::string_view first = lang_ == language::ru ? k.ru.front() : k.en;
            std::vector<std::string_view> others{k.ru.begin(), k.ru.end()};
            if (lang_ == language::ru) {
                others.erase(others.begin());
                others.push_back(k.en);
            }
            value what = described(k);
            out.emplace_back(offered ? std::string{first} : pattern_of(others), std::move(what));
        }
        return out;
    }

    [[nodiscard]] value described(const keyword& k) const {
        context what{{"description", value{describe(k)}}};
        if (k.where != context_of::document) {
            const value shape = shaped(k);
            for (const auto& [name, v] : shape.as_context()) what.emplace_back(name, v);
        }
        return value{std::move(what)};
    }

    static void merge(context& into, context from) {
        for (auto& [name, v] : from) {
            const bool known = std::any_of(into.begin(), into.end(), [&](const auto& e) { return e.first == name; });
            if (!known) into.emplace_back(std::move(name), std::move(v));
        }
    }

    // A step may have the keys of a task.
    [[nodiscard]] value mapping(context_of where) const {
        context offered = properties(where, true), understood = properties(where, false);
        if (where == context_of::step) {
            merge(offered, properties(context_of::task, true));
            merge(understood, properties(context_of::task, false));
        }
        return value{context{{"type", value{"object"}},
                             {"properties", value{std::move(offered)}},
                             {"patternProperties", value{std::move(understood)}},
                             {"additionalProperties", value{false}}}};
    }

    // The first key tells which kind of document it is; a scenario names its regulation too.
    void add_kinds(context& out) const {
        struct kind {
            std::string_view en;
            context_of is;
        };
        static constexpr std::array<kind, 3> kinds{{{"scenario", context_of::scenario},
                                                    {"migration", context_of::migration},
                                                    {"vocabulary", context_of::vocabulary}}};
        value otherwise = reference("regulation");
        for (auto k = kinds.rbegin(); k != kinds.rend(); ++k) {
            const keyword* const word = find_keyword(k->en, context_of::document);
            list spellings{value{context{{"required", value{list{value{word->en}}}}}}};
            for (const std::string_view w : word->ru)
                spellings.emplace_back(context{{"required", value{list{value{w}}}}});
            otherwise = value{
                context{{"if", any_of(std::move(spellings))}, {"then", reference(def_of(k->is))}, {"else", otherwise}}};
        }
        for (const auto& [name, v] : otherwise.as_context()) out.emplace_back(name, v);
    }

    language lang_;
};

}  // namespace

std::string json_schema(language lang) {
    return schema_writer{lang}.write();
}

}  // namespace reglament
