// Versions: which of them a client begins, and rulebooks that keep earlier ones.
#include "machine/succession.hpp"
#include "text/likeness.hpp"

#include <reglament/text/names.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace reglament {

namespace {

constexpr std::uint64_t mixed(std::uint64_t h) noexcept {
    h = (h ^ (h >> 32U)) * 0xd6e8feb86659fd93ULL;
    h = (h ^ (h >> 32U)) * 0xd6e8feb86659fd93ULL;
    return h ^ (h >> 32U);
}

template <class Enum, std::size_t N>
std::string_view name_of(const std::array<std::string_view, N>& names, Enum e) noexcept {
    const auto i = static_cast<std::size_t>(e);
    return i < N ? names[i] : std::string_view{"?"};
}

}  // namespace

std::string_view to_string(run_fate f) noexcept {
    static constexpr std::array<std::string_view, 4> names{"moved", "stays", "ended", "needs mapping"};
    return name_of(names, f);
}

std::string_view to_string(stay_reason r) noexcept {
    static constexpr std::array<std::string_view, 12> names{
        "",          "kept",         "draining",       "gone",        "stuck",
        "step gone", "step changed", "step elsewhere", "no follower", "other subject",
        "not alone", "paused"};
    return name_of(names, r);
}

std::uint64_t client_hash(std::string_view key) noexcept {
    std::uint64_t h = 0xcbf29ce484222325ULL;  // FNV-1a
    for (const char c : key) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    return mixed(h);
}

// By lot: the client and the regulation together, so that it is not the same clients who try everything out.
bool rulebook::begins_here(regulation_index i, std::uint64_t who) const noexcept {
    const version& v = versions_[i];
    if (!v.begins || v.pilot == no_index) return v.begins;
    constexpr std::uint64_t whole = 10'000;
    const version& newest = versions_[v.pilot];
    const pilot_rule& rule = *newest.model->pilot;
    const bool chosen = rule.share > 0 ? mixed(who ^ client_hash(newest.model->id.value)) % whole < rule.share
                                       : std::binary_search(newest.clients.begin(), newest.clients.end(), who);
    return chosen != v.earlier;
}

std::optional<regulation_index> rulebook::find(std::string_view regulation_id,
                                               std::string_view definition) const noexcept {
    for (regulation_index i = 0; i < machines_.size(); ++i) {
        const reglament::regulation& r = machines_[i].regulation();
        if (r.id.value == regulation_id && r.definition == definition) return i;
    }
    return std::nullopt;
}

// --- Migrations, as far as the current version tells ---

namespace {

const machine* find_machine(std::span<const machine> machines, std::string_view id) {
    const auto at =
        std::find_if(machines.begin(), machines.end(), [&](const machine& m) { return m.regulation().id.value == id; });
    return at == machines.end() ? nullptr : &*at;
}

std::string nearest(std::string_view word, const std::vector<std::string_view>& known) {
    const auto near = near_names(word, known);
    return near.empty() ? std::string{} : std::string{near.front()};
}

std::vector<std::string_view> states_of(const machine& m) {
    std::vector<std::string_view> all;
    for (const state& s : m.states()) {
        if (s.id.find('/') == s.id.npos) all.emplace_back(s.id);
    }
    return all;
}

std::vector<std::string_view> values_of(const machine& m) {
    std::vector<std::string_view> all;
    for (const std::string& n : m.value_names()) all.emplace_back(n);
    for (const std::string& n : m.item_names()) all.emplace_back(n);
    return all;
}

// `ask.reason` is an answer, unless a step is called so.
bool is_answer(const std::string& name, const machine& m) {
    return name.find('.') != name.npos && !m.find_state(name);
}

void check_name(const machine& m, const located<std::string>& name, const migration& in, issues& found) {
    const bool answer = is_answer(name.value, m);
    const auto known = answer ? values_of(m) : states_of(m);
    if (name.value.empty() || std::find(known.begin(), known.end(), name.value) != known.end()) return;
    found.add(answer ? "migration-unknown-answer" : "migration-unknown-step", place{in.file, name.where},
              {name.value, m.regulation().id.value}, nearest(name.value, known));
}

}  // namespace

