// Facts of one record that follow from facts of others: clients of an employee, employees of a department.
#include "support/rules.hpp"

#include <reglament/engine/engine.hpp>

#include <gmock/gmock.h>

#include <map>
#include <random>
#include <string>

namespace reglament {
namespace {

using ::testing::IsEmpty;
using testing::make;

const std::string words = R"(vocabulary: v
subjects:
  deal:
    parent: client
  employee:
  department:
events:
  order.paid:
    data:
      amount: number
  client.given:
    data:
      to: optional text
  deal.moved:
    subject: deal
    data:
      amount: number
  employee.moved:
    subject: employee
    data:
      to: text
  employee.rated:
    subject: employee
    data:
      mark: optional number
facts:
  manager:
    type: text
    from: client.given.to
  revenue:
    sum: order.paid.amount
  revenue of 10 days:
    sum: order.paid.amount
    over: 10 days
  price:
    subject: deal
    type: number
    from: deal.moved.amount
  pipeline:
    sum: price
  large:
    formula: revenue > 10
  works in:
    subject: employee
    type: text
    from: employee.moved.to
  mark:
    subject: employee
    type: number
    from: employee.rated.mark
  clients:
    subject: employee
    count: client
    by: manager
  large clients:
    subject: employee
    count: client
    by: manager
    if: large
  turnover:
    subject: employee
    sum: revenue
    by: manager
  turnover of 10 days:
    subject: employee
    sum: revenue of 10 days
    by: manager
  mean revenue:
    subject: employee
    average: revenue
    by: manager
    if: revenue > 0
  pipeline of clients:
    subject: employee
    sum: pipeline
    by: manager
  a client:
    subject: employee
    formula: if clients > 0 then turnover / clients else null
  people:
    subject: department
    count: employee
    by: works in
  department turnover:
    subject: department
    sum: turnover
    by: works in
  department of 10 days:
    subject: department
    sum: turnover of 10 days
    by: works in
  mean mark:
    subject: department
    average: mark
    by: works in
)";

std::shared_ptr<const rulebook> rules_of(const std::string& text) {
    loaded l = load_text(text, "test.yaml");
    if (!l.rules) throw std::runtime_error{render(l.found)};
    return l.rules;
}

std::string shown(const engine& e, std::string_view fact, std::string_view client) {
    const auto which = e.find_client(client);
    if (!which) return "unknown";
    return feel::to_string(e.facts(*which)[e.rules().vocabulary().find_fact(fact).value()]);
}

void tell(engine& e, std::string_view type, std::string_view who, feel::context data,
          std::string_view when = "2025-03-01T10:00:00Z") {
    const posted p = e.post(make(type, when, feel::value{std::move(data)}, who));
    ASSERT_EQ(p.status, post_status::accepted) << render(p.found);
}

TEST(roll_up, adds_up_from_client_to_employee_to_department) {
    engine e{rules_of(words)};
    tell(e, "order.paid", "c1", {{"amount", feel::number{30}}});
    tell(e, "client.given", "c1", {{"to", "Anna"}});
    tell(e, "client.given", "c2", {{"to", "Anna"}});
    tell(e, "order.paid", "c2", {{"amount", feel::number{6}}});
    tell(e, "deal.moved", "c2", {{"deal", "D-1"}, {"amount", feel::number{9}}});
    EXPECT_EQ(shown(e, "clients", "employee/Anna"), "2");
    EXPECT_EQ(shown(e, "large clients", "employee/Anna"), "1");
    EXPECT_EQ(shown(e, "turnover", "employee/Anna"), "36");
    EXPECT_EQ(shown(e, "mean revenue", "employee/Anna"), "18");
    EXPECT_EQ(shown(e, "pipeline of clients", "employee/Anna"), "9");
    EXPECT_EQ(shown(e, "a client", "employee/Anna"), "18");
    EXPECT_EQ(shown(e, "people", "department/North"), "unknown");
    tell(e, "employee.moved", "Anna", {{"to", "North"}});
    EXPECT_EQ(shown(e, "people", "department/North"), "1");
    EXPECT_EQ(shown(e, "department turnover", "department/North"), "36");
    EXPECT_EQ(shown(e, "mean mark", "department/North"), "null");
    // Whoever moves takes along what is theirs.
    tell(e, "employee.moved", "Anna", {{"to", "South"}});
    tell(e, "client.given", "c1", {{"to", "Boris"}});
    EXPECT_EQ(shown(e, "people", "department/North"), "0");
    EXPECT_EQ(shown(e, "department turnover", "department/North"), "0");
    EXPECT_EQ(shown(e, "department turnover", "department/South"), "6");
    EXPECT_EQ(shown(e, "turnover", "employee/Boris"), "30");
    EXPECT_EQ(shown(e, "large clients", "employee/Anna"), "0");
    EXPECT_EQ(e.counted_since(*e.find_client("employee/Anna"),
                              static_cast<std::uint16_t>(*e.rules().vocabulary().find_fact("turnover"))),
              first_instant);
}

TEST(roll_up, is_heard_by_regulations_of_the_other_record) {
    engine e{rules_of(words + R"(roles: [head]
---
regulation: look
owner: head
subject: department
input:
  as soon as: department turnover > 100
output: [done]
steps:
  - task: look
    do: Look at it
  - output: done
)")};
    tell(e, "employee.moved", "Anna", {{"to", "North"}});
    tell(e, "client.given", "c1", {{"to", "Anna"}});
    tell(e, "order.paid", "c1", {{"amount", feel::number{100}}});
    EXPECT_THAT(e.tasks(), IsEmpty());
    tell(e, "order.paid", "c1", {{"amount", feel::number{1}}});
    ASSERT_EQ(e.tasks().size(), 1U);
    EXPECT_EQ(e.tasks()[0].subject, "department/North");
}

/// What should be there, computed from what clients and employees are now.
class recount {
public:
    explicit recount(const engine& e) : e_{e} {}

    void check() {
        for (std::size_t i = 0; i < e_.client_count(); ++i) {
            const record& r = e_.state(i);
            if (!r.merged_into.key.empty()) continue;
            const std::string key{e_.client(i)};
            if (r.subject == 0) {
                const feel::value to = fact(i, "manager");
                if (to.is_null() || to.as_string().empty()) continue;
                auto& its = wanted_["employee/" + std::string{to.as_string()}];
                its["clients"] = its["clients"] + 1;
                if (fact(i, "large") == feel::value{true}) its["large clients"] = its["large clients"] + 1;
                its["turnover"] = its["turnover"] + number(i, "revenue");
                its["turnover of 10 days"] = its["turnover of 10 days"] + number(i, "revenue of 10 days");
                its["pipeline of clients"] = its["pipeline of clients"] + number(i, "pipeline");
            }
        }
        for (std::size_t i = 0; i < e_.client_count(); ++i) {
            if (!e_.client(i).starts_with("employee/")) continue;
            compare(i, {"clients", "large clients", "turnover", "turnover of 10 days", "pipeline of clients"});
            const feel::value to = fact(i, "works in");
            if (to.is_null()) continue;
            auto& its = wanted_["department/" + std::string{to.as_string()}];
            its["people"] = its["people"] + 1;
            its["department turnover"] = its["department turnover"] + number(i, "turnover");
            its["department of 10 days"] = its["department of 10 days"] + number(i, "turnover of 10 days");
            const feel::value mark = fact(i, "mark");
            if (mark.is_null()) continue;
            ++its["marks"];
            its["sum of marks"] = its["sum of marks"] + number(i, "mark");
        }
        for (std::size_t i = 0; i < e_.client_count(); ++i) {
            if (!e_.client(i).starts_with("department/")) continue;
            compare(i, {"people", "department turnover", "department of 10 days"});
            auto& its = wanted_[std::string{e_.client(i)}];
            const feel::value mean = fact(i, "mean mark");
            if (its["marks"] == 0) {
                EXPECT_TRUE(mean.is_null());
            } else {
                EXPECT_EQ(mean, feel::value{*divide(feel::number{its["sum of marks"]}, feel::number{its["marks"]})});
            }
        }
    }

private:
    [[nodiscard]] feel::value fact(std::size_t i, std::string_view name) const {
        return e_.facts(i)[e_.rules().vocabulary().find_fact(name).value()];
    }
    [[nodiscard]] std::int64_t number(std::size_t i, std::string_view name) const {
        const feel::value v = fact(i, name);
        return v.is_null() ? 0 : v.as_number().to_int64().value();
    }
    void compare(std::size_t i, std::initializer_list<const char*> names) {
        for (const char* const name : names)
            EXPECT_EQ(number(i, name), wanted_[std::string{e_.client(i)}][name]) << e_.client(i) << ": " << name;
    }

    const engine& e_;
    std::map<std::string, std::map<std::string, std::int64_t>> wanted_;
};

TEST(roll_up, is_what_a_recount_gives_after_every_event) {
    const auto rules = rules_of(words);
    for (unsigned seed = 1; seed <= 40; ++seed) {
        std::mt19937 random{seed};
        const auto below = [&](int n) { return std::uniform_int_distribution{0, n - 1}(random); };
        const auto one_of = [&](const char* prefix, int n) { return prefix + std::to_string(below(n)); };
        engine e{rules};
        instant now = testing::at("2025-01-31T10:00:00Z");
        for (int i = 0; i < 120; ++i) {
            now += std::chrono::hours{below(20)};
            event x;
            x.time = now - std::chrono::hours{below(5) == 0 ? below(300) : 0};
            x.subject = one_of("c", 6);
            const feel::number amount{below(9) - 2};
            switch (below(8)) {
                case 0:
                    x.type = "client.given";
                    x.data = feel::context{{"to", below(8) == 0 ? std::string{} : one_of("E", 3)}};
                    break;
                case 1:
                    x.type = "deal.moved";
                    x.data = feel::context{{"deal", x.subject + one_of("D", 2)}, {"amount", amount}};
                    break;
                case 2:
                    x.type = "employee.moved";
                    x.subject = one_of("E", 3);
                    x.data = feel::context{{"to", one_of("P", 2)}};
                    break;
                case 3:
                    x.type = "facts.changed";
                    x.subject = "employee/" + one_of("E", 3);
                    x.data = feel::context{{"mark", below(3) == 0 ? feel::value{} : feel::value{amount}}};
                    break;
                case 4:
                    if (below(3) == 0) {
                        const std::string kind = below(2) == 0 ? "" : "employee/";
                        const std::string a = kind.empty() ? x.subject : kind + one_of("E", 3);
                        x.type = "subject.merged";
                        x.subject = a;
                        x.data = feel::context{{"into", kind.empty() ? one_of("c", 6) : kind + one_of("E", 3)}};
                        break;
                    }
                    [[fallthrough]];
                default:
                    x.type = "order.paid";
                    x.data = feel::context{{"amount", amount}};
            }
            const bool merges_employees = x.type == "subject.merged" && x.subject.starts_with("employee/");
            if (merges_employees) continue;  // clients still name the one that is gone: see below
            e.post(x);
            e.advance(now);
            recount{e}.check();
            if (::testing::Test::HasFailure()) {
                FAIL() << "seed " << seed << ", event " << i << " " << x.type << " " << x.subject << " "
                       << feel::to_string(x.data);
            }
        }
        for (int day = 0; day < 15; ++day) {
            e.advance(now += std::chrono::days{1});
            recount{e}.check();
            ASSERT_FALSE(::testing::Test::HasFailure()) << "seed " << seed << ", later";
        }
    }
}

TEST(roll_up, of_two_employees_who_are_one_has_the_clients_of_both) {
    engine e{rules_of(words)};
    for (const auto& [who, to] : {std::pair{"c1", "Anna"}, {"c2", "Anja"}}) {
        tell(e, "client.given", who, {{"to", to}});
        tell(e, "order.paid", who, {{"amount", feel::number{5}}});
    }
    tell(e, "employee.moved", "Anna", {{"to", "North"}});
    ASSERT_EQ(e.merge("employee/Anja", "employee/Anna", e.now()).status, post_status::accepted);
    EXPECT_EQ(shown(e, "clients", "employee/Anna"), "2");
    EXPECT_EQ(shown(e, "mean revenue", "employee/Anna"), "5");
    EXPECT_EQ(shown(e, "department turnover", "department/North"), "10");
    tell(e, "order.paid", "c2", {{"amount", feel::number{1}}});  // who still names the other one
    EXPECT_EQ(shown(e, "turnover", "employee/Anna"), "11");
    tell(e, "client.given", "c2", {{"to", "Anna"}});
    EXPECT_EQ(shown(e, "turnover", "employee/Anna"), "11");
    EXPECT_EQ(shown(e, "clients", "employee/Anna"), "2");
}

TEST(roll_up, begins_with_everybody_when_it_is_published) {
    const std::size_t from = words.find("  clients:\n");
    engine e{rules_of(words.substr(0, from))};
    tell(e, "client.given", "c1", {{"to", "Anna"}});
    tell(e, "order.paid", "c1", {{"amount", feel::number{5}}});
    tell(e, "employee.moved", "Anna", {{"to", "North"}});
    ASSERT_TRUE(e.publish(rules_of(words)).published);
    EXPECT_EQ(shown(e, "turnover", "employee/Anna"), "5");
    EXPECT_EQ(shown(e, "department turnover", "department/North"), "5");
    recount{e}.check();
    // Gathered in another way it is gathered anew, and nothing twice.
    std::string other = words;
    const std::string before = "    if: large\n";
    other.replace(other.find(before), before.size(), "    if: revenue > 3\n");
    ASSERT_TRUE(e.publish(rules_of(other)).published);
    EXPECT_EQ(shown(e, "large clients", "employee/Anna"), "1");
    EXPECT_EQ(shown(e, "turnover", "employee/Anna"), "5");
    ASSERT_TRUE(e.publish(rules_of(words)).published);
    EXPECT_EQ(shown(e, "large clients", "employee/Anna"), "0");
    EXPECT_EQ(shown(e, "clients", "employee/Anna"), "1");
}

TEST(roll_up, is_told_each_once_and_saved_with_the_record) {
    const auto rules = rules_of(words);
    const auto index = [&](std::string_view name) {
        return static_cast<std::uint16_t>(rules->vocabulary().find_fact(name).value());
    };
    record client;
    step_output out;
    const auto given = static_cast<event_index>(rules->vocabulary().find_event("client.given").value());
    const auto to_anna = std::vector{feel::value{"Anna"}};
    step_event(*rules, client, signal{given, testing::at("2025-03-01"), to_anna, 0, {}}, testing::at("2025-03-01"),
               out);
    ASSERT_FALSE(out.rolled.empty());
    EXPECT_EQ(out.rolled[0].fact, index("clients"));
    EXPECT_EQ(out.rolled[0].to, "Anna");
    EXPECT_EQ(out.rolled[0].number, 1U);
    EXPECT_FALSE(out.rolled[0].was_there);
    EXPECT_TRUE(out.rolled[0].is_there);
    const std::string bytes = encode(*rules, client);
    auto read = decode(*rules, bytes);
    ASSERT_TRUE(read);
    EXPECT_EQ(encode(*rules, *read), bytes);
    out.rolled.clear();
    step_rolls(*rules, *read, out);
    EXPECT_THAT(out.rolled, IsEmpty());
    const auto to_boris = std::vector{feel::value{"Boris"}};
    step_event(*rules, *read, signal{given, testing::at("2025-03-02"), to_boris, 0, {}}, testing::at("2025-03-02"),
               out);
    ASSERT_GE(out.rolled.size(), 2U);
    EXPECT_EQ(out.rolled[0].to, "Anna");
    EXPECT_FALSE(out.rolled[0].is_there);
    EXPECT_EQ(out.rolled[1].to, "Boris");
    EXPECT_EQ(out.rolled[1].number, 2U);
}

}  // namespace
}  // namespace reglament
