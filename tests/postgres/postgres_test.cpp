// What only a server can do to a store: lose the connection, crash, refuse.
#include "postgres/cluster.hpp"
#include "postgres/proxy.hpp"
#include "support/rules.hpp"
#include "unit/store/stores.hpp"

#include <reglament/engine/durable_engine.hpp>

#include <gmock/gmock.h>

namespace reglament {
namespace {

using testing::cluster;
using testing::make;
using testing::proxy;

const std::string regulation = R"(regulation: ask
input:
  event: order.paid
output: [done]
steps:
  - task: ask
    do: Ask
    by: manager
  - output: done
)";

event order(int number) {
    event e = make("order.paid", "2025-01-01", testing::paid(60));
    e.id = std::to_string(number);
    e.source = "test";
    e.subject = "c" + std::to_string(number);
    return e;
}

std::string with_prefix(const std::string& url, const std::string& prefix) {
    return url + "?table_prefix=" + prefix;
}

std::unique_ptr<durable_engine> open(const std::string& where) {
    issues found;
    auto e = durable_engine::open(open_store(where, found), testing::rules_of(regulation), {}, found);
    EXPECT_NE(e, nullptr) << render(found);
    return e;
}

std::string code_of(const std::string& where, store_use use = store_use::keep) {
    issues found;
    const auto s = open_store(where, found, use);
    EXPECT_EQ(s == nullptr, !found.empty());
    return found.empty() ? "" : std::string{found.begin()->code} + " " + render(found);
}

TEST(postgres, goes_on_after_its_connection_was_ended) {
    const auto e = open(with_prefix(cluster::get().url(), "ended_"));
    ASSERT_EQ(e->post(order(1)).status, post_status::accepted);
    (void)cluster::get().query(
        "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'reglament'");
    const posted lost = e->post(order(2));
    EXPECT_EQ(lost.status, post_status::rejected);
    ASSERT_FALSE(lost.found.empty());
    EXPECT_EQ(lost.found.begin()->code, "store-lost");
    EXPECT_EQ(e->post(order(2)).status, post_status::accepted);
    EXPECT_EQ(e->look().tasks().size(), 2U);
}

TEST(postgres, goes_on_after_the_server_has_crashed) {
    const std::string where = with_prefix(cluster::get().url(), "crashed_");
    auto e = open(where);
    for (int i = 1; i <= 20; ++i) {
        while (e->post(order(i)).status == post_status::rejected) {
        }
        if (i % 7 == 0) cluster::get().crash();
    }
    EXPECT_EQ(e->look().tasks().size(), 20U);
    e = open(where);
    EXPECT_EQ(e->look().tasks().size(), 20U);
}

// Whether it was written nobody can tell; posted again it is neither lost nor doubled.
TEST(postgres, does_not_double_what_was_written_and_not_answered) {
    proxy between{cluster::get().port()};
    auto e = open(with_prefix(cluster::get().url(between.port()), "cut_"));
    ASSERT_EQ(e->post(order(1)).status, post_status::accepted);
    between.lose_next_answer();
    const posted cut = e->post(order(2));
    EXPECT_EQ(cut.status, post_status::rejected);
    ASSERT_FALSE(cut.found.empty());
    EXPECT_EQ(cut.found.begin()->code, "store-lost");
    EXPECT_EQ(e->post(order(2)).status, post_status::duplicate) << "the server had written it";
    EXPECT_EQ(e->look().tasks().size(), 2U);
    issues found;
    std::vector<std::uint64_t> numbers;
    for (const sent_effect& sent : e->outbox(100, found)) numbers.push_back(sent.number);
    EXPECT_THAT(numbers, ::testing::ElementsAre(1, 2, 3, 4));
}

TEST(postgres, says_why_it_cannot_be_opened) {
    const std::string base = "postgres://tester:secret@127.0.0.1:" + std::to_string(cluster::get().port());
    EXPECT_THAT(code_of(base + "/nowhere"), ::testing::StartsWith("store-no-server"));
    EXPECT_THAT(code_of("postgres://tester:secret@127.0.0.1:1/postgres"), ::testing::StartsWith("store-no-server"));
    EXPECT_THAT(code_of(base + "/postgres?table_prefix=A%22"), ::testing::StartsWith("store-prefix-wrong"));
    EXPECT_THAT(code_of(base + "/postgres?table_prefix=none_", store_use::look),
                ::testing::StartsWith("store-not-there"));
    EXPECT_THAT(code_of(base + "/nowhere"), ::testing::Not(::testing::HasSubstr("secret")));
    EXPECT_THAT(code_of(base + "/postgres?options=-c%20default_transaction_read_only%3Don&table_prefix=ro_"),
                ::testing::StartsWith("store-read-only"));
}

TEST(postgres, of_a_newer_format_is_left_alone) {
    const std::string where = with_prefix(cluster::get().url(), "newer_");
    EXPECT_EQ(code_of(where), "");
    (void)cluster::get().query("update newer_meta set format = 99");
    EXPECT_THAT(code_of(where), ::testing::StartsWith("store-newer"));
}

std::string ask(const std::string& text) {
    return cluster::get().query(text);
}

// A directory of the first version, with a host that works, and events that wait.
void make_first_version() {
    (void)ask("create table first_host (name text primary key, until timestamptz not null)");
    (void)ask(
        "create table first_lease (partition text primary key, host text not null, epoch bigint not "
        "null, until timestamptz not null)");
    (void)ask(
        "create table first_intake (number bigint generated always as identity primary key, partition text not "
        "null, bytes bytea not null, refused text)");
    (void)ask("insert into first_host values ('old', now() + interval '1 hour')");
    (void)ask("insert into first_lease values ('p', 'old', 3, now() + interval '1 hour')");
    (void)ask("insert into first_intake (partition, bytes, refused) values ('p', 'x', 'wrong'), ('q', 'y', null)");
}

// As hosts of the first version have left them; one of those goes on beside this one.
TEST(postgres, directories_of_the_first_version_are_brought_up_to_date) {
    const std::string where = with_prefix(cluster::get().url(), "first_");
    make_first_version();
    issues found;
    std::vector<partition_state> partitions;
    std::vector<std::string> hosts;
    const auto look = [&](directory& in) { return in.look(partitions, hosts, found); };
    const auto seen = open_directory(where, found, store_use::look);
    ASSERT_NE(seen, nullptr) << render(found);
    ASSERT_TRUE(look(*seen)) << render(found);
    EXPECT_THAT(hosts, ::testing::ElementsAre("old"));
    EXPECT_EQ(ask("select to_regclass('first_directory') is null"), "t\n") << "looking changes nothing";

    const auto in = open_directory(where, found);
    ASSERT_NE(in, nullptr) << render(found);
    EXPECT_EQ(ask("select version from first_directory"), "2\n");
    host_name here{"new"};
    ASSERT_TRUE(in->be_there(here, std::chrono::minutes{1}, hosts, found)) << render(found);
    EXPECT_THAT(hosts, ::testing::ElementsAre("new", "old"));
    std::optional<std::uint64_t> epoch;
    ASSERT_TRUE(in->claim("p", here, std::chrono::minutes{1}, epoch, found));
    EXPECT_FALSE(epoch) << "the old one works on it";
    ASSERT_TRUE(look(*in)) << render(found);
    ASSERT_EQ(partitions.size(), 2U);
    EXPECT_EQ(partitions[0].lease.epoch, 3U);
    EXPECT_EQ(partitions[0].refused, 1U);
    EXPECT_EQ(partitions[1].waiting, 1U);
    EXPECT_EQ(partitions[1].lease.epoch, 0U) << "nobody has had it";
    (void)ask(
        "insert into first_host values ('older', now() + interval '1 hour') on conflict (name) do update set until "
        "= excluded.until");
    ASSERT_TRUE(look(*in));
    EXPECT_THAT(hosts, ::testing::ElementsAre("new", "old", "older"));
    (void)ask("delete from first_host where name = 'new'");  // as one of the first version leaves that had this name
    EXPECT_TRUE(in->be_there(here, std::chrono::minutes{1}, hosts, found)) << render(found);
    host_name again{"new"};
    EXPECT_TRUE(in->be_there(again, std::chrono::minutes{1}, hosts, found)) << render(found);
    EXPECT_FALSE(in->be_there(here, std::chrono::minutes{1}, hosts, found));

    EXPECT_NE(open_directory(where, found), nullptr) << "once more is nothing new";
    (void)ask("update first_directory set version = 99");
    EXPECT_EQ(open_directory(where, found), nullptr);
    EXPECT_THAT(render(found), ::testing::HasSubstr("store-newer"));
    EXPECT_EQ(open_directory(with_prefix(cluster::get().url(), "nowhere_"), found, store_use::look), nullptr);
    EXPECT_THAT(render(found), ::testing::HasSubstr("store-not-there"));
}

// Its rights were taken away while it was open: refused, told, and as it was once they are back.
TEST(postgres, that_may_only_be_read_loses_nothing) {
    const std::string where = with_prefix(cluster::get().url(), "right_");
    const auto e = open(where);
    ASSERT_EQ(e->post(order(1)).status, post_status::accepted);
    (void)cluster::get().query("alter table right_page add check (number < 0) not valid");
    EXPECT_EQ(e->post(order(2)).status, post_status::accepted) << "no page is written yet";
    issues found;
    EXPECT_FALSE(e->fold(found));
    EXPECT_THAT(render(found), ::testing::HasSubstr("store-failed"));
    EXPECT_EQ(e->look().tasks().size(), 2U);
    (void)cluster::get().query("alter table right_page drop constraint right_page_number_check");
    EXPECT_TRUE(e->fold(found));
    EXPECT_EQ(open(where)->look().tasks().size(), 2U);
}

}  // namespace
}  // namespace reglament
