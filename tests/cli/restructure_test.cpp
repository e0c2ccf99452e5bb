// reglament restructure: what a change of people does to running work, told before it is done.
#include "cli/command_line.hpp"

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
people: shop
persons:
)";
const std::string anna = "  anna:\n    title: Anna Orlova\n    roles: manager\n";
const std::string boris = "  boris:\n    roles: manager\n";

const std::string events =
    R"({"id": "1", "source": "crm", "type": "client.came", "subject": "Anvil", "time": "2025-03-03T10:00:00Z", "data": {"manager": "anna"}}
{"id": "2", "source": "crm", "type": "client.came", "subject": "Bolt", "time": "2025-03-04T10:00:00Z", "data": {"manager": "boris"}}
)";

class restructure : public ::testing::Test {
protected:
    outcome run(const std::string& options) {
        return reglament("restructure --from " + from_ + " --events " + files_.file("e.jsonl", events) + " " + options);
    }
    folder files_;
    std::string from_ = files_.file("from.yaml", shop + anna + boris), to_ = files_.file("to.yaml", shop + boris);
};

TEST_F(restructure, tells_what_is_left_behind) {
    const outcome o = run("--to " + to_);
    EXPECT_EQ(o.code, 1) << "somebody must look at it";
    EXPECT_NE(o.out.find("Anna Orlova, gone"), std::string::npos) << o.out;
    EXPECT_NE(o.out.find("nobody can take it"), std::string::npos) << o.out;
    EXPECT_NE(o.out.find("Nothing was changed."), std::string::npos);
    const outcome ru = run("--lang ru --to " + to_);
    EXPECT_NE(ru.out.find("Anna Orlova, больше не работает"), std::string::npos) << ru.out;
    EXPECT_NE(ru.out.find("Ничего не изменено."), std::string::npos);
}

TEST_F(restructure, tells_what_moves_where) {
    const outcome o = run("--hand anna=boris --json --to " + to_);
    EXPECT_EQ(o.code, 0) << o.err;
    const feel::value all = o.json();
    EXPECT_EQ(all.get("whole"), feel::value{true});
    EXPECT_EQ(all.get("applied"), feel::value{false});
    EXPECT_EQ(number_at(all, "events"), 1);
    ASSERT_EQ(all.get("tasks").as_list().size(), 1U);
    EXPECT_EQ(all.get("tasks").as_list()[0].get("how"), feel::value{"follows"});
}

TEST_F(restructure, is_done_in_a_store_and_once) {
    const std::string store = " --store " + files_.path("shop.db");
    ASSERT_EQ(reglament("run " + from_ + " --events " + files_.file("e.jsonl", events) + store).code, 0);
    const std::string change = "restructure --to " + to_ + " --hand anna=boris --reason leaves --actor Olga" + store;
    EXPECT_EQ(reglament(change).code, 0);
    EXPECT_NE(reglament("admin runs --person anna" + store).out.find("ring"), std::string::npos) << "it was only told";
    const outcome done = reglament(change + " --apply --report " + files_.path("page.html"));
    EXPECT_EQ(done.code, 0) << done.err;
    EXPECT_NE(done.out.find("Done, events: 1"), std::string::npos) << done.out;
    EXPECT_NE(files_.text("page.html").find("Anna Orlova, gone"), std::string::npos);
    EXPECT_NE(reglament("admin history --client Anvil" + store).out.find("given to boris"), std::string::npos);
    EXPECT_NE(reglament(change + " --apply").out.find("Done, events: 0"), std::string::npos);
}

TEST_F(restructure, is_refused_when_it_is_said_wrongly) {
    EXPECT_EQ(run("").code, 2);
    EXPECT_EQ(run("--hand anna").code, 2);
    EXPECT_NE(run("--hand anna").err.find("[hand-over-unreadable]"), std::string::npos);
    EXPECT_EQ(run("--hand anna=boris --apply").code, 2) << "files keep no clients";
    const outcome typo = run("--hand anna=borys --lang ru");
    EXPECT_NE(typo.err.find("[hand-over-stranger]"), std::string::npos) << typo.err;
    EXPECT_NE(typo.err.find("Может быть, «boris»?"), std::string::npos) << typo.err;
    EXPECT_EQ(run("--hand 'anna=boris if klass = 1'").code, 1);
}

}  // namespace
}  // namespace reglament::testing
