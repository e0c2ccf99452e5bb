#include "support/rules.hpp"

#include <reglament/control/restructure.hpp>
#include <reglament/store/store.hpp>

#include <algorithm>
#include <string>
#include <vector>

namespace reglament {
namespace {

using testing::at;
using testing::make;
using lines = std::vector<std::string>;

// Managers have clients; clerks get requests in turn; who audits a deal is known to a fact alone.
const std::string words = R"(vocabulary: office
subjects:
  deal:
    parent: client
events:
  client.came:
    data:
      manager: text
      class: one of A, B
  request.made:
  deal.opened:
    subject: deal
    data:
      auditor: text
  visit.due:
facts:
  manager:
    type: text
    from: client.came.manager
  class:
    type: one of A, B
    from: client.came.class
  auditor:
    type: text
    subject: deal
    from: deal.opened.auditor
roles:
  manager:
    person: manager
  clerk:
    by: turn
  auditor:
    person: auditor
---
regulation: visit
owner: manager
input:
  event: visit.due
output: [done]
steps:
  - task: visit
    do: Visit
    within: 5 days
  - output: done
---
regulation: answer
owner: clerk
input:
  event: request.made
output: [done]
steps:
  - task: reply
    do: Reply
    within: 1 day
  - output: done
---
regulation: audit
subject: deal
owner: auditor
input:
  event: deal.opened
output: [done]
steps:
  - task: look
    do: Look
  - output: done
---
people: office
persons:
)";

const std::string everybody = R"(  anna:
    title: Anna Orlova
    roles: [manager, clerk]
    substitutes: [boris]
  boris:
    roles: [manager, clerk]
  vera:
    roles: manager
)";
const std::string without_anna = R"(  boris:
    roles: [manager, clerk]
  vera:
    roles: manager
)";

std::shared_ptr<const rulebook> rules(const std::string& people) {
    loaded l = load_text(words + people, "office.yaml");
    if (!l.rules) throw std::runtime_error{render(l.found)};
    return l.rules;
}

event came(std::string_view client, std::string_view manager, std::string_view kind = "A") {
    return make("client.came", "2025-03-03T10:00:00Z",
                feel::context{{"manager", feel::value{manager}}, {"class", feel::value{kind}}}, client);
}

// Anna has two clients, one by her title, with a visit each, and the first request.
template <class Post>
void live(Post&& post) {
    post(came("c1", "anna"));
    post(came("c2", "Anna Orlova", "B"));
    post(came("c3", "boris"));
    for (const char* client : {"c1", "c2", "c3"}) post(make("visit.due", "2025-03-03T11:00:00Z", {}, client));
    for (const char* client : {"c1", "c2"}) post(make("request.made", "2025-03-03T12:00:00Z", {}, client));
    post(make("deal.opened", "2025-03-03T13:00:00Z",
              feel::context{{"deal", feel::value{"D-1"}}, {"auditor", feel::value{"olga"}}}, "c1"));
}

engine office(const std::string& people = everybody) {
    engine e{rules(people)};
    live([&](const event& one) { EXPECT_EQ(e.post(one).status, post_status::accepted); });
    return e;
}

restructure_options handing(const std::vector<std::string>& texts) {
    restructure_options how;
    issues found;
    for (const std::string& t : texts) {
        auto one = parse_hand_over(t, found);
        if (one) how.hands.push_back(std::move(*one));
    }
    EXPECT_TRUE(found.empty()) << render(found);
    how.reason = "she leaves";
    how.actor = "Olga";
    return how;
}

lines tasks_of(const restructuring& r) {
    lines out;
    for (const task_change& t : r.tasks)
        out.push_back(t.subject + " " + t.step + " " + t.from + ">" + t.to + " " + std::string{to_string(t.how)});
    return out;
}

lines owners_of(const restructuring& r) {
    lines out;
    for (const owner_change& o : r.owners)
        out.push_back(o.subject + (o.part.empty() ? "" : "/" + o.part) + " " + o.fact + " " + o.from + ">" + o.to);
    return out;
}

