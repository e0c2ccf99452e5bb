// Rulebook: compiles all regulations over one vocabulary and lays out which of them each event concerns.
#include "machine/builder.hpp"
#include "machine/derivations.hpp"
#include "machine/scenario_check.hpp"
#include "machine/segment_programs.hpp"
#include "machine/statement_programs.hpp"
#include "machine/succession.hpp"

#include <reglament/machine/rulebook.hpp>

#include <algorithm>
#include <set>

namespace reglament {

namespace {

constexpr std::size_t most_regulations = 10'000;

bool fits(const documents& read, issues& found) {
    if (read.regulations.size() > most_regulations) {
        const regulation& beyond = read.regulations[most_regulations];
        found.add("too-large", place{beyond.file, beyond.id.where},
                  {std::to_string(most_regulations), "regulations", "регламентов"});
    }
    const vocabulary& v = read.vocabulary;  // a vocabulary that was read is reported with its place
    const bool indexed =
        std::max({v.events.size(), v.facts.size(), v.roles.size(), v.actions.size()}) <= most_names + reserved_events;
    return indexed && read.regulations.size() <= most_regulations;
}

}  // namespace

void compile_context::index_names() {
    for (std::size_t i = 0; i < vocabulary.events.size(); ++i)
        events.emplace(vocabulary.events[i].name.value, static_cast<std::uint16_t>(i));
    for (std::size_t i = 0; i < vocabulary.roles.size(); ++i)
        roles.emplace(vocabulary.roles[i].name.value, static_cast<std::uint16_t>(i));
    for (std::size_t i = 0; i < vocabulary.actions.size(); ++i)
        actions.emplace(vocabulary.actions[i].name.value, static_cast<std::uint16_t>(i));
    resources.insert(vocabulary.resources.begin(), vocabulary.resources.end());
    if (!vocabulary.declared) return;  // names are added on the way
    for (const event_type& e : vocabulary.events) event_names.push_back(e.name.value);
    for (const action_type& a : vocabulary.actions) action_names.push_back(a.name.value);
    for (const role& r : vocabulary.roles) role_names.push_back(r.name.value);
    resource_names.assign(vocabulary.resources.begin(), vocabulary.resources.end());
}

class rulebook_builder {
public:
    explicit rulebook_builder(vocabulary words) : words_{std::move(words)} {}

    std::shared_ptr<const rulebook> build(std::vector<version_to_build> versions, rulebook_parts parts, issues& found) {
        order(versions);
        out_->sources_ = std::move(parts.sources);
        const auto working_time = std::make_shared<const calendar>(words_.calendar);
        out_->derived_ = derivations::compile(words_, found);
        compile_context shared{words_, working_time, scopes_of_facts(words_), found};
        shared.index_names();
        add_segments(shared);
        for (const version_to_build& v : versions) {
            const auto here = static_cast<regulation_index>(shared.regulations.size());
            const auto [at, fresh] = shared.regulation_ids.emplace(v.model->id.value, here);
            if (!fresh && !v.earlier) at->second = here;  // what is run is the current version
            shared.regulations.push_back(v.model);
        }
        bool failed = found.has_errors();
        std::vector<bool> unsound;
        for (const version_to_build& v : versions) {
            unsound.push_back(v.model->state != soundness::sound);
            machine_builder one{shared, v.model};
            out_->machines_.push_back(one.build());
            failed = failed || one.failed();
            unsound.back() = unsound.back() || one.failed();
        }
        scenario_checker checker{words_, out_->machines_, std::move(unsound), found};
        for (scenario& s : parts.scenarios) checker.check(s);
        out_->scenarios_ = std::move(parts.scenarios);
        if (std::none_of(versions.begin(), versions.end(), [](const auto& v) { return v.earlier; }))
            check_migrations(parts.migrations, out_->machines_, found);
        out_->migrations_ = std::move(parts.migrations);
        out_->paid_ = std::make_shared<const std::vector<statement_programs>>(
            statement_programs::compile(words_, parts.statements, shared.regulation_ids, shared.facts, found));
        out_->statements_ = std::move(parts.statements);
        out_->scripts_ = std::move(parts.scripts);
        if (failed || found.has_errors()) return nullptr;
        relate(versions);
        lay_out();
        return out_;
    }

private:
    static void order(std::vector<version_to_build>& all) {
        std::stable_sort(all.begin(), all.end(), [](const version_to_build& a, const version_to_build& b) {
            return std::tie(a.model->priority, a.model->id.value, a.earlier) <
                   std::tie(b.model->priority, b.model->id.value, b.earlier);
        });
    }

    void add_segments(const compile_context& shared) {
        static const auto nightly = schedule::parse("every day at 03:00");
        out_->segments_ = std::make_shared<const std::vector<segment_programs>>(
            segment_programs::compile(words_, shared.facts, shared.found));
        for (const segment& s : words_.segments)
            out_->segment_times_.emplace_back(s.at ? s.at->value : *nightly, shared.working_time);
    }

