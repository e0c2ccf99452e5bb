#include "machine/codec.hpp"

#include <reglament/engine/host.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace reglament {

namespace {

constexpr std::uint64_t format = 1;
constexpr std::string_view owner_note = "owner";
constexpr std::string_view partitions_note =
    "partitions";                       // into which the clients were divided when it was taken first
constexpr std::size_t at_once = 1'000;  // events of the intake

std::string to_bytes(const event& e) {
    byte_writer out;
    out.number(format);
    for (const std::string* const text :
         {&e.id, &e.source, &e.type, &e.subject, &e.actor, &e.traceparent, &e.tracestate})
        out.text(*text);
    out.whole(e.time.time_since_epoch().count());
    out.value(e.data);
    out.value(e.fetched);
    return out.take();
}

// What a program has put into the intake by itself, in a transaction of its own.
std::optional<event> from_json(std::string_view bytes) {
    const std::optional<feel::value> read = feel::read_json(bytes);
    if (!read || read->kind() != feel::value_kind::context) return std::nullopt;
    event e;
    const std::array<std::pair<std::string_view, std::string*>, 7> texts{{{"id", &e.id},
                                                                          {"source", &e.source},
                                                                          {"type", &e.type},
                                                                          {"subject", &e.subject},
                                                                          {"actor", &e.actor},
                                                                          {"traceparent", &e.traceparent},
                                                                          {"tracestate", &e.tracestate}}};
    for (const auto& [name, into] : texts) {
        const feel::value v = read->get(name);
        if (v.kind() == feel::value_kind::string) *into = v.as_string();
        if (v.kind() != feel::value_kind::string && !v.is_null()) return std::nullopt;
    }
    const feel::value time = read->get("time");
    const auto when = time.kind() == feel::value_kind::string ? parse_instant(time.as_string()) : std::nullopt;
    if (!when) return std::nullopt;
    e.time = *when;
    e.data = read->get("data");
    e.fetched = read->get("fetched");
    return e;
}

std::optional<event> from_bytes(std::string_view bytes) {
    if (bytes.starts_with('{')) return from_json(bytes);
    byte_reader in{bytes};
    event e;
    if (in.number() != format) return std::nullopt;
    for (std::string* const text : {&e.id, &e.source, &e.type, &e.subject, &e.actor, &e.traceparent, &e.tracestate})
        *text = in.text();
    e.time = instant{instant::duration{in.whole()}};
    e.data = in.value();
    e.fetched = in.value();
    return in.ok() && in.at_end() ? std::optional{std::move(e)} : std::nullopt;
}

bool is_of_store(const posted& answer) {
    return answer.status == post_status::rejected && !answer.found.empty() &&
           answer.found.begin()->code.starts_with("store-");
}

bool is_name(std::string_view text) {
    const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
    return !text.empty() && std::all_of(text.begin(), text.end(), fits);
}

}  // namespace

struct host::impl {
    struct owned {
        std::uint64_t epoch = 0;
        std::unique_ptr<durable_engine> engine;
    };

    impl(std::shared_ptr<directory> d, std::shared_ptr<const rulebook> r, host_options o)
        : in{std::move(d)}, rules{std::move(r)}, options{std::move(o)} {}

    bool tend(issues& found) {
        std::vector<std::string> hosts;
        std::vector<partition_lease> leases;
        if (!divides_as_before(found)) return false;
        if (!is_there(hosts, found) || !in->renew(me, options.lease, leases, found)) return false;
        const auto lease_of = [&](std::string_view partition) {
            return std::find_if(leases.begin(), leases.end(),
                                [&](const partition_lease& l) { return l.partition == partition; });
        };
        counted.lost += std::erase_if(mine, [&](const auto& m) {
            const auto its = lease_of(m.first);
            return its == leases.end() || !its->valid || its->host != options.name || its->epoch != m.second.epoch;
        });
        const std::size_t share = (options.partitions.size() + hosts.size() - 1) / hosts.size();
        bool good = true;
        while (mine.size() > share) {
            const std::string last = mine.rbegin()->first;  // outlives its place there
            good = release(last, found) && good;
        }
        // Each begins elsewhere, so that they do not all ask for the same.
        const auto place = std::lower_bound(hosts.begin(), hosts.end(), options.name) - hosts.begin();
        const std::size_t first = static_cast<std::size_t>(place) * share;
        for (std::size_t i = 0; i < options.partitions.size() && mine.size() < share; ++i) {
            const std::string& partition = options.partitions[(first + i) % options.partitions.size()];
            const auto its = lease_of(partition);
            if (mine.contains(partition) || (its != leases.end() && its->valid && its->host != options.name)) continue;
            good = take(partition, found) && good;
        }
        return good;
    }