lines open_in(const engine& e) {
    lines out;
    for (const task& t : e.tasks())
        out.push_back(std::string{t.subject} + " " + t.what->id + " " + std::string{t.person});
    std::sort(out.begin(), out.end());
    return out;
}

const person_load& load_of(const restructuring& r, std::string_view who) {
    static const person_load none;
    const auto one =
        std::find_if(r.loads.begin(), r.loads.end(), [&](const person_load& l) { return l.person == who; });
    EXPECT_NE(one, r.loads.end()) << who;
    return one == r.loads.end() ? none : *one;
}

TEST(restructure, tells_what_stays_with_somebody_who_is_gone) {
    const engine e = office();
    const lines before = open_in(e);
    const restructuring r = plan_restructuring(e, rules(without_anna));
    ASSERT_FALSE(r.found.has_errors()) << render(r.found);
    EXPECT_TRUE(r.publishes);
    EXPECT_EQ(owners_of(r), (lines{"c1 manager anna>", "c2 manager anna>"}));
    EXPECT_EQ(tasks_of(r), (lines{"c1 visit anna> nobody", "c2 visit anna> nobody", "c1 reply anna>boris given"}));
    EXPECT_EQ(r.tasks[0].why, "unknown person");
    EXPECT_TRUE(r.leaves_holes());
    EXPECT_TRUE(load_of(r, "anna").gone);
    EXPECT_EQ(load_of(r, "anna").substitutes, (lines{"boris"})) << "who may be handed what is left";
    EXPECT_EQ(open_in(e), before) << "the engine stays as it is";
    EXPECT_EQ(e.rules().vocabulary().people.all.size(), 3U);
}

TEST(restructure, hands_clients_and_tasks_to_somebody) {
    const engine e = office();
    const restructuring r = plan_restructuring(e, rules(without_anna), handing({"anna=boris"}));
    ASSERT_FALSE(r.found.has_errors()) << render(r.found);
    EXPECT_EQ(owners_of(r), (lines{"c1 manager anna>boris", "c2 manager anna>boris"}));
    EXPECT_EQ(tasks_of(r),
              (lines{"c1 reply anna>boris handed", "c1 visit anna>boris follows", "c2 visit anna>boris follows"}));
    EXPECT_FALSE(r.leaves_holes());
    EXPECT_EQ(load_of(r, "anna").before, (person_load::amount{2, 3, 3}));
    EXPECT_EQ(load_of(r, "anna").after, (person_load::amount{0, 0, 0}));
    EXPECT_EQ(load_of(r, "boris").before, (person_load::amount{1, 2, 2}));
    EXPECT_EQ(load_of(r, "boris").after, (person_load::amount{3, 5, 5}));
}

TEST(restructure, does_it_once) {
    engine e = office();
    const auto next = rules(without_anna);
    const restructuring r = plan_restructuring(e, next, handing({"anna=boris"}));
    const restructured done = restructure(e, r);
    EXPECT_TRUE(done.done) << render(done.found);
    EXPECT_EQ(done.taken, r.early.size() + r.events.size());
    EXPECT_EQ(open_in(e), (lines{"c1 look olga", "c1 reply boris", "c1 visit boris", "c2 reply boris", "c2 visit boris",
                                 "c3 visit boris"}));
    const auto& told = e.history("c1");
    const auto nobody = [](const effect& x) { return x.kind == effect_kind::task_unassigned; };
    EXPECT_TRUE(std::none_of(told.begin(), told.end(), nobody)) << "nothing is with nobody in between";
    const auto by_her = [](const effect& x) { return x.origin.get("actor") == feel::value{"Olga"}; };
    EXPECT_TRUE(std::any_of(told.begin(), told.end(), by_her));
    const std::size_t length = told.size();

    const restructuring again = plan_restructuring(e, next, handing({"anna=boris"}));
    EXPECT_FALSE(again.publishes);
    EXPECT_TRUE(again.events.empty());
    EXPECT_TRUE(again.tasks.empty());
    EXPECT_TRUE(restructure(e, again).done);
    EXPECT_EQ(e.history("c1").size(), length) << "nothing is doubled";
}

