#include "regulation/read_vocabulary.hpp"

#include "regulation/contact_reader.hpp"
#include "regulation/fact_reader.hpp"
#include "regulation/segment_reader.hpp"

#include <reglament/text/names.hpp>

#include <algorithm>
#include <array>

namespace reglament {

namespace {

constexpr std::array<std::string_view, reserved_events> reserved_names{
    "task.done",    "task.unanswered", "facts.changed",   "action.done",  "action.failed",
    "run.start",    "run.cancel",      "run.ended",       "task.skipped", "subject.merged",
    "task.claimed", "task.returned",   "task.handed",     "run.pause",    "run.resume",
    "run.jump",     "person.asked",    "person.released", "person.given", "people.changed"};

attribute make_attribute(std::string name, feel::type_kind kind, bool optional) {
    return {{std::move(name), {}}, {kind, {}, nullptr}, optional};
}

// The events of reserved_event, in its order.
std::vector<event_type> make_reserved_events() {
    using feel::type_kind;
    std::vector<event_type> events;
    for (const std::string_view name : reserved_names) events.emplace_back().name.value = name;
    events[0].data = {make_attribute("task", type_kind::any, false),
                      make_attribute("answers", type_kind::context, true),
                      make_attribute("regulation", type_kind::string, true)};
    events[1].data = {make_attribute("task", type_kind::any, false),
                      make_attribute("regulation", type_kind::string, true)};
    events[3].data = {make_attribute("call", type_kind::any, false), make_attribute("result", type_kind::context, true),
                      make_attribute("regulation", type_kind::string, true)};
    events[4].data = {make_attribute("call", type_kind::any, false), make_attribute("error", type_kind::string, true),
                      make_attribute("final", type_kind::boolean, true),
                      make_attribute("attempt", type_kind::number, true),
                      make_attribute("regulation", type_kind::string, true)};
    events[5].data = {make_attribute("regulation", type_kind::string, false),
                      make_attribute("data", type_kind::context, true)};
    events[6].data = {make_attribute("regulation", type_kind::string, true),
                      make_attribute("run", type_kind::number, true),
                      make_attribute("reason", type_kind::string, true)};
    events[7].data = {make_attribute("call", type_kind::any, false), make_attribute("output", type_kind::string, true),
                      make_attribute("data", type_kind::context, true),
                      make_attribute("regulation", type_kind::string, true)};
    events[8].data = {make_attribute("task", type_kind::any, false),
                      make_attribute("regulation", type_kind::string, true)};
    events[9].data = {make_attribute("into", type_kind::any, false)};
    events[10].data = {make_attribute("task", type_kind::any, false),
                       make_attribute("person", type_kind::string, false),
                       make_attribute("regulation", type_kind::string, true)};
    events[11].data = {make_attribute("task", type_kind::any, false), make_attribute("person", type_kind::string, true),
                       make_attribute("reason", type_kind::string, true),
                       make_attribute("regulation", type_kind::string, true)};
    events[12].data = {make_attribute("task", type_kind::any, false), make_attribute("to", type_kind::string, false),
                       make_attribute("reason", type_kind::string, true),
                       make_attribute("regulation", type_kind::string, true)};
    return events;
}

}  // namespace

// Reads one document into the builder.
class vocabulary_reader final : public contact_reader {
public:
    vocabulary_reader(const yaml::tree& tree, std::shared_ptr<const source> file, issues& found,
                      vocabulary_builder& builder)
        : contact_reader{tree, std::move(file), found}, builder_{builder}, made_{builder.made_} {}

    void read() {
        static const key_set keys{context_of::vocabulary};
        const node& root = *tree_.root();
        const auto seen = each_key(root, keys, [&](const entry& e) { read_key(e); });
        require(seen, "vocabulary", context_of::vocabulary, tree_.first(root)->where);
    }

private:
    void read_key(const entry& e) {
        if (e.is("calendar")) return read_the_calendar(e);
        if (e.is("calendars")) return read_section(e, &vocabulary_reader::read_named_calendar);
        if (e.is("subjects")) return read_section(e, &vocabulary_reader::read_subject);
        if (e.is("events")) return read_section(e, &vocabulary_reader::read_event);
        if (e.is("facts")) return read_section(e, &vocabulary_reader::read_fact);
        if (e.is("segments")) return read_section(e, &vocabulary_reader::read_segment);
        if (e.is("roles")) return read_roles(e);
        if (e.is("actions")) return read_section(e, &vocabulary_reader::read_action);
        if (e.is("resources")) return read_resources(e);
        if (e.is("channels")) return read_channels(e);
        if (e.is("contact policy")) return read_the_policy(e);
        if (e.is("vocabulary")) {
            const std::string id = read_name(e).value;
            if (made_.id.empty()) made_.id = id;
        } else if (e.is("title")) {
            const std::string title = read_text(e);
            if (made_.title.empty()) made_.title = title;
        } else {
            (void)read_version(e);
        }
    }