void check_migrations(std::span<const migration> all, std::span<const machine> machines, issues& found) {
    std::map<std::pair<std::string, std::string>, place> seen;
    for (const migration& one : all) {
        const std::string& id = one.regulation.value;
        for (const auto& version : one.from) {
            const auto [at, fresh] = seen.try_emplace({id, version.value}, place{one.file, version.where});
            if (fresh) continue;
            const place& first = at->second;
            found.add(
                "migration-twice", place{one.file, version.where},
                {id, version.value,
                 std::string{first.source->name()} + ":" + std::to_string(first.source->at(first.where.begin).line)});
        }
        const machine* const m = find_machine(machines, id);
        if (m == nullptr) {
            std::vector<std::string_view> known;
            for (const machine& x : machines) known.emplace_back(x.regulation().id.value);
            if (!id.empty())
                found.add("unknown-regulation", place{one.file, one.regulation.where}, {id}, nearest(id, known));
            continue;
        }
        if (m->regulation().state != soundness::sound) continue;
        for (const auto& [from, to] : one.map) check_name(*m, to, one, found);
        check_name(*m, one.to, one, found);
        if (m->regulation().running != running_rule::migrate)
            found.add("migration-unused", place{one.file, one.regulation.where}, {id});
    }
}

// --- Succession ---

class succession {
public:
    succession(const rulebook& before, const rulebook& after, std::span<const version_use> use, issues& found)
        : before_{before}, after_{after}, use_{use}, found_{found} {}

    std::shared_ptr<const rulebook> go() {
        for (regulation_index i = 0; i < after_.machines().size(); ++i) {
            const auto& one = after_.versions_[i];
            if (one.earlier) continue;
            current_.push_back({one.model});
            if (one.model->pilot) note_other(i);
        }
        for (regulation_index i = 0; i < before_.machines().size(); ++i) {
            if (is_needed(i)) needed_.push_back(i);
        }
        issues told;
        auto rules = build(told);
        if (rules == nullptr) {
            std::erase_if(needed_, [this](regulation_index i) { return !fits(i); });
            if (failed_) return nullptr;
            issues again;
            rules = build(again);
            if (rules == nullptr) found_.append(again);
        }
        note_names();
        return rules;
    }

private:
    // What is said of the current versions was said when they were read.
    [[nodiscard]] std::shared_ptr<const rulebook> build(issues& told) const {
        std::vector<version_to_build> all = current_;
        for (const regulation_index i : needed_) all.push_back({before_.versions_[i].model, true, others_.contains(i)});
        return build_rulebook(
            {after_.vocabulary(), after_.scenarios_, after_.migrations_, after_.sources_, after_.statements_},
            std::move(all), told);
    }

    [[nodiscard]] bool is_in_after(regulation_index i) const {
        const regulation& r = before_.machines()[i].regulation();
        const auto same = after_.find(r.id.value, r.definition);
        return same && !after_.is_earlier(*same);
    }

    [[nodiscard]] bool is_needed(regulation_index i) const {
        return !is_in_after(i) && (use_[i].runs > 0 || use_[i].told || others_.contains(i));
    }

    // In which version those who are not in a pilot begin.
    void note_other(regulation_index of) {
        const std::string& id = after_.machines()[of].regulation().id.value;
        for (regulation_index i = 0; i < before_.machines().size(); ++i) {
            const auto& one = before_.versions_[i];
            if (one.model->id.value == id && one.begins && !one.model->pilot && !is_in_after(i)) others_.insert(i);
        }
        const auto is_it = [&](regulation_index i) { return before_.machines()[i].regulation().id.value == id; };
        if (std::any_of(others_.begin(), others_.end(), is_it)) return;
        const regulation& r = after_.machines()[of].regulation();
        found_.add("pilot-alone", place{r.file, r.pilot->where}, {id});
    }

    // Each with the current ones alone, so that one which is not needed for runs can be left out.
    bool fits(regulation_index i) {
        const auto& model = before_.versions_[i].model;
        issues told;
        std::vector<version_to_build> with_current = current_;
        with_current.push_back({model, true});
        if (build_rulebook({after_.vocabulary()}, std::move(with_current), told) != nullptr) return true;
        if (use_[i].runs == 0 && !others_.contains(i)) return false;
        for (const issue& x : told) {
            if (x.level == severity::error) found_.append(x);
        }
        found_.add("version-not-fitting", place{model->file, model->id.where}, {model->id.value, model->version});
        failed_ = true;
        return false;
    }

    // What a person should look at: versions that are called the same, and lines of maps that do nothing.
    void note_names() {
        for (regulation_index i = 0; i < before_.machines().size(); ++i) {
            const regulation& old = before_.machines()[i].regulation();
            const auto now = after_.find(old.id.value);
            if (!now || is_in_after(i)) continue;
            const regulation& current = after_.machines()[*now].regulation();
            if (old.version == current.version)
                found_.add("same-version", place{current.file, current.id.where}, {old.id.value, old.version});
            for (const migration& one : after_.migrations_) {
                if (one.regulation.value == old.id.value) note_names(one, before_.machines()[i]);
            }
        }
        for (const migration& one : after_.migrations_) note_versions(one);
    }

