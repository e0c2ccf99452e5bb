#include "control/words.hpp"
#include "machine/picture.hpp"

#include <reglament/control/publication.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

namespace reglament {

namespace {

constexpr std::size_t most_clients = 5;

constexpr words::noun kept_runs{"run stays", "runs stay", "запуск остаётся", "запуска остаются", "запусков остаются"};
constexpr words::noun moved_runs{"run goes on", "runs go on", "запуск идёт дальше", "запуска идут дальше",
                                 "запусков идут дальше"};
constexpr words::noun ended_runs{"run ends", "runs end", "запуск закончится", "запуска закончатся",
                                 "запусков закончатся"};
constexpr words::noun unmapped_runs{"run needs a mapping", "runs need a mapping", "запуску нужно соответствие",
                                    "запускам нужно соответствие", "запускам нужно соответствие"};

/// Runs of which the same is to be said.
struct group {
    std::uint64_t count = 0;
    std::vector<std::string> clients;  // the first few

    void add(const std::string& client) {
        ++count;
        if (clients.size() < most_clients && std::find(clients.begin(), clients.end(), client) == clients.end())
            clients.push_back(client);
    }
};

std::string why(stay_reason r, const words& say) {
    switch (r) {
        case stay_reason::kept:
            return say.say("the new version leaves them there", "новая версия их не трогает");
        case stay_reason::draining:
            return say.say("the new version waits until they have ended", "новая версия ждёт, пока они закончатся");
        case stay_reason::gone:
            return say.say("the regulation is gone from the files", "регламента больше нет в файлах");
        case stay_reason::stuck:
            return say.say("the run is stuck", "запуск остановился");
        case stay_reason::step_gone:
            return say.say("the new version has no such step", "такого шага в новой версии нет");
        case stay_reason::step_changed:
            return say.say("it is another kind of step there, or cannot be told apart",
                           "там это другой шаг, или его не отличить от похожих");
        case stay_reason::step_elsewhere:
            return say.say("it lies in another branch or loop there", "там он в другой ветви или в другом цикле");
        case stay_reason::no_follower:
            return say.say("it is no more, and what came next is not there either",
                           "его больше нет, и следующего за ним тоже нет");
        case stay_reason::other_subject:
            return say.say("the new version is about something else", "новая версия о другом субъекте");
        case stay_reason::not_alone:
            return say.say("there it is in a block that is entered one at a time, and another one is in it",
                           "там он в блоке, где можно быть только по одному, и там уже есть другой");
        case stay_reason::paused:
            return say.say("the run is paused", "запуск на паузе");
        case stay_reason::none:
            break;
    }
    return {};
}

std::string what_is_lost(lost_part::what kind, const words& say) {
    switch (kind) {
        case lost_part::what::fact:
            return say.say("fact", "факт");
        case lost_part::what::part:
            return say.say("part of the record", "часть карточки");
        case lost_part::what::memory:
            return say.say("what is remembered of the regulation", "история регламента");
        case lost_part::what::contact:
            return say.say("contact by", "контакт по каналу");
        case lost_part::what::heard:
            return say.say("event kept", "полученное событие");
        case lost_part::what::answer:
            return say.say("answer", "ответ");
        case lost_part::what::undoing:
            return say.say("undoing of", "отмена шага");
    }
    return {};
}

class publication_writer {
public:
    publication_writer(const publish_report& r, language lang) : report_{r}, say_{*r.rules, lang} {}

    std::string write() {
        group_all();
        regulation_index of = no_index;
        for (const auto& [key, where] : fates_) {
            if (key.first != of) head(of = key.first);
            fate(key.first, key.second, where);
        }
        if (fates_.empty())
            line(say_.say("No run is in an earlier version.", "Ни один запуск не идёт по прежней версии."), 0);
        lost();
        const auto n = [](std::uint64_t x) { return grouped(x); };
        if (report_.started > 0)
            line(say_.say("Started, because the clients are in the situation already: ",
                          "Начато, потому что клиенты уже подходят: ") +
                     n(report_.started),
                 0);
        if (report_.ignored > 0)
            line(say_.say("In the situation already, and not started: ", "Уже подходят, но не начато: ") +
                     n(report_.ignored),
                 0);
        if (report_.due_moved > 0)
            line(say_.say("Deadlines counted anew, because a calendar has changed: ",
                          "Изменился календарь, сроков пересчитано: ") +
                     n(report_.due_moved),
                 0);
        return std::move(out_);
    }

private:
    using place = std::tuple<std::string, std::string, stay_reason>;  // step, step now, why
    using places = std::map<place, group>;

    void group_all() {
        for (const auto& [client, m] : report_.runs) {
            const stay_reason reason =
                m.fate == run_fate::needs_mapping || m.fate == run_fate::stays ? m.why : stay_reason{};
            fates_[{m.from, m.fate}][{m.step, m.to_step, reason}].add(client);
            for (const lost_part& l : m.lost) lost_[{l.kind, l.name}].add(client);
        }
        for (const auto& [client, what] : report_.lost) lost_[{what.kind, what.name}].add(client);
    }

    void line(const std::string& text, std::size_t indent) { out_ += std::string(indent, ' ') + text + "\n"; }

    void head(regulation_index from) {
        const reglament::regulation& old = report_.rules->machines()[from].regulation();
        const regulation_index current = report_.rules->family_of(from);
        std::string text = (old.title.empty() ? old.id.value : old.title + " (" + old.id.value + ")") +
                           say_.say(": version ", ": версия ") + old.version;
        if (!report_.rules->is_earlier(current))
            text += " → " + report_.rules->machines()[current].regulation().version;
        if (!out_.empty()) out_ += "\n";
        line(text, 0);
    }

