#include "engine/impl.hpp"

#include <boost/unordered/unordered_flat_set.hpp>

#include <algorithm>
#include <utility>

namespace reglament {

namespace {

// The vocabulary alone: facts are gathered, nothing runs.
std::shared_ptr<const rulebook> words_of(const rulebook& rules) {
    documents only;
    only.vocabulary = rules.vocabulary();
    only.vocabulary.segments.clear();
    issues none;
    return compile(std::move(only), none);
}

}  // namespace

struct history_count::impl {
    explicit impl(const engine& of)
        : rules{of.impl_->rules},
          counting{words_of(*rules),
                   {.remembered_events = of.impl_->options.remembered_events, .trace = false, .segments = false}} {}

    std::shared_ptr<const rulebook> rules;
    engine counting;
    boost::unordered_flat_set<std::uint64_t> keys;
    std::uint64_t given = 0, counted = 0;
};

history_count::history_count(const engine& of) : impl_{std::make_unique<impl>(of)} {}
history_count::history_count(history_count&&) noexcept = default;
history_count& history_count::operator=(history_count&&) noexcept = default;
history_count::~history_count() = default;

void history_count::add(const event& e) {
    impl& my = *impl_;
    ++my.given;
    if (!e.id.empty()) my.keys.insert(event_key(e.source, e.id));
    my.counted += my.counting.post(e).status == post_status::accepted ? 1 : 0;
}

backfill_report engine::backfill(history_count all) {
    impl& my = *impl_;
    history_count::impl& given = *all.impl_;
    assert(given.rules == my.rules);
    my.forget_shown();
    backfill_report report;
    report.events = given.given;
    report.counted = given.counted;
    std::vector<bool> facts(my.rules->vocabulary().facts.size());
    impl& counting = *given.counting.impl_;
    for (std::uint32_t i = 0; i < my.clients.size(); ++i) {
        const auto partial = [](const gathered_fact& g) { return g.since != instant::min(); };
        const auto& gathered = my.clients.read(i).state.gathered;
        const auto there = counting.clients.find(my.clients.key(i));
        if (!there || std::none_of(gathered.begin(), gathered.end(), partial)) continue;
        const auto latest = my.taken_in.latest(i);
        if (latest && !given.keys.contains(*latest)) {
            report.found.add("history-incomplete", {}, {std::string{my.clients.key(i)}});
            continue;
        }
        kept_client& c = my.clients.open(i);
        const record& counted = counting.clients.read(*there).state;
        const instant now = std::max({my.now, c.state.seen, counted.seen});
        for (const std::uint16_t f : step_counted(*my.rules, c.state, counted, now, my.out)) facts[f] = true;
        ++report.clients;
        my.keep(i, c);
        my.queue(i, c);
        my.deliver(my.now);
        my.admit(my.now);
    }
    for (std::size_t f = 0; f < facts.size(); ++f) {
        if (facts[f]) report.facts.push_back(my.rules->vocabulary().facts[f].name.value);
    }
    return report;
}

}  // namespace reglament