    void read_the_policy(const entry& e) {
        if (builder_.policy_file_) {
            report("policy-twice", e.key.where, {std::string{builder_.policy_file_->name()}});
            return;
        }
        builder_.policy_file_ = file_;
        policy read = read_policy(e);
        made_.contacts = std::move(read.made);
        builder_.limit_channels_ = std::move(read.channels);
        builder_.policy_zone_ = std::move(read.zone);
    }

    void read_channels(const entry& section) {
        if (section.value.is_list()) {
            for (auto& name : read_names(section)) {
                if (declare(name, "channels")) made_.channels.push_back({std::move(name), {}});
            }
        } else {
            read_section(section, &vocabulary_reader::read_channel);
        }
    }

    void read_channel(const entry& e, located<std::string> name) {
        static const key_set keys{context_of::channel};
        channel& added = made_.channels.emplace_back();
        added.name = std::move(name);
        if (e.value.is_null()) return;
        if (e.value.is_scalar()) {
            added.title = read_text(e);
        } else if (is_map(e)) {
            each_key(e.value, keys, [&](const entry& inner) { added.title = read_text(inner); });
        }
    }

    void read_the_calendar(const entry& e) {
        if (builder_.calendar_file_) {
            report("calendar-twice", e.key.where, {std::string{builder_.calendar_file_->name()}});
        } else {
            builder_.calendar_file_ = file_;
        }
        builder_.calendar_ = read_calendar(e);
    }

    void read_named_calendar(const entry& e, located<std::string> name) {
        if (is_default_calendar(name.value)) report("calendar-name-taken", name.where, {name.value});
        if (builder_.calendars_.size() == most_calendars)
            report("too-large", name.where, {std::to_string(most_calendars), "calendars", "календарей"});
        if (builder_.calendars_.size() >= most_calendars) return;
        calendar_draft draft = read_calendar(e);
        draft.name = std::move(name);
        builder_.calendars_.push_back(std::move(draft));
    }

    // Whether a name is declared for the first time; else that is reported with the place of the first.
    bool declare(const located<std::string>& name, std::string_view section) {
        if (name.value.empty()) return false;
        const auto [at, fresh] =
            builder_.declared_.try_emplace(std::string{section} + "/" + name.value, place{file_, name.where});
        if (fresh) {
            if (builder_.counts_[std::string{section}]++ == most_names)
                report("too-large", name.where, {std::to_string(most_names), "names", "имён"});
            return true;
        }
        const position first = at->second.source->at(at->second.where.begin);
        report("declared-twice", name.where,
               {name.value, std::string{at->second.source->name()} + ":" + std::to_string(first.line)});
        return false;
    }

    using item_reader = void (vocabulary_reader::*)(const entry&, located<std::string>);

    void read_section(const entry& section, item_reader read_item) {
        if (!is_map(section)) return;
        each_name(section.value, [&](const node& key, const node& value) {
            located<std::string> name = name_of(key);
            if (section.word->en == "subjects") name.value = subject_called(std::move(name.value));
            if (declare(name, section.word->en)) (this->*read_item)({section.word, key, value}, std::move(name));
        });
    }

    void read_subject(const entry& e, located<std::string> name) {
        static const key_set keys{context_of::subject};
        subject_type& added = made_.subjects.emplace_back();
        added.name = std::move(name);
        check_readable(added.name);
        if (e.value.is_null() || !is_map(e)) return;
        each_key(e.value, keys, [&](const entry& inner) {
            if (inner.is("title")) {
                added.title = read_text(inner);
            } else if (inner.is("key")) {
                added.key = read_name(inner).value;
            } else {
                const auto parent = read_subject_name(inner);
                added.parent = parent.value;
                refer_to_subject(parent);
            }
        });
    }

    void refer_to_subject(const located<std::string>& subject) {
        if (!subject.value.empty()) builder_.subjects_.push_back({subject.value, {file_, subject.where}});
    }

