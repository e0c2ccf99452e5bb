// --store: the clients of a store are run, looked at, and brought under other rules.
#include "cli/command_line.hpp"

#include <reglament/engine/delivery.hpp>

#include <filesystem>
#include <string>

namespace reglament::testing {
namespace {

std::string rules(std::string_view version, std::string_view what) {
    return "vocabulary: shop\nevents:\n  order.paid:\n    data:\n      amount: number\nroles: [manager]\n---\n"
           "regulation: feedback\nversion: " +
           std::string{version} +
           "\nrunning: migrate\ninput:\n  event: order.paid\noutput: [done]\nsteps:\n  - task: ask\n    do: " +
           std::string{what} + "\n    by: manager\n    within: 3 days\n  - output: done\n";
}

const std::string events =
    R"({"id": "1", "source": "crm", "type": "order.paid", "subject": "Anvil", "time": "2025-03-03T10:00:00Z", "data": {"amount": 1}}
{"id": "2", "source": "crm", "type": "order.paid", "subject": "Bolt", "time": "2025-03-04T10:00:00Z", "data": {"amount": 1}}
)";

class kept_store : public ::testing::Test {
protected:
    outcome run(const std::string& text, const std::string& more = "") {
        return reglament("run " + files_.file("rules.yaml", text) + " --events " + files_.file("e.jsonl", events) +
                         in_store() + more);
    }
    std::string in_store() { return " --store sqlite:" + files_.path("clients.db"); }
    folder files_;
};

TEST_F(kept_store, is_looked_at_without_files) {
    ASSERT_EQ(run(rules("1.0.0", "Ask")).code, 0);
    const outcome tasks = reglament("tasks --json" + in_store());
    EXPECT_EQ(tasks.code, 0) << tasks.err;
    EXPECT_NE(tasks.out.find("Anvil"), std::string::npos) << tasks.out;
    EXPECT_NE(tasks.out.find("Bolt"), std::string::npos);
    const outcome again = reglament("run --json" + in_store());
    EXPECT_EQ(again.code, 0) << again.err;
    EXPECT_EQ(number_at(again.json(), "regulations", "feedback", "clients"), 2);
}

TEST_F(kept_store, goes_on_in_time_without_events) {
    ASSERT_EQ(run(rules("1.0.0", "Ask")).code, 0);
    EXPECT_EQ(reglament("tasks --late --json" + in_store()).out, "[]\n");
    ASSERT_EQ(reglament("run --json --until 2025-04-01" + in_store()).code, 0);
    const outcome late = reglament("tasks --late" + in_store());
    EXPECT_NE(late.out.find("Anvil"), std::string::npos) << late.out << late.err;
}

TEST_F(kept_store, takes_the_rules_it_is_run_with) {
    ASSERT_EQ(run(rules("1.0.0", "Ask")).code, 0);
    const outcome changed = run(rules("2.0.0", "Ask them"));
    EXPECT_EQ(changed.code, 0) << changed.err;
    EXPECT_NE(changed.err.find("1.0.0 → 2.0.0"), std::string::npos) << changed.err;
    EXPECT_NE(reglament("tasks" + in_store()).out.find("Ask them"), std::string::npos);
    const outcome back = run(rules("1.0.0", "Ask"));
    EXPECT_NE(back.err.find("2.0.0 → 1.0.0"), std::string::npos) << back.err;
    EXPECT_EQ(reglament("tasks" + in_store()).out.find("Ask them"), std::string::npos);
    EXPECT_EQ(run(rules("1.0.0", "Ask")).err, "") << "the same once more is nothing new";
}

TEST_F(kept_store, is_migrated) {
    ASSERT_EQ(run(rules("1.0.0", "Ask")).code, 0);
    const std::string to = "migrate --to " + files_.file("to.yaml", rules("2.0.0", "Ask them"));
    const outcome dry = reglament(to + " --dry-run" + in_store());
    EXPECT_EQ(dry.code, 0) << dry.err;
    EXPECT_EQ(reglament("tasks" + in_store()).out.find("Ask them"), std::string::npos);
    const outcome done = reglament(to + in_store());
    EXPECT_EQ(done.code, 0) << done.err;
    EXPECT_EQ(done.out, dry.out);
    EXPECT_NE(reglament("tasks" + in_store()).out.find("Ask them"), std::string::npos);
}

TEST_F(kept_store, that_is_not_there_is_not_made_by_looking) {
    const outcome o = reglament("tasks" + in_store());
    EXPECT_EQ(o.code, 1);
    EXPECT_NE(o.err.find("[store-not-there]"), std::string::npos) << o.err;
    EXPECT_FALSE(std::filesystem::exists(files_.path("clients.db")));
}

TEST_F(kept_store, is_not_made_for_rules_that_are_wrong) {
    EXPECT_EQ(run("regulation: nothing\n").code, 1);
    EXPECT_FALSE(std::filesystem::exists(files_.path("clients.db")));
}

TEST_F(kept_store, stands_in_place_of_files) {
    EXPECT_EQ(reglament("tasks").err, "reglament: not given: PATH, --events (or --store)\n");
    EXPECT_EQ(reglament("tasks a.yaml --store x.db").err,
              "reglament: a store has rules and clients of its own: name it alone\n");
    EXPECT_EQ(reglament("migrate --to a.yaml").code, 2);
}

TEST_F(kept_store, alone_goes_without_what_is_about_files) {
    ASSERT_EQ(run(rules("1.0.0", "Ask")).code, 0);
    const outcome all = reglament("tasks --until garbage --zone No/Where --map garbage --bad stop" + in_store());
    EXPECT_EQ(all.code, 2);
    EXPECT_EQ(all.out, "");
    EXPECT_EQ(all.err,
              "reglament: these options are for files of events, a store alone goes without them: --until, --zone, "
              "--map, --bad; its time goes on by reglament run --store … --until\n");
    const std::string plan = "plan --from 2025-03-05 --to 2025-03-09",
                      why = "explain --client Bolt --regulation feedback";
    const std::string to = " --to " + files_.file("to.yaml", rules("2.0.0", "Ask them"));
    for (const std::string& command :
         {std::string{"tasks --late --until 2025-04-01"}, std::string{"segments --bad tell"}, plan + " --map type=a",
          why + " --zone UTC", "migrate --dry-run --bad skip" + to, "migrate --zone UTC" + to,
          "restructure --apply --bad skip" + to, std::string{"run --bad skip"}, std::string{"run --zone UTC"}}) {
        const outcome o = reglament(command + in_store());
        EXPECT_EQ(o.code, 2) << command << o.out;
        EXPECT_NE(o.err.find("goes without them: --"), std::string::npos) << command << o.err;
    }
    const outcome russian = reglament("tasks --lang ru --until 2025-04-01" + in_store());
    EXPECT_NE(russian.err.find("не указывают: --until; время в нём двигает"), std::string::npos) << russian.err;
    EXPECT_EQ(reglament(why + " --at 2025-03-04T10:00" + in_store()).code, 0) << "a store is asked about a time";
    EXPECT_EQ(reglament(plan + in_store()).code, 0);
    EXPECT_EQ(reglament("run --until 2025-03-05T12:00 --zone Europe/Moscow" + in_store()).code, 0);
}

TEST_F(kept_store, says_that_other_events_were_run_when_there_are_events) {
    ASSERT_EQ(run(rules("1.0.0", "Ask")).code, 0);
    const outcome alone = reglament("run" + in_store());
    EXPECT_EQ(alone.code, 0);
    EXPECT_EQ(alone.err, "");
    const std::string first = events.substr(0, events.find('\n') + 1);
    const outcome other = reglament("run --events " + files_.file("other.jsonl", first) + in_store());
    EXPECT_NE(other.err.find("other events were run into this store before"), std::string::npos) << other.err;
}

TEST_F(kept_store, says_that_a_row_was_changed_that_it_has_run) {
    const std::string of = "run " + files_.file("rules.yaml", rules("1.0.0", "Ask")) + in_store() + " --json --events ";
    const outcome first = reglament(of + files_.file("e.jsonl", events));
    ASSERT_EQ(first.code, 0) << first.err;
    EXPECT_EQ(reglament(of + files_.file("e.jsonl", events)).err, "");
    std::string changed = events;
    changed.replace(changed.rfind("\"amount\": 1"), 11, "\"amount\": 7");
    const outcome again = reglament(of + files_.file("e.jsonl", changed));
    EXPECT_EQ(again.code, 0);
    EXPECT_EQ(again.out, first.out) << "what was taken stays";
    EXPECT_NE(again.err.find("already say something else in the files now"), std::string::npos) << again.err;
    const outcome more = reglament(
        of + files_.file("e.jsonl", events + R"({"id": "3", "source": "crm", "type": "order.paid", )" +
                                        R"("subject": "Cog", "time": "2025-03-05T10:00:00Z", "data": {"amount": 1}})" +
                                        "\n"));
    EXPECT_EQ(more.err, "") << "more rows behind those are new";
    EXPECT_EQ(number_at(more.json(), "regulations", "feedback", "clients"), 3);
}

TEST_F(kept_store, is_taken_in_hand) {
    ASSERT_EQ(run(rules("1.0.0", "Ask")).code, 0);
    EXPECT_NE(reglament("admin runs" + in_store()).out.find("Open runs: 2"), std::string::npos);
    const outcome dry = reglament("admin pause --regulation feedback --dry-run --json" + in_store());
    EXPECT_EQ(number_at(dry.json(), "done"), 2) << dry.err;
    EXPECT_EQ(reglament("admin runs --state paused --json" + in_store()).out, "[]\n");
    const outcome some =
        reglament("admin pause --regulation feedback --at-most 1 --reason so --actor boss" + in_store());
    EXPECT_EQ(some.code, 0) << some.err;
    EXPECT_EQ(some.out, "Paused: 1, left: 1\n");
    const outcome all = reglament("admin history --client Anvil" + in_store());
    EXPECT_NE(all.out.find("paused: so (boss)"), std::string::npos);
    EXPECT_EQ(reglament("admin history --client Anvil --run 1" + in_store()).out, all.out);
    EXPECT_EQ(reglament("admin history --client Anvil --run 2" + in_store()).code, 2);
    EXPECT_EQ(reglament("admin resume --all" + in_store()).out, "Resumed: 1\n");
    EXPECT_EQ(reglament("admin jump --all --to done" + in_store()).out, "Moved: 2\n");
    EXPECT_NE(reglament("admin runs" + in_store()).out.find("Open runs: 0"), std::string::npos);
}

TEST_F(kept_store, says_what_cannot_be_done_to_it) {
    ASSERT_EQ(run(rules("1.0.0", "Ask")).code, 0);
    EXPECT_EQ(reglament("admin pause" + in_store()).code, 2);
    EXPECT_EQ(reglament("admin cancel --client Nobody" + in_store()).code, 2);
    EXPECT_EQ(reglament("admin jump --all" + in_store()).code, 2);
    const outcome wrong = reglament("admin jump --all --to aks" + in_store());
    EXPECT_EQ(wrong.code, 1);
    EXPECT_NE(wrong.err.find("Did you mean “ask”?"), std::string::npos) << wrong.err;
    EXPECT_EQ(reglament("admin runs --step nowhere" + in_store()).code, 2);
    EXPECT_EQ(reglament("admin runs --due-before soon" + in_store()).code, 2);
    EXPECT_EQ(reglament("admin runs --store sqlite:" + files_.path("none.db")).code, 1);
}

TEST_F(kept_store, is_copied_checked_and_somebody_is_taken_out) {
    ASSERT_EQ(run(rules("1.0.0", "Ask")).code, 0);
    const std::string copy = "sqlite:" + files_.path("copy.db");
    EXPECT_EQ(reglament("admin backup --to " + copy + in_store()).code, 0);
    EXPECT_EQ(reglament("admin backup --to " + copy + in_store()).code, 1);
    EXPECT_NE(reglament("admin check --store " + copy).out.find("It is whole."), std::string::npos);
    EXPECT_NE(reglament("admin export --client Bolt" + in_store()).out.find("\"subject\": \"Bolt\""),
              std::string::npos);
    EXPECT_EQ(reglament("admin erase --client Bolt" + in_store()).out, "Erased.\n");
    EXPECT_EQ(reglament("admin export --client Bolt" + in_store()).code, 2);
    EXPECT_NE(reglament("admin runs" + in_store()).out.find("Open runs: 1"), std::string::npos);
    EXPECT_NE(reglament("admin metrics" + in_store()).out.find("reglament_clients 2\n"), std::string::npos);
}

TEST_F(kept_store, keeps_who_has_done_what_to_it) {
    ASSERT_EQ(run(rules("1.0.0", "Ask")).code, 0);
    ASSERT_EQ(reglament("admin erase --client Bolt --actor anna --reason asked" + in_store()).code, 0);
    const std::string to = "migrate --to " + files_.file("to.yaml", rules("2.0.0", "Ask them"));
    ASSERT_EQ(reglament(to + " --actor boris --reason season" + in_store()).code, 0);
    const outcome all = reglament("admin audit --lang en" + in_store());
    EXPECT_EQ(all.out,
              "  —                 rules published: +feedback 1.0.0\n"
              "  2025-03-04 10:00  somebody erased: erased/1, anna, asked\n"
              "  2025-03-04 10:00  rules published: feedback 1.0.0 → 2.0.0, boris, season\n"
              "Commands kept: 3\n")
        << all.err;
    const feel::value json = reglament("admin audit --json" + in_store()).json();
    ASSERT_EQ(json.as_list().size(), 3U);
    EXPECT_EQ(json.as_list()[1].get("actor"), feel::value{"anna"});
    EXPECT_TRUE(json.as_list()[0].get("at").is_null());
}

TEST_F(kept_store, lists_what_was_set_aside_and_takes_it_in_hand) {
    ASSERT_EQ(run(rules("1.0.0", "Ask")).code, 0);
    const auto deliver = [&](const std::string& why) {
        issues found;
        std::vector<std::uint64_t> handed;
        const auto kept = durable_engine::open(open_store(files_.path("clients.db"), found), nullptr, {}, found);
        const auto by = delivery::open(
            *kept,
            [&](const sent_effect& e) {
                handed.push_back(e.number);
                return why;
            },
            {.attempts = 1}, found);
        for (int i = 0; i < 3; ++i) EXPECT_TRUE(by->work(kept->look().now(), 100, found)) << render(found);
        return handed;
    };
    EXPECT_EQ(reglament("admin aside --lang en" + in_store()).out, "Set aside: 0\n");
    EXPECT_EQ(deliver("no line"), (std::vector<std::uint64_t>{1, 3, 2, 4}));
    const outcome all = reglament("admin aside --lang en" + in_store());
    EXPECT_EQ(all.out.substr(0, all.out.find('\n') + 1), "  №1  Anvil, run started: no line\n") << all.err;
    EXPECT_NE(all.out.find("Set aside: 4\n"), std::string::npos);
    EXPECT_EQ(reglament("admin aside --retry 99" + in_store()).code, 2);
    EXPECT_EQ(reglament("admin aside --retry 1 --drop 1" + in_store()).code, 2);
    EXPECT_EQ(reglament("admin aside --lang en --retry 2 --drop 1 3 --drop 1" + in_store()).out,
              "To be tried again: 1\nDropped: 2\n");
    EXPECT_EQ(reglament("admin aside --json" + in_store()).json().as_list().size(), 2U);
    EXPECT_NE(reglament("admin metrics" + in_store()).out.find("reglament_effects_aside 2\n"), std::string::npos);
    EXPECT_EQ(deliver(""), (std::vector<std::uint64_t>{2}));
    EXPECT_NE(reglament("admin hosts" + in_store()).err.find("directory-where"), std::string::npos);
}

TEST_F(kept_store, finds_tasks_by_what_they_are) {
    ASSERT_EQ(run(rules("1.0.0", "Ask")).code, 0);
    const auto count = [&](const std::string& by) {
        return reglament("tasks --json " + by + in_store()).json().as_list().size();
    };
    EXPECT_EQ(count("--regulation feedback --version 1.0.0 --step ask --role manager"), 2U);
    EXPECT_EQ(count("--due-before 2025-03-07"), 1U);
    EXPECT_EQ(count("--calls --regulation feedback"), 0U);
    EXPECT_EQ(reglament("tasks --calls --step ask" + in_store()).code, 2);
    EXPECT_EQ(reglament("tasks --waiting --late" + in_store()).code, 2);
    for (const char* const unknown :
         {"--regulation none", "--version 2", "--step none", "--person nobody", "--role none", "--due-before soon"})
        EXPECT_EQ(reglament("tasks " + std::string{unknown} + in_store()).code, 2) << unknown;
}

}  // namespace
}  // namespace reglament::testing