TEST(restructure, goes_on_where_only_the_rules_were_published) {
    engine e = office();
    const auto next = rules(without_anna);
    ASSERT_TRUE(e.publish(next).published);
    const restructuring r = plan_restructuring(e, next, handing({"anna=boris", "Anna Orlova=boris"}));
    EXPECT_FALSE(r.leaves_holes());
    EXPECT_TRUE(restructure(e, r).done);
    EXPECT_EQ(open_in(e)[2], "c1 visit boris");
}

TEST(restructure, hands_to_somebody_who_is_new_when_the_rules_are_published) {
    engine e = office();
    const auto next = rules(without_anna + "  ivan:\n    roles: [manager, clerk]\n");
    const restructuring r = plan_restructuring(e, next, handing({"anna=ivan"}));
    EXPECT_TRUE(r.found.empty()) << render(r.found);
    EXPECT_TRUE(r.early.empty());
    EXPECT_FALSE(r.leaves_holes());
    EXPECT_TRUE(restructure(e, r).done);
    EXPECT_EQ(load_of(r, "ivan").after, (person_load::amount{2, 3, 3}));
    EXPECT_EQ(open_in(e), (lines{"c1 look olga", "c1 reply ivan", "c1 visit ivan", "c2 reply boris", "c2 visit ivan",
                                 "c3 visit boris"}));
}

TEST(restructure, hands_to_somebody_who_is_not_on_shift) {
    const std::string shift = "    shifts:\n      sat: 10:00-12:00\n", vera = "  vera:\n    roles: [manager, clerk]\n";
    const std::string boris = "  boris:\n    roles: [manager, clerk]\n";
    const std::string anna = "  anna:\n    title: Anna Orlova\n    roles: [manager, clerk]\n";
    const engine e = office(anna + vera + shift + boris);
    const restructuring r = plan_restructuring(e, rules(vera + shift + boris), handing({"anna=vera"}));
    EXPECT_EQ(tasks_of(r)[0], "c1 reply anna>vera handed") << "the mapping is stronger than who is there now";
}

TEST(restructure, does_nothing_that_the_host_is_against) {
    engine_options careful;
    careful.policy = [](const event& x) { return x.type == "task.handed" ? "not today" : ""; };
    engine e{rules(everybody), careful};
    live([&](const event& one) { EXPECT_EQ(e.post(one).status, post_status::accepted); });
    const lines before = open_in(e);
    const restructured done = restructure(e, plan_restructuring(e, rules(without_anna), handing({"anna=boris"})));
    EXPECT_FALSE(done.done);
    EXPECT_EQ(done.taken, 0U);
    EXPECT_TRUE(done.found.has_errors());
    EXPECT_EQ(open_in(e), before);
    EXPECT_EQ(e.rules().vocabulary().people.all.size(), 3U);
}

TEST(restructure, shares_out_evenly_or_by_a_condition) {
    const engine e = office();
    EXPECT_EQ(owners_of(plan_restructuring(e, rules(without_anna), handing({"anna=vera,boris"}))),
              (lines{"c1 manager anna>vera", "c2 manager anna>boris"}));
    EXPECT_EQ(
        owners_of(plan_restructuring(e, rules(without_anna), handing({R"(anna=vera if class = "B")", "anna=boris"}))),
        (lines{"c1 manager anna>boris", "c2 manager anna>vera"}));
}

TEST(restructure, hands_to_whom_the_title_names_without_other_rules) {
    const engine e = office();
    const restructuring r = plan_restructuring(e, nullptr, handing({"boris=Anna Orlova"}));
    EXPECT_FALSE(r.publishes);
    EXPECT_EQ(owners_of(r), (lines{"c3 manager boris>anna"}));
    EXPECT_EQ(tasks_of(r), (lines{"c2 reply boris>anna handed", "c3 visit boris>anna follows"}));
    EXPECT_FALSE(load_of(r, "boris").gone);
    engine done = office();
    ASSERT_TRUE(restructure(done, r).done);
    const auto told = done.history("c2");
    const auto handed =
        std::find_if(told.begin(), told.end(), [](const effect& x) { return x.kind == effect_kind::task_handed; });
    ASSERT_NE(handed, told.end());
    EXPECT_EQ(handed->data.back(), feel::value{"she leaves"});
    EXPECT_EQ(handed->origin.get("actor"), feel::value{"Olga"});
}

