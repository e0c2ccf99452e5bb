#include "control/backtest_comparison.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <system_error>
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

    void heard(std::size_t side, std::uint64_t more) {
        if (!how_.progress) return;
        const std::scoped_lock alone{mutex_};
        done_[side] += more;
        how_.progress(std::min(done_[0], done_[1]), all_);
    }

private:
    const backtest_options& how_;
    std::uint64_t all_;
    std::mutex mutex_;
    std::array<std::uint64_t, 2> done_{};
};

// Does both at once. What the first throws goes before what the second does.
void do_both(const std::function<void()>& one, const std::function<void()>& other) {
    std::exception_ptr failed;
    std::thread beside;
    try {
        beside = std::thread{[&] {
            try {
                other();
            } catch (...) {
                failed = std::current_exception();
            }
        }};
    } catch (const std::system_error&) {  // there can be no more threads
        one();
        return other();
    }
    try {
        one();
    } catch (...) {
        beside.join();
        throw;
    }
    beside.join();
    if (failed) std::rethrow_exception(failed);
}

class lanes_in_hand {
public:
    lanes_in_hand(const std::shared_ptr<const rulebook>& before, const event_log& log_before,
                  const std::shared_ptr<const rulebook>& after, const event_log& log_after, const backtest_options& how)
        : before_{before},
          after_{after},
          log_before_{log_before},
          log_after_{log_after},
          how_{how},
          last_{last_moment(log_before)},
          bar_{how, log_before.size()},
          compared_{how},
          plan_{plan_lanes(*before, *after, log_before.size())} {}

    backtest run() {
        const unsigned asked = how_.threads != 0 ? how_.threads : std::thread::hardware_concurrency();
        const std::size_t threads = std::clamp<std::size_t>(asked, 1, std::max<std::size_t>(plan_.lanes, 2));
        if (plan_.lanes == 1 || !run_lanes(threads)) run_lane(log_lane{log_before_}, log_lane{log_after_}, threads > 1);
        backtest out = std::move(compared_).finish();
        out.events = log_before_.size();
        out.until = how_.until.value_or(last_);
        return out;
    }

private:
    static void do_each(std::size_t threads, const std::function<void()>& one, const std::function<void()>& other) {
        threads > 1 ? do_both(one, other) : (one(), other());
    }

    // False: the logs cannot be divided.
    bool run_lanes(std::size_t threads) {
        std::optional<divided_log> before, after;
        do_each(
            threads, [&] { before.emplace(log_before_, plan_); }, [&] { after.emplace(log_after_, plan_); });
        if (!before->tells_of_clients_apart() || !after->tells_of_clients_apart()) return false;
        for (std::uint32_t turn = 0; turn < plan_.turns; ++turn) {
            do_each(
                threads, [&] { old_ = before->lanes(turn); }, [&] { fresh_ = after->lanes(turn); });
            next_ = 0;
            take_lanes(threads);
        }
        return true;
    }

    void take_lanes(std::size_t threads) {
        if (threads > 1) return do_both([&] { take_lanes(1); }, [&] { take_lanes(threads - 1); });
        try {
            for (std::size_t i = next_++; i < old_.size() && !failed_; i = next_++) run_lane(old_[i], fresh_[i], false);
        } catch (...) {
            failed_ = true;  // what the others do is in vain
            throw;
        }
    }

    void run_lane(const log_lane& lane_before, const log_lane& lane_after, bool side_by_side) {
        reply_book replies;
        backtest_run old{before_, lane_before, how_, replies};
        backtest_run fresh{after_, lane_after, how_, replies, before_.get()};
        const auto hear_old = [&] {
            try {
                old.run(last_, [&](std::uint64_t more) { bar_.heard(0, more); });
            } catch (...) {
                replies.close();
                throw;
            }
        };
        const auto hear_fresh = [&] { fresh.run(last_, [&](std::uint64_t more) { bar_.heard(1, more); }); };
        do_each(side_by_side ? 2 : 1, hear_old, hear_fresh);
        fresh.settle(old);
        const std::scoped_lock alone{mutex_};
        compared_.add(old, fresh);
    }

    const std::shared_ptr<const rulebook>& before_;
    const std::shared_ptr<const rulebook>& after_;
    const event_log& log_before_;
    const event_log& log_after_;
    const backtest_options& how_;
    instant last_;
    shared_progress bar_;
    std::mutex mutex_;
    backtest_comparison compared_;
    lane_plan plan_;
    std::vector<log_lane> old_, fresh_;  // of this turn
    std::atomic<std::size_t> next_ = 0;
    std::atomic<bool> failed_ = false;
};

}  // namespace

backtest run_backtest(const std::shared_ptr<const rulebook>& before, const event_log& log_before,
                      const std::shared_ptr<const rulebook>& after, const event_log& log_after,
                      const backtest_options& how) {
    return lanes_in_hand{before, log_before, after, log_after, how}.run();
}

}  // namespace reglament
