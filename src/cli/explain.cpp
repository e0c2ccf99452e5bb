// reglament explain PATH… --events FILE… --client C --regulation R
#include "cli/replay.hpp"

#include <iostream>

namespace reglament::cli {

namespace {

struct options {
    replay_options replay;
    std::string client, regulation, part;
    bool json = false;
};

// Which of its names is nearest, when there is no such regulation.
void tell_unknown(const options& o, const rulebook& rules, session& s) {
    std::vector<std::string_view> known;
    for (const machine& m : rules.machines()) known.emplace_back(m.regulation().id.value);
    const auto near = near_names(o.regulation, known);
    const std::string other = near.empty() ? "" : std::string{near.front()};
    s.fail(wrong_use,
           "there is no regulation “" + o.regulation + "”" + (other.empty() ? "" : "; did you mean “" + other + "”?"),
           "нет регламента «" + o.regulation + "»" + (other.empty() ? "" : "; может быть, «" + other + "»?"));
}

// Of a store: the time that is asked for. False: it is none.
bool read_time(const options& o, const rulebook& rules, session& s, std::optional<instant>& at) {
    if (o.replay.until.empty()) return true;
    at = parse_moment(o.replay.until, rules.vocabulary().calendar.zone());
    if (at) return true;
    s.fail(wrong_use, "“" + o.replay.until + "” is no date or time such as 2025-03-12 or 2025-03-12T18:00",
           "«" + o.replay.until + "» — не дата и не время вида 2025-03-12 или 2025-03-12T18:00");
    return false;
}

void run(options& o, session& s) {
    start_witness watches{o.client, o.regulation};
    const bool of_store = looks_only(o.replay);
    if (!of_store) o.replay.watches = &watches;
    const std::optional<replayed> done = replay(o.replay, s);
    if (!done) return;
    explain_query what;
    what.subject = o.client;
    what.regulation = o.regulation;
    what.part = o.part;
    if (of_store && !read_time(o, *done->rules, s, what.as_of)) return;
    if (what.as_of && *what.as_of > done->engine.now()) {
        s.fail(wrong_use, "the store knows nothing of a time as late as that",
               "о столь позднем времени хранилище ещё ничего не знает");
        return;
    }
    const auto told = explain(done->engine, what, of_store ? nullptr : &watches);
    if (!told) return tell_unknown(o, *done->rules, s);
    if (!told->known) {
        s.fail(wrong_use, "no event is of client “" + o.client + "”",
               "нет ни одного события клиента «" + o.client + "»");
        return;
    }
    std::cout << (o.json ? feel::write_json(to_value(*told, s.lang), 2) + "\n" : to_text(*told, s.lang));
}

}  // namespace

void add_explain(CLI::App& app, session& s) {
    const auto o = std::make_shared<options>();
    CLI::App* command =
        app.add_subcommand("explain", s.say("why a task is there, why a regulation started for a client, and why not",
                                            "почему есть задача, почему регламент у клиента запустился и почему нет"));
    o->replay.until_name = "--at";  // what came later is not heard
    o->replay.asks_back = true;
    add_replay_options(*command, o->replay, s);
    command->add_option("--client", o->client, s.say("whose", "чей"))->required();
    command
        ->add_option("--regulation", o->regulation, s.say("which one, by its id or title", "какой: имя или название"))
        ->required();
    command->add_option("--part", o->part,
                        s.say("only about this deal, request …: its key", "только об этой сделке, заявке …: её ключ"));
    command->add_flag("--json", o->json, s.say("as one JSON object", "одним объектом JSON"));
    command->callback([o, &s] { run(*o, s); });
}

}  // namespace reglament::cli
