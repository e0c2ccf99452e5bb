// Names of a vocabulary that conditions, or eyes, could take for something else.
#include "feel/functions.hpp"
#include "feel/words.hpp"
#include "regulation/read_vocabulary.hpp"
#include "text/characters.hpp"
#include "text/likeness.hpp"

#include <reglament/feel/expression.hpp>
#include <reglament/text/names.hpp>

#include <algorithm>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace reglament {

namespace {

bool is_word_of_conditions(std::string_view name) {
    return feel::find_keyword(name, true) != feel::keyword::none;
}

// Whether a name holds anything that joins values in conditions: a sign, or a keyword that is a whole word.
bool may_be_expression(std::string_view name) {
    for (std::size_t at = 0; at < name.size();) {
        const auto begin = skip_blanks(name, at);
        const auto end = word_end(name, begin);
        const auto word = name.substr(begin, end - begin);
        if (!is_word(decode(name, begin).code) || is_word_of_conditions(word) || (word[0] >= '0' && word[0] <= '9'))
            return true;
        at = end;
    }
    return false;
}

// Names of facts that stand in a text and are not all of it.
feel::scope names_inside(std::string_view text, const name_table& facts) {
    feel::scope names;
    for (std::size_t at = 0; at < text.size(); at = word_end(text, at)) {
        at = skip_blanks(text, at);
        const auto rest = text.substr(at);
        for (auto m = facts.longest(rest, text.size()); m; m = facts.longest(rest, m->length))
            names.declare(rest.substr(0, m->length), {}, {0, m->value});
    }
    return names;
}

std::string line_of(const place& at) {
    return std::string{at.source->name()} + ":" + std::to_string(at.source->at(at.where.begin).line);
}

}  // namespace

// What a fact's name would mean if there were no such fact.
void vocabulary_builder::check_meaning(std::size_t fact, const name_table& facts) {
    const auto& name = made_.facts[fact].name;
    const place at{made_.facts[fact].file, name.where};
    if (name.value == "event" || name.value == "событие") {
        found_.add("fact-is-event", at, {name.value});
    } else if (feel::function_names().find(name.value)) {
        found_.add("name-is-function", at, {name.value});
    } else if (!is_word_of_conditions(name.value) && may_be_expression(name.value)) {
        check_expression(fact, facts, at);
    }
}

void vocabulary_builder::check_expression(std::size_t fact, const name_table& facts, const place& at) {
    const auto& name = made_.facts[fact].name.value;
    issues ignored;
    const auto code = feel::compile(name, names_inside(name, facts), ignored, {}, {.regulation = true});
    if (!code) return;
    std::string parts;
    for (const auto& read : code.reads())
        parts += (parts.empty() ? "`" : ", `") + made_.facts[read.index].name.value + "`";
    found_.add(parts.empty() ? "name-is-value" : "ambiguous-name", at, {name, parts});
}

// Names of one section that differ in letters that look the same.
void vocabulary_builder::check_looks() {
    std::vector<std::pair<std::string_view, place>> all(declared_.begin(), declared_.end());
    std::ranges::sort(all, {}, [](const auto& d) { return std::pair{d.second.source->name(), d.second.where.begin}; });
    std::unordered_map<std::string, place> seen;
    for (const auto& [id, at] : all) {
        const auto [first, is_new] = seen.emplace(look_of(id), at);
        if (!is_new)
            found_.add("lookalike-names", at, {std::string{id.substr(id.find('/') + 1)}, line_of(first->second)});
    }
}

void vocabulary_builder::check_names() {
    name_table facts;
    for (std::uint32_t i = 0; i < made_.facts.size(); ++i) facts.add(made_.facts[i].name.value, i);
    for (std::size_t i = 0; i < made_.facts.size(); ++i) check_meaning(i, facts);
    check_looks();
}

}  // namespace reglament
