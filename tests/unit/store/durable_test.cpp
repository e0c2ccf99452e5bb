// A durable engine is an engine that was never interrupted, however often it was.
#include "stores.hpp"
#include "support/rules.hpp"
#include "support/store_around.hpp"

#include <reglament/control/run_cases.hpp>
#include <reglament/engine/durable_engine.hpp>

#include <gmock/gmock.h>

#include <random>
#include <sstream>

namespace reglament {
namespace {

using testing::at;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::make;
using testing::scratch_folder;

const std::string regulations = R"(regulation: wake
input:
  silent: order.paid
  for: 20 days
output:
  back:
    when: order.paid
  lost:
    emit: client.lost
steps:
  - task: call
    do: Call
    by: manager
    within: 2 working days
    form:
      good: boolean
    on late:
      escalate: head
  - if: call.good
    then:
      - wait: 5 days
  - output: lost
---
regulation: thank
input:
  event: order.paid
  if: event.amount > 50
  at most: 2 a working day per manager
output: [done]
steps:
  - fork:
      a:
        - task: card
          do: Send a card
          by: manager
      b:
        - wait: 3 days
    join: any
  - output: done
)";

std::unique_ptr<durable_engine> open(const std::shared_ptr<store>& in, const std::shared_ptr<const rulebook>& rules,
                                     durable_options options = {}) {
    issues found;
    auto e = durable_engine::open(in, rules, options, found);
    if (e == nullptr) throw std::runtime_error{render(found)};
    return e;
}

std::vector<event> random_events(std::uint32_t seed, std::size_t count) {
    std::mt19937 random{seed};
    std::vector<event> all;
    instant now = at("2025-01-01");
    for (std::size_t i = 0; i < count; ++i) {
        now += std::chrono::hours{random() % 30};
        event e = make(random() % 3 == 0 ? "call.made" : "order.paid", "2025-01-01", testing::paid(random() % 100));
        if (e.type == "call.made") e.data = feel::context{{"result", "talked"}};
        e.subject = "c" + std::to_string(random() % 150);
        e.time = now;
        e.id = std::to_string(random() % 40 == 0 ? i / 2 : i);  // some come twice
        e.source = "test";
        all.push_back(std::move(e));
    }
    return all;
}

// Everything that can be seen of it.
std::string picture(const engine& e) {
    std::string out;
    for (std::size_t i = 0; i < e.client_count(); ++i)
        out += std::string{e.client(i)} + " " + encode(e.rules(), e.state(i)) + "\n";
    for (const task& t : e.tasks()) out += t.what->id + std::to_string(t.number) + "\n";
    for (const waiting_start& w : e.waiting()) out += std::string{w.subject} + std::to_string(w.place) + "\n";
    out += std::to_string(e.next_due().value_or(never).time_since_epoch().count());
    return out;
}

// The first line in which they differ.
std::string difference(const engine& a, const engine& b) {
    std::istringstream one{picture(a)}, two{picture(b)};
    std::string x, y;
    while (x == y && !one.eof() && !two.eof()) {
        std::getline(one, x);
        std::getline(two, y);
    }
    return x == y && one.eof() == two.eof() ? std::string{} : x + "\n" + y;
}

// Does the same to either: now and then a task is done.
template <class Engine>
void answer(Engine& e, std::uint32_t dice) {
    const auto tasks = e.tasks();
    if (tasks.empty()) return;
    const task& t = tasks[dice % tasks.size()];
    const feel::value answers =
        t.what->id == "call" ? feel::value{feel::context{{"good", feel::value{dice % 2 == 0}}}} : feel::value{};
    const std::string subject{t.subject};
    (void)e.complete(subject, t.number, answers, e.now());
}

TEST(durable, goes_on_after_every_commit_as_if_it_had_never_stopped) {
    const auto rules = testing::rules_of(regulations);
    for (std::uint32_t seed = 1; seed <= 12; ++seed) {
        const auto in = testing::new_store();
        engine plain{rules};
        auto kept = open(in, rules);
        std::vector<std::uint64_t> numbers;
        std::mt19937 random{seed};
        const auto events = random_events(seed, 400);
        for (std::size_t i = 0; i < events.size();) {
            const std::size_t batch = std::min<std::size_t>(1 + random() % 20, events.size() - i);
            std::vector<post_status> expected, got;
            for (std::size_t k = 0; k < batch; ++k) expected.push_back(plain.post(events[i + k]).status);
            for (const posted& p : kept->post(std::span{events}.subspan(i, batch))) got.push_back(p.status);
            EXPECT_EQ(got, expected);
            i += batch;
            const std::uint32_t dice = static_cast<std::uint32_t>(random());
            answer(plain, dice);
            issues found;
            ASSERT_TRUE(kept->change([&](engine& e) { answer(e, dice); }, found)) << render(found);
            if (random() % 3 == 0) {
                kept.reset();
                kept = open(in, rules);
                ASSERT_EQ(difference(kept->look(), plain), "") << "seed " << seed << ", after " << i << " events";
            }
            for (const sent_effect& s : kept->outbox(random() % 15, found)) {
                numbers.push_back(s.number);
                kept->taken(s.number);
            }
        }
        issues found;
        for (const sent_effect& s : kept->outbox(SIZE_MAX, found)) numbers.push_back(s.number);
        std::vector<std::uint64_t> distinct = numbers;
        std::sort(distinct.begin(), distinct.end());
        distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
        EXPECT_EQ(distinct.size(), plain.outbox().size()) << "every effect is sent";
        EXPECT_EQ(distinct.back(), distinct.size());
        for (std::size_t i = 0; i < plain.client_count(); ++i) {
            std::vector<effect> all;
            ASSERT_TRUE(kept->history(plain.client(i), all, found)) << render(found);
            const auto expected = plain.history(plain.client(i));
            ASSERT_EQ(all.size(), expected.size()) << plain.client(i);
            for (std::size_t k = 0; k < all.size(); ++k)
                EXPECT_EQ(testing::line(*rules, all[k]), testing::line(*rules, expected[k]));
        }
    }
}

// Control reads the runs of a store as those of an engine.
TEST(durable, its_runs_are_the_same_cases) {
    const auto rules = testing::rules_of(regulations);
    const auto in = testing::new_store();
    engine plain{rules};
    auto kept = open(in, rules);
    std::mt19937 random{5};
    for (const event& one : random_events(5, 600)) {
        (void)plain.post(one);
        (void)kept->post(one);
        const std::uint32_t dice = static_cast<std::uint32_t>(random());
        answer(plain, dice);
        issues found;
        ASSERT_TRUE(kept->change([&](engine& e) { answer(e, dice); }, found)) << render(found);
    }
    kept.reset();
    issues found;
    const auto read = open(in, rules)->release(found);
    ASSERT_TRUE(read) << render(found);
    for (regulation_index which = 0; which < rules->machines().size(); ++which) {
        const auto cases_of = [&](const engine& e) {
            std::string out;
            (void)read_runs(e, which, [&](const observed_case& c) {
                out += std::string{c.id} + (c.open ? " open" : "") + ":";
                for (const case_event& happened : c.events)
                    out +=
                        " " + std::string{happened.activity} + "@" + (happened.time ? to_string(*happened.time) : "");
                out += "\n";
            });
            return out;
        };
        EXPECT_NE(cases_of(plain), "");
        EXPECT_TRUE(cases_of(*read) == cases_of(plain)) << rules->machines()[which].regulation().id.value;
    }
}

TEST(durable, a_fold_leaves_nothing_to_read_again) {
    const scratch_folder folder;
    const auto rules = testing::rules_of(regulations);
    issues found;
    const auto in = open_store(folder / "a.db", found);
    ASSERT_TRUE(in) << render(found);
    auto e = open(in, rules);
    (void)e->post(random_events(1, 200));
    ASSERT_TRUE(e->fold(found)) << render(found);
    const std::string before = picture(e->look());
    const auto last = e->last_commit();
    for (const sent_effect& s : e->outbox(SIZE_MAX, found)) e->taken(s.number);
    ASSERT_TRUE(e->fold(found)) << render(found);
    EXPECT_EQ(e->last_commit(), last + 1) << "that they were taken is kept, too";
    e = open(in, rules);
    EXPECT_TRUE(e->outbox(SIZE_MAX, found).empty());
    EXPECT_TRUE(picture(e->look()) == before);
    EXPECT_EQ(e->last_commit(), last + 1);
}

TEST(durable, keeps_bytes_of_the_host_with_what_they_belong_to) {
    const auto in = testing::new_store();
    const auto rules = testing::rules_of(regulations);
    auto e = open(in, rules);
    issues found;
    e->keep("queue", "41");
    EXPECT_EQ(e->kept("queue", found), "41");
    e = open(in, rules);
    EXPECT_EQ(e->kept("queue", found), "") << "nothing was committed";
    e->keep("queue", "42");
    EXPECT_EQ(e->post(make("order.paid", "2025-01-01", testing::paid(60))).status, post_status::accepted);
    e = open(in, rules);
    EXPECT_EQ(e->kept("queue", found), "42");
}

TEST(durable, without_history_the_journal_stays_short) {
    const auto in = testing::new_store();
    const auto rules = testing::rules_of(regulations);
    durable_options options;
    options.keep_history = false;
    auto e = open(in, rules, options);
    issues found;
    for (const event& one : random_events(3, 1'000)) {
        (void)e->post(one);
        for (const sent_effect& s : e->outbox(100, found)) e->taken(s.number);
    }
    std::size_t entries = 0;
    ASSERT_TRUE(in->each_entry(
        0, [&](commit_number, std::string_view) { return ++entries != 0; }, found));
    EXPECT_LT(entries, 400U) << "one turn of 150 clients in three pages";
    const std::string before = picture(e->look());
    e = open(in, rules, options);
    EXPECT_TRUE(picture(e->look()) == before);
}

// Fails when told to, before or after it has written.
class failing_store final : public testing::store_around {
public:
    using store_around::store_around;
    enum class when { never, before, after } fails = when::never;

    bool write(const store_commit& what, issues& found) override {
        const when now = std::exchange(fails, when::never);
        if (now != when::before && !inner().write(what, found)) return false;
        return now == when::never || full(found);
    }
    bool fill(const store_content& what, issues& found) override {
        return std::exchange(fails, when::never) == when::never ? inner().fill(what, found) : full(found);
    }

private:
    static bool full(issues& found) {
        found.add("store-full", {}, {"test", "no space"});
        return false;
    }
};

TEST(durable, knows_what_is_used_up_of_a_day_though_the_first_commit_failed) {
    const auto rules = testing::rules_of(regulations);
    std::vector<event> all;
    for (int i = 0; i < 4; ++i) {
        all.push_back(make("order.paid", "2025-03-04", testing::paid(60), "c" + std::to_string(i)));
        all.back().id = std::to_string(i);
    }
    const std::span<const event> first{all.data(), 3};
    const auto in = std::make_shared<failing_store>(testing::new_store());
    auto e = open(in, rules);
    in->fails = failing_store::when::before;
    EXPECT_EQ(e->post(first).front().status, post_status::rejected);
    EXPECT_EQ(e->last_commit(), 0U);
    EXPECT_EQ(e->post(first).front().status, post_status::accepted);
    e = open(in, rules);
    (void)e->post(all.back());
    engine whole{rules};
    for (const event& one : all) whole.post(one);
    EXPECT_EQ(whole.waiting().size(), 2U) << "two of four may begin that day";
    EXPECT_TRUE(picture(e->look()) == picture(whole)) << difference(e->look(), whole);
}

TEST(durable, what_the_store_refused_has_not_happened) {
    const auto rules = testing::rules_of(regulations);
    for (const auto when : {failing_store::when::before, failing_store::when::after}) {
        const auto in = std::make_shared<failing_store>(testing::new_store());
        auto e = open(in, rules);
        const auto events = random_events(5, 60);
        engine plain{rules};
        for (std::size_t i = 0; i < events.size(); ++i) {
            const post_status expected = plain.post(events[i]).status;
            if (i % 7 == 3) {
                in->fails = when;
                const posted refused = e->post(events[i]);
                EXPECT_EQ(refused.status, post_status::rejected);
                EXPECT_EQ(refused.found.begin()->code, "store-full");
            }
            const posted again = e->post(events[i]);
            const bool was_there =
                i % 7 == 3 && when == failing_store::when::after && expected == post_status::accepted;
            EXPECT_EQ(again.status, was_there ? post_status::duplicate : expected);
        }
        EXPECT_EQ(difference(e->look(), plain), "");
    }
}

TEST(durable, two_who_write_to_one_store_do_no_harm) {
    const auto in = testing::new_store();
    const auto rules = testing::rules_of(regulations);
    auto one = open(in, rules), two = open(in, rules);
    EXPECT_EQ(one->post(make("order.paid", "2025-01-01", testing::paid(60))).status, post_status::accepted);
    event other = make("order.paid", "2025-01-02", testing::paid(70));
    const posted refused = two->post(other);
    EXPECT_EQ(refused.status, post_status::rejected);
    EXPECT_EQ(refused.found.begin()->code, "store-shared");
    EXPECT_EQ(two->post(other).status, post_status::accepted) << "it has read what the other one wrote";
    EXPECT_EQ(two->look().tasks().size(), 1U);
}

// A rejection writes nothing by which the other one would be noticed.
TEST(durable, rejects_nothing_because_of_what_is_long_past) {
    const auto in = testing::new_store();
    const auto rules = testing::rules_of(regulations);
    auto one = open(in, rules);
    ASSERT_EQ(one->post(make("ping", "2025-01-03", {}, "c2")).status, post_status::accepted);
    auto two = open(in, rules);
    const event done = make("task.done", "2025-01-02", feel::context{{"task", feel::number{1}}});
    EXPECT_EQ(one->post(done).found.begin()->code, "task-not-open") << "time stands, so nothing is written";
    EXPECT_EQ(two->post(make("order.paid", "2025-01-01", testing::paid(60))).status, post_status::accepted);
    const posted unsure = one->post(done);
    EXPECT_EQ(unsure.found.begin()->code, "store-shared");
    EXPECT_EQ(one->post(done).status, post_status::accepted) << "it has read what the other one wrote";
    EXPECT_EQ(one->post(done).found.begin()->code, "task-not-open");
}

// Who moves or deletes a file that is in use would lose all that comes after.
TEST(durable, a_file_that_was_moved_is_written_to_no_more) {
    for (const bool moved : {true, false}) {
        const scratch_folder folder;
        issues found;
        auto e = open(open_store(folder / "a.db", found), testing::rules_of(regulations));
        ASSERT_EQ(e->post(make("order.paid", "2025-01-01", testing::paid(60))).status, post_status::accepted);
        if (moved)
            std::filesystem::rename(folder / "a.db", folder / "b.db");
        else
            std::filesystem::remove(folder / "a.db");
        const posted refused = e->post(make("order.paid", "2025-01-02", testing::paid(60)));
        EXPECT_EQ(refused.status, post_status::rejected);
        ASSERT_FALSE(refused.found.empty());
        EXPECT_EQ(refused.found.begin()->code, "store-moved");
    }
}

TEST(durable, damage_is_told_and_nothing_is_changed) {
    const auto in = testing::new_store();
    const auto rules = testing::rules_of(regulations);
    (void)open(in, rules)->post(make("order.paid", "2025-01-01", testing::paid(60)));
    issues found;
    ASSERT_TRUE(in->write({2, "not an entry", {}, {}, 0}, found));
    EXPECT_EQ(durable_engine::open(in, rules, {}, found), nullptr);
    ASSERT_FALSE(found.empty());
    EXPECT_EQ(found.begin()->code, "store-damaged");
}

TEST(durable, rules_are_not_published_behind_its_back) {
    const auto rules = testing::rules_of(regulations);
    auto e = open(testing::new_store(), rules);
    issues found;
    publish_report report, dry;
    ASSERT_TRUE(e->change(
        [&](engine& inside) {
            report = inside.publish(rules);
            dry = inside.publish(rules, {.dry_run = true});
        },
        found));
    EXPECT_FALSE(report.published);
    ASSERT_FALSE(report.found.empty());
    EXPECT_EQ(report.found.begin()->code, "store-keeps-rules");
    EXPECT_FALSE(dry.found.has_errors());
}

std::string with(std::string text, const std::string& what, const std::string& by) {
    text.replace(text.find(what), what.size(), by);
    return text;
}

const std::string sends_a_book = with(regulations, "Send a card", "Send a book");

// Who has other rules than a store was ever under publishes them; runs go on in theirs, histories can be read.
TEST(durable, rules_it_was_never_under_are_published_when_it_is_opened) {
    const auto in = testing::new_store();
    issues found;
    {
        auto e = open(in, testing::rules_of(regulations));
        ASSERT_EQ(e->post(make("order.paid", "2025-01-01", testing::paid(60))).status, post_status::accepted);
        EXPECT_FALSE(e->published());
    }
    auto e = open(in, testing::rules_of(sends_a_book));
    ASSERT_TRUE(e->published());
    ASSERT_EQ(e->published()->runs.size(), 1U);
    EXPECT_EQ(e->published()->runs[0].what.fate, run_fate::stays);
    ASSERT_EQ(e->look().tasks().size(), 1U);
    EXPECT_EQ(e->look().tasks()[0].what->instruction, "Send a card");
    event second = make("order.paid", "2025-01-03", testing::paid(70));
    second.subject = "other";
    ASSERT_EQ(e->post(second).status, post_status::accepted);
    for (int i = 0; i < 3; ++i) {  // as often as one likes
        std::vector<effect> all;
        ASSERT_TRUE(e->history("c1", all, found)) << render(found);
        EXPECT_FALSE(all.empty());
        EXPECT_TRUE(found.empty()) << render(found);
        const auto tasks = e->look().tasks();
        ASSERT_EQ(tasks.size(), 2U);
        EXPECT_EQ(tasks[0].what->instruction, "Send a card");
        EXPECT_EQ(tasks[1].what->instruction, "Send a book");
        e = open(in, i == 0 ? nullptr : testing::rules_of(sends_a_book));
        EXPECT_FALSE(e->published());
    }
}

// A host that was restarted with the files of yesterday does not undo what another one has published.
TEST(durable, rules_it_has_left_behind_are_taken_from_the_store) {
    const auto in = testing::new_store();
    (void)open(in, testing::rules_of(regulations))->post(make("order.paid", "2025-01-01", testing::paid(60)));
    (void)open(in, testing::rules_of(sends_a_book))->post(make("order.paid", "2025-01-02", testing::paid(60)));
    issues found;
    auto e = durable_engine::open(in, testing::rules_of(regulations), {}, found);
    ASSERT_NE(e, nullptr);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].code, "store-newer-rules");
    EXPECT_NE(e->look().rules().sources()[0]->text().find("Send a book"), std::string_view::npos);
    const publish_report back = e->publish(testing::rules_of(regulations));
    EXPECT_TRUE(back.published) << render(back.found);
    e = open(in, testing::rules_of(regulations));
    EXPECT_FALSE(e->published());
}

