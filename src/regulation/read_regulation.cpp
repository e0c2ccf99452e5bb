#include "regulation/read_regulation.hpp"

#include "regulation/period_words.hpp"
#include "regulation/step_reader.hpp"

#include <reglament/text/names.hpp>

#include <algorithm>
#include <unordered_map>

namespace reglament {

namespace {

class regulation_reader final : public step_reader {
public:
    using step_reader::step_reader;

    regulation read() {
        static const key_set keys{context_of::regulation};
        const node& root = *tree_.root();
        result_.file = file_;
        const auto seen = each_key(root, keys, [&](const entry& e) { read_key(e); });
        const span where = tree_.first(root)->where;
        for (const std::string_view needed : {"regulation", "input", "output", "steps"}) {
            require(seen, needed, context_of::regulation, where);
        }
        const std::size_t before = found_.size();
        name_steps(result_, found_);
        result_.state = state();
        if (found_.size() > before) result_.state = std::max(result_.state, soundness::wrong_in_details);
        return std::move(result_);
    }

private:
    void read_key(const entry& e) {
        if (e.is("input")) return read_input(e);
        if (e.is("output")) return read_outputs(e);
        if (e.is("steps")) {
            result_.steps = read_steps(e);
        } else if (e.is("on")) {
            result_.on = read_handlers(e);
        } else if (e.is("regulation")) {
            result_.id = read_name(e);
        } else if (e.is("title")) {
            result_.title = read_text(e);
        } else if (e.is("version")) {
            result_.version = read_version(e);
        } else if (e.is("priority")) {
            read_priority(e);
        } else if (e.is("subject")) {
            if (auto subject = read_name(e); !subject.value.empty()) result_.subject = std::move(subject);
        } else if (e.is("owner")) {
            result_.owner = read_name(e);
        } else {
            result_.resources = read_names(e);
        }
    }

    void read_priority(const entry& e) {
        if (!is_text(e)) return;
        const std::string_view text = e.value.text;
        if (text.size() == 1 && text[0] >= '1' && text[0] <= '3') {
            result_.priority = text[0] - '0';
        } else {
            report("bad-priority", e.value.where, {std::string{text}});
        }
    }

    void read_input(const entry& e) {
        static const key_set keys{context_of::input};
        if (!is_map(e)) return;
        result_.input.where = e.key.where;
        bool period = false;
        const auto seen = each_key(e.value, keys, [&](const entry& inner) {
            period = period || inner.is("for");
            read_input_key(inner);
        });
        check_trigger(seen, e.key.where, period);
    }

    void read_input_key(const entry& e) {
        start_rule& input = result_.input;
        if (e.is("event")) {
            input.event = read_name(e);
        } else if (e.is("silent")) {
            const auto event = read_name(e);
            if (input.event.value.empty()) input.event = event;
        } else if (e.is("for")) {
            input.silent_for = read_period(e);
        } else if (e.is("if")) {
            input.when = read_condition(e);
        } else if (e.is("again after")) {
            input.again = read_again(e);
        } else {
            input.once = read_yes_no(e).value_or(false);
        }
    }

    void check_trigger(const keys_found& seen, span where, bool period) {
        const auto has = [&](std::string_view en) {
            return std::find(seen.begin(), seen.end(), find_keyword(en, context_of::input)) != seen.end();
        };
        const bool event = has("event"), silent = has("silent");
        if (event && silent) {
            report("two-triggers", where, {spell("event", context_of::input), spell("silent", context_of::input)});
        } else if (!event && !silent && !tree_.damaged) {
            report("no-trigger", where, {spell("event", context_of::input), spell("silent", context_of::input)});
        }
        if (silent) require(seen, "for", context_of::input, result_.input.event.where);
        if (event && !silent && period) {
            report("for-without-silence", result_.input.event.where,
                   {spell("for", context_of::input), spell("silent", context_of::input)});
        }
    }

    // "180 days since start"; without `since`, since start.
    std::optional<start_rule::again_rule> read_again(const entry& e) {
        if (!is_text(e)) return {};
        std::string_view text = e.value.text;
        start_rule::again_rule rule;
        rule.where = e.value.where;
        for (const keyword& k : keywords()) {
            if (k.where == context_of::again && cut_suffix(text, k)) {
                rule.from =
                    k.en == "since end" ? start_rule::again_rule::since::end : start_rule::again_rule::since::start;
                break;
            }
        }
        const auto after = parse_period(text);
        if (!after) {
            if (find_wrong_unit(text)) {
                const auto end = e.value.where.begin + static_cast<std::uint32_t>(text.size());
                report_period(normal_name(text), e.value.verbatim ? span{e.value.where.begin, end} : e.value.where);
            } else {
                report("bad-again", e.value.where,
                       {std::string{e.value.text}, spell("since start", context_of::again),
                        spell("since end", context_of::again)});
            }
            return {};
        }
        rule.after = *after;
        return rule;
    }

    static bool cut_suffix(std::string_view& text, const keyword& k) noexcept {
        const auto cut = [&](std::string_view suffix) {
            if (!text.ends_with(suffix)) return false;
            text.remove_suffix(suffix.size());
            return true;
        };
        return cut(k.en) || std::any_of(k.ru.begin(), k.ru.end(), cut);
    }

    void read_outputs(const entry& e) {
        if (e.value.is_list()) {
            for (auto& name : read_names(e)) add_output(std::move(name));
        } else if (!is_map(e)) {
            if (e.value.is_scalar() && !e.value.text.empty()) add_output(name_of(e.value));  // the one that was meant
        } else {
            each_name(e.value, [&](const node& key, const node& value) { read_output(e, key, value); });
        }
        if (result_.outputs.empty() && !tree_.damaged && (e.value.is_map() || e.value.is_list()))
            report("no-outputs", e.key.where);
    }

    output* add_output(located<std::string> name) {
        const auto [at, fresh] = outputs_.try_emplace(name.value, result_.outputs.size());
        if (!fresh) {
            report("declared-twice", name.where, {name.value, place_of(result_.outputs[at->second])});
            return nullptr;
        }
        output& added = result_.outputs.emplace_back();
        added.name = std::move(name);
        return &added;
    }

    std::string place_of(const output& o) const {
        return std::string{file_->name()} + ":" + std::to_string(file_->at(o.name.where.begin).line);
    }

    void read_output(const entry& section, const node& key, const node& value) {
        static const key_set keys{context_of::output};
        output* into = add_output(name_of(key));
        const entry e{section.word, key, value};
        if (into == nullptr || value.is_null() || !is_map(e)) return;
        const auto seen = each_key(value, keys, [&](const entry& inner) {
            if (inner.is("title")) {
                into->title = read_text(inner);
            } else if (inner.is("when")) {
                into->when = read_name(inner);
            } else if (inner.is("if")) {
                into->condition = read_condition(inner);
            } else {
                into->emit = read_name(inner);
            }
        });
        if (into->condition) require(seen, "when", context_of::output, into->condition.where);
    }

    regulation result_;
    std::unordered_map<std::string, std::size_t> outputs_;  // their indices by name
};

}  // namespace

regulation read_regulation(const yaml::tree& tree, const std::shared_ptr<const source>& file, issues& found) {
    return regulation_reader{tree, file, found}.read();
}

}  // namespace reglament
