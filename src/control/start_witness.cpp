#include "control/explain_parts.hpp"

#include <algorithm>

namespace reglament {

namespace {

constexpr std::size_t most_seen = 1'000;  // older ones are told without values

// By attribute, of an event that names its data.
std::vector<feel::value> data_of(const vocabulary& words, event_index which, const feel::value& data) {
    const auto& attributes = words.events[which].data;
    std::vector<feel::value> out(attributes.size());
    for (std::size_t i = 0; i < attributes.size(); ++i) {
        const feel::value given = data.get(attributes[i].name.value);
        if (!given.is_null())
            out[i] = feel::convert(given, attributes[i].type, words.calendar.zone()).value_or(feel::value{});
    }
    return out;
}

// What an event of one's own regulations carried, which was told before its effects.
std::vector<feel::value> data_emitted(std::span<const effect> history, const effect& started) {
    for (auto e = history.rbegin(); e != history.rend(); ++e) {
        const bool before = e->sequence < started.sequence && e->at == started.at;
        if (before && e->kind == effect_kind::event_emitted && e->event == started.event) return e->data;
    }
    return {};
}

}  // namespace

start_witness::start_witness(std::string subject, std::string regulation) : impl_{std::make_unique<impl>()} {
    impl_->subject = std::move(subject);
    impl_->regulation = std::move(regulation);
}
start_witness::start_witness(start_witness&&) noexcept = default;
start_witness& start_witness::operator=(start_witness&&) noexcept = default;
start_witness::~start_witness() = default;

// One instant after the other, so that the values of each are seen.
void start_witness::impl::let_pass(engine& to, instant until) {
    instant last = instant::min();
    for (auto due = to.next_due(); due && *due<until&& * due> last; due = to.next_due()) {
        last = *due;
        to.advance(last);
        look(to, no_index, {});
    }
}

posted start_witness::post(engine& to, const event& e) {
    if (!to.check(e).has_errors()) impl_->let_pass(to, e.time);
    posted out = to.post(e);
    const auto which = to.rules().vocabulary().find_event(e.type);
    if (!which) return out;
    const auto index = static_cast<event_index>(*which);
    if (out.status == post_status::accepted) impl_->hear(to, index, e.subject, e.time);
    impl_->look(to, index, data_of(to.rules().vocabulary(), index, e.data));
    return out;
}

posted start_witness::post(engine& to, const bound_event& e) {
    impl_->let_pass(to, e.time);
    posted out = to.post(e);
    if (out.status == post_status::accepted) impl_->hear(to, e.type, e.subject, e.time);
    impl_->look(to, e.type, e.data);
    return out;
}

void start_witness::advance(engine& to, instant now) {
    impl_->let_pass(to, now);
    to.advance(now);
    impl_->look(to, no_index, {});
}

void start_witness::impl::hear(const engine& in, event_index which, std::string_view of, instant at) {
    if (of != subject) return;
    const auto its = find_named(in.rules(), regulation);
    if (!its || in.rules().machines()[*its].start().event != which) return;
    ++heard;
    last_heard = last_heard == never ? at : std::max(last_heard, at);
}

void start_witness::impl::look(const engine& in, event_index posted, std::span<const feel::value> data) {
    auto client = in.find_client(subject);
    if (client && !in.state(*client).merged_into.key.empty())
        client = in.find_client(in.state(*client).merged_into.key);
    if (!client || in.state(*client).sequence == sequence) return;
    const std::uint64_t before = std::exchange(sequence, in.state(*client).sequence);
    const auto which = find_named(in.rules(), regulation);
    if (!which) return;
    const std::span<const effect> history = in.history(in.client(*client));
    for (auto e = history.rbegin(); e != history.rend() && e->sequence > before; ++e) {
        if (!tells_of_start(in.rules(), *e, in.rules().family_of(*which))) continue;
        seen_values now{in.shared_rules(), e->at, in.facts(*client), {}, {}};
        if (e->part != no_index) now.part = in.state(*client).parts[e->part].facts;
        if (e->event != no_index) now.event = data_emitted(history, *e);
        if (e->event != no_index && e->event == posted && now.event.empty()) now.event.assign(data.begin(), data.end());
        seen.insert_or_assign(e->sequence, std::move(now));
    }
    while (seen.size() > most_seen) seen.erase(seen.begin());
}

}  // namespace reglament