    // Which of the machines are versions of one regulation, and in which of them runs begin.
    void relate(const std::vector<version_to_build>& versions) {
        for (const version_to_build& v : versions) {
            auto& one = out_->versions_.emplace_back();
            one.model = v.model;
            one.earlier = v.earlier;
            one.begins = !v.earlier || v.begins;
            if (v.model->pilot && !v.earlier) {
                for (const auto& name : v.model->pilot->clients) one.clients.push_back(client_hash(name.value));
                std::sort(one.clients.begin(), one.clients.end());
            }
            out_->all_begin_ = out_->all_begin_ && !v.earlier && !v.model->pilot;
        }
        for (auto& one : out_->versions_) {
            one.family = *out_->find(one.model->id.value);
            if (one.begins && out_->versions_[one.family].model->pilot && !out_->versions_[one.family].earlier)
                one.pilot = one.family;
        }
    }

    void lay_out() {
        const std::size_t events = words_.events.size();
        out_->listeners_.resize(events);
        out_->starters_.resize(events);
        out_->silences_.resize(events);
        out_->settings_.resize(events);
        out_->watchers_.resize(words_.facts.size());
        out_->standing_.resize(words_.subjects.size());
        out_->initial_of_parts_.resize(words_.subjects.size());
        out_->has_parts_ = std::any_of(words_.subjects.begin(), words_.subjects.end(),
                                       [](const subject_type& s) { return s.is_part(); });
        std::size_t widest = 0;
        for (regulation_index i = 0; i < out_->machines_.size(); ++i) {
            route(i, out_->machines_[i]);
            out_->awaits_ = out_->awaits_ || !out_->machines_[i].awaits().empty() || out_->machines_[i].stops() ||
                            out_->machines_[i].contacts();
            widest = std::max({widest, out_->machines_[i].value_count(), out_->machines_[i].item_names().size()});
        }
        out_->names_person_.resize(words_.facts.size());
        for (const role& r : words_.roles) {
            if (r.person != UINT16_MAX) out_->names_person_[r.person] = true;
        }
        for (std::uint16_t f = 0; f < words_.facts.size(); ++f) lay_out(f, words_.facts[f]);
        for (const event_type& e : words_.events) widest = std::max(widest, e.data.size());
        for (const machine& m : out_->machines_) widest = std::max(widest, m.input_count());
        find_watched();
        for (const auto& facts : out_->initial_of_parts_) widest = std::max(widest, facts.size());
        out_->nulls_.resize(std::max<std::size_t>(widest, 1));
        out_->vocabulary_ = std::make_shared<const vocabulary>(std::move(words_));
    }

    void route(regulation_index i, const machine& m) {
        std::set<event_index> heard;
        for (const transition& t : m.transitions()) {
            if (t.event != no_index) heard.insert(t.event);
        }
        for (const exit_rule& e : m.exits()) {
            if (e.event != no_index) heard.insert(e.event);
        }
        heard.insert(m.kept_events().begin(), m.kept_events().end());
        for (const event_index e : heard) out_->listeners_[e].push_back(i);
        if (out_->versions_[i].begins) route_start(i, m);
    }

    void route_start(regulation_index i, const machine& m) {
        const start_definition& start = m.start();
        if (start.what == start_kind::event) out_->starters_[start.event].push_back(i);
        if (start.what == start_kind::silence) out_->silences_[start.event].push_back(i);
        const bool by_segment = start.counted == start_rule::since::segment_entered;
        const bool by_facts = start.what == start_kind::date || start.what == start_kind::condition;
        if (by_facts || start.what == start_kind::schedule || start.counted != start_rule::since::last_event)
            out_->standing_[m.subject()].push_back(i);
        if (!by_facts && !by_segment) return;
        const std::uint16_t program = by_facts ? start.program : start.guard;
        for (const feel::slot s : m.programs()[program].reads()) {
            auto& all = out_->watchers_[fact_at(m.subject(), s)];
            if (all.empty() || all.back() != i) all.push_back(i);
        }
    }

    // What may move something by time alone: by it a start or a run that waits is looked at again.
    void find_watched() {
        auto& watched = out_->watched_;
        watched.resize(words_.facts.size());
        for (std::size_t f = 0; f < watched.size(); ++f) watched[f] = !out_->watchers_[f].empty();
        for (const machine& m : out_->machines_) {
            const auto read = [&](std::uint16_t program) {
                if (program == no_index) return;
                for (const feel::slot s : m.programs()[program].reads()) {
                    const auto in = static_cast<bank>(s.bank);
                    if (in == bank::facts || in == bank::part) watched[fact_at(m.subject(), s)] = true;
                }
            };
            for (const await_definition& a : m.awaits()) read(a.program);
            for (const exit_rule& e : m.exits()) {
                if (e.event == no_index) read(e.guard);
            }
        }
        watch_rolls(watched);
        out_->derived_->spread(watched);
        const auto clocks = out_->derived_->clocks();
        out_->wakes_daily_ = std::any_of(clocks.begin(), clocks.end(), [&](std::uint16_t place) {
            return watched[out_->derived_->computed()[place].fact];
        });
    }