    void read_event(const entry& e, located<std::string> name) {
        static const key_set keys{context_of::event};
        if (std::find(reserved_names.begin(), reserved_names.end(), name.value) != reserved_names.end()) {
            report("reserved-event", name.where, {name.value});
            return;
        }
        event_type& added = made_.events.emplace_back();
        added.name = std::move(name);
        if (e.value.is_null() || !is_map(e)) return;
        each_key(e.value, keys, [&](const entry& inner) {
            if (inner.is("title")) {
                added.title = read_text(inner);
            } else if (inner.is("data")) {
                added.data = read_attributes(inner);
            } else if (inner.is("if late")) {
                const keyword* const word = read_word(inner, context_of::late_word, "bad-late");
                if (word != nullptr && word->en == "refuse") added.late = late_rule::refuse;
                if (word != nullptr && word->en == "facts only") added.late = late_rule::facts_only;
            } else if (inner.is("contact")) {
                builder_.contacts_.push_back({made_.events.size() - 1, read_name(inner), file_});
            } else {
                const auto subject = read_subject_name(inner);
                added.subject = subject.value;
                refer_to_subject(subject);
            }
        });
    }

    void read_fact(const entry& e, located<std::string> name) {
        fact& added = made_.facts.emplace_back();
        added.name = std::move(name);
        check_readable(added.name);
        pending_fact& rest = builder_.facts_.emplace_back();
        rest.fact = made_.facts.size() - 1;
        fact_reader{tree_, file_, found_}.read(e.key, e.value, added, rest);
        refer_to_subject({rest.subject, rest.subject_where});
    }

    // Its class is a fact under the same name, its events are made when everything is declared.
    void read_segment(const entry& e, located<std::string> name) {
        if (!declare(name, "facts")) return;
        check_readable(name);
        segment& added = made_.segments.emplace_back();
        added.name = std::move(name);
        segment_reader{tree_, file_, found_}.read(e.key, e.value, added);
        fact& its = made_.facts.emplace_back();
        its.name = added.name;
        its.title = added.title;
        its.file = file_;
        its.segment = static_cast<std::uint16_t>(made_.segments.size() - 1);
        added.fact = static_cast<std::uint16_t>(made_.facts.size() - 1);
        builder_.facts_.emplace_back().fact = made_.facts.size() - 1;
    }

    void read_roles(const entry& section) {
        if (section.value.is_list()) {
            for (auto& name : read_names(section)) {
                if (declare(name, "roles")) made_.roles.emplace_back().name = std::move(name);
            }
        } else {
            read_section(section, &vocabulary_reader::read_role);
        }
    }

    void read_role(const entry& e, located<std::string> name) {
        static const key_set keys{context_of::role};
        role& added = made_.roles.emplace_back();
        added.name = std::move(name);
        added.file = file_;
        if (e.value.is_null()) return;
        if (e.value.is_scalar()) {
            added.title = read_text(e);
        } else if (is_map(e)) {
            const std::size_t index = made_.roles.size() - 1;
            const auto seen = each_key(e.value, keys, [&](const entry& inner) {
                if (inner.is("person")) {
                    builder_.persons_.push_back({index, read_name(inner), file_});
                } else if (inner.is("calendar")) {
                    builder_.role_calendars_.push_back({index, read_name(inner), file_});
                } else if (inner.is("by")) {
                    if (const keyword* const word = read_word(inner, context_of::role_by, "bad-role-by"))
                        added.by = word->en == "load" ? role::choice::load : role::choice::turn;
                } else if (inner.is("skill")) {
                    added.skill = read_condition(inner);
                } else if (inner.is("otherwise")) {
                    builder_.otherwise_.push_back({index, read_name(inner), file_});
                } else if (inner.is("keeps tasks")) {
                    added.keeps_tasks = read_yes_no(inner).value_or(false);
                } else {
                    added.title = read_text(inner);
                }
            });
            if (added.keeps_tasks) require(seen, "person", context_of::role, added.name.where);
        }
    }

    void read_action(const entry& e, located<std::string> name) {
        static const key_set keys{context_of::action};
        action_type& added = made_.actions.emplace_back();
        added.name = std::move(name);
        if (e.value.is_null() || !is_map(e)) return;
        each_key(e.value, keys, [&](const entry& inner) {
            if (inner.is("title")) {
                added.title = read_text(inner);
            } else if (inner.is("data")) {
                added.data = read_attributes(inner);
            } else {
                added.result = read_attributes(inner);
            }
        });
    }

    void read_resources(const entry& e) {
        for (auto& name : read_names(e)) {
            if (declare(name, "resources")) made_.resources.push_back(std::move(name.value));
        }
    }

    vocabulary_builder& builder_;
    vocabulary& made_;
};

vocabulary_builder::vocabulary_builder(issues& found) : found_{found} {
    made_.events = make_reserved_events();
}

void vocabulary_builder::read(const yaml::tree& tree, const std::shared_ptr<const source>& file) {
    made_.declared = true;
    vocabulary_reader{tree, file, found_, *this}.read();
}

}  // namespace reglament
