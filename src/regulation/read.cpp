#include "regulation/definition.hpp"
#include "regulation/read_migration.hpp"
#include "regulation/read_people.hpp"
#include "regulation/read_regulation.hpp"
#include "regulation/read_scenario.hpp"
#include "regulation/read_script.hpp"
#include "regulation/read_statement.hpp"
#include "regulation/read_vocabulary.hpp"
#include "regulation/tree.hpp"

#include <reglament/regulation/keywords.hpp>
#include <reglament/regulation/read.hpp>
#include <reglament/text/names.hpp>

#include <algorithm>
#include <array>
#include <unordered_map>

namespace reglament {

namespace {

constexpr std::size_t most_scripts = 10'000;

class reader {
public:
    reader(issues& found, const read_limits& limits)
        : found_{found}, limits_{limits}, vocabulary_{found}, people_{found} {}

    void read(const std::shared_ptr<const source>& file) {
        const std::size_t before = found_.size();
        const auto trees = yaml::read_documents(file, limits_, found_);
        if (trees.empty() && found_.size() == before) found_.add("empty-file", place{file, {0, 0}});
        for (const yaml::tree& tree : trees) read(tree, file);
    }

    documents finish() {
        result_.vocabulary = vocabulary_.finish();
        people_.finish(result_.vocabulary);
        attach_scripts(result_, found_);
        for (regulation& r : result_.regulations)
            r.definition =
                r.state == soundness::sound ? definition_of(r, std::move(r.definition), result_.vocabulary) : "";
        return std::move(result_);
    }

private:
    void read(const yaml::tree& tree, const std::shared_ptr<const source>& file) {
        const yaml::node& root = *tree.root();
        if (root.is_null()) return;
        const yaml::node* key = root.is_map() ? tree.first(root) : nullptr;
        if (key == nullptr) {
            if (!tree.damaged) found_.add("no-document", place{file, first_line(*file, root.where)});
            return;
        }
        const keyword* kind = kind_of(tree, file);
        if (kind == nullptr) return;
        if (kind->en == "vocabulary") {
            vocabulary_.read(tree, file);
        } else if (kind->en == "scenario") {
            result_.scenarios.push_back(read_scenario(tree, file, found_));
        } else if (kind->en == "migration") {
            result_.migrations.push_back(read_migration(tree, file, found_));
        } else if (kind->en == "statement") {
            result_.statements.push_back(read_statement(tree, file, found_));
        } else if (kind->en == "script" || kind->en == "questionnaire") {
            add_script(tree, kind->en == "questionnaire", file);
        } else if (kind->en == "people") {
            people_.read(tree, file);
        } else {
            add_regulation(tree, file);
        }
    }

    // What a document is by its first key; failing that, by the key that stands elsewhere in it or was nearly written.
    const keyword* kind_of(const yaml::tree& tree, const std::shared_ptr<const source>& file) {
        const yaml::node& first = *tree.first(*tree.root());
        const keyword* kind = find_keyword(first.text, context_of::document);
        const bool names_scenario = kind != nullptr && kind->en == "regulation";  // or the regulation of one
        if (kind != nullptr && !names_scenario) return kind;
        for (const yaml::node* key = &first; key != nullptr;) {
            const keyword* other = find_keyword(key->text, context_of::document);
            if (other != nullptr && (!names_scenario || other->en == "scenario")) {
                if (!tree.damaged) found_.add("not-first", place{file, key->where}, {std::string{key->text}});
                return other;
            }
            const yaml::node* value = tree.next(*key);
            key = value == nullptr ? nullptr : tree.next(*value);
        }
        if (kind != nullptr) return kind;
        const keyword* meant = nearly(first.text);  // the key itself is reported when it is read
        if (meant == nullptr) found_.add("unknown-document", place{file, first.where}, {std::string{first.text}});
        return meant;
    }

    static const keyword* nearly(std::string_view word) {
        static constexpr std::array<std::string_view, 16> words{
            "regulation", "vocabulary", "scenario", "migration", "people", "statement", "script", "questionnaire",
            "регламент",  "словарь",    "сценарий", "миграция",  "люди",   "ведомость", "скрипт", "опросник"};
        std::string plain = without_lookalikes(word).value_or(std::string{word});
        if (!plain.empty() && plain[0] >= 'A' && plain[0] <= 'Z') plain[0] = static_cast<char>(plain[0] | 0x20);
        const auto near = near_names(plain, words);
        return near.empty() ? nullptr : find_keyword(near.front(), context_of::document);
    }

    static span first_line(const source& file, span where) {
        const std::size_t end = std::min(file.text().find('\n', where.begin), file.text().size());
        return {where.begin, std::max(where.begin + 1, static_cast<std::uint32_t>(end))};
    }

    void add_script(const yaml::tree& tree, bool questionnaire, const std::shared_ptr<const source>& file) {
        auto read = read_script(tree, questionnaire, file, found_);
        if (result_.scripts.size() == most_scripts)
            found_.add("too-large", place{file, read->id.where}, {std::to_string(most_scripts), "scripts", "скриптов"});
        if (result_.scripts.size() <= most_scripts) result_.scripts.push_back(std::move(read));
    }

    void add_regulation(const yaml::tree& tree, const std::shared_ptr<const source>& file) {
        regulation r = read_regulation(tree, file, found_);
        r.definition = canonical_text(tree);  // until the vocabulary is known
        if (!r.id.value.empty() && !is_new(r)) r.state = std::max(r.state, soundness::wrong_in_details);
        result_.regulations.push_back(std::move(r));
    }

    bool is_new(const regulation& r) {
        const auto [at, fresh] = ids_.try_emplace(r.id.value, place{r.file, r.id.where});
        if (fresh) return true;
        const position first = at->second.source->at(at->second.where.begin);
        found_.add("duplicate-regulation", place{r.file, r.id.where},
                   {r.id.value, std::string{at->second.source->name()} + ":" + std::to_string(first.line)});
        return false;
    }

    issues& found_;
    const read_limits& limits_;
    vocabulary_builder vocabulary_;
    people_builder people_;
    documents result_;
    std::unordered_map<std::string, place> ids_;
};

}  // namespace

documents read(std::span<const std::shared_ptr<const source>> files, issues& found, const read_limits& limits) {
    reader all{found, limits};
    for (const auto& file : files) all.read(file);
    documents result = all.finish();
    result.sources.assign(files.begin(), files.end());
    return result;
}

}  // namespace reglament
