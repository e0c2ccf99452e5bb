#include "regulation/schema_shapes.hpp"

#include <reglament/feel/value.hpp>
#include <reglament/regulation/keywords.hpp>
#include <reglament/regulation/schema.hpp>

#include <algorithm>
#include <utility>

namespace reglament {

namespace {

using feel::context;
using feel::list;
using feel::value;

value reference(std::string_view definition) {
    return context{{"$ref", "#/$defs/" + std::string{definition}}};
}

value any_of(list alternatives) {
    return context{{"anyOf", std::move(alternatives)}};
}

value of_type(std::string_view type) {
    return context{{"type", type}};
}

value list_of(value items) {
    return context{{"type", "array"}, {"items", std::move(items)}};
}

// The names are the author's own.
value map_of(value values) {
    return context{{"type", "object"}, {"additionalProperties", std::move(values)}};
}

// A shape, with `?` behind it or without.
value shape(std::string_view name) {
    if (!name.ends_with('?')) return reference(name);
    name.remove_suffix(1);
    return any_of({of_type("null"), reference(name)});
}

// A text that is one of these: known, but not offered.
value pattern(const std::string& texts) {
    return context{{"type", "string"}, {"pattern", "^(" + texts + ")$"}};
}

std::string all_spellings(const keyword& k) {
    std::string all{k.en};
    for (const std::string_view ru : k.ru) all += "|" + std::string{ru};
    return all;
}

std::string definition_of(const keyword& k) {
    std::string name = std::string{definition_of(k.where)} + "." + std::string{k.en};
    std::replace(name.begin(), name.end(), ' ', '-');
    return name;
}

value has(const keyword& k) {
    list spellings{context{{"required", list{k.en}}}};
    for (const std::string_view ru : k.ru) spellings.push_back(context{{"required", list{ru}}});
    return any_of(std::move(spellings));
}

class schema_writer {
public:
    explicit schema_writer(language lang) : lang_{lang} {}