TEST(restructure, hands_over_what_is_done_in_one_role) {
    const engine e = office();
    restructure_options how = handing({"anna=boris"});
    how.role = "clerk";
    const restructuring r = plan_restructuring(e, nullptr, how);
    EXPECT_EQ(owners_of(r), lines{});
    EXPECT_EQ(tasks_of(r), (lines{"c1 reply anna>boris handed"}));
    how.role = "king";
    EXPECT_TRUE(plan_restructuring(e, nullptr, how).found.has_errors());
}

TEST(restructure, gives_out_anew_what_somebody_may_not_do_any_more) {
    const engine e = office();
    const std::string split = R"(  anna:
    title: Anna Orlova
    roles: manager
  boris:
    roles: [manager, clerk]
  vera:
    roles: manager
)";
    const restructuring r = plan_restructuring(e, rules(split));
    EXPECT_EQ(tasks_of(r), (lines{"c1 reply anna>boris given"})) << "visits are still hers";
    EXPECT_FALSE(r.leaves_holes());
}

TEST(restructure, tells_roles_that_nobody_has_any_more) {
    const engine e = office();
    const std::string no_clerks = R"(  anna:
    title: Anna Orlova
    roles: manager
  boris:
    roles: manager
  vera:
    roles: manager
)";
    const restructuring r = plan_restructuring(e, rules(no_clerks));
    ASSERT_EQ(r.empty_roles.size(), 1U);
    EXPECT_EQ(r.empty_roles[0].role, "clerk");
    EXPECT_EQ(r.empty_roles[0].regulations, (lines{"answer"}));
    EXPECT_EQ(tasks_of(r), (lines{"c1 reply anna> nobody", "c2 reply boris> nobody"}));
    EXPECT_EQ(r.tasks[0].why, "no role");
}

TEST(restructure, moves_what_facts_alone_know_with_the_fact) {
    engine e = office();
    restructure_options how = handing({"olga=petr"});
    how.gone = {"olga"};
    const restructuring r = plan_restructuring(e, nullptr, how);
    EXPECT_EQ(owners_of(r), (lines{"c1/D-1 auditor olga>petr"}));
    EXPECT_EQ(tasks_of(r), (lines{"c1 look olga>petr follows"}));
    ASSERT_EQ(r.found.size(), 1U);
    EXPECT_EQ(r.found[0].code, "hand-over-stranger") << "nobody was called petr until now";
    EXPECT_EQ(r.found[0].arguments[0], "petr");
    EXPECT_TRUE(restructure(e, r).done);
    EXPECT_EQ(open_in(e)[0], "c1 look petr");
}

TEST(restructure, tells_who_is_gone_and_handed_nothing_over) {
    const engine e = office();
    restructure_options how;
    how.gone = {"olga"};
    const restructuring r = plan_restructuring(e, nullptr, how);
    EXPECT_EQ(owners_of(r), (lines{"c1/D-1 auditor olga>"}));
    EXPECT_EQ(tasks_of(r), (lines{"c1 look olga>olga stays"}));
    ASSERT_EQ(r.empty_roles.size(), 1U);
    EXPECT_EQ(r.empty_roles[0].role, "auditor");
}

