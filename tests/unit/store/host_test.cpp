// Several hosts share the work: who has what, what becomes of events meanwhile, and that nothing is lost or doubled.
#include "orders.hpp"
#include "stores.hpp"
#include "support/rules.hpp"

#include <reglament/engine/host.hpp>

#include <gmock/gmock.h>

#include <cstdlib>
#include <map>
#include <thread>

namespace reglament {
namespace {

using namespace std::chrono_literals;
using testing::at;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::make;
using testing::order;
using testing::orders_of;

// A directory and the stores behind it: in memory, where time is ours, or on a server, where it is its own.
class world {
public:
    explicit world(std::size_t partitions = 4) : partitions_{partitions} {
        issues found;
        in = on_server_.empty() ? memory_directory([this] { return now_; }) : open_directory(on_server_, found);
        EXPECT_NE(in, nullptr) << render(found);
    }

    std::unique_ptr<host> join(const std::string& name) {
        issues found;
        auto made = host::join(in, rules_, options(name, partitions_), found);
        EXPECT_NE(made, nullptr) << render(found);
        return made;
    }

    host_options options(const std::string& name, std::size_t partitions) {
        host_options how;
        how.name = name;
        how.partitions = numbered_partitions(partitions);
        how.partition_of = by_hash(partitions);
        how.lease = lease;
        how.store_of = [this](const std::string& partition, issues& found) { return store_of(partition, found); };
        return how;
    }
    const std::shared_ptr<const rulebook>& rules() const { return rules_; }

    std::shared_ptr<store> store_of(const std::string& partition, issues& found) {
        if (!on_server_.empty()) return open_store(partition_place(on_server_, partition), found);
        auto& its = stores_[partition];
        if (its == nullptr) its = memory_store();
        return its;
    }

    void pass(std::chrono::milliseconds time) {
        now_ += time;
        if (!on_server_.empty()) std::this_thread::sleep_for(time);
    }