TEST(durable, without_rules_a_new_store_is_none) {
    issues found;
    EXPECT_EQ(durable_engine::open(testing::new_store(), nullptr, {}, found), nullptr);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].code, "store-no-rules");
}

// What fits nobody leaves everything as it was.
TEST(durable, rules_that_runs_do_not_fit_are_refused) {
    const auto in = testing::new_store();
    auto e = open(in, testing::rules_of(regulations));
    ASSERT_EQ(e->post(make("order.paid", "2025-01-01", testing::paid(60))).status, post_status::accepted);
    const std::string before = picture(e->look());
    const commit_number commits = e->last_commit();
    const auto alone =
        load_text("regulation: other\ninput:\n  event: ping\noutput: [done]\nsteps:\n  - output: done\n");
    ASSERT_NE(alone.rules, nullptr);
    const publish_report report = e->publish(alone.rules);
    EXPECT_FALSE(report.published);
    EXPECT_TRUE(report.found.has_errors());
    EXPECT_EQ(picture(e->look()), before);
    EXPECT_EQ(e->last_commit(), commits);
}

// Effects that nobody has taken are there under the new rules, too; numbers go on.
TEST(durable, what_was_to_be_taken_is_told_under_the_new_rules) {
    const auto in = testing::new_store();
    issues found;
    auto e = open(in, testing::rules_of(regulations));
    ASSERT_EQ(e->post(make("order.paid", "2025-01-01", testing::paid(60))).status, post_status::accepted);
    const auto before = e->outbox(100, found);
    ASSERT_FALSE(before.empty());
    const std::string first =
        "regulation: a first one\ninput:\n  event: call.made\noutput: [done]\nsteps:\n"
        "  - output: done\n---\n";
    ASSERT_TRUE(e->publish(testing::rules_of(first + sends_a_book)).published);
    for (int i = 0; i < 2; ++i) {
        const auto after = e->outbox(100, found);
        ASSERT_GE(after.size(), before.size());
        for (std::size_t k = 0; k < before.size(); ++k) {
            EXPECT_EQ(after[k].number, before[k].number);
            EXPECT_EQ(after[k].effect.kind, before[k].effect.kind);
            EXPECT_EQ(e->look().rules().machines()[after[k].effect.regulation].regulation().id.value,
                      testing::rules_of(regulations)->machines()[before[k].effect.regulation].regulation().id.value);
        }
        e = open(in, nullptr);
    }
}

