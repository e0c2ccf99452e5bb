#include "regulation/read_script.hpp"

#include "regulation/definition.hpp"

#include <reglament/text/names.hpp>

#include <algorithm>

namespace reglament {

const attribute* script::find(std::string_view field) const noexcept {
    const auto at = std::find_if(form.begin(), form.end(), [&](const attribute& a) { return a.name.value == field; });
    return at == form.end() ? nullptr : &*at;
}

namespace {

class script_reader final : public section_reader {
public:
    using section_reader::section_reader;

    script read(bool questionnaire) {
        result_.questionnaire = questionnaire;
        result_.file = file_;
        result_.text = canonical_text(tree_);
        const std::size_t before = found_.size();
        read_document();
        const auto wrong = [](const issue& i) { return i.level == severity::error; };
        result_.sound =
            !tree_.damaged && std::none_of(found_.begin() + static_cast<std::ptrdiff_t>(before), found_.end(), wrong);
        return std::move(result_);
    }

private:
    static const key_set& keys_of(bool questionnaire) {
        using enum context_of;
        static const key_set of_script{
            {script, "script"}, {script, "title"}, {script, "version"}, {script, "form"}, {script, "lines"}};
        static const key_set of_questions{
            {script, "questionnaire"}, {script, "title"}, {script, "version"}, {script, "questions"}};
        return questionnaire ? of_questions : of_script;
    }

    void read_document() {
        const bool questions = result_.questionnaire;
        const node& root = *tree_.root();
        const node *lines_key = nullptr, *lines = nullptr;  // read when the fields are known
        const keyword* word = nullptr;
        const auto seen = each_key(root, keys_of(questions), [&](const entry& e) {
            if (e.is("title")) {
                result_.title = read_text(e);
            } else if (e.is("version")) {
                result_.version = read_version(e);
            } else if (e.is("form")) {
                read_form(e);
            } else if (e.is("questions")) {
                read_questions(e);
            } else if (e.is("lines")) {
                word = e.word;
                lines_key = &e.key;
                lines = &e.value;
            } else {
                result_.id = read_name(e);
            }
        });
        const span where = tree_.first(root)->where;
        require(seen, questions ? "questionnaire" : "script", context_of::script, where);
        require(seen, questions ? "questions" : "lines", context_of::script, where);
        if (lines != nullptr) read_lines({word, *lines_key, *lines});
    }

    void read_form(const entry& e) {
        result_.form = read_attributes(e);
        if (result_.form.size() <= most_script_fields) return;
        too_many(most_script_fields, result_.form[most_script_fields].name.where, "fields", "полей");
        result_.form.resize(most_script_fields);
    }

    void too_many(std::size_t most, span where, std::string_view en, std::string_view ru) {
        report("too-large", where, {std::to_string(most), std::string{en}, std::string{ru}});
    }

    void read_questions(const entry& e) {
        if (!is_map(e)) return;
        each_name(e.value, [&](const node& key, const node& value) {
            if (result_.form.size() == most_script_fields)
                too_many(most_script_fields, key.where, "questions", "вопросов");
            if (result_.form.size() < most_script_fields) read_question({e.word, key, value});
        });
        for (std::size_t i = 0; i < result_.lines.size(); ++i)
            result_.lines[i].to = i + 1 < result_.lines.size() ? static_cast<std::uint16_t>(i + 1) : script_end;
        if (result_.form.empty()) missing("questions", context_of::script, e.key.where);
    }

    void read_question(const entry& e) {
        static const key_set keys{context_of::question};
        script_line line;
        line.id = name_of(e.key);
        line.say = line.id.value;
        line.field = static_cast<std::uint16_t>(result_.form.size());
        std::optional<attribute> read;
        if (e.value.is_map()) {
            const auto seen = each_key(e.value, keys, [&](const entry& inner) {
                if (inner.is("type")) {
                    if (is_text(inner)) read = read_type(inner.value, e.key.text, true);
                } else {
                    (inner.is("say") ? line.say : line.hint) = read_text(inner);
                }
            });
            require(seen, "type", context_of::question, e.key.where);
        } else if (is_text(e)) {
            read = read_type(e.value, e.key.text, true);
        }
        if (!read) read.emplace();
        read->name = line.id;
        check_member("event", read->name);
        result_.form.push_back(std::move(*read));
        result_.lines.push_back(std::move(line));
    }

