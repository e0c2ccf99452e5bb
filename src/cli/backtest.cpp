// reglament backtest --old PATH… --new PATH… --events FILE…
#include "cli/progress.hpp"
#include "cli/replay.hpp"

#include <reglament/control/backtest.hpp>

#include <algorithm>
#include <array>
#include <iostream>
#include <streambuf>
#include <string>
#include <utility>

namespace reglament::cli {

namespace {

struct options {
    replay_options replay;
    std::vector<std::string> before, after;
    std::string by = "month";
    std::size_t most_clients = 1'000;
    bool json = false;
};

backtest_period period_of(std::string_view name) {
    constexpr std::array all{backtest_period::week, backtest_period::month, backtest_period::quarter,
                             backtest_period::year};
    return *std::find_if(all.begin(), all.end(), [&](backtest_period p) { return to_string(p) == name; });
}

// Of which version what is told is: a line before the first of it, and none when there is nothing.
class headed_errors : public std::streambuf {
public:
    explicit headed_errors(std::string heading) : heading_{std::move(heading)}, to_{std::cerr.rdbuf(this)} {}
    headed_errors(const headed_errors&) = delete;
    headed_errors& operator=(const headed_errors&) = delete;
    ~headed_errors() override { std::cerr.rdbuf(to_); }

protected:
    int_type overflow(int_type c) override {
        say_heading();
        return traits_type::eq_int_type(c, traits_type::eof()) ? traits_type::not_eof(c)
                                                               : to_->sputc(traits_type::to_char_type(c));
    }
    std::streamsize xsputn(const char* text, std::streamsize size) override {
        if (size > 0) say_heading();
        return to_->sputn(text, size);
    }
    int sync() override { return to_->pubsync(); }

private:
    void say_heading() {
        const std::string heading = std::exchange(heading_, {});
        to_->sputn(heading.data(), static_cast<std::streamsize>(heading.size()));
    }

    std::string heading_;
    std::streambuf* to_;
};

// The log, bound to one version.
std::optional<read_events> read(const options& o, const std::vector<std::string>& paths, session& s,
                                std::string_view en, std::string_view ru) {
    const headed_errors headed{s.say(en, ru) + "\n"};
    replay_options how = o.replay;
    how.paths = paths;
    return read_log(how, s);
}

bool read_until(const options& o, const rulebook& rules, std::optional<instant>& until) {
    if (o.replay.until.empty()) return true;
    until = parse_moment(o.replay.until, rules.vocabulary().calendar.zone());
    return until.has_value();  // else it was told when the log was read
}

void run(const options& o, session& s) {
    const auto before = read(o, o.before, s, "The old rules:", "Старые правила:");
    if (!before) return;
    const auto after = read(o, o.after, s, "The new rules:", "Новые правила:");
    backtest_options how;
    if (!after || !read_until(o, *before->rules, how.until)) return;
    how.by = period_of(o.by);
    how.most_clients = o.most_clients;
    backtest done;
    {
        progress_bar bar{s.say("running both", "исполняю обе версии")};
        how.progress = [&](std::uint64_t at, std::uint64_t all) { bar.at(at, all); };
        done = run_backtest(before->rules, before->log, after->rules, after->log, how);
    }
    std::cout << (o.json ? feel::write_json(to_value(done), 2) + "\n" : to_text(done, s.lang));
}

}  // namespace

void add_backtest(CLI::App& app, session& s) {
    const auto o = std::make_shared<options>();
    CLI::App* command =
        app.add_subcommand("backtest", s.say("runs two versions of the rules over the same history and compares them",
                                             "исполняет две версии правил по одной истории и сравнивает их"));
    command
        ->add_option("--old", o->before, s.say("the rules the log came about under", "правила, по которым шёл журнал"))
        ->required();
    command->add_option("--new", o->after, s.say("the rules to compare them with", "правила, с которыми сравниваем"))
        ->required();
    add_event_options(*command, o->replay, s);
    command
        ->add_option("--by", o->by,
                     s.say("periods: week, month, quarter or year",
                           "периоды: week — недели, month — месяцы, quarter — кварталы, year — годы"))
        ->check(CLI::IsMember({"week", "month", "quarter", "year"}));
    command
        ->add_option("--clients", o->most_clients,
                     s.say("so many clients at most in --json", "сколько клиентов самое большее в --json"))
        ->check(CLI::Range(0, 1'000'000'000));
    command->add_flag("--json", o->json, s.say("as one JSON object", "одним объектом JSON"));
    command->callback([o, &s] { run(*o, s); });
}

}  // namespace reglament::cli