TEST(restructure, changes_nothing_when_the_rules_do_not_fit) {
    engine e = office();
    std::string other = words;
    other.replace(other.find("  request.made:\n"), 16, "");
    other.replace(other.find("event: request.made"), 19, "event: visit.due");
    const auto next = load_text(other + without_anna, "other.yaml");
    ASSERT_TRUE(next.rules) << render(next.found);
    const restructuring r = plan_restructuring(e, next.rules, handing({"anna=boris"}));
    const restructured done = restructure(e, r);
    EXPECT_TRUE(r.found.has_errors()) << "runs are open in what is gone";
    EXPECT_FALSE(done.done);
    EXPECT_EQ(e.rules().vocabulary().people.all.size(), 3U);
    const restructuring wrong = plan_restructuring(e, nullptr, handing({"boris=vera if klass = 1"}));
    EXPECT_TRUE(wrong.found.has_errors());
    const lines before = open_in(e);
    EXPECT_FALSE(restructure(e, wrong).done);
    EXPECT_EQ(open_in(e), before);
}

TEST(restructure, is_done_in_a_store) {
    const auto in = memory_store();
    issues found;
    const auto kept = durable_engine::open(in, rules(everybody), {}, found);
    ASSERT_TRUE(kept) << render(found);
    live([&](const event& one) { EXPECT_EQ(kept->post(one).status, post_status::accepted); });
    const auto commits = kept->last_commit();
    const auto next = rules(without_anna);
    const restructuring r = plan_restructuring(kept->look(), next, handing({"anna=boris"}));
    EXPECT_TRUE(restructure(*kept, r).done);
    EXPECT_EQ(kept->last_commit(), commits + 2) << "the rules, and everything else";
    EXPECT_EQ(open_in(kept->look())[2], "c1 visit boris");
    const restructuring again = plan_restructuring(kept->look(), next, handing({"anna=boris"}));
    EXPECT_TRUE(restructure(*kept, again).done);
    EXPECT_EQ(kept->last_commit(), commits + 2);
}

TEST(restructure, is_told_in_words_and_as_data) {
    const engine e = office();
    const restructuring r = plan_restructuring(e, rules(without_anna), handing({R"(anna=vera if class = "A")"}));
    const std::string text = to_text(r);
    EXPECT_NE(text.find("Anna Orlova, gone"), std::string::npos) << text;
    EXPECT_NE(text.find("2 → 1"), std::string::npos) << text;
    EXPECT_NE(text.find("nobody can take it"), std::string::npos) << text;
    EXPECT_NE(text.find("stood in: boris"), std::string::npos) << text;
    EXPECT_NE(to_text(r, language::ru).find("Anna Orlova, больше не работает"), std::string::npos);
    const feel::value data = to_value(r);
    EXPECT_EQ(data.get("whole"), feel::value{false});
    EXPECT_EQ(data.get("people").as_list()[0].get("person"), feel::value{"boris"});
    EXPECT_EQ(data.get("clients").as_list()[1].get("to"), feel::value{});
    EXPECT_NE(to_html(r).find("<h1>What the change does to running work</h1>"), std::string::npos);
}

TEST(restructure, reads_who_hands_over) {
    struct row {
        std::string text, from;
        lines to;
        std::string when;
    };
    for (const row& r :
         {row{"anna=boris", "anna", {"boris"}, ""},
          row{"Ольга Белова = Артём Лисин , Вера Крылова", "Ольга Белова", {"Артём Лисин", "Вера Крылова"}, ""},
          row{R"(anna=boris if class = "A")", "anna", {"boris"}, R"(class = "A")"},
          row{"анна=борис если x > 1 если y", "анна", {"борис"}, "x > 1 если y"}}) {
        issues found;
        const auto h = parse_hand_over(r.text, found);
        ASSERT_TRUE(h) << r.text;
        EXPECT_EQ(h->from, r.from);
        EXPECT_EQ(h->to, r.to);
        EXPECT_EQ(h->when, r.when);
    }
    for (const char* wrong : {"", "anna", "anna=", "=boris", "anna=boris,", "anna= if x"}) {
        issues found;
        EXPECT_FALSE(parse_hand_over(wrong, found)) << wrong;
        ASSERT_EQ(found.size(), 1U);
        EXPECT_EQ(found[0].code, "hand-over-unreadable");
    }
}

}  // namespace
}  // namespace reglament