    std::shared_ptr<directory> in;
    std::chrono::milliseconds lease =
        std::getenv("REGLAMENT_TEST_STORE") == nullptr ? 400ms : 1'000ms;  // servers are slow

private:
    std::size_t partitions_;
    instant now_ = at("2025-01-01");
    std::string on_server_ = testing::fresh_place();
    std::map<std::string, std::shared_ptr<store>> stores_;
    std::shared_ptr<const rulebook> rules_ = testing::rules_alone(testing::host_regulations);
};

bool tend(host& h) {
    issues found;
    const bool good = h.tend(found);
    EXPECT_TRUE(good) << render(found);
    return good;
}

std::size_t work(host& h, std::size_t at_most = 100) {
    issues found;
    const std::size_t done = h.work(at_most, found);
    EXPECT_THAT(render(found), IsEmpty());
    return done;
}

TEST(hosts, divide_what_there_is_among_them) {
    world w;
    const auto a = w.join("a");
    tend(*a);
    EXPECT_THAT(a->partitions(), ElementsAre("0", "1", "2", "3"));
    const auto b = w.join("b");
    tend(*b);
    EXPECT_THAT(b->partitions(), IsEmpty()) << "nobody is robbed";
    tend(*a);
    tend(*b);
    EXPECT_THAT(a->partitions(), ElementsAre("0", "1"));
    EXPECT_THAT(b->partitions(), ElementsAre("2", "3"));
    issues found;
    EXPECT_TRUE(a->leave(found)) << render(found);
    EXPECT_THAT(a->partitions(), IsEmpty());
    tend(*b);
    EXPECT_THAT(b->partitions(), ElementsAre("0", "1", "2", "3"));
}

TEST(hosts, that_die_leave_what_they_had_when_their_lease_is_over) {
    world w;
    auto a = w.join("a");
    tend(*a);
    a.reset();
    const auto b = w.join("b");
    tend(*b);
    EXPECT_THAT(b->partitions(), IsEmpty());
    w.pass(w.lease + 50ms);
    tend(*b);
    EXPECT_THAT(b->partitions(), ElementsAre("0", "1", "2", "3"));
}

TEST(hosts, put_what_is_not_theirs_into_the_intake_of_whose_it_is) {
    world w;
    const auto a = w.join("a"), b = w.join("b");
    tend(*a);
    tend(*b);
    tend(*a);
    tend(*b);
    std::vector<event> events;
    for (int i = 0; i < 40; ++i) events.push_back(order(i, "c" + std::to_string(i % 10)));
    std::size_t queued = 0;
    for (const routed& r : a->post(events)) {
        EXPECT_EQ(r.answer.status, post_status::accepted);
        queued += r.queued ? 1 : 0;
    }
    EXPECT_GT(queued, 0U);
    EXPECT_LT(queued, 40U);
    EXPECT_EQ(work(*a), 0U);
    EXPECT_EQ(work(*b), queued);
    EXPECT_EQ(work(*b), 0U);
    for (int c = 0; c < 10; ++c) {
        const std::string client = "c" + std::to_string(c);
        const std::string partition = by_hash(4)(order(0, client));
        durable_engine* const its =
            a->engine_of(partition) != nullptr ? a->engine_of(partition) : b->engine_of(partition);
        ASSERT_NE(its, nullptr);
        EXPECT_EQ(orders_of(its->look(), client), 4);
    }
}

// What a client did first comes first, whoever was told of it.
TEST(hosts, step_what_waits_in_the_intake_before_what_comes_now) {
    world w{1};
    const auto a = w.join("a"), b = w.join("b");
    tend(*a);
    const auto paid = [](int number, int amount) {
        event e = order(number, "c");
        e.type = "facts.changed";
        e.data = feel::context{{"last sum", feel::number{amount}}};
        return e;
    };
    for (int i = 1; i <= 3; ++i) EXPECT_TRUE(b->post(std::vector{paid(i, i)})[0].queued);
    const auto now = a->post(std::vector{paid(4, 4)});
    EXPECT_FALSE(now[0].queued);
    EXPECT_EQ(now[0].answer.status, post_status::accepted);
    const auto last_sum = [](host& of) {
        const engine& e = of.engine_of("0")->look();
        return e.facts(*e.find_client("c"))[e.rules().vocabulary().find_fact("last sum").value()];
    };
    EXPECT_EQ(last_sum(*a), feel::value{feel::number{4}});
    EXPECT_EQ(work(*a), 0U) << "nothing is left";

    // A partition that changes hands with something in its intake.
    EXPECT_TRUE(b->post(std::vector{paid(5, 5)})[0].queued);
    w.pass(w.lease + 50ms);
    tend(*b);
    EXPECT_EQ(b->post(std::vector{paid(6, 6)})[0].answer.status, post_status::accepted);
    EXPECT_EQ(last_sum(*b), feel::value{feel::number{6}});
}

TEST(hosts, all_divide_the_clients_in_the_same_way) {
    world w{4};
    const auto a = w.join("a");
    tend(*a);
    for (const std::size_t count : {2U, 8U}) {
        issues found;
        EXPECT_EQ(host::join(w.in, w.rules(), w.options("b", count), found), nullptr);
        ASSERT_FALSE(found.empty());
        EXPECT_EQ(found.begin()->code, "host-partitions");
        EXPECT_THAT(render(found), HasSubstr("0 1 2 3"));
    }
    EXPECT_NE(w.join("b"), nullptr);
}

// Two that begin at once, when nothing is there yet: the second that would take anything is refused.
TEST(hosts, that_join_at_once_find_out_when_they_take_partitions) {
    world w{4};
    issues found;
    const auto a = host::join(w.in, w.rules(), w.options("a", 4), found);
    const auto b = host::join(w.in, w.rules(), w.options("b", 8), found);
    ASSERT_TRUE(a && b) << render(found);
    tend(*a);
    EXPECT_FALSE(b->tend(found));
    EXPECT_EQ(found.begin()->code, "host-partitions");
    EXPECT_THAT(b->partitions(), IsEmpty());
}

TEST(hosts, that_hung_and_come_back_are_refused_and_do_no_harm) {
    world w{1};
    const auto a = w.join("a");
    tend(*a);
    EXPECT_EQ(a->post(std::vector{order(1, "c")})[0].answer.status, post_status::accepted);
    w.pass(w.lease + 50ms);
    const auto b = w.join("b");
    tend(*b);
    ASSERT_THAT(b->partitions(), ElementsAre("0"));
    const auto late = a->post(std::vector{order(2, "c")});  // it does not know
    EXPECT_TRUE(late[0].queued);
    EXPECT_THAT(a->partitions(), IsEmpty());
    EXPECT_EQ(orders_of(b->engine_of("0")->look(), "c"), 1);
    EXPECT_EQ(work(*b), 1U);
    EXPECT_EQ(orders_of(b->engine_of("0")->look(), "c"), 2);
}

// What it rejects changes nothing, so nothing is written by which it would find out.
TEST(hosts, that_have_lost_a_partition_reject_nothing_on_old_grounds) {
    world w{1};
    const auto a = w.join("a");
    tend(*a);
    (void)a->post(std::vector{order(1, "c1")});
    w.pass(w.lease + 100ms);
    const auto b = w.join("b");
    tend(*b);
    ASSERT_THAT(b->partitions(), ElementsAre("0"));
    ASSERT_EQ(b->post(std::vector{order(2, "c2")})[0].answer.status, post_status::accepted);
    event done = make("task.done", "2025-01-02", feel::context{{"task", feel::number{1}}}, "c2");
    EXPECT_TRUE(a->post(std::vector{done})[0].queued) << "it knows nothing of c2";
    EXPECT_THAT(a->partitions(), IsEmpty());
    EXPECT_EQ(work(*b), 1U);
    EXPECT_EQ(b->engine_of("0")->look().tasks().size(), 1U);
}

TEST(hosts, keep_what_is_rejected_until_somebody_looks) {
    world w{1};
    const auto a = w.join("a"), b = w.join("b");
    tend(*a);
    event wrong = order(1, "c");
    wrong.type = "order.payed";
    EXPECT_TRUE(b->post(std::vector{wrong, order(2, "c")})[0].queued);
    EXPECT_EQ(work(*a), 1U);
    std::vector<host::refused_event> refused;
    issues found;
    ASSERT_TRUE(b->refused("0", refused, found));
    ASSERT_EQ(refused.size(), 1U);
    EXPECT_EQ(refused[0].what.type, "order.payed");
    EXPECT_THAT(refused[0].why, HasSubstr("order.paid"));
    EXPECT_TRUE(b->retry(refused[0].number, found));
    ASSERT_TRUE(b->refused("0", refused, found));
    EXPECT_THAT(refused, IsEmpty());
    EXPECT_EQ(work(*a), 0U);
    ASSERT_TRUE(b->refused("0", refused, found));
    EXPECT_TRUE(b->drop(refused.at(0).number, found));
    ASSERT_TRUE(b->refused("0", refused, found));
    EXPECT_THAT(refused, IsEmpty());
}

// A program on the same database puts events there in a transaction of its own.
TEST(hosts, take_events_that_were_put_as_json) {
    world w{1};
    const auto a = w.join("a");
    tend(*a);
    issues found;
    const std::vector<waiting_event> put{
        {0,
         "0",
         R"({"id": "1", "source": "crm", "type": "order.paid", "subject": "c1", "time": "2025-01-01T10:00:00+03:00", )"
         R"("data": {"amount": 5}, "actor": "Anna"})",
         {}},
        {0, "0", R"({"id": "2", "source": "crm", "type": "order.paid", "subject": "c1", "data": {"amount": 5}})", {}},
        {0, "0", R"({"id": "3", )", {}},
        {0,
         "0",
         R"({"id": "4", "source": "crm", "type": "order.lost", "subject": "c1", "time": "2025-01-02T10:00:00Z"})",
         {}}};
    ASSERT_TRUE(w.in->put(put, found)) << render(found);
    EXPECT_EQ(work(*a), 1U);
    const engine& e = a->engine_of("0")->look();
    EXPECT_EQ(orders_of(e, "c1"), 1);
    std::vector<effect> history;
    ASSERT_TRUE(a->engine_of("0")->history("c1", history, found));
    ASSERT_FALSE(history.empty());
    EXPECT_EQ(history.front().origin.get("actor"), feel::value{"Anna"});
    std::vector<host::refused_event> refused;
    ASSERT_TRUE(a->refused("0", refused, found));
    ASSERT_EQ(refused.size(), 3U);
    EXPECT_EQ(refused[0].why, "damaged");
    EXPECT_EQ(refused[1].why, "damaged");
    EXPECT_THAT(refused[2].why, HasSubstr("order.lost"));
    EXPECT_EQ(a->partition_of(order(1, "c1")), "0");
}

TEST(intake, keeps_the_order_of_many_and_forgets_what_is_taken) {
    const world w;
    constexpr std::size_t many = 2'345;  // more than a round trip takes
    std::vector<waiting_event> put;
    for (std::size_t i = 0; i < many; ++i) put.push_back({0, i % 2 == 0 ? "0" : "1", std::to_string(i), {}});
    issues found;
    ASSERT_TRUE(w.in->put(put, found)) << render(found);
    std::vector<waiting_event> zero, one;
    ASSERT_TRUE(w.in->waiting("0", false, many, zero, found)) << render(found);
    ASSERT_TRUE(w.in->waiting("1", false, many, one, found)) << render(found);
    ASSERT_EQ(zero.size() + one.size(), many);
    for (std::size_t i = 0; i < zero.size(); ++i) ASSERT_EQ(zero[i].bytes, std::to_string(2 * i));

    std::vector<std::uint64_t> taken;
    for (const waiting_event& e : zero) taken.push_back(e.number);
    for (waiting_event& e : one) e.refused = "because of " + e.bytes;
    ASSERT_TRUE(w.in->settle(taken, one, found)) << render(found);
    ASSERT_TRUE(w.in->waiting("0", false, many, zero, found));
    EXPECT_TRUE(zero.empty());
    std::vector<waiting_event> refused;
    ASSERT_TRUE(w.in->waiting("1", true, many, refused, found));
    ASSERT_EQ(refused.size(), one.size());
    EXPECT_EQ(refused.back().refused, one.back().refused);

    for (waiting_event& e : refused) e.refused.clear();
    ASSERT_TRUE(w.in->settle({}, refused, found)) << render(found);
    ASSERT_TRUE(w.in->waiting("1", false, many, one, found));
    EXPECT_EQ(one.size(), refused.size()) << "they wait again";
    taken.clear();
    for (const waiting_event& e : one) taken.push_back(e.number);
    ASSERT_TRUE(w.in->settle(taken, {}, found)) << render(found);
    ASSERT_TRUE(w.in->waiting("1", false, many, one, found));
    EXPECT_TRUE(one.empty());
}

// Tenants: each partition has rules of its own, and whoever takes it next goes on under them.
TEST(hosts, may_have_other_rules_in_each_partition) {
    instant now = at("2025-01-01");
    const auto in = memory_directory([&now] { return now; });
    std::map<std::string, std::shared_ptr<store>> stores{{"north", memory_store()}, {"south", memory_store()}};
    std::string other = testing::host_regulations;
    other.replace(other.find("do: Ask"), 7, "do: Thank");
    const std::map<std::string, std::shared_ptr<const rulebook>> rules{
        {"north", testing::rules_alone(testing::host_regulations)}, {"south", testing::rules_alone(other)}};
    const auto joined = [&](bool knows_rules) {
        host_options how;
        how.name = knows_rules ? "first" : "second";
        how.partitions = {"north", "south"};
        how.partition_of = [](const event& e) { return e.subject.substr(0, 5); };
        how.store_of = [&](const std::string& partition, issues&) { return stores[partition]; };
        how.rules_of = [&, knows_rules](const std::string& partition) {
            return knows_rules ? rules.at(partition) : nullptr;
        };
        issues found;
        auto made = host::join(in, nullptr, std::move(how), found);
        EXPECT_NE(made, nullptr) << render(found);
        tend(*made);
        return made;
    };
    const auto first = joined(true);
    (void)first->post(std::vector{order(1, "north-1"), order(1, "south-1")});
    issues found;
    EXPECT_TRUE(first->leave(found)) << render(found);
    const auto second = joined(false);
    EXPECT_THAT(second->partitions(), ElementsAre("north", "south"));
    const auto what = [&](const std::string& partition) {
        const auto tasks = second->engine_of(partition)->look().tasks();
        return tasks.size() == 1 ? tasks.front().what->instruction : std::to_string(tasks.size());
    };
    EXPECT_EQ(what("north"), "Ask");
    EXPECT_EQ(what("south"), "Thank");
}

TEST(hosts, that_come_again_under_their_name_have_at_once_what_they_had) {
    world w;
    auto a = w.join("a");
    tend(*a);
    (void)a->post(std::vector{order(1, "c1")});
    a.reset();  // killed: its lease runs on
    const auto again = w.join("a");
    tend(*again);
    EXPECT_THAT(again->partitions(), ElementsAre("0", "1", "2", "3"));
    EXPECT_EQ(again->post(std::vector{order(1, "c1")})[0].answer.status, post_status::duplicate);
}

TEST(hosts, of_one_name_are_told_and_the_later_one_has_it) {
    world w;
    const auto a = w.join("a"), b = w.join("a");
    issues found;
    EXPECT_FALSE(a->tend(found));
    EXPECT_THAT(render(found), HasSubstr("host-name-taken"));
    tend(*b);
    EXPECT_THAT(b->partitions(), ElementsAre("0", "1", "2", "3"));
    EXPECT_FALSE(a->tend(found)) << "and still";
    EXPECT_THAT(a->partitions(), IsEmpty());
    EXPECT_TRUE(a->post(std::vector{order(1, "c1")})[0].queued) << "for whoever has it";
    EXPECT_TRUE(a->leave(found));
    tend(*b);
    EXPECT_THAT(b->partitions(), ElementsAre("0", "1", "2", "3")) << "that was not for the other one to give up";
    EXPECT_EQ(work(*b), 1U);
}

// As when a new version is started before the old one is told to end.
TEST(hosts, that_leave_without_knowing_that_they_were_replaced_take_nothing_along) {
    world w;
    const auto a = w.join("a");
    tend(*a);
    const auto b = w.join("a");
    tend(*b);
    issues found;
    EXPECT_TRUE(a->leave(found)) << render(found);
    const auto c = w.join("c");
    tend(*c);
    EXPECT_THAT(c->partitions(), IsEmpty());
    tend(*b);
    EXPECT_THAT(b->partitions(), ElementsAre("0", "1")) << "it gives up its share beyond two";
}

TEST(hosts, tell_of_any_partition_as_its_store_has_it) {
    world w{1};
    const auto a = w.join("a"), b = w.join("b");
    issues found;
    tend(*a);
    (void)a->post(std::vector{order(1, "c1")});
    const auto view = b->look("0", found);
    ASSERT_TRUE(view) << render(found);
    EXPECT_EQ(view->clients.tasks().size(), 1U);
    EXPECT_TRUE(view->clients.history("c1").empty()) << "histories are left out";
    EXPECT_EQ(b->behind("0", view->as_of, found), 0U);
    EXPECT_FALSE(b->look("00", found));
    EXPECT_FALSE(b->behind("00", 0, found));
    EXPECT_THAT(render(found), IsEmpty()) << "nobody has had it";
    (void)a->post(std::vector{order(2, "c2")});
    EXPECT_EQ(b->behind("0", view->as_of, found), 1U);
    EXPECT_EQ(view->clients.tasks().size(), 1U);
    (void)a->post(std::vector{order(3, "c3")});
    EXPECT_EQ(b->look("0", found)->clients.tasks().size(), 3U) << "looking has harmed nobody";
    EXPECT_THAT(render(found), IsEmpty());
}

TEST(hosts, count_what_they_do_and_what_waits) {
    world w{2};
    const auto a = w.join("a"), b = w.join("b");
    tend(*a);
    tend(*b);
    tend(*a);
    std::vector<event> all;
    for (int i = 0; i < 8; ++i) all.push_back(order(i, "c" + std::to_string(i)));
    event wrong = order(9, "c1");
    wrong.type = "order.payed";
    all.push_back(wrong);
    std::size_t queued = 0;
    for (const routed& r : a->post(all)) queued += r.queued ? 1U : 0U;
    issues found;
    auto m = a->metrics(found);
    ASSERT_TRUE(m) << render(found);
    EXPECT_EQ(m->stepped + m->queued + m->rejected, 9U);
    EXPECT_EQ(m->queued, queued);
    EXPECT_EQ(m->hosts, 2U);
    ASSERT_EQ(m->partitions.size(), 2U);
    EXPECT_EQ(m->partitions[0].waiting + m->partitions[1].waiting, queued);
    EXPECT_TRUE(m->partitions[0].lease.valid);
    tend(*b);
    const std::size_t worked = work(*b);
    m = b->metrics(found);
    EXPECT_EQ(m->worked, worked);
    EXPECT_EQ(m->partitions[0].waiting + m->partitions[1].waiting, 0U);
    EXPECT_EQ(m->partitions[0].refused + m->partitions[1].refused, m->refused);
    EXPECT_THAT(to_prometheus(*m, "host=\"b\""), HasSubstr("reglament_hosts{host=\"b\"} 2\n"));
    EXPECT_THAT(to_prometheus(*m), HasSubstr("reglament_intake_waiting{partition=\"0\"} 0\n"));
}

TEST(hosts, say_what_is_wrong_with_their_options) {
    const world w;
    issues found;
    host_options how;
    EXPECT_EQ(host::join(w.in, nullptr, how, found), nullptr);
    EXPECT_EQ(found.begin()->code, "host-options");
    EXPECT_EQ(open_directory("sqlite:a.db", found), nullptr);
}

TEST(hosts, know_where_the_store_of_a_partition_lies) {
    EXPECT_EQ(partition_place("postgres://h/d", "7"), "postgres://h/d?table_prefix=reglament_7_");
    EXPECT_EQ(partition_place("postgres://h/d?sslmode=require", "7"),
              "postgres://h/d?sslmode=require&table_prefix=reglament_7_");
    EXPECT_EQ(partition_place("postgres://h/d?table_prefix=crm_&sslmode=require", "a"),
              "postgres://h/d?table_prefix=crm_a_&sslmode=require");
    EXPECT_EQ(partition_place("crm.db", "a"), "crm.db.a");
}

}  // namespace
}  // namespace reglament