    void fate(regulation_index from, run_fate f, const places& all) {
        std::uint64_t count = 0;
        for (const auto& [where, g] : all) count += g.count;
        const std::string version = report_.rules->machines()[from].regulation().version;
        switch (f) {
            case run_fate::moved:
                line(say_.counted(count, moved_runs) + say_.say(" by the new version", " по новой версии"), 2);
                break;
            case run_fate::ended:
                line(say_.counted(count, ended_runs), 2);
                break;
            case run_fate::stays:
                line(say_.counted(count, kept_runs) + say_.say(" in version ", " в версии ") + version, 2);
                break;
            case run_fate::needs_mapping:
                line(say_.counted(count, unmapped_runs) +
                         say_.say(", and until then stay in version ", ", до тех пор остаются в версии ") + version,
                     2);
                break;
        }
        for (const auto& [where, g] : all) one(where, g);
    }

    void one(const place& where, const group& g) {
        const auto& [step, now, reason] = where;
        std::string text = step;
        if (now != step && !now.empty()) text += " → " + now;
        if (reason != stay_reason::none) text += ": " + why(reason, say_);
        line(text + " — " + grouped(g.count) + " (" + clients(g) + ")", 4);
    }

    [[nodiscard]] static std::string clients(const group& g) {
        std::string out;
        for (const std::string& c : g.clients) out += (out.empty() ? "" : ", ") + c;
        return g.count > g.clients.size() ? out + ", …" : out;
    }

    void lost() {
        if (lost_.empty()) return;
        out_ += "\n";
        line(say_.say("Cannot be taken over", "Не удаётся перенести"), 0);
        for (const auto& [what, g] : lost_)
            line(what_is_lost(what.first, say_) + " " + say_.quoted(what.second) + " — " + grouped(g.count) + " (" +
                     clients(g) + ")",
                 2);
    }

    const publish_report& report_;
    words say_;
    std::string out_;
    std::map<std::pair<regulation_index, run_fate>, places> fates_;
    std::map<std::pair<lost_part::what, std::string>, group> lost_;
};

feel::value number(std::uint64_t n) {
    return feel::number{static_cast<std::int64_t>(n)};
}

std::string_view name_of(lost_part::what kind) {
    static constexpr std::array<std::string_view, 7> names{"fact",  "part",   "memory", "contact",
                                                           "event", "answer", "undo"};
    return names[static_cast<std::size_t>(kind)];
}

feel::value to_value(const lost_part& l, const std::string& client) {
    feel::context out;
    if (!client.empty()) out.emplace_back("client", feel::value{client});
    out.emplace_back("what", feel::value{name_of(l.kind)});
    out.emplace_back("name", feel::value{l.name});
    return out;
}

feel::value to_value(const run_move& m, const std::string& client, const rulebook& rules) {
    const regulation& from = rules.machines()[m.from].regulation();
    const regulation& to = rules.machines()[m.to].regulation();
    feel::context out{{"client", feel::value{client}},
                      {"run", number(m.run)},
                      {"regulation", feel::value{from.id.value}},
                      {"from", feel::value{from.version}},
                      {"to", feel::value{to.version}},
                      {"fate", feel::value{to_string(m.fate)}},
                      {"step", feel::value{m.step}},
                      {"to_step", feel::value{m.to_step}}};
    if (m.why != stay_reason::none) out.emplace_back("why", feel::value{to_string(m.why)});
    feel::list lost;
    for (const lost_part& l : m.lost) lost.push_back(to_value(l, {}));
    if (!lost.empty()) out.emplace_back("lost", feel::value{std::move(lost)});
    return out;
}

// Counts by version and fate, of each regulation.
feel::value counts(const publish_report& r) {
    std::map<regulation_index, std::map<regulation_index, std::map<run_fate, std::uint64_t>>> all;
    for (const auto& [client, m] : r.runs) ++all[r.rules->family_of(m.from)][m.from][m.fate];
    feel::context regulations;
    for (const auto& [family, versions] : all) {
        feel::context from;
        for (const auto& [which, fates] : versions) {
            feel::context one;
            for (const run_fate f : {run_fate::moved, run_fate::stays, run_fate::ended, run_fate::needs_mapping})
                one.emplace_back(std::string{to_string(f)}, number(fates.contains(f) ? fates.at(f) : 0));
            from.emplace_back(r.rules->machines()[which].regulation().version, feel::value{std::move(one)});
        }
        const regulation& current = r.rules->machines()[family].regulation();
        const bool gone = r.rules->is_earlier(family);
        regulations.emplace_back(current.id.value,
                                 feel::context{{"version", gone ? feel::value{} : feel::value{current.version}},
                                               {"from", feel::value{std::move(from)}}});
    }
    return regulations;
}

}  // namespace

std::string to_text(const publish_report& r, language lang) {
    return r.rules == nullptr ? std::string{} : publication_writer{r, lang}.write();
}

feel::value to_value(const publish_report& r) {
    feel::list runs, lost;
    for (const auto& [client, m] : r.runs) runs.push_back(to_value(m, client, *r.rules));
    for (const auto& [client, what] : r.lost) lost.push_back(to_value(what, client));
    return feel::context{{"published", feel::value{r.published}},
                         {"started", number(r.started)},
                         {"ignored", number(r.ignored)},
                         {"due moved", number(r.due_moved)},
                         {"regulations", r.rules == nullptr ? feel::value{feel::context{}} : counts(r)},
                         {"runs", feel::value{std::move(runs)}},
                         {"lost", feel::value{std::move(lost)}}};
}

}  // namespace reglament
