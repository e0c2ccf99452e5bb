// reglament admin aside, refused, hosts: what waits for somebody to look at it, and who works on what
#include "cli/admin.hpp"

#include <reglament/engine/delivery.hpp>
#include <reglament/engine/host.hpp>
#include <reglament/store/directory.hpp>

#include <algorithm>
#include <iostream>
#include <set>

namespace reglament::cli {

namespace {

feel::value whole(std::uint64_t n) {
    return feel::value{feel::number{n}};
}

void print_json(feel::list all) {
    std::cout << feel::write_json(feel::value{std::move(all)}, 2) << "\n";
}

// Does to each number what was asked for, once; one that is not there is said. `known`: those that are.
template <class Known, class Retry, class Drop>
bool take_in_hand(const admin_options& o, session& s, Known&& known, Retry&& retry, Drop&& drop) {
    const std::set<std::uint64_t> again{o.retry.begin(), o.retry.end()}, gone{o.drop.begin(), o.drop.end()};
    for (const auto* const list : {&again, &gone}) {
        for (const std::uint64_t number : *list) {
            const std::string text = std::to_string(number);
            if (!known(number))
                return s.fail(wrong_use, "there is no number " + text + " in this list",
                              "номера " + text + " в этом списке нет"),
                       false;
            if (list == &gone && again.contains(number))
                return s.fail(wrong_use, "number " + text + " is either tried again or dropped",
                              "номер " + text + " нужно либо повторить, либо убрать"),
                       false;
        }
    }
    if (!std::all_of(again.begin(), again.end(), retry) || !std::all_of(gone.begin(), gone.end(), drop)) return false;
    if (!again.empty()) std::cout << s.say("To be tried again: ", "Попробуем ещё раз: ") << again.size() << "\n";
    if (!gone.empty()) std::cout << s.say("Dropped: ", "Убрано: ") << gone.size() << "\n";
    return true;
}

bool only_lists(const admin_options& o) {
    return o.retry.empty() && o.drop.empty();
}

std::optional<effect> find_effect(durable_engine& in, const delivery::set_aside& a) {
    issues unknown;
    std::vector<effect> history;
    if (!in.history(a.subject, history, unknown)) return std::nullopt;
    const auto its =
        std::find_if(history.begin(), history.end(), [&](const effect& e) { return e.sequence == a.sequence; });
    return its == history.end() ? std::nullopt : std::optional{*its};
}

void take_aside(const admin_options& o, opened_store& store, delivery& effects, session& s) {
    const auto known = [all = effects.aside()](std::uint64_t n) {
        return std::any_of(all.begin(), all.end(), [n](const delivery::set_aside& a) { return a.number == n; });
    };
    issues found;
    const auto kept = [&](bool done) { return done && store.good(effects.save(found), found); };
    (void)take_in_hand(
        o, s, known, [&](std::uint64_t n) { return kept(effects.retry(n)); },
        [&](std::uint64_t n) { return kept(effects.drop(n)); });
}

// What delivery has set aside, tried so often in vain.
void aside(const admin_options& o, session& s) {
    opened_store store{o, s};
    if (!store) return;
    issues found;
    const auto effects = delivery::open(*store.kept, {}, {}, found);
    if (!store.good(effects != nullptr, found)) return;
    if (!only_lists(o)) return take_aside(o, store, *effects, s);
    feel::list out;
    for (const delivery::set_aside& a : effects->aside()) {
        const auto its = find_effect(*store.kept, a);
        const std::string kind{its ? to_string(its->kind) : std::string_view{}};
        if (o.json) {
            out.push_back(feel::context{{"number", whole(a.number)},
                                        {"client", feel::value{a.subject}},
                                        {"sequence", whole(a.sequence)},
                                        {"kind", kind.empty() ? feel::value{} : feel::value{kind}},
                                        {"why", feel::value{a.why}}});
            continue;
        }
        std::cout << "  №" << a.number << "  " << a.subject << (kind.empty() ? "" : ", " + kind) << ": " << a.why
                  << "\n";
    }
    if (o.json) return print_json(std::move(out));
    std::cout << s.say("Set aside: ", "Отложено: ") << effects->aside().size() << "\n";
}

// The database that hosts share.
std::shared_ptr<directory> opened_directory(const admin_options& o, session& s) {
    issues found;
    auto in = open_directory(o.store, found, store_use::look);
    tell(found, s);
    if (in == nullptr) s.status = wrong_input;
    return in;
}

bool good(bool done, const issues& found, session& s) {
    tell(found, s);
    if (!done) s.status = wrong_input;
    return done;
}

// Events of an intake that were rejected, of one partition or of all.
bool refused_events(directory& in, const admin_options& o, std::vector<waiting_event>& all, session& s) {
    issues found;
    std::vector<partition_state> partitions;
    std::vector<std::string> hosts;
    if (!good(in.look(partitions, hosts, found), found, s)) return false;
    const auto is_asked = [&](const partition_state& p) {
        return o.partition.empty() || p.lease.partition == o.partition;
    };
    if (std::none_of(partitions.begin(), partitions.end(), is_asked) && !o.partition.empty()) {
        s.fail(wrong_use, "there is no partition “" + o.partition + "”", "нет части «" + o.partition + "»");
        return false;
    }
    for (const partition_state& p : partitions) {
        std::vector<waiting_event> some;
        if (!is_asked(p) || p.refused == 0) continue;
        if (!good(in.waiting(p.lease.partition, true, SIZE_MAX, some, found), found, s)) return false;
        std::move(some.begin(), some.end(), std::back_inserter(all));
    }
    return true;
}

void take_refused(const admin_options& o, directory& in, const std::vector<waiting_event>& all, session& s) {
    issues found;
    const auto known = [&](std::uint64_t n) {
        return std::any_of(all.begin(), all.end(), [n](const waiting_event& w) { return w.number == n; });
    };
    const auto retry = [&](std::uint64_t n) {
        const waiting_event again{n, {}, {}, {}};
        return in.settle({}, {&again, 1}, found);
    };
    const auto drop = [&](std::uint64_t n) { return in.settle({&n, 1}, {}, found); };
    const bool done = take_in_hand(o, s, known, retry, drop);
    if (!found.empty()) (void)good(done, found, s);
}

feel::value to_value(const waiting_event& w, const event& e) {
    return feel::context{{"number", whole(w.number)},
                         {"partition", feel::value{w.partition}},
                         {"type", feel::value{e.type}},
                         {"subject", feel::value{e.subject}},
                         {"time", feel::value{to_string(e.time)}},
                         {"id", feel::value{e.id}},
                         {"source", feel::value{e.source}},
                         {"data", e.data},
                         {"why", feel::value{w.refused}}};
}

void refused(const admin_options& o, session& s) {
    const auto in = opened_directory(o, s);
    std::vector<waiting_event> all;
    if (in == nullptr || !refused_events(*in, o, all, s)) return;
    if (!only_lists(o)) return take_refused(o, *in, all, s);
    feel::list out;
    for (const waiting_event& w : all) {
        const event e = event_of(w).value_or(event{});
        if (o.json) {
            out.push_back(to_value(w, e));
            continue;
        }
        std::string why = w.refused;
        while (!why.empty() && why.back() == '\n') why.pop_back();
        std::cout << "  №" << w.number << "  " << w.partition << "  " << (e.type.empty() ? "—" : e.type) << ", "
                  << e.subject << ", " << to_string(e.time) << ": " << why << "\n";
    }
    if (o.json) return print_json(std::move(out));
    std::cout << s.say("Refused events: ", "Непринятых событий: ") << all.size() << "\n";
}

void hosts(const admin_options& o, session& s) {
    const auto in = opened_directory(o, s);
    if (in == nullptr) return;
    issues found;
    std::vector<partition_state> partitions;
    std::vector<std::string> names;
    if (!good(in->look(partitions, names, found), found, s)) return;
    feel::list out;
    std::size_t width = 0;
    for (const partition_state& p : partitions) width = std::max(width, count_characters(p.lease.partition));
    for (const partition_state& p : partitions) {
        if (o.json) {
            out.push_back(feel::context{{"partition", feel::value{p.lease.partition}},
                                        {"host", p.lease.valid ? feel::value{p.lease.host} : feel::value{}},
                                        {"epoch", whole(p.lease.epoch)},
                                        {"waiting", whole(p.waiting)},
                                        {"refused", whole(p.refused)}});
            continue;
        }
        std::cout << "  " << padded(p.lease.partition, width) << "  "
                  << (p.lease.valid ? p.lease.host : s.say("nobody", "ничья"))
                  << s.say(", events waiting: ", ", событий ждёт: ") << p.waiting
                  << s.say(", refused: ", ", не принято: ") << p.refused << "\n";
    }
    if (o.json) return print_json(std::move(out));
    std::cout << s.say("Hosts: ", "Программ: ") << names.size();
    for (const std::string& name : names) std::cout << (&name == &names.front() ? " — " : ", ") << name;
    std::cout << "\n";
}

void add_numbers(CLI::App& command, const std::shared_ptr<admin_options>& o, const session& s) {
    command.add_option("--retry", o->retry, s.say("tries those of these numbers again", "повторить с этими номерами"));
    command.add_option("--drop", o->drop, s.say("drops those of these numbers", "убрать с этими номерами"));
    command.add_flag("--json", o->json, s.say("as JSON", "в виде JSON"));
}

}  // namespace

void add_queue_commands(CLI::App& admin, const std::shared_ptr<admin_options>& o, session& s) {
    CLI::App* effects = admin.add_subcommand(
        "aside", s.say("lists effects that delivery has tried so often in vain that it set them aside",
                       "перечисляет поручения, которые не удалось передать даже после всех попыток"));
    add_numbers(*effects, o, s);
    effects->callback([o, &s] { aside(*o, s); });
    CLI::App* events = admin.add_subcommand(
        "refused", s.say("lists events that hosts have refused (--store: the database that they share)",
                         "перечисляет события, которые не приняли (--store — общая база программ)"));
    events->add_option("--partition", o->partition, s.say("only of this one", "только этой части"));
    add_numbers(*events, o, s);
    events->callback([o, &s] { refused(*o, s); });
    CLI::App* who = admin.add_subcommand(
        "hosts", s.say("lists who works on which partition, and what waits there (--store: the database they share)",
                       "кто с какой частью клиентов работает и что там ждёт (--store — общая база программ)"));
    who->add_flag("--json", o->json, s.say("as JSON", "в виде JSON"));
    who->callback([o, &s] { hosts(*o, s); });
}

}  // namespace reglament::cli
