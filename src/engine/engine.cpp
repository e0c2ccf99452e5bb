#include "engine/impl.hpp"
#include "machine/gatherer.hpp"

#include <reglament/regulation/keywords.hpp>

#include <algorithm>
#include <cassert>
#include <utility>

namespace reglament {

bool speaks_of_task(std::string_view type) noexcept {
    return type.starts_with("task.") || type.starts_with("action.") ||
           (type.starts_with("run.") && type != "run.start");
}

std::uint64_t event_key(std::string_view source, std::string_view id) noexcept {
    std::uint64_t h = 0xcbf29ce484222325ULL;  // FNV-1a, then mixed: ids that count up differ in every bit
    const auto mix_in = [&h](std::string_view text) {
        for (const char c : text) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    };
    mix_in(source);
    h = (h ^ 0xFF) * 0x100000001b3ULL;  // no byte of UTF-8: source and id stay apart
    mix_in(id);
    h ^= h >> 32;
    h *= 0xd6e8feb86659fd93ULL;
    h ^= h >> 32;
    return h == 0 ? 1 : h;
}

namespace {

// While an event is stepped, what it causes carries where it came from; what time brings about before it does not.
class origin_of_effects {
public:
    origin_of_effects(feel::value& of, const event& e) : of_{of} {
        if (e.actor.empty() && e.traceparent.empty()) return;
        feel::context known;
        const auto add = [&](std::string_view name, const std::string& text) {
            if (!text.empty()) known.emplace_back(std::string{name}, feel::value{text});
        };
        add("actor", e.actor);
        add("traceparent", e.traceparent);
        add("tracestate", e.tracestate);
        of_ = feel::value{std::move(known)};
    }
    origin_of_effects(const origin_of_effects&) = delete;
    origin_of_effects& operator=(const origin_of_effects&) = delete;
    ~origin_of_effects() { of_ = {}; }

private:
    feel::value& of_;
};

}  // namespace

bool engine::impl::is_refused(const event& e, issues& found) const {
    if (!options.policy) return false;
    const auto type = rules->vocabulary().find_event(e.type);
    return type && *type < reserved_events && is_refused_command(e, found);
}

bool engine::impl::is_refused_command(const event& command, issues& found) const {
    const std::string why = options.policy ? options.policy(command) : std::string{};
    if (why.empty()) return false;
    found.add("not-allowed", {}, {command.type, why});
    return true;
}

std::optional<posted> engine::impl::out_of_time(std::string_view type, instant time) const {
    posted refused{post_status::rejected, {}};
    if (time < first_instant || time > last_instant) {
        refused.found.add("event-time", {}, {std::string{type}});
        return refused;
    }
    if (!options.latest || time <= now) return std::nullopt;
    const instant latest = options.latest();
    if (time <= latest) return std::nullopt;
    const feel::zone zone = rules->vocabulary().calendar.zone();
    refused.found.add("event-ahead", {}, {std::string{type}, to_string(time, zone), to_string(latest, zone)});
    return refused;
}

std::optional<posted> engine::impl::seen_before(std::uint32_t which, std::uint64_t key, instant time) const {
    if (key == 0) return std::nullopt;
    if (taken_in.knows(which, key)) return posted{post_status::duplicate, {}};
    const instant horizon = taken_in.horizon(which);
    if (time >= horizon) return std::nullopt;
    posted refused{post_status::rejected, {}};
    refused.found.add("event-too-old", {}, {to_string(time), std::string{clients.key(which)}, to_string(horizon)});
    return refused;
}

std::optional<posted> engine::impl::too_late(std::uint32_t which, event_index type, instant time) const {
    const event_type& known = rules->vocabulary().events[type];
    if (known.late != late_rule::refuse) return std::nullopt;
    const instant seen = clients.read(which).state.seen;
    if (time >= seen) return std::nullopt;
    posted refused{post_status::rejected, {}};
    refused.found.add("event-late", {},
                      {known.name.value, to_string(time), std::string{clients.key(which)}, to_string(seen)});
    return refused;
}

bool engine::impl::tell_older(const resolved& facts, issues& found) const {
    const bool nothing_left = !facts.older.empty() && facts.fact_indices.empty();
    for (const resolved::outdated& o : facts.older) {
        found.add(
            nothing_left ? "revision-older" : "fact-older", {},
            {std::to_string(facts.revision), rules->vocabulary().facts[o.fact].name.value, std::to_string(o.known)});
    }
    return nothing_left;
}

std::optional<event> engine::impl::addressed(const event& e, issues& found) const {
    if (!several_kinds || e.subject.empty()) return std::nullopt;
    const auto root = in.root_of(e, found);
    if (!root || *root == in.kind_of(e.subject)) return std::nullopt;
    event whole = e;
    whole.subject = in.address(*root, e.subject);
    return whole;
}

std::optional<event> engine::impl::with_owner(const event& e) const {
    const std::string named = in.part_of(e);
    const auto owner = owners.find(named);
    if (named.empty() || owner == owners.end()) return std::nullopt;
    event named_whole = e;
    named_whole.subject = clients.key(owner->second);
    return named_whole;
}

engine::engine(std::shared_ptr<const rulebook> rules, engine_options options)
    : impl_{std::make_unique<impl>(std::move(rules), options)} {}
engine::engine(engine&&) noexcept = default;
engine& engine::operator=(engine&&) noexcept = default;
engine::~engine() = default;

const std::shared_ptr<const rulebook>& engine::shared_rules() const noexcept {
    return impl_->rules;
}

const rulebook& engine::rules() const noexcept {
    return *impl_->rules;
}
instant engine::now() const noexcept {
    return impl_->now;
}
const issues& engine::warnings() const noexcept {
    return impl_->warnings;
}

posted engine::post(const event& e) {
    posted result;
    if (impl_->is_refused(e, result.found)) {
        result.status = post_status::rejected;
    } else {
        result = impl_->post(e);
        result.fetched = e.fetched;
    }
    ++impl_->counted.posted[static_cast<std::size_t>(result.status)];
    return result;
}

posted engine::impl::post(const event& e) {
    impl& my = *this;
    my.forget_shown();
    if (e.subject.empty()) {
        if (const auto named = my.with_owner(e)) return post(*named);
        if (const std::string part = my.in.part_of(e); !part.empty()) {
            posted refused{post_status::rejected, {}};
            refused.found.add("event-of-unknown-part", {}, {e.type, part});
            return refused;
        }
    }
    if (auto refused = out_of_time(e.type, e.time)) return *refused;
    posted result;
    if (const auto whole = my.addressed(e, result.found)) return post(*whole);
    if (const auto whole = my.redirected(e)) return post(*whole);
    if (!result.found.empty()) return {post_status::rejected, std::move(result.found)};
    const std::uint64_t key = e.id.empty() ? 0 : event_key(e.source, e.id);
    const auto known = my.clients.find(e.subject);
    if (known) {
        if (auto before = my.seen_before(*known, key, e.time)) return *before;
    }
    if (e.type == "subject.merged") {
        return my.merge(e, key);
    }
    // Timers due before it may open or close the task it speaks of. Other events are judged first: a wrong one moves no
    // time.
    if (speaks_of_task(e.type)) my.move_to(e.time);
    const record* state = known ? &my.clients.open(*known).state : nullptr;
    auto ready = my.in.resolve(e, state, result.found);
    std::vector<resolved> fetched;
    const bool good = ready && my.resolve_fetched(e, state, fetched, result.found);
    if (!good) return {post_status::rejected, std::move(result.found)};
    if (ready->repeated) return {post_status::duplicate, std::move(result.found)};
    if (my.tell_older(*ready, result.found)) return {post_status::rejected, std::move(result.found)};
    if (e.type == "run.ended" && my.is_run_here(*known, ready->task)) {
        result.found.add("run-is-here", {}, {feel::to_string(e.data.get("call")), e.subject});
        return {post_status::rejected, std::move(result.found)};
    }
    if (known) {
        if (auto late = my.too_late(*known, ready->type, e.time)) return *late;
    }
    my.move_to(e.time);
    my.not_started.reset();
    const std::uint32_t which = my.find_or_add(e.subject);
    const origin_of_effects caused{my.caused_by, e};
    if (!fetched.empty()) {
        for (const resolved& told : fetched) my.apply(which, 0, told.at(e.time));
        issues found;  // they may have ended the run whose task the event speaks of
        ready = my.in.resolve(e, &my.clients.open(which).state, found);
        if (!ready) return {post_status::rejected, std::move(found)};
    }
    const std::uint32_t last_run = my.clients.open(which).state.last_run;
    my.apply(which, key, ready->at(e.time));
    if (my.not_started && e.type == "run.start" && my.clients.open(which).state.last_run == last_run) {
        const std::string_view why = to_string(*my.not_started);
        const keyword* const word = find_keyword(why, context_of::refusal_reason);
        result.found.add("not-started", {},
                         {my.rules->machines()[ready->called].regulation().id.value, std::string{why},
                          std::string{word == nullptr ? why : word->meaning_ru}});
    }
    return result;
}

posted engine::post(const bound_event& e) {
    posted result = impl_->post(e);
    ++impl_->counted.posted[static_cast<std::size_t>(result.status)];
    return result;
}

posted engine::impl::post(const bound_event& e) {
    impl& my = *this;
    my.forget_shown();
    assert(e.type < my.rules->vocabulary().events.size() && !e.subject.empty());
    assert(e.data.size() == my.rules->vocabulary().events[e.type].data.size());
    if (auto refused = out_of_time(my.rules->vocabulary().events[e.type].name.value, e.time)) return *refused;
    const subject_index root = my.several_kinds
                                   ? my.rules->vocabulary().subjects[my.rules->vocabulary().events[e.type].about].root
                                   : subject_index{0};
    const std::uint32_t named = root == 0 ? my.find_or_add(e.subject) : my.find_or_add(my.in.address(root, e.subject));
    const std::uint32_t which = my.who_is_left(named);
    if (auto before = my.seen_before(which, e.key, e.time)) return *before;
    if (auto late = my.too_late(which, e.type, e.time)) return *late;
    my.move_to(e.time);
    signal s{e.type, e.time, e.data, 0, {}};
    const event_type& type = my.rules->vocabulary().events[e.type];
    if (type.key != no_index && e.data[type.key].kind() == feel::value_kind::string) {
        s.about = type.about;
        s.part = e.data[type.key].as_string();
    }
    my.apply(which, e.key, s);
    return {};
}

std::size_t engine::advance(instant now) {
    now = std::min(now, last_instant);
    if (now < impl_->now) return 0;
    impl_->forget_shown();
    const std::size_t fired = impl_->fire(now);
    const bool begins = impl_->now == instant::min();
    impl_->now = now;
    if (begins) impl_->schedule_segments();
    return fired;
}

std::optional<instant> engine::next_due() const {
    const instant first = std::min({impl_->first_due(), impl_->starts.next_due(), impl_->first_segment});
    return first == never ? std::nullopt : std::optional{first};
}

std::vector<waiting_start> engine::waiting() const {
    const impl& my = *impl_;
    std::vector<waiting_start> all;
    my.starts.each([&](const admission::desk_key& desk, const admission::waiting& who, std::size_t place) {
        all.push_back({my.clients.key(who.client), who.part, desk.first, desk.second, who.since, place});
    });
    return all;
}

std::vector<delivered> engine::outbox(std::size_t at_most) const {
    const impl& my = *impl_;
    std::vector<delivered> list;
    list.reserve(std::min(at_most, my.to_take.size()));
    for (const untaken::item& i : my.to_take.first(at_most)) {
        if (list.size() == at_most) break;
        list.push_back({my.clients.key(i.client), &i.what});
    }
    return list;
}

void engine::taken(std::size_t count) {
    impl& my = *impl_;
    my.to_take.take(count);
    if (!my.options.trace) my.log.forget_before(my.to_take.first_place());
}

std::span<const effect> engine::history(std::string_view subject) const {
    const auto which = impl_->clients.find(subject);
    return which ? impl_->show_history(*which) : std::span<const effect>{};
}

std::size_t engine::client_count() const noexcept {
    return impl_->clients.size();
}
std::string_view engine::client(std::size_t i) const {
    return impl_->clients.key(static_cast<std::uint32_t>(i));
}
const record& engine::state(std::size_t i) const {
    return impl_->show(static_cast<std::uint32_t>(i));
}

std::vector<feel::value> engine::facts(std::size_t client) const {
    return facts_at(*impl_->rules, state(client), std::max(impl_->now, state(client).seen));
}

instant engine::counted_since(std::size_t client, std::uint16_t fact) const {
    for (const gathered_fact& g : state(client).gathered) {
        if (g.fact == fact) return std::max(g.since, first_instant);
    }
    return first_instant;
}

engine_metrics engine::metrics() const {
    engine_metrics m = impl_->counted;
    m.clients = impl_->clients.size();
    m.timers = impl_->timers.size();
    m.waiting = impl_->to_take.size();
    m.now = impl_->now;
    return m;
}

std::optional<std::size_t> engine::find_client(std::string_view subject) const {
    return impl_->clients.find(subject);
}

}  // namespace reglament
