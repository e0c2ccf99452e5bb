#include "regulation/read_script.hpp"

#include <reglament/regulation/blocks.hpp>
#include <reglament/text/names.hpp>

#include <algorithm>
#include <set>
#include <unordered_map>

namespace reglament {

namespace {

class script_attacher {
public:
    script_attacher(documents& all, issues& found) : all_{all}, found_{found} {}

    void attach() {
        for (const auto& s : all_.scripts) add(s);
        for (regulation& r : all_.regulations) {
            each_outer_block(r, [&](block& steps) {
                each_step(steps, [&](step& s) {
                    auto* const task = std::get_if<task_step>(&s.kind);
                    if (task != nullptr && !task->goes_by.name.value.empty()) attach(*task, r);
                });
            });
        }
        if (all_.regulations.empty()) return;
        for (const auto& s : all_.scripts) {
            if (!s->id.value.empty() && !used_.contains(s->id.value))
                found_.add("script-unused", place{s->file, s->id.where}, {s->id.value, word(s->questionnaire, *s)});
        }
    }

private:
    void add(const std::shared_ptr<const script>& s) {
        if (s->id.value.empty()) return;
        const auto [at, fresh] = known_.try_emplace(s->id.value, s);
        if (fresh) return;
        const script& first = *at->second;
        const position there = first.file->at(first.id.where.begin);
        found_.add("duplicate-script", place{s->file, s->id.where},
                   {s->id.value, std::string{first.file->name()} + ":" + std::to_string(there.line)});
    }

    // The key that attaches such a document, in the language of a document.
    static std::string word(bool questionnaire, const script& as) {
        const keyword& k = *find_keyword(questionnaire ? "questionnaire" : "script", context_of::task);
        return std::string{is_russian(*as.file) ? k.ru.front() : k.en};
    }
    static bool is_russian(const source& file) { return language_of_keywords(file.text()) == language::ru; }

    void attach(task_step& to, regulation& r) {
        task_step::document_named& by = to.goes_by;
        const auto at = known_.find(by.name.value);
        if (at == known_.end()) return unknown(by, r);
        used_.insert(by.name.value);
        if (at->second->questionnaire != by.questionnaire) {
            const keyword& right = *find_keyword(by.questionnaire ? "script" : "questionnaire", context_of::task);
            found_.add("script-of-other-kind", place{r.file, by.name.where}, {by.name.value},
                       std::string{is_russian(*r.file) ? right.ru.front() : right.en} + ": " + by.name.value);
        }
        by.what = at->second;
        const std::vector<attribute> own = std::exchange(to.form, by.what->form);
        for (const attribute& a : own) {
            if (by.what->find(a.name.value) != nullptr) {
                found_.add("form-field-twice", place{r.file, a.name.where}, {a.name.value, by.name.value});
            } else {
                to.form.push_back(a);
            }
        }
    }

    // What conditions say of its fields cannot be judged.
    void unknown(const task_step::document_named& by, regulation& r) {
        std::vector<std::string_view> names;
        for (const auto& [name, s] : known_)
            if (s->questionnaire == by.questionnaire) names.push_back(name);
        std::sort(names.begin(), names.end());
        const auto near = near_names(by.name.value, names);
        found_.add(by.questionnaire ? "unknown-questionnaire" : "unknown-script", place{r.file, by.name.where},
                   {by.name.value}, near.empty() ? std::string{} : std::string{near.front()});
        if (!near.empty()) used_.emplace(near.front());  // it was most likely meant
        r.state = soundness::with_gaps;
    }

    documents& all_;
    issues& found_;
    std::unordered_map<std::string, std::shared_ptr<const script>> known_;
    std::set<std::string> used_;
};

}  // namespace

void attach_scripts(documents& all, issues& found) {
    script_attacher{all, found}.attach();
}

}  // namespace reglament