    // Another host that came under the same name has all that this one had.
    bool is_there(std::vector<std::string>& hosts, issues& found) {
        issues why;
        const bool good = in->be_there(me, options.lease, hosts, why);
        const auto says_so = [](const issue& i) { return i.code == "host-name-taken"; };
        if (!good && std::any_of(why.begin(), why.end(), says_so)) {
            is_replaced = true;
            counted.lost += mine.size();
            mine.clear();
        }
        found.append(why);
        return good;
    }

    // What any store tells that was taken once; nothing: none was, or before it was told.
    bool divided_before(std::optional<std::string>& into, issues& found) {
        std::vector<partition_lease> leases;
        if (!in->renew(me, options.lease, leases, found)) return false;
        for (const partition_lease& l : leases) {
            const auto its = options.store_of(l.partition, found);
            std::string bytes;
            if (its == nullptr || !its->read_note("host/" + std::string{partitions_note}, bytes, found)) return false;
            if (bytes.empty()) continue;
            into = std::move(bytes);
            return true;
        }
        return true;
    }

    // Hosts that divide the clients in different ways would each do what the other has done.
    bool divides_as_before(issues& found) {
        std::optional<std::string> before;
        if (divided_the_same) return true;
        if (!divided_before(before, found)) return false;
        if (!before) return true;
        divided_the_same = *before == all_partitions();
        if (!divided_the_same) found.add("host-partitions", {}, {options.name, *before, all_partitions()});
        return divided_the_same;
    }

    [[nodiscard]] std::string all_partitions() const {
        std::string all;
        for (const std::string& name : options.partitions) all += (all.empty() ? "" : " ") + name;
        return all;
    }

    // From its first commit on nobody who had it before can write there.
    bool take(const std::string& partition, issues& found) {
        std::optional<std::uint64_t> epoch;
        if (!in->claim(partition, me, options.lease, epoch, found)) return false;
        if (!epoch) return true;
        const auto its = options.store_of(partition, found);
        const auto under = options.rules_of ? options.rules_of(partition) : rules;
        auto engine = its == nullptr ? nullptr : durable_engine::open(its, under, options.engine, found);
        if (engine != nullptr) {
            engine->keep(std::string{owner_note}, options.name + " " + std::to_string(*epoch));
            engine->keep(std::string{partitions_note}, all_partitions());
            if (engine->change([](reglament::engine&) {}, found)) {
                mine[partition] = {*epoch, std::move(engine)};
                ++counted.taken;
                return true;
            }
        }
        (void)in->give_up(partition, me, found);
        return false;
    }

    bool release(const std::string& partition, issues& found) {
        const auto its = mine.find(partition);
        const bool folded = its->second.engine->fold(found);
        mine.erase(its);
        ++counted.given_up;
        return in->give_up(partition, me, found) && folded;
    }

    // Null: it failed, or nobody has had it yet, and it is not to be made by looking.
    std::shared_ptr<store> store_to_look_at(std::string_view partition, issues& found) {
        std::vector<partition_state> all;
        std::vector<std::string> hosts;
        const auto was_had = [&](const partition_state& p) {
            return p.lease.partition == partition && p.lease.epoch != 0;
        };
        if (!in->look(all, hosts, found) || std::none_of(all.begin(), all.end(), was_had)) return nullptr;
        return options.store_of(std::string{partition}, found);
    }

    // Somebody else writes there: it was lost.
    static bool is_lost(const posted& answer) {
        return is_of_store(answer) && answer.found.begin()->code == "store-shared";
    }

    std::vector<routed> post(std::span<const event> events) {
        std::vector<routed> all(events.size());
        std::map<std::string, std::vector<std::size_t>> of;
        for (std::size_t i = 0; i < events.size(); ++i) {
            all[i].partition = options.partition_of(events[i]);
            of[all[i].partition].push_back(i);
        }
        std::vector<std::size_t> elsewhere;
        for (const auto& [partition, which] : of) {
            if (!post_here(partition, which, events, all))
                elsewhere.insert(elsewhere.end(), which.begin(), which.end());
        }
        queue(elsewhere, events, all);
        for (const routed& r : all)
            ++(r.queued                                   ? counted.queued
               : r.answer.status == post_status::rejected ? counted.rejected
                                                          : counted.stepped);
        return all;
    }

