#include "regulation/read_regulation.hpp"

#include "regulation/start_reader.hpp"

#include <reglament/regulation/blocks.hpp>
#include <reglament/text/names.hpp>

#include <algorithm>
#include <unordered_map>

namespace reglament {

namespace {

class regulation_reader final : public start_reader {
public:
    using start_reader::start_reader;

    regulation read() {
        static const key_set keys{context_of::regulation};
        const node& root = *tree_.root();
        result_.file = file_;
        const auto seen = each_key(root, keys, [&](const entry& e) { read_key(e); });
        const span where = tree_.first(root)->where;
        for (const std::string_view needed : {"regulation", "input", "output", "steps"}) {
            require(seen, needed, context_of::regulation, where);
        }
        if (result_.pilot && result_.running == running_rule::drain) report("pilot-and-drain", result_.pilot->where);
        const std::size_t before = found_.size();
        name_steps(result_, found_);
        check_accepted();
        result_.state = state();
        if (found_.size() > before) result_.state = std::max(result_.state, soundness::wrong_in_details);
        return std::move(result_);
    }

private:
    void read_key(const entry& e) {
        if (e.is("input")) {
            result_.input = read_input(e);
            return;
        }
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
            if (auto subject = read_subject_name(e); !subject.value.empty()) result_.subject = std::move(subject);
        } else if (e.is("owner")) {
            result_.owner = read_name(e);
        } else if (e.is("running")) {
            result_.running = read_running(e);
        } else if (e.is("control")) {
            result_.control = read_control(e);
        } else if (e.is("pilot")) {
            result_.pilot = read_pilot(e);
        } else {
            result_.resources = read_names(e);
        }
    }

    void check_accepted() {
        if (result_.control.accepted_missing.empty()) return;
        std::vector<std::string_view> known;
        each_outer_block(result_, [&](const block& steps) {
            each_step(steps, [&](const step& s) { known.push_back(s.id.value); });
        });
        for (const auto& id : result_.control.accepted_missing) {
            if (std::find(known.begin(), known.end(), id.value) != known.end()) continue;
            const auto near = near_names(id.value, known);
            report("accepts-unknown-step", id.where, {id.value},
                   near.empty() ? std::string{} : std::string{near.front()});
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
            } else if (inner.is("stop when")) {
                into->stop = read_condition(inner);
            } else if (inner.is("data")) {
                into->data = read_data(inner);
                for (const named_condition& g : into->data) check_member(into->name.value, g.name);
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
