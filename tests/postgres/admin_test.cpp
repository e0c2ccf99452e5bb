// What hosts share, and what waits there, as the command line tells it.
#include "cli/command_line.hpp"
#include "postgres/cluster.hpp"
#include "support/rules.hpp"
#include "unit/store/orders.hpp"

#include <reglament/engine/host.hpp>

#include <gmock/gmock.h>

namespace reglament::testing {
namespace {

using ::testing::HasSubstr;

class shared_work : public ::testing::Test {
protected:
    shared_work() {
        issues found;
        host_options how;
        how.name = "a";
        how.partitions = {"north", "south"};
        how.partition_of = [](const event& e) { return e.subject; };
        how.store_of = [this](const std::string& p, issues& why) { return open_store(partition_place(where, p), why); };
        in = open_directory(where, found);
        a = host::join(in, rules_alone(host_regulations), how, found);
        EXPECT_NE(a, nullptr) << render(found);
        event wrong = order(1, "north");
        wrong.type = "order.payed";
        (void)a->post(std::vector{wrong, order(2, "north"), order(3, "south")});
        EXPECT_TRUE(a->tend(found)) << render(found);
    }
    outcome admin(const std::string& command) const {
        return reglament("admin " + command + " --lang en --store \"" + where + "\"");
    }

    std::string where = cluster::get().url() + "?table_prefix=shared" + std::to_string(++count) + "_";
    std::shared_ptr<directory> in;
    std::unique_ptr<host> a;
    static inline int count = 0;
};

TEST_F(shared_work, is_told_by_partition) {
    EXPECT_EQ(admin("hosts").out,
              "  north  a, events waiting: 2, refused: 0\n"
              "  south  a, events waiting: 1, refused: 0\n"
              "Hosts: 1 — a\n");
    issues found;
    EXPECT_EQ(a->work(100, found), 2U) << render(found);
    EXPECT_TRUE(a->leave(found));
    const outcome all = admin("hosts --json");
    ASSERT_EQ(all.json().as_list().size(), 2U) << all.err;
    EXPECT_TRUE(all.json().as_list()[0].get("host").is_null()) << "it is nobody's";
    EXPECT_EQ(number_at(all.json().as_list()[0], "refused"), 1);
}

TEST_F(shared_work, that_was_refused_is_listed_and_taken_in_hand) {
    issues found;
    (void)a->work(100, found);
    const outcome all = admin("refused");
    EXPECT_THAT(all.out, HasSubstr("  №1  north  order.payed, north, 2025-01-01T00:00:00Z: "));
    EXPECT_THAT(all.out, HasSubstr("Refused events: 1\n"));
    EXPECT_EQ(admin("refused --partition south").out, "Refused events: 0\n");
    EXPECT_EQ(admin("refused --partition west").code, 2);
    EXPECT_EQ(admin("refused --retry 99").code, 2);
    EXPECT_EQ(admin("refused --json").json().as_list()[0].get("type"), feel::value{"order.payed"});
    EXPECT_EQ(admin("refused --retry 1").out, "To be tried again: 1\n");
    EXPECT_EQ(admin("refused").out, "Refused events: 0\n");
    (void)a->work(100, found);
    EXPECT_EQ(admin("refused --drop 1").out, "Dropped: 1\n");
    EXPECT_EQ(admin("refused").out, "Refused events: 0\n");
    EXPECT_EQ(a->work(100, found), 0U);
}

TEST_F(shared_work, of_nobody_is_not_made_by_looking) {
    const outcome o = reglament("admin hosts --store \"" + cluster::get().url() + "?table_prefix=nobody_\"");
    EXPECT_EQ(o.code, 1);
    EXPECT_THAT(o.err, HasSubstr("[store-not-there]"));
    EXPECT_EQ(cluster::get().query("select to_regclass('nobody_host') is null"), "t\n");
}

}  // namespace
}  // namespace reglament::testing