// Published at random among random events, and opened anew at random: an engine in memory that does the same, but is
// never interrupted, comes out the same.
TEST(durable, rules_published_at_random_are_those_of_an_engine_in_memory) {
    const std::string migrates = with(sends_a_book, "regulation: thank\n", "regulation: thank\nrunning: migrate\n");
    const std::string drains = with(regulations, "regulation: thank\n", "regulation: thank\nrunning: drain\n");
    const std::vector<std::string> all{regulations, sends_a_book, migrates, drains};
    for (std::uint32_t seed = 1; seed <= 10; ++seed) {
        std::mt19937 random{seed};
        const auto in = testing::new_store();
        engine plain{testing::rules_of(regulations)};
        auto durable = open(in, testing::rules_of(regulations));
        for (const event& e : random_events(seed, 300)) {
            (void)plain.post(e);
            (void)durable->post(e);
            if (random() % 25 == 0) {
                const auto next = testing::rules_of(all[random() % all.size()]);
                const bool taken = plain.publish(next).published;
                ASSERT_EQ(durable->publish(next).published, taken) << "seed " << seed;
            }
            if (random() % 40 == 0) durable = open(in, nullptr);
        }
        ASSERT_EQ(difference(durable->look(), plain), "") << "seed " << seed;
        issues found;
        for (std::size_t i = 0; i < plain.client_count(); ++i) {
            std::vector<effect> kept;
            ASSERT_TRUE(durable->history(plain.client(i), kept, found)) << render(found);
            ASSERT_EQ(kept.size(), plain.history(plain.client(i)).size()) << "seed " << seed << plain.client(i);
        }
        EXPECT_TRUE(found.empty()) << render(found);
    }
}

}  // namespace
}  // namespace reglament