    // What was put into the intake before comes first, or else what a client has done would change its order. False:
    // there may be more, and `found` tells why, or the partition is lost.
    bool work_off(const std::string& partition, issues& found) {
        std::vector<waiting_event> one;
        for (;;) {
            if (!in->waiting(partition, false, 1, one, found)) return false;
            if (one.empty()) return true;
            const worked its = work(partition, at_once, found);
            if (!its.good) return false;
            if (its.taken + its.refused == 0) return true;  // what is left needs what cannot be fetched now
        }
    }

    // False: the partition is not this host's, or not any more.
    bool post_here(const std::string& partition, const std::vector<std::size_t>& which, std::span<const event> events,
                   std::vector<routed>& all) {
        const auto its = mine.find(partition);
        if (its == mine.end()) return false;
        issues found;
        if (!work_off(partition, found)) {
            if (!mine.contains(partition)) return false;
            for (const std::size_t i : which) all[i].answer = {post_status::rejected, found};
            return true;
        }
        std::vector<event> some;
        for (const std::size_t i : which) some.push_back(events[i]);
        std::vector<posted> answers = its->second.engine->post(some);
        if (is_lost(answers.front())) {
            mine.erase(its);
            ++counted.lost;
            return false;
        }
        for (std::size_t k = 0; k < which.size(); ++k) all[which[k]].answer = std::move(answers[k]);
        return true;
    }

    void queue(std::vector<std::size_t> which, std::span<const event> events, std::vector<routed>& all) {
        std::sort(which.begin(), which.end());
        std::vector<waiting_event> put;
        for (const std::size_t i : which) {
            const auto& known = options.partitions;
            if (std::find(known.begin(), known.end(), all[i].partition) == known.end()) {
                all[i].answer.status = post_status::rejected;
                all[i].answer.found.add("partition-unknown", {}, {all[i].partition, events[i].subject});
                continue;
            }
            all[i].queued = true;
            put.push_back({0, all[i].partition, to_bytes(events[i]), {}});
        }
        issues found;
        if (put.empty() || in->put(put, found)) return;
        for (const std::size_t i : which) {
            if (!std::exchange(all[i].queued, false)) continue;
            all[i].answer = {post_status::rejected, found};
        }
    }

    std::size_t work(std::size_t at_most, issues& found) {
        std::size_t done = 0;
        std::vector<std::string> names;
        for (const auto& [partition, its] : mine) names.push_back(partition);
        for (const std::string& partition : names) done += work(partition, at_most, found).taken;
        return done;
    }

    struct worked {
        std::size_t taken = 0, refused = 0;
        bool good = false;  // off: the directory or the store failed
    };
    worked work(const std::string& partition, std::size_t at_most, issues& found) {
        std::vector<waiting_event> waiting, refused;
        if (!in->waiting(partition, false, at_most, waiting, found)) return {};
        if (waiting.empty()) return {0, 0, true};
        std::vector<event> events;
        std::vector<std::uint64_t> numbers, taken;
        for (const waiting_event& w : waiting) {
            auto e = from_bytes(w.bytes);
            if (!e) {
                refused.push_back({w.number, partition, {}, "damaged"});
                continue;
            }
            if (e->id.empty()) {  // it may be read again before it is forgotten, and is then known
                e->source = "intake/" + partition;
                e->id = std::to_string(w.number);
            }
            events.push_back(std::move(*e));
            numbers.push_back(w.number);
        }
        const std::vector<posted> answers = mine[partition].engine->post(events);
        for (std::size_t i = 0; i < answers.size(); ++i) {
            if (is_of_store(answers[i])) {
                if (is_lost(answers[i])) counted.lost += mine.erase(partition);
                found.append(answers[i].found);
                return {};
            }
            if (answers[i].status == post_status::rejected) {
                refused.push_back({numbers[i], partition, {}, render(answers[i].found)});
            } else if (answers[i].status != post_status::set_aside) {
                taken.push_back(numbers[i]);
            }
        }
        if (!in->settle(taken, refused, found)) return {};
        counted.worked += taken.size();
        counted.refused += refused.size();
        return {taken.size(), refused.size(), true};
    }

    std::shared_ptr<directory> in;
    std::shared_ptr<const rulebook> rules;
    host_options options;
    std::map<std::string, owned, std::less<>> mine;
    bool divided_the_same = false;
    host_name me{options.name};
    bool is_replaced = false;
    host_metrics counted;
};

host::host(std::unique_ptr<impl> made) : impl_{std::move(made)} {}
host::~host() = default;

