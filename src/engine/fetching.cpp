#include "engine/impl.hpp"
#include "machine/host_needs.hpp"
#include "machine/told_facts.hpp"

#include <reglament/engine/fetch.hpp>

#include <algorithm>
#include <exception>
#include <map>
#include <tuple>
#include <utility>

namespace reglament {

std::optional<event> engine::impl::settled(const event& e) const {
    event whole = e;
    if (whole.subject.empty()) {
        auto named = with_owner(whole);
        if (!named) return std::nullopt;
        whole = std::move(*named);
    }
    issues ignored;  // told when it is posted
    if (auto addressed_whole = addressed(whole, ignored)) whole = std::move(*addressed_whole);
    if (!ignored.empty()) return std::nullopt;
    while (auto moved = redirected(whole)) whole = std::move(*moved);
    return whole;
}

bool engine::impl::is_fresh(const record* r, std::uint16_t fact, part_index part, instant at) const {
    const auto& kept = rules->vocabulary().facts[fact].fresh_for;
    const told_fact* const known = kept && r != nullptr ? find_told(*r, fact, part) : nullptr;
    return known != nullptr && rules->vocabulary().calendar.add(known->at, *kept) > at;
}

bool engine::impl::resolve_fetched(const event& e, const record* r, std::vector<resolved>& all, issues& found) const {
    if (e.fetched.is_null()) return true;
    if (e.fetched.kind() != feel::value_kind::list) {
        found.add("fetched-form", {}, {feel::to_string(e.fetched)});
        return false;
    }
    for (const feel::value& data : e.fetched.as_list()) {
        auto one = in.resolve_fetched(e.subject, data, r, found);
        if (!one) return false;
        if (!one->fact_indices.empty()) all.push_back(std::move(*one));
    }
    return true;
}

namespace {

/// Requests by whom they are about, in the order in which they came up.
class request_list {
public:
    void add(const std::string& subject, std::string_view about, std::string_view part, const std::string& fact) {
        const auto [at, fresh] =
            places_.emplace(std::tuple{subject, std::string{about}, std::string{part}}, all_.size());
        if (fresh) all_.push_back({subject, std::string{about}, std::string{part}, {}});
        auto& facts = all_[at->second].facts;
        if (std::find(facts.begin(), facts.end(), fact) == facts.end()) facts.push_back(fact);
    }
    [[nodiscard]] std::vector<fact_request> take() { return std::move(all_); }

private:
    std::vector<fact_request> all_;
    std::map<std::tuple<std::string, std::string, std::string>, std::size_t> places_;
};

// An answer as the data of facts.changed.
feel::value as_data(const fact_request& of, const fact_answer& told, const vocabulary& words) {
    feel::context data;
    if (!of.about.empty()) data.emplace_back(words.subjects[words.find_subject(of.about).value()].key, of.part);
    data.emplace_back("facts", told.facts);
    if (told.revision != 0) data.emplace_back("revision", feel::number{told.revision});
    return feel::value{std::move(data)};
}

bool is_answered(const fact_request& of, const fact_answer& told, issues& found) {
    if (!told.error.empty()) {
        found.add("fetch-failed", {}, {of.subject, told.error});
        return false;
    }
    bool whole = true;
    for (const std::string& name : of.facts) {
        const auto* const all = told.facts.kind() == feel::value_kind::context ? &told.facts.as_context() : nullptr;
        const bool there = all != nullptr && std::any_of(all->begin(), all->end(),
                                                         [&](const auto& entry) { return entry.first == name; });
        if (!there) found.add("fetch-incomplete", {}, {of.subject, name});
        whole = whole && there;
    }
    return whole;
}

}  // namespace

std::vector<fact_request> engine::to_fetch(std::span<const event> batch) const {
    const impl& my = *impl_;
    const vocabulary& words = my.rules->vocabulary();
    request_list all;
    for (const event& given : batch) {
        if (!given.fetched.is_null()) continue;
        const auto e = my.settled(given);
        const auto type = e ? words.find_event(e->type) : std::nullopt;
        if (!type) continue;
        const auto known = my.clients.find(e->subject);
        const std::uint64_t key = e->id.empty() ? 0 : event_key(e->source, e->id);
        if (known && my.seen_before(*known, key, e->time)) continue;
        const record* const r = known ? &my.clients.read(*known).state : nullptr;
        issues ignored;  // told when it is posted
        const auto ready = my.in.resolve(*e, r, ignored);
        if (!ready) continue;
        const instant at = std::max(my.now, e->time);
        const coming_step step{r, my.in.kind_of(e->subject), ready->type, ready->fact_indices, ready->called};
        for (const host_need& n : needs_of(*my.rules, step)) {
            const fact& f = words.facts[n.fact];
            if (!words.subjects[f.about].is_part()) {
                if (!my.is_fresh(r, n.fact, no_index, at)) all.add(e->subject, {}, {}, f.name.value);
                continue;
            }
            bool is_known = false;
            for (part_index p = 0; r != nullptr && p < r->parts.size(); ++p) {
                if (r->parts[p].subject != f.about) continue;
                const bool its = ready->about == f.about && r->parts[p].key == ready->part;
                const bool runs =
                    std::any_of(r->runs.begin(), r->runs.end(), [p](const run& x) { return x.part == p; });
                is_known = is_known || its;
                if ((its || runs || n.of_all_parts) && !my.is_fresh(r, n.fact, p, at))
                    all.add(e->subject, words.subjects[f.about].name.value, r->parts[p].key, f.name.value);
            }
            if (!is_known && ready->about == f.about && !ready->part.empty())
                all.add(e->subject, words.subjects[f.about].name.value, ready->part, f.name.value);
        }
    }
    return all.take();
}

std::vector<issues> engine::put_fetched(std::span<event> batch, std::span<const fact_request> asked,
                                        std::span<const fact_answer> told) const {
    const impl& my = *impl_;
    struct answered {
        feel::list data;
        issues wrong;
        bool given = false;
    };
    std::map<std::string, answered, std::less<>> by_subject;
    for (std::size_t i = 0; i < asked.size(); ++i) {
        answered& its = by_subject[asked[i].subject];
        if (i >= told.size()) {
            its.wrong.add("fetch-unanswered", {}, {asked[i].subject});
            continue;
        }
        if (!is_answered(asked[i], told[i], its.wrong)) continue;
        feel::value data = as_data(asked[i], told[i], my.rules->vocabulary());
        const auto known = my.clients.find(asked[i].subject);
        const record* const r = known ? &my.clients.read(*known).state : nullptr;
        if (my.in.resolve_fetched(asked[i].subject, data, r, its.wrong)) its.data.push_back(std::move(data));
    }
    std::vector<issues> why(batch.size());
    for (std::size_t i = 0; i < batch.size(); ++i) {
        if (!batch[i].fetched.is_null()) continue;
        const auto e = my.settled(batch[i]);
        const auto its = e ? by_subject.find(e->subject) : by_subject.end();
        if (its != by_subject.end() && its->second.wrong.has_errors()) {
            why[i] = its->second.wrong;
            continue;
        }
        const bool first = its != by_subject.end() && !std::exchange(its->second.given, true);
        batch[i].fetched = feel::value{first ? its->second.data : feel::list{}};
    }
    return why;
}

std::vector<posted> post_fetching(engine& to, std::span<const event> batch, const fact_fetcher& ask) {
    std::vector<event> all{batch.begin(), batch.end()};
    const std::vector<fact_request> asked = to.to_fetch(all);
    std::vector<fact_answer> told;
    if (!asked.empty()) {
        try {
            told = ask(asked);
        } catch (const std::exception& wrong) {
            const std::string_view why = wrong.what();
            told.assign(asked.size(), fact_answer{{}, 0, why.empty() ? std::string{"?"} : std::string{why}});
        }
    }
    std::vector<issues> aside = to.put_fetched(all, asked, told);
    std::vector<posted> results;
    results.reserve(all.size());
    for (std::size_t i = 0; i < all.size(); ++i) {
        results.push_back(aside[i].has_errors() ? posted{post_status::set_aside, std::move(aside[i]), {}}
                                                : to.post(all[i]));
    }
    return results;
}

}  // namespace reglament