    void read_lines(const entry& e) {
        if (!is_map(e)) return;
        each_name(e.value, [&](const node& key, const node& value) {
            if (result_.lines.size() == most_script_lines) too_many(most_script_lines, key.where, "lines", "реплик");
            if (result_.lines.size() >= most_script_lines + 1) return;
            script_line& line = result_.lines.emplace_back();
            line.id = name_of(key);
            if (find_keyword(line.id.value, context_of::script_word) != nullptr)
                report("line-called-end", line.id.where, {line.id.value});
            const entry one{e.word, key, value};
            if (is_map(one)) read_line(value, line);
        });
        if (result_.lines.empty()) missing("lines", context_of::script, e.key.where);
        for (script_line& line : result_.lines) {
            line.to = target(line.next);
            for (script_reply& r : line.replies) r.to = target(r.next);
        }
    }

    void read_line(const node& map, script_line& into) {
        static const key_set keys{context_of::script_line};
        std::optional<entry> replies;
        const auto seen = each_key(map, keys, [&](const entry& e) {
            if (e.is("say") || e.is("hint")) {
                (e.is("say") ? into.say : into.hint) = read_text(e);
            } else if (e.is("ask")) {
                into.field = field(read_name(e));
            } else if (e.is("fill")) {
                into.fills = read_fills(e);
            } else if (e.is("next")) {
                into.next = read_name(e);
            } else {
                replies.emplace(e);
            }
        });
        require(seen, "say", context_of::script_line, into.id.where);
        if (replies) read_replies(*replies, into);
        if (!replies && into.next.value.empty()) nowhere(into.id);
        if (into.asks() && !into.replies.empty()) check_answers(into);
    }

    void nowhere(const located<std::string>& name) {
        report("line-leads-nowhere", name.where,
               {name.value, spell("next", context_of::script_line), spell("end", context_of::script_word)});
    }

    void read_replies(const entry& e, script_line& into) {
        if (!is_map(e)) return;
        each_name(e.value, [&](const node& key, const node& value) {
            if (into.replies.size() == most_script_replies)
                too_many(most_script_replies, key.where, "replies", "ответов");
            if (into.replies.size() > most_script_replies) return;
            script_reply& reply = into.replies.emplace_back();
            reply.words = name_of(key);
            read_reply({e.word, key, value}, reply);
        });
    }

    void read_reply(const entry& e, script_reply& into) {
        static const key_set keys{context_of::script_reply};
        if (e.value.is_map()) {
            each_key(e.value, keys, [&](const entry& inner) {
                if (inner.is("fill")) {
                    into.fills = read_fills(inner);
                } else {
                    into.next = read_name(inner);
                }
            });
        } else if (!e.value.is_null()) {
            into.next = read_name(e);
        }
        if (into.next.value.empty()) nowhere(into.words);
    }

    std::vector<script_fill> read_fills(const entry& e) {
        std::vector<script_fill> all;
        if (!is_map(e)) return all;
        each_name(e.value, [&](const node& key, const node& value) {
            script_fill one;
            one.field = field(name_of(key));
            one.where = key.where;
            const entry inner{e.word, key, value};
            if (value.is_list() || is_text(inner)) one.value = fitting(inner, one.field);
            if (one.field != UINT16_MAX) all.push_back(std::move(one));
        });
        return all;
    }

    std::uint16_t field(const located<std::string>& name) {
        if (name.value.empty()) return UINT16_MAX;
        std::vector<std::string_view> known;
        for (std::size_t i = 0; i < result_.form.size(); ++i) {
            if (result_.form[i].name.value == name.value) return static_cast<std::uint16_t>(i);
            known.push_back(result_.form[i].name.value);
        }
        const auto near = near_names(name.value, known);
        report("script-unknown-field", name.where, {name.value, spell("form", context_of::script)},
               near.empty() ? std::string{} : std::string{near.front()});
        return UINT16_MAX;
    }