    [[nodiscard]] value write() {
        define_values();
        define_words();
        define_sections();
        define_blocks();
        define_keys();
        define_contexts();
        define_steps();
        context root{{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                     {"title", "Reglament"},
                     {"description",
                      say("A vocabulary, people, a regulation, a script, a questionnaire, a statement, a scenario or a "
                          "migration",
                          "Словарь, люди, регламент, скрипт, опросник, ведомость, сценарий или миграция")},
                     {"type", "object"}};
        const value kinds = document();
        for (const auto& part : kinds.as_context()) root.push_back(part);
        root.emplace_back("$defs", std::move(definitions_));
        return root;
    }

private:
    [[nodiscard]] std::string_view say(std::string_view en, std::string_view ru) const {
        return lang_ == language::ru ? ru : en;
    }

    [[nodiscard]] std::string_view offered(const keyword& k) const {
        return lang_ == language::ru && !k.ru.empty() ? k.ru.front() : k.en;
    }

    void define(std::string_view name, value what) { definitions_.emplace_back(name, std::move(what)); }

    void define_values() {
        define("nothing", of_type("null"));
        define("text", context{{"type", list{"string", "number"}}});
        define("condition", context{{"type", list{"string", "number", "boolean"}}});
        define("period", of_type("string"));
        define("names", any_of({reference("text"), list_of(reference("text"))}));
        define("list", any_of({reference("text"), list_of(reference("condition"))}));
        define("value", any_of({reference("condition"), list_of(reference("condition"))}));
        define("hours", any_of({reference("names"), map_of(reference("names"))}));
        const list whole{"integer", "string"};
        define("count", context{{"type", whole}, {"minimum", 1}, {"pattern", "^[0-9]+$"}});
        define("cost", context{{"type", whole}, {"minimum", 0}, {"pattern", "^[0-9]+$"}});
        define("priority", context{{"type", whole}, {"minimum", 1}, {"maximum", 3}, {"pattern", "^[1-3]$"}});
        const list offered = lang_ == language::ru ? list{"да", "нет"} : list{true, false};
        define("yes-no", any_of({context{{"enum", offered}}, of_type("boolean"),
                                 pattern("[Yy][Ee][Ss]|[Nn][Oo]|[Дд]а|[Нн]ет|[Tt][Rr][Uu][Ee]|[Ff][Aa][Ll][Ss][Ee]")}));
    }

    // The words of a context: those of the language are offered, each with what it means.
    [[nodiscard]] list words_of(context_of where) const {
        list words, meanings;
        std::string all;
        for (const keyword& k : keywords()) {
            if (k.where != where) continue;
            words.emplace_back(offered(k));
            meanings.emplace_back(say(k.meaning_en, k.meaning_ru));
            all += (all.empty() ? "" : "|") + all_spellings(k);
        }
        return {context{{"enum", std::move(words)}, {"enumDescriptions", std::move(meanings)}}, pattern(all)};
    }

    void define_words() {
        using enum context_of;
        static constexpr std::pair<std::string_view, context_of> all[]{
            {"running-word", running},        {"since-word", since},
            {"existing-word", existing},      {"others-word", others},
            {"refused-word", refused},        {"late-word", late_word},
            {"share-word", share_word},       {"best-word", best_word},
            {"cut-word", cut_word},           {"tie-word", tie_word},
            {"removed-word", removed},        {"deadlines-word", deadlines},
            {"refusal-word", refusal_reason}, {"expected-word", expected_word},
            {"choice-word", role_by}};
        for (const auto& [name, where] : all) define(name, any_of(words_of(where)));
        list ways = words_of(join);
        ways.push_back(context{{"type", list{"integer", "string"}}, {"minimum", 1}, {"pattern", "^[0-9]+ *%?$"}});
        define("join", any_of(std::move(ways)));
        list types = words_of(type);
        types.back() = of_type("string");  // more words may follow
        define("type", any_of(std::move(types)));
    }

    void define_sections() {
        define("types", map_of(reference("type")));
        define("expressions", map_of(reference("condition")));
        define("values", map_of(shape("value?")));
        const keyword& by_call = *find_keyword("by call", context_of::input);
        define("observed", any_of({reference("observation"), reference("names"), reference("yes-no")}));
        define("start", any_of({reference("input"), context{{"enum", list{offered(by_call)}}},
                                pattern(all_spellings(by_call))}));
        define("outputs", any_of({map_of(shape("output?")), list_of(reference("text"))}));
        define("limits", list_of(reference("contact-limit")));
        define("calendars", map_of(reference("calendar")));
        define("ladder", any_of({reference("late"), list_of(reference("late"))}));
        define("persons", map_of(shape("person?")));
        define("shifts", map_of(reference("names")));
        define("absences", any_of({reference("absence"), list_of(any_of({reference("absence"), reference("text")}))}));
        define("segments", map_of(reference("segment")));
        define("statement-lines", map_of(reference("statement-line")));
        define("script-lines", map_of(reference("script-line")));
        define("script-replies", map_of(any_of({reference("text"), reference("script-reply")})));
        define("questions", map_of(any_of({reference("question"), reference("type")})));
        define("facts", map_of(any_of({reference("fact"), reference("type")})));
        define("subjects", map_of(shape("subject?")));
        define("events", map_of(shape("event?")));
        define("actions", map_of(shape("action?")));
        for (const auto& [many, one] : {std::pair{"roles", "role"}, std::pair{"channels", "channel"}})
            define(many, any_of({map_of(any_of({of_type("null"), reference("text"), reference(one)})),
                                 list_of(reference("text"))}));
        define("scenario-steps", list_of(reference("scenario-step")));
        const list one{reference("expectation"), reference("expected-word")};
        define("expected", any_of({one[0], one[1], list_of(any_of(one))}));
    }

    void define_blocks() {
        define("steps", any_of({list_of(reference("step")), reference("step")}));
        define("block", any_of({reference("text"), list_of(reference("step")), reference("step")}));
        define("cases", any_of({map_of(shape("block?")), list_of(reference("case"))}));
        define("listened", any_of({reference("names"), map_of(shape("block?"))}));
        define("ways", map_of(any_of({shape("block?"), reference("case")})));
        define("handlers", any_of({list_of(reference("handler")), reference("handler"), map_of(reference("block"))}));
    }

    void define_keys() {
        for (const key_shape& s : key_shapes()) {
            each_name_in(s.keys, [&](std::string_view en) {
                const keyword& k = *find_keyword(en, s.where);
                context key{{"description", say(k.meaning_en, k.meaning_ru)}};
                key.push_back(shape(s.shape).as_context().front());
                define(definition_of(k), std::move(key));
            });
        }
    }

    // One spelling of a key is offered; the others are understood.
    struct key_list {
        context offered, others;
    };
    void add_key(const keyword& k, key_list& into) const {
        std::string others;
        const auto add = [&](std::string_view spelling) {
            if (spelling != offered(k)) others += (others.empty() ? "" : "|") + std::string{spelling};
        };
        add(k.en);
        for (const std::string_view ru : k.ru) add(ru);
        into.offered.emplace_back(offered(k), reference(definition_of(k)));
        if (!others.empty()) into.others.emplace_back("^(" + others + ")$", reference(definition_of(k)));
    }

    static value closed(key_list keys) {
        return context{{"type", "object"},
                       {"properties", std::move(keys.offered)},
                       {"patternProperties", std::move(keys.others)},
                       {"additionalProperties", false}};
    }

    void define_contexts() {
        for (int at = 0; at <= static_cast<int>(context_of::script_reply); ++at) {
            const auto where = static_cast<context_of>(at);
            if (definition_of(where).empty()) continue;                            // words in values
            if (where == context_of::step || where == context_of::task) continue;  // by kinds
            key_list properties;
            for (const keyword& k : keywords()) {
                if (k.where == where) add_key(k, properties);
            }
            define(definition_of(where), closed(std::move(properties)));
        }
    }

    // A scenario names a regulation too, so it is told apart first.
    [[nodiscard]] static value document() {
        value rest = reference("document");
        for (const std::string_view kind :
             {"regulation", "vocabulary", "migration", "people", "statement", "script", "questionnaire", "scenario"})
            rest = context{{"if", has(*find_keyword(kind, context_of::document))},
                           {"then", reference(kind == "questionnaire" ? "script" : kind)},
                           {"else", std::move(rest)}};
        return rest;
    }

    void define_steps() {
        key_list kinds;
        for (const step_shape& s : step_shapes()) add_key(*find_keyword(s.kind, context_of::step), kinds);
        context offered = kinds.offered;  // where nothing is written yet, editors look at no condition
        value rest = closed(std::move(kinds));
        const auto all = step_shapes();
        for (auto s = all.rbegin(); s != all.rend(); ++s) {
            const keyword& kind = *find_keyword(s->kind, context_of::step);
            rest = context{{"if", has(kind)}, {"then", keys_of(kind, s->keys)}, {"else", std::move(rest)}};
        }
        context step{{"type", "object"}, {"properties", std::move(offered)}};
        for (const auto& part : rest.as_context()) step.push_back(part);
        define("step", std::move(step));
    }

    // A task has `within` of its own; a call has `do` of the task's.
    [[nodiscard]] value keys_of(const keyword& kind, std::string_view keys) const {
        key_list properties;
        add_key(kind, properties);
        each_name_in(keys, [&](std::string_view en) {
            const keyword* const of_task = find_keyword(en, context_of::task);
            const keyword* const of_step = find_keyword(en, context_of::step);
            const bool tasks = of_task != nullptr && (kind.en == "task" || of_step == nullptr);
            add_key(tasks ? *of_task : *of_step, properties);
        });
        return closed(std::move(properties));
    }

    language lang_;
    context definitions_;
};

}  // namespace

std::string json_schema(language lang) {
    return feel::write_json(schema_writer{lang}.write(), 1) + "\n";
}

}  // namespace reglament