    // One that was used before is kept in the files: only when the regulation changes now something is wrong with it.
    void note_versions(const migration& one) {
        std::vector<std::string_view> known;
        bool changes = false;
        for (regulation_index i = 0; i < before_.machines().size(); ++i) {
            const regulation& old = before_.machines()[i].regulation();
            if (old.id.value != one.regulation.value) continue;
            known.emplace_back(old.version);
            changes = changes || (!before_.versions_[i].earlier && !is_in_after(i));
        }
        const auto is_known = [&](const located<std::string>& v) {
            return std::find(known.begin(), known.end(), v.value) != known.end();
        };
        if (!changes || one.from.empty() || std::any_of(one.from.begin(), one.from.end(), is_known)) return;
        std::string all;
        for (const std::string_view v : known) all.append(all.empty() ? "" : ", ").append(v);
        const auto& from = one.from.front();
        found_.add("migration-of-no-version", place{one.file, from.where}, {one.regulation.value, all, from.value},
                   nearest(from.value, known));
    }

    void note_names(const migration& one, const machine& old) {
        const std::string& version = old.regulation().version;
        const auto same = [&](const located<std::string>& v) { return v.value == version; };
        if (std::none_of(one.from.begin(), one.from.end(), same)) return;
        for (const auto& [from, to] : one.map) {
            const auto known = is_answer(from.value, old) ? values_of(old) : states_of(old);
            if (std::find(known.begin(), known.end(), from.value) != known.end()) continue;
            found_.add("migration-unknown-old-step", place{one.file, from.where},
                       {from.value, version, old.regulation().id.value}, nearest(from.value, known));
        }
    }

    const rulebook& before_;
    const rulebook& after_;
    std::span<const version_use> use_;
    issues& found_;
    std::set<regulation_index> others_;  // of `before`: earlier ones in which runs begin
    std::vector<version_to_build> current_;
    std::vector<regulation_index> needed_;  // of `before`
    bool failed_ = false;
};

std::shared_ptr<const rulebook> succeed(const rulebook& before, const rulebook& after, std::span<const version_use> use,
                                        issues& found) {
    return succession{before, after, use, found}.go();
}

std::vector<earlier_version> earlier_versions(const rulebook& rules) {
    std::vector<earlier_version> all;
    for (regulation_index i = 0; i < rules.machines().size(); ++i) {
        const regulation& r = rules.machines()[i].regulation();
        if (rules.is_earlier(i)) all.push_back({r.id.value, r.definition, rules.is_started(i)});
    }
    return all;
}

std::shared_ptr<const rulebook> with_earlier(const rulebook& current, std::span<const earlier_version> earlier,
                                             std::span<const rule_texts> written, issues& found) {
    std::map<std::pair<std::string_view, std::string_view>, std::shared_ptr<const regulation>> models;
    for (const earlier_version& e : earlier) models[{e.regulation, e.definition}];
    for (const rule_texts& texts : written) {
        issues told;  // of rules that were in force once: what matters is whether the definitions are there
        documents all = read(texts, told);
        for (regulation& r : all.regulations) {
            const auto at = models.find({r.id.value, r.definition});
            if (at != models.end() && at->second == nullptr)
                at->second = std::make_shared<const regulation>(std::move(r));
        }
    }
    std::vector<version_to_build> versions;
    for (regulation_index i = 0; i < current.machines().size(); ++i) {
        if (!current.is_earlier(i)) versions.push_back({current.model_of(i)});
    }
    bool all = true;
    for (const earlier_version& e : earlier) {
        const auto& model = models.at({e.regulation, e.definition});
        if (model == nullptr) {
            found.add("version-unreadable", {}, {e.regulation, e.definition});
            all = false;
        } else {
            versions.push_back({model, true, e.begins});
        }
    }
    if (!all) return nullptr;
    issues told;  // what is said of the current versions was said when they were read
    auto rules = build_rulebook({current.vocabulary(),
                                 {current.scenarios().begin(), current.scenarios().end()},
                                 {current.migrations().begin(), current.migrations().end()},
                                 {current.sources().begin(), current.sources().end()},
                                 {current.statements().begin(), current.statements().end()},
                                 {current.scripts().begin(), current.scripts().end()}},
                                std::move(versions), told);
    if (rules == nullptr) found.append(told);
    return rules;
}

}  // namespace reglament
