// Back-ups, whether a store is whole, and who is taken out of it.
#include "stores.hpp"
#include "support/rules.hpp"

#include <reglament/control/report.hpp>
#include <reglament/engine/back_up.hpp>

#include <gmock/gmock.h>

#include <fstream>
#include <iterator>

namespace reglament {
namespace {

using testing::at;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::make;
using ::testing::Not;
using testing::paid;
using testing::scratch_folder;

const std::string regulations = R"(regulation: wake
input:
  event: order.paid
output: [done]
steps:
  - task: ask
    do: Ask
    by: manager
    within: 2 days
    form:
      said: text
  - wait: 5 days
  - output: done
)";

std::unique_ptr<durable_engine> open(const std::shared_ptr<store>& in, durable_options options = {}) {
    issues found;
    auto e = durable_engine::open(in, testing::rules_of(regulations), options, found);
    if (e == nullptr) throw std::runtime_error{render(found)};
    return e;
}

// Forty clients, some of whom have said something.
void live(durable_engine& e, int commits = 30) {
    for (int i = 0; i < commits; ++i) {
        std::vector<event> events;
        for (int k = 0; k < 4; ++k) {
            event one = make("order.paid", "2025-01-01", paid(i), "client-" + std::to_string((i * 4 + k) % 40));
            one.time = at("2025-01-01") + std::chrono::hours{i};
            one.id = std::to_string(i * 4 + k);
            events.push_back(one);
        }
        (void)e.post(events);
        issues found;
        EXPECT_TRUE(e.change(
            [&](engine& in) {
                const auto open = in.tasks();
                if (open.empty()) return;
                const std::string who{open[0].subject};
                (void)in.complete(who, open[0].number, feel::context{{"said", "secret of " + who}}, in.now());
            },
            found))
            << render(found);
    }
}

std::string picture(durable_engine& e) {
    std::string out;
    for (std::size_t i = 0; i < e.look().client_count(); ++i) {
        const std::string key{e.look().client(i)};
        out += key + " " + encode(e.look().rules(), e.look().state(i)) + "\n";
        std::vector<effect> all;
        issues found;
        EXPECT_TRUE(e.history(key, all, found)) << render(found);
        for (const effect& x : all) out += testing::line(e.look().rules(), x) + "\n";
    }
    issues found;
    for (const sent_effect& s : e.outbox(10'000, found)) out += std::to_string(s.number) + s.subject + "\n";
    return out;
}

TEST(back_up, is_the_store_of_that_moment) {
    const scratch_folder folder;
    issues found;
    const auto from = open_store(folder / "a.db", found);
    auto e = open(from);
    live(*e);
    e->taken(5);
    e->keep("place", "17");
    live(*e, 1);
    const auto to = testing::new_store();
    store_figures copied;
    commit_number told = 0;
    ASSERT_TRUE(copy_store(*from, *to, copied, found, [&](commit_number done, commit_number) { told = done; }))
        << render(found);
    EXPECT_EQ(copied.last, e->last_commit());
    EXPECT_EQ(told, e->last_commit());
    const std::string then = picture(*e);
    live(*e, 3);
    auto restored = open(to);
    EXPECT_TRUE(picture(*restored) == then);
    EXPECT_EQ(restored->kept("place", found), "17");
    live(*restored, 3);
    EXPECT_TRUE(picture(*restored) == picture(*e));
}

TEST(back_up, goes_where_nothing_is_and_an_unfinished_one_is_refused) {
    const auto from = testing::new_store(), to = testing::new_store();
    auto e = open(from);
    live(*e, 2);
    issues found;
    store_figures copied;
    EXPECT_FALSE(copy_store(*from, *from, copied, found));
    EXPECT_EQ(found.begin()->code, "store-not-empty");
    store_content begun;
    begun.notes = {{"incomplete", "1"}};
    ASSERT_TRUE(to->fill(begun, found));
    found = {};
    EXPECT_EQ(durable_engine::open(to, testing::rules_of(regulations), {}, found), nullptr);
    EXPECT_EQ(found.begin()->code, "store-incomplete");
}

TEST(check_store, finds_nothing_where_nothing_is_wrong) {
    const auto in = testing::new_store();
    auto e = open(in);
    live(*e);
    issues found;
    store_figures figures;
    EXPECT_TRUE(check_store(in, figures, found)) << render(found);
    EXPECT_THAT(render(found), IsEmpty());
    EXPECT_EQ(figures.clients, 40U);
    EXPECT_EQ(figures.last, e->last_commit());
    EXPECT_EQ(figures.entries, e->last_commit());
    std::size_t told = 0;
    for (std::size_t i = 0; i < e->look().client_count(); ++i) {
        std::vector<effect> all;
        EXPECT_TRUE(e->history(e->look().client(i), all, found));
        told += all.size();
    }
    EXPECT_EQ(figures.effects, told);
}

TEST(check_store, finds_every_byte_that_was_turned_over) {
    const auto in = testing::new_store();
    auto e = open(in);
    live(*e);
    issues found;
    std::string bytes;
    ASSERT_TRUE(in->read_entry(3, bytes, found));
    for (std::size_t i = 0; i < bytes.size(); i += 7) {
        store_content wrong;
        wrong.entries = {{3, bytes}};
        wrong.entries[0].bytes[i] = static_cast<char>(wrong.entries[0].bytes[i] ^ 4);
        ASSERT_TRUE(in->fill(wrong, found));
        store_figures figures;
        EXPECT_FALSE(check_store(in, figures, found)) << i;
        EXPECT_THAT(render(found), HasSubstr("entry 3 of its journal"));
        found = {};
    }
}

TEST(check_store, finds_what_was_put_in_from_another_moment) {
    const auto in = testing::new_store();
    auto e = open(in);
    live(*e);
    issues found;
    store_content wrong;
    wrong.entries.resize(1);
    wrong.entries[0].number = 5;
    ASSERT_TRUE(in->read_entry(8, wrong.entries[0].bytes, found));
    ASSERT_TRUE(in->fill(wrong, found));
    store_figures figures;
    EXPECT_FALSE(check_store(in, figures, found));
    EXPECT_THAT(render(found), HasSubstr("are not numbered on"));
    EXPECT_THAT(render(found), HasSubstr("does not follow from the ones before it"));
}

std::string all_bytes(const std::string& path) {
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

TEST(erase, leaves_nothing_of_somebody_but_that_something_was) {
    const scratch_folder folder;
    const std::string path = folder / "a.db";
    issues found;
    auto in = open_store(path, found);
    auto e = open(in);
    live(*e);
    EXPECT_TRUE(e->fold(found));
    const auto who = *e->look().find_client("client-7");
    const std::size_t others = e->look().tasks().size() - e->look().tasks({.subject = "client-7"}).size();
    const auto sent = e->outbox(10'000, found).size();
    ASSERT_TRUE(e->erase("client-7", "asked for it", at("2025-03-01"), found)) << render(found);
    EXPECT_FALSE(e->look().find_client("client-7"));
    EXPECT_EQ(e->look().client(who), "erased/" + std::to_string(who));
    EXPECT_THAT(e->look().state(who).runs, IsEmpty());
    EXPECT_EQ(e->look().tasks().size(), others);
    EXPECT_GE(e->outbox(10'000, found).size(), sent) << "numbers go on";
    std::vector<effect> all;
    EXPECT_TRUE(e->history("erased/" + std::to_string(who), all, found));
    EXPECT_FALSE(all.empty());
    for (const effect& x : all) {
        for (const feel::value& v : x.data) EXPECT_TRUE(v.is_null()) << to_string(x.kind);
    }
    const std::string before = picture(*e);
    store_figures figures;
    EXPECT_TRUE(check_store(in, figures, found)) << render(found);
    e.reset();
    in.reset();
    for (const char* file : {"a.db", "a.db-wal"}) {
        const std::string bytes = all_bytes(folder / file);
        EXPECT_THAT(bytes, Not(HasSubstr("client-7"))) << file;
        EXPECT_THAT(bytes, Not(HasSubstr("secret of client-7"))) << file;
    }
    EXPECT_THAT(all_bytes(path), HasSubstr("secret of client-8"));
    e = open(open_store(path, found));
    EXPECT_TRUE(picture(*e) == before);
    EXPECT_EQ(e->post(make("order.paid", "2025-03-02", paid(5), "client-7")).status, post_status::accepted);
    EXPECT_EQ(e->look().state(*e->look().find_client("client-7")).last_run, 1U);
}

// What somebody reads just now stays in the log until they have; the same can be asked for again.
TEST(erase, says_when_something_is_left_in_the_files) {
    const scratch_folder folder;
    const std::string path = folder / "a.db";
    issues found;
    auto in = open_store(path, found);
    auto e = open(in);
    live(*e);
    const auto reader = open_store(path, found);
    ASSERT_NE(reader, nullptr) << render(found);
    const bool read = reader->at_one_moment(
        [&] {
            commit_number last = 0;
            EXPECT_TRUE(reader->last(last, found));
            EXPECT_FALSE(e->erase("client-7", "", at("2025-03-01"), found));
            return true;
        },
        found);
    EXPECT_TRUE(read);
    ASSERT_FALSE(found.empty());
    EXPECT_EQ(found.begin()->code, "store-not-scrubbed");
    EXPECT_FALSE(e->look().find_client("client-7")) << "but erased they are";
    found = {};
    EXPECT_TRUE(e->erase("client-7", "", at("2025-03-01"), found)) << render(found);
    EXPECT_FALSE(e->erase("client-7", "", at("2025-03-01"), found)) << "nobody is left to ask for";
    EXPECT_EQ(found.begin()->code, "nobody-to-erase");
    e.reset();
    in.reset();
    for (const char* file : {"a.db", "a.db-wal"})
        EXPECT_THAT(all_bytes(folder / file), Not(HasSubstr("client-7"))) << file;
}

TEST(erase, of_nobody_is_refused) {
    auto e = open(testing::new_store());
    live(*e, 1);
    issues found;
    EXPECT_FALSE(e->erase("client-77", "", at("2025-03-01"), found));
    EXPECT_EQ(found.begin()->code, "nobody-to-erase");
}

TEST(retention, drops_what_is_old_and_nothing_that_is_still_read) {
    const auto in = testing::new_store();
    auto e = open(in);
    live(*e);  // sixty commits in thirty hours
    issues found;
    e->taken(1'000);
    event again = make("order.paid", "2025-01-01", paid(0), "client-0");
    again.id = "0";
    const auto records = [&] {
        std::string out;
        for (std::size_t i = 0; i < e->look().client_count(); ++i) out += encode(e->look().rules(), e->look().state(i));
        return out;
    };
    const std::string before = records();
    std::vector<effect> whole, left;
    EXPECT_TRUE(e->history("client-3", whole, found));
    std::uint64_t gone = 0;
    ASSERT_TRUE(e->forget_history(at("2025-01-01T10:00:00Z"), gone, found)) << render(found);
    EXPECT_EQ(gone, 20U);
    EXPECT_EQ(records(), before);
    e = open(in);
    EXPECT_EQ(records(), before);
    EXPECT_TRUE(e->history("client-3", left, found));
    ASSERT_LT(left.size(), whole.size());
    for (const effect& x : left) EXPECT_GE(x.at, at("2025-01-01T10:00:00Z"));
    EXPECT_EQ(e->post(again).status, post_status::duplicate) << "the key of an event that started a run";
    store_figures figures;
    EXPECT_TRUE(check_store(in, figures, found)) << render(found);
    EXPECT_EQ(figures.first, 21U);
    EXPECT_TRUE(e->forget_history(at("2025-01-01T10:00:00Z"), gone, found));
    EXPECT_EQ(gone, 0U);
    EXPECT_TRUE(e->forget_history(last_instant, gone, found));
    EXPECT_EQ(open(in)->look().client_count(), 40U);
}

TEST(retention, keeps_what_the_host_has_not_taken) {
    auto e = open(testing::new_store());
    live(*e);
    issues found;
    e->taken(3);
    const auto waiting = e->outbox(10'000, found).size();
    std::uint64_t gone = 0;
    ASSERT_TRUE(e->forget_history(last_instant, gone, found)) << render(found);
    EXPECT_LT(gone, 3U);
    EXPECT_EQ(e->outbox(10'000, found).size(), waiting);
}

TEST(metrics_of_a_store, count_commits_and_bytes) {
    auto e = open(testing::new_store());
    live(*e, 3);
    const engine_metrics m = e->metrics();
    EXPECT_TRUE(m.durable);
    EXPECT_EQ(m.commits, 6U);
    EXPECT_EQ(m.last_commit, 6U);
    EXPECT_GT(m.journal_bytes, 1'000U);
    issues found;
    EXPECT_EQ(m.waiting, e->outbox(1'000, found).size());
    EXPECT_THAT(to_prometheus(m), HasSubstr("reglament_commits_total 6\n"));
}

}  // namespace
}  // namespace reglament