std::unique_ptr<host> host::join(std::shared_ptr<directory> in, std::shared_ptr<const rulebook> rules,
                                 host_options options, issues& found) {
    const auto& names = options.partitions;
    const bool named = !names.empty() && std::all_of(names.begin(), names.end(), is_name);
    if (options.name.empty() || !named || !options.partition_of || !options.store_of || options.lease.count() <= 0) {
        found.add("host-options", {}, {options.name});
        return nullptr;
    }
    auto made = std::make_unique<impl>(std::move(in), std::move(rules), std::move(options));
    std::sort(made->options.partitions.begin(), made->options.partitions.end());
    std::vector<std::string> hosts;
    if (!made->divides_as_before(found) || !made->is_there(hosts, found)) return nullptr;
    return std::unique_ptr<host>{new host{std::move(made)}};
}

bool host::tend(issues& found) {
    return impl_->tend(found);
}

std::vector<std::string> host::partitions() const {
    std::vector<std::string> names;
    for (const auto& [partition, its] : impl_->mine) names.push_back(partition);
    return names;
}

durable_engine* host::engine_of(std::string_view partition) {
    const auto its = impl_->mine.find(partition);
    return its == impl_->mine.end() ? nullptr : its->second.engine.get();
}

std::string host::partition_of(const event& e) const {
    return impl_->options.partition_of(e);
}

std::vector<routed> host::post(std::span<const event> events) {
    return impl_->post(events);
}

std::size_t host::work(std::size_t at_most, issues& found) {
    return impl_->work(at_most, found);
}

bool host::refused(std::string_view partition, std::vector<refused_event>& all, issues& found) {
    all.clear();
    std::vector<waiting_event> waiting;
    if (!impl_->in->waiting(partition, true, SIZE_MAX, waiting, found)) return false;
    for (waiting_event& w : waiting)
        all.push_back({w.number, from_bytes(w.bytes).value_or(event{}), std::move(w.refused)});
    return true;
}

bool host::retry(std::uint64_t number, issues& found) {
    waiting_event again;
    again.number = number;
    return impl_->in->settle({}, std::span{&again, 1}, found);
}

bool host::drop(std::uint64_t number, issues& found) {
    return impl_->in->settle(std::span{&number, 1}, {}, found);
}

std::optional<partition_view> view_of(const std::shared_ptr<store>& in, issues& found) {
    const auto kept = durable_engine::open(in, nullptr, {}, found);
    if (kept == nullptr) return std::nullopt;
    const commit_number as_of = kept->last_commit();
    auto clients = kept->release(found, false);
    return clients ? std::optional{partition_view{std::move(*clients), as_of}} : std::nullopt;
}

std::optional<partition_view> host::look(std::string_view partition, issues& found) {
    const auto in = impl_->store_to_look_at(partition, found);
    return in == nullptr ? std::nullopt : view_of(in, found);
}

std::optional<commit_number> host::behind(std::string_view partition, commit_number as_of, issues& found) {
    commit_number last = 0;
    const auto in = impl_->store_to_look_at(partition, found);
    if (in == nullptr || !in->last(last, found)) return std::nullopt;
    return last - std::min(last, as_of);
}

std::optional<host_metrics> host::metrics(issues& found) {
    host_metrics m = impl_->counted;
    std::vector<std::string> hosts;
    if (!impl_->in->look(m.partitions, hosts, found)) return std::nullopt;
    m.hosts = hosts.size();
    return m;
}

bool host::leave(issues& found) {
    bool good = true;
    std::vector<std::string> hosts;
    issues ignored;  // should it fail, the first release says so
    (void)impl_->is_there(hosts, ignored);
    if (impl_->is_replaced) return true;
    for (const std::string& partition : partitions()) good = impl_->release(partition, found) && good;
    return impl_->in->leave(impl_->me, found) && good;
}

std::vector<std::string> numbered_partitions(std::size_t count) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < count; ++i) names.push_back(std::to_string(i));
    return names;
}

std::function<std::string(const event&)> by_hash(std::size_t count) {
    return [count](const event& e) { return std::to_string(client_hash(e.subject) % count); };
}

std::optional<event> event_of(const waiting_event& w) {
    return from_bytes(w.bytes);
}

std::string partition_place(std::string_view where, std::string_view partition) {
    constexpr std::string_view ours = "table_prefix=";
    std::string all{where};
    if (where.starts_with("postgres://") || where.starts_with("postgresql://")) {
        const std::size_t at = all.find(ours);
        if (at == std::string::npos)
            return all + (all.find('?') == std::string::npos ? "?" : "&") + std::string{ours} + "reglament_" +
                   std::string{partition} + "_";
        const std::size_t end = std::min(all.find('&', at), all.size());
        return all.insert(end, std::string{partition} + "_");
    }
    return all + "." + std::string{partition};
}

}  // namespace reglament
