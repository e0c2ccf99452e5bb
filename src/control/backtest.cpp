#include "control/backtest_side.hpp"

#include <algorithm>
#include <array>
#include <exception>
#include <mutex>
#include <set>
#include <thread>

namespace reglament {

std::string_view to_string(backtest_period p) noexcept {
    static constexpr std::array<std::string_view, 4> names{"week", "month", "quarter", "year"};
    return names[static_cast<std::size_t>(p)];
}

namespace {

// Both have heard what the slower one has.
class shared_progress {
public:
    shared_progress(const backtest_options& how, std::uint64_t all) : how_{how}, all_{all} {}

    void heard(std::size_t side, std::uint64_t done) {
        if (!how_.progress) return;
        const std::scoped_lock alone{mutex_};
        done_[side] = done;
        how_.progress(std::min(done_[0], done_[1]), all_);
    }

private:
    const backtest_options& how_;
    std::uint64_t all_;
    std::mutex mutex_;
    std::array<std::uint64_t, 2> done_{};
};

void run_both(backtest_run& before, backtest_run& after, reply_book& replies, const backtest_options& how,
              std::uint64_t all) {
    shared_progress bar{how, all};
    const auto run = [&](backtest_run& which, std::size_t side) {
        which.run([&](std::uint64_t done) { bar.heard(side, done); });
    };
    if (!how.side_by_side) {
        run(before, 0);
        run(after, 1);
        return;
    }
    std::exception_ptr failed;
    std::thread other{[&] {
        try {
            run(after, 1);
        } catch (...) {
            failed = std::current_exception();
        }
    }};
    try {
        run(before, 0);
    } catch (...) {
        replies.close();
        other.join();
        throw;
    }
    other.join();
    if (failed) std::rethrow_exception(failed);
}

void add(std::map<std::string, std::uint64_t>& to, const machine& m, const backtest_run::outputs& from) {
    for (const auto& [state, count] : from) to[m.states()[state].id] += count;
}

void add(backtest_counts& to, const machine& m, const backtest_run::tally& from) {
    to.starts += from.starts;
    to.tasks += from.tasks;
    to.contacts += from.contacts;
    add(to.observed, m, from.observed);
    add(to.unsupported, m, from.unsupported);
}

std::uint64_t apart(std::uint64_t a, std::uint64_t b) noexcept {
    return a < b ? b - a : a - b;
}

std::uint64_t apart(const std::map<std::string, std::uint64_t>& a, const std::map<std::string, std::uint64_t>& b) {
    std::uint64_t sum = 0;
    for (const auto& [name, count] : a) sum += apart(count, b.contains(name) ? b.at(name) : 0);
    for (const auto& [name, count] : b) sum += a.contains(name) ? 0 : count;
    return sum;
}

std::uint64_t apart(const backtest_counts& a, const backtest_counts& b) {
    return apart(a.starts, b.starts) + apart(a.tasks, b.tasks) + apart(a.contacts, b.contacts) +
           apart(a.observed, b.observed) + apart(a.unsupported, b.unsupported);
}

class comparer {
public:
    comparer(const backtest_run& before, const backtest_run& after, const backtest_options& how)
        : before_{before}, after_{after}, how_{how} {}

    void compare(backtest& out) {
        rows(out);
        clients(out);
    }

private:
    using row_key = std::pair<std::string, std::int64_t>;  // regulation, period
    static constexpr std::int64_t together = INT64_MAX;

    void rows(backtest& out) {
        std::map<row_key, backtest_row> all;
        gather(before_, all, &backtest_row::before);
        gather(after_, all, &backtest_row::after);
        for (auto& [where, row] : all) {
            row.regulation = where.first;
            if (where.second != together) row.period = period_clock::name(how_.by, where.second);
            out.rows.push_back(std::move(row));
        }
    }

    static void gather(const backtest_run& from, std::map<row_key, backtest_row>& all,
                       backtest_counts backtest_row::*side) {
        for (const auto& [where, counts] : from.periods()) {
            const machine& m = from.rules().machines()[where.first];
            for (const std::int64_t period : {where.second, together}) {
                backtest_row& row = all[{m.regulation().id.value, period}];
                row.title = m.regulation().title;
                add(row.*side, m, counts);
            }
        }
    }

    void clients(backtest& out) {
        std::map<std::pair<std::string, std::string>, backtest_client> all;
        gather_clients(before_, all, &backtest_client::before);
        gather_clients(after_, all, &backtest_client::after);
        std::set<std::string_view> changed;
        for (auto& [whose, c] : all) {
            if (c.before == c.after) continue;
            changed.insert(whose.first);
            c.client = whose.first;
            c.regulation = whose.second;
            out.clients.push_back(std::move(c));
        }
        out.changed = changed.size();
        std::stable_sort(out.clients.begin(), out.clients.end(),
                         [](const backtest_client& a, const backtest_client& b) {
                             return apart(a.before, a.after) > apart(b.before, b.after);
                         });
        if (out.clients.size() <= how_.most_clients) return;
        out.left_out = out.clients.size() - how_.most_clients;
        out.clients.resize(how_.most_clients);
    }

    static void gather_clients(const backtest_run& from,
                               std::map<std::pair<std::string, std::string>, backtest_client>& all,
                               backtest_counts backtest_client::*side) {
        for (const auto& [key, counts] : from.clients()) {
            const machine& m = from.rules().machines()[static_cast<regulation_index>(key & 0xFFFFU)];
            std::string client{from.ran().client(static_cast<std::size_t>(key >> 16U))};
            add(all[{std::move(client), m.regulation().id.value}].*side, m, counts);
        }
    }

    const backtest_run& before_;
    const backtest_run& after_;
    const backtest_options& how_;
};

}  // namespace

backtest run_backtest(const std::shared_ptr<const rulebook>& before, const event_log& log_before,
                      const std::shared_ptr<const rulebook>& after, const event_log& log_after,
                      const backtest_options& how) {
    reply_book replies;
    backtest_run old{before, log_before, how, replies}, fresh{after, log_after, how, replies, before.get()};
    run_both(old, fresh, replies, how, log_before.size());
    fresh.settle(old);
    backtest out;
    out.events = log_before.size();
    out.after_until = old.after_until();
    out.until = how.until.value_or(old.ran().now());
    out.before = old.figures();
    out.after = fresh.figures();
    comparer{old, fresh, how}.compare(out);
    return out;
}

}  // namespace reglament
