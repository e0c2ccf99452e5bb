// reglament segments PATH… --events FILE…
#include "cli/replay.hpp"

#include <reglament/control/report.hpp>

#include <algorithm>
#include <array>
#include <iostream>

namespace reglament::cli {

namespace {

struct options {
    replay_options replay;
    std::string segment;
    bool clients = false, json = false;
};

feel::value text_or_null(instant when, const replayed& done) {
    return when == never ? feel::value{} : feel::value{to_string(when, done.rules->vocabulary().calendar.zone())};
}

// A share in per cent with two digits.
feel::value share_of(feel::number part, feel::number whole) {
    const auto share = divide(feel::number{100}, whole);
    const auto percent = share ? multiply(part, *share) : std::nullopt;
    const auto rounded = percent ? round(*percent, 2, feel::rounding::half_even) : std::nullopt;
    return rounded ? feel::value{*rounded} : feel::value{};
}

// By what the engine's records say: the class of each client, and what it was ranked by.
struct member {
    std::string_view key;
    feel::value of;
};

std::vector<member> members(const replayed& done, const segment& s) {
    std::vector<member> all;
    for (std::size_t i = 0; i < done.engine.client_count(); ++i) {
        const record& r = done.engine.state(i);
        if (r.subject != 0 || r.facts.empty() || r.facts[s.fact].is_null()) continue;
        all.push_back({done.engine.client(i), r.facts[s.fact]});
    }
    std::sort(all.begin(), all.end(), [](const member& a, const member& b) { return a.key < b.key; });
    return all;
}

feel::value to_value(const segment_figures& f, const segment& s, const replayed& done, bool clients) {
    feel::list classes;
    for (const class_figures& c : f.classes) {
        classes.emplace_back(feel::context{{"name", feel::value{c.name}},
                                           {"clients", feel::value{feel::number{c.clients}}},
                                           {"declared", feel::value{feel::number{c.declared}}},
                                           {"total", feel::value{c.total}},
                                           {"share", share_of(c.total, f.total)},
                                           {"best", c.best},
                                           {"last", c.last}});
    }
    feel::context out{
        {"name", feel::value{f.name}},    {"title", s.title.empty() ? feel::value{} : feel::value{s.title}},
        {"at", text_or_null(f.at, done)}, {"clients", feel::value{feel::number{f.clients}}},
        {"total", feel::value{f.total}},  {"classes", feel::value{std::move(classes)}}};
    if (clients) {
        feel::context of;
        for (const member& m : members(done, s)) of.emplace_back(std::string{m.key}, m.of);
        out.emplace_back("members", feel::value{std::move(of)});
    }
    return feel::value{std::move(out)};
}

// 2025-12-31T00:00:00Z without what nobody reads in a table.
std::string shown(const feel::value& v) {
    if (v.kind() == feel::value_kind::date_time) {
        std::string text = feel::to_string(v);
        const std::size_t day = text.find('T');
        return day == std::string::npos ? text : text.substr(0, day) + " " + text.substr(day + 1, 5);
    }
    return v.is_null() ? "—" : v.kind() == feel::value_kind::string ? std::string{v.as_string()} : feel::to_string(v);
}

void print(const segment_figures& f, const segment& s, const replayed& done, bool clients, const session& to) {
    std::cout << (s.title.empty() ? std::string{f.name} : s.title + " (" + std::string{f.name} + ")") << "\n";
    std::vector<std::array<std::string, 6>> rows{{to.say("class", "класс"), to.say("clients", "клиентов"),
                                                  to.say("of all", "от всех"), to.say("total", "сумма"),
                                                  to.say("from", "от"), to.say("to", "до")}};
    for (const class_figures& c : f.classes) {
        rows.push_back({c.name, std::to_string(c.clients),
                        shown(share_of(feel::number{c.clients}, feel::number{f.clients})) + " %",
                        shown(feel::value{c.total}), shown(c.last), shown(c.best)});
        if (c.declared != 0) rows.back()[0] += to.say(" (declared ", " (назначено ") + std::to_string(c.declared) + ")";
    }
    std::array<std::size_t, 6> width{};
    for (const auto& row : rows) {
        for (std::size_t i = 0; i < width.size(); ++i) width[i] = std::max(width[i], count_characters(row[i]));
    }
    for (const auto& row : rows) {
        std::cout << "  " << padded(row[0], width[0]);
        for (std::size_t i = 1; i < width.size(); ++i)
            std::cout << "  " << std::string(width[i] - count_characters(row[i]), ' ') << row[i];
        std::cout << "\n";
    }
    std::cout << to.say("  in all: ", "  всего: ") << f.clients << "\n";
    if (!clients) return;
    for (const member& m : members(done, s)) std::cout << "  " << m.key << "  " << shown(m.of) << "\n";
}

void segments(const options& o, session& s) {
    std::optional<replayed> done = replay(o.replay, s);
    if (!done) return;
    const auto& all = done->rules->vocabulary().segments;
    const auto is_meant = [&](const segment& x) {
        return o.segment.empty() || x.name.value == o.segment || x.title == o.segment;
    };
    if (std::none_of(all.begin(), all.end(), is_meant)) {
        o.segment.empty()
            ? s.fail(wrong_use, "the vocabulary has no segments", "в словаре нет сегментов")
            : s.fail(wrong_use, "there is no segment “" + o.segment + "”", "нет сегмента «" + o.segment + "»");
        return;
    }
    done->engine.recompute_segments();
    const auto& computed = done->engine.segments();
    feel::list out;
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (!is_meant(all[i])) continue;
        if (!o.json) {
            if (i != 0) std::cout << "\n";
            print(computed[i], all[i], *done, o.clients, s);
            continue;
        }
        out.push_back(to_value(computed[i], all[i], *done, o.clients));
    }
    if (o.json)
        std::cout << feel::write_json(feel::value{feel::context{{"segments", feel::value{std::move(out)}}}}, 2) << "\n";
}

}  // namespace

void add_segments(CLI::App& app, session& s) {
    const auto o = std::make_shared<options>();
    o->replay.segments = false;
    CLI::App* command = app.add_subcommand(
        "segments", s.say("ranks all clients and counts each class", "делит всех клиентов на классы и считает их"));
    add_replay_options(*command, o->replay, s);
    command->add_option("--segment", o->segment, s.say("only this one", "только этот сегмент"));
    command->add_flag("--clients", o->clients, s.say("also the class of each client", "и класс каждого клиента"));
    command->add_flag("--json", o->json, s.say("as one JSON object", "одним объектом JSON"));
    command->callback([o, &s] { segments(*o, s); });
}

}  // namespace reglament::cli
