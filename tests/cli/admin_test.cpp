// reglament admin: which runs are meant, when, and what a store cannot be asked.
#include "cli/command_line.hpp"

#include <reglament/engine/durable_engine.hpp>

#include <string>

namespace reglament::testing {
namespace {

const std::string shop = R"(vocabulary: shop
events:
  client.came:
    data:
      manager: text
facts:
  manager:
    type: text
    from: client.came.manager
roles:
  manager:
    person: manager
---
regulation: greeting
version: 1.2.0
owner: manager
input:
  event: client.came
output: [done]
steps:
  - task: ring
    do: Ring
    within: 3 days
  - output: done
---
regulation: letter
version: 3.0.0
owner: manager
input:
  event: client.came
output: [done]
steps:
  - task: write
    do: Write
    within: 5 days
  - output: done
)";
const std::string people =
    "---\npeople: shop\npersons:\n  anna:\n    title: Anna Orlova\n    roles: manager\n  boris:\n    roles: manager\n";

const std::string events =
    R"({"id": "1", "source": "crm", "type": "client.came", "subject": "Anvil", "time": "2025-03-03T10:00:00Z", "data": {"manager": "anna"}}
{"id": "2", "source": "crm", "type": "client.came", "subject": "Bolt", "time": "2025-03-04T10:00:00Z", "data": {"manager": "anna"}}
)";

class admin : public ::testing::Test {
protected:
    void fill(const std::string& rules) {
        const outcome o = reglament("run " + files_.file("rules.yaml", rules) + " --commit-every 1 --events " +
                                    files_.file("e.jsonl", events) + " --store " + store_);
        ASSERT_EQ(o.code, 0) << o.err;
    }
    outcome run(const std::string& words) { return reglament("admin " + words + " --store " + store_); }
    void expect_refused(const std::string& words, const std::string& why) {
        const outcome o = run(words);
        EXPECT_EQ(o.code, 2) << words << o.out;
        EXPECT_EQ(o.out, "") << words;
        EXPECT_EQ(o.err.substr(0, o.err.find('\n')), "reglament: " + why) << words;
    }

