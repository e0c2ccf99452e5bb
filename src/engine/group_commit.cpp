#include <reglament/engine/group_commit.hpp>

#include <algorithm>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <iterator>
#include <mutex>
#include <thread>
#include <utility>
#include <variant>

namespace reglament {

namespace {

using steady = std::chrono::steady_clock;

struct to_post {
    event what;
    group_commit::answer then;
};
using to_use = std::packaged_task<void(durable_engine&)>;
using job = std::variant<to_post, to_use>;

// A group that was stepped: its answers hold when the commit is durable.
struct stepped {
    std::vector<group_commit::answer> then;
    std::vector<posted> answers;
    commit_number by = 0;

    void tell() {
        for (std::size_t i = 0; i < then.size(); ++i) {
            if (then[i]) then[i](std::move(answers[i]));
        }
        *this = {};
    }
    void add(stepped&& more) {
        std::move(more.then.begin(), more.then.end(), std::back_inserter(then));
        std::move(more.answers.begin(), more.answers.end(), std::back_inserter(answers));
    }
    void refuse(const issues& why) {
        answers.assign(then.size(), posted{post_status::rejected, why});
        tell();
    }
};

}  // namespace

struct group_commit::impl {
    impl(durable_engine& e, const group_options& o) : of{e}, options{o} {
        options.most_events = std::max<std::size_t>(options.most_events, 1);
        options.most_waiting = std::max(options.most_waiting, std::size_t{1});
        of.when_written([this] {
            const std::lock_guard lock{guard};
            ++over;
            something.notify_one();
        });
        constexpr std::chrono::microseconds longest = std::chrono::hours{1};
        options.longest_wait = std::clamp(options.longest_wait, std::chrono::microseconds{0}, longest);
        try {
            worker = std::thread{[this] { run(); }};
        } catch (...) {
            of.when_written({});
            throw;
        }
    }
    ~impl() {
        {
            const std::lock_guard lock{guard};
            ends = true;
            something.notify_one();
        }
        worker.join();
        of.when_written({});
    }
    impl(const impl&) = delete;
    impl& operator=(const impl&) = delete;

    void put(job j) {
        std::unique_lock lock{guard};
        const bool by_worker = std::this_thread::get_id() == worker.get_id();  // who makes room cannot wait for it
        room.wait(lock, [&] { return by_worker || waiting.size() < options.most_waiting; });
        if (waiting.empty()) first_came = steady::now();
        if (std::holds_alternative<to_use>(j)) first_came = {};  // it waits for nobody
        waiting.push_back(std::move(j));
        something.notify_one();
    }

    // Whether a group may be closed: it is full, or nothing is gained by waiting any longer.
    [[nodiscard]] bool is_closed() const {
        if (waiting.size() >= options.most_events || (ends && !is_writing())) return true;
        return !is_writing() && !waiting.empty() && steady::now() >= first_came + options.longest_wait;
    }

    void wait_for_group(std::unique_lock<std::mutex>& lock) {
        while (!is_closed()) {
            if (!is_writing() && !unanswered.then.empty()) return;  // what is durable is told
            if (is_writing() || waiting.empty())
                something.wait(lock);
            else
                something.wait_until(lock, first_came + options.longest_wait);
        }
    }

    void run() {
        std::unique_lock lock{guard};
        for (;;) {
            wait_for_group(lock);
            const bool closed = is_closed();
            if (ends && waiting.empty() && unanswered.then.empty()) return;
            std::vector<job> group;
            while (closed && !waiting.empty() && group.size() < options.most_events) {
                group.push_back(std::move(waiting.front()));
                waiting.pop_front();
            }
            if (!group.empty() && first_came != steady::time_point{}) first_came = steady::now();
            room.notify_all();
            lock.unlock();
            take(group);
            lock.lock();
        }
    }

    void take(std::vector<job>& group) {
        if (is_all_written()) finish();
        auto at = group.begin();
        while (at != group.end()) {
            if (auto* const use = std::get_if<to_use>(&*at)) {
                finish();
                issues ignored;  // who uses it finds the store failing by the next call
                (void)of.ready(ignored);
                (*use)(of);
                finish();  // should it have begun something
                ++at;
                continue;
            }
            const auto end = std::find_if(at, group.end(), [](const job& j) { return j.index() == 1; });
            step(at, end);
            at = end;
        }
    }

    void step(std::vector<job>::iterator from, std::vector<job>::iterator to) {
        stepped now;
        for (auto at = from; at != to; ++at) now.then.push_back(std::move(std::get<to_post>(*at).then));
        issues found;
        change_begun(1);  // it may be over before begin() is
        const bool good = of.begin(
            [&](engine& e) {
                for (auto at = from; at != to; ++at) now.answers.push_back(e.post(std::get<to_post>(*at).what));
            },
            found);
        const bool on_its_way = good && of.last_commit() > of.durable_commit();
        const bool same =
            on_its_way && unanswered.by == of.last_commit();  // nothing was changed, so nothing is written
        const bool writes = on_its_way && !same;
        if (!writes) change_begun(-1);
        if (same) return unanswered.add(std::move(now));
        settle_unanswered(found);
        if (!good) return now.refuse(found);
        now.by = of.last_commit();
        unanswered = std::move(now);
        if (!writes) unanswered.tell();
    }

    // Waits for what is on its way, and tells.
    void finish() {
        issues found;
        (void)of.settle(found);
        {
            const std::lock_guard lock{guard};
            begun = over;
        }
        settle_unanswered(found);
    }

    // Nothing of theirs is on its way any more.
    void settle_unanswered(const issues& found) {
        unanswered.by <= of.durable_commit() ? unanswered.tell() : unanswered.refuse(found);
    }

    void change_begun(int by) {
        const std::lock_guard lock{guard};
        begun += by;
    }
    [[nodiscard]] bool is_writing() const { return begun != over; }
    [[nodiscard]] bool is_all_written() {
        const std::lock_guard lock{guard};
        return !is_writing();
    }

    durable_engine& of;
    group_options options;
    std::mutex guard;
    std::condition_variable something, room;
    std::deque<job> waiting;
    steady::time_point first_came{};   // of those that wait
    std::int64_t begun = 0, over = 0;  // commits
    bool ends = false;
    stepped unanswered;  // of the worker alone
    std::thread worker;
};

group_commit::group_commit(durable_engine& of, const group_options& options)
    : impl_{std::make_unique<impl>(of, options)} {}
group_commit::~group_commit() = default;

void group_commit::post(event e, answer then) {
    impl_->put(to_post{std::move(e), std::move(then)});
}

std::future<posted> group_commit::post(event e) {
    auto told = std::make_shared<std::promise<posted>>();
    std::future<posted> out = told->get_future();
    post(std::move(e), [told](posted p) { told->set_value(std::move(p)); });
    return out;
}

std::vector<posted> group_commit::post(std::span<const event> events) {
    std::vector<std::future<posted>> all;
    all.reserve(events.size());
    for (const event& e : events) all.push_back(post(e));
    std::vector<posted> answers;
    answers.reserve(events.size());
    for (auto& one : all) answers.push_back(one.get());
    return answers;
}

void group_commit::with_engine(const std::function<void(durable_engine&)>& use) {
    to_use task{use};
    std::future<void> done = task.get_future();
    impl_->put(std::move(task));
    done.get();
}

}  // namespace reglament