    // What a record adds to others is told as soon as it changes.
    void watch_rolls(std::vector<bool>& watched) const {
        for (subject_index kind = 0; kind < words_.subjects.size(); ++kind) {
            for (const roll_up& r : out_->derived_->rolls_of(kind)) {
                const fact& f = words_.facts[r.fact];
                watched[f.by] = true;
                if (f.part_fact != UINT16_MAX) watched[f.part_fact] = true;
                if (!r.filter) continue;
                for (const feel::slot s : r.filter.reads()) watched[fact_at(kind, s)] = true;
            }
        }
    }

    std::size_t fact_at(subject_index of, feel::slot s) const {
        if (s.bank == static_cast<std::uint8_t>(bank::facts)) return s.index;
        const auto at = std::find_if(words_.facts.begin(), words_.facts.end(),
                                     [&](const fact& f) { return f.about == of && f.slot == s.index; });
        return static_cast<std::size_t>(at - words_.facts.begin());
    }

    void lay_out(std::uint16_t index, const fact& f) {
        const bool of_part = words_.subjects[f.about].is_part();
        out_->initial_facts_.push_back(of_part ? feel::value{} : f.initial);
        if (of_part) out_->initial_of_parts_[f.about].push_back(f.initial);
        if (f.is_derived()) return;
        for (const fact::origin& from : f.from) {
            const event_type& e = words_.events[from.event];
            const attribute* a = from.attribute.empty() ? nullptr : e.find(from.attribute);
            const auto slot = a == nullptr ? no_index : static_cast<std::uint16_t>(a - e.data.data());
            out_->settings_[from.event].emplace_back(index, slot);
        }
    }

    vocabulary words_;
    std::shared_ptr<rulebook> out_ = std::make_shared<rulebook>();
};

std::optional<regulation_index> rulebook::find(std::string_view regulation_id) const noexcept {
    std::optional<regulation_index> latest;
    for (regulation_index i = 0; i < machines_.size(); ++i) {
        if (machines_[i].regulation().id.value != regulation_id) continue;
        if (!versions_[i].earlier) return i;
        if (!latest) latest = i;
    }
    return latest;
}

const segment_programs& rulebook::segment(std::size_t which) const noexcept {
    return (*segments_)[which];
}

const statement_programs& rulebook::statement_of(std::size_t which) const noexcept {
    return (*paid_)[which];
}

std::string rulebook::name_of(regulation_index which, std::uint16_t program, feel::slot s) const {
    const machine& m = machines_[which];
    switch (static_cast<bank>(s.bank)) {
        case bank::facts:
            return vocabulary_->facts[s.index].name.value;
        case bank::event:
            return "event." + vocabulary_->events[m.origin_of(program).event].data[s.index].name.value;
        case bank::run:
            return m.value_names()[s.index];
        case bank::item:
            return m.item_names()[s.index];
        case bank::part:
            for (const fact& f : vocabulary_->facts) {
                if (f.about == m.subject() && f.slot == s.index) return f.name.value;
            }
            break;
    }
    return {};
}

std::shared_ptr<const rulebook> compile(documents read, issues& found) {
    if (!fits(read, found)) return nullptr;
    if (!read.vocabulary.declared && !read.regulations.empty()) {
        const regulation& first = read.regulations.front();
        found.add("unchecked-names", place{first.file, first.id.where});
    }
    std::vector<version_to_build> all;
    for (regulation& r : read.regulations) all.push_back({std::make_shared<const regulation>(std::move(r))});
    return build_rulebook({std::move(read.vocabulary), std::move(read.scenarios), std::move(read.migrations),
                           std::move(read.sources), std::move(read.statements), std::move(read.scripts)},
                          std::move(all), found);
}

std::shared_ptr<const rulebook> build_rulebook(rulebook_parts parts, std::vector<version_to_build> versions,
                                               issues& found) {
    rulebook_builder builder{std::move(parts.words)};
    return builder.build(std::move(versions), std::move(parts), found);
}

namespace {

loaded load_sources(std::span<const std::shared_ptr<const source>> files, issues found, const read_limits& limits) {
    loaded out;
    out.found = std::move(found);
    documents documents = read(files, out.found, limits);
    out.rules = compile(std::move(documents), out.found);
    out.found.sort();
    if (out.found.has_errors()) out.rules = nullptr;
    return out;
}

}  // namespace

loaded load(std::span<const std::filesystem::path> paths, const read_limits& limits) {
    issues found;
    const auto files = find_sources(paths, found, limits);
    return load_sources(files, std::move(found), limits);
}

loaded load(const std::filesystem::path& path, const read_limits& limits) {
    return load(std::span{&path, 1}, limits);
}

loaded load(std::span<const std::shared_ptr<const source>> files, const read_limits& limits) {
    return load_sources(files, {}, limits);
}

loaded load_text(std::string text, std::string name, const read_limits& limits) {
    const auto file = std::make_shared<const source>(std::move(name), std::move(text));
    return load_sources(std::span{&file, 1}, {}, limits);
}

}  // namespace reglament
