#include "control/explain_parts.hpp"

#include <algorithm>
#include <array>

namespace reglament {

std::string_view to_string(start_reason_kind k) noexcept {
    static constexpr std::array<std::string_view, 26> names{
        "on event",        "silence lasts",     "silence unarmed",    "silence over", "outside segment",
        "on schedule",     "on date",           "date unknown",       "date over",    "becomes true",
        "holds not long",  "used up",           "existing ignored",   "on call",      "never called",
        "not armed",       "already running",   "too soon",           "once only",    "stopped",
        "condition false", "condition unknown", "condition of event", "queued",       "draining",
        "no version"};
    return names[static_cast<std::size_t>(k)];
}

std::string_view to_string(untold u) noexcept {
    static constexpr std::array<std::string_view, 4> names{"values then", "state then", "history gone", "no part"};
    return names[static_cast<std::size_t>(u)];
}

std::optional<regulation_index> find_named(const rulebook& rules, std::string_view name) {
    if (const auto known = rules.find(name)) return known;
    for (regulation_index i = 0; i < rules.machines().size(); ++i) {
        if (!rules.is_earlier(i) && rules.machines()[i].regulation().title == name) return i;
    }
    return std::nullopt;
}

void explainer::limit(untold what) {
    if (std::find(out_.limits.begin(), out_.limits.end(), what) == out_.limits.end()) out_.limits.push_back(what);
}

std::string explainer::key_of(part_index part) const {
    const bool known = record_ != nullptr && part < record_->parts.size();  // of one who was merged none is any more
    return known ? record_->parts[part].key : std::string{};
}

bool explainer::is_meant(part_index part) const {
    return query_.part.empty() || key_of(part) == query_.part;
}

instant explainer::now_at() const {
    return std::max(out_.as_of, record_->seen);
}

// Whoever is left of those who were merged.
void explainer::find_subject() {
    out_.asked_for = out_.subject = query_.subject;
    auto known = engine_.find_client(query_.subject);
    if (!known) return;
    for (const record* r = &engine_.state(*known); !r->merged_into.key.empty(); r = &engine_.state(*known)) {
        const auto next = engine_.find_client(r->merged_into.key);
        if (!next) break;
        known = next;
    }
    client_ = *known;
    record_ = &engine_.state(*known);
    out_.subject = engine_.client(*known);
    out_.known = true;
}

// The one that the subject begins: with a pilot it may be the version before.
void explainer::find_version() {
    if (record_ == nullptr) return;
    const regulation_index current = family();
    for (regulation_index i = 0; i < rules_.machines().size(); ++i) {
        if (rules_.family_of(i) != current || !rules_.begins(i, record_->who)) continue;
        out_.regulation = i;
        return;
    }
}

std::optional<explained> explainer::go() {
    const auto which = find_named(rules_, query_.regulation);
    if (!which) return std::nullopt;
    out_.rules = engine_.shared_rules();
    out_.regulation = *which;
    now_ = !query_.as_of || *query_.as_of >= engine_.now();
    out_.as_of = now_ ? engine_.now() : *query_.as_of;
    find_subject();
    if (!told_apart_ && record_ != nullptr) history_ = engine_.history(out_.subject);
    find_version();
    if (!now_) limit(untold::state_then);
    const bool gone = history_.empty() ? record_ != nullptr && record_->sequence > 0 : history_.front().sequence > 1;
    if (gone) limit(untold::history_gone);
    if (seen_ != nullptr) {
        out_.watched = true;
        out_.heard = seen_->impl_->heard;
        out_.last_heard = seen_->impl_->last_heard;
    }
    tell_attempts();
    tell_runs();
    look_ahead();
    std::sort(out_.runs.begin(), out_.runs.end(),
              [](const explained_run& a, const explained_run& b) { return a.number < b.number; });
    return std::move(out_);
}

std::optional<explained> explain(const engine& e, const explain_query& what, const start_witness* seen) {
    return explainer{e, what, std::nullopt, seen}.go();
}

std::optional<explained> explain(const engine& e, const explain_query& what, std::span<const effect> history,
                                 const start_witness* seen) {
    return explainer{e, what, history, seen}.go();
}

}  // namespace reglament