    // As a host that carries everything out.
    void take_all() {
        issues found;
        const auto kept = durable_engine::open(open_store(store_, found), nullptr, {}, found);
        ASSERT_NE(kept, nullptr);
        const auto waiting = kept->outbox(1'000, found);
        ASSERT_FALSE(waiting.empty());
        kept->taken(waiting.back().number);
        ASSERT_TRUE(kept->save(found));
    }

    folder files_;
    std::string store_ = "sqlite:" + files_.path("clients.db");
};

TEST_F(admin, does_nothing_before_the_time_of_the_store) {
    fill(shop);
    expect_refused("pause --all --at 2020-01-01",
                   "“2020-01-01” is before the time of the store, which is at 2025-03-04T10:00:00Z already");
    const outcome russian = run("pause --all --at 2020-01-01 --dry-run --lang ru");
    EXPECT_EQ(russian.code, 2);
    EXPECT_NE(russian.err.find("«2020-01-01» раньше времени хранилища: там уже 2025-03-04T10:00"), std::string::npos)
        << russian.err;
    EXPECT_EQ(run("runs --state paused --json").out, "[]\n");
    EXPECT_EQ(run("pause --all --at 2025-03-04T10:00").out, "Paused: 4\n") << "that very time is its own";
}

TEST_F(admin, knows_whom_and_what_is_named) {
    fill(shop);
    expect_refused("runs --version 99", "there is no version “99”");
    expect_refused("cancel --version 99", "there is no version “99”");
    expect_refused("runs --regulation greeting --version 3.0.0", "there is no version “3.0.0”");
    expect_refused("runs --person Nobody", "neither the people nor an open task knows “Nobody”");
    expect_refused("pause --person boris", "neither the people nor an open task knows “boris”");
    EXPECT_NE(run("runs --version 3.0.0").out.find("Open runs: 2\n"), std::string::npos);
    EXPECT_NE(run("runs --person anna").out.find("Open runs: 4\n"), std::string::npos) << "an open task names her";
    EXPECT_NE(run("runs --version 99 --lang ru").err.find("нет версии «99»"), std::string::npos);
    EXPECT_NE(
        run("runs --person Nobody --lang ru").err.find("ни среди сотрудников, ни в открытых задачах нет «Nobody»"),
        std::string::npos);
}

TEST_F(admin, knows_people_who_have_nothing_to_do) {
    fill(shop + people);
    EXPECT_EQ(run("runs --person boris").out, "Open runs: 0\n");
    EXPECT_NE(run("runs --person 'Anna Orlova'").out.find("Open runs: 4\n"), std::string::npos) << "by title, too";
    expect_refused("runs --person Nobody", "neither the people nor an open task knows “Nobody”");
}

TEST_F(admin, does_at_least_one) {
    fill(shop);
    for (const char* wrong : {"-1", "0", "many"}) {
        const outcome o = run("pause --all --at-most " + std::string{wrong});
        EXPECT_EQ(o.code, 2) << wrong;
        EXPECT_NE(o.err.find("--at-most"), std::string::npos) << o.err;
    }
    EXPECT_NE(run("runs --at-most -1 --lang ru").err.find("параметра --at-most не подходит; нужно от 1 до"),
              std::string::npos);
    EXPECT_EQ(run("runs --state paused --json").out, "[]\n");
    EXPECT_EQ(run("pause --all --at-most 3").out, "Paused: 3, left: 1\n");
}

TEST_F(admin, does_one_run_of_several) {
    fill(shop);
    expect_refused("pause --run 2", "each client's runs have numbers of their own: --run goes with --client");
    expect_refused("pause --client Anvil --run 7", "client “Anvil” has no open run №7");
    EXPECT_NE(run("runs --client Anvil --run 7 --lang ru").err.find("у клиента «Anvil» нет открытого запуска №7"),
              std::string::npos);
    EXPECT_EQ(run("pause --client Anvil --run 2 --dry-run").out, "Nothing was changed. Paused: 1\n");
    EXPECT_EQ(run("pause --client Anvil --run 2").out, "Paused: 1\n");
    const outcome paused = run("runs --state paused --json");
    ASSERT_EQ(paused.json().as_list().size(), 1U) << paused.out;
    EXPECT_EQ(number_at(paused.json().as_list()[0], "run"), 2);
    EXPECT_EQ(run("resume --client Anvil --run 1").out, "Resumed: 0\n");
    EXPECT_EQ(run("runs --client Anvil --run 2 --json").json().as_list().size(), 1U);
}

TEST_F(admin, says_what_holds_the_history) {
    fill(shop);
    const std::string forget = "forget --before 2025-03-04";
    const outcome held = run(forget);
    EXPECT_EQ(held.code, 0);
    EXPECT_EQ(held.out, "Entries forgotten: 0\n");
    EXPECT_NE(held.err.find("the history since 2025-03-03 10:00 stays, because the host has not taken the effects"),
              std::string::npos)
        << held.err;
    EXPECT_NE(run(forget + " --lang ru").err.find("поручения с этого времени"), std::string::npos);
    EXPECT_EQ(run("forget --before 2025-03-01").err, "") << "nothing from before that time is held";
    take_all();
    const outcome gone = run(forget);
    EXPECT_NE(gone.out, "Entries forgotten: 0\n");
    EXPECT_EQ(gone.err, "");
}

TEST_F(admin, is_noticed_by_a_host_only_when_it_writes) {
    fill(shop);
    issues found;
    const auto host = durable_engine::open(open_store(store_, found), nullptr, {}, found);
    ASSERT_NE(host, nullptr);
    event came;
    came.source = "crm";
    came.type = "client.came";
    came.subject = "Bolt";
    came.data = feel::context{{"manager", feel::value{"anna"}}};
    came.time = host->look().now();
    const auto next = [&] {
        came.id += "n";
        return host->post(came);
    };
    const std::string copy = files_.path("copy.db");
    for (const std::string& words :
         {std::string{"runs"}, std::string{"history --client Bolt"}, std::string{"export --client Bolt"},
          std::string{"check"}, std::string{"metrics"}, "backup --to " + copy, std::string{"cancel --all --dry-run"}}) {
        ASSERT_EQ(run(words).code, 0) << words;
        const posted done = next();
        EXPECT_EQ(done.status, post_status::accepted) << words << render(done.found, language::en);
    }
    for (const char* words : {"pause --client Anvil", "resume --all", "jump --client Bolt --run 1 --to done",
                              "forget --before 2025-03-04", "cancel --client Anvil --run 2", "erase --client Anvil"}) {
        ASSERT_EQ(run(words).code, 0) << words;
        const posted refused = next();
        EXPECT_EQ(refused.status, post_status::rejected) << words;
        ASSERT_FALSE(refused.found.empty()) << words;
        EXPECT_EQ(refused.found[0].code, "store-shared") << words;
        EXPECT_EQ(host->post(came).status, post_status::accepted) << words << ": it has read anew";
    }
}

TEST_F(admin, counts_what_is_there_and_not_what_was_done) {
    fill(shop);
    const std::string text = run("metrics").out;
    for (const char* gauge : {"reglament_clients 2\n", "# TYPE reglament_timers gauge\n", "reglament_effects_waiting ",
                              "reglament_time_seconds ", "reglament_last_commit "})
        EXPECT_NE(text.find(gauge), std::string::npos) << gauge << text;
    EXPECT_EQ(text.find("_total"), std::string::npos) << text;
    EXPECT_EQ(text.find("counter"), std::string::npos) << text;
}

}  // namespace
}  // namespace reglament::testing