    // What is written, as a value of the field's type; null when it does not fit.
    feel::value fitting(const entry& e, std::uint16_t of) {
        if (of == UINT16_MAX) return {};
        feel::value written;
        if (e.value.is_list()) {
            feel::list items;
            each_item(e.value, [&](const node& item) { items.emplace_back(normal_name(item.text)); });
            written = feel::value{std::move(items)};
        } else {
            written = feel::value{normal_name(e.value.text)};
        }
        return fitting(written, result_.form[of], e.value.is_list() ? e.key.where : e.value.where);
    }

    feel::value fitting(const feel::value& written, const attribute& of, span where) {
        if (auto fits = feel::convert(written, of.type)) return std::move(*fits);
        const std::string text =
            written.kind() == feel::value_kind::string ? std::string{written.as_string()} : feel::to_string(written);
        const std::vector<std::string_view> known{of.type.values.begin(), of.type.values.end()};
        const auto near = near_names(text, known);
        report("script-wrong-value", where,
               {text, of.name.value, to_string(of.type, russian_ ? language::ru : language::en)},
               near.empty() ? std::string{} : std::string{near.front()});
        return {};
    }

    // Of a question that is answered by one of its replies each reply is a value of the field, and each value leads on.
    void check_answers(script_line& of) {
        const attribute& asked = result_.form[of.field];
        const bool yes_no = asked.type.kind == feel::type_kind::boolean;
        if (!asked.type.is_enumeration() && !yes_no) {
            report("replies-to-anything", of.id.where, {of.id.value, asked.name.value});
            return;
        }
        std::vector<feel::value> missed;
        for (const std::string& v : asked.type.values) missed.emplace_back(v);
        if (yes_no) missed = {feel::value{true}, feel::value{false}};
        for (script_reply& r : of.replies) {
            script_fill answer{of.field, fitting(feel::value{r.words.value}, asked, r.words.where), r.words.where};
            std::erase(missed, answer.value);
            r.fills.insert(r.fills.begin(), std::move(answer));
        }
        if (!of.next.value.empty() || missed.empty()) return;
        std::string all;
        for (const feel::value& v : missed) all += (all.empty() ? "" : ", ") + shown(v);
        report("answer-without-way", of.id.where, {of.id.value, all, spell("next", context_of::script_line)});
    }

    [[nodiscard]] std::string shown(const feel::value& v) const {
        if (v.kind() == feel::value_kind::string) return std::string{v.as_string()};
        return v.as_boolean() ? (russian_ ? "да" : "yes") : (russian_ ? "нет" : "no");
    }

    std::uint16_t target(const located<std::string>& name) {
        if (name.value.empty()) return script_nowhere;
        if (find_keyword(name.value, context_of::script_word) != nullptr) return script_end;
        std::vector<std::string_view> known;
        for (std::size_t i = 0; i < result_.lines.size(); ++i) {
            if (result_.lines[i].id.value == name.value) return static_cast<std::uint16_t>(i);
            known.push_back(result_.lines[i].id.value);
        }
        const keyword& end = *find_keyword("end", context_of::script_word);
        known.push_back(end.en);
        known.insert(known.end(), end.ru.begin(), end.ru.end());
        const auto near = near_names(name.value, known);
        report("unknown-line", name.where, {name.value, spell("end", context_of::script_word)},
               near.empty() ? std::string{} : std::string{near.front()});
        return script_nowhere;
    }

    script result_;
};

}  // namespace

std::shared_ptr<const script> read_script(const yaml::tree& tree, bool questionnaire,
                                          const std::shared_ptr<const source>& file, issues& found) {
    script read = script_reader{tree, file, found}.read(questionnaire);
    if (read.sound) {
        const std::size_t before = found.size();
        check_script(read, found);
        read.sound = found.size() == before;
    }
    return std::make_shared<const script>(std::move(read));
}

}  // namespace reglament
